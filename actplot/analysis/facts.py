"""What is true of a function at its parameters: its range and slopes, kinks, turning points and asymptotes.

They are measured from f and f' and, where floats can't tell, from Taylor series of the formula with many digits.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

import numpy as np

from actplot.activation import Activation, Gated, Vector
from actplot.analysis import extremes, roots
from actplot.analysis.asymptotes import Asymptote, asymptote
from actplot.analysis.edges import ABSENT, Edge
from actplot.analysis.extremes import Candidate, Interval
from actplot.analysis.formula import Formula
from actplot.analysis.monotonicity import Monotonic, monotonic, turns_at
from actplot.analysis.pieces import survey
from actplot.analysis.series import quiet

PLACES = 4  # of max_gradient_at
SAME = 1e-12  # relative; turns of f' as near as this are one

Continuity = int | Literal["inf"]


@dataclass(frozen=True)
class Kink:
    """An x at which some derivative does not exist: the slopes beside it, and at it here and in frameworks."""

    x: float
    left: float
    right: float
    convention: float
    frameworks: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Facts:
    """What is true of an elementwise function at its parameters.

    ``max_gradient`` is the supremum of abs(f'). ``max_gradient_at`` are up to four x at which the slope (at a kink,
    by convention) is that, nearest 0 first; they hold the one nearest 0 of each stretch of ``max_gradient_over``,
    over which it is that throughout. If not attained, it is tended to at ``approached_at``, infinities or kinks.
    ``continuity`` is the n of C^n. ``extrema`` and ``inflections`` are the x at which f and f' turn; those of an
    oscillating function within a few periods. An asymptote y = m*x + c is (m, c).
    """

    range: Interval
    derivative_range: Interval
    max_gradient: float
    max_gradient_attained: bool
    max_gradient_at: tuple[float, ...]
    max_gradient_over: tuple[tuple[float, float], ...]
    approached_at: tuple[float, ...]
    monotonic: Monotonic
    continuity: Continuity
    kinks: tuple[Kink, ...]
    f0: float
    derivative0: float
    extrema: tuple[float, ...]
    inflections: tuple[float, ...]
    asymptotes: tuple[Asymptote | None, Asymptote | None]

    @property
    def bounded(self) -> bool:
        """Whether f is."""
        return math.isfinite(self.range.inf) and math.isfinite(self.range.sup)


def facts(function: Activation) -> Facts:
    """Return the facts of an elementwise ``function`` at its parameters, measured once.

    Raises:
        ValueError: a vector or gated function, of which these facts do not exist.

    """
    if isinstance(function, Vector | Gated):
        raise ValueError(f"{function.name} is a {function.kind} function; these facts are of functions of one number")
    with quiet():
        return _measured(function)


@cache
@np.errstate(all="ignore")
def _measured(function: Activation) -> Facts:
    formula, marks, edges, conventions, origin, parts = survey(function)
    turns = [roots.turns(function, formula, piece, marks.centres) for piece in parts]
    parts = [piece.joined(function, x) for piece, x in zip(parts, turns, strict=True)]
    zeros = [roots.zeros(function, formula, piece) for piece in parts]
    of_f = extremes.of_values(function, formula, [*zip(parts, zeros, strict=True)])
    of_slopes = extremes.of_slopes(function, formula, [*zip(parts, turns, strict=True)], conventions)
    slopes = of_slopes.interval()
    largest = max(abs(slopes.inf), abs(slopes.sup))
    places = of_slopes.at(largest)
    attained = [place for place in places if place.attained]
    orders = [edge.order for edge in edges if edge.order != ABSENT]
    return Facts(
        range=of_f.interval(),
        derivative_range=slopes,
        max_gradient=largest,
        max_gradient_attained=bool(attained),
        max_gradient_at=_points(formula, attained)[:PLACES],
        max_gradient_over=tuple((place.stretch.low, place.stretch.high) for place in attained if place.stretch),
        approached_at=() if attained else _distinct(place.x for place in places),
        monotonic=monotonic(function, [*zip(parts, zeros, strict=True)], formula),
        continuity=min(orders) - 1 if orders else "inf",
        kinks=_kinks(function, edges, conventions),
        f0=origin[0],
        derivative0=origin[1],
        extrema=_nearest_first([*np.concatenate(zeros), *(edge.x for edge in edges if turns_at(edge, formula))]),
        inflections=_distinct(np.concatenate(turns)),
        asymptotes=(asymptote(formula, marks, parts[0], -1), asymptote(formula, marks, parts[-1], 1)),
    )


def _kinks(function: Activation, edges: Sequence[Edge], conventions: Mapping[float, float]) -> tuple[Kink, ...]:
    """Return the kinks as floats; those at one float are one."""
    at = {x: [edge for edge in edges if edge.x == x] for x in conventions}
    known = function.kink_slopes if at else {}
    index = function.kinks.index
    return tuple(
        Kink(
            x,
            float(beside[0].before[1]),
            float(beside[-1].after[1]),
            conventions[x],
            {framework: slopes[index(x)] for framework, slopes in known.items()},
        )
        for x, beside in at.items()
    )


def _points(formula: Formula, attained: Sequence[Candidate]) -> tuple[float, ...]:
    """Return the x of candidates; of a stretch the float nearest 0, or its end if that has the same slope."""
    points = [formula.turn(place.x) if place.exact is None else place.x for place in attained if not place.stretch]
    for stretch in (place.stretch for place in attained if place.stretch):
        low, high = stretch.low, stretch.high
        if not low < 0 < high and (low if low >= 0 else high) in points:
            continue
        inner = 0.0 if low < 0 < high else math.nextafter(low, high) if low >= 0 else math.nextafter(high, low)
        if low < inner < high:
            points.append(inner)
    return _distinct(points)


def _nearest_first(xs: Iterable[float]) -> tuple[float, ...]:
    """Sort by distance from 0, the negative one of a pair first."""
    return tuple(sorted({float(x) + 0.0 for x in xs}, key=lambda x: (float(f"{abs(x):.10g}"), x)))


def _distinct(xs: Iterable[float]) -> tuple[float, ...]:
    """Sort by distance from 0, and drop those equal but for rounding."""
    found: list[float] = []
    for x in _nearest_first(xs):
        if not any(x == other or abs(x - other) <= SAME * max(abs(x), abs(other)) < math.inf for other in found):
            found.append(x)
    return tuple(found)

"""The facts of an elementwise function, measured: its range and slopes, kinks, turning points and asymptotes.

They come from f and f' and, where floats can't tell, from Taylor series of the formula with many digits.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import numpy as np

from actplot.activation import Activation
from actplot.analysis import extremes, roots
from actplot.analysis.asymptotes import asymptote
from actplot.analysis.edges import ABSENT, LEVEL, Edge
from actplot.analysis.extremes import Candidate
from actplot.analysis.formula import Formula
from actplot.analysis.monotonicity import monotonic, turns_at
from actplot.analysis.pieces import survey
from actplot.analysis.records import Continuity, Facts, Interval, Kink
from actplot.analysis.series import quiet
from actplot.evaluation import aside

PLACES = 4  # of max_gradient_at
SAME = 1e-12  # relative; turns of f' as near as this are one


@aside()
def measured(function: Activation) -> Facts:
    """Return the facts of an elementwise ``function`` at its parameters, measured once.

    What frameworks have at its kinks is left out.
    """
    with quiet():
        return _measured(function)


@cache
@np.errstate(all="ignore")
def _measured(function: Activation) -> Facts:
    formula, marks, edges, conventions, origin, parts = survey(function)
    none = np.zeros(0)
    turns = [none if piece.endless else roots.turns(function, formula, piece, marks.centres) for piece in parts]
    parts = [piece.joined(function, x) for piece, x in zip(parts, turns, strict=True)]
    zeros = [none if piece.endless else roots.zeros(function, formula, piece) for piece in parts]
    of_f = extremes.of_values(function, formula, [*zip(parts, zeros, strict=True)])
    of_slopes = extremes.of_slopes(function, formula, [*zip(parts, turns, strict=True)], conventions)
    slopes = _proven(formula, 1, of_slopes.interval())
    largest = float(np.abs([slopes.inf, slopes.sup]).max())  # NaN if one is
    if math.inf in (-slopes.inf, slopes.sup):
        largest = math.inf
    places = [] if math.isnan(largest) else of_slopes.at(largest)
    attained = [place for place in places if place.attained]
    orders = [edge.order for edge in edges if edge.order != ABSENT]
    return Facts(
        range=_proven(formula, 0, of_f.interval()),
        derivative_range=slopes,
        max_gradient=largest,
        max_gradient_attained=None if math.isnan(largest) else bool(attained),
        max_gradient_at=_points(formula, attained)[:PLACES],
        max_gradient_over=tuple((place.stretch.low, place.stretch.high) for place in attained if place.stretch),
        approached_at=() if attained else _distinct(place.x for place in places),
        monotonic=monotonic(function, [*zip(parts, zeros, strict=True)], formula),
        continuity=_continuity(function, orders),
        kinks=_kinks(edges, conventions),
        f0=origin[0],
        derivative0=origin[1],
        extrema=_nearest_first([*np.concatenate(zeros), *(edge.x for edge in edges if turns_at(edge, formula))]),
        inflections=_distinct(np.concatenate(turns)),
        asymptotes=(asymptote(formula, marks, parts[0], -1), asymptote(formula, marks, parts[-1], 1)),
    )


def _proven(formula: Formula, order: int, found: Interval) -> Interval:
    """Return the range of f (``order`` 0) or f' (1), NaN for an end that only holds near 0."""
    low, high = (formula.proven(order, end) for end in (found.inf, found.sup))
    return Interval(
        found.inf if low else math.nan,
        low and found.inf_attained,
        found.sup if high else math.nan,
        high and found.sup_attained,
    )


def _continuity(function: Activation, orders: Sequence[int]) -> Continuity | None:
    """Return the n of C^n; None if kinks that are not listed may be of a lower order."""
    lowest = min(orders, default=ABSENT)
    if any(function.endless) and not function.recurring and lowest != LEVEL:
        return None
    return "inf" if lowest == ABSENT else lowest - 1


def _kinks(edges: Sequence[Edge], conventions: Mapping[float, float]) -> tuple[Kink, ...]:
    """Return the kinks as floats, without the ends of the domain; those at one float are one."""
    at = {x: [edge for edge in edges if edge.x == x] for x in conventions}
    at = {x: beside for x, beside in at.items() if beside[0].before[0].is_nan() == beside[-1].after[0].is_nan()}
    return tuple(
        Kink(
            x,
            float(beside[0].before[1]),
            float(beside[-1].after[1]),
            math.nan if _pole(beside[0], beside[-1]) else conventions[x],
        )
        for x, beside in at.items()
    )


def _pole(first: Edge, last: Edge) -> bool:
    """Whether f is infinite on both sides; then f' at the float beside it is rounding error."""
    return first.before[0].is_infinite() and last.after[0].is_infinite()


def _points(formula: Formula, attained: Sequence[Candidate]) -> tuple[float, ...]:
    """Return the x of candidates; of a stretch the float nearest 0, or its end if that has the same slope."""
    points = []
    for place in attained:
        if not place.stretch:
            polished = formula.zero(place.x, 2) if place.exact is None else None
            points.append(place.x if polished is None else polished)
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

"""What is true of a function at its parameters, measured from f, f' and the kinks.

Between two kinks a function is analytic. So on such a piece it is either constant, or it never reaches the limit
that it tends to: whether an end of a range is attained follows from that, not from rounding.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from actplot.activation import Activation, Array, Gated, Vector
from actplot.analysis import roots
from actplot.analysis.asymptotes import Asymptote, asymptote
from actplot.analysis.continuity import Continuity, continuity
from actplot.analysis.monotonicity import Monotonic, monotonic
from actplot.analysis.pieces import AnalyticPiece, pieces

EQUAL = 1e-12  # relative; the promise for every end of a range
PLACES = 4  # of max_gradient_at


@dataclass(frozen=True)
class Interval:
    """The values from an infimum to a supremum, and whether these are values themselves."""

    inf: float
    inf_attained: bool
    sup: float
    sup_attained: bool


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

    ``max_gradient`` is the supremum of abs(f'), at up to four x of ``max_gradient_at`` (nearest 0 first; a plateau
    gives its end nearest 0), or tended to at ``approached_at`` (an infinity or a kink) if it is not attained.
    ``continuity`` is the n of C^n. ``extrema`` and ``inflections`` are the x at which f and f' turn; those of an
    oscillating function within a few periods. An asymptote y = m*x + c is (m, c).
    """

    range: Interval
    derivative_range: Interval
    max_gradient: float
    max_gradient_attained: bool
    max_gradient_at: tuple[float, ...]
    approached_at: tuple[float, ...]
    monotonic: Monotonic
    continuity: Continuity
    kinks: tuple[Kink, ...]
    f0: float
    derivative0: float
    extrema: tuple[float, ...]
    inflections: tuple[float, ...]
    asymptotes: tuple[Asymptote | None, Asymptote | None]


def facts(function: Activation) -> Facts:
    """Return the facts of an elementwise ``function`` at its parameters, measured once.

    Raises:
        ValueError: a vector or gated function, of which these facts do not exist.

    """
    if isinstance(function, Vector | Gated):
        raise ValueError(f"{function.name} is a {function.kind} function; these facts are of functions of one number")
    return _measured(function)


@cache
@np.errstate(all="ignore")
def _measured(function: Activation) -> Facts:
    parts = pieces(function)
    at_kinks = [piece.low for piece in parts[1:]]
    extrema = np.concatenate([roots.zeros(function, piece) for piece in parts])
    inflections = np.concatenate([roots.turns(function, piece) for piece in parts])
    # Each value of f, and of f', is attained at these x, or tended to at the ends of the pieces.
    at = np.array([0.0, *at_kinks, *extrema, *inflections])
    f, derivative = function.pair(at)
    # f' may touch 0 where it turns, and the rounding of x leaves a trace of that.
    derivative[np.abs(derivative) < 1e-28 * np.max(np.abs(derivative))] = 0.0
    # Pieces come first: on a level one, the place nearest 0 is its end, though the slope at the kink may differ.
    of_f = [*(c for piece in parts for c in _ends(piece, piece.f_ends, attained=piece.flat)), *_points(at, f)]
    of_derivative = [
        *(c for piece in parts for c in _ends(piece, piece.derivative_ends, attained=piece.straight)),
        *_points(at, derivative),
    ]
    if not function.bounded:
        swings = [_Candidate(value, x, False) for value in (-math.inf, math.inf) for x in (-math.inf, math.inf)]
        of_f, of_derivative = of_f + swings, of_derivative + swings
    derivative_range = _interval(of_derivative)
    max_gradient = max(abs(derivative_range.inf), abs(derivative_range.sup))
    places = [c for c in of_derivative if _equal(abs(c.value), max_gradient)]
    attained = _distinct(c.x for c in places if c.attained)
    known = function.kink_slopes if at_kinks else {}
    kinks = tuple(
        Kink(
            x,
            left.derivative_ends[1],
            right.derivative_ends[0],
            float(slope),
            {framework: slopes[function.kinks.index(x)] for framework, slopes in known.items()},
        )
        for x, left, right, slope in zip(at_kinks, parts[:-1], parts[1:], derivative[1:], strict=False)
    )
    values = f[1 : 1 + len(kinks)].tolist()
    return Facts(
        range=_interval(of_f),
        derivative_range=derivative_range,
        max_gradient=max_gradient,
        max_gradient_attained=bool(attained),
        max_gradient_at=attained[:PLACES],
        approached_at=() if attained else _distinct(c.x for c in places),
        monotonic=monotonic(function, parts, values),
        continuity=continuity(function, parts, values),
        kinks=kinks,
        f0=float(f[0]),
        derivative0=float(derivative[0]),
        extrema=_distinct(extrema),
        inflections=_distinct(inflections),
        asymptotes=(asymptote(function, parts[0], -1.0), asymptote(function, parts[-1], 1.0)),
    )


@dataclass(frozen=True)
class _Candidate:
    """A value that f or f' has at x, or tends to as x is approached."""

    value: float
    x: float
    attained: bool


def _points(at: Array, values: Array) -> list[_Candidate]:
    return [_Candidate(float(value), float(x), True) for x, value in zip(at, values, strict=True)]


def _ends(piece: AnalyticPiece, values: tuple[float, float], *, attained: bool) -> Iterator[_Candidate]:
    nearest = min(max(piece.low, 0.0), piece.high)
    for x, value in zip((piece.low, piece.high), values, strict=True):
        if not math.isnan(value):
            yield _Candidate(value, nearest if attained else x, attained)


def _interval(candidates: list[_Candidate]) -> Interval:
    inf = min(c.value for c in candidates)
    sup = max(c.value for c in candidates)
    return Interval(
        inf + 0.0,
        any(c.attained and _equal(c.value, inf) for c in candidates),
        sup + 0.0,
        any(c.attained and _equal(c.value, sup) for c in candidates),
    )


def _equal(a: float, b: float) -> bool:
    return a == b or abs(a - b) <= EQUAL * max(abs(a), abs(b)) < math.inf


def _distinct(xs: Iterable[float]) -> tuple[float, ...]:
    """Sort by distance from 0, the negative one of a pair first, and drop those equal but for rounding."""
    found: list[float] = []
    for x in sorted((float(x) + 0.0 for x in xs), key=lambda x: (float(f"{abs(x):.10g}"), x)):
        if not any(_equal(x, other) for other in found):
            found.append(x)
    return tuple(found)

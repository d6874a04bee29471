"""The infimum and the supremum of f and of f': which values they are, whether they are attained, and where.

Between two kinks a function is analytic. So on such a piece it is either constant, or it never reaches the limit
that it tends to: whether an end of a range is attained follows from that, not from rounding.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from actplot.activation import Activation, Array
from actplot.analysis.edges import Edge
from actplot.analysis.formula import Formula
from actplot.analysis.monotonicity import direction
from actplot.analysis.pieces import AnalyticPiece
from actplot.analysis.records import Interval
from actplot.analysis.sampling import ordered, sample

VANISHING = 1e-10  # relative to the largest slope
EXACT = 20  # digits by which a value falls where a turn gets all its digits: it is 0 there
ROUNDING = 8  # units in the last place: values and slopes that are further apart are not equal


@dataclass(frozen=True)
class Candidate:
    """A value that f or f' has at x, or tends to there, which may be its infimum or its supremum.

    ``exact`` is its value with all digits, where a Taylor series gives it. ``stretch`` is the piece over which f' has
    the value throughout.
    """

    value: float
    x: float
    attained: bool = True
    low: bool = True
    high: bool = True
    exact: Decimal | None = None
    stretch: AnalyticPiece | None = None


class Extremes:
    """Candidates for the ends of a range, compared as exactly as they are known."""

    def __init__(self, formula: Formula, candidates: Iterable[Candidate], order: int) -> None:
        """Take the values of f (``order`` 0) or of f' (1)."""
        self.formula, self.order = formula, order
        self.candidates = [c for c in candidates if not math.isnan(c.value)]

    def interval(self) -> Interval:
        """Return the range; an end is NaN if it may be at a limit that is not known."""
        lows, highs = ([c for c in self.candidates if getattr(c, end)] for end in ("low", "high"))
        unknown = Candidate(math.nan, math.nan, attained=False)
        inf, sup = min(lows, key=_value, default=unknown), max(highs, key=_value, default=unknown)
        return Interval(
            inf.value + 0.0,
            any(c.attained for c in lows if self.equal(c, inf)),
            sup.value + 0.0,
            any(c.attained for c in highs if self.equal(c, sup)),
        )

    def at(self, size: float) -> list[Candidate]:
        """Return the candidates of absolute value ``size``, which is the largest."""
        best = max((c for c in self.candidates if abs(c.value) == size), key=lambda c: abs(_value(c)))
        return [c for c in self.candidates if self.equal(c, best, absolute=True)]

    def equal(self, a: Candidate, b: Candidate, *, absolute: bool = False) -> bool:
        """Whether two candidates are the same value, or the same absolute value."""
        x, y = (abs(c.value) if absolute else c.value for c in (a, b))
        if not math.isfinite(x) or not math.isfinite(y):
            return x == y
        if abs(x - y) > ROUNDING * math.ulp(max(abs(x), abs(y))):
            return False
        if a.exact is None and b.exact is None and x == y:
            return True
        u, v = self.exact(a), self.exact(b)
        if u is None or v is None:
            return True
        return self.formula.equal(abs(u), abs(v)) if absolute else self.formula.equal(u, v)

    def exact(self, candidate: Candidate) -> Decimal | None:
        """Return the value with all digits, from the formula's Taylor series if need be; None for a limit."""
        if candidate.exact is not None or not math.isfinite(candidate.x):
            return candidate.exact
        _, c = self.formula.polished(candidate.x, self.order + 1)
        return c[self.order]


def _value(candidate: Candidate) -> Decimal:
    return Decimal(candidate.value) if candidate.exact is None else candidate.exact


def of_values(function: Activation, formula: Formula, parts: Sequence[tuple[AnalyticPiece, Array]]) -> Extremes:
    """Return the candidates for the range of f, from its pieces and the zeros of f' on each."""
    zeros = np.concatenate([zeros for _, zeros in parts])
    found = [*map(Candidate, sample(function, zeros).f.tolist(), zeros.tolist())]
    size = max((abs(c.value) for c in found if math.isfinite(c.value)), default=0.0)
    size = max([size, *(float(np.max(np.abs(piece.f), initial=0.0)) for piece, _ in parts)])
    found = [_touched(formula, candidate, VANISHING * size) for candidate in found]
    for piece, _ in parts:
        if piece.flat:
            exact = piece.left.after[0] if piece.left else piece.right.before[0] if piece.right else None
            found.append(Candidate(piece.f_ends[0], piece.low, exact=exact))
        else:
            found += _ends(piece, 0)
        if piece.left:
            found.append(
                # Next to a pole that is no float, f is beyond all floats.
                Candidate(
                    float(piece.left.at), piece.left.x, math.isfinite(float(piece.left.at)), exact=piece.left.at
                )
            )
    found += _beyond(found, [(piece.x, piece.f) for piece, _ in parts if piece.endless])
    return Extremes(formula, [*found, *_swings(function, 0)], 0)


def of_slopes(
    function: Activation,
    formula: Formula,
    parts: Sequence[tuple[AnalyticPiece, Array]],
    conventions: Mapping[float, float],
) -> Extremes:
    """Return the candidates for the range of f', from its pieces, which have samples at the turns of f' on each."""
    found = []
    for piece, turns in parts:
        if len(turns):
            at = np.searchsorted(piece.x, ordered(turns))
            small = VANISHING * float(np.max(np.abs(piece.derivative)))
            found += [
                _turn(formula, x, d, small)
                for x, d in zip(piece.x[at].tolist(), piece.derivative[at].tolist(), strict=True)
            ]
        if piece.straight:
            found.append(_level(piece))
        else:
            found += _ends(piece, 1)
        if piece.left:
            found.append(_convention(piece.left, conventions[piece.left.x]))
    if all(math.isnan(candidate.value) for candidate in found):  # a wave too low to be seen in floats
        slopes, x = (np.concatenate(part) for part in zip(*((p.derivative, p.x) for p, _ in parts), strict=True))
        nearest = np.argsort(np.abs(x), kind="stable")
        x, slopes = x[nearest], slopes[nearest]
        lowest_and_highest = (int(slopes.argmin()), int(slopes.argmax())) if len(x) else ()
        found += [Candidate(float(slopes[i]), float(x[i])) for i in lowest_and_highest]
    found += _beyond(found, [(piece.x, piece.derivative) for piece, _ in parts if piece.endless])
    return Extremes(formula, [*found, *_swings(function, 1)], 1)


def _touched(formula: Formula, candidate: Candidate, small: float) -> Candidate:
    """Return a value at a turn of f; one that is nearly 0 may be so only because the turn is no float."""
    if not 0 < abs(candidate.value) <= small < math.inf:
        return candidate
    _, c = formula.polished(candidate.x, 1)
    if not abs(c[0]) < Decimal(abs(candidate.value)).scaleb(-EXACT):
        return candidate
    return Candidate(0.0, candidate.x, exact=Decimal(0))


def _beyond(known: Sequence[Candidate], samples: Iterable[tuple[Array, Array]]) -> Iterator[Candidate]:
    """Yield the least and the largest sample of pieces without end, where they are beyond what is known."""
    values = [c.value for c in known if not math.isnan(c.value)]
    low, high = min(values, default=math.inf), max(values, default=-math.inf)
    for xs, ys in samples:
        for x, y in zip(xs[[ys.argmin(), ys.argmax()]], (ys.min(), ys.max()), strict=True) if len(xs) else ():
            if y < low - VANISHING * abs(low) or y > high + VANISHING * abs(high):
                yield Candidate(float(y), float(x))


def _turn(formula: Formula, x: float, slope: float, small: float) -> Candidate:
    """Return the slope at a turn of f'; where it touches 0, all that floats have of it may be rounding errors."""
    if abs(slope) > small:
        return Candidate(slope, x)
    _, c = formula.polished(x, 2)
    return Candidate(float(c[1]), x, exact=c[1])


def _level(piece: AnalyticPiece) -> Candidate:
    """Return the slope of a straight piece."""
    exact = piece.left.after[1] if piece.left else piece.right.before[1] if piece.right else None
    # An evaluator may have no slope at an infinity, as a + 0*x has none.
    slope = piece.derivative_ends[0]
    slope = float(piece.derivative[0]) if math.isnan(slope) and len(piece.derivative) else slope
    return Candidate(slope, piece.low, exact=exact, stretch=piece)


def _convention(edge: Edge, slope: float) -> Candidate:
    """Return the slope used at a kink: exactly that of one side if it is equal but for rounding."""
    sides = [side for side in (edge.before[1], edge.after[1]) if side.is_finite()]
    if not sides or not math.isfinite(slope):
        return Candidate(slope, edge.x, attained=math.isfinite(slope))
    near = min(sides, key=lambda side: abs(side - Decimal(slope)))
    same = abs(float(near) - slope) <= ROUNDING * math.ulp(slope)
    return Candidate(slope, edge.x, exact=near if same else Decimal(slope))


def _ends(piece: AnalyticPiece, order: int) -> Iterator[Candidate]:
    """Yield the limits of f (``order`` 0) or of f' (1) at both ends; one that f falls away from is no infimum."""
    ends = piece.derivative_ends if order else piece.f_ends
    for side, x, value, coefficients in (
        (1, piece.low, ends[0], piece.left and piece.left.after),
        (-1, piece.high, ends[1], piece.right and piece.right.before),
    ):
        if coefficients:
            if coefficients[0].is_nan():
                continue
            exact = coefficients[order]
            series = [n * c for n, c in enumerate(coefficients)][1:] if order else coefficients
            away = direction(series, side)
        else:
            exact, away = None, _away(piece, order, side, value)
        yield Candidate(value, x, attained=False, low=away >= 0, high=away <= 0, exact=exact)


def _away(piece: AnalyticPiece, order: int, side: int, limit: float) -> int:
    """Return 1 if f or f' rises from its ``limit`` at an infinity, towards 0 in x, -1 if it falls."""
    slopes = piece.derivative[::side]
    if not math.isfinite(limit):
        return -1 if limit > 0 else 1
    steps = slopes - limit if order else side * slopes
    away = steps[np.abs(steps) > (ROUNDING * math.ulp(limit) if order and limit else 0.0)]
    return int(np.sign(away[0])) if len(away) else 0


def _swings(function: Activation, order: int) -> list[Candidate]:
    """Return the ends of the ranges of what oscillates ever wider."""
    ends = function.growth(order)
    return [Candidate(value, x, attained=False) for value in ends for x in (-math.inf, math.inf)]

"""What is true of a function at its parameters, measured from f, f' and the kinks.

Between two kinks a function is analytic. So on such a piece it is either constant, or it never reaches the limit
that it tends to: whether an end of a range is attained follows from that, not from what rounding happens to do.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, Literal

import numpy as np

from actplot.activation import Activation, Array, Gated, Vector

Monotonic = Literal["increasing", "non-decreasing", "decreasing", "non-increasing", "no"]
Asymptote = tuple[float, float]

_EQUAL = 1e-12  # relative; the promise for every end of a range
_BESIDE = 4  # floats from a rounded kink to where its piece has surely begun
_PERIODS = 2  # of an oscillating function, to either side of 0
_SATURATED = 0.01  # a slope below this hardly learns
_DEGREE = 16  # of the polynomials that stand for f' where its own derivatives are needed


@dataclass(frozen=True)
class Interval:
    """The values from an infimum to a supremum, and whether these are values themselves."""

    inf: float
    inf_attained: bool
    sup: float
    sup_attained: bool


@dataclass(frozen=True)
class Kink:
    """An x at which some derivative does not exist, with the slopes beside it and the one used at it."""

    x: float
    left: float
    right: float
    convention: float


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
    continuity: int | Literal["inf"]
    kinks: tuple[Kink, ...]
    f0: float
    derivative0: float
    extrema: tuple[float, ...]
    inflections: tuple[float, ...]
    asymptotes: tuple[Asymptote | None, Asymptote | None]


@dataclass(frozen=True)
class _Piece:
    """Samples strictly inside one analytic piece, and the limits of f and f' at its ends."""

    low: float
    high: float
    x: Array
    f: Array
    derivative: Array
    f_ends: tuple[float, float]
    derivative_ends: tuple[float, float]

    @property
    def straight(self) -> bool:
        return bool((self.derivative == self.derivative[0]).all())

    @property
    def flat(self) -> bool:
        return self.straight and self.derivative[0] == 0.0 and bool((self.f == self.f[0]).all())


@np.errstate(all="ignore")
def facts(function: Activation) -> Facts:
    """Return the facts of an elementwise ``function`` at its parameters.

    Raises:
        ValueError: a vector or gated function, of which these facts do not exist.

    """
    if isinstance(function, Vector | Gated):
        raise ValueError(f"{function.name} is a {function.kind} function; these facts are of functions of one number")
    pieces = _pieces(function)
    places_of_kinks = [piece.low for piece in pieces[1:]]
    extrema = np.concatenate([_zeros(function, piece) for piece in pieces])
    inflections = np.concatenate([_turns(function, piece) for piece in pieces])
    # Each value of f, and of f', is attained at these x, or tended to at the ends of the pieces.
    # A level stretch comes first: it speaks for the kink at its end.
    at = np.array([0.0, *places_of_kinks, *extrema, *inflections])
    f, derivative = function.pair(at)
    # f' may touch 0 where it turns, and the rounding of x leaves a trace of that.
    derivative[np.abs(derivative) < 1e-28 * np.max(np.abs(derivative))] = 0.0
    of_f = [*(c for piece in pieces for c in _ends(piece, piece.f_ends, attained=piece.flat)), *_points(at, f)]
    of_derivative = [
        *(c for piece in pieces for c in _ends(piece, piece.derivative_ends, attained=piece.straight)),
        *_points(at, derivative),
    ]
    if not function.bounded:
        swings = [_Candidate(value, x, False) for value in (-math.inf, math.inf) for x in (-math.inf, math.inf)]
        of_f, of_derivative = of_f + swings, of_derivative + swings
    derivative_range = _interval(of_derivative)
    steepest = max(abs(derivative_range.inf), abs(derivative_range.sup))
    places = [c for c in of_derivative if _equal(abs(c.value), steepest)]
    attained = _distinct(c.x for c in places if c.attained)
    kinks = tuple(
        Kink(x, left.derivative_ends[1], right.derivative_ends[0], float(slope))
        for x, left, right, slope in zip(places_of_kinks, pieces[:-1], pieces[1:], derivative[1:], strict=False)
    )
    at_kinks = f[1 : 1 + len(kinks)].tolist()
    return Facts(
        range=_interval(of_f),
        derivative_range=derivative_range,
        max_gradient=steepest,
        max_gradient_attained=bool(attained),
        max_gradient_at=attained[:4],
        approached_at=() if attained else _distinct(c.x for c in places),
        monotonic=_monotonic(function, pieces, at_kinks),
        continuity=_continuity(function, pieces, at_kinks),
        kinks=kinks,
        f0=float(f[0]),
        derivative0=float(derivative[0]),
        extrema=_distinct(extrema),
        inflections=_distinct(inflections),
        asymptotes=(_asymptote(function, pieces[0], -1.0), _asymptote(function, pieces[-1], 1.0)),
    )


@np.errstate(all="ignore")
def saturation(function: Activation) -> list[tuple[float, float]]:
    """Return the tails and the level pieces on which abs(f') < 0.01, as intervals of x.

    Around an extremum f' is small as well; that is no saturation and is left out.
    """
    pieces = _pieces(function)
    found = [(piece.low, piece.high) for piece in pieces if piece.flat]
    if function.period is None:
        for side, ordered in ((-1, pieces), (1, pieces[::-1])):
            end = _tail(function, ordered, side)
            if end is not None:
                found.append((-math.inf, end) if side < 0 else (end, math.inf))
    merged: list[tuple[float, float]] = []
    for low, high in sorted(found):
        if merged and low <= merged[-1][1]:
            low, high = merged[-1][0], max(high, merged.pop()[1])  # noqa: PLW2901
        merged.append((low, high))
    return merged


def _tail(function: Activation, pieces: list[_Piece], side: int) -> float | None:
    """Return the x beyond which, from there to the infinity at ``side``, abs(f') stays below _SATURATED."""
    inner = None
    for piece in pieces:
        x = piece.x if side < 0 else piece.x[::-1]
        steep = np.flatnonzero(np.abs(function.derivative(x)) >= _SATURATED)
        if len(steep) and steep[0] == 0:
            return inner
        if len(steep):
            low, high = float(x[steep[0]]), float(x[steep[0] - 1])
            while (middle := 0.5 * (low + high)) not in (low, high):
                low, high = (middle, high) if abs(float(function.derivative(middle))) >= _SATURATED else (low, middle)
            return high
        inner = piece.high if side < 0 else piece.low
    return inner


@dataclass(frozen=True)
class _Candidate:
    """A value that f or f' has at x, or tends to as x is approached."""

    value: float
    x: float
    attained: bool


def _points(at: Array, values: Array) -> list[_Candidate]:
    return [_Candidate(float(value), float(x), True) for x, value in zip(at, values, strict=True)]


def _ends(piece: _Piece, values: tuple[float, float], *, attained: bool) -> Iterator[_Candidate]:
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
    return a == b or abs(a - b) <= _EQUAL * max(abs(a), abs(b)) < math.inf


def _distinct(xs: Any) -> tuple[float, ...]:
    """Sort by distance from 0, the negative one of a pair first, and drop what rounding made twice."""
    found: list[float] = []
    for x in sorted((float(x) + 0.0 for x in xs), key=lambda x: (float(f"{abs(x):.10g}"), x)):
        if not any(_equal(x, other) for other in found):
            found.append(x)
    return tuple(found)


@cache
def _offsets() -> Array:
    """Return distances from 0 or a kink over the whole float range, dense where parameters usually put things."""
    return np.concatenate(
        [10.0 ** np.arange(-300, -5, 10), 2.0 ** np.arange(-16, 16, 0.25), 10.0 ** np.arange(5, 300, 10)]
    )


def _pieces(function: Activation) -> list[_Piece]:
    return [_sample(function, low, high) for low, high in pairwise((-math.inf, *function.kinks, math.inf))]


def _sample(function: Activation, low: float, high: float) -> _Piece:
    offsets = _offsets()
    if function.period:
        reach = _PERIODS * function.period
        offsets = np.concatenate(
            [offsets[offsets < function.period / 32], np.arange(1, 32 * _PERIODS + 1) * (reach / (32 * _PERIODS))]
        )
    first, last = _beside(low, 1), _beside(high, -1)
    around = {0.0, *(edge for edge in (low, high) if math.isfinite(edge))}
    x = np.concatenate([[0.0, first, last], *([centre - offsets, centre + offsets] for centre in around)], axis=None)
    if math.isfinite(low) and math.isfinite(high):
        x = np.concatenate([x, np.linspace(low, high, 33)])
    x = _sorted(x[(x >= first) & (x <= last) & np.isfinite(x)])
    left, right = _around(low, first), _around(high, last)
    f, derivative = function.pair(np.concatenate([left, right, x]))
    ends = [_limit(left, f[:4], derivative[:4]), _limit(right, f[4:8], derivative[4:8])]
    x, f, derivative = _refine(function, x, f[8:], derivative[8:])
    return _Piece(low, high, x, f, derivative, (ends[0][0], ends[1][0]), (ends[0][1], ends[1][1]))


def _sorted(x: Array) -> Array:
    """Return each number of ``x`` once, in order; np.unique would load NumPy's masked arrays for that."""
    x = np.sort(x)
    return np.asarray(x[np.append(True, x[1:] != x[:-1])])


def _beside(kink: float, direction: int) -> float:
    x = kink
    for _ in range(_BESIDE if math.isfinite(kink) else 0):
        x = math.nextafter(x, direction * math.inf)
    return x


def _around(edge: float, beside: float) -> list[float]:
    """Return the x from whose values :func:`_limit` tells what f and f' tend to at ``edge``."""
    if math.isinf(edge):
        return [edge] * 4
    step = beside - edge
    return [edge, beside, beside + step, edge - step]


def _limit(x: list[float], f: Array, derivative: Array) -> tuple[float, float]:
    """Return what f and f' tend to at ``x[0]``, from the side of ``x[1]``."""
    if math.isinf(x[0]):
        return float(f[0]), float(derivative[0])
    step = x[1] - x[0]
    slope = float(2 * derivative[1] - derivative[2])
    limit = float(f[1]) - slope * step
    # The kink itself is rounded, so f at it may still lie on the other side's slope.
    if _meet(limit, float(f[0]), float(np.max(np.abs(derivative))) * abs(step)):
        limit = float(f[0])
    if _meet(slope, float(derivative[0])):
        slope = float(derivative[0])
    return limit, slope


def _refine(function: Activation, x: Array, f: Array, derivative: Array) -> tuple[Array, Array, Array]:
    """Halve intervals until a cubic through their ends foretells the slope in their middles."""
    ask = np.ones(len(x) - 1, dtype=bool)
    for _ in range(60):
        left = np.flatnonzero(ask)
        if not len(left) or len(x) > 20000:
            break
        right = left + 1
        a, b = x[left], x[right]
        # Between ends of one sign that are decades apart, the middle is the geometric one.
        wide = (np.abs(a) > 4 * np.abs(b)) | (np.abs(b) > 4 * np.abs(a))
        middle = np.where(
            wide & (np.sign(a) == np.sign(b)), np.sign(a) * np.sqrt(np.abs(a)) * np.sqrt(np.abs(b)), 0.5 * a + 0.5 * b
        )
        between = (middle > a) & (middle < b)
        left, a, b, middle = left[between], a[between], b[between], middle[between]
        if not len(left):
            break
        right = left + 1
        new_f, new_derivative = function.pair(middle)
        mean = (f[right] - f[left]) / (b - a)
        t = (middle - a) / (b - a)
        foretold = (
            6 * t * (1 - t) * mean + (1 - t) * (1 - 3 * t) * derivative[left] + t * (3 * t - 2) * derivative[right]
        )
        size = np.max(
            [np.abs(derivative[left]), np.abs(derivative[right]), np.abs(new_derivative), np.abs(mean)], axis=0
        )
        biggest = np.max(np.abs(derivative[np.abs(x) < 1e5]), initial=0.0)
        visible = (b - a) * size > 1e-9 * np.maximum(np.abs(f[left]), np.abs(f[right]))
        wrong = (np.abs(new_derivative - foretold) > 0.05 * size) & visible & (size > 1e-9 * biggest)
        again = np.zeros(len(x) - 1, dtype=bool)
        again[left] = wrong
        old, new = np.stack([x, f, derivative]), np.stack([middle, new_f, new_derivative])
        x, f, derivative = np.insert(old, right, new, axis=1)
        # Each old interval i that got a middle is now two.
        count = np.ones(len(again), dtype=int)
        count[left] = 2
        ask = np.repeat(again, count)
    return x, f, derivative


def _zeros(function: Activation, piece: _Piece) -> Array:
    """Return the x inside ``piece`` at which f' changes its sign, to the last float or two."""
    signs = np.sign(piece.derivative)
    nonzero = np.flatnonzero(signs)
    turn = np.flatnonzero(signs[nonzero[1:]] != signs[nonzero[:-1]])
    before, after = nonzero[turn], nonzero[turn + 1]
    # Where f' is 0 over samples, it has underflowed around its zero, and the middle one is the best guess.
    found = np.asarray(piece.x[(before + after) // 2])
    near = after - before == 1
    low, high = piece.x[before[near]], piece.x[after[near]]
    guesses = _roots(function, low, high, 0.5 * (low + high), order=0)
    rising = signs[after[near]]
    brackets = zip(low.tolist(), high.tolist(), guesses.tolist(), rising.tolist(), strict=True)
    found[near] = [_zero(function, *bracket) for bracket in brackets]
    return found


def _zero(function: Activation, low: float, high: float, guess: float, rising: float) -> float:
    """Return the x in [low, high] at which f' is 0; its sign is ``rising`` at ``high``, the other one at ``low``."""
    # If the guess is good, the signs at the floats around it say so.
    points = guess + np.spacing(guess) * np.array([-4096, -256, *range(-24, 25), 256, 4096])
    while True:
        points = _sorted(np.array([low, *points[(low < points) & (points < high)], high]))
        slopes = function.derivative(points) * rising
        # The first point that is at the far side of the zero, or on it.
        index = max(1, int((slopes[:-1] >= 0).argmax()) or len(points) - 1)
        low, high = float(points[index - 1]), float(points[index])
        if high <= math.nextafter(low, math.inf):
            return low if abs(slopes[index - 1]) < abs(slopes[index]) else high
        points = np.linspace(low, high, 65)


@cache
def _chebyshev() -> tuple[Any, Any, Any, Any, Any]:
    """Return what turns values of f' into polynomials.

    The nodes on [-1, 1]; the matrix from values there to coefficients; the one from coefficients to those of the
    derivative; a grid; the matrix from coefficients to values on it.
    """
    chebyshev = np.polynomial.chebyshev
    nodes = np.cos(np.pi * np.arange(_DEGREE + 1) / _DEGREE)[::-1]
    derive = np.zeros((_DEGREE + 1, _DEGREE + 1))
    derive[:-1] = chebyshev.chebder(np.eye(_DEGREE + 1))
    grid = np.linspace(-1, 1, 129)
    return (
        nodes,
        np.linalg.inv(chebyshev.chebvander(nodes, _DEGREE)),
        derive,
        grid,
        chebyshev.chebvander(grid, _DEGREE),
    )


def _turns(function: Activation, piece: _Piece) -> Array:
    """Return the x inside ``piece`` at which f' has a local maximum or minimum."""
    x, slope = piece.x, piece.derivative
    rise = np.diff(slope)
    noise = 1e-13 * np.maximum(np.abs(slope[1:]), np.abs(slope[:-1]))
    steps = np.flatnonzero((np.abs(rise) > noise) & np.isfinite(rise))
    turn = np.flatnonzero(np.sign(rise[steps[1:]]) != np.sign(rise[steps[:-1]]))
    guesses, level, stretches = [], [], []
    for first, last in zip(steps[turn], steps[turn + 1] + 1, strict=True):
        inner, values = x[first : last + 1], slope[first : last + 1]
        if last - first > 8:  # a level stretch: a tail that rounding has made constant, or the middle of x^4
            if inner[0] < 0 < inner[-1]:
                level.append(0.0)
            continue
        guesses.append(float(inner[np.argmax(np.abs(values - values[0]))]))
        stretches.append((float(inner[0]), float(inner[-1])))
    if not guesses:
        return np.array(level)
    low, high = np.array(stretches).T
    found = _roots(function, low, high, np.array(guesses), order=1)
    # A sample that is as high is the simpler answer: exactly 0 in what is symmetric.
    slopes = function.derivative(np.array([guesses, found]))
    return np.concatenate([level, np.where(slopes[0] == slopes[1], guesses, found)])


def _roots(function: Activation, low: Array, high: Array, guess: Array, order: int) -> Array:
    """Return the x in each (low, high) nearest ``guess`` at which f', or its derivative if ``order`` is 1, is 0.

    Each is that of a polynomial through f', on an ever smaller stretch until the polynomial converges.
    """
    nodes, inverse, derive, grid, on_grid = _chebyshev()
    x, centre, radius = guess.copy(), 0.5 * (low + high), 0.5 * (high - low)
    active = list(range(len(x)))
    for _ in range(8):
        if not active:
            break
        coefficients = function.derivative(centre[active, None] + radius[active, None] * nodes) @ inverse.T
        curves = coefficients @ derive.T if order else coefficients
        values, slopes = curves.tolist(), (curves @ derive.T).tolist()
        signs = np.sign(curves @ on_grid.T)
        crosses = signs[:, 1:] * signs[:, :-1] <= 0
        rough = np.max(np.abs(coefficients[:, -3:]), axis=1) > 1e-15 * np.max(np.abs(coefficients), axis=1)
        going = []
        for row, i in enumerate(active):
            crossing = np.flatnonzero(crosses[row])
            if not len(crossing):
                continue
            t = float(grid[crossing[np.argmin(np.abs(grid[crossing] - (x[i] - centre[i]) / radius[i]))]])
            for _ in range(5):
                t -= _clenshaw(values[row], t) / (_clenshaw(slopes[row], t) or math.inf)
            if not abs(t) <= 1:
                continue
            x[i] = centre[i] + radius[i] * t
            # The zero of f' itself is seen best from near; for its derivative, the noise is divided by the radius.
            radius[i] = min((0.5 if order else 0.01) * radius[i], x[i] - low[i], high[i] - x[i])
            centre[i] = x[i]
            if rough[row] and radius[i] > 1e-5 * abs(x[i]):
                going.append(i)
        active = going
    return x


def _clenshaw(coefficients: list[float], t: float) -> float:
    """Return the value of a Chebyshev series at ``t``."""
    one = two = 0.0
    for coefficient in coefficients[:0:-1]:
        one, two = coefficient + 2 * t * one - two, one
    return coefficients[0] + t * one - two


def _monotonic(function: Activation, pieces: list[_Piece], at_kinks: list[float]) -> Monotonic:
    rises = falls = rests = False
    for piece in pieces:
        # Rounding may leave a trace of the wrong sign where an oscillating f' touches 0.
        floor = 1e-14 * float(np.max(np.abs(piece.derivative))) if function.period else 0.0
        rises |= bool((piece.derivative > floor).any())
        falls |= bool((piece.derivative < -floor).any())
        rests |= piece.flat
    for here, left, right in zip(at_kinks, pieces[:-1], pieces[1:], strict=True):
        for before, after in pairwise((left.f_ends[1], here, right.f_ends[0])):
            if before != after:
                rises |= before < after
                falls |= before > after
    if not function.bounded or (rises and falls):
        return "no"
    if falls:
        return "non-increasing" if rests else "decreasing"
    return "non-decreasing" if rests else "increasing"


def _meet(a: float, b: float, doubt: float = 0.0) -> bool:
    """Whether two values are one but for rounding, which left ``doubt`` more where they are small."""
    return a == b or abs(a - b) <= 1e-13 * max(abs(a), abs(b)) + doubt


def _continuity(function: Activation, pieces: list[_Piece], at_kinks: list[float]) -> int | Literal["inf"]:
    orders = [
        order
        for here, left, right in zip(at_kinks, pieces[:-1], pieces[1:], strict=True)
        if (order := _order(function, here, left, right)) is not None
    ]
    return min(orders) - 1 if orders else "inf"


def _order(function: Activation, here: float, left: _Piece, right: _Piece) -> int | None:
    """Return the order of the lowest derivative that jumps between two pieces, at f = ``here``: 0 if f does."""
    if not left.f_ends[1] == here == right.f_ends[0]:
        return 0
    if not _meet(left.derivative_ends[1], right.derivative_ends[0]):
        return 1
    # Polynomials through f' on both sides, over the widest stretch where they converge, tell of the rest.
    nodes, inverse, derive, _, _ = _chebyshev()
    kink = left.high
    room = min(kink - left.low, right.high - kink, 1e6)
    widths = room * 4.0 ** -np.arange(40)
    shape = (nodes + 1) / 2
    sides = []
    for direction in (-1, 1):
        x = kink + direction * widths[:, None] * shape
        x[:, 0] = _beside(kink, direction)
        coefficients = function.derivative(x) @ inverse.T
        sides.append(coefficients)
    size = np.max(np.abs(sides), axis=(0, 2))
    rest = np.max(np.abs(np.array(sides)[:, :, -3:]), axis=(0, 2))
    good = np.flatnonzero(rest <= 1e-13 * size)
    if not len(good):
        return None
    here_left, here_right = sides[0][good[0]], sides[1][good[0]]
    scale = size[good[0]]
    for n in (1, 2, 3):
        here_left, here_right = derive @ here_left, derive @ here_right
        before, after = (-1) ** n * _clenshaw(here_left.tolist(), -1.0), _clenshaw(here_right.tolist(), -1.0)
        if abs(before - after) > (1e-12 * 300.0**n / n) * scale + 1e-7 * max(abs(before), abs(after)):
            return n + 1
    return None


def _asymptote(function: Activation, piece: _Piece, side: float) -> Asymptote | None:
    index = 0 if side < 0 else 1
    f, slope = piece.f_ends[index], piece.derivative_ends[index]
    if math.isfinite(f):
        return 0.0, f + 0.0
    if not math.isfinite(slope) or slope == 0:
        return None
    x = side * 2.0 ** np.arange(4, 46)
    rest = function(x) - slope * x
    # What is left falls off like 1/x or faster: one step of Richardson's takes the first term out.
    better = 2 * rest[1:] - rest[:-1]
    doubt = np.abs(np.diff(better)) + 4e-16 * np.abs(slope * x[2:])
    best = int(np.argmin(doubt))
    intercept = float(better[best + 1])
    if doubt[best] > 1e-6 * max(1.0, abs(intercept)):
        return None
    return slope, 0.0 if abs(intercept) <= 100 * doubt[best] else intercept

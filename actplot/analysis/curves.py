"""A function traced over a window: pieces between kinks, with each end where it belongs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from actplot.activation import Activation, Array, Evaluator, Vector
from actplot.analysis import measure
from actplot.analysis.measure import Facts

LARGEST = 1e300  # an x that axes can still show
TOLERANCE = 1 / 5000  # of the height shown: a seventh of a pixel at 8 inches and 200 dpi
FINEST = 1 / 20000  # of the width shown: what happens inside is one vertical stroke on any screen
COLUMNS = 500  # of a stretch that oscillates faster than can be drawn
CYCLES = 100  # that can be drawn as a line
TAIL = 0.02  # of the largest slope: what is left of it where a tail has settled
NICE = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
JUMP = 0.15  # of all that outputs cover, from one sample of many to the next
INSIDE = 4  # floats from a rounded kink to where its piece has surely begun


@dataclass(frozen=True)
class Piece:
    """One unbroken stretch of f and f', from one kink or edge of the window to the next."""

    x: Array
    f: Array
    derivative: Array


@dataclass(frozen=True)
class Curve:
    """A function over a window."""

    function: Activation
    facts: Facts
    pieces: tuple[Piece, ...]
    kinks: tuple[float, ...]

    def extent(self, attribute: str) -> tuple[float, float]:
        """Return the smallest and the largest value of ``f`` or ``derivative`` that is finite."""
        return span(np.concatenate([getattr(piece, attribute) for piece in self.pieces]))


_measured: dict[tuple[Evaluator, tuple[float, ...], tuple[float, ...]], Facts] = {}


def facts_of(function: Activation) -> Facts:
    """Return the facts of a function, measured once: its window, its trace and its description all ask for them."""
    key = function.evaluate, tuple(function.parameters.values()), function.kinks
    if key not in _measured:
        _measured[key] = measure.facts(function)
    return _measured[key]


def span(values: Array) -> tuple[float, float]:
    """Return the smallest and the largest finite value; 0 and 0 if there is none."""
    finite = values[np.isfinite(values)]
    return (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 0.0)


def trace(function: Activation, low: float, high: float, height: float | None = None) -> Curve:
    """Sample ``function`` from ``low`` to ``high``, so densely that straight lines between the samples are true.

    The ends of a piece at a kink are one-sided limits: evaluated inside the piece and drawn at the kink. The
    samples hold every extremum and inflection. ``height`` is what is shown in y, if less than what f covers.
    """
    facts = facts_of(function)
    kinks = tuple(kink for kink in function.kinks if low < kink < high)
    pieces = tuple(_piece(function, facts, left, right, height) for left, right in pairwise((low, *kinks, high)))
    return Curve(function, facts, pieces, kinks)


def _piece(function: Activation, facts: Facts, left: float, right: float, height: float | None) -> Piece:
    first = _inside(left, 1) if left in function.kinks else left
    last = _inside(right, -1) if right in function.kinks else right
    period = function.period
    if period and right - left > CYCLES * period:
        return Piece(*_columns(function, left, right, period))
    # Where a wave is a few points wide, an error in y hardly shows beside its steep flanks.
    tolerance = TOLERANCE * max(1.0, (right - left) / (8 * period) if period else 1.0)
    x = _grid(facts, first, last, period)
    f, derivative = function.pair(x)
    ask = np.ones(len(x) - 1, dtype=bool)
    for _ in range(24):
        index = np.flatnonzero(ask)
        middle = 0.5 * x[index] + 0.5 * x[index + 1]
        new = function.pair(middle)
        off = np.zeros(len(index), dtype=bool)
        with np.errstate(all="ignore"):
            for old, values in zip((f, derivative), new, strict=True):
                bottom, top = span(old)
                size = min(max(top - bottom, 1e-12 * max(abs(top), abs(bottom))), height or math.inf)
                off |= np.abs(values - 0.5 * (old[index] + old[index + 1])) > tolerance * size
        off &= x[index + 1] - x[index] > FINEST * (right - left)
        keep = np.flatnonzero(off)
        if not len(keep) or len(x) > 6000:
            break
        again = np.zeros(len(ask), dtype=bool)
        again[index[keep]] = True
        at = index[keep] + 1
        x = np.insert(x, at, middle[keep])
        f, derivative = (np.insert(old, at, values[keep]) for old, values in zip((f, derivative), new, strict=True))
        ask = np.repeat(again, np.where(again, 2, 1))
    x[0], x[-1] = left, right
    return Piece(x, f, derivative)


def _inside(kink: float, direction: int) -> float:
    for _ in range(INSIDE):
        kink = math.nextafter(kink, direction * math.inf)
    return kink


def _grid(facts: Facts, low: float, high: float, period: float | None) -> Array:
    """Return where to look first: evenly, and ever closer around what is special."""
    count = 65 if not period else max(65, math.ceil(16 * (high - low) / period))
    steps = (high - low) * 2.0 ** -np.arange(2, 32)
    special = [x for x in (0.0, low, high, *facts.extrema, *facts.inflections) if low <= x <= high]
    around = [np.concatenate([[x], x - steps, x + steps]) for x in special[:9]]
    x = np.unique(np.concatenate([np.linspace(low, high, count), special, *around]))
    return x[(x >= low) & (x <= high)]


def _columns(function: Activation, left: float, right: float, period: float) -> tuple[Array, Array, Array]:
    """Go up and down between the extremes of each narrow column, within which f passes through whole periods."""
    count = min(COLUMNS, int((right - left) / period))
    starts = np.linspace(left, right, count + 1)[:-1]
    x = starts[:, None] + period * np.arange(64) / 64
    f, derivative = function.pair(x)
    order = np.sort(np.stack([f.argmin(axis=1), f.argmax(axis=1)], axis=1), axis=1)
    turns = np.sort(np.stack([derivative.argmin(axis=1), derivative.argmax(axis=1)], axis=1), axis=1)
    rows = np.arange(count)[:, None]
    return np.ravel(x[rows, order]), np.ravel(f[rows, order]), np.ravel(derivative[rows, turns])


def window(functions: Iterable[Activation]) -> tuple[float, float]:
    """Return a window that shows what matters of each function: its kinks, its extrema and both its tails.

    Raises:
        ValueError: it would be wider than can be drawn.

    """
    windows = [_window(function) for function in functions]
    low, high = min(low for low, _ in windows), max(high for _, high in windows)
    if max(-low, high) >= LARGEST:
        raise ValueError(f"{low:g} to {high:g} is no window that can be drawn; choose another with --xlim")
    return low, high


def _window(function: Activation) -> tuple[float, float]:
    if function.period:
        reach = 2 * function.period
        return min(-reach, *function.kinks, -reach), max(reach, *function.kinks, reach)
    facts = facts_of(function)
    special = sorted({0.0, *function.kinks, *facts.extrema, *facts.inflections})
    first, last = special[0], special[-1]
    slopes = function.derivative(np.array(special))
    tails = [_tail(function, edge, side, slopes) for edge, side in ((first, -1.0), (last, 1.0))]
    if min(tails) > 0 and max(tails) < math.inf:
        most = 3 * max(min(tails), last - first)  # a slow tail may not make the rest small
        tails = [min(reach, most) for reach in tails]
    reaches = [reach for reach in tails if math.isfinite(reach) and reach > 0]
    # A straight tail shows itself at once, one that runs away may not crowd out the rest.
    steep = [math.isinf(reach) for reach in tails]
    spread = max(reaches, default=0.0) or (last - first) or (3.0 if any(steep) else 4.0)
    left, right = (
        (0.5 * spread if run and reaches else spread) if run or not reach else reach
        for reach, run in zip(tails, steep, strict=True)
    )
    low, high = _nice(first - max(left, 0.3 * (last - first))), _nice(last + max(right, 0.3 * (last - first)))
    if max(-low, high) <= 1.7 * min(-low, high):
        low, high = min(low, -high), max(high, -low)
    return low, high


def _tail(function: Activation, edge: float, side: float, slopes: Array) -> float:
    """Return how far from ``edge`` f' settles: 0 for a straight tail, inf for one that never does."""
    limit = float(function.derivative(side * math.inf))
    if not math.isfinite(limit):
        return math.inf
    distance = 2.0 ** np.arange(-40, 40, 0.125)
    rest = np.abs(function.derivative(edge + side * distance) - limit)
    if not rest.any():
        return 0.0
    largest = max(float(rest.max()), float(np.max(np.abs(slopes - limit))))
    half = distance[rest > 0.5 * float(rest.max())]
    unsettled = distance[rest > TAIL * largest]
    if not len(unsettled):
        return 0.0
    # What falls off like 1/x would make all the rest small.
    return min(float(unsettled[-1]), 8 * float(half[-1]))


def _nice(x: float) -> float:
    """Round away from 0 to a number that reads well."""
    if x == 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(abs(x)))
    return math.copysign(next(nice for nice in NICE if nice * power >= abs(x) * (1 - 1e-9)) * power, x)


def band(function: Activation) -> Sequence[Activation]:
    """Return the functions at the ends of what a stochastic one draws its slope from; empty for any other."""
    if not function.stochastic or not {"lower", "upper"} <= set(function.parameters):
        return ()
    ends = (function.parameters["lower"], function.parameters["upper"])
    return tuple(function.bind(lower=end, upper=end) for end in ends)


@dataclass(frozen=True)
class Scan:
    """The outputs of a vector function while its first score moves, broken by NaN where one jumps."""

    x: Array
    outputs: Array  # shape (n, m)
    slopes: Array  # d output_i / d x_1, shape (n, m)
    others: tuple[float, ...]
    jumps: tuple[float, ...]


def scan(function: Vector, others: Sequence[float], xlim: tuple[float, float] | None) -> Scan:
    """Move the first score of a vector past the ``others``."""

    def at(xs: Array) -> tuple[Array, Array]:
        vectors = np.column_stack([xs, *(np.full(len(xs), other) for other in others)])
        # Noise that is drawn must be the same for each.
        groups = vectors[:, None] if function.stochastic else [vectors]
        pairs = [function.pair(group) for group in groups]
        return np.concatenate([y for y, _ in pairs]), np.concatenate([jacobian[..., 0] for _, jacobian in pairs])

    low, high = xlim or _busy(*(np.linspace(-9, 9, 361), at(np.linspace(-9, 9, 361))[1]))
    x = np.unique(np.concatenate([np.linspace(low, high, 601), [t for t in others if low < t < high]]))
    outputs, slopes = at(x)
    scales = [JUMP * (float(np.ptp(values)) or 1.0) for values in (outputs, slopes)]

    def far(pairs: tuple[Array, Array]) -> Array:
        """Return how far each point is from the next, in heights that count as a jump."""
        steps = [np.abs(np.diff(v, axis=0)).max(axis=1) / s for v, s in zip(pairs, scales, strict=True)]
        return np.asarray(np.maximum(*steps))

    jumps: list[tuple[float, float]] = []
    for i in np.flatnonzero(far((outputs, slopes)) > 1).tolist():
        left, right = float(x[i]), float(x[i + 1])
        if jumps and left < jumps[-1][1]:
            continue
        while math.nextafter(left, right) < right:
            middle = 0.5 * (left + right)
            first, second = far(at(np.array([left, middle, right])))
            left, right = (left, middle) if first > second else (middle, right)
        if far(at(np.array([left, right])))[0] > 1:
            jumps.append((left, right))
    for left, right in jumps:
        index = int(np.searchsorted(x, right))
        values, rises = at(np.array([left, right]))
        gap = np.full_like(values[:1], np.nan)
        x = np.insert(x, index, [left, math.nan, right])
        outputs = np.insert(outputs, index, np.concatenate([values[:1], gap, values[1:]]), axis=0)
        slopes = np.insert(slopes, index, np.concatenate([rises[:1], gap, rises[1:]]), axis=0)
    return Scan(x, outputs, slopes, tuple(others), tuple(right for _, right in jumps))


def _busy(x: Array, slopes: Array) -> tuple[float, float]:
    """Return the stretch over which slopes change, with room on both sides."""
    largest = float(np.ptp(slopes, axis=0).max()) or 1.0
    left = np.flatnonzero((np.abs(slopes - slopes[0]) > TAIL * largest).any(axis=1))
    right = np.flatnonzero((np.abs(slopes - slopes[-1]) > TAIL * largest).any(axis=1))
    if not len(left) or not len(right):
        return -3.0, 3.0
    low, high = float(x[left[0]]), float(x[right[-1]])
    room = max(0.15 * (high - low), 2.0 if high - low < 0.5 else 0.0)
    return _nice(low - room), _nice(high + room)

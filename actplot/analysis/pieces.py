"""The analytic pieces of a function: samples over the whole float range, and the limits at both ends."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from actplot.activation import Activation, Array
from actplot.analysis.sampling import Indices, Piece, beside, geometric_middle, ordered, refine

PERIODS = 2  # of an oscillating function, to either side of 0
MOST = 20000  # samples of a piece


@dataclass(frozen=True)
class AnalyticPiece(Piece):
    """Samples strictly inside the piece from ``low`` to ``high``, and the limits of f and f' at these ends."""

    low: float
    high: float
    f_ends: tuple[float, float]
    derivative_ends: tuple[float, float]

    @property
    def straight(self) -> bool:
        """Whether f' is constant."""
        return bool((self.derivative == self.derivative[0]).all())

    @property
    def flat(self) -> bool:
        """Whether f is constant."""
        return self.straight and self.derivative[0] == 0.0 and bool((self.f == self.f[0]).all())


def pieces(function: Activation) -> list[AnalyticPiece]:
    """Return the analytic pieces of an elementwise function, from -inf over each kink to inf."""
    return [_sample(function, low, high) for low, high in pairwise((-math.inf, *function.kinks, math.inf))]


def meet(a: float, b: float, doubt: float = 0.0) -> bool:
    """Whether two values differ by rounding errors only; ``doubt`` is an absolute error they may have besides."""
    return a == b or abs(a - b) <= 1e-13 * max(abs(a), abs(b)) + doubt


def _sample(function: Activation, low: float, high: float) -> AnalyticPiece:
    first, last = beside(low, 1), beside(high, -1)
    x = _grid(function, low, high)
    x = ordered(x[(x >= first) & (x <= last) & np.isfinite(x)])
    left, right = _around(low, first), _around(high, last)
    f, derivative = function.pair(np.concatenate([left, right, x]))
    ends = [_limit(left, f[:4], derivative[:4]), _limit(right, f[4:8], derivative[4:8])]
    found = refine(function, Piece(x, f[8:], derivative[8:]), _bends, MOST, geometric_middle, keep=True)
    f_ends, derivative_ends = zip(*ends, strict=True)
    return AnalyticPiece(found.x, found.f, found.derivative, low, high, f_ends, derivative_ends)


def _grid(function: Activation, low: float, high: float) -> Array:
    """Return the x of a piece to evaluate first: around 0 and its kinks at every scale, and evenly between kinks."""
    offsets = _offsets()
    if function.period:
        near = offsets[offsets < function.period / 32]
        offsets = np.concatenate([near, np.arange(1, 32 * PERIODS + 1) * (function.period / 32)])
    around = {0.0, *(edge for edge in (low, high) if math.isfinite(edge))}
    x = np.concatenate(
        [[0.0, beside(low, 1), beside(high, -1)], *([centre - offsets, centre + offsets] for centre in around)],
        axis=None,
    )
    return np.concatenate([x, np.linspace(low, high, 33)]) if math.isfinite(low) and math.isfinite(high) else x


@cache
def _offsets() -> Array:
    """Return distances from 0 or a kink over the whole float range, dense where parameters usually put things."""
    return np.concatenate(
        [10.0 ** np.arange(-300, -5, 10), 2.0 ** np.arange(-16, 16, 0.25), 10.0 ** np.arange(5, 300, 10)]
    )


def _bends(piece: Piece, left: Indices, middle: Piece) -> NDArray[np.bool_]:
    """Return where the slope in an interval is not that of the cubic through f and f' at its ends."""
    x, f, derivative = piece.x, piece.f, piece.derivative
    right = left + 1
    width = x[right] - x[left]
    mean = (f[right] - f[left]) / width
    t = (middle.x - x[left]) / width
    cubic = 6 * t * (1 - t) * mean + (1 - t) * (1 - 3 * t) * derivative[left] + t * (3 * t - 2) * derivative[right]
    slopes = (derivative[left], derivative[right], middle.derivative, mean)
    size = np.max([np.abs(slope) for slope in slopes], axis=0)
    largest = np.max(np.abs(derivative[np.abs(x) < 1e5]), initial=0.0)
    visible = width * size > 1e-9 * np.maximum(np.abs(f[left]), np.abs(f[right]))
    return np.asarray((np.abs(middle.derivative - cubic) > 0.05 * size) & visible & (size > 1e-9 * largest))


def _around(edge: float, inside: float) -> list[float]:
    """Return the x from whose values :func:`_limit` finds the limits of f and f' at ``edge``."""
    if math.isinf(edge):
        return [edge] * 4
    step = inside - edge
    return [edge, inside, inside + step, edge - step]


def _limit(x: list[float], f: Array, derivative: Array) -> tuple[float, float]:
    """Return the limits of f and f' at ``x[0]``, from the side of ``x[1]``."""
    if math.isinf(x[0]):
        return float(f[0]), float(derivative[0])
    step = x[1] - x[0]
    slope = float(2 * derivative[1] - derivative[2])
    limit = float(f[1]) - slope * step
    # The kink itself is rounded, so f at it may still lie on the other side's slope.
    if meet(limit, float(f[0]), float(np.max(np.abs(derivative))) * abs(step)):
        limit = float(f[0])
    if meet(slope, float(derivative[0])):
        slope = float(derivative[0])
    return limit, slope

"""The windows of x that show the kinks, extrema and tails of functions."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from actplot.activation import Activation, Array
from actplot.analysis.facts import facts

LARGEST = 1e300  # an x that axes can still show
TAIL = 0.02  # of the largest slope: how much of it is left where a tail has settled
NICE = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


def window(functions: Iterable[Activation]) -> tuple[float, float]:
    """Return a window that shows each function's kinks, its extrema and both its tails.

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
    found = facts(function)
    special = sorted({0.0, *function.kinks, *found.extrema, *found.inflections})
    first, last = special[0], special[-1]
    slopes = function.derivative(np.array(special))
    tails = [_tail(function, edge, side, slopes) for edge, side in ((first, -1.0), (last, 1.0))]
    if min(tails) > 0 and max(tails) < math.inf:
        most = 3 * max(min(tails), last - first)  # a slow tail may not make the rest small
        tails = [min(reach, most) for reach in tails]
    reaches = [reach for reach in tails if math.isfinite(reach) and reach > 0]
    # A straight tail shows itself at once, an unbounded slope may not crowd out the rest.
    steep = [math.isinf(reach) for reach in tails]
    spread = max(reaches, default=0.0) or (last - first) or (3.0 if any(steep) else 4.0)
    left, right = (
        (0.5 * spread if run and reaches else spread) if run or not reach else reach
        for reach, run in zip(tails, steep, strict=True)
    )
    low, high = rounded(first - max(left, 0.3 * (last - first))), rounded(last + max(right, 0.3 * (last - first)))
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
    # A tail that falls off like 1/x would make all the rest small.
    return min(float(unsettled[-1]), 8 * float(half[-1]))


def rounded(x: float) -> float:
    """Round away from 0 to a number that reads well."""
    if x == 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(abs(x)))
    return math.copysign(next(nice for nice in NICE if nice * power >= abs(x) * (1 - 1e-9)) * power, x)

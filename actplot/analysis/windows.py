"""The windows of x that show the kinks, extrema and tails of functions."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from actplot.activation import Activation, Array
from actplot.analysis.curves import SECOND, Curve, trace
from actplot.analysis.facts import facts
from actplot.analysis.sampling import span

LARGEST = 1e300  # an x that axes can still show
TAIL = 0.02  # of the largest slope: how much of it is left where a tail has settled
COMMON = (3.0, 6.0, 12.0)  # the x up to which most windows reach, on both sides
SLOW = 2.5  # times the widest common window: a tail that settles beyond is not cut
EVEN = 64  # x in half a window
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


def height(curve: Curve, attribute: str, *, own: bool) -> tuple[float, float]:
    """Return the range of y of a curve: in the window shown, or in the own window of its function.

    Curves that share a window are shown as high as each is in its own, so that none hides the others.
    """
    if not own or attribute == SECOND:
        return curve.extent(attribute)
    shown = window([curve.function])
    if not math.isfinite(curve.facts.max_gradient):
        return trace(curve.function, *shown).extent(attribute)
    f, derivative = curve.function.pair(np.linspace(*shown, 200))
    return span(f if attribute == "f" else derivative)


def _window(function: Activation) -> tuple[float, float]:
    """Return one of the common windows, wider only where a kink or an extremum is outside of them."""
    if function.period:
        far = max((abs(kink) for kink in function.kinks), default=0.0)
        reach = _common(0.95 * function.period, max(0.3 * function.period, 1.05 * far))
        return -reach, reach
    found = facts(function)
    special = sorted({0.0, *function.kinks, *found.extrema, *found.inflections})
    if math.isnan(found.max_gradient) or (
        math.isinf(found.max_gradient) and any(map(math.isfinite, found.approached_at))
    ):
        reach = _common(COMMON[0], 1.5 * max(map(abs, special)))  # beside a pole, no slope is small or large
        return _within_domain(function, -reach, reach)
    first, last = special[0], special[-1]
    slopes = function.derivative(np.array(special))
    tails = [_tail(function, edge, side, slopes) for edge, side in ((first, -1.0), (last, 1.0))]
    if min(tails) > 0 and max(tails) < math.inf:
        most = 3 * max(min(tails), last - first)  # a slow tail may not make the rest small
        tails = [min(reach, most) for reach in tails]
    room = 0.3 * (last - first)
    reaches = [reach for reach in tails if math.isfinite(reach) and reach > 0]
    settled = max(reaches, default=0.0) or (last - first) or COMMON[0]
    wanted = max(abs(first - max(min(tails[0], settled), room)), abs(last + max(min(tails[1], settled), room)))
    needed = max((abs(x) for x in (*function.kinks, *found.extrema)), default=0.0)
    reach = _common(wanted, 1.15 * needed)
    return _within_domain(function, -reach, reach)


def _within_domain(function: Activation, low: float, high: float) -> tuple[float, float]:
    """Return a window without the side on which a function is undefined, as wide as it was where it can be."""
    if max(-low, high) >= LARGEST:
        return low, high
    x = np.linspace(low, high, 2 * EVEN + 1)
    defined = ~np.isnan(function(x))
    if defined[[0, -1]].all() or not defined.any():
        return low, high
    first, last = np.flatnonzero(defined)[[0, -1]]
    start = low if first == 0 else _border(function, x[first - 1], x[first])
    end = high if last == len(x) - 1 else _border(function, x[last + 1], x[last])
    if first == 0:
        return end - (high - low), end
    return start, end if end < high else start + high - low


def _border(function: Activation, outside: float, inside: float) -> float:
    """Return where a function begins to be defined, between an x where it is not and one where it is."""
    unit = 1e-6 * abs(inside - outside)
    while abs(inside - outside) > 0.1 * unit:
        middle = 0.5 * (inside + outside)
        if np.isnan(function(middle)):
            outside = middle
        else:
            inside = middle
    return float(f"{round(inside / unit) * unit:.6g}")


def _common(wanted: float, needed: float) -> float:
    """Return the reach of the narrowest common window that nearly holds ``wanted`` and all that is ``needed``.

    A function that happens within a fraction of 1 gets the window that is a tenth, a hundredth ... as wide, one that
    has not settled at all in the widest gets one ten times as wide.
    """
    part = 1.0
    while 0 < wanted < 0.02 * part * COMMON[-1] and part > 1e-300:
        part *= 0.1
    while wanted > SLOW * part * COMMON[-1] and part < LARGEST:
        part *= 10
    for reach in COMMON:
        if wanted <= 1.5 * part * reach and needed <= part * reach:
            return float(f"{part * reach:.6g}")
    return rounded(max(needed, part * COMMON[-1]))


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
    if x == 0 or math.isinf(x):
        return x + 0.0
    power = 10.0 ** math.floor(math.log10(abs(x)))
    return math.copysign(next(nice for nice in NICE if nice * power >= abs(x) * (1 - 1e-9)) * power, x)

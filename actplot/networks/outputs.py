"""The slope of a function from its output, where the output determines it."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from actplot.activation import Activation, Array
from actplot.analysis.facts import facts
from actplot.analysis.records import Facts
from actplot.evaluation import aside

SHIFT = 12  # lower bits of float32 that a table leaves out
COARSER = 2  # more bits that are left out of the x at which the function is evaluated


def require_determined(function: Activation) -> None:
    """Refuse a function of which two slopes share an output.

    A monotonic one has one x for each output, or a stretch of them on which f is constant and the slope is 0.

    Raises:
        ValueError: it is not monotonic; the message says where it turns.

    """
    found = facts(function)
    if found.monotonic != "no":
        return
    turns = [x for x in found.extrema if math.isfinite(x)]
    where = f" (it turns at x = {turns[0]:.4g})" if turns else ""
    raise ValueError(
        f"{function.heading} is not monotonic{where}, so an output does not determine the slope; "
        "save the pre-activations, and leave out --outputs"
    )


def slopes_of_outputs(function: Activation) -> Callable[[Any], Any]:
    """Return a function that takes outputs of ``function`` in float32, of any shape, and returns the slopes at them.

    They come from a table over the distance to the nearer end of the range: they keep about three digits where f
    saturates, and are within 2 % of the largest elsewhere. At outputs of constant stretches they are 0.

    Raises:
        ValueError: two slopes share an output.

    """
    require_determined(function)
    known = facts(function)
    low, high = (
        outermost if math.isnan(end) else end
        for end, outermost in ((known.range.inf, -math.inf), (known.range.sup, math.inf))
    )
    table = _table(function, known, low, high)
    constants = [np.float32(value) for value in _constants(function)]
    middle = np.float32((low + high) / 2) if known.bounded else None

    def slopes(outputs: Any) -> Any:
        a = np.clip(outputs, np.float32(low), np.float32(high))
        if middle is not None:
            distance = a - np.where(a > middle, np.float32(high), np.float32(low))
        else:
            distance = a - np.float32(_origin(low, high))
        found = table[distance.view(np.uint32) >> SHIFT]
        for constant in constants:
            found[a == constant] = 0
        return found

    return slopes


def _origin(low: float, high: float) -> float:
    """Return the finite end of a range, or 0 if it has none."""
    return low if math.isfinite(low) else high if math.isfinite(high) else 0.0


@np.errstate(all="ignore")
@aside()
def _table(function: Activation, known: Facts, low: float, high: float) -> Array:
    """Return the slope for each pattern of the upper 20 bits of a distance, shape (2^20,)."""
    x = _middles(SHIFT + COARSER)
    x = np.unique(np.concatenate([x[np.abs(x) <= _finite_reach(function)], function.kinks, [0.0]]))
    f, slope = function.near(x)
    kept = np.isfinite(f) & np.isfinite(slope)
    f, slope = f[kept], slope[kept]
    if known.monotonic in {"decreasing", "non-increasing"}:
        f, slope = f[::-1], slope[::-1]
    distance = _middles(SHIFT)
    if known.bounded:
        wanted = np.where(distance < 0, high + distance, low + distance)
    else:
        wanted = _origin(low, high) + distance
    found = np.interp(wanted, np.maximum.accumulate(f), slope).astype(np.float32)
    for zero in (0, 1 << (31 - SHIFT)):  # an output that is rounded to an end of the range, which f may only approach
        end = high if zero and known.bounded else _origin(low, high)
        found[zero] = np.interp(end, np.maximum.accumulate(f), slope)
    return np.asarray(found)


def _middles(shift: int) -> Array:
    """Return the middle of the float32 numbers of each pattern of the bits above ``shift``, in the order of these."""
    patterns = (np.arange(1 << (32 - shift), dtype=np.uint32) << shift) + (1 << (shift - 1))
    with np.errstate(invalid="ignore"):  # signalling NaN
        return np.asarray(patterns.view(np.float32).astype(float))


@aside()
def _constants(function: Activation) -> list[float]:
    """Return the values of f on the stretches between kinks on which it is constant."""
    found = []
    edges = [-math.inf, *function.kinks, math.inf]
    for left, right in pairwise(edges):
        inner = max(left, min(right, 0.0) - 1e3), min(right, max(left, 0.0) + 1e3)
        x = inner[0] + (inner[1] - inner[0]) * np.array([0.25, 0.5, 0.75])
        f, slope = function.near(x)
        if not slope.any() and (f == f[0]).all():
            found.append(float(f[0]))
    return found


def _finite_reach(function: Activation) -> float:
    """Return the largest power of 2 of float32 up to which f is finite on both sides; beyond, results overflow."""
    powers = 2.0 ** np.arange(128)
    finite = np.isfinite(function(powers)) & np.isfinite(function(-powers))
    return float(powers[finite.cumprod().astype(bool)].max(initial=1.0))

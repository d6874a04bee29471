"""The slopes of an elementwise function at many float32 numbers, from a table by their upper bits."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from actplot.activation import Activation, Array
from actplot.analysis.facts import facts
from actplot.evaluation import aside
from actplot.networks.diagnosis import saturation_limit

SHIFT = 14  # lower bits of float32 that a table leaves out; its cells are 2^-9 of their numbers wide
COUNT = 1 << (32 - SHIFT)
ROUGH = 0.02  # of the largest |f'|; a cell in which the slope changes by more has no entry
FAR = 16.0  # beyond, cells of a function that oscillates have no entry


class SlopeTable:
    """The slope at the middle of each cell of float32 numbers that share their upper 18 bits.

    Where f' changes by more than 2 % of its largest inside a cell, passes the limit of saturation or has a kink, the
    function itself is evaluated. At 0 the slope is exact; other numbers below 2^-136 count as 0. A slope is 0 in
    float32 just where that of the function is, but for the cells in which it underflows.
    """

    def __init__(self, function: Activation) -> None:
        """Fill the table, in 20 to 100 ms for most functions."""
        self.function = function
        with np.errstate(all="ignore"):
            self.entries = self._filled()

    def __call__(self, z: Any) -> Any:
        """Return f'(z) for an array of float32 of any shape."""
        found = self.entries[z.view(np.uint32) >> SHIFT]
        if np.isnan(found.sum()):
            missing = np.isnan(found)
            found[missing] = self.function.near(z[missing].astype(np.float64))[1]
        return found

    @aside()
    def _filled(self) -> Any:
        function = self.function
        starts, middles = _numbers(0), _numbers(1 << (SHIFT - 1))
        slope = np.full(COUNT, np.nan)
        reach = finite_reach(function)
        if function.period:
            reach = min(reach, FAR)
        known = (np.abs(middles) <= reach) & (not function.wild)
        slope[known] = function.near(middles[known])[1]
        rims = np.full(COUNT, np.nan)
        rims[known] = function.near(starts[known])[1]
        ends = np.roll(rims, -1)
        largest = facts(function).max_gradient
        scale = largest if math.isfinite(largest) else np.abs(slope)
        slope[np.fmax(np.abs(rims - slope), np.abs(ends - slope)) > ROUGH * scale] = np.nan
        flat = np.abs([rims, slope, ends]) < saturation_limit(largest)
        slope[flat.any(axis=0) & ~flat.all(axis=0)] = np.nan
        slope[[cell for kink in function.kinks for cell in _cells(kink)]] = np.nan
        zero = function.near(np.array([0.0, -0.0]))[1]
        slope[[0, COUNT // 2]] = zero
        return slope.astype(np.float32)


def finite_reach(function: Activation) -> float:
    """Return the largest power of 2 of float32 up to which f is finite on both sides; beyond, results overflow."""
    powers = 2.0 ** np.arange(128)
    finite = np.isfinite(function(powers)) & np.isfinite(function(-powers))
    return float(powers[finite.cumprod().astype(bool)].max(initial=1.0))


def _numbers(offset: int) -> Array:
    """Return the number that is ``offset`` steps from the start of each cell."""
    patterns = (np.arange(COUNT, dtype=np.uint32) << SHIFT) + offset
    with np.errstate(invalid="ignore"):  # signalling NaN
        return np.asarray(patterns.view(np.float32).astype(float))


def _cells(kink: float) -> set[int]:
    """Return the cells of the float32 numbers at a kink and beside it."""
    near = np.float32(kink)
    beside = [np.nextafter(near, np.float32(side)) for side in (-np.inf, np.inf)]
    return {int(np.float32(x).view(np.uint32)) >> SHIFT for x in (near, *beside) if math.isfinite(x)}

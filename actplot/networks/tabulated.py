"""An elementwise function and its derivative at many float32 numbers, from a table of straight lines.

The upper 20 bits of a float32 (sign, exponent and 11 bits of the fraction) select a line through f(m) with slope
f'(m), where m is the middle of the numbers that begin with these bits. The error of each line is measured when the
table is made. Where it is beyond the limits, where a kink lies inside, and at infinities and NaN, the function itself
is evaluated. A number takes 2 ns, whatever the function.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from actplot.activation import Activation
from actplot.analysis.facts import facts
from actplot.evaluation import aside
from actplot.networks.diagnosis import saturation_limit

Single: TypeAlias = NDArray[np.float32]

VALUE_ERROR, SLOPE_ERROR = 1e-5, 3e-3  # of f and f': absolute up to 1, relative beyond
LARGEST = 2.0**8  # beyond, there are wide lines only, and the function itself

_SHIFT = 12  # lower bits of a float32 that do not select a line
_LINES = 1 << (32 - _SHIFT)
_WIDE = 128  # lines that are equal where a line for 1/16 of a power of two is good enough
_PROBES = np.array([_WIDE // 3, 2 * _WIDE // 3])
_BLOCK = 16384  # numbers evaluated at once: their temporaries stay in the processor's cache
_MOST_KINKS = 2000


class Tabulated:
    """f and f' of a function at float32 numbers.

    f is right to ``VALUE_ERROR`` and f' to ``SLOPE_ERROR``, absolutely up to 1 and relatively beyond, at every kink
    and on both sides of it. f' is 0 where it is 0 in float32, and nowhere else, and below the limit of saturation
    just where it is. Numbers below 2**-137, which are subnormal, count as 0.
    """

    def __init__(self, function: Activation) -> None:
        """Make the table, in 10 to 100 ms for most functions; one that oscillates ever faster gets none."""
        self.function = function
        self._limit = saturation_limit(facts(function).max_gradient)
        self._base = np.full(_LINES, np.nan, np.float32)  # both are NaN where there is no line
        self._slope = np.full(_LINES, np.nan, np.float32)
        if not function.wild:
            with np.errstate(all="ignore"):
                self._fill()

    @property
    def missing(self) -> NDArray[np.bool_]:
        """Whether the function itself is evaluated at numbers with these upper 20 bits, shape (2**20,)."""
        return np.isnan(self._base)

    def pair(self, x: Single) -> tuple[Single, Single]:
        """Return f(x) and f'(x) for float32 numbers, in the shape of x."""
        f, slope = np.empty(x.shape, np.float32), np.empty(x.shape, np.float32)
        self.into(np.ascontiguousarray(x), f, slope)
        return f, slope

    def slopes(self, x: Single) -> Single:
        """Return f'(x) for contiguous float32 numbers, in the shape of x."""
        lines = np.empty(x.shape, np.intp)
        np.right_shift(x.view(np.uint32), _SHIFT, out=lines, casting="unsafe")
        slope = self._slope.take(lines)
        if np.isnan(slope.sum()):
            left = np.isnan(slope)
            with np.errstate(all="ignore"):  # float32 overflows where f' does not
                slope[left] = self.function.near(x[left].astype(np.float64))[1]
        return slope

    def into(self, x: Single, f: Single, slope: Single) -> None:
        """Write f(x) and f'(x) into contiguous arrays of the shape of x, all float32; x may be one of them."""
        x, f, slope = x.reshape(-1), f.reshape(-1), slope.reshape(-1)
        size = min(_BLOCK, x.size)
        lines, given = np.empty(size, np.intp), np.empty(size, np.float32)
        with np.errstate(all="ignore"):
            for start in range(0, x.size, _BLOCK):
                end = min(start + _BLOCK, x.size)
                at, values = lines[: end - start], given[: end - start]
                values[...] = x[start:end]
                self._block(values, at, f[start:end], slope[start:end])

    def _block(self, x: Single, lines: NDArray[np.intp], f: Single, slope: Single) -> None:
        np.right_shift(x.view(np.uint32), _SHIFT, out=lines, casting="unsafe")
        self._slope.take(lines, out=slope, mode="wrap")  # "raise" would buffer the output
        self._base.take(lines, out=f, mode="wrap")
        product = lines.view(np.float32)[: x.size]
        np.multiply(slope, x, out=product)
        f += product
        if np.isnan(f.sum()):
            left = np.flatnonzero(np.isnan(f))
            f[left], slope[left] = self.function.near(x[left].astype(np.float64))

    @aside()
    def _fill(self) -> None:
        """Make wide lines, and narrow ones where those are not good enough."""
        first = np.arange(0, _LINES, _WIDE)
        finite = first[(first << _SHIFT & 0x7F800000) != 0x7F800000]
        crossed, wide = self._crossed(1), self._crossed(_WIDE)
        good = self._draw(finite, _WIDE)
        for part in (self._base, self._slope):
            part.reshape(-1, _WIDE)[wide // _WIDE] = np.nan
        good &= ~np.isnan(self._base[finite])
        coarse = finite[~good & (np.abs(_numbers(finite << _SHIFT)) < LARGEST)]
        # Two of them tell whether any is good enough: none is where a function oscillates faster than that.
        fine = self._draw((coarse[:, None] + _PROBES).ravel(), 1).reshape(-1, len(_PROBES)).any(axis=1)
        narrow = (coarse[fine, None] + np.arange(_WIDE)).ravel()
        self._draw(narrow, 1)
        self._base[crossed] = self._slope[crossed] = np.nan
        self._at_zero()

    def _draw(self, lines: NDArray[np.int64], width: int) -> NDArray[np.bool_]:
        """Set each of ``lines`` and the ``width`` - 1 after it; erase those that are not good, and say which are."""
        start = lines << _SHIFT
        last = (width << _SHIFT) - 1
        x = _numbers(start[:, None] + np.array([last // 2, 0, last // 5, last]))
        f, slope = (part.reshape(x.shape) for part in self.function.rough(x.astype(np.float64).ravel()))
        drawn = slope[:, 0].astype(np.float32)
        base = (f[:, 0] - drawn.astype(np.float64) * x[:, 0]).astype(np.float32)
        product = drawn[:, None] * x
        error = np.abs(base[:, None] + product - f) + 2.0**-23 * (
            np.abs(product) + np.abs(f)
        )  # and the rounding, twice
        good = (error <= VALUE_ERROR * np.maximum(np.abs(f), 1)).all(axis=1)
        good &= (np.abs(drawn[:, None] - slope) <= SLOPE_ERROR * np.maximum(np.abs(slope), 1)).all(axis=1)
        for flat in (slope.astype(np.float32) == 0, np.abs(slope) < self._limit):
            good &= flat.all(axis=1) | ~flat.any(axis=1)
        every = lines[:, None] + np.arange(width)
        self._base[every] = np.where(good, base, np.nan)[:, None]
        self._slope[every] = np.where(good, drawn, np.nan)[:, None]
        return np.asarray(good)

    def _crossed(self, width: int) -> NDArray[np.int64]:
        """Return the first of each ``width`` lines that have a kink beyond their first number.

        A kink at the first number is seen like any other slope when the line is compared with the function.
        """
        function = self.function
        kinks = function.kinks_between(-LARGEST, LARGEST) if function.period is not None else function.kinks
        if len(kinks) > _MOST_KINKS:
            return np.arange(0, _LINES, width)
        places = np.array([kink for kink in kinks if kink], np.float64)
        near = places.astype(np.float32)
        beyond = np.abs(near) > np.abs(places)
        near[beyond] = np.nextafter(near[beyond], np.float32(0))
        lines = (near.view(np.uint32).astype(np.int64) >> _SHIFT) // width * width
        return np.asarray(lines[_numbers(lines << _SHIFT).astype(np.float64) != places])

    def _at_zero(self) -> None:
        """Set the lines of 0 and -0, whether or not there is a kink."""
        zeros = np.array([0.0, -0.0])
        lines = np.array([0, _LINES // 2])
        f, slope = self.function.near(zeros)
        good = np.isfinite(f) & np.isfinite(slope)
        self._base[lines] = np.where(good, f, np.nan)
        self._slope[lines] = np.where(good, slope, np.nan)


@lru_cache(maxsize=4)
def tabulated(function: Activation) -> Tabulated:
    """Return the table of a function; those of the last four are kept, 8 MB each."""
    return Tabulated(function)


def _numbers(bits: NDArray[np.int64]) -> Any:
    """Return the float32 numbers of these bits."""
    return bits.astype(np.uint32).view(np.float32)

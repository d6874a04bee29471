"""Binary number formats: bit patterns and values, rounding once to nearest even, overflow, ulp and steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from actplot.arithmetic.layouts import LAYOUTS, OVERFLOWS, Layout

_EXPONENT = 0x7FF << 52  # the bits of float64 that hold it


@dataclass(frozen=True)
class Format:
    """A binary number format of at most 64 bits; values are held as float64, bit patterns as unsigned integers."""

    name: str
    layout: Layout

    @property
    def bits(self) -> int:
        """Width of a bit pattern."""
        return self.layout.bits

    @property
    def exponent_bits(self) -> int:
        """Width of the exponent."""
        return self.layout.exponent_bits

    @property
    def stored_bits(self) -> int:
        """Bits of the significand that are stored, one fewer than its precision."""
        return self.layout.stored_bits

    @property
    def native(self) -> np.dtype[Any] | None:
        """NumPy's own type of this format, if it has one."""
        return np.dtype(self.name) if self.name == f"float{self.bits}" else None

    @property
    def bias(self) -> int:
        """The number that is added to an exponent where it is stored."""
        return int(2 ** (self.exponent_bits - 1) - 1)

    @property
    def least_exponent(self) -> int:
        """The exponent emin of the smallest normal number, 2^emin."""
        return 1 - self.bias

    @property
    def storage(self) -> np.dtype[Any]:
        """The unsigned integer that holds one bit pattern."""
        width = 8
        while width < self.bits:
            width *= 2
        return np.dtype(f"u{width // 8}")

    @property
    def largest(self) -> float:
        """The largest finite value."""
        last = (1 << self.stored_bits if self.layout.infinite else self.layout.nan) + 1
        return float(self.decode(np.array([(1 << (self.bits - 1)) - last])).item())

    @property
    def smallest(self) -> float:
        """The smallest positive value, a subnormal."""
        return float(np.ldexp(1.0, self.least_exponent - self.stored_bits))

    @property
    def overflow(self) -> str:
        """One of OVERFLOWS: what becomes of a result beyond the largest value, unless it is asked otherwise."""
        infinity, saturated, nan = OVERFLOWS
        return infinity if self.layout.infinite else nan if self.layout.nan else saturated

    def patterns(self) -> Any:
        """Return every bit pattern, in order.

        Raises:
            ValueError: a format of more than 16 bits.

        """
        if self.bits > 16:
            raise ValueError(f"{self.name} has 2^{self.bits} bit patterns; all are listed of 16 bits or fewer")
        return np.arange(1 << self.bits, dtype=self.storage)

    def decode(self, patterns: Any) -> Any:
        """Return the values of bit patterns, of any shape, as float64."""
        patterns = np.asarray(patterns, dtype=self.storage)
        if self.native:
            with np.errstate(invalid="ignore"):  # a signalling NaN, which becomes a quiet one
                return patterns.view(self.native).astype(np.float64) * 1.0
        patterns = patterns.astype(np.int64)
        stored = self.stored_bits
        significand = patterns & ((1 << stored) - 1)
        exponent = (patterns >> stored) & ((1 << self.exponent_bits) - 1)
        normal = exponent > 0
        power = np.where(normal, exponent, 1) - self.bias - stored
        value = np.ldexp((significand + (normal << stored)).astype(np.float64), power)
        if self.layout.infinite:
            special = exponent == (1 << self.exponent_bits) - 1
            value = np.where(special, np.where(significand == 0, np.inf, np.nan), value)
        elif self.layout.nan:
            value = np.where(patterns & ((1 << (self.bits - 1)) - 1) == (1 << (self.bits - 1)) - 1, np.nan, value)
        return np.where(patterns >> (self.bits - 1) & 1, -value, value)

    def encode(self, values: Any) -> Any:
        """Return the bit patterns of values of this format, of any shape; every NaN becomes the quiet positive one.

        Raises:
            ValueError: a value that this format does not have.

        """
        values = np.asarray(values, dtype=np.float64)
        nan = np.isnan(values)
        if self.native:
            with np.errstate(all="ignore"):
                native = np.where(nan, np.nan, values).astype(self.native)
            self._require(values, (native == values) | nan)
            return native.view(self.storage)
        with np.errstate(all="ignore"):
            known = nan & self.layout.nan
            known = known | (self.round(values, overflow="inf") == values)
            known &= (np.abs(values) <= self.largest) | nan | self.layout.infinite
        self._require(values, known)
        size = np.abs(values)
        finite = np.isfinite(values)
        exponent = self._exponents(size)
        units = np.ldexp(np.where(finite, size, 0.0), self.stored_bits - exponent).astype(np.int64)
        # A normal number's leading bit, which is not stored, adds the one to the exponent that a subnormal lacks.
        patterns = ((exponent - self.least_exponent) << self.stored_bits) + units
        patterns = np.where(np.isinf(values), ((1 << self.exponent_bits) - 1) << self.stored_bits, patterns)
        ones = (1 << (self.bits - 1)) - 1
        quiet = ones - ((1 << (self.stored_bits - 1)) - 1) if self.layout.infinite else ones
        patterns = np.where(nan, quiet, patterns | (np.signbit(values).astype(np.int64) << (self.bits - 1)))
        return patterns.astype(self.storage)

    def _require(self, values: Any, known: Any) -> None:
        if not known.all():
            raise ValueError(f"{np.ravel(values)[~np.ravel(known)][0]} is not a value of {self.name}")

    def round(self, high: Any, low: Any = 0.0, overflow: str | None = None) -> Any:
        """Return ``high + low`` rounded once, to nearest even, as float64.

        Args:
            high: the sum rounded to float64, of any shape.
            low: what that rounding left, of the same shape.
            overflow: one of OVERFLOWS, of a sum beyond the largest value, also an infinite one; without it, as the
                format says.

        """
        chosen = overflow or self.overflow
        if self.bits == 64:
            return self._bounded(np.asarray(high, dtype=np.float64), chosen)
        odd = np.asarray(high, dtype=np.float64) if isinstance(low, float) and not low else to_odd(high, low)
        with np.errstate(all="ignore"):
            if self.native:
                rounded = odd.astype(self.native).astype(np.float64)
            else:
                finite = np.isfinite(odd)
                unit = self._exponents(odd) - self.stored_bits
                scaled = np.ldexp(np.where(finite, odd, 0.0), -unit)
                rounded = np.where(finite, np.copysign(np.ldexp(np.rint(scaled), unit), odd), odd)
            return self._bounded(rounded, chosen)

    def _bounded(self, rounded: Any, overflow: str) -> Any:
        if overflow == OVERFLOWS[0] and self.native:  # NumPy's cast has made it one
            return rounded
        beyond = np.abs(rounded) > self.largest
        if not beyond.any():
            return rounded
        size = dict(zip(OVERFLOWS, (np.inf, self.largest, np.nan), strict=True))[overflow]
        return np.where(beyond, np.copysign(size, rounded), rounded)

    def nearest(self, numbers: Any) -> Any:
        """Return the values of this format that are nearest to ``numbers``, as float64.

        Raises:
            ValueError: a finite number is beyond the largest value.

        """
        numbers = np.asarray(numbers, dtype=np.float64)
        if self.bits == 64:
            return numbers
        beyond = numbers[np.isinf(self.round(numbers, overflow=OVERFLOWS[0])) & np.isfinite(numbers)]
        if beyond.size:
            raise ValueError(f"{float(beyond[0]):g} is beyond the largest number of {self.name}, {self.largest:g}")
        return self.round(numbers)

    def ulp(self, values: Any) -> Any:
        """Return the unit in the last place of real numbers r: 2^(max(floor(log2 |r|), emin) - p + 1)."""
        values = np.asarray(values, dtype=np.float64)
        if self.bits == 64:
            return np.ldexp(1.0, self._exponents(values) - self.stored_bits)
        powers = (values.view(np.int64) & _EXPONENT).view(np.float64)  # 2^floor(log2 |r|), or 0 far below emin
        powers = np.maximum(powers, 2.0**self.least_exponent)
        return np.where(np.isfinite(powers), powers, 2.0**self.least_exponent) * 2.0**-self.stored_bits

    def _exponents(self, values: Any) -> Any:
        """Return max(floor(log2 |r|), emin); emin for what is not finite."""
        exponents = (np.asarray(values, dtype=np.float64).view(np.int64) >> 52 & 0x7FF) - 1023
        if self.bits == 64:  # a subnormal's exponent is not in its bits, and is below emin
            exponents = np.where(exponents == -1023, self.least_exponent, exponents)
        return np.maximum(np.where(exponents == 1024, self.least_exponent, exponents), self.least_exponent)

    def order(self, values: Any) -> Any:
        """Return whole numbers whose differences are the steps between values of this format; NaN is out of order.

        Both zeros are 0, and an infinity stands one step beyond the largest value, also where the format has none.
        """
        values = np.asarray(values, dtype=np.float64)
        infinite = np.isinf(values)
        finite = np.where(infinite | np.isnan(values), 0.0, values)
        magnitude = self.encode(np.abs(finite)).astype(np.int64)
        beyond = int(self.encode(np.array([self.largest])).astype(np.int64).item()) + 1
        magnitude = np.where(infinite, beyond, magnitude)
        return np.where(np.signbit(values), -magnitude, magnitude)

    def printed(self, values: Any) -> Any:
        """Return values in the type whose shortest decimals are printed.

        That is float32 for its own numbers, as libraries print them. Numbers of narrower formats are printed exactly,
        as float64: where 0.75 has the neighbours 0.625 and 0.875, 0.8 would be its shortest decimal.
        """
        return np.asarray(values, dtype=self.native if self.bits == 32 else np.float64)


def to_odd(high: Any, low: Any) -> Any:
    """Return ``high + low`` rounded to odd (Boldo & Melquiond 2008), so that one more rounding is the only one.

    Of the two float64 beside an inexact sum this is the one with an odd last bit. It needs two bits more than the
    format that is rounded to next.

    Args:
        high: the sum rounded to nearest, float64 of any shape.
        low: the rest, of which only the sign matters where it is not 0.

    """
    high = np.asarray(high, dtype=np.float64)
    low = np.broadcast_to(np.asarray(low, dtype=np.float64), high.shape)
    even = (high.view(np.uint64) & 1) == 0
    inexact = (low != 0) & even & np.isfinite(high) & np.isfinite(low)
    if not inexact.any():
        return high
    with np.errstate(all="ignore"):
        return np.where(inexact, np.nextafter(high, np.copysign(np.inf, low)), high)


FORMATS = {name: Format(name, layout) for name, layout in LAYOUTS.items()}

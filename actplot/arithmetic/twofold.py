"""Numbers of twice the precision, and functions of them, for formulas in which digits cancel."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from actplot.arithmetic import exact


class Twofold:
    """Numbers held as sums of two floats each, which is about 104 bits: what cancels still leaves 53 good ones.

    It takes part in ``+ - * /`` with arrays, floats and its like; ``high`` is the result, rounded once. An infinite
    operand or result gives NaN: :func:`clip` first.
    """

    __array_ufunc__ = None  # an array on the left leaves the operation to the methods here

    def __init__(self, high: Any, low: Any = 0.0) -> None:
        """Hold ``high + low``, of which ``low`` is too small to change ``high`` where both are added."""
        self.high = high
        self.low = low

    def __getitem__(self, index: Any) -> Twofold:
        return Twofold(self.high[index], self.low[index])

    def __neg__(self) -> Twofold:
        return Twofold(-self.high, -self.low)

    def __abs__(self) -> Twofold:
        return Twofold(np.abs(self.high), np.copysign(1.0, self.high) * self.low)

    def __add__(self, other: Any) -> Twofold:
        if not isinstance(other, Twofold):
            rounded, rest = exact.finite_sum(self.high, other)
            return _normal(rounded, rest + self.low)
        rounded, rest = exact.finite_sum(self.high, other.high)
        return _normal(rounded, rest + (self.low + other.low))

    __radd__ = __add__

    def __sub__(self, other: Any) -> Twofold:
        return self + -_twofold(other)

    def __rsub__(self, other: Any) -> Twofold:
        return _twofold(other) + -self

    def __mul__(self, other: Any) -> Twofold:
        if isinstance(other, float) and abs(math.frexp(other)[0]) == 0.5:  # a power of 2 takes no rounding
            return Twofold(self.high * other, self.low * other)
        if not isinstance(other, Twofold):
            rounded, rest = exact.finite_product(self.high, other)
            return _normal(rounded, rest + self.low * other)
        rounded, rest = exact.finite_product(self.high, other.high)
        return _normal(rounded, rest + (self.high * other.low + self.low * other.high))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Twofold:
        other = _twofold(other)
        quotient = self.high / other.high
        rounded, rest = exact.finite_product(quotient, other.high)
        left = ((self.high - rounded) - rest) + (self.low - quotient * other.low)
        return _normal(quotient, left / other.high)

    def __rtruediv__(self, other: Any) -> Twofold:
        return _twofold(other) / self


def where(condition: Any, then: Any, otherwise: Any) -> Twofold:
    """Choose between two numbers, element by element."""
    then, otherwise = _twofold(then), _twofold(otherwise)
    return Twofold(np.where(condition, then.high, otherwise.high), np.where(condition, then.low, otherwise.low))


def clip(x: Any, bound: float) -> Twofold:
    """Return the nearest number of size up to ``bound``, which an infinite one has too."""
    x = _twofold(x)
    high = np.clip(x.high, -bound, bound)
    return Twofold(high, (high == x.high) * x.low)


def exp(x: Any) -> Twofold:
    """Return e^x, right to about 2^-65 of itself; for x up to 709."""
    x = _twofold(x)
    return Twofold(*exact.exp(x.high, x.low))


def expm1(x: Any) -> Twofold:
    """Return e^x - 1, right to about 2^-59 of itself; for x up to 709."""
    x = _twofold(x)
    return Twofold(*exact.expm1(x.high, x.low))


def log1p(x: Any) -> Twofold:
    """Return log(1 + x) for x > -1/2, right to about 2^-60 of itself."""
    x = _twofold(x)
    # Far from 0 Newton's step doubles the digits of NumPy's logarithm; near 0 it has none left, the series has.
    rough = np.log1p(x.high)
    newton = rough + ((1.0 + x) * exp(-rough) - 1.0)
    ratio = x / (2.0 + x)
    square = np.minimum(ratio.high * ratio.high, 0.001)
    cubic = ratio.high * square * (2 / 3 + square * (2 / 5 + square * (2 / 7 + square * (2 / 9))))
    return where(np.abs(x.high) < 1 / 32, 2.0 * ratio + cubic, newton)


def tanh(x: Any) -> Twofold:
    """Return the hyperbolic tangent, right to about 2^-58 of itself."""
    grown = expm1(2.0 * clip(x, 40.0))
    return grown / (grown + 2.0)


def constant(digits: str) -> Twofold:
    """Return the number that ``digits`` stand for, as two Python floats."""
    from decimal import Decimal

    high = float(digits)
    return Twofold(high, float(Decimal(digits) - Decimal(high)))


def _twofold(number: Any) -> Twofold:
    return number if isinstance(number, Twofold) else Twofold(number)


def _normal(rounded: Any, rest: Any) -> Twofold:
    """Return ``rounded + rest`` with all that fits in the first float."""
    high = rounded + rest
    return Twofold(high, rest - (high - rounded))

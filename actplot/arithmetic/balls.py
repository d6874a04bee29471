"""Numbers of any precision with a proven error bound: the arithmetic that has the last word.

A :class:`Ball` is an interval ``(middle +- radius) * 2**exponent`` of Python integers. Every operation returns a ball
that contains the true result for all numbers in its operands, and is exact (radius 0) where the result fits the
precision. Whatever depends on more digits than there are, such as the sign of a ball around 0, raises
:class:`UnsureError`: the caller starts again with more bits. Exponents have no limit, so nothing overflows.
"""

from __future__ import annotations

from typing import TypeAlias

Number: TypeAlias = "Ball | int | float"

_GUARD = 24  # bits that a sum keeps below the smaller of two numbers far apart


class UnsureError(ArithmeticError):
    """The bits at hand do not decide a comparison, or do not bound a result."""


class Ball:
    """The interval ``(middle +- radius) * 2**exponent``, held to about ``precision`` bits."""

    __slots__ = ("exponent", "middle", "precision", "radius")

    def __init__(self, middle: int, exponent: int, radius: int, precision: int) -> None:
        """Hold the interval, rounded outwards to the precision."""
        excess = max(middle.bit_length() - precision, radius.bit_length() - 32)
        if excess > 0:
            cut = middle & ((1 << excess) - 1)
            middle >>= excess
            radius = (radius >> excess) + 2 if cut or radius else 0
            exponent += excess
        self.middle, self.exponent, self.radius, self.precision = middle, exponent, radius, precision

    def __neg__(self) -> Ball:
        return Ball(-self.middle, self.exponent, self.radius, self.precision)

    def __abs__(self) -> Ball:
        if abs(self.middle) >= self.radius:
            return Ball(abs(self.middle), self.exponent, self.radius, self.precision)
        top = abs(self.middle) + self.radius  # an interval around 0: from 0 to its larger end
        return Ball(top, self.exponent - 1, top, self.precision)

    def __add__(self, other: Number) -> Ball:
        other = self.like(other)
        if not other.middle and not other.radius:
            return self
        if not self.middle and not self.radius:
            return other
        first, second = (self, other) if self.exponent >= other.exponent else (other, self)
        shift = first.exponent - second.exponent
        room = 2 * self.precision + _GUARD
        if shift > room and (first.middle or first.radius):
            # Too far below to be held: what is below the last bit of the larger becomes part of the radius.
            size = (abs(second.middle) + second.radius).bit_length() + second.exponent
            if size <= first.exponent - room:
                radius = (first.radius << room) + 1
                return Ball(first.middle << room, first.exponent - room, radius, self.precision)
        return Ball(
            (first.middle << shift) + second.middle,
            second.exponent,
            (first.radius << shift) + second.radius,
            self.precision,
        )

    __radd__ = __add__

    def __sub__(self, other: Number) -> Ball:
        return self + -self.like(other)

    def __rsub__(self, other: Number) -> Ball:
        return self.like(other) + -self

    def __mul__(self, other: Number) -> Ball:
        other = self.like(other)
        a, b, r, s = self.middle, other.middle, self.radius, other.radius
        radius = abs(a) * s + abs(b) * r + r * s if r or s else 0
        return Ball(a * b, self.exponent + other.exponent, radius, self.precision)

    __rmul__ = __mul__

    def __truediv__(self, other: Number) -> Ball:
        other = self.like(other)
        below = abs(other.middle) - other.radius
        if below <= 0:
            if not other.radius:
                raise ZeroDivisionError("a formula divides by 0")
            raise UnsureError
        shift = max(self.precision + 2 + other.middle.bit_length() - self.middle.bit_length(), 0)
        quotient, rest = divmod(self.middle << shift, other.middle)
        radius = 0
        if rest or self.radius or other.radius:
            radius = ((self.radius << shift) + abs(quotient + 1) * other.radius) // below + 2
        return Ball(quotient, self.exponent - other.exponent - shift, radius, self.precision)

    def __rtruediv__(self, other: Number) -> Ball:
        return self.like(other) / self

    def __pow__(self, other: Number) -> Ball:
        power = self.like(other)
        if power.radius or power.exponent < 0 or power.exponent > 10:
            raise ValueError("a power must be a whole number")
        count = power.middle << power.exponent
        if count < 0:
            return self.like(1) / self**-count
        if self.radius >= abs(self.middle) and count and count % 2 == 0:
            return abs(self) ** (count // 2) * abs(self) ** (count // 2) if count > 2 else abs(self) * abs(self)
        result = self.like(1)
        for bit in bin(count)[2:]:
            result = result * result
            if bit == "1":
                result = result * self
        return result

    def like(self, other: Number) -> Ball:
        """Return ``other`` as a ball of this one's precision; a float is taken exactly."""
        if isinstance(other, Ball):
            return other
        return ball(other, self.precision)

    def sign(self) -> int:
        """Return -1, 0 or 1; raises UnsureError where the ball does not decide it."""
        if abs(self.middle) > self.radius:
            return 1 if self.middle > 0 else -1
        if self.radius:
            raise UnsureError
        return 0

    def ends(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """Return both ends of the interval, each as (m, e) for m * 2**e."""
        return (self.middle - self.radius, self.exponent), (self.middle + self.radius, self.exponent)

    def size(self) -> int:
        """Return the least n for which the whole ball is below 2**n in size."""
        return (abs(self.middle) + self.radius).bit_length() + self.exponent

    def widened(self, radius: int, exponent: int) -> Ball:
        """Return this ball with ``radius * 2**exponent`` added to its radius."""
        return self + Ball(0, exponent, radius, self.precision) if radius else self

    def fixed(self, bits: int) -> int:
        """Return the middle in units of ``2**-bits``, rounded down."""
        shift = self.exponent + bits
        return self.middle << shift if shift >= 0 else self.middle >> -shift


def ball(number: int | float, precision: int) -> Ball:
    """Return ``number`` itself, exactly."""
    if isinstance(number, int):
        middle, exponent = number, 0
    else:
        middle, denominator = number.as_integer_ratio()
        exponent = 1 - denominator.bit_length()
    if middle and not middle & 1:
        zeros = (middle & -middle).bit_length() - 1
        middle, exponent = middle >> zeros, exponent + zeros
    return Ball(middle, exponent, 0, max(precision, middle.bit_length()))


def decimal(digits: str, precision: int) -> Ball:
    """Return the number that ``digits`` stand for, such as ``0.044715`` or ``1e-6``."""
    mantissa, _, shift = digits.lower().partition("e")
    whole, _, fraction = mantissa.partition(".")
    scale = int(shift or 0) - len(fraction)
    number = ball(int(whole + fraction), precision)
    number.precision = precision
    power = number.like(10 ** abs(scale))
    return number * power if scale >= 0 else number / power

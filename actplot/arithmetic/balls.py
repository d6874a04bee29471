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

    __slots__ = ("exponent", "middle", "open", "precision", "radius")

    def __init__(self, middle: int, exponent: int, radius: int, precision: int, is_open: bool = False) -> None:
        """Hold the interval, rounded outwards to the precision; ``is_open`` if its ends themselves are excluded."""
        excess = middle.bit_length() - precision
        if not is_open:
            excess = max(excess, radius.bit_length() - 32)
        if excess > 0:
            cut = middle & ((1 << excess) - 1)
            middle >>= excess
            radius = (radius >> excess) + 2 if cut or radius else 0
            exponent += excess
        self.middle, self.exponent, self.radius, self.precision = middle, exponent, radius, precision
        self.open = is_open

    def __neg__(self) -> Ball:
        return Ball(-self.middle, self.exponent, self.radius, self.precision, self.open)

    def __abs__(self) -> Ball:
        if abs(self.middle) >= self.radius:
            return Ball(abs(self.middle), self.exponent, self.radius, self.precision, self.open)
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
                return first._beside(second, room)
        is_open = (self.open or not self.radius) and (other.open or not other.radius) and (self.open or other.open)
        middle = (first.middle << shift) + second.middle
        precision = max(self.precision, middle.bit_length()) if is_open else self.precision
        return Ball(middle, second.exponent, (first.radius << shift) + second.radius, precision, is_open)

    __radd__ = __add__

    def _beside(self, tiny: Ball, room: int) -> Ball:
        """Return this ball plus ``tiny``, which is below ``2**(exponent - room)``.

        What an exact number is off by an unknown amount of known sign is held as an interval that ends there, so that
        rounding can tell which side of a midpoint it is on.
        """
        room = min(room, self.precision - self.middle.bit_length() - 32)
        if self.radius or room < 8 or abs(tiny.middle) <= tiny.radius:
            room = max(room, 8)
            return Ball(self.middle << room, self.exponent - room, (self.radius << room) + 1, self.precision)
        side = 1 if tiny.middle > 0 else -1
        return Ball((self.middle << room) + side, self.exponent - room, 1, self.precision, True)

    def __sub__(self, other: Number) -> Ball:
        return self + -self.like(other)

    def __rsub__(self, other: Number) -> Ball:
        return self.like(other) + -self

    def __mul__(self, other: Number) -> Ball:
        other = self.like(other)
        a, b, r, s = self.middle, other.middle, self.radius, other.radius
        radius = abs(a) * s + abs(b) * r + r * s if r or s else 0
        is_open = bool((self.open and not s and b) or (other.open and not r and a))
        precision = max(self.precision, (a * b).bit_length()) if is_open else self.precision
        return Ball(a * b, self.exponent + other.exponent, radius, precision, is_open)

    __rmul__ = __mul__

    def __truediv__(self, other: Number) -> Ball:
        other = self.like(other)
        below = abs(other.middle) - other.radius
        if below <= 0:
            if not other.radius:
                raise ZeroDivisionError("a formula divides by 0")
            raise UnsureError
        if other.open and not self.radius:
            return self._over(other)
        shift = max(self.precision + 2 + other.middle.bit_length() - self.middle.bit_length(), 0)
        quotient, rest = divmod(self.middle << shift, other.middle)
        radius = 0
        if rest or self.radius or other.radius:
            radius = ((self.radius << shift) + abs(quotient + 1) * other.radius) // below + 2
        return Ball(quotient, self.exponent - other.exponent - shift, radius, self.precision)

    def _over(self, other: Ball) -> Ball:
        """Return this exact number over an open ball; where one of its ends divides it, one-sided as in a sum."""
        for side in (-1, 1):
            end = ball_of(other.middle + side * other.radius, other.exponent, other.precision)
            if end.middle in (-1, 1):
                quotient = Ball(self.middle * end.middle, self.exponent - end.exponent, 0, self.precision)
                # c/(end + d) is about c/end - d c/end^2, and d has the other sign than the side of the end.
                away = side * quotient * Ball(2 * other.radius, other.exponent, 0, 64) / end
                return quotient._beside(away, -away.size() + quotient.exponent - 1)
        return self / Ball(other.middle, other.exponent, other.radius, other.precision)

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
        if abs(self.middle) > self.radius or (self.open and abs(self.middle) == self.radius):
            return 1 if self.middle > 0 else -1
        if self.radius:
            raise UnsureError
        return 0

    def ends(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """Return both ends of the interval, each as (m, e) for m * 2**e; of an open one, what is just inside."""
        inside = 1 if self.open else 0
        low, high = self.middle - self.radius, self.middle + self.radius
        return ((low << 2) + inside, self.exponent - 2), ((high << 2) - inside, self.exponent - 2)

    def size(self) -> int:
        """Return the least n for which the whole ball is below 2**n in size; for 0 itself a very small one."""
        if not self.middle and not self.radius:
            return -(1 << 40)
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
        return ball_of(number, 0, precision)
    middle, denominator = number.as_integer_ratio()
    return ball_of(middle, 1 - denominator.bit_length(), precision)


def ball_of(middle: int, exponent: int, precision: int) -> Ball:
    """Return ``middle * 2**exponent`` exactly, with an odd middle."""
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

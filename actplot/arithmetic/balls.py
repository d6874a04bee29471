"""Numbers of any precision with a proven error bound: the arithmetic that has the last word.

A :class:`Ball` is an interval ``(middle +- radius) * 2**exponent`` of Python integers. Every operation returns a ball
that contains the true result for all numbers in its operands, and is exact (radius 0) where the result fits the
precision. Whatever depends on more digits than there are, such as the sign of a ball around 0, raises
:class:`UnsureError`: the caller starts again with more bits. Exponents have no limit, so nothing overflows.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TypeAlias

Number: TypeAlias = "Ball | int | float"

_GUARD = 24  # bits that the series below carry beyond the precision
_FARTHEST = 2500  # an argument of exp of more bits than this gives 0 within every range that matters


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
        if shift > room and first.middle:
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
            return exp(power * log(self))
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


def pi(precision: int) -> Ball:
    """Return pi."""
    bits = precision + _GUARD
    return Ball(_pi(bits), -bits, 1, precision + 2)


@cache
def _pi(bits: int) -> int:
    """Return pi * 2**bits, off by less than 1 (Machin 1706)."""
    guarded = bits + 32

    def arctangent(inverse: int) -> int:
        total = power = (1 << guarded) // inverse
        n, square = 1, inverse * inverse
        while power:
            power //= -square
            n += 2
            total += power // n
        return total

    return (4 * (4 * arctangent(5) - arctangent(239))) >> 32


@cache
def _log_2(bits: int) -> int:
    """Return log(2) * 2**bits, off by less than 1 (18 artanh(1/26) - 2 artanh(1/4801) + 8 artanh(1/8749))."""
    guarded = bits + 32

    def artanh(inverse: int) -> int:
        total = power = (1 << guarded) // inverse
        n, square = 1, inverse * inverse
        while power:
            power //= square
            n += 2
            total += power // n
        return total

    return (18 * artanh(26) - 2 * artanh(4801) + 8 * artanh(8749)) >> 32


def sqrt(x: Ball) -> Ball:
    """Return the square root; raises UnsureError next to 0, ValueError where x is negative."""
    if x.sign() < 0:
        raise ValueError("the square root of a negative number")
    if not x.middle:
        return x
    shift = max(2 * x.precision + 4 - x.middle.bit_length(), 0)
    shift += (x.exponent - shift) & 1
    scaled = x.middle << shift
    root = math.isqrt(scaled)
    radius = 0
    if x.radius or root * root != scaled:
        radius = (x.radius << shift) // root + 2  # the derivative is at most 1/root where the ball is left of 4 radii
        if 4 * x.radius > 3 * x.middle:
            raise UnsureError
    return Ball(root, (x.exponent - shift) // 2, radius, x.precision)


def exp(x: Ball) -> Ball:
    """Return e^x."""
    if not x.middle and not x.radius:
        return x.like(1)
    size = x.size()
    if size > _FARTHEST:
        if x.sign() > 0:
            raise OverflowError("the exponential of a number beyond every range")
        return Ball(1, -(1 << (_FARTHEST - 1)), 1, x.precision)
    if x.radius.bit_length() + x.exponent > -2:
        raise UnsureError
    halvings = math.isqrt(x.precision) // 2
    bits = x.precision + _GUARD + halvings + max(0, size)
    turns, rest = divmod(x.fixed(bits), _log_2(bits))
    rest >>= halvings
    one = 1 << bits
    total, term, n = one + rest, rest, 1
    while term:
        n += 1
        term = (term * rest >> bits) // n
        total += term
    for _ in range(halvings):
        total = total * total >> bits
    # Each squaring doubles the relative error; the terms lose at most 2 units each, the reduction |turns| + 2.
    error = ((2 * n + 4) << halvings) + (abs(turns) + 2) * 4
    result = Ball(total, turns - bits, error, x.precision + 4)
    if x.radius:
        # exp(x+r) - exp(x) is below 2 r exp(x) for r up to 1.
        result = result + Ball(0, x.exponent + 2 + result.size(), x.radius, x.precision)
    return result


def expm1(x: Ball) -> Ball:
    """Return e^x - 1, with its digits next to 0 too."""
    if x.size() > -3:
        return exp(x) - 1
    return x * _series(x, _inverse_factorials(x))


def _inverse_factorials(x: Ball) -> list[tuple[int, int]]:
    """Return the steps of 1 + x/2 + x^2/6 + ... as (numerator, denominator) of each coefficient by that before."""
    step = max(1, -x.size())
    return [(1, n) for n in range(2, (x.precision + _GUARD) // step + 4)]


def _series(y: Ball, steps: list[tuple[int, int]]) -> Ball:
    """Return 1 + s1 y (1 + s2 y (1 + ...)) for |y| < 1/4 and steps of 1 or less, where what follows is negligible."""
    bits = y.precision + _GUARD
    inner = y.fixed(bits)
    one = 1 << bits
    total = one
    for numerator, denominator in reversed(steps):
        total = one + (total * inner * numerator >> bits) // denominator
    radius = 4 * len(steps) + 8
    result = Ball(total, -bits, radius, y.precision + 4)
    return result.widened(2 * y.radius, y.exponent)


def log(x: Ball) -> Ball:
    """Return the natural logarithm; raises UnsureError next to 0, ValueError where x is 0 or negative."""
    if x.sign() <= 0:
        raise ValueError("the logarithm of a number that is not positive")
    if 2 * x.radius > x.middle:
        raise UnsureError
    near = x - 1
    if near.size() <= -3:
        return log1p(near)
    # y = x / 2**power in [1/2, 1): with a first guess g, log(y) = g + log1p(y exp(-g) - 1).
    power = x.middle.bit_length() + x.exponent
    y = Ball(x.middle, x.exponent - power, x.radius, x.precision + 8)
    guess = math.log(math.ldexp(x.middle >> max(x.middle.bit_length() - 60, 0), -min(x.middle.bit_length(), 60)))
    lower = log1p(y * exp(ball(-guess, x.precision + 8)) - 1) + guess if guess else log1p(y - 1)
    bits = x.precision + _GUARD + abs(power).bit_length()
    return Ball(_log_2(bits) * power, -bits, abs(power), x.precision + 8) + lower


def log1p(x: Ball) -> Ball:
    """Return log(1 + x), with its digits next to 0 too."""
    if x.size() > -3:
        return log(x + 1)
    ratio = x / (x + 2)
    square = ratio * ratio
    count = (x.precision + _GUARD) // max(1, -square.size()) + 3
    return 2 * ratio * _series(square, [(2 * n - 1, 2 * n + 1) for n in range(1, count)])


def sin(x: Ball) -> Ball:
    """Return the sine."""
    return _wave(x, 0)


def cos(x: Ball) -> Ball:
    """Return the cosine."""
    return _wave(x, 1)


def _wave(x: Ball, quarter: int) -> Ball:
    """Return sin(x + quarter*pi/2)."""
    if x.radius.bit_length() + x.exponent > -2:
        raise UnsureError
    size = x.size()
    if size < -3 and not quarter:
        square = x * x
        count = (x.precision + _GUARD) // max(1, -square.size()) + 3
        return x * _series(-square, [(1, 2 * n * (2 * n + 1)) for n in range(1, count)])
    bits = x.precision + _GUARD
    more = bits + max(0, size) + 2
    half_pi = _pi(more) >> 1
    turns, rest = divmod(x.fixed(more) + (half_pi >> 1), half_pi)
    rest = (rest - (half_pi >> 1)) >> (more - bits)
    quarter = (quarter + turns) & 3
    one = 1 << bits
    squared = rest * rest >> bits
    total = term = one if quarter & 1 else rest
    n = 0 if quarter & 1 else 1
    while term not in (0, -1):
        term = -(term * squared >> bits) // ((n + 1) * (n + 2))
        n += 2
        total += term
    if quarter & 2:
        total = -total
    return Ball(total, -bits, 2 * n + 8, x.precision + 4).widened(x.radius, x.exponent)


def atan(x: Ball) -> Ball:
    """Return the arctangent."""
    if not x.middle and not x.radius:
        return x
    if x.size() > 1:
        side = x.sign()
        return side * (pi(x.precision + 4) / 2) - atan(1 / x)
    halvings = 0
    inner = Ball(x.middle, x.exponent, x.radius, x.precision + 16)
    while inner.size() > -4:
        inner = inner / (sqrt(inner * inner + 1) + 1)
        halvings += 1
    square = inner * inner
    count = (inner.precision + _GUARD) // max(1, -square.size()) + 3
    return inner * _series(-square, [(2 * n - 1, 2 * n + 1) for n in range(1, count)]) * (1 << halvings)


def tanh(x: Ball) -> Ball:
    """Return the hyperbolic tangent."""
    if x.size() > 1:
        side = x.sign()
        return side * (1 - 2 / (exp(2 * side * x) + 1)) if x.size() < _FARTHEST - 2 else Ball(side, 0, 0, 8)
    grown = expm1(2 * x)
    return grown / (grown + 2)


def sinh(x: Ball) -> Ball:
    """Return the hyperbolic sine."""
    grown = expm1(abs(x))
    half = (grown + grown / (grown + 1)) / 2
    return half if x.middle > 0 else -half


def cosh(x: Ball) -> Ball:
    """Return the hyperbolic cosine."""
    grown = exp(abs(x))
    return (grown + 1 / grown) / 2


def asinh(x: Ball) -> Ball:
    """Return the inverse hyperbolic sine."""
    if not x.middle and not x.radius:
        return x
    size = abs(x)
    square = size * size
    grown = log1p(size + square / (sqrt(square + 1) + 1))
    return grown if x.middle > 0 else -grown


def sigmoid(x: Ball) -> Ball:
    """Return 1/(1 + e^-x)."""
    if x.middle > 0:
        return 1 / (exp(-x) + 1)
    grown = exp(x)
    return grown / (grown + 1)


def softplus(x: Ball) -> Ball:
    """Return log(1 + e^x)."""
    return log1p(exp(x)) if x.middle <= 0 else x + log1p(exp(-x))


def erf(x: Ball) -> Ball:
    """Return the error function."""
    if not x.middle and not x.radius:
        return x
    if x.size() > 3:
        side = x.sign()
        return side - side * erfc(side * x)
    square = x * x
    series = _growing(square)
    return 2 * x * exp(-square) * series / sqrt(pi(x.precision + 4))


def _growing(square: Ball) -> Ball:
    """Return the sum over n of (2 x^2)^n / (1*3*5*...*(2n+1)), of which all terms are positive."""
    bits = square.precision + _GUARD
    inner = square.fixed(bits)
    total = term = 1 << bits
    n = 0
    while term:
        n += 1
        term = (term * inner >> (bits - 1)) // (2 * n + 1)
        total += term
    # It grows no faster than exp(x^2): the derivative by x^2 is below the sum itself.
    return Ball(total, -bits, 4 * n + 8 + ((4 * n * total) >> bits), square.precision + 4).widened(
        2 * square.radius * ((total >> bits) + 2), square.exponent
    )


def erfc(x: Ball) -> Ball:
    """Return 1 - erf(x), with its digits far right too."""
    if x.size() <= 0 or x.middle <= 0:
        return 1 - erf(x)
    square = x * x
    if square.size() > 60 or (abs(square.middle) >> max(0, -square.exponent)) > 0.7 * x.precision + 20:
        # The asymptotic series, whose error is below the first term left out.
        bits = square.precision + _GUARD
        inverse = (1 / (2 * square)).fixed(bits)
        total = term = 1 << bits
        n = 0
        while abs(term) > 1 and n < square.precision:
            n += 1
            term = -(term * inverse >> bits) * (2 * n - 1)
            total += term
        spread = square.radius.bit_length() + square.exponent
        if spread > 0:
            raise UnsureError
        series = Ball(total, -bits, 8 * n * n + abs(term) + 8, x.precision).widened(square.radius, square.exponent)
        return exp(-square) * series / (x * sqrt(pi(x.precision + 4)))
    needed = int(1.4427 * (square.middle >> max(0, -square.exponent))) + 16 + x.size()
    finer = Ball(x.middle, x.exponent, x.radius, x.precision + needed)
    square = finer * finer
    inside = 2 * finer * exp(-square) * _growing(square) / sqrt(pi(finer.precision + 4))
    result = 1 - inside
    return Ball(result.middle, result.exponent, result.radius, x.precision)


def normal_distribution(x: Ball) -> Ball:
    """Return the normal distribution function Phi(x)."""
    more = int(0.75 * (x.middle >> max(0, -x.exponent)) ** 2) + 16 if x.size() < 12 else 16
    finer = Ball(x.middle, x.exponent, x.radius, x.precision + more)
    half = erfc(-finer / sqrt(ball(2, finer.precision))) / 2
    return Ball(half.middle, half.exponent, half.radius, x.precision)


def normal_density(x: Ball) -> Ball:
    """Return the normal density phi(x)."""
    return exp(-x * x / 2) / sqrt(2 * pi(x.precision + 4))

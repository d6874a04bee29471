"""The functions that formulas are made of, in ball arithmetic: each result contains the true one.

They raise UnsureError where the ball that comes in is too wide to say anything.
"""

from __future__ import annotations

import math
from functools import cache

from actplot.arithmetic.balls import Ball, UnsureError, ball

_GUARD = 24  # bits that the series carry beyond the precision
_FARTHEST = 2500  # the exponential of minus a number of more bits than this is 0 in every range that matters


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
    if x.radius and x.radius.bit_length() + x.exponent > -2:
        raise UnsureError
    if size < -2 * x.precision:
        return 1 + x * Ball(1 << x.precision, -x.precision, 1, x.precision + 2)
    halvings = math.isqrt(x.precision) // 2
    bits = (x.precision + _GUARD + halvings + max(0, size) + 63) & ~63  # few lengths, as log(2) is kept for each
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
    if 32 * x.radius > x.middle:
        raise UnsureError
    near = x - 1
    if near.size() <= -3:
        return log1p(near) if near.middle or near.radius else near
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
    if x.radius and x.radius.bit_length() + x.exponent > -2:
        raise UnsureError
    size = x.size()
    if size < -3 and not quarter:
        square = x * x
        count = (x.precision + _GUARD) // max(1, -square.size()) + 3
        return x * _series(-square, [(1, 2 * n * (2 * n + 1)) for n in range(1, count)])
    bits = x.precision + _GUARD
    more = (bits + max(0, size) + 65) & ~63  # few lengths, as pi is kept for each
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
        return side * (1 - 2 / (exp(2 * side * x) + 1)) if x.size() < _FARTHEST - 2 else x.like(side)
    grown = expm1(2 * x)
    return grown / (grown + 2)


def sinh(x: Ball) -> Ball:
    """Return the hyperbolic sine."""
    grown = expm1(abs(x))
    half = (grown + grown / (grown + 1)) / 2
    return half if x.middle > 0 else -half


def cosh(x: Ball) -> Ball:
    """Return the hyperbolic cosine; where it is beyond every range, a number that is so too.

    What formulas divide by it is 0 then.
    """
    if x.size() > _FARTHEST:
        return Ball(1, 1 << (_FARTHEST - 1), 0, x.precision)
    grown = exp(abs(x))
    return (grown + 1 / grown) / 2


def logcosh(x: Ball) -> Ball:
    """Return log(cosh(x))."""
    if x.size() > 1:
        size = abs(x)
        return size - log(x.like(2)) + log1p(exp(-2 * size))
    half = sinh(x / 2)
    return log1p(2 * half * half)


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
        falling = exp(-x)
        return 1 - falling / (falling + 1)
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
        size = side * x
        if size.size() > 12:
            return side - side * Ball(1, -(1 << 20), 1, x.precision)
        # The part that is taken from 1 needs so many bits less.
        less = int(1.4 * (size * size).fixed(0))
        coarse = Ball(size.middle, size.exponent, size.radius, max(96, x.precision - less))
        return side - side * x.like(1) * erfc(coarse)
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
    if square.size() > 60 or square.fixed(0) > 0.7 * x.precision + 20:
        # The asymptotic series, whose error is below the first term left out.
        bits = square.precision + _GUARD
        inverse = (1 / (2 * square)).fixed(bits)
        total = term = 1 << bits
        n = 0
        while abs(term) > 1 and n < square.precision:
            n += 1
            term = -(term * inverse >> bits) * (2 * n - 1)
            total += term
        spread = square.radius.bit_length() + square.exponent if square.radius else 0
        if spread > 0:
            raise UnsureError
        series = Ball(total, -bits, 8 * n * n + abs(term) + 8, x.precision).widened(square.radius, square.exponent)
        return exp(-square) * series / (x * sqrt(pi(x.precision + 4)))
    # 1 - erf cancels: it takes as many more digits as that loses. What x itself is unsure of moves the result by
    # less than its slope, 2/sqrt(pi) exp(-x^2), which is below (2x+2) erfc(x).
    needed = int(1.4427 * square.fixed(0)) + 16 + x.size()
    finer = Ball(x.middle, x.exponent, 0, x.precision + needed)
    square = finer * finer
    result = 1 - 2 * finer * exp(-square) * _growing(square) / sqrt(pi(finer.precision + 4))
    rounded = Ball(result.middle, result.exponent, result.radius, x.precision)
    if x.radius and x.radius.bit_length() + x.exponent + x.size() > -4:
        raise UnsureError
    return rounded.widened(x.radius, x.exponent + x.size() + 3 + rounded.size())


def erfinv(y: Ball) -> Ball:
    """Return the inverse of the error function, for y between -1 and 1; raises UnsureError where y is not exact."""
    from statistics import NormalDist  # what nothing else here needs at every start

    if y.radius:
        raise UnsureError
    if not y.middle:
        return y
    precision = y.precision + 64
    side, size = (1 if y.middle > 0 else -1), abs(Ball(y.middle, y.exponent, 0, precision))
    rest = 1 - size

    def excess(x: Ball) -> Ball:
        """Return erf(x) - y without what cancels."""
        return erf(x) - size if size.size() <= -1 else rest - erfc(x)

    # Newton's method, from the inverse in floats; then two signs prove what it found.
    if size.size() < -40:
        found = size * sqrt(pi(precision)) / 2
    else:
        tail = math.ldexp(float(rest.middle), rest.exponent) if rest.middle.bit_length() < 1000 else 0.0
        found = ball(-NormalDist().inv_cdf(tail / 2) / math.sqrt(2), precision)
    for _ in range(precision.bit_length()):
        found = Ball(found.middle, found.exponent, 0, precision)
        found = found - excess(found) * sqrt(pi(precision)) / 2 * exp(found * found)
    room = Ball(1, found.size() - y.precision - 16, 0, precision)
    found = Ball(found.middle, found.exponent, 0, precision)
    if excess(found - room).sign() >= 0 or excess(found + room).sign() <= 0:
        raise UnsureError
    return side * (found + Ball(0, room.exponent, room.middle, precision))


def normal_distribution(x: Ball) -> Ball:
    """Return the normal distribution function Phi(x)."""
    finer = Ball(x.middle, x.exponent, x.radius, x.precision + 16 + max(0, 2 * x.size()))
    half = erfc(-finer / sqrt(ball(2, finer.precision))) / 2
    return Ball(half.middle, half.exponent, half.radius, x.precision)


def normal_density(x: Ball) -> Ball:
    """Return the normal density phi(x)."""
    return exp(-x * x / 2) / sqrt(2 * pi(x.precision + 4))

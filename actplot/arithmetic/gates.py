"""Logarithm, sigmoid, softplus and error function of numbers of twice the precision, of which many gates consist."""

from __future__ import annotations

from decimal import Decimal, localcontext
from functools import cache
from typing import Any

import numpy as np

from actplot.arithmetic import normal, twofold
from actplot.arithmetic.twofold import Twofold, constant

LOG_2 = constant("0.693147180559945309417232121458176568")
BELL = constant("1.128379167095512573896158903121545172")  # 2/sqrt(pi), the slope of erf at 0
_TWO_THIRDS = constant("0.666666666666666666666666666666666667")
_CUBIC = constant("0.044715")
_STEEPNESS = constant("1.595769121605730711759784239737527")  # 2*sqrt(2/pi), at 0
_LIFT = 512.0
_NEAR = 1 / 128  # up to here from 1, the logarithm is its series


def scaled(x: Any, factor: Any, bound: float = 800.0) -> Twofold:
    """Return x*factor with the rest of the product, cut off at a size of about ``bound``; never out of range."""
    size = abs(factor.high if isinstance(factor, Twofold) else factor)
    limit = min(bound / size, 1e300) if size > bound * 1e-300 else 1e300
    product: Twofold = Twofold(np.clip(x, -limit, limit)) * factor
    return product


def settled(result: Twofold, term: Any, bits: int = 8) -> Any:
    """Return the result rounded, or NaN where more than ``bits`` bits of a term of it cancelled.

    What an evaluator leaves unknown, the function computes from its formula, with as many digits as it takes.
    """
    size = np.abs(term.high if isinstance(term, Twofold) else term)
    return np.where(np.abs(result.high) < np.ldexp(size, -bits), np.nan, result.high)


def exp(z: Twofold) -> tuple[Twofold, Any]:
    """Return e^z times 2^-k, and k, which is 0 unless e^z is so small that its last digits are out of range.

    Below e^-799 it is 0. To be multiplied first, and by 2^k last (np.ldexp).
    """
    far = z.high < -300.0
    power = twofold.exp(twofold.where(far, z + _LIFT * LOG_2, z))
    return twofold.where(z.high < -799.0, 0.0, power), np.where(far, -int(_LIFT), 0)


def log(x: Any) -> Twofold:
    """Return the logarithm of a positive x, right to about 2^-90 absolutely and, near 1, of itself."""
    x = x if isinstance(x, Twofold) else Twofold(x)
    return _logarithm(x, x - 1.0)


def log1p(x: Any) -> Twofold:
    """Return log(1 + x) for x > -1, right to about 2^-90 absolutely and, near 0, of itself."""
    x = x if isinstance(x, Twofold) else Twofold(x)
    return _logarithm(1.0 + x, x)


def _logarithm(x: Twofold, beyond: Twofold) -> Twofold:
    """Return log(x), given x - 1."""
    near = np.abs(beyond.high) < _NEAR
    mantissa, exponent = np.frexp(x.high)
    exponent = exponent - (mantissa < 0.7071)
    whole = Twofold(np.ldexp(x.high, -exponent), np.ldexp(x.low, -exponent))
    # The nearest multiple of 1/64, whose logarithm is known, and what the number is more than it.
    index = np.rint(64.0 * whole.high)
    rest = twofold.where(near, beyond, (whole - index / 64.0) / (index / 64.0))
    ratio = rest / (2.0 + rest)
    square = ratio * ratio
    tail = square.high * (2 / 5 + square.high * (2 / 7 + square.high * (2 / 9 + square.high * (2 / 11))))
    series = 2.0 * ratio + ratio * square * (_TWO_THIRDS + tail)
    highs, lows = _logarithms()
    known = np.minimum(np.where(index >= 44, index - 44, 0), len(highs) - 1).astype(np.int64)  # NaN takes any
    return twofold.where(near, series, LOG_2 * exponent + (Twofold(highs[known], lows[known]) + series))


@cache
def _logarithms() -> tuple[Any, Any]:
    """Return log(j/64) for j = 44...92 in two floats each."""
    with localcontext(prec=50):
        logarithms = [(Decimal(j) / 64).ln() for j in range(44, 93)]
        rounded = [float(number) for number in logarithms]
        rests = [float(number - Decimal(high)) for number, high in zip(logarithms, rounded, strict=True)]
    return np.array(rounded), np.array(rests)


def sigmoid(z: Twofold) -> tuple[Twofold, Twofold]:
    """Return the sigmoid of z and of -z, each right of itself."""
    small = twofold.exp(-abs(z))
    whole = 1.0 + small
    less, more = small / whole, 1.0 / whole
    negative = z.high < 0
    return twofold.where(negative, less, more), twofold.where(negative, more, less)


def swish(x: Any, beta: Twofold) -> tuple[Twofold, Twofold]:
    """Return sigmoid(beta*x), and the derivative of x*sigmoid(beta*x); for a positive beta."""
    z = twofold.clip(scaled(x, beta), 800.0)
    share, rest = sigmoid(z)
    return share, share * (1.0 + z * rest)


def gelu_tanh(x: Any) -> tuple[Twofold, Twofold]:
    """Return the factor of x in the tanh form of GELU, and the derivative of that; both as at +-30 beyond."""
    x = np.clip(x, -30.0, 30.0)
    cubic = _CUBIC * (Twofold(x) * x)
    share, rest = sigmoid(_STEEPNESS * x * (1.0 + cubic))
    return share, share * (1.0 + x * _STEEPNESS * (1.0 + 3.0 * cubic) * rest)


def softplus(z: Twofold) -> Twofold:
    """Return log(1 + exp(z)); for z down to -700."""
    return twofold.where(z.high > 0, z, 0.0) + log1p(twofold.exp(-abs(z)))


def erf(z: Twofold) -> tuple[Twofold, Twofold, Twofold, Twofold]:
    """Return the error function, its distances to -1 and to 1, both halved, and its slope.

    Each keeps its digits where it is small.
    """
    standard = twofold.clip(normal.ROOT_2 * twofold.clip(z, 28.0), 39.0)
    density = normal.density(standard)
    return (
        2.0 * normal.central(standard, density),
        normal.distribution(standard, density),
        normal.distribution(-standard, density),
        2.0 * normal.ROOT_2 * density,
    )


def sech2(z: Twofold) -> Twofold:
    """Return 1 - tanh(z)^2, right of itself."""
    small = twofold.exp(-2.0 * abs(z))
    whole = 1.0 + small
    return 4.0 * small / (whole * whole)

"""Arithmetic with the rounding error kept, for places where a rounded operation would lose digits."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np

_STEPS = 256 / math.log(2)  # of the table of powers of 2, in 1


def product(a: Any, b: Any) -> tuple[Any, Any]:
    """Return a*b rounded, and the rest that rounding took (Dekker 1971); 0 where the rest is out of range."""
    rounded, rest = finite_product(a, b)
    return rounded, np.where(np.isfinite(rest), rest, 0.0)


def add(a: Any, b: Any) -> tuple[Any, Any]:
    """Return a+b rounded, and the rest that rounding took (Knuth 1969); 0 where the rest is out of range."""
    rounded, rest = finite_sum(a, b)
    return rounded, np.where(np.isfinite(rest), rest, 0.0)


def finite_product(a: Any, b: Any) -> tuple[Any, Any]:
    """Return what :func:`product` does, faster; the rest is NaN where it is out of range."""
    rounded = a * b
    a_high, a_low = halves(a)
    b_high, b_low = (a_high, a_low) if b is a else halves(b)
    return rounded, ((a_high * b_high - rounded) + a_high * b_low + a_low * b_high) + a_low * b_low


def finite_sum(a: Any, b: Any) -> tuple[Any, Any]:
    """Return what :func:`add` does, faster; the rest is NaN where it is out of range."""
    rounded = a + b
    from_b = rounded - a
    return rounded, (a - (rounded - from_b)) + (b - from_b)


def ordered_sum(a: Any, b: Any) -> tuple[Any, Any]:
    """Return what :func:`finite_sum` does, in half the steps, where abs(a) >= abs(b) or a is 0 (Dekker 1971)."""
    rounded = a + b
    return rounded, b - (rounded - a)


def halves(a: Any) -> tuple[Any, Any]:
    """Split a float64 into its first 26 bits and the other 27."""
    high = (np.asarray(a, np.float64).view(np.int64) & -(1 << 27)).view(np.float64)
    return high, a - high


def divide(a: Any, b: Any, a_rest: Any = 0.0, b_rest: Any = 0.0) -> tuple[Any, Any]:
    """Return (a+a_rest)/(b+b_rest) rounded, and the rest that rounding took."""
    quotient = a / b
    back, lost = product(quotient, b)
    rest = ((a - back) - lost + (a_rest - quotient * b_rest)) / b
    return add(quotient, np.where(np.isfinite(rest), rest, 0.0))


def root(a: Any, a_rest: Any = 0.0) -> tuple[Any, Any]:
    """Return the square root of a+a_rest rounded, and the rest that rounding took."""
    rounded = np.sqrt(a)
    back, lost = product(rounded, rounded)
    rest = ((a - back) - lost + a_rest) / (2.0 * rounded)
    return add(rounded, np.where(np.isfinite(rest), rest, 0.0))


def exp(a: Any, a_rest: Any = 0.0) -> tuple[Any, Any]:
    """Return the exponential of a+a_rest rounded, and the rest that rounding took, together right to 2**-79.

    For a up to 709; beyond, the result stays at what it is there.
    """
    return _joined(*_parts_of_exp(a, a_rest))


def expm1(a: Any, a_rest: Any = 0.0) -> tuple[Any, Any]:
    """Return the exponential of a+a_rest less 1 rounded, and the rest that rounding took; also right next to 0."""
    parts = _parts_of_exp(a, a_rest)
    high, low = _joined(*parts)
    high, lost = finite_sum(high, -1.0)
    exponent, power, _, more, more_rest = parts
    near = (exponent == 0) & (power == 1.0)
    return finite_sum(np.where(near, more, high), np.where(near, more_rest, lost + low))


def _joined(exponent: Any, power: Any, power_rest: Any, more: Any, more_rest: Any) -> tuple[Any, Any]:
    """Return 2**exponent (power + power_rest) (1 + more + more_rest) rounded, and the rest."""
    step, lost = finite_product(power, more)
    high, low = ordered_sum(power, step)
    high, low = ordered_sum(high, low + (lost + power * more_rest + power_rest * (1.0 + more)))
    scale = _power_of_two(exponent)
    return high * scale, low * scale


def _power_of_two(exponent: Any) -> Any:
    if np.min(exponent, initial=0) < -1022:  # subnormal
        return np.ldexp(1.0, exponent)
    return np.asarray(exponent + 1023 << 52).view(np.float64)[()]


def _parts_of_exp(a: Any, a_rest: Any) -> tuple[Any, Any, Any, Any, Any]:
    """Return k, p, p_rest, m and m_rest: exp(a+a_rest) is 2**k (p+p_rest) (1+m+m_rest), with p = 2**(j/256)."""
    step, powers, power_rests = _powers_of_two()
    inner = np.clip(a, -1000.0, 709.7)
    count = np.rint(inner * _STEPS)
    remainder, rest = finite_sum(inner - count * step[0], -count * step[1])
    rest = rest - count * step[2]
    if not isinstance(a_rest, float) or a_rest:
        rest = rest + (inner == a) * a_rest
    square, lost = finite_product(remainder, remainder)
    tail = remainder * (1 / 5040) + 1 / 720
    for factorial in (120, 24, 6):
        tail *= remainder
        tail += 1 / factorial
    more, more_rest = ordered_sum(remainder, 0.5 * square)
    more_rest = more_rest + (rest * (1.0 + more) + (0.5 * lost + square * remainder * tail))
    whole = count.astype(np.int64)
    index = whole & 255
    return whole >> 8, powers.take(index), power_rests.take(index), more, more_rest


@cache
def _powers_of_two() -> tuple[tuple[float, float, float], Any, Any]:
    """Return log(2)/256 in three parts, of which two have few bits, and 2**(j/256) for j = 0...255 in two."""
    from decimal import Decimal, localcontext

    with localcontext(prec=60):
        step = Decimal(2).ln() / 256
        first = math.floor(step * 2**42) / 2**42
        second = math.floor((step - Decimal(first)) * 2**76) / 2**76
        coarse, fine = ([(step * j * scale).exp() for j in range(16)] for scale in (16, 1))
        powers = [a * b for a in coarse for b in fine]
        rounded = [float(power) for power in powers]
        rests = [float(power - Decimal(high)) for power, high in zip(powers, rounded, strict=True)]
    return (first, second, float(step - Decimal(first) - Decimal(second))), np.array(rounded), np.array(rests)

"""Arithmetic with the rounding error kept, for places where a rounded operation would lose digits."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np


def product(a: Any, b: Any) -> tuple[Any, Any]:
    """Return a*b rounded, and the rest that rounding took (Dekker 1971); 0 where the rest is out of range."""
    rounded = a * b
    a_high, a_low = _halves(a)
    b_high, b_low = _halves(b)
    rest = ((a_high * b_high - rounded) + a_high * b_low + a_low * b_high) + a_low * b_low
    return rounded, np.where(np.isfinite(rest), rest, 0.0)


def add(a: Any, b: Any) -> tuple[Any, Any]:
    """Return a+b rounded, and the rest that rounding took (Knuth 1969); 0 where the rest is out of range."""
    rounded = a + b
    from_b = rounded - a
    rest = (a - (rounded - from_b)) + (b - from_b)
    return rounded, np.where(np.isfinite(rest), rest, 0.0)


def _halves(a: Any) -> tuple[Any, Any]:
    """Split a float64 into two of 26 bits each (Veltkamp 1968)."""
    scaled = 134217729.0 * a
    high = scaled - (scaled - a)
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
    """Return the exponential of a+a_rest rounded, and the rest that rounding took, together right to 2**-66.

    For a up to 709; beyond, the result stays at what it is there.
    """
    exponent, power, power_rest, more, more_rest = _parts_of_exp(a, a_rest)
    step, lost = product(power, more)
    high, low = add(power, step)
    high, low = add(high, low + (lost + power * more_rest + power_rest * (1.0 + more)))
    return np.ldexp(high, exponent), np.ldexp(low, exponent)


def expm1(a: Any, a_rest: Any = 0.0) -> tuple[Any, Any]:
    """Return the exponential of a+a_rest less 1 rounded, and the rest that rounding took; also right next to 0."""
    high, low = exp(a, a_rest)
    high, lost = add(high, -1.0)
    exponent, power, _, more, more_rest = _parts_of_exp(a, a_rest)
    near = (exponent == 0) & (power == 1.0)
    return add(np.where(near, more, high), np.where(near, more_rest, lost + low))


def _parts_of_exp(a: Any, a_rest: Any) -> tuple[Any, Any, Any, Any, Any]:
    """Return k, p, p_rest, m and m_rest: exp(a+a_rest) is 2**k (p+p_rest) (1+m+m_rest), with p = 2**(j/32)."""
    step, powers, power_rests = _powers_of_two()
    inner = np.clip(a, -1000.0, 709.7)
    count = np.rint(inner / sum(step))
    remainder, rest = add(inner - count * step[0], -count * step[1])
    rest = rest + (np.where(inner == a, a_rest, 0.0) - count * step[2])
    square, lost = product(remainder, remainder)
    tail = 1 / 40320
    for factorial in (5040, 720, 120, 24, 6):
        tail = 1 / factorial + remainder * tail
    more, more_rest = add(remainder, 0.5 * square)
    more_rest = more_rest + (rest * (1.0 + more) + 0.5 * lost + square * remainder * tail)
    exponent, index = np.divmod(count.astype(np.int64), 32)
    return exponent, powers[index], power_rests[index], more, more_rest


@cache
def _powers_of_two() -> tuple[tuple[float, float, float], Any, Any]:
    """Return log(2)/32 in three parts, of which two have few bits, and 2**(j/32) for j = 0...31 in two."""
    from decimal import Decimal, localcontext

    with localcontext(prec=60):
        step = Decimal(2).ln() / 32
        first = math.floor(step * 2**42) / 2**42
        second = math.floor((step - Decimal(first)) * 2**79) / 2**79
        powers = [(step * j).exp() for j in range(32)]
        rounded = [float(power) for power in powers]
        rests = [float(power - Decimal(high)) for power, high in zip(powers, rounded, strict=True)]
    return (first, second, float(step - Decimal(first) - Decimal(second))), np.array(rounded), np.array(rests)

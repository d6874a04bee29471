"""The normal distribution and the error function, which NumPy lacks; good enough to survive what cancels later."""

from __future__ import annotations

import math
from decimal import Decimal, getcontext, localcontext
from functools import cache
from typing import Any

import numpy as np

from actplot.arithmetic import exact, twofold
from actplot.arithmetic.twofold import Twofold, constant

ROOT_2 = constant("1.414213562373095048801688724209698")
_LOG_PEAK = constant("-0.918938533204672741780329736405617640")  # log(1/sqrt(2*pi))
_SLOPE = constant("1.128379167095512573896158903121545172")  # 2/sqrt(pi), of erf at 0
_TWICE_ROOT_2 = 2.0 * math.sqrt(2.0)
_BITS = 5  # of a node's place in its binade
_SHIFT = 52 - _BITS
_NODES = (5 << _BITS) + (10 << _BITS) // 32  # up to y = 41
_TERMS = 12
_PEAK = constant("0.3989422804014326779399460599343819")  # 1/sqrt(2*pi)


def density(x: Any) -> Twofold:
    """Return phi(x), the normal density."""
    x = twofold.clip(x, 40.0)
    return _PEAK * twofold.exp(-0.5 * (x * x))


def distribution(x: Any, density: Twofold) -> Twofold:
    """Return Phi(x), the normal distribution function, given phi(x)."""
    x = twofold.clip(x, 40.0)
    outside = density * _ratio(abs(x))
    return twofold.where(x.high < 0, outside, 1.0 - outside)


def central(x: Any, density: Twofold) -> Twofold:
    """Return Phi(x) - 1/2, given phi(x); it is half of erf(x/sqrt(2)) and keeps its digits next to 0."""
    x = twofold.clip(x, 40.0)
    found = distribution(x, density) - 0.5
    # Next to 0 the power series: x/sqrt(2*pi) times the sum of (-x^2/2)^k / (k! (2k+1)).
    beside = np.flatnonzero(np.abs(x.high) < 0.125)
    near = Twofold(x.high[beside], x.low[beside])
    half = -0.5 * (near * near)
    bend = np.zeros_like(half.high)
    for k in range(9, 1, -1):
        bend *= half.high
        bend += 1.0 / (math.factorial(k) * (2 * k + 1))
    series = _PEAK * near * (1.0 + half * (1.0 / Twofold(3.0) + half * bend))
    found.high[beside], found.low[beside] = series.high, series.low
    return found


def _ratio(y: Twofold) -> Twofold:
    """Return (1 - Phi(y)) / phi(y) for 0 <= y <= 40, right to about 2^-70 of itself."""
    index, node = _node(y.high)
    highs, lows = _mills()
    step = Twofold(*exact.finite_sum(y.high, -node)) + y.low
    away = step.high
    series = highs[_TERMS - 1].take(index)
    for k in range(_TERMS - 2, 2, -1):
        series *= away
        series += highs[k].take(index)
    first, second, third = (Twofold(highs[k].take(index), lows[k].take(index)) for k in range(3))
    ratio: Twofold = first + step * (second + step * (third + away * series))
    return ratio


def tail(y: Any, exponent: Any, exponent_rest: Any, y_rest: Any = 0.0) -> tuple[Any, Any, Any, Any]:
    """Return 1 - Phi(y+y_rest) as two floats, phi, and phi*(R - y) with the ratio R of the first two; y from 0 to 39.

    exponent + exponent_rest is -(y+y_rest)^2/2. All in plain floats, right to 1.3, 1.1 and 3 ULP.
    """
    index, node = _node(y)
    highs, lows = _mills()
    away = np.subtract(y, node, out=node)
    away += y_rest
    series = highs[_TERMS - 2].take(index)
    for k in range(_TERMS - 3, 0, -1):
        series *= away
        series += highs[k].take(index)
    series *= away
    series += lows[0].take(index)
    ratio = highs[0].take(index)
    # The factor 1/sqrt(2*pi) is part of the exponent.
    power, lost = exact.finite_sum(exponent, _LOG_PEAK.high)
    lost += exponent_rest
    lost += _LOG_PEAK.low
    density = np.exp(power)
    lost *= density
    high, rest = exact.finite_product(density, ratio)
    rest += lost * ratio
    density += lost
    rest += density * series
    outside = high + rest
    rest -= outside - high
    slope = ratio - y
    slope += series
    slope *= density
    return outside, rest, density, slope


def gelu(x: Any) -> tuple[Any, Any]:
    """Return x*Phi(x) and its derivative in plain floats, right to 2 and 4 ULP."""
    size, exponent, exponent_rest = _square(x, 39.0)
    outside, rest, _, slope = tail(size, exponent, exponent_rest)
    inner = np.clip(x, -39.0, np.finfo(float).max)
    right = np.flatnonzero(x > 0)
    # Right of 0 the gate is 1 less what is outside, and so is the slope.
    less = outside[right]
    inside = 1.0 - less
    rest[right] = (1.0 - inside) - less - rest[right]
    outside[right] = inside
    slope[right] = 1.0 - slope[right]
    value, lost = exact.finite_product(inner, outside)
    rest *= inner
    rest += lost
    value += rest
    if inner.size and x.max() == np.inf:
        value[x == np.inf] = np.inf
    beside = np.flatnonzero(np.abs(slope) < 1e-4)
    slope[beside[np.abs(x[beside] + 0.7517915246935645) < 1e-4]] = np.nan  # next to its zero it takes more digits
    return value, slope


def _square(x: Any, bound: float) -> tuple[Any, Any, Any]:
    """Return abs(x), at most ``bound``, and -x^2/2 with the rest that rounding took."""
    size = np.abs(x)
    np.minimum(size, bound, out=size)
    square, rest = exact.finite_product(size, size)
    square *= -0.5
    rest *= -0.5
    return size, square, rest


def distribution_and_density(x: Any) -> tuple[Any, Any]:
    """Return Phi(x) and phi(x) in plain floats, right to 2 ULP."""
    size, exponent, exponent_rest = _square(x, 39.0)
    outside, _, density, _ = tail(size, exponent, exponent_rest)
    return np.where(x > 0, 1.0 - outside, outside), density


def erf(x: Any) -> tuple[Any, Any]:
    """Return the error function and its derivative in plain floats, right to 2 ULP."""
    _, exponent, exponent_rest = _square(x, 27.5)
    exponent *= 2.0
    exponent_rest *= 2.0
    scaled = ROOT_2 * np.minimum(np.abs(x), 27.5)
    outside, _, density, _ = tail(scaled.high, exponent, exponent_rest, scaled.low)
    value = 1.0 - 2.0 * outside
    # Next to 0 that cancels: there the power series, x*2/sqrt(pi) times the sum of (-x^2)^k / (k! (2k+1)).
    near = np.flatnonzero(np.abs(x) < 0.5)
    inner = x[near]
    square = inner * inner
    bend = np.zeros_like(inner)
    for k in range(14, 0, -1):
        bend += (-1) ** k / (math.factorial(k) * (2 * k + 1))
        bend *= square
    value[near] = np.abs(inner) * _SLOPE.high + np.abs(inner) * (_SLOPE.low + _SLOPE.high * bend)
    return np.copysign(value, x), _TWICE_ROOT_2 * density


def _node(y: Any) -> tuple[Any, Any]:
    """Return the place of the table's node next to ``y``, and that node."""
    bits = (y + 1.0).view(np.int64) >> _SHIFT
    node = ((bits << _SHIFT) + (1 << (_SHIFT - 1))).view(np.float64)
    node -= 1.0
    bits -= 1023 << _BITS
    return np.minimum(bits, _NODES - 1, out=bits), node  # NaN takes any


@cache
def _mills() -> tuple[Any, Any]:
    """Return the Taylor coefficients of Mills' ratio R(y) = (1 - Phi(y))/phi(y) at each node, in two floats each.

    The nodes lie in the middles of 32 equal parts of every binade of y + 1, up to y = 40. From R' = y*R - 1 all
    coefficients follow from the first. That is summed from the asymptotic series for y above 16, and below comes from
    the node above: errors shrink on the way down.
    """
    bits, count = 448, _NODES
    one = 1 << bits
    nodes = [((1 << _BITS) + i % (1 << _BITS) + 0.5) * 2.0 ** (i // (1 << _BITS) - _BITS) - 1.0 for i in range(count)]
    at = [int(y * 1024) * (one >> 10) for y in nodes]
    highs, lows = np.zeros((2, _TERMS, count))
    terms: list[int] = []
    for i in range(count - 1, -1, -1):
        if nodes[i] > 16.0:
            value = _asymptotic_ratio(at[i], bits)
        else:
            value, step = 0, at[i] - at[i + 1]
            for term in reversed(terms):
                value = term + (value * step >> bits)
        terms = [value, (at[i] * value >> bits) - one]
        while len(terms) < (_TERMS if nodes[i] > 17.0 else 40 if nodes[i] > 3.0 else 24):
            terms.append(((at[i] * terms[-1] >> bits) + terms[-2]) // len(terms))
        for k in range(_TERMS):
            highs[k, i] = high = terms[k] / one
            if k < 3:
                numerator, denominator = high.as_integer_ratio()
                lows[k, i] = (terms[k] * denominator - numerator * one) / (one * denominator)
    return highs, lows


def _asymptotic_ratio(y: int, bits: int) -> int:
    """Return 1/y (1 - 1/y^2 + 3/y^4 - 15/y^6 + ...) in units of 2^-bits, cut off at its smallest term."""
    inverse = (1 << (2 * bits)) // y
    square = inverse * inverse >> bits
    term = value = inverse
    n = 1
    while True:
        smaller = (term * square >> bits) * n
        if not smaller or smaller > term:
            return value
        term, n = smaller, n + 2
        value += -term if n % 4 == 3 else term


@cache
def crossings(level: float) -> tuple[float, ...]:
    """Return every x at which x*Phi(x) is ``level``, ascending, each rounded once."""
    if level > 9.0:
        return (level,)  # what Phi lacks to 1 is less than the rounding of x
    if level >= 0.0:
        return (_crossing(level, 0.0, 9.0),) if level else (0.0,)
    # It falls from 0 to its least value at -0.7518 and rises from there; between +-sqrt(2) it is convex.
    if level < -0.16997120747990366:
        return ()
    return _crossing(level, -0.7517915246935645, -39.0), _crossing(level, -0.7517915246935645, 0.0)


def _crossing(level: float, below: float, above: float) -> float:
    """Return the x between ``below`` and ``above`` at which x*Phi(x) rises through ``level``, to the last float."""
    bottom = below
    for _ in range(80):
        middle = 0.5 * (below + above)
        if 0.5 * middle * math.erfc(-middle * math.sqrt(0.5)) < level:
            below = middle
        else:
            above = middle
    # Next to the bottom, where rounding hides the level, Newton's method comes down the convex side.
    start = above + math.copysign(1e-6, above - bottom) if abs(above) < 1.0 else above
    with localcontext(prec=60 + int(0.45 * above * above)):
        x = Decimal(start)
        peak = 1 / (2 * _pi()).sqrt()
        for _ in range(100):
            density = peak * (-x * x / 2).exp()
            distribution = Decimal("0.5") + peak * _power_series(x)
            step = (x * distribution - Decimal(level)) / (distribution + x * density)
            x -= step
            if abs(step) < abs(x) * Decimal("1e-30"):
                break
        return float(x)


def _power_series(x: Decimal) -> Decimal:
    """Return the integral of exp(-t^2/2) from 0 to x."""
    total, term, k, square = Decimal(0), x, 0, x * x
    while abs(term) > Decimal(10) ** (-getcontext().prec):
        total += term / (2 * k + 1)
        k += 1
        term *= -square / (2 * k)
    return total


def _pi() -> Decimal:
    """Return pi by the arithmetic-geometric mean (Gauss, Legendre, Brent, Salamin)."""
    a, b, t, p = Decimal(1), Decimal("0.5").sqrt(), Decimal("0.25"), 1
    while abs(a - b) > Decimal(10) ** (5 - getcontext().prec):
        mean = (a + b) / 2
        b = (a * b).sqrt()
        t -= p * (a - mean) ** 2
        a, p = mean, 2 * p
    return (a + b) ** 2 / (4 * t)

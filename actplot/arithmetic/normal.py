"""The normal distribution and the error function, which NumPy lacks; good enough to survive what cancels later."""

from __future__ import annotations

import math
from decimal import Decimal, getcontext, localcontext
from functools import cache
from typing import Any

import numpy as np

from actplot.arithmetic import twofold
from actplot.arithmetic.twofold import Twofold, constant

ROOT_2 = constant("1.414213562373095048801688724209698")
_PEAK = constant("0.3989422804014326779399460599343819")  # 1/sqrt(2*pi)

# (y + 2) (1 - Phi(y)) / phi(y) on 0 <= y <= 40 as a polynomial in t = (y - 2)/(y + 2), from t^0 on: interpolated at
# 60 Chebyshev points with mpmath, and cut off where the rest is below 2^-63.
_RATIO_LEADING = (
    constant("1.6854769171522178929879574113572"),
    constant("-0.83070774563003896554799396253949"),
)
# fmt: off
_RATIO = (
    0.07218427767641984, 0.09203928180280015, -0.001177104702414601, -0.016856842226013746,
    -0.004890742999924487, 0.0019679993620376635, 0.0020734804407740075, 0.0005188514305070474,
    -0.00029000018325424625, -0.00032223271038881086, -0.00011543773442287997, 2.4273211001695638e-05,
    5.438874855476929e-05, 3.1487913087947644e-05, 5.137941676653088e-06, -7.07276075393572e-06,
    -7.576006961463118e-06, -3.6145628805856874e-06, -1.2103394288396382e-07, 1.1754225092959972e-06,
    8.966301355878138e-07, 4.877324266468674e-07, 3.422480384813273e-07, -3.224789939807744e-08,
    -4.1976277776887553e-07, -2.7143855064177106e-07, 8.760674759566394e-08, 1.4053307366360516e-07,
    1.86140097502079e-08, -2.3146473381636057e-08, -7.319431102555021e-09,
)
# fmt: on


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
    beside = np.flatnonzero(np.abs(x.high) < 0.7)
    near = Twofold(x.high[beside], x.low[beside])
    half = -0.5 * (near * near)
    bend = np.zeros_like(half.high)
    for k in range(13, 1, -1):
        bend *= half.high
        bend += 1.0 / (math.factorial(k) * (2 * k + 1))
    series = _PEAK * near * (1.0 + half * (1.0 / Twofold(3.0) + half * bend))
    found.high[beside], found.low[beside] = series.high, series.low
    return found


def _ratio(y: Twofold) -> Twofold:
    """Return (1 - Phi(y)) / phi(y) for 0 <= y <= 40, right to about 2^-60 of itself."""
    shrinking = 1.0 / (y + 2.0)
    t = 1.0 - 4.0 * shrinking
    series = np.full_like(t.high, _RATIO[-1])
    for coefficient in _RATIO[-2::-1]:
        series *= t.high
        series += coefficient
    leading, linear = _RATIO_LEADING
    ratio: Twofold = shrinking * (leading + t * (linear + t * series))
    return ratio


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

"""The logarithm of numbers in two floats, from a table and a short series, as Tang (1990) computes it in one."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from actplot.arithmetic import ball_functions, balls, exact
from actplot.arithmetic.rounding import two_floats

_STEPS = 256  # of the table between 1 and 2
_NEAR = 0.5 / _STEPS  # from 1; nearer, x - 1 itself is the argument of the series
_TERMS = 8  # of the series, of which those from the third on take one float


def log(high: Any, low: Any, less: Any, less_low: Any) -> tuple[Any, Any]:
    """Return the logarithm of high + low, right to about 2**-71 of itself: rounded, and the rest.

    Args:
        high: an array of finite numbers above 0.
        low: their rests; 0.0 if they have none.
        less: what high + low is above 1; near 1 this alone counts.
        less_low: its rest.

    """
    # With x = 2**k m and r near 1/m from the table: log(x) = k log(2) - log(r) + log1p(r m - 1).
    mantissa, exponent = np.frexp(high)
    below = mantissa < np.sqrt(0.5)
    mantissa, exponent = np.where(below, 2.0 * mantissa, mantissa), exponent - below
    near = np.abs(less) < _NEAR
    index = np.rint(_STEPS * mantissa).astype(np.int64)  # where it is near, _STEPS: there the logarithm is 0
    inverse, table, table_low = (part.take(index) for part in _inverses())
    first, second = exact.halves(mantissa)
    z = first * inverse - 1.0  # exact, as r has few bits
    z, z_low = exact.finite_sum(z, second * inverse)
    if not isinstance(low, float) or low:
        z_low = z_low + np.ldexp(low, -exponent) * inverse
    z, z_low = np.where(near, less, z), np.where(near, less_low, z_low)
    square, lost = exact.finite_product(z, z)
    tail = 1 / (_TERMS - 1) - 1 / _TERMS * z
    for n in range(_TERMS - 2, 2, -1):
        tail = 1 / n - z * tail
    log_2, log_2_low = _log_2()
    # Each term is smaller than the sum before it, or that is 0.
    total, rest = exact.ordered_sum(exponent * log_2, table)
    total, more = exact.ordered_sum(total, z)
    rest = rest + more
    total, more = exact.ordered_sum(total, -0.5 * square)
    rest = (
        rest
        + more
        + (z_low - (0.5 * lost + z_low * (z - square)))
        + (z * square * tail + exponent * log_2_low + table_low)
    )
    result = total + rest
    return result, rest - (result - total)


@cache
def _log_2() -> tuple[float, float]:
    """Return log(2), first in 42 bits, then the rest."""
    ball = ball_functions.log(balls.ball(2, 160))
    high = ball.fixed(42) / 2.0**42
    return high, two_floats(ball - high)[0]


@cache
def _inverses() -> tuple[Any, Any, Any]:
    """Return a number of 26 bits near _STEPS/j, and minus its logarithm in two floats; where j is that of m."""
    inverses = [1.0] * 181 + [float(np.rint(2.0**25 * _STEPS / j)) / 2.0**25 for j in range(181, 364)]
    parts = [two_floats(-ball_functions.log(balls.ball(inverse, 160))) for inverse in inverses]
    return np.array(inverses), np.array([high for high, _ in parts]), np.array([low for _, low in parts])

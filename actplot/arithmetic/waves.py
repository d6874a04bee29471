"""Sine and cosine of products, at every size of the argument."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np

from actplot.arithmetic import exact
from actplot.arithmetic.rounding import two_floats
from actplot.arithmetic.twofold import Twofold

_STEPS = 512  # of a whole turn, in the table
_NEAR = 1e5  # the angle up to which a turn in three floats is enough
_BITS = 1700  # below the point, of angles too large for that; 2^1360, the largest, leaves 340 that are right


def sin_cos(x: Any, factor: float = 1.0) -> tuple[Twofold, Twofold]:
    """Return sin(factor*x) and cos(factor*x) of the exact product, right to about 2^-76; NaN at infinities.

    Near a zero the error is relative to the distance from it too, as far as the distance is right to 2^-96.
    """
    angle, rest = exact.product(factor, x)
    near = np.abs(angle) < _NEAR
    inner, rest = np.where(near, angle, 0.0), np.where(near, rest, 0.0)
    first, second, third = _turn()
    count = np.rint(inner * (_STEPS / (2.0 * math.pi)))
    angle, lost = exact.add(inner - count * first, count * -second)
    rest = lost + (rest - count * third)
    index = count.astype(np.int64) % _STEPS
    far = np.flatnonzero(~near & np.isfinite(x))
    if far.size:
        angle[far], rest[far], index[far] = np.array([_reduced(float(x[i]), factor) for i in far]).T
    angle[~near & ~np.isfinite(x)] = np.nan
    angle, rest = exact.add(angle, rest)
    square, lost = exact.product(angle, angle)
    tail = angle * square * (-1 / 6 + square * (1 / 120 - square / 5040))
    sine = Twofold(*exact.add(angle, tail + rest * (1.0 - 0.5 * square)))
    cosine, lost_cosine = exact.add(1.0, -0.5 * square)
    tail = square * square * (1 / 24 - square * (1 / 720 - square / 40320)) - 0.5 * lost - angle * rest
    cosine = Twofold(*exact.add(cosine, lost_cosine + tail))
    sines, cosines = (Twofold(*part[:, index]) for part in _table())
    return sines * cosine + cosines * sine, cosines * cosine - sines * sine


def _reduced(x: float, factor: float) -> tuple[float, float, int]:
    """Return factor*x less a multiple of a step of the table, in two floats, and the number of that step."""
    top, below = x.as_integer_ratio()
    more, less = factor.as_integer_ratio()
    shift = _BITS + 2 - below.bit_length() - less.bit_length()
    angle = top * more
    angle = angle << shift if shift >= 0 else angle >> -shift
    step = _pi() // (_STEPS // 2)
    count, rest = divmod(angle + (step >> 1), step)
    rest -= step >> 1
    high = rest / (1 << _BITS)
    numerator, denominator = high.as_integer_ratio()
    low = (rest - (numerator << _BITS) // denominator) / (1 << _BITS)
    return high, low, count % _STEPS


@cache
def _pi() -> int:
    """Return pi in units of 2^-_BITS."""
    from actplot.arithmetic import ball_functions

    return ball_functions.pi(_BITS).fixed(_BITS)


@cache
def _turn() -> tuple[float, float, float]:
    """Return a step of the table, 2*pi/_STEPS, in three parts, of which two have few bits."""
    step = _pi() // (_STEPS // 2)
    # Both times a count of 24 bits are exact.
    first, second = (step >> (_BITS - 34)) / 2.0**34, ((step >> (_BITS - 62)) & ((1 << 28) - 1)) / 2.0**62
    return first, second, (step & ((1 << (_BITS - 62)) - 1)) / 2**_BITS


@cache
def _table() -> tuple[Any, Any]:
    """Return the sine and the cosine of every step of a turn, each in two floats, shape (2, _STEPS)."""
    from actplot.arithmetic import ball_functions

    quarter = _STEPS // 4
    sines = [two_floats(ball_functions.sin(ball_functions.pi(130) * j / (2 * quarter))) for j in range(quarter + 1)]
    rising = np.array(sines).T
    half = np.concatenate([rising[:, :-1], rising[:, :0:-1]], axis=1)
    turn = np.concatenate([half, -half], axis=1)
    return turn, np.roll(turn, -quarter, axis=1)

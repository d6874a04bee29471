"""Functions of numbers with a running bound of the error: each gives its value and its slope."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from actplot.arithmetic import ball_functions, balls, exact, logarithm, mills, normal, twofold, waves
from actplot.arithmetic.bounded import Bounded, lost_below, root
from actplot.arithmetic.rounding import two_floats
from actplot.arithmetic.twofold import Twofold

# What the functions of two floats are off by, relative to themselves; tests hold them to it.
_EXP, _EXPM1, _LOG, _TANH, _WAVE, _NORMAL = 2.0**-76, 2.0**-72, 2.0**-70, 2.0**-72, 2.0**-68, 2.0**-70
_ZERO_OF_WAVE = 2.0**-94  # what a sine is off by besides, next to its zeros
_ATAN = 2.0**-65
_ANGLES = 64  # of which 1 is a step of the table of tangents
_MOST_ANGLES = 100  # the last is short of a right angle
_WIDE = 2.0**-20  # an error of the argument beyond which a function is not computed
_LOG2_E = 1.4426
_SATURATED = 2048.0
_NEAR = 2.0  # from 0, within which log(cosh) takes two floats throughout

ValueAndSlope = tuple[Bounded, Bounded]
_ONE = Bounded(1.0)


def exp(x: Bounded) -> ValueAndSlope:
    """Return e^x, and its slope."""
    value = Twofold(*exact.exp(x.high, x.low))
    high = np.where(x.high > 709.7, np.inf, value.high)
    found = _bounded(x, Twofold(high, value.low), high, _EXP, high, -_LOG2_E * x.high)
    return found, found


def expm1(x: Bounded) -> ValueAndSlope:
    """Return e^x - 1, and its slope."""
    slope = exp(x)[0]
    value = Twofold(slope.high, slope.low) - 1.0
    value = _replaced(
        value, np.abs(x.high) < 0.25, Twofold(x.high, x.low), lambda y: Twofold(*exact.expm1(y.high, y.low))
    )
    high = np.where(x.high > 709.7, np.inf, value.high)
    return _bounded(x, Twofold(high, value.low), slope.high, _EXPM1, slope.high), slope


def log(x: Bounded) -> ValueAndSlope:
    """Return the natural logarithm, and its slope; nothing is known at 0 and left of it."""
    return _logarithm(x, x + Bounded(-1.0)), _ONE / x


def log1p(x: Bounded) -> ValueAndSlope:
    """Return log(1 + x), and its slope."""
    sum_ = x + _ONE
    return _logarithm(sum_, x), _ONE / sum_


def _logarithm(x: Bounded, less: Bounded) -> Bounded:
    """Return log(x), given x - 1 with its digits too."""
    given = np.asarray(x.high, np.float64)
    positive = (given > 0) & (given < np.inf)
    whole = given if positive.all() else np.where(positive, given, 1.0)
    high, low = logarithm.log(whole, x.low, less.high, less.low)
    error = x.error if less.error is x.error else np.maximum(x.error, less.error)
    error = 0.0 if _zero(error) else np.where(error <= _WIDE * whole, 1.125 * error / whole, np.inf)
    error = error + (_LOG * np.abs(high) + lost_below(high, high))
    return Bounded(high, low, error if whole is given else np.where(positive, error, np.inf), x.depth)


def sqrt(x: Bounded) -> ValueAndSlope:
    """Return the square root, and its slope."""
    value = root(x)
    return value, Bounded(0.5) / value


def sigmoid(x: Bounded) -> ValueAndSlope:
    """Return 1/(1 + e^-x), and its slope."""
    return _sigmoid(x, *_falling(x, 1.0))


def _sigmoid(x: Bounded, falling: Twofold, size: Any) -> ValueAndSlope:
    right = 1.0 / (1.0 + falling)
    left = falling * right
    positive = np.asarray(x.high) > 0
    value, slope = twofold.where(positive, right, left), left * right
    decay = np.where(positive, 0.0, size)
    found = _bounded(x, value, slope.high, _EXP * 8, slope.high, decay, saturates=True)
    return found, _bounded(x, slope, slope.high, _EXP * 8, slope.high, size, saturates=True)


def softplus(x: Bounded) -> ValueAndSlope:
    """Return log(1 + e^x), and its slope."""
    falling, size = _falling(x, 1.0)
    slope, _ = _sigmoid(x, falling, size)
    bend = _logarithm(_ONE + Bounded(falling.high, falling.low), Bounded(falling.high, falling.low))
    positive = np.asarray(x.high) > 0
    value = Twofold(np.where(positive, x.high, 0.0), np.where(positive, x.low, 0.0)) + Twofold(bend.high, bend.low)
    return _bounded(x, value, slope.high, _LOG * 2, slope.high, np.where(positive, 0.0, size), saturates=True), slope


def tanh(x: Bounded) -> ValueAndSlope:
    """Return the hyperbolic tangent, and its slope."""
    falling, size = _falling(x, 2.0)
    below = 1.0 / (1.0 + falling)
    share = falling * below
    slope = 4.0 * (share * below)
    inner, side = _absolute(x), np.copysign(1.0, x.high)
    value = _replaced(1.0 - 2.0 * share, inner.high < 0.25, inner, _tanh_near_0)
    signed = Twofold(side * (value.high + 0.0), side * value.low)  # no -0 at 0
    found = _bounded(x, signed, slope.high, _TANH, 2.0 * slope.high + (inner.high < 2.0), saturates=True)
    return found, _bounded(x, slope, 2.0 * slope.high, _EXP * 8, slope.high, size, saturates=True)


def _tanh_near_0(x: Twofold) -> Twofold:
    less = twofold.expm1(-2.0 * x)
    return -(less / (less + 2.0))


def logcosh(x: Bounded) -> ValueAndSlope:
    """Return log(cosh(x)), which is abs(x) - log(2) + log(1 + exp(-2*abs(x))), and its slope, tanh(x)."""
    size, side = _absolute(x), np.copysign(1.0, x.high)
    falling = np.exp(-2.0 * size.high)
    far = size - _LOG_2 + np.log1p(falling)
    share = 2.0 * falling / (1.0 + falling)
    near = size.high < _NEAR
    value, slope = _all_replaced((far, 1.0 - Twofold(share)), near, size, _logcosh_and_tanh)
    # Farther out, floats suffice for what is so small; NumPy's exp is right to 4 ULP.
    lost = np.where(near, 0.0, (16.0 + 4.0 * size.high) * 2.0**-53 * falling)
    found = _bounded(x, value, slope.high, _LOG * 16, 1.0, saturates=True)
    tangent = _bounded(
        x, Twofold(side * slope.high, side * slope.low), 2.0 * share, _TANH, 4.0 * share + near, saturates=True
    )
    found.error = (
        found.error + lost + lost_below(value.high, size.high + x.error)
    )  # x^2/2 may be less than the smallest float
    tangent.error = tangent.error + lost
    return found, tangent


def _logcosh_and_tanh(x: Twofold) -> tuple[Twofold, Twofold]:
    """Return log(cosh(x)) and tanh(x) for 0 <= x < _NEAR."""
    falling = Twofold(*exact.exp(-2.0 * x.high, -2.0 * x.low))
    sum_ = 1.0 + falling
    bend = Twofold(*logarithm.log(sum_.high, sum_.low, falling.high, falling.low))
    value = _replaced(x - _LOG_2 + bend, x.high < 0.5, x, _logcosh_near_0)
    return value, _replaced(1.0 - 2.0 * (falling / sum_), x.high < 0.25, x, _tanh_near_0)


def _logcosh_near_0(x: Twofold) -> Twofold:
    half = _twice_sinh(0.5 * x)
    less = 0.5 * (half * half)
    sum_ = 1.0 + less
    return Twofold(*logarithm.log(sum_.high, sum_.low, less.high, less.low))


def sinh(x: Bounded) -> ValueAndSlope:
    """Return the hyperbolic sine, and its slope."""
    value, slope = _hyperbolic(x)
    return value, slope


def cosh(x: Bounded) -> ValueAndSlope:
    """Return the hyperbolic cosine, and its slope."""
    slope, value = _hyperbolic(x)
    return value, slope


def _hyperbolic(x: Bounded) -> ValueAndSlope:
    size = _absolute(x)
    high = np.where(size.high > 709.0, np.nan, size.high)
    rising = Twofold(*exact.exp(high, size.low))
    falling = 1.0 / rising
    sine = 0.5 * _replaced(rising - falling, size.high < 0.5, size, _twice_sinh)
    cosine = 0.5 * (rising + falling)
    side = np.copysign(1.0, x.high)
    value = Twofold(side * sine.high, side * sine.low)
    return (
        _bounded(x, value, cosine.high, _EXPM1, cosine.high),
        _bounded(x, cosine, np.abs(sine.high) + x.error, _EXP * 4, cosine.high),
    )


def _twice_sinh(x: Twofold) -> Twofold:
    more = twofold.expm1(x)
    found: Twofold = more + more / (more + 1.0)
    return found


def sin(x: Bounded) -> ValueAndSlope:
    """Return the sine, and its slope."""
    return _waves(x)


def cos(x: Bounded) -> ValueAndSlope:
    """Return the cosine, and its slope."""
    sine, cosine = _waves(x)
    return cosine, -sine


def _waves(x: Bounded) -> ValueAndSlope:
    sine, cosine = waves.sin_cos(np.atleast_1d(np.asarray(x.high, np.float64)))
    error = x.error + np.where(np.asarray(x.high) == 0, 0.0, _ZERO_OF_WAVE)
    if not _zero(x.low):
        low = np.asarray(x.low)
        sine, cosine = sine + cosine * low, cosine + -1.0 * (sine * low)
        error = error + low * low
    error = np.where(error <= _WIDE, error, np.inf)
    return tuple(  # type: ignore[return-value]
        Bounded(part.high, part.low, error + _WAVE * np.abs(part.high), x.depth) for part in (sine, cosine)
    )


def atan(x: Bounded) -> ValueAndSlope:
    """Return the arctangent, and its slope."""
    square = _ONE + x * x
    high = np.asarray(x.high, np.float64)
    count = np.rint(np.clip(_ANGLES * np.arctan(np.where(np.isnan(high), 0.0, high)), -_MOST_ANGLES, _MOST_ANGLES))
    tangent = Twofold(*(part.take(count.astype(np.int64) + _MOST_ANGLES) for part in _tangents()))
    # The angle between (1, x) and the direction of the table is small.
    u = Twofold(high, x.low)
    rest = (u - tangent) / (1.0 + u * tangent)
    squared = rest.high * rest.high
    tail = 1 / 13
    for n in (11, 9, 7, 5, 3):
        tail = 1 / n - squared * tail
    value = count / _ANGLES + (rest + -rest.high * squared * tail)
    slope = _ONE / square
    return _bounded(x, value, slope.high, _ATAN, slope.high), slope


@cache
def _tangents() -> tuple[Any, Any]:
    """Return the tangents of the whole multiples of 1/_ANGLES in two floats."""
    angles = [balls.ball(j / _ANGLES, 160) for j in range(-_MOST_ANGLES, _MOST_ANGLES + 1)]
    parts = [two_floats(ball_functions.sin(angle) / ball_functions.cos(angle)) for angle in angles]
    return np.array([high for high, _ in parts]), np.array([low for _, low in parts])


def asinh(x: Bounded) -> ValueAndSlope:
    """Return the inverse hyperbolic sine, and its slope."""
    size = _absolute(x)
    length = root(_ONE + x * x)
    inner = size + size * size / (1.0 + Twofold(length.high, length.low))
    inner_and_1 = 1.0 + inner
    value = _logarithm(Bounded(inner_and_1.high, inner_and_1.low), Bounded(inner.high, inner.low))
    side = np.copysign(1.0, x.high)
    slope = _ONE / length
    return _bounded(x, Twofold(side * value.high, side * value.low), slope.high, _LOG * 4, slope.high), slope


def Phi(x: Bounded) -> ValueAndSlope:  # noqa: N802
    """Return the normal distribution function, and its slope."""
    u, density, decay = _density(x)
    value, _ = mills.distribution(u, density)
    left = np.where(u.high < 0, decay, 0.0)
    return (
        _bounded(x, value, density.high, _NORMAL, 64.0 * density.high, left, saturates=True),
        _bounded(x, density, *_falling_off(u, density.high), decay, saturates=True),
    )


def phi(x: Bounded) -> ValueAndSlope:
    """Return the normal density, and its slope."""
    slope = Phi(x)[1]
    return slope, -(x * slope)


def erf(x: Bounded) -> ValueAndSlope:
    """Return the error function, and its slope."""
    scaled = x * _ROOT_2
    u, density, decay = _density(scaled)
    value = 2.0 * mills.distribution(u, density)[1]
    slope = 2.0 * normal.ROOT_2 * density
    return (
        _bounded(
            scaled, value, 2.0 * density.high, _NORMAL, 64.0 * density.high + (np.abs(x.high) < 2.0), saturates=True
        ),
        _bounded(scaled, slope, *_falling_off(u, slope.high), decay, saturates=True),
    )


def erfc(x: Bounded) -> ValueAndSlope:
    """Return 1 - erf(x), and its slope."""
    value, slope = Phi(-(x * _ROOT_2))
    return value * Bounded(2.0), slope * Bounded(-2.0) * _ROOT_2


def _density(x: Bounded) -> tuple[Twofold, Twofold, Any]:
    high = np.atleast_1d(np.asarray(x.high, np.float64))
    u = Twofold(np.clip(high, -50.0, 50.0), np.where(np.abs(high) < 50.0, x.low, 0.0))
    return u, normal.density(u), 0.5 * _LOG2_E * np.minimum(high * high, 1e300)


def _falling_off(u: Twofold, density: Any) -> tuple[Any, float, Any]:
    """Return the slope of a normal density, its own error, and a bound of its second derivative."""
    size = np.abs(u.high)
    return size * density, _EXP * 1024, (1.0 + size) ** 2 * density


_LOG_2 = twofold.constant("0.693147180559945309417232121458176568075500134360255254120680")
_ROOT_2 = Bounded(normal.ROOT_2.high, normal.ROOT_2.low, 2.0**-104)

FUNCTIONS: Mapping[str, Callable[[Bounded], ValueAndSlope]] = {
    function.__name__: function
    for function in (
        Phi, asinh, atan, cos, cosh, erf, erfc, exp, expm1, log, log1p, logcosh, phi,
        sigmoid, sin, sinh, softplus, sqrt, tanh,
    )
}  # fmt: skip


def _zero(part: Any) -> bool:
    return isinstance(part, float) and not part


def _absolute(x: Bounded) -> Twofold:
    return Twofold(np.abs(x.high), np.copysign(1.0, x.high) * x.low)


def _replaced(values: Twofold, where: Any, x: Twofold, function: Callable[[Twofold], Twofold]) -> Twofold:
    """Return ``values``, but ``function`` of x at the places ``where``."""
    return _all_replaced((values,), where, x, lambda inner: (function(inner),))[0]


def _all_replaced(
    values: Sequence[Twofold], where: Any, x: Twofold, function: Callable[[Twofold], Sequence[Twofold]]
) -> Sequence[Twofold]:
    """Return all ``values``, but what ``function`` has of x at the places ``where``."""
    places = np.flatnonzero(where)
    if not len(places):
        return values
    shape = np.shape(values[0].high)
    found = function(Twofold(*(np.broadcast_to(part, shape).reshape(-1)[places] for part in (x.high, x.low))))
    replaced = []
    for old, new in zip(values, found, strict=True):
        high, low = (np.array(np.broadcast_to(part, shape), np.float64).reshape(-1) for part in (old.high, old.low))
        high[places], low[places] = new.high, new.low
        replaced.append(Twofold(high.reshape(shape), low.reshape(shape)))
    return replaced


def _falling(x: Bounded, rate: float) -> tuple[Twofold, Any]:
    """Return exp(-rate*abs(x)), and how many bits it lies below 1."""
    size = _absolute(x)
    return Twofold(*exact.exp(-rate * size.high, -rate * size.low)), rate * _LOG2_E * size.high


def _bounded(
    x: Bounded, value: Twofold, slope: Any, relative: float, scale: Any, decay: Any = None, *, saturates: bool = False
) -> Bounded:
    """Return the value of a function with the bound of its error.

    Args:
        x: the argument.
        value: the value.
        slope: its derivative by the argument; times the error of the argument that is an error of the value.
        relative: what the value itself is off by.
        scale: a bound of the second derivative about x.
        decay: how many bits the value lies below 1, where it falls off exponentially.
        saturates: whether it has a linear asymptote on both sides that it is near to exponentially.

    """
    error = relative * np.abs(value.high) + lost_below(value.high, value.high)
    known: Any = True
    if not _zero(x.error):
        size = np.abs(x.high)
        moved = x.error * (1.125 * np.abs(slope) + 2.0 * x.error * np.minimum(np.abs(scale), 1e300))
        known = x.error * np.maximum(1.0, np.minimum(size, 64.0)) <= _WIDE
        if saturates:  # far out, where the slope is that at infinity, the argument need not be known so well
            known = known | ((size > _SATURATED) & (x.error <= 0.25 * size))
        error = error + (moved if np.all(known) else np.where(known, moved, np.inf))
    depth = x.depth
    high, low = value.high, value.low
    if decay is not None and np.any(decay > 1000.0):
        deep = (decay > 1000.0) & known
        high, low, error = np.where(deep, 0.0 * high, high), np.where(deep, 0.0, low), np.where(deep, 0.0, error)
        own = np.where(deep, 0.5 * decay, math.inf)  # the argument may be smaller by a quarter
        depth = own if depth is None else np.minimum(own, depth - 2.0)
    return Bounded(high, low, error, depth)

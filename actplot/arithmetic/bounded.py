"""Numbers in two floats with a running bound of their error, for whole arrays at once.

A bound is a float that is rounded itself: it is right to 2**-45 of itself. One that is not below what a result may be
off by means only that two floats do not suffice there. It is infinite or NaN where a comparison is not decided, or
where something over- or underflows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from actplot.arithmetic import exact

Mask: TypeAlias = "NDArray[np.bool_] | np.bool_ | bool"

_SUM = 2.0**-52  # what the rest of a sum is off by, relative to the rest
_PRODUCT = 2.0**-102  # what a product or quotient is off by, relative to itself
_TINY = 2.0**-1070  # what may get lost below the smallest float
_SMALL = 2.0**-960  # a result below which that may happen
_NOTHING = -(1 << 20)  # the exponent of 0


class Bounded:
    """Numbers ``high + low``, off by at most ``error``, and by ``2**-depth`` where ``depth`` is given.

    The depth holds what an exponential that is 0 in floats is off by: far less than any float. Exact numbers that are
    a float are ``low = error = 0.0``, no arrays: what is zero is not computed with. Where ``undefined`` is given and
    holds, there surely is no number, as of the logarithm of a negative one; arithmetic does not hand it on.
    """

    __slots__ = ("depth", "error", "high", "low", "undefined")
    __array_ufunc__ = None

    def __init__(self, high: Any, low: Any = 0.0, error: Any = 0.0, depth: Any = None, undefined: Any = None) -> None:
        """Hold the numbers."""
        self.high, self.low, self.error, self.depth, self.undefined = high, low, error, depth, undefined

    def __neg__(self) -> Bounded:
        return Bounded(-self.high, -self.low, self.error, self.depth)

    def __add__(self, other: Bounded) -> Bounded:
        high, rest = exact.finite_sum(self.high, other.high)
        error, depth = _plus(self.error, other.error), _shallower(self.depth, other.depth)
        if _none(self.low) and _none(other.low):
            return Bounded(high, rest, error, depth)
        lows = self.low + other.low
        both = rest + lows
        lost = np.abs(both) if _none(self.low) or _none(other.low) else np.abs(both) + np.abs(lows)
        total = high + both
        return Bounded(total, both - (total - high), _plus(error, _SUM * lost), depth)

    def __sub__(self, other: Bounded) -> Bounded:
        return self + -other

    def __mul__(self, other: Bounded) -> Bounded:
        a, b = (other, self) if _scale(self) else (self, other)
        if _scale(b):  # a power of 2 takes no rounding
            factor = b.high
            if factor == 1.0:
                return a
            error = a.error if _none(a.error) else a.error * abs(factor)
            depth = None if a.depth is None else a.depth - math.log2(abs(factor))
            if abs(factor) < 1:
                error = _plus(error, lost_below(a.high * factor, a.high))
            return Bounded(a.high * factor, a.low * factor, error, depth)
        high, rest = exact.finite_product(a.high, b.high)
        size = np.abs(high)
        error = _lost(size, a, b)
        if not (_none(a.low) and _none(b.low)):
            cross = 0.0
            if not _none(a.low):
                cross = a.low * b.high
            if not _none(b.low):
                cross = cross + a.high * b.low
            rest = rest + cross
            error = _plus(error, _PRODUCT * size)
        for one, two in ((a, b), (b, a)):
            if not _none(one.error):
                error = _plus(error, one.error * (np.abs(two.high) + two.error))
        return _normal(high, rest, error, _deeper(a, b))

    def __truediv__(self, other: Bounded) -> Bounded:
        if _scale(other) and _SMALL < abs(other.high) < 1.0 / _SMALL:
            return self * Bounded(1.0 / other.high)
        quotient = np.divide(self.high, other.high)
        back, lost = exact.finite_product(quotient, other.high)
        rest = (self.high - back) - lost
        if not _none(self.low):
            rest = rest + self.low
        if not _none(other.low):
            rest = rest - quotient * other.low
        size = np.abs(quotient)
        error = _lost(np.minimum(size, np.abs(self.high)), self)
        error = error if _none(error) else error + error / np.abs(other.high)
        if not _none(self.error):
            error = error + self.error / np.abs(other.high)
        if not _none(other.error):
            error = error + size * (other.error / np.abs(other.high))
            # Twice the bound where the divisor is known to a quarter of itself, or nothing is known.
            error = np.where(other.error <= 0.25 * np.abs(other.high), 2.0 * error, np.inf)
        depth = None
        if self.depth is not None or other.depth is not None:
            inverse = _exponent(other.high) - 2
            depth = None if self.depth is None else self.depth + inverse
            if other.depth is not None:
                depth = _shallower(depth, other.depth + inverse - np.maximum(_exponent(quotient), -2000))
        return _normal(quotient, rest / other.high, _plus(error, _PRODUCT * size), depth)

    def tied(self) -> Mask:
        """Return where the sign is not known, or 0."""
        unsure = np.abs(self.high) <= self.error if _none(self.low) else np.abs(self.high) <= 2.0 * self.error
        return np.asarray(unsure | ~np.isfinite(self.high + self.error))

    def sure(self, relative: float) -> Mask:
        """Return where ``high`` is the result, off by at most ``relative`` of it besides rounding."""
        error = self.error
        if self.depth is not None:
            shown = np.ldexp(1.0, -np.minimum(self.depth, 1100).astype(np.int64))
            error = error + np.where(self.depth > 1080, 0.0, shown)
        found = error <= np.maximum(relative * np.abs(self.high), 2.0**-1075)
        return np.asarray(found & np.isfinite(self.high))


@dataclass(frozen=True)
class Truth:
    """Where a comparison holds, where that is not known, and where a side of it is ``undefined``, if anywhere."""

    holds: Mask
    unknown: Mask
    undefined: Any = None


def truth(holds: Any, unknown: Any) -> bool | Truth:
    """Return whether a comparison holds: a bool if it does everywhere or nowhere."""
    if not np.any(unknown):
        if np.all(holds):
            return True
        if not np.any(holds):
            return False
    return Truth(holds, unknown)


def undefined_choice(condition: Any, then: Bounded, otherwise: Bounded) -> Any:
    """Return where a choice has no value, for want of its condition or of what is chosen; None if nowhere."""
    sides = [False if side.undefined is None else side.undefined for side in (then, otherwise)]
    missing = condition.undefined if isinstance(condition, Truth) else None
    if any(side is not False for side in sides):
        chosen = np.where(condition.holds, *sides) & ~np.asarray(condition.unknown)
        missing = chosen if missing is None else missing | chosen
    return missing


def choose(condition: Truth, then: Bounded, otherwise: Bounded) -> Bounded:
    """Return ``then`` where the comparison holds, else ``otherwise``; nothing is known where it is not decided."""
    holds = condition.holds

    def pick(a: Any, b: Any) -> Any:
        return a if a is b or (_none(a) and _none(b)) else np.where(holds, a, b)

    error = pick(then.error, otherwise.error)
    if np.any(condition.unknown):
        error = np.where(condition.unknown, np.inf, error)
    depth = None
    if then.depth is not None or otherwise.depth is not None:
        depth = np.where(holds, *(math.inf if side.depth is None else side.depth for side in (then, otherwise)))
    return Bounded(pick(then.high, otherwise.high), pick(then.low, otherwise.low), error, depth)


def root(x: Bounded) -> Bounded:
    """Return the square root; nothing is known at 0."""
    rounded = np.sqrt(x.high)
    back, lost = exact.finite_product(rounded, rounded)
    rest = ((x.high - back) - lost + x.low) / (2.0 * rounded)
    lost_far = lost_below(x.high, x.high)
    error = _plus(lost_far if _none(lost_far) else lost_far / rounded, _PRODUCT * rounded)
    if not _none(x.error):
        error = error + np.where(x.error <= 0.25 * x.high, x.error / rounded, np.inf)
    if x.depth is not None:
        error = np.where(x.high > 0, error, np.inf)
    return _normal(rounded, rest, error, x.depth)


def lost_below(result: Any, *factors: Any) -> Any:
    """Return what a product of these factors may lose below the smallest float: 0.0 where all is far above it."""
    small = np.abs(result) < _SMALL
    if not np.any(small):
        return 0.0
    for factor in factors:
        small = small & (factor != 0)
    return np.where(small, _TINY, 0.0)


def _lost(result: Any, *factors: Bounded) -> Any:
    """Return what :func:`lost_below` does, of factors that may be 0 and off by something."""
    if not np.any(np.abs(result) < _SMALL):
        return 0.0
    return lost_below(result, *((factor.high != 0) | (factor.error != 0) for factor in factors))


def _none(part: Any) -> bool:
    return isinstance(part, float) and not part


def _scale(number: Bounded) -> bool:
    return (
        isinstance(number.high, float)
        and _none(number.low)
        and _none(number.error)
        and abs(math.frexp(number.high)[0]) == 0.5
    )


def _plus(a: Any, b: Any) -> Any:
    return b if _none(a) else a if _none(b) else a + b


def _normal(rounded: Any, rest: Any, error: Any, depth: Any) -> Bounded:
    high = rounded + rest
    return Bounded(high, rest - (high - rounded), error, depth)


def _exponent(number: Any) -> Any:
    """Return an n with abs(number) < 2**n, at most 2 too large; very low for 0."""
    return np.where(number == 0, _NOTHING, np.frexp(number)[1])


def _shallower(a: Any, b: Any) -> Any:
    return b if a is None else a if b is None else np.minimum(a, b)


def _deeper(a: Bounded, b: Bounded) -> Any:
    """Return the depth of a product."""
    depth = None
    for one, two in ((a, b), (b, a)):
        if one.depth is not None:
            depth = _shallower(depth, one.depth - np.maximum(_exponent(two.high), -one.depth))
    return depth

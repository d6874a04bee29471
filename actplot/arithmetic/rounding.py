"""Rounding once: from the exact value of a formula to float64 or to any narrower type."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from actplot.arithmetic.balls import Ball

Resolve: TypeAlias = "Callable[[Callable[[Ball], Any]], Any]"
"""Returns what a function says of a ball around a value, one that is small enough for it to say something."""

_NATIVE = (np.float16, np.float32, np.float64)
_FEW_BITS = (160, 640, 2560)  # the last suffice for sums of the largest and the smallest parameters
_DOUBT = 2.0**-40  # of a float64 result; what rounds alike that much up and down is taken for decided


def is_float(dtype: np.dtype[Any]) -> bool:
    """Whether results can be in this type: float16, float32, float64, or an extension type of 8 or 16 bits."""
    if dtype.type in _NATIVE:
        return True
    if dtype.kind not in "fV" or dtype.fields or dtype.itemsize > 2:
        return False
    try:
        return float(np.array(0.5).astype(dtype).astype(np.float64)) == 0.5  # an integer type has no 0.5
    except (TypeError, ValueError):
        return False


def narrow(x: Any, dtype: np.dtype[Any]) -> Any:
    """Return float64 numbers, exact or rounded to odd, in ``dtype``: to nearest, ties to even, rounded once."""
    x = np.asarray(x, np.float64)
    found = x.astype(dtype)
    if dtype.type in _NATIVE:
        return found
    # The casts of extension types may round twice, and then be off by one step.
    unsigned = np.dtype(f"u{dtype.itemsize}")
    bits = found.view(unsigned)
    error = np.abs(found.astype(np.float64) - x)
    best = bits.copy()
    for step in (-1, 1):
        other_bits = (bits.astype(np.int64) + step).astype(unsigned)
        other = other_bits.view(dtype).astype(np.float64)
        distance = np.abs(other - x)
        same_side = np.signbit(other) == np.signbit(x)
        better = same_side & ((distance < error) | ((distance == error) & (other_bits % 2 == 0) & (best % 2 == 1)))
        best = np.where(better & np.isfinite(error), other_bits, best)
        error = np.where(better & np.isfinite(error), distance, error)
    return best.view(dtype)


def odd(high: Any, low: Any) -> Any:
    """Return the sums of two floats each, rounded to odd, so that :func:`narrow` rounds them only once."""
    even = np.asarray(high, np.float64).view(np.int64) & 1 == 0
    return np.where(even & (low != 0) & np.isfinite(high), np.nextafter(high, np.copysign(np.inf, low)), high)


def doubtful(x: NDArray[np.float64], narrowed: NDArray[Any]) -> Any:
    """Return where the result ``x`` is too near to the middle between two numbers of a type to be rounded to it."""
    dtype = narrowed.dtype
    if dtype.type is np.float64:
        return ~np.isfinite(x)
    bits = f"u{dtype.itemsize}"
    ends = [narrow(x * (1.0 + doubt), dtype).view(bits) for doubt in (-_DOUBT, _DOUBT)]
    return (ends[0] != ends[1]) | ~np.isfinite(x)


def rounded(resolve: Resolve, dtype: np.dtype[Any]) -> Any:
    """Return a correctly rounded value in ``dtype``; ``resolve`` is given what decides it.

    Raises:
        ArithmeticError: the formula has no value there.

    """
    turn = nearest if dtype.type is np.float64 else to_odd

    def decide(enclosure: Ball) -> Any:
        low, high = (narrow(turn(*end), dtype) for end in enclosure.ends())
        return low[()] if low == high else None

    return resolve(decide)


def twofold(resolve: Resolve) -> tuple[float, float]:
    """Return a value as a sum of two floats, right to 2**-104 of itself or to 2**-1074.

    Raises:
        ArithmeticError: the formula has no value there.

    """

    def decide(enclosure: Ball) -> tuple[float, float] | None:
        size = enclosure.middle.bit_length()
        if enclosure.radius and size + enclosure.exponent > -1074 and size - enclosure.radius.bit_length() < 106:
            return None
        return two_floats(enclosure)

    found: tuple[float, float] = resolve(decide)
    return found


@cache
def limit(formula: str, parameters: tuple[tuple[str, float], ...], side: int) -> float | None:
    """Return the limit of ``formula`` at ``side`` times infinity, or None where none shows.

    It is what the formula rounds to at two places beyond all parameters, or 0 or an infinity if it falls or grows
    from the first to the second.
    """
    from actplot.arithmetic import balls, formulas
    from actplot.language.parser import parse

    tree = parse(formula)
    for precision in _FEW_BITS:
        names = {name: balls.ball(number, precision) for name, number in parameters}
        with suppress(ArithmeticError, ValueError):
            near, far = (
                formulas.evaluate(tree, {**names, "x": balls.Ball(side, power, 0, precision)}, precision)
                for power in (1300, 1400)
            )
            found = {nearest(*end) for enclosure in (near, far) for end in enclosure.ends()}
            if len(found) == 1:
                return found.pop()
            if (abs(far) - abs(near) * 1.001).sign() > 0:
                return math.inf * far.sign()
            if (abs(far) * 2 - abs(near)).sign() < 0:
                return 0.0 * far.sign()
    return None


@cache
def sign_before_zero(formula: str, parameters: tuple[tuple[str, float], ...]) -> float:
    """Return the sign that a value of 0 has at x = -0.0: 1.0 or -1.0.

    It is that of the formula immediately left of 0; if it is 0 there too, that of IEEE 754 arithmetic at -0.0.
    """
    from actplot.arithmetic import formulas

    names = dict(parameters)

    def decide(enclosure: Ball) -> int:
        return enclosure.sign()

    try:
        sign = formulas.resolve(formula, {**names, "x": -5e-324}, decide)
    except ArithmeticError:
        sign = 0
    return float(sign) or math.copysign(1.0, formulas.in_floats(formula, {**names, "x": -0.0}))


def nearest(middle: int, exponent: int) -> float:
    """Return ``middle * 2**exponent`` as the nearest float, ties to even."""
    size = middle.bit_length() + exponent
    if size < -1080:
        return 0.0 * middle if middle.bit_length() < 60 else math.copysign(0.0, middle >> (middle.bit_length() - 60))
    if size > 1100:
        return math.inf if middle > 0 else -math.inf
    try:
        return float(middle << exponent) if exponent >= 0 else middle / (1 << -exponent)
    except OverflowError:
        return math.inf if middle > 0 else -math.inf


def two_floats(ball: Ball) -> tuple[float, float]:
    """Return the middle of a ball as a float and the rest that rounding took."""
    high = nearest(ball.middle, ball.exponent)
    if not math.isfinite(high):
        return high, 0.0
    rest = ball - high
    return high, nearest(rest.middle, rest.exponent)


def to_odd(middle: int, exponent: int) -> float:
    """Return ``middle * 2**exponent`` as a float, where it is none the neighbour whose last bit is 1.

    Rounding this once more, to nearest and to 51 bits or fewer, gives what rounding the exact number does.
    """
    if not middle:
        return 0.0
    size = abs(middle)
    lowest = max(exponent + size.bit_length() - 53, -1074)
    if lowest + 53 > 1024:
        return math.copysign(1.7976931348623157e308, middle >> max(middle.bit_length() - 60, 0))
    shift = lowest - exponent
    if shift > 0:
        kept = size >> shift if shift < size.bit_length() + 2 else 0
        size = kept | (1 if size != kept << min(shift, size.bit_length() + 2) else 0)
        exponent = lowest
    found = math.ldexp(float(size), exponent)
    return found if middle > 0 else -found

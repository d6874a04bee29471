"""An expression at one point, in as many digits as it takes: values, one-sided limits, limits at infinity."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any, TypeAlias

from actplot.arithmetic import balls
from actplot.arithmetic.balls import Ball, UnsureError
from actplot.arithmetic.rounding import nearest
from actplot.expressions.engines import BallEngine, TieError, UndecidedError
from actplot.expressions.program import PERIODS, Program

FIRST, LAST = 128, 4096  # bits
LASTS = (LAST, 1024, FIRST)
_BESIDE = (300, 500)  # a limit is the value at 2**-300 from the point, if that at 2**-500 is the same
_FAR = (600, 1000)  # a limit at infinity is the value at 2**600, if that at 2**1000 is the same
_TURNS = 8  # places at which a limit of what waves or steps is tried besides
_SAME = 60  # bits in which two values agree that are the same
_BEYOND = 100_000  # bits of a number of which nothing but the sign counts
_ROUNDED = 500  # bits to which a kink is rounded, at least
_FIRST_BESIDE, _LAST_BESIDE = 640, 10240

Parameters: TypeAlias = Mapping[str, float]
Limit: TypeAlias = "Ball | float"
"""A finite limit as a ball; infinity, or NaN where there is none."""


def jet(
    program: Program,
    x: Ball,
    parameters: Parameters,
    order: int,
    first: int = FIRST,
    enough: Callable[[Ball], Any] | None = None,
    *,
    last: int = LAST,
    conventional: bool = False,
    rounded: bool = False,
) -> tuple[Ball, ...] | None:
    """Return the first ``order`` Taylor coefficients at ``x``; None where the expression is not defined.

    If x is a kink that had to be ``rounded``, it is taken for the kink itself.

    Raises:
        TieError: x is exactly where a comparison changes, or at a singular point.
        UndecidedError: no number of bits that can be had decides a comparison or the result.

    """
    enough = enough or _settled
    precision = first
    least = x.size() - _ROUNDED if rounded and x.middle else None
    while precision <= last:
        at = Ball(x.middle, x.exponent, x.radius, max(precision, x.middle.bit_length()))
        engine = BallEngine(at, parameters, order, precision, conventional=conventional, least=least)
        try:
            found = program.run(engine)[-1]
            full = (*found, *[engine.numbers.whole(0)] * (order - len(found)))
            if all(enough(part) for part in full):
                return full
            if precision >= 4 * first:
                # What is left of numbers that cancel is most often nothing: as many bits as show that.
                above = [
                    part.size() + 1090 for part in full if abs(part.middle) <= part.radius and part.size() > -1080
                ]
                needed = max([precision, *(precision // 2 + more // 2 for more in above)])
                precision = max(precision, min(needed, last // 2))
        except UnsureError:
            pass
        except ZeroDivisionError:
            raise TieError from None
        except ValueError:  # the logarithm or a root of a negative number
            return None
        precision *= 2
    raise UndecidedError


def _settled(ball: Ball) -> bool:
    """Whether the ball is one float, or 64 bits of it are certain."""
    if not ball.radius or abs(ball.middle).bit_length() - ball.radius.bit_length() > 64:
        return True
    return ball.size() < -1080 or beyond(ball)


def beyond(ball: Ball) -> bool:
    """Whether every number of the ball is beyond all floats, and of one sign: as a float it is infinite."""
    return (abs(ball.middle) - ball.radius).bit_length() + ball.exponent > _BEYOND and abs(ball.middle) > ball.radius


def _as_float(ball: Ball) -> float:
    return nearest(ball.middle, ball.exponent)


def at(program: Program, x: float, parameters: Parameters, last: int = LAST) -> tuple[float, float]:
    """Return f and f' at a float; NaN where they do not exist, and at a kink f' by convention.

    Raises:
        UndecidedError: no number of bits that can be had decides it.

    """
    if math.isinf(x):
        far = far_limits(program, x, parameters)
        return to_float(far[0]), to_float(far[1])
    place = balls.ball(float(x), FIRST)
    try:
        found = jet(program, place, parameters, 2, last=last)
    except TieError:
        return _at_edge(program, place, parameters)
    return (math.nan, math.nan) if found is None else (_as_float(found[0]), _as_float(found[1]))


def _at_edge(program: Program, x: Ball, parameters: Parameters) -> tuple[float, float]:
    """Return f and f' where a comparison changes or a function is singular."""
    left, right = (beside(program, x, side, parameters, 2) for side in (-1, 1))
    try:
        values = jet(program, x, parameters, 1, conventional=True)
    except TieError:
        values = None
    limits = [to_float(sides[0]) for sides in (left, right)]
    slopes = [to_float(sides[1]) for sides in (left, right)]
    joined = same(left[0], right[0])
    if values is None:
        # Not defined, but for the limit: sin(x)/x at 0, or infinite on both sides.
        value = limits[0] if joined else math.nan
        if not math.isfinite(value):
            return value, math.nan
    else:
        value = _as_float(values[0])
    if joined and same(left[1], right[1]) and (values is None or same(left[0], values[0])):
        return value, slopes[0]
    try:
        found = jet(program, x, parameters, 2, conventional=True)
    except TieError:
        found = None
    if found is not None:
        return value, _as_float(found[1])
    known = [slope for slope in slopes if not math.isnan(slope)]
    return value, min(known, key=abs, default=math.nan) if len({slope > 0 for slope in known}) < 2 else 0.0


def to_float(limit: Limit) -> float:
    """Return a limit as a float."""
    return limit if isinstance(limit, float) else _as_float(limit)


def same(a: Limit, b: Limit) -> bool:
    """Whether two limits agree in all bits that count."""
    if isinstance(a, float) or isinstance(b, float):
        return isinstance(a, float) and isinstance(b, float) and (a == b)
    difference = a - b
    if abs(difference.middle) <= difference.radius:
        return True
    return (
        difference.size() <= max(a.size() if a.middle else -(1 << 60), b.size() if b.middle else -(1 << 60)) - _SAME
    )


def beside(
    program: Program,
    x: Ball,
    side: int,
    parameters: Parameters,
    order: int,
    enough: Callable[[Ball], Any] | None = None,
) -> list[Limit]:
    """Return the limits of the Taylor coefficients as x is approached from one side (1: from above)."""
    steps = [Ball(side, _scale(x) - bits, 0, 64) for bits in _BESIDE]
    return _limits(program, [x + _wide(step, x) for step in steps], parameters, order, enough or _known)


def defined_beside(program: Program, x: Ball, parameters: Parameters) -> bool:
    """Whether there are values beside x, even if they have no limit there."""
    for side in (-1, 1):
        step = _wide(Ball(side, _scale(x) - _BESIDE[0], 0, 64), x)
        with suppress(ArithmeticError):
            if jet(program, x + step, parameters, 1, _FIRST_BESIDE) is not None:
                return True
    return False


def _scale(x: Ball) -> int:
    """Return the power of 2 to which steps from x are relative; a large x that was rounded has no digits below it."""
    size = x.size() if x.middle else 0
    return size if size < 0 or size > _BESIDE[0] else 0


def _wide(step: Ball, x: Ball) -> Ball:
    """Return ``step`` with enough precision for the sum with x to be exact."""
    precision = max(x.middle.bit_length(), x.size() - step.exponent) + 64
    x.precision = max(x.precision, precision)
    return Ball(step.middle, step.exponent, 0, precision)


def far_limits(program: Program, side: float, parameters: Parameters, order: int = 2) -> list[Limit]:
    """Return the limits of the Taylor coefficients at the infinity of this sign."""
    # No whole numbers, at which a floor jumps.
    sign = 1 if side > 0 else -1
    places = [Ball(sign * ((1 << (bits + 20)) + 285_021), -20, 0, bits + 64) for bits in _FAR]
    found = _limits(program, places, parameters, order, _known)
    for values in (
        _farther(program, sign, parameters, order) if program.waves and not all(map(_missing, found)) else ()
    ):
        if values is None:
            return [math.nan] * order
        found = [limit if _tends(value, limit) else math.nan for value, limit in zip(values, found, strict=True)]
    return found


def far_sizes(program: Program, side: float, parameters: Parameters) -> tuple[set[int], set[int]]:
    """Return the signs with which f, and f', is larger than any bound at some places towards an infinity."""
    sizes: tuple[set[int], set[int]] = set(), set()
    for values in _farther(program, 1 if side > 0 else -1, parameters, 2):
        for signs, value in zip(sizes, values or (), strict=False):
            if abs(value.middle) > value.radius and value.size() > _FAR[0] // 4:
                signs.add(1 if value.middle > 0 else -1)
    return sizes


def _farther(program: Program, sign: int, parameters: Parameters, order: int) -> Iterator[tuple[Ball, ...] | None]:
    """Yield the coefficients at places farther out, of which none has to do with another."""
    for turn in range(1, _TURNS + 1):
        place = Ball(sign * ((1 << (_FAR[1] + 20 + turn)) + 193_939 * turn), -20, 0, _FAR[1] + 128)
        try:
            yield jet(program, place, parameters, order, _FIRST_BESIDE, _known, last=_LAST_BESIDE)
        except ArithmeticError:
            yield None


def _missing(limit: Limit) -> bool:
    return isinstance(limit, float) and math.isnan(limit)


def _tends(value: Ball, limit: Limit) -> bool:
    """Whether a value far out is as a limit there has it."""
    if isinstance(limit, float):
        return abs(value.middle) > value.radius and (value.middle > 0) == (limit > 0) and value.size() > _FAR[0] // 4
    return same(value, limit) if limit.middle else value.size() < -_SAME


def _limits(
    program: Program, places: list[Ball], parameters: Parameters, order: int, enough: Callable[[Ball], Any]
) -> list[Limit]:
    """Return the limits of the coefficients along two places, of which the second is far nearer."""
    jets = []
    for place in places:
        try:
            found = jet(program, place, parameters, order, _FIRST_BESIDE, enough, last=_LAST_BESIDE)
        except ArithmeticError:
            found = None
        if found is None:
            return [math.nan] * order
        jets.append(found)
    waves = program.waves and _oscillates(program, places, parameters)
    return [_limit(a, b, waves) for a, b in zip(*jets, strict=True)]


def _oscillates(program: Program, places: list[Ball], parameters: Parameters) -> bool:
    """Whether what waves or steps goes on to do so along two places: its argument is not the same at both."""
    steps = program.steps
    arguments = [
        step.arguments[0] for place, step in enumerate(steps) if step.name in PERIODS and place in program.varying
    ]
    found = []
    for place in places:
        at = Ball(place.middle, place.exponent, 0, max(_FIRST_BESIDE, place.middle.bit_length()))
        try:
            values = program.run(BallEngine(at, parameters, 1, at.precision), arguments)
        except (ArithmeticError, ValueError):
            return True
        found.append([values[argument][0] for argument in arguments])
    return not all(same(a, b) or max(a.size(), b.size()) < -_SAME for a, b in zip(*found, strict=True))


def _known(ball: Ball) -> bool:
    if not ball.radius or abs(ball.middle).bit_length() - ball.radius.bit_length() > _SAME + 8:
        return True
    return ball.size() < -1200 or beyond(ball)


def _limit(a: Ball, b: Ball, waves: bool) -> Limit:  # noqa: PLR0911
    """Return what a sequence tends to that has come from ``a`` to ``b``."""
    if abs(b.middle) <= b.radius:
        return Ball(0, 0, 0, 64)
    sign = 1.0 if b.middle > 0 else -1.0
    if beyond(a) and beyond(b) and (a.middle > 0) == (b.middle > 0) and not waves:
        return math.inf * sign
    if same(a, b):
        return b
    first, second = ((abs(ball.middle).bit_length() + ball.exponent) for ball in (a, b))
    if second < first - 20:
        return Ball(0, 0, 0, 64)
    if second > first + 20:
        return math.inf * sign
    if abs(a.middle) <= a.radius or (a.middle > 0) != (b.middle > 0):
        return math.nan
    if waves:
        return math.nan
    ratio = float(_mantissa(b) / _mantissa(a)) * 2.0 ** (second - first)
    # It grows or shrinks like a power of the logarithm.
    return math.inf * sign if ratio > 1.2 else Ball(0, 0, 0, 64) if ratio < 0.8 else math.nan


def _mantissa(ball: Ball) -> float:
    size = abs(ball.middle).bit_length()
    return math.ldexp(abs(ball.middle) >> max(0, size - 60), -min(size, 60))

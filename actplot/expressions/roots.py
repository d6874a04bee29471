"""All real zeros of an expression, each as a number of some hundred bits."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np

from actplot.activation import Array
from actplot.arithmetic import balls
from actplot.arithmetic.balls import Ball
from actplot.expressions import points
from actplot.expressions.program import Program
from actplot.expressions.signs import polynomial, sign
from actplot.expressions.values import Evaluator
from actplot.language.tree import Node

_BITS = 640  # of a zero that is no float
_ROUNDS = 24  # in each, a bracket becomes 32 times narrower
_SHARES = 32
_TOUCH = 1e-25  # of its surroundings: a least value that is taken for 0

Window = tuple[float, float]


def zeros(tree: Node, parameters: Mapping[str, float], centres: Iterable[float], window: Window) -> list[Ball]:
    """Return the zeros of ``tree``; none of an interval over which it is 0.

    Args:
        tree: what is to be 0.
        parameters: the values of its parameters.
        centres: places about which it is looked at on every scale.
        window: where zeros are looked for, infinite or not.

    """
    if sign(tree, parameters) in ("+", "-"):
        return []
    exact = polynomial(tree, parameters)
    if exact and len(exact) == 1:
        return []
    if exact and len(exact) == 2:
        return [_ball(-exact[0] / exact[1])]
    program = Program(tree)
    evaluator = Evaluator(program)
    x = _grid(centres, window)
    f, slope = evaluator(x, **parameters)
    found = _exact(x, f, centres)
    for low, high in _changes(x, f):
        found += _crossing(evaluator, parameters, low, high, 0)
    for low, high in _dips(x, f, slope):
        found += _touch(evaluator, parameters, low, high)
    return distinct([place for place in found if window[0] <= as_float(place) <= window[1]])


def as_float(place: Ball) -> float:
    """Return the nearest float."""
    return points.to_float(place) + 0.0


def distinct(places: Iterable[Ball]) -> list[Ball]:
    """Return places in ascending order, those once that differ by less than what they are computed with."""
    found: list[Ball] = []
    for place in sorted(places, key=as_float):
        if not found or not points.same(place, found[-1]):
            found.append(place)
    return found


def _ball(number: Fraction) -> Ball:
    numerator, denominator = (balls.ball(part, _BITS) for part in (number.numerator, number.denominator))
    quotient = numerator / denominator
    return Ball(quotient.middle, quotient.exponent, 0, _BITS)


def _grid(centres: Iterable[float], window: Window) -> Array:
    low, high = window
    around = [np.array([0.0])]
    near = _offsets()
    for centre in {0.0, *centres}:
        offsets = near if centre == 0 else near[(near > 1e-7 * abs(centre)) & (near < 1e3 * max(1.0, abs(centre)))]
        around += [np.array([centre]), centre - offsets, centre + offsets]
    if math.isfinite(low) and math.isfinite(high):
        around.append(np.linspace(low, high, int(min(max(513, 32 * (high - low)), 16385))))
    x = np.sort(np.concatenate(around))
    x = x[np.append(True, x[1:] != x[:-1])]
    return np.asarray(x[(x >= low) & (x <= high) & np.isfinite(x)])


@cache
def _offsets() -> Array:
    return np.concatenate(
        [10.0 ** np.arange(-300, -5, 10), 2.0 ** np.arange(-16, 16, 0.25), 10.0 ** np.arange(5, 300, 10)]
    )


def _exact(x: Array, f: Array, centres: Iterable[float]) -> list[Ball]:
    """Return the samples that are zeros; of several in a row, which may have underflowed, the centres alone."""
    zero = f == 0
    alone = zero & ~np.append(zero[1:], False) & ~np.append(False, zero[:-1])
    alone |= zero & np.isin(x, [0.0, *centres])
    return [balls.ball(float(place), 64) for place in x[alone]]


def _changes(x: Array, f: Array) -> list[Window]:
    change = np.flatnonzero(np.sign(f[1:]) * np.sign(f[:-1]) < 0)
    return [(float(x[i]), float(x[i + 1])) for i in change]


def _dips(x: Array, f: Array, slope: Array) -> list[Window]:
    """Return where abs(f) has a local minimum."""
    towards = np.sign(f) * np.sign(slope)
    dip = np.flatnonzero((towards[:-1] < 0) & (towards[1:] > 0) & (np.sign(f[1:]) == np.sign(f[:-1])))
    return [(float(x[i]), float(x[i + 1])) for i in dip]


def _narrowed(evaluator: Evaluator, parameters: Mapping[str, float], low: float, high: float, which: int) -> Window:
    """Return the neighbouring floats between which f (0) or f' (1) changes its sign."""
    for _ in range(_ROUNDS):
        x = _between(low, high)
        values = np.sign(evaluator(x, **parameters)[which])
        zero = np.flatnonzero(values == 0)
        if len(zero):
            return float(x[zero[0]]), float(x[zero[0]])
        change = np.flatnonzero(values[1:] * values[:-1] < 0)
        if not len(change):
            break
        low, high = float(x[change[0]]), float(x[change[0] + 1])
        if math.nextafter(low, math.inf) >= high:
            break
    return low, high


def _between(low: float, high: float) -> Array:
    """Return points from ``low`` to ``high``, evenly, or evenly in their logarithm where these are decades apart."""
    if low * high > 0 and max(abs(low), abs(high)) > 4 * min(abs(low), abs(high)):
        logarithms = np.linspace(math.log(abs(low)), math.log(abs(high)), _SHARES + 1)
        x = math.copysign(1.0, low) * np.exp(logarithms)
    elif max(abs(low), abs(high)) > 1 and low * high <= 0 and high - low > 1e6:
        side = np.geomspace(1e-3, max(abs(low), abs(high)), _SHARES // 2)
        x = np.concatenate([-side[::-1], [0.0], side])
    else:
        x = low + (high - low) * np.linspace(0, 1, _SHARES + 1)
    x = np.concatenate([[low], x[(x > low) & (x < high)], [high]])
    return np.asarray(x[np.append(True, x[1:] != x[:-1])])


def _crossing(
    evaluator: Evaluator, parameters: Mapping[str, float], low: float, high: float, which: int
) -> list[Ball]:
    """Return the place at which f (0) or f' (1) changes its sign between ``low`` and ``high``."""
    low, high = _narrowed(evaluator, parameters, low, high, which)
    if low == high:
        return [balls.ball(low, 64)]
    found = _polished(evaluator.program, parameters, 0.5 * (low + high), which)
    inside = found is not None and low <= as_float(found) <= high
    return [found] if found is not None and inside else [balls.ball(high, 64)]


def _touch(evaluator: Evaluator, parameters: Mapping[str, float], low: float, high: float) -> list[Ball]:
    """Return the place between ``low`` and ``high`` at which f touches 0."""
    around = float(np.max(np.abs(evaluator(np.array([low, high]), **parameters)[0])))
    places = _crossing(evaluator, parameters, low, high, 1)
    at = evaluator(np.array([as_float(place) for place in places]), **parameters)[0]
    return [place for place, value in zip(places, at, strict=True) if abs(value) <= _TOUCH * around]


def _polished(program: Program, parameters: Mapping[str, float], x: float, which: int) -> Ball | None:
    """Return the zero of f or f' next to x, by Newton's method."""
    place = balls.ball(x, _BITS)
    with suppress(ArithmeticError):
        for _ in range(8):
            found: Sequence[Any] | None = points.jet(program, place, parameters, which + 2, 2 * _BITS, _fine)
            if found is None:
                return None
            value, slope = found[which], found[which + 1]
            if not value.middle:
                return place
            step = value / slope / (which + 1)
            place = place - Ball(step.middle, step.exponent, 0, _BITS)
            place = Ball(place.middle, place.exponent, 0, _BITS)
            if not place.middle or step.size() < place.size() - _BITS // 2:
                return place
    return None


def _fine(_: Ball) -> bool:
    return True

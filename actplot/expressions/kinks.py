"""Kinks of an expression, found from its tree.

An expression is analytic but where a comparison changes or a function is singular. These places are the zeros of what
is compared, divided by, and so on; each is kept if the two sides of it differ in some derivative.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from actplot.arithmetic.balls import Ball
from actplot.expressions import points
from actplot.expressions.program import PRIMITIVE, Program
from actplot.expressions.roots import Window, as_float, distinct, zeros
from actplot.expressions.values import Evaluator
from actplot.language.tree import COMPARISONS, Call, Name, Node, Number, inner_first, number, replaced

HIGHEST = 11  # the order of a derivative up to which both sides are compared
_MOST = 200  # kinks of one function
_CENTRES = 24
_NEAR = 0.01  # of the size around it, below which a zero may be
_OCTAVES, _LAST_OCTAVES = 20, 3  # away from 0, over which it is found out whether zeros end


class Kink(NamedTuple):
    """A place at which a derivative does not exist; ``order`` is that of the lowest one, 0 for f itself."""

    x: float
    order: int
    place: Ball
    """The same, with all digits."""
    endless: tuple[bool, bool] = (False, False)
    """Whether it is one of a set that has no end to the left, and to the right."""


def kinks(tree: Node, parameters: Mapping[str, float], window: Window) -> tuple[Kink, ...]:
    """Return the kinks in ascending order; of an infinite set, those in the window.

    Args:
        tree: of the expression.
        parameters: their values.
        window: where the zeros of what repeats itself for ever are looked for.

    """
    tree = plain(tree)
    candidates: list[Ball] = []
    endless: list[tuple[Ball, tuple[bool, bool]]] = []
    constants = sorted({value for node in inner_first(tree) for value in _constants(node, parameters)}, key=abs)
    for guard in dict.fromkeys(_guards(tree)):
        centres = [*constants[:_CENTRES], *map(as_float, candidates[:_CENTRES])]
        limits, ends = ((-math.inf, math.inf), (False, False))
        if Program(guard).waves or _is_floor(guard):
            limits, ends = _reach(guard, parameters, window)
        for level in _levels(guard, parameters, limits):
            more = zeros(level, parameters, centres, limits)
            endless += [(place, ends) for place in more if any(ends)]
            candidates = distinct([*candidates, *more])
    program = Program(tree)
    found: list[Kink] = []
    for place in candidates[: 2 * _MOST]:
        kind = order(program, place, parameters)
        x = as_float(place)
        if kind is not None and math.isfinite(x):
            sides = [ends for other, ends in endless if other is place or points.same(other, place)]
            found.append(Kink(x, kind, place, (any(left for left, _ in sides), any(right for _, right in sides))))
    return tuple(found[:_MOST])


def plain(tree: Node) -> Node:
    """Return the tree with the functions of the catalogue as their formulas alone."""
    return replaced(
        tree, lambda node: node.arguments[0] if isinstance(node, Call) and node.name == PRIMITIVE else node
    )


def order(program: Program, place: Ball, parameters: Mapping[str, float]) -> int | None:
    """Return the order of the lowest derivative that does not exist at ``place``; None if all up to HIGHEST do."""
    for count in (2, 6, HIGHEST + 1):
        left, right = (points.beside(program, place, side, parameters, count) for side in (-1, 1))
        for n, (before, after) in enumerate(zip(left, right, strict=True)):
            sides = [isinstance(limit, float) and math.isnan(limit) for limit in (before, after)]
            if all(sides) and not n:
                return 0 if points.defined_beside(program, place, parameters) else None
            if any(isinstance(limit, float) for limit in (before, after)) or not points.same(before, after):
                return n
            if not n and not _joined(program, place, before, parameters):
                return 0
    return None


def _joined(program: Program, place: Ball, limit: points.Limit, parameters: Mapping[str, float]) -> bool:
    """Whether f has its limit at ``place`` too, or no other value there."""
    try:
        values = points.jet(program, place, parameters, 1, conventional=True, rounded=True)
    except ArithmeticError:
        return True
    return values is None or points.same(values[0], limit)


def _constants(node: Node, parameters: Mapping[str, float]) -> list[float]:
    value = (
        float(node.digits)
        if isinstance(node, Number)
        else parameters.get(node.name)
        if isinstance(node, Name)
        else None
    )
    return [value, -value, 1 / value, -1 / value] if value and math.isfinite(1 / value) else []


def _guards(tree: Node) -> Iterator[Node]:
    """Yield what is 0 where the tree may not be analytic, what lies inside first."""
    for node in inner_first(tree):
        if not isinstance(node, Call):
            continue
        first = node.arguments[0]
        if node.name in COMPARISONS:
            yield Call("-", node.arguments)
        elif node.name in ("max", "min"):
            for i, one in enumerate(node.arguments):
                for other in node.arguments[i + 1 :]:
                    yield Call("-", (one, other))
        elif node.name == "clip":
            yield from (Call("-", (first, end)) for end in node.arguments[1:])
        elif node.name in ("abs", "sign", "sqrt", "log"):
            yield first
        elif node.name == "log1p":
            yield Call("+", (first, Number("1")))
        elif node.name == "/":
            yield node.arguments[1]
        elif node.name == "floor":
            yield node
        elif node.name == "^" and not _whole(node.arguments[1]):
            yield first


def _whole(exponent: Node) -> bool:
    return isinstance(exponent, Number) and float(exponent.digits).is_integer()


@np.errstate(all="ignore")
def _reach(guard: Node, parameters: Mapping[str, float], window: Window) -> tuple[Window, tuple[bool, bool]]:
    """Return the window that holds all zeros of what oscillates or steps, and on which sides there is no end of them.

    On these sides the window is the one that is given.
    """
    stepping = _is_floor(guard) and isinstance(guard, Call)
    evaluator = Evaluator(Program(guard.arguments[0] if stepping and isinstance(guard, Call) else guard))
    limits, ends = [], []
    for side, end in zip((-1.0, 1.0), window, strict=True):
        x = side * 1.0123 * 2.0 ** np.arange(0.0, _OCTAVES, 1 / 64)
        f = evaluator(x, **parameters)[0]
        levels = np.nan_to_num(np.floor(f) if stepping else np.sign(f), nan=0.5)
        if not stepping:  # a zero may be touched only
            size = np.nan_to_num(np.abs(f), nan=0.0).reshape(_OCTAVES, 64)
            levels[(size < _NEAR * np.median(size, axis=1, keepdims=True)).ravel()] = 0.0
        changes = np.flatnonzero(levels[1:] != levels[:-1])
        last = int(changes[-1]) + 1 if len(changes) else 0
        ends.append(last > len(x) - _LAST_OCTAVES * 64 or bool(stepping and np.isinf(f[-1])))
        limits.append(end if ends[-1] or not last else side * max(abs(end), abs(float(x[last]))))
    return (limits[0], limits[1]), (ends[0], ends[1])


def _is_floor(guard: Node) -> bool:
    return isinstance(guard, Call) and guard.name == "floor"


def _levels(guard: Node, parameters: Mapping[str, float], window: Window) -> Iterator[Node]:
    """Yield the guard; for floor(u), u less each whole number that it passes in the window."""
    if not isinstance(guard, Call) or guard.name != "floor":
        yield guard
        return
    inner = guard.arguments[0]
    x = np.linspace(*window, 2049)
    f = Evaluator(Program(inner))(x, **parameters)[0]
    f = f[np.isfinite(f)]
    if not len(f):
        return
    low, high = math.ceil(max(float(f.min()), -_MOST)), math.floor(min(float(f.max()), _MOST))
    for level in sorted(range(low, high + 1), key=abs)[:_MOST]:
        yield Call("-", (inner, number(float(level))))

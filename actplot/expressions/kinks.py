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


class Kink(NamedTuple):
    """A place at which a derivative does not exist; ``order`` is that of the lowest one, 0 for f itself."""

    x: float
    order: int
    place: Ball
    """The same, with all digits."""


def kinks(tree: Node, parameters: Mapping[str, float], window: Window) -> tuple[Kink, ...]:
    """Return the kinks in ascending order; of an infinite set, those in the window.

    Args:
        tree: of the expression.
        parameters: their values.
        window: where the zeros of what repeats itself for ever are looked for.

    """
    tree = plain(tree)
    candidates: list[Ball] = []
    constants = sorted({value for node in inner_first(tree) for value in _constants(node, parameters)}, key=abs)
    for guard in dict.fromkeys(_guards(tree)):
        centres = [*constants[:_CENTRES], *map(as_float, candidates[:_CENTRES])]
        limits = window if Program(guard).waves or _is_floor(guard) else (-math.inf, math.inf)
        for level in _levels(guard, parameters, limits):
            candidates = distinct([*candidates, *zeros(level, parameters, centres, limits)])
    program = Program(tree)
    found: list[Kink] = []
    for place in candidates[: 2 * _MOST]:
        kind = order(program, place, parameters)
        x = as_float(place)
        if kind is not None and math.isfinite(x):
            found.append(Kink(x, kind, place))
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

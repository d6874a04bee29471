"""Formulas of whole vectors, with indices, in ball arithmetic.

Beside what formulas of one number have, there are ``x_i``, the length ``n``, ``delta_ij``, ``sum_k(...)`` over all
values of an index, ``mean(x)`` and ``norm(x)``; ``y_i`` is the output itself. Definitions may follow the formula:
``q*s_i*s_j, q = 2*n, s_i = exp(x_i)``. At the end may stand ``tau such that the sum is 1``: the outputs fall as tau
grows, so that the signs of their sum less 1 enclose tau.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actplot.arithmetic import balls, formulas, rounding
from actplot.arithmetic.balls import Ball
from actplot.language.errors import FormulaError
from actplot.language.parser import parse
from actplot.language.text import to_text
from actplot.language.tree import Call, Name, Node, Number, inner_first

_DEFINITION = re.compile(r", (?=\w+ = )")
_THRESHOLD = ", tau such that the sum is 1"
_MOST_BITS = 1280  # with which tau is sought: what is a tie to so many is left as float64 has it
_MEAN = "sum_j(x_j)/n"
_NORM = "sqrt(sum_j(x_j^2))"


def settle(
    results: NDArray[Any],
    unsure: Any,
    x: NDArray[np.float64],
    texts: tuple[str, str],
    parameters: Mapping[str, float],
) -> None:
    """Set what is ``unsure`` of the outputs or Jacobians at finite vectors to the correctly rounded value.

    Formulas that are half in words leave everything as it is.
    """
    if not is_indexed(texts[0]):
        return
    inner = tuple(range(x.ndim - 1, results.ndim))
    for vector in map(tuple, np.argwhere(np.isfinite(x).all(axis=-1) & unsure.any(axis=inner))):
        enclosed = Enclosed(texts, x[vector].tolist(), parameters)
        for at in map(tuple, np.argwhere(unsure[vector]).tolist()):
            with suppress(ArithmeticError, ValueError):  # the formula has no value there
                results[(*vector, *at)] = rounding.rounded(partial(enclosed.resolve, at), results.dtype)


class Enclosed:
    """Outputs and entries of the Jacobian of a vector function at one vector, by its two formulas."""

    def __init__(self, formulas_: tuple[str, str], scores: Sequence[float], parameters: Mapping[str, float]) -> None:
        """Take the formula of output i, that of entry (i, j), the scores and the parameters."""
        self._texts = formulas_
        self._numbers = {**parameters, **{f"x_{i}": score for i, score in enumerate(scores)}, "n": float(len(scores))}
        self._length = len(scores)
        self._known: dict[tuple[int, int], _Names] = {}

    def resolve(self, at: tuple[int, ...], decide: Callable[[Ball], Any]) -> Any:
        """Return what ``decide`` says of output i, or of the entry (i, j), given enough bits.

        Raises:
            ArithmeticError: the formula has no value there, or no number of bits tried suffices.

        """
        which = len(at) - 1
        formula, definitions = _parts(self._texts[which])
        if which:
            output, more = _parts(self._texts[0])
            definitions = {"y_i": output, **more, **definitions}
        indices = dict(zip("ij", at, strict=False))

        def enclose(precision: int) -> Ball:
            names = self._known.get((which, precision))
            if names is None:
                numbers = {name: balls.ball(number, precision) for name, number in self._numbers.items()}
                if self._texts[0].endswith(_THRESHOLD):
                    numbers["tau"] = self._threshold(numbers, precision)
                names = self._known[which, precision] = _Names(numbers, definitions, self._length, precision)
            return formulas.evaluate(_expanded(formula, indices, names), names, precision)

        return formulas.settle(enclose, decide)

    def _threshold(self, numbers: Mapping[str, Ball], precision: int) -> Ball:
        """Return a ball that holds the tau at which the outputs sum to 1, by halving an interval that does.

        Raises:
            ArithmeticError: more bits are asked for than it is sought with.

        """
        if precision > _MOST_BITS:
            raise ArithmeticError
        excess = parse(f"sum_k({_text_of(self._texts[0])}) - 1")

        def above(numerator: int, exponent: int) -> bool | None:
            """Whether tau is above ``numerator * 2**exponent``; None if so few bits don't tell."""
            tau = Ball(numerator, exponent, 0, precision)
            names = _Names({**numbers, "tau": tau}, {}, self._length, precision)
            with suppress(balls.UnsureError):
                return formulas.evaluate(_expanded(excess, {}, names), names, precision).sign() > 0
            return None

        low, high, exponent = -1, 1, 0
        while above(low, 0) is False:
            low *= 2
        while above(high, 0):
            high *= 2
        for _ in range(2 * precision):
            low, high, exponent = 8 * low, 8 * high, exponent - 3
            eighth = (high - low) // 8
            found = {4: above(low + 4 * eighth, exponent)}
            if found[4] is None:  # tau is all but there: then it is seen to be between two places around it
                found = {place: above(low + place * eighth, exponent) for place in (3, 5)}
            if not any(is_above is not None for is_above in found.values()):
                break
            start = low
            low = max([low, *(start + place * eighth for place, is_above in found.items() if is_above)])
            high = min([high, *(start + place * eighth for place, is_above in found.items() if is_above is False)])
        return Ball(low + high, exponent - 1, high - low, precision)


class _Names(dict[str, Ball]):
    """The values of names at one precision; what is defined by a formula is computed when it is first asked for."""

    def __init__(self, known: Mapping[str, Ball], own: Mapping[str, Node], length: int, precision: int) -> None:
        super().__init__(known)
        self.own, self.length, self.precision = own, length, precision
        self.trees: dict[str, Node] = {}

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in self.trees

    def __missing__(self, name: str) -> Ball:
        found = self[name] = formulas.evaluate(self.trees[name], self, self.precision)
        return found

    def defined(self, name: str, tree: Callable[[], Node]) -> Node:
        """Return the name of a tree that is made, and evaluated, only once."""
        if name not in self:
            self.trees[name] = tree()
        return Name(name)


def _text_of(output: str) -> str:
    """Return the formula of output k."""
    formula, *_ = _DEFINITION.split(output.removesuffix(_THRESHOLD))
    return re.sub(r"_i\b", "_k", formula)


@cache
def is_indexed(formula: str) -> bool:
    """Whether ``formula`` can be computed; that of some functions is half in words."""
    try:
        _parts(formula)
    except FormulaError:
        return False
    return True


@cache
def _parts(text: str) -> tuple[Node, dict[str, Node]]:
    """Return the tree of a formula, and those of its definitions by what is defined."""
    formula, *definitions = _DEFINITION.split(text.removesuffix(_THRESHOLD))
    pairs = (definition.split(" = ") for definition in definitions)
    return parse(formula), {name: parse(body) for name, body in pairs}


def _expanded(node: Node, indices: Mapping[str, int], names: _Names) -> Node:
    """Return ``node`` with numbers for its indices, and names for what does not depend on them."""
    match node:
        case Number():
            return node
        case Name(name=name):
            return _named(name, indices, names)
        case Call(name="mean" | "norm"):
            whole = parse(_MEAN if node.name == "mean" else _NORM)
            return names.defined(node.name, lambda: _expanded(whole, {}, names))
        case Call(name=sum_, arguments=(term,)) if sum_.startswith("sum_"):
            index = sum_.removeprefix("sum_")
            free = {key: indices[key] for key in _indices(term) if key != index}

            def total() -> Node:
                terms = (_expanded(term, {**free, index: place}, names) for place in range(names.length))
                return Call("sum", tuple(terms))

            return names.defined(f"{to_text(node)} {free}", total)
    return Call(node.name, tuple(_expanded(argument, indices, names) for argument in node.arguments))


def _named(name: str, indices: Mapping[str, int], names: _Names) -> Node:
    vector, _, index = name.partition("_")
    if vector == "delta":
        return Number(str(int(indices[index[0]] == indices[index[1]])))
    if index in indices:
        name, own = f"{vector}_{indices[index]}", names.own.get(f"{vector}_i")
        inner = {"i": indices[index]}
    else:
        own, inner = names.own.get(name), {}
    if own is None:
        return Name(name)
    body = own
    return names.defined(name, lambda: _expanded(body, inner, names))


@cache
def _indices(node: Node) -> frozenset[str]:
    """Return the indices that a tree depends on."""
    found: set[str] = set()
    for inner in inner_first(node):
        if isinstance(inner, Name):
            _, _, index = inner.name.partition("_")
            found |= set(index)
    return frozenset(found & set("ijk"))

"""The tree of a formula."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias

NEGATIVE = "neg"  # the name of the operator in -x
COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
CONSTANTS = ("pi", "e")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as its digits are written."""

    digits: str
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A variable, a parameter or a constant."""

    name: str
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function or an operator (``+ - * / ^``, a comparison, :data:`NEGATIVE`) and its arguments."""

    name: str
    arguments: tuple[Node, ...]
    column: int = field(default=0, compare=False)


Node: TypeAlias = "Number | Name | Call"


def number(value: float) -> Node:
    """Return a float, with all its digits, as a tree; a negative one is the negative of a number."""
    digits = str(Decimal(abs(float(value))))
    return Call(NEGATIVE, (Number(digits),)) if value < 0 else Number(digits)


def inner_first(node: Node) -> Iterator[Node]:
    """Yield all nodes, the arguments of each before itself; without recursion, however deep the tree."""
    stack: list[tuple[Node, bool]] = [(node, False)]
    while stack:
        node, done = stack.pop()
        if done or not isinstance(node, Call):
            yield node
        else:
            stack.append((node, True))
            stack.extend((argument, False) for argument in reversed(node.arguments))


def replaced(node: Node, change: Callable[[Node], Node]) -> Node:
    """Return the tree with ``change`` applied to every node, to the arguments of each before itself."""
    done: list[Node] = []
    for inner in inner_first(node):
        if isinstance(inner, Call) and inner.arguments:
            count = len(inner.arguments)
            arguments = tuple(done[-count:])
            del done[-count:]
            unchanged = all(new is old for new, old in zip(arguments, inner.arguments, strict=True))
            inner = inner if unchanged else Call(inner.name, arguments, inner.column)  # noqa: PLW2901
        done.append(change(inner))
    return done[0]


def names(node: Node) -> dict[str, int]:
    """Return the names in the tree that are no constants, in the order of the text, each with its first column."""
    found: dict[str, int] = {}
    for inner in inner_first(node):
        if isinstance(inner, Name) and inner.name not in CONSTANTS:
            found.setdefault(inner.name, inner.column)
    return found

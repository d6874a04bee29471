"""A tree as a list of steps, of which each is computed once, however often it is written."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from actplot.language.tree import Call, Name, Node, Number, inner_first

PERIODS = {"sin": 2 * math.pi, "cos": 2 * math.pi, "floor": 1.0}
"""Of functions that repeat themselves for ever: floor(x) does so but for x."""

PRIMITIVE = "primitive"  # of three arguments: the value of a function of the catalogue, its slope, its argument


@dataclass(frozen=True)
class Step:
    """A number, a name, or a function or operator of the steps at the places ``arguments``."""

    name: str
    arguments: tuple[int, ...] = ()
    node: Node | None = None


class Engine(Protocol):
    """A kind of number, or of jets of numbers, that programs run in."""

    conventional: bool
    """Whether a function of the catalogue has its stated slope, instead of that of its formula."""

    def leaf(self, node: Number | Name) -> Any:
        """Return a number, a constant, a parameter or the variable."""

    def apply(self, name: str, arguments: Sequence[Any]) -> Any:
        """Return the value of a function or operator; of a comparison, a bool if it is the same everywhere."""


@dataclass(frozen=True)
class Program:
    """Steps, each after its arguments; the last is the result."""

    tree: Node

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The steps, each once."""
        places: dict[tuple[Any, ...], int] = {}
        steps: list[Step] = []
        done: list[int] = []
        for node in inner_first(self.tree):
            if isinstance(node, Call):
                count = len(node.arguments)
                arguments = tuple(done[-count:])
                del done[-count:]
                step = Step(node.name, arguments, node)
                key: tuple[Any, ...] = (node.name, arguments)
            else:
                step, key = Step("", (), node), (node,)
            if key not in places:
                places[key] = len(steps)
                steps.append(step)
            done.append(places[key])
        return tuple(steps)

    @cached_property
    def varying(self) -> frozenset[int]:
        """The places of the steps that depend on x."""
        found: set[int] = set()
        for place, step in enumerate(self.steps):
            if step.node == Name("x") or any(argument in found for argument in step.arguments):
                found.add(place)
        return frozenset(found)

    @cached_property
    def waves(self) -> bool:
        """Whether something in it repeats itself for ever."""
        return any(step.name in PERIODS and place in self.varying for place, step in enumerate(self.steps))

    def run(self, engine: Engine, wanted: Iterable[int] = (), known: Sequence[Any] = ()) -> list[Any]:
        """Return the value of every step that the result, or those at the places ``wanted``, need; None for others.

        Args:
            engine: computes them.
            wanted: places; without any, the last.
            known: values that another run has found.

        """
        steps = self.steps
        values: list[Any] = list(known) or [None] * len(steps)
        stack = list(wanted) or [len(steps) - 1]
        while stack:
            place = stack[-1]
            if values[place] is not None:
                stack.pop()
                continue
            step = steps[place]
            needed = _needed(step, values, engine)
            missing = [argument for argument in needed if values[argument] is None]
            if missing:
                stack.extend(reversed(missing))
                continue
            if not step.arguments:
                values[place] = engine.leaf(step.node)  # type: ignore[arg-type]
            elif step.name == "where" and len(needed) == 2:
                values[place] = values[needed[1]]
            elif step.name == PRIMITIVE and len(needed) == 1:
                values[place] = values[needed[0]]
            else:
                values[place] = engine.apply(step.name, [values[argument] for argument in step.arguments])
            stack.pop()
        return values


def _needed(step: Step, values: Sequence[Any], engine: Engine) -> tuple[int, ...]:
    """Return the arguments that a step needs: of a choice that is the same everywhere, one side only."""
    if step.name == PRIMITIVE and not engine.conventional:
        return step.arguments[:1]
    if step.name == "where":
        condition, then, otherwise = step.arguments
        decided = values[condition]
        if decided is None:
            return (condition,)
        if isinstance(decided, bool):
            return (condition, then if decided else otherwise)
    return step.arguments

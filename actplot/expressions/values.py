"""f and f' of an expression at arrays of float64: two floats where their bound is small enough, else more digits."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from actplot.activation import Array, Pair
from actplot.evaluation import counting
from actplot.expressions import points
from actplot.expressions.engines import BoundedEngine, UndecidedError
from actplot.expressions.program import Program
from actplot.language.text import to_text

ENOUGH = (2.0**-53, 2.0**-52)  # the error of f and of f' that is allowed besides rounding, relative
_KEPT = 100_000  # points whose values are kept
_PATIENCE = (2, 8)  # undecided points after which further ones get fewer bits, and the fewest


UNDECIDED: dict[str, set[float]] = {}
"""The x of an answer at which no number of digits decided the value of an expression; it is NaN."""


class Evaluator:
    """Computes f and f' of a tree; equal ones have equal trees, and they can be pickled."""

    def __init__(self, program: Program) -> None:
        """Compute this program."""
        self.program = program
        self.undecided: set[float] = set()
        self._constants: dict[tuple[float, ...], list[Any]] = {}
        self._points: dict[tuple[float, ...], tuple[float, float]] = {}

    def __call__(self, x: Array, **parameters: float) -> Pair:
        """Return f(x) and f'(x), float64 arrays of one dimension."""
        found, sure = self._in_two_floats(x, parameters)
        self._finish(x, parameters, found, np.logical_not(sure))
        return found[0], found[1]

    def sure(self, x: Array, **parameters: float) -> Array:
        """Return where two floats suffice for both f(x) and f'(x)."""
        return self._in_two_floats(x, parameters)[1]

    def _in_two_floats(self, x: Array, parameters: Mapping[str, float]) -> tuple[list[Array], Array]:
        with np.errstate(all="ignore"):
            values = self.program.run(BoundedEngine(x, parameters, 2), known=self._known(parameters))[-1]
            found = []
            sure: Any = np.isfinite(x)
            for part, enough in zip((*values, 0.0)[:2], ENOUGH, strict=True):
                high = np.broadcast_to(getattr(part, "high", 0.0), x.shape)
                found.append(np.array(high, np.float64))
                sure = sure & np.broadcast_to(part.sure(enough) if part else True, x.shape)
            if values[0].undefined is not None:
                missing = np.isfinite(x) & values[0].undefined
                sure = sure | missing
                for part in found:
                    part[missing] = np.nan
        return found, sure

    def _known(self, parameters: Mapping[str, float]) -> list[Any]:
        """Return the values of the steps that do not depend on x."""
        key = tuple(parameters.values())
        if key not in self._constants:
            program = self.program
            engine = BoundedEngine(np.zeros(0), parameters, 2)
            constant = [place for place in range(len(program.steps)) if place not in program.varying]
            known = program.run(engine, constant) if constant else [None] * len(program.steps)
            self._constants[key] = known
        return self._constants[key]

    def _finish(self, x: Array, parameters: Mapping[str, float], found: list[Array], unsure: Array) -> None:
        """Compute the unsure points one by one, each once."""
        places = np.flatnonzero(unsure & ~np.isnan(x))
        if not len(places):
            return
        key = tuple(parameters.values())
        for place in places:
            at = float(x[place])
            if (at, *key) not in self._points:
                if len(self._points) >= _KEPT:
                    self._points.clear()
                self._points[at, *key] = self._point(at, parameters)
            found[0][place], found[1][place] = self._points[at, *key]
            if at in self.undecided and counting():
                UNDECIDED.setdefault(to_text(self.program.tree), set()).add(at)

    def _point(self, x: float, parameters: Mapping[str, float]) -> tuple[float, float]:
        last = points.LASTS[sum(len(self.undecided) >= count for count in _PATIENCE)]
        try:
            return points.at(self.program, x, parameters, last)
        except UndecidedError:
            self.undecided.add(x)
            return math.nan, math.nan

    def __eq__(self, other: object) -> bool:
        """Whether both compute the same tree."""
        return isinstance(other, Evaluator) and self.program == other.program

    def __hash__(self) -> int:
        """Return the same number for equal trees."""
        return hash(self.program)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the tree alone."""
        return Evaluator, (self.program,)

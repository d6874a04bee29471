"""An expression as an activation function, so that everything works with it that works with the catalogue's."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np

from actplot.activation import Activation, Array
from actplot.arithmetic import balls, formulas
from actplot.arithmetic.balls import Ball, UnsureError
from actplot.evaluation import aside
from actplot.expressions import points
from actplot.expressions.engines import UndecidedError
from actplot.expressions.kinks import Kink, kinks, plain
from actplot.expressions.periods import bounds, period, repeats, swings, wild
from actplot.expressions.values import Evaluator
from actplot.language.tree import Node, Number, inner_first

FAMILY = "expression"
_NEAR, _FAR = 10.0, 100.0  # from 0, to which they are listed where nothing repeats itself, at least and at most
_PERIODS = 2  # to either side of 0 in which the kinks of what repeats itself are listed


@dataclass(frozen=True, eq=False, repr=False)
class Expression(Activation):
    """A function that a user has typed; its ``text`` is what was typed, ``evaluate`` holds the tree."""

    text: str = ""
    named: bool = False

    @property
    def evaluator(self) -> Evaluator:
        """What computes it."""
        assert isinstance(self.evaluate, Evaluator)
        return self.evaluate

    @property
    def kinks(self) -> tuple[float, ...]:
        """Every x, ascending, at which some derivative of f does not exist; of an infinite set, those near 0."""
        return tuple(kink.x for kink in self._kinks)

    @property
    def _kinks(self) -> tuple[Kink, ...]:
        return _kinks(self.evaluator, tuple(self.parameters.items()), *self.window)

    def places(self, kink: float) -> list[Ball]:
        """Return the kinks, with all digits, that are rounded to this one."""
        return [found.place for found in self._kinks if found.x == kink]

    @property
    def definition(self) -> Node:
        """The tree, with the functions of the catalogue written out."""
        return plain(self.evaluator.program.tree)

    @property
    def endless(self) -> tuple[bool, bool]:
        """Whether there are ever more kinks to the left, and to the right, than those that are listed."""
        left, right = (
            any(kink.endless[i] and side * kink.x > 0 for kink in self._kinks) for i, side in enumerate((-1, 1))
        )
        return left, right

    @property
    def window(self) -> tuple[float, float]:
        """Where the kinks of an infinite set are listed."""
        length = self.period
        if length:
            return -_PERIODS * length, _PERIODS * length
        numbers = [float(node.digits) for node in inner_first(self.definition) if isinstance(node, Number)]
        far = max([_NEAR, *(1.2 * size for size in map(abs, [*numbers, *self.parameters.values()]) if size <= _FAR)])
        return -far, far

    def kinks_between(self, low: float, high: float) -> tuple[float, ...]:
        """Return the kinks in a window, also those of an infinite set."""
        if not self.evaluator.program.waves:
            return super().kinks_between(low, high)
        found = _kinks(self.evaluator, tuple(self.parameters.items()), low, high)
        return tuple(kink.x for kink in found if low < kink.x < high)

    @property
    def wild(self) -> bool:
        """Whether it oscillates ever faster, as sin(x^2) and sin(1/x) do."""
        return _wild(self.evaluator, tuple(self.parameters.items()))

    def proven(self, order: int, end: float) -> bool:
        """Whether an end of the range of f (``order`` 0) or f' (1), found within a few periods, is that for all x.

        It is if f has a limit at both infinities, or comes back period for period, or never passes that end.
        """
        if math.isinf(end) or not self.evaluator.program.waves:
            return True
        if _settled(self.evaluator, tuple(self.parameters.items()))[order]:
            return True
        return not order and any(math.isclose(end, bound) for bound in bounds(self.definition))

    def growth(self, order: int) -> tuple[float, ...]:
        """Return the infinities that f (``order`` 0) or f' (1) has no bound towards, far out."""
        if not self.evaluator.program.waves:
            return super().growth(order)
        return _growth(self.evaluator, tuple(self.parameters.items()))[order]

    @property
    def recurring(self) -> bool:
        """Whether f comes back after a period, but for a constant: then kinks and f' are everywhere those near 0."""
        return _recurring(self.evaluator, tuple(self.parameters.items()))

    @property
    def period(self) -> float | None:
        """The distance after which f' comes back, if the expression goes on to oscillate or step for ever."""
        return _period(self.evaluator, tuple(self.parameters.items()))

    @property
    def kink_slopes(self) -> dict[str, tuple[float, ...]]:
        """Empty: no framework has this function."""
        return {}

    @property
    def stem(self) -> str:
        """The part of ``spec`` before the parameters."""
        return f"{self.name} = {self.text}" if self.named else self.text

    @property
    def spec(self) -> str:
        """The text that gives this function again."""
        values = "".join(f":{key}={repr(value).removesuffix('.0')}" for key, value in self.parameters.items())
        return self.stem + values

    def bind(self, **parameters: float) -> Activation:
        """Return the same function at other parameters.

        Raises:
            ValueError: an unknown parameter, or a value that is not a finite number.

        """
        bound = super().bind(**parameters)
        return replace(bound, swings=_swings(self.evaluator, bound.parameters))

    def resolve(self, which: int, at: Mapping[str, float], decide: Callable[[Ball], Any]) -> Any:
        """Return what ``decide`` says of a ball around f (``which`` is 0) or f' (1)."""
        decided: list[Any] = []

        def enough(part: Ball) -> bool:
            decided.append(decide(part))
            return decided[-1] is not None

        program = self.evaluator.program
        place = balls.ball(at["x"], points.FIRST)
        found = points.jet(program, place, self.parameters, which + 1, points.FIRST, enough, conventional=not which)
        if found is None:
            raise UndecidedError
        return decided[-1]

    def _open(self, x: Array) -> Any:
        """Return where f or f' is not decided; all other results have as many digits as they need."""
        return np.isin(x, list(self.evaluator.undecided)) if self.evaluator.undecided else np.False_

    @property
    def _stretch(self) -> float:
        """No parameter is too far from its default: each result has a bound of its error."""
        return 1.0

    def _settle_limits(self, results: tuple[Any, Any], there: Any, side: int, all_: bool) -> None:
        """Leave the results at infinities as they are: the program of an expression is evaluated there too."""

    def _agrees(self, slope: float, by_convention: float, x: float) -> bool:
        """Whether a slope that the tree gives is right; at a kink, where it would not be, there is none."""
        return True

    @property
    def _reach(self) -> tuple[float, float]:
        return 0.0, 0.0  # zeros are looked for everywhere: it takes some expressions long to say where they begin

    def _sign_before_zero(self) -> float:
        program = self.evaluator.program
        try:
            found = points.jet(program, balls.ball(-5e-324, 64), self.parameters, 1, points.FIRST, _signed)
            sign = found[0].sign() if found else 0
        except ArithmeticError:
            sign = 0
        return float(sign) or math.copysign(1.0, formulas.in_floats(self.definition, {**self.parameters, "x": -0.0}))

    def _meaning(self) -> tuple[Any, ...]:
        return type(self), self.name, self.formula, tuple(self.parameters.items()), self.evaluate

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the texts, the tree and the parameters."""
        return _again, (
            self.name if self.named else "",
            self.text,
            self.formula,
            self.tex,
            self.evaluate,
            dict(self.parameters),
        )


def declare(
    name: str, text: str, formula: str, tex: str, evaluator: Evaluator, parameters: Mapping[str, float]
) -> Expression:
    """Return an expression as an activation function.

    Args:
        name: its name, or nothing.
        text: as it was typed.
        formula: as it is printed.
        tex: the formula in TeX.
        evaluator: of its tree.
        parameters: their values.

    """
    return Expression(
        name=name or text,
        title=name or text,
        family=FAMILY,
        summary="An expression; its facts are measured.",
        description="",
        formula=formula,
        derivative_formula="",
        tex=tex,
        evaluate=evaluator,
        defaults=MappingProxyType(dict.fromkeys(parameters, math.nan)),
        parameters=MappingProxyType(dict(parameters)),
        swings=_swings(evaluator, parameters),
        basis="measured",
        text=text,
        named=bool(name),
    )


def _again(*state: Any) -> Expression:
    return declare(*state)


@aside()
def _swings(evaluator: Evaluator, parameters: Mapping[str, float]) -> bool:
    if not evaluator.program.waves:
        return False
    length = _period(evaluator, tuple(parameters.items()))
    return length is not None and swings(plain(evaluator.program.tree), parameters, length)


@cache
@aside()
def _period(evaluator: Evaluator, parameters: tuple[tuple[str, float], ...]) -> float | None:
    return period(plain(evaluator.program.tree), dict(parameters)) if evaluator.program.waves else None


@cache
@aside()
def _growth(
    evaluator: Evaluator, parameters: tuple[tuple[str, float], ...]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    found = [points.far_sizes(evaluator.program, side, dict(parameters)) for side in (-1.0, 1.0)]
    f, slopes = (tuple(sorted({sign * math.inf for sides in found for sign in sides[order]})) for order in (0, 1))
    return f, slopes


@cache
@aside()
def _recurring(evaluator: Evaluator, parameters: tuple[tuple[str, float], ...]) -> bool:
    length, tree = _period(evaluator, parameters), plain(evaluator.program.tree)
    return bool(length) and all(repeats(tree, dict(parameters), length or 0.0, side)[0] for side in (-1.0, 1.0))


@cache
@aside()
def _kinks(
    evaluator: Evaluator, parameters: tuple[tuple[str, float], ...], low: float, high: float
) -> tuple[Kink, ...]:
    return kinks(evaluator.program.tree, dict(parameters), (low, high))


@cache
@np.errstate(all="ignore")
@aside()
def _settled(evaluator: Evaluator, parameters: tuple[tuple[str, float], ...]) -> tuple[bool, bool]:
    """Whether f, and whether f', takes its extremes within a few periods if it has any."""
    program, bound = evaluator.program, dict(parameters)
    length, tree = _period(evaluator, parameters), plain(program.tree)
    steps = any(step.name == "floor" and place in program.varying for place, step in enumerate(program.steps))
    found = [[True, True]]
    for side in (-1.0, 1.0):
        limits = points.far_limits(program, side, bound) if not (steps and length) else [math.nan] * 2
        again = repeats(tree, bound, length, side) if length else (False, False)
        far = side * (2.0**20 + np.linspace(0.0, 3.0, 257)) * (length or 0.0)
        rising = [not length or _one_sided(part) for part in evaluator(far, **bound)]
        found.append(
            [
                back or (up if isinstance(limit, float) and math.isinf(limit) else not _is_nan(limit))
                for limit, back, up in zip(limits, again, rising, strict=True)
            ]
        )
    if _wild(evaluator, parameters):
        # A wave may get ever faster towards a point, as sin(1/x) does.
        for kink in _kinks(evaluator, parameters, -10.0, 10.0):
            for side in (-1, 1):
                limits = points.beside(program, kink.place, side, bound, 2)
                if points.defined_beside(program, kink.place, bound):
                    found.append([not _is_nan(limits[0]), not isinstance(limits[1], float)])
    return all(f for f, _ in found), all(slope for _, slope in found)


def _one_sided(values: Array) -> bool:
    """Whether values that grow without bound do so without coming back towards 0."""
    low, high = float(values.min()), float(values.max())
    return 0.05 * high < low if low > 0 else 0.05 * low > high


def _is_nan(limit: points.Limit) -> bool:
    return isinstance(limit, float) and math.isnan(limit)


@cache
@aside()
def _wild(evaluator: Evaluator, parameters: tuple[tuple[str, float], ...]) -> bool:
    return evaluator.program.waves and wild(plain(evaluator.program.tree), dict(parameters))


def _signed(ball: Ball) -> bool:
    try:
        ball.sign()
    except UnsureError:
        return False
    return True

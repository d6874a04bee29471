"""An expression as an activation function, so that everything works with it that works with the catalogue's."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Any

from actplot.activation import Activation
from actplot.arithmetic import balls, formulas
from actplot.arithmetic.balls import Ball, UnsureError
from actplot.expressions import points
from actplot.expressions.engines import UndecidedError
from actplot.expressions.kinks import Kink, kinks, plain
from actplot.expressions.periods import period, swings, wild
from actplot.expressions.values import Evaluator
from actplot.language.tree import Node

FAMILY = "expression"
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
    def window(self) -> tuple[float, float]:
        """Where the kinks of an infinite set are listed."""
        length = self.period
        return (-_PERIODS * length, _PERIODS * length) if length else (-10.0, 10.0)

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

    @property
    def _stretch(self) -> float:
        """No parameter is too far from its default: each result has a bound of its error."""
        return 1.0

    def _settle_limits(self, results: tuple[Any, Any], there: Any, side: int, all_: bool) -> None:
        """Leave the results at infinities as they are: the program of an expression is evaluated there too."""

    def _agrees(self, slope: float, by_convention: float, x: float) -> bool:
        """Whether a slope that the tree gives is right; at a kink, where it would not be, there is none."""
        return True

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


def _swings(evaluator: Evaluator, parameters: Mapping[str, float]) -> bool:
    if not evaluator.program.waves:
        return False
    length = _period(evaluator, tuple(parameters.items()))
    return length is not None and swings(plain(evaluator.program.tree), parameters, length)


@cache
def _period(evaluator: Evaluator, parameters: tuple[tuple[str, float], ...]) -> float | None:
    return period(plain(evaluator.program.tree), dict(parameters)) if evaluator.program.waves else None


@cache
def _kinks(
    evaluator: Evaluator, parameters: tuple[tuple[str, float], ...], low: float, high: float
) -> tuple[Kink, ...]:
    return kinks(evaluator.program.tree, dict(parameters), (low, high))


@cache
def _wild(evaluator: Evaluator, parameters: tuple[tuple[str, float], ...]) -> bool:
    return evaluator.program.waves and wild(plain(evaluator.program.tree), dict(parameters))


def _signed(ball: Ball) -> bool:
    try:
        ball.sign()
    except UnsureError:
        return False
    return True

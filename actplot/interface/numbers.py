"""Click types for numbers."""

from __future__ import annotations

import math
from typing import Any

import click

from actplot.interface.types import Type
from actplot.language import numbers

MOST_LAYERS = 8  # hidden layers of a network that is drawn or trained


class Numbers(Type):
    """Numbers separated by commas."""

    name = "numbers"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> list[float]:
        """Turn the text into numbers."""
        try:
            return [numbers.number(text) for text in value.split(",")]
        except ValueError as error:
            self.fail(f"{error}; it takes a list such as 1,2,3", param, ctx)


class Points(Type):
    """Numbers, or pairs a:b of them, separated by commas; ``-`` (standard input) is returned as it is."""

    name = "points"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Turn the text into a list of numbers and pairs."""
        try:
            return value if value in {"-", "all"} else [point(text) for text in value.split(",")]
        except ValueError as error:
            self.fail(f"{error}; it takes a list such as -1,0,1", param, ctx)


class LayerSizes(Type):
    """The numbers of units of hidden layers, separated by commas."""

    name = "sizes"

    def __init__(self, most: int) -> None:
        """Take the most units that a layer may have."""
        self.most = most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> list[int]:
        """Turn the text into whole numbers."""
        try:
            found = [numbers.whole(size) for size in value.split(",")]
        except ValueError as error:
            self.fail(f"{error}; it takes a list such as 8,8", param, ctx)
        if not all(1 <= size <= self.most for size in found) or len(found) > MOST_LAYERS:
            self.fail(
                f"{numbers.shown(value)} is not 1 to {MOST_LAYERS} layers of 1 to {self.most} units each", param, ctx
            )
        return found


class Real(click.FloatRange):
    """A finite number, within limits if there are any."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Turn the text into a number and compare it with the limits."""
        try:
            found = numbers.number(value) if isinstance(value, str) else float(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if not math.isfinite(found):
            self.fail(f"{found} is not finite", param, ctx)
        if not _is_within(self, found):
            self.fail(f"{_shortest(found)} is not {_limits(self)}", param, ctx)
        return found


class Whole(click.IntRange):
    """A whole number, within limits if there are any."""

    name = "whole number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Turn the text into a whole number and compare it with the limits."""
        try:
            found = numbers.whole(value) if isinstance(value, str) else int(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if not _is_within(self, found):
            self.fail(f"{found} is not {_limits(self)}", param, ctx)
        return found


def _is_within(kind: Real | Whole, found: float) -> bool:
    above = kind.min is None or (found > kind.min if kind.min_open else found >= kind.min)
    return above and (kind.max is None or found <= kind.max)


def _limits(kind: Real | Whole) -> str:
    """Return the numbers that a type takes, in words."""
    least = _shortest(kind.min or 0)
    if kind.max is not None:
        return f"from {least} to {_shortest(kind.max)}"
    return f"above {least}" if kind.min_open else f"at least {least}"


def _shortest(value: float) -> str:
    return repr(value).removesuffix(".0")


def point(text: str) -> float | tuple[float, float]:
    """Return a number or a pair ``a:b``.

    Raises:
        ValueError: ``text`` is neither.

    """
    a, colon, b = text.partition(":")
    return (numbers.number(a), numbers.number(b)) if colon else numbers.number(text)

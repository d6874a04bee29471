"""Click types for numbers."""

from __future__ import annotations

from typing import Any

import click

from actplot.interface.types import Type

MOST_LAYERS = 8  # hidden layers of a network that is drawn or trained


class Numbers(Type):
    """Numbers separated by commas."""

    name = "numbers"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> list[float]:
        """Turn the text into numbers."""
        try:
            return [number(text) for text in value.split(",")]
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Points(Type):
    """Numbers, or pairs a:b of them, separated by commas; ``-`` (standard input) is returned as it is."""

    name = "points"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Turn the text into a list of numbers and pairs."""
        try:
            return value if value in {"-", "all"} else [point(text) for text in value.split(",")]
        except ValueError as error:
            self.fail(str(error), param, ctx)


class LayerSizes(Type):
    """The numbers of units of hidden layers, separated by commas."""

    name = "sizes"

    def __init__(self, most: int) -> None:
        """Take the most units that a layer may have."""
        self.most = most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> list[int]:
        """Turn the text into whole numbers."""
        try:
            found = [int(size) for size in value.split(",")]
        except ValueError:
            self.fail(f"{value!r} is not a list of whole numbers, such as 8,8", param, ctx)
        if not all(1 <= size <= self.most for size in found) or len(found) > MOST_LAYERS:
            self.fail(f"{value!r} is not 1 to {MOST_LAYERS} layers of 1 to {self.most} units each", param, ctx)
        return found


def number(text: str) -> float:
    """Return the decimal number, inf or nan in ``text``.

    Raises:
        ValueError: it is not a number.

    """
    try:
        if "_" in text:  # digit grouping of Python, which other programs reject
            raise ValueError
        return float(text)
    except ValueError:
        raise ValueError(f"{text.strip()!r} is not a number") from None


def point(text: str) -> float | tuple[float, float]:
    """Return a number or a pair ``a:b``.

    Raises:
        ValueError: ``text`` is neither.

    """
    a, colon, b = text.partition(":")
    return (number(a), number(b)) if colon else number(text)

"""The Click types that commands share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from actplot.activation import Activation


class Spec(click.ParamType[Any]):
    """``NAME[:PARAM=VALUE]...``; several values of a parameter stand for several functions."""

    name = "spec"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> list[Activation]:
        """Turn the text into functions."""
        from actplot import catalogue

        try:
            return catalogue.parse(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Numbers(click.ParamType[Any]):
    """Numbers separated by commas."""

    name = "numbers"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> list[float]:
        """Turn the text into numbers."""
        numbers = []
        for text in value.split(","):
            try:
                numbers.append(float(text))
            except ValueError:
                self.fail(f"{text!r} is not a number", param, ctx)
        return numbers

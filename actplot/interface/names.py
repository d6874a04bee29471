"""The Click type of a list of column names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from actplot.interface.refusals import near
from actplot.interface.types import Type, beginning

if TYPE_CHECKING:
    from actplot.interface.types import Item


class Names(Type):
    """Column names out of ``choices``, separated by commas."""

    name = "names"

    def __init__(self, choices: tuple[str, ...]) -> None:
        """Set the allowed names."""
        self.choices = choices

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> list[str]:
        """Turn the text into names."""
        found = [text.strip() for text in value.split(",")]
        for i, text in enumerate(found):
            if text not in self.choices:
                self.fail(f"unknown column {text!r}; {near(text, self.choices)}", param, ctx)
            if text in found[:i]:
                self.fail(f"{text} is given twice", param, ctx)
        return found

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Item]:
        """Offer the names that are not listed yet."""
        before, comma, _ = incomplete.rpartition(",")
        given = before.split(",")
        return beginning(incomplete, {before + comma + name: "" for name in self.choices if name not in given})

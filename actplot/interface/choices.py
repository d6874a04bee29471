"""The Click type of one of a few words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from actplot.interface.refusals import near
from actplot.language.numbers import shown

if TYPE_CHECKING:
    Words = click.Choice[str]
else:
    Words = click.Choice  # before Click 8.4 it can't be subscripted


class Choice(Words):
    """One of a few words, in any case; another one is refused with the most similar of them, or all of them."""

    def __init__(self, words: Iterable[str]) -> None:
        """Set the allowed words."""
        super().__init__(words, case_sensitive=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the word as it is declared."""
        wanted = value.strip().lower()
        found = next((word for word in self.choices if word.lower() == wanted), None)
        if found is None:
            self.fail(f"unknown value {shown(value)}; {near(wanted, self.choices)}", param, ctx)
        return found

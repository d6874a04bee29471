"""Checks of limits, and hints for misspelt names."""

from __future__ import annotations

from collections.abc import Sequence

import click

from actplot.language.near import nearest

FEWEST = 2  # letters that begin a name


class Misread(click.BadParameter):
    """A text that is not understood; ``excerpt`` is the text with a caret under the place, on two lines."""

    def __init__(self, message: str, excerpt: str, ctx: click.Context | None, param: click.Parameter | None) -> None:
        """Hold the message and the lines that stand below it."""
        super().__init__(message, ctx=ctx, param=param)
        self.excerpt = excerpt


def require_at_most(most: int, count: int, what: str) -> None:
    """Refuse a count above a limit that bounds time or memory.

    Raises:
        click.UsageError: ``count`` is larger than ``most``; the message has both.

    """
    if count > most:
        raise click.UsageError(f"{count} {what} are too many; the limit is {most}")


def near(text: str, choices: Sequence[str]) -> str:
    """Return a hint for a misspelt name: the choices that it begins, else the most similar, else all of them."""
    begun = [choice for choice in choices if choice.startswith(text)] if len(text) >= FEWEST else []
    meant = begun or [found for found in [nearest(text, choices)] if found]
    return f"did you mean {' or '.join(map(repr, meant))}?" if meant else f"choose from {', '.join(choices)}"

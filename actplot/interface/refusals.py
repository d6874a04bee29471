"""Checks of limits, and hints for misspelt names."""

from __future__ import annotations

from collections.abc import Sequence

import click

from actplot.language.near import nearest


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
    """Return a hint for a misspelt name: the most similar choice, or all of them if none is similar."""
    found = nearest(text, choices)
    return f"did you mean {found!r}?" if found else f"choose from {', '.join(choices)}"

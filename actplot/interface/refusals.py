"""Checks of limits, and hints for misspelt names."""

from __future__ import annotations

from collections.abc import Sequence

import click


def require_at_most(most: int, count: int, what: str) -> None:
    """Refuse a count above a limit that bounds time or memory.

    Raises:
        click.UsageError: ``count`` is larger than ``most``; the message has both.

    """
    if count > most:
        raise click.UsageError(f"{count} {what} are too many; the limit is {most}")


def near(text: str, choices: Sequence[str]) -> str:
    """Return a hint for a misspelt name: the most similar choice, or all of them if none is similar."""
    from difflib import get_close_matches

    found = get_close_matches(text[:100], choices, n=1)
    return f"did you mean {found[0]!r}?" if found else f"choose from {', '.join(choices)}"

"""How a command line is refused: limits, and near misses of names."""

from __future__ import annotations

from collections.abc import Sequence

import click


def require_at_most(most: int, count: int, what: str) -> None:
    """Refuse more than ``most`` of something that time or memory depends on.

    Raises:
        click.UsageError: ``count`` is more; the message has both.

    """
    if count > most:
        raise click.UsageError(f"{count} {what} are too many; the limit is {most}")


def near(text: str, choices: Sequence[str]) -> str:
    """Return a hint for a wrong name: the choice that is most like it, or else all of them."""
    from difflib import get_close_matches

    found = get_close_matches(text[:100], choices, n=1)
    return f"did you mean {found[0]!r}?" if found else f"choose from {', '.join(choices)}"

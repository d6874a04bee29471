"""The base of the Click types, and their completion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    Item = CompletionItem[str]
    Type = click.ParamType[Any]
else:
    Type = click.ParamType  # before Click 8.4 it can't be subscripted


def beginning(incomplete: str, offered: dict[str, str]) -> list[Item]:
    """Return the completions that begin with ``incomplete``, in any case; ``offered`` has the help for each."""
    from click.shell_completion import CompletionItem

    return [
        CompletionItem(value, help=text or None)
        for value, text in offered.items()
        if value.lower().startswith(incomplete.lower())
    ]

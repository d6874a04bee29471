"""The Click type of ``--output``, and the check of its folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from actplot.interface.types import Type

if TYPE_CHECKING:
    from actplot.interface.types import Item


class Output(Type):
    """The path of an output file; ``-`` is standard output."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Refuse an empty path, and NUL in a path."""
        if not value or "\0" in value:
            self.fail(f"{value!r} is not a path", param, ctx)
        return str(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Item]:
        """Let the shell complete files."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type="file")]


def require_folder(path: str) -> None:
    """Refuse an output whose folder does not exist.

    Raises:
        click.BadParameter: it does not exist, or it or one of its parents is a file.

    """
    from pathlib import Path

    folder = Path(path).parent
    if folder.is_dir():
        return
    file = next((found for found in (folder, *folder.parents) if found.is_file()), None)
    what = f"{str(file)!r} is a file, not a folder" if file else f"the folder {str(folder)!r} does not exist"
    raise click.BadParameter(what, param_hint="'--output'")

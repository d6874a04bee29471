"""The Click type of ``--output``, and the check of its folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from actplot.interface.types import Type

if TYPE_CHECKING:
    from actplot.interface.types import Item


class _File(Type):
    """A path that the shell completes."""

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Item]:
        """Leave it to the shell."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type="file")]


class Existing(_File):
    """The path of a file that will be read."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Refuse what is not a file."""
        from pathlib import Path

        if "\0" in value or not Path(value).exists():
            self.fail(f"there is no file {value!r}", param, ctx)
        if Path(value).is_dir():
            self.fail(f"{value!r} is a folder, not a file", param, ctx)
        return str(value)


class Output(_File):
    """The path of an output file; ``-`` is standard output."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Refuse an empty path, and NUL in a path."""
        if not value or "\0" in value:
            self.fail(f"{value!r} is not a path", param, ctx)
        return str(value)


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

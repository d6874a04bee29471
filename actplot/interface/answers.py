"""Where answers go: numbers and pictures, to standard output or to files, whose suffixes are their formats.

All of it is settled before any work is done.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from actplot.interface.paths import Output, require_folder
from actplot.pictures import encoders
from actplot.tables import formats

if TYPE_CHECKING:
    from actplot.tables.layout import ForPeople, ForPrograms

STILLS = encoders.names(moving=False)


class Target(NamedTuple):
    """A file, or standard output as ``-``, and the name of its format."""

    path: str
    form: str


class Plan(NamedTuple):
    """Where the numbers go, and a picture of them if one is asked for."""

    picture: Target | None
    path: str
    """Of the numbers."""
    form: ForPeople | ForPrograms
    """Their format."""
    asked: bool
    """Whether they were asked for in a format, so that nothing may be added to them."""


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--output`` and ``--format`` to a command that has numbers and a picture."""
    form = click.option(
        "-f",
        "--format",
        "file_format",
        type=click.Choice(formats.names()),
        help="The format of the numbers.  [default: table]",
    )
    place = click.option(
        "-o",
        "--output",
        type=Output(),
        metavar="PATH",
        help=f"A picture ({', '.join(STILLS)}) or a file for the numbers; '-' is standard output.",
    )
    return place(form(command))


def on_terminal() -> bool:
    """Whether standard output is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def suffix_of(path: str) -> str:
    """Return the suffix of a file in lower case, without its dot; standard output has none."""
    name = os.path.basename(path)  # noqa: PTH119 - pathlib loads slowly
    return name.rpartition(".")[2].lower() if "." in name else ""


def form_of(path: str, given: str | None, suffixes: Mapping[str, str], default: str | None = None) -> str | None:
    """Return the name of the format that the options ask for, or None if they leave it open.

    Args:
        path: of the file, or ``-``.
        given: the format that is named.
        suffixes: the format that each suffix stands for.
        default: the format of a file without a suffix; without it, such a file is refused.

    Raises:
        click.BadParameter: the suffix stands for another format, or for none and none is given.

    """
    suffix = suffix_of(path)
    found = suffixes.get(suffix)
    if given and found and given != found:
        raise click.BadParameter(f"{given!r} contradicts the suffix of {path!r}", param_hint="'--format'")
    if given or found or path == "-":
        return given or found
    if not suffix and default:
        return default
    allowed = ", ".join(suffixes)
    raise click.BadParameter(f"the suffix of {path!r} is none of {allowed}; give a --format", param_hint="'--output'")


def table_form(path: str, given: str | None, others: Sequence[str] = ()) -> ForPeople | ForPrograms:
    """Return the format of a table; one that is for terminals has a substitute anywhere else.

    Raises:
        click.BadParameter: the options contradict each other; ``others`` are suffixes that would also be allowed.

    """
    if path != "-":
        require_folder(path)
    shown = path == "-" and on_terminal()
    if given and not shown:
        given = formats.get(given).elsewhere or given
    name = form_of(path, given, dict.fromkeys(others, "") | formats.suffixes())
    form = formats.get(name or "table")
    return form if shown or not form.elsewhere else formats.get(form.elsewhere)


def plan(output: str | None, file_format: str | None) -> Plan:
    """Read the options of a command that has numbers and a picture.

    Raises:
        click.BadParameter: they contradict each other, or there is no such folder.

    """
    path = output or "-"
    picture = None
    if suffix_of(path) in STILLS:
        require_folder(path)
        picture, path = Target(path, suffix_of(path)), "-"
    form = table_form(path, file_format, STILLS)
    return Plan(picture, path, form, bool(file_format) or path != "-")


def send(plan: Plan, numbers: Callable[[ForPeople | ForPrograms], str], picture: Callable[[str], bytes]) -> None:
    """Write what is planned; the path of a written file is the last line on standard output.

    Args:
        plan: where it goes.
        numbers: returns the numbers in a format.
        picture: returns the picture in the format of that name.

    """
    from actplot.interface import output

    text = numbers(plan.form)
    if plan.picture:
        import actplot.pictures.style  # noqa: F401 - before matplotlib: it shuts out the user's settings

        output.write(picture(plan.picture.form), plan.picture.path)
        text += "" if plan.asked else f"\n{plan.picture.path}\n"
    output.write(text.encode(), plan.path)
    if plan.path != "-":
        output.write(f"{plan.path}\n".encode(), "-")


def stream(text: Iterable[str], path: str) -> None:
    """Write a text as it comes."""
    from actplot.interface import output

    with output.opened(path) as file:
        for part in text:
            file.write(part.encode())
            if path == "-":
                file.flush()  # what is known is seen before more is asked for


def picture_file(output: str | None, given: Sequence[str], name: str) -> Target:
    """Return the file of one picture; without ``output`` it is called ``name``.

    Raises:
        click.BadParameter: several formats, or one that contradicts the suffix, no such folder, or bytes that would
            go to a terminal.

    """
    if len(given) > 1:
        where = "standard output" if output == "-" else "one file"
        raise click.BadParameter(
            f"{' and '.join(given)} to {where}; several need a folder as --output", param_hint="'--format'"
        )
    path = output or f"{name}.{given[0] if given else encoders.DEFAULT}"
    known = {form: form for form in encoders.names()}
    form = form_of(path, given[0] if given else None, known, encoders.DEFAULT) or encoders.DEFAULT
    if path != "-":
        require_folder(path)
    elif on_terminal() and not encoders.get(form).text:
        raise click.BadParameter(
            f"{form} is binary, and standard output is a terminal; name a file, or pipe it to a program",
            param_hint="'--output'",
        )
    return Target(path, form)


def picture_files(folder: str, given: Sequence[str], names: Sequence[str]) -> list[Target]:
    """Return the files of several pictures in a folder, one for each name and format.

    Raises:
        click.BadParameter: it can't be a folder, or its own folder does not exist.

    """
    from pathlib import Path

    path = Path(folder)
    if path.name == "-":
        raise click.BadParameter("'-' is standard output and can't be a folder", param_hint="'--output'")
    if path.exists() and not path.is_dir():
        raise click.BadParameter(f"{folder!r} is a file, not a folder", param_hint="'--output'")
    require_folder(folder)
    return [Target(str(path / f"{name}.{form}"), form) for name in names for form in given or [encoders.DEFAULT]]


def is_folder(output: str | None) -> bool:
    """Whether ``--output`` names a folder, which need not exist."""
    if output in (None, "-"):
        return False
    return str(output).endswith(("/", os.sep)) or os.path.isdir(str(output))  # noqa: PTH112

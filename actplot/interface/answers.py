"""Output targets: standard output, or files whose suffixes select the format.

Each command determines its targets before it does any work.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from actplot.interface.choices import Choice
from actplot.interface.paths import Output, require_folder
from actplot.pictures import encoders
from actplot.tables import formats

if TYPE_CHECKING:
    from actplot.tables.layout import ExactFormat, ReadableFormat


class Target(NamedTuple):
    """A file, or standard output as ``-``, and the name of its format."""

    path: str
    form: str


class Plan(NamedTuple):
    """The targets of a command that prints numbers and can draw them."""

    picture: Target | None
    path: str
    """The path of the numbers."""
    form: ReadableFormat | ExactFormat
    """The format of the numbers."""
    asked: bool
    """Whether a format or file was requested for the numbers, so that nothing else may be printed with them."""


def options(command: Callable[..., Any], names: Sequence[str] = ("-o", "--output")) -> Callable[..., Any]:
    """Add ``--output``, under these names, and ``--format`` to a command that has numbers and a picture."""
    form = click.option(
        "-f",
        "--format",
        "file_format",
        type=Choice(formats.names()),
        help="The format of the numbers.  [default: table]",
    )
    place = click.option(
        *names,
        "output",
        type=Output(),
        metavar="PATH",
        help=f"A picture ({encoders.listed(encoders.Still)}) or a file for the numbers; '-' is standard output.",
    )
    return place(form(command))


def on_terminal() -> bool:
    """Whether standard output is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def suffix_of(path: str) -> str:
    """Return the suffix of a file in lower case, without its dot; standard output has none."""
    name = os.path.basename(path)  # noqa: PTH119 - pathlib loads slowly
    return name.rpartition(".")[2].lower() if "." in name else ""


def is_target(path: str) -> bool:
    """Whether a word is standard output or a file, of numbers or a picture, by its suffix."""
    return path == "-" or suffix_of(path) in {*encoders.names(encoders.Still), *formats.suffixes()}


def form_of(path: str, given: str | None, suffixes: Mapping[str, str], default: str | None = None) -> str | None:
    """Return the name of the format that path and ``--format`` select, or None if they select none.

    Args:
        path: of the file, or ``-``.
        given: the value of ``--format``.
        suffixes: the format of each suffix.
        default: the format of a file without a suffix; if None, such a file is refused.

    Raises:
        click.BadParameter: the suffix contradicts ``given``, or is unknown and nothing is given.

    """
    suffix = suffix_of(path)
    found = suffixes.get(suffix)
    if given and found and given != found:
        raise click.BadParameter(f"{given!r} contradicts the suffix of {path!r}", param_hint="'--format'")
    if given or found or path == "-":
        return given or found
    if not suffix and default:
        return default
    # Where pictures are chosen by their suffix, --format is that of the numbers and gives no picture.
    hint = "" if suffix and "" in suffixes.values() else "; give a --format"
    raise click.BadParameter(
        f"the suffix of {path!r} is none of {', '.join(suffixes)}{hint}", param_hint="'--output'"
    )


def table_form(
    path: str, given: str | None, others: Sequence[str] = (), *, standalone: bool = False
) -> ReadableFormat | ExactFormat:
    """Return the format of a table; a format for terminals only is substituted elsewhere.

    ``standalone`` asks for a document where the format has fragments.

    Raises:
        click.BadParameter: suffix and ``given`` contradict each other, the folder does not exist, or the format has
            no fragments. ``others`` are suffixes that the message lists as allowed too.

    """
    if path != "-":
        require_folder(path)
    shown = path == "-" and on_terminal()
    if given and not shown:
        given = formats.get(given).elsewhere or given
    name = form_of(path, given, dict.fromkeys(others, "") | formats.suffixes())
    form = formats.get(name or "table")
    if not shown and form.elsewhere:
        form = formats.get(form.elsewhere)
    if standalone:
        if not form.fragment:
            able = ", ".join(known for known in formats.names() if formats.get(known).fragment)
            raise click.BadParameter(f"it works for {able}, not for {name or 'table'}", param_hint="'--standalone'")
        form = copy(form)
        form.standalone = True
    return form


def plan(output: str | None, file_format: str | None) -> Plan:
    """Return the targets of a command that prints numbers and can draw them.

    Raises:
        click.BadParameter: the options contradict each other, or the folder does not exist.

    """
    path = output or "-"
    picture = None
    if suffix_of(path) in encoders.names(encoders.Still):
        require_folder(path)
        picture, path = Target(path, suffix_of(path)), "-"
    form = table_form(path, file_format, encoders.names(encoders.Still))
    return Plan(picture, path, form, bool(file_format) or path != "-")


def pictures(plan: Plan) -> list[str]:
    """Return the paths of the pictures of a plan."""
    return [plan.picture.path] if plan.picture else []


def send(plan: Plan, numbers: Callable[[ReadableFormat | ExactFormat], str], picture: Callable[[str], bytes]) -> None:
    """Write numbers and picture to their targets; the path of a file is the last line on standard output.

    Args:
        plan: the targets.
        numbers: returns the numbers in a format.
        picture: returns the picture in the format of that name.

    Raises:
        click.UsageError: ``picture`` raised a ValueError.

    """
    from actplot.interface import output

    text = numbers(plan.form)
    if plan.picture:
        from actplot.interface.isolation import isolate

        isolate()
        try:
            drawn = picture(plan.picture.form)
        except ValueError as error:
            raise click.UsageError(str(error)) from None
        output.write(drawn, plan.picture.path)
        text += "" if plan.asked else f"\n{plan.picture.path}\n"
    output.write(text.encode(), plan.path)
    if plan.path != "-":
        output.announce([plan.path])


def stream(text: Iterable[str], path: str) -> None:
    """Write a text part by part, without a delay on standard output."""
    from actplot.interface import output

    with output.opened(path) as file:
        for part in text:
            file.write(part.encode())
            if path == "-":
                file.flush()


def picture_file(output: str | None, given: Sequence[str], name: str) -> Target:
    """Return the target of one picture; without ``output`` the file is called ``name``.

    Raises:
        click.BadParameter: several formats, a format that contradicts the suffix, a folder that does not exist, or a
            binary format on a terminal.

    """
    if len(given) > 1:
        where = "standard output" if output == "-" else "one file"
        raise click.BadParameter(
            f"{' and '.join(given)} to {where}; several need a folder as --output", param_hint="'--format'"
        )
    chosen = given[0] if given else encoders.DEFAULT
    path = output or ("-" if encoders.get(chosen).printed else f"{name}.{chosen}")
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
    """Return the targets of several pictures in a folder, one for each name and format.

    Raises:
        click.BadParameter: the path is a file or ``-``, or its parent folder does not exist.

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
    """Whether ``--output`` is a folder, which need not exist yet."""
    if output in (None, "-"):
        return False
    return str(output).endswith(("/", os.sep)) or os.path.isdir(str(output))  # noqa: PTH112

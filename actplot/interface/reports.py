"""How neuron, depth and boundary answer: their numbers as text, and a picture where one is asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import click

from actplot.commands.table import FORMATS, SUFFIXES
from actplot.interface.arguments import require_folder

PICTURES = ("png", "svg", "pdf")
MOST_LAYERS = 8


class Plan(NamedTuple):
    """Where the answer goes, known before any work is done."""

    picture: tuple[str, str] | None
    """Path and format."""
    path: str
    """Of the text."""
    text: str
    """Its format."""
    asked: bool
    """Whether the text was asked for in a format, so that nothing may be added to it."""


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--output`` and ``--format``."""
    form = click.option(
        "-f", "--format", "file_format", type=click.Choice(FORMATS), help="The form of the numbers.  [default: table]"
    )
    place = click.option(
        "-o", "--output", metavar="PATH", help="A picture (png, svg, pdf) or a file for the numbers; '-' is stdout."
    )
    return place(form(command))


def hidden(most: int, **settings: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add ``--hidden``, a list of layers of at most ``most`` units each."""

    def sizes(_: click.Context, param: click.Parameter, value: str | None) -> list[int] | None:
        if value is None:
            return None
        try:
            found = [int(size) for size in value.split(",")]
        except ValueError:
            raise click.BadParameter(f"{value!r} is not a list of whole numbers, such as 8,8", param=param) from None
        if not all(1 <= size <= most for size in found) or len(found) > MOST_LAYERS:
            allowed = f"1 to {MOST_LAYERS} layers of 1 to {most} units each"
            raise click.BadParameter(f"{value!r} is not {allowed}", param=param)
        return found

    return click.option("--hidden", metavar="N,...", callback=sizes, **settings)


def plan(output: str | None, file_format: str | None) -> Plan:
    """Read the two options.

    Raises:
        click.BadParameter: they contradict each other, or the file can't be.

    """
    from pathlib import Path

    default = "table" if sys.stdout is not None and sys.stdout.isatty() else "plain"
    if output in (None, "-"):
        return Plan(None, "-", file_format if file_format not in (None, "table") else default, bool(file_format))
    path = Path(str(output))
    suffix = path.suffix[1:].lower()
    require_folder(path)
    if suffix in PICTURES:
        return Plan((str(path), suffix), "-", file_format or default, bool(file_format))
    found = SUFFIXES.get(suffix)
    if not found and (suffix or not file_format):
        allowed = ", ".join((*PICTURES, *SUFFIXES))
        raise click.BadParameter(f"the suffix of {output!r} is none of {allowed}", param_hint="'--output'")
    if found and file_format and file_format != found:
        raise click.BadParameter(f"{file_format!r} contradicts the suffix of {output!r}", param_hint="'--format'")
    return Plan(None, str(path), found or str(file_format), True)


def send(plan: Plan, text: Callable[[str], str], picture: Callable[[str], bytes]) -> None:
    """Write what is planned; the path of a written file is the last line on standard output.

    Args:
        plan: where it goes.
        text: gives the numbers in a format.
        picture: gives the picture in a format.

    """
    from actplot.interface import output

    words = text(plan.text)
    if plan.picture:
        import actplot.pictures.look  # noqa: F401 - before all others: it keeps the user's settings from matplotlib

        path, form = plan.picture
        output.write(picture(form), path)
        words += "" if plan.asked else f"\n{path}\n"
    output.write(words.encode(), plan.path)
    if plan.path != "-":
        output.write(f"{plan.path}\n".encode(), "-")


@contextmanager
def progress(total: int, label: str) -> Iterator[Callable[[], None]]:
    """Give a function to call ``total`` times; it moves a bar on standard error, if that is a terminal."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress

    done, shown = 0, max(1, total // 100)
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=total)

        def tick() -> None:
            nonlocal done
            done += 1
            if done % shown == 0 or done == total:
                bar.update(task, completed=done)

        yield tick

"""How neuron, depth and boundary answer: their numbers as text, and a picture where one is asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import click

PICTURES: tuple[str, ...] = ()
TEXTS = ("table", "csv", "json")


class Plan(NamedTuple):
    """Where the answer goes, known before any work is done."""

    path: str | None
    """Of the picture or, without one, of the text; None is standard output."""
    picture: str | None
    """The picture's format."""
    text: str | None
    """The format of the text that goes to standard output, or to the path if there is no picture."""


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--output`` and ``--format``."""
    given = click.option("-o", "--output", metavar="PATH", help="A file for the numbers (csv, json); '-' is stdout.")
    return given(
        click.option("-f", "--format", "file_format", type=click.Choice(TEXTS), help="The numbers' form.")(command)
    )


def plan(output: str | None, file_format: str | None) -> Plan:
    """Read the two options.

    Raises:
        click.BadParameter: they contradict each other, or the file can't be.

    """
    if output in (None, "-"):
        return Plan(None, None, file_format)
    path = Path(str(output))
    suffix = path.suffix[1:].lower()
    if suffix not in PICTURES + TEXTS[1:] and (suffix or not file_format):
        raise click.BadParameter(
            f"the suffix of {output!r} is not one of {', '.join(PICTURES + TEXTS[1:])}", param_hint="'--output'"
        )
    if not path.parent.is_dir():
        raise click.BadParameter(f"the folder {str(path.parent)!r} does not exist", param_hint="'--output'")
    if suffix in PICTURES:
        return Plan(output, suffix, file_format)
    if suffix and file_format not in (None, suffix):
        raise click.BadParameter(f"{file_format!r} contradicts the suffix of {output!r}", param_hint="'--format'")
    return Plan(output, None, suffix or file_format)


def send(plan: Plan, text: Callable[[str], str]) -> None:
    """Write what is planned; the path of a written file is the last line on standard output.

    Args:
        plan: where it goes.
        text: gives the numbers in a format.

    """
    from actplot import output

    words = text(plan.text or "table")
    if plan.path:
        output.write(words.encode(), plan.path)
        words = ""
    if plan.path and (not plan.text or not words):
        words += plan.path + "\n"
    output.write(words.encode(), "-")


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

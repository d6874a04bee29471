"""``actplot redraw``."""

from __future__ import annotations

import io
import shlex
from contextlib import redirect_stdout, suppress
from typing import TYPE_CHECKING

import click

from actplot.interface import looks
from actplot.interface.paths import Existing

if TYPE_CHECKING:
    from actplot.pictures.encoders import Carried

MOST_BYTES = 200_000_000


@click.command(name="redraw")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=Existing())
@click.option("--check", is_flag=True, help="Write nothing; list the files that are not current, and exit with 1.")
def command(files: tuple[str, ...], check: bool) -> None:
    r"""Draw pictures again by the commands that they carry, and print the paths of those that changed.

    A picture made by actplot (png, svg, pdf, gif) holds the command that draws it. Only commands of actplot that draw
    are run, and nothing but FILE is written. With --check a file is current if drawing it again gives the same bytes;
    one that was drawn by another version of actplot or matplotlib is listed as such.

    \b
    Examples:
      actplot plot relu --deriv -o relu.svg
      actplot redraw --check relu.svg
      actplot redraw relu.svg
    """
    from actplot.interface import output
    from actplot.interface.isolation import isolate
    from actplot.interface.progress import tracked

    isolate()
    failed = stale = False
    for path in tracked(dict.fromkeys(files), "pictures", len(files)):
        try:
            old, carried, new = _again(path)
        except (click.ClickException, OSError) as error:
            failed = True
            message = error.format_message() if isinstance(error, click.ClickException) else _reason(error)
            click.echo(f"Error: {path}: {message}", err=True)
            continue
        if new == old:
            continue
        stale = True
        if check:
            click.echo(f"{path}: {_difference(carried)}: {carried.command}")
        else:
            output.write(new, path)
            click.echo(path)
    if failed or (check and stale):
        click.get_current_context().exit(1)


def _again(path: str) -> tuple[bytes, Carried, bytes]:
    """Return the bytes of a picture, what it carries, and the bytes of its command's picture.

    Raises:
        click.ClickException: it carries no command that draws, or the command fails.
        OSError: it can't be read, or is damaged.

    """
    import tempfile
    from pathlib import Path

    from actplot.pictures import encoders

    with Path(path).open("rb") as file:
        old = file.read(MOST_BYTES + 1)
    if len(old) > MOST_BYTES:
        raise click.ClickException(f"it is larger than {MOST_BYTES} bytes")
    form, carried = encoders.carried(old)
    try:
        program, name, *arguments = shlex.split(carried.command)
    except ValueError:
        program = ""
    if program != "actplot" or not carried.software.startswith("actplot "):
        raise click.ClickException("it carries no command of actplot")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"picture.{form}"
        try:
            _run(name, arguments, str(target))
        except click.ClickException as error:
            raise click.ClickException(f"{carried.command}: {error.format_message()}") from None
        return old, carried, target.read_bytes()


def _run(name: str, arguments: list[str], target: str) -> None:
    """Run a command that draws, with ``target`` as its output and nothing on standard output.

    Raises:
        click.ClickException: it is none, it names a place for its output, or it fails.

    """
    root = click.get_current_context().find_root()
    assert isinstance(root.command, click.Group)
    command = root.command.get_command(root, name)
    if command is None or not looks.draws(command):
        raise click.ClickException(f"{name!r} is no command that draws")
    given, _, _ = command.make_parser(click.Context(command, parent=root)).parse_args(list(arguments))
    places = set(given) & set(looks.PLACES)
    if places:
        raise click.ClickException("it names an output of its own")
    context = command.make_context(name, ["-o", target, *arguments], parent=root)
    with context as inner, redirect_stdout(io.TextIOWrapper(io.BytesIO())), suppress(click.exceptions.Exit):
        command.invoke(inner)  # a check that finds errors draws them, and exits


def _difference(carried: Carried) -> str:
    """Return how a picture that is not current differs from the one that its command draws."""
    from actplot.pictures.figures import software

    return "stale" if carried.software == software() else f"drawn by {carried.software}, not {software()}"


def _reason(error: OSError) -> str:
    return error.strerror or str(error)

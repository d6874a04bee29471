"""``actplot plot``."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from actplot.arguments import Spec

if TYPE_CHECKING:
    from actplot.activation import Activation

FORMATS = ("png", "svg", "pdf")


def _interval(
    _: click.Context, param: click.Parameter, value: tuple[float, float] | None
) -> tuple[float, float] | None:
    if value and not (math.isfinite(value[0]) and math.isfinite(value[1]) and value[0] < value[1]):
        raise click.BadParameter(
            f"LO must be less than HI and both finite, not {value[0]:g} {value[1]:g}", param=param
        )
    return value


@click.command(name="plot")
@click.argument("specs", metavar="SPEC...", nargs=-1, required=True, type=Spec())
@click.option("-d", "--deriv", is_flag=True, help="Draw the derivative too.")
@click.option("-o", "--output", metavar="PATH", help="The file; '-' is stdout.  [default: NAME.png]")
@click.option("-f", "--format", "file_format", type=click.Choice(FORMATS), help="When PATH has no suffix.")
@click.option("--xlim", nargs=2, type=float, callback=_interval, metavar="LO HI", help="The window in x.")
@click.option("--ylim", nargs=2, type=float, callback=_interval, metavar="LO HI", help="The window in y.")
@click.option("--size", nargs=2, type=click.FloatRange(1, 100), default=None, metavar="W H", help="Inches.")
@click.option("--dpi", type=click.FloatRange(10, 1200), default=200, show_default=True, help="Dots per inch.")
@click.option("--title", metavar="TEXT", help="Instead of the name and formula.")
def command(
    specs: tuple[list[Activation], ...],
    deriv: bool,
    output: str | None,
    file_format: str | None,
    xlim: tuple[float, float] | None,
    ylim: tuple[float, float] | None,
    size: tuple[float, float] | None,
    dpi: float,
    title: str | None,
) -> None:
    r"""Draw functions, write the picture to a file and print its path.

    \b
    Examples:
      actplot plot relu --deriv
      actplot plot sigmoid tanh relu --deriv -o three.svg
      actplot plot elu:alpha=2 -o - -f svg > elu.svg
    """
    functions = [function for found in specs for function in found]
    path = output or "-".join(function.name for function in functions) + f".{file_format or 'png'}"
    suffix = "" if path == "-" else Path(path).suffix[1:].lower()
    chosen = file_format or suffix or "png"
    if chosen not in FORMATS:
        raise click.BadParameter(f"{suffix!r} is not one of {', '.join(FORMATS)}", param_hint="'--output'")
    if suffix and suffix != chosen:
        raise click.BadParameter(f"{chosen!r} contradicts the suffix of {path!r}", param_hint="'--format'")
    if path != "-" and not Path(path).parent.is_dir():
        raise click.BadParameter(f"the folder {str(Path(path).parent)!r} does not exist", param_hint="'--output'")
    if size and size[0] * size[1] * dpi * dpi > 200e6:
        raise click.BadParameter("more than 200 megapixels", param_hint="'--size', '--dpi'")

    from actplot import figures
    from actplot import output as writer

    look = figures.Look(derivative=deriv, size=size, dpi=dpi, title=title, xlim=xlim, ylim=ylim)
    picture = figures.draw(functions, look, chosen)
    try:
        writer.write(picture, path)
    except OSError as error:
        click.echo(f"Error: can't write {path!r}: {error.strerror}", err=True)
        sys.exit(1)
    if path != "-":
        click.echo(path)

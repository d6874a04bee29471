"""``actplot table``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from actplot.arguments import Numbers, Spec

if TYPE_CHECKING:
    from actplot.activation import Activation


@click.command(name="table")
@click.argument("specs", metavar="[SPEC]...", nargs=-1, type=Spec())
@click.option(
    "--at",
    "points",
    metavar="X[,X...]",
    multiple=True,
    type=Numbers(),
    help="Print x, f(x) and f'(x) here; may be given several times.",
)
@click.option(
    "-f",
    "--format",
    "file_format",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
    help="The form of the output.",
)
def command(specs: tuple[list[Activation], ...], points: tuple[list[float], ...], file_format: str) -> None:
    r"""List the functions, or print values of those named.

    \b
    Examples:
      actplot table
      actplot table relu elu:alpha=2 --at -1,0,1
      actplot table gelu --at -inf,-5,0 -f json
    """
    from actplot import catalogue, output, tables

    functions = [f for found in specs for f in found] or list(catalogue.everything().values())
    xs = [x for given in points for x in given]
    rows = tables.values(functions, xs) if xs else tables.listing(functions)
    output.write(tables.render(rows, file_format).encode(), "-")

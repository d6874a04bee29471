"""``actplot show``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from actplot.interface.arguments import Spec

if TYPE_CHECKING:
    from actplot.activation import Activation


@click.command(name="show")
@click.argument("functions", metavar="SPEC", type=Spec())
@click.option(
    "-f",
    "--format",
    "file_format",
    type=click.Choice(["card", "json"]),
    default="card",
    show_default=True,
    help="A card to read, or one JSON object.",
)
@click.option("-o", "--output", "path", metavar="PATH", default="-", help="A file; '-' is stdout.")
def command(functions: list[Activation], file_format: str, path: str) -> None:
    r"""Show all that is known of one function.

    Formula and derivative, parameters, range, slopes, kinks, asymptotes, saturation, what it does to standard normal
    input, its names in PyTorch, Keras, JAX and ONNX and where these differ, where it comes from and what it is for.

    \b
    Examples:
      actplot show gelu
      actplot show elu:alpha=2
      actplot show keras.activations.leaky_relu -f json
    """
    if len(functions) != 1:
        raise click.BadParameter(f"it stands for {len(functions)} functions; show one", param_hint="'SPEC'")

    from actplot.interface import output
    from actplot.tables import card
    from actplot.tables import render as tables

    known = card.card(functions[0])
    if file_format == "json":
        import json

        text = json.dumps(tables.strict(known), indent=2, allow_nan=False) + "\n"
    else:
        import shutil

        on_terminal = path == "-" and sys.stdout is not None and sys.stdout.isatty()
        text = card.text(known, shutil.get_terminal_size().columns if on_terminal else None)
    output.write(text.encode(), path)

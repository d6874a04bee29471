"""``actplot show``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from actplot.interface import answers
from actplot.interface.choices import Choice
from actplot.interface.paths import Output, require_folder
from actplot.interface.specs import Spec

if TYPE_CHECKING:
    from actplot.activation import Activation


def _card(known: dict[str, Any], path: str) -> str:
    """Return the card as a text as wide as the terminal, if it is for one."""
    import shutil

    from actplot.tables import card

    on_terminal = path == "-" and answers.on_terminal()
    return card.text(known, shutil.get_terminal_size().columns if on_terminal else None)


def _json(known: dict[str, Any], _: str) -> str:
    """Return the card as one JSON object."""
    import json

    from actplot.tables.cells import strict

    return json.dumps(strict(known), indent=2, allow_nan=False) + "\n"


FORMATS = {"card": _card, "json": _json}
SUFFIXES = {"txt": "card", "json": "json"}


@click.command(name="show")
@click.argument("functions", metavar="SPEC", type=Spec())
@click.option(
    "-f",
    "--format",
    "file_format",
    type=Choice(FORMATS),
    help="A card to read, or one JSON object.  [default: card]",
)
@click.option(
    "-o",
    "--output",
    "path",
    type=Output(),
    metavar="PATH",
    default="-",
    help="A file, whose suffix selects the format (.txt, .json); '-' is standard output.",
)
def command(functions: list[Activation], file_format: str | None, path: str) -> None:
    r"""Show all that is known of one function.

    Formula and derivative, parameters, range, slopes, kinks and the slopes of frameworks at them, asymptotes,
    saturation, its effect on standard normal input, its names in frameworks, its source and its uses.

    \b
    Examples:
      actplot show gelu
      actplot show elu:alpha=2
      actplot show keras.activations.leaky_relu -f json
    """
    if len(functions) != 1:
        raise click.BadParameter(f"it stands for {len(functions)} functions; show one", param_hint="'SPEC'")
    if path != "-":
        require_folder(path)
    chosen = answers.form_of(path, file_format, SUFFIXES, "card") or "card"

    from actplot.interface import output
    from actplot.tables import card

    output.write(FORMATS[chosen](card.card(functions[0]), path).encode(), path)

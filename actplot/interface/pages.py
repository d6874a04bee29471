"""The page of a text picture: the terminal, or what goes into a pipe or a file."""

from __future__ import annotations

import os
import sys

from actplot.interface import terminal
from actplot.interface.answers import on_terminal
from actplot.pictures.page import Page

COLUMNS_PER_INCH, LINES_PER_INCH = 12.5, 6  # at the default size of pictures, 80 columns and 24 lines


def page_of(path: str, size: tuple[float, float] | None) -> Page:
    """Return the page of a picture at ``path``, which is ``-`` for standard output.

    It has the chosen size in inches, or else that of the terminal; a pipe and a file have 80 columns and 24 lines,
    unless the environment says otherwise.
    """
    if size:
        columns, lines = round(size[0] * COLUMNS_PER_INCH), round(size[1] * LINES_PER_INCH)
    elif path == "-":
        columns, lines = terminal.size()
    else:
        columns, lines = terminal.SIZE
    encoding = "utf-8"
    if path == "-" and sys.stdout is not None:
        encoding = sys.stdout.encoding or encoding
    return Page(columns, lines - 1, encoding, path == "-" and on_terminal() and _colourful())


def _colourful() -> bool:
    """Whether the user and the terminal want colours."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM", "dumb") != "dumb"

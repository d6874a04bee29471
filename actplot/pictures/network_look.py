"""The look of schematics and network plots, and the one place where they are saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from matplotlib.figure import Figure

from actplot.activation import Activation
from actplot.analysis.numbers import plain
from actplot.pictures import figures
from actplot.pictures.look import Look

LOOK = Look()
THEME = LOOK.colours
FORWARD, BACKWARD = THEME.palette[:2]  # the colours of f and f' elsewhere
NEGATIVE = THEME.palette[3]


def save(
    figure: Figure, functions: Sequence[Activation], title: str, sentences: Sequence[str], file_format: str
) -> bytes:
    """Return the bytes of a figure, with a title and a description in its metadata."""
    return figures.save(figure, functions, replace(LOOK, title=title), file_format, plain(" ".join(sentences)))

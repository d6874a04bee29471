"""What pictures of networks share: the colours of the two directions, and the one place where they are saved."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

from matplotlib.figure import Figure

from actplot.activation import Activation
from actplot.analysis.numbers import plain
from actplot.pictures import encoders, figures
from actplot.pictures.look import Look
from actplot.pictures.style import styled
from actplot.pictures.themes import Theme


def forward_and_backward(theme: Theme) -> tuple[str, str]:
    """Return the colours of the forward and of the backward pass, which are those of f and f' elsewhere."""
    return theme.palette[0], theme.palette[1]


def styled_for(look: Look, file_format: str) -> AbstractContextManager[None]:
    """Set the rc parameters of ``look`` while a picture in this format is made and saved."""
    return styled(look, letters=not encoders.get(file_format).text)


def save(
    figure: Figure,
    functions: Sequence[Activation],
    title: str,
    sentences: Sequence[str],
    file_format: str,
    look: Look,
) -> bytes:
    """Return the bytes of a figure, with its title, a description and the command in its metadata."""
    named = replace(look, title=look.title or title)
    return figures.save(figure, functions, named, file_format, plain(" ".join(sentences)))

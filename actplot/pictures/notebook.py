"""Pictures in a Python session: figures for further use, and the pictures that notebooks show of them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from actplot.activation import Activation
from actplot.pictures.look import Look

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHARP = 2  # dots for each pixel of a notebook
REPRESENTATION = "_repr_png_"  # the method that notebooks ask for a picture
PIXELS = 100  # for each inch of a notebook

Picture = tuple[bytes, dict[str, int]]
"""A PNG, and the width and height in pixels at which a notebook shows it."""


def figure(functions: Sequence[Activation], look: Look, axes: Axes | None) -> Figure:
    """Return the figure of functions, or that of ``axes`` after drawing on these.

    Raises:
        ValueError: functions that can't share axes, or options that don't fit them.

    """
    if axes is not None:
        from actplot.pictures.on_axes import draw_on

        draw_on(axes, functions, look)
        owner = axes.get_figure(root=True)
        assert owner is not None
        return owner
    from actplot.pictures import figures
    from actplot.pictures.style import styled

    with styled(look, letters=True):
        made = figures.compose(functions, look)
    made.set_dpi(look.dpi)
    setattr(made, REPRESENTATION, partial(_png, made))
    return made


def attach() -> None:
    """Let notebooks show a function as its picture; call it before one is handed out."""
    setattr(Activation, REPRESENTATION, _picture)


def _picture(function: Activation) -> Picture:
    look = Look(derivative=True, dpi=SHARP * PIXELS)
    return _png(figure([function], look, None))


def _png(made: Figure) -> Picture:
    from actplot.pictures.style import styled

    buffer = io.BytesIO()
    width, height = made.get_size_inches()
    with styled(Look()):
        made.savefig(buffer, format="png", dpi=SHARP * PIXELS)
    return buffer.getvalue(), {"width": round(width * PIXELS), "height": round(height * PIXELS)}

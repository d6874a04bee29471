"""Figures as arrays of pixels, for the formats that consist of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

from actplot.pictures.look import Look


def pixels_of(figure: Figure, look: Look) -> NDArray[np.uint8]:
    """Return a figure at ``look.dpi``, shape (height, width, channels): RGBA if it is transparent, otherwise RGB.

    Raises:
        ValueError: the resolution is too low for letters.

    """
    canvas: Any = figure.canvas if isinstance(figure.canvas, FigureCanvasAgg) else FigureCanvasAgg(figure)
    figure.set_dpi(look.dpi)
    try:
        canvas.draw()
    except RuntimeError as error:
        if "ppem" not in str(error):
            raise
        raise ValueError(f"at {look.dpi:g} dpi some letters would be smaller than a pixel") from None
    pixels = np.asarray(canvas.buffer_rgba())
    return pixels if look.transparent else pixels[..., :3]

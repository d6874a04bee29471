"""Figures as images of pixels, for the formats that consist of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image  # matplotlib itself depends on it

from actplot.pictures.look import Look


def image_of(figure: Figure, look: Look) -> Image.Image:
    """Return a figure at ``look.dpi``: RGBA if it is transparent, otherwise RGB, which is encoded faster.

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
    image = Image.fromarray(np.asarray(canvas.buffer_rgba()))
    return image if look.transparent else image.convert("RGB")

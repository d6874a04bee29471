"""Portable Network Graphics, of figures."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from actplot.pictures.encoders import Carried, Metadata, Still

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from PIL.Image import Image

    from actplot.pictures.look import Look

RUN_LENGTHS = 3  # the strategy Z_RLE of zlib


def _encode(figure: Figure, metadata: Metadata, look: Look) -> bytes:
    from PIL.PngImagePlugin import PngInfo

    texts = PngInfo()
    texts.add_text("Software", metadata.software)
    texts.add_text("Title", metadata.title)
    texts.add_text("Description", metadata.description)
    texts.add_text("Comment", metadata.command)
    buffer = io.BytesIO()
    # Drawings have long runs of one colour: encoding only these takes half the time, and fewer bytes.
    _image(figure, look).save(
        buffer, format="PNG", compress_type=RUN_LENGTHS, dpi=(look.dpi, look.dpi), pnginfo=texts
    )
    return buffer.getvalue()


def _image(figure: Figure, look: Look) -> Image:
    """Return a figure at ``look.dpi``, without an alpha channel unless it is transparent.

    Raises:
        ValueError: the resolution is too low for letters.

    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    canvas: Any = figure.canvas if isinstance(figure.canvas, FigureCanvasAgg) else FigureCanvasAgg(figure)
    figure.set_dpi(look.dpi)
    try:
        canvas.draw()
    except RuntimeError as error:
        if "ppem" not in str(error):
            raise
        raise ValueError(f"at {look.dpi:g} dpi some letters would be smaller than a pixel") from None
    mode, stored = ("RGBA", "RGBA") if look.transparent else ("RGB", "RGBX")
    return Image.frombytes(mode, canvas.get_width_height(), canvas.buffer_rgba(), "raw", stored)


def _carried(data: bytes) -> Carried:
    from PIL import PngImagePlugin

    try:
        with PngImagePlugin.PngImageFile(io.BytesIO(data)) as image:
            texts = image.info  # those before the pixels
            image.verify()
    except (OSError, SyntaxError, ValueError) as error:
        raise OSError(f"it is damaged: {error}") from None
    return Carried(texts.get("Comment", ""), texts.get("Software", ""))


encoder = Still(_encode, b"\x89PNG", _carried, raster=True)

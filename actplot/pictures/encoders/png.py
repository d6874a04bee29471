"""Portable Network Graphics."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from actplot.pictures.encoders import Carried, Metadata, Still

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from actplot.pictures.look import Look


def _encode(figure: Figure, metadata: Metadata, look: Look) -> bytes:
    from PIL import PngImagePlugin

    from actplot.pictures.pixels import image_of

    texts = PngImagePlugin.PngInfo()
    texts.add_text("Software", metadata.software)
    texts.add_text("Title", metadata.title)
    texts.add_text("Description", metadata.description)
    texts.add_text("Comment", metadata.command)
    buffer = io.BytesIO()
    image_of(figure, look).save(buffer, "png", pnginfo=texts, dpi=(look.dpi, look.dpi))
    return buffer.getvalue()


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

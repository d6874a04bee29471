"""Portable Network Graphics (W3C Recommendation, 2003), written in half the time that Pillow takes."""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING, Any

from actplot.pictures.encoders import Carried, Metadata, Still

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from actplot.pictures.look import Look

SIGNATURE = b"\x89PNG\r\n\x1a\n"
COLOUR_TYPES = {3: 2, 4: 6}  # by the number of channels
INCH = 0.0254  # metres
UP = 2  # the filter: each row less the one above it
BAND = 256  # rows that are compressed at once
LEVEL = 4  # of compression: higher ones take longer and make drawings no smaller


def _encode(figure: Figure, metadata: Metadata, look: Look) -> bytes:
    from actplot.pictures.pixels import pixels_of

    pixels = pixels_of(figure, look)
    height, width, channels = pixels.shape
    per_metre = round(look.dpi / INCH)
    return b"".join(
        [
            SIGNATURE,
            _chunk(b"IHDR", struct.pack(">2I5B", width, height, 8, COLOUR_TYPES[channels], 0, 0, 0)),
            _text("Software", metadata.software),
            _text("Title", metadata.title),
            _text("Description", metadata.description),
            _text("Comment", metadata.command),
            _chunk(b"pHYs", struct.pack(">2IB", per_metre, per_metre, 1)),
            _chunk(b"IDAT", _compressed(pixels)),
            _chunk(b"IEND", b""),
        ]
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))


def _text(key: str, text: str) -> bytes:
    """Return a text with its key, in Latin-1 if it has all letters, otherwise in UTF-8."""
    try:
        return _chunk(b"tEXt", key.encode() + b"\0" + text.encode("latin-1"))
    except UnicodeEncodeError:
        return _chunk(b"iTXt", key.encode() + b"\0\0\0\0\0" + text.encode())


def _compressed(pixels: Any) -> bytes:
    """Return the filtered rows, compressed band by band, so that a large picture takes little memory."""
    import numpy as np

    height, width, channels = pixels.shape
    compressor = zlib.compressobj(LEVEL)
    above = np.zeros((1, width * channels), dtype=np.uint8)
    parts = []
    for start in range(0, height, BAND):
        rows = pixels[start : start + BAND].reshape(-1, width * channels)
        filtered = np.full((len(rows), 1 + width * channels), UP, dtype=np.uint8)
        filtered[:, 1:] = rows
        filtered[0, 1:] -= above[0]
        filtered[1:, 1:] -= rows[:-1]
        parts.append(compressor.compress(filtered.data))
        above = rows[-1:]
    return b"".join([*parts, compressor.flush()])


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

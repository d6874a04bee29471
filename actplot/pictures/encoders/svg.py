"""Scalable Vector Graphics, with the description where a screen reader finds it."""

from __future__ import annotations

import html
import io
from typing import TYPE_CHECKING

from actplot.pictures.encoders import Metadata, Still

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from actplot.pictures.look import Look


def _encode(figure: Figure, metadata: Metadata, _: Look) -> bytes:
    buffer = io.BytesIO()
    fields = {"Creator": "actplot", "Date": None, "Title": metadata.title, "Description": metadata.command}
    figure.savefig(buffer, format="svg", metadata=fields)
    head, _end, body = buffer.getvalue().partition(b"</title>")
    described = f"</title>\n <desc>{html.escape(metadata.description, quote=False)}</desc>".encode()
    return head.replace(b"<svg ", b'<svg role="img" ', 1) + described + body


encoder = Still(_encode, raster=False, text=True)

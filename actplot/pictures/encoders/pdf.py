"""Portable Document Format."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from actplot.pictures.encoders import Metadata, Still

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from actplot.pictures.look import Look


def _encode(figure: Figure, metadata: Metadata, _: Look) -> bytes:
    buffer = io.BytesIO()
    fields = {
        "Creator": metadata.software,
        "CreationDate": None,
        "Title": metadata.title,
        "Subject": metadata.description,
        "Keywords": metadata.command,
    }
    figure.savefig(buffer, format="pdf", metadata=fields)
    return buffer.getvalue()


encoder = Still(_encode, raster=False)

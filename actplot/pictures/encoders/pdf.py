"""Portable Document Format."""

from __future__ import annotations

import codecs
import io
import re
from typing import TYPE_CHECKING

from actplot.pictures.encoders import Carried, Metadata, Still

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from actplot.pictures.look import Look

ESCAPES = {b"n": b"\n", b"r": b"\r"}


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


def _carried(data: bytes) -> Carried:
    if not data.rstrip().endswith(b"%%EOF"):
        raise OSError("it is damaged: its end is missing")
    return Carried(_text(data, b"Keywords"), _text(data, b"Creator"))


def _text(data: bytes, field: bytes) -> str:
    """Return a text of the document's information, which is not compressed."""
    found = re.search(rb"/" + field + rb" \(((?:[^\\()]|\\.)*)\)", data, re.DOTALL)
    if not found:
        return ""
    text = re.sub(rb"\\(.)", lambda escaped: ESCAPES.get(escaped[1], escaped[1]), found[1], flags=re.DOTALL)
    mark = codecs.BOM_UTF16_BE
    return text.removeprefix(mark).decode("utf-16-be" if text.startswith(mark) else "latin-1", errors="replace")


encoder = Still(_encode, b"%PDF", _carried, raster=False)

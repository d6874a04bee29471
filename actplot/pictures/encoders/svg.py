"""Scalable Vector Graphics, with the description where a screen reader finds it."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from actplot.pictures.encoders import Carried, Metadata, Still

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from actplot.pictures.look import Look

# Signs that the fonts of a viewer may lack: primes, derivatives, sums, infinity, arrows, comparisons, and raised and
# lowered digits.
SIGNS = re.compile("[\u2032\u2033\u2202\u2207\u2211\u03a3\u221a\u221e\u2190-\u2193\u2264\u2265\u2070-\u208e]")
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
PATH = re.compile(rb' d="[^"]*"')
DIGITS = re.compile(rb"(\.\d{3})\d+")  # of a coordinate, after which a thousandth of a point is left
STYLE = re.compile(rb'style="[^"]*font[^"]*"')


def _encode(figure: Figure, metadata: Metadata, look: Look) -> bytes:
    from html import escape

    buffer = io.BytesIO()
    fields = {"Creator": metadata.software, "Date": None, "Title": metadata.title, "Description": metadata.command}
    _outline_mathematics(figure)
    figure.savefig(buffer, format="svg", metadata=fields)
    head, _end, body = buffer.getvalue().partition(b"</title>")
    described = f"</title>\n <desc>{escape(metadata.description, quote=False)}</desc>".encode()
    return head.replace(b"<svg ", b'<svg role="img" ', 1) + described + _shortened(_with_generic_family(body, look))


def _outline_mathematics(figure: Figure) -> None:
    """Turn formulas and mathematical signs into outlines, as their fonts may not be those of the viewer."""
    from matplotlib.patheffects import Normal
    from matplotlib.text import Text

    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            axis.get_ticklabels()  # makes the texts of the ticks
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        words = text.get_text()
        if SIGNS.search(words) or (text.get_parse_math() and words.count("$") > 1):
            # A text with a path effect is drawn by its outline.
            text.set_path_effects(text.get_path_effects() or [Normal()])


def _shortened(body: bytes) -> bytes:
    """Leave out digits of coordinates that nobody sees."""
    return PATH.sub(lambda path: DIGITS.sub(rb"\1", path[0]), body)


def _with_generic_family(body: bytes, look: Look) -> bytes:
    """Append the family that every viewer has to each list of fonts."""
    generic = look.letters.generic.encode()
    return STYLE.sub(lambda style: re.sub(rb"((?:'[^']+', )*'[^']+')(?!,)", rb"\1, " + generic, style[0]), body)


def _carried(data: bytes) -> Carried:
    from xml.etree import ElementTree

    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        raise OSError(f"it is damaged: {error}") from None
    texts = {field: root.find(f".//{{{DUBLIN_CORE}}}{field}") for field in ("description", "creator")}
    command, software = ("".join(found.itertext()).strip() if found is not None else "" for found in texts.values())
    return Carried(command, software)


encoder = Still(_encode, b"<?xml", _carried, raster=False, text=True)

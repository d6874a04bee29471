"""The header above a picture: name, formula and parameters, or the user's title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.text import Text
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D, Bbox

from actplot.activation import Activation
from actplot.analysis.numbers import number, printable
from actplot.pictures.look import Look
from actplot.pictures.points import MARGIN, in_points, size_in_points
from actplot.pictures.themes import Theme

GAP = 12  # points between the parts of a row


@dataclass(frozen=True)
class Header:
    """The texts of a header; a ``literal`` one is a title that the user gave."""

    name: str
    tex: str = ""
    details: str = ""
    literal: bool = False


def header_of(functions: Sequence[Activation], look: Look, *details: str) -> Header | None:
    """Return the user's title, or name, formula and common parameters of a function; None if there are several."""
    if look.title is not None:
        return Header(look.title, literal=True) if look.title.strip() else None
    if len({function.name for function in functions}) > 1:
        return None
    function = functions[0]
    common = [
        f"{key} = {number(value)}"
        for key, value in function.parameters.items()
        if all(other.parameters[key] == value for other in functions)
    ]
    tex = function.tex.removeprefix("f(x)=").replace(r"\frac", r"\dfrac")
    return Header(function.title, tex, ",  ".join([*common, *filter(None, details)]))


class _Formula:
    """A formula as outlines: as text it would need mathematical fonts that a reader of an SVG may not have."""

    def __init__(self, figure: Figure, tex: str, size: float, colour: str) -> None:
        path = TextPath((0, 0), f"${tex}$", size=size)
        self._box = path.get_extents()  # finds the extrema of every curve, so once
        self._patch = PathPatch(path, facecolor=colour, linewidth=0, gid="formula")
        self._inches = figure.dpi_scale_trans
        self._scale = 1.0
        figure.add_artist(self._patch)

    def extent(self) -> tuple[float, float, float]:
        """Return the width, and the heights above and below the baseline."""
        return self._scale * self._box.x1, self._scale * self._box.y1, -self._scale * self._box.y0

    def shrink(self, factor: float) -> None:
        self._scale *= factor

    def move(self, x: float, y: float) -> None:
        self._patch.set_transform(Affine2D().scale(self._scale).translate(x, y).scale(1 / 72) + self._inches)


class _Words:
    """A text aligned by its baseline."""

    def __init__(self, text: Text) -> None:
        self._text = text

    def extent(self) -> tuple[float, float, float]:
        """Return the width, and the heights above and below the baseline."""
        box = in_points(self._text)
        anchor = self._text.get_transform().transform([self._text.get_position()])
        y = in_points(self._text, Bbox(np.repeat(anchor, 2, axis=0))).y0
        return box.width, box.y1 - y, y - box.y0

    def shrink(self, factor: float) -> None:
        self._text.set_fontsize(max(5.0, float(self._text.get_fontsize()) * factor))

    def move(self, x: float, y: float) -> None:
        figure = self._text.get_figure(root=True)
        assert figure is not None
        width, height = size_in_points(figure)
        self._text.set_position((x / width, y / height))


_Row = list[_Words | _Formula]


def write_header(figure: Figure, header: Header | None, theme: Theme, left: float) -> float:
    """Write the header and return its height in points."""
    if header is None:
        return 0.0
    width, height = size_in_points(figure)
    room = width - left - MARGIN
    if header.literal:
        lines = printable(header.name).split("\n")
        rows: list[_Row] = [[_Words(text)] for line in lines for text in _wrapped(figure, line, room)]
    else:
        rows = _rows(_parts(figure, header, theme), room)
    y = height - MARGIN
    for row in rows:
        measured = [part.extent() for part in row]
        y -= max(up for _, up, _ in measured)
        x = left
        for part, (wide, *_) in zip(row, measured, strict=True):
            part.move(x, y)
            x += wide + GAP
        y -= max(down for *_, down in measured) + 4
    return float(height - MARGIN - y + 5)


def _parts(figure: Figure, header: Header, theme: Theme) -> _Row:
    parts: _Row = [_Words(_bold(figure, header.name))]
    if header.tex:
        parts.append(_Formula(figure, header.tex, 11.5, theme.ink))
    if header.details:
        details = figure.text(0, 0, header.details, va="baseline", fontsize=9, color=theme.soft, parse_math=False)
        parts.append(_Words(details))
    return parts


def _rows(parts: _Row, room: float) -> list[_Row]:
    """Break the parts into rows at most ``room`` points wide, and shrink a part that is wider alone."""
    rows: list[_Row] = [[]]
    for part in parts:
        wide = part.extent()[0]
        if wide > room:
            part.shrink(room / wide * 0.99)
            wide = part.extent()[0]
        if rows[-1] and sum(other.extent()[0] + GAP for other in rows[-1]) + wide > room:
            rows.append([])
        rows[-1].append(part)
    return rows


def _bold(figure: Figure, name: str) -> Text:
    return figure.text(0, 0, name, va="baseline", fontsize=12.5, weight="bold", parse_math=False)


def _wrapped(figure: Figure, line: str, room: float) -> list[Text]:
    """Write a title, broken at spaces where it is too wide."""
    rows: list[Text] = []
    words = line.split(" ") or [""]
    current = ""
    for i, word in enumerate(words):
        longer = f"{current} {word}" if current else word
        probe = _bold(figure, longer)
        if in_points(probe).width > room and current:
            probe.set_text(current)
            rows.append(probe)
            current = word
        else:
            current = longer
            if i < len(words) - 1:
                probe.remove()
                continue
            rows.append(probe)
            return rows
    rows.append(_bold(figure, current))
    return rows

"""The header above a picture: name, formula and parameters, or the user's title."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D, Bbox

from actplot.activation import Activation
from actplot.analysis.numbers import printable
from actplot.pictures.look import Look
from actplot.pictures.mathematics import halo, italic
from actplot.pictures.points import MARGIN, in_points, size_in_points
from actplot.pictures.strokes import Stroke, name_of
from actplot.pictures.symbols import setting

GAP = 12  # points between the parts of a row
BETWEEN = 3.0  # points between rows
BASELINE = 2.1  # heights of the text from the top to the baseline of a single row with a formula


@dataclass(frozen=True)
class Header:
    """The texts of a header; a ``literal`` one is a title that the user gave."""

    name: str
    tex: str = ""
    details: str = ""
    literal: bool = False
    listing: bool = False
    """Whether it only lists the names of several functions."""


def header_of(functions: Sequence[Activation], look: Look, *details: str, formula: bool = True) -> Header | None:
    """Return the user's title, or name, formula and common parameters of a function, or the names of several."""
    if look.title is not None:
        return Header(look.title, literal=True) if look.title.strip() else None
    if len({function.name for function in functions}) > 1:
        return Header(", ".join(name_of(function, functions) for function in functions), literal=True, listing=True)
    function = functions[0]
    common = [
        italic(setting(function, key))
        for key, value in function.parameters.items()
        if all(other.parameters[key] == value for other in functions)
    ]
    tex = function.tex.removeprefix("f(x)=").replace(r"\frac", r"\dfrac")
    name = function.title if function.named or not formula else "f(x) ="
    return Header(name, tex if formula else "", ",  ".join([*common, *filter(None, details)]))


class _Formula:
    """A formula as outlines: as text it would need mathematical fonts that a reader of an SVG may not have."""

    def __init__(self, figure: Figure, tex: str, size: float, colour: str) -> None:
        path = TextPath((0, 0), f"${tex}$", size=size)
        self._box = extents(path)
        self._patch = PathPatch(path, facecolor=colour, linewidth=0, gid="formula")
        self._inches = figure.dpi_scale_trans
        self._scale = 1.0
        figure.add_artist(self._patch)

    def extent(self) -> tuple[float, float, float]:
        """Return the width, and the heights above and below the baseline."""
        return self._scale * self._box.x1, self._scale * self._box.y1, -self._scale * self._box.y0

    def shrink(self, factor: float) -> None:
        self._scale *= factor

    def remove(self) -> None:
        self._patch.remove()

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
        self._text.set_fontsize(max(4.5, float(self._text.get_fontsize()) * factor))

    def remove(self) -> None:
        self._text.remove()

    def move(self, x: float, y: float) -> None:
        figure = self._text.get_figure(root=True)
        assert figure is not None
        width, height = size_in_points(figure)
        self._text.set_position((x / width, y / height))


class _Sample:
    """A piece of a line with its name."""

    LENGTH = 2.6  # heights of the text

    def __init__(self, figure: Figure, stroke: Stroke, size: float, look: Look) -> None:
        self._size = size
        self._figure = figure
        dashes: Any = (0, stroke.dashes) if stroke.dashes else "-"
        self._line = Line2D([], [], color=stroke.colour, linestyle=dashes, linewidth=2.0 * look.scale, gid="key")
        figure.add_artist(self._line)
        name = figure.text(0, 0, italic(stroke.name), va="baseline", fontsize=size, color=look.colours.ink, gid="key")
        self._name = _Words(name)

    def extent(self) -> tuple[float, float, float]:
        """Return the width, and the heights above and below the baseline."""
        wide, up, down = self._name.extent()
        return wide + (self.LENGTH + 0.5) * self._size, max(up, 0.95 * self._size), max(down, 0.25 * self._size)

    def shrink(self, factor: float) -> None:
        self._size *= factor
        self._name.shrink(factor)

    def remove(self) -> None:
        self._line.remove()
        self._name.remove()

    def move(self, x: float, y: float) -> None:
        width, height = size_in_points(self._figure)
        middle = (y + 0.35 * self._size) / height
        self._line.set_data([x / width, (x + self.LENGTH * self._size) / width], [middle, middle])
        self._name.move(x + (self.LENGTH + 0.5) * self._size, y)


def extents(path: Path) -> Bbox:
    """Return the box of outlines, as ``path.get_extents()`` does, but of all quadratic curves at once."""
    points, codes = np.asarray(path.vertices), np.asarray(path.codes)
    if (codes == Path.CURVE4).any():
        return path.get_extents()
    control = np.flatnonzero(codes == Path.CURVE3)[::2]
    start, middle, end = points[control - 1], points[control], points[control + 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        turn = np.clip(np.nan_to_num((start - middle) / (start - 2 * middle + end)), 0, 1)
    turns = (1 - turn) ** 2 * start + 2 * turn * (1 - turn) * middle + turn**2 * end
    codes = codes.copy()
    codes[control] = Path.CLOSEPOLY  # which, like control points, are not on the outline
    seen = np.concatenate([points[codes != Path.CLOSEPOLY], turns])
    return Bbox([seen.min(axis=0), seen.max(axis=0)])


_Row = list["_Words | _Formula | _Sample"]


def write_header(
    figure: Figure, header: Header | None, look: Look, left: float, top: float = MARGIN, block: float = math.inf
) -> float:
    """Write the header from ``left`` and ``top``, in points from the edges, and return its height in points.

    It is made to fit into a ``block`` of points: a formula becomes smaller, a title too; only a long title is higher.
    """
    if header is None:
        return 0.0
    width, _ = size_in_points(figure)
    room = width - left - top
    size = 1.35 * look.text
    if not header.literal:
        rows = _fitted(_parts(figure, header, look), room, block)
        # One row stands at the same height with a formula of one line and with a fraction.
        first = BASELINE * look.text if header.tex and len(rows) == 1 and block < math.inf else 0.0
        return min(block, _write(figure, rows, left, top, first))
    lines = printable(header.name).split("\n")
    while True:
        rows = [[_Words(text)] for line in lines for text in _wrapped(figure, line, room, size)]
        if size <= 0.8 * look.text or sum(map(_height, rows)) <= block:
            return _write(figure, rows, left, top)
        for row in rows:
            for part in row:
                part.remove()
        size *= 0.85


def write_key(
    figure: Figure, strokes: Sequence[Stroke], look: Look, left: float, edge: float, above: float = 0.0
) -> float:
    """Write pieces of the lines with their names, in rows, ``above`` points below the margin; return their height."""
    width, _ = size_in_points(figure)
    parts: _Row = [_Sample(figure, stroke, look.text, look) for stroke in strokes]
    return _write(figure, _rows(parts, width - left - edge), left, edge + above)


def _write(figure: Figure, rows: Sequence[_Row], left: float, top: float, first: float = 0.0) -> float:
    """Move the parts of each row to their places; return the height of all.

    The baseline of the first row is at least ``first`` points below the top.
    """
    _, height = size_in_points(figure)
    y = height - top
    for row in rows:
        measured = [part.extent() for part in row]
        y -= max(first if row is rows[0] else 0.0, *(up for _, up, _ in measured))
        x = left
        for part, (wide, *_) in zip(row, measured, strict=True):
            part.move(x, y)
            x += wide + GAP
        y -= max(down for *_, down in measured) + BETWEEN
    return float(height - top - y)


def _height(row: _Row) -> float:
    measured = [part.extent() for part in row]
    return max(up for _, up, _ in measured) + max(down for *_, down in measured) + BETWEEN


def _fitted(parts: _Row, room: float, block: float) -> list[_Row]:
    """Break parts into rows that fit into ``block`` points; a formula shrinks for that, and goes if need be."""
    formulas = [part for part in parts if isinstance(part, _Formula)]
    for _ in range(6):
        rows = _rows(parts, room)
        if sum(map(_height, rows)) <= block + BETWEEN:
            return rows
        for formula in formulas:
            formula.shrink(0.87)
    for part in parts[1:]:
        part.remove()
    return _rows(parts[:1], room)


def _parts(figure: Figure, header: Header, look: Look) -> _Row:
    parts: _Row = [_Words(_bold(figure, header.name, 1.35 * look.text))]
    if header.tex:
        parts.append(_Formula(figure, header.tex, 1.25 * look.text, look.colours.ink))
    if header.details:
        details = figure.text(0, 0, header.details, va="baseline", fontsize=look.text, color=look.colours.soft)
        details.set_path_effects(halo(look))
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


def _bold(figure: Figure, name: str, size: float) -> Text:
    return figure.text(0, 0, name, va="baseline", fontsize=size, weight="bold", parse_math=False)


def _wrapped(figure: Figure, line: str, room: float, size: float) -> list[Text]:
    """Write a title, broken at spaces where it is too wide."""
    rows: list[Text] = []
    words = line.split(" ") or [""]
    current = ""
    for i, word in enumerate(words):
        longer = f"{current} {word}" if current else word
        probe = _bold(figure, longer, size)
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
    rows.append(_bold(figure, current, size))
    return rows

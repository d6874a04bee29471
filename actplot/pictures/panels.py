"""Axes with curves, notes and names on them, each text where it is free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.text import Text
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D, Bbox, BboxBase, ScaledTranslation

from actplot.activation import Array
from actplot.analysis import curves
from actplot.analysis.curves import Curve
from actplot.analysis.numbers import printable
from actplot.pictures import labels
from actplot.pictures.labels import Canvas
from actplot.pictures.look import THEMES, Look, Stroke, Theme

DENSE = 30  # waves side by side
MOST_NAMES = 6  # that are read next to their curves more easily than in a legend
NARROW = 0.3  # of a picture's width, that a legend beside the axes may take
EDGE = 9.0  # points between the picture's edge and what is in it


@dataclass
class Wish:
    """A text that wants a place next to one of its anchors, in the data's coordinates."""

    text: str
    colour: str
    anchors: Array
    own: str
    gaps: tuple[float, ...] = (3, 6, 10)
    alone: bool = False


def in_points(artist: Artist, box: BboxBase | None = None) -> Bbox:
    """Return the rectangle of an artist, or ``box`` in its figure's dots, in points from the figure's lower left."""
    figure = artist.get_figure(root=True)
    assert figure is not None
    return Bbox((box or artist.get_window_extent()).get_points() * (72 / figure.dpi))


@dataclass
class Panel:
    """A pair of axes, and what its labels must keep clear of."""

    axes: Axes
    lines: list[tuple[str, Array, Array]] = field(default_factory=list)
    dots: list[tuple[float, float]] = field(default_factory=list)
    notes: list[Wish] = field(default_factory=list)
    names: list[Wish] = field(default_factory=list)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        box = in_points(self.axes, self.axes.bbox)
        return box.width, box.height

    def points(self, x: Any, y: Any) -> Array:
        """Turn data into points from the lower left corner, shape (n, 2)."""
        (left, right), (bottom, top) = self.axes.get_xlim(), self.axes.get_ylim()
        width, height = self.size
        x = (np.asarray(x, dtype=float) - left) / (right - left) * width
        y = (np.asarray(y, dtype=float) - bottom) / (top - bottom) * height
        return np.stack([x, np.clip(y, -1e4, 1e4)], axis=-1)


def draw_line(panel: Panel, curve: Curve, attribute: str, stroke: Stroke, look: Look, scale: float = 1.0) -> None:
    """Draw one curve, broken where it jumps, with an open dot at each limit and a closed one at the value."""
    axes, theme = panel.axes, THEMES[look.theme]
    index = 1 if attribute == "derivative" else 0
    bottom, top = curve.extent(attribute)
    least = 1e-9 * max(abs(bottom), abs(top), 1e-300)
    xs: list[Array] = []
    ys: list[Array] = []
    opened: list[tuple[float, float]] = []
    closed: list[tuple[float, float]] = []
    corners: list[tuple[float, float]] = []
    for piece in curve.pieces:
        values = getattr(piece, attribute)
        if xs:
            kink, before, after = float(piece.x[0]), float(ys[-1][-1]), float(values[0])
            there = float(curve.function.pair(kink)[index])
            if abs(after - before) > least or abs(there - before) > least:
                # NaN lifts the pen; where two pieces meet, it stays down.
                xs.append(np.array([np.nan]))
                ys.append(np.array([np.nan]))
                closed.append((kink, there))
                opened += [(kink, y) for y in sorted({before, after}) if abs(y - there) > least]
            elif _bends(curve, attribute, kink):
                corners.append((kink, there))
        xs.append(piece.x)
        ys.append(values)
    x, y = np.concatenate(xs), np.concatenate(ys)
    layer = f"{attribute}-{curve.function.spec}"
    for low, high in _bands(curve, x, index):
        axes.fill_between(x, low, high, color=stroke.colour, alpha=0.2, linewidth=0, zorder=2)
    # Dashes of a dense wave would make a pattern of their own, and a thick line would fill it.
    waves = (curve.pieces[-1].x[-1] - curve.pieces[0].x[0]) / curve.function.period if curve.function.period else 0
    axes.plot(
        x,
        y,
        color=stroke.colour,
        linestyle=(0, stroke.dashes) if stroke.dashes and waves < DENSE else "-",
        dash_capstyle="butt",
        linewidth=max(0.9, 2.2 * min(1.0, DENSE / max(waves, 1))) * scale,
        label=stroke.name,
        gid=f"{attribute}-{len(panel.lines)}",
        zorder=3,
    )
    panel.lines.append((layer, x, y))
    face = theme.background if not look.transparent else "none"
    kinds = ((opened, face), (closed, None), (corners if look.notes else [], None))
    for dots, within in kinds:
        window = axes.viewLim
        seen = [dot for dot in dots if window.contains(*dot)]
        if not seen:
            continue
        style = dot_style(stroke.colour, within, scale)
        axes.plot(*zip(*seen, strict=True), "o", gid=f"dots-{attribute}", clip_on=False, **style)
        panel.dots += seen
    panel.names.append(Wish(stroke.name, stroke.colour, along(x, y), layer, alone=True))


def dot_style(colour: str, within: str | None, scale: float = 1.0) -> dict[str, Any]:
    """Return how a closed dot is drawn or, with the colour ``within`` it, an open one.

    A closed dot lies on an open one, which is a ring wide enough to be seen around it.
    """
    scale = max(scale, 0.65)  # where lines are thin, dots are still to be seen
    style = {"color": colour, "markersize": 6 * scale**1.5}
    if within is None:
        return style | {"markeredgewidth": 0.0, "zorder": 4.5}
    return style | {"markerfacecolor": within, "markeredgewidth": 1.5 * scale, "zorder": 4}


def _bands(curve: Curve, x: Array, index: int) -> list[tuple[Array, Array]]:
    ends = [function.pair(x)[index] for function in curves.band(curve.function)]
    return [(ends[0], ends[1])] if ends else []


def _bends(curve: Curve, attribute: str, kink: float) -> bool:
    """Whether the line has a corner at ``kink``, where it does not jump."""
    known = next(k for k in curve.facts.kinks if k.x == kink)
    if attribute == "f":
        return abs(known.left - known.right) > 1e-9 * max(abs(known.left), abs(known.right))
    step = 1e-4 * (curve.pieces[-1].x[-1] - curve.pieces[0].x[0])
    before, after = curve.function.derivative(np.array([kink - step, kink + step]))
    left, right = known.left - before, after - known.right
    return bool(abs(left - right) > 0.05 * max(abs(left), abs(right)))


def along(x: Array, y: Array) -> Array:
    """Return points of a line from its right end to its left, as anchors of a label."""
    grid = np.linspace(0.98, 0.02, 49) * (x[-1] - x[0]) + x[0]
    return np.stack([grid, np.interp(grid, x, y)], axis=1)


@dataclass(frozen=True)
class Header:
    """What stands above a picture."""

    name: str
    tex: str = ""
    details: str = ""
    literal: bool = False


class _Formula:
    """A formula as shapes: as text it would need mathematical fonts that a reader of an SVG may not have."""

    def __init__(self, figure: Figure, tex: str, size: float, colour: str) -> None:
        path = TextPath((0, 0), f"${tex}$", size=size)
        self._box = path.get_extents()  # solves for the turns of every curve, so once
        self._patch = PathPatch(path, facecolor=colour, linewidth=0, gid="formula")
        self._inches = figure.dpi_scale_trans
        self._scale = 1.0
        figure.add_artist(self._patch)

    def extent(self) -> tuple[float, float, float]:
        return self._scale * self._box.x1, self._scale * self._box.y1, -self._scale * self._box.y0

    def shrink(self, factor: float) -> None:
        self._scale *= factor

    def move(self, x: float, y: float) -> None:
        self._patch.set_transform(Affine2D().scale(self._scale).translate(x, y).scale(1 / 72) + self._inches)


class _Words:
    """A text that stands on its baseline."""

    def __init__(self, text: Text) -> None:
        self._text = text

    def extent(self) -> tuple[float, float, float]:
        box = in_points(self._text)
        anchor = self._text.get_transform().transform([self._text.get_position()])
        y = in_points(self._text, Bbox(np.repeat(anchor, 2, axis=0))).y0
        return box.width, box.y1 - y, y - box.y0

    def shrink(self, factor: float) -> None:
        self._text.set_fontsize(max(5.0, float(self._text.get_fontsize()) * factor))

    def move(self, x: float, y: float) -> None:
        figure = self._text.get_figure(root=True)
        assert figure is not None
        width, height = figure.get_size_inches() * 72
        self._text.set_position((x / width, y / height))


def write_header(figure: Figure, header: Header | None, theme: Theme, left: float) -> float:
    """Write the header and return the height that it takes, in points."""
    if header is None:
        return 0.0
    width, height = figure.get_size_inches() * 72
    room = width - left - EDGE
    rows: list[list[_Words | _Formula]] = [[]]
    if header.literal:
        for line in printable(header.name).split("\n"):
            rows += [[_Words(part)] for part in _wrapped(figure, line, room)]
    else:
        parts: list[_Words | _Formula] = [_Words(_bold(figure, header.name))]
        if header.tex:
            parts.append(_Formula(figure, header.tex, 11.5, theme.ink))
        if header.details:
            details = figure.text(0, 0, header.details, va="baseline", fontsize=9, color=theme.soft, parse_math=False)
            parts.append(_Words(details))
        for part in parts:
            wide = part.extent()[0]
            if wide > room:
                part.shrink(room / wide * 0.99)
                wide = part.extent()[0]
            if rows[-1] and sum(other.extent()[0] + 12 for other in rows[-1]) + wide > room:
                rows.append([])
            rows[-1].append(part)
    y = height - EDGE
    for row in rows:
        if not row:
            continue
        measured = [part.extent() for part in row]
        y -= max(up for _, up, _ in measured)
        x = left
        for part, (wide, *_) in zip(row, measured, strict=True):
            part.move(x, y)
            x += wide + 12
        y -= max(down for *_, down in measured) + 4
    return float(height - EDGE - y + 5)


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


def _box(axis: Axis) -> BboxBase:
    """Return the rectangle of an axis with its ticks and label, in points."""
    return in_points(axis, axis.get_tightbbox() or Bbox.null())


def arrange(figure: Figure, panels: Sequence[Panel], header: Header | None, look: Look, right: float = 0.0) -> None:
    """Give the axes what room the texts around them leave: each text is measured once."""
    width, height = figure.get_size_inches() * 72
    last = panels[-1].axes
    offset = 10.0
    title = write_header(figure, header, THEMES[look.theme], EDGE + 4) if header else 0.0

    def put(left: float, bottom: float, right: float, top: float) -> None:
        each = max(20.0, (height - top - bottom - offset * (len(panels) - 1)) / len(panels))
        for i, panel in enumerate(panels):
            y = bottom + (len(panels) - 1 - i) * (each + offset)
            room = max(0.1, (width - left - right) / width), max(0.05, each / height)
            panel.axes.set_position((left / width, y / height, *room))

    # The names of axes go where they are told to: to find their places, matplotlib would measure all ticks again.
    for panel in panels:
        for axis in (panel.axes.xaxis, panel.axes.yaxis):
            axis.set_label_coords(0.5, 0.5)
    top = EDGE + title
    right += EDGE + 3
    put(40, 36, right, top)  # what most pictures need, so that the ticks are already those of the end
    box, inner = _box(last.xaxis), in_points(last, last.bbox)
    below = inner.y0 - box.y0
    bottom, right = EDGE + below + _beyond_ticks(last.xaxis, 1), right + max(0.0, box.x1 - inner.x1 - 3)
    put(40, bottom, right, top)
    beside = max(in_points(panel.axes, panel.axes.bbox).x0 - _box(panel.axes.yaxis).x0 for panel in panels)
    left = EDGE + beside + max(_beyond_ticks(panel.axes.yaxis, 0) for panel in panels)
    if any(panel.axes.yaxis.get_offset_text().get_text() for panel in panels):
        top += 12
    put(left, bottom, right, top)
    # In points, as a legend may yet make the axes smaller.
    for panel in panels:
        axes = panel.axes
        down = ScaledTranslation(0, -(below + axes.xaxis.labelpad) / 72, figure.dpi_scale_trans)
        aside = ScaledTranslation(-(beside + axes.yaxis.labelpad) / 72, 0, figure.dpi_scale_trans)
        axes.xaxis.set_label_coords(0.5, 0, transform=axes.transAxes + down)
        axes.yaxis.set_label_coords(0, 0.5, transform=axes.transAxes + aside)
    for panel in panels[:-1]:
        panel.axes.tick_params(labelbottom=False)


def _beyond_ticks(axis: Axis, side: int) -> float:
    """Return how far an axis' name reaches beyond the numbers at its ticks, across the axis."""
    return float(axis.labelpad + in_points(axis.label).size[side]) if axis.label.get_text() else 0.0


def _canvas(panel: Panel) -> Canvas:
    canvas = Canvas(*panel.size)
    for layer, x, y in panel.lines:
        points = panel.points(x, y)
        canvas.line(points[:, 0], points[:, 1], layer)
    (left, right), (bottom, top) = panel.axes.get_xlim(), panel.axes.get_ylim()
    for x, y in ((np.zeros(2), np.array([bottom, top])), (np.array([left, right]), np.zeros(2))):
        points = panel.points(x, y)
        canvas.line(points[:, 0], points[:, 1], labels.AXES)
    for dot in panel.dots:
        px, py = panel.points(*dot)
        canvas.box((px - 4, py - 4, px + 4, py + 4), "dots")
    return canvas


def place(figure: Figure, panels: Sequence[Panel], look: Look, *, single: bool) -> None:
    """Write the notes and names where nothing is in their way; names that find no place go to a legend."""
    canvases = [_canvas(panel) for panel in panels]
    for panel, canvas in zip(panels, canvases, strict=True):
        for wish in panel.notes:
            _write(panel, canvas, wish, look)
    if not look.legend or (single and len(panels) > 1):  # the axes' own labels name the only curve
        return
    if _write_names(panels[0], canvases[0], look) or _legend(panels, [_canvas(p) for p in panels]):
        return
    for text in [text for panel in panels for text in panel.axes.texts]:
        text.remove()
    _legend_outside(figure, panels)
    place(figure, panels, replace(look, legend=False), single=single)


def _write_names(panel: Panel, canvas: Canvas, look: Look) -> bool:
    """Write every name next to its curve, or none of them."""
    written: list[Text] = []
    for wish in panel.names if len(panel.names) <= MOST_NAMES else ():
        text = _write(panel, canvas, wish, look)
        if text is None:
            break
        written.append(text)
    if len(written) == len(panel.names):
        return True
    for text in written:
        text.remove()
    return False


def _write(panel: Panel, canvas: Canvas, wish: Wish, look: Look) -> Text | None:
    """Write a text where it is free, or not at all."""
    theme = THEMES[look.theme]
    text = panel.axes.text(
        0,
        0,
        wish.text,
        color=wish.colour,
        fontsize=9,
        transform=panel.axes.transAxes,
        ha="left",
        va="bottom",
        parse_math=False,
        zorder=6,
        gid=f"label-{len(panel.axes.texts)}",
    )
    measured = in_points(text)
    width, height = panel.size
    anchors = panel.points(wish.anchors[:, 0], wish.anchors[:, 1])
    seen = (anchors >= 0).all(axis=1) & (anchors[:, 0] <= width) & (anchors[:, 1] <= height)
    size = measured.width, measured.height
    box = labels.beside(canvas, size, anchors[seen], own=wish.own, gaps=wish.gaps, alone=wish.alone)
    if box is None:
        text.remove()
        return None
    text.set_position((box[0] / width, box[1] / height))
    if not look.transparent:
        text.set_bbox({"facecolor": theme.background, "edgecolor": "none", "pad": 1, "alpha": 0.85})
    canvas.box(box, "labels")
    return text


def _legend(panels: Sequence[Panel], canvases: Sequence[Canvas]) -> bool:
    """Put a legend where it is free, and return whether there is such a place."""
    for text in [text for panel in panels for text in panel.axes.texts]:
        box = in_points(text)
        for panel, canvas in zip(panels, canvases, strict=True):
            if text.axes is panel.axes:
                corner = in_points(panel.axes, panel.axes.bbox)
                canvas.box((box.x0 - corner.x0, box.y0 - corner.y0, box.x1 - corner.x0, box.y1 - corner.y0), "labels")
    handles, names = panels[0].axes.get_legend_handles_labels()
    for panel, canvas in zip(panels, canvases, strict=True):
        legend = panel.axes.legend(handles, names, loc="lower left", bbox_to_anchor=(0, 0))
        box = in_points(legend)
        place = labels.corner(canvas, (box.width, box.height))
        if place:
            width, height = panel.size
            legend.set_bbox_to_anchor((place[0] / width, place[1] / height), transform=panel.axes.transAxes)
            return True
        legend.remove()
    return False


def _legend_outside(figure: Figure, panels: Sequence[Panel]) -> None:
    """Make room for a legend to the right of the axes, or above them where that would make them narrow."""
    handles, names = panels[0].axes.get_legend_handles_labels()
    width, height = figure.get_size_inches() * 72
    first, last = panels[0].axes, panels[-1].axes
    legend = first.legend(handles, names, loc="upper left", bbox_to_anchor=(1, 1))
    needed = in_points(legend).width + 14
    if needed <= NARROW * width:
        for panel in panels:
            at = panel.axes.get_position()
            panel.axes.set_position((at.x0, at.y0, max(0.1, at.width - needed / width), at.height))
        legend.set_bbox_to_anchor((1 + 10 / panels[0].size[0], 1), transform=first.transAxes)
        return
    room = width * (1 - first.get_position().x0) - EDGE
    for columns in range(len(names), 0, -1):
        legend = first.legend(
            handles,
            names,
            loc="lower left",
            bbox_to_anchor=(0, 1),
            ncols=columns,
            borderaxespad=0.5,
            handlelength=2.8,
        )
        if in_points(legend).width <= room:
            break
    bottom, top = last.get_position().y0, first.get_position().y1
    scale = max(0.2, 1 - (in_points(legend).height + 6) / (height * (top - bottom)))
    for panel in panels:
        at = panel.axes.get_position()
        panel.axes.set_position((at.x0, bottom + scale * (at.y0 - bottom), at.width, scale * at.height))

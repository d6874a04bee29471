"""The parts that schematics are made of: nodes, boxes, arrows, and edges with weights on them."""

from __future__ import annotations

import math
from textwrap import fill
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, Patch
from matplotlib.text import Text

from actplot.analysis.numbers import printable
from actplot.pictures.look import TEXT, Look
from actplot.pictures.network_look import forward_and_backward
from actplot.pictures.themes import Theme

Point: TypeAlias = tuple[float, float]

SIDE = 0.12  # from the left edge to the title
HEADING = 11.5
SMALL = 7.0  # points of the smallest letters of a schematic
LEAST_TEXT = 4.0
MOST_LETTERS = 1.15  # of the size that letters were placed for
SUM = "\u03a3"


class Pen(NamedTuple):
    """The axes to draw on, and the colours to draw with."""

    axes: Axes
    theme: Theme
    forward: str
    backward: str
    negative: str
    """Of negative weights, which are dashed too."""

    def text(self, x: float, y: float, text: str, **style: Any) -> Text:
        """Write a text at a point."""
        return self.axes.text(x, y, text, **style)


def sheet(width: float, height: float, look: Look) -> tuple[Figure, Pen]:
    """Return an empty figure whose coordinates are inches, for :func:`finish` to scale."""
    figure = Figure(figsize=(width, height))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(0, height))
    axes.set_axis_off()
    theme = look.colours
    return figure, Pen(axes, theme, *forward_and_backward(theme), theme.palette[min(3, len(theme.palette) - 1)])


def finish(figure: Figure, pen: Pen, look: Look) -> None:
    """Write the user's title above a schematic, and scale it as a whole to the chosen size or text.

    Raises:
        ValueError: its letters would be too small, or larger than their places.

    """
    width, height = (float(inches) for inches in figure.get_size_inches())
    if look.title and look.title.strip():
        text = fill(printable(look.title), int(10.5 * width))
        pen.text(SIDE, height + 0.06, text, size=HEADING, weight="bold", va="bottom", parse_math=False)
        height += 0.08 + 0.22 * (1 + text.count("\n"))
    across, up = look.size or (0.0, 0.0)
    scale = min(across / width, up / height) if look.size else (look.text_size or TEXT) / TEXT
    if SMALL * scale < LEAST_TEXT:
        least = LEAST_TEXT / SMALL
        raise ValueError(
            f"{across:g} x {up:g} inches are too small for this schematic; "
            f"it needs at least {math.ceil(10 * least * width) / 10:g} x {math.ceil(10 * least * height) / 10:g}"
        )
    letters = (look.text_size or TEXT * scale) / TEXT
    if letters > MOST_LETTERS * scale:
        raise ValueError(
            f"text of {look.text_size:g} points has no room on this schematic at {across:g} x {up:g} inches; "
            f"at most {math.floor(10 * MOST_LETTERS * scale * TEXT) / 10:g} have"
        )
    if look.size:
        figure.set_size_inches(across, up)
    else:
        figure.set_size_inches(width * scale, height * scale)
        across, up = width * scale, height * scale
    beside, above = (across / scale - width) / 2, (up / scale - height) / 2
    pen.axes.set(xlim=(-beside, width + beside), ylim=(-above, height + above))
    if scale != 1 or letters != 1:
        _scale(figure, scale, letters)


def _scale(figure: Figure, scale: float, letters: float) -> None:
    """Multiply all lengths in points, those of letters by ``letters``."""
    for artist in figure.findobj():
        if isinstance(artist, Text):
            artist.set_fontsize(float(artist.get_fontsize()) * letters)
        elif isinstance(artist, Line2D):
            artist.set_linewidth(float(artist.get_linewidth()) * scale)
            artist.set_markersize(float(artist.get_markersize()) * scale)
        elif isinstance(artist, Patch):
            artist.set_linewidth(float(artist.get_linewidth()) * scale)
            if isinstance(artist, FancyArrowPatch):
                artist.set_mutation_scale(float(artist.get_mutation_scale()) * scale)


def node(pen: Pen, centre: Point, radius: float, text: str, size: float = 9) -> None:
    """Draw a circle with a text in it, of at most ``size`` points."""
    size = fitting(text, 1.7 * radius, size)
    pen.axes.add_patch(
        Circle(centre, radius, facecolor=pen.theme.background, edgecolor=pen.theme.ink, linewidth=1.2, zorder=3)
    )
    pen.text(*centre, text, ha="center", va="center", size=size, zorder=4)


def box(pen: Pen, corner: Point, size: Point, *, fill: str = "", linewidth: float = 1.2) -> None:
    """Draw a box with round corners from its lower left ``corner``."""
    pen.axes.add_patch(
        FancyBboxPatch(
            corner,
            *size,
            boxstyle="round,pad=0,rounding_size=0.09",
            facecolor=fill or pen.theme.background,
            edgecolor=pen.theme.ink,
            linewidth=linewidth,
            zorder=3,
        )
    )


def backing(pen: Pen, pad: float) -> dict[str, Any]:
    """Return the box behind a text that hides the line under it, with a margin of ``pad`` points."""
    return {"facecolor": pen.theme.background, "edgecolor": "none", "pad": pad}


def arrow(pen: Pen, start: Point, end: Point, colour: str = "") -> None:
    """Draw an arrow, in the colour of axes unless another is given."""
    pen.axes.add_patch(
        FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>",
            mutation_scale=9,
            shrinkA=0,
            shrinkB=0,
            linewidth=1.2,
            color=colour or pen.theme.axis,
            zorder=2,
        )
    )


def rim_to_rim(pen: Pen, start: Point, end: Point, radii: Point, *, head: bool) -> None:
    """Draw a line or an arrow from the rim of one circle to that of another."""
    angle = math.atan2(end[1] - start[1], end[0] - start[0])
    direction = np.array([math.cos(angle), math.sin(angle)])
    tail, tip = np.array(start) + radii[0] * direction, np.array(end) - radii[1] * direction
    if head:
        arrow(pen, (tail[0], tail[1]), (tip[0], tip[1]))
    else:
        pen.axes.plot(*zip(tail, tip, strict=True), color=pen.theme.axis, linewidth=0.8, zorder=1)


def weighted_edge(pen: Pen, start: Point, end: Point, share: float, thickness: float = 2.2) -> None:
    """Draw an edge for a weight that is ``share`` times the largest one, which has ``thickness`` points."""
    pen.axes.plot(
        *zip(start, end, strict=True),
        color=pen.forward if share >= 0 else pen.negative,
        linewidth=max(0.4, thickness * abs(share)),
        linestyle="-" if share >= 0 else (0, (3, 1.5)),
        alpha=0.75,
        zorder=1,
    )


def weight_on_edge(pen: Pen, start: Point, end: Point, share: float, weight: str, gradient: str = "") -> None:
    """Write a weight on its edge, further along for a larger ``share`` of 0 to 1, so that edges may cross.

    ``gradient`` stands below it, in the colour of the backward pass.
    """
    part = 0.14 + 0.72 * share
    x, y = (start[i] + part * (end[i] - start[i]) for i in (0, 1))
    for text, place, colour in ((weight, "bottom", pen.forward), (gradient, "top", pen.backward)):
        if text:
            pen.text(
                x,
                y,
                text,
                ha="center",
                va=place if gradient else "center",
                size=8 if not gradient else 7.5,
                color=colour,
                zorder=3,
                bbox=backing(pen, 1.0),
            )


def fitting(text: str, room: float, size: float) -> float:
    """Return a size in points at which ``text`` is at most ``room`` wide, if a letter is 0.62 of its size wide."""
    return min(size, room * 72 / (0.62 * max(1, len(text))))

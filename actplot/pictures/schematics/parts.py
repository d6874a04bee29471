"""The parts that schematics are made of: nodes, boxes, arrows, and edges with weights on them."""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch

from actplot.analysis.numbers import number
from actplot.pictures.network_look import FORWARD, NEGATIVE, THEME

Point: TypeAlias = tuple[float, float]

SUM = "\u03a3"


def sheet(width: float, height: float) -> tuple[Figure, Axes]:
    """Return an empty figure whose coordinates are inches."""
    figure = Figure(figsize=(width, height))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(0, height))
    axes.set_axis_off()
    return figure, axes


def node(axes: Axes, centre: Point, radius: float, text: str, size: float = 9) -> None:
    """Draw a circle with a text in it, of at most ``size`` points."""
    size = fitting(text, 1.7 * radius, size)
    axes.add_patch(Circle(centre, radius, facecolor=THEME.background, edgecolor=THEME.ink, linewidth=1.2, zorder=3))
    axes.text(*centre, text, ha="center", va="center", size=size, zorder=4)


def box(axes: Axes, corner: Point, size: Point, *, fill: str = THEME.background, linewidth: float = 1.2) -> None:
    """Draw a box with round corners from its lower left ``corner``."""
    axes.add_patch(
        FancyBboxPatch(
            corner,
            *size,
            boxstyle="round,pad=0,rounding_size=0.09",
            facecolor=fill,
            edgecolor=THEME.ink,
            linewidth=linewidth,
            zorder=3,
        )
    )


def backing(pad: float) -> dict[str, Any]:
    """Return the box behind a text that hides the line under it, with a margin of ``pad`` points."""
    return {"facecolor": THEME.background, "edgecolor": "none", "pad": pad}


def arrow(axes: Axes, start: Point, end: Point, colour: str = THEME.axis) -> None:
    """Draw an arrow."""
    axes.add_patch(
        FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>",
            mutation_scale=9,
            shrinkA=0,
            shrinkB=0,
            linewidth=1.2,
            color=colour,
            zorder=2,
        )
    )


def rim_to_rim(axes: Axes, start: Point, end: Point, radii: Point, *, head: bool) -> None:
    """Draw a line or an arrow from the rim of one circle to that of another."""
    angle = math.atan2(end[1] - start[1], end[0] - start[0])
    direction = np.array([math.cos(angle), math.sin(angle)])
    tail, tip = np.array(start) + radii[0] * direction, np.array(end) - radii[1] * direction
    if head:
        arrow(axes, (tail[0], tail[1]), (tip[0], tip[1]))
    else:
        axes.plot(*zip(tail, tip, strict=True), color=THEME.axis, linewidth=0.8, zorder=1)


def weighted_edge(axes: Axes, start: Point, end: Point, share: float, thickness: float = 2.2) -> None:
    """Draw an edge for a weight that is ``share`` times the largest one, which has ``thickness`` points."""
    axes.plot(
        *zip(start, end, strict=True),
        color=FORWARD if share >= 0 else NEGATIVE,
        linewidth=max(0.4, thickness * abs(share)),
        linestyle="-" if share >= 0 else (0, (3, 1.5)),
        alpha=0.75,
        zorder=1,
    )


def weight_on_edge(axes: Axes, start: Point, end: Point, share: float, weight: float) -> None:
    """Write a weight on its edge, further along for a larger ``share`` of 0 to 1, so that edges may cross."""
    part = 0.22 + 0.56 * share
    axes.text(
        start[0] + part * (end[0] - start[0]),
        start[1] + part * (end[1] - start[1]),
        number(weight),
        ha="center",
        va="center",
        size=8,
        color=FORWARD,
        zorder=3,
        bbox=backing(1.0),
    )


def fitting(text: str, room: float, size: float) -> float:
    """Return a size in points at which ``text`` is at most ``room`` wide, if a letter is 0.62 of its size wide."""
    return min(size, room * 72 / (0.62 * max(1, len(text))))

"""Dots on curves: limits, values, corners and marks, each of them visible where several coincide."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from actplot.pictures.look import Look
from actplot.pictures.panels import Dot, Panel

SIZE = 6.0  # points across a dot
SMALLEST = 0.65  # of that, where lines are thin
RING = 4.4  # points by which a dot is wider than the one that lies on it
TOGETHER = 3.2  # points between dots that hide each other
MANY = 3
RIM = 1.5  # width of the ring of an open dot


def draw_dots(panel: Panel, look: Look) -> None:
    """Draw the dots of a panel; of those at the same place, each later one smaller."""
    for group in (_merged(group, look) for group in _groups(panel)):
        for rank, dot in enumerate(group):
            scale = max(dot.scale, SMALLEST) * look.scale
            size = SIZE * scale**1.3 + RING * scale**1.5 * (len(group) - 1 - rank) - (1.0 * scale if rank else 0.0)
            panel.axes.plot(
                [dot.x],
                [dot.y],
                clip_on=False,
                gid=dot.gid or None,
                zorder=4 + 0.1 * rank,
                **_style(dot, size, scale, look, on_top=rank > 0),
            )


def _groups(panel: Panel) -> list[list[Dot]]:
    """Return the dots that are seen, those at the same place together, each look once."""
    groups: list[tuple[tuple[float, float], list[Dot]]] = []
    width, height = panel.size
    for dot in panel.dots:
        x, y = panel.points(dot.x, dot.y).tolist()
        if not (-0.5 <= x <= width + 0.5 and -0.5 <= y <= height + 0.5):
            continue
        near = next((group for at, group in groups if math.dist(at, (x, y)) < TOGETHER), None)
        if near is None:
            groups.append(((x, y), [dot]))
        elif not any(_same(dot, other) for other in near):
            near.append(dot)
    return [group for _, group in groups]


def _merged(group: list[Dot], look: Look) -> list[Dot]:
    """Return dots that can be told apart: three or more of a kind are one in the colour of text."""
    found: list[Dot] = []
    for opened in (True, False):
        alike = [dot for dot in group if (dot.kind == "open") == opened]
        found += alike if len(alike) < MANY else [replace(alike[0], colour=look.colours.ink)]
    return found


def _same(one: Dot, other: Dot) -> bool:
    """Whether one dot tells as much as the other: a mark lies on a value, or both are alike."""
    if one.colour != other.colour:
        return False
    return (one.kind == "open") == (other.kind == "open")


def _style(dot: Dot, size: float, scale: float, look: Look, *, on_top: bool) -> dict[str, Any]:
    """Return how a dot of ``size`` points is drawn; one that lies on another has a rim of the background."""
    background = look.colours.background
    style: dict[str, Any] = {
        "color": dot.colour,
        "linestyle": "none",
        "marker": "D" if dot.kind == "diamond" else "o",
    }
    if dot.kind == "open":
        face = "none" if look.transparent and not on_top else background
        return style | {"markersize": size, "markerfacecolor": face, "markeredgewidth": RIM * scale}
    if dot.kind == "diamond":
        size *= 0.92
    if on_top or dot.kind == "extremum":
        return style | {"markersize": size, "mew": 0.8 * scale, "mec": background}
    return style | {"markersize": size, "markeredgewidth": 0.0}

"""Where labels go: notes and names where nothing is in their way, otherwise a legend inside or outside the axes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from matplotlib.figure import Figure
from matplotlib.text import Text

from actplot.pictures import free_space
from actplot.pictures.free_space import Occupancy
from actplot.pictures.look import Look
from actplot.pictures.panels import Label, Panel
from actplot.pictures.points import MARGIN, in_points, size_in_points

MOST_NAMES = 6  # more are easier to read in a legend than next to their curves
NARROW = 0.3  # share of a figure's width that a legend beside the axes may take


def place_labels(figure: Figure, panels: Sequence[Panel], look: Look, *, single: bool) -> None:
    """Write notes and names where they are free; if a name is not, all names go to a legend.

    ``single`` says that the panels show one function.
    """
    occupied = [_occupied(panel) for panel in panels]
    for panel, cells in zip(panels, occupied, strict=True):
        for note in panel.notes:
            _write(panel, cells, note, look)
    if not look.legend or (single and len(panels) > 1):  # the names of the axes are those of the only curve
        return
    if _write_names(panels[0], occupied[0], look) or _legend_inside(panels, [_occupied(panel) for panel in panels]):
        return
    for text in [text for panel in panels for text in panel.axes.texts]:
        text.remove()
    _legend_outside(figure, panels)
    place_labels(figure, panels, replace(look, legend=False), single=single)


def _occupied(panel: Panel) -> Occupancy:
    """Return the cells that lines and dots of a panel, and the lines through 0, cover."""
    cells = Occupancy(*panel.size)
    for layer, x, y in panel.lines:
        points = panel.points(x, y)
        cells.line(points[:, 0], points[:, 1], layer)
    (left, right), (bottom, top) = panel.axes.get_xlim(), panel.axes.get_ylim()
    for x, y in ((np.zeros(2), np.array([bottom, top])), (np.array([left, right]), np.zeros(2))):
        points = panel.points(x, y)
        cells.line(points[:, 0], points[:, 1], free_space.AXES)
    for dot in panel.dots:
        px, py = panel.points(*dot)
        cells.box((px - 4, py - 4, px + 4, py + 4), "dots")
    return cells


def _write_names(panel: Panel, occupied: Occupancy, look: Look) -> bool:
    """Write every name next to its curve, or none of them."""
    written: list[Text] = []
    for name in panel.names if len(panel.names) <= MOST_NAMES else ():
        text = _write(panel, occupied, name, look)
        if text is None:
            break
        written.append(text)
    if len(written) == len(panel.names):
        return True
    for text in written:
        text.remove()
    return False


def _write(panel: Panel, occupied: Occupancy, label: Label, look: Look) -> Text | None:
    """Write a label where it is free, or not at all."""
    text = panel.axes.text(
        0,
        0,
        label.text,
        color=label.colour,
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
    anchors = panel.points(label.anchors[:, 0], label.anchors[:, 1])
    seen = (anchors >= 0).all(axis=1) & (anchors[:, 0] <= width) & (anchors[:, 1] <= height)
    size = measured.width, measured.height
    box = free_space.beside(occupied, size, anchors[seen], layer=label.layer, gaps=label.gaps, alone=label.alone)
    if box is None:
        text.remove()
        return None
    text.set_position((box[0] / width, box[1] / height))
    if not look.transparent:
        text.set_bbox({"facecolor": look.colours.background, "edgecolor": "none", "pad": 1, "alpha": 0.85})
    occupied.box(box, "labels")
    return text


def _legend_inside(panels: Sequence[Panel], occupied: Sequence[Occupancy]) -> bool:
    """Put a legend into the first panel that has a free place for it; return whether one has."""
    for panel, cells in zip(panels, occupied, strict=True):
        inner = in_points(panel.axes, panel.axes.bbox)
        for text in panel.axes.texts:
            box = in_points(text)
            cells.box((box.x0 - inner.x0, box.y0 - inner.y0, box.x1 - inner.x0, box.y1 - inner.y0), "labels")
    handles, names = panels[0].axes.get_legend_handles_labels()
    for panel, cells in zip(panels, occupied, strict=True):
        legend = panel.axes.legend(handles, names, loc="lower left", bbox_to_anchor=(0, 0))
        box = in_points(legend)
        free = free_space.corner(cells, (box.width, box.height))
        if free:
            width, height = panel.size
            legend.set_bbox_to_anchor((free[0] / width, free[1] / height), transform=panel.axes.transAxes)
            return True
        legend.remove()
    return False


def _legend_outside(figure: Figure, panels: Sequence[Panel]) -> None:
    """Make room for a legend to the right of the axes, or above them where that would make them narrow."""
    handles, names = panels[0].axes.get_legend_handles_labels()
    width, _ = size_in_points(figure)
    first = panels[0].axes
    legend = first.legend(handles, names, loc="upper left", bbox_to_anchor=(1, 1))
    needed = in_points(legend).width + 14
    if needed > NARROW * width:
        _legend_above(figure, panels)
        return
    for panel in panels:
        at = panel.axes.get_position()
        panel.axes.set_position((at.x0, at.y0, max(0.1, at.width - needed / width), at.height))
    legend.set_bbox_to_anchor((1 + 10 / panels[0].size[0], 1), transform=first.transAxes)


def _legend_above(figure: Figure, panels: Sequence[Panel]) -> None:
    """Write a legend above the axes, in as many columns as fit, and make the axes lower."""
    handles, names = panels[0].axes.get_legend_handles_labels()
    width, height = size_in_points(figure)
    first, last = panels[0].axes, panels[-1].axes
    room = width * (1 - first.get_position().x0) - MARGIN
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
        legend_box = in_points(legend)
        if legend_box.width <= room:
            break
    bottom, top = last.get_position().y0, first.get_position().y1
    scale = max(0.2, 1 - (legend_box.height + 6) / (height * (top - bottom)))
    for panel in panels:
        at = panel.axes.get_position()
        panel.axes.set_position((at.x0, bottom + scale * (at.y0 - bottom), at.width, scale * at.height))

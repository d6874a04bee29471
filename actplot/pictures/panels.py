"""Panels: axes together with the curves, dots and labels on them, and their arrangement on a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Bbox, ScaledTranslation

from actplot.activation import Array
from actplot.analysis.sampling import span
from actplot.pictures.header import Header, write_header
from actplot.pictures.look import Look
from actplot.pictures.points import MARGIN, in_points, size_in_points

BETWEEN = 10.0  # points from one panel to the next

Range = tuple[float, float]


@dataclass
class Label:
    """A text to be placed next to one of its anchors, shape (n, 2) in data coordinates, the first ones preferred."""

    text: str
    colour: str
    anchors: Array
    layer: str
    """The line that it belongs to."""
    gaps: tuple[float, ...] = (3, 6, 10)
    """Distances from the anchor in points."""
    alone: bool = False
    """Whether to skip anchors at which another line is drawn too."""


@dataclass
class Panel:
    """A pair of axes, the lines and dots that its labels must keep clear of, and these labels."""

    axes: Axes
    lines: list[tuple[str, Array, Array]] = field(default_factory=list)
    """Layer, x and y of each."""
    dots: list[tuple[float, float]] = field(default_factory=list)
    notes: list[Label] = field(default_factory=list)
    names: list[Label] = field(default_factory=list)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        box = in_points(self.axes, self.axes.bbox)
        return box.width, box.height

    def points(self, x: Any, y: Any) -> Array:
        """Convert data to points from the lower left corner, shape (n, 2)."""
        (left, right), (bottom, top) = self.axes.get_xlim(), self.axes.get_ylim()
        width, height = self.size
        x = (np.asarray(x, dtype=float) - left) / (right - left) * width
        y = (np.asarray(y, dtype=float) - bottom) / (top - bottom) * height
        return np.stack([x, np.clip(y, -1e4, 1e4)], axis=-1)

    def fit_height(self, look: Look) -> None:
        """Show the chosen range of y, or all lines with some room."""
        bottom, top = span(np.concatenate([y for _, _, y in self.lines]))
        room = 0.06 * (top - bottom) or 1.0
        self.axes.set_ylim(look.ylim or (bottom - room, top + room))


def with_margin(low: float, high: float) -> Range:
    """Add room to a range, and 0 if it is near."""
    if low > 0 and low < 0.3 * (high - low):
        low = 0.0
    if high < 0 and -high < 0.3 * (high - low):
        high = 0.0
    room = 0.06 * (high - low) or 0.5 * abs(high) or 1.0
    if high - low < 1e-13 * abs(high):  # nothing but rounding
        room = 0.5 * abs(high)
    return low - room, high + room


def stacked(figure: Figure, count: int) -> list[Panel]:
    """Add ``count`` panels, one above the other, that share x and have few round numbers at their ticks."""
    panels = [Panel(axes) for axes in figure.subplots(count, sharex=True, squeeze=False)[:, 0].tolist()]
    for axis in (panels[-1].axes.xaxis, *(panel.axes.yaxis for panel in panels)):
        axis.set_major_locator(MaxNLocator("auto", steps=[1, 2, 5, 10]))
    return panels


def draw_zero_lines(axes: Axes, look: Look, width: float = 0.9, *, above: float = 1) -> None:
    """Draw the lines x = 0 and y = 0, at the depth ``above``."""
    axes.axhline(0, color=look.colours.axis, linewidth=width, zorder=above)
    axes.axvline(0, color=look.colours.axis, linewidth=width, zorder=above)


def arrange(figure: Figure, panels: Sequence[Panel], header: Header | None, look: Look) -> None:
    """Write the header and give the panels all the space that the texts leave; each text is measured once."""
    last = panels[-1].axes
    top = MARGIN + (write_header(figure, header, look.colours, MARGIN + 4) if header else 0.0)
    right = MARGIN + 3
    # Axis names get fixed positions: to find them, matplotlib would measure all ticks again.
    for panel in panels:
        for axis in (panel.axes.xaxis, panel.axes.yaxis):
            axis.set_label_coords(0.5, 0.5)
    # Most pictures need about these margins, so the ticks are already the final ones.
    _set_positions(figure, panels, (40, 36, right, top))
    box, inner = _axis_box(last.xaxis), in_points(last, last.bbox)
    below = inner.y0 - box.y0
    bottom, right = MARGIN + below + _name_beyond_ticks(last.xaxis, 1), right + max(0.0, box.x1 - inner.x1 - 3)
    _set_positions(figure, panels, (40, bottom, right, top))
    beside = max(in_points(panel.axes, panel.axes.bbox).x0 - _axis_box(panel.axes.yaxis).x0 for panel in panels)
    left = MARGIN + beside + max(_name_beyond_ticks(panel.axes.yaxis, 0) for panel in panels)
    if any(panel.axes.yaxis.get_offset_text().get_text() for panel in panels):
        top += 12
    _set_positions(figure, panels, (left, bottom, right, top))
    # In points, as a legend may yet make the axes smaller.
    for panel in panels:
        axes = panel.axes
        down = ScaledTranslation(0, -(below + axes.xaxis.labelpad) / 72, figure.dpi_scale_trans)
        aside = ScaledTranslation(-(beside + axes.yaxis.labelpad) / 72, 0, figure.dpi_scale_trans)
        axes.xaxis.set_label_coords(0.5, 0, transform=axes.transAxes + down)
        axes.yaxis.set_label_coords(0, 0.5, transform=axes.transAxes + aside)
    for panel in panels[:-1]:
        panel.axes.tick_params(labelbottom=False)


def _set_positions(figure: Figure, panels: Sequence[Panel], margins: tuple[float, float, float, float]) -> None:
    """Divide the space inside ``margins``, which are left, bottom, right and top in points, among the panels."""
    width, height = size_in_points(figure)
    left, bottom, right, top = margins
    each = max(20.0, (height - top - bottom - BETWEEN * (len(panels) - 1)) / len(panels))
    for i, panel in enumerate(panels):
        y = bottom + (len(panels) - 1 - i) * (each + BETWEEN)
        size = max(0.1, (width - left - right) / width), max(0.05, each / height)
        panel.axes.set_position((left / width, y / height, *size))


def _axis_box(axis: Axis) -> Bbox:
    """Return the rectangle of an axis with its ticks and name, in points."""
    return in_points(axis, axis.get_tightbbox() or Bbox.null())


def _name_beyond_ticks(axis: Axis, dimension: int) -> float:
    """Return how far the name of an axis reaches beyond the numbers at its ticks, across the axis."""
    return float(axis.labelpad + in_points(axis.label).size[dimension]) if axis.label.get_text() else 0.0

"""Panels: axes together with the curves, dots and labels on them, and their arrangement on a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from actplot.activation import Activation, Array
from actplot.analysis.sampling import span
from actplot.analysis.windows import LARGEST
from actplot.pictures import ticks
from actplot.pictures.frame import Frame, between
from actplot.pictures.look import Look
from actplot.pictures.mathematics import halo, italic
from actplot.pictures.points import in_points, size_in_points

ROOM = 0.06  # of the height shown, above and below the curves
BELOW = 0.12  # of that, below a curve that goes below 0

Range = tuple[float, float]


@dataclass
class Label:
    """A text to be placed next to one of its anchors, shape (n, 2) in data coordinates, the first ones preferred."""

    text: str
    colour: str
    anchors: Array
    layer: str
    """The line that it belongs to."""
    mark: bool = False
    """Whether it is the note of a mark, to which a leader may tie it."""
    shorter: tuple[str, ...] = ()
    """Wordings for where the text has no place."""
    with_layers: tuple[str, ...] = ()
    """Lines that coincide with it, of which it is the name too."""


@dataclass(frozen=True)
class Dot:
    """A mark on a curve."""

    x: float
    y: float
    colour: str
    kind: str
    """``open``: a limit that is not attained; ``closed``: a value; ``diamond``: the steepest point; ``extremum``."""
    gid: str = ""
    scale: float = 1.0


@dataclass
class Panel:
    """A pair of axes, the lines and dots that its labels must keep clear of, and these labels."""

    axes: Axes
    name: str = ""
    """Of the axis of y, to be written above it."""
    lines: list[tuple[str, Array, Array]] = field(default_factory=list)
    """Layer, x and y of each."""
    dots: list[Dot] = field(default_factory=list)
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
        y = np.asarray(y, dtype=float)
        if self.axes.get_yscale() == "log":
            with np.errstate(divide="ignore", invalid="ignore"):
                y, bottom, top = np.log10(y), np.log10(bottom), np.log10(top)
        y = (y - bottom) / (top - bottom) * height
        return np.stack([x, np.clip(y, -1e4, 1e4)], axis=-1)

    def fit_height(self, look: Look) -> None:
        """Show the chosen range of y, or all lines with some room."""
        bottom, top = drawable(*span(np.concatenate([y for _, _, y in self.lines])))
        room = ROOM * (top - bottom) or 1.0
        self.axes.set_ylim(look.ylim or (bottom - room, top + room))


def drawable(low: float, high: float) -> Range:
    """Return the part of a range that an axis can show; the rest of a curve leaves the picture."""
    return max(low, -LARGEST), min(high, LARGEST)


def with_margin(low: float, high: float, below: float = BELOW) -> Range:
    """Add room to a range, ``below`` of it where it goes below 0, and 0 if it is near."""
    low, high = drawable(low, high)
    if low > 0 and low < 0.3 * (high - low):
        low = 0.0
    if high < 0 and -high < 0.3 * (high - low):
        high = 0.0
    room = ROOM * (high - low) or 0.5 * abs(high) or 1.0
    if high - low < 1e-13 * abs(high):  # nothing but rounding
        room = 0.5 * abs(high)
    return low - (room * below / ROOM if low < 0 else room), high + room


def stacked(figure: Figure, count: int) -> list[Panel]:
    """Add ``count`` panels, one above the other, that share x."""
    return [Panel(axes) for axes in figure.subplots(count, sharex=True, squeeze=False)[:, 0].tolist()]


def draw_zero_lines(axes: Axes, look: Look, width: float = 0.9, *, above: float = 1) -> None:
    """Draw the lines x = 0 and y = 0, at the depth ``above``."""
    style: dict[str, Any] = {"color": look.colours.axis, "linewidth": width * look.scale, "zorder": above}
    if axes.get_yscale() != "log":
        axes.axhline(0, **style)
    axes.axvline(0, **style)


def arrange(
    figure: Figure,
    panels: Sequence[Panel],
    frame: Frame,
    functions: Sequence[Activation] = (),
    heights: Sequence[float] = (),
) -> None:
    """Give the panels the rectangle of the frame, divided in proportion to ``heights``, and choose their ticks.

    Only numbers longer than usual at the ticks, and what these have in common, move the frame. The ticks
    of x may follow the periods of ``functions``.
    """
    width, height = size_in_points(figure)
    parts = np.asarray(heights or [1.0] * len(panels)) / (sum(heights) or len(panels))
    across = width - frame.left - frame.right
    up = height - frame.top - frame.bottom - between(frame.text, len(panels))
    for panel, part in zip(panels, parts.tolist(), strict=True):
        if panel.axes.get_yscale() == "log":
            ticks.set_log_ticks(panel.axes.yaxis, part * up, frame.text)
        else:
            ticks.set_ticks(panel.axes.yaxis, (), part * up, frame.text, across=False)
    ticks.set_ticks(panels[-1].axes.xaxis, functions, across, frame.text, across=True)
    common = [ticks.common_part(panel.axes.yaxis) for panel in panels]
    _, of_x = ticks.common_part(panels[-1].axes.xaxis)
    normal = (frame.left - frame.edge - frame.gap) / frame.text
    left = frame.left + max(0.0, max(wide for wide, _ in common) - normal) * frame.text
    bottom = frame.bottom + (1.4 * frame.text if of_x else 0.0)
    top = frame.top + (1.35 * frame.text if common[0][1] and frame.top < frame.header + 3 * frame.text else 0.0)
    up = height - top - bottom - between(frame.text, len(panels))
    y = height - top
    for panel, part in zip(panels, parts.tolist(), strict=True):
        y -= part * up
        panel.axes.set_position((left / width, y / height, (width - left - frame.right) / width, part * up / height))
        y -= between(frame.text, 2)
    for panel in panels:
        panel.axes.tick_params(pad=frame.gap, labelbottom=panel is panels[-1])
        panel.axes.xaxis.get_offset_text().set_visible(False)  # after tick_params, which shows it


def write_axes(figure: Figure, panels: Sequence[Panel], frame: Frame, look: Look) -> None:
    """Write x at its axis, and powers of ten and offsets at the ends of their axes, as large as the numbers."""
    of_y = [ticks.common_part(panel.axes.yaxis)[1] for panel in panels]
    of_x = ticks.common_part(panels[-1].axes.xaxis)[1]
    if frame.x_name:
        _name_x(figure, panels[-1], frame, look)
    panels[-1].axes.set_xlabel("")
    style: dict[str, Any] = {"fontsize": frame.text, "color": look.colours.soft, "textcoords": "offset points"}
    for panel, text in zip(panels, of_y, strict=True):
        words = "   ".join(filter(None, (italic(panel.name) if frame.y_name else "", text)))
        if words:
            at = (-(frame.gap + 0.6 * frame.text) if panel.name else 0, 0.5 * frame.text)
            panel.axes.annotate(
                words, (0, 1), at, xycoords="axes fraction", va="bottom", path_effects=halo(look), **style
            )
    if of_x:
        at = (0, -(frame.gap + 1.4 * frame.text))
        panels[-1].axes.annotate(of_x, (1, 0), at, xycoords="axes fraction", ha="right", va="top", **style)


def _name_x(figure: Figure, panel: Panel, frame: Frame, look: Look) -> None:
    """Write x in the row of the numbers at its axis, beyond the last of them."""
    width, height = size_in_points(figure)
    box = panel.axes.get_position()
    beyond = min(1.7 * frame.text, frame.right - frame.edge - 0.3 * frame.text)
    at = box.x1 + beyond / width, box.y0 - (frame.gap + 0.82 * frame.text) / height
    style: dict[str, Any] = {"fontstyle": "italic", "fontsize": 1.05 * frame.text, "color": look.colours.soft}
    figure.text(
        *at, italic(panel.axes.get_xlabel() or "x"), ha="center", gid="name-x", path_effects=halo(look), **style
    )

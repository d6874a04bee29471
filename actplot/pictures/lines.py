"""Curves on axes: broken where they jump, with dots at limits, values and corners."""

from __future__ import annotations

import math

import numpy as np

from actplot.activation import Array
from actplot.analysis import curves
from actplot.analysis.curves import SECOND, Curve
from actplot.analysis.joined import Line, joined
from actplot.pictures.look import Look
from actplot.pictures.mathematics import italic
from actplot.pictures.panels import Dot, Label, Panel
from actplot.pictures.strokes import Stroke

NEGATIVE = (1.2, 2.4)  # dashes of absolute values of negative ones, in widths of the line
DENSE = 30  # periods side by side
WIDTH = 2.2  # of a line, in points


def draw_line(panel: Panel, curve: Curve, attribute: str, stroke: Stroke, look: Look, scale: float = 1.0) -> None:
    """Draw ``f`` or ``derivative`` of a curve, and ask for its dots and its name.

    It is broken where it jumps, with an open dot at each limit and a closed one at the value.
    """
    line = joined(curve, attribute)
    if look.log:
        line = _absolute(panel, line, stroke, look, scale)
    for low, high in _bands(curve, line.x, attribute) if attribute != SECOND and not look.log else ():
        panel.axes.fill_between(line.x, low, high, color=stroke.colour, alpha=0.2, linewidth=0, zorder=2)
    # Dashes of dense waves would make a pattern of their own, and a thick line would fill them.
    period = curve.function.period
    waves = float(curve.pieces[-1].x[-1] - curve.pieces[0].x[0]) / period if period else 0
    panel.axes.plot(
        line.x,
        line.y,
        color=stroke.colour,
        linestyle=(0, stroke.dashes) if stroke.dashes and waves < DENSE else "-",
        dash_capstyle="butt",
        linewidth=max(0.9, WIDTH * min(1.0, DENSE / max(waves, 1))) * scale * look.scale,
        label=stroke.name,
        gid=f"{attribute}-{len(panel.lines)}",
        zorder=3,
    )
    layer = f"{attribute}-{curve.function.spec}"
    panel.lines.append((layer, line.x, line.y))
    for kind, dots in (
        ("open", line.opened),
        ("closed", line.closed),
        ("closed", line.corners if look.notes else []),
    ):
        panel.dots += [
            Dot(x, y, stroke.colour, kind, f"dots-{attribute}", scale) for x, y in dots if math.isfinite(y)
        ]
    panel.names.append(Label(italic(stroke.name), stroke.colour, _anchors(line), layer))


def _anchors(line: Line) -> Array:
    """Return points of a line as anchors of its name."""
    seen = np.isfinite(line.x) & np.isfinite(line.y)
    return along(line.x[seen], line.y[seen]) if seen.any() else np.empty((0, 2))


def _absolute(panel: Panel, line: Line, stroke: Stroke, look: Look, scale: float) -> Line:
    """Draw the parts where a line is negative as thin dots at their absolute values; return those of all the line."""
    with np.errstate(invalid="ignore"):
        sizes = np.where(line.y == 0, np.nan, np.abs(line.y))
        negative = np.where(line.y < 0, sizes, np.nan)
    width = 0.6 * WIDTH * scale * look.scale
    panel.axes.plot(line.x, negative, color=stroke.colour, linestyle=(0, NEGATIVE), linewidth=width, gid="negative")
    positive = np.where(line.y < 0, np.nan, sizes)
    opened, closed, corners = (
        [(x, abs(y)) for x, y in dots if y] for dots in (line.opened, line.closed, line.corners)
    )
    return Line(line.x, positive if np.isfinite(positive).any() else negative, opened, closed, corners)


def draw_output(panel: Panel, x: Array, y: Array, stroke: Stroke, width: float) -> None:
    """Draw one output, broken where it is NaN, and ask for its name next to it."""
    panel.axes.plot(
        x,
        y,
        color=stroke.colour,
        linewidth=width,
        linestyle=(0, stroke.dashes) if stroke.dashes else "-",
        label=stroke.name,
        gid=f"output-{len(panel.lines)}",
        zorder=3,
    )
    panel.lines.append((stroke.name, x, y))
    seen = np.isfinite(x)
    panel.names.append(Label(italic(stroke.name), stroke.colour, along(x[seen], y[seen]), stroke.name))


def _bands(curve: Curve, x: Array, attribute: str) -> list[tuple[Array, Array]]:
    """Return the bounds of what a stochastic function may draw; none for any other."""
    ends = [function.pair(x)[1 if attribute == "derivative" else 0] for function in curves.band(curve.function)]
    return [(ends[0], ends[1])] if ends else []


def along(x: Array, y: Array) -> Array:
    """Return points of a line from its right end to its left, shape (33, 2), as anchors of a label."""
    grid = np.linspace(0.98, 0.02, 33) * (x[-1] - x[0]) + x[0]
    return np.stack([grid, np.interp(grid, x, y)], axis=1)

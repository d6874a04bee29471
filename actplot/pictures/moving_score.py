"""Vector functions while one score moves: all outputs, and their slopes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from matplotlib.figure import Figure

from actplot.activation import Array, Vector
from actplot.analysis.numbers import number
from actplot.analysis.scan import Scan, fixed_scores, scan
from actplot.pictures.finish import finish
from actplot.pictures.frame import Frame, fitted
from actplot.pictures.lines import WIDTH, draw_output
from actplot.pictures.look import Look
from actplot.pictures.maxout import draw_maxout
from actplot.pictures.panels import Dot, Panel, draw_zero_lines, stacked
from actplot.pictures.points import new_figure
from actplot.pictures.strokes import DASHES, Stroke, indexed


def moving_score(function: Vector, look: Look) -> Figure:
    """Draw the outputs while one score moves, and with the derivative their slopes.

    Raises:
        TooSmallError: the axes would have less than their share of the picture.

    """
    count = 2 if look.derivative else 1
    size = look.size or (6.4, 5.6 if look.derivative else 4.0)
    header = look.title is None or bool(look.title.strip())
    return fitted(look, size, count, partial(_draw, function, look, size, count), named=True, header=header)


def _draw(function: Vector, look: Look, size: tuple[float, float], count: int, frame: Frame) -> Figure:
    """Draw the panels in a frame."""
    figure = new_figure(look, size)
    panels = stacked(figure, count)
    details = draw_moving(panels, function, look, WIDTH * look.scale)
    is_maxout = function.name == "maxout"
    panels[-1].axes.set_xlabel("x" if is_maxout else indexed("x", 0))
    lines = [_stroke(i, look) for i in range(len(panels[0].names))]
    for panel, name in zip(panels, ("y", "dy / dx" if is_maxout else "\u2202y / \u2202x\u2081"), strict=False):
        panel.name = name
    finish(figure, panels, frame, look, (), lines, details, heading=[function])
    return figure


def draw_moving(
    panels: Sequence[Panel], function: Vector, look: Look, width: float = WIDTH, *, on_sheet: bool = False
) -> str:
    """Draw the outputs, and on a second panel their slopes, while one score moves; return the other scores in words.

    ``on_sheet``, no output looks like f', f'' or, in colour, f of the other cells.
    Maxout has no single score to move: its pieces are straight lines of one input.
    """
    for panel, name in zip(panels, ("outputs", "slopes"), strict=False):
        panel.axes.set_gid(name)
        draw_zero_lines(panel.axes, look)
    if function.name == "maxout":
        return draw_maxout(panels, function, look, width)
    others = fixed_scores(function)
    moved = scan(function, others, look.xlim)
    strokes = [(_on_sheet if on_sheet else _stroke)(i, look) for i in range(moved.outputs.shape[1])]
    for panel, values in zip(panels, (moved.outputs, moved.slopes), strict=False):
        for i, column in enumerate(values.T):
            draw_output(panel, moved.x, column, strokes[i], width)
        for jump in moved.jumps:
            _draw_jump(panel, function, jump, moved, strokes, scale=width / WIDTH)
        panel.fit_height(look)
    panels[-1].axes.set_xlim(look.xlim or (float(np.nanmin(moved.x)), float(np.nanmax(moved.x))))
    return "x = (" + ", ".join([indexed("x", 0), *map(number, others)]) + ")" if others else ""


def _stroke(index: int, look: Look) -> Stroke:
    palette = look.colours.palette
    return Stroke(indexed("y", index), palette[index % len(palette)], DASHES[index])


def _on_sheet(index: int, look: Look) -> Stroke:
    palette, curves = look.colours.palette, 3  # f, f' and f''
    if look.colours.greyscale:
        return Stroke(indexed("y", index), palette[index % len(palette)], DASHES[index and index + curves - 1])
    return Stroke(indexed("y", index), palette[(index + curves) % len(palette)])


def _draw_jump(
    panel: Panel, function: Vector, jump: float, moved: Scan, strokes: Sequence[Stroke], scale: float
) -> None:
    """Mark both limits of each line that jumps: the closed dot is the value."""
    at = round(jump, 9) + 0.0
    index = 0 if panel.axes.get_gid() == "outputs" else 1
    before, there, after = (
        _outputs_and_slopes(function, [x, *moved.others])[index] for x in (at - 1e-6, at, at + 1e-6)
    )
    for i in np.flatnonzero(np.abs(before - after) > 1e-3).tolist():
        for y in (float(before[i]), float(after[i])):
            closed = abs(y - there[i]) < 1e-3
            panel.dots.append(Dot(at, y, strokes[i].colour, "closed" if closed else "open", scale=scale))


def _outputs_and_slopes(function: Vector, scores: Sequence[float]) -> tuple[Array, Array]:
    """Return the outputs and their derivatives with respect to the first score."""
    y, jacobian = function.pair(scores)
    return y, jacobian[:, 0]

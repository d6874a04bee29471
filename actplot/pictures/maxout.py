"""Maxout: k straight pieces of one input, tangents of a parabola, and their maximum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from actplot.activation import Array, Vector
from actplot.analysis.numbers import number
from actplot.pictures.lines import draw_output
from actplot.pictures.look import Look
from actplot.pictures.panels import Dot, Panel
from actplot.pictures.strokes import Stroke

NAME = "the largest"
MOST_WRITTEN = 4  # pieces whose equations the header has


@dataclass(frozen=True)
class _Pieces:
    """The lines slope * x + intercept, and where one takes over from the one before."""

    slopes: Array
    intercepts: Array
    ties: tuple[float, ...]

    def at(self, x: Array) -> Array:
        """Return all pieces at ``x``, shape (n, k)."""
        return np.asarray(self.slopes * x[:, None] + self.intercepts)


def draw_maxout(panels: Sequence[Panel], function: Vector, look: Look, width: float) -> str:
    """Draw the pieces and their maximum, and on a second panel its slope; return the equations, if they are few."""
    low, high = look.xlim or (-2.0, 2.0)
    pieces = _pieces(int(function.parameters["k"]), low, high)
    _draw_maximum(panels[0], function, pieces, (low, high), look, width)
    panels[0].fit_height(look)
    if len(panels) > 1:
        _draw_slope(panels[1], pieces, (low, high), look, width)
        panels[1].fit_height(look)
    panels[-1].axes.set_xlim(low, high)
    if len(pieces.slopes) > MOST_WRITTEN:
        return ""
    lines = zip(pieces.slopes.tolist(), pieces.intercepts.tolist(), strict=True)
    return "pieces " + ", ".join(_equation(slope, intercept) for slope, intercept in lines)


def _pieces(count: int, low: float, high: float) -> _Pieces:
    """Return ``count`` tangents of a parabola, with those of their ties that are between ``low`` and ``high``."""
    slopes = np.linspace(-1, 1, count) if count > 1 else np.ones(1)
    intercepts = 0.5 - 0.5 * slopes**2
    ties = (intercepts[:-1] - intercepts[1:]) / (slopes[1:] - slopes[:-1])
    return _Pieces(slopes, intercepts, tuple(tie for tie in ties.tolist() if low < tie < high))


def _draw_maximum(
    panel: Panel, function: Vector, pieces: _Pieces, window: tuple[float, float], look: Look, width: float
) -> None:
    theme = look.colours
    x = np.unique(np.concatenate([np.linspace(*window, 101), pieces.ties]))
    inputs = pieces.at(x)
    for piece in inputs.T:
        panel.axes.plot(x, piece, color=theme.soft, linewidth=1.1, linestyle=(0, (2, 2)), zorder=2)
        panel.lines.append((NAME, x, piece))
    maximum = np.array([function(row)[0] for row in inputs])
    draw_output(panel, x, maximum, Stroke(NAME, theme.palette[0]), width + 0.4)
    for tie, row in zip(pieces.ties, pieces.at(np.array(pieces.ties)), strict=True):
        y = float(function(row)[0])
        panel.dots.append(Dot(tie, y, theme.palette[0], "closed"))


def _draw_slope(panel: Panel, pieces: _Pieces, window: tuple[float, float], look: Look, width: float) -> None:
    colour = look.colours.palette[1]
    for left, right in pairwise([window[0], *pieces.ties, window[1]]):
        middle = 0.5 * (left + right)
        slope = float(pieces.slopes[int(np.argmax(pieces.slopes * middle + pieces.intercepts))])
        panel.axes.plot([left, right], [slope] * 2, color=colour, linewidth=width, zorder=3)
        panel.lines.append(("slope", np.array([left, right]), np.array([slope, slope])))
        # At a tie the gradient goes to the first of the largest, which is the piece to the left.
        panel.dots += [
            Dot(end, slope, colour, kind) for end, kind in ((left, "open"), (right, "closed")) if end in pieces.ties
        ]


def _equation(slope: float, intercept: float) -> str:
    factor = {1.0: "x", -1.0: "\u2212x", 0.0: ""}.get(slope, f"{number(slope)}x")
    if not intercept:
        return factor or "0"
    return f"{factor} + {number(intercept)}" if factor else number(intercept)

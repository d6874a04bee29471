"""How curves that fuse differ: each less the first one, on an axis that shows it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from actplot.activation import Array
from actplot.analysis.curves import Curve
from actplot.analysis.sampling import ordered, span
from actplot.pictures.lines import WIDTH, along
from actplot.pictures.look import Look
from actplot.pictures.mathematics import italic
from actplot.pictures.panels import Label, Panel, Range
from actplot.pictures.strokes import Stroke

CLOSE = 0.02  # of the height shown: curves that are as near are hard to tell apart
MOSTLY = 0.6  # of the window over which they are
FEWEST = 3  # curves that fuse


def fuse(curves: Sequence[Curve], window: Range, height: float) -> bool:
    """Whether curves lie so close over most of the window that their differences need a panel of their own."""
    if len(curves) < FEWEST or not all(_continuous(curve) for curve in curves):
        return False
    x = np.linspace(*window, 241)
    values = np.array([curve.function(x) for curve in curves])
    distance = np.abs(values[:, None] - values[None])
    distance[np.arange(len(curves)), np.arange(len(curves))] = np.inf
    close = (distance.min(axis=1) < CLOSE * height).mean(axis=1)
    return bool((close > MOSTLY).sum() >= FEWEST)


def _continuous(curve: Curve) -> bool:
    return curve.facts.continuity not in (-1, "-1") and not curve.function.stochastic


def draw_differences(panel: Panel, curves: Sequence[Curve], lines: Sequence[Stroke], look: Look) -> None:
    """Draw each function less the first one; the first is the line at 0."""
    for curve, stroke in zip(curves, lines, strict=True):
        x, y = _difference(curve, curves[0])
        panel.axes.plot(
            x,
            y,
            color=stroke.colour,
            linestyle=(0, stroke.dashes) if stroke.dashes else "-",
            linewidth=WIDTH * look.scale,
            gid=f"difference-{len(panel.lines)}",
            zorder=3,
        )
        layer = f"difference-{curve.function.spec}"
        panel.lines.append((layer, x, y))
        panel.names.append(Label(italic(stroke.name), stroke.colour, along(x, y), layer))


def _difference(curve: Curve, first: Curve) -> tuple[Array, Array]:
    x = ordered(np.concatenate([piece.x for piece in (*curve.pieces, *first.pieces)]))
    return x, np.asarray(curve.function(x) - first.function(x))


def range_of(curves: Sequence[Curve]) -> Range:
    """Return the smallest and the largest difference from the first function."""
    return span(np.concatenate([_difference(curve, curves[0])[1] for curve in curves]))

"""How curves that fuse differ: each less the first of them, on an axis that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
APART = 0.12  # of the height shown: a curve that is further away somewhere leaves the panel there
FEWEST = 3  # curves that fuse


@dataclass(frozen=True)
class Fused:
    """What a panel of differences is scaled by."""

    first: int
    """The index of the curve that is subtracted: the first of those that fuse."""
    range: Range
    """Of the differences of the curves that fuse and stay near to it."""


def fused(curves: Sequence[Curve], window: Range, height: float) -> Fused | None:
    """Return the curves that fuse, or None if these are too few for a panel of their own.

    Curves fuse that are close over most of the window, and with them all that fuse with one of them.
    """
    if len(curves) < FEWEST or not all(_continuous(curve) for curve in curves):
        return None
    x = np.linspace(*window, 241)
    values = np.array([curve.function(x) for curve in curves])
    chained = (np.abs(values[:, None] - values[None]) < CLOSE * height).mean(axis=2) > MOSTLY
    for _ in curves:
        chained = chained @ chained
    first = int(chained.sum(axis=1).argmax())
    if chained[first].sum() < FEWEST:
        return None
    ranges = [span(_difference(curves[i], curves[first])[1]) for i in np.flatnonzero(chained[first]).tolist()]
    near = [(low, high) for low, high in ranges if max(-low, high) < APART * height]
    return Fused(first, (min(low for low, _ in near), max(high for _, high in near)))


def _continuous(curve: Curve) -> bool:
    return curve.facts.continuity not in (-1, "-1") and not curve.function.stochastic


def draw_differences(
    panel: Panel, curves: Sequence[Curve], first: Curve, lines: Sequence[Stroke], look: Look
) -> None:
    """Draw each function less the first one; the first is the line at 0."""
    for curve, stroke in zip(curves, lines, strict=True):
        x, y = _difference(curve, first)
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

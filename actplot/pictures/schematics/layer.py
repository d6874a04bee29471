"""The schematic of a layer: several sums of the same inputs that go through one function."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from actplot.analysis.numbers import number
from actplot.networks.neuron import Units
from actplot.pictures.look import Look
from actplot.pictures.schematics.parts import SUM, Pen, arrow, box, finish, node, sheet, weight_on_edge

X_INPUT, X_SUM, X_BOX, X_OUTPUT = 0.75, 3.35, 4.75, 5.75
BOX_WIDTH = 0.44
LONGEST_BAR = 1.0


class _Levels(NamedTuple):
    """Where the rows of the schematic are."""

    middle: float
    spacing: float

    @property
    def radius(self) -> float:
        """Radius of a node."""
        return 0.24 if self.spacing > 0.5 else 0.19

    def at(self, i: int, count: int) -> float:
        """Return the height of the i-th of ``count`` nodes."""
        return self.middle + ((count - 1) / 2 - i) * self.spacing


def layer_figure(layer: Units, look: Look) -> Figure:
    """Draw several sums that go through one function."""
    most = max(len(layer.inputs), len(layer.z))
    spacing = 0.66 if most <= 6 else 0.46
    figure, pen = sheet(7.6, max(2.6, most * spacing + 0.9), look)
    levels = _Levels(figure.get_figheight() / 2, spacing)
    labelled = layer.weights.size <= 12
    for i in range(len(layer.inputs)):
        _input(pen, layer, i, levels, labelled=labelled)
    _function(pen, layer, levels)
    for j in range(len(layer.z)):
        _sum(pen, layer, j, levels)
    _outputs(pen, layer, levels)
    key = "thicker: a larger weight; dashed: a negative one"
    key = f"on the edges: the weights; {key}" if labelled else key
    pen.text(X_INPUT - levels.radius, 0.1, key, size=7.5, color=pen.theme.soft)
    finish(figure, pen, look)
    return figure


def _input(pen: Pen, layer: Units, i: int, levels: _Levels, *, labelled: bool) -> None:
    """Draw an input and its edges to all sums."""
    count, rows = len(layer.inputs), len(layer.z)
    y = levels.at(i, count)
    node(pen, (X_INPUT, y), levels.radius, number(layer.inputs[i]))
    left = X_INPUT - levels.radius - 0.1
    pen.text(left, y, rf"$x_{{{i + 1}}}$", ha="right", va="center", size=9, color=pen.theme.soft)
    largest = max(float(np.abs(layer.weights).max()), 1e-300)
    for j in range(rows):
        start, end = (X_INPUT + levels.radius, y), (X_SUM - levels.radius, levels.at(j, rows))
        weight = float(layer.weights[j, i])
        pen.axes.plot(
            *zip(start, end, strict=True),
            color=pen.theme.axis,
            linewidth=0.4 + 1.4 * abs(weight) / largest,
            linestyle="-" if weight >= 0 else (0, (3, 2)),
            zorder=1,
        )
        if labelled:
            weight_on_edge(pen, start, end, (i + 0.5) / count, number(weight))


def _function(pen: Pen, layer: Units, levels: _Levels) -> None:
    """Draw the box of the function, as high as all sums."""
    rows = len(layer.z)
    low, high = levels.at(rows - 1, rows) - 0.3, levels.at(0, rows) + 0.3
    box(pen, (X_BOX - BOX_WIDTH / 2, low), (BOX_WIDTH, high - low))
    title = pen.text(X_BOX, levels.middle, layer.function.title, rotation=90, ha="center", va="center", zorder=4)
    title.set(size=10, weight="bold")


def _sum(pen: Pen, layer: Units, j: int, levels: _Levels) -> None:
    """Draw a sum with z above its arrow and the bias below it."""
    y = levels.at(j, len(layer.z))
    node(pen, (X_SUM, y), levels.radius, SUM, 11)
    arrow(pen, (X_SUM + levels.radius, y), (X_BOX - BOX_WIDTH / 2, y))
    left = X_SUM + levels.radius + 0.08
    pen.text(left, y + 0.05, f"$z_{{{j + 1}}}$ = {number(layer.z[j])}", va="bottom", size=8.5, zorder=4)
    if layer.bias.any():
        bias = f"$b_{{{j + 1}}}$ = {number(layer.bias[j])}"
        pen.text(left, y - 0.06, bias, va="top", size=7.5, color=pen.forward, zorder=4)


def _outputs(pen: Pen, layer: Units, levels: _Levels) -> None:
    """Draw the outputs as bars; negative ones go left from where the others begin."""
    count = len(layer.a)
    finite = layer.a[np.isfinite(layer.a)]
    share = 0.5 if (finite < 0).any() else 1.0
    scale = share * LONGEST_BAR / max(1e-300, float(np.abs(finite).max(initial=0)))
    start = X_OUTPUT - 0.36
    if share < 1:
        start += 0.5 * LONGEST_BAR
        ends = [levels.at(count - 1, count) - 0.2, levels.at(0, count) + 0.2]
        pen.axes.plot([start, start], ends, color=pen.theme.axis, lw=0.8)
    for k in range(count):
        y = levels.at(k, count)
        arrow(pen, (X_BOX + BOX_WIDTH / 2, y), (X_OUTPUT - 0.42, y))
        length = scale * float(layer.a[k]) if np.isfinite(layer.a[k]) else 0.0
        pen.axes.barh(y, length, height=0.22, left=start, color=pen.forward, zorder=2)
        left = start + max(length, 0.0) + 0.08
        name = f"$a_{{{k + 1}}}$" if count > 1 else "$a$"
        place = "bottom" if layer.is_layer else "center"
        pen.text(left, y, f"{name} = {number(layer.a[k])}", va=place, size=9, zorder=4)
        if layer.is_layer:
            slope = rf"$f\,'(z_{{{k + 1}}})$ = {number(layer.derivative[k, k])}"
            pen.text(left, y - 0.03, slope, va="top", size=7.5, color=pen.backward, zorder=4)

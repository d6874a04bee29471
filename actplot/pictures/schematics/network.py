"""The schematic of a network: z, a, slope and gradient in every unit, weights as lines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from actplot.activation import Activation
from actplot.analysis.numbers import number
from actplot.networks.neuron import LayerPass
from actplot.pictures.look import Look
from actplot.pictures.schematics.parts import (
    Pen,
    Point,
    arrow,
    box,
    finish,
    fitting,
    sheet,
    weight_on_edge,
    weighted_edge,
)

WIDTH, HEIGHT = 1.16, 0.5  # of a unit
BOTTOM, TOP = 1.6, 0.85  # margins
NORMS = 1.28  # height of the row of gradients' norms


class _Grid(NamedTuple):
    """Where the units of the inputs and of every layer are."""

    sizes: Sequence[int]
    left: float
    middle: float
    across: float
    """From column to column."""
    down: float
    """From unit to unit."""

    def at(self, column: int, i: int) -> Point:
        """Return the centre of the i-th unit of a column."""
        return self.left + column * self.across, self.middle + ((self.sizes[column] - 1) / 2 - i) * self.down


def network_figure(function: Activation, layers: Sequence[LayerPass], look: Look) -> Figure:
    """Draw a network with all numbers of the forward and the backward pass."""
    sizes = [len(layers[0].inputs), *(len(layer.z) for layer in layers)]
    labelled = max(layer.weights.size for layer in layers) <= 6
    biased = any(layer.bias.any() for layer in layers)
    across = WIDTH + (1.3 if labelled else 0.9 if max(sizes) <= 8 else 1.2)
    down = (0.74 if max(sizes) <= 6 else 0.62) + 0.12 * biased
    left = max(0.3, (6.0 - (across * len(layers) + WIDTH)) / 2) + WIDTH / 2
    tallest = (max(sizes) - 1) * down + HEIGHT
    grid = _Grid(sizes, left, BOTTOM + tallest / 2, across, down)
    figure, pen = sheet(2 * left + across * len(layers), tallest + BOTTOM + TOP, look)
    _edges(pen, layers, grid, labelled=labelled)
    for i, (x, gradient) in enumerate(zip(layers[0].inputs, layers[0].input_gradients, strict=True)):
        _unit(pen, grid.at(0, i), [number(x)], [number(gradient)])
    for column in range(1, len(layers) + 1):
        _layer(pen, layers[column - 1], column, grid, biased=biased)
    _columns(pen, function, layers, grid)
    _key(pen, left - WIDTH / 2, closed=any((layer.derivative == 0).any() for layer in layers))
    finish(figure, pen, look)
    return figure


def _edges(pen: Pen, layers: Sequence[LayerPass], grid: _Grid, *, labelled: bool) -> None:
    """Draw all weights as lines."""
    largest = max(float(np.abs(layer.weights).max()) for layer in layers) or 1.0
    thickness = 2.2 if max(grid.sizes) <= 8 else 1.4
    for column, layer in enumerate(layers):
        for (j, i), weight in np.ndenumerate(layer.weights):
            (x0, y0), (x1, y1) = grid.at(column, i), grid.at(column + 1, j)
            start, end = (x0 + WIDTH / 2, y0), (x1 - WIDTH / 2, y1)
            weighted_edge(pen, start, end, float(weight) / largest, thickness)
            if labelled:
                weight_on_edge(pen, start, end, (i + 0.5) / layer.weights.shape[1], weight)


def _layer(pen: Pen, layer: LayerPass, column: int, grid: _Grid, *, biased: bool) -> None:
    """Draw the units of a layer; the output, in the last column, is linear, so z and its gradient say all."""
    last = column == len(grid.sizes) - 1
    numbers = zip(layer.z, layer.a, layer.derivative, layer.gradient, layer.bias, strict=True)
    for j, (z, a, slope, gradient, bias) in enumerate(numbers):
        x, y = grid.at(column, j)
        forward, back = ([a], [gradient]) if last else ([z, a], [slope, gradient])
        _unit(pen, (x, y), [number(v) for v in forward], [number(v) for v in back], closed=slope == 0)
        if biased:
            words = f"$b$ = {number(bias)}"
            pen.text(x, y - HEIGHT / 2 - 0.04, words, ha="center", va="top", size=7, color=pen.forward)


def _unit(pen: Pen, centre: Point, forward: Sequence[str], back: Sequence[str], *, closed: bool = False) -> None:
    """Draw a box with the numbers of the forward pass on its left and those of the backward pass on its right."""
    x, y = centre
    fill = pen.theme.grid if closed else pen.theme.background
    box(pen, (x - WIDTH / 2, y - HEIGHT / 2), (WIDTH, HEIGHT), fill=fill, linewidth=1.0)
    pen.axes.plot([x, x], [y - 0.34 * HEIGHT, y + 0.34 * HEIGHT], color=pen.theme.axis, linewidth=0.6, zorder=4)
    for side, colour, texts in ((-1, pen.theme.ink, forward), (1, pen.backward, back)):
        for i, text in enumerate(texts):
            pen.text(
                x + side * WIDTH / 4,
                y + (0.22 * HEIGHT * (1 - 2 * i) if len(texts) > 1 else 0),
                text,
                ha="center",
                va="center_baseline",
                size=8 if "$" in text else fitting(text, 0.46 * WIDTH, 8),
                color=colour,
                zorder=4,
            )


def _columns(pen: Pen, function: Activation, layers: Sequence[LayerPass], grid: _Grid) -> None:
    """Write the name of each layer above it, and below it the norm of the gradient that comes back to it."""
    top = grid.middle * 2 - BOTTOM
    xs = [grid.at(column, 0)[0] for column in range(len(grid.sizes))]
    names = ["inputs", *(f"hidden layer {i + 1}" for i in range(len(layers) - 1)), "output"]
    contents = [r"$x$ and $\partial y/\partial x$", *([function.title] * (len(layers) - 1)), "$y$, the sum itself"]
    gradients = [layers[0].input_gradients, *(layer.gradient for layer in layers)]
    for x, name, content, gradient in zip(xs, names, contents, gradients, strict=True):
        pen.text(x, top + 0.42, name, ha="center", va="bottom", size=9.5, weight="bold")
        size = 8.5 if "$" in content else fitting(content, 1.9, 8.5)
        pen.text(x, top + 0.22, content, ha="center", va="baseline", size=size, color=pen.theme.soft)
        norm = number(math.hypot(*gradient))
        pen.text(x, NORMS, norm, ha="center", va="center", size=fitting(norm, 0.9, 9), color=pen.backward)
    for left, right in pairwise(xs):
        arrow(pen, (right - 0.5, NORMS), (left + 0.5, NORMS), pen.backward)
    words = "the size (norm) of the gradient on its way back"
    pen.text(sum(xs) / len(xs), NORMS - 0.18, words, ha="center", va="top", size=7.5, color=pen.theme.soft)


def _key(pen: Pen, left: float, *, closed: bool) -> None:
    """Draw the key: what the numbers in a unit, a grey unit and the lines mean."""
    x, y = left + WIDTH / 2, 0.43
    _unit(pen, (x, y), ["$z$", "$a = f(z)$"], [r"$f\,'(z)$", r"$\partial y/\partial z$"])
    x += WIDTH / 2 + 0.15
    pen.text(x, y + 0.11, "forward", va="center_baseline", size=7.5)
    pen.text(x + 0.55, y + 0.11, "backward", va="center_baseline", size=7.5, color=pen.backward)
    if closed:
        pen.text(x, y - 0.11, "grey: slope 0, no gradient", va="center_baseline", size=7.5, color=pen.theme.soft)
    x += 1.75
    for side, words in ((1, "a positive weight, thicker: larger"), (-1, "a negative one")):
        level = y + 0.11 * side
        weighted_edge(pen, (x, level), (x + 0.4, level), 0.6 * side)
        pen.text(x + 0.5, level, words, va="center_baseline", size=7.5, color=pen.theme.soft)

"""The schematic of a network: z, a, slope and gradient in every unit, weights as lines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from actplot.analysis.numbers import number
from actplot.networks.backpropagation import NetworkPass
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
LETTER = 0.08  # width of a letter beside an output
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


def network_figure(network: NetworkPass, look: Look) -> Figure:
    """Draw a network with all numbers of the forward and the backward pass."""
    layers = network.layers
    sizes = [len(layers[0].inputs), *(len(layer.z) for layer in layers)]
    labelled = max(layer.weights.size for layer in layers) <= 6
    biased = any(layer.bias.any() for layer in layers) or network.rate is not None
    stepping = 1.2 * (network.rate is not None) + 0.8 * (network.objective is not None)
    across = WIDTH + (1.3 + stepping if labelled else 0.9 if max(sizes) <= 8 else 1.2)
    down = (0.74 if max(sizes) <= 6 else 0.62) + 0.12 * biased + 0.2 * (labelled and network.objective is not None)
    left = max(0.3, (6.0 - (across * len(layers) + WIDTH)) / 2) + WIDTH / 2
    tallest = (max(sizes) - 1) * down + HEIGHT
    grid = _Grid(sizes, left, BOTTOM + tallest / 2, across, down)
    beside = _beside(network)
    longest = max(len(line) for words in beside for line in words.split("\n"))
    wide = 2 * left + across * len(layers) + max(0.0, LETTER * longest + 0.2 - (left - WIDTH / 2))
    figure, pen = sheet(wide, tallest + BOTTOM + TOP, look)
    _edges(pen, network, grid, labelled=labelled)
    for i, (x, gradient) in enumerate(zip(layers[0].inputs, layers[0].input_gradients, strict=True)):
        _unit(pen, grid.at(0, i), [number(x)], [number(gradient)] if network.differentiated else [])
    for column in range(1, len(layers) + 1):
        _layer(pen, network, column, grid, biased=biased)
    for j, words in enumerate(beside):
        x, y = grid.at(len(layers), j)
        pen.text(x + WIDTH / 2 + 0.08, y, words, ha="left", va="center", size=8, color=pen.theme.ink, linespacing=1.3)
    _columns(pen, network, grid)
    _key(pen, network, left - WIDTH / 2, closed=any((layer.slopes == 0).any() for layer in network.hidden))
    finish(figure, pen, look)
    return figure


def _beside(network: NetworkPass) -> list[str]:
    """Return for each output its name and its target, if there are any."""
    names = list(network.names) or [""] * len(network.end.z)
    targets = [f"target {number(t)}" for t in network.objective.target] if network.objective else [""] * len(names)
    return ["\n".join(filter(None, pair)) for pair in zip(names, targets, strict=True)]


def _edges(pen: Pen, network: NetworkPass, grid: _Grid, *, labelled: bool) -> None:
    """Draw all weights as lines, with their numbers where few are enough to be told apart."""
    layers = network.layers
    stepped = [weights for weights, _ in network.stepped()] if network.rate is not None else None
    largest = max(float(np.abs(layer.weights).max()) for layer in layers) or 1.0
    thickness = 2.2 if max(grid.sizes) <= 8 else 1.4
    for column, layer in enumerate(layers):
        for (j, i), weight in np.ndenumerate(layer.weights):
            (x0, y0), (x1, y1) = grid.at(column, i), grid.at(column + 1, j)
            start, end = (x0 + WIDTH / 2, y0), (x1 - WIDTH / 2, y1)
            weighted_edge(pen, start, end, float(weight) / largest, thickness)
            if labelled:
                words = number(weight) + (f" \u2192 {number(float(stepped[column][j, i]))}" if stepped else "")
                back = number(float(layer.weight_gradients[j, i])) if network.objective else ""
                share = (i + 0.5) / layer.weights.shape[1] if len(layer.z) > 1 else 0.2  # before they run together
                weight_on_edge(pen, start, end, share, words, back)


def _layer(pen: Pen, network: NetworkPass, column: int, grid: _Grid, *, biased: bool) -> None:
    """Draw the units of a layer; linear outputs are z itself, and coupled ones have no slope each."""
    layer = network.layers[column - 1]
    last = column == len(grid.sizes) - 1
    stepped = network.stepped()[column - 1][1] if network.rate is not None else None
    columns: list[list[float]] = [values.tolist() for values in (layer.z, layer.a, layer.slopes, layer.gradient)]
    for j, (z, a, slope, gradient) in enumerate(zip(*columns, strict=True)):
        x, y = grid.at(column, j)
        plain = last and network.ends_in_sums
        forward: list[float] = [a] if plain else [z, a]
        back: list[float] = [gradient] if plain or layer.coupled else [slope, gradient]
        if not network.differentiated:
            back = back[:-1]
        closed = slope == 0 and not last
        _unit(pen, (x, y), [number(v) for v in forward], [number(v) for v in back], closed=closed)
        if biased:
            words = f"$b$ = {number(layer.bias[j])}" + (
                f" \u2192 {number(stepped[j])}" if stepped is not None else ""
            )
            pen.text(x, y - HEIGHT / 2 - 0.04, words, ha="center", va="top", size=7, color=pen.forward)


def _unit(pen: Pen, centre: Point, forward: Sequence[str], back: Sequence[str], *, closed: bool = False) -> None:
    """Draw a box with the numbers of the forward pass on its left and those of the backward pass on its right."""
    x, y = centre
    fill = pen.theme.grid if closed else pen.theme.background
    box(pen, (x - WIDTH / 2, y - HEIGHT / 2), (WIDTH, HEIGHT), fill=fill, linewidth=1.0)
    if back:
        pen.axes.plot([x, x], [y - 0.34 * HEIGHT, y + 0.34 * HEIGHT], color=pen.theme.axis, linewidth=0.6, zorder=4)
    for side, colour, texts in ((-1, pen.theme.ink, forward), (1, pen.backward, back)):
        for i, text in enumerate(texts):
            pen.text(
                x + side * (WIDTH / 4 if back else 0),
                y + (0.22 * HEIGHT * (1 - 2 * i) if len(texts) > 1 else 0),
                text,
                ha="center",
                va="center_baseline",
                size=8 if "$" in text else fitting(text, 0.46 * WIDTH, 8),
                color=colour,
                zorder=4,
            )


def _columns(pen: Pen, network: NetworkPass, grid: _Grid) -> None:
    """Write the name of each layer above it, and below it the norm of the gradient that comes back to it."""
    layers, letter = network.layers, network.differential
    top = grid.middle * 2 - BOTTOM
    xs = [grid.at(column, 0)[0] for column in range(len(grid.sizes))]
    names = ["inputs", *(f"hidden layer {i + 1}" for i in range(len(layers) - 1)), "output"]
    first = rf"$x$ and $\partial {letter}/\partial x$" if network.differentiated else "$x$"
    last = "$y$, the sum itself" if network.ends_in_sums else network.end.function.title
    contents = [first, *([network.function.title] * (len(layers) - 1)), last]
    gradients = [layers[0].input_gradients, *(layer.gradient for layer in layers)]
    for x, name, content, gradient in zip(xs, names, contents, gradients, strict=True):
        pen.text(x, top + 0.42, name, ha="center", va="bottom", size=9.5, weight="bold")
        size = 8.5 if "$" in content else fitting(content, 1.9, 8.5)
        pen.text(x, top + 0.22, content, ha="center", va="baseline", size=size, color=pen.theme.soft)
        if not network.differentiated:
            continue
        norm = number(math.hypot(*gradient))
        pen.text(x, NORMS, norm, ha="center", va="center", size=fitting(norm, 0.9, 9), color=pen.backward)
    words = "--target shows the loss, and its gradient on its way back"
    if network.differentiated:
        for left, right in pairwise(xs):
            arrow(pen, (right - 0.5, NORMS), (left + 0.5, NORMS), pen.backward)
        words = "the size (norm) of the gradient on its way back"
    if network.objective:
        rate = f"; rate {number(network.rate)}" if network.rate is not None else ""
        words = f"$L$ = {number(network.loss)}, {network.objective.loss} loss{rate}; {words}"
    pen.text(sum(xs) / len(xs), NORMS - 0.18, words, ha="center", va="top", size=7.5, color=pen.theme.soft)


def _key(pen: Pen, network: NetworkPass, left: float, *, closed: bool) -> None:
    """Draw the key: what the numbers in a unit, a grey unit and the lines mean."""
    x, y = left + WIDTH / 2, 0.43
    back = [r"$f\,'(z)$", rf"$\partial {network.differential}/\partial z$"]
    _unit(pen, (x, y), ["$z$", "$a = f(z)$"], back if network.differentiated else back[:1])
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

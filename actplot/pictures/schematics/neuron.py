"""The schematic of one neuron: inputs and weights, the sum, the curve of the function, the output."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.figure import Figure

from actplot.analysis import curves, windows
from actplot.analysis.curves import Curve
from actplot.analysis.numbers import number
from actplot.networks.neuron import Units
from actplot.pictures.look import Look
from actplot.pictures.schematics.parts import SUM, Pen, Point, arrow, backing, box, finish, node, rim_to_rim, sheet

X_INPUT, X_SUM, X_BOX, X_OUTPUT = 1.95, 4.25, 5.75, 7.3
SUM_RADIUS, OUTPUT_RADIUS, SIDE = 0.3, 0.32, 1.1  # SIDE is that of the box
ROOMY = 6  # inputs, up to which they are drawn large
DRAWABLE = 1e100  # matplotlib's own arithmetic overflows far above


def neuron_figure(neuron: Units, look: Look) -> Figure:
    """Draw one neuron."""
    count = len(neuron.inputs)
    spacing = 0.66 if count <= ROOMY else 0.46
    figure, pen = sheet(7.8, max(2.9, count * spacing + 0.7), look)
    middle = figure.get_figheight() / 2 - 0.05
    for i in range(count):
        _input(pen, neuron, i, middle + ((count - 1) / 2 - i) * spacing, middle)
    _sum(pen, neuron, middle)
    _function(pen, neuron, middle)
    _output(pen, neuron, middle)
    finish(figure, pen, look)
    return figure


def _input(pen: Pen, neuron: Units, i: int, y: float, middle: float) -> None:
    """Draw an input at the height ``y`` with its gradients, and the edge to the sum with its weight."""
    roomy = len(neuron.inputs) <= ROOMY
    radius = 0.24 if roomy else 0.19
    node(pen, (X_INPUT, y), radius, number(neuron.inputs[i]))
    pen.text(X_INPUT - radius - 0.1, y, rf"$x_{{{i + 1}}}$", ha="right", va="center", size=9, color=pen.theme.soft)
    gradients = (
        rf"$\partial a/\partial x_{{{i + 1}}}$ = {number(neuron.input_gradients[0, i])}"
        "\n"
        rf"$\partial a/\partial w_{{{i + 1}}}$ = {number(neuron.weight_gradients[0, 0, i])}"
    )
    pen.text(0.12, y, gradients, ha="left", va="center", size=7.5, color=pen.backward, linespacing=1.25)
    rim_to_rim(pen, (X_INPUT, y), (X_SUM, middle), (radius, SUM_RADIUS), head=roomy)
    part = 0.36 if roomy else 0.24
    pen.text(
        X_INPUT + part * (X_SUM - X_INPUT),
        y + part * (middle - y),
        rf"$w_{{{i + 1}}}$ = {number(neuron.weights[0, i])}",
        ha="center",
        va="center",
        size=8.5 if roomy else 7.5,
        color=pen.forward,
        zorder=3,
        bbox=backing(pen, 1.2),
    )


def _sum(pen: Pen, neuron: Units, middle: float) -> None:
    """Draw the sum with z below it and the bias above it."""
    node(pen, (X_SUM, middle), SUM_RADIUS, SUM, 14)
    top = middle + SUM_RADIUS + 0.5
    arrow(pen, (X_SUM, top), (X_SUM, middle + SUM_RADIUS))
    bias = f"$b$ = {number(neuron.bias[0])}"
    pen.text(X_SUM, top + 0.07, bias, ha="center", va="bottom", size=8.5, color=pen.forward)
    gradient = rf"$\partial a/\partial b$ = {number(neuron.derivative[0, 0])}"
    pen.text(X_SUM, top + 0.26, gradient, ha="center", va="bottom", size=7.5, color=pen.backward)
    z = f"$z$ = {number(neuron.z[0])}"
    pen.text(X_SUM, middle - SUM_RADIUS - 0.1, z, ha="center", va="top", size=9.5, zorder=4, bbox=backing(pen, 1.2))
    arrow(pen, (X_SUM + SUM_RADIUS, middle), (X_BOX - SIDE / 2, middle))


def _function(pen: Pen, neuron: Units, middle: float) -> None:
    """Draw the box of the function with its name above it and the slope below it."""
    corner = X_BOX - SIDE / 2, middle - SIDE / 2
    box(pen, corner, (SIDE, SIDE))
    _curve(pen, neuron, corner)
    title = neuron.function.title
    pen.text(X_BOX, middle + SIDE / 2 + 0.1, title, ha="center", va="bottom", size=9.5, weight="bold")
    slope = rf"$f\,'(z)$ = {number(neuron.derivative[0, 0])}"
    pen.text(X_BOX, middle - SIDE / 2 - 0.1, slope, ha="center", va="top", size=8.5, color=pen.backward)


def _output(pen: Pen, neuron: Units, middle: float) -> None:
    """Draw the output."""
    arrow(pen, (X_BOX + SIDE / 2, middle), (X_OUTPUT - OUTPUT_RADIUS, middle))
    node(pen, (X_OUTPUT, middle), OUTPUT_RADIUS, number(neuron.a[0]), 8.5)
    pen.text(X_OUTPUT, middle - 0.42, "$a = f(z)$", ha="center", va="top", size=9, color=pen.theme.soft)


def _curve(pen: Pen, neuron: Units, corner: Point) -> None:
    """Draw the curve of the function in its box, with the tangent at z if that is of drawable size."""
    function, z, a, slope = neuron.function, *map(float, (neuron.z[0], neuron.a[0], neuron.derivative[0, 0]))
    drawable = all(abs(value) < DRAWABLE for value in (z, a, slope))
    try:
        low, high = windows.window([function])
    except ValueError:  # it is too wide to be drawn
        low, high = -windows.COMMON[0], windows.COMMON[0]
    if drawable:
        low, high = min(low, z - 0.1 * (high - low)), max(high, z + 0.1 * (high - low))
    curve = curves.trace(function, low, high)
    bottom, top = _heights(curve, [a] if drawable else [])
    inset = pen.axes.inset_axes(
        (corner[0] + 0.08, corner[1] + 0.08, SIDE - 0.16, SIDE - 0.16), transform=pen.axes.transData, zorder=4
    )
    inset.set(xlim=(low, high), ylim=(bottom, top))
    inset.set_axis_off()
    inset.axhline(0, color=pen.theme.axis, linewidth=0.6)
    inset.axvline(0, color=pen.theme.axis, linewidth=0.6)
    for piece in curve.pieces:
        inset.plot(piece.x, piece.f, color=pen.forward, linewidth=1.8)
    if drawable:
        # The tangent has the same length on paper at any slope.
        reach = 0.28 * (high - low) / math.hypot(1, slope * ((high - low) / (top - bottom)))
        inset.plot([z - reach, z + reach], [a - slope * reach, a + slope * reach], color=pen.backward, linewidth=1.3)
        inset.plot(
            [z], [a], "o", color=pen.backward, markersize=5, markeredgecolor=pen.theme.background, markeredgewidth=0.7
        )


def _heights(curve: Curve, more: list[float]) -> tuple[float, float]:
    """Return the limits of the y axis: those of the curve and of ``more`` values, with a margin."""
    heights = np.concatenate([*(piece.f for piece in curve.pieces), more])
    heights = np.clip(heights[np.isfinite(heights)], -windows.LARGEST, windows.LARGEST)
    bottom, top = heights.min(), heights.max()
    if top - bottom < 1e-9 * max(1.0, abs(top)):
        bottom, top = bottom - 1, top + 1
    margin = 0.08 * (top - bottom)
    return bottom - margin, top + margin

"""Schematics of a neuron, a layer and a network, with the numbers that go forward and back through them.

All sizes are inches unless they say points.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch

from actplot.activation import Activation
from actplot.analysis import curves, windows
from actplot.analysis.numbers import number, plain
from actplot.networks.networks import Layer, Neuron
from actplot.pictures import figures, look

LOOK = look.Look()
THEME = look.THEMES[LOOK.theme]
FORWARD, BACKWARD = THEME.palette[:2]  # as f and f' have them
NEGATIVE = THEME.palette[3]
DRAWABLE = 1e100  # matplotlib's own arithmetic overflows far above
UNIT = 1.16, 0.5  # width and height of a unit of a network


def draw_neuron(neuron: Neuron, file_format: str) -> bytes:
    """Return the schematic of a neuron, or of a layer whose sums go through one function, with all its numbers."""
    with look.styled(LOOK):
        figure = _neuron(neuron) if neuron.is_one else _layer(neuron)
        title = f"A {'layer' if neuron.is_layer else 'neuron'} with {neuron.function.title}"
        inputs, sums, outputs = (", ".join(map(number, values)) for values in (neuron.inputs, neuron.z, neuron.a))
        words = plain(f"Inputs {inputs}; z = {sums}; a = {outputs}.")
        return figures.save(figure, [neuron.function], replace(LOOK, title=title), file_format, words)


def _sheet(width: float, height: float) -> tuple[Figure, Axes]:
    """Return an empty figure whose coordinates are inches."""
    figure = Figure(figsize=(width, height))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(0, height))
    axes.set_axis_off()
    return figure, axes


def _node(axes: Axes, x: float, y: float, radius: float, text: str, size: float = 9) -> None:
    size = _fitting(text, 1.7 * radius, size)
    axes.add_patch(Circle((x, y), radius, facecolor=THEME.background, edgecolor=THEME.ink, linewidth=1.2, zorder=3))
    axes.text(x, y, text, ha="center", va="center", size=size, zorder=4)


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float], colour: str = THEME.axis) -> None:
    axes.add_patch(
        FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>",
            mutation_scale=9,
            shrinkA=0,
            shrinkB=0,
            linewidth=1.2,
            color=colour,
            zorder=2,
        )
    )


def _edge(
    axes: Axes, start: tuple[float, float], end: tuple[float, float], radii: tuple[float, float], *, head: bool
) -> None:
    """Draw a line or an arrow from one circle's rim to another's."""
    angle = math.atan2(end[1] - start[1], end[0] - start[0])
    direction = np.array([math.cos(angle), math.sin(angle)])
    tail, tip = np.array(start) + radii[0] * direction, np.array(end) - radii[1] * direction
    if head:
        _arrow(axes, (tail[0], tail[1]), (tip[0], tip[1]))
    else:
        axes.plot(*zip(tail, tip, strict=True), color=THEME.axis, linewidth=0.8, zorder=1)


def _neuron(neuron: Neuron) -> Figure:
    count = len(neuron.inputs)
    spacing = 0.66 if count <= 6 else 0.46
    height = max(2.9, count * spacing + 0.7)
    figure, axes = _sheet(7.8, height)
    middle = height / 2 - 0.05
    x_input, x_sum, x_box, x_output = 1.95, 4.25, 5.75, 7.3
    radius, sum_radius, side = (0.24 if count <= 6 else 0.19), 0.3, 1.1
    slope = float(neuron.derivative[0, 0])
    for i in range(count):
        y = middle + ((count - 1) / 2 - i) * spacing
        _node(axes, x_input, y, radius, number(neuron.inputs[i]))
        axes.text(
            x_input - radius - 0.1,
            y,
            rf"$x_{{{i + 1}}}$",
            ha="right",
            va="center",
            size=9,
            color=THEME.soft,
        )
        gradient = (
            rf"$\partial a/\partial x_{{{i + 1}}}$ = {number(neuron.input_gradients[0, i])}"
            "\n"
            rf"$\partial a/\partial w_{{{i + 1}}}$ = {number(neuron.weight_gradients[0, 0, i])}"
        )
        axes.text(0.12, y, gradient, ha="left", va="center", size=7.5, color=BACKWARD, linespacing=1.25)
        _edge(axes, (x_input, y), (x_sum, middle), (radius, sum_radius), head=count <= 6)
        part = 0.36 if count <= 6 else 0.24
        axes.text(
            x_input + part * (x_sum - x_input),
            y + part * (middle - y),
            rf"$w_{{{i + 1}}}$ = {number(neuron.weights[0, i])}",
            ha="center",
            va="center",
            size=8.5 if count <= 6 else 7.5,
            color=FORWARD,
            zorder=3,
            bbox={"facecolor": THEME.background, "edgecolor": "none", "pad": 1.2},
        )
    _node(axes, x_sum, middle, sum_radius, "\u03a3", 14)
    top = middle + sum_radius + 0.5
    _arrow(axes, (x_sum, top), (x_sum, middle + sum_radius))
    axes.text(
        x_sum,
        top + 0.07,
        f"$b$ = {number(neuron.bias[0])}",
        ha="center",
        va="bottom",
        size=8.5,
        color=FORWARD,
    )
    axes.text(
        x_sum,
        top + 0.26,
        rf"$\partial a/\partial b$ = {number(slope)}",
        ha="center",
        va="bottom",
        size=7.5,
        color=BACKWARD,
    )
    axes.text(
        x_sum,
        middle - sum_radius - 0.1,
        f"$z$ = {number(neuron.z[0])}",
        ha="center",
        va="top",
        size=9.5,
        zorder=4,
        bbox={"facecolor": THEME.background, "edgecolor": "none", "pad": 1.2},
    )
    _arrow(axes, (x_sum + sum_radius, middle), (x_box - side / 2, middle))
    _stage(axes, neuron, (x_box - side / 2, middle - side / 2), side)
    axes.text(
        x_box, middle + side / 2 + 0.1, neuron.function.title, ha="center", va="bottom", size=9.5, weight="bold"
    )
    axes.text(
        x_box,
        middle - side / 2 - 0.1,
        rf"$f\,'(z)$ = {number(slope)}",
        ha="center",
        va="top",
        size=8.5,
        color=BACKWARD,
    )
    _arrow(axes, (x_box + side / 2, middle), (x_output - 0.32, middle))
    _node(axes, x_output, middle, 0.32, number(neuron.a[0]), 8.5)
    axes.text(x_output, middle - 0.42, "$a = f(z)$", ha="center", va="top", size=9, color=THEME.soft)
    return figure


def _stage(axes: Axes, neuron: Neuron, corner: tuple[float, float], side: float) -> None:
    """Draw the function's own curve in a box, with its tangent where the neuron stands, if that can be drawn."""
    function, z, a = neuron.function, float(neuron.z[0]), float(neuron.a[0])
    slope = float(neuron.derivative[0, 0])
    axes.add_patch(
        FancyBboxPatch(
            corner,
            side,
            side,
            boxstyle="round,pad=0,rounding_size=0.09",
            facecolor=THEME.background,
            edgecolor=THEME.ink,
            linewidth=1.2,
            zorder=3,
        )
    )
    low, high = windows.window([function])
    stands = all(abs(value) < DRAWABLE for value in (z, a, slope))
    if stands:
        low, high = min(low, z - 0.1 * (high - low)), max(high, z + 0.1 * (high - low))
    pieces = curves.trace(function, low, high).pieces
    heights = np.concatenate([*(piece.f for piece in pieces), [a] if stands else []])
    heights = heights[np.isfinite(heights)]
    bottom, top = heights.min(), heights.max()
    if top - bottom < 1e-9 * max(1.0, abs(top)):
        bottom, top = bottom - 1, top + 1
    inset = axes.inset_axes(
        (corner[0] + 0.08, corner[1] + 0.08, side - 0.16, side - 0.16), transform=axes.transData, zorder=4
    )
    margin = 0.08 * (top - bottom)
    inset.set(xlim=(low, high), ylim=(bottom - margin, top + margin))
    inset.set_axis_off()
    inset.axhline(0, color=THEME.axis, linewidth=0.6)
    inset.axvline(0, color=THEME.axis, linewidth=0.6)
    for piece in pieces:
        inset.plot(piece.x, piece.f, color=FORWARD, linewidth=1.8)
    if not stands:
        return
    # A tangent of the same length on paper whatever its slope.
    aspect = (high - low) / (top - bottom + 2 * margin)
    reach = 0.28 * (high - low) / math.hypot(1, slope * aspect)
    inset.plot([z - reach, z + reach], [a - slope * reach, a + slope * reach], color=BACKWARD, linewidth=1.3)
    inset.plot([z], [a], "o", color=BACKWARD, markersize=5, markeredgecolor=THEME.background, markeredgewidth=0.7)


def _layer(neuron: Neuron) -> Figure:
    """Draw several sums that go through one function."""
    count, rows, outputs = len(neuron.inputs), len(neuron.z), len(neuron.a)
    spacing = 0.66 if max(count, rows) <= 6 else 0.46
    height = max(2.6, max(count, rows) * spacing + 0.9)
    figure, axes = _sheet(7.6, height)
    middle = height / 2
    x_input, x_sum, x_box, x_output = 0.75, 3.35, 4.75, 5.75
    radius = 0.24 if spacing > 0.5 else 0.19

    def level(i: int, total: int) -> float:
        return middle + ((total - 1) / 2 - i) * spacing

    crowded = count * rows > 12
    largest = max(float(np.abs(neuron.weights).max()), 1e-300)
    for i in range(count):
        y = level(i, count)
        _node(axes, x_input, y, radius, number(neuron.inputs[i]))
        axes.text(x_input - radius - 0.1, y, rf"$x_{{{i + 1}}}$", ha="right", va="center", size=9, color=THEME.soft)
        for j in range(rows):
            end = (x_sum - radius, level(j, rows))
            share = abs(float(neuron.weights[j, i])) / largest
            axes.plot(
                [x_input + radius, end[0]],
                [y, end[1]],
                color=THEME.axis,
                linewidth=0.4 + 1.4 * share,
                linestyle="-" if neuron.weights[j, i] >= 0 else (0, (3, 2)),
                zorder=1,
            )
            if not crowded:
                _on_edge(axes, (x_input + radius, y), end, (i + 0.5) / count, neuron.weights[j, i])
    low, high = level(rows - 1, rows) - 0.3, level(0, rows) + 0.3
    axes.add_patch(
        FancyBboxPatch(
            (x_box - 0.22, low),
            0.44,
            high - low,
            boxstyle="round,pad=0,rounding_size=0.09",
            facecolor=THEME.background,
            edgecolor=THEME.ink,
            linewidth=1.2,
            zorder=3,
        )
    )
    axes.text(
        x_box,
        middle,
        neuron.function.title,
        rotation=90,
        ha="center",
        va="center",
        size=10,
        weight="bold",
        zorder=4,
    )
    for j in range(rows):
        y = level(j, rows)
        _node(axes, x_sum, y, radius, "\u03a3", 11)
        _arrow(axes, (x_sum + radius, y), (x_box - 0.22, y))
        axes.text(
            x_sum + radius + 0.08,
            y + 0.05,
            f"$z_{{{j + 1}}}$ = {number(neuron.z[j])}",
            va="bottom",
            size=8.5,
            zorder=4,
        )
        if neuron.bias.any():
            axes.text(
                x_sum + radius + 0.08,
                y - 0.06,
                f"$b_{{{j + 1}}}$ = {number(neuron.bias[j])}",
                va="top",
                size=7.5,
                color=FORWARD,
                zorder=4,
            )
    finite = neuron.a[np.isfinite(neuron.a)]
    longest = max(1e-300, float(np.abs(finite).max(initial=0)))
    room = 1.0  # of the longest bar; negative ones go left from where the others begin
    start = x_output - 0.36 + (0.5 * room if (finite < 0).any() else 0.0)
    scale = (0.5 if (finite < 0).any() else 1.0) * room / longest
    if (finite < 0).any():
        axes.plot(
            [start, start], [level(outputs - 1, outputs) - 0.2, level(0, outputs) + 0.2], color=THEME.axis, lw=0.8
        )
    for k in range(outputs):
        y = level(k, outputs)
        _arrow(axes, (x_box + 0.22, y), (x_output - 0.42, y))
        length = scale * float(neuron.a[k]) if np.isfinite(neuron.a[k]) else 0.0
        axes.barh(y, length, height=0.22, left=start, color=FORWARD, zorder=2)
        axes.text(
            start + max(length, 0.0) + 0.08,
            y,
            (f"$a_{{{k + 1}}}$" if outputs > 1 else "$a$") + f" = {number(neuron.a[k])}",
            va="bottom" if neuron.is_layer else "center",
            size=9,
            zorder=4,
        )
        if neuron.is_layer:
            axes.text(
                start + max(length, 0.0) + 0.08,
                y - 0.03,
                rf"$f\,'(z_{{{k + 1}}})$ = {number(neuron.derivative[k, k])}",
                va="top",
                size=7.5,
                color=BACKWARD,
                zorder=4,
            )
    words = "thicker: a larger weight; dashed: a negative one"
    words = words if crowded else f"on the edges: the weights; {words}"
    axes.text(x_input - radius, 0.1, words, size=7.5, color=THEME.soft)
    return figure


def draw_network(function: Activation, layers: Sequence[Layer], file_format: str) -> bytes:
    """Return the schematic of a network: what goes forward through every unit, and the gradient that comes back."""
    with look.styled(LOOK):
        figure = _network(function, layers)
        sizes = ", ".join(str(len(layer.z)) for layer in layers[:-1])
        title = (
            f"A network with {function.title}: {len(layers[0].inputs)} inputs, hidden layers of {sizes}, one output"
        )
        words = plain(f"Inputs {', '.join(map(number, layers[0].inputs))}; output {number(layers[-1].a[0])}.")
        return figures.save(figure, [function], replace(LOOK, title=title), file_format, words)


def _network(function: Activation, layers: Sequence[Layer]) -> Figure:
    width, height = UNIT
    sizes = [len(layers[0].inputs), *(len(layer.z) for layer in layers)]
    most = max(sizes)
    labelled = max(layer.weights.size for layer in layers) <= 6
    across = width + (1.3 if labelled else 0.9 if most <= 8 else 1.2)
    biased = any(layer.bias.any() for layer in layers)
    down = (0.74 if most <= 6 else 0.62) + 0.12 * biased
    span = across * len(layers) + width
    left, bottom, top = max(0.3, (6.0 - span) / 2) + width / 2, 1.6, 0.85
    figure, axes = _sheet(2 * left + across * len(layers), (most - 1) * down + height + bottom + top)
    middle = bottom + ((most - 1) * down + height) / 2
    largest = max(float(np.abs(layer.weights).max()) for layer in layers) or 1.0

    def at(column: int, i: int) -> tuple[float, float]:
        return left + column * across, middle + ((sizes[column] - 1) / 2 - i) * down

    for column, layer in enumerate(layers):
        for (j, i), weight in np.ndenumerate(layer.weights):
            (x0, y0), (x1, y1) = at(column, i), at(column + 1, j)
            start, end = (x0 + width / 2, y0), (x1 - width / 2, y1)
            _weighted(axes, start, end, float(weight) / largest, 2.2 if most <= 8 else 1.4)
            if labelled:
                _on_edge(axes, start, end, (i + 0.5) / layer.weights.shape[1], weight)
    for i, (x, gradient) in enumerate(zip(layers[0].inputs, layers[0].input_gradients, strict=True)):
        _unit(axes, at(0, i), [number(x)], [number(gradient)])
    for column, layer in enumerate(layers, 1):
        last = column == len(layers)
        for j, (z, a, slope, gradient) in enumerate(
            zip(layer.z, layer.a, layer.derivative, layer.gradient, strict=True)
        ):
            place = at(column, j)
            forward, back = ([a], [gradient]) if last else ([z, a], [slope, gradient])
            _unit(axes, place, [number(v) for v in forward], [number(v) for v in back], closed=slope == 0)
            if biased:
                words = f"$b$ = {number(layer.bias[j])}"
                axes.text(place[0], place[1] - height / 2 - 0.04, words, ha="center", va="top", size=7, color=FORWARD)
    _columns(axes, function, layers, [at(column, 0)[0] for column in range(len(sizes))], middle * 2 - bottom)
    _key(axes, left - width / 2, closed=any((layer.derivative == 0).any() for layer in layers))
    return figure


def _on_edge(axes: Axes, start: tuple[float, float], end: tuple[float, float], share: float, weight: float) -> None:
    """Write a weight on its edge, the further along the larger ``share``, so that edges that cross stay apart."""
    part = 0.22 + 0.56 * share
    axes.text(
        start[0] + part * (end[0] - start[0]),
        start[1] + part * (end[1] - start[1]),
        number(weight),
        ha="center",
        va="center",
        size=8,
        color=FORWARD,
        zorder=3,
        bbox={"facecolor": THEME.background, "edgecolor": "none", "pad": 1.0},
    )


def _weighted(
    axes: Axes, start: tuple[float, float], end: tuple[float, float], share: float, thickness: float = 2.2
) -> None:
    """Draw an edge by its weight as a share of the largest one, which has ``thickness`` points."""
    axes.plot(
        *zip(start, end, strict=True),
        color=FORWARD if share >= 0 else NEGATIVE,
        linewidth=max(0.4, thickness * abs(share)),
        linestyle="-" if share >= 0 else (0, (3, 1.5)),
        alpha=0.75,
        zorder=1,
    )


def _unit(
    axes: Axes, centre: tuple[float, float], forward: Sequence[str], back: Sequence[str], *, closed: bool = False
) -> None:
    """Draw a box: on its left what goes forward, on its right what comes back."""
    (x, y), (width, height) = centre, UNIT
    axes.add_patch(
        FancyBboxPatch(
            (x - width / 2, y - height / 2),
            width,
            height,
            boxstyle="round,pad=0,rounding_size=0.09",
            facecolor=THEME.grid if closed else THEME.background,
            edgecolor=THEME.ink,
            linewidth=1.0,
            zorder=3,
        )
    )
    axes.plot([x, x], [y - 0.34 * height, y + 0.34 * height], color=THEME.axis, linewidth=0.6, zorder=4)
    for side, colour, texts in ((-1, THEME.ink, forward), (1, BACKWARD, back)):
        for i, text in enumerate(texts):
            level = y + (0.22 * height * (1 - 2 * i) if len(texts) > 1 else 0)
            axes.text(
                x + side * width / 4,
                level,
                text,
                ha="center",
                va="center_baseline",
                size=8 if "$" in text else _fitting(text, 0.46 * width, 8),
                color=colour,
                zorder=4,
            )


def _columns(axes: Axes, function: Activation, layers: Sequence[Layer], xs: Sequence[float], top: float) -> None:
    """Name the layers above, and say below how large the gradient is that comes back to each."""
    names = ["inputs", *(f"hidden layer {i + 1}" for i in range(len(layers) - 1)), "output"]
    whats = [r"$x$ and $\partial y/\partial x$", *([function.title] * (len(layers) - 1)), "$y$, the sum itself"]
    gradients = [layers[0].input_gradients, *(layer.gradient for layer in layers)]
    for x, name, what, gradient in zip(xs, names, whats, gradients, strict=True):
        axes.text(x, top + 0.42, name, ha="center", va="bottom", size=9.5, weight="bold")
        size = 8.5 if "$" in what else _fitting(what, 1.9, 8.5)
        axes.text(x, top + 0.22, what, ha="center", va="baseline", size=size, color=THEME.soft)
        norm = number(math.hypot(*gradient))
        axes.text(x, 1.28, norm, ha="center", va="center", size=_fitting(norm, 0.9, 9), color=BACKWARD)
    for left, right in pairwise(xs):
        _arrow(axes, (right - 0.5, 1.28), (left + 0.5, 1.28), BACKWARD)
    words = "the size (norm) of the gradient on its way back"
    axes.text(sum(xs) / len(xs), 1.1, words, ha="center", va="top", size=7.5, color=THEME.soft)


def _key(axes: Axes, left: float, *, closed: bool) -> None:
    """Say what stands where in a unit and what the lines mean."""
    width, _ = UNIT
    x, y = left + width / 2, 0.43
    _unit(axes, (x, y), ["$z$", "$a = f(z)$"], [r"$f\,'(z)$", r"$\partial y/\partial z$"])
    x += width / 2 + 0.15
    axes.text(x, y + 0.11, "forward", va="center_baseline", size=7.5)
    axes.text(x + 0.55, y + 0.11, "backward", va="center_baseline", size=7.5, color=BACKWARD)
    if closed:
        axes.text(x, y - 0.11, "grey: slope 0, no gradient", va="center_baseline", size=7.5, color=THEME.soft)
    x += 1.75
    for side, words in ((1, "a positive weight, thicker: larger"), (-1, "a negative one")):
        level = y + 0.11 * side
        _weighted(axes, (x, level), (x + 0.4, level), 0.6 * side)
        axes.text(x + 0.5, level, words, va="center_baseline", size=7.5, color=THEME.soft)


def _fitting(text: str, room: float, size: float) -> float:
    """Return a size in points at which ``text`` is at most ``room`` wide; a letter is 0.62 of its size wide."""
    return min(size, room * 72 / (0.62 * max(1, len(text))))

"""Pictures of what functions do inside a network; look.py knows the look.

All sizes are inches unless they say points.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from textwrap import fill

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch
from matplotlib.ticker import MaxNLocator

from actplot import curves, figures, look
from actplot.activation import Activation, Array
from actplot.describe import number, plain
from actplot.networks import Network, Neuron, Simulation, Theory, Training

LOOK = look.Look()
THEME = look.THEMES[LOOK.theme]
FORWARD, BACKWARD = THEME.palette[:2]  # as f and f' have them


def draw_neuron(neuron: Neuron, file_format: str) -> bytes:
    """Return the schematic of a neuron, or of a layer whose sums go through one function, with all its numbers."""
    with look.styled(LOOK):
        figure = _neuron(neuron) if len(neuron.z) == 1 else _layer(neuron)
        title = f"A neuron with {neuron.function.title}"
        inputs, sums, outputs = (", ".join(map(number, values)) for values in (neuron.inputs, neuron.z, neuron.a))
        return _save(figure, [neuron.function], title, [f"Inputs {inputs}; z = {sums}; a = {outputs}."], file_format)


def _save(
    figure: Figure, functions: Sequence[Activation], title: str, sentences: Sequence[str], file_format: str
) -> bytes:
    return figures.save(figure, functions, replace(LOOK, title=title), file_format, plain(" ".join(sentences)))


def _sheet(width: float, height: float) -> tuple[Figure, Axes]:
    """Return an empty figure whose coordinates are inches."""
    figure = Figure(figsize=(width, height))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(0, height))
    axes.set_axis_off()
    return figure, axes


def _node(axes: Axes, x: float, y: float, radius: float, text: str, size: float = 9) -> None:
    size = min(size, 1.7 * radius * 72 / (0.62 * max(1, len(text))))  # a digit is 0.62 of the size wide
    axes.add_patch(Circle((x, y), radius, facecolor=THEME.background, edgecolor=THEME.ink, linewidth=1.2, zorder=3))
    axes.text(x, y, text, ha="center", va="center", size=size, zorder=4)


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    axes.add_patch(
        FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>",
            mutation_scale=9,
            shrinkA=0,
            shrinkB=0,
            linewidth=1.2,
            color=THEME.axis,
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
    """Draw the function's own curve in a box, with the point where the neuron stands and its tangent."""
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
    low, high = curves.window([function])
    low, high = min(low, z - 0.1 * (high - low)), max(high, z + 0.1 * (high - low))
    pieces = curves.trace(function, low, high).pieces
    heights = np.concatenate([piece.f for piece in pieces])
    heights = heights[np.isfinite(heights)]
    bottom, top = min(heights.min(), a), max(heights.max(), a)
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
                part = 0.22 + 0.56 * (i + 0.5) / count
                axes.text(
                    x_input + radius + part * (end[0] - x_input - radius),
                    y + part * (end[1] - y),
                    number(neuron.weights[j, i]),
                    ha="center",
                    va="center",
                    size=8,
                    color=FORWARD,
                    zorder=3,
                    bbox={"facecolor": THEME.background, "edgecolor": "none", "pad": 1.0},
                )
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
    longest = max(1e-300, float(np.abs(neuron.a[np.isfinite(neuron.a)]).max(initial=0)))
    for k in range(outputs):
        y = level(k, outputs)
        _arrow(axes, (x_box + 0.22, y), (x_output - 0.42, y))
        length = 1.0 * abs(float(neuron.a[k])) / longest
        axes.barh(y, length, height=0.22, left=x_output - 0.36, color=FORWARD, zorder=2)
        axes.text(
            x_output - 0.36 + length + 0.08,
            y,
            (f"$a_{{{k + 1}}}$" if outputs > 1 else "$a$") + f" = {number(neuron.a[k])}",
            va="center",
            size=9,
            zorder=4,
        )
    words = "thicker: a larger weight; dashed: a negative one" if crowded else "on the edges: the weights"
    axes.text(x_input - radius, 0.1, words, size=7.5, color=THEME.soft)
    return figure


def draw_depth(
    functions: Sequence[Activation],
    simulations: Sequence[Simulation],
    theories: Sequence[Theory],
    title: str,
    file_format: str,
) -> bytes:
    """Return the norm of the gradient over the layers on a log axis: measured, its spread, and predicted."""
    with look.styled(LOOK):
        figure = Figure(figsize=(7.6, 4.4))
        axes = figure.add_axes((0.095, 0.13, 0.605, 0.71))
        layers = len(theories[0].gradient_norm)
        x = np.arange(1, layers + 1)
        axes.set_yscale("log")
        axes.axhline(1, color=THEME.axis, linewidth=0.9, zorder=1)
        ends, shown = [], [np.array([0.1, 10.0])]
        strokes = look.strokes(functions, LOOK.theme)
        for stroke, simulation, theory in zip(strokes, simulations, theories, strict=True):
            measured, (low, high), predicted = (
                np.where((v > 0) & np.isfinite(v), v, np.nan)
                for v in (simulation.gradient_norm, simulation.spread, theory.gradient_norm)
            )
            axes.fill_between(x, low, high, color=stroke.colour, alpha=0.18, linewidth=0, zorder=2)
            marker = "o" if layers == 1 else ""
            dashes = stroke.dashes or (None, None)
            axes.plot(x, measured, marker, color=stroke.colour, dashes=dashes, linewidth=2.2, zorder=4)
            axes.plot(x, predicted, color=THEME.ink, linewidth=0.8, zorder=5)
            shown += [measured, low, high]
            ends.append(float(measured[0]))
            lost = np.flatnonzero(np.isnan(measured))
            if len(lost) and simulation.gradient_norm[0] == 0:
                axes.axvline(lost[-1] + 1.5, color=stroke.colour, linestyle=":", linewidth=1.6, zorder=3)
        axes.set_xlim(layers + 0.01 * layers, 1 - 0.01 * layers)
        axes.set_xlabel("layer: the gradient travels from the last to the first \u2192")
        step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200) if layers <= 7 * step)
        axes.set_xticks(sorted({1, *range(step, layers + 1, step), *([layers] if layers % step > step / 2 else [])}))
        axes.minorticks_off()
        low, high = (pick(np.concatenate(shown)) for pick in (np.nanmin, np.nanmax))
        axes.set_ylim(low / (high / low) ** 0.04, high * (high / low) ** 0.04)  # theory may leave the window
        figure.text(0.02, 0.95, title, size=11.5, weight="bold", va="center")
        key = "Norm relative to the last layer: measured, with the range of 32 samples; thin: mean-field theory."
        figure.text(0.02, 0.895, key, size=8.5, color=THEME.soft, va="center")
        _name_ends(figure, axes, [(y, s, t.verdict) for y, s, t in zip(ends, strokes, theories, strict=True)])
        sentences = [f"{s.name}: the gradient {t.verdict}." for s, t in zip(strokes, theories, strict=True)]
        return _save(figure, functions, title, sentences, file_format)


def _name_ends(figure: Figure, axes: Axes, ends: list[tuple[float, look.Stroke, str]]) -> None:
    """Name every line beside its end, and push names apart that would lie on each other."""
    low, high = (math.log(v) for v in axes.get_ylim())
    points = axes.get_position().height * figure.get_figheight() * 72
    wanted = [0 if math.isnan(y) else (math.log(y) - low) / (high - low) * points for y, _, _ in ends]
    apart = min(27.0, points / max(1, len(ends)))
    order = sorted(range(len(ends)), key=lambda i: wanted[i])
    placed = list(wanted)
    for _ in range(200):  # neighbours push each other away in equal parts
        for below, above in pairwise(order):
            overlap = apart - (placed[above] - placed[below])
            if overlap > 0:
                placed[below] -= overlap / 2
                placed[above] += overlap / 2
        placed = [min(max(y, apart / 2), points - apart / 2) for y in placed]
    for i, (end, stroke, verdict) in enumerate(ends):
        y = placed[i] / points
        if not math.isnan(end):
            leader = ([1.0, 1.045], [wanted[i] / points, y])
            axes.plot(*leader, transform=axes.transAxes, color=stroke.colour, linewidth=0.9, clip_on=False)
        axes.text(
            1.055, y, stroke.name, va="bottom", size=9.5, weight="bold", transform=axes.transAxes, color=stroke.colour
        )
        axes.text(
            1.055,
            y,
            verdict.replace(": x", ": \u00d7"),
            va="top",
            size=8.5,
            transform=axes.transAxes,
            color=THEME.soft,
        )


def draw_boundary(
    trainings: Sequence[Training],
    accuracies: Sequence[float],
    points: tuple[Array, Array],
    title: str,
    file_format: str,
) -> bytes:
    """Return a panel for each trained network: points, probability, boundary, accuracy, and units that died."""
    functions = [training.network.function for training in trainings]
    dying = any(training.dead.any() for training in trainings)
    rows = math.ceil(len(trainings) / 4)
    columns = math.ceil(len(trainings) / rows)
    with look.styled(LOOK):
        width = max(3.2, 2.8 * columns)
        figure = Figure(
            figsize=(width, 0.42 + rows * (3.95 if dying else 3.25)),
            layout=ConstrainedLayoutEngine(w_pad=0.07, h_pad=0.07),
        )
        figure.suptitle(fill(title, int(9 * width)), x=0.07 / width, ha="left", size=11.5, weight="bold")
        heights = ([1, 0.28] if dying else [1]) * rows
        grid = figure.add_gridspec(rows * (1 + dying), columns, height_ratios=heights)
        for i, (training, accuracy) in enumerate(zip(trainings, accuracies, strict=True)):
            row, column = divmod(i, columns)
            panel = figure.add_subplot(grid[row * (1 + dying), column])
            _boundary(panel, training.network, *points)
            panel.set_title(look.name_of(functions[i], functions), loc="left", size=10, weight="bold", pad=18)
            caption = f"{accuracy:.1%} of unseen points right" + ("" if dying else ", 0 dead")
            panel.text(0, 1.03, caption, transform=panel.transAxes, size=8.5, color=THEME.soft, in_layout=False)
            if dying:
                _dead(figure.add_subplot(grid[row * 2 + 1, column]), training, first=column == 0)
        sentences = [
            f"{look.name_of(function, functions)}: {right:.1%} of unseen points right, {training.dead[-1]} dead."
            for function, right, training in zip(functions, accuracies, trainings, strict=True)
        ]
        return _save(figure, functions, title, sentences, file_format)


def _boundary(axes: Axes, network: Network, x: Array, classes: Array) -> None:
    (left, bottom), (right, top) = x.min(axis=0), x.max(axis=0)
    half = 0.54 * max(right - left, top - bottom)
    centre = (left + right) / 2, (bottom + top) / 2
    extent = (centre[0] - half, centre[0] + half, centre[1] - half, centre[1] + half)
    u, v = np.meshgrid(np.linspace(*extent[:2], 240), np.linspace(*extent[2:], 240))
    with np.errstate(all="ignore"):
        logits = np.reshape(network.logits(np.column_stack([u.ravel(), v.ravel()])), u.shape)
        probability = 0.5 * (1 + np.tanh(logits / 2))
    ramp = LinearSegmentedColormap.from_list("classes", [FORWARD, THEME.background, BACKWARD])
    axes.imshow(
        probability, extent=extent, origin="lower", cmap=ramp, vmin=-0.6, vmax=1.6, interpolation="bilinear", zorder=0
    )
    if logits.min() < 0 < logits.max():
        axes.contour(u, v, logits, levels=[0], colors=[THEME.ink], linewidths=1.6, zorder=3)
    for which, colour, marker in ((0, FORWARD, "o"), (1, BACKWARD, "^")):
        chosen = x[classes == which]
        axes.plot(chosen[:, 0], chosen[:, 1], marker, color=colour, markersize=3.2, zorder=2, markeredgewidth=0.35)
        axes.lines[-1].set_markeredgecolor(THEME.background)
    axes.set(xticks=[], yticks=[], xlim=extent[:2], ylim=extent[2:], aspect="equal")
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(True)


def _dead(axes: Axes, training: Training, *, first: bool) -> None:
    """Draw how many units are dead at each step."""
    units = sum(len(bias) for bias in training.network.biases[:-1])
    steps = np.arange(len(training.dead))
    axes.fill_between(steps, training.dead, step="post", color=THEME.soft, alpha=0.25, linewidth=0)
    axes.plot(steps, training.dead, drawstyle="steps-post", color=THEME.ink, linewidth=1.2)
    axes.set(xlim=(0, steps[-1]), ylim=(0, units), yticks=[0, units])
    axes.xaxis.set_major_locator(MaxNLocator(2, steps=[1, 2, 5, 10], integer=True))
    axes.set_xlabel("step", size=8)
    axes.tick_params(labelsize=8)
    if first:
        axes.set_ylabel("dead units", size=8)
    axes.text(
        0.97,
        0.93,
        f"{training.dead[-1]} of {units} dead",
        transform=axes.transAxes,
        ha="right",
        va="top",
        size=8,
        color=THEME.ink,
    )

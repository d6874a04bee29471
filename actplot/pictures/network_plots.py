"""Plots of networks: the gradient over depth, and decision boundaries."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from textwrap import fill, wrap
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import MaxNLocator

from actplot.activation import Activation, Array
from actplot.analysis.numbers import printable
from actplot.networks import verdict
from actplot.networks.meanfield import Theory
from actplot.networks.simulation import SAMPLES, Simulation
from actplot.networks.training import Comparison, Network, Training
from actplot.pictures.look import TEXT, Look
from actplot.pictures.network_look import forward_and_backward, save, styled_for
from actplot.pictures.points import new_figure, size_in_points
from actplot.pictures.schematics.parts import fitting
from actplot.pictures.strokes import Stroke, name_of, strokes

LEAST_WIDE, LEAST_TALL = 12, 8  # of the axes of the gradient, in heights of the text
LARGEST = 1e270  # that is drawn, and its inverse the smallest: matplotlib pads beyond
MANY_DECADES = 60
LETTER = 0.55  # width of a letter in a line, in heights of the text
LEAST_PANEL = 9  # width of the panel of a network, in heights of the text
FAINT = 0.9  # how far beyond 0 and 1 the colours of the classes are full: the fill is fainter than points


def draw_depth(
    functions: Sequence[Activation],
    simulations: Sequence[Simulation],
    theories: Sequence[Theory],
    title: str,
    file_format: str,
    look: Look,
) -> bytes:
    """Return the norm of the gradient over the layers on a log axis: measured, its spread, and predicted.

    Raises:
        ValueError: the picture is too small for its text.

    """
    with styled_for(look, file_format):
        figure = new_figure(look, (7.6, 4.4))
        axes = _depth_frame(figure, title, look)
        axes.axhline(1, color=look.colours.axis, linewidth=0.9 * look.scale, zorder=1)
        lines = strokes(functions, look.colours, headed=False)
        shown = [np.array([0.1, 10.0])]
        for stroke, simulation, theory in zip(lines, simulations, theories, strict=True):
            shown += _gradient(axes, stroke, simulation, theory, look)
        _depth_axes(axes, len(theories[0].gradient_norm), np.concatenate(shown))
        ends = [_drawable(simulation.gradient_norm)[0] for simulation in simulations]
        rates = map(_rates, simulations, theories)
        _name_ends(figure, axes, list(zip(ends, lines, rates, strict=True)), look)
        verdicts = map(verdict.in_words, simulations, theories)
        sentences = [f"{stroke.name}: {words}." for stroke, words in zip(lines, verdicts, strict=True)]
        return save(figure, functions, title, sentences, file_format, look)


def _depth_frame(figure: Figure, title: str, look: Look) -> Axes:
    """Write the title and the key, and return the axes below them, with room for the names on their right."""
    text, (width, height) = look.text, size_in_points(figure)
    left, bottom, right = 5.8 * text, 4.6 * text, 18.2 * text
    y = height - 1.0 * text
    key = (
        f"Norm relative to the last layer: measured, with the range of {SAMPLES} samples; "
        "thin line: mean-field theory. \u00d7: factor per layer."
    )
    heading = look.title if look.title is not None else title
    styles: list[tuple[str, float, dict[str, Any]]] = [
        (heading, 1.28 * text, {"weight": "bold"}),
        (key, 0.94 * text, {"color": look.colours.soft}),
    ]
    for words, size, style in styles:
        for line in wrap(printable(words), max(1, int((width - 2 * text) / (LETTER * size)))):
            figure.text(1.2 * text / width, y / height, line, size=size, va="top", parse_math=False, **style)
            y -= 1.45 * size
    y -= 0.6 * text
    if width - left - right < LEAST_WIDE * text or y - bottom < LEAST_TALL * text:
        least = (left + right + LEAST_WIDE * text) / 72, (height - y + bottom + LEAST_TALL * text) / 72
        raise ValueError(
            f"{width / 72:g} x {height / 72:g} inches are too small for text of {text:.3g} points; the picture needs "
            f"at least {max(least[0], width / 72):.1f} x {max(least[1], height / 72):.1f}, or a smaller --text-size"
        )
    axes = figure.add_axes((left / width, bottom / height, (width - left - right) / width, (y - bottom) / height))
    axes.set_yscale("log")
    return axes


def _drawable(values: Array) -> Array:
    """Return values with NaN for those that a log axis can't show."""
    return np.where((values > 1 / LARGEST) & (values < LARGEST), values, np.nan)


def _rates(simulation: Simulation, theory: Theory) -> str:
    """Return the factors of the gradient's norm per layer, measured and predicted."""
    rates = [verdict.rate(found.gradient_norm) for found in (simulation, theory)]
    measured, predicted = ("overflow" if math.isnan(rate) else f"\u00d7{rate:.3g}" for rate in rates)
    return f"measured {measured}, theory {predicted}"


def _gradient(axes: Axes, stroke: Stroke, simulation: Simulation, theory: Theory, look: Look) -> list[Array]:
    """Draw the norm of the gradient with one function, and return the values that the window should show."""
    x = np.arange(1, len(theory.gradient_norm) + 1)
    measured, low, high, predicted = map(
        _drawable, (simulation.gradient_norm, *simulation.spread, theory.gradient_norm)
    )
    axes.fill_between(x, low, high, color=stroke.colour, alpha=0.18, linewidth=0, zorder=2)
    marker = "o" if len(x) == 1 else ""
    dashes = stroke.dashes or (None, None)
    axes.plot(x, measured, marker, color=stroke.colour, dashes=dashes, linewidth=2.2 * look.scale, zorder=4)
    axes.plot(x, predicted, color=look.colours.ink, linewidth=0.8 * look.scale, zorder=5)
    lost = np.flatnonzero(np.isnan(measured))
    if len(lost) and simulation.gradient_norm[0] == 0:
        axes.axvline(lost[-1] + 1.5, color=stroke.colour, linestyle=":", linewidth=1.6 * look.scale, zorder=3)
    return [measured, low, high]


def _depth_axes(axes: Axes, layers: int, shown: Array) -> None:
    """Set limits, ticks and the label: the last layer on the left, since the gradient starts there."""
    axes.set_xlim(layers + 0.01 * layers, 1 - 0.01 * layers)
    axes.set_xlabel("layer: the gradient travels from the last to the first \u2192")
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200) if layers <= 7 * step)
    axes.set_xticks(sorted({1, *range(step, layers + 1, step), *([layers] if layers % step > step / 2 else [])}))
    axes.minorticks_off()
    decades = np.log10(shown[~np.isnan(shown)])
    low, high = (float(decades.min()), float(decades.max())) if len(decades) else (0.0, 0.0)
    margin = 0.04 * (high - low) or 0.5
    low, high = low - margin, high + margin
    axes.set_ylim(10.0**low, 10.0**high)  # the prediction may leave the window
    if high - low > MANY_DECADES:  # beyond the window, matplotlib counts on to powers that overflow
        step = math.ceil((high - low) / 80) * 10
        axes.set_yticks([10.0**power for power in range(math.ceil(low / step) * step, math.floor(high) + 1, step)])


def _name_ends(figure: Figure, axes: Axes, ends: list[tuple[float, Stroke, str]], look: Look) -> None:
    """Name every line beside its end, apart from the other names."""
    low, high = (math.log(v) for v in axes.get_ylim())
    wide, points = (float(size) for size in axes.get_position().size * np.array(size_in_points(figure)))
    text = look.text
    wanted = [0 if math.isnan(y) else (math.log(y) - low) / (high - low) * points for y, _, _ in ends]
    placed = _apart(wanted, min(3.0 * text, points / max(1, len(ends))), points)
    beside = 1 + 1.7 * text / wide
    room = 16 * text
    for i, (end, stroke, words) in enumerate(ends):
        y = placed[i] / points
        if not math.isnan(end):
            leader = ([1.0, 1 + 1.4 * text / wide], [wanted[i] / points, y])
            axes.plot(*leader, transform=axes.transAxes, color=stroke.colour, linewidth=0.1 * text, clip_on=False)
        styles: list[tuple[str, str, float, dict[str, Any]]] = [
            (stroke.name, "bottom", 1.05 * text, {"weight": "bold", "color": stroke.colour}),
            (words, "top", 0.94 * text, {"color": look.colours.soft}),
        ]
        for name, place, size, style in styles:
            fitted = fitting(name, room / 72, size)
            axes.text(beside, y, name, va=place, size=fitted, transform=axes.transAxes, **style)


def _apart(wanted: Sequence[float], distance: float, length: float) -> list[float]:
    """Return positions near the wanted ones, between 0 and ``length`` and about ``distance`` from each other."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    placed = list(wanted)
    for _ in range(200):  # neighbours that are too close move apart by equal parts
        for below, above in pairwise(order):
            overlap = distance - (placed[above] - placed[below])
            if overlap > 0:
                placed[below] -= overlap / 2
                placed[above] += overlap / 2
        placed = [min(max(y, distance / 2), length - distance / 2) for y in placed]
    return placed


def draw_boundary(comparison: Comparison, title: str, file_format: str, look: Look) -> bytes:
    """Return a panel for each trained network: points, probability, boundary, accuracy, and the number of dead units.

    If a unit died in any of the networks, a second panel shows the number of dead units over the steps.
    """
    trials = comparison.trials
    functions = [trial.training.network.function for trial in trials]
    names = [name_of(function, functions, headed=False) for function in functions]
    dying = any(trial.training.dead.any() for trial in trials)
    width, height = look.size or (0.0, 0.0)
    rows, columns = _arranged(len(trials), width / height if height else 0.0)
    text = look.text
    with styled_for(look, file_format):
        figure = new_figure(look, (max(3.2, 2.8 * columns), 0.42 + rows * (3.95 if dying else 3.25)))
        figure.set_layout_engine(ConstrainedLayoutEngine(w_pad=0.07, h_pad=0.07))
        wide = figure.get_figwidth()
        heading = printable(look.title if look.title is not None else title)
        if heading.strip():
            words = fill(heading, max(8, int(9 * wide * TEXT / text)))
            figure.suptitle(words, x=0.07 / wide, ha="left", size=1.28 * text, weight="bold", parse_math=False)
        heights = ([1, 0.28] if dying else [1]) * rows
        grid = figure.add_gridspec(rows * (1 + dying), columns, height_ratios=heights)
        for i, trial in enumerate(trials):
            row, column = divmod(i, columns)
            panel = figure.add_subplot(grid[row * (1 + dying), column])
            _boundary(panel, trial.training.network, comparison.x, comparison.classes, look)
            panel.set_title(names[i], loc="left", size=1.1 * text, weight="bold", pad=2.0 * text)
            caption = f"{trial.accuracy:.1%} of unseen points right" + ("" if dying else ", 0 dead")
            soft = look.colours.soft
            panel.text(0, 1.03, caption, transform=panel.transAxes, size=0.94 * text, color=soft, in_layout=False)
            if dying:
                _dead(figure.add_subplot(grid[row * 2 + 1, column]), trial.training, look, first=column == 0)
        sentences = [
            f"{name}: {trial.accuracy:.1%} of unseen points right, {trial.training.dead[-1]} dead."
            for name, trial in zip(names, trials, strict=True)
        ]
        _require_room(figure, look)
        return save(figure, functions, title, sentences, file_format, look)


def _arranged(count: int, shape: float) -> tuple[int, int]:
    """Return numbers of rows and columns for ``count`` square panels, which are largest on a picture of ``shape``.

    ``shape`` is width over height; if it is 0, the picture is made to fit at most four columns.
    """
    if not shape:
        rows = math.ceil(count / 4)
        return rows, math.ceil(count / rows)
    columns = max(range(1, count + 1), key=lambda n: min(shape / n, 1 / (1.2 * math.ceil(count / n))))
    return math.ceil(count / columns), columns


def _require_room(figure: Figure, look: Look) -> None:
    """Refuse a picture whose panels are too small for the text above them.

    Raises:
        ValueError: they are.

    """
    figure.draw_without_rendering()
    widths = [axes.get_position().width * figure.get_figwidth() * 72 for axes in figure.axes[:1]]
    if min(widths) >= LEAST_PANEL * look.text:
        return
    width, height = (float(inches) for inches in figure.get_size_inches())
    more = LEAST_PANEL * look.text / max(min(widths), 1.0)
    raise ValueError(
        f"{width:g} x {height:g} inches are too small for these panels with text of {look.text:.3g} points; "
        f"try {width * more:.1f} x {height * more:.1f}, or a smaller --text-size"
    )


def _boundary(axes: Axes, network: Network, x: Array, classes: Array, look: Look) -> None:
    """Draw the points, the probability of class 1 as a colour, and the boundary where it is 1/2."""
    theme = look.colours
    colours = forward_and_backward(theme)
    (left, bottom), (right, top) = x.min(axis=0), x.max(axis=0)
    half = 0.54 * max(right - left, top - bottom)
    centre = (left + right) / 2, (bottom + top) / 2
    extent = (centre[0] - half, centre[0] + half, centre[1] - half, centre[1] + half)
    u, v = np.meshgrid(np.linspace(*extent[:2], 240), np.linspace(*extent[2:], 240))
    with np.errstate(all="ignore"):
        logits = np.reshape(network.logits(np.column_stack([u.ravel(), v.ravel()])), u.shape)
        probability = 0.5 * (1 + np.tanh(logits / 2))
    ramp = LinearSegmentedColormap.from_list("classes", [colours[0], theme.background, colours[1]])
    axes.imshow(
        probability, extent=extent, origin="lower", cmap=ramp, vmin=-FAINT, vmax=1 + FAINT, interpolation="bilinear"
    )
    scale = look.scale
    if logits.min() < 0 < logits.max():
        axes.contour(u, v, logits, levels=[0], colors=[theme.ink], linewidths=1.6 * scale, zorder=3)
    for which, marker in enumerate("o^"):
        chosen = x[classes == which]
        axes.plot(chosen[:, 0], chosen[:, 1], marker, color=colours[which], markersize=3.2 * scale, zorder=2)
        axes.lines[-1].set_markeredgewidth(0.35 * scale)
        axes.lines[-1].set_markeredgecolor(theme.background)
    axes.set(xticks=[], yticks=[], xlim=extent[:2], ylim=extent[2:], aspect="equal")
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(True)


def _dead(axes: Axes, training: Training, look: Look, *, first: bool) -> None:
    """Draw the number of dead units at each step."""
    units = sum(len(bias) for bias in training.network.biases[:-1])
    steps = np.arange(len(training.dead))
    axes.fill_between(steps, training.dead, step="post", color=look.colours.soft, alpha=0.25, linewidth=0)
    axes.plot(steps, training.dead, drawstyle="steps-post", color=look.colours.ink, linewidth=1.2)
    axes.set(xlim=(0, steps[-1]), ylim=(0, units), yticks=[0, units])
    axes.xaxis.set_major_locator(MaxNLocator(2, steps=[1, 2, 5, 10], integer=True))
    axes.set_xlabel("step", size=0.9 * look.text)
    axes.tick_params(labelsize=0.9 * look.text)
    if first:
        axes.set_ylabel("dead units", size=0.9 * look.text)
    axes.text(
        0.97,
        0.93,
        f"{training.dead[-1]} of {units} dead",
        transform=axes.transAxes,
        ha="right",
        va="top",
        size=0.9 * look.text,
        color=look.colours.ink,
    )

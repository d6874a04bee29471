"""Plots of networks: the gradient over depth, and decision boundaries."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from textwrap import fill

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import MaxNLocator

from actplot.activation import Activation, Array
from actplot.networks import verdict
from actplot.networks.meanfield import Theory
from actplot.networks.simulation import SAMPLES, Simulation
from actplot.networks.training import Comparison, Network, Training
from actplot.pictures.network_look import BACKWARD, FORWARD, LOOK, THEME, save
from actplot.pictures.schematics.parts import fitting
from actplot.pictures.strokes import Stroke, name_of, strokes
from actplot.pictures.style import styled


def draw_depth(
    functions: Sequence[Activation],
    simulations: Sequence[Simulation],
    theories: Sequence[Theory],
    title: str,
    file_format: str,
) -> bytes:
    """Return the norm of the gradient over the layers on a log axis: measured, its spread, and predicted."""
    with styled(LOOK):
        figure = Figure(figsize=(7.6, 4.4))
        axes = figure.add_axes((0.095, 0.13, 0.605, 0.71))
        axes.set_yscale("log")
        axes.axhline(1, color=THEME.axis, linewidth=0.9, zorder=1)
        lines = strokes(functions, THEME, headed=False)
        shown = [np.array([0.1, 10.0])]
        for stroke, simulation, theory in zip(lines, simulations, theories, strict=True):
            shown += _gradient(axes, stroke, simulation, theory)
        _depth_axes(axes, len(theories[0].gradient_norm), np.concatenate(shown))
        figure.text(0.02, 0.95, title, size=11.5, weight="bold", va="center")
        key = (
            f"Norm relative to the last layer: measured, with the range of {SAMPLES} samples; "
            "thin line: mean-field theory. \u00d7: factor per layer."
        )
        figure.text(0.02, 0.895, key, size=8.5, color=THEME.soft, va="center")
        ends = [_drawable(simulation.gradient_norm)[0] for simulation in simulations]
        rates = map(_rates, simulations, theories)
        _name_ends(figure, axes, list(zip(ends, lines, rates, strict=True)))
        verdicts = map(verdict.in_words, simulations, theories)
        sentences = [f"{stroke.name}: {words}." for stroke, words in zip(lines, verdicts, strict=True)]
        return save(figure, functions, title, sentences, file_format)


def _drawable(values: Array) -> Array:
    """Return values with NaN for those that a log axis can't show."""
    return np.where((values > 0) & np.isfinite(values), values, np.nan)


def _rates(simulation: Simulation, theory: Theory) -> str:
    """Return the factors of the gradient's norm per layer, measured and predicted."""
    rates = [verdict.rate(found.gradient_norm) for found in (simulation, theory)]
    measured, predicted = ("overflow" if math.isnan(rate) else f"\u00d7{rate:.3g}" for rate in rates)
    return f"measured {measured}, theory {predicted}"


def _gradient(axes: Axes, stroke: Stroke, simulation: Simulation, theory: Theory) -> list[Array]:
    """Draw the norm of the gradient with one function, and return the values that the window should show."""
    x = np.arange(1, len(theory.gradient_norm) + 1)
    measured, low, high, predicted = map(
        _drawable, (simulation.gradient_norm, *simulation.spread, theory.gradient_norm)
    )
    axes.fill_between(x, low, high, color=stroke.colour, alpha=0.18, linewidth=0, zorder=2)
    marker = "o" if len(x) == 1 else ""
    dashes = stroke.dashes or (None, None)
    axes.plot(x, measured, marker, color=stroke.colour, dashes=dashes, linewidth=2.2, zorder=4)
    axes.plot(x, predicted, color=THEME.ink, linewidth=0.8, zorder=5)
    lost = np.flatnonzero(np.isnan(measured))
    if len(lost) and simulation.gradient_norm[0] == 0:
        axes.axvline(lost[-1] + 1.5, color=stroke.colour, linestyle=":", linewidth=1.6, zorder=3)
    return [measured, low, high]


def _depth_axes(axes: Axes, layers: int, shown: Array) -> None:
    """Set limits, ticks and the label: the last layer on the left, since the gradient starts there."""
    axes.set_xlim(layers + 0.01 * layers, 1 - 0.01 * layers)
    axes.set_xlabel("layer: the gradient travels from the last to the first \u2192")
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200) if layers <= 7 * step)
    axes.set_xticks(sorted({1, *range(step, layers + 1, step), *([layers] if layers % step > step / 2 else [])}))
    axes.minorticks_off()
    low, high = np.nanmin(shown), np.nanmax(shown)
    axes.set_ylim(low / (high / low) ** 0.04, high * (high / low) ** 0.04)  # the prediction may leave the window


def _name_ends(figure: Figure, axes: Axes, ends: list[tuple[float, Stroke, str]]) -> None:
    """Name every line beside its end, apart from the other names."""
    low, high = (math.log(v) for v in axes.get_ylim())
    points = axes.get_position().height * figure.get_figheight() * 72
    wanted = [0 if math.isnan(y) else (math.log(y) - low) / (high - low) * points for y, _, _ in ends]
    placed = _apart(wanted, min(27.0, points / max(1, len(ends))), points)
    room = 72 * figure.get_figwidth() * (1 - axes.get_position().x0 - 1.055 * axes.get_position().width)
    for i, (end, stroke, words) in enumerate(ends):
        y = placed[i] / points
        if not math.isnan(end):
            leader = ([1.0, 1.045], [wanted[i] / points, y])
            axes.plot(*leader, transform=axes.transAxes, color=stroke.colour, linewidth=0.9, clip_on=False)
        axes.text(
            1.055, y, stroke.name, va="bottom", size=9.5, weight="bold", transform=axes.transAxes, color=stroke.colour
        )
        size = fitting(words, room / 72, 8.5)
        axes.text(1.055, y, words, va="top", size=size, transform=axes.transAxes, color=THEME.soft)


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


def draw_boundary(comparison: Comparison, title: str, file_format: str) -> bytes:
    """Return a panel for each trained network: points, probability, boundary, accuracy, and the number of dead units.

    If a unit died in any of the networks, a second panel shows the number of dead units over the steps.
    """
    trials = comparison.trials
    functions = [trial.training.network.function for trial in trials]
    names = [name_of(function, functions, headed=False) for function in functions]
    dying = any(trial.training.dead.any() for trial in trials)
    rows = math.ceil(len(trials) / 4)
    columns = math.ceil(len(trials) / rows)
    with styled(LOOK):
        width = max(3.2, 2.8 * columns)
        figure = Figure(
            figsize=(width, 0.42 + rows * (3.95 if dying else 3.25)),
            layout=ConstrainedLayoutEngine(w_pad=0.07, h_pad=0.07),
        )
        figure.suptitle(fill(title, int(9 * width)), x=0.07 / width, ha="left", size=11.5, weight="bold")
        heights = ([1, 0.28] if dying else [1]) * rows
        grid = figure.add_gridspec(rows * (1 + dying), columns, height_ratios=heights)
        for i, trial in enumerate(trials):
            row, column = divmod(i, columns)
            panel = figure.add_subplot(grid[row * (1 + dying), column])
            _boundary(panel, trial.training.network, comparison.x, comparison.classes)
            panel.set_title(names[i], loc="left", size=10, weight="bold", pad=18)
            caption = f"{trial.accuracy:.1%} of unseen points right" + ("" if dying else ", 0 dead")
            panel.text(0, 1.03, caption, transform=panel.transAxes, size=8.5, color=THEME.soft, in_layout=False)
            if dying:
                _dead(figure.add_subplot(grid[row * 2 + 1, column]), trial.training, first=column == 0)
        sentences = [
            f"{name}: {trial.accuracy:.1%} of unseen points right, {trial.training.dead[-1]} dead."
            for name, trial in zip(names, trials, strict=True)
        ]
        return save(figure, functions, title, sentences, file_format)


def _boundary(axes: Axes, network: Network, x: Array, classes: Array) -> None:
    """Draw the points, the probability of class 1 as a colour, and the boundary where it is 1/2."""
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
    """Draw the number of dead units at each step."""
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

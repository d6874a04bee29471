"""The plot of decision boundaries: a panel for each network with its points, probabilities and accuracy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from actplot.activation import Array
from actplot.networks.training import Comparison, Network, Points, Training
from actplot.pictures.look import Look
from actplot.pictures.network_look import save, styled_for
from actplot.pictures.network_panels import arranged, caption, has_room, legend, require_room, titled
from actplot.pictures.strokes import blended, name_of
from actplot.pictures.themes import Theme
from actplot.pictures.ticks import STEPS

FULL = 0.36  # of a class's colour, where its probability is 1: the fill is paler than the points
MARKERS = "o^sDvP"
PIXELS = 240  # of a panel, along each side
THRESHOLD = "line: sigmoid = 0.5, the threshold"
BOUNDARIES = "lines: the two largest probabilities of the softmax are equal"


def draw(comparison: Comparison, title: str, file_format: str, look: Look) -> bytes:
    """Return a panel for each trained network: points, probability, boundary, accuracy, and the number of dead units.

    If a unit died in any of the networks, a second panel shows the number of dead units over the steps.

    Raises:
        ValueError: the picture is too small for its text.

    """
    points, trials = comparison
    functions = [trial.training.network.function for trial in trials]
    names = [name_of(function, functions, headed=False) for function in functions]
    dying = any(trial.training.dead.any() for trial in trials)
    rows, columns = arranged(len(trials), look)
    with styled_for(look, file_format):
        size = max(3.2, 2.8 * columns), 0.72 + rows * (3.95 if dying else 3.25)
        figure = titled(look, size, title)
        heights = ([1, 0.28] if dying else [1]) * rows
        grid = figure.add_gridspec(rows * (1 + dying), columns, height_ratios=heights)
        for i, trial in enumerate(trials):
            row, column = divmod(i, columns)
            panel = figure.add_subplot(grid[row * (1 + dying), column])
            _panel(panel, trial.training.network, points, look)
            words = f"{trial.accuracy:.1%} of unseen points right" + ("" if dying else ", 0 dead")
            caption(panel, names[i], words, look)
            if dying:
                _dead(figure.add_subplot(grid[row * 2 + 1, column]), trial.training, look, first=column == 0)
        key = _legend(figure, points.names, look)
        sentences = [
            f"{name}: {trial.accuracy:.1%} of unseen points right, {trial.training.dead[-1]} dead."
            for name, trial in zip(names, trials, strict=True)
        ]
        if not has_room(figure, look):
            key.remove()  # what a small picture sheds first
        require_room(figure, look)
        return save(figure, functions, title, sentences, file_format, look)


def class_colours(theme: Theme, count: int) -> Sequence[str]:
    """Return a colour for each of ``count`` classes; in greyscale, shades from the darkest."""
    if theme.greyscale and count > len(theme.palette):
        return [blended((*theme.ramp, theme.axis), i / (count - 1)) for i in range(count)]
    return theme.palette[:count]


def _panel(axes: Axes, network: Network, points: Points, look: Look) -> None:
    """Draw the points, the probabilities as colours, and the lines where the two largest are equal."""
    theme, x = look.colours, points.x
    colours = class_colours(theme, len(points.names))
    extent = _extent(x, square=not points.measured)
    u, v = np.meshgrid(np.linspace(*extent[:2], PIXELS), np.linspace(*extent[2:], PIXELS))
    with np.errstate(all="ignore"):
        outputs = network.outputs(np.column_stack([u.ravel(), v.ravel()]))
        margins = _margins(outputs).reshape(*u.shape, -1)
        paint = _fill(outputs, colours, theme).reshape(*u.shape, 3)
    axes.imshow(paint, extent=extent, origin="lower", interpolation="bilinear", aspect="auto")
    for which in range(len(points.names) - 1):
        margin = margins[..., which]
        if np.nanmin(margin) < 0 < np.nanmax(margin):
            axes.contour(u, v, margin, levels=[0], colors=[theme.ink], linewidths=1.6 * look.scale, zorder=3)
    for which, colour in enumerate(colours):
        chosen = x[points.classes == which]
        axes.plot(chosen[:, 0], chosen[:, 1], color=colour, zorder=2, **_marker(which, look))
    axes.set(xlim=extent[:2], ylim=extent[2:])
    axes.grid(visible=False)
    if points.measured:
        axes.xaxis.set_major_locator(MaxNLocator(4, steps=STEPS))
        axes.yaxis.set_major_locator(MaxNLocator(4, steps=STEPS))
    else:
        axes.set(xticks=[], yticks=[], aspect="equal")
    for spine in axes.spines.values():
        spine.set_visible(True)


def _marker(which: int, look: Look) -> dict[str, Any]:
    return {
        "marker": MARKERS[which % len(MARKERS)],
        "linestyle": "",
        "markersize": 3.2 * look.scale,
        "markeredgewidth": 0.35 * look.scale,
        "markeredgecolor": look.colours.background,
    }


def _extent(x: Array, *, square: bool) -> tuple[float, float, float, float]:
    """Return left, right, bottom and top of a panel around the points."""
    (left, bottom), (right, top) = x.min(axis=0), x.max(axis=0)
    halves = [0.54 * (right - left) or 1.0, 0.54 * (top - bottom) or 1.0]
    if square:
        halves = [max(halves)] * 2
    (across, up), centre = halves, ((left + right) / 2, (bottom + top) / 2)
    return centre[0] - across, centre[0] + across, centre[1] - up, centre[1] + up


def _probabilities(outputs: Array) -> Array:
    """Return the probability of each class, shape (count, classes)."""
    if outputs.shape[1] == 1:
        second = 0.5 * (1 + np.tanh(outputs / 2))
        return np.hstack([1 - second, second])
    p = np.exp(outputs - outputs.max(axis=1, keepdims=True))
    return np.asarray(p / p.sum(axis=1, keepdims=True))


def _margins(outputs: Array) -> Array:
    """Return for each class its logit minus the largest of the others, shape (count, classes)."""
    if outputs.shape[1] == 1:
        return np.asarray(np.hstack([-outputs, outputs]))
    others = [np.delete(outputs, which, axis=1).max(axis=1) for which in range(outputs.shape[1])]
    return np.asarray(outputs - np.stack(others, axis=1))


def _fill(outputs: Array, colours: Sequence[str], theme: Theme) -> Array:
    """Return the colour of each point, shape (count, 3): the background where all classes are equally probable."""
    p = np.nan_to_num(_probabilities(outputs))
    background = np.array(to_rgb(theme.background))
    excess = np.clip((p.shape[1] * p - 1) / (p.shape[1] - 1), 0, 1)
    away = np.array([to_rgb(colour) for colour in colours]) - background
    return np.asarray(background + FULL * excess @ away)


def _legend(figure: Figure, names: Sequence[str], look: Look) -> Legend:
    """Say below the panels what the markers and the lines are."""
    theme = look.colours
    handles = [
        Line2D([], [], color=colour, label=_label(name), **_marker(which, look))
        for which, (name, colour) in enumerate(zip(names, class_colours(theme, len(names)), strict=True))
    ]
    return legend(figure, look, handles, BOUNDARIES if len(names) > 2 else THRESHOLD)


def _label(name: str) -> str:
    return f"class {name}" if name.isdigit() else name[:20]


def _dead(axes: Axes, training: Training, look: Look, *, first: bool) -> None:
    """Draw the number of dead units over the steps."""
    units = sum(len(bias) for bias in training.network.biases[:-1])
    steps = training.moments
    axes.fill_between(steps, training.dead, step="post", color=look.colours.soft, alpha=0.25, linewidth=0)
    axes.plot(steps, training.dead, drawstyle="steps-post", color=look.colours.ink, linewidth=1.2)
    axes.set(xlim=(0, steps[-1]), ylim=(0, units), yticks=[0, units])
    axes.xaxis.set_major_locator(MaxNLocator(2, steps=STEPS, integer=True))
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

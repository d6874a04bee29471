"""The plot of curves that networks fit to points: a panel for each network."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from actplot.analysis.facts import facts
from actplot.analysis.numbers import equation, number
from actplot.networks.regression import Fit, Sample
from actplot.pictures.look import Look
from actplot.pictures.network_look import save, styled_for
from actplot.pictures.network_panels import arranged, caption, has_room, legend, require_room, titled
from actplot.pictures.strokes import name_of
from actplot.pictures.ticks import STEPS

SAMPLES = 801  # of a curve, besides its bends
JUMP = -1  # the continuity of a function that jumps


def draw(fits: Sequence[Fit], sample: Sample, title: str, file_format: str, look: Look) -> bytes:
    """Return a panel for each trained network: points, curve, error, and the number of straight pieces.

    Raises:
        ValueError: the picture is too small for its text.

    """
    functions = [fit.training.network.function for fit in fits]
    names = [name_of(function, functions, headed=False) for function in functions]
    rows, columns = arranged(len(fits), look, 1.25)
    with styled_for(look, file_format):
        figure = titled(look, (max(4.4, 2.9 * columns), 0.9 + 2.7 * rows), title)
        grid = figure.add_gridspec(rows, columns)
        for i, fit in enumerate(fits):
            axes = figure.add_subplot(grid[divmod(i, columns)])
            _panel(axes, fit, sample, look)
            caption(axes, names[i], _words(fit), look)
            axes.set_xlabel("$x$" if i + columns >= len(fits) else "")
            axes.set_ylabel("$y$" if i % columns == 0 else "")
        key = legend(figure, look, _handles(sample, look))
        if not has_room(figure, look):
            key.remove()  # what a small picture sheds first
        require_room(figure, look)
        sentences = [f"{name}: {_words(fit)}." for name, fit in zip(names, fits, strict=True)]
        return save(figure, functions, title, [text.replace("\n", "; ") for text in sentences], file_format, look)


def _words(fit: Fit) -> str:
    """Return the error on unseen points, and the line or the number of straight pieces."""
    error = f"RMS error on unseen points: {number(fit.error)}"
    line = fit.line()
    if line:
        return f"{error}\n{equation(*line)}"
    if fit.pieces is None:
        return f"{error}\na smooth curve" if not fit.training.network.function.kinks else error
    return f"{error}\n{fit.pieces} straight piece{'s' * (fit.pieces != 1)}"


def _panel(axes: Axes, fit: Fit, sample: Sample, look: Look) -> None:
    """Draw the points, the curve without noise if it is known, and the curve of the network."""
    unseen, trained = _dots(look)
    trained.set_data(sample.x, sample.y)
    unseen.set_data(sample.unseen, sample.their_y)
    low, high = sample.window
    lines = [unseen, trained]
    if sample.truth:
        x = np.linspace(low, high, SAMPLES)
        truth = _truth(look)
        truth.set_data(x, sample.truth(x))
        lines.append(truth)
    for line in lines:
        axes.add_line(line)
    _curve(axes, fit, low, high, look)
    y = np.concatenate([sample.y, sample.their_y])
    margin = 0.03 * (high - low), 0.08 * (float(np.ptp(y)) or 1.0)
    axes.set(xlim=(low - margin[0], high + margin[0]), ylim=(y.min() - margin[1], y.max() + margin[1]))
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=STEPS))
    axes.yaxis.set_major_locator(MaxNLocator(6, steps=STEPS))


def _curve(axes: Axes, fit: Fit, low: float, high: float, look: Look) -> None:
    """Draw the curve of the network with a dot at each bend, and a gap at each jump."""
    network, colour = fit.training.network, look.colours.palette[0]
    bends = np.zeros(0) if fit.bends is None else fit.bends
    jumps = bends if facts(network.function).continuity == JUMP else np.zeros(0)
    even = np.sort(np.concatenate([np.linspace(low, high, SAMPLES), bends]))
    for left, right in pairwise([low, *jumps.tolist(), high]):
        inner = math.nextafter(left, math.inf), math.nextafter(right, -math.inf)
        x = np.concatenate([[inner[0]], even[(even > left) & (even < right)], [inner[1]]])
        with np.errstate(all="ignore"):
            y = network.outputs(x[:, None])[:, 0]
        axes.plot(x, y, color=colour, linewidth=2.0 * look.scale, zorder=4)
    if len(bends) > len(jumps):
        with np.errstate(all="ignore"):
            heights = network.outputs(bends[:, None])[:, 0]
        edge: dict[str, Any] = {"markeredgecolor": look.colours.background, "markeredgewidth": 0.5 * look.scale}
        axes.plot(bends, heights, "o", color=colour, markersize=3.4 * look.scale, zorder=5, **edge)


def _dots(look: Look) -> tuple[Line2D, Line2D]:
    """Return the marks of unseen points and of those for training."""
    theme = look.colours
    common: dict[str, Any] = {"linestyle": "", "marker": "o", "markeredgewidth": 0.0}
    return (
        Line2D([], [], color=theme.axis, alpha=0.45, markersize=2.4 * look.scale, zorder=1, label="unseen", **common),
        Line2D([], [], color=theme.palette[1], markersize=3.2 * look.scale, zorder=2, label="trained on", **common),
    )


def _truth(look: Look) -> Line2D:
    return Line2D(
        [], [], color=look.colours.ink, linewidth=1.0 * look.scale, dashes=(4, 2), zorder=3, label="without noise"
    )


def _handles(sample: Sample, look: Look) -> list[Artist]:
    curve = Line2D([], [], color=look.colours.palette[0], linewidth=2.0 * look.scale, label="network")
    return [*reversed(_dots(look)), *([_truth(look)] if sample.truth else []), curve]

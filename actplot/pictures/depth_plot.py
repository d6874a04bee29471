"""The plot of the gradient over the depth of a network."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from textwrap import wrap
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from actplot.activation import Activation, Array
from actplot.analysis.numbers import printable
from actplot.networks import verdict
from actplot.networks.meanfield import Theory
from actplot.networks.simulation import SAMPLES, Simulation
from actplot.pictures.look import Look
from actplot.pictures.network_look import save, styled_for
from actplot.pictures.points import new_figure, size_in_points
from actplot.pictures.schematics.parts import fitting
from actplot.pictures.strokes import Stroke, strokes

LEAST_WIDE, LEAST_TALL = 12, 8  # of the axes of the gradient, in heights of the text
LARGEST = 1e270  # that is drawn, and its inverse the smallest: matplotlib pads beyond
MANY_DECADES = 60
LETTER = 0.55  # width of a letter in a line, in heights of the text


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

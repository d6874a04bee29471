"""Gated functions as surfaces over their two inputs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgba
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from actplot.activation import Array, Gated
from actplot.analysis.windows import rounded
from actplot.pictures.header import header_of, write_header
from actplot.pictures.look import Look
from actplot.pictures.panels import draw_zero_lines
from actplot.pictures.points import MARGIN, new_figure, size_in_points
from actplot.pictures.themes import Theme

NARROWEST = 130  # points of axes with their numbers and colour bar
NAMES = ("f(a, b)", "\u2202f / \u2202a", "\u2202f / \u2202b")


def surface(function: Gated, look: Look) -> Figure:
    """Return a figure of f over its two inputs as filled contours, with the derivative of both partial ones too.

    Raises:
        ValueError: the figure is too narrow.

    """
    count = 3 if look.derivative else 1
    figure = new_figure(look, (3.7 * count + (0.6 if count == 1 else 0), 3.9))
    all_axes = figure.subplots(1, count, squeeze=False)[0].tolist()
    width, height = size_in_points(figure)
    each = (width - MARGIN) / count
    if each < NARROWEST:
        least = math.ceil(10 * (NARROWEST * count + MARGIN) / 72) / 10
        raise ValueError(
            f"{count} panel{'s' * (count > 1)} of {function.name} need a width of {least:g} inches or more"
        )
    title = write_header(figure, header_of([function], look), look, MARGIN + 4) + 5
    bottom, top = MARGIN + 32, height - MARGIN - title - 16
    shown = draw_surfaces(all_axes, function, look)
    for i, (axes, filled) in enumerate(zip(all_axes, shown, strict=True)):
        left, tall = MARGIN + i * each + 30, max(0.05, (top - bottom) / height)
        axes.set_position((left / width, bottom / height, max(0.05, (each - 84) / width), tall))
        axes.set_xlabel("a", labelpad=2)
        axes.set_ylabel("b", labelpad=0)
        axes.set_title(NAMES[i], fontsize=10, color=look.colours.ink, loc="left", parse_math=False)
        if look.legend:
            at = ((left + each - 78) / width, bottom / height, 8 / width, tall)
            bar = figure.colorbar(filled, cax=figure.add_axes(at))
            bar.outline.set_visible(False)
            bar.ax.tick_params(labelsize=8)
            bar.ax.yaxis.set_major_locator(MaxNLocator(6))
    return figure


def draw_surfaces(all_axes: Sequence[Axes], function: Gated, look: Look, levels: int = 14) -> list[Any]:
    """Draw f on the first axes and its partial derivatives on further ones; return the contours."""
    reach = max(4.0, *(rounded(1.1 * abs(kink)) for kink in function.kinks), 0.0)
    a, b = (_with_both_sides_of_0(*(limits or (-reach, reach))) for limits in (look.xlim, look.ylim))
    grid = np.stack(np.meshgrid(a, b), axis=-1)
    f, gradient = function.pair(grid)
    found = []
    for axes, values in zip(all_axes, (f, gradient[..., 0], gradient[..., 1]), strict=False):
        largest = float(np.abs(values).max()) or 1.0
        # Each colour covers the values around a round number, so that those around 0 have the neutral one.
        middles = np.asarray(MaxNLocator(levels).tick_values(float(values.min()), float(values.max())))
        half = 0.5 * (middles[1] - middles[0])
        edges = np.concatenate([middles[:1] - half, middles + half])
        shades: dict[str, Any] = {"cmap": signed_colours(look.colours), "vmin": -largest, "vmax": largest}
        filled = axes.contourf(a, b, values, levels=edges, **shades, zorder=1)
        filled.set_edgecolor(to_rgba(look.colours.ink, 0.4))
        filled.set_linewidth(0.3)
        draw_zero_lines(axes, look, above=3)
        axes.grid(visible=False)
        found.append(filled)
    return found


def signed_colours(theme: Theme) -> LinearSegmentedColormap:
    """Return the colours from negative over 0 to positive."""
    if theme.greyscale:
        return LinearSegmentedColormap.from_list("grey", ["#6e6e6e", "#ffffff"])
    return LinearSegmentedColormap.from_list("signed", [theme.palette[1], theme.background, theme.palette[0]])


def _with_both_sides_of_0(low: float, high: float) -> Array:
    """Return an even grid, with points so near to 0 that a jump there is drawn as one."""
    near = 1e-6 * (high - low) * np.array([-1.0, 0.0, 1.0])
    return np.unique(np.concatenate([np.linspace(low, high, 61), near[(near >= low) & (near <= high)]]))

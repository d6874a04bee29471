"""Pictures of vector functions (bars, a moving score, the Jacobian) and of gated ones (surfaces)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgba
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from actplot.activation import Array, Gated, Vector
from actplot.analysis import scan as scans
from actplot.analysis.numbers import number
from actplot.analysis.sampling import span
from actplot.pictures.look import DASHES, THEMES, Look, Stroke, Theme, new_figure
from actplot.pictures.panels import EDGE, Header, Panel, Wish, along, arrange, dot_style, place, write_header

MOST_SCORES = 20
WIDTH = 2.2  # of a line, in points
NARROWEST = 130  # points of a panel with its numbers and its bar of colours
SMALLEST = 4.5  # points of a number with three digits
BESIDE = (1.0, 0.0)  # the scores that stand still while the first one moves
SUBSCRIPTS = str.maketrans("0123456789", "\u2080\u2081\u2082\u2083\u2084\u2085\u2086\u2087\u2088\u2089")


def header(function: Vector | Gated, look: Look, *details: str) -> Header | None:
    """Return what stands above the picture."""
    if look.title is not None:
        return Header(look.title, literal=True) if look.title.strip() else None
    parameters = [f"{key} = {number(value)}" for key, value in function.parameters.items()]
    tex = function.tex.replace(r"\frac", r"\dfrac")
    return Header(function.title, tex, ",  ".join([*parameters, *details]))


def outputs_at(function: Vector, scores: Sequence[float], look: Look) -> Figure:
    """Draw scores and outputs as bars, and with the derivative the Jacobian as a heat map with its numbers.

    Raises:
        ValueError: scores that are not finite or too many to read, or that the function can't take.

    """
    if len(scores) > MOST_SCORES:
        raise ValueError(f"{len(scores)} scores can't be read in one picture (at most {MOST_SCORES})")
    if not np.isfinite(scores).all():
        raise ValueError("scores must be finite to be drawn")
    y, jacobian = function.pair(scores)
    theme = THEMES[look.theme]
    count = 3 if look.derivative else 2
    figure = new_figure(look, (3.2 * count, 3.6))
    axes = figure.subplots(1, count).tolist()
    _bars(axes[0], np.asarray(scores), "x", "scores", theme.soft, look)
    _bars(axes[1], y, "y", function.title, theme.palette[0], look)
    if look.derivative:
        _heat_map(axes[2], jacobian, look)
    _side_by_side(figure, axes, header(function, look), look)
    for panel, numbers in zip(axes, (np.asarray(scores), y, jacobian.ravel()), strict=False):
        _fit(panel, numbers, len(scores) if numbers is not y else len(y))
    return figure


def _fit(panel: Axes, values: Array, columns: int) -> None:
    """Make the numbers of a panel as small, and the longest as short, as their columns are narrow."""
    room = panel.bbox.width / columns / panel.figure.dpi * 72
    letters = room / 0.64  # that fit at a size of one point, with some space between the columns
    for text, value in zip(panel.texts, values.tolist(), strict=True):
        if len(text.get_text()) > letters / SMALLEST:
            text.set_text(number(float(f"{value:.0e}")))
    longest = max(len(text.get_text()) for text in panel.texts)
    for text in panel.texts:
        text.set_fontsize(min(float(text.get_fontsize()), letters / longest))
    panel.tick_params(axis="x", labelsize=min(9.0, room / 2))


def _bars(axes: Axes, values: Array, letter: str, title: str, colour: str, look: Look) -> None:
    theme = THEMES[look.theme]
    names = [_name(letter, i) for i in range(len(values))]
    axes.bar(range(len(values)), values, color=colour, width=0.7, zorder=3)
    axes.axhline(0, color=theme.axis, linewidth=0.9, zorder=4)
    axes.set_xticks(range(len(values)), names)
    axes.set_xlim(-0.6, len(values) - 0.4)
    axes.grid(visible=False, axis="x")
    bottom, top = min(0.0, float(values.min())), max(0.0, float(values.max()))
    height = (top - bottom) or 1.0
    axes.set_ylim(look.ylim or (bottom - (0.12 if bottom < 0 else 0) * height, top + 0.12 * height))
    axes.set_title(title, fontsize=10, color=theme.ink, loc="left", parse_math=False)
    size = min(9.0, 60.0 / len(values))
    for i, value in enumerate(values.tolist()):
        axes.annotate(
            number(value),
            (i, value),
            xytext=(0, 2 if value >= 0 else -2),
            textcoords="offset points",
            ha="center",
            va="bottom" if value >= 0 else "top",
            fontsize=size,
            color=theme.ink,
        )


def _name(letter: str, index: int) -> str:
    return letter + str(index + 1).translate(SUBSCRIPTS)


def colours(theme: Theme) -> LinearSegmentedColormap:
    """Return the colours from negative over 0 to positive."""
    if len(theme.palette) == 2:
        return LinearSegmentedColormap.from_list("grey", ["#6e6e6e", "#ffffff"])
    return LinearSegmentedColormap.from_list("signed", [theme.palette[1], theme.background, theme.palette[0]])


def _heat_map(axes: Axes, jacobian: Array, look: Look) -> None:
    theme = THEMES[look.theme]
    largest = float(np.abs(jacobian).max()) or 1.0
    rows, columns = jacobian.shape
    axes.pcolormesh(
        np.arange(columns + 1) - 0.5,
        np.arange(rows + 1) - 0.5,
        jacobian,
        cmap=colours(theme),
        vmin=-1.6 * largest,  # pale enough for numbers to be read on them
        vmax=1.6 * largest,
        edgecolors=theme.grid,
        linewidth=0.7,
    )
    axes.grid(visible=False)
    axes.invert_yaxis()
    axes.set_xticks(range(columns), [_name("x", j) for j in range(columns)])
    axes.set_yticks(range(rows), [_name("y", i) for i in range(rows)])
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_title("\u2202y / \u2202x", fontsize=10, color=theme.ink, loc="left", parse_math=False)
    axes.tick_params(axis="y", labelsize=min(9.0, 130.0 / rows))
    size = min(8.5, 46.0 / columns)
    for i in range(rows):
        for j in range(columns):
            axes.text(j, i, number(float(jacobian[i, j])), ha="center", va="center", fontsize=size, color=theme.ink)


def _side_by_side(figure: Figure, axes: Sequence[Axes], head: Header | None, look: Look) -> None:
    """Give axes of equal width what room the texts leave."""
    width, height = figure.get_size_inches() * 72
    title = write_header(figure, head, THEMES[look.theme], EDGE + 4) if head else 0.0
    bottom, top, each = EDGE + 18, height - EDGE - title - 16, (width - 2 * EDGE) / len(axes)
    for i, panel in enumerate(axes):
        panel.set_position((0.2, bottom / height, 0.5, max(0.05, (top - bottom) / height)))
        box = panel.yaxis.get_tightbbox()
        left = (panel.bbox.x0 - box.x0) * 72 / figure.dpi if box else 0.0
        x = EDGE + i * each + left
        wide = max(0.05, (each - left - (14 if i < len(axes) - 1 else 4)) / width)
        panel.set_position((x / width, bottom / height, wide, max(0.05, (top - bottom) / height)))


def moving_score(function: Vector, look: Look) -> Figure:
    """Draw the outputs while one score moves, and with the derivative how fast each follows it."""
    figure = new_figure(look, (6.4, 5.6 if look.derivative else 4.0))
    axes = figure.subplots(2 if look.derivative else 1, sharex=True, squeeze=False)[:, 0].tolist()
    panels = [Panel(panel) for panel in axes]
    details = draw_moving(panels, function, look)
    pieces = function.name == "maxout"
    for panel, name in zip(axes, ("y", "dy / dx" if pieces else "\u2202y / \u2202x\u2081"), strict=False):
        panel.set_ylabel(name)
        for axis in (panel.xaxis, panel.yaxis):
            axis.set_major_locator(MaxNLocator("auto", steps=[1, 2, 5, 10]))
    axes[-1].set_xlabel("x" if pieces else "x\u2081", labelpad=2)
    arrange(figure, panels, header(function, look, details), look)
    place(figure, panels, look, single=False)
    return figure


def draw_moving(panels: Sequence[Panel], function: Vector, look: Look, width: float = WIDTH) -> str:
    """Draw the outputs (and on a second panel their slopes) while one score moves; return what the others are."""
    theme = THEMES[look.theme]
    for panel, name in zip(panels, ("outputs", "slopes"), strict=False):
        panel.axes.set_gid(name)
        panel.axes.axhline(0, color=theme.axis, linewidth=0.9, zorder=1)
        panel.axes.axvline(0, color=theme.axis, linewidth=0.9, zorder=1)
    if function.name == "maxout":
        return _pieces(panels, function, look, width)
    beside = BESIDE if len(function(np.zeros(3))) == 3 else ()
    scan = scans.scan(function, beside, look.xlim)
    for panel, values in zip(panels, (scan.outputs, scan.slopes), strict=False):
        for i, column in enumerate(values.T):
            stroke = Stroke(_name("y", i), theme.palette[i % len(theme.palette)], DASHES[i])
            _draw(panel, scan.x, column, stroke, width)
        for jump in scan.jumps:
            _dots(panel, function, jump, beside, look, scale=width / WIDTH)
        _limits(panel, look)
    panels[-1].axes.set_xlim(look.xlim or (float(np.nanmin(scan.x)), float(np.nanmax(scan.x))))
    return "x = (" + ", ".join([_name("x", 0), *map(number, beside)]) + ")" if beside else ""


def _dots(panel: Panel, function: Vector, jump: float, beside: Sequence[float], look: Look, scale: float) -> None:
    """Mark both limits of each line that jumps: the closed dot is the value."""
    theme = THEMES[look.theme]
    at = round(jump, 9) + 0.0
    before, there, after = (
        _both(function, [x, *beside])[0 if panel.axes.get_gid() == "outputs" else 1]
        for x in (at - 1e-6, at, at + 1e-6)
    )
    for i in np.flatnonzero(np.abs(before - after) > 1e-3).tolist():
        colour = theme.palette[i % len(theme.palette)]
        for y in (float(before[i]), float(after[i])):
            closed = abs(y - there[i]) < 1e-3
            panel.axes.plot([at], [y], "o", **dot_style(colour, None if closed else theme.background, scale))
            panel.dots.append((at, y))


def _both(function: Vector, scores: Sequence[float]) -> tuple[Array, Array]:
    """Return the outputs and how fast they follow the first score."""
    y, jacobian = function.pair(scores)
    return y, jacobian[:, 0]


def _draw(panel: Panel, x: Array, y: Array, stroke: Stroke, width: float) -> None:
    panel.axes.plot(
        x,
        y,
        color=stroke.colour,
        linewidth=width,
        linestyle=(0, stroke.dashes) if stroke.dashes else "-",
        label=stroke.name,
        gid=f"output-{len(panel.lines)}",
        zorder=3,
    )
    panel.lines.append((stroke.name, x, y))
    seen = np.isfinite(x)
    panel.names.append(Wish(stroke.name, stroke.colour, along(x[seen], y[seen]), stroke.name, alone=True))


def _limits(panel: Panel, look: Look) -> None:
    bottom, top = span(np.concatenate([y for _, _, y in panel.lines]))
    room = 0.06 * (top - bottom) or 1.0
    panel.axes.set_ylim(look.ylim or (bottom - room, top + room))


def _pieces(panels: Sequence[Panel], function: Vector, look: Look, width: float) -> str:
    """Draw k straight pieces, tangents of a parabola, and the largest of them, which maxout passes."""
    theme = THEMES[look.theme]
    count = int(function.parameters["k"])
    low, high = look.xlim or (-2.0, 2.0)
    slopes = np.linspace(-1, 1, count) if count > 1 else np.ones(1)
    intercepts = 0.5 - 0.5 * slopes**2
    ties = (intercepts[:-1] - intercepts[1:]) / (slopes[1:] - slopes[:-1])
    x = np.unique(np.concatenate([np.linspace(low, high, 101), [t for t in ties if low < t < high]]))
    inputs = slopes * x[:, None] + intercepts
    upper = np.array([function(row)[0] for row in inputs])
    for i in range(count):
        panels[0].axes.plot(x, inputs[:, i], color=theme.soft, linewidth=1.1, linestyle=(0, (2, 2)), zorder=2)
        panels[0].lines.append(("the largest", x, inputs[:, i]))
    _draw(panels[0], x, upper, Stroke("the largest", theme.palette[0]), width + 0.4)
    for tie in (t for t in ties.tolist() if low < t < high):
        y = float(function(slopes * tie + intercepts)[0])
        panels[0].axes.plot([tie], [y], "o", color=theme.palette[0], markersize=5, zorder=4)
        panels[0].dots.append((tie, y))
    panels[0].names = panels[0].names[:1]
    _limits(panels[0], look)
    if len(panels) > 1:
        edges = [low, *(t for t in ties.tolist() if low < t < high), high]
        for left, right in pairwise(edges):
            middle = 0.5 * (left + right)
            steep = float(slopes[int(np.argmax(slopes * middle + intercepts))])
            panels[1].axes.plot([left, right], [steep] * 2, color=theme.palette[1], linewidth=width, zorder=3)
            panels[1].lines.append(("slope", np.array([left, right]), np.array([steep, steep])))
            # At a tie the slope goes to the first of the largest, which is the piece to the left.
            for x_end, closed in ((left, False), (right, True)):
                if low < x_end < high:
                    face = theme.palette[1] if closed else theme.background
                    dot: dict[str, Any] = {
                        "color": theme.palette[1],
                        "markerfacecolor": face,
                        "markersize": 5.5,
                        "zorder": 4,
                    }
                    panels[1].axes.plot([x_end], [steep], "o", **dot)
        _limits(panels[1], look)
    panels[-1].axes.set_xlim(low, high)
    lines = ", ".join(_line(a, b) for a, b in zip(slopes.tolist(), intercepts.tolist(), strict=True))
    return f"pieces {lines}" if count <= 4 else ""


def _line(slope: float, intercept: float) -> str:
    factor = {1.0: "x", -1.0: "\u2212x", 0.0: ""}.get(slope, f"{number(slope)}x")
    if not intercept:
        return factor or "0"
    return f"{factor} + {number(intercept)}" if factor else number(intercept)


def surface(function: Gated, look: Look) -> Figure:
    """Draw f over its two inputs as filled contours, and with the derivative both partial derivatives."""
    count = 3 if look.derivative else 1
    figure = new_figure(look, (3.7 * count + (0.6 if count == 1 else 0), 3.9))
    axes = figure.subplots(1, count, squeeze=False)[0].tolist()
    width, height = figure.get_size_inches() * 72
    each = (width - EDGE) / count
    if each < NARROWEST:
        least = math.ceil(10 * (NARROWEST * count + EDGE) / 72) / 10
        raise ValueError(
            f"{count} panel{'s' * (count > 1)} of {function.name} need a width of {least:g} inches or more"
        )
    title = write_header(figure, header(function, look), THEMES[look.theme], EDGE + 4)
    bottom, top = EDGE + 32, height - EDGE - title - 16
    shown = draw_surfaces(axes, function, look)
    names = ["f(a, b)", "\u2202f / \u2202a", "\u2202f / \u2202b"]
    for i, (panel, filled) in enumerate(zip(axes, shown, strict=True)):
        left, tall = EDGE + i * each + 30, max(0.05, (top - bottom) / height)
        panel.set_position((left / width, bottom / height, max(0.05, (each - 84) / width), tall))
        panel.set_xlabel("a", labelpad=2)
        panel.set_ylabel("b", labelpad=0)
        panel.set_title(names[i], fontsize=10, color=THEMES[look.theme].ink, loc="left", parse_math=False)
        if look.legend:
            at = ((left + each - 78) / width, bottom / height, 8 / width, tall)
            bar = figure.colorbar(filled, cax=figure.add_axes(at))
            bar.outline.set_visible(False)
            bar.ax.tick_params(labelsize=8)
            bar.ax.yaxis.set_major_locator(MaxNLocator(6))
    return figure


def draw_surfaces(axes: Sequence[Axes], function: Gated, look: Look, levels: int = 14) -> list[Any]:
    """Draw f, and on further axes its partial derivatives, and return the contours."""
    theme = THEMES[look.theme]
    a, b = (_with_both_sides_of_0(*(limits or (-4.0, 4.0))) for limits in (look.xlim, look.ylim))
    grid = np.stack(np.meshgrid(a, b), axis=-1)
    f, gradient = function.pair(grid)
    found = []
    for panel, values in zip(axes, (f, gradient[..., 0], gradient[..., 1]), strict=False):
        largest = float(np.abs(values).max()) or 1.0
        # Each step of colour is around a round number, so that 0 has one of its own: that of neither sign.
        middles = np.asarray(MaxNLocator(levels).tick_values(float(values.min()), float(values.max())))
        half = 0.5 * (middles[1] - middles[0])
        edges = np.concatenate([middles[:1] - half, middles + half])
        shades: dict[str, Any] = {"cmap": colours(theme), "vmin": -largest, "vmax": largest}
        filled = panel.contourf(a, b, values, levels=edges, **shades, zorder=1)
        filled.set_edgecolor(to_rgba(theme.ink, 0.4))
        filled.set_linewidth(0.3)
        panel.axhline(0, color=theme.axis, linewidth=0.9, zorder=3)
        panel.axvline(0, color=theme.axis, linewidth=0.9, zorder=3)
        panel.grid(visible=False)
        found.append(filled)
    return found


def _with_both_sides_of_0(low: float, high: float) -> Array:
    """Return an even grid, with points so near to 0 that a jump there is drawn as one."""
    near = 1e-6 * (high - low) * np.array([-1.0, 0.0, 1.0])
    return np.unique(np.concatenate([np.linspace(low, high, 61), near[(near >= low) & (near <= high)]]))

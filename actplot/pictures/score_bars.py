"""Vector functions at given scores: scores and outputs as bars, the Jacobian as a heat map."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from actplot.activation import Array, Vector
from actplot.analysis.numbers import number
from actplot.analysis.report import plural
from actplot.pictures.frame import TooSmallError, roomy
from actplot.pictures.header import Header, header_of, write_header
from actplot.pictures.look import Look
from actplot.pictures.mathematics import halo
from actplot.pictures.points import MARGIN, new_figure, size_in_points
from actplot.pictures.strokes import indexed
from actplot.pictures.surfaces import signed_colours

MOST_SCORES = 20
MOST_COLUMNS = 8  # of a Jacobian whose numbers can be read
SMALLEST = 4.5  # points of a number with three digits
LEAST = 4.0  # points of a number at all


def outputs_at(function: Vector, scores: Sequence[float], look: Look) -> Figure:
    """Draw scores and outputs as bars, and with the derivative the Jacobian as a heat map with its numbers.

    A Jacobian that is 0, or has more entries than can be read, is left out, and the header says so.

    Raises:
        ValueError: scores that are not finite, more than ``MOST_SCORES``, a number of them that the function
            doesn't take, or another number of names.
        TooSmallError: the axes would have less than their share of the picture.

    """
    if len(scores) > MOST_SCORES:
        raise ValueError(f"{len(scores)} scores can't be read in one picture (at most {MOST_SCORES})")
    if not np.isfinite(scores).all():
        raise ValueError("scores must be finite to be drawn")
    y, jacobian = function.pair(scores)
    if look.names and len(look.names) not in (len(scores), len(y)):
        raise ValueError(
            f"--names gives {plural(len(look.names), 'name')} for {plural(len(scores), 'score')}; each needs one"
        )
    drawn = look.derivative and bool(jacobian.any()) and len(scores) <= MOST_COLUMNS
    bars = {"x": np.asarray(scores), "y": y}
    header = partial(header_of, [function], look, *_left_out(jacobian, look, drawn=drawn))
    # A small picture sheds the formula, then the scores.
    for shown, formula in (("xy", True), ("xy", False), ("y", False)):
        panels = [bars[letter] for letter in shown] + [jacobian] * drawn
        figure = new_figure(look, (3.2 * len(panels), 3.6))
        all_axes = figure.subplots(1, len(panels), squeeze=False)[0].tolist()
        for axes, letter in zip(all_axes, shown, strict=False):
            _draw_bars(axes, bars[letter], letter, function, look)
        if drawn:
            _draw_heat_map(all_axes[-1], jacobian, look)
        _arrange_in_a_row(figure, all_axes, header(formula=formula), look, tight=not formula)
        if roomy(figure, look):
            for axes, values in zip(all_axes, panels, strict=True):
                _fit_numbers(axes, values.ravel(), values.shape[-1], look)
            return figure
    raise TooSmallError


def _left_out(jacobian: Array, look: Look, *, drawn: bool) -> list[str]:
    """Say what stands for a Jacobian that is not drawn: it is 0, or has more numbers than can be read."""
    if not look.derivative or drawn:
        return []
    if not jacobian.any():
        return ["\u2202y / \u2202x = 0"]
    return [f"\u2202y / \u2202x left out: it has {jacobian.size} entries"]


def _entries(letter: str, count: int, look: Look) -> list[str]:
    """Return the names of the entries of a vector."""
    return list(look.names) if len(look.names) == count else [indexed(letter, i) for i in range(count)]


def _shown(values: Array, letter: str, look: Look) -> tuple[float, float]:
    """Return the range of the bars: 0 to 1 for probabilities."""
    if look.ylim:
        return look.ylim
    if letter == "y" and (values >= 0).all() and abs(float(values.sum()) - 1) < 1e-9:
        return 0.0, 1.1
    bottom, top = min(0.0, float(values.min())), max(0.0, float(values.max()))
    height = (top - bottom) or 1.0
    return bottom - (0.12 if bottom < 0 else 0) * height, top + 0.12 * height


def _fit_numbers(axes: Axes, values: Array, columns: int, look: Look) -> None:
    """Make the numbers on axes small, and long ones short, enough for their columns."""
    room = axes.bbox.width / (columns + 0.2) / axes.figure.dpi * 72
    letters = room / 0.64  # that fit at a size of one point, with some space between the columns
    for text, value in zip(axes.texts, values.tolist(), strict=True):
        if len(text.get_text()) > letters / SMALLEST:
            text.set_text(number(float(f"{value:.0e}")))
    longest = max(len(text.get_text()) for text in axes.texts)
    for text in list(axes.texts):
        text.set_fontsize(min(float(text.get_fontsize()), letters / longest))
        if letters / longest < LEAST:
            text.remove()
    names = [tick.get_text() for tick in axes.get_xticklabels()]
    most = max(2, int(room / (0.72 * SMALLEST)))  # letters, beyond which names are cut
    names = [name if len(name) <= most else f"{name[: most - 1]}\u2026" for name in names]
    axes.set_xticks(axes.get_xticks(), names)
    axes.tick_params(axis="x", labelsize=max(SMALLEST, min(look.text, room / (0.72 * max(2.5, *map(len, names))))))


def _draw_bars(axes: Axes, values: Array, letter: str, function: Vector, look: Look) -> None:
    """Draw scores x or outputs y."""
    theme = look.colours
    title, colour = ("scores", theme.soft) if letter == "x" else (function.title, theme.palette[0])
    axes.bar(range(len(values)), values, color=colour, width=0.7, zorder=3)
    axes.axhline(0, color=theme.axis, linewidth=0.9, zorder=4)
    axes.set_xticks(range(len(values)), _entries(letter, len(values), look))
    axes.set_xlim(-0.6, len(values) - 0.4)
    axes.grid(visible=False, axis="x")
    axes.set_ylim(*_shown(values, letter, look))
    axes.set_title(title, fontsize=1.1 * look.text, color=theme.ink, loc="left", parse_math=False)
    size = min(look.text, 60.0 * look.scale / len(values))
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
            path_effects=halo(look),
        )


def _draw_heat_map(axes: Axes, jacobian: Array, look: Look) -> None:
    theme = look.colours
    largest = float(np.abs(jacobian).max()) or 1.0
    rows, columns = jacobian.shape
    axes.pcolormesh(
        np.arange(columns + 1) - 0.5,
        np.arange(rows + 1) - 0.5,
        jacobian,
        cmap=signed_colours(look),
        vmin=-largest,
        vmax=largest,
        edgecolors=theme.grid,
        linewidth=0.7,
    )
    axes.grid(visible=False)
    axes.invert_yaxis()
    axes.set_xticks(range(columns), _entries("x", columns, look))
    axes.set_yticks(range(rows), _entries("y", rows, look))
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_title("\u2202y / \u2202x", fontsize=1.1 * look.text, color=theme.ink, loc="left", parse_math=False)
    axes.tick_params(axis="y", labelsize=min(look.text, 130.0 * look.scale / rows))
    size = min(0.95 * look.text, 46.0 * look.scale / columns)
    for i in range(rows):
        for j in range(columns):
            axes.text(j, i, number(float(jacobian[i, j])), ha="center", va="center", fontsize=size, color=theme.ink)


def _arrange_in_a_row(
    figure: Figure, all_axes: Sequence[Axes], header: Header | None, look: Look, *, tight: bool
) -> None:
    """Write the header and give axes of equal width all the space that the texts leave, with less margin if tight."""
    width, height = size_in_points(figure)
    edge, beside = (0.45 * look.text, look.text) if tight else (MARGIN, 14.0)
    title = write_header(figure, header, look, edge + 4, edge) + (0.2 * look.text if tight else 5)
    bottom, top, each = (
        edge + (1.7 if tight else 2) * look.text,
        height - edge - title - (1.5 if tight else 1.8) * look.text,
        (width - 2 * edge) / len(all_axes),
    )
    for i, axes in enumerate(all_axes):
        axes.set_position((0.2, bottom / height, 0.5, max(0.05, (top - bottom) / height)))
        box = axes.yaxis.get_tightbbox()
        left = (axes.bbox.x0 - box.x0) * 72 / figure.dpi if box else 0.0
        x = edge + i * each + left
        wide = max(0.05, (each - left - (beside if i < len(all_axes) - 1 else 4)) / width)
        axes.set_position((x / width, bottom / height, wide, max(0.05, (top - bottom) / height)))

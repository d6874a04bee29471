"""Gated functions as surfaces over their two inputs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from actplot.activation import Array, Gated
from actplot.analysis.numbers import number
from actplot.analysis.sampling import ordered, span
from actplot.analysis.windows import rounded
from actplot.pictures.frame import TooSmallError, roomy
from actplot.pictures.header import header_of, write_header
from actplot.pictures.label_placement import name_at_ends
from actplot.pictures.lines import WIDTH, draw_output
from actplot.pictures.look import Look
from actplot.pictures.mathematics import halo, italic
from actplot.pictures.panels import Panel, Range, draw_zero_lines, with_margin
from actplot.pictures.points import MARGIN, new_figure, size_in_points
from actplot.pictures.strokes import DASHES, Stroke, blended
from actplot.pictures.ticks import set_ticks

PALE = 0.62  # of the colours of f and f' in a filled contour
PLACING = 200.0  # dots per inch, at which the numbers on contours are placed for all resolutions
NARROWEST, LOWEST = 4.5, 4.5  # heights of text across a panel
TITLES = {
    "f": "$f$($a$, $b$)",
    "by a": "\u2202$f$ / \u2202$a$",
    "by b": "\u2202$f$ / \u2202$b$",
    "slices": "$f$($a$, $b$) along $b$",
}
SLICES = (-0.5, -0.125, 0.125, 0.5)  # the values of a, in halves of the range shown


class _Row(NamedTuple):
    """Panels side by side: margins in heights of the text, and what they leave room for."""

    edge: float
    """Around everything, in points."""
    left: float
    """Of each panel, or of the first one where all have the axis of b in common."""
    right: float
    above: float
    below: float
    formula: bool = False
    apart: bool = False
    """Whether each panel has numbers of its own, and what depends on b alone is a curve."""
    slices: bool = False
    contours: bool = False
    """Whether contours have numbers."""
    names: bool = False
    """Whether the axes have names."""
    titles: bool = True
    """Whether panels have titles, which a single one can do without."""


# Each leaves out more than the one before; the first that leaves the axes their share is taken.
_SHEDDING = (
    _Row(MARGIN, 3.2, 2.6, 1.8, 2.6, formula=True, apart=True, slices=True, contours=True, names=True),
    _Row(MARGIN, 3.2, 2.6, 1.8, 2.6, apart=True, slices=True, contours=True, names=True),
    _Row(5.0, 2.9, 1.5, 1.5, 2.5, slices=True, contours=True, names=True),
    _Row(4.0, 2.0, 1.0, 1.3, 2.4, names=True),
    _Row(2.5, 1.9, 0.8, 1.2, 1.3),
    _Row(2.5, 1.3, 0.8, 0.2, 1.3, titles=False),
)


def surface(function: Gated, look: Look) -> Figure:
    """Return a figure of f over its two inputs as labelled contours, and of slices along b.

    With the derivative, the slices make place for both partial ones; one that depends on b alone is a curve.

    Raises:
        TooSmallError: the axes would have less than their share of the picture.

    """
    for row in _SHEDDING:
        if look.derivative and not row.titles:
            break
        kinds = ["f", "by a", "by b"] if look.derivative else ["f", "slices"] if row.slices else ["f"]
        figure = new_figure(look, (3.5 * len(kinds), 3.9))
        all_axes = figure.subplots(1, len(kinds), squeeze=False)[0].tolist()
        if _arrange_in_a_row(figure, all_axes, function, row, look):
            for axes, kind in zip(all_axes, kinds, strict=True):
                _draw_panel(axes, function, kind, row, look)
            return figure
    raise TooSmallError


def _arrange_in_a_row(figure: Figure, all_axes: Sequence[Axes], function: Gated, row: _Row, look: Look) -> bool:
    """Write the header, and give the panels equal widths; return whether they have their share."""
    width, height = size_in_points(figure)
    text, count = look.text, len(all_axes)
    header = header_of([function], look, formula=row.formula)
    title = write_header(figure, header, look, row.edge + 4, row.edge) + (5 if row.apart else 0.3 * text)
    bottom, top = row.edge + row.below * text, height - row.edge - title - row.above * text
    if row.apart or row.slices:
        each = (width - row.edge) / count
        first, wide = row.edge + row.left * text, each - (row.left + row.right) * text
    else:
        first = row.edge + (row.left + 0.4) * text
        wide = (width - row.edge - first + row.right * text) / count - row.right * text
        each = wide + row.right * text
    if wide < NARROWEST * text or top - bottom < LOWEST * text:
        return False
    for i, axes in enumerate(all_axes):
        axes.set_position(((first + i * each) / width, bottom / height, wide / width, (top - bottom) / height))
        axes.tick_params(labelleft=row.apart or row.slices or i == 0)
    return roomy(figure, look)


def _draw_panel(axes: Axes, function: Gated, kind: str, row: _Row, look: Look) -> None:
    """Draw f, a partial derivative or slices on their axes."""
    if row.titles:
        style: dict[str, Any] = {"fontsize": 1.1 * look.text, "color": look.colours.ink, "loc": "left"}
        axes.set_title(italic(TITLES[kind]), pad=6.0 if row.apart else 0.3 * look.text, **style)
    panel = Panel(axes)
    if kind == "slices":
        _draw_slices(panel, function, look)
    elif kind == "by a" and row.apart and _depends_on_b_alone(function, look):
        b = _axis(function, look.ylim)
        gradient = function.pair(np.stack([np.ones_like(b), b], axis=-1))[1]
        _draw_along_b(panel, [(b, gradient[..., 0], Stroke("", look.colours.palette[0]))], look)
    else:
        index = ("f", "by a", "by b").index(kind)
        contours = draw_surface(axes, function, look, index)
        if row.contours:
            _label_contours(axes, contours, look)
        set_ticks(axes.xaxis, (), panel.size[0], look.text, across=True)
        if not row.apart:
            set_ticks(axes.yaxis, (), panel.size[1], look.text, across=False)
        if not (row.apart or row.slices) and look.derivative:
            _leave_out_ends(axes)
        if row.names and (row.apart or row.slices or kind == "f"):
            axes.set_ylabel("b", labelpad=1, fontstyle="italic", rotation=0)
    if row.names:
        axes.set_xlabel("b" if panel.lines else "a", labelpad=1, fontstyle="italic")


def _leave_out_ends(axes: Axes) -> None:
    """Leave out the numbers at the ends of the axis of x, which would touch those of the next panel."""
    low, high = axes.get_xlim()
    room = 0.1 * (high - low)
    axes.set_xticks([x for x in axes.get_xticks() if low + room < x < high - room])


def _depends_on_b_alone(function: Gated, look: Look) -> bool:
    a, b = _axis(function, look.xlim), _axis(function, look.ylim)
    slopes = function.pair(np.stack(np.meshgrid(a, b), axis=-1))[1][..., 0]
    return bool(np.ptp(slopes, axis=1).max() < 1e-9 * (np.abs(slopes).max() or 1.0))


def _draw_slices(panel: Panel, function: Gated, look: Look) -> None:
    """Draw f along b at some values of a, each named at its end."""
    low, high = look.xlim or (-4.0, 4.0)
    b = _axis(function, look.ylim)
    lines = []
    for i, part in enumerate(SLICES):
        a = 0.5 * (low + high) + 0.5 * part * (high - low)
        f = function(np.stack([np.full_like(b, a), b], axis=-1))
        colours, dashes = look.colours.ramp, DASHES[i] if look.colours.greyscale else ()
        lines.append((b, np.asarray(f), Stroke(f"a = {number(a)}", blended(colours, i / (len(SLICES) - 1)), dashes)))
    _draw_along_b(panel, lines, look)


def _draw_along_b(panel: Panel, lines: Sequence[tuple[Array, Array, Stroke]], look: Look) -> None:
    for b, values, stroke in lines:
        draw_output(panel, b, values, stroke, WIDTH * look.scale)
    panel.axes.set_xlim(float(lines[0][0][0]), float(lines[0][0][-1]))
    panel.axes.set_ylim(*with_margin(*span(np.concatenate([values for _, values, _ in lines]))))
    draw_zero_lines(panel.axes, look)
    width, height = panel.size
    set_ticks(panel.axes.xaxis, (), width, look.text, across=True)
    set_ticks(panel.axes.yaxis, (), height, look.text, across=False)
    if look.legend and len(lines) > 1:
        name_at_ends(panel, look)


def _label_contours(axes: Axes, filled: Any, look: Look) -> None:
    """Write the values of contours on them, spaced so that each can be read."""
    if not look.legend:
        return
    size = 0.85 * look.text
    figure = axes.figure
    resolution, figure.dpi = figure.dpi, PLACING  # matplotlib chooses the places in pixels
    labels = axes.clabel(filled, filled.levels, inline=False, fontsize=size, colors=look.colours.ink, fmt=number)
    kept: list[Any] = []
    for label in labels or ():
        label.set_path_effects(halo(look))
        label.set_rotation(0)
        label.set_alpha(1)
        box = label.get_window_extent()
        inner = axes.bbox
        inside = inner.x0 < box.x0 and box.x1 < inner.x1 and inner.y0 < box.y0 and box.y1 < inner.y1
        if inside and not any(box.overlaps(other.get_window_extent()) for other in kept):
            kept.append(label)
        else:
            label.remove()
    figure.dpi = resolution


def _axis(function: Gated, limits: Range | None) -> Array:
    """Return values of one input, up to beyond the kinks."""
    reach = max(4.0, *(rounded(1.1 * abs(kink)) for kink in function.kinks), 0.0)
    return _with_both_sides_of_0(*(limits or (-reach, reach)))


def draw_surface(axes: Axes, function: Gated, look: Look, index: int = 0, levels: int = 9) -> Any:
    """Draw f, or with ``index`` 1 and 2 its partial derivatives, as contours; return their lines."""
    a, b = _axis(function, look.xlim), _axis(function, look.ylim)
    f, gradient = function.pair(np.stack(np.meshgrid(a, b), axis=-1))
    values = (f, gradient[..., 0], gradient[..., 1])[index]
    largest = float(np.abs(values).max()) or 1.0
    edges = np.asarray(
        MaxNLocator(levels, steps=[1, 2, 2.5, 5, 10]).tick_values(float(values.min()), float(values.max()))
    )
    shades: dict[str, Any] = {"cmap": signed_colours(look), "vmin": -largest, "vmax": largest}
    axes.contourf(a, b, values, levels=edges, **shades, zorder=1)
    lines = axes.contour(
        a, b, values, levels=edges, colors=look.colours.ink, linewidths=0.5 * look.scale, alpha=0.6, zorder=2
    )
    draw_zero_lines(axes, look, above=3)
    axes.grid(visible=False)
    return lines


def signed_colours(look: Look) -> LinearSegmentedColormap:
    """Return the colours from negative over 0, which is the ground, to positive; pale enough for text on them.

    In grey, both signs are darker than 0: contours and their numbers tell them apart.
    """
    theme = look.colours
    ground = theme.background
    if theme.greyscale:
        return LinearSegmentedColormap.from_list("grey", ["#a8a8a8", ground, "#c9c9c9"])
    negative, positive = (blended((ground, colour), PALE) for colour in (theme.palette[1], theme.palette[0]))
    return LinearSegmentedColormap.from_list("signed", [negative, ground, positive])


def _with_both_sides_of_0(low: float, high: float) -> Array:
    """Return an even grid, with points so near to 0 that a jump there is drawn as one."""
    near = 1e-6 * (high - low) * np.array([-1.0, 0.0, 1.0])
    return ordered(np.concatenate([np.linspace(low, high, 61), near[(near >= low) & (near <= high)]]))

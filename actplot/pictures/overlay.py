"""Elementwise functions on one pair of axes, or f above f'."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.figure import Figure

from actplot.activation import Activation
from actplot.analysis import curves, windows
from actplot.analysis.curves import Curve
from actplot.analysis.sampling import span
from actplot.pictures import differences
from actplot.pictures.finish import finish
from actplot.pictures.frame import frame_of
from actplot.pictures.lines import draw_line
from actplot.pictures.look import Look
from actplot.pictures.notes import draw_asymptotes, draw_extrema, draw_steepest
from actplot.pictures.panels import Panel, Range, draw_zero_lines, stacked, with_margin
from actplot.pictures.points import inches, new_figure
from actplot.pictures.strokes import DASHES, Stroke, name_of, strokes

THIN = 0.5  # the width of f' relative to that of f, where both of several functions share axes
HEIGHTS = (4.0, 5.6, 7.4)  # inches of a picture with one panel, two, three
APART = 12  # ratio of heights above which the flatter of two curves is not readable on common axes


@dataclass(frozen=True)
class _Content:
    """The curves over their window, and what each panel shows of y."""

    window: Range
    curves: Sequence[Curve]
    ranges: Sequence[Range]
    split: bool
    """Whether f' has a panel of its own."""
    compared: bool = False
    """Whether the second panel shows the differences from the first function."""


def overlay(functions: Sequence[Activation], look: Look) -> Figure:
    """Return a figure of functions on common axes, or of f above f' where the layout or their heights ask for it.

    Raises:
        ValueError: ``look.ylim`` shows none of the curves, or the picture is too small.

    """
    content = _resolve(functions, look)
    figure = new_figure(look, (6.4, HEIGHTS[len(content.ranges) - 1]))
    named = len(content.ranges) > 1 or len(functions) > 1
    frame = frame_of(look, inches(figure), len(content.ranges), named=named, header=_headed(look))
    panels = stacked(figure, len(content.ranges))
    _set_axes(panels, content, look)
    if len(functions) > 1:
        lines = _draw_several(panels, content, strokes(functions, look.colours), look)
    else:
        lines = _draw_one(panels, content.curves[0], look)
    _require_visible(panels, content, look)
    if named:
        panels[-1].name = "f\u2032(x)" if content.split else "f(x)"
        panels[0].name = "f(x)"
    if content.compared:
        panels[1].name = f"f(x) \u2212 {name_of(functions[0], functions)}"
    finish(figure, panels, frame, look, functions, lines)
    return figure


def _headed(look: Look) -> bool:
    """Whether there is a header: not where the user's title is empty."""
    return look.title is None or bool(look.title.strip())


def _resolve(functions: Sequence[Activation], look: Look) -> _Content:
    """Trace the functions, and decide on ranges and the number of panels."""
    window = look.xlim or windows.window(functions)
    height = look.ylim[1] - look.ylim[0] if look.ylim else None
    traced = [curves.trace(function, *window, height) for function in functions]
    f_range, slope_range = _range(traced, "f", look), _range(traced, "derivative", look)
    split = look.layout == "panels"
    if look.layout == "auto":
        split = len(functions) > 1 or (look.ylim is None and _far_apart(f_range, slope_range))
    free = look.layout == "auto" and look.ylim is None
    compared = free and differences.fuse(traced, window, f_range[1] - f_range[0])
    between = [differences.range_of(traced)] if compared else []
    if not look.derivative:
        return _Content(window, traced, [f_range, *between], split=False, compared=compared)
    if split:
        return _Content(window, traced, [f_range, *between, slope_range], split=True, compared=compared)
    common = min(f_range[0], slope_range[0]), max(f_range[1], slope_range[1])
    return _Content(window, traced, [common], split=False)


def _range(traced: Sequence[Curve], attribute: str, look: Look) -> Range:
    """Return the range of y that holds each function over its own default window, so that none hides the others."""
    extents = []
    for curve in traced:
        if look.xlim is None and len(traced) > 1:
            f, derivative = curve.function.pair(np.linspace(*windows.window([curve.function]), 200))
            extents.append(span(f if attribute == "f" else derivative))
        else:
            extents.append(curve.extent(attribute))
    return min(low for low, _ in extents), max(high for _, high in extents)


def _far_apart(a: Range, b: Range) -> bool:
    union = max(a[1], b[1]) - min(a[0], b[0])
    return any(0 < (max(r[1], 0) - min(r[0], 0)) * APART < union or 0 < r[1] - r[0] < 1e-3 * union for r in (a, b))


def _set_axes(panels: Sequence[Panel], content: _Content, look: Look) -> None:
    """Set the limits of the axes, and draw the lines through 0."""
    panels[-1].axes.set_xlim(*content.window)
    for panel, shown in zip(panels, content.ranges, strict=True):
        panel.axes.set_ylim(look.ylim or with_margin(*shown))
        draw_zero_lines(panel.axes, look)


def _draw_one(panels: Sequence[Panel], curve: Curve, look: Look) -> list[Stroke]:
    """Draw one function, with its derivative on the same axes or below, and notes on both; return the lines."""
    palette = look.colours.palette
    f = Stroke("f(x)", palette[0])
    slope = Stroke("f\u2032(x)", palette[1], DASHES[1])
    if look.notes:
        draw_asymptotes(panels[0], curve, f, look)
    draw_line(panels[0], curve, "f", f, look)
    if look.notes:
        draw_extrema(panels[0], curve, f)
    if look.derivative:
        draw_line(panels[-1], curve, "derivative", slope, look)
    if look.notes:
        draw_steepest(panels[-1], curve, slope if look.derivative else f, look)
    if len(panels) > 1:  # the axes have these names
        for panel in panels:
            panel.names.clear()
    return [f, slope] if look.derivative else [f]


def _draw_several(panels: Sequence[Panel], content: _Content, lines: Sequence[Stroke], look: Look) -> list[Stroke]:
    """Draw several functions, and their derivatives below or on the same axes; return the lines."""
    drawn = []
    if content.compared:
        differences.draw_differences(panels[1], content.curves, lines, look)
    for curve, stroke in zip(content.curves, lines, strict=True):
        draw_line(panels[0], curve, "f", stroke, look)
        drawn.append(stroke)
        if look.derivative and content.split:
            draw_line(panels[-1], curve, "derivative", stroke, look)
        elif look.derivative:
            # Dashes may distinguish functions, so a thin line distinguishes f' from f.
            thin = replace(stroke, name=stroke.name + "\u2032")
            draw_line(panels[0], curve, "derivative", thin, look, THIN)
            drawn.append(thin)
    return drawn


def _require_visible(panels: Sequence[Panel], content: _Content, look: Look) -> None:
    if look.ylim is None or any(_shows_a_curve(panel) for panel in panels):
        return
    low, high = content.window
    raise ValueError(
        f"--ylim {look.ylim[0]:g} {look.ylim[1]:g} shows nothing: between x = {low:g} and {high:g} the curves "
        f"go from {min(r[0] for r in content.ranges):g} to {max(r[1] for r in content.ranges):g}"
    )


def _shows_a_curve(panel: Panel) -> bool:
    """Whether any of a curve, other than its asymptotes, is inside the axes."""
    bottom, top = panel.axes.get_ylim()
    with np.errstate(invalid="ignore"):
        return any(
            bool(((np.minimum(y[1:], y[:-1]) <= top) & (np.maximum(y[1:], y[:-1]) >= bottom)).any())
            for layer, _, y in panel.lines
            if not layer.startswith("asymptote")
        )

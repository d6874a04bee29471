"""Elementwise functions on one pair of axes, or f above f'."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations

import numpy as np
from matplotlib.figure import Figure

from actplot.activation import Activation
from actplot.analysis import curves, windows
from actplot.analysis.curves import Curve
from actplot.analysis.windows import LARGEST
from actplot.pictures import differences
from actplot.pictures.finish import finish
from actplot.pictures.frame import Frame, TooSmallError, between, fitted
from actplot.pictures.lines import draw_line
from actplot.pictures.look import Look
from actplot.pictures.notes import draw_asymptotes, draw_extrema, draw_steepest
from actplot.pictures.panels import BELOW, Panel, Range, draw_zero_lines, stacked, with_margin
from actplot.pictures.points import new_figure
from actplot.pictures.strokes import DASHES, Stroke, name_of, strokes

THIN = 0.5  # the width of f' relative to that of f, where both of several functions share axes
HEIGHTS = (4.0, 5.6, 7.4, 9.0)  # inches of a picture with one panel, two, ...
DECADES = 8  # of a logarithmic axis, at most
NAMES = {"f": "f(x)", "derivative": "f\u2032(x)", "second": "f\u2033(x)"}
NOTE = 2.7  # heights of text below a curve, for the note of its minimum
APART = 12  # ratio of heights above which the flatter of two curves is not readable on common axes


@dataclass(frozen=True)
class _Shown:
    """What one panel shows: some of the curves over a range of y, or the differences from one of them."""

    attributes: tuple[str, ...]
    range: Range
    name: str = ""
    """Of its axis."""
    subtracted: Curve | None = None
    """The curve whose differences from all others are shown."""


@dataclass(frozen=True)
class _Content:
    """The curves over their window, and the panels."""

    window: Range
    curves: Sequence[Curve]
    panels: Sequence[_Shown]


def overlay(functions: Sequence[Activation], look: Look) -> Figure:
    """Return a figure of functions on common axes, or of f above f' where the layout or their heights ask for it.

    Raises:
        ValueError: ``look.ylim`` shows none of the curves.
        TooSmallError: the axes would have less than their share of the picture.

    """
    content = _resolve(functions, look)
    # A picture that is too small for the panel of differences is without it.
    without = replace(content, panels=[shown for shown in content.panels if not shown.subtracted])
    for shown in (content, without) if len(without.panels) < len(content.panels) else (content,):
        count = len(shown.panels)
        size = look.size or (6.4, HEIGHTS[count - 1])
        draw = partial(_draw, functions, look, shown, size)
        with suppress(TooSmallError):
            named = count > 1 or len(functions) > 1
            return fitted(look, size, count, draw, named=named, header=_headed(look))
    raise TooSmallError


def _draw(
    functions: Sequence[Activation], look: Look, content: _Content, size: tuple[float, float], frame: Frame
) -> Figure:
    """Draw panels in a frame."""
    figure = new_figure(look, size)
    panels = stacked(figure, len(content.panels))
    up = (72 * size[1] - frame.top - frame.bottom - between(frame.text, len(panels))) / len(panels)
    room = max(BELOW, NOTE * frame.text / up) if frame.notes and look.notes and len(functions) == 1 else BELOW
    _set_axes(panels, content, look, room, named=len(panels) > 1 or len(functions) > 1)
    if len(functions) > 1:
        lines = _draw_several(panels, content, strokes(functions, look.colours), look)
    else:
        lines = _draw_one(panels, content, look)
    _require_visible(panels, content, look)
    details = ["dotted where negative"] if look.log and _any_negative(content, look) else []
    finish(figure, panels, frame, look, functions, lines, *details)
    return figure


def _any_negative(content: _Content, look: Look) -> bool:
    return any(curve.extent(attribute)[0] < 0 for curve in content.curves for attribute in look.attributes)


def _headed(look: Look) -> bool:
    """Whether there is a header: not where the user's title is empty."""
    return look.title is None or bool(look.title.strip())


def _resolve(functions: Sequence[Activation], look: Look) -> _Content:
    """Trace the functions, and decide on ranges and the panels."""
    window = look.xlim or windows.window(functions)
    height = look.ylim[1] - look.ylim[0] if look.ylim else None
    traced = [curves.trace(function, *window, height) for function in functions]
    ranges = {attribute: _range(traced, attribute, look) for attribute in look.attributes}
    free = look.layout == "auto" and look.ylim is None and not look.log
    split = look.layout == "panels" or (look.layout == "auto" and len(functions) > 1)
    split |= free and any(_far_apart(a, b) for a, b in combinations(ranges.values(), 2))
    if split or len(ranges) == 1:
        panels = [_Shown((attribute,), shown, NAMES[attribute]) for attribute, shown in ranges.items()]
    else:
        low, high = min(low for low, _ in ranges.values()), max(high for _, high in ranges.values())
        panels = [_Shown(look.attributes, (low, high), NAMES["f"] if look.value else "")]
    fused = free and look.value and differences.fused(traced, window, ranges["f"][1] - ranges["f"][0])
    if fused:
        name = f"{NAMES['f']} \u2212 {name_of(functions[fused.first], functions)}"
        panels.insert(1, _Shown((), fused.range, name, traced[fused.first]))
    return _Content(window, traced, panels)


def _range(traced: Sequence[Curve], attribute: str, look: Look) -> Range:
    """Return the range of y that holds each function over its own default window, so that none hides the others."""
    own = look.xlim is None and len(traced) > 1
    extents = [
        _decades(curve, attribute) if look.log else windows.height(curve, attribute, own=own) for curve in traced
    ]
    return min(low for low, _ in extents), max(high for _, high in extents)


def _decades(curve: Curve, attribute: str) -> Range:
    """Return the range of the absolute values, at most ``DECADES`` deep.

    Raises:
        ValueError: all of them are 0.

    """
    sizes = np.abs(np.concatenate([values for _, values in curve.values(attribute)]))
    sizes = sizes[np.isfinite(sizes) & (sizes > 0)]
    if not len(sizes):
        name = NAMES[attribute].replace("\u2032", "'").replace("\u2033", "''")
        raise ValueError(f"{name} of {curve.function.title} is 0 here; a logarithmic axis can't show it")
    high = float(sizes.max())
    return max(float(sizes.min()), high * 10.0**-DECADES), high


def _far_apart(a: Range, b: Range) -> bool:
    union = max(a[1], b[1]) - min(a[0], b[0])
    return any(0 < (max(r[1], 0) - min(r[0], 0)) * APART < union or 0 < r[1] - r[0] < 1e-3 * union for r in (a, b))


def _set_axes(panels: Sequence[Panel], content: _Content, look: Look, room: float, *, named: bool) -> None:
    """Set the limits and names of the axes, with ``room`` below the curves, and draw the lines through 0."""
    panels[-1].axes.set_xlim(*content.window)
    for panel, shown in zip(panels, content.panels, strict=True):
        panel.name = shown.name if named else ""
        if look.log:
            panel.axes.set_yscale("log")
            panel.axes.set_ylim(look.ylim or (shown.range[0] / 1.3, min(shown.range[1], LARGEST) * 1.6))
        else:
            panel.axes.set_ylim(look.ylim or with_margin(*shown.range, below=room))
        draw_zero_lines(panel.axes, look)


def _draw_one(panels: Sequence[Panel], content: _Content, look: Look) -> list[Stroke]:
    """Draw the curves of one function, with notes on them; return the lines."""
    (curve,) = content.curves
    palette = look.colours.palette
    dashes = {"f": (), "derivative": DASHES[1], "second": DASHES[2]}
    lines = {
        attribute: Stroke(NAMES[attribute], palette[i % len(palette)], dashes[attribute])
        for i, attribute in enumerate(NAMES)
    }
    noted = look.notes and not look.log
    for panel, shown in zip(panels, content.panels, strict=True):
        for attribute in shown.attributes:
            if noted and attribute == "f":
                draw_asymptotes(panel, curve, lines["f"], look)
            draw_line(panel, curve, attribute, lines[attribute], look)
            if noted and attribute == "f":
                draw_extrema(panel, curve, lines["f"])
            if noted and attribute == ("derivative" if look.derivative else "f"):
                draw_steepest(panel, curve, lines[attribute], look)
        if len(shown.attributes) == 1 and len(panels) > 1:
            panel.names.clear()  # the axis has this name
    return [lines[attribute] for attribute in look.attributes]


def _draw_several(panels: Sequence[Panel], content: _Content, lines: Sequence[Stroke], look: Look) -> list[Stroke]:
    """Draw several functions, and their derivatives below or on the same axes; return the lines."""
    for panel, shown in zip(panels, content.panels, strict=True):
        if shown.subtracted:
            differences.draw_differences(panel, content.curves, shown.subtracted, lines, look)
    drawn = []
    for curve, stroke in zip(content.curves, lines, strict=True):
        for panel, shown in zip(panels, content.panels, strict=True):
            for i, attribute in enumerate(shown.attributes):
                # Dashes may distinguish functions, so thin lines distinguish derivatives from f.
                primes = NAMES[attribute][1:-3] if len(shown.attributes) > 1 else ""
                line = replace(stroke, name=stroke.name + primes)
                draw_line(panel, curve, attribute, line, look, THIN if i else 1.0)
                if line not in drawn:
                    drawn.append(line)
    return drawn


def _require_visible(panels: Sequence[Panel], content: _Content, look: Look) -> None:
    if look.ylim is None or any(_shows_a_curve(panel) for panel in panels):
        return
    low, high = content.window
    bottom, top = min(shown.range[0] for shown in content.panels), max(shown.range[1] for shown in content.panels)
    raise ValueError(
        f"--ylim {look.ylim[0]:g} {look.ylim[1]:g} shows nothing: between x = {low:g} and {high:g} the curves "
        f"go from {bottom:g} to {top:g}"
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

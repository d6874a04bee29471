"""Functions on axes that the caller made, in the style of the caller's figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes

from actplot.activation import Activation, Gated, Vector
from actplot.analysis import curves, windows
from actplot.analysis.curves import Curve
from actplot.analysis.joined import joined
from actplot.pictures.look import Look
from actplot.pictures.panels import with_margin
from actplot.pictures.strokes import strokes


def draw_on(axes: Axes, functions: Sequence[Activation], look: Look) -> None:
    """Draw functions with lines that are broken where they jump, dots at the limits and values there, and labels.

    Colours are the next of the axes; f' is dashed in the colour of its function. The labels are for a legend.

    Raises:
        ValueError: a function that is not elementwise.

    """
    other = next((function for function in functions if isinstance(function, Vector | Gated)), None)
    if other:
        raise ValueError(f"{other.name} is a {other.kind} function; only elementwise ones are drawn on given axes")
    window = look.xlim or windows.window(functions)
    names = [stroke.name for stroke in strokes(functions, look.colours, headed=False)]
    traced = [curves.trace(function, *window) for function in functions]
    for curve, name in zip(traced, names, strict=True):
        colour = _draw(axes, curve, "f", "-", name, None)
        if look.derivative:
            _draw(axes, curve, "derivative", "--", f"{name}\u2032", colour)
    axes.set_xlim(*window)
    extents = [curve.extent(attribute) for curve in traced for attribute in look.attributes]
    low, high = min(low for low, _ in extents), max(high for _, high in extents)
    if look.ylim:
        axes.set_ylim(*look.ylim)
    elif any(curve.poles.size for curve in traced):  # the axes would show how near to a pole the samples are
        axes.set_ylim(*with_margin(low, high))
    if look.title:
        axes.set_title(look.title, parse_math=False)


def _draw(axes: Axes, curve: Curve, attribute: str, dashes: str, name: str, colour: Any) -> Any:
    """Draw f or f' of a curve, and return the colour that it has."""
    line = joined(curve, attribute)
    (drawn,) = axes.plot(line.x, line.y, dashes, label=name, color=colour)
    chosen: Any = drawn.get_color()
    for dots, face in ((line.opened, axes.get_facecolor()), (line.closed, chosen)):
        if dots:
            axes.plot(
                *zip(*dots, strict=True), "o", color=chosen, markerfacecolor=face, zorder=drawn.get_zorder() + 1
            )
    return chosen

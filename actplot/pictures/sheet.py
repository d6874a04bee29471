"""Sheets of many small pictures, family by family."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from actplot import catalogue
from actplot.activation import Activation, Gated, Vector
from actplot.analysis import curves, windows
from actplot.analysis.facts import facts
from actplot.analysis.sampling import span
from actplot.pictures.dots import draw_dots
from actplot.pictures.header import Header, write_header
from actplot.pictures.lines import draw_line
from actplot.pictures.look import Look
from actplot.pictures.moving_score import draw_moving
from actplot.pictures.panels import Panel, Range, draw_zero_lines, with_margin
from actplot.pictures.points import MARGIN, in_points, new_figure, size_in_points
from actplot.pictures.strokes import DASHES, Stroke, name_of
from actplot.pictures.surfaces import draw_surfaces

COLUMNS = 8
FEW_OF_A_FAMILY = 4  # up to these, common axes hold the widest of them; beyond, most of them
UNHEADED = 16  # functions of several families that need no headings
CELL = 122.0, 112.0  # width and height of a cell in points
HEADING = 24.0  # height in points
WIDTH = 1.3  # points of a line of a vector function
SCALE = 0.65  # of the line of any other


@dataclass(frozen=True)
class _Grid:
    """The rows and columns of a sheet; lengths in points, before they are fitted to the figure."""

    groups: Sequence[tuple[str, Sequence[Activation]]]
    """Heading and functions of each."""
    headed: bool
    columns: int

    @property
    def heading(self) -> float:
        return HEADING if self.headed else 0.0

    @property
    def height(self) -> float:
        rows = sum(math.ceil(len(members) / self.columns) for _, members in self.groups)
        return rows * CELL[1] + len(self.groups) * self.heading


def sheet(functions: Sequence[Activation], look: Look) -> Figure:
    """Return a figure of many functions, each small, those of a family on the same axes.

    Raises:
        ValueError: more functions than the catalogue has.

    """
    most = len(catalogue.everything())
    if len(functions) > most:
        raise ValueError(f"{len(functions)} functions are too many for one sheet (at most {most})")
    grid = _grid(functions)
    figure = new_figure(look, ((grid.columns * CELL[0] + 2 * MARGIN) / 72, (grid.height + 2 * MARGIN + 34) / 72))
    width, height = size_in_points(figure)
    title = look.title if look.title is not None else _title(functions, look)
    header = Header(title, literal=True) if title.strip() else None
    used = write_header(figure, header, look, MARGIN + 4) + 5
    scale = (height - 2 * MARGIN - used) / grid.height
    cell = (width - 2 * MARGIN) / grid.columns, CELL[1] * scale
    y = height - MARGIN - used
    for family, members in grid.groups:
        y -= grid.heading * scale
        if grid.headed:
            _write_heading(figure, family, y, look)
        ranges = _common_ranges(members, look)
        for i, function in enumerate(members):
            corner = MARGIN + i % grid.columns * cell[0], y - (i // grid.columns + 1) * cell[1]
            axes = _add_cell(figure, corner, cell)
            name = name_of(function, members, headed=False) + _draw_cell(axes, function, look, ranges)
            _write_name(axes, name, cell[0], look)
        y -= math.ceil(len(members) / grid.columns) * cell[1]
    return figure


def _grid(functions: Sequence[Activation]) -> _Grid:
    families = dict.fromkeys(function.family for function in functions)
    groups = [(family, [function for function in functions if function.family == family]) for family in families]
    headed = len(groups) > 1 and len(functions) > UNHEADED
    if not headed and len(groups) > 1:
        groups = [("", list(functions))]
    columns = min(COLUMNS, max(len(members) for _, members in groups), math.ceil(math.sqrt(1.6 * len(functions))))
    return _Grid(groups, headed, columns)


def _title(functions: Sequence[Activation], look: Look) -> str:
    """Return what the functions have in common, and which curves of the elementwise ones are drawn."""
    families = {function.family for function in functions}
    kind = f"{functions[0].family} " if len(families) == 1 else ""
    title = f"{len(functions)} {kind}activation functions"
    if len({function.name for function in functions}) == 1:
        title = functions[0].title
    if all(isinstance(function, Vector | Gated) for function in functions):
        return title
    return f"{title}, f and f\u2032" if look.derivative else f"{title}, f"


def _write_heading(figure: Figure, family: str, y: float, look: Look) -> None:
    width, height = size_in_points(figure)
    text = family.replace("-", " ").capitalize()
    at = (MARGIN + 4) / width, (y + 2) / height
    figure.text(*at, text, fontsize=11, weight="bold", color=look.colours.soft)


def _add_cell(figure: Figure, corner: tuple[float, float], cell: tuple[float, float]) -> Axes:
    """Add the axes of a cell, given its lower left corner and its size in points."""
    width, height = size_in_points(figure)
    left, bottom = corner[0] + 20, corner[1] + 16
    size = max(0.01, (cell[0] - 27) / width), max(0.01, (cell[1] - 33) / height)
    axes = figure.add_axes((left / width, bottom / height, *size))
    axes.tick_params(labelsize=6, pad=3.5)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    return axes


def _draw_cell(axes: Axes, function: Activation, look: Look, ranges: tuple[Range, Range]) -> str:
    """Draw a function small, and return what its name needs besides its title."""
    if isinstance(function, Gated):
        draw_surfaces([axes], function, replace(look, xlim=None, ylim=None), levels=10)
        return " over a, b"
    panel = Panel(axes)
    if isinstance(function, Vector):
        draw_moving([panel], function, replace(look, xlim=None, ylim=None), width=WIDTH)
        draw_dots(panel, look)
        return ": " + " ".join(label.text for label in panel.names)
    (low, high), (bottom, top) = _own_ranges(function, look, *ranges)
    axes.set_xlim(low, high)
    axes.set_ylim(bottom, top)
    draw_zero_lines(axes, look, 0.6)
    curve = curves.trace(function, low, high, top - bottom)
    draw_line(panel, curve, "f", Stroke("f(x)", look.colours.palette[0]), look, scale=SCALE)
    if look.derivative:
        slope = Stroke("f\u2032(x)", look.colours.palette[1], DASHES[1])
        draw_line(panel, curve, "derivative", slope, look, scale=SCALE)
    draw_dots(panel, look)
    return ""


def _write_name(axes: Axes, name: str, width: float, look: Look) -> None:
    """Write a name above a cell of ``width`` points, smaller if it is long."""
    title = axes.set_title(name, fontsize=8, color=look.colours.ink, loc="left", pad=3, parse_math=False)
    title.set_fontsize(min(8.0, 8 * (width - 24) / in_points(title).width))


def _common_ranges(members: Sequence[Activation], look: Look) -> tuple[Range, Range]:
    """Return the ranges of x and y that the elementwise functions of a group share."""
    elementwise = [function for function in members if not isinstance(function, Vector | Gated)]
    many = len(members) > FEW_OF_A_FAMILY
    x = look.xlim or _hull([windows.window([function]) for function in elementwise], 0.35 if many else 0.0)
    heights = [_heights(function, look) for function in elementwise]
    return x, look.ylim or with_margin(*_hull(heights, 0.2 if many else 0.0))


def _own_ranges(function: Activation, look: Look, x: Range, y: Range) -> tuple[Range, Range]:
    """Return the common ranges, or the function's own where those would hide a kink or a bound of it."""
    if not look.xlim and not all(x[0] < kink < x[1] for kink in function.kinks):
        x = windows.window([function])
    found = facts(function)
    intervals = [found.range, found.derivative_range] if look.derivative else [found.range]
    ends = [end for interval in intervals for end in (interval.inf, interval.sup) if math.isfinite(end)]
    if not look.ylim and not all(y[0] <= end <= y[1] for end in ends):
        y = with_margin(*_heights(function, look))
    return x, y


def _heights(function: Activation, look: Look) -> Range:
    """Return the range of f, and of f' if it is drawn, over the function's own window."""
    f, slope = function.pair(np.linspace(*windows.window([function]), 200))
    return span(np.concatenate([f, slope]) if look.derivative else f)


def _hull(spans: Sequence[Range], part: float) -> Range:
    """Return the span from quantile ``part`` of the lower ends to quantile ``1 - part`` of the upper ones."""
    if not spans:
        return -1.0, 1.0
    ends = np.array(spans)
    return (
        float(np.quantile(ends[:, 0], part, method="lower")),
        float(np.quantile(ends[:, 1], 1 - part, method="higher")),
    )

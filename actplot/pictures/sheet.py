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
from actplot.pictures.frame import TooSmallError
from actplot.pictures.header import Header, write_header, write_key
from actplot.pictures.lines import draw_line
from actplot.pictures.look import TEXT, Look
from actplot.pictures.moving_score import draw_moving
from actplot.pictures.overlay import NAMES
from actplot.pictures.panels import Panel, Range, draw_zero_lines, with_margin
from actplot.pictures.points import MARGIN, in_points, new_figure, size_in_points
from actplot.pictures.strokes import DASHES, Stroke, name_of
from actplot.pictures.surfaces import draw_surface
from actplot.pictures.ticks import STEPS

COLUMNS = 13
PAGE, SCREEN = 0.707, 1.5  # width of a sheet with headings, and of one without, relative to its height
FEW_OF_A_FAMILY = 4  # up to these, common axes hold the widest of them; beyond, most of them
UNHEADED = 16  # functions of several families that need no headings
CELL = 122.0, 112.0  # width and height of a cell in points
HEADING = 24.0  # height in points
BESIDE = 27.0, 33.0  # width and height that texts take of a cell
LEAST = 22.0, 15.0  # width and height that they must leave
WIDTH = 1.3  # points of a line of a vector function
SCALE = 0.65  # of the line of any other


@dataclass(frozen=True)
class _Grid:
    """The cells of a sheet, row by row; lengths in points, before they are fitted to the figure."""

    functions: Sequence[Activation]
    columns: int
    headed: bool
    """Whether the first cell of each family has its name above it."""

    @property
    def heading(self) -> float:
        return HEADING if self.headed else 0.0

    @property
    def rows(self) -> int:
        return math.ceil(len(self.functions) / self.columns)

    @property
    def height(self) -> float:
        return self.rows * (CELL[1] + self.heading)


def sheet(functions: Sequence[Activation], look: Look) -> Figure:
    """Return a figure of many functions, each small, those of a family on the same axes.

    Ticks stand at the left of each row and below the columns; a cell with axes of its own has its own, and a star.

    Raises:
        ValueError: more functions than the catalogue has.
        TooSmallError: the cells would be too small.

    """
    most = len(catalogue.everything())
    if len(functions) > most:
        raise ValueError(f"{len(functions)} functions are too many for one sheet (at most {most})")
    grid = _grid(functions)
    unit = _unit(look)
    figure = new_figure(look, ((grid.columns * CELL[0] + 2 * MARGIN) / 72, (grid.height + 2 * MARGIN + 48) / 72))
    _cell_below(figure, grid, 0.0, unit)  # before all functions are measured for their axes
    common = _shared_ranges(grid, look)
    starred = any(_is_own(f, look, common[f.family if grid.headed else ""]) for f in functions)
    used = _write_title(figure, functions, look, starred=starred)
    cell, scale, height = _cell_below(figure, grid, used, unit)
    for i, function in enumerate(grid.functions):
        row, column = divmod(i, grid.columns)
        y = height - MARGIN - used - row * (cell[1] + grid.heading * scale) - grid.heading * scale
        corner = MARGIN + column * cell[0], y - cell[1]
        first = i == 0 or function.family != grid.functions[i - 1].family
        if grid.headed and first:
            _write_heading(figure, function.family, corner[0] + 20 * unit, y, cell[0], look)
        axes = _add_cell(figure, corner, cell, unit)
        members = [other for other in functions if other.family == function.family]
        name = name_of(function, members if grid.headed else functions, headed=False)
        ranges = common[function.family if grid.headed else ""]
        after, own = _draw_cell(axes, function, look, ranges)
        below = grid.functions[i + grid.columns] if i + grid.columns < len(grid.functions) else None
        if own:
            _mark_own(axes, look)
        elif not isinstance(function, Vector | Gated):
            before = grid.functions[i - 1] if column else None
            _keep_rim_ticks(axes, function, before, below, grid)
        _write_name(axes, name + (" *" if own else "") + after, cell[0], look)
    return figure


def _cell_below(figure: Figure, grid: _Grid, used: float, unit: float) -> tuple[tuple[float, float], float, float]:
    """Return the size of a cell below a title of height ``used``, its scale, and the height of the figure.

    Raises:
        TooSmallError: the cells would be too small.

    """
    width, height = size_in_points(figure)
    scale = (height - 2 * MARGIN - used) / grid.height
    cell = (width - 2 * MARGIN) / grid.columns, CELL[1] * scale
    if cell[0] < (LEAST[0] + BESIDE[0]) * unit or cell[1] < (LEAST[1] + BESIDE[1]) * unit:
        raise TooSmallError
    return cell, scale, height


def _keep_rim_ticks(
    axes: Axes, function: Activation, before: Activation | None, below: Activation | None, grid: _Grid
) -> None:
    """Leave out numbers that the cell to the left or below has too."""

    def shares(other: Activation | None) -> bool:
        return (
            other is not None
            and not isinstance(other, Vector | Gated)
            and (other.family == function.family or not grid.headed)
        )

    axes.tick_params(labelleft=not shares(before), labelbottom=not shares(below))


def _mark_own(axes: Axes, look: Look) -> None:
    """Set the numbers of a cell that is not on the common axes in the colour of text."""
    axes.tick_params(labelcolor=look.colours.ink)
    for spine in (axes.spines["left"], axes.spines["bottom"]):
        spine.set_color(look.colours.ink)


def _shared_ranges(grid: _Grid, look: Look) -> dict[str, tuple[Range, Range]]:
    """Return the common ranges of each family, or of all functions where families are not headed."""
    if not grid.headed:
        return {"": _common_ranges(grid.functions, look)}
    families = dict.fromkeys(function.family for function in grid.functions)
    return {family: _common_ranges([f for f in grid.functions if f.family == family], look) for family in families}


def _is_own(function: Activation, look: Look, common: tuple[Range, Range]) -> bool:
    """Whether a cell is not on the common axes."""
    return not isinstance(function, Vector | Gated) and _own_ranges(function, look, *common) != common


def _write_title(figure: Figure, functions: Sequence[Activation], look: Look, *, starred: bool) -> float:
    """Write the title and the key to f and f', and to the star; return the height of all in points."""
    title = look.title if look.title is not None else _title(functions)
    header = Header(title, literal=True) if title.strip() else None
    used = write_header(figure, header, look, MARGIN + 4)
    if look.legend and look.title is None and not all(isinstance(f, Vector | Gated) for f in functions):
        lines = [line for _, line in _lines(look)]
        if starred:
            lines.append(Stroke("* on axes of its own", look.colours.background))
        used += write_key(figure, lines, look, MARGIN + 4, MARGIN, used + 2) + 2
    return used + 6


def _lines(look: Look) -> list[tuple[str, Stroke]]:
    """Return f, f' and f'', as far as they are drawn, each with its line."""
    palette = look.colours.palette
    return [
        (attribute, Stroke(NAMES[attribute], palette[i % len(palette)], DASHES[i]))
        for i, attribute in enumerate(NAMES)
        if attribute in look.attributes
    ]


def _unit(look: Look) -> float:
    """Return how large texts are, relative to those of a sheet for which no size of them is chosen."""
    return (look.text_size or TEXT) / TEXT


def _grid(functions: Sequence[Activation]) -> _Grid:
    """Return the grid: families one after the other, in columns that leave little empty."""
    families = dict.fromkeys(function.family for function in functions)
    headed = len(families) > 1 and len(functions) > UNHEADED
    if headed:
        functions = [function for family in families for function in functions if function.family == family]
    shape = PAGE if headed else SCREEN

    def cost(columns: int) -> float:
        rows = math.ceil(len(functions) / columns)
        empty = (rows * columns - len(functions)) / len(functions)
        height = rows * (CELL[1] + (HEADING if headed else 0.0))
        return 4 * empty + abs(math.log(columns * CELL[0] / height / shape))

    return _Grid(functions, min(range(1, min(len(functions), COLUMNS) + 1), key=cost), headed)


def _title(functions: Sequence[Activation]) -> str:
    """Return what the functions have in common."""
    families = {function.family for function in functions}
    kind = f"{functions[0].family} " if len(families) == 1 else ""
    title = f"{len(functions)} {kind}activation functions"
    if len({function.name for function in functions}) == 1:
        return functions[0].title
    return title


def _write_heading(figure: Figure, family: str, x: float, y: float, room: float, look: Look) -> None:
    width, height = size_in_points(figure)
    words = family.replace("-", " ").capitalize()
    size = 10.0 * _unit(look)
    text = figure.text(x / width, (y + 2) / height, words, fontsize=size, weight="bold", color=look.colours.soft)
    text.set_fontsize(min(size, size * (room - 24) / in_points(text).width))


def _add_cell(figure: Figure, corner: tuple[float, float], cell: tuple[float, float], unit: float) -> Axes:
    """Add the axes of a cell, given its lower left corner and its size in points."""
    width, height = size_in_points(figure)
    left, bottom = corner[0] + 20 * unit, corner[1] + 16 * unit
    size = (cell[0] - BESIDE[0] * unit) / width, (cell[1] - BESIDE[1] * unit) / height
    axes = figure.add_axes((left / width, bottom / height, *size))
    axes.tick_params(labelsize=6 * unit, pad=3.5)
    for axis, length in ((axes.xaxis, size[0] * width), (axes.yaxis, size[1] * height)):
        axis.set_major_locator(MaxNLocator(max(1, min(4, int(length / (14 * unit)))), steps=STEPS))
    return axes


def _draw_cell(axes: Axes, function: Activation, look: Look, ranges: tuple[Range, Range]) -> tuple[str, bool]:
    """Draw a function small; return what its name needs besides its title, and whether it has axes of its own."""
    if isinstance(function, Gated):
        draw_surface(axes, function, replace(look, xlim=None, ylim=None))
        return " over a, b", False
    panel = Panel(axes)
    if isinstance(function, Vector):
        draw_moving([panel], function, replace(look, xlim=None, ylim=None), width=WIDTH, on_sheet=True)
        draw_dots(panel, look)
        names = [str(line.get_label()) for line in axes.get_lines() if str(line.get_gid()).startswith("output-")]
        return ": " + " ".join(names), False
    own = _own_ranges(function, look, *ranges)
    (low, high), (bottom, top) = own
    axes.set_xlim(low, high)
    axes.set_ylim(bottom, top)
    draw_zero_lines(axes, look, 0.6)
    curve = curves.trace(function, low, high, top - bottom)
    for attribute, line in _lines(look):
        draw_line(panel, curve, attribute, line, look, scale=SCALE)
    draw_dots(panel, look)
    return "", own != ranges


def _write_name(axes: Axes, name: str, width: float, look: Look) -> None:
    """Write a name above a cell of ``width`` points, smaller if it is long."""
    size = 8.0 * _unit(look)
    title = axes.set_title(name, fontsize=size, color=look.colours.ink, loc="left", pad=3, parse_math=False)
    title.set_fontsize(min(size, size * (width - 24 * _unit(look)) / in_points(title).width))


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
    intervals = [found.range] * look.value + [found.derivative_range] * look.derivative
    ends = [end for interval in intervals for end in (interval.inf, interval.sup) if math.isfinite(end)]
    if not look.ylim and not all(y[0] <= end <= y[1] for end in ends):
        y = with_margin(*span(np.array([*_heights(function, look), *ends])))
    return x, y


def _heights(function: Activation, look: Look) -> Range:
    """Return the range of the curves that are drawn, over the function's own window."""
    x = np.linspace(*windows.window([function]), 200)
    f, slope = function.pair(x)
    shown = [f] * look.value + [slope] * look.derivative
    if look.second:
        from actplot.analysis.second import second_derivative

        shown.append(second_derivative(function, x))
    return span(np.concatenate(shown))


def _hull(spans: Sequence[Range], part: float) -> Range:
    """Return the span from quantile ``part`` of the lower ends to quantile ``1 - part`` of the upper ones."""
    if not spans:
        return -1.0, 1.0
    ends = np.array(spans)
    return (
        float(np.quantile(ends[:, 0], part, method="lower")),
        float(np.quantile(ends[:, 1], 1 - part, method="higher")),
    )

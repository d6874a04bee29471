"""The curves of a text picture: over which window, on which panels, and under which names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain, combinations
from typing import NamedTuple

import numpy as np

from actplot.activation import Activation, Array, Gated, Vector
from actplot.analysis import curves, windows, words
from actplot.analysis.curves import Curve
from actplot.analysis.joined import Dot, joined
from actplot.analysis.numbers import number
from actplot.analysis.sampling import span
from actplot.pictures.look import Look
from actplot.pictures.strokes import indexed, strokes

MOST = 12  # lines on one panel
APART = 12  # ratio of heights above which the flatter of two curves can't be read on common axes
OTHER_FORMAT = "choose another format"
NAMES = {"f": "f(x)", "derivative": "f\u2032(x)", curves.SECOND: "f\u2033(x)"}
ROOM = 0.04  # of the height, above and below

Range = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Line:
    """One line and its dots; those of the same ``index`` look the same."""

    index: int
    x: Array
    y: Array
    opened: Sequence[Dot] = ()
    closed: Sequence[Dot] = ()
    steepest: Sequence[Dot] = ()
    faint: bool = False
    """Whether it is the bound of a band around another line."""


class Panel(NamedTuple):
    """Lines on common axes, the range of y that they cover, and the name of that axis."""

    name: str
    covered: Range
    lines: list[Line]


class Content(NamedTuple):
    """Everything that a text picture shows."""

    title: str
    name: str
    """A shorter title."""
    window: Range
    panels: list[Panel]
    names: dict[int, str]
    """The names in the key, by index."""
    variable: str = "x"
    note: str = ""


def content(functions: Sequence[Activation], look: Look) -> Content:
    """Return what a text picture of ``functions`` shows.

    Raises:
        ValueError: functions or options that can't be drawn as text, or a window that shows nothing.

    """
    if look.layout == "grid":
        raise ValueError("a text picture has no grid; choose another layout or format")
    if look.at is not None:
        raise ValueError("a text picture shows no single scores; leave out --at, or see actplot table --at")
    if len(functions) > MOST:
        raise ValueError(f"{len(functions)} functions can't be told apart on one pair of axes (at most {MOST})")
    gated = next((function for function in functions if isinstance(function, Gated)), None)
    if gated:
        raise ValueError(f"{gated.name} takes two inputs, which a text picture can't show; {OTHER_FORMAT}")
    vector = next((function for function in functions if isinstance(function, Vector)), None)
    if vector and len(functions) > 1:
        raise ValueError(f"{vector.name} is a {vector.kind} function and can't share axes with others")
    if vector and not look.plain:
        raise ValueError(f"{vector.name} is a {vector.kind} function; --curves and --yscale are of elementwise ones")
    found = _moving_score(vector, look) if vector else _elementwise(functions, look)
    _require_visible(found, look)
    return found


def _elementwise(functions: Sequence[Activation], look: Look) -> Content:
    window = look.xlim or windows.window(functions)
    height = look.ylim[1] - look.ylim[0] if look.ylim else None
    traced = [curves.trace(function, *window, height) for function in functions]
    attributes = look.attributes
    ranges = [_range(traced, attribute, look) for attribute in attributes]
    names = [stroke.name for stroke in strokes(functions, look.colours)]
    single = len(functions) == 1
    apart = look.ylim is None and any(_far_apart(a, b) for a, b in combinations(ranges, 2))
    split = len(attributes) > 1 and (look.layout == "panels" or (look.layout == "auto" and (not single or apart)))
    listed = dict(enumerate(names))
    if single:
        listed = {i: NAMES[attribute] for i, attribute in enumerate(attributes)} if len(attributes) > 1 else {}
    elif not split:
        primes = [NAMES[attribute][1:-3] for attribute in attributes]
        listed = {i * len(names) + k: name + more for i, more in enumerate(primes) for k, name in enumerate(names)}
    first = len(traced) * (single or not split)
    lines = [
        [line for k, curve in enumerate(traced) for line in _lines(curve, attribute, k + i * first, look)]
        for i, attribute in enumerate(attributes)
    ]
    if split:
        panels = [
            Panel(NAMES[attribute], covered, drawn)
            for attribute, covered, drawn in zip(attributes, ranges, lines, strict=True)
        ]
    else:
        name = NAMES[attributes[0]] if len(attributes) == 1 else ""
        panels = [Panel(name, reduce(_union, ranges), [*chain(*lines)])]
    note = words.steepest(functions[0], traced[0].facts)[0] if single and look.notes else ""
    return Content(*_titles(functions, look), window, panels, listed if look.legend else {}, note=note)


def _titles(functions: Sequence[Activation], look: Look) -> tuple[str, str]:
    """Return name, formula and parameters of a function, and its name alone; several are named by the key."""
    if look.title is not None:
        return look.title, look.title
    if len({function.name for function in functions}) > 1:
        return "", ""
    function = functions[0]
    common = [
        f"{key} = {number(value)}"
        for key, value in function.parameters.items()
        if all(other.parameters[key] == value for other in functions)
    ]
    formula = function.formula if isinstance(function, Vector) else f"f(x) = {function.formula}"
    name = function.spelling or function.title
    return "  ".join([name, formula, ", ".join(common)]).rstrip(), name


def _range(traced: Sequence[Curve], attribute: str, look: Look) -> Range:
    """Return the range of y that holds each function over its own default window, so that none hides the others."""
    own = look.xlim is None and len(traced) > 1
    extents = [windows.height(curve, attribute, own=own) for curve in traced]
    return min(low for low, _ in extents), max(high for _, high in extents)


def _union(a: Range, b: Range) -> Range:
    return min(a[0], b[0]), max(a[1], b[1])


def _far_apart(a: Range, b: Range) -> bool:
    low, high = _union(a, b)
    return any(0 < (max(r[1], 0) - min(r[0], 0)) * APART < high - low for r in (a, b))


def _lines(curve: Curve, attribute: str, index: int, look: Look) -> list[Line]:
    """Return f or f' of a curve, after the bounds of what a stochastic function may draw."""
    which = 1 if attribute == "derivative" else 0
    line = joined(curve, attribute)
    bands = curves.band(curve.function) if attribute != curves.SECOND else ()
    bounds = [Line(index, line.x, end.pair(line.x)[which], faint=True) for end in bands]
    steep: list[Dot] = []
    _, places, marked = words.steepest(curve.function, curve.facts)
    if marked and look.notes and attribute == ("derivative" if look.derivative else "f"):
        steep = list(zip(places, curve.function.pair(np.array(places))[which].tolist(), strict=True))
    corners = line.corners if look.notes else []
    return [*bounds, Line(index, line.x, line.y, line.opened, [*corners, *line.closed], steep)]


def _moving_score(function: Vector, look: Look) -> Content:
    """Return the outputs, and with the derivative their slopes, while the first score moves past the others."""
    from actplot.analysis.scan import fixed_scores, scan

    fixed = fixed_scores(function)
    try:
        moved = scan(function, fixed, look.xlim)
    except ValueError:  # its scores have no common axis
        raise ValueError(f"{function.name} has no text picture; {OTHER_FORMAT}") from None
    window = look.xlim or (float(np.nanmin(moved.x)), float(np.nanmax(moved.x)))
    panels = []
    for name, values in (("y", moved.outputs), ("\u2202y/\u2202x\u2081", moved.slopes))[: 1 + look.derivative]:
        lines = [Line(i, moved.x, column) for i, column in enumerate(values.T)]
        panels.append(Panel(name, span(values), lines))
    names = {i: indexed("y", i) for i in range(moved.outputs.shape[1])} if look.legend else {}
    scores = ", ".join([indexed("x", 0), *map(number, fixed)])
    note = f"x = ({scores})" if fixed else ""
    return Content(*_titles([function], look), window, panels, names, indexed("x", 0) if fixed else "x", note)


def _require_visible(found: Content, look: Look) -> None:
    if look.ylim is None:
        return
    bottom, top = look.ylim
    low, high = (pick(panel.covered[i] for panel in found.panels) for i, pick in enumerate((min, max)))
    with np.errstate(invalid="ignore"):
        seen = any(
            bool(((np.fmin(y[1:], y[:-1]) <= top) & (np.fmax(y[1:], y[:-1]) >= bottom)).any())
            for y in (line.y for panel in found.panels for line in panel.lines)
        )
    if not seen:
        raise ValueError(
            f"--ylim {bottom:g} {top:g} shows nothing: between x = {found.window[0]:g} and {found.window[1]:g} the "
            f"curves go from {low:g} to {high:g}"
        )


def heights(panel: Panel, look: Look) -> Range:
    """Return the range of y that a panel shows: the chosen one, or with some room what its lines cover."""
    if look.ylim:
        return look.ylim
    low, high = panel.covered
    if low > 0 and low < 0.3 * (high - low):
        low = 0.0
    if high < 0 and -high < 0.3 * (high - low):
        high = 0.0
    room = ROOM * (high - low)
    if high - low < 1e-13 * abs(high) or not room:  # nothing but rounding
        room = 0.5 * abs(high) or 1.0
    return low - room, high + room

"""Curves as pictures; the one place that knows the look."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Literal
from xml.sax.saxutils import escape

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox, BboxBase

from actplot import curves, describe, labels
from actplot.activation import Activation, Array
from actplot.curves import Curve
from actplot.describe import number
from actplot.labels import Canvas

Layout = Literal["auto", "overlay", "panels", "grid"]

MOST = 12  # curves that can be told apart on one pair of axes
MEGAPIXELS = 200
APART = 12  # times higher: the flatter of two curves then shows nothing on common axes
EDGE = 9.0  # points between the picture's edge and what is in it


@dataclass(frozen=True)
class Theme:
    """The colours of a picture."""

    background: str
    ink: str  # text that is read first
    soft: str  # ticks, parameters
    axis: str
    grid: str
    palette: tuple[str, ...]


# Okabe & Ito 2008, told apart with every kind of colour vision; for the dark theme, lighter kin of the same hues.
THEMES = {
    "light": Theme(
        "#ffffff",
        "#1a1a1a",
        "#595959",
        "#8c8c8c",
        "#e8e8e8",
        ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"),
    ),
    "dark": Theme(
        "#16181d",
        "#f2f2f2",
        "#b3b8c2",
        "#7d8490",
        "#2b2f37",
        ("#4FA8E8", "#FF8A3D", "#2FD3A0", "#E8A0CC", "#FFD166", "#A8DCFF", "#FFFFFF"),
    ),
    "print": Theme("#ffffff", "#000000", "#404040", "#808080", "#e6e6e6", ("#000000", "#5c5c5c")),
}

# In units of the line's width: each differs from all others in the length or the number of its strokes.
DASHES: tuple[tuple[float, ...], ...] = (
    (),
    (5, 1.8),
    (1.2, 1.6),
    (6, 1.8, 1.2, 1.8),
    (10, 3),
    (3, 1.4, 1, 1.4, 1, 1.4),
    (2.4, 1.4),
    (8, 1.8, 3, 1.8),
    (1.2, 4),
    (12, 2, 1.2, 2, 1.2, 2),
    (5, 5),
    (3, 1.5, 3, 4),
)


def style(theme: Theme) -> dict[Any, Any]:
    """Return the rc parameters of a picture."""
    return {
        "axes.axisbelow": True,
        "axes.edgecolor": theme.axis,
        "axes.facecolor": "none",
        "axes.formatter.limits": (-4, 5),
        "axes.grid": True,
        "axes.labelcolor": theme.soft,
        "axes.labelsize": 10,
        "axes.linewidth": 0.8,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "figure.dpi": 72,
        "figure.facecolor": theme.background,
        "font.family": "DejaVu Sans",
        "font.size": 9,
        "grid.color": theme.grid,
        "grid.linewidth": 0.7,
        "legend.borderaxespad": 0,
        "legend.borderpad": 0.2,
        "legend.frameon": False,
        "legend.handlelength": 2.8,
        "legend.labelcolor": theme.ink,
        "lines.linewidth": 2.2,
        "lines.scale_dashes": True,
        "mathtext.fontset": "dejavusans",
        "path.simplify": False,
        "pdf.fonttype": 42,
        "savefig.facecolor": "auto",
        "svg.fonttype": "none",
        "svg.hashsalt": "actplot",
        "text.color": theme.ink,
        "text.hinting": "none",
        "xtick.color": theme.axis,
        "xtick.labelcolor": theme.soft,
        "xtick.labelsize": 9,
        "xtick.major.pad": 6,
        "xtick.major.size": 0,
        "ytick.color": theme.axis,
        "ytick.labelcolor": theme.soft,
        "ytick.labelsize": 9,
        "ytick.major.size": 0,
    }


@dataclass(frozen=True)
class Look:
    """What a user may choose about a picture; sizes in inches."""

    derivative: bool = False
    layout: Layout = "auto"
    xlim: tuple[float, float] | None = None
    ylim: tuple[float, float] | None = None
    size: tuple[float, float] | None = None
    dpi: float = 200
    theme: str = "light"
    transparent: bool = False
    title: str | None = None
    legend: bool = True
    notes: bool = True
    command: str = ""


@dataclass(frozen=True)
class Stroke:
    """How the line of one function is drawn, and what it is called."""

    name: str
    colour: str
    dashes: tuple[float, ...] = ()


@dataclass
class _Wish:
    """A text that wants a place next to one of its anchors, in the data's coordinates."""

    text: str
    colour: str
    anchors: Array
    own: str
    gaps: tuple[float, ...] = (3, 6, 10)
    alone: bool = False


@dataclass
class _Panel:
    """A pair of axes, and what its labels must keep clear of."""

    axes: Axes
    lines: list[tuple[str, Array, Array]] = field(default_factory=list)
    dots: list[tuple[float, float]] = field(default_factory=list)
    notes: list[_Wish] = field(default_factory=list)
    names: list[_Wish] = field(default_factory=list)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        box = self.axes.get_window_extent()
        return box.width, box.height

    def points(self, x: Any, y: Any) -> Array:
        """Turn data into points from the lower left corner, shape (n, 2)."""
        (left, right), (bottom, top) = self.axes.get_xlim(), self.axes.get_ylim()
        width, height = self.size
        x = (np.asarray(x, dtype=float) - left) / (right - left) * width
        y = (np.asarray(y, dtype=float) - bottom) / (top - bottom) * height
        return np.stack([x, np.clip(y, -1e4, 1e4)], axis=-1)


def draw(functions: Sequence[Activation], look: Look, file_format: str) -> bytes:
    """Return a picture of ``functions`` as the bytes of a png, svg or pdf file.

    The same arguments give the same bytes, whatever the user's matplotlib is configured to do.

    Raises:
        ValueError: too many functions for one pair of axes, too many pixels, or a window that shows nothing.

    """
    with styled(look):
        return save(compose(functions, look), functions, look, file_format)


@contextmanager
def styled(look: Look) -> Iterator[None]:
    """Set the rc parameters of ``look`` and of nothing else, as figures need when they are made and written."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(style(THEMES[look.theme]))
        yield


def save(figure: Figure, functions: Sequence[Activation], look: Look, file_format: str) -> bytes:
    """Return the bytes of a figure, with a title and a description made from the facts."""
    title = look.title or " | ".join(name_of(function, functions) for function in functions[:MOST])
    text = describe.text(functions)
    buffer = io.BytesIO()
    metadata: dict[str, dict[str, str | None]] = {
        "png": {"Software": "actplot", "Title": title, "Description": text, "Comment": look.command},
        "svg": {"Creator": "actplot", "Date": None, "Title": title, "Description": look.command},
        "pdf": {
            "Creator": "actplot",
            "CreationDate": None,
            "Title": title,
            "Subject": text,
            "Keywords": look.command,
        },
    }
    figure.savefig(
        buffer, format=file_format, dpi=look.dpi, metadata=metadata[file_format], transparent=look.transparent
    )
    if file_format != "svg":
        return buffer.getvalue()
    head, _, body = buffer.getvalue().partition(b"</title>")
    described = f"</title>\n <desc>{escape(text)}</desc>".encode()
    return head.replace(b"<svg ", b'<svg role="img" ', 1) + described + body


def compose(functions: Sequence[Activation], look: Look) -> Figure:
    """Return the figure of ``functions``; call it, and save the figure, inside :func:`styled`."""
    if look.layout != "grid" and len(functions) > MOST:
        raise ValueError(
            f"{len(functions)} functions can't be told apart on one pair of axes (at most {MOST}); "
            "use --layout grid, or a folder as the output"
        )
    if look.layout == "grid":
        raise NotImplementedError
    return _overlay(functions, look)


def strokes(functions: Sequence[Activation], theme: str) -> list[Stroke]:
    """Give each function a colour and a line style; those that differ in parameters only share one hue."""
    look = THEMES[theme]
    groups = list(dict.fromkeys(function.name for function in functions))
    found = []
    for i, function in enumerate(functions):
        kin = [other for other in functions if other.name == function.name]
        hue = groups.index(function.name)
        colour = look.palette[hue % len(look.palette)]
        if len(kin) > 1 and theme != "print":
            colour = _shade(look, colour, kin.index(function) / (len(kin) - 1))
        plain = len(groups) == 1 and theme != "print"
        dashes = () if plain else DASHES[hue if theme != "print" and len(groups) > 1 else i]
        found.append(Stroke(name_of(function, functions), colour, dashes))
    return found


def _shade(theme: Theme, colour: str, part: float) -> str:
    """Blend a colour with the background (part < 1/2) or the ink (part > 1/2)."""
    towards, weight = (theme.background, 0.45 * (1 - 2 * part)) if part < 0.5 else (theme.ink, 0.55 * (2 * part - 1))
    mixed = (
        round((1 - weight) * int(colour[i : i + 2], 16) + weight * int(towards[i : i + 2], 16)) for i in (1, 3, 5)
    )
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def name_of(function: Activation, functions: Sequence[Activation]) -> str:
    """Return what tells ``function`` from the others: its title, or the parameters in which it differs."""
    kin = [other for other in functions if other.name == function.name]
    swept = [
        f"{key} = {number(value)}"
        for key, value in function.parameters.items()
        if any(other.parameters[key] != value for other in kin)
        or (len(functions) > len(kin) and value != function.defaults[key])
    ]
    if swept and len(kin) == len(functions):
        return ", ".join(swept)
    return ", ".join([function.title, *swept])


def _overlay(functions: Sequence[Activation], look: Look) -> Figure:
    """Draw functions on one pair of axes, or f above f'."""
    low, high = look.xlim or curves.window(functions)
    height = look.ylim[1] - look.ylim[0] if look.ylim else None
    traced = [curves.trace(function, low, high, height) for function in functions]
    panels_wanted = look.layout == "panels" or (look.layout == "auto" and len(functions) > 1)
    f_range, slope_range = _range(traced, "f", look), _range(traced, "derivative", look)
    if look.layout == "auto" and len(functions) == 1:
        panels_wanted = look.ylim is None and _far_apart(f_range, slope_range)
    split = look.derivative and panels_wanted
    default = (6.4, 5.6) if split else (6.4, 4.0)
    figure = _figure(look, default)
    axes = figure.subplots(2 if split else 1, sharex=True, squeeze=False)[:, 0].tolist()
    panels = [_Panel(panel) for panel in axes]
    axes[-1].set_xlim(low, high)
    for axis in (axes[-1].xaxis, *(panel.yaxis for panel in axes)):
        axis.get_major_locator().set_params(steps=[1, 2, 5, 10])
    axes[-1].set_xlabel("x", labelpad=2)
    if split:
        ranges = [f_range, slope_range]
        axes[0].set_ylabel("f(x)")
        axes[1].set_ylabel("f\u2032(x)")
    elif look.derivative:
        ranges = [(min(f_range[0], slope_range[0]), max(f_range[1], slope_range[1]))]
    else:
        ranges = [f_range]
        axes[0].set_ylabel("f(x)")
    theme = THEMES[look.theme]
    for panel, (bottom, top) in zip(axes, ranges, strict=True):
        panel.set_ylim(look.ylim or _margin(bottom, top))
        panel.axhline(0, color=theme.axis, linewidth=0.9, zorder=1)
        panel.axvline(0, color=theme.axis, linewidth=0.9, zorder=1)
    if len(functions) == 1:
        _single(panels, traced[0], look)
    else:
        for curve, stroke in zip(traced, strokes(functions, look.theme), strict=True):
            _line(panels[0], curve, "f", stroke, look)
            if look.derivative:
                faint = stroke if split else Stroke(stroke.name + "\u2032", stroke.colour, DASHES[1])
                _line(panels[-1], curve, "derivative", faint, look)
    if look.ylim and not any(_visible(panel, layer) for panel in panels for layer, *_ in panel.lines):
        raise ValueError(
            f"--ylim {look.ylim[0]:g} {look.ylim[1]:g} shows nothing: between x = {low:g} and {high:g} the curves "
            f"go from {min(r[0] for r in ranges):g} to {max(r[1] for r in ranges):g}"
        )
    _arrange(figure, panels, _header(functions, look), look)
    _place(figure, panels, look, single=len(functions) == 1)
    return figure


def _figure(look: Look, default: tuple[float, float]) -> Figure:
    size = look.size or default
    if size[0] * size[1] * look.dpi**2 > MEGAPIXELS * 1e6:
        raise ValueError(
            f"{size[0]:g} x {size[1]:g} inches at {look.dpi:g} dpi are more than {MEGAPIXELS} megapixels"
        )
    figure = Figure(figsize=size)
    FigureCanvasAgg(figure)
    return figure


def _range(traced: Sequence[Curve], attribute: str, look: Look) -> tuple[float, float]:
    """Return what to show in y: of each function what its own default window shows, so that none hides the rest."""
    extents = []
    for curve in traced:
        if look.xlim is None and len(traced) > 1:
            f, derivative = curve.function.pair(np.linspace(*curves.window([curve.function]), 200))
            extents.append(curves.span(f if attribute == "f" else derivative))
        else:
            extents.append(curve.extent(attribute))
    return min(low for low, _ in extents), max(high for _, high in extents)


def _far_apart(a: tuple[float, float], b: tuple[float, float]) -> bool:
    union = max(a[1], b[1]) - min(a[0], b[0])
    return any(0 < (max(r[1], 0) - min(r[0], 0)) * APART < union or 0 < r[1] - r[0] < 1e-3 * union for r in (a, b))


def _margin(low: float, high: float) -> tuple[float, float]:
    """Add room to a range, and 0 if it is near."""
    if low > 0 and low < 0.3 * (high - low):
        low = 0.0
    if high < 0 and -high < 0.3 * (high - low):
        high = 0.0
    room = 0.06 * (high - low) or 0.5 * abs(high) or 1.0
    if high - low < 1e-13 * abs(high):  # nothing but rounding
        room = 0.5 * abs(high)
    return low - room, high + room


def _single(panels: list[_Panel], curve: Curve, look: Look) -> None:
    """Draw one function, with its derivative on the same axes or below, and notes of what is true of it."""
    palette = THEMES[look.theme].palette
    f = Stroke("f(x)", palette[0])
    slope = Stroke("f\u2032(x)", palette[1], DASHES[1])
    if look.notes:
        _asymptotes(panels[0], curve, f)
    _line(panels[0], curve, "f", f, look)
    if look.derivative:
        _line(panels[-1], curve, "derivative", slope, look)
    if look.notes:
        _steepest(panels[-1], curve, slope if look.derivative else f, look)
    if not look.derivative:
        panels[0].names.clear()


def _line(panel: _Panel, curve: Curve, attribute: str, stroke: Stroke, look: Look) -> None:
    """Draw one curve, broken where it jumps, with an open dot at each limit and a closed one at the value."""
    axes, theme = panel.axes, THEMES[look.theme]
    index = 1 if attribute == "derivative" else 0
    bottom, top = curve.extent(attribute)
    least = 1e-9 * max(abs(bottom), abs(top), 1e-300)
    xs: list[Array] = []
    ys: list[Array] = []
    opened: list[tuple[float, float]] = []
    closed: list[tuple[float, float]] = []
    corners: list[tuple[float, float]] = []
    for piece in curve.pieces:
        values = getattr(piece, attribute)
        if xs:
            kink, before, after = float(piece.x[0]), float(ys[-1][-1]), float(values[0])
            there = float(curve.function.pair(kink)[index])
            if abs(after - before) > least or abs(there - before) > least:
                # NaN lifts the pen; where two pieces meet, it stays down.
                xs.append(np.array([np.nan]))
                ys.append(np.array([np.nan]))
                closed.append((kink, there))
                opened += [(kink, y) for y in sorted({before, after}) if abs(y - there) > least]
            elif _bends(curve, attribute, kink):
                corners.append((kink, there))
        xs.append(piece.x)
        ys.append(values)
    x, y = np.concatenate(xs), np.concatenate(ys)
    layer = f"{attribute}-{curve.function.spec}"
    for low, high in _bands(curve, x, index):
        axes.fill_between(x, low, high, color=stroke.colour, alpha=0.2, linewidth=0, zorder=2)
    axes.plot(
        x,
        y,
        color=stroke.colour,
        linestyle=(0, stroke.dashes) if stroke.dashes else "-",
        dash_capstyle="butt",
        label=stroke.name,
        gid=f"{attribute}-{len(panel.lines)}",
        zorder=3,
    )
    panel.lines.append((layer, x, y))
    face = theme.background if not look.transparent else "none"
    for dots, fill, size in ((opened, face, 5.5), (closed, stroke.colour, 5.5), (corners, stroke.colour, 5.0)):
        if not dots or (dots is corners and not look.notes):
            continue
        axes.plot(
            *zip(*dots, strict=True),
            "o",
            color=stroke.colour,
            markerfacecolor=fill,
            markeredgewidth=1.5,
            markersize=size,
            zorder=4,
        )
        panel.dots += dots
    panel.names.append(_Wish(stroke.name, stroke.colour, _along(x, y), layer, alone=True))


def _bands(curve: Curve, x: Array, index: int) -> list[tuple[Array, Array]]:
    ends = [function.pair(x)[index] for function in curves.band(curve.function)]
    return [(ends[0], ends[1])] if ends else []


def _bends(curve: Curve, attribute: str, kink: float) -> bool:
    """Whether the line has a corner at ``kink``, where it does not jump."""
    known = next(k for k in curve.facts.kinks if k.x == kink)
    if attribute == "f":
        return abs(known.left - known.right) > 1e-9 * max(abs(known.left), abs(known.right))
    step = 1e-4 * (curve.pieces[-1].x[-1] - curve.pieces[0].x[0])
    before, after = curve.function.derivative(np.array([kink - step, kink + step]))
    left, right = known.left - before, after - known.right
    return bool(abs(left - right) > 0.05 * max(abs(left), abs(right)))


def _along(x: Array, y: Array) -> Array:
    """Return points of a line from its right end to its left, as anchors of a label."""
    grid = np.linspace(0.98, 0.02, 49) * (x[-1] - x[0]) + x[0]
    return np.stack([grid, np.interp(grid, x, y)], axis=1)


def _asymptotes(panel: _Panel, curve: Curve, stroke: Stroke) -> None:
    """Draw what f tends to, unless it is already there, as thin dotted lines with their equations."""
    axes = panel.axes
    low, high = axes.get_xlim()
    bottom, top = axes.get_ylim()
    drawn: set[tuple[float, float]] = set()
    for side, asymptote in zip((-1, 1), curve.facts.asymptotes, strict=True):
        if asymptote is None:
            continue
        slope, intercept = asymptote
        edge, far = (low, high) if side < 0 else (high, low)
        x = np.array([edge, 0.5 * (edge + (far if slope == 0 else min(max(0.0, low), high)))])
        if slope:
            x[1] = min(max(0.0, low), high)
        outer = curve.pieces[0 if side < 0 else -1]
        rest = np.abs(outer.f - (slope * outer.x + intercept))
        # Not where f is its own asymptote, nor where this window does not show it.
        if rest.max() <= 1e-9 * max(abs(bottom), abs(top)) or rest[0 if side < 0 else -1] > 0.12 * (top - bottom):
            continue
        if (slope, intercept) in drawn:
            continue
        drawn.add((slope, intercept))
        if slope == 0:
            x = np.array([low, high])
        y = slope * x + intercept
        axes.plot(x, y, color=stroke.colour, linewidth=1.1, linestyle=(0, (1, 2.2)), alpha=0.85, zorder=2)
        anchors = np.linspace(edge, edge + 0.5 * (far - edge), 25)[1:]
        layer = f"asymptote-{side}"
        panel.lines.append((layer, x, y))
        panel.notes.append(
            _Wish(
                describe.equation(slope, intercept),
                stroke.colour,
                np.stack([anchors, slope * anchors + intercept], axis=1),
                layer,
                gaps=(2.5, 5),
            )
        )


def _steepest(panel: _Panel, curve: Curve, stroke: Stroke, look: Look) -> None:
    """Mark where the slope is largest, and say how large."""
    axes = panel.axes
    low, high = axes.get_xlim()
    text, xs, marked = describe.steepest(curve.function, curve.facts)
    shown = [x for x in xs if low <= x <= high]
    if not text:
        return
    index = 1 if look.derivative else 0
    if marked and shown:
        y = curve.function.pair(np.array(shown))[index]
        axes.plot(shown, y, "D", color=stroke.colour, markersize=5.5, markeredgewidth=0, zorder=5)
        panel.dots += list(zip(shown, y.tolist(), strict=True))
        anchors = np.stack([shown, y], axis=1)
        gaps: tuple[float, ...] = (6, 9, 14, 20, 28, 40, 56)
    else:
        # A stretch, or an end that is only tended to: anywhere along it.
        inner = [piece for piece in curve.pieces if any(piece.x[0] <= x <= piece.x[-1] for x in xs)] or [
            curve.pieces[0 if xs and xs[0] < 0 else -1]
        ]
        piece = inner[-1]
        grid = piece.x[0] + (piece.x[-1] - piece.x[0]) * np.array(
            [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9] if math.isfinite(xs[0]) else np.linspace(0.9, 0.3, 12)
        )
        if xs and xs[0] == -math.inf:
            grid = grid[::-1]
        values = piece.derivative if look.derivative else piece.f
        anchors = np.stack([grid, np.interp(grid, piece.x, values)], axis=1)
        if not marked and shown and math.isfinite(xs[0]) and "\u2192" in text:
            y = np.interp(shown, piece.x, values)
            anchors = np.concatenate([np.stack([shown, y], axis=1), anchors])
        gaps = (5, 8, 12, 18, 26)
    panel.notes.append(_Wish(text, stroke.colour, anchors, panel.lines[-1][0], gaps))


def _visible(panel: _Panel, layer: str) -> bool:
    """Whether any of a line is inside the axes."""
    bottom, top = panel.axes.get_ylim()
    for name, _, y in panel.lines:
        if name == layer and not name.startswith("asymptote"):
            with np.errstate(invalid="ignore"):
                between = (np.minimum(y[1:], y[:-1]) <= top) & (np.maximum(y[1:], y[:-1]) >= bottom)
            if between.any():
                return True
    return False


@dataclass(frozen=True)
class _Header:
    """What stands above a picture."""

    name: str
    tex: str = ""
    details: str = ""
    literal: bool = False


def _header(functions: Sequence[Activation], look: Look) -> _Header | None:
    if look.title is not None:
        return _Header(look.title, literal=True) if look.title.strip() else None
    if len({function.name for function in functions}) > 1:
        return None
    function = functions[0]
    fixed = [
        f"{key} = {number(value)}"
        for key, value in function.parameters.items()
        if all(other.parameters[key] == value for other in functions)
    ]
    return _Header(function.title, function.tex.removeprefix("f(x)=").replace(r"\frac", r"\dfrac"), ",  ".join(fixed))


def _extent(text: Text) -> tuple[float, float, float]:
    """Return how wide a text is, and how far it reaches above and below its baseline, in points."""
    box = text.get_window_extent()
    y = text.get_transform().transform(text.get_position())[1]
    return box.width, box.y1 - y, y - box.y0


def _write_header(figure: Figure, header: _Header | None, theme: Theme, left: float) -> float:
    """Write the header and return the height that it takes, in points."""
    if header is None:
        return 0.0
    width, height = figure.get_size_inches() * 72
    room = width - left - EDGE

    def write(text: str, **kwargs: Any) -> Text:
        return figure.text(0, 0, text, va="baseline", **kwargs)

    rows: list[list[Text]] = [[]]
    if header.literal:
        clean = "".join(c if c.isprintable() or c == "\n" else " " for c in header.name)
        for line in clean.split("\n"):
            rows += [[part] for part in _wrapped(figure, line, room)]
    else:
        name = write(header.name, fontsize=12.5, weight="bold", parse_math=False)
        formula = write(f"${header.tex}$", fontsize=11.5) if header.tex else None
        details = write(header.details, fontsize=9, color=theme.soft, parse_math=False) if header.details else None
        for text in (name, formula, details):
            if text is None:
                continue
            wide = _extent(text)[0]
            if wide > room:
                text.set_fontsize(max(5.0, text.get_fontsize() * room / wide * 0.99))
                wide = _extent(text)[0]
            if rows[-1] and sum(_extent(t)[0] + 12 for t in rows[-1]) + wide > room:
                rows.append([])
            rows[-1].append(text)
    y = height - EDGE
    for row in rows:
        if not row:
            continue
        measured = [_extent(text) for text in row]
        y -= max(up for _, up, _ in measured)
        x = left
        for text, (wide, *_) in zip(row, measured, strict=True):
            text.set_position((x / width, y / height))
            x += wide + 12
        y -= max(down for *_, down in measured) + 4
    return float(height - EDGE - y + 5)


def _wrapped(figure: Figure, line: str, room: float) -> list[Text]:
    """Write a title, broken at spaces where it is too wide."""
    rows: list[Text] = []
    words = line.split(" ") or [""]
    current = ""
    for i, word in enumerate(words):
        longer = f"{current} {word}" if current else word
        probe = figure.text(0, 0, longer, va="baseline", fontsize=12.5, weight="bold", parse_math=False)
        if _extent(probe)[0] > room and current:
            probe.set_text(current)
            rows.append(probe)
            current = word
        else:
            current = longer
            if i < len(words) - 1:
                probe.remove()
                continue
            rows.append(probe)
            return rows
    rows.append(figure.text(0, 0, current, va="baseline", fontsize=12.5, weight="bold", parse_math=False))
    return rows


def _box(axis: Axis) -> BboxBase:
    """Return the rectangle of an axis with its ticks and label, in points."""
    return axis.get_tightbbox() or Bbox.null()


def _arrange(figure: Figure, panels: list[_Panel], header: _Header | None, look: Look, right: float = 0.0) -> None:
    """Give the axes what room the texts around them leave: each text is measured once."""
    width, height = figure.get_size_inches() * 72
    last = panels[-1].axes
    title = _write_header(figure, header, THEMES[look.theme], EDGE + 4) if header else 0.0
    below = last.bbox.y0 - _box(last.xaxis).y0
    bottom = below + EDGE
    space = height - EDGE - title - bottom
    offset = 10.0
    each = max(20.0, (space - offset * (len(panels) - 1)) / len(panels))
    for i, panel in enumerate(panels):
        panel.axes.set_position(
            (0.2, (bottom + (len(panels) - 1 - i) * (each + offset)) / height, 0.7, max(0.05, each / height))
        )
    boxes = [_box(panel.axes.yaxis) for panel in panels]
    left = EDGE + max(panel.axes.bbox.x0 - box.x0 for panel, box in zip(panels, boxes, strict=True))
    if any(panel.axes.yaxis.get_offset_text().get_text() for panel in panels):
        each = max(20.0, each - 12)
    beyond = _box(last.xaxis).x1 - last.bbox.x1
    right += EDGE + max(3.0, beyond)
    for i, panel in enumerate(panels):
        y = bottom + (len(panels) - 1 - i) * (each + offset)
        panel.axes.set_position(
            (left / width, y / height, max(0.1, (width - left - right) / width), max(0.05, each / height))
        )
    for panel in panels[:-1]:
        panel.axes.tick_params(labelbottom=False)
    figure.align_ylabels([panel.axes for panel in panels])


def _canvas(panel: _Panel) -> Canvas:
    canvas = Canvas(*panel.size)
    for layer, x, y in panel.lines:
        points = panel.points(x, y)
        canvas.line(points[:, 0], points[:, 1], layer)
    (left, right), (bottom, top) = panel.axes.get_xlim(), panel.axes.get_ylim()
    for x, y in ((np.zeros(2), np.array([bottom, top])), (np.array([left, right]), np.zeros(2))):
        points = panel.points(x, y)
        canvas.line(points[:, 0], points[:, 1], labels.AXES)
    for dot in panel.dots:
        px, py = panel.points(*dot)
        canvas.box((px - 4, py - 4, px + 4, py + 4), "dots")
    return canvas


def _place(figure: Figure, panels: list[_Panel], look: Look, *, single: bool) -> None:
    """Write the notes and names where nothing is in their way; names that find no place go to a legend."""
    canvases = [_canvas(panel) for panel in panels]
    for panel, canvas in zip(panels, canvases, strict=True):
        for wish in panel.notes:
            _write(panel, canvas, wish, look)
    if not look.legend:
        return
    targets = list(zip(panels, canvases, strict=True))
    if len(panels) > 1:
        if single:
            return  # the axes' own labels name the only curve
        targets = targets[:1]
    for panel, canvas in targets:
        if len(panel.names) <= 6:
            written = []
            for wish in panel.names:
                text = _write(panel, canvas, wish, look)
                if text is None:
                    break
                written.append(text)
            else:
                continue
            for text in written:
                text.remove()
        _legend(figure, panels, [_canvas(p) for p in panels])


def _write(panel: _Panel, canvas: Canvas, wish: _Wish, look: Look) -> Text | None:
    """Write a text where it is free, or not at all."""
    theme = THEMES[look.theme]
    text = panel.axes.text(
        0,
        0,
        wish.text,
        color=wish.colour,
        fontsize=9,
        transform=panel.axes.transAxes,
        ha="left",
        va="bottom",
        parse_math=False,
        zorder=6,
        gid=f"label-{len(panel.axes.texts)}",
    )
    measured = text.get_window_extent()
    width, height = panel.size
    anchors = panel.points(wish.anchors[:, 0], wish.anchors[:, 1])
    seen = (anchors >= 0).all(axis=1) & (anchors[:, 0] <= width) & (anchors[:, 1] <= height)
    size = measured.width, measured.height
    box = labels.beside(canvas, size, anchors[seen], own=wish.own, gaps=wish.gaps, alone=wish.alone)
    if box is None:
        text.remove()
        return None
    text.set_position((box[0] / width, box[1] / height))
    if not look.transparent:
        text.set_bbox({"facecolor": theme.background, "edgecolor": "none", "pad": 1, "alpha": 0.85})
    canvas.box(box, "labels")
    return text


def _legend(figure: Figure, panels: list[_Panel], canvases: list[Canvas]) -> None:
    """Put a legend where it is free, or beside the axes."""
    for text in [text for panel in panels for text in panel.axes.texts]:
        box = text.get_window_extent()
        for panel, canvas in zip(panels, canvases, strict=True):
            if text.axes is panel.axes:
                corner = panel.axes.bbox
                canvas.box((box.x0 - corner.x0, box.y0 - corner.y0, box.x1 - corner.x0, box.y1 - corner.y0), "labels")
    handles, names = panels[0].axes.get_legend_handles_labels()
    for panel, canvas in zip(panels, canvases, strict=True):
        legend = panel.axes.legend(handles, names, loc="lower left", bbox_to_anchor=(0, 0))
        box = legend.get_window_extent()
        place = labels.corner(canvas, (box.width, box.height))
        if place:
            width, height = panel.size
            legend.set_bbox_to_anchor((place[0] / width, place[1] / height), transform=panel.axes.transAxes)
            return
        legend.remove()
    total = figure.get_size_inches()[0] * 72
    first = panels[0].axes
    legend = first.legend(handles, names, loc="upper left", bbox_to_anchor=(1, 1))
    needed = legend.get_window_extent().width + 14
    for panel in panels:
        at = panel.axes.get_position()
        panel.axes.set_position((at.x0, at.y0, max(0.1, at.width - needed / total), at.height))
    legend.set_bbox_to_anchor((1 + 10 / first.get_window_extent().width, 1), transform=first.transAxes)


def families(functions: Sequence[Activation]) -> list[tuple[str, list[Activation]]]:
    """Group functions that follow each other by their family."""
    return [(family, list(group)) for family, group in groupby(functions, key=lambda f: f.family)]

"""Functions as pictures: one on its own, several together, sheets of many."""

from __future__ import annotations

import html
import io
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from actplot.activation import Activation, Gated, Vector
from actplot.analysis import curves, numbers, windows, words
from actplot.analysis.curves import Curve
from actplot.analysis.facts import facts
from actplot.analysis.numbers import number
from actplot.analysis.sampling import span
from actplot.pictures import vectors
from actplot.pictures.look import DASHES, THEMES, Look, Stroke, name_of, new_figure, strokes, styled
from actplot.pictures.panels import (
    DENSE,
    EDGE,
    Header,
    Panel,
    Wish,
    arrange,
    draw_line,
    in_points,
    place,
    write_header,
)

MOST = 12  # curves that can be told apart on one pair of axes
COLUMNS = 8  # of a contact sheet
MOST_CELLS = 120  # of a contact sheet; the whole catalogue is fewer
ALIKE = 4  # functions of a family, more of which follow the most of them and not the widest
FEW = 16  # functions of a sheet, that need no headings
CELL = 122.0, 112.0  # width and height of one of its pictures, in points
THIN = 0.5  # the width of f' beside that of f, where both are of several functions
APART = 12  # times higher: the flatter of two curves then shows nothing on common axes


def draw(
    functions: Sequence[Activation],
    look: Look,
    file_format: str,
    track: Callable[[Iterable[int]], Iterable[int]] = iter,
) -> bytes:
    """Return a picture of ``functions`` as the bytes of a png, svg, pdf or gif file.

    The same arguments give the same bytes, whatever the user's matplotlib is configured to do.
    ``track`` goes through the frames of an animation, and may show how far it is.

    Raises:
        ValueError: too many functions for one pair of axes, too many pixels, or a window that shows nothing.

    """
    with styled(look, file_format):
        if file_format == "gif":
            from actplot.pictures import animation

            return animation.animate(functions, look, compose, track)
        return save(compose(functions, look), functions, look, file_format)


def save(
    figure: Figure, functions: Sequence[Activation], look: Look, file_format: str, description: str = ""
) -> bytes:
    """Return the bytes of a figure, with a title and a description, which without one is made from the facts."""
    title = numbers.printable(look.title or "") or words.title(functions)
    text, command = description or words.description(functions), numbers.printable(look.command)
    if file_format == "png":
        return _png(figure, look, {"Software": "actplot", "Title": title, "Description": text, "Comment": command})
    buffer = io.BytesIO()
    metadata: dict[str, dict[str, str | None]] = {
        "svg": {"Creator": "actplot", "Date": None, "Title": title, "Description": command},
        "pdf": {
            "Creator": "actplot",
            "CreationDate": None,
            "Title": title,
            "Subject": text,
            "Keywords": command,
        },
    }
    figure.savefig(buffer, format=file_format, metadata=metadata[file_format])
    if file_format != "svg":
        return buffer.getvalue()
    head, _, body = buffer.getvalue().partition(b"</title>")
    described = f"</title>\n <desc>{html.escape(text, quote=False)}</desc>".encode()
    return head.replace(b"<svg ", b'<svg role="img" ', 1) + described + body


def _png(figure: Figure, look: Look, words: dict[str, str]) -> bytes:
    """Return a PNG; matplotlib writes a channel for transparency where there is none, which takes longer."""
    from PIL import Image, PngImagePlugin  # matplotlib itself depends on it

    canvas: Any = figure.canvas if isinstance(figure.canvas, FigureCanvasAgg) else FigureCanvasAgg(figure)
    figure.set_dpi(look.dpi)
    try:
        canvas.draw()
    except RuntimeError as error:
        if "ppem" not in str(error):
            raise
        raise ValueError(f"at {look.dpi:g} dpi some letters would be smaller than a dot") from None
    image = Image.fromarray(np.asarray(canvas.buffer_rgba()))
    info = PngImagePlugin.PngInfo()
    for key, text in words.items():
        info.add_text(key, text)
    buffer = io.BytesIO()
    (image if look.transparent else image.convert("RGB")).save(buffer, "png", pnginfo=info, dpi=(look.dpi, look.dpi))
    return buffer.getvalue()


def compose(functions: Sequence[Activation], look: Look) -> Figure:
    """Return the figure of ``functions``; call it, and save the figure, inside :func:`look.styled`."""
    if look.layout == "grid":
        if look.at is not None:
            raise ValueError("--at draws one vector function large; leave out --layout grid")
        return _sheet(functions, look)
    if len(functions) > MOST:
        raise ValueError(
            f"{len(functions)} functions can't be told apart on one pair of axes (at most {MOST}); "
            "use --layout grid, or a folder as the output"
        )
    special = [function for function in functions if isinstance(function, Vector | Gated)]
    if look.at is not None and not any(isinstance(function, Vector) for function in special):
        raise ValueError("--at gives the scores of a vector function such as softmax; for values use actplot table")
    if special and len(functions) > 1:
        raise ValueError(
            f"{special[0].name} is a {special[0].kind} function and can't share axes with others; "
            "use --layout grid, or a folder as the output"
        )
    if special:
        function = special[0]
        if isinstance(function, Gated):
            return vectors.surface(function, look)
        assert isinstance(function, Vector)
        return (
            vectors.moving_score(function, look) if look.at is None else vectors.outputs_at(function, look.at, look)
        )
    return _overlay(functions, look)


def _overlay(functions: Sequence[Activation], look: Look) -> Figure:
    """Draw functions on one pair of axes, or f above f'."""
    low, high = look.xlim or windows.window(functions)
    height = look.ylim[1] - look.ylim[0] if look.ylim else None
    traced = [curves.trace(function, low, high, height) for function in functions]
    panels_wanted = look.layout == "panels" or (look.layout == "auto" and len(functions) > 1)
    f_range, slope_range = _range(traced, "f", look), _range(traced, "derivative", look)
    if look.layout == "auto" and len(functions) == 1:
        panels_wanted = look.ylim is None and _far_apart(f_range, slope_range)
    split = look.derivative and panels_wanted
    default = (6.4, 5.6) if split else (6.4, 4.0)
    figure = new_figure(look, default)
    axes = figure.subplots(2 if split else 1, sharex=True, squeeze=False)[:, 0].tolist()
    panels = [Panel(panel) for panel in axes]
    axes[-1].set_xlim(low, high)
    for axis in (axes[-1].xaxis, *(panel.yaxis for panel in axes)):
        axis.set_major_locator(MaxNLocator("auto", steps=[1, 2, 5, 10]))
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
            draw_line(panels[0], curve, "f", stroke, look)
            if look.derivative and split:
                draw_line(panels[-1], curve, "derivative", stroke, look)
            elif look.derivative:
                # Dashes tell functions apart, so what tells f' from f is a thin line.
                draw_line(panels[0], curve, "derivative", replace(stroke, name=stroke.name + "\u2032"), look, THIN)
    if look.ylim and not any(_visible(panel, layer) for panel in panels for layer, *_ in panel.lines):
        raise ValueError(
            f"--ylim {look.ylim[0]:g} {look.ylim[1]:g} shows nothing: between x = {low:g} and {high:g} the curves "
            f"go from {min(r[0] for r in ranges):g} to {max(r[1] for r in ranges):g}"
        )
    arrange(figure, panels, _header(functions, look), look)
    place(figure, panels, look, single=len(functions) == 1)
    return figure


def _range(traced: Sequence[Curve], attribute: str, look: Look) -> tuple[float, float]:
    """Return what to show in y: of each function what its own default window shows, so that none hides the rest."""
    extents = []
    for curve in traced:
        if look.xlim is None and len(traced) > 1:
            f, derivative = curve.function.pair(np.linspace(*windows.window([curve.function]), 200))
            extents.append(span(f if attribute == "f" else derivative))
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


def _single(panels: list[Panel], curve: Curve, look: Look) -> None:
    """Draw one function, with its derivative on the same axes or below, and notes of what is true of it."""
    palette = THEMES[look.theme].palette
    f = Stroke("f(x)", palette[0])
    slope = Stroke("f\u2032(x)", palette[1], DASHES[1])
    if look.notes:
        _asymptotes(panels[0], curve, f)
    draw_line(panels[0], curve, "f", f, look)
    if look.derivative:
        draw_line(panels[-1], curve, "derivative", slope, look)
    if look.notes:
        _steepest(panels[-1], curve, slope if look.derivative else f, look)
    if not look.derivative:
        panels[0].names.clear()


def _asymptotes(panel: Panel, curve: Curve, stroke: Stroke) -> None:
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
            Wish(
                numbers.equation(slope, intercept),
                stroke.colour,
                np.stack([anchors, slope * anchors + intercept], axis=1),
                layer,
                gaps=(2.5, 5),
            )
        )


def _steepest(panel: Panel, curve: Curve, stroke: Stroke, look: Look) -> None:
    """Mark where the slope is largest, and say how large."""
    axes = panel.axes
    low, high = axes.get_xlim()
    text, xs, marked = words.steepest(curve.function, curve.facts)
    period = curve.function.period
    if marked and period and high - low <= DENSE * period:
        turns = range(math.floor((low - max(xs)) / period), math.ceil((high - min(xs)) / period) + 1)
        steep = (round(x + turn * period, 9) for turn in turns for x in xs)
        least = (1 - 1e-9) * curve.facts.max_gradient  # what swings need not come back to where it was
        xs = tuple(x for x in dict.fromkeys(steep) if abs(float(curve.function.derivative(x))) >= least)
    shown = [x for x in xs if low <= x <= high]
    if period and high - low > DENSE * period:
        shown = shown[:1]
    if not text or (marked and not shown):
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
    panel.notes.append(Wish(text, stroke.colour, anchors, panel.lines[-1][0], gaps))


def _visible(panel: Panel, layer: str) -> bool:
    """Whether any of a line is inside the axes."""
    bottom, top = panel.axes.get_ylim()
    for name, _, y in panel.lines:
        if name == layer and not name.startswith("asymptote"):
            with np.errstate(invalid="ignore"):
                between = (np.minimum(y[1:], y[:-1]) <= top) & (np.maximum(y[1:], y[:-1]) >= bottom)
            if between.any():
                return True
    return False


def _header(functions: Sequence[Activation], look: Look) -> Header | None:
    if look.title is not None:
        return Header(look.title, literal=True) if look.title.strip() else None
    if len({function.name for function in functions}) > 1:
        return None
    function = functions[0]
    fixed = [
        f"{key} = {number(value)}"
        for key, value in function.parameters.items()
        if all(other.parameters[key] == value for other in functions)
    ]
    return Header(function.title, function.tex.removeprefix("f(x)=").replace(r"\frac", r"\dfrac"), ",  ".join(fixed))


def _sheet(functions: Sequence[Activation], look: Look) -> Figure:
    """Draw many functions small, family by family, those of a family on the same axes."""
    if len(functions) > MOST_CELLS:
        raise ValueError(f"{len(functions)} functions are too many for one sheet (at most {MOST_CELLS})")
    families = dict.fromkeys(function.family for function in functions)
    groups = [(family, [function for function in functions if function.family == family]) for family in families]
    headed = len(groups) > 1 and len(functions) > FEW
    if not headed and len(groups) > 1:
        groups = [("", list(functions))]
    columns = min(COLUMNS, max(len(members) for _, members in groups), math.ceil(math.sqrt(1.6 * len(functions))))
    rows = sum(math.ceil(len(members) / columns) for _, members in groups)
    heading = 24.0 if headed else 0.0
    figure = new_figure(
        look,
        ((columns * CELL[0] + 2 * EDGE) / 72, (rows * CELL[1] + len(groups) * heading + 2 * EDGE + 34) / 72),
    )
    width, height = figure.get_size_inches() * 72
    theme = THEMES[look.theme]
    title = look.title if look.title is not None else _sheet_title(functions, look)
    used = write_header(figure, Header(title, literal=True) if title.strip() else None, theme, EDGE + 4)
    scale = (height - 2 * EDGE - used) / (rows * CELL[1] + len(groups) * heading)
    cell = (width - 2 * EDGE) / columns, CELL[1] * scale
    y = height - EDGE - used
    for family, members in groups:
        y -= heading * scale
        if headed:
            text = family.replace("-", " ").capitalize()
            figure.text((EDGE + 4) / width, (y + 2) / height, text, fontsize=11, weight="bold", color=theme.soft)
        plain = [function for function in members if not isinstance(function, Vector | Gated)]
        many = len(members) > ALIKE
        low, high = look.xlim or _common([windows.window([function]) for function in plain], 0.35 if many else 0.0)
        bottom, top = look.ylim or _margin(
            *_common([_heights(function, look) for function in plain], 0.2 if many else 0.0)
        )
        for i, function in enumerate(members):
            left = EDGE + i % columns * cell[0] + 20
            base = y - (i // columns + 1) * cell[1] + 16
            axes = figure.add_axes(
                (left / width, base / height, max(0.01, (cell[0] - 27) / width), max(0.01, (cell[1] - 33) / height))
            )
            axes.tick_params(labelsize=6, pad=3.5)
            name = name_of(function, members, headed=False)
            for axis in (axes.xaxis, axes.yaxis):
                axis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
            if isinstance(function, Gated):
                vectors.draw_surfaces([axes], function, replace(look, xlim=None, ylim=None), levels=10)
                name += " over a, b"
            elif isinstance(function, Vector):
                panel = Panel(axes)
                vectors.draw_moving([panel], function, replace(look, xlim=None, ylim=None), width=1.3)
                name += ": " + " ".join(wish.text for wish in panel.names)
            else:
                (left_x, right_x), (low_y, high_y) = _window(function, look, (low, high), (bottom, top))
                axes.set_xlim(left_x, right_x)
                axes.set_ylim(low_y, high_y)
                _small(Panel(axes), curves.trace(function, left_x, right_x, high_y - low_y), look)
            above = axes.set_title(name, fontsize=8, color=theme.ink, loc="left", pad=3, parse_math=False)
            above.set_fontsize(min(8.0, 8 * (cell[0] - 24) / in_points(above).width))
        y -= math.ceil(len(members) / columns) * cell[1]
    return figure


def _sheet_title(functions: Sequence[Activation], look: Look) -> str:
    """Say what the functions have in common, and what is drawn of those of one number."""
    families = {function.family for function in functions}
    kind = f"{functions[0].family} " if len(families) == 1 else ""
    title = f"{len(functions)} {kind}activation functions"
    if len({function.name for function in functions}) == 1:
        title = functions[0].title
    if all(isinstance(function, Vector | Gated) for function in functions):
        return title
    return f"{title}, f and f\u2032" if look.derivative else f"{title}, f"


def _window(
    function: Activation, look: Look, x: tuple[float, float], y: tuple[float, float]
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the axes that a family has in common, or the function's own where those would hide a kink or a bound."""
    if not look.xlim and not all(x[0] < kink < x[1] for kink in function.kinks):
        x = windows.window([function])
    found = facts(function)
    intervals = [found.range, found.derivative_range] if look.derivative else [found.range]
    ends = [end for interval in intervals for end in (interval.inf, interval.sup) if math.isfinite(end)]
    if not look.ylim and not all(y[0] <= end <= y[1] for end in ends):
        y = _margin(*_heights(function, look))
    return x, y


def _small(panel: Panel, curve: Curve, look: Look) -> None:
    """Draw one function of a sheet."""
    theme = THEMES[look.theme]
    panel.axes.axhline(0, color=theme.axis, linewidth=0.6, zorder=1)
    panel.axes.axvline(0, color=theme.axis, linewidth=0.6, zorder=1)
    draw_line(panel, curve, "f", Stroke("f(x)", theme.palette[0]), look, scale=0.65)
    if look.derivative:
        slope = Stroke("f\u2032(x)", theme.palette[1], DASHES[1])
        draw_line(panel, curve, "derivative", slope, look, scale=0.65)


def _heights(function: Activation, look: Look) -> tuple[float, float]:
    """Return what f, and f' if it is drawn, cover in the function's own window."""
    f, slope = function.pair(np.linspace(*windows.window([function]), 200))
    return span(np.concatenate([f, slope]) if look.derivative else f)


def _common(spans: Sequence[tuple[float, float]], part: float) -> tuple[float, float]:
    """Return the span that holds most of each: of many, the widest may not make all others small."""
    if not spans:
        return -1.0, 1.0
    ends = np.array(spans)
    return (
        float(np.quantile(ends[:, 0], part, method="lower")),
        float(np.quantile(ends[:, 1], 1 - part, method="higher")),
    )

"""Curves as pictures; the one place that knows the look."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from actplot.curves import Curve

# Okabe & Ito 2008: told apart with every kind of colour vision, in an order that also differs in greyscale.
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]
DASHES: list[tuple[float, ...]] = [(), (5, 2), (1.5, 1.5), (6, 2, 1.5, 2), (8, 3), (3, 1.5), (1, 3)]

STYLE: dict[Any, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": "#808080",
    "axes.grid": True,
    "axes.labelcolor": "#404040",
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 12,
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "grid.color": "#e6e6e6",
    "grid.linewidth": 0.8,
    "legend.frameon": False,
    "lines.linewidth": 2.2,
    "lines.solid_capstyle": "round",
    "mathtext.fontset": "cm",
    "pdf.fonttype": 42,
    "svg.fonttype": "none",
    "svg.hashsalt": "actplot",
    "xtick.color": "#606060",
    "ytick.color": "#606060",
}


@dataclass(frozen=True)
class Look:
    """What a user may choose about a picture; sizes in inches."""

    derivative: bool = False
    size: tuple[float, float] = (6.4, 4.0)
    dpi: float = 200
    title: str | None = None
    xlim: tuple[float, float] | None = None
    ylim: tuple[float, float] | None = None


def draw(curves: Sequence[Curve], look: Look, file_format: str) -> bytes:
    """Return a picture of ``curves`` as the bytes of a png, svg or pdf file.

    The same arguments give the same bytes, whatever the user's matplotlib is configured to do.
    """
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(STYLE)
        figure = Figure(figsize=look.size, layout="constrained")
        split = look.derivative and len(curves) > 1
        axes = figure.subplots(2 if split else 1, sharex=True, squeeze=False)[:, 0].tolist()
        for panel in axes:
            panel.axhline(0, color="#a0a0a0", linewidth=0.9, zorder=1)
            panel.axvline(0, color="#a0a0a0", linewidth=0.9, zorder=1)
        for i, curve in enumerate(curves):
            name = curve.function.title if len(curves) > 1 else "$f(x)$"
            _plot(axes[0], curve, "f", i, name)
            if look.derivative:
                _plot(axes[-1], curve, "derivative", i if split else 1, name if split else "$f'(x)$")
        _label(axes, curves, look, split=split)
        buffer = io.BytesIO()
        stamps: dict[str, dict[str, None]] = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}
        figure.savefig(buffer, format=file_format, dpi=look.dpi, metadata=stamps.get(file_format))
    return buffer.getvalue()


def _label(axes: Sequence[Axes], curves: Sequence[Curve], look: Look, *, split: bool) -> None:
    title = look.title
    if title is not None:
        axes[0].set_title(title, parse_math=False)
    elif len(curves) == 1:
        function = curves[0].function
        axes[0].set_title(f"{function.title}   ${function.tex}$")
    if split:
        axes[0].set_ylabel("$f(x)$")
        axes[-1].set_ylabel("$f'(x)$")
    axes[-1].set_xlabel("$x$")
    axes[-1].set_xlim(look.xlim or (curves[0].pieces[0].x[0], curves[0].pieces[-1].x[-1]))
    for panel in axes:
        if look.ylim:
            panel.set_ylim(look.ylim)
        panel.tick_params(length=0)
    if look.derivative or len(curves) > 1:
        axes[0].legend(loc="best")


def _plot(axes: Axes, curve: Curve, attribute: str, index: int, label: str) -> None:
    """Draw one curve, broken where it jumps, with an open dot at each limit and a closed one at the value."""
    colour = COLOURS[index % len(COLOURS)]
    dashes = DASHES[index % len(DASHES)]
    # NaN between two pieces lifts the pen; where they meet, the pen stays down.
    xs: list[float] = []
    ys: list[float] = []
    open_dots: list[tuple[float, float]] = []
    closed_dots: list[tuple[float, float]] = []
    for piece in curve.pieces:
        values = getattr(piece, attribute)
        if xs:
            kink, before, after = float(piece.x[0]), ys[-1], float(values[0])
            there = float(curve.function.pair(kink)[attribute == "derivative"])
            scale = max(abs(before), abs(after), abs(there), 1e-300)
            if abs(after - before) > 1e-9 * scale:
                xs.append(float("nan"))
                ys.append(float("nan"))
                closed_dots.append((kink, there))
                open_dots += [(kink, y) for y in (before, after) if abs(y - there) > 1e-9 * scale]
        xs += piece.x.tolist()
        ys += values.tolist()
    style: tuple[int, tuple[float, ...]] | str = (0, dashes) if dashes else "-"
    axes.plot(xs, ys, color=colour, linestyle=style, label=label, zorder=3)
    for dots, face in ((open_dots, "white"), (closed_dots, colour)):
        if dots:
            axes.plot(*zip(*dots, strict=True), "o", color=colour, markerfacecolor=face, markersize=6, zorder=4)

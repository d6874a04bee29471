"""The plot of saved pre-activations: the histogram of each array over the curve of its function."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from actplot.activation import Activation, Array
from actplot.analysis import curves, windows
from actplot.analysis.facts import facts
from actplot.analysis.numbers import number
from actplot.networks.diagnosis import SATURATED, saturation_limit
from actplot.networks.inspection import Inspected
from actplot.pictures.look import Look
from actplot.pictures.network_look import save, styled_for
from actplot.pictures.network_panels import arranged, caption, has_room, legend, require_room, titled

BINS = 64
TAIL = 0.001  # of the numbers, on each side, may lie outside of the window
SHARE = 0.45  # of a panel's height for the histogram
FAR = 10.0  # times the function's own heights; a curve that goes further leaves the panel
NARROW = 0.01  # of the window


def draw(
    function: Activation, found: Sequence[Inspected], file_format: str, look: Look, *, outputs: bool = False
) -> bytes:
    """Return a panel for each array: its histogram, the curve of the function, and where that is saturated.

    Raises:
        ValueError: the picture is too small for its text.

    """
    rows, columns = arranged(len(found), look, 1.3)
    with styled_for(look, file_format):
        kind = "outputs" if outputs else "pre-activations"
        title = f"{function.title}: {kind}"
        figure = titled(look, (max(4.4, 3.4 * columns), 0.9 + 2.7 * rows), title)
        grid = figure.add_gridspec(rows, columns)
        for i, one in enumerate(found):
            axes = figure.add_subplot(grid[divmod(i, columns)])
            _panel(axes, function, one, look, outputs=outputs)
            axes.set_ylabel("$f(z)$" if i % columns == 0 else "")
            caption(axes, one.name, _words(one), look)
        for axes in figure.axes[-columns:]:
            axes.set_xlabel("$z$")
        key = legend(figure, look, _handles(kind, look))
        if not has_room(figure, look):
            key.remove()
        require_room(figure, look)
        sentences = [f"{one.name}: {_words(one)}." for one in found]
        sentences = [sentence.replace("\n", ", ").replace("$f\\,'^2$", "f'^2") for sentence in sentences]
        return save(figure, [function], title, sentences, file_format, look)


def _words(one: Inspected) -> str:
    whole = one.diagnosis.whole
    return (
        f"{whole['dead']} of {one.diagnosis.units} dead, {whole['stuck']} stuck\n"
        f"{whole['saturated']:.1%} saturated, E[$f\\,'^2$] = {number(whole['slope_square'])}"
    )


def _panel(axes: Axes, function: Activation, one: Inspected, look: Look, *, outputs: bool) -> None:
    """Draw the curve, the saturated stretches behind it, and the histogram along x, or along y for outputs."""
    assert one.counts is not None
    theme = look.colours
    edges, shares = _distribution(one.counts)
    own = windows.window([function])
    tails = [float(np.interp(share, shares, edges)) for share in (TAIL, 1 - TAIL)]
    low, high = own if outputs else (min(own[0], tails[0]), max(own[1], tails[1]))
    curve = curves.trace(function, low, high)
    bottom, top = _heights(function, curve, own)
    for piece in curve.pieces:
        axes.plot(piece.x, piece.f, color=theme.palette[0], linewidth=2.0 * look.scale, zorder=3)
    _saturation(axes, function, low, high, look)
    along = (bottom, top) if outputs else (low, high)
    cuts = np.linspace(*along, BINS + 1)
    heights = np.diff(np.interp(cuts, edges, shares))
    across = (low, high) if outputs else (bottom, top)
    bars = heights / max(float(heights.max()), 1e-300) * SHARE * (across[1] - across[0])
    axes.stairs(
        across[0] + bars,
        cuts,
        baseline=across[0],
        orientation="horizontal" if outputs else "vertical",
        fill=True,
        zorder=2,
        **_bars(look),
    )
    axes.set(xlim=(low, high), ylim=(bottom, top))


def _bars(look: Look) -> dict[str, Any]:
    theme = look.colours
    return {"color": theme.soft if theme.greyscale else theme.palette[1], "alpha": 0.55, "linewidth": 0}


def _handles(kind: str, look: Look) -> list[Artist]:
    return [
        Line2D([], [], color=look.colours.palette[0], linewidth=2.0 * look.scale, label="$f$"),
        Patch(label=f"share of the {kind}", **_bars(look)),
        Patch(color=look.colours.grid, linewidth=0, label=f"|$f\\,'$| below {SATURATED:.0%} of its largest"),
    ]


def _saturation(axes: Axes, function: Activation, low: float, high: float, look: Look) -> None:
    """Shade the stretches on which |f'| is below 1 % of its largest, but not those beside an extremum."""
    limit = saturation_limit(facts(function).max_gradient)
    x = np.linspace(low, high, 2001)
    slope = np.abs(function.derivative(x))
    flat = (slope < limit).astype(int)
    changes = np.flatnonzero(np.diff(np.concatenate([[0], flat, [0]])))
    for start, stop in changes.reshape(-1, 2):
        if x[stop - 1] - x[start] > NARROW * (high - low):
            axes.axvspan(x[start], x[stop - 1], color=look.colours.grid, linewidth=0, zorder=0)


def _heights(function: Activation, curve: curves.Curve, own: tuple[float, float]) -> tuple[float, float]:
    """Return the limits of the y axis."""
    inner = _extremes(curves.trace(function, *own))
    outer = _extremes(curve)
    bottom, top = outer if outer[1] - outer[0] <= FAR * (inner[1] - inner[0]) else inner
    if top - bottom < 1e-9 * max(1.0, abs(top)):
        bottom, top = bottom - 1, top + 1
    room = 0.08 * (top - bottom)
    return bottom - room, top + room


def _extremes(curve: curves.Curve) -> tuple[float, float]:
    heights = np.concatenate([piece.f for piece in curve.pieces])
    heights = heights[np.isfinite(heights)]
    return float(heights.min()), float(heights.max())


def _distribution(counts: Array) -> tuple[Array, Array]:
    """Return numbers, ascending, and the share of all below each, from counts by the upper bits of float32."""
    patterns = np.arange(len(counts), dtype=np.uint32) << 16
    with np.errstate(all="ignore"):
        starts = patterns.view(np.float32).astype(float)
        ends = (patterns + 0x10000).view(np.float32).astype(float)
    finite = np.isfinite(starts) & np.isfinite(ends) & (counts > 0)
    near = np.minimum(starts, ends)[finite]
    order = np.argsort(near)
    low, high = near[order], np.maximum(starts, ends)[finite][order]
    total = np.cumsum(counts[finite][order])
    edges = np.column_stack([low, high]).ravel()
    shares = np.column_stack([np.concatenate([[0.0], total[:-1]]), total]).ravel() / max(float(total[-1]), 1.0)
    return edges, shares

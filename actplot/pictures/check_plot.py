"""The picture of a comparison: f over all inputs of a number format, and the error of the results below it."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from actplot.activation import Activation, Array
from actplot.analysis.numbers import number, plain, printable
from actplot.analysis.report import PROFILE, Report
from actplot.arithmetic.formats import FORMATS, Format
from actplot.pictures import figures
from actplot.pictures.look import Look
from actplot.pictures.network_look import styled_for

LEAST = 0.01  # ulp; smaller errors are drawn there
TICKS = 9  # of the axis of inputs


def draw(report: Report, function: Activation, file_format: str, look: Look | None = None) -> bytes:
    """Return a picture of a comparison: its curve, the error in ulp, and the worst input.

    The inputs are spaced by their bit patterns, in the order of their values, so that every binade is seen.
    """
    look = look or Look()
    with styled_for(look, file_format):
        figure = Figure(figsize=look.size or (7.6, 4.8))
        above, below = figure.subplots(
            2, 1, sharex=True, gridspec_kw={"height_ratios": (2, 3), "hspace": 0.12, "left": 0.1, "right": 0.97}
        )
        format_ = FORMATS[report.dtype]
        last = int(format_.order(np.array([np.inf]))[0])
        _curve(above, function, report, format_, last, look)
        _errors(below, report, format_, last, look)
        _input_axis(below, format_, last)
        title = f"{report.function}, {report.quantity} in {report.dtype}"
        verdict = "within" if report.ok else "beyond"
        limit = f": {verdict} the limit of {report.limit}" if report.limit else ""
        heading = printable(look.title if look.title is not None else title)
        figure.text(0.1, 0.95, heading, size=1.4 * look.text, weight="bold", va="center", parse_math=False)
        words = f"at most {report.max_steps:,} steps, {number(report.max_ulp)} ulp{limit}"
        figure.text(0.97, 0.95, words, size=look.text, va="center", ha="right", color=look.colours.soft)
        return figures.save(figure, [function], look, file_format, plain(f"{title}: {words}."))


def _curve(axes: Axes, function: Activation, report: Report, format_: Format, last: int, look: Look) -> None:
    places = np.linspace(-last + 1, last - 1, 1025)
    x = _values(format_, places)
    with np.errstate(all="ignore"):
        y = np.asarray(function.pair(x)[report.quantity != "f"])
    finite = y[np.isfinite(y)]
    axes.plot(places, y, color=look.colours.palette[0], linewidth=1.6)
    shown = finite[np.abs(x[np.isfinite(y)]) <= 8]
    if len(shown):
        low, high = min(shown.min(), 0.0), max(shown.max(), 0.0)
        room = 0.08 * (high - low) or 1.0
        axes.set_ylim(low - room, high + room)
    axes.set_ylabel("$f\\,'$" if report.quantity != "f" else "$f$")


def _errors(axes: Axes, report: Report, format_: Format, last: int, look: Look) -> None:
    colours = look.colours
    places = (np.arange(PROFILE) + 0.5) / PROFILE * (2 * last + 1) - last
    profile = np.full(PROFILE, np.nan) if report.profile is None else report.profile
    known = ~np.isnan(profile)
    top = max([LEAST * 100, *profile[known & np.isfinite(profile)].tolist()])
    heights = np.clip(profile[known], LEAST, 3 * top)
    axes.set_yscale("log")
    axes.vlines(places[known], LEAST, heights, color=colours.palette[1], linewidth=0.7)
    axes.axhline(0.5, color=colours.soft, linewidth=0.9, linestyle=(0, (4, 2)), zorder=3)
    axes.annotate(
        "0.5: correctly rounded",
        (-last, 0.5),
        (2, 3),
        textcoords="offset points",
        size=8,
        color=colours.soft,
        zorder=4,
    )
    axes.set_ylim(LEAST, 8 * top)
    axes.set_ylabel("error in ulp")
    if report.worst:
        worst = report.worst[0]
        if not math.isnan(worst.x):
            place = float(format_.order(np.array([worst.x]))[0])
            height = min(max(worst.ulp, LEAST), 3 * top)
            axes.plot([place], [height], "o", color=colours.ink, markersize=4.5, zorder=5, clip_on=False)
            side = -1 if place > 0 else 1
            axes.annotate(
                f"x = {number(worst.x)}: {number(worst.got)} instead of {number(worst.want)}",
                (place, height), (6 * side, 5), textcoords="offset points",
                ha="right" if side < 0 else "left", size=8.5, color=colours.ink, zorder=6,
            )  # fmt: skip


def _input_axis(axes: Axes, format_: Format, last: int) -> None:
    """Label powers of 2 at even places of the axis of bit patterns."""
    least, most = format_.least_exponent, math.floor(math.log2(format_.largest))
    step = max(1, round((most - least) / (TICKS // 2)))
    powers = np.array([power for power in range(most, least - 1, -1) if power % step == 0])
    places = format_.order(np.ldexp(1.0, powers))
    apart = places > last / TICKS / 2  # the smallest binades stand close to 0
    names = [rf"2^{{{power}}}" if power else "1" for power in powers[apart].tolist()]
    labels = [*(f"$-{name}$" for name in names), "0", *(f"${name}$" for name in names)]
    axes.set_xticks([*(-places[apart]).tolist(), 0, *places[apart].tolist()], labels, size=8)
    axes.set_xlim(-last, last)
    axes.set_xlabel("x, spaced by bit pattern")


def _values(format_: Format, places: Array) -> Array:
    """Return the values at these positions in the order of values."""
    whole = np.rint(places).astype(np.int64)
    size = np.abs(whole).astype(np.uint64).astype(format_.storage)
    return np.asarray(np.copysign(format_.decode(size), whole))

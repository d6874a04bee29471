"""The picture of a comparison: f over all inputs of a number format, and the error of the results below it."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

from actplot.activation import Activation, Array
from actplot.analysis.numbers import number, plain, printable
from actplot.analysis.report import PROFILE, Report, in_ulp, plural, shown
from actplot.arithmetic.formats import FORMATS, Format
from actplot.pictures import figures
from actplot.pictures.header import Header, write_header
from actplot.pictures.look import Look
from actplot.pictures.mathematics import halo
from actplot.pictures.network_look import styled_for
from actplot.pictures.points import MARGIN, in_points, new_figure, size_in_points

LEAST = 0.01  # ulp; smaller errors are drawn there


def draw(report: Report, function: Activation, file_format: str, look: Look | None = None) -> bytes:
    """Return a picture of a comparison: its curve, the error in ulp, and the worst input.

    The inputs are spaced by their bit patterns, in the order of their values, so that every binade is seen.
    """
    look = look or Look()
    title = f"{report.function}, {report.quantity} in {report.dtype}"
    limit = f": {'within' if report.ok else 'beyond'} the limit of {report.limit}" if report.limit else ""
    words = f"at most {plural(report.max_steps, 'step')}, {in_ulp(report.max_ulp)} ulp{limit}"
    with styled_for(look, file_format):
        figure = new_figure(look, (7.6, 4.8))
        width, height = size_in_points(figure)
        left, right = MARGIN + 4.2 * look.text, width - MARGIN - 0.8 * look.text
        name = title if look.title is None else look.title
        header = Header(printable(name), details=printable(words)) if name.strip() else None
        top = height - MARGIN - write_header(figure, header, look, left) - 0.8 * look.text
        bottom = MARGIN + 3.2 * look.text
        above, below = figure.subplots(
            2, 1, sharex=True,
            gridspec_kw={
                "height_ratios": (2, 3), "hspace": 0.12, "left": left / width, "right": right / width,
                "bottom": bottom / height, "top": top / height,
            },
        )  # fmt: skip
        format_ = FORMATS[report.dtype]
        last = int(format_.order(np.array([np.inf]))[0])
        _curve(above, function, report, format_, last, look)
        _input_axis(below, format_, last, round((right - left) / look.text / 4.5))
        _errors(below, report, last, look)
        _name_half(below, report, look, _worst(below, report, format_, look))
        below.set_xlabel("x, spaced by bit pattern", size=look.text)
        return figures.save(figure, [function], look, file_format, plain(f"{title}: {words}."))


def _curve(axes: Axes, function: Activation, report: Report, format_: Format, last: int, look: Look) -> None:
    places = np.linspace(-last + 1, last - 1, 1025)
    x = _values(format_, places)
    with np.errstate(all="ignore"):
        y = np.asarray(function.pair(x)[report.quantity != "f"])
    finite = y[np.isfinite(y)]
    axes.plot(places, y, color=look.colours.palette[0], linewidth=1.6 * look.scale)
    shown = finite[np.abs(x[np.isfinite(y)]) <= 8]
    if len(shown):
        low, high = min(shown.min(), 0.0), max(shown.max(), 0.0)
        room = 0.08 * (high - low) or 1.0
        axes.set_ylim(low - room, high + room)
    axes.set_ylabel("$f\\,'$" if report.quantity != "f" else "$f$", size=look.text)


def _errors(axes: Axes, report: Report, last: int, look: Look) -> None:
    """Draw the largest error of each stretch of inputs as a bar, on a logarithmic scale."""
    colours = look.colours
    places = (np.arange(PROFILE) + 0.5) / PROFILE * (2 * last + 1) - last
    profile = np.full(PROFILE, np.nan) if report.profile is None else report.profile
    known = ~np.isnan(profile)
    top = max([LEAST * 100, *profile[known & np.isfinite(profile)].tolist()])
    heights = np.clip(profile[known], LEAST, 3 * top)
    axes.set_yscale("log")
    axes.set_ylim(LEAST, 20 * top)  # the note of the worst input is above the bars
    axes.set_ylabel("error in ulp", size=look.text)
    # As wide as a stretch, or as an input where there are fewer of them.
    wide = 1.05 * in_points(axes).width / min(PROFILE, 2 * last + 1)
    axes.vlines(places[known], LEAST, heights, color=colours.palette[1], linewidth=max(wide, 0.7 * look.scale))
    axes.axhline(0.5, color=colours.soft, linewidth=0.9 * look.scale, linestyle=(0, (4, 2)), zorder=3)


def _name_half(axes: Axes, report: Report, look: Look, note: Bbox | None) -> None:
    """Say what half an ulp is, at an end of its line where there is room for it."""
    profile = np.full(PROFILE, np.nan) if report.profile is None else report.profile
    room = in_points(axes)
    for side in (0, 1):
        name = axes.annotate(
            "correctly rounded", (side, 0.5), (2 - 4 * side, 2), xycoords=("axes fraction", "data"),
            textcoords="offset points", ha=("left", "right")[side], size=0.85 * look.text, color=look.colours.soft,
        )  # fmt: skip
        box = in_points(name)
        start, stop = (round((x - room.x0) / room.width * PROFILE) for x in (box.x0, box.x1))
        covered = np.nanmax(np.append(profile[max(start, 0) : stop], 0.0)) > 0.5
        if not covered and not (note and box.overlaps(note)):
            return
        name.remove()


def _worst(axes: Axes, report: Report, format_: Format, look: Look) -> Bbox | None:
    """Mark the worst input, with a note above it that stays between the ends of the axis; return its rectangle."""
    if not report.worst or math.isnan(report.worst[0].x):
        return None
    worst = report.worst[0]
    place = float(format_.order(np.array([worst.x]))[0])
    low, high = axes.get_ylim()
    height = min(max(worst.ulp, low), high / 6.7)
    axes.plot([place], [height], "o", color=look.colours.ink, markersize=4.5 * look.scale, zorder=5, clip_on=False)
    got, want = (number(value) for value in (worst.got, worst.want))
    note = axes.annotate(
        f"x = {shown(worst.x, format_)}: {got} instead of {want}".replace("-", "\u2212"),
        (place, height), (0, 6 * look.scale), textcoords="offset points",
        ha="center", size=0.95 * look.text, color=look.colours.ink, path_effects=halo(look), zorder=6,
    )  # fmt: skip
    box, room = in_points(note), in_points(axes)
    aside = max(room.x0 + 2 - box.x0, 0.0) - max(box.x1 - room.x1 + 2, 0.0)
    note.set_position((aside, 6 * look.scale))
    return in_points(note)


def _input_axis(axes: Axes, format_: Format, last: int, ticks: int) -> None:
    """Label about so many powers of 2 at even places of the axis of bit patterns."""
    least, most = format_.least_exponent, math.floor(math.log2(format_.largest))
    step = max(1, math.ceil((most - least) / max(ticks // 2, 1)))
    powers = np.array([power for power in range(most, least - 1, -1) if power % step == 0])
    places = format_.order(np.ldexp(1.0, powers))
    apart = places > last / max(ticks, 1)  # the smallest binades stand close to 0
    names = [rf"2^{{{power}}}" if power else "1" for power in powers[apart].tolist()]
    labels = [*(f"$-{name}$" for name in names), "0", *(f"${name}$" for name in names)]
    axes.set_xticks([*(-places[apart]).tolist(), 0, *places[apart].tolist()], labels)
    axes.set_xlim(-last, last)


def _values(format_: Format, places: Array) -> Array:
    """Return the values at these positions in the order of values."""
    whole = np.rint(places).astype(np.int64)
    size = np.abs(whole).astype(np.uint64).astype(format_.storage)
    return np.asarray(np.copysign(format_.decode(size), whole))

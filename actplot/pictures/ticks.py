"""Ticks: where they stand and how their numbers are written, with a power of ten or an offset in full size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axis import Axis
from matplotlib.ticker import (
    FixedLocator,
    Formatter,
    FuncFormatter,
    LogFormatterMathtext,
    MaxNLocator,
    MultipleLocator,
)

from actplot.activation import Activation
from actplot.analysis.constants import multiple_of_pi

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
STEPS = [1, 2, 5, 10]
WIDTHS = {"\u2212": 0.84, ".": 0.32, "/": 0.34, "\u03c0": 0.6}  # of a glyph, in heights of the text
DIGIT = 0.64
LONGEST = 6  # digits at a tick; beyond, an offset is taken off


class Numbers(Formatter):
    """Decimals of equal length; what they have in common, a power of ten or an offset, is ``get_offset``."""

    def __init__(self) -> None:
        """Begin without a common part."""
        self._common = ""

    def __call__(self, x: float, pos: Any = None) -> str:
        """Return the text of one number, as the last ones were written."""
        return f"{x:g}".replace("-", "\u2212")

    def format_ticks(self, values: Any) -> list[str]:
        """Return the texts of all ticks."""
        ticks = np.asarray(values, dtype=float)
        self._common = ""
        if not len(ticks):
            return []
        step = float(np.min(np.diff(ticks))) if len(ticks) > 1 else abs(float(ticks[0])) or 1.0
        largest = float(np.max(np.abs(ticks)))
        if step > 0 and largest / step > 10**LONGEST / 10:
            unit = 10.0 ** math.ceil(math.log10(step * len(ticks)))
            offset = math.floor(float(ticks[0]) / unit) * unit
            self._common = f"{'+' if offset >= 0 else chr(0x2212)} {_plain(abs(offset))}"
            ticks = ticks - offset
            largest = float(np.max(np.abs(ticks)))
        power = math.floor(math.log10(largest)) if largest > 0 else 0
        if not -4 <= power < 5:
            self._common = f"\u00d710{str(power).translate(SUPERSCRIPTS)} {self._common}".strip()
            ticks, step = ticks / 10.0**power, step / 10.0**power
        decimals = min(9, max(0, -math.floor(math.log10(step) + 1e-9)))
        if round(step, decimals) and abs(step - round(step, decimals)) > 1e-6 * step:
            decimals += 1
        return [
            f"{tick + 0.0:.{decimals}f}".replace("-", "\u2212") if abs(tick) > 1e-9 * step else f"{0:.{decimals}f}"
            for tick in ticks
        ]

    def get_offset(self) -> str:
        """Return the power of ten and the offset."""
        return self._common


def _plain(x: float) -> str:
    return f"{x:.0f}" if x < 1e9 else f"{x:.6g}".replace("e+", "\u00b710^")


def set_ticks(axis: Axis, functions: Sequence[Activation], length: float, text: float, *, across: bool) -> None:
    """Choose the ticks of an axis that is ``length`` points long, with numbers of ``text`` points.

    ``across`` says that it is the axis of x, whose ticks are multiples of pi where all functions oscillate so.
    """
    low, high = axis.get_view_interval()
    axis.set_major_formatter(Numbers())
    axis.get_offset_text().set_visible(False)
    if not across:
        locator = MaxNLocator(max(2, min(8, int(length / (2.6 * text)))), steps=STEPS)
        found = np.asarray(locator.tick_values(low, high))
        corner = low + 0.4 * text / length * (high - low)  # below, the number would touch that of the axis of x
        axis.set_major_locator(FixedLocator(found[(found >= corner) & (found <= high)].tolist()))
        return
    most = max(2, int(length / (3.4 * text)))
    if functions and all(_turns_with_pi(function) for function in functions):
        for twelfths in (3, 6, 12, 24, 36, 48, 72):
            step = twelfths * math.pi / 12
            if 2 <= (high - low) / step <= most + 1:
                axis.set_major_locator(MultipleLocator(step))
                axis.set_major_formatter(FuncFormatter(lambda x, _: multiple_of_pi(x) or ""))
                return
    reach = float(f"{high:.3g}")
    if low == -high and reach == high and round(reach / 10.0 ** math.floor(math.log10(reach)), 9) in (3, 6, 1.2):
        third = 1 if most >= 6 else 3
        axis.set_major_locator(FixedLocator([high * third * k / 3 for k in range(-3 // third, 3 // third + 1)]))
        return
    axis.set_major_locator(MaxNLocator(min(9, most), steps=STEPS))


def set_log_ticks(axis: Axis, length: float, text: float) -> None:
    """Choose the ticks of a logarithmic axis: powers of ten."""
    from matplotlib.ticker import LogLocator, NullLocator

    axis.set_major_locator(LogLocator(10, numticks=max(3, int(length / (2.2 * text)))))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(LogFormatterMathtext())


def _turns_with_pi(function: Activation) -> bool:
    period = function.period
    return bool(period) and multiple_of_pi(float(period or 0)) is not None


def common_part(axis: Axis) -> tuple[float, str]:
    """Return how wide the numbers at the ticks are, in heights of the text, and what they have in common."""
    formatter = axis.get_major_formatter()
    low, high = sorted(axis.get_view_interval())
    room = 1e-9 * (high - low)
    ticks = [tick for tick in axis.get_majorticklocs() if low - room <= tick <= high + room]
    texts = formatter.format_ticks(ticks)
    wide = max((sum(WIDTHS.get(letter, DIGIT) for letter in text) for text in texts), default=0.0)
    if any("$" in text for text in texts):
        wide = 2.4
    return wide, formatter.get_offset()

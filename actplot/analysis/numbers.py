"""Numbers as text: the one place that formats them, for tables, cards, notes and descriptions."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from actplot.analysis.records import Interval


def shortest(value: float, digits: int | None = None) -> str:
    """Return the shortest decimal that reads back as ``value``, or ``digits`` significant ones."""
    return (repr(value) if digits is None else f"{value:.{digits}g}").removesuffix(".0")


def decimals(values: Any) -> list[Any]:
    """Return an array, of any shape, as nested lists of the shortest decimals in its type (as float64)."""
    if values.dtype == np.float64:
        found: list[Any] = values.tolist()
        return found
    if values.ndim > 1:
        return [decimals(row) for row in values]
    return [float(str(value)) for value in values]


def number(x: float, digits: int = 3) -> str:
    """Return a number with ``digits`` significant digits, or fewer if these are exact."""
    if math.isinf(x):
        return "\u221e" if x > 0 else "\u2212\u221e"
    text = f"{x:.{digits}g}"
    if abs(float(text) - x) > 1e-9 * abs(x):
        text = f"{x:#.{digits}g}".rstrip(".")
    if "e" in text:
        mantissa, _, power = text.partition("e")
        text = f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}e{int(power)}"
    return text.replace("-", "\u2212")


def interval(ends: Interval, text: Callable[[float], str] = shortest) -> str:
    """Return an interval, each end as ``text`` writes it, with the brackets that say whether it is attained."""
    if math.isnan(ends.inf) and math.isnan(ends.sup):
        return "unknown"
    low, high = ("unknown" if math.isnan(end) else text(end) for end in (ends.inf, ends.sup))
    left, right = "[" if ends.inf_attained else "(", "]" if ends.sup_attained else ")"
    return f"{left}{low}, {high}{right}"


def between(low: float, high: float, text: Callable[[float], str] = shortest) -> str:
    """Return the open interval of x from ``low`` to ``high`` as an inequality, each end as ``text`` writes it."""
    if math.isinf(low) and math.isinf(high):
        return "everywhere"
    if math.isinf(low):
        return f"x < {text(high)}"
    return f"x > {text(low)}" if math.isinf(high) else f"{text(low)} < x < {text(high)}"


def equation(slope: float, intercept: float, text: Callable[[float], str] = number, times: str = "") -> str:
    """Return the equation of a line, its numbers as ``text`` writes them, with ``times`` between slope and x."""
    if slope == 0:
        return f"y = {text(intercept)}"
    minus = text(-1.0)[0]
    factor = "" if slope == 1 else minus if slope == -1 else text(slope) + times
    if intercept == 0:
        return f"y = {factor}x"
    return f"y = {factor}x {'+' if intercept > 0 else minus} {text(abs(intercept))}"


def plain(text: str) -> str:
    """Return ``text`` in ASCII."""
    return (
        text.replace("\u2212", "-")
        .replace("\u221e", "inf")
        .replace("\u2032", "'")
        .replace("\u2192", "->")
        .replace("\u2026", "...")
        .replace("\u2260", "!=")
        .replace("\u2264", "<=")
        .replace("\u2265", ">=")
        .replace("\u207b", "-")
        .replace("\u207a", "+")
    )


def printable(text: str) -> str:
    """Return ``text`` with a space for each character that can't be drawn or put into XML; lines stay lines."""
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)

"""Where a function is defined."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from actplot.activation import Activation
from actplot.analysis.numbers import shortest
from actplot.analysis.records import Interval

if TYPE_CHECKING:
    from actplot.analysis.edges import Edge

LARGE = 40  # decimal exponent of a value beside a pole
EVERYWHERE = (Interval(-math.inf, False, math.inf, False),)


def domain(function: Activation) -> tuple[Interval, ...] | None:
    """Return the intervals of x on which an elementwise function is defined; None if there is no end of them.

    A function of the catalogue is defined everywhere; so is one that has a limit where its formula divides 0 by 0.
    """
    if type(function) is Activation:
        return EVERYWHERE
    from actplot.analysis.pieces import survey  # all that measures
    from actplot.analysis.series import quiet

    with quiet():
        parts = survey(function).pieces
    found: list[Interval] = []
    for piece in parts:
        if piece.gap:
            continue
        left, right = (edge is not None and _defined(edge) for edge in (piece.left, piece.right))
        start = piece.low
        if left and found and found[-1].sup == piece.low and found[-1].sup_attained:
            start, left = (before := found.pop()).inf, before.inf_attained
        found.append(Interval(start, left, piece.high, right))
    return None if any(function.endless) and tuple(found) != EVERYWHERE else tuple(found)


def _defined(edge: Edge) -> bool:
    """Whether f has a value there, and not one so large because the kink, a pole, is no float."""
    pole = edge.before[0].is_infinite() or edge.after[0].is_infinite()
    return edge.at.is_finite() and not (pole and edge.at.adjusted() > LARGE)


def in_words(intervals: Sequence[Interval], text: Callable[[float], str] = shortest) -> str:
    """Return the intervals as conditions on x."""
    ends = [(one.sup, other.inf) for one, other in pairwise(intervals)]
    outer = math.isinf(intervals[0].inf) and math.isinf(intervals[-1].sup) if intervals else False
    if outer and all(one == other for one, other in ends):
        return f"x != {', '.join(text(one) for one, _ in ends)}" if ends else "everywhere"
    return " or ".join(_condition(interval, text) for interval in intervals)


def _condition(interval: Interval, text: Callable[[float], str]) -> str:
    low, high = text(interval.inf), text(interval.sup)
    above, below = ("=" if attained else "" for attained in (interval.inf_attained, interval.sup_attained))
    if math.isinf(interval.inf):
        return f"x <{below} {high}"
    if math.isinf(interval.sup):
        return f"x >{above} {low}"
    return f"{low} <{above} x <{below} {high}"

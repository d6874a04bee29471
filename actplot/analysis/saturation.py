"""Where a function saturates: its slope is, and stays, so small that a unit hardly learns."""

from __future__ import annotations

import math

import numpy as np

from actplot.activation import Activation
from actplot.analysis.pieces import AnalyticPiece, survey

SATURATED = 0.01  # abs(f') below this


@np.errstate(all="ignore")
def saturation(function: Activation) -> list[tuple[float, float]]:
    """Return the tails and the constant pieces on which abs(f') < 0.01, as intervals of x.

    Around an extremum f' is small as well; that is no saturation and is left out.
    """
    parts = survey(function).pieces
    found = [(piece.low, piece.high) for piece in parts if piece.flat]
    if function.period is None:
        for side, outermost_first in ((-1, parts), (1, parts[::-1])):
            end = _tail(function, outermost_first, side)
            if end is not None:
                found.append((-math.inf, end) if side < 0 else (end, math.inf))
    merged: list[tuple[float, float]] = []
    for low, high in sorted(found):
        if merged and low <= merged[-1][1]:
            low, high = merged[-1][0], max(high, merged.pop()[1])  # noqa: PLW2901
        merged.append((low, high))
    return merged


def _tail(function: Activation, outermost_first: list[AnalyticPiece], side: int) -> float | None:
    """Return the x from which on, to the infinity at ``side``, abs(f') stays below SATURATED."""
    inner = None
    for piece in outermost_first:
        if piece.gap:
            return inner
        x = piece.x if side < 0 else piece.x[::-1]
        derivative = piece.derivative if side < 0 else piece.derivative[::-1]
        steep = np.flatnonzero(np.abs(derivative) >= SATURATED)
        if len(steep) and steep[0] == 0:
            return inner
        if len(steep):
            low, high = float(x[steep[0]]), float(x[steep[0] - 1])
            while (middle := 0.5 * (low + high)) not in (low, high):
                low, high = (middle, high) if abs(float(function.derivative(middle))) >= SATURATED else (low, middle)
            return high
        inner = piece.high if side < 0 else piece.low
    return inner

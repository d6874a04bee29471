"""The lines that f tends to at both infinities."""

from __future__ import annotations

import math

import numpy as np

from actplot.activation import Activation
from actplot.analysis.pieces import AnalyticPiece

Asymptote = tuple[float, float]
"""Slope m and intercept c of y = m*x + c."""


def asymptote(function: Activation, piece: AnalyticPiece, side: float) -> Asymptote | None:
    """Return the line that f tends to at the infinity of ``side`` (-1 or 1), or None; ``piece`` ends there."""
    index = 0 if side < 0 else 1
    f, slope = piece.f_ends[index], piece.derivative_ends[index]
    if math.isfinite(f):
        return 0.0, f + 0.0
    if not math.isfinite(slope) or slope == 0:
        return None
    x = side * 2.0 ** np.arange(4, 46)
    rest = function(x) - slope * x
    # The rest falls off like 1/x or faster: one step of Richardson's extrapolation takes the first term out.
    better = 2 * rest[1:] - rest[:-1]
    doubt = np.abs(np.diff(better)) + 4e-16 * np.abs(slope * x[2:])
    best = int(np.argmin(doubt))
    intercept = float(better[best + 1])
    if doubt[best] > 1e-6 * max(1.0, abs(intercept)):
        return None
    return slope, 0.0 if abs(intercept) <= 100 * doubt[best] else intercept

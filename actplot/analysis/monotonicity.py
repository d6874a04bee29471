"""Whether f rises or falls throughout."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

import numpy as np

from actplot.activation import Activation
from actplot.analysis.pieces import AnalyticPiece

Monotonic = Literal["increasing", "non-decreasing", "decreasing", "non-increasing", "no"]


def monotonic(function: Activation, pieces: list[AnalyticPiece], at_kinks: list[float]) -> Monotonic:
    """Return whether f rises or falls throughout; ``at_kinks`` are its values at the kinks."""
    rises = falls = rests = False
    for piece in pieces:
        # Rounding may leave a trace of the wrong sign where an oscillating f' touches 0.
        floor = 1e-14 * float(np.max(np.abs(piece.derivative))) if function.period else 0.0
        rises |= bool((piece.derivative > floor).any())
        falls |= bool((piece.derivative < -floor).any())
        rests |= piece.flat
    for here, left, right in zip(at_kinks, pieces[:-1], pieces[1:], strict=True):
        for before, after in pairwise((left.f_ends[1], here, right.f_ends[0])):
            if before != after:
                rises |= before < after
                falls |= before > after
    if not function.bounded or (rises and falls):
        return "no"
    if falls:
        return "non-increasing" if rests else "decreasing"
    return "non-decreasing" if rests else "increasing"

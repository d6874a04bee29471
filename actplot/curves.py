"""A function traced over a window: pieces between kinks, with each end where it belongs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from actplot.activation import Activation, Array

POINTS = 401  # for each piece; at 8 inches and 200 dpi a curve then bends within a pixel


@dataclass(frozen=True)
class Piece:
    """One unbroken stretch of f and f', from one kink or edge of the window to the next."""

    x: Array
    f: Array
    derivative: Array


@dataclass(frozen=True)
class Curve:
    """A function over a window."""

    function: Activation
    pieces: tuple[Piece, ...]
    kinks: tuple[float, ...]


def trace(function: Activation, low: float, high: float) -> Curve:
    """Sample ``function`` from ``low`` to ``high``, piece by piece.

    The ends of a piece at a kink are one-sided limits: evaluated one float inside the piece and drawn at the kink.
    """
    kinks = tuple(kink for kink in function.kinks if low < kink < high)
    edges = (low, *kinks, high)
    pieces = []
    for left, right in pairwise(edges):
        x = np.linspace(left, right, POINTS)
        inside = x.copy()
        inside[0] = math.nextafter(left, math.inf) if left in function.kinks else left
        inside[-1] = math.nextafter(right, -math.inf) if right in function.kinks else right
        pieces.append(Piece(x, *function.pair(inside)))
    return Curve(function, tuple(pieces), kinks)


def window(functions: list[Activation]) -> tuple[float, float]:
    """Return a window that shows every kink with room on both sides."""
    kinks = [kink for function in functions for kink in function.kinks]
    low, high = min(kinks, default=0.0), max(kinks, default=0.0)
    margin = max(5.0, 0.5 * (high - low))
    return min(low - margin / 2, -margin), max(high + margin / 2, margin)

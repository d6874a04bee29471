"""Where f rises and falls, and its local extrema."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

import numpy as np

from actplot.activation import Activation, Array
from actplot.analysis.edges import Edge
from actplot.analysis.formula import Formula
from actplot.analysis.pieces import AnalyticPiece
from actplot.analysis.records import Monotonic


def direction(coefficients: Sequence[Decimal], side: int) -> int:
    """Return 1 if a function rises away from a point on ``side`` of it, -1 if it falls, 0 if it is constant there.

    ``coefficients`` are those of its Taylor series on that side.
    """
    for n, c in enumerate(coefficients[1:], 1):
        if c and not c.is_nan():
            return (1 if c > 0 else -1) * (side if n % 2 else 1)
    return 0


def directions(piece: AnalyticPiece, zeros: Array) -> set[int]:
    """Return the signs of f' on ``piece`` between its ``zeros``; 0 if f is constant."""
    if piece.flat:
        return {0}
    if not len(piece.x):
        return {direction(piece.left.after, 1)} if piece.left and not piece.gap else set()
    found = set()
    for low, high in zip([-math.inf, *zeros], [*zeros, math.inf], strict=True):
        slopes = piece.derivative[(low < piece.x) & (piece.x < high)]
        if len(slopes):
            found.add(int(np.sign(slopes[np.argmax(np.abs(slopes))])))
    return found - {0}


def monotonic(function: Activation, parts: list[tuple[AnalyticPiece, Array]], formula: Formula) -> Monotonic:
    """Return whether f rises or falls throughout, from its pieces and the zeros of f' on each."""
    found = {sign for piece, zeros in parts for sign in directions(piece, zeros)}
    for piece, _ in parts[1:]:
        edge = piece.left
        assert edge
        values = [value for value in (edge.before[0], edge.at, edge.after[0]) if not value.is_nan()]
        for before, after in pairwise(values):
            if not formula.equal(before, after):
                found.add(1 if before < after else -1)
    if function.swings or {1, -1} <= found:
        return "no"
    if any(function.endless) and not function.recurring:
        return "unknown"
    if -1 in found:
        return "non-increasing" if 0 in found else "decreasing"
    return "non-decreasing" if 0 in found else "increasing"


def turns_at(edge: Edge, formula: Formula) -> bool:
    """Whether f has a strict local extremum at a kink."""
    if any(value.is_nan() for value in (edge.before[0], edge.at, edge.after[0])):
        return False
    sides = [
        direction(c, side) if formula.equal(edge.at, c[0]) else (1 if c[0] > edge.at else -1)
        for c, side in ((edge.before, -1), (edge.after, 1))
    ]
    return sides[0] == sides[1] != 0

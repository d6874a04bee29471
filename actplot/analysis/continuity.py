"""The order of differentiability: the lowest derivative that jumps at a kink."""

from __future__ import annotations

from typing import Literal

import numpy as np

from actplot.activation import Activation
from actplot.analysis.pieces import AnalyticPiece, meet
from actplot.analysis.roots import chebyshev, clenshaw
from actplot.analysis.sampling import beside

Continuity = int | Literal["inf"]


def continuity(function: Activation, pieces: list[AnalyticPiece], at_kinks: list[float]) -> Continuity:
    """Return the n of C^n; ``at_kinks`` are the values of f at the kinks."""
    orders = [
        order
        for here, left, right in zip(at_kinks, pieces[:-1], pieces[1:], strict=True)
        if (order := _order(function, here, left, right)) is not None
    ]
    return min(orders) - 1 if orders else "inf"


def _order(function: Activation, here: float, left: AnalyticPiece, right: AnalyticPiece) -> int | None:
    """Return the order of the lowest derivative that jumps between two pieces, at f = ``here``: 0 if f does."""
    if not left.f_ends[1] == here == right.f_ends[0]:
        return 0
    if not meet(left.derivative_ends[1], right.derivative_ends[0]):
        return 1
    # Higher derivatives: those of polynomials through f' on both sides, on the widest stretch where these converge.
    nodes, inverse, derive = chebyshev()[:3]
    kink = left.high
    room = min(kink - left.low, right.high - kink, 1e6)
    widths = room * 4.0 ** -np.arange(40)
    shape = (nodes + 1) / 2
    sides = []
    for direction in (-1, 1):
        x = kink + direction * widths[:, None] * shape
        x[:, 0] = beside(kink, direction)
        coefficients = function.derivative(x) @ inverse.T
        sides.append(coefficients)
    size = np.max(np.abs(sides), axis=(0, 2))
    rest = np.max(np.abs(np.array(sides)[:, :, -3:]), axis=(0, 2))
    good = np.flatnonzero(rest <= 1e-13 * size)
    if not len(good):
        return None
    here_left, here_right = sides[0][good[0]], sides[1][good[0]]
    scale = size[good[0]]
    for n in (1, 2, 3):
        here_left, here_right = derive @ here_left, derive @ here_right
        before, after = (-1) ** n * clenshaw(here_left.tolist(), -1.0), clenshaw(here_right.tolist(), -1.0)
        if abs(before - after) > (1e-12 * 300.0**n / n) * scale + 1e-7 * max(abs(before), abs(after)):
            return n + 1
    return None

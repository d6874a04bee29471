"""The normal distribution in two floats, to about 2^-72, by Taylor series of Mills' ratio about fixed nodes."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from actplot.arithmetic import ball_functions, balls, twofold
from actplot.arithmetic.rounding import nearest
from actplot.arithmetic.twofold import Twofold

_STEP = 0.25  # from node to node
_FARTHEST = 40.0
_TERMS = 24
_LEADING = 8  # terms that take two floats
_BITS = 600  # with which the recurrence of the coefficients starts, of which it loses up to 300
_NEAR = 0.35  # beside 0, the power series


def distribution(x: Any, density: Twofold) -> tuple[Twofold, Twofold]:
    """Return Phi(x) and Phi(x) - 1/2, given phi(x); the first keeps its digits far left, the second next to 0."""
    x = twofold.clip(x, _FARTHEST)
    outside = density * ratio(abs(x))
    centre = twofold.where(x.high < 0, outside - 0.5, 0.5 - outside)
    beside = np.abs(x.high) < _NEAR
    if np.any(beside):
        centre = twofold.where(beside, _beside_0(twofold.clip(x, _NEAR), density), centre)
    return twofold.where(x.high < 0, outside, 1.0 - outside), centre


def ratio(y: Twofold) -> Twofold:
    """Return (1 - Phi(y)) / phi(y) for 0 <= y <= 40."""
    high = np.nan_to_num(y.high)
    index = np.rint(high / _STEP).astype(np.int64)
    nodes, places = _places(index)
    leading_high, leading_low, rest = (
        np.array([_coefficients(int(node))[which] for node in nodes]).T[:, places] for which in (0, 1, 2)
    )
    step = (y - _STEP * index) if isinstance(y.low, float) and not y.low else Twofold(high - _STEP * index) + y.low
    tail = rest[-1]
    for coefficient in rest[-2::-1]:
        tail = coefficient + step.high * tail
    found: Twofold = Twofold(leading_high[-1], leading_low[-1]) + step.high * tail
    for k in range(_LEADING - 2, -1, -1):
        found = Twofold(leading_high[k], leading_low[k]) + step * found
    return found


def _places(index: Any) -> tuple[Any, Any]:
    """Return the nodes that occur, and the place of each index among them."""
    occurs = np.zeros(int(_FARTHEST / _STEP) + 2, np.int64)
    occurs[index] = 1
    nodes = np.flatnonzero(occurs)
    return nodes, (np.cumsum(occurs) - 1)[index]


@cache
def _coefficients(node: int) -> tuple[list[float], list[float], list[float]]:
    """Return the Taylor coefficients of Mills' ratio R about a node, by R' = x R - 1: high, low, and the others."""
    c = balls.ball(node * _STEP, _BITS)
    terms = [ball_functions.normal_distribution(-c) / ball_functions.normal_density(c)]
    terms.append(c * terms[0] - 1)
    for n in range(1, _TERMS - 1):
        terms.append((c * terms[n] + terms[n - 1]) / (n + 1))
    high = [nearest(term.middle, term.exponent) for term in terms]
    rests = [term - first for term, first in zip(terms[:_LEADING], high, strict=False)]
    return high[:_LEADING], [nearest(rest.middle, rest.exponent) for rest in rests], high[_LEADING:]


def _beside_0(x: Twofold, density: Twofold) -> Twofold:
    """Return phi(x) (x + x^3/3 + x^5/15 + ...)."""
    square = x * x
    tail = np.zeros_like(square.high)
    for k in range(13, 3, -1):
        tail = (1.0 + square.high * tail) / (2 * k + 1)
    series: Any = tail * square.high
    for k in (3, 2, 1):
        series = square * ((1.0 + Twofold(0.0) + series) / Twofold(2.0 * k + 1.0))
    found: Twofold = density * x * (1.0 + series)
    return found

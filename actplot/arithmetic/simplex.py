"""Projections of scores onto the simplex, by exact integers: which outputs are 0 is no matter of rounding."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np

from actplot.arithmetic.twofold import Twofold

Parts: TypeAlias = tuple[float, float]
"""A number rounded to a float, and the rest, of which the sign is right whatever its size."""


def project(x: Any, outputs: Callable[[Sequence[float]], dict[int, tuple[Parts, Parts]]]) -> tuple[Twofold, Twofold]:
    """Apply ``outputs`` to each vector along the last axis; NaN for one with several infinite scores on top.

    ``outputs`` gives two numbers for each place in the support.
    """
    found = np.zeros((2, 2, *x.shape))
    for index in np.ndindex(x.shape[:-1]):
        scores = x[index].tolist()
        top = max(scores)
        if math.isnan(top) or any(map(math.isnan, scores)) or (math.isinf(top) and scores.count(top) > 1):
            found[(slice(None), 0, *index)] = math.nan
        elif math.isinf(top):
            found[(slice(None), 0, *index, scores.index(top))] = 1.0
        else:
            for place, pair in outputs(scores).items():
                found[(slice(None), slice(None), *index, place)] = pair
    return Twofold(*found[0]), Twofold(*found[1])


def _quotient(top: int, below: int) -> Parts:
    high = top / below
    above, unit = high.as_integer_ratio()
    rest = top * unit - above * below
    low = max(abs(rest) / (below * unit), 5e-324) if rest else 0.0
    return high, low if rest > 0 else -low


def _integers(scores: Sequence[float], distance: float) -> tuple[list[int], dict[int, int], int]:
    """Return scores as integers, largest first, the place of each in the vector, and the integer that stands for 1.

    Left out are those that are ``distance`` or more below the largest.
    """
    least = max(scores) - 1.001 * distance
    near = [(score, i) for i, score in enumerate(scores) if score >= least]
    ratios = [(*score.as_integer_ratio(), i) for score, i in near]
    unit = max(below for _, below, _ in ratios)
    ordered = sorted(((above * (unit // below), i) for above, below, i in ratios), reverse=True)
    return [number for number, _ in ordered], {place: i for place, (_, i) in enumerate(ordered)}, unit


def sparsemax(scores: Sequence[float]) -> dict[int, tuple[Parts, Parts]]:
    """Return max(x_i - tau, 0) with the tau for which the sum is 1, and 1, where the first is not 0."""
    numbers, places, unit = _integers(scores, 1.0)
    total = count = 0
    for number in numbers:
        if unit + (count + 1) * number <= total + number:
            break
        total, count = total + number, count + 1
    return {
        places[place]: (_quotient(count * number - total + unit, count * unit), (1.0, 0.0))
        for place, number in enumerate(numbers[:count])
    }


def entmax15(scores: Sequence[float]) -> dict[int, tuple[Parts, Parts]]:
    """Return max(x_i/2 - tau, 0)^2 with the tau for which the sum is 1, and its root, where they are not 0."""
    numbers, places, unit = _integers(scores, 2.0)
    unit *= 2  # that of x/2
    total = squares = count = 0
    for number in numbers:
        more, both, summed = count + 1, squares + number * number, total + number
        # With a support of this many, s_i = (count*x_i - total + root of this) / (count*unit).
        radicand = more * (unit * unit - both) + summed * summed
        if radicand <= 0 or (summed > more * number and (summed - more * number) ** 2 >= radicand):
            break
        count, squares, total = more, both, summed
    radicand = count * (unit * unit - squares) + total * total
    shift = max(0, 130 - radicand.bit_length() // 2)
    root = math.isqrt(radicand << (2 * shift))
    found = {}
    for place, number in enumerate(numbers[:count]):
        ahead = count * number - total
        if ahead >= 0:
            top, below = (ahead << shift) + root, (count * unit) << shift
        else:
            top, below = (radicand - ahead * ahead) << shift, count * unit * (root - (ahead << shift))
        squared = (top * top, below * below) if ahead else (radicand, (count * unit) ** 2)
        found[places[place]] = _quotient(*squared), _quotient(top, below)
    return found

"""A vector function while one of its scores moves."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from actplot.activation import Array, Vector
from actplot.analysis.windows import TAIL, rounded

JUMP = 0.15  # of all that outputs cover, from one sample to the next

# The scores that stay fixed while the first one moves: the first of these that the function takes and answers.
OTHERS: tuple[tuple[float, ...], ...] = ((1.0, 0.0), (1.0,), (1.0, 0.0, -1.0))

Both: TypeAlias = tuple[Array, Array]  # outputs and their slopes, each of shape (n, m)


@dataclass(frozen=True, eq=False)
class Scan:
    """The outputs of a vector function while its first score moves, broken by NaN where one jumps."""

    x: Array
    outputs: Array  # shape (n, m)
    slopes: Array  # d output_i / d x_1, shape (n, m)
    others: tuple[float, ...]
    jumps: tuple[float, ...]


def fixed_scores(function: Vector) -> tuple[float, ...]:
    """Return the scores to hold fixed: none where an output depends on one score alone."""
    for others in OTHERS:
        try:
            low, high = function([(-10.0, *others), (10.0, *others)])
        except ValueError:  # it takes no such number of scores
            continue
        if len(low) == 1 + len(others) and (low != high).any():
            return others
    return ()


def scan(function: Vector, others: Sequence[float], xlim: tuple[float, float] | None) -> Scan:
    """Move the first score of a vector past the ``others``."""

    def at(xs: Array) -> Both:
        vectors = np.column_stack([xs, *(np.full(len(xs), other) for other in others)])
        # Noise that is drawn must be the same for each.
        groups = vectors[:, None] if function.stochastic else [vectors]
        pairs = [function.pair(group) for group in groups]
        return np.concatenate([y for y, _ in pairs]), np.concatenate([jacobian[..., 0] for _, jacobian in pairs])

    low, high = xlim or _busy(*(np.linspace(-9, 9, 361), at(np.linspace(-9, 9, 361))[1]))
    x = np.unique(np.concatenate([np.linspace(low, high, 601), [t for t in others if low < t < high]]))
    outputs, slopes = at(x)
    jumps = _jumps(at, x, (outputs, slopes))
    for left, right in jumps:
        index = int(np.searchsorted(x, right))
        values, rises = at(np.array([left, right]))
        gap = np.full_like(values[:1], np.nan)
        x = np.insert(x, index, [left, math.nan, right])
        outputs = np.insert(outputs, index, np.concatenate([values[:1], gap, values[1:]]), axis=0)
        slopes = np.insert(slopes, index, np.concatenate([rises[:1], gap, rises[1:]]), axis=0)
    return Scan(x, outputs, slopes, tuple(others), tuple(right for _, right in jumps))


def _jumps(at: Callable[[Array], Both], x: Array, both: Both) -> list[tuple[float, float]]:
    """Return the neighbouring floats between which outputs or slopes jump."""
    scales = [JUMP * (float(np.ptp(values)) or 1.0) for values in both]

    def steps(both: Both) -> Array:
        """Return the distance of each point from the next, in heights that count as a jump."""
        found = [np.abs(np.diff(v, axis=0)).max(axis=1) / s for v, s in zip(both, scales, strict=True)]
        return np.asarray(np.maximum(*found))

    jumps: list[tuple[float, float]] = []
    for i in np.flatnonzero(steps(both) > 1).tolist():
        left, right = float(x[i]), float(x[i + 1])
        while math.nextafter(left, right) < right:
            middle = 0.5 * (left + right)
            first, second = steps(at(np.array([left, middle, right])))
            left, right = (left, middle) if first > second else (middle, right)
        if steps(at(np.array([left, right])))[0] > 1:
            jumps.append((left, right))
    return jumps


def _busy(x: Array, slopes: Array) -> tuple[float, float]:
    """Return the stretch over which slopes change, with room on both sides."""
    largest = float(np.ptp(slopes, axis=0).max()) or 1.0
    left = np.flatnonzero((np.abs(slopes - slopes[0]) > TAIL * largest).any(axis=1))
    right = np.flatnonzero((np.abs(slopes - slopes[-1]) > TAIL * largest).any(axis=1))
    if not len(left) or not len(right):
        return -3.0, 3.0
    low, high = float(x[left[0]]), float(x[right[-1]])
    room = max(0.15 * (high - low), 2.0 if high - low < 0.5 else 0.0)
    return rounded(low - room), rounded(high + room)

"""Adaptive sampling of f and f' over a stretch of x without kinks."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from actplot.activation import Activation, Array

if TYPE_CHECKING:
    from numpy.typing import NDArray

FLOATS_BESIDE = 4  # a kink is rounded; this many floats from it, the piece beside it has surely begun
ROUNDS = 60


@dataclass(frozen=True, eq=False)
class Piece:
    """Samples of f and f' over a stretch without a kink inside it; x ascends."""

    x: Array
    f: Array
    derivative: Array


Indices: TypeAlias = "NDArray[np.intp]"
Criterion: TypeAlias = "Callable[[Piece, Indices, Indices, Piece], NDArray[np.bool_]]"
"""Given samples, the indices of the ends of intervals, and samples inside these: which to halve further."""

Middle: TypeAlias = Callable[[Array, Array], Array]


def sample(function: Activation, x: Array) -> Piece:
    """Evaluate f and f' at ``x``, of one dimension, as ``pair`` does, by the evaluator alone where that suffices."""
    if not len(x):
        return Piece(x, x, x)
    with np.errstate(all="ignore"):
        values = function.evaluate(x, **function.parameters)
    f, derivative = (np.broadcast_to(value, x.shape) for value in values)
    unsettled = np.flatnonzero(np.isnan(f) | np.isnan(derivative))
    if len(unsettled):
        f, derivative = f.copy(), derivative.copy()
        f[unsettled], derivative[unsettled] = function.pair(x[unsettled])
    return Piece(x, f, derivative)


def beside(kink: float, direction: int) -> float:
    """Return the x next to a kink (or an infinity: itself) that surely lies on the piece in ``direction``."""
    x = kink
    for _ in range(FLOATS_BESIDE if math.isfinite(kink) else 0):
        x = math.nextafter(x, direction * math.inf)
    return x


def ordered(x: Array) -> Array:
    """Return each number of ``x`` once, ascending; np.unique would load NumPy's masked arrays for that."""
    x = np.sort(x)
    first = np.ones(len(x), dtype=bool)
    first[1:] = x[1:] != x[:-1]
    return np.asarray(x[first])


def span(values: Array) -> tuple[float, float]:
    """Return the smallest and the largest finite value; 0 and 0 if there is none."""
    finite = values[np.isfinite(values)]
    return (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 0.0)


def arithmetic_middle(low: Array, high: Array) -> Array:
    """Return the middle of each interval; no sum overflows."""
    return np.asarray(0.5 * low + 0.5 * high)


def geometric_middle(low: Array, high: Array) -> Array:
    """Return the geometric middle where the ends have one sign and lie decades apart, else the arithmetic one."""
    wide = (np.abs(low) > 4 * np.abs(high)) | (np.abs(high) > 4 * np.abs(low))
    root = np.sign(low) * np.sqrt(np.abs(low)) * np.sqrt(np.abs(high))
    return np.where(wide & (np.sign(low) == np.sign(high)), root, arithmetic_middle(low, high))


def refine(
    function: Activation,
    piece: Piece,
    coarse: Criterion,
    most: int,
    middle: Middle = arithmetic_middle,
    rounds: int = ROUNDS,
    ask: NDArray[np.bool_] | None = None,
) -> Piece:
    """Halve the intervals of ``piece`` for as long as ``coarse`` asks for it, up to about ``most`` samples.

    ``ask`` says which intervals to try first; without it, all.
    """
    ask = np.ones(max(0, len(piece.x) - 1), dtype=bool) if ask is None else ask
    for _ in range(rounds):
        left = np.flatnonzero(ask)
        if not len(left) or len(piece.x) > most:
            break
        low, high = piece.x[left], piece.x[left + 1]
        x = middle(low, high)
        between = (low < x) & (x < high)
        left, x = left[between], x[between]
        if not len(left):
            break
        new = sample(function, x)
        halve = coarse(piece, left, left + 1, new)
        at, chosen = left[halve], np.stack([new.x, new.f, new.derivative])[:, halve]
        piece = Piece(*np.insert(np.stack([piece.x, piece.f, piece.derivative]), at + 1, chosen, axis=1))
        ask = np.zeros(len(ask), dtype=bool)
        ask[at] = True
        ask = np.repeat(ask, np.where(ask, 2, 1))
    return piece

"""Dead, saturated and stuck units of a layer, from its pre-activations on many samples."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from actplot.activation import Array

SATURATED = 0.01  # of the largest |f'|; a slope below that counts as saturated
STUCK = 0.99  # of the samples; a unit that is saturated on more of them counts as stuck
LEAST = 1e-45  # the least slope above 0 in float32
ROWS = 255  # that are summed in float32, or counted in a byte
WIDE = 1024  # columns, so that sums over rows take whole vector registers


class Diagnosis:
    """Counts and moments of pre-activations z and their slopes f'(z), accumulated block by block for each unit.

    Numbers that are not finite are left out, and counted. Sums within a block of at most 255 rows are taken in the
    type of the blocks, those over blocks in float64; the variance is merged as in Chan et al. 1983.
    """

    def __init__(self, units: int, largest: float) -> None:
        """Start without samples.

        Args:
            units: of the layer.
            largest: the supremum of |f'|. If it is infinite, only a slope of 0 is saturated.

        """
        self.units = units
        self.limit = saturation_limit(largest)
        self.counts = np.zeros(units)
        """Finite pre-activations of each unit, shape (units,)."""
        self.means, self._squares = np.zeros(units), np.zeros(units)
        self._slopes, self._flat, self._steepest = np.zeros(units), np.zeros(units), np.zeros(units)
        self.left_out = 0
        """Pre-activations that are NaN or infinite."""

    def add(self, z: Any, slope: Any, first: int = 0) -> None:
        """Add a block of pre-activations and their slopes, of float32 or float64.

        Args:
            z: shape (samples, units), or (samples, units, positions) where a unit has several numbers in a sample.
            slope: f'(z), of the same shape.
            first: the index of the first unit of the block, if it does not have all of them.

        """
        if not z.size:
            return
        units = z.shape[1]
        shape = (len(z), units, -1) if units > 1 else (-1, 1, 1)
        z, slope = (np.ascontiguousarray(block).reshape(shape) for block in (z, slope))
        together = max(1, WIDE // (units * z.shape[2]))  # samples in one row
        whole = len(z) // together * together
        edges = [*range(0, whole, ROWS * together), whole, len(z)]
        with np.errstate(all="ignore"):
            for start, stop in pairwise(edges):
                if start < stop:
                    rows = (-1, min(together, stop - start), *z.shape[1:])
                    self._add(
                        z[start:stop].reshape(rows), slope[start:stop].reshape(rows), slice(first, first + units)
                    )

    def merge(self, other: Diagnosis) -> None:
        """Take in the samples of another diagnosis of the same layer."""
        nothing = np.zeros(self.units)
        self._merge(slice(None), other.counts, other.means, nothing, other._squares)
        self._flat += other._flat
        self._slopes += other._slopes
        np.maximum(self._steepest, other._steepest, out=self._steepest)
        self.left_out += other.left_out

    def _add(self, z: Any, slope: Any, at: slice) -> None:
        """Add a block of shape (rows, samples of a row, units, positions), of the units ``at``."""
        count: Any = z.size // z.shape[2]
        total = _total(z)
        known = None
        if not np.isfinite(total).all():
            known = np.isfinite(z)
            z, slope = np.where(known, z, 0.0).astype(np.float64), np.where(known, slope, 0.0)
            count = np.count_nonzero(known, axis=(0, 1, 3)).astype(float)
            self.left_out += z.size - int(count.sum())
            total = _total(z)
        centre = (total / np.maximum(count, 1)).astype(z.dtype)[:, None]
        away = z - centre if known is None else np.where(known, z - centre, 0.0)
        self._merge(at, count, centre[:, 0].astype(float), _total(away), _total(np.square(away, out=away)))
        size = np.abs(slope)
        flat = size < self.limit
        self._flat[at] += _total((flat if known is None else flat & known).view(np.uint8))
        self._steepest[at] = np.maximum(self._steepest[at], np.maximum.reduce(size, axis=0).max(axis=(0, 2)))
        self._slopes[at] += _total(np.square(size, out=size))

    def _merge(self, at: slice, count: Any, centre: Array, away: Array, squares: Array) -> None:
        """Take in ``count`` numbers of each unit with the sums of their distances from ``centre``, and of squares."""
        share = np.maximum(count, 1)
        mean = centre + away / share
        before = self.counts[at]
        both = before + count
        part = count / np.maximum(both, 1)
        apart = mean - self.means[at]
        self._squares[at] += squares - away * away / share + apart * apart * before * part
        self.means[at] += apart * part
        self.counts[at] = both

    @property
    def dead(self) -> Any:
        """Whether the slope of a unit is 0 at all its pre-activations, shape (units,)."""
        return (self._steepest == 0) & (self.counts > 0)

    @property
    def saturated(self) -> Array:
        """The share of a unit's pre-activations at which it is saturated, shape (units,)."""
        return self._each(self._flat)

    @property
    def stuck(self) -> Any:
        """Whether a unit is saturated at more than 99 % of its pre-activations, shape (units,)."""
        return self.saturated > STUCK

    @property
    def mean(self) -> Array:
        """The mean of each unit's pre-activations, shape (units,)."""
        return np.where(self.counts > 0, self.means, np.nan)

    @property
    def std(self) -> Array:
        """Their standard deviation, shape (units,)."""
        return np.sqrt(np.maximum(self._each(self._squares), 0.0))

    @property
    def slope_square(self) -> Array:
        """The mean of f'(z)^2 of each unit, shape (units,)."""
        return self._each(self._slopes)

    def over_all(self, values: Array) -> float:
        """Return the mean over all pre-activations of a layer, from that of each unit."""
        some = self.counts > 0
        return float(np.average(values[some], weights=self.counts[some])) if some.any() else float("nan")

    @property
    def whole(self) -> dict[str, float]:
        """The numbers of the layer: dead and stuck units, and mean, std and shares over all pre-activations."""
        mean = self.over_all(self.mean)
        return {
            "dead": int(self.dead.sum()),
            "saturated": self.over_all(self.saturated),
            "stuck": int(self.stuck.sum()),
            "mean": mean,
            "std": float(np.sqrt(self.over_all(self.std**2 + (self.mean - mean) ** 2))),
            "slope_square": self.over_all(self.slope_square),
        }

    def _each(self, sums: Array) -> Array:
        return np.where(self.counts > 0, sums / np.maximum(self.counts, 1), np.nan)


def saturation_limit(largest: float) -> float:
    """Return the |f'| below which a function with this supremum of |f'| is saturated."""
    return max(SATURATED * largest, LEAST) if np.isfinite(largest) else LEAST


def _total(values: Any) -> Array:
    """Return the sums over all axes but that of the units, shape (units,); bytes are counted, of at most 255 rows."""
    by_column = np.add.reduce(values, axis=0, dtype=values.dtype)
    return np.asarray(by_column.sum(axis=(0, 2), dtype=np.float64))

"""Free space for labels: boxes are tested against everything drawn so far. All lengths are points of 1/72 inch."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from actplot.activation import Array

AXES = "axes"  # the layer of the lines through 0, which a label may cover where nothing else is free
Box = tuple[float, float, float, float]  # left, bottom, right, top


class Occupancy:
    """The cells of one point, within a rectangle, that are drawn on, layer by layer."""

    def __init__(self, width: float, height: float) -> None:
        """Begin with an empty rectangle whose lower left corner is (0, 0)."""
        self.width, self.height = width, height
        self._shape = (max(1, math.ceil(height)), max(1, math.ceil(width)))
        self._layers: dict[str, NDArray[np.int32]] = {}
        self._sums: dict[frozenset[str], NDArray[np.int32]] = {}

    def line(self, x: Array, y: Array, layer: str) -> None:
        """Draw a line through points; NaN lifts the pen."""
        cells = self._cells(layer)
        with np.errstate(all="ignore"):
            length = np.hypot(np.diff(x), np.diff(y))
            seen = np.isfinite(length) & (np.minimum(y[1:], y[:-1]) < 2 * self.height)
            seen &= np.maximum(y[1:], y[:-1]) > -self.height
        start = np.flatnonzero(seen)
        count = np.minimum(np.ceil(2 * length[start]), 1e4).astype(int) + 1
        index = np.repeat(start, count)
        part = (np.arange(len(index)) - np.repeat(np.cumsum(count) - count, count)) / np.repeat(count, count)
        columns = np.floor(x[index] + part * (x[index + 1] - x[index]))
        rows = np.floor(y[index] + part * (y[index + 1] - y[index]))
        inside = (columns >= 0) & (columns < cells.shape[1]) & (rows >= 0) & (rows < cells.shape[0])
        cells[rows[inside].astype(int), columns[inside].astype(int)] = 1

    def box(self, box: Box, layer: str) -> None:
        """Fill a rectangle."""
        left, bottom, right, top = box
        rows = slice(max(0, math.floor(bottom)), max(0, math.ceil(top)))
        self._cells(layer)[rows, max(0, math.floor(left)) : max(0, math.ceil(right))] = 1

    def count(self, boxes: Array, pad: float = 0.0, without: Collection[str] = ()) -> Array:
        """Return how many cells are drawn on in each of ``boxes``, shape (n, 4), widened by ``pad``.

        Layers named in ``without`` are ignored.
        """
        without = frozenset(without)
        if without not in self._sums:
            total = np.zeros(self._shape, dtype=np.int32)
            for name, cells in self._layers.items():
                if name not in without:
                    total |= cells
            self._sums[without] = np.pad(total.cumsum(axis=0, dtype=np.int32).cumsum(axis=1), ((1, 0), (1, 0)))
        sums = self._sums[without]
        rows, columns = self._shape
        left = np.clip(np.floor(boxes[:, 0] - pad), 0, columns).astype(int)
        right = np.clip(np.ceil(boxes[:, 2] + pad), 0, columns).astype(int)
        bottom = np.clip(np.floor(boxes[:, 1] - pad), 0, rows).astype(int)
        top = np.clip(np.ceil(boxes[:, 3] + pad), 0, rows).astype(int)
        return np.asarray(sums[top, right] - sums[bottom, right] - sums[top, left] + sums[bottom, left], dtype=float)

    def free(self, boxes: Array, pad: float) -> NDArray[np.bool_]:
        """Return which of ``boxes``, shape (n, 4), are inside and have nothing but axes within ``pad`` of them."""
        inside = (boxes[:, 0] >= 2) & (boxes[:, 1] >= 2)
        inside &= (boxes[:, 2] <= self.width - 1) & (boxes[:, 3] <= self.height)
        return np.asarray(inside & (self.count(boxes, pad, without=[AXES]) == 0))

    def _cells(self, layer: str) -> NDArray[np.int32]:
        self._sums.clear()
        return self._layers.setdefault(layer, np.zeros(self._shape, dtype=np.int32))


def beside(
    occupied: Occupancy,
    size: tuple[float, float],
    anchors: Array,
    *,
    layer: str,
    gaps: Sequence[float] = (3, 6, 10),
    pad: float = 2.5,
    alone: bool = False,
) -> Box | None:
    """Return a free box of ``size`` next to one of ``anchors``, shape (n, 2), the first ones preferred.

    Anything drawn nearby makes a place worse, except for ``layer``, which the label belongs to. With ``alone``, an
    anchor is skipped if something else is drawn there too: the label could belong to either.
    """
    if alone and len(anchors):
        points = np.concatenate([anchors, anchors], axis=1)
        anchors = anchors[occupied.count(points, 2.5, without=[layer, AXES, "dots", "labels"]) == 0]
    if not len(anchors):
        return None
    angles = np.arange(16) * (math.pi / 8)
    # On the outline of a square, so that boxes touch with edges as well as with corners.
    outline = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    outline /= np.max(np.abs(outline), axis=1, keepdims=True)
    reach = np.stack([0.5 * size[0] + np.asarray(gaps, float), 0.5 * size[1] + np.asarray(gaps, float)], axis=1)
    centres = anchors[:, None, None, :] + reach[None, :, None, :] * outline[None, None, :, :]
    cost = np.zeros(centres.shape[:3])
    cost += np.linspace(0, 30, len(anchors))[:, None, None] + 1.5 * np.asarray(gaps, float)[None, :, None]
    cost += 2.0 * (np.abs(np.sin(2 * angles)) > 0.1)[None, None, :]  # straight above reads better than at a slant
    half = 0.5 * np.asarray(size)
    boxes = np.concatenate([centres - half, centres + half], axis=-1).reshape(-1, 4)
    free = np.flatnonzero(occupied.free(boxes, pad))
    if not len(free):
        return None
    near = np.minimum(occupied.count(boxes[free], 9.0, without=[layer]), 60) + occupied.count(
        boxes[free], 1.0, without=[layer]
    )
    best = free[int(np.argmin(cost.ravel()[free] + near))]
    left, bottom, right, top = boxes[best].tolist()
    return left, bottom, right, top


def corner(occupied: Occupancy, size: tuple[float, float], pad: float = 4.0) -> Box | None:
    """Return a free box of ``size`` as near to a corner as possible, the upper left one preferred."""
    x = np.linspace(6, occupied.width - size[0] - 6, 40)
    y = np.linspace(6, occupied.height - size[1] - 4, 40)
    if x[-1] < x[0] or y[-1] < y[0]:
        return None
    left, bottom = (grid.ravel() for grid in np.meshgrid(x, y))
    boxes = np.stack([left, bottom, left + size[0], bottom + size[1]], axis=1)
    free = np.flatnonzero(occupied.free(boxes, pad))
    if not len(free):
        return None
    aside = np.minimum(left - x[0], x[-1] - left)
    cost = aside + np.minimum(y[-1] - bottom, bottom - y[0] + 30) + 10 * (left > 0.5 * occupied.width)
    best = boxes[free[int(np.argmin(cost[free]))]].tolist()
    return best[0], best[1], best[2], best[3]

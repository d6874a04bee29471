"""Free space for labels: boxes are tested against everything drawn so far. All lengths are points of 1/72 inch."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from actplot.activation import Array

AXES = "axes"  # the layer of the lines through 0
ASYMPTOTE = "asymptote"  # how the layers of asymptotes begin
NO_CURVES = (AXES, "dots", "labels")
APART = 1.6  # points by which a label is nearer to its own line than to any other
BATCH = 150  # places whose distances from lines are compared at once
Box = tuple[float, float, float, float]  # left, bottom, right, top


class Occupancy:
    """The cells of one point, within a rectangle, that are drawn on, layer by layer."""

    def __init__(self, width: float, height: float) -> None:
        """Begin with an empty rectangle whose lower left corner is (0, 0)."""
        self.width, self.height = width, height
        self._shape = (max(1, math.ceil(height)), max(1, math.ceil(width)))
        self._layers: dict[str, NDArray[np.int32]] = {}
        self._sums: dict[frozenset[str], NDArray[np.int32]] = {}
        self._points: dict[str, Array] = {}

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
        inside = (columns >= 0) & (columns < math.ceil(self.width)) & (rows >= 0) & (rows < cells.shape[0])
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
        """Return which of ``boxes``, shape (n, 4), are inside and have nothing within ``pad`` of them."""
        inside = (boxes[:, 0] >= 2) & (boxes[:, 1] >= 2)
        inside &= (boxes[:, 2] <= self.width - 1) & (boxes[:, 3] <= self.height)
        return np.asarray(inside & (self.count(boxes, pad) == 0))

    def points(self, *layers: str) -> Array:
        """Return the middles of the cells of layers, shape (n, 2)."""
        if not layers:
            return np.empty((0, 2))
        return np.concatenate([self._middles(layer) for layer in layers])

    def _middles(self, layer: str) -> Array:
        if layer not in self._points:
            rows, columns = np.nonzero(self._layers.get(layer, np.zeros((1, 1))))
            self._points[layer] = np.stack([columns + 0.5, rows + 0.5], axis=1)
        return self._points[layer]

    def others(self, *layers: str, asymptotes: bool = True) -> Array:
        """Return the middles of the cells of all curves but those of ``layers``, with asymptotes or without."""
        names = [name for name in self._layers if name not in (*layers, *NO_CURVES)]
        return self.points(*(name for name in names if asymptotes or not name.startswith(ASYMPTOTE)))

    def open(self, leader: tuple[float, float, float, float], foreign: Array, own: Array) -> bool:
        """Return whether a leader crosses no label, axis or ``foreign`` curve, and does not run along its own."""
        count = max(3, math.ceil(2 * math.hypot(leader[2] - leader[0], leader[3] - leader[1])))
        part = np.linspace(0, 1, count)[:, None]
        line = np.array(leader[:2]) * (1 - part) + np.array(leader[2:]) * part
        rows = np.clip(np.floor(line[:, 1]).astype(int), 0, self._shape[0] - 1)
        columns = np.clip(np.floor(line[:, 0]).astype(int), 0, self._shape[1] - 1)
        for layer in ("labels", AXES):
            if layer in self._layers and self._layers[layer][rows, columns].any():
                return False
        boxes = np.concatenate([line, line], axis=1)
        return bool((distances(boxes, foreign) >= 1.5).all() and (distances(boxes, own) < 1.5).sum() <= 14)

    def _cells(self, layer: str) -> NDArray[np.int32]:
        """Return the cells of a layer, to be drawn on."""
        self._sums.clear()
        self._points.pop(layer, None)
        return self._layers.setdefault(layer, np.zeros(self._shape, dtype=np.int32))


@dataclass(frozen=True)
class Place:
    """Where a label goes, and the leader from its mark to it, if it has one."""

    box: Box
    leader: tuple[float, float, float, float] | None = None
    """x and y of its two ends."""


def beside(
    occupied: Occupancy,
    size: tuple[float, float],
    anchors: Array,
    *,
    layers: Sequence[str],
    near: Sequence[float],
    far: Sequence[float] = (),
    pad: float = 2.0,
    clear: float = 0.0,
) -> Place | None:
    """Return a free place for a label of ``size`` at one of ``anchors``, shape (n, 2), the first ones preferred.

    It is ``near`` its anchor, or ``far`` from it with a leader; both are distances in points. No other line is as
    near to it as those of ``layers``, which it belongs to. Anchors with another line within ``clear`` are skipped.
    """
    own = occupied.points(*layers)
    foreign = occupied.others(*layers, asymptotes=not layers[0].startswith("f-"))
    if clear and len(anchors):
        anchors = anchors[distances(np.concatenate([anchors, anchors], axis=1), foreign) > clear]
    if not len(anchors):
        return None
    gaps = np.asarray([*near, *far], float)
    angles = np.arange(32) * (math.pi / 16)
    # On the outline of a square, so that boxes touch with edges as well as with corners.
    outline = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    outline /= np.max(np.abs(outline), axis=1, keepdims=True)
    reach = np.stack([0.5 * size[0] + gaps, 0.5 * size[1] + gaps], axis=1)
    centres = anchors[:, None, None, :] + reach[None, :, None, :] * outline[None, None, :, :]
    cost = np.zeros(centres.shape[:3])
    cost += np.linspace(0, 30, len(anchors))[:, None, None] + 1.5 * gaps[None, :, None]
    cost += (10.0 * (gaps > max(near, default=0.0)))[None, :, None]
    cost += 2.0 * (np.abs(np.sin(2 * angles)) > 0.1)[None, None, :]  # straight above reads better than at a slant
    half = 0.5 * np.asarray(size)
    boxes = np.concatenate([centres - half, centres + half], axis=-1).reshape(-1, 4)
    free = np.flatnonzero(occupied.free(boxes, pad))
    crowd = np.minimum(occupied.count(boxes[free], 9.0, without=layers), 60) * 0.5
    order = free[np.argsort(cost.ravel()[free] + crowd, kind="stable")]
    per_anchor = len(gaps) * len(angles)
    for start in range(0, len(order), BATCH):
        batch = order[start : start + BATCH]
        fits = distances(boxes[batch], own) + APART < distances(boxes[batch], foreign)
        for index in batch[fits].tolist():
            left, bottom, right, top = boxes[index].tolist()
            box: Box = (left, bottom, right, top)
            if index % per_anchor // len(angles) < len(near):
                return Place(box)
            leader = _leader(anchors[index // per_anchor], box)
            if occupied.open(leader, foreign, own):
                return Place(box, leader)
    return None


def distances(boxes: Array, points: Array) -> Array:
    """Return the distance of each of ``boxes``, shape (n, 4), to the nearest of ``points``."""
    if not len(points):
        return np.full(len(boxes), np.inf)
    x, y = points[:, 0], points[:, 1]
    across = np.maximum(np.maximum(boxes[:, None, 0] - x, x - boxes[:, None, 2]), 0)
    up = np.maximum(np.maximum(boxes[:, None, 1] - y, y - boxes[:, None, 3]), 0)
    return np.asarray(np.sqrt(np.min(across * across + up * up, axis=1)))


def _leader(mark: Array, box: Box) -> tuple[float, float, float, float]:
    """Return the line from beside a mark to the nearest point of a box, as x, y, x, y."""
    x, y = float(mark[0]), float(mark[1])
    # Where the box is beside the mark, the line ends in the middle of its height; above or below, within its width.
    inner = min(8.0, 0.25 * (box[2] - box[0]))
    end_x = min(max(x, box[0] + inner), box[2] - inner) if not box[1] < y < box[3] else min(max(x, box[0]), box[2])
    end_y = min(max(y, box[1]), box[3])
    if end_x in (box[0], box[2]):
        end_y = 0.5 * (box[1] + box[3])
    length = math.hypot(end_x - x, end_y - y) or 1.0
    start, stop = 3.5 / length, 1 - 1.0 / length
    return x + start * (end_x - x), y + start * (end_y - y), x + stop * (end_x - x), y + stop * (end_y - y)


def spread(wanted: Sequence[float], distance: float, low: float, high: float) -> list[float]:
    """Return positions near the wanted ones, in their order, ``distance`` apart and between ``low`` and ``high``."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    # Neighbours that would touch form a block around the mean of where its members want to be.
    blocks: list[tuple[float, int]] = []
    for i in order:
        centre, count = wanted[i], 1
        while blocks:
            other, members = blocks[-1]
            if centre - 0.5 * (count - 1) * distance - (other + 0.5 * (members - 1) * distance) >= distance - 1e-9:
                break
            blocks.pop()
            centre, count = (centre * count + other * members) / (count + members), count + members
        room = 0.5 * (count - 1) * distance
        blocks.append((min(max(centre, low + room), max(low + room, high - room)), count))
    placed = [0.0] * len(wanted)
    rank = 0
    for centre, count in blocks:
        for k in range(count):
            placed[order[rank]] = centre + (k - 0.5 * (count - 1)) * distance
            rank += 1
    return placed

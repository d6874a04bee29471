"""Ten kinds of shapes at a random place, size and angle, in random colours, with noise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from actplot.networks.images.record import SIDE

NOISE = 0.1  # standard deviation; the range of colours is 1
DARK = 0.4  # the brightest ground in any channel; shapes are brighter by at least CONTRAST in one
CONTRAST = 0.3
AT_ONCE = 256  # images


def _box(u: Any, v: Any, width: float, height: float) -> Any:
    return np.maximum(np.abs(u) - width, np.abs(v) - height)


def _polygon(u: Any, v: Any, corners: int, inner: float) -> Any:
    """Return the distance from a regular polygon, or from a star whose inner corners lie at the radius ``inner``."""
    sector = np.pi / corners
    angle = np.abs((np.arctan2(v, u) + sector) % (2 * sector) - sector)
    radius = np.hypot(u, v)
    x, y = radius * np.cos(angle), radius * np.sin(angle)
    edge = inner * np.cos(sector) - 1, inner * np.sin(sector)
    return ((x - 1) * edge[1] - y * edge[0]) / np.hypot(*edge)


# A number below 0 inside the shape, which is about 1 in radius, and the distance from its edge near that.
KINDS: dict[str, Callable[[Any, Any], Any]] = {
    "disc": lambda u, v: np.hypot(u, v) - 0.8,
    "ring": lambda u, v: np.abs(np.hypot(u, v) - 0.75) - 0.18,
    "half disc": lambda u, v: np.maximum(np.hypot(u, v + 0.35) - 0.95, -(v + 0.35)),
    "square": lambda u, v: _box(u, v, 0.72, 0.72),
    "frame": lambda u, v: np.abs(_box(u, v, 0.66, 0.66)) - 0.16,
    "triangle": lambda u, v: _polygon(u, v, 3, np.cos(np.pi / 3)),
    "bar": lambda u, v: _box(u, v, 1.0, 0.25),
    "plus": lambda u, v: np.minimum(_box(u, v, 0.95, 0.24), _box(u, v, 0.24, 0.95)),
    "angle": lambda u, v: np.minimum(_box(u + 0.5, v, 0.22, 0.85), _box(u, v + 0.63, 0.72, 0.22)),
    "star": lambda u, v: _polygon(u, v, 5, 0.42),
}
CLASSES = tuple(KINDS)


def sample(count: int, rng: np.random.Generator) -> tuple[Any, Any]:
    """Return images and the numbers of their kinds, which are equally frequent."""
    labels = rng.permutation(np.arange(count) % len(KINDS))
    pixels = np.empty((count, SIDE, SIDE, 3), np.uint8)
    size = rng.uniform(7, 13, count)
    x, y = (rng.uniform(size, SIDE - size) for _ in range(2))
    angle = rng.uniform(0, 2 * np.pi, count)
    ground, colour = _colours(count, rng)
    for number, distance in enumerate(KINDS.values()):
        every = np.flatnonzero(labels == number)
        for chosen in np.split(every, range(AT_ONCE, len(every), AT_ONCE)):
            across, down = np.meshgrid(np.arange(SIDE) + 0.5, np.arange(SIDE) + 0.5)
            dx, dy = across - x[chosen, None, None], down - y[chosen, None, None]
            scale, turn = size[chosen, None, None], angle[chosen, None, None]
            u, v = (dx * np.cos(turn) + dy * np.sin(turn)) / scale, (dy * np.cos(turn) - dx * np.sin(turn)) / scale
            cover = np.clip(0.5 - scale * distance(u, v), 0, 1)[..., None]
            below, above = ground[chosen, None, None], colour[chosen, None, None]
            values = below + cover * (above - below) + rng.normal(0, NOISE, (len(chosen), SIDE, SIDE, 3))
            pixels[chosen] = np.clip(np.round(values * 255), 0, 255)
    return pixels, labels


def _colours(count: int, rng: np.random.Generator) -> tuple[Any, Any]:
    """Return colours of grounds and shapes, each of shape (count, 3), that differ enough."""
    ground, colour = rng.uniform(0, DARK, (count, 3)), rng.uniform(0, 1, (count, 3))
    while (close := (colour - ground).max(axis=1) < CONTRAST).any():
        colour[close] = rng.uniform(0, 1, (int(close.sum()), 3))
    return ground, colour

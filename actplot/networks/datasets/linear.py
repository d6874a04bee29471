"""The two sides of a straight line, with a gap between them."""

from __future__ import annotations

import numpy as np

from actplot.activation import Array
from actplot.networks.datasets import balanced


def sample(count: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return points and classes."""
    classes = balanced(count, rng)
    distance, along = rng.uniform(0.2, 1.8, count), rng.uniform(-1.8, 1.8, count)
    across = np.where(classes == 1, distance, -distance)
    return np.stack([0.8 * along - 0.6 * across, 0.6 * along + 0.8 * across], axis=1), classes

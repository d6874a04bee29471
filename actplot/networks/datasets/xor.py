"""The four quadrants; class 1 where the coordinates have different signs."""

from __future__ import annotations

import numpy as np

from actplot.activation import Array
from actplot.networks.datasets import balanced


def sample(count: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return points and classes."""
    classes = balanced(count, rng)
    x = rng.uniform(0.15, 1.7, (count, 2)) * rng.choice([-1.0, 1.0], (count, 1))
    x[:, 1] *= 1 - 2 * classes
    return x, classes

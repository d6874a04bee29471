"""Two concentric circles; class 1 is the inner one."""

from __future__ import annotations

import numpy as np

from actplot.activation import Array
from actplot.networks.datasets import balanced


def sample(count: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return points and classes."""
    classes = balanced(count, rng)
    angle, radius = 2 * np.pi * rng.uniform(0, 1, count), np.where(classes == 1, 0.8, 1.7)
    x = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return x + rng.normal(0, 0.18, x.shape), classes

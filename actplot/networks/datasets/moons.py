"""Two interleaving half circles."""

from __future__ import annotations

import numpy as np

from actplot.activation import Array
from actplot.networks.datasets import balanced


def sample(count: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return points and classes."""
    classes = balanced(count, rng)
    angle = np.pi * (rng.uniform(0, 1, count) + classes)
    x = np.stack([np.cos(angle) + classes - 0.5, np.sin(angle) + 0.5 * classes - 0.25], axis=1)
    return 1.3 * (x + rng.normal(0, 0.15, x.shape)), classes

"""Two spiral arms of about one and a third turns."""

from __future__ import annotations

import numpy as np

from actplot.activation import Array
from actplot.networks.datasets import balanced


def sample(count: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return points and classes."""
    classes = balanced(count, rng)
    radius = 0.25 + 1.75 * np.sqrt(rng.uniform(0, 1, count))
    angle = 3 * np.pi * radius / 2 + np.pi * classes
    x = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return x + rng.normal(0, 0.06, x.shape), classes

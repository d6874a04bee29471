"""Spiral arms, one for each class, of about one and a third turns."""

from __future__ import annotations

import numpy as np

from actplot.activation import Array
from actplot.networks.datasets import balanced

MOST_CLASSES = 6  # whose arms are still apart


def sample(count: int, rng: np.random.Generator, arms: int = 2) -> tuple[Array, Array]:
    """Return points and classes; with more arms, each makes fewer turns."""
    classes = balanced(count, rng, arms)
    radius = 0.25 + 1.75 * np.sqrt(rng.uniform(0, 1, count))
    angle = 3 * np.pi * radius / arms + 2 * np.pi * classes / arms
    x = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return x + rng.normal(0, 0.06, x.shape), classes

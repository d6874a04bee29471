"""Losses of a network's outputs, each with its gradient."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from actplot.activation import Array

Loss: TypeAlias = Callable[[Array, Array], tuple[float, Array]]
"""Takes the outputs, shape (count, units), and the targets, shape (count,); returns the mean loss and its gradient
with respect to the outputs, of their shape."""


def logistic(z: Array, classes: Array) -> tuple[float, Array]:
    """Return the cross-entropy of the sigmoid of one logit, for classes 0.0 and 1.0."""
    z = z[:, 0]
    loss = float(np.mean(np.logaddexp(0.0, z) - classes * z))
    return loss, ((0.5 * (1 + np.tanh(z / 2)) - classes) / len(z))[:, None]


def cross_entropy(z: Array, classes: Array) -> tuple[float, Array]:
    """Return the cross-entropy of the softmax of several logits, for classes 0.0, 1.0 ..."""
    chosen = np.arange(len(z)), classes.astype(int)
    shifted = z - z.max(axis=1, keepdims=True)
    total = np.log(np.exp(shifted).sum(axis=1))
    loss = float(np.mean(total - shifted[chosen]))
    back = np.exp(shifted - total[:, None])
    back[chosen] -= 1
    return loss, back / len(z)


def squared(y: Array, targets: Array) -> tuple[float, Array]:
    """Return the mean squared error of one output."""
    away = y[:, 0] - targets
    return float(np.mean(away * away)), (2 / len(away)) * away[:, None]

"""The optimiser of Kingma & Ba 2015 (arXiv 1412.6980), at its default decay rates."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np


class Adam:
    """It updates arrays in place, in their own type."""

    def __init__(self, values: Sequence[Any], rate: float) -> None:
        """Take the arrays to update and the learning rate."""
        self.values, self.rate, self.steps = values, rate, 0
        self.means, self.squares = [np.zeros_like(v) for v in values], [np.zeros_like(v) for v in values]

    @np.errstate(all="ignore")  # a loss that is no longer finite is seen after the step
    def step(self, gradients: Iterable[Any]) -> None:
        """Make one step against the gradients of the arrays, which are overwritten."""
        self.steps += 1
        size = self.rate * math.sqrt(1 - 0.999**self.steps) / (1 - 0.9**self.steps)
        for value, mean, square, gradient in zip(self.values, self.means, self.squares, gradients, strict=True):
            _update(value, mean, square, gradient, size)


def _update(values: Any, mean: Any, square: Any, gradient: Any, size: float) -> None:
    change = gradient - mean
    change *= 0.1
    mean += change
    gradient *= gradient
    gradient -= square
    gradient *= 0.001
    square += gradient
    np.sqrt(square, out=gradient)
    gradient += 1e-8
    np.multiply(mean, size, out=change)
    change /= gradient
    values -= change

"""The optimiser, against the formulas of its paper."""

from typing import Any

import numpy as np
import pytest

from actplot.networks.adam import Adam


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_adam_makes_the_steps_of_its_paper_in_place(dtype: Any) -> None:
    rng = np.random.default_rng(0)
    values, gradients = rng.standard_normal(7), rng.standard_normal((3, 7))
    ours: Any = values.astype(dtype)
    adam = Adam([ours[:3], ours[3:]], 0.1)
    mean, square = np.zeros(7), np.zeros(7)
    for t, gradient in enumerate(gradients, start=1):
        adam.step(np.split(gradient.astype(dtype), [3]))
        mean, square = 0.9 * mean + 0.1 * gradient, 0.999 * square + 0.001 * gradient**2
        values -= 0.1 * (mean / (1 - 0.9**t)) / (np.sqrt(square / (1 - 0.999**t)) + 1e-8)
    assert np.allclose(ours, values, rtol=0, atol=1e-6)


def test_a_gradient_whose_square_overflows_warns_of_nothing() -> None:
    """Every warning is an error here."""
    adam = Adam([np.zeros(3, np.float32)], 0.01)
    for _ in range(2):
        adam.step([np.full(3, 1e30, np.float32)])
    assert not np.isfinite(adam.squares[0]).any()

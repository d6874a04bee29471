"""Small networks of one input that follow points with a curve."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from actplot.activation import Activation, Array
from actplot.networks import curves, losses, points_file
from actplot.networks.hidden import is_linear
from actplot.networks.pieces import bends, is_piecewise_linear
from actplot.networks.training import Network, Plan, Training, standard, train

TRAINING, HELD_OUT = 100, 200  # points


class Sample(NamedTuple):
    """Points of a regression: those for training, and others; each array of shape (count,)."""

    x: Array
    y: Array
    unseen: Array
    their_y: Array
    truth: Callable[[Array], Array] | None = None
    """The y without noise at x, where it is known."""

    @property
    def window(self) -> tuple[float, float]:
        """The x from the first to the last of all points."""
        x = np.concatenate([self.x, self.unseen])
        return float(x.min()), float(x.max())

    def least_squares(self) -> tuple[float, float]:
        """Return slope and intercept of the line through the training points with the least squared error."""
        centre = self.x.mean()
        away = self.x - centre
        slope = float(away @ self.y / (away @ away)) if away.any() else 0.0
        return slope, float(self.y.mean()) - slope * float(centre)


class Fit(NamedTuple):
    """A trained network and its curve."""

    training: Training
    residual: float
    """Root of the mean squared error on the training points."""
    error: float
    """The same on points that it was not trained on."""
    bends: Array | None
    """Where the curve bends inside the window, if the function is piecewise linear."""

    @property
    def pieces(self) -> int | None:
        """The number of straight pieces of the curve."""
        return None if self.bends is None else len(self.bends) + 1

    def line(self) -> tuple[float, float] | None:
        """Return slope and intercept of the curve of a linear function, and None of any other."""
        network = self.training.network
        if not is_linear(network.function):
            return None
        weights, bias = network.equivalent()
        return float(weights[0, 0]), float(bias[0])


def sample_of(data: str, seed: int) -> Sample:
    """Return points of a data set.

    Raises:
        ValueError: there is no data set ``data``.

    """
    rng = np.random.default_rng([seed, 0])
    seen, unseen = curves.sample(data, TRAINING, rng), curves.sample(data, HELD_OUT, rng)
    return Sample(*seen, *unseen, truth=lambda x: curves.curve(data, x))


def sample_from(path: str, seed: int) -> Sample:
    """Return the points of a CSV file; see :func:`points_file.read_curve`."""
    return Sample(*points_file.read_curve(path, seed))


def fit(
    functions: Sequence[Activation], sample: Sample, plan: Plan, tick: Callable[[], None] = lambda: None
) -> list[Fit]:
    """Train a network with each function to follow the points, by the mean squared error of standardised numbers.

    Raises:
        ArithmeticError: a loss is no longer finite; it names the function and the step.

    """
    (centre, unit), (middle, height) = standard(sample.x[:, None]), standard(sample.y[:, None])
    x, y = (sample.x[:, None] - centre) / unit, (sample.y - middle[0]) / height[0]
    found = []
    for function in functions:
        trained = train(function, x, y, plan, tick, losses.squared)
        network = trained.network
        network.rescale(centre, unit, float(middle[0]), float(height[0]))
        straight = bends(network, *sample.window) if is_piecewise_linear(function) else None
        errors = _error(network, sample.x, sample.y), _error(network, sample.unseen, sample.their_y)
        found.append(Fit(trained, *errors, straight))
    return found


def _error(network: Network, x: Array, y: Array) -> float:
    with np.errstate(all="ignore"):
        away = network.outputs(x[:, None])[:, 0] - y
        return float(np.sqrt(np.mean(away * away)))

"""Small networks that learn to tell two classes of points apart."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from actplot.activation import Activation, Array
from actplot.networks import datasets
from actplot.networks.meanfield import variance_gain

PART = 4096  # points that go through a network at once
TRAINING, HELD_OUT = 300, 1000  # points


class Network:
    """A network with one activation function in its hidden layers and one linear output, the logit of class 1."""

    def __init__(
        self, function: Activation, hidden: Sequence[int], rng: np.random.Generator, inputs: int = 2
    ) -> None:
        """Draw weights at which pre-activations of variance 1 keep that variance; the biases are 0."""
        self.function = function
        gain = variance_gain(function)
        gains = [1.0] + [gain if math.isfinite(gain) else 1.0] * len(hidden)
        sizes = [inputs, *hidden, 1]
        self.weights = [
            rng.standard_normal((fan_in, fan_out)) * (gains[i] / math.sqrt(fan_in))
            for i, (fan_in, fan_out) in enumerate(pairwise(sizes))
        ]
        self.biases = [np.zeros(size) for size in sizes[1:]]

    def logits(self, x: Array) -> Array:
        """Return the output for points of shape (count, 2), shape (count,); the probability is its sigmoid."""
        # In parts, because the activations of every layer are kept, and a picture asks for many points.
        return np.concatenate([self._forward(x[i : i + PART])[0] for i in range(0, len(x), PART)])

    def _forward(self, x: Array) -> tuple[Array, list[Array], list[Array]]:
        """Return the output, the input of every layer and the slopes of every hidden layer."""
        inputs, slopes = [x], []
        for w, b in zip(self.weights[:-1], self.biases[:-1], strict=True):
            a, slope = self.function.pair(inputs[-1] @ w + b)
            inputs.append(a)
            slopes.append(slope)
        return (inputs[-1] @ self.weights[-1] + self.biases[-1])[:, 0], inputs, slopes

    def gradients(self, x: Array, classes: Array) -> tuple[float, list[Array], int]:
        """Return the mean cross-entropy, its gradients (of weights, then of biases) and the number of dead units."""
        z, inputs, slopes = self._forward(x)
        loss = float(np.mean(np.logaddexp(0.0, z) - classes * z))
        back = ((0.5 * (1 + np.tanh(z / 2)) - classes) / len(x))[:, None]
        of_weights, of_biases = [], []
        for layer in reversed(range(len(self.weights))):
            of_weights.append(inputs[layer].T @ back)
            of_biases.append(back.sum(axis=0))
            if layer:
                back = (back @ self.weights[layer].T) * slopes[layer - 1]
        dead = sum(int((slope == 0).all(axis=0).sum()) for slope in slopes)
        return loss, of_weights[::-1] + of_biases[::-1], dead

    def equivalent(self) -> tuple[Array, float]:
        """Return the weights, shape (2,), and the bias of the linear layer that a network with a linear f equals."""
        offset, slope = self.function.pair(0.0)
        w, b = self.weights[0], self.biases[0]
        for following, bias in zip(self.weights[1:], self.biases[1:], strict=True):
            w, b = slope * w @ following, (slope * b + offset) @ following + bias
        return w[:, 0], float(b[0])


class Adam:
    """The optimiser of Kingma & Ba 2015 (arXiv 1412.6980) at its default decay rates; it updates arrays in place."""

    def __init__(self, values: Sequence[Array], rate: float) -> None:
        """Take the arrays to update and the learning rate."""
        self.values, self.rate, self.steps = values, rate, 0
        self.means, self.squares = [np.zeros_like(v) for v in values], [np.zeros_like(v) for v in values]

    def step(self, gradients: Sequence[Array]) -> None:
        """Make one step against the gradients of the arrays."""
        self.steps += 1
        size = self.rate * math.sqrt(1 - 0.999**self.steps) / (1 - 0.9**self.steps)
        for i, gradient in enumerate(gradients):
            self.means[i] += 0.1 * (gradient - self.means[i])
            self.squares[i] += 0.001 * (gradient * gradient - self.squares[i])
            self.values[i][...] -= size * self.means[i] / (np.sqrt(self.squares[i]) + 1e-8)


@dataclass(frozen=True)
class Training:
    """A trained network, and the course of its training."""

    network: Network
    losses: Array
    """Mean cross-entropy on the training points before each step and after the last, shape (steps + 1,)."""
    dead: Array
    """Number of hidden units whose slope is 0 for every training point, at the same moments, shape (steps + 1,)."""


def train(
    function: Activation,
    x: Array,
    classes: Array,
    hidden: Sequence[int],
    steps: int,
    rate: float,
    seed: int,
    tick: Callable[[], None] = lambda: None,
) -> Training:
    """Train a network by Adam on all points at once.

    Args:
        function: an elementwise activation.
        x: the points, shape (count, 2).
        classes: 0.0 or 1.0 for each point, shape (count,).
        hidden: the number of units of each hidden layer.
        steps: number of steps.
        rate: learning rate.
        seed: of the initial weights.
        tick: called at each step.

    Raises:
        ArithmeticError: the loss is no longer finite; it names the step.

    """
    network = Network(function, hidden, np.random.default_rng([seed, 1]))
    adam = Adam(network.weights + network.biases, rate)
    losses, dead = np.empty(steps + 1), np.empty(steps + 1, dtype=int)
    with np.errstate(all="ignore"):
        for step in range(steps + 1):
            losses[step], gradients, dead[step] = network.gradients(x, classes)
            if not math.isfinite(losses[step]):
                advice = f"; a lower learning rate than {rate:g} may help" if step else ", before it learned anything"
                raise ArithmeticError(f"{function.heading}: the loss is {losses[step]:g} at step {step}{advice}")
            if step < steps:
                adam.step(gradients)
                tick()
    return Training(network, losses, dead)


def accuracy(network: Network, x: Array, classes: Array) -> float:
    """Return the share of points on the right side of the boundary."""
    with np.errstate(all="ignore"):
        return float(np.mean((network.logits(x) > 0) == (classes > 0.5)))


class Trial(NamedTuple):
    """A trained network and its accuracies."""

    training: Training
    accuracy: float
    """On points that it was not trained on."""
    train_accuracy: float
    """On the training points."""


class Comparison(NamedTuple):
    """Networks with different activations, trained on the same points."""

    x: Array
    """The training points, shape (TRAINING, 2)."""
    classes: Array
    """Their classes 0.0 or 1.0, shape (TRAINING,)."""
    trials: list[Trial]


def compare(
    functions: Sequence[Activation],
    data: str,
    hidden: Sequence[int],
    steps: int,
    rate: float,
    seed: int,
    tick: Callable[[], None] = lambda: None,
) -> Comparison:
    """Train a network with each function on a data set; the arguments are those of :func:`train`.

    Raises:
        ValueError: there is no data set ``data``.
        ArithmeticError: a loss is no longer finite; it names the function and the step.

    """
    rng = np.random.default_rng([seed, 0])
    x, classes = datasets.sample(data, TRAINING, rng)
    unseen, their_classes = datasets.sample(data, HELD_OUT, rng)
    trials = []
    for function in functions:
        trained = train(function, x, classes, hidden, steps, rate, seed, tick)
        seen = accuracy(trained.network, x, classes)
        trials.append(Trial(trained, accuracy(trained.network, unseen, their_classes), seen))
    return Comparison(x, classes, trials)

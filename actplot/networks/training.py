"""Small networks that learn to tell classes of points apart, or to follow points with a curve."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from actplot.activation import Activation, Array
from actplot.networks import datasets, losses
from actplot.networks.adam import Adam
from actplot.networks.losses import Loss
from actplot.networks.meanfield import variance_gain

PART = 4096  # points that go through a network at once
TRAINING, HELD_OUT = 300, 1000  # points
MEASURED = 200  # moments of a training in batches at which all points are measured


class Network:
    """A network with one activation function in its hidden layers, and linear outputs."""

    def __init__(
        self, function: Activation, hidden: Sequence[int], rng: np.random.Generator, inputs: int = 2, outputs: int = 1
    ) -> None:
        """Draw weights at which pre-activations of variance 1 keep that variance; the biases are 0."""
        self.function = function
        gain = variance_gain(function)
        gains = [1.0] + [gain if math.isfinite(gain) else 1.0] * len(hidden)
        sizes = [inputs, *hidden, outputs]
        self.weights = [
            rng.standard_normal((fan_in, fan_out)) * (gains[i] / math.sqrt(fan_in))
            for i, (fan_in, fan_out) in enumerate(pairwise(sizes))
        ]
        self.biases = [np.zeros(size) for size in sizes[1:]]

    def outputs(self, x: Array) -> Array:
        """Return the outputs for points of shape (count, inputs), shape (count, outputs)."""
        # In parts, because the activations of every layer are kept, and a picture asks for many points.
        return np.concatenate([self._forward(x[i : i + PART])[0] for i in range(0, len(x), PART)])

    def _forward(self, x: Array) -> tuple[Array, list[Array], list[Array]]:
        """Return the outputs, the input of every layer and the slopes of every hidden layer."""
        inputs, slopes = [x], []
        for w, b in zip(self.weights[:-1], self.biases[:-1], strict=True):
            a, slope = self.function.near(inputs[-1] @ w + b)
            inputs.append(a)
            slopes.append(slope)
        return inputs[-1] @ self.weights[-1] + self.biases[-1], inputs, slopes

    def gradients(self, x: Array, targets: Array, loss: Loss = losses.logistic) -> tuple[float, list[Array], int]:
        """Return the mean loss, its gradients (of weights, then of biases) and the number of dead units."""
        outputs, inputs, slopes = self._forward(x)
        value, back = loss(outputs, targets)
        of_weights, of_biases = [], []
        for layer in reversed(range(len(self.weights))):
            of_weights.append(inputs[layer].T @ back)
            of_biases.append(back.sum(axis=0))
            if layer:
                back = (back @ self.weights[layer].T) * slopes[layer - 1]
        return value, of_weights[::-1] + of_biases[::-1], _dead(slopes)

    def measured(self, x: Array, targets: Array, loss: Loss) -> tuple[float, int]:
        """Return the mean loss and the number of dead units."""
        outputs, _, slopes = self._forward(x)
        return loss(outputs, targets)[0], _dead(slopes)

    def rescale(self, centre: Array, unit: Array, middle: float = 0.0, height: float = 1.0) -> None:
        """Make a network of (x - centre) / unit one of x, and one of (y - middle) / height one of y."""
        self.biases[0] -= (centre / unit) @ self.weights[0]
        self.weights[0] /= unit[:, None]
        self.weights[-1] *= height
        self.biases[-1] = self.biases[-1] * height + middle

    def equivalent(self) -> tuple[Array, Array]:
        """Return the weights, shape (inputs, outputs), and biases of the linear layer that a linear f makes of it."""
        offset, slope = self.function.near(0.0)
        w, b = self.weights[0], self.biases[0]
        for following, bias in zip(self.weights[1:], self.biases[1:], strict=True):
            w, b = slope * w @ following, (slope * b + offset) @ following + bias
        return w, b


def _dead(slopes: Sequence[Array]) -> int:
    return sum(int((slope == 0).all(axis=0).sum()) for slope in slopes)


class Plan(NamedTuple):
    """How a network is trained."""

    hidden: Sequence[int]
    """The number of units of each hidden layer."""
    steps: int
    rate: float
    """Learning rate of Adam."""
    seed: int
    """Of the initial weights and the order of batches."""
    batch: int = 0
    """Points of a step; all if it is 0."""
    decaying: bool = False
    """Whether the rate falls to 0 over the steps, along a quarter of a cosine, so that the end is a minimum."""


@dataclass(frozen=True)
class Training:
    """A trained network, and the course of its training."""

    network: Network
    moments: Array
    """The numbers of steps that were made when the training points were measured, from 0 to the last."""
    losses: Array
    """The mean loss on the training points at these moments."""
    dead: Array
    """The number of hidden units whose slope is 0 for every training point, at the same moments."""


def train(
    function: Activation,
    x: Array,
    targets: Array,
    plan: Plan,
    tick: Callable[[], None] = lambda: None,
    loss: Loss = losses.logistic,
    outputs: int = 1,
) -> Training:
    """Train a network by Adam.

    Args:
        function: an elementwise activation.
        x: the points, shape (count, inputs).
        targets: what ``loss`` compares the outputs with, shape (count,).
        plan: hidden layers, steps, rate and batches.
        tick: called at each step.
        loss: of the outputs.
        outputs: their number.

    Raises:
        ArithmeticError: the loss is no longer finite; it names the step.

    """
    network = Network(function, plan.hidden, np.random.default_rng([plan.seed, 1]), x.shape[1], outputs)
    adam = Adam(network.weights + network.biases, plan.rate)
    whole = not 0 < plan.batch < len(x)
    batches = None if whole else _batches(len(x), plan.batch, np.random.default_rng([plan.seed, 2]))
    stride = 1 if whole else math.ceil(plan.steps / MEASURED)
    moments, course = [], []
    with np.errstate(all="ignore"):
        for step in range(plan.steps + 1):
            chosen = slice(None) if batches is None or step == plan.steps else next(batches)
            value, gradients, dead = network.gradients(x[chosen], targets[chosen], loss)
            if not math.isfinite(value):
                advice = (
                    f"; a lower learning rate than {plan.rate:g} may help" if step else ", before it learned anything"
                )
                raise ArithmeticError(f"{function.heading}: the loss is {value:g} at step {step}{advice}")
            if step % stride == 0 or step == plan.steps:
                moments.append(step)
                whole_now = whole or step == plan.steps
                course.append((value, dead) if whole_now else network.measured(x, targets, loss))
            if step < plan.steps:
                adam.rate = plan.rate * (math.cos(0.5 * math.pi * step / plan.steps) if plan.decaying else 1.0)
                adam.step(gradients)
                tick()
    values, counts = zip(*course, strict=True)
    return Training(network, np.array(moments), np.array(values), np.array(counts))


def _batches(count: int, size: int, rng: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    """Yield the indices of batches for ever; each point comes once before any comes again."""
    while True:
        order = rng.permutation(count)
        for start in range(0, count - size + 1, size):
            yield order[start : start + size]


class Points(NamedTuple):
    """Points of a classification: those for training, and others."""

    x: Array
    """Shape (count, 2)."""
    classes: Array
    """0.0, 1.0 ..., shape (count,)."""
    unseen: Array
    """Shape (other count, 2)."""
    their_classes: Array
    """Shape (other count,)."""
    names: Sequence[str] = ("0", "1")
    """Of the classes."""
    measured: bool = False
    """Whether they come from a file, and so in any unit: they are standardised for training."""


def points_of(data: str, seed: int, classes: int = 2) -> Points:
    """Return points of a data set.

    Raises:
        ValueError: there is no data set ``data``, or it can't have so many classes.

    """
    rng = np.random.default_rng([seed, 0])
    seen = datasets.sample(data, TRAINING, rng, classes)
    return Points(*seen, *datasets.sample(data, HELD_OUT, rng, classes), names=[str(i) for i in range(classes)])


def standard(x: Array) -> tuple[Array, Array]:
    """Return the mean of each column, and the standard deviation, or 1 where that is 0."""
    spread = x.std(axis=0)
    return x.mean(axis=0), np.where(spread > 0, spread, 1.0)


def accuracy(network: Network, x: Array, classes: Array) -> float:
    """Return the share of points that the network takes for those of their class."""
    with np.errstate(all="ignore"):
        outputs = network.outputs(x)
        found = outputs[:, 0] > 0 if outputs.shape[1] == 1 else outputs.argmax(axis=1)
        return float(np.mean(found == classes))


class Trial(NamedTuple):
    """A trained network and its accuracies."""

    training: Training
    accuracy: float
    """On points that it was not trained on."""
    train_accuracy: float
    """On the training points."""


class Comparison(NamedTuple):
    """Networks with different activations, trained on the same points."""

    points: Points
    trials: list[Trial]


def compare(
    functions: Sequence[Activation], points: Points, plan: Plan, tick: Callable[[], None] = lambda: None
) -> Comparison:
    """Train a network with each function to tell the classes of ``points`` apart.

    Two classes are told apart by the sigmoid of one output, more by the softmax of as many.

    Raises:
        ArithmeticError: a loss is no longer finite; it names the function and the step.

    """
    several = len(points.names) > 2
    loss, outputs = (losses.cross_entropy, len(points.names)) if several else (losses.logistic, 1)
    centre, unit = standard(points.x) if points.measured else (np.zeros(2), np.ones(2))
    trials = []
    for function in functions:
        trained = train(function, (points.x - centre) / unit, points.classes, plan, tick, loss, outputs)
        if points.measured:
            trained.network.rescale(centre, unit)
        seen = accuracy(trained.network, points.x, points.classes)
        trials.append(Trial(trained, accuracy(trained.network, points.unseen, points.their_classes), seen))
    return Comparison(points, trials)

"""Training of LeNet-5 on images, in several processes; the results do not depend on the number of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from actplot.activation import Activation
from actplot.analysis.facts import facts
from actplot.networks.adam import Adam
from actplot.networks.diagnosis import Diagnosis
from actplot.networks.images.loading import Images
from actplot.networks.lenet import DENSE, FILTERS, Parameters, Pass

Tick: TypeAlias = Callable[[int, str], None]
Sums: TypeAlias = tuple[float, int]
Task: TypeAlias = tuple[Any, ...]  # the number of a lane, one of its methods, and the arguments
Run: TypeAlias = Callable[[Sequence[Task]], list[Any]]
Together: TypeAlias = Callable[[Callable[[Task], Any], int], AbstractContextManager[Run]]

LANES = 2  # that a batch is always divided into, whether or not there are as many cores: the order of sums is fixed
TOGETHER = 32  # images in one pass, whose buffers stay in the processor's cache
PART = 1 << 16  # parameters updated at once


class Epoch(NamedTuple):
    """The mean cross-entropy and the share of images put into their class."""

    loss: float
    """Of the training images during the epoch, while the network learned."""
    accuracy: float
    val_loss: float
    """Of the held-out images after the epoch."""
    val_accuracy: float
    dead: int
    """Number of filters and units whose slope is 0 for all held-out images."""


class Trained(NamedTuple):
    """The course of a training, and the diagnosis of its end."""

    function: Activation
    steps: int
    """Updates of the parameters."""
    epochs: list[Epoch]
    diagnosis: list[Diagnosis]
    """Of the layers HIDDEN, from the held-out images; a filter is one unit, and every pixel one of its samples."""


class Plan(NamedTuple):
    """How a network is trained."""

    epochs: int
    """How often it learns from each image."""
    batch: int
    """Images of a step."""
    rate: float
    """Learning rate of Adam."""
    seed: int
    """Of the initial weights and the order of the images."""


class Lane:
    """A part of every batch and of the parameters: one process does all of its work."""

    def __init__(self, number: int, images: Images, parameters: Parameters, gradients: Sequence[Parameters]) -> None:
        """Take the number of the lane, and what all lanes share: the gradients are those of each lane."""
        self.images, self.parameters, self.gradients = images, parameters, gradients[number]
        size = parameters.flat.size
        first, last = (size * i // LANES for i in (number, number + 1))
        parts = [slice(start, min(start + PART, last)) for start in range(first, last, PART)]
        self.values = [parameters.flat[part] for part in parts]
        self.summands = [[lane.flat[part] for lane in gradients] for part in parts]

    def begin(self, function: Activation, rate: float) -> None:
        """Start anew with a function."""
        self.function, self.largest = function, facts(function).max_gradient
        self.passes: dict[int, Pass] = {}
        self.adam = Adam(self.values, rate)

    def learn(self, pieces: Sequence[Any], size: int) -> list[Sums]:
        """Set the gradients of the lane to those of the images in ``pieces``, as a part of a batch of ``size``."""
        self.gradients.flat.fill(0)
        results = []
        with np.errstate(all="ignore"):
            for which in pieces:
                ran, labels = self._sized(len(which)), self.images.training.labels[which]
                pixels = self.images.training.batch(which, self.parameters.flat.dtype)
                results.append(ran.forward(pixels, labels, self.parameters))
                ran.backward(labels, self.parameters, self.gradients, size)
        return results

    def update(self) -> None:
        """Update the lane's part of the parameters with the gradients of all lanes, which are overwritten."""
        self.adam.step(_sum(parts) for parts in self.summands)

    def judge(
        self, pieces: Sequence[Any], tick: Callable[[int], None] = lambda _: None
    ) -> tuple[list[Sums], list[Diagnosis]]:
        """Return the results, and the diagnosis of the layers HIDDEN, for the held-out images in ``pieces``."""
        split = self.images.held_out
        found = [Diagnosis(units, self.largest) for units in (*FILTERS, DENSE)]
        results = []
        with np.errstate(all="ignore"):
            for which in pieces:
                ran = self._sized(len(which))
                pixels = split.batch(which, self.parameters.flat.dtype)
                results.append(ran.forward(pixels, split.labels[which], self.parameters))
                for diagnosis, z, slope in zip(found, ran.z, ran.slopes, strict=True):
                    diagnosis.add(z.reshape(-1, z.shape[-1]), slope.reshape(-1, z.shape[-1]))
                tick(len(which))
        return results, found

    def _sized(self, count: int) -> Pass:
        """Return the buffers for this number of images."""
        if count not in self.passes:
            dtype = self.parameters.flat.dtype
            self.passes[count] = Pass(self.function, count, self.images.classes, dtype)
        return self.passes[count]


def _sum(parts: Sequence[Any]) -> Any:
    """Add the others to the first of ``parts``, and return it."""
    total, *others = parts
    for other in others:
        total += other
    return total


class Network:
    """LeNet-5, trained with one activation function after the other; ``run`` may do its tasks in processes."""

    def __init__(self, images: Images, dtype: Any = np.float32) -> None:
        """Allocate the memory that processes share which start after this."""
        self.images = images
        self.parameters = Parameters(images.classes, dtype)
        self.gradients = [Parameters(images.classes, dtype) for _ in range(LANES)]
        self.lanes = [Lane(i, images, self.parameters, self.gradients) for i in range(LANES)]
        self.run: Run = lambda tasks: [self.do(task) for task in tasks]

    def do(self, task: Task) -> Any:
        """Do a task of a lane."""
        number, method, *arguments = task
        return method(self.lanes[number], *arguments)

    def begin(self, function: Activation, rate: float, seed: int) -> None:
        """Draw new weights; the biases are 0."""
        self.parameters.flat.fill(0)
        self.parameters.draw(np.random.default_rng([seed, 1]))
        self.run([(i, Lane.begin, function, rate) for i in range(LANES)])

    def learn(self, batch: Any) -> Sums:
        """Set the gradients of the lanes; return the loss of these training images, and how many are right."""
        pieces = _pieces(batch)
        found = self.run([(i, Lane.learn, pieces[i::LANES], len(batch)) for i in range(LANES)])
        results = [sums for lane in found for sums in lane]
        return sum(loss for loss, _ in results) / len(batch), sum(right for _, right in results)

    def step(self, batch: Any) -> Sums:
        """Make one step of training; return the loss of the batch before it, and how many are right."""
        results = self.learn(batch)
        self.run([(i, Lane.update) for i in range(LANES)])
        return results

    def judge(self, tick: Callable[[int], None] = lambda _: None) -> tuple[float, float, list[Diagnosis]]:
        """Return loss, accuracy and the diagnosis of the layers HIDDEN on the held-out images."""
        count = len(self.images.held_out)
        pieces = np.split(np.arange(count), range(TOGETHER, count, TOGETHER))
        first, *others = [pieces[i::LANES] for i in range(LANES)]
        tasks = [(0, Lane.judge, first, tick), *((i, Lane.judge, part) for i, part in enumerate(others, start=1))]
        lanes = self.run(tasks)
        tick(sum(len(which) for part in others for which in part))
        found = lanes[0][1]
        for _, more in lanes[1:]:
            for diagnosis, other in zip(found, more, strict=True):
                diagnosis.merge(other)
        loss, right = (sum(part) / count for part in zip(*(sums for lane, _ in lanes for sums in lane), strict=True))
        return loss, right, found


@contextmanager
def _alone(do: Callable[[Task], Any], _: int) -> Iterator[Run]:
    """Do all tasks in this process."""
    yield lambda tasks: [do(task) for task in tasks]


def train(
    functions: Sequence[Activation],
    images: Images,
    plan: Plan,
    tick: Tick = lambda *_: None,
    together: Together = _alone,
) -> list[Trained]:
    """Train LeNet-5 with each function by Adam on batches in random order.

    Args:
        functions: elementwise activations.
        images: those to learn from, and those held out.
        plan: epochs, batches, learning rate and seed.
        tick: called with a number of images that were run, and a text on the state.
        together: takes a function of a task and how many run at a time, and provides what does several tasks.

    Raises:
        ArithmeticError: the loss is no longer finite; it names the step.
        Exception: what ``together`` raises.

    """
    network = Network(images)
    with together(network.do, LANES) as network.run:
        return [_trained(network, function, plan, tick) for function in functions]


def _trained(network: Network, function: Activation, plan: Plan, tick: Tick) -> Trained:
    network.begin(function, plan.rate, plan.seed)
    order = np.random.default_rng([plan.seed, 2])
    count, step = len(network.images.training), 0
    found: list[Epoch] = []
    diagnosis: list[Diagnosis] = []
    for _ in range(plan.epochs):
        total, right, state = 0.0, 0, ""
        shuffled = order.permutation(count)
        for start in range(0, count, plan.batch):
            which = shuffled[start : start + plan.batch]
            loss, correct = network.step(which)
            _require_finite(loss, function, plan.rate, step)
            total, right, step = total + loss * len(which), right + correct, step + 1
            state = _state(function, total / (start + len(which)), right / (start + len(which)), found)
            tick(len(which), state)
        val_loss, accuracy, diagnosis = network.judge(partial(_after, tick, state))
        _require_finite(val_loss, function, plan.rate, step)
        dead = sum(int(one.dead.sum()) for one in diagnosis)
        found.append(Epoch(total / count, right / count, val_loss, accuracy, dead))
    return Trained(function, step, found, diagnosis)


def _after(tick: Tick, state: str, images: int) -> None:
    tick(images, state)


def _state(function: Activation, loss: float, accuracy: float, found: Sequence[Epoch]) -> str:
    dead = f", {found[-1].dead} dead" if found else ""
    return f"{function.heading}, epoch {len(found) + 1}: loss {loss:.3f}, accuracy {accuracy:.1%}{dead}"


def _require_finite(loss: float, function: Activation, rate: float, step: int) -> None:
    if not math.isfinite(loss):
        advice = f"; a lower learning rate than {rate:g} may help" if step else ", before it learned anything"
        raise ArithmeticError(f"{function.heading}: the loss is {loss:g} at step {step}{advice}")


def _pieces(batch: Any) -> list[Any]:
    """Divide the numbers of the images of a batch into passes, in the order in which they are summed."""
    size = min(TOGETHER, -(-len(batch) // LANES))
    return np.split(batch, range(size, len(batch), size))

"""Training of LeNet-5 on images, with two threads; the results do not depend on the number of processor cores."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from actplot.activation import Activation
from actplot.analysis.facts import facts
from actplot.networks.diagnosis import Diagnosis
from actplot.networks.images.loading import Images, Split
from actplot.networks.lenet import Parameters, Pass

Tick: TypeAlias = Callable[[int, str], None]
Sums: TypeAlias = tuple[float, int]

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
    epochs: list[Epoch]
    diagnosis: list[Diagnosis]
    """Of the layers HIDDEN, from the held-out images; a filter is one unit, and every pixel one of its samples."""


class Adam:
    """The optimiser of Kingma & Ba 2015 (arXiv 1412.6980) at its default decay rates, in place on one array."""

    def __init__(self, values: Any, rate: float) -> None:
        """Take the array to update, of one dimension, and the learning rate."""
        self.values, self.rate, self.steps = values, rate, 0
        self.means, self.squares = np.zeros_like(values), np.zeros_like(values)

    @np.errstate(all="ignore")  # of one thread; that the loss is no longer finite is seen after the step
    def update(self, gradients: Sequence[Any], start: int, stop: int) -> None:
        """Update ``values[start:stop]`` with the sum of ``gradients``, in step number ``steps``."""
        size = self.rate * math.sqrt(1 - 0.999**self.steps) / (1 - 0.9**self.steps)
        for first in range(start, stop, PART):
            part = slice(first, min(first + PART, stop))
            mean, square = self.means[part], self.squares[part]
            gradient = gradients[0][part]
            for other in gradients[1:]:
                gradient += other[part]
            change = gradient - mean
            change *= 0.1
            mean += change
            gradient *= gradient
            gradient -= square
            gradient *= 0.001
            square += gradient
            np.sqrt(square, out=gradient)
            gradient += 1e-8
            np.divide(mean, gradient, out=change)
            change *= size
            self.values[part] -= change


class Lane:
    """One of the parts that a batch is divided into: its gradients, and buffers for each number of images."""

    def __init__(self, function: Activation, classes: int, dtype: Any) -> None:
        """Start without buffers."""
        self.function, self.classes, self.dtype = function, classes, dtype
        self.gradients = Parameters(classes, dtype)
        self.passes: dict[int, Pass] = {}

    def forward(self, split: Split, which: Any, parameters: Parameters) -> Sums:
        """Run images of ``split`` forward; return the sum of their losses, and how many are put into their class."""
        with np.errstate(all="ignore"):
            return self.sized(len(which)).forward(split.batch(which, self.dtype), split.labels[which], parameters)

    def learn(self, split: Split, pieces: Sequence[Any], parameters: Parameters, size: int) -> list[Sums]:
        """Set the gradients to those of the images in ``pieces``, as a part of a batch of ``size``."""
        self.gradients.flat.fill(0)
        results = []
        with np.errstate(all="ignore"):
            for which in pieces:
                results.append(self.forward(split, which, parameters))
                self.sized(len(which)).backward(split.labels[which], parameters, self.gradients, size)
        return results

    def sized(self, count: int) -> Pass:
        """Return the buffers for this number of images."""
        if count not in self.passes:
            self.passes[count] = Pass(self.function, count, self.classes, self.dtype)
        return self.passes[count]


class Network:
    """LeNet-5 with one activation function, and its optimiser."""

    def __init__(self, function: Activation, classes: int, rate: float, seed: int, dtype: Any = np.float32) -> None:
        """Draw the weights; the biases are 0."""
        self.function = function
        self.parameters = Parameters(classes, dtype)
        self.parameters.draw(np.random.default_rng([seed, 1]))
        self.adam = Adam(self.parameters.flat, rate)
        self.lanes = [Lane(function, classes, dtype) for _ in range(LANES)]
        self.largest = facts(function).max_gradient

    def gradients(self, split: Split, batch: Any, pool: Executor | None = None) -> Sums:
        """Set the gradients of the lanes; return the loss of the images ``batch``, and how many are right."""
        pieces = _pieces(batch)
        tasks = [
            partial(lane.learn, split, pieces[i::LANES], self.parameters, len(batch))
            for i, lane in enumerate(self.lanes)
        ]
        results = [found for lane in _run(tasks, pool) for found in lane]
        return sum(loss for loss, _ in results) / len(batch), sum(right for _, right in results)

    def step(self, split: Split, batch: Any, pool: Executor | None = None) -> Sums:
        """Make one step of training; return the loss of the batch before it, and how many are right."""
        loss, right = self.gradients(split, batch, pool)
        self.adam.steps += 1
        both, size = [lane.gradients.flat for lane in self.lanes], self.parameters.flat.size
        ends = [size * i // LANES for i in range(LANES + 1)]
        _run([partial(self.adam.update, both, *ends[i : i + 2]) for i in range(LANES)], pool)
        return loss, right

    def judge(
        self, split: Split, pool: Executor | None = None, tick: Callable[[int], None] = lambda _: None
    ) -> tuple[float, float, list[Diagnosis]]:
        """Return loss, accuracy and the diagnosis of the layers HIDDEN on images that it does not learn from."""
        results: list[Sums] = []
        found = [Diagnosis(z.shape[-1], self.largest) for z in self.lanes[0].sized(1).z]
        pieces = np.split(np.arange(len(split)), range(TOGETHER, len(split), TOGETHER))
        for i in range(0, len(pieces), LANES):
            group = list(zip(self.lanes, pieces[i : i + LANES], strict=False))
            results += _run([partial(lane.forward, split, which, self.parameters) for lane, which in group], pool)
            for lane, which in group:
                ran = lane.sized(len(which))
                for diagnosis, z, slope in zip(found, ran.z, ran.slopes, strict=True):
                    diagnosis.add(z.reshape(-1, z.shape[-1]), slope.reshape(-1, z.shape[-1]))
            tick(sum(len(which) for _, which in group))
        loss, right = (sum(part) / len(split) for part in zip(*results, strict=True))
        return loss, right, found


def train(
    function: Activation,
    images: Images,
    epochs: int,
    batch: int,
    rate: float,
    seed: int,
    tick: Tick = lambda *_: None,
) -> Trained:
    """Train LeNet-5 by Adam on batches in random order.

    Args:
        function: an elementwise activation.
        images: those to learn from, and those held out.
        epochs: how often it learns from each image.
        batch: images per step.
        rate: learning rate.
        seed: of the initial weights and the order of the images.
        tick: called with a number of images that were run, and a text on the state.

    Raises:
        ArithmeticError: the loss is no longer finite; it names the step.

    """
    network = Network(function, images.classes, rate, seed)
    order = np.random.default_rng([seed, 2])
    seen, step = images.training, 0
    found: list[Epoch] = []
    diagnosis: list[Diagnosis] = []
    with _threads() as pool:
        for _ in range(epochs):
            total, right, state = 0.0, 0, ""
            shuffled = order.permutation(len(seen))
            for start in range(0, len(seen), batch):
                which = shuffled[start : start + batch]
                loss, correct = network.step(seen, which, pool)
                _require_finite(loss, function, rate, step)
                total, right, step = total + loss * len(which), right + correct, step + 1
                state = _state(function, total / (start + len(which)), right / (start + len(which)), found)
                tick(len(which), state)
            val_loss, accuracy, diagnosis = network.judge(images.held_out, pool, partial(_after, tick, state))
            _require_finite(val_loss, function, rate, step)
            dead = sum(int(one.dead.sum()) for one in diagnosis)
            found.append(Epoch(total / len(seen), right / len(seen), val_loss, accuracy, dead))
    return Trained(function, found, diagnosis)


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


@contextmanager
def _threads() -> Iterator[Executor | None]:
    """Provide threads for the lanes, or None on one core."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if usable == 1:
        yield None
        return
    pool = ThreadPoolExecutor(LANES)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _run(tasks: Sequence[Callable[[], Any]], pool: Executor | None) -> list[Any]:
    """Return the results of all tasks in their order."""
    if pool is None:
        return [task() for task in tasks]
    return [future.result() for future in [pool.submit(task) for task in tasks]]

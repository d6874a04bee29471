"""LeNet-5 (LeCun et al. 1998) as tutorials build it: padded convolutions, max pooling, any activation function."""

from __future__ import annotations

import math
import mmap
from typing import Any, NamedTuple

import numpy as np

from actplot.activation import Activation
from actplot.networks.convolution import SIZE, Convolution, Pooling
from actplot.networks.images.record import SIDE
from actplot.networks.tabulated import tabulated

CHANNELS = 3  # of the images
FILTERS = (6, 16, 120)
DENSE = 84  # units
HIDDEN = ("conv 1", "conv 2", "conv 3", "dense 1")  # the layers with the activation function


class Layer(NamedTuple):
    """A row of the network's summary."""

    name: str
    shape: tuple[int, ...]
    """Of its output, without the axis of the images."""
    parameters: int


def layers(classes: int) -> list[Layer]:
    """Return the layers of a network for this many classes."""
    found, side, channels = [], SIDE, CHANNELS
    for number, filters in enumerate(FILTERS, start=1):
        found.append(Layer(f"conv {number}", (side, side, filters), SIZE * SIZE * channels * filters + filters))
        if number < len(FILTERS):
            side //= 2
            found.append(Layer(f"max pooling {number}", (side, side, filters), 0))
        channels = filters
    flat = side * side * channels
    return [
        *found,
        Layer("flatten", (flat,), 0),
        Layer("dense 1", (DENSE,), flat * DENSE + DENSE),
        Layer("dense 2, softmax", (classes,), DENSE * classes + classes),
    ]


class Parameters:
    """Weights and biases, or their gradients, as views of one array that processes share which start after it."""

    def __init__(self, classes: int, dtype: Any) -> None:
        """Start with zeros."""
        shapes: list[tuple[int, ...]] = []
        channels = CHANNELS
        for filters in FILTERS:
            shapes += [(SIZE, SIZE * channels, filters), (filters,)]
            channels = filters
        flat = (SIDE // 4) ** 2 * channels
        shapes += [(flat, DENSE), (DENSE,), (DENSE, classes), (classes,)]
        ends = np.cumsum([math.prod(shape) for shape in shapes])
        self.flat = np.frombuffer(mmap.mmap(-1, int(ends[-1]) * np.dtype(dtype).itemsize), dtype)
        """All of them, shape (697046,) for ten classes."""
        views = [part.reshape(shape) for part, shape in zip(np.split(self.flat, ends[:-1]), shapes, strict=True)]
        self.weights, self.biases = views[::2], views[1::2]

    def draw(self, rng: np.random.Generator) -> None:
        """Draw the weights as Glorot & Bengio 2010 do, uniform with variance 2 / (fan_in + fan_out)."""
        for weights in self.weights:
            taps = SIZE * SIZE if weights.ndim == 3 else 1  # a filter's number is used at so many pixels
            fan_in, fan_out = weights.size // weights.shape[-1], taps * weights.shape[-1]
            bound = math.sqrt(6 / (fan_in + fan_out))
            weights[...] = rng.uniform(-bound, bound, weights.shape)


class Pass:
    """The buffers of one forward and backward pass of ``count`` images; nothing large is allocated after that."""

    def __init__(self, function: Activation, count: int, classes: int, dtype: Any) -> None:
        """Allocate the buffers; float32 activations are tabulated, those of float64 exact."""
        self.function, self.count = function, count
        self.table = tabulated(function) if dtype == np.float32 else None
        self.convolutions, self.poolings = [], []
        side, channels = SIDE, CHANNELS
        for number, filters in enumerate(FILTERS, start=1):
            pooled = number < len(FILTERS)
            self.convolutions.append(Convolution(count, side, channels, filters, 1 + pooled, dtype))
            if pooled:
                self.poolings.append(Pooling(count, side, filters, dtype))
                side //= 2
            channels = filters
        shapes: list[tuple[int, ...]] = [*(layer.shape for layer in self.convolutions), (count, DENSE)]
        self.z = [np.empty(shape, dtype) for shape in shapes]
        """Pre-activations of the layers HIDDEN; filters and units are innermost."""
        self.a, self.slopes = ([np.empty(shape, dtype) for shape in shapes] for _ in range(2))
        self.features = np.empty((count, side * side * channels), dtype)
        self.back = np.empty_like(self.features)
        self.dense_back = np.empty((count, DENSE), dtype)
        self.dense_part = np.empty((self.features.shape[1], DENSE), dtype)
        self.probabilities = np.empty((count, classes), dtype)

    def forward(self, images: Any, labels: Any, parameters: Parameters) -> tuple[float, int]:
        """Return the sum of the cross-entropies, and how many images are put into their class.

        Args:
            images: shape (count, 32, 32, 3).
            labels: the class of each image, shape (count,).
            parameters: of the network.

        """
        weights, biases = parameters.weights, parameters.biases
        np.copyto(self.convolutions[0].inside, images.transpose(1, 0, 2, 3), casting="same_kind")
        for i, layer in enumerate(self.convolutions):
            layer.forward(weights[i], biases[i], self.z[i])
            self._activate(i)
            if i < len(self.poolings):
                self.poolings[i].forward(self.a[i], self.convolutions[i + 1].inside)
        by_image = self.features.reshape(self.count, SIDE // 4, SIDE // 4, FILTERS[-1])
        np.copyto(by_image, self.a[2].reshape(by_image.swapaxes(0, 1).shape).swapaxes(0, 1))
        np.matmul(self.features, weights[3], out=self.z[3])
        self.z[3] += biases[3]
        self._activate(3)
        logits = self.probabilities
        np.matmul(self.a[3], weights[4], out=logits)
        logits += biases[4]
        return self._softmax(labels)

    def _activate(self, i: int) -> None:
        if self.table:
            self.table.into(self.z[i], self.a[i], self.slopes[i])
        else:
            self.a[i][...], self.slopes[i][...] = self.function.near(self.z[i])

    def _softmax(self, labels: Any) -> tuple[float, int]:
        """Turn the logits into probabilities."""
        p, each = self.probabilities, np.arange(self.count)
        right = int(np.count_nonzero(p.argmax(axis=1) == labels))
        p -= p.max(axis=1, keepdims=True)
        of_class = p[each, labels].astype(np.float64)
        np.exp(p, out=p)
        total = p.sum(axis=1, keepdims=True)
        p /= total
        return float(np.sum(np.log(total[:, 0].astype(np.float64)) - of_class)), right

    def backward(self, labels: Any, parameters: Parameters, gradients: Parameters, size: int) -> None:
        """Add the gradients of the last forward pass's cross-entropy, divided by the ``size`` of the batch."""
        weights = parameters.weights
        back = self.probabilities
        back[np.arange(self.count), labels] -= 1
        back /= size
        gradients.weights[4] += self.a[3].T @ back
        gradients.biases[4] += back.sum(axis=0)
        np.matmul(back, weights[4].T, out=self.dense_back)
        self.dense_back *= self.slopes[3]
        gradients.weights[3] += np.matmul(self.features.T, self.dense_back, out=self.dense_part)
        gradients.biases[3] += self.dense_back.sum(axis=0)
        np.matmul(self.dense_back, weights[3].T, out=self.back)
        by_image = self.back.reshape(self.count, SIDE // 4, SIDE // 4, FILTERS[-1])
        self.slopes[2] *= by_image.swapaxes(0, 1).reshape(self.slopes[2].shape)
        for i in reversed(range(len(self.convolutions))):
            back = self.convolutions[i].backward(
                weights[i], self.slopes[i], gradients.weights[i], gradients.biases[i], to_input=i > 0
            )
            if i:
                # The pre-activations are not needed any more: their place takes the gradient of the activations.
                self.poolings[i - 1].backward(self.a[i - 1], back, self.z[i - 1])
                self.slopes[i - 1] *= self.z[i - 1]

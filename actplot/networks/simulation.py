"""A wide fully connected network run forward and backward: variances, norms of gradients and dead units by layer."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from actplot.activation import Activation, Array

SAMPLES = 32  # inputs that go through the network


@dataclass(frozen=True)
class Simulation:
    """Measurements of a network, one for each layer, the first at index 0."""

    variance: Array
    """Variance of the activations over all units and samples, shape (layers,)."""
    gradient_norm: Array
    """Norm of the gradient at the layer's outputs relative to the last layer's, root mean square; shape (layers,)."""
    spread: Array
    """The smallest and the largest such norm of a sample, shape (2, layers)."""
    dead: Array
    """Share of units whose slope is 0 for every sample, shape (layers,)."""


def simulate(
    functions: Sequence[Activation],
    gain: float,
    layers: int,
    width: int,
    seed: int,
    tick: Callable[[], None] = lambda: None,
) -> list[Simulation]:
    """Run a fully connected network without biases forward and backward, once for each function.

    The inputs and the gradients at the output are standard normal. They are the same for all functions, and so are
    the weights, of variance gain^2 / width. The weights are drawn again for the backward pass, so that memory grows
    with width^2 and layers * width only.

    Args:
        functions: elementwise activations.
        gain: as in the mean-field theory.
        layers: number of layers.
        width: units per layer.
        seed: random seed.
        tick: called 2 * layers times.

    """

    def weights(layer: int) -> Array:
        return np.random.default_rng([seed, layer]).standard_normal((width, width)) * (gain / math.sqrt(width))

    start = np.random.default_rng([seed, layers])
    inputs, upstream = (start.standard_normal((SAMPLES, width)) for _ in range(2))
    upstream /= np.linalg.norm(upstream, axis=1, keepdims=True)
    with np.errstate(all="ignore"):
        variances, slopes = _forward(functions, inputs, layers, weights, tick)
        norms = np.exp(_backward(slopes, upstream, layers, weights, tick))
        tick()
        return [
            Simulation(
                variance,
                np.sqrt(np.mean(norm**2, axis=1)),
                np.stack([norm.min(axis=1), norm.max(axis=1)]),
                np.array([np.mean((slope == 0).all(axis=0)) for slope in slopes_by_layer]),
            )
            for variance, norm, slopes_by_layer in zip(variances, norms, slopes, strict=True)
        ]


def _forward(
    functions: Sequence[Activation],
    inputs: Array,
    layers: int,
    weights: Callable[[int], Array],
    tick: Callable[[], None],
) -> tuple[Array, list[list[Array]]]:
    """Return the variance of the activations, shape (functions, layers), and the slopes by function and layer."""
    outputs = [inputs] * len(functions)
    slopes: list[list[Array]] = [[] for _ in functions]
    variances = np.empty((len(functions), layers))
    for layer in range(layers):
        matrix = weights(layer)
        for i, function in enumerate(functions):
            outputs[i], slope = function.near(outputs[i] @ matrix)
            slopes[i].append(slope)
            variances[i, layer] = outputs[i].var()
        tick()
    return variances, slopes


def _backward(
    slopes: Sequence[Sequence[Array]],
    upstream: Array,
    layers: int,
    weights: Callable[[int], Array],
    tick: Callable[[], None],
) -> Array:
    """Return the logarithms of the gradients' norms, shape (functions, layers, samples).

    The gradients are kept at norm 1, so that no depth under- or overflows.
    """
    gradients = [upstream] * len(slopes)
    logarithms = np.zeros((len(slopes), layers, len(upstream)))
    for layer in reversed(range(1, layers)):
        matrix = weights(layer)
        for i in range(len(slopes)):
            gradient = (gradients[i] * slopes[i][layer]) @ matrix.T
            norm = np.linalg.norm(gradient, axis=1)
            logarithms[i, layer - 1] = logarithms[i, layer] + np.log(norm)
            gradients[i] = gradient / np.where(norm > 0, norm, 1.0)[:, None]
        tick()
    return logarithms

"""The straight pieces of the curve that a network of a piecewise linear function and one input draws."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from actplot.activation import Activation, Array
from actplot.evaluation import aside
from actplot.networks.training import Network

CLOSE = 1e-12  # of the window; bends as near as this are one
SAME = 1e-9  # of the size of what is added up; slopes as near as this are one


@aside()
def is_piecewise_linear(function: Activation) -> bool:
    """Return whether f is straight between its kinks, of which there are finitely many."""
    if function.period:
        return False
    for left, right in pairwise([-math.inf, *function.kinks, math.inf]):
        low, high = max(left, min(right, 0.0) - 20.0), min(right, max(left, 0.0) + 20.0)
        slopes = function.near(low + (high - low) * np.linspace(0.01, 0.99, 99))[1]
        if not (slopes == slopes[0]).all():
            return False
    return True


@np.errstate(all="ignore")
def bends(network: Network, low: float, high: float) -> Array:
    """Return the x between ``low`` and ``high``, ascending, at which the output of a network bends or jumps.

    Between two of them every pre-activation is a straight line in x, so where it crosses a kink is known: the bends
    of a layer are those of the layers before it and the crossings of its own units.

    Args:
        network: of one input and one output, with a piecewise linear function.
        low: the start of the window.
        high: its end.

    """
    edges = np.array([low, high])
    middle = (edges[:-1] + edges[1:]) / 2
    z, slope = middle[:, None] * network.weights[0] + network.biases[0], network.weights[0].repeat(1, axis=0)
    for w, b in zip(network.weights[1:], network.biases[1:], strict=True):
        new = _split(edges, middle, z, slope, network.function.kinks)
        centre = (new[:-1] + new[1:]) / 2
        of = np.searchsorted(edges, centre) - 1
        a, factor = network.function.near(z[of] + slope[of] * (centre - middle[of])[:, None])
        edges, middle = new, centre
        z, slope, size = a @ w + b, (factor * slope[of]) @ w, np.abs(factor * slope[of]) @ np.abs(w)
        largest = np.abs(a) @ np.abs(w) + np.abs(b)
    y, steep = z[:, 0], slope[:, 0]
    inner = edges[1:-1]
    jump = (y[1:] + steep[1:] * (inner - middle[1:])) - (y[:-1] + steep[:-1] * (inner - middle[:-1]))
    turned = np.abs(np.diff(steep)) > SAME * np.maximum(size[1:, 0], size[:-1, 0])
    return np.asarray(inner[turned | (np.abs(jump) > SAME * np.maximum(largest[1:, 0], largest[:-1, 0]))])


def _split(edges: Array, middle: Array, z: Array, slope: Array, kinks: tuple[float, ...]) -> Array:
    """Return the edges with all x between them at which a pre-activation is at a kink."""
    found = [edges]
    for kink in kinks:
        x = middle[:, None] + (kink - z) / slope
        found.append(x[(x > edges[:-1, None]) & (x < edges[1:, None])])
    every = np.sort(np.concatenate(found))
    apart = np.diff(every, prepend=-math.inf) > CLOSE * (edges[-1] - edges[0])
    kept = np.asarray(every[apart])
    kept[-1] = edges[-1]
    return kept

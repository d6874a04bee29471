"""Mean-field theory of wide layers: how the variance of the signal and the norm of the gradient change with depth.

Follows Poole et al. 2016 (arXiv 1606.05340) and Schoenholz et al. 2017 (arXiv 1611.01232): in a wide layer whose
weights have the variance gain^2 / fan_in, the pre-activations are normal with a variance q that the next layer maps
to gain^2 E[f(x)^2], x ~ N(0, q), and back-propagation through a layer multiplies the squared norm of the gradient by
chi = gain^2 E[f'(x)^2].
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np

from actplot.activation import Activation, Array
from actplot.networks.expectation import moments

TINY = 1e-24  # a variance that stands for the limit at 0, from both sides of a kink
LARGEST = 1e30  # above this variance the signal counts as exploding


def variance_map(function: Activation, gain: float, q: float) -> float:
    """Return the variance of the next layer's pre-activations, gain^2 E[f(x)^2] for x ~ N(0, q)."""
    return gain * gain * moments(function, q)[1]


def chi(function: Activation, gain: float, q: float) -> float:
    """Return the factor of the gradient's squared norm at each layer, gain^2 E[f'(x)^2] for x ~ N(0, q)."""
    return gain * gain * moments(function, q)[2]


@np.errstate(all="ignore")
def fixed_point(function: Activation, gain: float, start: float = 1.0) -> float:
    """Return the fixed point of the variance map that iterating it from the variance ``start`` leads to.

    That is ``start`` itself where the map is the identity (ReLU at gain sqrt(2)); 0 if the variance shrinks and inf
    if it grows without end; NaN if the map is NaN.
    """

    def excess(q: float) -> float:
        return variance_map(function, gain, q) / q - 1

    first = excess(start)
    if not math.isfinite(first) or abs(first) < 1e-11:
        return start if abs(first) < 1e-11 else first
    largest = _largest(function)
    inner, step = start, 2.0 if first > 0 else 0.5
    while 1 / LARGEST < inner < largest:
        outer = inner * step
        if excess(outer) * math.copysign(1, first) < -1e-11:
            return _root(excess, inner, outer)
        inner = outer
    return 0.0 if first < 0 else math.inf


def _largest(function: Activation) -> float:
    """Return the largest variance to look at; the expectation of a periodic function costs time for every period."""
    return min(100 * function.period, math.sqrt(LARGEST)) ** 2 if function.period else LARGEST


def _root(curve: Callable[[float], float], low: float, high: float, tolerance: float = 1e-14) -> float:
    """Return a root between two positive numbers at which ``curve`` has different signs.

    False position in the logarithm of x, with the Illinois rule: the value at the end that stays is halved.
    """
    x0, x1 = math.log(low), math.log(high)
    y0, y1 = (max(-1e3, min(1e3, curve(x))) for x in (low, high))
    for _ in range(100):
        # Halving the end that stays may make it equal to the other one.
        x = (x0 * y1 - x1 * y0) / (y1 - y0) if y0 != y1 else (x0 + x1) / 2
        y = max(-1e3, min(1e3, curve(math.exp(x))))
        if y == 0 or abs(x - x1) < tolerance or abs(x1 - x0) < tolerance:
            return math.exp(x)
        if y * y1 < 0:
            x0, y0 = x1, y1
        else:
            y0 /= 2
        x1, y1 = x, y
    return math.exp(x1)


def variance_gain(function: Activation, q: float = 1.0) -> float:
    """Return the gain at which a layer keeps the variance q of the pre-activations; NaN if there is none.

    The weights then have the variance gain^2 / fan_in: sqrt(2) for ReLU (He et al. 2015), 1 for SELU.
    """
    square = moments(function, q)[1]
    return math.sqrt(q / square) if 0 < square < math.inf else math.nan


def gradient_gain(function: Activation, q: float = 1.0) -> float:
    """Return the gain at which chi is 1 for pre-activations of variance q; NaN if there is none."""
    slope = moments(function, q)[2]
    return 1 / math.sqrt(slope) if 0 < slope < math.inf else math.nan


def critical_gain(function: Activation) -> tuple[float, float]:
    """Return the gain that keeps both signal and gradient at any depth, and the variance q at which it does.

    At this gain chi is 1 at a stable fixed point q of the variance map, or every q is a fixed point (ReLU). Of
    several gains it is the one with q nearest 1; q is 0 where, as for tanh, only a vanishing signal keeps its
    gradient. Both are NaN if there is no such gain: GELU and SiLU lose the signal below some gain and amplify it
    without end above.
    """

    def surplus(q: float) -> float:
        _, square, slope = moments(function, q)
        return square / (q * slope) - 1 if slope else math.nan

    def attracts(gain: float, q: float) -> bool:
        return variance_map(function, gain, 1.1 * q) < 1.1 * q and variance_map(function, gain, q / 1.1) > q / 1.1

    grid = [10.0 ** (i / 4) for i in range(-24, 25)]
    values = [surplus(q) for q in grid]
    if max(map(abs, values)) < 1e-9:
        return gradient_gain(function), 1.0
    candidates = []
    for (low, before), (high, after) in pairwise(zip(grid, values, strict=True)):
        if before * after < 0 and min(abs(before), abs(after)) > 1e-11:
            q = _root(surplus, low, high)
            gain = gradient_gain(function, q)
            if attracts(gain, q):
                candidates.append((gain, q))
    if candidates:
        return min(candidates, key=lambda found: abs(math.log(found[1])))
    gain = gradient_gain(function, TINY)
    if abs(surplus(TINY)) < 1e-9 and variance_map(function, gain, 0.01) <= 0.01 * (1 + 1e-9):
        return gain, 0.0
    return math.nan, math.nan


def pytorch_gain(function: Activation) -> float | None:
    """Return the gain that torch.nn.init.calculate_gain recommends for a function, or None if it has none.

    These are rules of thumb: those of tanh (5/3) and SELU (3/4) are not the gains that keep the variance.
    """
    slope = function.parameters.get("negative_slope", 0.0)
    known = {
        "identity": 1.0,
        "sigmoid": 1.0,
        "tanh": 5 / 3,
        "relu": math.sqrt(2),
        "leaky_relu": math.sqrt(2 / (1 + slope * slope)),
        "selu": 3 / 4,
    }
    return known.get(function.name)


@dataclass(frozen=True)
class Theory:
    """Mean-field prediction for each layer of a network, the first at index 0."""

    variance: Array
    """Variance of the activations, after f; shape (layers,)."""
    gradient_norm: Array
    """Norm of the gradient at the layer's outputs, relative to the last layer's; shape (layers,)."""
    fixed_point: float
    """The variance at which the pre-activations settle."""
    chi: float
    """The factor of the gradient's squared norm at each layer once they have settled."""
    gain: float
    """The gain at which the gradient has the same norm at the first and the last layer; NaN if there is none."""


@np.errstate(all="ignore")
def theory(function: Activation, gain: float, layers: int) -> Theory:
    """Predict a wide network of ``layers`` layers without biases on standard normal input."""
    variances, factors = [], []
    for mean, square, slope in _moments_by_layer(function, gain, layers):
        variances.append(square if math.isinf(square) else np.maximum(0.0, square - mean * mean))
        factors.append(gain * gain * slope)
    settled = fixed_point(function, gain, gain * gain)
    growth = np.cumprod([1.0, *np.sqrt(factors[:0:-1])])[::-1]
    return Theory(
        np.array(variances),
        growth,
        settled,
        chi(function, gain, min(max(settled, TINY), _largest(function))),
        _preserving_gain(function, layers),
    )


def _moments_by_layer(function: Activation, gain: float, layers: int) -> Iterator[tuple[float, float, float]]:
    """Yield the moments at each layer, from the first on."""
    q, found = gain * gain, (math.nan,) * 3
    before = math.nan
    for _ in range(layers):
        if not math.isinf(q) and not math.isclose(q, before, rel_tol=1e-15, abs_tol=1 / LARGEST):
            at = min(q, _largest(function)) if function.period else q
            mean, square, slope = moments(function, at)
            found = mean, square * (q / at if at else 1.0), slope
        yield found[0], found[1], found[2]
        before, q = q, gain * gain * found[1]


def _preserving_gain(function: Activation, layers: int) -> float:
    """Return the gain at which the predicted norm of the gradient is the same at the first and the last layer."""

    @cache
    def growth(gain: float) -> float:
        """Return the mean logarithm of chi, bounded so that a jump from 0 to inf has a finite height."""
        slopes = [slope for _, _, slope in _moments_by_layer(function, gain, max(2, layers))][1:]
        logarithms = 2 * math.log(gain) + np.log(slopes)
        return min(0.5, max(-0.5, float(np.mean(np.nan_to_num(np.clip(logarithms, -50, 50), nan=50.0)))))

    low = high = gradient_gain(function)
    if math.isnan(low):
        return math.nan
    for _ in range(12):
        if growth(low) > 0:
            low /= 1.5
        elif growth(high) < 0:
            high *= 1.5
        else:
            found = low if low == high else _root(growth, low, high, 1e-8)
            # growth may jump over 0, so that the gradient vanishes below this gain and explodes above.
            return found if abs(growth(found)) < 0.01 else math.nan
    return math.nan

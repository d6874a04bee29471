"""What activation functions do inside a network: one neuron, many layers, a decision boundary (NumPy only).

The mean-field part follows Poole et al. 2016 (arXiv 1606.05340) and Schoenholz et al. 2017 (arXiv 1611.01232): in a
wide layer whose weights have the variance gain^2 / fan_in, the pre-activations are normal with a variance q that goes
from layer to layer as q -> gain^2 E[f(x)^2], x ~ N(0, q), and the squared norm of the gradient goes back through each
layer with the factor chi = gain^2 E[f'(x)^2].
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np

from actplot.activation import Activation, Array

Pointwise: TypeAlias = Callable[[Array, Array], Any]

REACH = 38.0  # standard deviations; the normal density is below 1e-313 beyond
TOLERANCE = 1e-13  # of the whole integral, for each panel
PANELS = 1 << 17  # a bound on the panels of one round
TINY = 1e-24  # a variance that stands for the limit at 0, from both sides of a kink
LARGEST = 1e30  # a variance above this one grows for ever
NODES, WEIGHTS = np.polynomial.legendre.leggauss(16)


def expectation(g: Pointwise, function: Activation, q: float) -> Any:
    """Return E[g(f(x), f'(x))] for x ~ N(0, q), to 10 digits or more.

    Gauss-Legendre quadrature on panels that end at the kinks, where f is analytic inside; a panel is halved until
    its halves agree with it. A jump of f counts for nothing in f', as in a framework's backward pass.

    Args:
        g: takes the arrays f(x) and f'(x) of one shape and returns an array of that shape, or a tuple of such arrays.
        function: an elementwise function.
        q: the variance of x; at 0 the value at x = 0, by the function's own convention if that is a kink.

    Returns:
        A float, or an array with one number for each array that g returned. Infinite where g overflows.

    """
    if q == 0:
        return np.array(g(*function.pair(np.zeros(1))))[..., 0][()]
    if not math.isfinite(q):
        return np.full(np.array(g(np.ones(1), np.ones(1))).shape[:-1], np.nan)[()]
    sigma = math.sqrt(q)

    single = True

    def integrate(low: Array, high: Array) -> Array:
        """Return the integrals over each panel: of f first, which finds steep places, then of what g returned."""
        nonlocal single
        half = (high - low) / 2
        x = ((low + high) / 2)[:, None] + half[:, None] * NODES
        f, slope = function.pair(x)
        with np.errstate(all="ignore"):
            found = g(f, slope)
            single = not isinstance(found, tuple)
            values = np.stack([f, found] if single else [f, *found])
            density = np.exp((x / sigma) ** 2 * -0.5) * (WEIGHTS * half[:, None])
            values *= density
            if not np.isfinite(values).all():
                values[:, density == 0] = 0.0
            return np.asarray(values.sum(axis=-1))

    edges = _edges(function, sigma)
    low, high = edges[:-1], edges[1:]
    whole = integrate(low, high)
    scale = np.abs(whole).sum(axis=1)
    total = np.zeros(len(whole))
    while low.size:
        middle = (low + high) / 2
        left, right = np.split(integrate(np.append(low, middle), np.append(middle, high)), 2, axis=1)
        both = left + right
        with np.errstate(invalid="ignore"):
            rough = (np.abs(both - whole) > TOLERANCE * scale[:, None]).any(axis=0)  # false for what is not finite
        rough &= (middle > low) & (middle < high)
        if rough.sum() > PANELS:
            rough[:] = False
        total += both[:, ~rough].sum(axis=1)
        low, high = np.append(low[rough], middle[rough]), np.append(middle[rough], high[rough])
        whole = np.concatenate([left[:, rough], right[:, rough]], axis=1)
    total /= sigma * math.sqrt(2 * math.pi)
    return float(total[1]) if single else total[1:]


def _edges(function: Activation, sigma: float) -> Array:
    """Return the ends of the first panels: the kinks, and ever finer panels towards them and towards 0."""
    reach = REACH * sigma
    offsets = reach * 4.0 ** -np.arange(14)
    centres = np.array([0.0, *(kink for kink in function.kinks if abs(kink) < reach)])
    near = centres[:, None] + np.concatenate([-offsets, [0.0], offsets])
    return np.unique(np.clip(near, -reach, reach))


def moments(function: Activation, q: float) -> tuple[float, float, float]:
    """Return E[f(x)], E[f(x)^2] and E[f'(x)^2] for x ~ N(0, q)."""
    mean, square, slope = expectation(lambda f, d: (f, f * f, d * d), function, q)
    return float(mean), float(square), float(slope)


def variance_map(function: Activation, gain: float, q: float) -> float:
    """Return the variance of the next layer's pre-activations, gain^2 E[f(x)^2] for x ~ N(0, q)."""
    return gain * gain * moments(function, q)[1]


def chi(function: Activation, gain: float, q: float) -> float:
    """Return the factor of the gradient's squared norm at each layer, gain^2 E[f'(x)^2] for x ~ N(0, q)."""
    return gain * gain * moments(function, q)[2]


def fixed_point(function: Activation, gain: float, start: float = 1.0) -> float:
    """Return the variance that the pre-activations settle at, from ``start`` on the way that the variance map goes.

    Where every variance stays as it is (ReLU at gain sqrt(2)) that is ``start``; 0 if it shrinks for ever, inf if it
    grows for ever, NaN if the map itself is.
    """

    def excess(q: float) -> float:
        return variance_map(function, gain, q) / q - 1

    first = excess(start)
    if math.isnan(first) or abs(first) < 1e-11:
        return start if abs(first) < 1e-11 else math.nan
    # An oscillating function costs as many panels as it has periods.
    largest = min(LARGEST, (1000 * function.period) ** 2) if function.period else LARGEST
    inner, step = start, 2.0 if first > 0 else 0.5
    while 1 / LARGEST < inner < largest:
        outer = inner * step
        if excess(outer) * math.copysign(1, first) < -1e-11:
            return _root(excess, inner, outer)
        inner = outer
    return 0.0 if first < 0 else math.inf


def _root(curve: Callable[[float], float], low: float, high: float) -> float:
    """Return a root between two positive numbers at which ``curve`` has different signs.

    False position in the logarithm of x, with the Illinois rule: the end that stays loses half its weight.
    """
    x0, x1 = math.log(low), math.log(high)
    y0, y1 = (max(-1e3, min(1e3, curve(x))) for x in (low, high))
    for _ in range(100):
        x = (x0 * y1 - x1 * y0) / (y1 - y0)
        y = max(-1e3, min(1e3, curve(math.exp(x))))
        if y == 0 or abs(x - x1) < 1e-14 or abs(x1 - x0) < 1e-14:
            return math.exp(x)
        if y * y1 < 0:
            x0, y0 = x1, y1
        else:
            y0 /= 2
        x1, y1 = x, y
    return math.exp(x1)


def variance_gain(function: Activation, q: float = 1.0) -> float:
    """Return the gain at which a layer keeps the variance q of the pre-activations; NaN if none does.

    Weights of variance gain^2 / fan_in then hold the signal at q: sqrt(2) for ReLU (He et al. 2015), 1 for SELU.
    """
    square = moments(function, q)[1]
    return math.sqrt(q / square) if 0 < square < math.inf else math.nan


def gradient_gain(function: Activation, q: float = 1.0) -> float:
    """Return the gain at which a layer of pre-activation variance q keeps the gradient's norm; NaN if none does."""
    slope = moments(function, q)[2]
    return 1 / math.sqrt(slope) if 0 < slope < math.inf else math.nan


def critical_gain(function: Activation) -> tuple[float, float]:
    """Return the gain that keeps signal and gradient at once over any depth, and the variance q at which it does.

    There chi is 1 at a fixed point of the variance map that attracts its neighbours, or where all are fixed (ReLU).
    Of several the one with q nearest 1; q = 0 where, as for tanh, only a vanishing signal keeps its gradient. Both
    are NaN if there is none: GELU and SiLU lose their signal below some gain and blow it up above it.
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
    """Return what torch.nn.init.calculate_gain says of a function, or None where it knows none.

    Rules of thumb: those of tanh (5/3) and SELU (3/4) are not the gains that keep the variance.
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
    """Of the activations, after f."""
    gradient_norm: Array
    """Norm of the gradient at the layer's outputs, relative to the last layer's."""
    fixed_point: float
    """The variance of the pre-activations that they settle at."""
    chi: float
    """The factor of the gradient's squared norm there."""
    gain: float
    """At this gain the gradient passes through these layers with its norm kept; NaN if at none."""


def theory(function: Activation, gain: float, layers: int) -> Theory:
    """Predict a wide network of ``layers`` layers without biases on standard normal input."""
    variances, factors = [], []
    for mean, square, slope in _descent(function, gain, layers):
        variances.append(max(0.0, square - mean * mean))
        factors.append(gain * gain * slope)
    settled = fixed_point(function, gain, gain * gain)
    growth = np.cumprod([1.0, *np.sqrt(factors[:0:-1])])[::-1]
    return Theory(
        np.array(variances),
        growth,
        settled,
        chi(function, gain, min(max(settled, TINY), LARGEST)),
        _keeping(function, layers),
    )


def _descent(function: Activation, gain: float, layers: int) -> Iterator[tuple[float, float, float]]:
    """Yield the moments of each layer."""
    q, found = gain * gain, (math.nan,) * 3
    before = math.nan
    for _ in range(layers):
        if not math.isclose(q, before, rel_tol=1e-15, abs_tol=1 / LARGEST):
            found = moments(function, q)
        yield found[0], found[1], found[2]
        before, q = q, gain * gain * found[1]


def _keeping(function: Activation, layers: int) -> float:
    """Return the gain at which the predicted norm of the gradient is the same at the first and the last layer."""

    def growth(gain: float) -> float:
        """Return the mean logarithm of chi, bounded so that it has a sign even where it over- or underflows."""
        slopes = [slope for _, _, slope in _descent(function, gain, layers)][1:]
        with np.errstate(all="ignore"):
            logarithms = 2 * math.log(gain) + np.log(slopes)
        return float(np.mean(np.nan_to_num(np.clip(logarithms, -50, 50), nan=50.0)))

    low = high = gradient_gain(function)
    if math.isnan(low):
        return math.nan
    for _ in range(12):
        if growth(low) > 0:
            low /= 1.5
        elif growth(high) < 0:
            high *= 1.5
        else:
            return low if low == high else _root(growth, low, high)
    return math.nan

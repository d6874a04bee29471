"""What activation functions do inside a network: one neuron, many layers, a decision boundary (NumPy only).

The mean-field part follows Poole et al. 2016 (arXiv 1606.05340) and Schoenholz et al. 2017 (arXiv 1611.01232): in a
wide layer whose weights have the variance gain^2 / fan_in, the pre-activations are normal with a variance q that goes
from layer to layer as q -> gain^2 E[f(x)^2], x ~ N(0, q), and the squared norm of the gradient goes back through each
layer with the factor chi = gain^2 E[f'(x)^2].
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np

from actplot.activation import Activation, Array, Gated, Vector

Pointwise: TypeAlias = Callable[[Array, Array], Any]

REACH = 37.0  # standard deviations; the normal density is below 1e-297 beyond
TOLERANCE = 1e-11  # of the whole integral, for each panel against its halves, which are far nearer
FINEST = -1  # the power of 4 at which functions bend; narrower panels are made where they are needed
KEPT = 1 << 15  # panels; 12 megabytes
PANELS = 1 << 12  # a bound on the panels of one round, times 16 for what oscillates
TINY = 1e-24  # a variance that stands for the limit at 0, from both sides of a kink
LARGEST = 1e30  # a variance above this one grows for ever
NODES, WEIGHTS = np.polynomial.legendre.leggauss(16)


@np.errstate(all="ignore")
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
    sigma, panels = math.sqrt(q), _panels(function.evaluate, tuple(function.parameters.items()))
    single = True

    def integrate(low: Array, high: Array) -> Array:
        """Return the integrals over each panel: of f first, which finds steep places, then of what g returned."""
        nonlocal single
        x, f, slope = panels.at_nodes(function, low, high)
        found = g(f, slope)
        single = not isinstance(found, tuple)
        values = np.stack([f, found] if single else [f, *found])
        density = np.exp((x / sigma) ** 2 * -0.5) * (WEIGHTS * ((high - low) / 2)[:, None])
        values *= density
        if not np.isfinite(values).all():
            values[:, density == 0] = 0.0
        return np.asarray(values.sum(axis=-1))

    edges = _edges(function, sigma)
    low, high = edges[:-1], edges[1:]
    middle = (low + high) / 2
    parts = integrate(np.concatenate([low, low, middle]), np.concatenate([high, middle, high]))
    whole, left, right = np.split(parts, 3, axis=1)
    scale = np.abs(whole).sum(axis=1)
    total = np.zeros(len(whole))
    limit = PANELS * 16 if function.period else PANELS
    while True:
        both = left + right
        rough = (np.abs(both - whole) > TOLERANCE * scale[:, None] + 1e-300).any(axis=0)
        rough &= (middle > low) & (middle < high)
        if rough.sum() > limit:
            rough[:] = False
        total += both[:, ~rough].sum(axis=1)
        if not rough.any():
            break
        low, high = np.append(low[rough], middle[rough]), np.append(middle[rough], high[rough])
        whole = np.concatenate([left[:, rough], right[:, rough]], axis=1)
        middle = (low + high) / 2
        left, right = np.split(integrate(np.append(low, middle), np.append(middle, high)), 2, axis=1)
    total /= sigma * math.sqrt(2 * math.pi)
    return float(total[1]) if single else total[1:]


def _edges(function: Activation, sigma: float) -> Array:
    """Return the ends of the first panels: the kinks, and ever finer panels towards them and towards 0.

    They lie at powers of 4, so that many variances share them.
    """
    top = math.ceil(math.log(REACH * sigma, 4))
    levels = min(max(3, top - FINEST), 9)
    offsets = 4.0 ** np.arange(top, top - levels, -1)
    centres = np.array([0.0, *(kink for kink in function.kinks if abs(kink) < offsets[0])])
    near = centres[:, None] + np.concatenate([-offsets, [0.0], offsets])
    return np.array(sorted(set(np.clip(near, -offsets[0], offsets[0]).ravel().tolist())))  # np.unique loads numpy.ma


class _Panels:
    """A function at the nodes of panels, each computed once, as far as they fit into some megabytes."""

    def __init__(self) -> None:
        self.rows: dict[tuple[float, float], int] = {}
        self.stored = np.empty((3, 0, len(NODES)))

    def at_nodes(self, function: Activation, low: Array, high: Array) -> Array:
        """Return x, f(x) and f'(x) at the nodes between each of ``low`` and ``high``, shape (3, n, nodes)."""
        wanted = list(zip(low.tolist(), high.tolist(), strict=True))
        missing = [ends for ends in wanted if ends not in self.rows]
        if len(missing) > KEPT // 4:
            return self._computed(function, low, high)
        if missing:
            if len(self.rows) + len(missing) > KEPT:
                self.rows, self.stored, missing = {}, self.stored[:, :0], wanted
            computed = self._computed(function, *np.array(missing).T)
            self.rows |= {ends: len(self.rows) + i for i, ends in enumerate(missing)}
            self.stored = np.concatenate([self.stored, computed], axis=1)
        return self.stored[:, [self.rows[ends] for ends in wanted]]

    def _computed(self, function: Activation, low: Array, high: Array) -> Array:
        x = ((low + high) / 2)[:, None] + ((high - low) / 2)[:, None] * NODES
        return np.stack([x, *function.pair(x)])


@lru_cache(maxsize=4)
def _panels(_evaluate: object, _parameters: tuple[tuple[str, float], ...]) -> _Panels:
    """Return the panels of the function that has this evaluator and these parameters."""
    return _Panels()


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


@np.errstate(all="ignore")
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
    largest = _largest(function)
    inner, step = start, 2.0 if first > 0 else 0.5
    while 1 / LARGEST < inner < largest:
        outer = inner * step
        if excess(outer) * math.copysign(1, first) < -1e-11:
            return _root(excess, inner, outer)
        inner = outer
    return 0.0 if first < 0 else math.inf


def _largest(function: Activation) -> float:
    """Return a variance from which on nothing new happens; what oscillates costs as much as it has periods."""
    return (100 * function.period) ** 2 if function.period else LARGEST


def _root(curve: Callable[[float], float], low: float, high: float, tolerance: float = 1e-14) -> float:
    """Return a root between two positive numbers at which ``curve`` has different signs.

    False position in the logarithm of x, with the Illinois rule: the end that stays loses half its weight.
    """
    x0, x1 = math.log(low), math.log(high)
    y0, y1 = (max(-1e3, min(1e3, curve(x))) for x in (low, high))
    for _ in range(100):
        x = (x0 * y1 - x1 * y0) / (y1 - y0)
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

    @property
    def verdict(self) -> str:
        """Whether the gradient keeps its size on its way back through these layers, in words."""
        layers = len(self.gradient_norm)
        rate = float(self.gradient_norm[0]) ** (1 / max(1, layers - 1))
        if math.isnan(rate):
            return "is lost in overflow"
        if rate == 0:
            return "does not get through"
        if abs(rate - 1) < 0.005:
            return "keeps its size"
        return f"{'vanishes' if rate < 1 else 'explodes'}: x{rate:.3g} per layer"


@np.errstate(all="ignore")
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
        chi(function, gain, min(max(settled, TINY), _largest(function))),
        _keeping(function, layers),
    )


def _descent(function: Activation, gain: float, layers: int) -> Iterator[tuple[float, float, float]]:
    """Yield the moments of each layer."""
    q, found = gain * gain, (math.nan,) * 3
    before = math.nan
    for _ in range(layers):
        if not math.isclose(q, before, rel_tol=1e-15, abs_tol=1 / LARGEST):
            at = min(q, _largest(function)) if function.period else q
            mean, square, slope = moments(function, at)
            found = mean, square * (q / at if at else 1.0), slope
        yield found[0], found[1], found[2]
        before, q = q, gain * gain * found[1]


def _keeping(function: Activation, layers: int) -> float:
    """Return the gain at which the predicted norm of the gradient is the same at the first and the last layer."""

    @cache
    def growth(gain: float) -> float:
        """Return the mean logarithm of chi, bounded so that a cliff has a foot and an edge of like height."""
        slopes = [slope for _, _, slope in _descent(function, gain, max(2, layers))][1:]
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
            return found if abs(growth(found)) < 0.01 else math.nan  # a cliff: below it none survives, above it all
    return math.nan


def require_elementwise(functions: Sequence[Activation]) -> None:
    """Raise ValueError if one of ``functions`` can't be the activation of a hidden layer here."""
    for function in functions:
        if isinstance(function, Gated):
            raise ValueError(f"{function.name} takes a value and a gate; a hidden layer here has one number a unit")
        if isinstance(function, Vector):
            raise ValueError(f"{function.name} takes all units of a layer at once; it belongs at the output")


@dataclass(frozen=True)
class Neuron:
    """A weighted sum, a bias and an activation, with the gradients through them.

    The m rows of weights are the units of a layer for an elementwise function, (a, b) for a gated one, the classes
    for softmax; the outputs are k numbers.
    """

    function: Activation
    inputs: Array
    """x, shape (n,)."""
    weights: Array
    """w, shape (m, n)."""
    bias: Array
    """b, shape (m,)."""
    terms: Array = field(init=False)
    """w_ji x_i, shape (m, n)."""
    z: Array = field(init=False)
    """The sums, shape (m,), each rounded once."""
    a: Array = field(init=False)
    """The outputs f(z), shape (k,)."""
    derivative: Array = field(init=False)
    """da_k / dz_j, shape (k, m); so are the gradients of the bias."""

    def __post_init__(self) -> None:
        """Compute the outputs.

        Raises:
            ValueError: the shapes don't fit each other or the function.

        """
        rows, columns = self.weights.shape
        if columns != len(self.inputs):
            raise ValueError(f"{len(self.inputs)} inputs need as many weights, not {columns}")
        if isinstance(self.function, Gated) and rows != 2:
            raise ValueError(
                f"{self.function.name} needs two rows of weights, of the value and of the gate, not {rows}"
            )
        if len(self.bias) != rows:
            raise ValueError(f"{rows} rows of weights need as many biases, not {len(self.bias)}")
        terms, z = _sums(self.weights, self.inputs, self.bias)
        a, derivative = self.function.pair(z)
        if not isinstance(self.function, Vector | Gated):
            derivative = np.diag(derivative)
        shapes = {"terms": terms, "z": z, "a": np.atleast_1d(a), "derivative": np.reshape(derivative, (-1, rows))}
        for name, value in shapes.items():
            object.__setattr__(self, name, value)

    @property
    def is_one(self) -> bool:
        """Whether this is one unit, with a function of one number."""
        return len(self.z) == 1 and not isinstance(self.function, Vector | Gated)

    @property
    def is_layer(self) -> bool:
        """Whether these are several units, each with the function on its own sum."""
        return len(self.z) > 1 and not isinstance(self.function, Vector | Gated)

    @property
    @np.errstate(all="ignore")
    def input_gradients(self) -> Array:
        """Return da_k / dx_i, shape (k, n)."""
        return np.asarray(self.derivative @ self.weights)

    @property
    @np.errstate(all="ignore")
    def weight_gradients(self) -> Array:
        """Return da_k / dw_ji, shape (k, m, n)."""
        return np.asarray(self.derivative[:, :, None] * self.inputs)


@np.errstate(all="ignore")
def _sums(weights: Array, inputs: Array, bias: Array) -> tuple[Array, Array]:
    """Return w_ji x_i, shape (m, n), and their sums with the bias, shape (m,), each rounded once."""
    terms = weights * inputs
    totals = []
    for row in np.column_stack([terms, bias]):
        try:
            totals.append(math.fsum(row))
        except (OverflowError, ValueError):  # a partial sum overflows, or infinities of both signs meet
            totals.append(float(row.sum()))
    return terms, np.array(totals)


@dataclass(frozen=True)
class Layer:
    """A layer of a network at one point: n numbers go forward into m units, and gradients come back."""

    inputs: Array
    """Shape (n,)."""
    weights: Array
    """w_ji, shape (m, n)."""
    bias: Array
    """Shape (m,)."""
    terms: Array
    """w_ji times input i, shape (m, n)."""
    z: Array
    """The sums, shape (m,)."""
    a: Array
    """The outputs, shape (m,)."""
    derivative: Array
    """f'(z), shape (m,)."""
    gradient: Array
    """dy / dz, where y is the output of the network: the later layers' weights and slopes multiplied; shape (m,)."""

    @property
    @np.errstate(all="ignore")
    def input_gradients(self) -> Array:
        """Return dy / d inputs, shape (n,)."""
        return np.asarray(self.gradient @ self.weights)

    @property
    @np.errstate(all="ignore")
    def weight_gradients(self) -> Array:
        """Return dy / dw_ji, shape (m, n)."""
        return np.asarray(self.gradient[:, None] * self.inputs)


@np.errstate(all="ignore")
def passes(function: Activation, inputs: Array, weights: Sequence[Array], biases: Sequence[Array]) -> list[Layer]:
    """Run a network forward at one point, and the gradient of its output back through every layer.

    Args:
        function: an elementwise function, of all layers but the last, which is the weighted sum as it is.
        inputs: shape (n,).
        weights: of each layer, shape (units, units or inputs before); the last layer has one unit.
        biases: of each layer, shape (units,).

    """
    forward: list[Layer] = []
    a = inputs
    for w, b in zip(weights, biases, strict=True):
        before = a
        terms, z = _sums(w, before, b)
        a, slope = (z, np.ones(1)) if len(forward) == len(weights) - 1 else function.pair(z)
        forward.append(Layer(before, w, b, terms, z, a, slope, gradient=slope))
    layers: list[Layer] = []
    back = np.ones(1)
    for layer in reversed(forward):
        layers.append(replace(layer, gradient=back * layer.derivative + 0.0))  # a slope of 0 leaves 0, not -0
        back = layers[-1].input_gradients
    return layers[::-1]


SAMPLES = 32
PART = 4096  # points that go through a network at once


@dataclass(frozen=True)
class Simulation:
    """A network that was run forward and backward; one number for each layer, the first at index 0."""

    variance: Array
    """Of the activations of all units and samples."""
    gradient_norm: Array
    """Norm of the gradient at the layer's outputs, relative to the last layer's: the root mean square of samples."""
    spread: Array
    """The least and the largest of the samples, shape (2, layers)."""
    dead: Array
    """Share of units whose slope is 0 for every sample."""


def simulate(
    functions: Sequence[Activation],
    gain: float,
    layers: int,
    width: int,
    seed: int,
    tick: Callable[[], None] = lambda: None,
) -> list[Simulation]:
    """Run a fully connected network without biases forward and backward, once for each function.

    Input and the gradient at the output are standard normal, the same for all functions, and so are the weights, of
    variance gain^2 / width. They are drawn again on the way back, so memory grows with width^2 and layers * width.

    Args:
        functions: elementwise ones.
        gain: as in the mean-field theory.
        layers: how many.
        width: units of each layer.
        seed: the same one gives the same numbers.
        tick: called 2 * layers times.

    """

    def weights(layer: int) -> Array:
        return np.random.default_rng([seed, layer]).standard_normal((width, width)) * (gain / math.sqrt(width))

    start = np.random.default_rng([seed, layers])
    outputs = [start.standard_normal((SAMPLES, width))] * len(functions)
    upstream = start.standard_normal((SAMPLES, width))
    upstream /= np.linalg.norm(upstream, axis=1, keepdims=True)
    slopes: list[list[Array]] = [[] for _ in functions]
    variances = np.empty((len(functions), layers))
    with np.errstate(all="ignore"):
        for layer in range(layers):
            matrix = weights(layer)
            for i, function in enumerate(functions):
                outputs[i], slope = function.pair(outputs[i] @ matrix)
                slopes[i].append(slope)
                variances[i, layer] = outputs[i].var()
            tick()
        # The norms are kept as logarithms and the gradients at norm 1, so that no depth under- or overflows.
        gradients = [upstream] * len(functions)
        logarithms = np.zeros((len(functions), layers, SAMPLES))
        for layer in reversed(range(1, layers)):
            matrix = weights(layer)
            for i in range(len(functions)):
                gradient = (gradients[i] * slopes[i][layer]) @ matrix.T
                norm = np.linalg.norm(gradient, axis=1)
                logarithms[i, layer - 1] = logarithms[i, layer] + np.log(norm)
                gradients[i] = gradient / np.where(norm > 0, norm, 1.0)[:, None]
            tick()
        tick()
        norms = np.exp(logarithms)
        return [
            Simulation(
                variances[i],
                np.sqrt(np.mean(norms[i] ** 2, axis=1)),
                np.stack([norms[i].min(axis=1), norms[i].max(axis=1)]),
                np.array([np.mean((slope == 0).all(axis=0)) for slope in slopes[i]]),
            )
            for i in range(len(functions))
        ]


def is_linear(function: Activation) -> bool:
    """Return whether f is a straight line, so that layers of it multiply out to one layer."""
    slopes = function.derivative(np.linspace(-20, 20, 401))
    return bool((slopes == slopes[0]).all()) and not function.kinks


DATA = ("moons", "circles", "spirals", "linear")


def dataset(name: str, count: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return ``count`` points of two classes, shape (count, 2), and their classes 0.0 or 1.0, shape (count,).

    moons: two half circles that reach into each other; circles: one around the other; spirals: two arms of one and
    a half turns; linear: both sides of a straight line, with a gap.
    """
    classes = rng.permutation(np.arange(count) % 2)
    if name == "linear":
        normal, along = rng.uniform(0.2, 1.8, count), rng.uniform(-1.8, 1.8, count)
        across = np.where(classes == 1, normal, -normal)
        turned = np.stack([0.8 * along - 0.6 * across, 0.6 * along + 0.8 * across], axis=1)
        return turned, classes.astype(float)
    t = rng.uniform(0, 1, count)
    if name == "moons":
        angle = np.pi * (t + classes)
        x = np.stack([np.cos(angle) + classes - 0.5, np.sin(angle) + 0.5 * classes - 0.25], axis=1)
        return 1.3 * (x + rng.normal(0, 0.15, x.shape)), classes.astype(float)
    if name == "circles":
        angle, radius = 2 * np.pi * t, np.where(classes == 1, 0.8, 1.7)
        x, noise = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1), 0.18
    else:
        radius = 0.25 + 1.75 * np.sqrt(t)
        angle = 3 * np.pi * radius / 2 + np.pi * classes
        x, noise = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1), 0.06
    return x + rng.normal(0, noise, x.shape), classes.astype(float)


class Network:
    """A network with hidden layers of one activation function and one output, here the logit of class 1."""

    def __init__(
        self, function: Activation, hidden: Sequence[int], rng: np.random.Generator, inputs: int = 2
    ) -> None:
        """Draw the weights so that every layer keeps a unit variance; the biases are 0."""
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
        # In parts, because every layer's numbers are kept: a picture asks at many points.
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
        """Return the weights, shape (2,), and the bias of the one layer that a network of straight lines is."""
        offset, slope = self.function.pair(0.0)
        w, b = self.weights[0], self.biases[0]
        for following, bias in zip(self.weights[1:], self.biases[1:], strict=True):
            w, b = slope * w @ following, (slope * b + offset) @ following + bias
        return w[:, 0], float(b[0])


@dataclass(frozen=True)
class Training:
    """A trained network and how it went."""

    network: Network
    losses: Array
    """Mean cross-entropy on the training points before each step and after the last, shape (steps + 1,)."""
    dead: Array
    """Hidden units whose slope is 0 for every training point, at the same moments."""


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
    """Train a network by Adam (Kingma & Ba 2015, arXiv 1412.6980) on all points at once; ``tick`` at each step.

    Raises:
        ArithmeticError: the loss is no longer finite; it names the step.

    """
    network = Network(function, hidden, np.random.default_rng([seed, 1]))
    values = network.weights + network.biases
    means, squares = [np.zeros_like(v) for v in values], [np.zeros_like(v) for v in values]
    losses, dead = np.empty(steps + 1), np.empty(steps + 1, dtype=int)
    with np.errstate(all="ignore"):
        for step in range(steps + 1):
            losses[step], gradients, dead[step] = network.gradients(x, classes)
            if not math.isfinite(losses[step]):
                advice = f"; a lower learning rate than {rate:g} may help" if step else ", before it learned anything"
                raise ArithmeticError(f"{function.spec}: the loss is {losses[step]:g} at step {step}{advice}")
            if step == steps:
                break
            size = rate * math.sqrt(1 - 0.999 ** (step + 1)) / (1 - 0.9 ** (step + 1))
            for i, gradient in enumerate(gradients):
                means[i] += 0.1 * (gradient - means[i])
                squares[i] += 0.001 * (gradient * gradient - squares[i])
                values[i] -= size * means[i] / (np.sqrt(squares[i]) + 1e-8)
            tick()
    return Training(network, losses, dead)


def accuracy(network: Network, x: Array, classes: Array) -> float:
    """Return the share of points on the right side of the boundary."""
    with np.errstate(all="ignore"):
        return float(np.mean((network.logits(x) > 0) == (classes > 0.5)))

"""A network at one point: forward through every layer, the loss, the gradients back, and one step of descent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from actplot.activation import Activation, Array, Gated, Vector
from actplot.networks import hidden as hidden_layers
from actplot.networks.neuron import weighted_sums
from actplot.networks.objective import Objective, objective
from actplot.networks.training import Network


@dataclass(frozen=True)
class LayerPass:
    """The forward and backward pass of one point through a layer of a network, from n numbers to m units."""

    function: Activation
    inputs: Array
    """The outputs of the layer before, shape (n,)."""
    weights: Array
    """w_ji, shape (m, n)."""
    bias: Array
    """Shape (m,)."""
    terms: Array
    """w_ji times input i, shape (m, n)."""
    z: Array
    """The sums with the bias, shape (m,)."""
    a: Array
    """The outputs, shape (m,)."""
    derivative: Array
    """f'(z), shape (m,); of a vector function its Jacobian, shape (m, m)."""
    gradient: Array
    """dL / dz, shape (m,), where L is the loss or, without one, the only output."""

    @property
    def coupled(self) -> bool:
        """Whether each output depends on all sums, so that f'(z) is a matrix, not a number for each unit."""
        return self.derivative.ndim == 2

    @property
    def slopes(self) -> Array:
        """The derivative of each output with respect to its own sum, shape (m,)."""
        return self.derivative if self.derivative.ndim == 1 else np.diagonal(self.derivative)

    @property
    @np.errstate(all="ignore")
    def input_gradients(self) -> Array:
        """Return dL / d inputs, shape (n,)."""
        return np.asarray(self.gradient @ self.weights + 0.0)

    @property
    @np.errstate(all="ignore")
    def weight_gradients(self) -> Array:
        """Return dL / dw_ji, shape (m, n)."""
        return np.asarray(self.gradient[:, None] * self.inputs + 0.0)  # 0, not -0


@dataclass(frozen=True)
class NetworkPass:
    """The forward and backward pass of one point through a network."""

    function: Activation
    """Of the hidden layers."""
    layers: Sequence[LayerPass]
    objective: Objective | None = None
    rate: float | None = None
    """Of one step of gradient descent."""
    names: Sequence[str] = ()
    """Of the outputs; none, or one for each."""

    @property
    def hidden(self) -> Sequence[LayerPass]:
        """The layers before the last."""
        return self.layers[:-1]

    @property
    def end(self) -> LayerPass:
        """The last layer."""
        return self.layers[-1]

    @property
    def ends_in_sums(self) -> bool:
        """Whether the outputs are the sums of the last layer themselves."""
        end = self.end.function
        return not isinstance(end, Vector) and hidden_layers.is_linear(end) and (end(0.0), end(1.0)) == (0.0, 1.0)

    @property
    def differentiated(self) -> bool:
        """Whether there are gradients: of the loss or of the only output."""
        return self.objective is not None or len(self.end.a) == 1

    @property
    def differential(self) -> str:
        """The letter of what the gradients are of: L, the loss, or y, the output."""
        return "L" if self.objective else "y"

    @property
    def loss(self) -> float:
        """The loss.

        Raises:
            ValueError: there is no target.

        """
        if not self.objective:
            raise ValueError("there is no loss without a target")
        return self.objective.value(self.end.a)

    def stepped(self) -> list[tuple[Array, Array]]:
        """Return the weights and biases of each layer after one step of gradient descent.

        Raises:
            ValueError: there is no learning rate.

        """
        rate = self.rate
        if rate is None:
            raise ValueError("a step needs a learning rate")
        with np.errstate(all="ignore"):
            return [(x.weights - rate * x.weight_gradients, x.bias - rate * x.gradient) for x in self.layers]


@np.errstate(all="ignore")
def backpropagate(
    function: Activation,
    inputs: Array,
    weights: Sequence[Array],
    biases: Sequence[Array],
    end: Activation,
    slopes: Callable[[Array], Array] = np.ones_like,
) -> list[LayerPass]:
    """Run one point forward through a network, and the gradient of its loss back through every layer.

    Args:
        function: the elementwise activation of all layers but the last.
        inputs: shape (n,).
        weights: for each layer, shape (units, units or inputs before).
        biases: for each layer, shape (units,).
        end: the function of the last layer, elementwise or vector.
        slopes: takes the outputs and returns the derivative of the loss with respect to each; of one output, 1.

    """
    forward: list[LayerPass] = []
    a = inputs
    for w, b in zip(weights, biases, strict=True):
        before, own = a, end if len(forward) == len(weights) - 1 else function
        terms, z = weighted_sums(w, before, b)
        a, slope = own.pair(z)
        forward.append(LayerPass(own, before, w, b, terms, z, a, slope, gradient=z))
    layers: list[LayerPass] = []
    back = slopes(a)
    for layer in reversed(forward):
        of_sums = back * layer.derivative if layer.derivative.ndim == 1 else back @ layer.derivative
        layers.append(replace(layer, gradient=of_sums + 0.0))  # a slope of 0 leaves 0, not -0
        back = layers[-1].input_gradients
    return layers[::-1]


def network_pass(
    function: Activation,
    inputs: Sequence[float],
    hidden: Sequence[int],
    rows: Sequence[Sequence[float]],
    bias: Sequence[float],
    seed: int,
    end: Activation,
    units: int = 1,
    target: Sequence[float] | None = None,
    loss: str | None = None,
    rate: float | None = None,
    names: Sequence[str] = (),
) -> NetworkPass:
    """Return the forward and backward pass through a network with hidden layers of these sizes.

    Args:
        function: the activation of the hidden layers.
        inputs: the point.
        hidden: the number of units of each hidden layer; none is a single layer.
        rows: the weights of each unit, from the first hidden layer to the output; random ones if there are none.
        bias: the bias of each unit in the same order, one for each layer, or a single one for all.
        seed: of the random weights.
        end: the function of the last layer.
        units: of the last layer.
        target: of each output.
        loss: one of ``LOSSES``.
        rate: of one step of descent.
        names: of the outputs.

    Raises:
        ValueError: rows, biases, target or names don't fit the layers, or a function can't be where it is.
        ArithmeticError: the loss is not finite.

    """
    if hidden:
        hidden_layers.require_elementwise([function])
    if isinstance(end, Gated):
        raise ValueError(f"{end.name} takes a value and a gate; it is not the end of a network")
    sizes = [*hidden, units]
    matrices = _matrices(function, inputs, sizes, rows, seed)
    biases = _biases(sizes, bias)
    if isinstance(end, Vector) and len(end(np.zeros(units))) != units:
        raise ValueError(f"{end.name} does not give an output for each unit; it is not the end of a network here")
    aim = objective(end, target, units, loss) if target is not None else None
    if names and len(names) != units:
        raise ValueError(f"{units} output{'s' * (units > 1)} need as many names, not {len(names)}")
    slopes = aim.slopes if aim else np.ones_like
    layers = backpropagate(function, np.array(inputs), matrices, biases, end, slopes)
    found = NetworkPass(function, layers, aim, rate, names)
    if aim and not np.isfinite(found.loss):
        outputs_are = ", ".join(f"{a:g}" for a in layers[-1].a)
        raise ArithmeticError(f"the loss is {found.loss:g}; the outputs are {outputs_are}")
    return found


def _matrices(
    function: Activation, inputs: Sequence[float], sizes: Sequence[int], rows: Sequence[Sequence[float]], seed: int
) -> list[Array]:
    """Return the weights of each layer, shape (units, units or inputs before)."""
    if not rows:
        drawn = Network(function, sizes[:-1], np.random.default_rng([seed, 1]), len(inputs), sizes[-1])
        return [matrix.T for matrix in drawn.weights]
    if len(rows) != sum(sizes):
        raise ValueError(f"{_in_words(sizes)} need {sum(sizes)} rows of weights, not {len(rows)}")
    wanted = [fan_in for fan_in, size in zip([len(inputs), *sizes], sizes, strict=False) for _ in range(size)]
    for i, (row, fan_in) in enumerate(zip(rows, wanted, strict=True), 1):
        if len(row) != fan_in:
            raise ValueError(f"row {i} of the weights needs {fan_in} numbers, one for each input, not {len(row)}")
    ends = np.cumsum(sizes).tolist()
    return [np.array(rows[start:stop]) for start, stop in pairwise([0, *ends])]


def _biases(sizes: Sequence[int], bias: Sequence[float]) -> list[Array]:
    """Return the biases of each layer."""
    if len(bias) == 1:
        bias = [*bias] * len(sizes)
    if len(bias) == len(sizes):
        return [np.full(size, own) for size, own in zip(sizes, bias, strict=True)]
    if len(bias) != sum(sizes):
        some = f", {len(sizes)} (one for each layer)" if len(sizes) > 1 else ""
        raise ValueError(f"{_in_words(sizes)} need {sum(sizes)} biases{some} or one for all, not {len(bias)}")
    return np.split(np.array(bias, dtype=float), np.cumsum(sizes)[:-1].tolist())


def _in_words(sizes: Sequence[int]) -> str:
    *hidden, last = sizes
    end = "the output" if last == 1 else f"{last} outputs"
    return f"{hidden_layers.in_words(hidden)} and {end}" if hidden else end

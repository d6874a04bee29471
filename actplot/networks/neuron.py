"""Neurons and layers at one point: every number of the forward pass, and every gradient of the backward pass."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from actplot.activation import Activation, Array, Gated, Vector
from actplot.networks import hidden as hidden_layers
from actplot.networks.training import Network


@dataclass(frozen=True)
class Units:
    """Weighted sums of the same inputs that go through one activation function, and all gradients.

    The m rows of weights are the units of a layer for an elementwise function, value and gate for a gated one, the
    classes for softmax; the outputs are k numbers.
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
    """The sums with the bias, shape (m,), each rounded once."""
    a: Array = field(init=False)
    """The outputs f(z), shape (k,)."""
    derivative: Array = field(init=False)
    """da_k / dz_j, which is da_k / db_j too, shape (k, m)."""

    def __post_init__(self) -> None:
        """Compute the outputs and their derivatives.

        Raises:
            ValueError: the shapes don't fit each other or the function.

        """
        rows, columns = self.weights.shape
        if columns != len(self.inputs):
            raise ValueError(f"{len(self.inputs)} inputs need as many weights, not {columns}")
        if isinstance(self.function, Gated) and rows != 2:
            raise ValueError(
                f"{self.function.name} needs two rows of weights, one for the value and one for the gate, not {rows}"
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

    @classmethod
    def from_rows(
        cls, function: Activation, inputs: Sequence[float], rows: Sequence[Sequence[float]], bias: Sequence[float]
    ) -> Units:
        """Return the units with these rows of weights; a single ``bias`` is that of all units.

        Raises:
            ValueError: inputs, rows, biases and function don't fit each other.

        """
        for row in rows:
            if len(row) != len(inputs):
                raise ValueError(f"{len(inputs)} inputs need as many weights, not {len(row)}")
        biases = [*bias] * len(rows) if len(bias) == 1 else bias
        return cls(function, np.array(inputs), np.array(rows), np.array(biases))

    @property
    def is_neuron(self) -> bool:
        """Whether this is one unit with an elementwise function."""
        return len(self.z) == 1 and not isinstance(self.function, Vector | Gated)

    @property
    def is_layer(self) -> bool:
        """Whether these are several units with an elementwise function."""
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
class LayerPass:
    """The forward and backward pass of one point through a layer of a network, from n numbers to m units."""

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
    """f'(z), shape (m,)."""
    gradient: Array
    """dy / dz, where y is the output of the network, shape (m,)."""

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
def backpropagate(
    function: Activation, inputs: Array, weights: Sequence[Array], biases: Sequence[Array]
) -> list[LayerPass]:
    """Run one point forward through a network, and the gradient of its output back through every layer.

    Args:
        function: the elementwise activation of all layers but the last, which is linear.
        inputs: shape (n,).
        weights: for each layer, shape (units, units or inputs before); the last layer has one unit.
        biases: for each layer, shape (units,).

    """
    forward: list[LayerPass] = []
    a = inputs
    for w, b in zip(weights, biases, strict=True):
        before = a
        terms, z = _sums(w, before, b)
        a, slope = (z, np.ones(1)) if len(forward) == len(weights) - 1 else function.pair(z)
        forward.append(LayerPass(before, w, b, terms, z, a, slope, gradient=slope))
    layers: list[LayerPass] = []
    back = np.ones(1)
    for layer in reversed(forward):
        layers.append(replace(layer, gradient=back * layer.derivative + 0.0))  # a slope of 0 leaves 0, not -0
        back = layers[-1].input_gradients
    return layers[::-1]


def network_pass(
    function: Activation,
    inputs: Sequence[float],
    hidden: Sequence[int],
    rows: Sequence[Sequence[float]],
    bias: Sequence[float],
    seed: int,
) -> list[LayerPass]:
    """Return the forward and backward pass through a network with hidden layers of these sizes and one output.

    Args:
        function: the activation of the hidden layers.
        inputs: the point.
        hidden: the number of units of each hidden layer.
        rows: the weights of each unit, from the first hidden layer to the output; random ones if there are none.
        bias: the bias of each unit in the same order, or a single one for all.
        seed: of the random weights.

    Raises:
        ValueError: rows or biases don't fit the layers, or the function is not elementwise.

    """
    hidden_layers.require_elementwise([function])
    sizes = [*hidden, 1]
    layers = f"{hidden_layers.in_words(hidden)} and the output"
    biases = [*bias] * sum(sizes) if len(bias) == 1 else bias
    if len(biases) != sum(sizes):
        raise ValueError(f"{layers} need {sum(sizes)} biases, or one for all, not {len(biases)}")
    ends = np.cumsum(sizes)[:-1].tolist()
    if rows:
        if len(rows) != sum(sizes):
            raise ValueError(f"{layers} need {sum(sizes)} rows of weights, not {len(rows)}")
        _require_widths(rows, [len(inputs), *hidden], sizes)
        matrices = [np.array(rows[start:stop]) for start, stop in pairwise([0, *ends, sum(sizes)])]
    else:
        drawn = Network(function, hidden, np.random.default_rng([seed, 1]), len(inputs))
        matrices = [matrix.T for matrix in drawn.weights]
    return backpropagate(function, np.array(inputs), matrices, np.split(np.array(biases), ends))


def _require_widths(rows: Sequence[Sequence[float]], fan_ins: Sequence[int], sizes: Sequence[int]) -> None:
    """Raise ValueError if a row does not have one weight for each number that its layer takes."""
    wanted = [fan_in for fan_in, size in zip(fan_ins, sizes, strict=True) for _ in range(size)]
    for i, (row, fan_in) in enumerate(zip(rows, wanted, strict=True), 1):
        if len(row) != fan_in:
            raise ValueError(f"row {i} of the weights needs {fan_in} numbers, one for each input, not {len(row)}")

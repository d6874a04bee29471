"""A neuron or a layer at one point: every number of the forward pass, and every gradient of the backward pass."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from actplot.activation import Activation, Array, Gated, Vector


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
        terms, z = weighted_sums(self.weights, self.inputs, self.bias)
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
def weighted_sums(weights: Array, inputs: Array, bias: Array) -> tuple[Array, Array]:
    """Return w_ji x_i, shape (m, n), and their sums with the bias, shape (m,), each rounded once."""
    terms = weights * inputs
    totals = []
    for row in np.column_stack([terms, bias]):
        try:
            totals.append(math.fsum(row))
        except (OverflowError, ValueError):  # a partial sum overflows, or infinities of both signs meet
            totals.append(float(row.sum()))
    return terms, np.array(totals)

"""The gradients of neurons, layers and networks against finite differences."""

import math
from collections.abc import Sequence

import numpy as np
import pytest

from actplot import catalogue
from actplot.activation import Activation, Array, Gated, Pair, Vector, activation
from actplot.networks import backpropagation, neuron, training
from tests.networks import every_function

INPUTS, WEIGHTS, BIAS = np.array([1.0, 2.0, 3.0]), np.array([[0.2, -0.5, 0.1]]), np.array([0.45])


@activation("a", title="", tex="", record=Vector)
def normalised(x: Array) -> Pair:
    """Exponentials divided by their sum."""
    p = np.exp(x) / np.exp(x).sum(axis=-1, keepdims=True)
    return p, p[..., :, None] * np.eye(x.shape[-1]) - p[..., :, None] * p[..., None, :]


@activation("a", title="", tex="", record=Gated)
def product(a: Array, b: Array) -> Pair:
    """Multiplies value and gate."""
    return a * b, (b, a)


def differences(units: neuron.Units, name: str) -> Array:
    """Return d a / d (one field), shape (k, *shape of the field), by central differences."""
    fields = {key: getattr(units, key) for key in ("inputs", "weights", "bias")}
    columns = []
    for index in np.ndindex(fields[name].shape):
        outputs = []
        for step in (1e-6, -1e-6):
            moved = fields[name].copy()
            moved[index] += step
            outputs.append(neuron.Units(units.function, **fields | {name: moved}).a)
        columns.append((outputs[0] - outputs[1]) / 2e-6)
    return np.stack(columns, axis=-1).reshape(len(units.a), *fields[name].shape)


def check(units: neuron.Units) -> None:
    gradients = {"inputs": units.input_gradients, "weights": units.weight_gradients, "bias": units.derivative}
    for name, gradient in gradients.items():
        assert gradient == pytest.approx(differences(units, name), rel=1e-6, abs=1e-9)


@every_function
def test_every_gradient_is_the_difference_of_the_output(function: Activation) -> None:
    check(neuron.Units(function, INPUTS, WEIGHTS, BIAS))


def test_several_rows_of_weights_are_a_layer_whose_units_are_neurons() -> None:
    rows, biases = np.array([[0.5, 0.1, 0], [-0.3, 0.8, 1], [0, 0.2, -1]]), np.array([0, 0.1, -0.2])
    layer = neuron.Units(catalogue.get("tanh"), INPUTS, rows, biases)
    check(layer)
    for j in range(3):
        alone = neuron.Units(layer.function, INPUTS, rows[j : j + 1], biases[j : j + 1])
        assert (layer.z[j], layer.a[j], layer.derivative[j, j]) == (alone.z, alone.a, alone.derivative)
        assert (layer.input_gradients[j] == alone.input_gradients).all()


def test_the_gradients_of_several_sums_go_through_the_jacobian() -> None:
    rows = np.array([[0.5, 0.1, 0], [-0.3, 0.8, 1], [0, 0.2, -1]])
    check(neuron.Units(normalised, INPUTS, rows, np.array([0, 0.1, -0.2])))
    check(neuron.Units(product, INPUTS, rows[:2], np.array([0, 0.1])))


@every_function
def test_every_gradient_on_the_way_back_is_a_difference_of_the_output(function: Activation) -> None:
    rng = np.random.default_rng(3)
    drawn = training.Network(function, (4, 3), rng, 5)
    inputs, weights = rng.normal(0, 0.5, 5), [w.T for w in drawn.weights]
    biases = [rng.normal(0, 0.3, len(b)) for b in drawn.biases]
    end = catalogue.get("identity")
    layers = backpropagation.backpropagate(function, inputs, weights, biases, end)
    kinks = np.array([*function.kinks, math.inf])
    assert all(abs(kinks - z).min() > 1e-3 for layer in layers for z in layer.z)  # else draw other numbers

    def output() -> float:
        return float(backpropagation.backpropagate(function, inputs, weights, biases, end)[-1].a[0])

    for array, gradient in [
        (inputs, layers[0].input_gradients),
        *zip(weights, [layer.weight_gradients for layer in layers], strict=True),
        *zip(biases, [layer.gradient for layer in layers], strict=True),
    ]:
        for index, expected in np.ndenumerate(gradient):
            kept, found = array[index], []
            for step in (1e-5, -1e-5):
                array[index] = kept + step
                found.append(output())
            array[index] = kept
            size = max(1.0, abs(expected), abs(output()))
            assert (found[0] - found[1]) / 2e-5 == pytest.approx(expected, rel=1e-6, abs=1e-8 * size)


def passed(name: str, rows: Sequence[Sequence[float]], bias: Sequence[float]) -> backpropagation.NetworkPass:
    """Return the pass of a point through one hidden layer of 2 units and one linear output."""
    return backpropagation.network_pass(catalogue.get(name), [1, 2], [2], rows, bias, 0, catalogue.get("identity"))


@pytest.mark.parametrize(
    ("rows", "bias", "message"),
    [
        ([], [0.1, 0.2, 0.3, 0.4], r"need 3 biases, 2 \(one for each layer\) or one for all, not 4"),
        ([[1, 2]], [0], "need 3 rows of weights, not 1"),
        ([[1, 2], [3], [4, 5]], [0], "row 2 of the weights needs 2 numbers, one for each input, not 1"),
        ([[1, 2], [3, 4], [5]], [0], "row 3 of the weights needs 2 numbers, one for each input, not 1"),
    ],
)
def test_rows_and_biases_that_do_not_fit_the_layers_are_refused(
    rows: list[list[float]], bias: list[float], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        passed("tanh", rows, bias)
    with pytest.raises(ValueError, match="softmax"):
        passed("softmax", [], [0])


def test_a_single_bias_is_that_of_every_unit() -> None:
    rows = [[1, 2], [3, 4], [5, 6]]
    passes = [passed("tanh", rows, bias).end.a for bias in ([7], [7, 7], [7, 7, 7])]
    assert passes == [pytest.approx(5 * math.tanh(12) + 6 * math.tanh(18) + 7, rel=1e-15)] * 3


LOSSES = [("identity", "squared"), ("sigmoid", "squared"), ("sigmoid", "cross-entropy"), ("softmax", "squared"),
          ("softmax", "cross-entropy"), ("log_softmax", "squared")]  # fmt: skip


@pytest.mark.parametrize(("end", "loss"), LOSSES)
def test_the_gradient_of_a_loss_is_its_difference_at_every_weight(end: str, loss: str) -> None:
    rng = np.random.default_rng(4)
    rows = [*rng.normal(0, 0.6, (4, 3)).tolist(), *rng.normal(0, 0.6, (3, 4)).tolist()]
    bias = rng.normal(0, 0.3, 7).tolist()
    target = [-0.2, -0.3, -3.0] if end == "log_softmax" else [0.2, 0.3, 0.5]

    def run(rows: list[list[float]], bias: list[float]) -> backpropagation.NetworkPass:
        return backpropagation.network_pass(
            catalogue.get("gelu"), [0.3, -1, 2], [4], rows, bias, 0, catalogue.get(end), 3, target, loss, 0.1
        )

    found = run(rows, bias)
    gradients = [row.tolist() for layer in found.layers for row in layer.weight_gradients]
    of_bias = [float(value) for layer in found.layers for value in layer.gradient]
    step = 1e-6
    for j, row in enumerate(rows):
        for i in range(len(row)):
            ends = []
            for side in (step, -step):
                moved = [list(r) for r in rows]
                moved[j][i] += side
                ends.append(run(moved, bias).loss)
            assert (ends[0] - ends[1]) / (2 * step) == pytest.approx(gradients[j][i], rel=1e-6, abs=1e-9)
        ends = [run(rows, [b + side * (k == j) for k, b in enumerate(bias)]).loss for side in (step, -step)]
        assert (ends[0] - ends[1]) / (2 * step) == pytest.approx(of_bias[j], rel=1e-6, abs=1e-9)
    weights = [row.tolist() for layer, _ in found.stepped() for row in layer]
    assert weights == [
        pytest.approx([w - 0.1 * g for w, g in zip(row, back, strict=True)], rel=1e-14)
        for row, back in zip(rows, gradients, strict=True)
    ]
    assert run(weights, np.concatenate([b for _, b in found.stepped()]).tolist()).loss < found.loss


def test_cross_entropy_is_exact_where_an_output_is_rounded_to_its_target() -> None:
    sigmoid = catalogue.get("sigmoid")
    sure = backpropagation.network_pass(sigmoid, [50], [], [[1]], [0], 0, sigmoid, 1, [1], "cross-entropy")
    assert sure.end.a == [1]
    assert sure.loss == 0
    assert sure.end.gradient == pytest.approx([-math.exp(-50)], rel=1e-12, abs=0)  # a - t, of which 1 + x lost all
    with pytest.raises(ArithmeticError, match="the loss is inf; the outputs are 1"):
        backpropagation.network_pass(sigmoid, [50], [], [[1]], [0], 0, sigmoid, 1, [0], "cross-entropy")

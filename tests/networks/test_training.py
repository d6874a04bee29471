"""Training against finite differences and logistic regression."""

import math

import numpy as np
import pytest

from actplot import catalogue
from actplot.activation import Activation
from actplot.networks import datasets, meanfield, simulation, training, verdict
from tests.networks import every_function


@every_function
def test_every_function_runs_deep_and_trains_without_a_warning(function: Activation) -> None:
    predicted = meanfield.theory(function, 1.2, 6)
    (measured,) = simulation.simulate([function], 1.2, 6, 16, 0)
    assert len(predicted.variance) == len(measured.variance) == 6
    assert "; measured: " in verdict.in_words(measured, predicted)
    x, classes = datasets.sample("circles", 40, np.random.default_rng(0))
    try:
        trained = training.train(function, x, classes, training.Plan((4,), 10, 0.02, 0))
    except ArithmeticError:  # what grows faster than a float may
        assert abs(function(1e3)) > 1e4
    else:
        assert 0 <= training.accuracy(trained.network, x, classes) <= 1


@every_function
def test_the_networks_gradients_are_the_differences_of_its_loss(function: Activation) -> None:
    rng = np.random.default_rng(1)
    network = training.Network(function, (4, 3), rng)
    network.biases = [rng.normal(0, 0.3, bias.shape) for bias in network.biases]
    x, classes = datasets.sample("moons", 60, rng)
    kinks = np.array([*function.kinks, math.inf])
    hidden = x
    clear = np.ones(len(x), dtype=bool)
    for w, b in zip(network.weights[:-1], network.biases[:-1], strict=True):
        z = hidden @ w + b
        clear &= (np.abs(z[..., None] - kinks).min(axis=-1) > 1e-4).all(axis=1)
        hidden = function(z)
    x, classes = x[clear], classes[clear]
    assert len(x) > 20
    _, gradients, _ = network.gradients(x, classes)
    step = 1e-6
    for values, gradient in zip(network.weights + network.biases, gradients, strict=True):
        assert values.shape == gradient.shape
        for index in np.ndindex(values.shape):
            start = values[index]
            values[index] = start + step
            above = network.gradients(x, classes)[0]
            values[index] = start - step
            below = network.gradients(x, classes)[0]
            values[index] = start
            assert (above - below) / (2 * step) == pytest.approx(gradient[index], rel=1e-5, abs=2e-8)


def test_a_deep_linear_network_ends_at_the_optimum_of_logistic_regression() -> None:
    x, classes = datasets.sample("moons", 300, np.random.default_rng(0))
    design = np.column_stack([x, np.ones(len(x))])
    theta = np.zeros(3)
    for _ in range(30):  # Newton's method
        p = 1 / (1 + np.exp(-design @ theta))
        theta += np.linalg.solve((design.T * (p * (1 - p))) @ design, design.T @ (classes - p))
    trained = training.train(catalogue.get("identity"), x, classes, training.Plan((8, 8), 3000, 0.01, 0))
    weights, bias = trained.network.equivalent()
    assert [*weights[:, 0], *bias] == pytest.approx(theta, rel=1e-3, abs=1e-3)
    logits = trained.network.outputs(x)
    assert logits == pytest.approx(x @ weights + bias, rel=1e-12, abs=1e-12)


def test_relu_units_die_of_a_large_step_and_leaky_ones_do_not() -> None:
    x, classes = datasets.sample("moons", 300, np.random.default_rng([0, 0]))
    dead = {
        name: training.train(catalogue.get(name), x, classes, training.Plan((8, 8), 300, 1.0, 0)).dead
        for name in ("relu", "leaky_relu")
    }
    assert dead["relu"][0] == 0
    assert dead["relu"][-1] >= 4
    assert (dead["leaky_relu"] == 0).all()


def test_a_loss_that_is_not_finite_is_an_error_that_names_the_step() -> None:
    x, classes = datasets.sample("moons", 30, np.random.default_rng(0))
    with pytest.raises(ArithmeticError, match=r"relu: the loss is (nan|inf) at step 1"):
        training.train(catalogue.get("relu"), x, classes, training.Plan((4,), 10, 1e200, 0))

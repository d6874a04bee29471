"""Promises of every data set of regression that is found in networks/curves/, and of what networks fit to them."""

from functools import cache

import numpy as np
import pytest

from actplot import catalogue
from actplot.activation import Array
from actplot.networks import curves, losses, pieces, regression, training
from actplot.networks.training import Plan

every_curve = pytest.mark.parametrize("name", curves.names())
STRAIGHT = {"line"}  # a straight line is the best that can be learned
PLAN = Plan((8, 8), 400, 0.02, 0, decaying=True)


@cache
def fitted(name: str, function: str) -> regression.Fit:
    return regression.fit([catalogue.get(function)], regression.sample_of(name, 0), PLAN)[0]


@every_curve
def test_points_lie_around_the_curve_and_are_of_the_size_that_networks_expect(name: str) -> None:
    x, y = curves.sample(name, 2000, np.random.default_rng(1))
    assert x.shape == y.shape == (2000,)
    assert np.abs(x).max() <= curves.REACH < 1.01 * np.abs(x).max()
    away = y - curves.curve(name, x)
    assert abs(away.mean()) < 0.02
    assert away.std() == pytest.approx(curves.NOISE, rel=0.1)
    assert 0.2 < y.std() < 2


@every_curve
def test_points_repeat_with_their_seed_and_with_no_other(name: str) -> None:
    first, again, other = (np.stack(curves.sample(name, 50, np.random.default_rng(seed))) for seed in (3, 3, 4))
    assert np.array_equal(first, again)
    assert not np.isclose(first, other).any()


@every_curve
def test_bent_functions_come_near_the_noise_and_a_line_only_where_the_curve_is_one(name: str) -> None:
    for function in ("relu", "tanh"):
        assert fitted(name, function).residual < 1.2 * curves.NOISE, function
        assert fitted(name, function).error < 2.5 * curves.NOISE, function
    assert (fitted(name, "identity").error < 1.2 * curves.NOISE) == (name in STRAIGHT)


@every_curve
def test_the_identity_ends_at_the_least_squares_line(name: str) -> None:
    sample = regression.sample_of(name, 0)
    expected, *_ = np.linalg.lstsq(np.column_stack([sample.x, np.ones(len(sample.x))]), sample.y)
    assert fitted(name, "identity").line() == pytest.approx(expected, rel=1e-6, abs=1e-9)
    assert sample.least_squares() == pytest.approx(expected, rel=1e-12, abs=1e-12)


def drawn(function: str, hidden: tuple[int, ...], seed: int) -> training.Network:
    rng = np.random.default_rng(seed)
    network = training.Network(catalogue.get(function), hidden, rng, inputs=1)
    network.biases = [rng.normal(0, 1, bias.shape) for bias in network.biases]
    return network


@pytest.mark.parametrize("function", ["identity", "relu", "leaky_relu", "hard_tanh", "relu6", "binary_step", "abs"])
@pytest.mark.parametrize("hidden", [(1,), (7,), (6, 5), (4, 3, 3)])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_network_is_straight_between_its_bends_and_at_each_it_bends(
    function: str, hidden: tuple[int, ...], seed: int
) -> None:
    network = drawn(function, hidden, seed)
    found = pieces.bends(network, -4, 4)
    assert (np.diff(found) > 0).all()
    edges = np.concatenate([[-4.0], found, [4.0]])
    width = np.diff(edges)
    rng = np.random.default_rng(9)
    slopes, ends = [], []
    for low, wide in zip(edges[:-1], width, strict=True):
        x = low + wide * np.array([1e-6, *np.sort(rng.uniform(0.01, 0.99, 20)), 1 - 1e-6])
        y = network.outputs(x[:, None])[:, 0]
        slope = (y[-1] - y[0]) / (x[-1] - x[0])
        assert y == pytest.approx(y[0] + slope * (x - x[0]), abs=1e-11)
        slopes.append(slope)
        ends.append((y[0], y[-1]))
    for i in range(len(found)):
        bent = abs(slopes[i + 1] - slopes[i]) > 1e-9
        jumped = abs(ends[i + 1][0] - ends[i][1]) > 1e-4
        assert bent or jumped, found[i]


def test_the_absolute_value_from_two_relus_has_two_pieces_and_a_dead_unit_adds_none() -> None:
    network = drawn("relu", (3,), 0)
    network.weights = [np.array([[1.0, -1.0, 1.0]]), np.array([[1.0], [1.0], [0.0]])]
    network.biases = [np.array([-0.5, 0.5, 2.0]), np.zeros(1)]
    assert pieces.bends(network, -3, 3).tolist() == [0.5]


@pytest.mark.parametrize(
    ("function", "straight"),
    [("relu", True), ("hard_sigmoid", True), ("softshrink", True), ("tanh", False), ("elu", False), ("sin", False)],
)
def test_what_is_piecewise_linear_is_measured(function: str, straight: bool) -> None:
    assert pieces.is_piecewise_linear(catalogue.get(function)) == straight


@pytest.mark.parametrize("loss", [losses.logistic, losses.cross_entropy, losses.squared], ids=lambda f: f.__name__)
def test_the_gradient_of_a_loss_is_its_difference(loss: losses.Loss) -> None:
    rng = np.random.default_rng(0)
    outputs = rng.normal(0, 2, (5, 4 if loss is losses.cross_entropy else 1))
    targets = np.array([0.0, 1.0, 1.0, 0.0, 3.0 if loss is losses.cross_entropy else 1.0])
    _, gradient = loss(outputs, targets)
    for index in np.ndindex(outputs.shape):
        values = []
        for step in (1e-6, -1e-6):
            moved = outputs.copy()
            moved[index] += step
            values.append(loss(moved, targets)[0])
        assert (values[0] - values[1]) / 2e-6 == pytest.approx(gradient[index], rel=1e-6, abs=1e-9)


def test_logits_of_any_size_have_a_finite_loss() -> None:
    huge = np.array([[1e300, 0.0, -1e300]])
    assert losses.cross_entropy(huge, np.array([0.0]))[0] == 0
    assert np.isfinite(losses.cross_entropy(huge, np.array([0.0]))[1]).all()


def test_batches_take_each_point_once_before_any_again_and_end_measured_on_all() -> None:
    x, y = curves.sample("line", 24, np.random.default_rng(0))
    seen: list[int] = []

    def loss(outputs: Array, targets: Array) -> tuple[float, Array]:
        if len(targets) == 6:
            seen.extend(int(place) for place in np.searchsorted(np.sort(y), targets))
        return losses.squared(outputs, targets)

    plan = Plan((3,), 8, 0.01, 0, batch=6)
    found = training.train(catalogue.get("tanh"), x[:, None], y, plan, loss=loss)
    assert sorted(seen[:24]) == sorted(seen[24:48]) == list(range(24))
    assert seen[:24] != seen[24:48]
    assert found.moments[-1] == 8
    assert found.losses[-1] == losses.squared(found.network.outputs(x[:, None]), y)[0]

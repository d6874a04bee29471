"""Expectations, gains and simulations against closed forms, published values and independent sums."""

import math

import numpy as np
import pytest

from actplot import catalogue
from actplot.activation import Activation, Array, Gated, Vector
from actplot.networks import networks

FUNCTIONS = [f for f in catalogue.everything().values() if not isinstance(f, Vector | Gated)]
every_function = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)


def dense(function: Activation, q: float) -> tuple[float, float]:
    """Return E[f^2] and E[f'^2] by a Gauss-Legendre rule of very many equal panels between the kinks."""
    reach = 12 * math.sqrt(q) + 2 * q  # the weight of exp(x)^2 lies around 2q
    nodes, weights = np.polynomial.legendre.leggauss(32)
    inside = [kink for kink in function.kinks if -reach < kink < reach]
    edges = np.unique(np.concatenate([np.linspace(-reach, reach, 1500), inside]))
    half = np.diff(edges)[:, None] / 2
    x = (edges[:-1, None] + half) + half * nodes
    f, slope = function.pair(x)
    density = np.exp(-x * x / (2 * q)) / math.sqrt(2 * math.pi * q) * weights * half
    return float((f * f * density).sum()), float((slope * slope * density).sum())


@every_function
@pytest.mark.parametrize("q", [0.01, 1.0, 30.0])
def test_expectations_have_ten_digits(function: Activation, q: float) -> None:
    _, square, slope = networks.moments(function, q)
    assert (square, slope) == pytest.approx(dense(function, q), rel=1e-10, abs=1e-300)


def test_what_was_asked_before_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [(catalogue.get(spec), q) for q in (0.3, 40.0) for spec in ("elu", "elu:alpha=2", "gelu", "snake")]
    networks._panels.cache_clear()
    fresh = []
    for function, q in asked:
        fresh.append(networks.moments(function, q))
        networks._panels.cache_clear()
    assert [networks.moments(function, q) for function, q in asked * 2] == fresh * 2
    for kept in (8, 40, 200):  # panels: too few for one answer, for the second one, for all
        monkeypatch.setattr(networks, "KEPT", kept)
        networks._panels.cache_clear()
        assert [networks.moments(function, q) for function, q in asked * 2] == fresh * 2


def test_steep_places_are_found_wherever_they_are() -> None:
    def steep(x: Array, k: float = 1e8, at: float = 0.3) -> tuple[Array, Array]:
        t = np.tanh(k * (x - at))
        return t, k * (1 - t) * (1 + t)

    function = next(f for f in FUNCTIONS if f.name == "tanh")
    moved = Activation(**{**vars(function), "evaluate": steep})
    mean, square, slope = networks.moments(moved, 1.0)
    assert mean == pytest.approx(math.erf(-0.3 / math.sqrt(2)), rel=1e-8)
    density = math.exp(-0.045) / math.sqrt(2 * math.pi)
    assert square == pytest.approx(1 - 2e-8 * density, rel=1e-10)
    assert slope == pytest.approx(4 / 3 * 1e8 * density, rel=1e-8)  # the integral of sech^4 is 4/3


@pytest.mark.parametrize(
    ("spec", "q", "expected"),
    [
        ("identity", 2.0, (0, 2, 1)),
        ("relu", 2.0, (1 / math.sqrt(math.pi), 1, 1 / 2)),
        ("leaky_relu:negative_slope=0.1", 1.0, (0.9 / math.sqrt(2 * math.pi), 0.505, 0.505)),
        ("binary_step", 3.0, (1 / 2, 1 / 2, 0)),
        ("selu", 1.0, (0, 1, 1.07157499245580)),
        ("arctan", 1.0, (0, 0.44970091643490, 1 / 2)),
        ("gelu", 1.0, (1 / math.sqrt(4 * math.pi), 0.42522148257030, 0.45585086564929)),
    ],
)
def test_moments_agree_with_closed_forms(spec: str, q: float, expected: tuple[float, float, float]) -> None:
    assert networks.moments(catalogue.get(spec), q) == pytest.approx(expected, rel=1e-12, abs=1e-15)


def test_swish_has_the_published_half_stable_point() -> None:
    """Roberts, Yaida & Hanin 2022, The Principles of Deep Learning Theory, section 5.3.4."""
    swish, q = catalogue.get("silu"), 14.32017362
    squared_gain = networks.gradient_gain(swish, q) ** 2
    assert squared_gain == pytest.approx(1.98800468, abs=1e-8)
    assert q - networks.variance_map(swish, math.sqrt(squared_gain), q) == pytest.approx(0.55514317, abs=2e-8)


def test_relu_with_he_init_keeps_every_variance_and_gradient() -> None:
    relu, gain = catalogue.get("relu"), math.sqrt(2)
    assert [networks.chi(relu, gain, q) for q in (1e-6, 1.0, 1e6)] == pytest.approx([1, 1, 1], rel=1e-14)
    assert networks.fixed_point(relu, gain, 7.0) == 7.0
    assert networks.critical_gain(relu) == pytest.approx((gain, 1.0), rel=1e-14)


@pytest.mark.parametrize("slope", [0.001, 0.01, 0.2, 0.5])
def test_leaky_relu_keeps_at_the_gain_of_he_2015(slope: float) -> None:
    leaky = catalogue.get(f"leaky_relu:negative_slope={slope}")
    expected = math.sqrt(2 / (1 + slope**2))
    found = [networks.variance_gain(leaky), networks.gradient_gain(leaky), networks.critical_gain(leaky)[0]]
    assert found == pytest.approx([expected] * 3, rel=1e-13)
    assert networks.pytorch_gain(leaky) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize("start", [0.3, 1.0, 4.0])
def test_selu_with_lecun_init_settles_at_mean_zero_and_variance_one(start: float) -> None:
    selu = catalogue.get("selu")
    assert networks.fixed_point(selu, 1.0, start) == pytest.approx(1, rel=1e-9)
    assert networks.moments(selu, 1.0)[:2] == pytest.approx((0, 1), abs=1e-14)
    assert networks.variance_gain(selu) == pytest.approx(1, rel=1e-14)
    assert networks.pytorch_gain(selu) == 3 / 4


def test_tanh_is_critical_at_gain_one_and_no_signal() -> None:
    tanh = catalogue.get("tanh")
    gain, q = networks.critical_gain(tanh)
    assert gain == pytest.approx(1, rel=1e-10)
    assert q == 0
    assert networks.fixed_point(tanh, 1.0) == 0.0
    assert networks.chi(tanh, 1.1, networks.fixed_point(tanh, 1.1)) > 1
    assert networks.pytorch_gain(tanh) == 5 / 3  # near the gain that keeps a unit variance, 1.59
    assert networks.variance_gain(tanh) == pytest.approx(1.5925374, abs=1e-7)


@pytest.mark.parametrize("spec", ["gelu", "silu", "mish", "softplus", "binary_step"])
def test_where_no_gain_holds_the_signal_none_is_given(spec: str) -> None:
    assert math.isnan(networks.critical_gain(catalogue.get(spec))[0])


@every_function
def test_a_fixed_point_is_one(function: Activation) -> None:
    for gain in (0.5, 1.0, math.sqrt(2), 3.0):
        q = networks.fixed_point(function, gain)
        if 0 < q < math.inf:
            assert networks.variance_map(function, gain, q) == pytest.approx(q, rel=1e-9)


@every_function
def test_the_gains_keep_what_they_say(function: Activation) -> None:
    for q in (0.1, 1.0, 9.0):
        if not math.isnan(gain := networks.variance_gain(function, q)):
            assert networks.variance_map(function, gain, q) == pytest.approx(q, rel=1e-12)
        if not math.isnan(gain := networks.gradient_gain(function, q)):
            assert networks.chi(function, gain, q) == pytest.approx(1, rel=1e-12)
    gain, q = networks.critical_gain(function)
    if not math.isnan(gain) and q > 0:
        assert networks.chi(function, gain, q) == pytest.approx(1, rel=1e-9)
        assert networks.variance_map(function, gain, q) == pytest.approx(q, rel=1e-9)


def test_the_simulation_agrees_with_the_theory_within_its_sampling_error() -> None:
    functions = [catalogue.get(name) for name in ("tanh", "relu", "gelu")]
    layers, gain, networks_drawn = 8, 1.3, 8
    runs = [networks.simulate(functions, gain, layers, 512, seed) for seed in range(networks_drawn)]
    for i, function in enumerate(functions):
        theory = networks.theory(function, gain, layers)
        for measured, predicted in (
            (np.array([run[i].variance for run in runs]), theory.variance),
            (np.array([run[i].gradient_norm ** 2 for run in runs]), theory.gradient_norm**2),
        ):
            error = measured.std(axis=0, ddof=1) / math.sqrt(networks_drawn)
            assert (np.abs(measured.mean(axis=0) - predicted) <= 4 * error + 1e-12 * predicted).all()
            assert (error[:-1] < 0.2 * predicted[:-1]).all()  # so that the comparison means something


@pytest.mark.parametrize("spec", ["relu", "tanh", "gelu", "sigmoid", "softplus"])
def test_the_advised_gain_carries_the_gradient_through(spec: str) -> None:
    function = catalogue.get(spec)
    gain = networks.theory(function, 1.0, 12).gain
    assert networks.theory(function, gain, 12).gradient_norm[0] == pytest.approx(1, rel=1e-7)


def test_where_the_signal_dies_below_a_gain_and_explodes_above_it_no_gain_is_advised() -> None:
    assert math.isnan(networks.theory(catalogue.get("cube"), 1.0, 30).gain)


def test_no_depth_under_or_overflows_the_gradient_too_early() -> None:
    (run,) = networks.simulate([catalogue.get("sigmoid")], 1.0, 400, 32, 0)
    assert run.gradient_norm[-1] == pytest.approx(1, rel=1e-14)
    assert run.gradient_norm[150] > 0  # 250 layers at about 0.25 each
    assert (np.diff(run.gradient_norm[200:]) > 0).all()


def test_binary_step_lets_no_gradient_through_and_nothing_warns() -> None:
    (run,) = networks.simulate([catalogue.get("binary_step")], 1.0, 4, 16, 0)
    assert run.gradient_norm.tolist() == pytest.approx([0, 0, 0, 1])
    assert run.dead.tolist() == [1, 1, 1, 1]


@every_function
def test_every_function_runs_deep_and_trains_without_a_warning(function: Activation) -> None:
    predicted = networks.theory(function, 1.2, 6)
    (measured,) = networks.simulate([function], 1.2, 6, 16, 0)
    assert len(predicted.variance) == len(measured.variance) == 6
    assert predicted.verdict
    x, classes = networks.dataset("circles", 40, np.random.default_rng(0))
    try:
        trained = networks.train(function, x, classes, (4,), 10, 0.02, 0)
    except ArithmeticError:  # what grows faster than a float may
        assert abs(function(1e3)) > 1e4
    else:
        assert 0 <= networks.accuracy(trained.network, x, classes) <= 1


@every_function
def test_every_gradient_on_the_way_back_is_a_difference_of_the_output(function: Activation) -> None:
    rng = np.random.default_rng(3)
    drawn = networks.Network(function, (4, 3), rng, 5)
    inputs, weights = rng.normal(0, 0.5, 5), [w.T for w in drawn.weights]
    biases = [rng.normal(0, 0.3, len(b)) for b in drawn.biases]
    layers = networks.passes(function, inputs, weights, biases)
    kinks = np.array([*function.kinks, math.inf])
    assert all(abs(kinks - z).min() > 1e-3 for layer in layers for z in layer.z)  # else draw other numbers

    def output() -> float:
        return float(networks.passes(function, inputs, weights, biases)[-1].a[0])

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


@every_function
def test_the_networks_gradients_are_the_differences_of_its_loss(function: Activation) -> None:
    rng = np.random.default_rng(1)
    network = networks.Network(function, (4, 3), rng)
    network.biases = [rng.normal(0, 0.3, bias.shape) for bias in network.biases]
    x, classes = networks.dataset("moons", 60, rng)
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


@pytest.mark.parametrize("name", networks.DATA)
def test_a_dataset_has_two_even_classes_and_repeats_with_its_seed(name: str) -> None:
    x, classes = networks.dataset(name, 300, np.random.default_rng(3))
    again, _ = networks.dataset(name, 300, np.random.default_rng(3))
    assert (x == again).all()
    assert classes.sum() == 150
    assert np.abs(x).max() < 3.5


@pytest.mark.parametrize("data", networks.DATA)
def test_a_bent_network_learns_what_a_straight_one_cannot(data: str) -> None:
    scores = []
    for name in ("relu", "tanh", "identity"):
        rng = np.random.default_rng(0)
        x, classes = networks.dataset(data, 300, rng)
        unseen, their_classes = networks.dataset(data, 1000, rng)
        trained = networks.train(catalogue.get(name), x, classes, (8, 8), 1000, 0.02, 0)
        scores.append(networks.accuracy(trained.network, unseen, their_classes))
    relu, tanh, identity = scores
    assert min(relu, tanh) > 0.97
    assert identity < 0.9 or data == "linear"


def test_a_deep_linear_network_ends_at_the_optimum_of_logistic_regression() -> None:
    x, classes = networks.dataset("moons", 300, np.random.default_rng(0))
    design = np.column_stack([x, np.ones(len(x))])
    theta = np.zeros(3)
    for _ in range(30):  # Newton's method
        p = 1 / (1 + np.exp(-design @ theta))
        theta += np.linalg.solve((design.T * (p * (1 - p))) @ design, design.T @ (classes - p))
    trained = networks.train(catalogue.get("identity"), x, classes, (8, 8), 3000, 0.01, 0)
    weights, bias = trained.network.equivalent()
    assert [*weights, bias] == pytest.approx(theta, rel=1e-3, abs=1e-3)
    logits = trained.network.logits(x)
    assert logits == pytest.approx(x @ weights + bias, rel=1e-12, abs=1e-12)


def test_relu_units_die_of_a_large_step_and_leaky_ones_do_not() -> None:
    x, classes = networks.dataset("moons", 300, np.random.default_rng([0, 0]))
    dead = {
        name: networks.train(catalogue.get(name), x, classes, (8, 8), 300, 1.0, 0).dead
        for name in ("relu", "leaky_relu")
    }
    assert dead["relu"][0] == 0
    assert dead["relu"][-1] >= 4
    assert (dead["leaky_relu"] == 0).all()


def test_a_loss_that_is_not_finite_is_an_error_that_names_the_step() -> None:
    x, classes = networks.dataset("moons", 30, np.random.default_rng(0))
    with pytest.raises(ArithmeticError, match=r"relu: the loss is (nan|inf) at step 1"):
        networks.train(catalogue.get("relu"), x, classes, (4,), 10, 1e200, 0)

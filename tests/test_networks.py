"""Expectations, gains and simulations against closed forms, published values and independent sums."""

import math

import numpy as np
import pytest

from actplot import catalogue, networks
from actplot.activation import Activation, Array, Gated, Vector

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

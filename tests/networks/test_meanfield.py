"""Gains and fixed points against closed forms and published values."""

import math

import pytest

from actplot import catalogue
from actplot.activation import Activation
from actplot.networks import expectation, meanfield
from tests.networks import every_function


def test_swish_has_the_published_half_stable_point() -> None:
    """Roberts, Yaida & Hanin 2022, The Principles of Deep Learning Theory, section 5.3.4."""
    swish, q = catalogue.get("silu"), 14.32017362
    squared_gain = meanfield.gradient_gain(swish, q) ** 2
    assert squared_gain == pytest.approx(1.98800468, abs=1e-8)
    assert q - meanfield.variance_map(swish, math.sqrt(squared_gain), q) == pytest.approx(0.55514317, abs=2e-8)


def test_relu_with_he_init_keeps_every_variance_and_gradient() -> None:
    relu, gain = catalogue.get("relu"), math.sqrt(2)
    assert [meanfield.chi(relu, gain, q) for q in (1e-6, 1.0, 1e6)] == pytest.approx([1, 1, 1], rel=1e-14)
    assert meanfield.fixed_point(relu, gain, 7.0) == 7.0
    assert meanfield.critical_gain(relu) == pytest.approx((gain, 1.0), rel=1e-14)


@pytest.mark.parametrize("slope", [0.001, 0.01, 0.2, 0.5])
def test_leaky_relu_keeps_at_the_gain_of_he_2015(slope: float) -> None:
    leaky = catalogue.get(f"leaky_relu:negative_slope={slope}")
    expected = math.sqrt(2 / (1 + slope**2))
    found = [meanfield.variance_gain(leaky), meanfield.gradient_gain(leaky), meanfield.critical_gain(leaky)[0]]
    assert found == pytest.approx([expected] * 3, rel=1e-13)
    assert meanfield.pytorch_gain(leaky) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize("start", [0.3, 1.0, 4.0])
def test_selu_with_lecun_init_settles_at_mean_zero_and_variance_one(start: float) -> None:
    selu = catalogue.get("selu")
    assert meanfield.fixed_point(selu, 1.0, start) == pytest.approx(1, rel=1e-9)
    assert expectation.moments(selu, 1.0)[:2] == pytest.approx((0, 1), abs=1e-14)
    assert meanfield.variance_gain(selu) == pytest.approx(1, rel=1e-14)
    assert meanfield.pytorch_gain(selu) == 3 / 4


def test_tanh_is_critical_at_gain_one_and_no_signal() -> None:
    tanh = catalogue.get("tanh")
    gain, q = meanfield.critical_gain(tanh)
    assert gain == pytest.approx(1, rel=1e-10)
    assert q == 0
    assert meanfield.fixed_point(tanh, 1.0) == 0.0
    assert meanfield.chi(tanh, 1.1, meanfield.fixed_point(tanh, 1.1)) > 1
    assert meanfield.pytorch_gain(tanh) == 5 / 3  # near the gain that keeps a unit variance, 1.59
    assert meanfield.variance_gain(tanh) == pytest.approx(1.5925374, abs=1e-7)


@pytest.mark.parametrize("spec", ["gelu", "silu", "mish", "softplus", "binary_step"])
def test_where_no_gain_holds_the_signal_none_is_given(spec: str) -> None:
    assert math.isnan(meanfield.critical_gain(catalogue.get(spec))[0])


@every_function
def test_a_fixed_point_is_one(function: Activation) -> None:
    for gain in (0.5, 1.0, math.sqrt(2), 3.0):
        q = meanfield.fixed_point(function, gain)
        if 0 < q < math.inf:
            assert meanfield.variance_map(function, gain, q) == pytest.approx(q, rel=1e-9)


@every_function
def test_the_gains_keep_what_they_say(function: Activation) -> None:
    for q in (0.1, 1.0, 9.0):
        if not math.isnan(gain := meanfield.variance_gain(function, q)):
            assert meanfield.variance_map(function, gain, q) == pytest.approx(q, rel=1e-12)
        if not math.isnan(gain := meanfield.gradient_gain(function, q)):
            assert meanfield.chi(function, gain, q) == pytest.approx(1, rel=1e-12)
    gain, q = meanfield.critical_gain(function)
    if not math.isnan(gain) and q > 0:
        assert meanfield.chi(function, gain, q) == pytest.approx(1, rel=1e-9)
        assert meanfield.variance_map(function, gain, q) == pytest.approx(q, rel=1e-9)


@pytest.mark.parametrize(
    ("spec", "gain", "settled"),
    [
        ("relu", math.sqrt(2), 2.0),  # every variance is a fixed point
        ("gelu", 1.5, math.inf),  # a smaller variance, such as 1, would vanish
        ("cube", 0.5, 0.0),  # a larger one, such as 1, would explode
        ("silu", 1.5, 0.0),
        ("tanh", 2.0, None),
        ("sigmoid", 0.5, None),
        ("selu", 1.2, None),
    ],
)
def test_the_variance_of_a_theory_settles_where_it_is_led_from_the_first_layer(
    spec: str, gain: float, settled: float | None
) -> None:
    function, q = catalogue.get(spec), gain**2  # that of the first layer on standard normal input
    for _ in range(300):
        q = meanfield.variance_map(function, gain, q)
        if q < 1e-9 or q > 1e9:
            q = 0.0 if q < 1 else math.inf
            break
    assert meanfield.theory(function, gain, 2).fixed_point == pytest.approx(q, rel=1e-9)
    assert settled is None or q == pytest.approx(settled, rel=1e-12)


@pytest.mark.parametrize("spec", ["relu", "tanh", "gelu", "sigmoid", "softplus"])
def test_the_advised_gain_carries_the_gradient_through(spec: str) -> None:
    function = catalogue.get(spec)
    gain = meanfield.theory(function, 1.0, 12).gain
    assert meanfield.theory(function, gain, 12).gradient_norm[0] == pytest.approx(1, rel=1e-7)


def test_where_the_signal_dies_below_a_gain_and_explodes_above_it_no_gain_is_advised() -> None:
    assert math.isnan(meanfield.theory(catalogue.get("cube"), 1.0, 30).gain)


@pytest.mark.parametrize("layers", [2, 3])
def test_the_advised_gain_carries_the_gradient_through_as_few_layers_as_there_are(layers: int) -> None:
    function = catalogue.get("gelu")
    gain = meanfield.theory(function, 1.0, layers).gain
    assert meanfield.theory(function, gain, layers).gradient_norm[0] == pytest.approx(1, rel=1e-7)

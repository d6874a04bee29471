"""Values for networks: those of the evaluators at any parameters, and of the formulas only where these have none."""

import numpy as np
import pytest

import actplot
from actplot.activation import Activation
from actplot.evaluation import Evaluated
from tests.networks import FUNCTIONS, every_function
from tests.parameters import at_ends

SIZES = np.array([-1e3, -3.0, -0.7, -1e-9, 0.0, 1e-9, 0.7, 3.0, 1e3, np.inf, -np.inf, np.nan])


@every_function
def test_values_for_networks_are_those_of_a_function(function: Activation) -> None:
    for near, exact in zip(function.near(SIZES), function.pair(SIZES), strict=True):
        np.testing.assert_allclose(near, exact, rtol=1e-12, atol=1e-300)


@pytest.mark.parametrize(
    "spec", ["leaky_relu:negative_slope=1e30", "soft_root_sign:alpha=1e16", "sin:omega=1e-100", "celu:alpha=1e-100"]
)
def test_parameters_far_from_their_defaults_ask_no_formula_in_networks(
    spec: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    function = actplot.get(spec)
    exact = function.pair(SIZES[:9])
    monkeypatch.delattr(Evaluated, "resolve")
    for near, right in zip(function.near(SIZES[:9]), exact, strict=True):
        np.testing.assert_allclose(near, right, rtol=1e-9, atol=1e-300)
    f, slope = function.near(np.full(10_000, -1e300))
    assert np.isfinite(slope).all()
    assert not np.isnan(f).any()


FAR = np.array([s * 10.0**k * 3.3 for k in (-98, -50, -16, -3, 0, 1, 3, 16, 50, 98) for s in (-1, 1)])


@pytest.mark.parametrize(
    "function", [f for each in FUNCTIONS for f in at_ends(each)], ids=lambda function: function.spec
)
def test_the_largest_and_smallest_parameters_have_right_values_in_networks(function: Activation) -> None:
    """Where an evaluator cut its argument off, the error function of an exponential never rose."""
    for near, exact in zip(function.near(FAR), function.pair(FAR), strict=True):
        seen = np.abs(exact) < 1e290  # else the formula and the evaluator may overflow at different x
        np.testing.assert_allclose(near[seen], exact[seen], rtol=1e-7, atol=1e-30)


def test_what_overflows_inside_an_evaluator_alone_is_asked_of_the_formula() -> None:
    f, slope = actplot.get("x*exp(x)/exp(x)").near(np.array([800.0]))
    assert (f[0], slope[0]) == (800.0, 1.0)

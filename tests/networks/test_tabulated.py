"""Tables of functions: their stated errors, kinks, and numbers of every size."""

import random
from typing import Any

import numpy as np
import pytest

import actplot
from actplot import catalogue
from actplot.activation import Activation
from actplot.networks.diagnosis import saturation_limit
from actplot.networks.tabulated import SLOPE_ERROR, VALUE_ERROR, Tabulated, tabulated
from tests.networks import FUNCTIONS, every_function


def numbers(function: Activation) -> Any:
    """Return float32 numbers: as pre-activations are, of every size, and the kinks and their neighbours."""
    rng = np.random.default_rng(0)
    sizes = np.exp(rng.uniform(-95, 85, 100)) * rng.choice([-1, 1], 100)
    spread = np.concatenate([rng.standard_normal(400), rng.uniform(-40, 40, 300), sizes])
    near = np.array([0.0, *function.kinks_between(-50, 50)], np.float32)
    for _ in range(2):
        near = np.concatenate([np.nextafter(near, np.float32(-9e9)), near, np.nextafter(near, np.float32(9e9))])
    near[np.abs(near) < 2.0**-137] = 0  # as stated
    return np.concatenate([spread.astype(np.float32), near, -near[near == 0]])


def excess(found: Any, exact: Any, limit: float) -> Any:
    """Return by how much an error is beyond its limit; float32 can't hold more than 3.4e38."""
    with np.errstate(all="ignore"):
        error = np.abs(found - exact) - limit * np.maximum(np.abs(exact), 1)
        return np.where(found == exact.astype(np.float32), 0, error)


def hold_to_its_errors(function: Activation) -> Tabulated:
    x = numbers(function)
    with np.errstate(all="ignore"):
        exact, exact_slope = function.pair(x.astype(np.float64))
        flat = exact_slope.astype(np.float32) == 0
    table = Tabulated(function)
    f, slope = table.pair(x)
    assert f.dtype == slope.dtype == np.float32
    assert (excess(f, exact, VALUE_ERROR) <= 0).all()
    assert (excess(slope, exact_slope, SLOPE_ERROR) <= 0).all()
    assert (flat == (slope == 0)).all()
    return table


@every_function
def test_a_table_keeps_its_stated_errors_and_serves_almost_all_pre_activations(function: Activation) -> None:
    table = hold_to_its_errors(function)
    usual = np.random.default_rng(1).standard_normal(20_000).astype(np.float32)
    assert np.mean(table.missing[usual.view(np.uint32) >> 12]) < 0.005


@pytest.mark.parametrize(
    "spec",
    [
        "x*sigmoid(1.7*x)",
        "min(abs(x), 1/3) + x",
        "floor(x)",
        "sin(40*x)",
        "sin(x^2)",
        "hard_tanh:max_val=3000",
        "keras.activations.hard_sigmoid",
    ],
)
def test_expressions_and_parameters_are_tabulated_as_well(spec: str) -> None:
    hold_to_its_errors(actplot.get(spec))


EXTREMES = [
    (function.name, key, sign * size)
    for function in FUNCTIONS
    for key in function.defaults
    for sign in (1, -1)
    for size in (1e-100, 1e-20, 1e-8, 1e8, 1e20, 1e100)
]


@pytest.mark.parametrize(("name", "key", "value"), random.Random(0).sample(EXTREMES, 30))
def test_extreme_parameters_are_tabulated_in_a_bounded_time_or_not_at_all(name: str, key: str, value: float) -> None:
    """All of EXTREMES took 130 s, none more than 1 s, and kept to the errors; these are a sample."""
    try:
        function = catalogue.get(name).bind(**{key: value})
    except ValueError:
        pytest.skip("outside the domain")
    x = np.array([0, 1e-30, 1e-6, 0.01, 0.3, 1, 2.5, 7, 40, 1e4, 1e20, 3e38], np.float32)
    x = np.concatenate([x, -x])
    evaluated: list[int] = []
    original = type(function).near

    def counted(self: Activation, z: Any) -> Any:
        evaluated.append(np.size(z))
        return original(self, z)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(function), "near", counted)
        table = Tabulated(function)
    assert sum(evaluated) <= 2  # the formulas, which may take long, are asked at 0 only
    f, slope = table.pair(x)
    with np.errstate(all="ignore"):
        exact, exact_slope = function.pair(x.astype(np.float64))
    assert (excess(f, exact, VALUE_ERROR) <= 0).all()
    assert (excess(slope, exact_slope, SLOPE_ERROR) <= 0).all()


@pytest.mark.parametrize("spec", ["gelu", "sigmoid", "snake", "x^3", "relu"])
def test_slopes_alone_are_those_of_the_pair_and_saturated_where_the_function_is(spec: str) -> None:
    function = actplot.get(spec)
    table, limit = tabulated(function), saturation_limit(actplot.facts(function).max_gradient)
    x = np.concatenate([numbers(function), np.linspace(-9, 9, 20_001).astype(np.float32)]).reshape(-1, 1)
    slope = table.slopes(x)
    assert slope.shape == x.shape
    assert np.array_equal(slope, table.pair(x)[1], equal_nan=True)
    exact = np.abs(function.derivative(x.astype(np.float64)))
    assert np.array_equal(np.abs(slope) < limit, exact < limit)


@pytest.mark.parametrize("name", ["relu", "tanh", "sin", "exponential"])
def test_what_is_not_finite_is_that_of_the_function(name: str) -> None:
    function = catalogue.get(name)
    x = np.array([np.inf, -np.inf, np.nan], np.float32)
    for found, exact in zip(tabulated(function).pair(x), function.pair(x), strict=True):
        assert np.array_equal(found, exact, equal_nan=True)


def test_arrays_of_any_layout_and_the_input_in_place() -> None:
    table = tabulated(catalogue.get("gelu"))
    x = np.random.default_rng(0).standard_normal((300, 70)).astype(np.float32)
    f, slope = table.pair(x)
    assert f.shape == x.shape
    for one, whole in zip(table.pair(x.T[::2]), (f, slope), strict=True):
        assert np.array_equal(one, whole.T[::2])
    again = x.copy()
    table.into(again, f, again)
    assert np.array_equal(again, slope)
    assert table.pair(x[:0])[0].shape == (0, 70)

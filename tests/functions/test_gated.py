"""Gated functions and both partial derivatives are those of the formula, evaluated by mpmath."""

import math
from itertools import product

import mpmath
import numpy as np
import pytest

import actplot
from actplot import catalogue
from actplot.activation import Activation, Gated
from tests import oracle
from tests.parameters import variants

GATED = [f for f in catalogue.everything().values() if isinstance(f, Gated)]
each = pytest.mark.parametrize("function", GATED, ids=lambda function: function.name)
LIMIT = 4.0
INPUTS = [-30.0, -3.7, -1.0, -0.35, 1e-9, 0.5, 1.0, 2.2, 11.0]


def truth(function: Activation, a: float, b: float) -> tuple[mpmath.mpf, ...]:
    """Return the value and its derivatives by a and by b."""
    at = {"a": a, "b": b}
    value, by_a = oracle.derivatives(function.formula, function.parameters, at, "a", 2)
    return value, by_a, oracle.derivatives(function.formula, function.parameters, at, "b", 2)[1]


@each
def test_value_and_both_partials_are_those_of_the_formula(function: Gated) -> None:
    extremes = [(1e300, -745.0), (1.7e308, 5e-324), (-1e200, -600.0), (1e-300, 1e300), (3.0, 1e-310), (1e308, -40.0)]
    for other in variants(function, 2):
        pairs = [*product(INPUTS, INPUTS), *extremes]
        f, partials = other.pair(pairs)
        for (a, b), got, (by_a, by_b) in zip(pairs, f, partials, strict=True):
            for mine, true in zip((got, by_a, by_b), truth(other, a, b), strict=True):
                assert oracle.ulps(float(mine), true) <= LIMIT, (other.spec, a, b)


@each
@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_results_in_narrow_types_are_rounded_once(function: Gated, dtype: type[np.floating]) -> None:
    pairs = np.random.default_rng(7).normal(size=(300, 2)).astype(dtype) * dtype(3)
    for (a, b), f, (by_a, by_b) in zip(pairs.tolist(), *function.pair(pairs), strict=True):
        for mine, true in zip((f, by_a, by_b), truth(function, a, b), strict=True):
            assert mine == dtype(float(true)), (a, b)  # none of these is a near-tie


@each
def test_shapes_and_types_are_kept(function: Gated) -> None:
    for dtype in (np.float16, np.float32, np.float64):
        f, partials = function.pair(np.ones((3, 4, 2), dtype=dtype))
        assert (f.shape, partials.shape) == ((3, 4), (3, 4, 2))
        assert f.dtype == partials.dtype == dtype
    f, partials = function.pair([1.0, 2.0])
    assert np.shape(f) == ()
    assert partials.shape == (2,)


@each
def test_the_gate_is_the_second_of_the_pair(function: Gated) -> None:
    if function.name != "bilinear":
        assert abs(float(function([3.0, -40.0]))) < 1e-15
        assert abs(float(function([-40.0, 3.0]))) > 0.9


@each
def test_nan_makes_its_pair_nan_and_no_other(function: Gated) -> None:
    for result in function.pair(np.array([[math.nan, 1], [1, math.nan], [1, 1]])):
        assert np.isnan(result[:2]).all()
        assert not np.isnan(result[2]).any()


@each
def test_no_pair_of_numbers_gives_nan(function: Gated) -> None:
    extremes = [-math.inf, -1.7e308, -1.0, -5e-324, 0.0, 5e-324, 1.0, 1.7e308, math.inf]
    for result in function.pair(np.array(list(product(extremes, extremes)))):
        assert not np.isnan(result).any()


@each
@pytest.mark.parametrize("x", [1.0, [1.0], [1.0, 2.0, 3.0]])
def test_what_is_no_pair_is_refused(function: Gated, x: object) -> None:
    with pytest.raises(ValueError, match="pairs"):
        function(x)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("gated", "gate"),
    [("glu", "sigmoid"), ("bilinear", "identity"), ("reglu", "relu"), ("geglu", "gelu"), ("swiglu", "swish")],
)
def test_a_value_of_1_passes_the_gate_itself(gated: str, gate: str) -> None:
    b = np.linspace(-9, 9, 37)
    f, partials = actplot.get(gated).pair(np.stack([np.ones_like(b), b], axis=-1))
    assert np.array_equal(f, actplot.get(gate)(b))
    assert np.array_equal(partials[:, 1], actplot.get(gate).derivative(b))

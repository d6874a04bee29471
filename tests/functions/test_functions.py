"""What holds for every function of the catalogue."""

import math
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actplot import catalogue
from actplot.activation import Activation
from tests import accuracy, oracle
from tests.parameters import variants

FUNCTIONS = [f for f in catalogue.everything().values() if type(f) is Activation]
each = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)


@each
def test_errors_stay_below_2_ulp_for_the_value_and_4_for_the_derivative(function: Activation) -> None:
    for variant in variants(function, 2):
        worst = accuracy.search(variant, 30)
        assert worst.value <= accuracy.VALUE_LIMIT, (variant.spec, worst)
        assert worst.slope <= accuracy.SLOPE_LIMIT, (variant.spec, worst)


@each
@settings(derandomize=True, deadline=None, max_examples=30)
@given(x=st.floats(-50, 50) | st.floats(-1e4, 1e4))
def test_no_float_can_be_found_with_a_larger_error(function: Activation, x: float) -> None:
    if x not in function.kinks:
        value, slope = accuracy.errors(function, x)
        assert value <= accuracy.VALUE_LIMIT
        assert slope <= accuracy.SLOPE_LIMIT


@each
def test_the_formula_of_the_derivative_is_that_of_the_formula(function: Activation) -> None:
    for variant in variants(function, 2):
        for x in (-11.3, -3.7, -1.9, -0.6, -0.01, 0.02, 0.3, 0.8, 1.4, 2.6, 7.1, 23.0):
            true = oracle.truth(variant, x)[1]
            with mpmath.workdps(60):
                printed = oracle.value(variant.derivative_formula, mpmath.mpf(x), variant.parameters)
                assert abs(printed - true) <= mpmath.mpf(10) ** -30 * max(1, abs(true)), (variant.spec, x)


def far_truths(function: Activation, side: int) -> list[Any]:
    """Return (f, f', f'') half way and all the way to an x so far out that the limit is reached.

    The oracle takes exp of no more than 2^14, and where there is an exponential, half of that is far enough.
    """
    far = 8000.0 if "exp(" in function.formula else 1e300
    return [oracle.truth(function, side * x) for x in (far / 2, far)]


@each
@pytest.mark.parametrize("side", [-1, 1])
def test_infinities_give_the_limits(function: Activation, side: int) -> None:
    half, far = far_truths(function, side)
    for order, computed in enumerate(function.pair(side * math.inf)):
        if function.period and math.isnan(computed):
            continue  # what oscillates for ever has no limit
        if math.isinf(computed):
            assert abs(far[order]) > abs(half[order]) > 5
            assert (far[order] > 0) == (computed > 0)
        else:
            assert computed == pytest.approx(float(far[order]), rel=1e-14, abs=1e-14)


@each
def test_nan_gives_nan_and_no_finite_float_does(function: Activation) -> None:
    assert np.isnan(function(math.nan))
    assert np.isnan(function.derivative(math.nan))
    extremes = np.array([1.7e308, 1e308, 1e154, 5e-324, 0.0])
    for result in function.pair(np.concatenate([extremes, -extremes])):
        assert not np.isnan(result).any(), result


@each
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_the_float_type_and_the_shape_are_kept_and_it_is_rounded_once(
    function: Activation, dtype: type[np.floating]
) -> None:
    x = np.linspace(-7, 7, 60, dtype=dtype).reshape(3, 20)
    for order, (narrow, wide) in enumerate(zip(function.pair(x), function.pair(x.astype(np.float64)), strict=True)):
        assert narrow.dtype == dtype
        assert narrow.shape == (3, 20)
        for index in zip(*np.nonzero(narrow != wide.astype(dtype)), strict=True):  # float64 hides which side of a tie
            true = oracle.truth(function, float(x[index]))[order]
            assert abs(float(narrow[index]) - true) < abs(float(wide.astype(dtype)[index]) - true)


@each
def test_f_and_its_derivative_jump_at_declared_kinks_only(function: Activation) -> None:
    for variant in variants(function, 2):
        x = np.unique(np.concatenate([np.linspace(-30, 30, 3001), variant.kinks]))
        for which in (0, 1):
            values = variant.pair(x)[which]
            # The steepest steps, each narrowed down to where it is steepest: what is left of it must be small.
            for index in np.argsort(np.abs(np.diff(values)))[-5:]:
                low, high = float(x[index]), float(x[index + 1])
                if low in variant.kinks or high in variant.kinks:
                    continue
                whole = abs(float(values[index + 1] - values[index]))
                for _ in range(30):
                    middle = (low + high) / 2
                    left, here, right = (float(variant.pair(place)[which]) for place in (low, middle, high))
                    low, high = (low, middle) if abs(here - left) > abs(right - here) else (middle, high)
                left, right = (float(variant.pair(place)[which]) for place in (low, high))
                assert abs(right - left) <= 1e-3 * whole + 1e-12, (variant.spec, low, high)

"""What holds for every function of the catalogue."""

import math

import mpmath
import numpy as np
import pytest

from actplot import catalogue
from actplot.activation import Activation
from tests import oracle

FUNCTIONS = list(catalogue.everything().values())
each = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)


def sample(function: Activation) -> list[float]:
    """Points over the float range, and one step to either side of each kink."""
    sizes = [5e-324, 1e-300, 1e-12, 0.001, 0.3, 0.9, 1.7, 2.9, 4.4, 7.3, 20.1, 39.7, 120.3, 1e4]
    beside = [math.nextafter(k, to) for k in function.kinks for to in (-math.inf, math.inf)]
    return [0.0, *sizes, *(-size for size in sizes), *beside]


@each
def test_the_value_is_that_of_the_formula(function: Activation) -> None:
    with mpmath.workdps(oracle.DIGITS):
        for x in sample(function):
            true = float(oracle.value(function.formula, mpmath.mpf(x), function.parameters))
            assert abs(float(function(x)) - true) <= 4 * math.ulp(true), x


@each
def test_the_derivative_is_that_of_the_formula(function: Activation) -> None:
    with mpmath.workdps(oracle.DIGITS):
        for x in sample(function):
            if any(abs(x - kink) < 1e-6 for kink in function.kinks):
                continue
            true = float(oracle.slope(function.formula, mpmath.mpf(x), function.parameters))
            assert float(function.derivative(x)) == pytest.approx(true, rel=1e-13, abs=1e-17), x


@each
def test_nan_gives_nan_and_no_other_float_does(function: Activation) -> None:
    assert np.isnan(function(math.nan))
    assert np.isnan(function.derivative(math.nan))
    extremes = np.array([math.inf, 1.7e308, 1e308, 5e-324, 0.0])
    for result in function.pair(np.concatenate([extremes, -extremes])):
        assert not np.isnan(result).any(), result


@each
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_the_float_type_and_the_shape_are_kept(function: Activation, dtype: type[np.floating]) -> None:
    x = np.linspace(-2, 2, 6, dtype=dtype).reshape(2, 3)
    for result in function.pair(x):
        assert result.dtype == dtype
        assert result.shape == (2, 3)

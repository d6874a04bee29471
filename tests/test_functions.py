"""What holds for every function of the catalogue."""

import math

import numpy as np
import pytest

from actplot import catalogue
from actplot.activation import Activation
from tests import accuracy
from tests.parameters import variants

FUNCTIONS = [f for f in catalogue.everything().values() if type(f) is Activation]
each = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)


@each
def test_value_and_derivative_are_those_of_the_formula(function: Activation) -> None:
    for other in variants(function, 2):
        worst = accuracy.measure(other, 12)
        assert worst.value <= 100, (other.spec, worst)
        assert worst.slope <= 100, (other.spec, worst)


@each
def test_nan_gives_nan_and_no_other_float_does(function: Activation) -> None:
    assert np.isnan(function(math.nan))
    assert np.isnan(function.derivative(math.nan))
    if function.period:
        return  # what oscillates for ever has no limit
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

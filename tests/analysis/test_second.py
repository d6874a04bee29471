"""f'' is that of the formula: held to known values, and to the slope of f' as the catalogue computes it."""

import mpmath
import numpy as np
import pytest

from actplot import catalogue
from actplot.activation import Activation
from actplot.analysis.second import second_derivative
from tests.pictures.readability import ELEMENTWISE

PLACES = np.array([-2.7, -1.3, -0.4, 0.3, 0.77, 1.9, 2.6])


@pytest.mark.parametrize("function", ELEMENTWISE, ids=lambda function: function.name)
def test_the_second_derivative_is_the_slope_of_the_first(function: Activation) -> None:
    found = second_derivative(function, PLACES)
    step = 1e-5
    slope = (function.derivative(PLACES + step) - function.derivative(PLACES - step)) / (2 * step)
    assert found == pytest.approx(slope, rel=2e-6, abs=2e-6)


@pytest.mark.parametrize(
    ("spec", "x", "value"),
    [
        ("gelu", 0.0, "0.79788456080286535588"),
        ("sigmoid", -1.0, "0.09085774767294840944"),
        ("tanh", 0.5, "-0.72686198138358"),
        ("cube", 2.0, "12"),
        ("x^4", 2.0, "48"),
        ("elu:alpha=2", -1.0, "0.73575888234288464320"),
    ],
)
def test_known_second_derivatives(spec: str, x: float, value: str) -> None:
    (function,) = catalogue.parse(spec)
    assert second_derivative(function, np.array([x]))[0] == pytest.approx(float(mpmath.mpf(value)), rel=1e-12)

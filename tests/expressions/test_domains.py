"""Expressions that are not defined for all x."""

import numpy as np
import pytest

from actplot import catalogue
from actplot.expressions import points
from actplot.expressions.record import Expression


def typed(text: str) -> Expression:
    """Return the expression."""
    [found] = catalogue.parse(text)
    assert isinstance(found, Expression)
    return found


X = np.array([-1e100, -7.25, -1.5, -1.0 + 2.0**-40, -0.75, -(2.0**-30), 1e-20, 0.3, 0.75, 1.5, 2.5, 60.0])


@pytest.mark.parametrize(
    "text",
    [
        "log(x)",
        "sqrt(x - 1)",
        "log1p(x)",
        "x^0.3",
        "x^-1.5",
        "x^a:a=0.7",
        "x^x",
        "tanh(log1p(x))*x",
        "log(log(x))",
        "max(log(x), 0)",
        "abs(sqrt(x^2 - 1)) + relu(x)",
        "where(x > 0, log(x), x)",
        "where(log(x) > 0, x, 1)",
        "where(x < 1, where(x > -1, sqrt(x), 2), log(x - 2))",
        "where(x > 0, x, sqrt(-x^2 - 1)) + log(2 + x)",
    ],
)
def test_outside_the_domain_two_floats_suffice_to_say_so(text: str) -> None:
    """No point is looked at with more digits, one by one."""
    function = typed(text)
    assert function.evaluator.sure(X, **function.parameters).all()
    for place, f, slope in zip(X, *function.pair(X), strict=True):
        known = points.at(function.evaluator.program, float(place), function.parameters)
        np.testing.assert_array_equal((f, slope), known)
    assert np.isnan(function(X)).any() == (text != "where(x > 0, log(x), x)")

"""An expression whose values leave the floats has facts, as its limits are infinite."""

import math

import pytest

import actplot


@pytest.mark.parametrize(
    ("text", "low", "attained"),
    [("exp(exp(x))", 1.0, False), ("exp(x^3)", 0.0, False), ("cosh(cosh(x))", math.cosh(1.0), True)],
)
def test_what_overflows_has_a_range(text: str, low: float, attained: bool) -> None:
    found = actplot.facts(actplot.get(text))
    assert math.isclose(found.range.inf, low, rel_tol=1e-15)
    assert (found.range.inf_attained, found.range.sup, found.range.sup_attained) == (attained, math.inf, False)
    assert (found.max_gradient, found.max_gradient_attained) == (math.inf, False)


def test_a_difference_of_numbers_beyond_every_range_has_no_wrong_sign() -> None:
    found = actplot.get("exp(2*exp(x)) - 1000*exp(exp(x))")(1e300)
    assert math.isnan(found) or found == math.inf

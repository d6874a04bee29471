"""Taylor series of what formulas are made of have the coefficients that mpmath finds."""

from decimal import Decimal

import mpmath
import pytest

from actplot.analysis.formula import Formula
from tests.language import ANALYTIC, SINGULAR

FORMULAS = {
    **{name: function for name, function in ANALYTIC.items() if name != "erfinv"},  # which ends at 1
    **{name: function for name, (function, _) in SINGULAR.items()},
    "tan": mpmath.tan,
}


@pytest.mark.parametrize("x", ["0.7", "2.5", "30"])
@pytest.mark.parametrize("name", FORMULAS)
def test_a_function_of_a_formula_is_expanded_to_many_digits(name: str, x: str) -> None:
    found = Formula(f"{name}(x)", {}).expand(Decimal(x), 0, 4).coefficients
    with mpmath.workdps(300):
        expected = [mpmath.diff(FORMULAS[name], mpmath.mpf(x), n) / mpmath.factorial(n) for n in range(5)]
        for coefficient, value in zip(found, expected, strict=True):
            assert abs(mpmath.mpf(str(coefficient)) - value) <= mpmath.mpf(10) ** -40 * max(abs(value), 1e-40)

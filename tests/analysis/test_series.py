"""Taylor series of what formulas are made of have the coefficients that mpmath finds."""

from decimal import Decimal

import mpmath
import pytest

from actplot.analysis.formula import Formula

FORMULAS = {
    "asinh": mpmath.asinh,
    "atan": mpmath.atan,
    "cos": mpmath.cos,
    "cosh": mpmath.cosh,
    "erf": mpmath.erf,
    "erfc": mpmath.erfc,
    "exp": mpmath.exp,
    "expm1": mpmath.expm1,
    "gelu": lambda x: x * mpmath.ncdf(x),
    "log": mpmath.log,
    "log1p": mpmath.log1p,
    "Phi": mpmath.ncdf,
    "phi": mpmath.npdf,
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "sin": mpmath.sin,
    "sinh": mpmath.sinh,
    "softplus": lambda x: mpmath.log1p(mpmath.exp(x)),
    "sqrt": mpmath.sqrt,
    "tan": mpmath.tan,
    "tanh": mpmath.tanh,
}


@pytest.mark.parametrize("x", ["0.7", "2.5", "30"])
@pytest.mark.parametrize("name", FORMULAS)
def test_a_function_of_a_formula_is_expanded_to_many_digits(name: str, x: str) -> None:
    found = Formula(f"{name}(x)", {}).expand(Decimal(x), 0, 4).coefficients
    with mpmath.workdps(300):
        expected = [mpmath.diff(FORMULAS[name], mpmath.mpf(x), n) / mpmath.factorial(n) for n in range(5)]
        for coefficient, value in zip(found, expected, strict=True):
            assert abs(mpmath.mpf(str(coefficient)) - value) <= mpmath.mpf(10) ** -40 * max(abs(value), 1e-40)

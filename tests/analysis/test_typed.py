"""Taylor series and facts of expressions that are made of functions of the catalogue."""

from decimal import Decimal
from typing import Any

import mpmath
import pytest

from actplot import catalogue
from actplot.activation import Activation
from actplot.analysis.facts import facts
from actplot.analysis.formula import Formula
from actplot.analysis.typed import TypedFormula
from actplot.expressions.record import Expression

ELEMENTWISE = [f for f in catalogue.everything().values() if type(f) is Activation and not f.stochastic]


@pytest.mark.parametrize("function", ELEMENTWISE, ids=lambda function: function.name)
def test_a_function_of_the_catalogue_in_an_expression_has_all_its_derivatives(function: Activation) -> None:
    [typed] = catalogue.parse(f"{function.name}(x) - x")
    assert isinstance(typed, Expression)
    for x in (Decimal("-1.3"), Decimal("0.7")):
        want = Formula(function.formula, function.parameters).expand(x, 0, 4).coefficients
        got = TypedFormula(typed).expand(x, 0, 4).coefficients
        offsets = (x, 1)
        want = [c - (offsets[i] if i < 2 else 0) for i, c in enumerate(want)]
        assert [*map(float, got)] == pytest.approx([*map(float, want)])


def test_the_largest_slope_of_a_difference_of_functions_is_at_a_zero_of_its_second_derivative() -> None:
    def difference(x: Any) -> Any:
        return x / (1 + mpmath.exp(-1.702 * x)) - x / (1 + mpmath.exp(-x))

    place = float(mpmath.findroot(lambda x: mpmath.diff(difference, x, 2), 0.7))
    assert facts(catalogue.get("x*sigmoid(1.702*x) - silu(x)")).max_gradient_at == pytest.approx((-place, place))

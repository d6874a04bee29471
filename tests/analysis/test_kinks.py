"""A kink that is not declared, of whatever order, is found from the formula."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from actplot import catalogue
from actplot.activation import Activation
from actplot.analysis.edges import Edge, edges
from actplot.analysis.formula import Formula
from tests.parameters import variants

FUNCTIONS = [
    variant
    for function in catalogue.everything().values()
    if type(function) is Activation
    for variant in variants(function, 2)
]
POINTS = sorted(sign * 0.0137 * 1.31**n for n in range(50) for sign in (1, -1))


def branch_points(formula: Formula) -> Iterator[float]:
    """Yield the floats at which a comparison in the formula changes its result, whatever follows from that."""
    signs = {x: [switch.c[0] > 0 for switch in formula.expand(Decimal(x), 1, 0).switches] for x in POINTS}
    for low, high in pairwise(POINTS):
        if signs[low] == signs[high]:
            continue
        left, right = low, high
        while left < (middle := 0.5 * (left + right)) < right:
            here = [switch.c[0] > 0 for switch in formula.expand(Decimal(middle), 1, 0).switches]
            left, right = (middle, right) if here == signs[low] else (left, middle)
        # Next to 0, the digits of an expansion do not tell x + 2 from 2.
        yield from (left, right) if abs(left) > 1e-20 else (0.0,)


def found(function: Activation) -> list[Edge]:
    """Return the kinks that the formula has between the points, whether they are declared or not."""
    formula = Formula(function.formula, function.parameters)
    return edges(replace(function, kink_rule=tuple({0.0, *branch_points(formula)})), formula)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.spec)
def test_every_kink_of_the_formula_is_declared(function: Activation) -> None:
    declared = edges(function, Formula(function.formula, function.parameters))
    for kink in found(function):
        assert any(abs(kink.exact - known.exact) <= abs(kink.exact) / 10**30 for known in declared), kink


@pytest.mark.parametrize(
    ("name", "orders"),
    [
        ("relu", [1]),
        ("softsign", [2]),
        ("minsin", [3]),
        ("isrlu", [3]),
        ("repu:k=7", [7]),
        ("sign", [0]),
        ("smelu", [2, 2]),
        ("clipped_gelu:lo=-0.1:hi=2", [1, 1, 1]),
    ],
)
def test_a_kink_that_nobody_declared_is_found_with_its_order(name: str, orders: list[int]) -> None:
    assert [kink.order for kink in found(catalogue.get(name))] == orders

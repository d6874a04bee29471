"""The catalogue as expressions: what is declared there comes out of its formulas alone."""

import math
import random
from functools import cache

import numpy as np
import pytest

from actplot import catalogue
from actplot.activation import Activation
from actplot.analysis.facts import facts
from actplot.expressions.record import Expression
from tests import accuracy, oracle

FUNCTIONS = [function for function in catalogue.everything().values() if type(function) is Activation]
NAMES = [function.name for function in FUNCTIONS]
# At a kink these have, as PyTorch has it, the slope of the other branch than their formula takes there.
OWN_CONVENTION = {
    "hard_mish",
    "hard_sigmoid",
    "tlu",
    "flatten_t_swish",
    "leaky_relu",
    "prelu",
    "serlu",
    "rrelu",
    "clipped_gelu",
}
# Their kinks are no floats: at the float beside it, the formula is on one side.
ROUNDED = {"hard_sigmoid", "clipped_gelu"}


@cache
def typed(name: str) -> Expression:
    """Return the formula of a function as a user types it."""
    function = catalogue.everything()[name]
    values = "".join(f":{key}={value!r}" for key, value in function.parameters.items())
    [found] = catalogue.parse(f"mine = {function.formula}{values}")
    assert isinstance(found, Expression)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_kinks_and_periods_are_those_that_are_declared(name: str) -> None:
    function = catalogue.everything()[name]
    assert typed(name).kinks == function.kinks
    assert typed(name).swings == function.swings
    if function.period:
        assert typed(name).period == pytest.approx(function.period, rel=1e-12)
    else:
        assert typed(name).period is None


def near(a: float, b: float) -> bool:
    return a == b or (math.isnan(a) and math.isnan(b)) or abs(a - b) <= 1e-12 * max(abs(a), abs(b), 1e-3)


@pytest.mark.parametrize("name", NAMES)
def test_facts_are_those_of_the_catalogue(name: str) -> None:
    own, declared = facts(typed(name)), facts(catalogue.everything()[name])
    assert own.monotonic == declared.monotonic
    assert own.continuity == declared.continuity
    for a, b in ((own.range, declared.range), (own.derivative_range, declared.derivative_range)):
        assert near(a.inf, b.inf)
        assert near(a.sup, b.sup)
        if a is own.range or name not in OWN_CONVENTION:
            assert (a.inf_attained, a.sup_attained) == (b.inf_attained, b.sup_attained)
    assert near(own.max_gradient, declared.max_gradient)
    assert near(own.f0, declared.f0)
    assert [kink.x for kink in own.kinks] == [kink.x for kink in declared.kinks]
    for mine, known in zip(own.kinks, declared.kinks, strict=True):
        assert near(mine.left, known.left)
        assert near(mine.right, known.right)
        assert near(mine.convention, known.convention) or name in OWN_CONVENTION
    for found, line in zip(own.asymptotes, declared.asymptotes, strict=True):
        assert (found is None) == (line is None)
        assert found is None or line is None or found == pytest.approx(line, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_values_and_slopes_are_right_to_2_and_4_ulp(name: str) -> None:
    function = typed(name)
    places = [*accuracy.points(function, 6, seed=len(name))]
    for _, value, slope in accuracy.measured(function, places):
        assert not value > accuracy.VALUE_LIMIT
        assert not slope > accuracy.SLOPE_LIMIT  # NaN is where the oracle has no slope


@pytest.mark.parametrize("name", NAMES)
def test_a_function_by_its_name_is_a_part_of_an_expression(name: str) -> None:
    """Its slopes at kinks are those that the catalogue states."""
    function = catalogue.everything()[name]
    if function.stochastic:
        pytest.skip("draws random numbers")
    part = catalogue.get(f"2*{name}(x)")
    chance = random.Random(name)
    kinks = () if name in ROUNDED else function.kinks
    x = np.array([*kinks, 0.0, *(chance.uniform(-6, 6) for _ in range(20))])
    for own, declared in zip(part.pair(x), function.pair(x), strict=True):
        np.testing.assert_allclose(own, 2 * declared, rtol=2e-15, atol=1e-300)


def test_the_oracle_reads_what_is_compared() -> None:
    """The truth of values is Arb's, from the printed formula, and not from the tree."""
    assert oracle.truth(typed("mish"), 1.0)[0] == pytest.approx(float(catalogue.get("mish")(1.0)), rel=1e-15)

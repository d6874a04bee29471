"""Balls contain the truth, which Arb tells; and open ones tell which side of an exact number it is on."""

import math
import random
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

import pytest
from flint import arb, ctx

from actplot.arithmetic import ball_functions as functions
from actplot.arithmetic import formulas, rounding
from actplot.arithmetic.balls import Ball, UnsureError, ball

ANYWHERE = (-1e18, 1e18)
TRUTH: list[tuple[Callable[[Ball], Ball], Callable[[Any], Any], tuple[float, float]]] = [
    (functions.exp, lambda x: x.exp(), (-300, 300)),
    (functions.expm1, lambda x: x.expm1(), (-300, 300)),
    (functions.log, lambda x: x.log(), (1e-320, 1e18)),
    (functions.log1p, lambda x: x.log1p(), (-0.999, 1e18)),
    (functions.sqrt, lambda x: x.sqrt(), (1e-320, 1e18)),
    (functions.sin, lambda x: x.sin(), ANYWHERE),
    (functions.cos, lambda x: x.cos(), ANYWHERE),
    (functions.atan, lambda x: x.atan(), ANYWHERE),
    (functions.asinh, lambda x: x.asinh(), ANYWHERE),
    (functions.sinh, lambda x: x.sinh(), (-300, 300)),
    (functions.cosh, lambda x: x.cosh(), (-300, 300)),
    (functions.tanh, lambda x: x.tanh(), (-300, 300)),
    (functions.sigmoid, lambda x: 1 / (1 + (-x).exp()), (-300, 300)),
    (functions.softplus, lambda x: x.exp().log1p(), (-300, 300)),
    (functions.erf, lambda x: x.erf(), (-40, 40)),
    (functions.erfc, lambda x: x.erfc(), (-27, 45)),
    (functions.normal_distribution, lambda x: (-x / arb(2).sqrt()).erfc() / 2, (-45, 45)),
    (functions.normal_density, lambda x: (-x * x / 2).exp() / (2 * arb.pi()).sqrt(), (-45, 45)),
]


@pytest.fixture(autouse=True)
def _many_digits() -> Any:
    before, ctx.prec = ctx.prec, 6000
    yield
    ctx.prec = before


def exactly(middle: int, exponent: int) -> Any:
    return arb((middle, exponent))


def draw(chance: random.Random, low: float, high: float) -> float:
    """Draw a whole number, a number of any size, or one that is spread evenly."""
    kind = chance.random()
    if kind < 0.2:
        return float(max(math.ceil(low), min(chance.randint(-40, 40), math.floor(high)))) or 1.0
    size = 10 ** chance.uniform(-320, math.log10(high))
    x = chance.choice((-size, size)) if kind < 0.6 else chance.uniform(max(low, -40), min(high, 40))
    return x if low <= x <= high else abs(x)


@pytest.mark.parametrize(("function", "truth", "domain"), TRUTH, ids=lambda value: getattr(value, "__name__", ""))
def test_a_ball_contains_the_truth_for_all_numbers_in_its_operand(
    function: Callable[[Ball], Ball], truth: Callable[[Any], Any], domain: tuple[float, float]
) -> None:
    chance = random.Random(function.__name__)
    for _ in range(60):
        operand = ball(draw(chance, *domain), chance.choice((64, 128, 200, 400)))
        if chance.random() < 0.4:
            operand = operand.widened(1, operand.size() - chance.choice((40, 60, 80)))
        try:
            found = function(operand)
        except UnsureError:
            assert operand.radius
            continue
        for side in (-1, 0, 1) if operand.radius else (0,):
            true = truth(exactly(operand.middle + side * operand.radius, operand.exponent))
            beyond = abs(true - exactly(found.middle, found.exponent)) - exactly(found.radius, found.exponent)
            assert not beyond > abs(true) * exactly(1, -5000), (operand.middle, operand.exponent, operand.radius)
        if not operand.radius and found.middle:
            assert found.radius < abs(found.middle) >> 25


def test_sums_products_and_quotients_contain_the_truth_and_open_ones_do_without_their_ends() -> None:
    chance = random.Random(2)

    def number() -> Ball:
        kind = chance.random()
        if kind < 0.5:
            return ball(chance.choice((-1, 1)) * chance.randint(1, 64) * 2.0 ** chance.randint(-3, 3), precision)
        if kind < 0.8:
            return Ball(chance.choice((-1, 1)) * chance.randint(1, 9), -chance.randint(300, 900), 0, precision)
        return Ball(chance.getrandbits(60) - 2**59, -chance.randint(0, 500), chance.randint(0, 3), precision)

    def value(operand: Ball) -> Fraction:
        inside = 8 * operand.middle + chance.randint(-8 * operand.radius, 8 * operand.radius)
        return Fraction(inside) * Fraction(2) ** (operand.exponent - 3)

    expressions: list[Callable[[Any, Any, Any], Any]] = [
        lambda a, b, c: a + b + c,
        lambda a, b, c: c * (a + b),
        lambda a, b, c: c / (a + b),
        lambda a, b, c: (a + b) / c,
        lambda a, b, c: c - c / (a + b),
        lambda a, b, c: abs(a + b) * (c + a),
        lambda a, b, c: (a + b) - (c + b),
    ]
    opened = 0
    for _ in range(1500):
        precision = chance.choice((64, 100, 160))
        operands = [number() for _ in range(3)]
        values = list(map(value, operands))
        for expression in expressions:
            try:
                found, true = expression(*operands), expression(*values)
            except (ZeroDivisionError, UnsureError):
                continue
            unit = Fraction(2) ** found.exponent
            low, high = (found.middle - found.radius) * unit, (found.middle + found.radius) * unit
            assert low < true < high if found.open else low <= true <= high
            opened += found.open
    assert opened > 500


@pytest.mark.parametrize(
    ("formula", "x", "expected"),
    [
        ("x + exp(-1e9)", 1.0, 1.0),
        ("x - tanh(x)", 2050.0, 2050.0),  # above 2049, which lies midway between 2048 and 2050
        ("x - 1 - exp(-x)", 2050.0, 2048.0),
        ("x*(1 - exp(-x^2))", 65.0, 65.0),
        ("min(x, sin(x))", 1e-300, 0.0),
    ],
)
def test_a_result_is_rounded_to_the_right_side_however_near_it_is_to_a_midpoint(
    formula: str, x: float, expected: float
) -> None:
    import numpy as np

    assert rounding.rounded(partial(formulas.resolve, formula, {"x": x}), np.dtype(np.float16)) == expected


def test_what_has_no_value_says_so() -> None:
    import numpy as np

    for formula in ("1/x", "log(x)", "sqrt(x-1)"):
        with pytest.raises((ArithmeticError, ValueError)):
            rounding.rounded(partial(formulas.resolve, formula, {"x": 0.0}), np.dtype(float))
    with pytest.raises(ArithmeticError, match="32768 bits"):
        formulas.resolve("where(sin(x)^2 + cos(x)^2 > 1, 1, 0)", {"x": 1.0}, lambda enclosure: enclosure)


def test_integers_become_the_nearest_float_and_the_odd_neighbour() -> None:
    chance = random.Random(4)
    for _ in range(3000):
        middle = chance.getrandbits(chance.randint(1, 300)) * chance.choice((-1, 1))
        exponent = chance.randint(-1400, 1000)
        true = Fraction(middle) * Fraction(2) ** exponent
        found = rounding.nearest(middle, exponent)
        odd = rounding.to_odd(middle, exponent)
        if abs(true) >= Fraction(2) ** 1024:
            assert abs(odd) > 1.7e308
            continue
        assert found == pytest.approx(0) if not true else found == true.numerator / true.denominator
        assert odd == true or (
            math.frexp(odd)[0] * 2**53 % 2 == 1 or (abs(odd) < 2.3e-308 and Fraction(odd) * 2**1074 % 2 == 1)
        )
        assert abs(Fraction(odd) - true) < Fraction(math.ulp(odd))

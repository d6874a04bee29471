"""Compositions at random: their values against Arb, and their kinks against slopes beside every x."""

import math
import random

import numpy as np
import pytest

from actplot import catalogue
from actplot.expressions.record import Expression
from tests import accuracy, oracle

SMOOTH = [
    "tanh({})",
    "sigmoid({})",
    "exp(-({})^2)",
    "atan({})",
    "softplus({})",
    "({})^2",
    "log(1 + ({})^2)",
    "sqrt(1 + ({})^2)",
]
BROKEN = ["abs({})", "max({}, {})", "min({}, 1)", "clip({}, -1, 1)", "where(x > 0.5, {}, {})"]
JOINED = ["{} + {}", "{}*({})", "({})/(1 + abs({}))", "{} - 0.5*({})"]


def drawn(chance: random.Random, depth: int) -> str:
    if not depth:
        return chance.choice(["x", "x", "x - 1", "2*x + 1", "0.25*x"])
    form = chance.choice(SMOOTH + BROKEN + JOINED)
    return form.format(*(drawn(chance, depth - 1) for _ in range(form.count("{}"))))


def composition(seed: int) -> Expression:
    [found] = catalogue.parse(f"mine = {drawn(random.Random(seed), 2 + seed % 2)}")
    assert isinstance(found, Expression)
    return found


@pytest.mark.parametrize("seed", range(0, 200, 20))
def test_values_are_right_and_no_kink_is_missed_or_false(seed: int) -> None:
    for number in range(seed, seed + 20):
        function = composition(number)
        chance = random.Random(number)
        places = [chance.uniform(-4, 4) for _ in range(6)]
        for _, value, slope in accuracy.measured(function, [*places, math.ldexp(chance.random(), -40)]):
            assert not value > accuracy.VALUE_LIMIT, function
            assert not slope > accuracy.SLOPE_LIMIT, function
        assert not missed(function), function
        assert not false(function), function


def missed(function: Expression) -> list[float]:
    """Return places between which f' jumps, on a grid that is no more than 1e-4 wide, where no kink is known."""
    x = np.linspace(-4, 4, 80_001) + 1e-7
    slope = function.derivative(x)
    step = np.abs(np.diff(slope))
    wide = np.convolve(step, np.ones(41), "same") - step
    at = np.flatnonzero(step > 0.02 + wide)
    return [float(x[i]) for i in at if not any(x[i] <= kink <= x[i + 1] for kink in function.kinks)]


def false(function: Expression) -> list[float]:
    """Return kinks at which Arb's Taylor series are the same on both sides."""
    found = []
    for kink in function.kinks:
        sides = [
            [float(c) for c in oracle.derivatives(function.formula, {}, {"x": kink + side * 1e-9}, "x", 12)]
            for side in (-1, 1)
        ]
        here = float(function(kink))
        scale = max(1.0, *(abs(c) for side in sides for c in side))
        if np.allclose(sides[0], sides[1], rtol=1e-5, atol=1e-6 * scale) and abs(here - sides[0][0]) < 1e-6 * scale:
            found.append(kink)
    return found

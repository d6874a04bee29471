"""Numbers of two floats, and the normal distribution by them, keep more digits than one float has."""

import math
import random
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest

from actplot.arithmetic import normal, twofold
from actplot.arithmetic.twofold import Twofold


def phi(x: Any) -> Twofold:
    return normal.distribution(x, normal.density(x))


def middle(x: Any) -> Twofold:
    return normal.central(x, normal.density(x))


@pytest.mark.parametrize(
    ("function", "truth", "low", "high", "digits"),
    [
        (twofold.exp, mpmath.exp, -700, 700, 19),
        (twofold.expm1, mpmath.expm1, -40, 40, 17.7),
        (twofold.expm1, mpmath.expm1, -0.1, 0.1, 17.7),
        (twofold.log1p, mpmath.log1p, -0.5, 3, 18),
        (twofold.log1p, mpmath.log1p, -0.05, 0.05, 18),
        (twofold.tanh, mpmath.tanh, -3, 3, 17.7),
        (normal.density, mpmath.npdf, -36, 36, 19),
        (phi, lambda x: mpmath.erfc(-x / mpmath.sqrt(2)) / 2, -36, 36, 16.5),
        (phi, lambda x: mpmath.erfc(-x / mpmath.sqrt(2)) / 2, -1.8, -0.3, 17.3),
        (middle, lambda x: mpmath.erf(x / mpmath.sqrt(2)) / 2, -9, 9, 17.7),
    ],
)
def test_more_digits_are_right_than_one_float_holds(
    function: Callable[[Any], Twofold], truth: Callable[[Any], Any], low: float, high: float, digits: float
) -> None:
    chance = random.Random(1)
    x = np.array([chance.uniform(low, high) for _ in range(300)])
    rest = np.array([chance.uniform(-0.4, 0.4) * math.ulp(number) for number in x])
    found = function(Twofold(x, rest))
    with mpmath.workdps(60):
        for at, more, first, second in zip(x, rest, found.high, found.low, strict=True):
            true = truth(mpmath.mpf(at) + mpmath.mpf(more))
            assert abs(mpmath.mpf(first) + mpmath.mpf(second) - true) <= abs(true) * mpmath.mpf(10) ** -digits, at


def test_a_twofold_calculates_with_arrays_on_either_side() -> None:
    x = np.array([0.1, 3.0, -7.0])
    third = Twofold(x) / 3.0
    assert np.array_equal((3.0 * third - x).high, np.zeros(3))
    assert np.array_equal((x - third * 3.0).high, np.zeros(3))
    assert np.allclose((x / third).high, 3.0, rtol=1e-15)
    assert np.array_equal(abs(-third).high, abs(third).high)


@pytest.mark.parametrize("level", [-0.16997120747990364, -0.1699, -0.1, -1e-20, 0.3, 5.0, 8.9, 10.0])
def test_gelu_crosses_a_level_between_the_neighbours_of_each_crossing(level: float) -> None:
    found = normal.crossings(level)
    assert len(found) == (2 if level < 0 else 1)
    with mpmath.workdps(120):
        for x in found:
            before, after = (
                mpmath.mpf(end) * mpmath.erfc(-mpmath.mpf(end) / mpmath.sqrt(2)) / 2 - level
                for end in (math.nextafter(x, -math.inf), math.nextafter(x, math.inf))
            )
            assert before * after < 0, x


def test_gelu_does_not_fall_below_its_least_value() -> None:
    assert normal.crossings(-0.17) == ()

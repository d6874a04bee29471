"""What gates consist of keeps its digits where it is small, and sums of all others where one is large."""

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest

from actplot.arithmetic import gates, vectors
from actplot.arithmetic.twofold import Twofold

CHANCE = np.random.default_rng(7)
TINY = 10.0 ** CHANCE.uniform(-300, -3, 60)
WIDE = np.concatenate([CHANCE.uniform(-600, 600, 60), CHANCE.uniform(-5, 5, 60), TINY, -TINY, [0.0]])
POSITIVE = np.concatenate([np.exp(CHANCE.uniform(-700, 700, 60)), 1 + CHANCE.uniform(-0.03, 0.03, 60), 1 + TINY])
NARROW = np.concatenate([CHANCE.uniform(-6, 6, 100), TINY, -TINY])


def worst(found: Twofold, truth: Callable[[Any], Any], x: Any) -> float:
    """Return the largest relative error, in powers of 2."""
    with mpmath.workdps(400):
        errors = []
        for high, low, place in zip(found.high.tolist(), (found.low + 0 * x).tolist(), x.tolist(), strict=True):
            true = truth(mpmath.mpf(place))
            errors.append(abs(mpmath.mpf(high) + mpmath.mpf(low) - true) / (abs(true) or 1))
        return float(mpmath.log(max(errors) + mpmath.mpf(2) ** -200, 2))


@pytest.mark.parametrize(
    ("compute", "truth", "x", "limit"),
    [
        (lambda x: gates.log(Twofold(x)), mpmath.log, POSITIVE, -85),
        (lambda x: gates.log1p(Twofold(x)), lambda x: mpmath.log(1 + x), np.abs(WIDE), -85),
        (lambda x: gates.log1p(Twofold(x)), lambda x: mpmath.log(1 + x), -np.abs(NARROW) / 6.1, -85),
        (lambda x: gates.sigmoid(Twofold(x))[0], lambda x: 1 / (1 + mpmath.exp(-x)), WIDE, -64),
        (lambda x: gates.sigmoid(Twofold(x))[1], lambda x: 1 / (1 + mpmath.exp(x)), WIDE, -64),
        (lambda x: gates.softplus(Twofold(x)), lambda x: mpmath.log(1 + mpmath.exp(x)), WIDE, -64),
        (lambda x: gates.sech2(Twofold(x)), lambda x: 1 / mpmath.cosh(x) ** 2, WIDE / 2, -64),
        (lambda x: gates.erf(Twofold(x))[0], mpmath.erf, NARROW, -57),
        (lambda x: gates.erf(Twofold(x))[1], lambda x: mpmath.erfc(-x) / 2, NARROW, -57),
        (lambda x: gates.erf(Twofold(x))[2], lambda x: mpmath.erfc(x) / 2, NARROW, -57),
    ],
)
def test_each_is_right_of_itself(compute: Callable[[Any], Twofold], truth: Any, x: Any, limit: int) -> None:
    assert worst(compute(x), truth, x) < limit


def test_an_exponential_below_the_range_keeps_its_digits_until_it_is_lifted() -> None:
    x = CHANCE.uniform(-799, -300, 50)
    power, k = gates.exp(Twofold(x))
    assert worst(power, lambda x: mpmath.exp(x) * mpmath.mpf(2) ** 512, x) < -60
    assert (k == -512).all()


def test_cancellation_is_noticed() -> None:
    found = gates.settled(Twofold(np.array([1.0, 1e-3, -1e-3, 0.0])), np.array([1.0, 1.0, 1.0, 0.0]))
    assert np.isnan(found).tolist() == [False, True, True, False]


def test_the_sum_of_the_others_is_no_difference() -> None:
    x = np.array([1e30, 1.0, 2.0**-60])
    others = vectors.others(Twofold(x, np.zeros(3)))
    assert others.high[0] + others.low[0] == 1.0 + 2.0**-60
    assert (others.high[0], others.low[0]) == (1.0, 2.0**-60)
    assert others.high[2] == 1e30

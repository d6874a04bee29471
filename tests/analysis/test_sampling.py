"""Sets of x: in order, each once, and middles that never overflow."""

import numpy as np
import pytest

from actplot.analysis import sampling


def test_numbers_are_put_in_order_each_once() -> None:
    x = np.array([2.0, -1.0, 2.0, np.inf, 0.0, -1.0, 2.0])
    assert sampling.ordered(x).tolist() == [-1.0, 0.0, 2.0, np.inf]


@pytest.mark.parametrize(
    ("low", "high", "middle"),
    [
        (1.0, 100.0, 10.0),
        (-1e-300, -1e300, -1.0),
        (-1.7e308, -1e308, -1.35e308),
        (1.0, 3.0, 2.0),
        (-1.0, 100.0, 49.5),
        (0.0, 8.0, 4.0),
    ],
)
def test_the_middle_is_geometric_between_numbers_of_one_sign_that_are_decades_apart(
    low: float, high: float, middle: float
) -> None:
    with np.errstate(over="ignore"):
        found = sampling.geometric_middle(np.array([low]), np.array([high]))
    assert found == pytest.approx([middle], rel=1e-14)

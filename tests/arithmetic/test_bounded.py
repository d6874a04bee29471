"""The running error bounds of numbers in two floats contain the error."""

import pytest

from actplot.arithmetic.bounded_functions import FUNCTIONS
from tests.arithmetic.bounds import OPERATIONS, TRUTH, attacked

NAMES = [*OPERATIONS, *FUNCTIONS]


def test_every_function_is_attacked() -> None:
    assert set(TRUTH) == set(FUNCTIONS)


@pytest.mark.parametrize("name", NAMES)
def test_no_error_is_beyond_its_bound(name: str) -> None:
    """``python -m tests.arithmetic.bounds`` attacks all pairs."""
    place = NAMES.index(name)
    assert attacked(name, NAMES[(7 * place + 3) % len(NAMES)], seed=place) == []


@pytest.mark.parametrize("name", ["*", "/"])
def test_an_error_that_underflows_is_not_lost(name: str) -> None:
    assert attacked(name, name, seed=77) == []

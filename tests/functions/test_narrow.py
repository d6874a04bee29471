"""Types other than float64: results are rounded once, and keep their type."""

import dataclasses
import math
import re
from fractions import Fraction
from typing import Any

import ml_dtypes
import numpy as np
import pytest

from actplot import catalogue
from actplot.activation import Activation
from actplot.arithmetic.formats import FORMATS
from tests import accuracy, rounding
from tests.arithmetic.test_formats import nearest

FUNCTIONS = [f for f in catalogue.everything().values() if type(f) is Activation]
each = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
TYPES = [np.float16, np.float32, np.float64, ml_dtypes.bfloat16, ml_dtypes.float8_e4m3fn, ml_dtypes.float8_e5m2]


@each
def test_results_are_correctly_rounded(function: Activation) -> None:
    """At one in 211 float16 and bfloat16 numbers, all narrower ones; ``python -m tests.rounding`` takes them all."""
    assert rounding.wrong_results(function, rounding.every_input(211)) == []


def test_the_proof_finds_a_wrong_result() -> None:
    function = catalogue.get("gelu")
    off = dataclasses.replace(function, formula=f"where(x == 1.5, 1.01*({function.formula}), {function.formula})")
    wrong = rounding.wrong_results(off, rounding.every_input(16))
    assert {entry.format for entry in wrong if entry.quantity == "f"} >= {"float16", "bfloat16"}
    assert {entry.x for entry in wrong} == {1.5}


@pytest.mark.parametrize("name", rounding.GRIDS)
def test_the_proof_takes_midpoints_to_even_and_their_neighbours_to_the_nearest(name: str) -> None:
    grid, format_ = rounding.GRIDS[name], FORMATS[name]
    for place in range(0, len(grid.middles) - 1, max(1, len(grid.middles) // 300)):
        middle = float(grid.middles[place])
        for sign in (1.0, -1.0):
            for beside in (math.nextafter(middle, 0), math.nextafter(middle, math.inf)):
                value, decided = grid.rounded(*np.array([[sign * beside], [sign * beside]]))
                assert decided.all()
                assert value[0] == nearest(format_, Fraction(sign * beside))
            assert not grid.rounded(*np.array([[sign * middle], [sign * middle]]))[1].any()
            assert grid.beside(sign * middle, 0.0) == nearest(format_, Fraction(sign * middle))
            assert grid.beside(sign * middle, sign) == sign * grid.values[place + 1]


def test_far_out_a_result_is_on_its_own_side_of_a_midpoint_whatever_the_digits_say() -> None:
    """Stan is |x| - 1 less a part beginning after millions of digits: between 2**24 and 2**25, a midpoint."""
    x = -np.arange(2**24 + 2, 2**24 + 42, 2).astype(np.float32)
    f, _ = catalogue.get("stan").pair(x)
    assert f.tolist() == (-x - 2).tolist()


@each
def test_float32_is_correctly_rounded_where_it_is_hardest(function: Activation) -> None:
    patterns = np.random.default_rng(3).integers(0, 1 << 32, 4000, np.uint32).view(np.float32)
    x = np.concatenate([patterns, np.linspace(-8, 8, 1001, dtype=np.float32)])
    assert accuracy.single_errors(function, x[np.isfinite(x)], 2.0**-44) == []


@each
@pytest.mark.parametrize("dtype", TYPES)
def test_the_type_and_the_shape_are_kept(function: Activation, dtype: type) -> None:
    x: Any = np.linspace(-7, 7, 6).astype(dtype).reshape(3, 2)
    for result in function.pair(x):
        assert result.dtype == dtype
        assert result.shape == (3, 2)
    assert function(dtype(1)).dtype == dtype


@each
def test_other_numbers_become_float64(function: Activation) -> None:
    for x in (np.arange(3), np.array([True]), 2, 2.5, [1, 2]):
        assert function(x).dtype == np.float64


@pytest.mark.parametrize("x", [np.longdouble(1), 1j, "1", np.datetime64("2020"), np.array([1], ml_dtypes.int4)])
def test_what_is_no_float_of_64_bits_is_refused_by_name(x: Any) -> None:
    with pytest.raises(ValueError, match=f"relu: x must be real numbers.*not {re.escape(str(np.asarray(x).dtype))}"):
        catalogue.get("relu")(x)


@each
@pytest.mark.parametrize(
    ("pattern", "dtype"),
    [
        (0x7E00, np.float16),
        (0x7C01, np.float16),  # signalling
        (0x7FC00000, np.float32),
        (0x7F800001, np.float32),
        (0xFF800001, np.float32),
        (0x7FF0000000000001, np.float64),
        (0x7F81, ml_dtypes.bfloat16),
    ],
)
def test_a_nan_of_any_kind_gives_nan_without_a_warning(function: Activation, pattern: int, dtype: type) -> None:
    x: Any = np.array([pattern, 0, pattern], f"u{np.dtype(dtype).itemsize}").view(dtype)
    for result in function.pair(x):
        assert np.isnan(result.astype(np.float64)).tolist() == [True, False, True]

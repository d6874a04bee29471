"""Gated functions and both partial derivatives are those of the formula, evaluated by mpmath."""

import math
import random
from itertools import product
from typing import Any

import mpmath
import numpy as np
import pytest

import actplot
from actplot import catalogue
from actplot.activation import Activation, Array, Gated
from tests import oracle
from tests.parameters import extremes, variants

GATED = [f for f in catalogue.everything().values() if isinstance(f, Gated)]
each = pytest.mark.parametrize("function", GATED, ids=lambda function: function.name)
LIMITS = (2.0, 4.0, 4.0)  # ULP of f, df/da and df/db
INPUTS = [-30.0, -3.7, -1.0, -0.35, 1e-9, 0.5, 1.0, 2.2, 11.0]
EXTREMES = [
    *((1e300, -745.0), (1.7e308, 5e-324), (-1e200, -600.0), (1e-300, 1e300), (3.0, 1e-310), (1e308, -40.0)),
    *((1e305, 0.7), (1.7e308, 1.7e308), (-1.7e308, -37.6), (1e7, -38.4), (5e-324, 800.0), (-1e16, 1e16)),
]


def truth(function: Activation, a: float, b: float) -> tuple[mpmath.mpf, ...]:
    """Return the value and its derivatives by a and by b."""
    at = {"a": a, "b": b}
    value, by_a = oracle.derivatives(function.formula, function.parameters, at, "a", 2)
    return value, by_a, oracle.derivatives(function.formula, function.parameters, at, "b", 2)[1]


def turns(function: Activation) -> list[float]:
    """Return the b, to the last float, at which df/db changes its sign."""
    scales = {
        1.0,
        *(abs(p) for p in function.parameters.values()),
        *(1 / abs(p) for p in function.parameters.values()),
    }
    grid = np.unique(
        [side * scale * size for side in (-1, 1) for scale in scales for size in np.geomspace(1e-3, 1e3)]
    )

    def rises(b: Array) -> Any:
        return function.pair(np.stack([np.ones_like(b), b], axis=-1))[1][:, 1] > 0

    at = np.flatnonzero(np.diff(rises(grid)))
    low, high = grid[at], grid[at + 1]
    for _ in range(70):
        middle = low + (high - low) / 2
        left = rises(middle) == rises(low)
        low, high = np.where(left, middle, low), np.where(left, high, middle)
    return [float(b) for b in low]


def hard(function: Activation, count: int) -> list[tuple[float, float]]:
    """Draw pairs anywhere, next to kinks, where a derivative changes its sign, and next to powers of 2."""
    chance = random.Random(function.spec)
    places = [0.0, *function.kinks, *turns(function), *(2.0 ** chance.randint(-40, 40) for _ in range(4))]

    def draw() -> float:
        place = chance.choice(places)
        size = 10.0 ** chance.uniform(-20, 3) if chance.random() < 0.5 else chance.uniform(0, 40)
        near = place + chance.randint(-3, 3) * math.ulp(place)
        far = place + size * (abs(place) or 1.0) * chance.choice((-1, 1))
        return near if place and chance.random() < 0.4 else far

    return [(draw(), draw()) for _ in range(count)]


def worst(function: Activation, pairs: list[tuple[float, float]]) -> list[tuple[float, float, float]]:
    """Return the largest errors of f, df/da and df/db in ULP, each with its pair; kinks are left out."""
    pairs = [pair for pair in pairs if abs(pair[0]) not in function.kinks and abs(pair[1]) not in function.kinks]
    f, partials = function.pair(pairs)
    errors = []
    for (a, b), value, slopes in zip(pairs, f.tolist(), partials.tolist(), strict=True):
        got = zip((value, *slopes), truth(function, a, b), strict=True)
        errors.append([(oracle.ulps(mine, true), a, b) for mine, true in got])
    return [max(column) for column in zip(*errors, strict=True)]


@each
def test_errors_stay_below_2_ulp_for_the_value_and_4_for_both_partial_derivatives(function: Gated) -> None:
    for other in (*variants(function, 1), *extremes(function, 2)):
        found = worst(other, [*product(INPUTS, INPUTS), *EXTREMES, *hard(other, 60)])
        for error, limit in zip(found, LIMITS, strict=True):
            assert error[0] <= limit, (other.spec, error)


@each
@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_results_in_narrow_types_are_rounded_once(function: Gated, dtype: type[np.floating]) -> None:
    pairs = np.random.default_rng(7).normal(size=(300, 2)).astype(dtype) * dtype(3)
    for (a, b), f, (by_a, by_b) in zip(pairs.tolist(), *function.pair(pairs), strict=True):
        for mine, true in zip((f, by_a, by_b), truth(function, a, b), strict=True):
            assert mine == dtype(float(true)), (a, b)  # none of these is a near-tie


@each
def test_shapes_and_types_are_kept(function: Gated) -> None:
    for dtype in (np.float16, np.float32, np.float64):
        f, partials = function.pair(np.ones((3, 4, 2), dtype=dtype))
        assert (f.shape, partials.shape) == ((3, 4), (3, 4, 2))
        assert f.dtype == partials.dtype == dtype
    f, partials = function.pair([1.0, 2.0])
    assert np.shape(f) == ()
    assert partials.shape == (2,)


@each
def test_the_gate_is_the_second_of_the_pair(function: Gated) -> None:
    if function.name != "bilinear":
        assert abs(float(function([3.0, -40.0]))) < 1e-15
        assert abs(float(function([-40.0, 3.0]))) > 0.9


@each
def test_nan_makes_its_pair_nan_and_no_other(function: Gated) -> None:
    for result in function.pair(np.array([[math.nan, 1], [1, math.nan], [1, 1]])):
        assert np.isnan(result[:2]).all()
        assert not np.isnan(result[2]).any()


@each
def test_no_pair_of_numbers_gives_nan(function: Gated) -> None:
    extremes = [-math.inf, -1.7e308, -1.0, -5e-324, 0.0, 5e-324, 1.0, 1.7e308, math.inf]
    for result in function.pair(np.array(list(product(extremes, extremes)))):
        assert not np.isnan(result).any()


@each
@pytest.mark.parametrize("x", [1.0, [1.0], [1.0, 2.0, 3.0]])
def test_what_is_no_pair_is_refused(function: Gated, x: object) -> None:
    with pytest.raises(ValueError, match="pairs"):
        function(x)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("gated", "gate"),
    [("glu", "sigmoid"), ("bilinear", "identity"), ("reglu", "relu"), ("geglu", "gelu"), ("swiglu", "swish")],
)
def test_a_value_of_1_passes_the_gate_itself_correctly_rounded(gated: str, gate: str) -> None:
    b = np.linspace(-9, 9, 37)
    f, partials = actplot.get(gated).pair(np.stack([np.ones_like(b), b], axis=-1))
    (value, _), (slope, _) = actplot.get(gate).twofold(b)
    assert np.array_equal(f, value)
    assert np.array_equal(partials[:, 1], slope)

"""Expectations against closed forms and independent sums."""

import math
from dataclasses import replace

import numpy as np
import pytest

from actplot import catalogue
from actplot.activation import Activation, Array
from actplot.networks import expectation
from tests.networks import FUNCTIONS, every_function


def dense(function: Activation, q: float) -> tuple[float, float]:
    """Return E[f^2] and E[f'^2] by a Gauss-Legendre rule of very many equal panels between the kinks."""
    reach = 12 * math.sqrt(q) + 2 * q  # the weight of exp(x)^2 lies around 2q
    nodes, weights = np.polynomial.legendre.leggauss(32)
    inside = [kink for kink in function.kinks if -reach < kink < reach]
    edges = np.unique(np.concatenate([np.linspace(-reach, reach, 1500), inside]))
    half = np.diff(edges)[:, None] / 2
    x = (edges[:-1, None] + half) + half * nodes
    f, slope = function.pair(x)
    density = np.exp(-x * x / (2 * q)) / math.sqrt(2 * math.pi * q) * weights * half
    return float((f * f * density).sum()), float((slope * slope * density).sum())


@every_function
@pytest.mark.parametrize("q", [0.01, 1.0, 30.0])
def test_expectations_have_ten_digits(function: Activation, q: float) -> None:
    _, square, slope = expectation.moments(function, q)
    assert (square, slope) == pytest.approx(dense(function, q), rel=1e-10, abs=1e-300)


def test_what_was_asked_before_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [(catalogue.get(spec), q) for q in (0.3, 40.0) for spec in ("elu", "elu:alpha=2", "gelu", "snake")]
    expectation.panels_of.cache_clear()
    fresh = []
    for function, q in asked:
        fresh.append(expectation.moments(function, q))
        expectation.panels_of.cache_clear()
    assert [expectation.moments(function, q) for function, q in asked * 2] == fresh * 2
    for kept in (8, 40, 200):  # panels: too few for one answer, for the second one, for all
        monkeypatch.setattr(expectation, "KEPT", kept)
        expectation.panels_of.cache_clear()
        assert [expectation.moments(function, q) for function, q in asked * 2] == fresh * 2


def test_steep_places_are_found_wherever_they_are() -> None:
    def steep(x: Array, k: float = 1e8, at: float = 0.3) -> tuple[Array, Array]:
        t = np.tanh(k * (x - at))
        return t, k * (1 - t) * (1 + t)

    function = next(f for f in FUNCTIONS if f.name == "tanh")
    moved = replace(function, evaluate=steep)
    mean, square, slope = expectation.moments(moved, 1.0)
    assert mean == pytest.approx(math.erf(-0.3 / math.sqrt(2)), rel=1e-8)
    density = math.exp(-0.045) / math.sqrt(2 * math.pi)
    assert square == pytest.approx(1 - 2e-8 * density, rel=1e-10)
    assert slope == pytest.approx(4 / 3 * 1e8 * density, rel=1e-8)  # the integral of sech^4 is 4/3


@pytest.mark.parametrize(
    ("spec", "q", "expected"),
    [
        ("identity", 2.0, (0, 2, 1)),
        ("relu", 2.0, (1 / math.sqrt(math.pi), 1, 1 / 2)),
        ("leaky_relu:negative_slope=0.1", 1.0, (0.9 / math.sqrt(2 * math.pi), 0.505, 0.505)),
        ("binary_step", 3.0, (1 / 2, 1 / 2, 0)),
        ("selu", 1.0, (0, 1, 1.07157499245580)),
        ("arctan", 1.0, (0, 0.44970091643490, 1 / 2)),
        ("gelu", 1.0, (1 / math.sqrt(4 * math.pi), 0.42522148257030, 0.45585086564929)),
    ],
)
def test_moments_agree_with_closed_forms(spec: str, q: float, expected: tuple[float, float, float]) -> None:
    assert expectation.moments(catalogue.get(spec), q) == pytest.approx(expected, rel=1e-12, abs=1e-15)


def _power(exponent: float) -> float:
    """Return E|x|^exponent for x ~ N(0, 1)."""
    return 2 ** (exponent / 2) * math.gamma((exponent + 1) / 2) / math.sqrt(math.pi)


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("1/x", (math.nan, math.inf, math.inf)),
        ("1/x^2", (math.inf, math.inf, math.inf)),
        ("-1/(x - 1)^2", (-math.inf, math.inf, math.inf)),
        ("tan(x)", (math.nan, math.inf, math.inf)),
        ("1/sqrt(abs(x))", (_power(-0.5), math.inf, math.inf)),
        ("abs(x)^-0.4", (_power(-0.4), _power(-0.8), math.inf)),
        ("abs(x)^0.6", (_power(0.6), _power(1.2), 0.36 * _power(-0.8))),
        ("log(abs(x))", (-(np.euler_gamma + math.log(2)) / 2, None, math.inf)),
        ("log(x)", (math.nan, math.nan, math.nan)),
    ],
)
def test_an_integral_over_a_pole_is_infinite_where_it_diverges(spec: str, expected: tuple[float | None, ...]) -> None:
    for found, known in zip(expectation.moments(catalogue.get(spec), 1.0), expected, strict=True):
        assert known is None or found == pytest.approx(known, rel=1e-9, nan_ok=True)

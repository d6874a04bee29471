"""An expression that oscillates: what a few periods show is stated as a fact only if it holds for all x."""

import math

import numpy as np
import pytest

from actplot import catalogue
from actplot.analysis.facts import facts
from actplot.analysis.numbers import interval
from actplot.analysis.words import steepest

KNOWN = {
    "sin(x)": ("[-1, 1]", "[-1, 1]"),
    "x + sin(x)^2": ("(-inf, inf)", "[0, 2]"),
    "x - floor(x)": ("[0, 1)", "[1, 1]"),
    "sin(x^2)": ("[-1, 1]", "(-inf, inf)"),
    "x*cos(x)": ("(-inf, inf)", "(-inf, inf)"),
    "where(x < 0, x, sin(x))": ("(-inf, 1]", "[-1, 1]"),
    "2*cos(sqrt(3)*x)": ("[-2, 2]", None),
    # bounded by what is only tended to far out, or only in the long run
    "x/(1 + abs(x))*sin(5*x)": ("unknown", "unknown"),
    "sin(x) - floor(x) + x": ("unknown", "[0, 2]"),
    "sin(x)*cos(sqrt(2)*x)": ("unknown", "unknown"),
    "tanh(x)*sin(x)": ("unknown", "unknown"),
    "sin(1/x)": ("[-1, 1]", "unknown"),
    "exp(x)*sin(x)": ("(-inf, inf)", "(-inf, inf)"),
    "x*sin(x)^2": ("(-inf, inf)", "(-inf, inf)"),
    "x*(2 + sin(x))": ("(-inf, inf)", None),
    "x + floor(x)": ("(-inf, inf)", "[1, 1]"),
    "log(sin(x)^2)": ("(-inf, 0]", "(-inf, inf)"),
    "log(abs(cos(x)))": ("(-inf, 0]", "(-inf, inf)"),
    "1/sin(x)": ("(-inf, inf)", "(-inf, inf)"),
    "tan(x)^2": ("[0, inf)", "(-inf, inf)"),
    "sqrt(sin(x))": ("[0, 1]", "(-inf, inf)"),
    "max(sin(x), 0)": ("[0, 1]", "[-1, 1]"),
    "floor(x)/x": ("(unknown, inf)", None),
}


@pytest.mark.parametrize("text", KNOWN)
def test_a_range_that_only_a_few_periods_show_is_unknown(text: str) -> None:
    found = facts(catalogue.get(text))
    values, slopes = KNOWN[text]
    assert interval(found.range) == values
    assert slopes in (None, interval(found.derivative_range))
    assert (found.max_gradient_attained is None) == math.isnan(found.max_gradient)


@pytest.mark.parametrize("text", KNOWN)
def test_no_value_is_beyond_the_range_that_is_stated(text: str) -> None:
    function = catalogue.get(text)
    found = facts(function)
    chance = np.random.default_rng(0)
    x = chance.uniform(-1, 1, 2000) * 10.0 ** chance.uniform(-2, 6, 2000)
    for part, ends in zip(function.pair(x), (found.range, found.derivative_range), strict=True):
        assert not (part < ends.inf - 1e-9).any()
        assert not (part > ends.sup + 1e-9).any()


@pytest.mark.parametrize("text", ["sin(x)/x", "cos(x)*exp(-x^2)", "sin(x)", "x + sin(x)^2", "max(sin(x), 0)"])
def test_a_note_says_and_so_on_only_of_a_slope_that_comes_back(text: str) -> None:
    function = catalogue.get(text)
    words, places, _ = steepest(function, facts(function))
    if "\u2026" in words:
        assert function.period
        again = np.abs(function.derivative(places[0] + function.period * np.arange(-3, 4)))
        assert again == pytest.approx(np.full(7, facts(function).max_gradient), rel=1e-9)


def test_a_slope_that_is_not_known_to_be_largest_is_not_noted() -> None:
    function = catalogue.get("x/(1 + abs(x))*sin(5*x)")
    assert steepest(function, facts(function)) == ("", (), False)

"""Expressions that are not defined for all x."""

import numpy as np
import pytest
from click.testing import CliRunner

from actplot import catalogue
from actplot.analysis.domain import domain, in_words
from actplot.analysis.facts import facts
from actplot.cli import main
from actplot.expressions import points
from actplot.expressions.record import Expression
from actplot.tables import card


def typed(text: str) -> Expression:
    """Return the expression."""
    [found] = catalogue.parse(text)
    assert isinstance(found, Expression)
    return found


X = np.array([-1e100, -7.25, -1.5, -1.0 + 2.0**-40, -0.75, -(2.0**-30), 1e-20, 0.3, 0.75, 1.5, 2.5, 60.0])


@pytest.mark.parametrize(
    "text",
    [
        "log(x)",
        "sqrt(x - 1)",
        "log1p(x)",
        "x^0.3",
        "x^-1.5",
        "x^a:a=0.7",
        "x^x",
        "tanh(log1p(x))*x",
        "log(log(x))",
        "max(log(x), 0)",
        "abs(sqrt(x^2 - 1)) + relu(x)",
        "where(x > 0, log(x), x)",
        "where(log(x) > 0, x, 1)",
        "where(x < 1, where(x > -1, sqrt(x), 2), log(x - 2))",
        "where(x > 0, x, sqrt(-x^2 - 1)) + log(2 + x)",
    ],
)
def test_outside_the_domain_two_floats_suffice_to_say_so(text: str) -> None:
    """No point is looked at with more digits, one by one."""
    function = typed(text)
    assert function.evaluator.sure(X, **function.parameters).all()
    for place, f, slope in zip(X, *function.pair(X), strict=True):
        known = points.at(function.evaluator.program, float(place), function.parameters)
        np.testing.assert_array_equal((f, slope), known)
    assert np.isnan(function(X)).any() == (text != "where(x > 0, log(x), x)")


DOMAINS = {
    "log(x)": "x > 0",
    "x*log(x)": "x > 0",
    "log(x^2 - 1)": "x < -1 or x > 1",
    "sqrt(x)": "x >= 0",
    "sqrt(4 - x^2)": "-2 <= x <= 2",
    "1/sqrt(x)": "x > 0",
    "x^0.3": "x >= 0",
    "x^-1.5": "x > 0",
    "log1p(x)": "x > -1",
    "log(log(x))": "x > 1",
}


@pytest.mark.parametrize("text", DOMAINS)
def test_an_end_of_the_domain_is_no_kink(text: str) -> None:
    found = facts(typed(text))
    assert in_words(domain(typed(text)) or ()) == DOMAINS[text]
    assert not found.kinks
    lines = card.text(card.card(typed(text)), None).splitlines()
    assert f"domain              {DOMAINS[text]}" in lines
    assert not any(line.startswith(("kink", "pole")) for line in lines)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("1/x", "x != 0"),
        ("1/(x^2 - 1)", "x != -1, 1"),
        ("1/log(x)", "0 < x < 1 or x > 1"),
        ("sin(x)/x", "everywhere"),
    ],
)
def test_a_pole_is_not_in_the_domain(text: str, where: str) -> None:
    assert in_words(domain(typed(text)) or ()) == where
    assert all(kink.pole for kink in facts(typed(text)).kinks)


def test_a_function_does_not_saturate_where_it_is_not_defined() -> None:
    assert card.card(typed("log(x)"))["saturation"] == [[pytest.approx(100.0), np.inf]]


def test_the_slope_at_an_end_of_the_domain_is_its_limit() -> None:
    assert [float(typed(text).derivative(0.0)) for text in ("sqrt(x)", "x^0.3", "x^1.5")] == [np.inf, np.inf, 0.0]


ENDLESS = {
    "floor(x)": (True, True),
    "x - floor(x)": (True, True),
    "tan(x)": (True, True),
    "max(sin(x), 0)": (True, True),
    "log(sin(x)^2)": (True, True),
    "where(x < 0, x, max(sin(x), 0))": (False, True),
    "floor(exp(-x))": (True, False),
    "abs(x - 20 + sin(x))": (False, False),
    "abs(sin(x)/x - 0.05)": (False, False),
    "sin(x)": (False, False),
    "1/x": (False, False),
}


@pytest.mark.parametrize("text", ENDLESS)
def test_kinks_that_are_not_all_of_them_are_said_to_go_on(text: str) -> None:
    function = typed(text)
    assert function.endless == ENDLESS[text]
    rows = [line for line in card.text(card.card(function), None).splitlines() if line.startswith(("kink", "pole"))]
    assert all(("..." in row) == any(function.endless) for row in rows)


def test_kinks_of_what_oscillates_are_found_wherever_they_are() -> None:
    [kink] = typed("abs(x - 20 + sin(x))").kinks
    assert kink + np.sin(kink) == pytest.approx(20.0, abs=1e-12)
    near = typed("floor(x)*exp(-(x - 50)^2)").kinks
    assert {*range(45, 56)} <= {*near}


@pytest.mark.parametrize(
    "text", ["floor(x)", "x - floor(x)", "x + floor(x)", "max(sin(x), 0)", "floor(x^2)", "tan(x)"]
)
def test_what_goes_on_to_jump_or_bend_has_no_asymptote(text: str) -> None:
    assert facts(typed(text)).asymptotes == (None, None)


def test_an_asymptote_beside_waves_that_die_out_is_one() -> None:
    assert facts(typed("x + exp(-x^2)*sin(x)")).asymptotes == ((1.0, 0.0), (1.0, 0.0))
    assert facts(typed("where(x < 0, x, max(sin(x), 0))")).asymptotes == ((1.0, 0.0), None)


def test_what_only_a_window_shows_is_unknown() -> None:
    steps = facts(typed("floor(x^3)"))
    assert steps.monotonic == "unknown"
    assert facts(typed("floor(x)")).monotonic == "non-decreasing"
    assert facts(typed("max(sin(x^2), 0)")).continuity is None
    assert facts(typed("max(sin(x), 0)")).continuity == 0


UNSURE = "where(sin(x)^2 + cos(x)^2 == 1, x, where(x > 3, 2, 1)) + max(x, 3)"


@pytest.mark.parametrize(("at", "said"), [("1", "1 value"), ("1,2,2", "2 values")])
def test_only_undecided_points_of_the_answer_are_counted(at: str, said: str) -> None:
    """Not those at which it was tried whether the expression has values, nor those of its kinks."""
    result = CliRunner().invoke(main, ["table", f"where(x > 3, x, {UNSURE})", "--at", f"{at},4"])
    assert result.exit_code == 0
    assert result.stderr.startswith(said)


def test_a_choice_keeps_the_sign_of_zero() -> None:
    for text in ("max(tanh(x), -9)", "max(tanh(x), tanh(x))"):
        assert np.signbit(typed(text)(np.array([-0.0, 0.0]))).tolist() == [True, False]

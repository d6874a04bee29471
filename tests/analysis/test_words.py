"""Where the slope is largest, in words."""

import pytest

from actplot import catalogue
from actplot.analysis import words
from actplot.analysis.facts import facts


@pytest.mark.parametrize(
    ("spec", "text", "places"),
    [
        ("relu", "max f\u2032 = 1 for x > 0", [1]),
        ("soft_shrink", "max f\u2032 = 1 for |x| > 0.5", [-1.5, 1.5]),
        ("abs", "max |f\u2032| = 1 for x \u2260 0", [-1, 1]),
        ("tent", "max |f\u2032| = 1 for 0 < |x| < 1", [-0.5, 0.5]),
        ("relu6", "max f\u2032 = 1 for 0 < x < 6", [3]),
        ("hard_tanh", "max f\u2032 = 1 for |x| < 1", [0]),
        ("identity", "f\u2032 = 1 everywhere", [0]),
        ("binary_step", "f\u2032 = 0 wherever it exists", [0]),
    ],
)
def test_a_stretch_over_which_the_slope_is_largest_is_a_condition_on_x(
    spec: str, text: str, places: list[float]
) -> None:
    function = catalogue.get(spec)
    assert words.steepest(function, facts(function)) == (text, tuple(places), False)


def test_a_title_names_up_to_twelve_functions_and_counts_more() -> None:
    assert words.title([catalogue.get("relu")]) == "ReLU"
    assert words.title(catalogue.parse("elu:alpha=1,2")) == "ELU; ELU, alpha = 2"
    functions = list(catalogue.everything().values())
    assert words.title(functions[:12]).count(";") == 11
    assert words.title(functions[:13]) == "13 activation functions"

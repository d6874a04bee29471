"""Names lead to the right function, and wrong ones to a helpful message."""

import pytest

import actplot
from actplot import catalogue


def test_every_spelling_belongs_to_one_function() -> None:
    for function in catalogue.everything().values():
        for alias in (function.name, *function.aliases):
            assert catalogue.spellings()[alias.lower()] is function


def test_a_parameter_with_several_values_sweeps() -> None:
    assert [f.parameters["alpha"] for f in catalogue.parse("elu:alpha=0.5,1,2")] == [0.5, 1, 2]


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("rellu", "did you mean 'relu'"),
        ("elu:alfa=1", "did you mean 'alpha'"),
        ("elu:alpha=0", "0 < alpha"),
        ("elu:alpha=nan", "finite"),
        ("elu:alpha=x", "must be a number"),
        ("elu:alpha", "PARAM=VALUE"),
        ("elu:alpha=1,2", "stands for 2"),
        ("relu:alpha=1", "takes none"),
    ],
)
def test_a_wrong_spec_says_what_is_wrong(spec: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        actplot.get(spec)

"""The columns of the tables are declared once, and README lists them."""

import math
import re
from pathlib import Path
from typing import Any

import pytest

from actplot import catalogue
from actplot.analysis.records import Interval, Kink
from actplot.tables.cells import sort_key, strict, words
from actplot.tables.columns import FACTS, SHOWN, VALUES, Subject

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def listed(beginning: str) -> list[str]:
    """Return the keys of a list in README, without what stands in brackets after them."""
    text = re.split(r"[;.]", re.sub(r"\s+\([^)]*\)", "", README.partition(beginning)[2]), maxsplit=1)[0]
    return [key.strip() for key in text.split(",")]


def test_readme_lists_the_keys_of_facts_and_of_values() -> None:
    assert listed("The keys of facts are") == list(FACTS)
    assert listed("those of values") == list(VALUES)


def test_readable_formats_show_each_fact_that_has_a_place() -> None:
    assert set(SHOWN) == {key for key, fact in FACTS.items() if fact.place is not None}
    places = [FACTS[key].place or 0 for key in SHOWN]
    assert places == sorted(places)


def test_no_two_columns_have_the_same_name() -> None:
    names = [fact.label or key for key, fact in FACTS.items()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("key", FACTS)
def test_a_fact_of_any_function_can_be_written_and_sorted(key: str) -> None:
    functions = [*catalogue.everything().values(), catalogue.get("jax.nn.leaky_relu")]
    values = [FACTS[key].of(Subject(function)) for function in functions]
    assert all(isinstance(words(value), str) for value in values)
    assert len(sorted(values, key=sort_key)) == len(values)
    present = [words(value) for value in values if words(value)]
    assert present, f"no function has {key}"


HALF_OPEN, OPEN = Interval(0.0, True, 1.0, False), Interval(0.0, False, 1.0, False)


@pytest.mark.parametrize(
    "ordered",
    [
        [-1.0, 0.0, 2.0, math.inf, None],
        [-1, 0, 10, "inf", None],
        [Interval(-1.0, False, 9.0, True), OPEN, HALF_OPEN, Interval(0.0, True, 2.0, False), None],
        [(-1.0, 5.0), (0.0,), (0.0, 1.0), ()],
        [(-1.0,), (2.0,), ((0.0, 0.0),), ((0.0, 1.0), (1.0, 0.0)), ()],
        [(Kink(-1.0, 9.0, 9.0, 9.0),), (Kink(0.0, 0.0, 0.0, 0.0),), ()],
        ["C", "b", "c"],
        [{"alpha": 0.5}, {"alpha": 1.0}, {"alpha": 1.0, "beta": 0.0}],
    ],
)
def test_values_sort_by_size_and_missing_ones_last(ordered: list[Any]) -> None:
    backwards = list(reversed(ordered))
    assert sorted(backwards, key=sort_key) == ordered


def test_values_of_any_kind_have_a_text() -> None:
    values = [1.0, -0.0, math.inf, True, None, "a", [1.0, 2.0], [[1.0, 2.0], [3.0, 4.0]], {"a": 1.0, "b": 2.0}, OPEN]
    assert list(map(words, values)) == [
        "1", "-0", "inf", "true", "", "a", "1 2", "1 2; 3 4", "a=1 b=2", "(0, 1)",
    ]  # fmt: skip
    assert strict([OPEN, (math.nan, -math.inf)]) == [
        {"inf": 0.0, "inf_attained": False, "sup": 1.0, "sup_attained": False},
        ["NaN", "-Infinity"],
    ]

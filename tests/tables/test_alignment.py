"""In a readable format, the columns are straight and numbers are aligned to the right."""

import re

import pytest

from actplot.tables import formats
from actplot.tables.layout import Column, ReadableFormat, Table
from actplot.tables.rows import render

COLUMNS = [Column("name"), Column("of x", number=True), Column("a long name")]
ROWS = [["sigmoid", "-1", "yes"], ["relu", "12.5", "a text that is wider than its name"]]


def lines(name: str) -> list[str]:
    form = formats.get(name)
    assert isinstance(form, ReadableFormat)
    text = "".join(form.write(Table(COLUMNS, ROWS, form)))
    return [line for line in text.splitlines() if not line.startswith("#")]


def edges(line: str) -> list[int]:
    """Return the places of the bars, of which a rule may have crosses instead."""
    return [place for place, c in enumerate(line) if c in "|+"]


@pytest.mark.parametrize("name", ["markdown", "org"])
def test_the_bars_of_all_lines_stand_below_each_other(name: str) -> None:
    first, *others = lines(name)
    assert len(edges(first)) == len(COLUMNS) + 1
    assert all(edges(line) == edges(first) for line in others)


@pytest.mark.parametrize("name", ["markdown", "org", "plain"])
def test_numbers_end_and_texts_begin_below_each_other(name: str) -> None:
    first, *others = (line for line in lines(name) if re.search("[a-z]", line))
    assert [line.index(cell) for line, cell in zip(others, ("sigmoid", "relu"), strict=True)] == [
        first.index("name")
    ] * 2
    ends = [line.index(cell) + len(cell) for line, cell in zip(others, ("-1", "12.5"), strict=True)]
    assert ends == [first.index("of x") + len("of x")] * 2


def test_markdown_declares_the_columns_of_numbers_as_right_aligned() -> None:
    rule = lines("markdown")[1]
    assert [part.endswith(":") for part in rule.strip("|").split("|")] == [column.number for column in COLUMNS]
    assert set(rule) == set("|-:")


def test_html_aligns_the_heading_of_a_column_as_its_cells() -> None:
    heads, *rows = re.findall("<tr>.*?</tr>", "".join(lines("html")))
    classes = [re.findall(r"<t[hd]( class=\"n\")?", row) for row in (heads, *rows)]
    assert all(found == ["", ' class="n"', ""] for found in classes)


def test_a_column_of_numbers_is_aligned_to_the_right_where_some_are_missing() -> None:
    rows = [{"unit": unit, "z": z, "none": None} for unit, z in (("a", None), ("b", -1.5), ("c", 20))]
    rule = render(rows, formats.get("markdown")).splitlines()[1]
    assert [part.endswith(":") for part in rule.strip("|").split("|")] == [False, True, False]

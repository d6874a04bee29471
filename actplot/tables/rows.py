"""Any rows of keys and values as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from actplot.tables.cells import words
from actplot.tables.columns import Writer
from actplot.tables.layout import Column, ForPeople, ForPrograms, Table


def records(rows: Sequence[Mapping[str, Any]], form: ForPrograms) -> Iterator[str]:
    """Yield the text of any rows for programs; but for JSON they all have the keys of the first."""
    yield form.head(list(rows[0]))
    text = "".join(form.row(list(row), [form.cell(value) for value in row.values()]) for row in rows)
    yield text.removeprefix(form.between)
    yield form.foot


def render(rows: Sequence[Mapping[str, Any]], form: ForPeople | ForPrograms, digits: int | None = None) -> str:
    """Return the text of any rows; but for JSON they all have the keys of the first."""
    if isinstance(form, ForPrograms):
        return "".join(records(rows, form))
    writer = Writer(form, digits)
    columns = [Column(key, all(isinstance(row[key], int | float) for row in rows)) for key in rows[0]]
    cells = [
        [writer.number(value) if isinstance(value, float) else form.text(words(value)) for value in row.values()]
        for row in rows
    ]
    return "".join(form.write(Table(columns, cells, form)))

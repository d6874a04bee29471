"""Tables of arbitrary rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from actplot.tables.cells import words
from actplot.tables.columns import Writer
from actplot.tables.layout import Column, ExactFormat, ReadableFormat, Table


def records(
    rows: Sequence[Mapping[str, Any]], form: ExactFormat, columns: Sequence[str] | None = None
) -> Iterator[str]:
    """Yield rows in an exact format; except in JSON all rows must have the keys of the first."""
    yield form.head(list(rows[0]) if columns is None else columns)
    text = "".join(form.row(list(row), [form.cell(value) for value in row.values()]) for row in rows)
    yield text.removeprefix(form.between)
    yield form.foot


def render(rows: Sequence[Mapping[str, Any]], form: ReadableFormat | ExactFormat, digits: int | None = None) -> str:
    """Return rows in any format; except in JSON all rows must have the keys of the first."""
    if isinstance(form, ExactFormat):
        return "".join(records(rows, form))
    writer = Writer(form, digits)
    columns = [Column(key, _is_of_numbers([row[key] for row in rows])) for key in rows[0]]
    cells = [
        [writer.number(value) if isinstance(value, float) else form.text(words(value)) for value in row.values()]
        for row in rows
    ]
    return "".join(form.write(Table(columns, cells, form)))


def _is_of_numbers(values: Sequence[Any]) -> bool:
    """Whether these values of a column, missing ones aside, are numbers."""
    present = [value for value in values if value is not None]
    return bool(present) and all(isinstance(value, int | float) for value in present)

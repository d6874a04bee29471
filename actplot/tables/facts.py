"""The table of facts: a row for each function."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from actplot.activation import Activation
from actplot.tables.columns import DIGITS, FACTS, Subject, Writer, complete, readable
from actplot.tables.formats import plain
from actplot.tables.layout import Column, ExactFormat, ReadableFormat, Table
from actplot.tables.rows import records
from actplot.tables.selection import Condition, Order


def facts(function: Activation, columns: Iterable[str] = tuple(FACTS)) -> dict[str, Any]:
    """Return ``columns`` of the facts of ``function``; a vector or gated function has none that are measured."""
    subject = Subject(function)
    return {key: FACTS[key].of(subject) for key in columns}


def matching(functions: Iterable[Activation], conditions: Sequence[Condition]) -> list[Activation]:
    """Return the functions whose facts satisfy all ``conditions``.

    Raises:
        ValueError: the order of facts that are no numbers is asked for.

    """
    return [function for function in functions if all(_holds(one, Subject(function)) for one in conditions)]


def facts_table(
    functions: Iterable[Activation],
    form: ReadableFormat | ExactFormat,
    columns: Sequence[str] | None = None,
    order: Order | None = None,
    digits: int | None = None,
) -> Iterator[str]:
    """Yield the text of a table of facts.

    Args:
        functions: a row for each.
        form: its format.
        columns: keys of FACTS; if None, all in exact formats and those of :func:`readable` in readable ones.
        order: of the rows; if None, that of the functions.
        digits: significant digits in readable formats.

    """
    subjects = [Subject(function) for function in functions]
    if order:
        subjects = order.sorted(subjects, FACTS[order.column].of)
    if isinstance(form, ExactFormat):
        keys = columns or complete(tuple(FACTS), [subject.function for subject in subjects])
        return records([{key: FACTS[key].of(subject) for key in keys} for subject in subjects], form, keys)
    writer = Writer(form, digits or DIGITS)
    shown = [FACTS[key] for key in columns or readable([subject.function for subject in subjects])]
    cells = [[fact.write(fact.of(subject), subject, writer) for fact in shown] for subject in subjects]
    named = [Column(fact.key if form.keys else fact.label or fact.key, fact.number) for fact in shown]
    if form.thumbnails:
        from actplot.tables.thumbnail import thumbnail

        named = [Column("", thumbnail=True), *named]
        cells = [[thumbnail(subject.function), *row] for subject, row in zip(subjects, cells, strict=True)]
    return form.write(Table(named, cells, form))


def _holds(condition: Condition, subject: Subject) -> bool:
    fact = FACTS[condition.column]
    value = fact.of(subject)
    return condition.holds(value, fact.write(value, subject, Writer(plain.Format())))

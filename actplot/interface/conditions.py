"""The order and the conditions that ``--sort`` and ``--where`` name."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import click

from actplot.interface.refusals import near
from actplot.language.numbers import number

if TYPE_CHECKING:
    from actplot.tables.selection import Condition, Order

PARTS = re.compile(r"\s*(?P<column>\w*)\s*(?P<comparison>[=!<>]*)\s*(?P<text>.*?)\s*", re.DOTALL)


def order(text: str, columns: Sequence[str]) -> Order:
    """Return the order by a column; ``-`` before its name makes it descending.

    Raises:
        click.BadParameter: there is no such column.

    """
    from actplot.tables.selection import Order

    name = text.strip()
    column = name.removeprefix("-")
    if column not in columns:
        raise click.BadParameter(f"unknown column {column!r}; {near(column, columns)}", param_hint="'--sort'")
    return Order(column, column != name)


def condition(text: str, columns: Sequence[str], *, numeric: Collection[str] = ()) -> Condition:
    """Return the condition in a text such as ``max_gradient<=1``; ``numeric`` are the columns of numbers.

    Raises:
        click.BadParameter: there is no such column, no such comparison, or no number where one is needed.

    """
    from actplot.tables.selection import COMPARISONS, Condition

    parts = PARTS.fullmatch(text)
    assert parts  # every text has these parts, which may be empty
    column, comparison, value = parts.groups()
    hint = "'--where'"
    if comparison not in COMPARISONS:
        known = ", ".join(COMPARISONS)
        found = f"unknown comparison {comparison!r}" if comparison else f"{text!r} has no comparison"
        raise click.BadParameter(f"{found}; write COLUMN=VALUE, or with one of {known}", param_hint=hint)
    if column not in columns:
        raise click.BadParameter(f"unknown column {column!r}; {near(column, columns)}", param_hint=hint)
    try:
        found_number: float | None = number(value)
    except ValueError as error:
        if comparison not in {"=", "!="} or (column in numeric and value):
            raise click.BadParameter(f"{error}; {comparison} compares numbers", param_hint=hint) from None
        found_number = None
    return Condition(column, comparison, value, found_number)

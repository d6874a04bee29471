"""Which rows of a table are shown, and in what order."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeVar

from actplot.tables.cells import sort_key

COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "!=": operator.ne, "<=": operator.le, ">=": operator.ge, "=": operator.eq, "<": operator.lt, ">": operator.gt,
}  # fmt: skip

Row = TypeVar("Row")


class Order(NamedTuple):
    """An order of rows by the values of a column."""

    column: str
    descending: bool = False

    def sorted(self, rows: Iterable[Row], value: Callable[[Row], Any]) -> list[Row]:
        """Return rows in this order; those without a value come last."""
        keyed = [(sort_key(value(row)), row) for row in rows]
        missing = [row for key, row in keyed if _missing(key)]
        present = [pair for pair in keyed if not _missing(pair[0])]
        present.sort(key=lambda pair: pair[0], reverse=self.descending)
        return [row for _, row in present] + missing

    def places(self, values: Any) -> list[int]:
        """Return the places of the numbers in an array, in this order; NaN comes last."""
        found: list[int] = (-values if self.descending else values).argsort(kind="stable").tolist()
        return found


class Condition(NamedTuple):
    """A condition on the values of a column: numbers are compared as numbers, all else as the text that is shown."""

    column: str
    comparison: str
    """One of COMPARISONS."""
    text: str
    number: float | None
    """The number in ``text``, if it is one."""

    def holds(self, value: Any, shown: str) -> bool:
        """Whether it is true of a value, which readable formats show as ``shown``.

        Raises:
            ValueError: the order of something that is no number is asked for.

        """
        if value is not None and self.number is not None and _is_number(value):
            return bool(COMPARISONS[self.comparison](float(value), self.number))
        if self.comparison in {"=", "!="}:
            return (self.text.casefold() == shown.casefold()) == (self.comparison == "=")
        if value is None:
            return False
        wrong = repr(self.text) if _is_number(value) else f"{self.column} {shown!r}"
        raise ValueError(f"{wrong} is not a number; compare texts by = or !=")

    def mask(self, values: Any) -> Any:
        """Return for an array of numbers whether it is true of each."""
        return COMPARISONS[self.comparison](values, self.number)

    def __str__(self) -> str:
        """Return it as it is written on the command line."""
        return f"{self.column}{self.comparison}{self.text}"


def _is_number(value: Any) -> bool:
    return value == "inf" or (isinstance(value, int | float) and not isinstance(value, bool))


def _missing(key: tuple[int, Any]) -> bool:
    """Whether a sort key is that of a missing value or NaN."""
    return key[0] == 2 or (isinstance(key[1], float) and math.isnan(key[1]))

"""Comma-separated values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actplot.tables.layout import ExactFormat


class Format(ExactFormat):
    """A line for each record; a list or mapping is one cell, its items separated by spaces."""

    suffixes: tuple[str, ...] = ("csv",)
    separator = ","

    def head(self, columns: Sequence[str]) -> str:
        """Return the line of keys."""
        return self.separator.join(columns) + "\n"

    def row(self, columns: Sequence[str], cells: Sequence[str]) -> str:
        """Return a line."""
        return (self.separator.join(cells) or '""') + "\n"  # an empty line is no record

    def cell(self, value: Any) -> str:
        """Return a value as text, quoted if necessary."""
        from actplot.tables.cells import words

        text = words(value)
        quoted = any(c in text for c in (self.separator, '"', "\n", "\r"))
        return '"' + text.replace('"', '""') + '"' if quoted else text

    def numbers(self, values: Any) -> list[Any]:
        """Return numbers, as integers if all are whole: these are printed in half the time."""
        import numpy as np

        from actplot.analysis.numbers import decimals
        from actplot.tables.cells import words

        if values.ndim > 1:
            return [words(row) for row in decimals(values)]
        if values.dtype == np.float64:
            whole = (np.abs(values) < 2.0**53) & (values == np.rint(values)) & ~(np.signbit(values) & (values == 0))
            if whole.all():
                listed: list[Any] = values.astype(np.int64).tolist()
                return listed
        return decimals(values)

    def trim(self, text: str) -> str:
        """Drop the .0 of whole numbers."""
        return text.replace(f".0{self.separator}", self.separator).replace(".0\n", "\n")

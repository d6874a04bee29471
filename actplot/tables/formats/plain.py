"""Aligned columns between spaces."""

from __future__ import annotations

from collections.abc import Sequence

from actplot.tables.layout import ForPeople, Table


class Format(ForPeople):
    """A line for each row, and one for the names."""

    suffixes: tuple[str, ...] = ("txt",)
    sentences = True
    keys = True

    def head(self, table: Table) -> str:
        """Return the names of the columns."""
        return self.row(table, table.names)

    def row(self, table: Table, cells: Sequence[str]) -> str:
        """Return a line."""
        return "  ".join(table.padded(cells)).rstrip() + "\n"

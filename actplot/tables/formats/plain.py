"""Plain text with aligned columns."""

from __future__ import annotations

from collections.abc import Sequence

from actplot.tables.layout import ReadableFormat, Table


class Format(ReadableFormat):
    """A line of headings and one for each row."""

    suffixes: tuple[str, ...] = ("txt",)
    sentences = True
    keys = True

    def head(self, table: Table) -> str:
        """Return the headings."""
        return self.row(table, table.names)

    def row(self, table: Table, cells: Sequence[str]) -> str:
        """Return a line."""
        return "  ".join(table.padded(cells)).rstrip() + "\n"

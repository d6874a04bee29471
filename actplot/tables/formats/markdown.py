"""A table in GitHub Flavored Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from actplot.tables.layout import ReadableFormat, Table


class Format(ReadableFormat):
    """Cells between bars; a colon in the rule right-aligns a column."""

    suffixes = ("md",)

    def text(self, text: str) -> str:
        r"""Put a backslash before special characters."""
        return "".join(f"\\{c}" if c in "\\|*_<&`" else c for c in text)

    def head(self, table: Table) -> str:
        """Return the headings and the rule below them."""
        dashes = (
            "-" * (width + 1) + (":" if column.number else "-")
            for width, column in zip(table.widths, table.columns, strict=True)
        )
        return self.row(table, table.names) + "|" + "|".join(dashes) + "|\n"

    def row(self, table: Table, cells: Sequence[str]) -> str:
        """Return a line."""
        return "| " + " | ".join(table.padded(cells)) + " |\n"

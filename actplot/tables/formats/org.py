"""A table in Org mode of Emacs."""

from __future__ import annotations

from collections.abc import Sequence

from actplot.tables.layout import ReadableFormat, Table


class Format(ReadableFormat):
    """Cells between bars; Emacs itself aligns numbers to the right."""

    suffixes = ("org",)

    def text(self, text: str) -> str:
        r"""Write bars and backslashes as entities."""
        return "".join({"|": r"\vert{}", "\\": r"\backslash{}"}.get(c, c) for c in text)

    def head(self, table: Table) -> str:
        """Return the headings and the rule below them, and an option by which a_b is not exported as a subscript."""
        rule = "+".join("-" * (width + 2) for width in table.widths)
        return f"#+OPTIONS: ^:{{}}\n{self.row(table, table.names)}|{rule}|\n"

    def row(self, table: Table, cells: Sequence[str]) -> str:
        """Return a line."""
        return "| " + " | ".join(table.padded(cells)) + " |\n"

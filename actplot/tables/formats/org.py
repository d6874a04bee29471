"""A table of Emacs's Org mode."""

from __future__ import annotations

from collections.abc import Sequence

from actplot.tables.layout import ForPeople, Table


class Format(ForPeople):
    """Cells between bars; Emacs aligns numbers by itself."""

    suffixes = ("org",)

    def text(self, text: str) -> str:
        r"""Write a bar as the entity ``\vert``; a backslash before a letter would begin one too."""
        return "".join({"|": r"\vert{}", "\\": r"\backslash{}"}.get(c, c) for c in text)

    def head(self, table: Table) -> str:
        """Return the names of the columns and the rule below them; in exports, a_b is no subscript."""
        rule = "+".join("-" * (width + 2) for width in table.widths)
        return f"#+OPTIONS: ^:{{}}\n{self.row(table, table.names)}|{rule}|\n"

    def row(self, table: Table, cells: Sequence[str]) -> str:
        """Return a line."""
        return "| " + " | ".join(table.padded(cells)) + " |\n"

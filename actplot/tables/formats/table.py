"""A table for terminals, with as many columns as fit."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from actplot.tables.formats import plain
from actplot.tables.layout import Table

MOST_ROWS = 2000  # longer tables and streams are plain, since rich is slow


class Format(plain.Format):
    """Headings over a rule, drawn by rich."""

    suffixes = ()
    keys = False
    elsewhere = "plain"

    def write(self, table: Table) -> Iterator[str]:
        """Yield the text; standard error names the columns that do not fit."""
        if table.count is None or table.count > MOST_ROWS:
            yield from super().write(table)
            return
        import shutil

        room = shutil.get_terminal_size().columns
        widths = table.widths
        count = max(1, sum(sum(widths[: i + 1]) + 2 * i <= room for i in range(len(widths))))
        yield self._drawn(table, count)
        if count < len(widths):
            left_out = ", ".join(column.name for column in table.columns[count:])
            print(
                f"No room in {room} columns for: {left_out}. They are in -f plain.",
                file=sys.stderr,
            )

    def _drawn(self, table: Table, count: int) -> str:
        """Return the first ``count`` columns."""
        import io

        from rich import box
        from rich.console import Console
        from rich.table import Table as Drawing

        drawing = Drawing(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
        for name, column in zip(table.names[:count], table.columns, strict=False):
            drawing.add_column(name, justify="right" if column.number else "left", no_wrap=True)
        for cells in table.rows:
            drawing.add_row(*cells[:count])
        buffer = io.StringIO()
        width = sum(table.widths[:count]) + 2 * (count - 1)
        # On a dumb terminal rich ignores the width unless the height is set too.
        console = Console(file=buffer, force_terminal=True, width=width, height=25, markup=False, highlight=False)
        console.print(drawing)
        return "".join(line.rstrip() + "\n" for line in buffer.getvalue().splitlines())

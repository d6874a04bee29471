"""The numbers of a network command in any format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from actplot.tables import render

Row: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Listing:
    """The same numbers nested, flat and in words."""

    records: Sequence[Row]
    """For JSON, whose values may be nested."""
    rows: Sequence[Row]
    """For csv and tsv; all have the same keys."""
    shown: Sequence[Row]
    """For human-readable formats; all have the same keys."""
    digits: int
    """Significant digits of numbers in ``shown``."""
    sentences: str
    """Below a table of plain text."""

    def text(self, file_format: str) -> str:
        """Return the text of a file in this format."""
        if file_format in ("json", "jsonl"):
            return render.render(self.records, file_format)
        if file_format in render.PROGRAMS:
            return render.render(self.rows, file_format)
        table = render.render(self.shown, file_format, digits=self.digits)
        return table + (self.sentences if file_format in ("table", "plain") else "")

"""The numbers of a network command in any format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from actplot.tables.rows import render

if TYPE_CHECKING:
    from actplot.tables.layout import ExactFormat, ReadableFormat

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

    def text(self, form: ReadableFormat | ExactFormat) -> str:
        """Return the text of a file in this format."""
        if form.nested:
            return render(self.records, form)
        if form.exact:
            return render(self.rows, form)
        return render(self.shown, form, digits=self.digits) + (self.sentences if form.sentences else "")

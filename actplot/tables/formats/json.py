"""JSON: a list of objects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actplot.tables.layout import ExactFormat


class Format(ExactFormat):
    """An object for each record, on a line of its own."""

    suffixes: tuple[str, ...] = ("json",)
    nested = True
    opening = "["
    before, after = ",\n  ", ""
    between = ","
    foot = "\n]\n"

    def head(self, columns: Sequence[str]) -> str:
        """Return the opening of the list."""
        return self.opening

    def row(self, columns: Sequence[str], cells: Sequence[str]) -> str:
        """Return an object."""
        pairs = (f'"{key}": {cell}' for key, cell in zip(columns, cells, strict=True))
        return self.before + "{" + ", ".join(pairs) + "}" + self.after

    def cell(self, value: Any) -> str:
        """Return a value in strict JSON."""
        import json

        from actplot.tables.cells import strict

        return json.dumps(strict(value), allow_nan=False)

    def numbers(self, values: Any) -> list[Any]:
        """Return numbers; infinities and NaN are strings."""
        import numpy as np

        from actplot.analysis.numbers import decimals

        found = decimals(values)
        if values.ndim > 1:
            return [self.cell(row) for row in found]
        return found if np.isfinite(values).all() else [self.cell(value) for value in found]

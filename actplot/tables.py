"""Functions and values as text; the one place that formats numbers."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from actplot.activation import Activation

Row = Mapping[str, Any]


def listing(functions: Iterable[Activation]) -> list[Row]:
    """Return a row for each function."""
    return [
        {"function": f.name, "family": f.family, "parameters": dict(f.parameters), "formula": f.formula}
        for f in functions
    ]


def values(functions: Iterable[Activation], xs: Sequence[float]) -> list[Row]:
    """Return a row for each function and each x."""
    return [
        {
            "function": f.name,
            "parameters": dict(f.parameters),
            "x": x,
            "f": float(f(x)),
            "derivative": float(f.derivative(x)),
        }
        for f in functions
        for x in xs
    ]


def render(rows: Sequence[Row], file_format: str) -> str:
    """Return ``rows`` as ``table``, ``csv`` or ``json``; numbers as the shortest decimals that read back."""
    if file_format == "json":
        return json.dumps([_strict(row) for row in rows], indent=2, allow_nan=False) + "\n"
    cells = [tuple(rows[0]), *(tuple(map(_cell, row.values())) for row in rows)]
    if file_format == "csv":
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="\n").writerows(cells)
        return buffer.getvalue()
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n" for row in cells
    )


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, Mapping):
        return " ".join(f"{key}={_cell(number)}" for key, number in value.items())
    return str(value)


def _strict(value: Any) -> Any:
    """Replace the floats that JSON can't hold by their names."""
    if isinstance(value, Mapping):
        return {key: _strict(inner) for key, inner in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value

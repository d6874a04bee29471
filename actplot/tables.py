"""Tables as text; the one place that formats numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from actplot.activation import Activation


def listing(functions: Iterable[Activation]) -> str:
    """Return name, family and formula of each function."""
    rows = [(f.spec, f.family, f.formula) for f in functions]
    return _aligned([("function", "family", "formula"), *rows])


def values(functions: Iterable[Activation], xs: Sequence[float]) -> str:
    """Return x, f(x) and f'(x) of each function at each x, as the shortest exact decimals."""
    rows = [(f.spec, repr(x), repr(float(f(x))), repr(float(f.derivative(x)))) for f in functions for x in xs]
    return _aligned([("function", "x", "f", "derivative"), *rows])


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )

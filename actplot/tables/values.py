"""The table of values: x, f(x) and f'(x), formatted block by block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

import numpy as np

from actplot.activation import Activation, Gated, Vector
from actplot.analysis.numbers import decimals, shortest
from actplot.tables.columns import FACTS, POINTWISE, Subject
from actplot.tables.layout import Column, ExactFormat, ReadableFormat, Table
from actplot.tables.precision import Precision

BLOCK = 1 << 14  # rows that are formatted at once
MOST_MEASURED = 20_000  # rows up to which the widths of columns are measured


def values_table(
    functions: Sequence[Activation],
    blocks: Iterable[Any],
    form: ReadableFormat | ExactFormat,
    columns: Sequence[str],
    digits: int | None = None,
    precision: Precision | None = None,
    *,
    stream: bool = False,
) -> Iterator[str]:
    """Yield the text of a table of values, block by block.

    Args:
        functions: all of one kind.
        blocks: arrays of x, of the type to compute in: shape (n,), or (1, n) for a vector, (n, 2) for pairs.
        form: its format.
        columns: some of columns.VALUES.
        digits: significant digits in readable formats.
        precision: the number format of x and of the values; float64 without it.
        stream: whether the blocks arrive over time; then the widths of columns are not measured first.

    """
    if isinstance(form, ExactFormat):
        return _records(functions, blocks, form, columns, precision or Precision())
    return _side_by_side(functions, blocks, form, columns, digits, precision or Precision(), stream=stream)


def _records(
    functions: Sequence[Activation],
    blocks: Iterable[Any],
    form: ExactFormat,
    columns: Sequence[str],
    precision: Precision,
) -> Iterator[str]:
    """Yield a record for each function at each x."""
    yield form.head(columns)
    keys = [key for key in columns if key in POINTWISE]
    template = "".join(
        form.row(columns, ["%s" if key in keys else _constant(function, key, form) for key in columns])
        for function in functions
    )
    first = form.between
    for x in chain.from_iterable(map(_split, blocks)):
        listed = form.numbers(precision.printed(x))
        places = len(keys) * len(functions)
        cells: list[Any] = [None] * (len(x) * places)
        for i, function in enumerate(functions):
            f, derivative = precision.shown(function, x)
            for j, key in enumerate(keys, i * len(keys)):
                cells[j::places] = listed if key == "x" else form.numbers(f if key == "f" else derivative)
        text = form.trim(template * len(x) % tuple(cells)).removeprefix(first)
        if text:
            first = ""
            yield text
    yield form.foot


def _constant(function: Activation, key: str, form: ExactFormat) -> str:
    """Return the cell of a column that is the same for all x, as part of a template."""
    return form.cell(FACTS[key].of(Subject(function))).replace("%", "%%")


def _side_by_side(
    functions: Sequence[Activation],
    blocks: Iterable[Any],
    form: ReadableFormat,
    columns: Sequence[str],
    digits: int | None,
    precision: Precision,
    *,
    stream: bool,
) -> Iterator[str]:
    """Yield x once, then f and f' of each function."""
    columns = [key for key in columns if key in POINTWISE]
    split = chain.from_iterable(map(_split, blocks))
    if isinstance(functions[0], Vector):
        names, rows = _of_vectors(functions, list(blocks), columns, precision)
    elif isinstance(functions[0], Gated):
        names, rows = _of_pairs(functions, split, columns, precision)
    else:
        names, rows = _of_numbers(functions, split, columns, precision)
    cells = ([form.number("" if value is None else shortest(value, digits)) for value in row] for row in rows)
    first = [] if stream else list(islice(cells, MOST_MEASURED))
    shown = chain(first, cells) if len(first) in {0, MOST_MEASURED} else first
    return form.write(Table([Column(name, number=True) for name in names], shown, form))


def _of_numbers(
    functions: Sequence[Activation], blocks: Iterable[Any], columns: Sequence[str], precision: Precision
) -> tuple[list[str], Iterator[Sequence[Any]]]:
    """Return the columns x, f, f', and a row for each x."""
    # f and f' of one function stand beside each other.
    order = [(key, i) for i in range(len(functions)) for key in columns if key != "x" or i == 0]
    names = ["x" if key == "x" else functions[i].heading + "'" * (key == "derivative") for key, i in order]

    def rows() -> Iterator[Sequence[Any]]:
        for x in blocks:
            pairs = [precision.shown(function, x) for function in functions]
            yield from zip(
                *(
                    decimals(precision.printed(x) if key == "x" else pairs[i][key == "derivative"])
                    for key, i in order
                ),
                strict=True,
            )

    return names, rows()


def _of_pairs(
    functions: Sequence[Activation], blocks: Iterable[Any], columns: Sequence[str], precision: Precision
) -> tuple[list[str], Iterator[Sequence[Any]]]:
    """Return the columns a, b, f and the slopes, and a row for each pair."""
    names = ["a", "b"] if "x" in columns else []
    for function in functions:
        names += [function.heading] if "f" in columns else []
        names += [f"d {function.heading}/da", f"d {function.spec}/db"] if "derivative" in columns else []

    def rows() -> Iterator[Sequence[Any]]:
        for x in blocks:
            parts = [precision.printed(x)] if "x" in columns else []
            for function in functions:
                f, derivative = precision.shown(function, x)
                parts += [f[:, None]] if "f" in columns else []
                parts += [derivative] if "derivative" in columns else []
            yield from decimals(np.concatenate(parts, axis=1))

    return names, rows()


def _of_vectors(
    functions: Sequence[Activation], blocks: Sequence[Any], columns: Sequence[str], precision: Precision
) -> tuple[list[str], Iterator[Sequence[Any]]]:
    """Return the columns x_i, f_i and the row i of the Jacobian, and a row for each i of each vector."""
    longest = max(x.shape[1] for x in blocks)
    names = ["vector"] if len(blocks) > 1 else []
    names += ["x"] if "x" in columns else []
    for function in functions:
        names += [function.heading] if "f" in columns else []
        if "derivative" in columns:
            names += [f"d {function.heading}/dx{j + 1}" for j in range(longest)]

    def rows() -> Iterator[Sequence[Any]]:
        for number, (x,) in enumerate(blocks, 1):
            pairs = [precision.shown(function, x) for function in functions]
            for i in range(max(len(x), *(len(f) for f, _ in pairs))):
                row: list[Any] = [number] if len(blocks) > 1 else []
                row += decimals(precision.printed(x[i : i + 1])) or [None] if "x" in columns else []
                for f, jacobian in pairs:
                    row += decimals(f[i : i + 1]) or [None] if "f" in columns else []
                    if "derivative" in columns:
                        slopes = decimals(jacobian[i]) if i < len(f) else []
                        row += slopes + [None] * (longest - len(slopes))
                yield row

    return names, rows()


def _split(block: Any) -> Iterator[Any]:
    for start in range(0, len(block), BLOCK):
        yield block[start : start + BLOCK]

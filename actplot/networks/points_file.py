"""A user's own points from a CSV file; what is wrong in it is named with its line."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from actplot.activation import Array
from actplot.analysis.report import plural
from actplot.language.numbers import number
from actplot.networks.training import Points

SUFFIX = ".csv"
MOST_POINTS = 10_000
MOST_BYTES = 1 << 26
MOST_CLASSES = 6  # that colours can tell apart
HELD_OUT = 5  # one of so many points is not trained on
LEAST_POINTS = 5
LARGEST = 1e100  # whose squares are still finite


class _Row(NamedTuple):
    line: int
    cells: list[str]


def read_classes(path: str, seed: int) -> Points:
    """Return the points of a file with the columns x1, x2 and class, a fifth of each class held out.

    A class is any text. The first line may name the columns, in any order and among others.

    Raises:
        ValueError: a row of another length, a coordinate that is no finite number, one class or more than six, a
            class of one point, too many points.
        OSError: the file can't be read.

    """
    rows = _rows(path, ["x1", "x2", "class"], numbers=2)
    x = np.array([[_number(path, row, i) for i in (0, 1)] for row in rows])
    labels = [row.cells[2].strip() for row in rows]
    names = _sorted(labels)
    if not 2 <= len(names) <= MOST_CLASSES:
        found = f"one class, {names[0]!r}" if len(names) == 1 else f"{len(names)} classes"
        raise ValueError(f"{path!r} has {found}; 2 to {MOST_CLASSES} can be told apart")
    classes = np.array([names.index(label) for label in labels], dtype=float)
    rng = np.random.default_rng([seed, 0])
    kept: list[int] = []
    held: list[int] = []
    for which, name in enumerate(names):
        own = rng.permutation(np.flatnonzero(classes == which)).tolist()
        if len(own) < 2:
            raise ValueError(f"{path!r}, line {rows[own[0]].line}: class {name!r} has one point; 2 are the least")
        count = math.ceil(len(own) / HELD_OUT)
        held += own[:count]
        kept += own[count:]
    return Points(x[kept], classes[kept], x[held], classes[held], names, measured=True)


def read_curve(path: str, seed: int) -> tuple[Array, Array, Array, Array]:
    """Return x and y of the points of a file with these columns: those for training, then a fifth held out.

    Raises:
        ValueError: a row of another length, what is no finite number, too few or too many points.
        OSError: the file can't be read.

    """
    rows = _rows(path, ["x", "y"], numbers=2)
    if len(rows) < LEAST_POINTS:
        raise ValueError(f"{path!r} has {plural(len(rows), 'point')}; {LEAST_POINTS} are the least")
    table = np.array([[_number(path, row, i) for i in (0, 1)] for row in rows])
    if (table[:, 0] == table[0, 0]).all():
        raise ValueError(f"{path!r} has one x, {table[0, 0]:g}; a curve needs several")
    order = np.random.default_rng([seed, 0]).permutation(len(rows))
    count = math.ceil(len(rows) / HELD_OUT)
    held, kept = table[order[:count]], table[order[count:]]
    return kept[:, 0], kept[:, 1], held[:, 0], held[:, 1]


def _rows(path: str, names: Sequence[str], numbers: int) -> list[_Row]:
    """Return the rows without the header, their cells in the order of ``names``, of which the first are numbers."""
    rows = _read(path, len(names))
    places, width = list(range(len(names))), len(names)
    if any(not _is_number(cell) for cell in rows[0].cells[:numbers]):
        header = [cell.strip().lower() for cell in rows[0].cells]
        if set(names) <= set(header):
            places, width = [header.index(name) for name in names], len(header)
        elif len(header) == len(names) and any(map(_is_number, rows[0].cells[:numbers])):
            _number(path, rows[0], next(i for i in range(numbers) if not _is_number(rows[0].cells[i])))
        rows = rows[1:]
    if not rows:
        raise ValueError(f"{path!r} has no points")
    for row in rows:
        count = len(row.cells)
        if count != width:
            raise ValueError(
                f"{path!r}, line {row.line}: {count} column{'s' * (count != 1)} instead of {width}; "
                f"the columns are {', '.join(names)}, separated by commas"
            )
    if len(rows) > MOST_POINTS:
        raise ValueError(f"{path!r} has {len(rows)} points; at most {MOST_POINTS} are taken")
    return [_Row(row.line, [row.cells[place] for place in places]) for row in rows]


def _read(path: str, width: int) -> list[_Row]:
    """Return the rows that are not empty."""
    if Path(path).stat().st_size > MOST_BYTES:
        raise ValueError(f"{path!r} is larger than {MOST_BYTES >> 20} MB")
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
        reader = csv.reader(io.StringIO(text, newline=""))
        rows = [_Row(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except UnicodeDecodeError:
        raise ValueError(f"{path!r} is not a text in UTF-8") from None
    except csv.Error as error:
        raise ValueError(f"{path!r} is not a CSV file: {error}") from None
    if not rows:
        raise ValueError(f"{path!r} has no points; {width} columns are needed")
    return rows


def _number(path: str, row: _Row, place: int) -> float:
    cell = row.cells[place].strip()
    if not _is_number(cell) or not abs(float(cell)) < LARGEST:
        kind = f"a number below {LARGEST:g}" if _is_number(cell) else "a number"
        raise ValueError(f"{path!r}, line {row.line}: {cell[:80]!r} is not {kind}")
    return float(cell)


def _is_number(cell: str) -> bool:
    try:
        number(cell)
    except ValueError:
        return False
    return True


def _sorted(labels: Sequence[str]) -> list[str]:
    """Return the classes, numbers by their size and others by their letters."""
    names = sorted(set(labels))
    return sorted(names, key=float) if all(map(_is_number, names)) else names

"""A canvas of characters: lines on a grid of dots, eight in each character, with marks and texts on top."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

import numpy as np

from actplot.activation import Array

# 256-colour codes that can be read on black and on white.
COLOURS = (33, 166, 34, 170, 136, 37)
# Dots drawn and dots left out in turn, where colours can't tell lines apart.
PATTERNS: tuple[tuple[int, int], ...] = ((1, 0), (1, 2), (5, 3), (1, 1), (2, 4), (9, 3), (1, 4))
FAINT = (1, 5)
LETTERS = "*+x%=~&"
FINE = 4  # samples for each dot along a line
BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # of a braille pattern, by row and column


Characters: TypeAlias = list[tuple[str, int | None]]
"""Characters, each with the line whose colour it has: None for plain text, -1 for what is dim."""


class Marks(NamedTuple):
    """The characters of a canvas that are not dots."""

    closed: str
    opened: str
    both: str
    """A closed mark and an open one, too near to be told apart."""
    steepest: str
    across: str
    """Part of the line y = 0."""
    down: str
    """Part of the line x = 0."""


UNICODE = Marks("\u25cf", "\u25cb", "\u25c9", "\u25c6", "\u254c", "\u250a")
ASCII = Marks("@", "O", "@", "#", "-", "|")


class Canvas:
    """A rectangle of characters that shows a window of x and y."""

    def __init__(
        self,
        size: tuple[int, int],
        window: tuple[float, float],
        heights: tuple[float, float],
        *,
        braille: bool,
        colour: bool,
    ) -> None:
        """Make an empty canvas of ``size`` in columns and rows, on which colours or patterns tell lines apart."""
        self.columns, self.rows = size
        self.window, self.heights = window, heights
        self.marks = UNICODE if braille else ASCII
        self._braille, self._colour = braille, colour
        self._per_cell = (2, 4) if braille else (1, 1)
        self._dots: dict[tuple[int, int], dict[int, int]] = {}
        """Bits of each line in each cell, by its row and column."""
        self._over: dict[tuple[int, int], tuple[str, int | None]] = {}
        self._under: dict[tuple[int, int], str] = {}

    @property
    def _grid(self) -> tuple[int, int]:
        """Numbers of dots across and down."""
        return self.columns * self._per_cell[0], self.rows * self._per_cell[1]

    def _at(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Convert data to dots, from the left and from the top."""
        (low, high), (bottom, top), (wide, tall) = self.window, self.heights, self._grid
        with np.errstate(over="ignore", invalid="ignore"):
            return (x - low) / (high - low) * (wide - 1), (top - y) / (top - bottom) * (tall - 1)

    def line(self, x: Array, y: Array, index: int, *, faint: bool = False) -> None:
        """Trace a line of the style ``index``, with few dots if it is ``faint``; NaN lifts the pen."""
        across, down = self._at(x, y)
        on, off = FAINT if faint else PATTERNS[0 if self._colour else index % len(PATTERNS)]
        for count, (column, row) in enumerate(_traced(across, down, self._grid)):
            if not self._braille or count % (on + off) < on:
                self._set(column, row, index)

    def _set(self, column: int, row: int, index: int) -> None:
        wide, tall = self._per_cell
        cell = row // tall, column // wide
        bit = BITS[row % tall][column % wide] if self._braille else 1
        lines = self._dots.setdefault(cell, {})
        hidden = any(bits & bit for other, bits in lines.items() if other != index)
        lines[index] = lines.get(index, 0) | bit
        if hidden and self._braille and not self._colour and row > 0:
            # A line that lies on another shows as teeth on it.
            above = (row - 1) // tall, column // wide
            lines = self._dots.setdefault(above, {})
            lines[index] = lines.get(index, 0) | BITS[(row - 1) % tall][column % wide]

    def cell(self, x: float, y: float) -> tuple[int, int] | None:
        """Return row and column of the character that shows a point, or None outside of the canvas."""
        across, down = (float(values[0]) for values in self._at(np.array([x]), np.array([y])))
        wide, tall = self._grid
        if not (-0.5 <= across <= wide - 0.5 and -0.5 <= down <= tall - 0.5):
            return None
        column, row = (min(max(round(value), 0), most - 1) for value, most in ((across, wide), (down, tall)))
        return row // self._per_cell[1], column // self._per_cell[0]

    def row(self, y: float) -> int | None:
        """Return the row that shows ``y``."""
        cell = self.cell(self.window[0], y)
        return cell and cell[0]

    def column(self, x: float) -> int | None:
        """Return the column that shows ``x``."""
        cell = self.cell(x, self.heights[0])
        return cell and cell[1]

    def mark(self, x: float, y: float, kind: str, index: int) -> None:
        """Set the mark of this name at a point, on top of the lines."""
        cell = self.cell(x, y)
        if cell is None:
            return
        mark = getattr(self.marks, kind)
        both = {self._over.get(cell, (mark, None))[0], mark} == {self.marks.closed, self.marks.opened}
        self._over[cell] = self.marks.both if both else mark, index

    def zero_lines(self) -> None:
        """Draw the lines x = 0 and y = 0, under everything else."""
        (low, high), (bottom, top) = self.window, self.heights
        if bottom <= 0 <= top and (cell := self.cell(low, 0.0)):
            self._under |= {(cell[0], column): self.marks.across for column in range(self.columns)}
        if low <= 0 <= high and (cell := self.cell(0.0, top)):
            self._under |= {(row, cell[1]): self.marks.down for row in range(self.rows)}

    def text(self) -> list[Characters]:
        """Return the rows."""
        return [[self._character(row, column) for column in range(self.columns)] for row in range(self.rows)]

    def _character(self, row: int, column: int) -> tuple[str, int | None]:
        cell = row, column
        if cell in self._over:
            return self._over[cell]
        lines = self._dots.get(cell)
        if not lines:
            return (self._under[cell], -1) if cell in self._under else (" ", None)
        # Where lines share a character, they have it in turn.
        shown = sorted(lines)[(row + column) % len(lines)]
        if not self._braille:
            return LETTERS[shown % len(LETTERS)], shown
        bits = 0
        for found in lines.values():
            bits |= found
        return chr(0x2800 + bits), shown


def _traced(across: Array, down: Array, grid: tuple[int, int]) -> list[tuple[int, int]]:
    """Return the dots along a line, column and row, one after the other, and none twice in a corner."""
    starts, ends = np.stack([across[:-1], down[:-1]]), np.stack([across[1:], down[1:]])
    keep = np.isfinite(starts).all(axis=0) & np.isfinite(ends).all(axis=0)
    starts, ends = starts[:, keep], ends[:, keep]
    way = ends - starts
    # The part of each stretch, from 0 to 1, that lies inside; beyond, it may reach to infinity.
    first, last = np.zeros(way.shape[1]), np.ones(way.shape[1])
    for axis, most in enumerate(grid):
        with np.errstate(divide="ignore", invalid="ignore"):
            one, other = (-0.5 - starts[axis]) / way[axis], (most - 0.5 - starts[axis]) / way[axis]
        inside = (starts[axis] >= -0.5) & (starts[axis] <= most - 0.5)
        level = way[axis] == 0
        first = np.maximum(first, np.where(level, np.where(inside, 0.0, 2.0), np.minimum(one, other)))
        last = np.minimum(last, np.where(level, 1.0, np.maximum(one, other)))
    seen = first <= last
    starts, way, first, last = starts[:, seen], way[:, seen], first[seen], last[seen]
    if not len(first):
        return []
    length = np.abs(way).max(axis=0) * (last - first)
    counts = np.ceil(FINE * length).astype(int) + 1
    index = np.repeat(np.arange(len(counts)), counts)
    step = np.arange(len(index)) - np.repeat(np.cumsum(counts) - counts, counts)
    part = first[index] + (last - first)[index] * step / np.maximum(counts - 1, 1)[index]
    dots = np.rint(starts[:, index] + way[:, index] * part).astype(int)
    dots = np.clip(dots, 0, np.array(grid)[:, None] - 1)
    return _thin(list(zip(*dots.tolist(), strict=True)))


def _thin(dots: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Leave out repeated dots, and the one in the corner between two that touch."""
    found: list[tuple[int, int]] = []
    for dot in dots:
        if found and dot == found[-1]:
            continue
        if len(found) > 1 and all(abs(a - b) == 1 for a, b in zip(found[-2], dot, strict=True)):
            found.pop()
        found.append(dot)
    return found


def sample(index: int, *, braille: bool, colour: bool) -> Characters:
    """Return three characters of a line of the style ``index``, for a key."""
    if not braille:
        return [(LETTERS[index % len(LETTERS)], index)] * 3
    on, off = PATTERNS[0 if colour else index % len(PATTERNS)]
    drawn = [count % (on + off) < on for count in range(6)]
    bits = [BITS[1][0] * drawn[i] | BITS[1][1] * drawn[i + 1] for i in (0, 2, 4)]
    return [(chr(0x2800 + bit), index) for bit in bits]


def in_one(characters: Characters, *, colour: bool) -> str:
    """Return characters as a text without spaces at its end, with the escape sequences of their colours."""
    last = max((i for i, (character, _) in enumerate(characters) if character != " "), default=-1)
    if not colour:
        return "".join(character for character, _ in characters[: last + 1])
    parts: list[str] = []
    before: int | None = None
    for character, index in characters[: last + 1]:
        if index != before and character != " ":
            parts.append("\033[0m" if before is not None else "")
            parts.append("" if index is None else "\033[2m" if index < 0 else _escape(index))
            before = index
        parts.append(character)
    return "".join(parts) + ("\033[0m" if before is not None else "")


def _escape(index: int) -> str:
    return f"\033[38;5;{COLOURS[index % len(COLOURS)]}m"

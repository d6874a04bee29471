"""What the formats of tables have in common: the table that they write, and the two kinds of format.

A format for people may round and lays out columns; one for programs is exact and complete.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

WIDEST = len("-2.2250738585072014e-308")


@dataclass(frozen=True)
class Column:
    """A column of a table for people; numbers are aligned to the right."""

    name: str
    number: bool = False
    thumbnail: bool = False


class Table:
    """A table for people: columns with their names and widths, and rows of cells, all of them escaped.

    ``count`` is the number of rows, or None for a stream, whose columns are as wide as the widest number.
    """

    def __init__(self, columns: Sequence[Column], rows: Iterable[Sequence[str]], form: ForPeople) -> None:
        """Measure the columns."""
        self.columns = columns
        self.rows = rows
        self.names = [form.text(column.name) for column in columns]
        if isinstance(rows, list):
            self.count: int | None = len(rows)
            self.widths = [max(map(len, column)) for column in zip(self.names, *rows, strict=True)]
        else:
            self.count = None
            self.widths = [max(WIDEST, len(name)) for name in self.names]

    def padded(self, cells: Sequence[str]) -> list[str]:
        """Return cells as wide as their columns."""
        return [
            cell.rjust(width) if column.number else cell.ljust(width)
            for cell, width, column in zip(cells, self.widths, self.columns, strict=True)
        ]


class Format:
    """A format of tables. Its name is that of its module, which imports nothing slow at its top."""

    suffixes: tuple[str, ...] = ()
    """Of files in this format, in lower case."""
    exact = False
    """Whether it is for programs."""
    nested = False
    """Whether a cell may hold a list of records."""
    sentences = False
    """Whether text may follow the table."""
    thumbnails = False
    """Whether a cell may hold a small SVG picture."""
    elsewhere: str | None = None
    """The format that takes its place where standard output is no terminal."""


class ForPeople(Format):
    """A format to read."""

    keys = False
    """Whether columns are headed by their keys, which have no spaces, and not by their labels."""

    def text(self, text: str) -> str:
        """Escape a text."""
        return text

    def number(self, text: str) -> str:
        """Escape a number, which is a decimal, inf or nan, or empty where there is none."""
        return self.text(text)

    def math(self, plain: str, tex: str) -> str:
        """Escape a piece of mathematics, given as plain text and in TeX."""
        return self.text(plain)

    def head(self, table: Table) -> str:
        """Return all that stands before the rows."""
        raise NotImplementedError

    def row(self, table: Table, cells: Sequence[str]) -> str:
        """Return a row of escaped cells."""
        raise NotImplementedError

    def foot(self, table: Table) -> str:
        """Return all that stands after the rows."""
        return ""

    def write(self, table: Table) -> Iterator[str]:
        """Yield the text of a table."""
        yield self.head(table)
        for cells in table.rows:
            yield self.row(table, cells)
        yield self.foot(table)


class ForPrograms(Format):
    """A format to parse: it has the shortest decimals that read back as the same number, in the type of x."""

    exact = True
    between = ""
    """What a row begins with and the first one does not."""
    foot = ""
    """What stands after the rows."""

    def head(self, columns: Sequence[str]) -> str:
        """Return all that stands before the rows."""
        raise NotImplementedError

    def row(self, columns: Sequence[str], cells: Sequence[str]) -> str:
        """Return a row of cells."""
        raise NotImplementedError

    def cell(self, value: Any) -> str:
        """Return any value as a cell."""
        raise NotImplementedError

    def numbers(self, values: Any) -> list[Any]:
        """Return an array as a list of cells, one for each item of its first axis; a cell is anything with a str."""
        raise NotImplementedError

    def trim(self, text: str) -> str:
        """Shorten the numbers in many rows at once."""
        return text

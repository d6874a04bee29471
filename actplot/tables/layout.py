"""The base classes of table formats.

A readable format rounds numbers and aligns columns; an exact one has every fact, and numbers that read back the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

WIDEST = len("-2.2250738585072014e-308")


class Column(NamedTuple):
    """A column of a readable table; numbers are aligned to the right."""

    name: str
    number: bool = False
    thumbnail: bool = False


class Table:
    """A readable table: columns with names and widths, and rows of escaped cells.

    ``count`` is the number of rows, or None for a stream, whose columns are as wide as the widest number.
    """

    def __init__(self, columns: Sequence[Column], rows: Iterable[Sequence[str]], form: ReadableFormat) -> None:
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
        """Return the cells padded to the widths of their columns."""
        return [
            cell.rjust(width) if column.number else cell.ljust(width)
            for cell, width, column in zip(cells, self.widths, self.columns, strict=True)
        ]


class Format:
    """A format of tables. Its name is that of its module, which imports nothing slow at its top."""

    suffixes: tuple[str, ...] = ()
    """The suffixes of files in this format, in lower case."""
    exact = False
    """Whether it is an ``ExactFormat``."""
    nested = False
    """Whether values may be nested records."""
    sentences = False
    """Whether sentences may follow the table."""
    thumbnails = False
    """Whether cells may contain small SVG pictures."""
    fragment = False
    """Whether its text is a part of a document, unless it is ``standalone``."""
    standalone = False
    """Whether the text is a document of its own although the format has fragments."""
    elsewhere: str | None = None
    """The format that replaces it where the output is not a terminal."""


class ReadableFormat(Format):
    """A format for people."""

    keys = False
    """Whether the headings are the keys of columns, which contain no spaces, instead of the labels."""

    def text(self, text: str) -> str:
        """Escape a text."""
        return text

    def number(self, text: str) -> str:
        """Escape a number: a decimal, inf, nan, or an empty text."""
        return self.text(text)

    def math(self, plain: str, tex: str) -> str:
        """Escape a formula, given as plain text and in TeX."""
        return self.text(plain)

    def head(self, table: Table) -> str:
        """Return the text before the rows."""
        raise NotImplementedError

    def row(self, table: Table, cells: Sequence[str]) -> str:
        """Return a row of escaped cells."""
        raise NotImplementedError

    def foot(self, table: Table) -> str:
        """Return the text after the rows."""
        return ""

    def write(self, table: Table) -> Iterator[str]:
        """Yield the text of a table."""
        yield self.head(table)
        for cells in table.rows:
            yield self.row(table, cells)
        yield self.foot(table)


class ExactFormat(Format):
    """A format for programs, with the shortest decimals that read back as the same number in the type of x."""

    exact = True
    between = ""
    """The separator at the beginning of each row but the first."""
    foot = ""
    """The text after the rows."""

    def head(self, columns: Sequence[str]) -> str:
        """Return the text before the rows."""
        raise NotImplementedError

    def row(self, columns: Sequence[str], cells: Sequence[str]) -> str:
        """Return a row of cells."""
        raise NotImplementedError

    def cell(self, value: Any) -> str:
        """Return any value as a cell."""
        raise NotImplementedError

    def numbers(self, values: Any) -> list[Any]:
        """Return the items along the first axis of an array as cells, which are formatted by ``%s``."""
        raise NotImplementedError

    def trim(self, text: str) -> str:
        """Shorten the numbers in the text of many rows."""
        return text

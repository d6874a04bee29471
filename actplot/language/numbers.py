"""The numbers that users write: one rule for options, SPECs, standard input and files."""

from __future__ import annotations

import re
from collections.abc import Iterator

BOM = b"\xef\xbb\xbf"  # some programs begin a file of UTF-8 with it
BLANKS = b" \t\r\v\f"
_TOKEN = re.compile(rb"[^ \t\r\v\f\n,]+|[,\n]")
_EMPTY = re.compile(rb"[,\n][ \t\r\v\f]*,|,[ \t\r\v\f]*\n")


def number(text: str) -> float:
    """Return the decimal number, inf or nan in ``text``, with white space around it or not.

    Python's grouping (1_000), other digits than 0 to 9, and hexadecimal numbers are refused, as other programs do. A
    comma always separates two numbers.

    Raises:
        ValueError: it is not a number.

    """
    try:
        if "_" in text or not text.isascii():
            raise ValueError
        return float(text)
    except ValueError:
        raise ValueError(f"{shown(text)} is not a number") from None


def whole(text: str) -> int:
    """Return the whole number in ``text``.

    Raises:
        ValueError: it is not a whole number; the message says which.

    """
    try:
        if "_" in text or not text.isascii():
            raise ValueError
        return int(text)
    except ValueError:
        raise ValueError(f"{shown(text)} is not a whole number") from None


def quotient(text: str) -> float:
    """Return the number in ``text``, or the quotient of two of them, such as 1/3.

    Raises:
        ValueError: it is neither, or the quotient of a number and 0.

    """
    numerator, slash, denominator = text.partition("/")
    if not slash:
        return number(text)
    try:
        return number(numerator) / number(denominator)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{shown(text)} is not a number") from None


def tokens(text: bytes, before: bytes = b"\n") -> Iterator[tuple[int, bytes]]:
    """Yield what stands between white space and commas, each with its line; b"" beside a comma without a number.

    Args:
        text: lines, of which the last ends in a line feed unless more of it follows.
        before: a comma, line feed or number that precedes the text.

    """
    line = 0
    for token in _TOKEN.findall(text):
        if token == b"," and before in (b",", b"\n"):
            yield line, b""
        elif token == b"\n":
            if before == b",":
                yield line, b""
            line += 1
        elif token != b",":
            yield line, token
        before = token


def separated(text: bytes, before: bytes = b"\n") -> bool:
    """Whether each comma stands between two numbers of one line; for the arguments see :func:`tokens`."""
    return b"," not in before + text or not _EMPTY.search(before + text)


def shown(text: str, most: int = 80) -> str:
    """Return ``text`` in quotes, cut after ``most`` characters."""
    text = text.strip()
    return repr(text if len(text) <= most else f"{text[:most]}...")

"""Standard input as a stream of numbers."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import click

from actplot.interface.decimals import decimals
from actplot.interface.numbers import point
from actplot.language.numbers import BLANKS, BOM, separated, tokens

LONGEST = 1000  # characters of a number
LONGEST_LINE = 1 << 20  # characters of a vector
SEPARATORS = BLANKS + b"\n,"


def standard_input() -> BinaryIO:
    """Return standard input as bytes.

    Raises:
        click.ClickException: it is closed.

    """
    if sys.stdin is None:
        raise click.ClickException("can't read standard input: it is closed")
    return sys.stdin.buffer


def points_from(stream: BinaryIO, *, lines: bool = False) -> Iterator[Sequence[Any]]:
    """Yield the points of ``stream`` as they arrive: numbers or pairs, or a list for each line.

    The points before an invalid token are yielded first.

    Raises:
        click.BadParameter: a token is not a number or a pair; the message has its line and text.
        click.ClickException: the stream can't be read.

    """
    rest, line, begun, before = b"", 1, False, b"\n"
    separators = b"\n" if lines else SEPARATORS
    longest = LONGEST_LINE if lines else LONGEST
    while True:
        try:
            chunk = stream.read1(1 << 16)  # type: ignore[attr-defined]
        except OSError as error:
            raise click.ClickException(f"can't read standard input: {error.strerror}") from None
        text = rest + (chunk or b"\n" * (before != b"\n" or bool(rest)))
        if not text:
            return
        end = max(text.rfind(separators[i : i + 1]) for i in range(len(separators))) + 1
        text, rest = text[:end], text[end:]
        if text and not begun:
            text, begun = text.removeprefix(BOM), True
        if lines:
            for vector in text.splitlines():
                if vector.strip(BLANKS):
                    yield from _points(vector + b"\n", line, b"\n")
                line += 1
        elif text:
            yield from _points(text, line, before)
            line += text.count(b"\n")
            before = text.rstrip(BLANKS)[-1:] or before
        if len(rest) > longest:  # what is looked through again with each chunk
            raise _too_long(line) if lines else _bad(line, rest)


def _points(text: bytes, line: int, before: bytes) -> Iterator[Sequence[Any]]:
    alone = separated(text, before)
    plain: Any = decimals(text) if alone else None
    if plain is not None:
        yield plain
        return
    if alone and b"_" not in text and text.isascii():
        try:
            found: list[Any] = list(map(float, text.replace(b",", b" ").split()))
        except ValueError:
            pass
        else:
            yield found
            return
    found = []
    for after, token in tokens(text, before):
        try:
            found.append(point(token.decode("ascii", "backslashreplace")))
        except ValueError:
            yield found
            raise _bad(line + after, token) from None
    yield found


def _too_long(line: int) -> click.BadParameter:
    return click.BadParameter(
        f"standard input, line {line} has more than {LONGEST_LINE} characters", param_hint="'--at'"
    )


def _bad(line: int, token: bytes) -> click.BadParameter:
    shown = token[:80].decode("utf-8", "backslashreplace") + "..." * (len(token) > 80)
    return click.BadParameter(f"standard input, line {line}: {shown!r} is not a number", param_hint="'--at'")

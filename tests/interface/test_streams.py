"""A stream of numbers is read in bounded memory, and an error names its line."""

import io
import re
from typing import Any

import click
import pytest

from actplot.interface.streams import points_from


class _Endless(io.RawIOBase):
    """A stream that never ends and has no separator; it counts the bytes that are read."""

    count = 0

    def read1(self, size: int) -> bytes:
        self.count += size
        assert self.count < 10_000_000
        return b"1" * size


class _InChunks(io.RawIOBase):
    """A stream that returns a few bytes at a time, and tokens in parts."""

    def __init__(self, text: bytes, size: int) -> None:
        self.text, self.size = io.BytesIO(text), size

    def read1(self, _: int) -> bytes:
        return self.text.read(self.size)


def points(text: bytes, size: int, *, lines: bool = False) -> list[Any]:
    return list(points_from(_InChunks(text, size), lines=lines))  # type: ignore[arg-type]


def test_a_number_without_an_end_is_refused_before_it_fills_the_memory() -> None:
    with pytest.raises(click.BadParameter, match="line 1: '111"):
        list(points_from(_Endless()))  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_chunks_of_any_size_give_the_same_numbers(size: int) -> None:
    text = b"1 -2.5,3e2\n\n inf\t4:5\r\n6"
    assert [x for block in points(text, size) for x in block] == [1, -2.5, 300, float("inf"), (4, 5), 6]
    assert points(b"1 2\n\n3,4 5\n6", size, lines=True) == [[1, 2], [3, 4, 5], [6]]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize("text", [b"1 ,2\n3 , 4", b"1,2,\t3 4", b" 1\t, 2\n3\r\n4\n"])
def test_white_space_around_a_comma_counts_for_nothing(text: bytes, size: int) -> None:
    assert [x for block in points(text, size) for x in block] == [1, 2, 3, 4]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize("lines", [False, True])
@pytest.mark.parametrize("text", [b"1\n2,,3", b"1\n2, \n3", b"1\n,2", b"1\n2,3,", b"1\n , 2", b"1\n2 ,\t, 3"])
def test_a_comma_without_a_number_is_refused_in_chunks_of_any_size(text: bytes, size: int, lines: bool) -> None:
    with pytest.raises(click.BadParameter, match="line 2: '' is not a number"):
        points(text, size, lines=lines)


@pytest.mark.parametrize("size", [1, 5, 1000])
@pytest.mark.parametrize("lines", [False, True])
def test_an_error_names_its_line_in_chunks_of_any_size(size: int, lines: bool) -> None:
    with pytest.raises(click.BadParameter, match="line 5: 'x6' is not a number"):
        points(b"1 2\n\n3 4\n\n5 x6 7\n8", size, lines=lines)


@pytest.mark.parametrize(("token", "shown"), [("x" * 80, "x" * 80), ("y" * 81, "y" * 80 + "...")])
def test_what_is_no_number_is_shown_by_its_first_80_characters(token: str, shown: str) -> None:
    with pytest.raises(click.BadParameter, match=f"line 2: '{re.escape(shown)}' is not a number"):
        points(f"1 2\n3, {token}\n".encode(), 1 << 16)

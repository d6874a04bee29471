"""The standard streams of the process: a write is completed or an error, and a read waits for its input.

Python leaves both to the caller where a stream is unbuffered (PYTHONUNBUFFERED) or does not block, as one end of a
pipe that another program has set so.
"""

from __future__ import annotations

import io
import os
import select
import sys
from contextlib import suppress
from typing import BinaryIO, TextIO


class NotWrittenError(OSError):
    """A target can't be written; ``filename`` is its path as it was given."""


class _Descriptor(io.RawIOBase):
    """A file descriptor that stays open."""

    def __init__(self, number: int) -> None:
        self._number = number

    def fileno(self) -> int:
        return self._number

    def isatty(self) -> bool:
        return os.isatty(self._number)


class _Whole(_Descriptor):
    """A descriptor that is written to until nothing is left."""

    def writable(self) -> bool:
        return True

    def write(self, data: bytes | bytearray | memoryview, /) -> int:  # type: ignore[override]
        """Write all of ``data``, waiting where the reader is slower.

        Raises:
            OSError: it can't be written.

        """
        rest = memoryview(data).cast("B")
        size = len(rest)
        while rest:
            try:
                rest = rest[os.write(self._number, rest) :]
            except BlockingIOError:
                select.select([], [self._number], [])
        return size


class _Patient(_Descriptor):
    """A descriptor whose end is its real end."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        """Read what there is, and at least one byte before the end.

        Raises:
            OSError: it can't be read.

        """
        while True:
            try:
                data = os.read(self._number, len(buffer))
            except BlockingIOError:
                select.select([self._number], [], [])
                continue
            buffer[: len(data)] = data
            return len(data)


def install() -> None:
    """Replace the standard streams of this process; those that are closed stay None.

    A closed one is opened on the null device below Python, so that no file of this process gets its number and with
    it what a library writes there.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest free number, which is this one
    if os.name != "posix":
        return
    if sys.stdin is not None:
        sys.stdin = io.TextIOWrapper(io.BufferedReader(_Patient(0)), sys.stdin.encoding, sys.stdin.errors)
    sys.stdout, sys.stderr = (_writer(stream, number) for stream, number in ((sys.stdout, 1), (sys.stderr, 2)))


def drop_output() -> None:
    """Discard what standard output still holds and will be given, as after its reader has left."""
    with suppress(OSError, ValueError, AttributeError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)


def _writer(stream: TextIO | None, number: int) -> TextIO:
    """Return the stream that writes to descriptor ``number`` in place of ``stream``."""
    if stream is None:
        return None  # type: ignore[return-value]
    raw = _Whole(number)
    lines = number == 2 or raw.isatty()
    buffer: BinaryIO = io.BufferedWriter(raw)  # type: ignore[type-var]
    return io.TextIOWrapper(buffer, stream.encoding, stream.errors, line_buffering=lines)

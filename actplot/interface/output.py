"""Writing to standard output or to a file, which is replaced as a whole; nothing else in actplot writes."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from actplot.interface import standard

if TYPE_CHECKING:
    from pathlib import Path


_unfinished: set[Path] = set()


def remove_unfinished() -> None:
    """Remove unfinished files in a process that exits without unwinding."""
    for path in _unfinished:
        path.unlink(missing_ok=True)


def write(data: bytes, path: str) -> None:
    """Write ``data`` to ``path``, or to standard output if it is ``-``.

    A file is replaced in one step: a failure leaves the old one as it was. A link is kept and its target replaced.
    A reader of standard output that has left is not an error, and the command goes on.

    Raises:
        OSError: the target can't be written.

    """
    try:
        with opened(path) as file:
            file.write(data)
    except BrokenPipeError:
        if path != "-":
            raise
        standard.drop_output()


def announce(paths: Iterable[str]) -> None:
    """Print the paths of files that were written, unless standard output is closed.

    Raises:
        OSError: standard output can't be written.

    """
    if sys.stdout is not None:
        write(b"".join(os.fsencode(path) + b"\n" for path in paths), "-")


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """Open a file that replaces ``path`` on success, or standard output if it is ``-``.

    Raises:
        OSError: the target can't be written; its ``filename`` is ``path``.

    """
    if path == "-":
        if sys.stdout is None:
            raise OSError(errno.EBADF, "it is closed")
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        with _replacing(path) as file:
            yield file
    except OSError as error:
        if not isinstance(error, BrokenPipeError):
            error.filename, error.filename2 = path, None
        raise


@contextmanager
def _replacing(path: str) -> Iterator[BinaryIO]:
    from pathlib import Path

    if "\0" in path:
        raise OSError(errno.EINVAL, "a path can't contain NUL")
    try:
        found = os.stat(path).st_mode  # noqa: PTH116 - pathlib would drop a trailing slash
    except FileNotFoundError:
        found = stat.S_IFDIR if path.endswith(os.sep) else 0
    if stat.S_ISDIR(found):
        raise IsADirectoryError(errno.EISDIR, "it is a folder")
    if found and not stat.S_ISREG(found):
        with Path(path).open("wb") as device:  # a device or a FIFO is written to, not replaced
            yield device
        return
    if found and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, "it is read-only")
    target = Path(path).resolve()
    # The name is registered before the file exists, so that a signal between the two leaves nothing behind.
    temporary = target.with_name(f".actplot-{os.urandom(8).hex()}")
    _unfinished.add(temporary)
    try:
        with temporary.open("xb") as file:
            yield file
        if found:
            temporary.chmod(stat.S_IMODE(found))
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    finally:
        _unfinished.discard(temporary)

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
    except BrokenPipeError:
        raise
    except OSError as error:
        raise standard.NotWrittenError(error.errno, error.strerror or str(error), path) from error


def make_folder(path: str) -> None:
    """Make a folder, unless it exists.

    Raises:
        OSError: it can't be made; its ``filename`` is ``path``.

    """
    try:
        os.mkdir(path)  # noqa: PTH102
    except FileExistsError:
        pass
    except OSError as error:
        raise standard.NotWrittenError(error.errno, error.strerror, path) from error


@contextmanager
def _replacing(path: str) -> Iterator[BinaryIO]:
    from pathlib import Path

    if "\0" in path:
        raise OSError(errno.EINVAL, "a path can't contain NUL")
    try:
        found = os.stat(path)  # noqa: PTH116 - pathlib would drop a trailing slash
    except FileNotFoundError:
        found = None
        if path.endswith(os.sep):
            raise IsADirectoryError(errno.EISDIR, "it is a folder") from None
    if found and stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder")
    if found and not stat.S_ISREG(found.st_mode):
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
        # What replaces a file is nobody else's until it has that one's mode.
        mode = 0o600 if found else 0o666
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:  # noqa: PTH123
            yield file
            file.flush()
            lost = _kept(file.fileno(), target, found) if found else []
        temporary.replace(target)
        if lost and sys.stderr is not None:
            print(f"Note: {path!r} was replaced, and its {' and '.join(lost)} can't be kept", file=sys.stderr)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    finally:
        _unfinished.discard(temporary)


def _kept(handle: int, target: Path, found: os.stat_result) -> list[str]:
    """Give an open file the owner, mode and extended attributes of ``target``, which are ``found``.

    Returns:
        What the system does not let it have. Bits that run a file as its owner are for the same owner only.

    """
    lost = []
    mode = stat.S_IMODE(found.st_mode)
    own = os.fstat(handle)
    if hasattr(os, "fchown") and (own.st_uid, own.st_gid) != (found.st_uid, found.st_gid):
        try:
            os.fchown(handle, found.st_uid, found.st_gid)
        except OSError:
            lost.append("owner or group")
            mode &= ~(stat.S_ISUID | stat.S_ISGID)
            if own.st_gid != found.st_gid:
                mode &= ~0o070 | (mode & 0o007) << 3  # what its group may, another group may not
    if hasattr(os, "fchmod"):
        os.fchmod(handle, mode)
    try:
        names = os.listxattr(target) if hasattr(os, "listxattr") else []
    except OSError:
        names = []
    for name in names:  # access control lists are among them
        try:
            os.setxattr(handle, name, os.getxattr(target, name))
        except OSError:
            if not name.startswith(("security.", "trusted.")):
                lost.append(f"attribute {name}")
    return lost

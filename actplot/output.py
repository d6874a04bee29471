"""The one place that writes: standard output, or a file that is replaced whole."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from pathlib import Path


def write(data: bytes, path: str) -> None:
    """Write ``data`` to ``path``, or to standard output if it is ``-``.

    A file is replaced in one step: a failure leaves the old one as it was. A link is kept and its target replaced.

    Raises:
        OSError: the target can't be written.

    """
    if path == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    target = Path(path).resolve()
    if target.exists() and not target.is_file() and not target.is_dir():
        target.write_bytes(data)  # a device or a FIFO takes bytes; it can't be replaced
        return
    if target.is_dir():
        raise IsADirectoryError(21, "it is a folder", path)
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(13, "it is read-only", path)
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~_umask()
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).chmod(mode)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

"""NumPy's files, .npy and .npz, mapped into memory where that is possible."""

from __future__ import annotations

import math
import struct
from pathlib import Path
from typing import Any

import numpy as np


def read_npy(path: str) -> Any:
    """Map the array of an .npy file.

    Raises:
        ValueError: it is no .npy file, is cut off, or holds Python objects.

    """
    with Path(path).open("rb") as file:
        start = file.read(len(np.lib.format.MAGIC_PREFIX))
    if not np.lib.format.MAGIC_PREFIX.startswith(start):
        raise ValueError(f"{path!r} is not a NumPy file; numpy.save writes one")
    try:
        return np.load(path, mmap_mode="r", allow_pickle=False)
    except (ValueError, EOFError) as error:
        raise ValueError(_unreadable(path, error)) from None


def _unreadable(path: str, error: Exception) -> str:
    text = str(error)
    if "pickle" in text or "bject" in text:
        return f"{path!r} holds Python objects, not numbers; save an array of numbers with numpy.save"
    why = "it is cut off" if "mmap length" in text or "No data left" in text else text
    return f"{path!r} is not a whole NumPy file: {why}"


def read_npz(path: str) -> dict[str, Any]:
    """Return the arrays of an .npz file by name; those that are stored without compression are mapped.

    Raises:
        ValueError: it is cut off, or holds Python objects.

    """
    import zipfile

    found: dict[str, Any] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                with archive.open(info) as member:
                    mapped = _member(path, info, member) if info.compress_type == zipfile.ZIP_STORED else None
                if mapped is None:
                    with archive.open(info) as member:
                        mapped = np.lib.format.read_array(member, allow_pickle=False)
                found[info.filename.removesuffix(".npy")] = mapped
    except (ValueError, EOFError, zipfile.BadZipFile, KeyError) as error:
        raise ValueError(_unreadable(path, error)) from None
    return found


def _member(path: str, info: Any, member: Any) -> Any:
    """Map a stored member of a zip: its header is read, its numbers stay in the file."""
    version = np.lib.format.read_magic(member)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, fortran, dtype = read(member)
    if dtype.hasobject or dtype.kind == "U" or not math.prod(shape):
        return None
    with Path(path).open("rb") as file:
        file.seek(info.header_offset)
        name_length, extra_length = struct.unpack("<26xHH", file.read(30))
    start = info.header_offset + 30 + name_length + extra_length + member.tell()
    order: Any = "F" if fortran else "C"
    return np.memmap(path, dtype, "r", start, shape, order)

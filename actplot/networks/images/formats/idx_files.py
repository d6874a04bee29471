"""IDX files, the format of MNIST and Fashion-MNIST: a header with the shape, and bytes (LeCun, Cortes & Burges)."""

from __future__ import annotations

import gzip
import math
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from actplot.networks.images.record import Found

WORDS = (
    "IDX files (train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-...; also .gz), a folder or one with images"
)
IMAGES, LABELS = "images-idx3", "labels-idx1"
BYTES = 0x08  # the code of unsigned bytes


def reads(path: Path) -> bool:
    """Say whether it is an IDX file of images, or a folder with one."""
    return IMAGES in path.name or bool(_images_in(path, "train"))


def read(path: Path) -> Found:
    """Return the images."""
    if not path.is_dir():
        return Found(path, *_pair(path))
    test = _images_in(path, "t10k")
    return Found(path, *_pair(_images_in(path, "train")[0]), *(_pair(test[0]) if test else ()))


def _images_in(folder: Path, part: str) -> list[Path]:
    return sorted(folder.glob(f"{part}-{IMAGES}*"))


def _pair(path: Path) -> tuple[Any, Any]:
    """Return the pixels of one file, and the labels of the one beside it."""
    stem = path.name.removesuffix(".gz").replace(IMAGES, LABELS)
    beside = [path.with_name(name) for name in (stem, f"{stem}.gz")]
    labels = next((other for other in beside if other.is_file()), None)
    if labels is None:
        raise ValueError(f"there is no file of labels {str(beside[0])!r} beside {path.name!r}")
    return _array(path), _array(labels)


def _array(path: Path) -> Any:
    """Return the array of a file."""
    data = path.read_bytes()
    try:
        data = gzip.decompress(data) if path.suffix == ".gz" else data
    except (EOFError, OSError, zlib.error) as error:
        raise ValueError(f"{str(path)!r} is damaged: {error}") from None
    axes = data[3] if len(data) > 3 else 0
    if len(data) < 4 + 4 * axes or not axes or data[:2] != b"\0\0":
        raise ValueError(f"{str(path)!r} is not an IDX file: its header is wrong")
    if data[2] != BYTES:
        raise ValueError(f"{str(path)!r} has numbers of the type 0x{data[2]:02x}; only bytes (0x08) are allowed")
    shape = [int(size) for size in np.frombuffer(data, ">u4", axes, 4)]
    due = 4 + 4 * axes + math.prod(shape)
    if len(data) != due:
        raise ValueError(f"{str(path)!r} has {len(data)} bytes, but its header says {due}")
    return np.frombuffer(data, np.uint8, offset=4 + 4 * axes).reshape(shape)

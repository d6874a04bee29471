"""CIFAR-10 in binary: records of a label and 3072 bytes, red before green before blue (Krizhevsky 2009)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from actplot.networks.images.record import SIDE, Found

WORDS = "CIFAR-10's binary files (data_batch_1.bin ... and test_batch.bin in a folder, or one .bin)"
RECORD = 1 + 3 * SIDE * SIDE  # bytes


def reads(path: Path) -> bool:
    """Say whether it is a .bin file or a folder with batches."""
    return path.suffix == ".bin" or (path / "data_batch_1.bin").is_file()


def read(path: Path) -> Found:
    """Return the images."""
    if not path.is_dir():
        return Found(path, *_images([path]))
    training = _images(sorted(path.glob("data_batch_*.bin")))
    test = path / "test_batch.bin"
    return Found(path, *training, *(_images([test]) if test.is_file() else ()))


def _images(paths: list[Path]) -> tuple[Any, Any]:
    """Return pixels and labels."""
    records = np.concatenate([_records(path) for path in paths])
    pixels = records[:, 1:].reshape(-1, 3, SIDE, SIDE).transpose(0, 2, 3, 1)
    return pixels, records[:, 0]


def _records(path: Path) -> Any:
    found = np.fromfile(path, np.uint8)
    if not found.size or found.size % RECORD:
        raise ValueError(f"{str(path)!r} has {found.size} bytes, which are not whole records of {RECORD}")
    return found.reshape(-1, RECORD)

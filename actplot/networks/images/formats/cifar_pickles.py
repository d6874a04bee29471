"""CIFAR-10 for Python: pickled dictionaries of an array and a list of labels (Krizhevsky 2009)."""

from __future__ import annotations

import importlib
import pickle
from pathlib import Path
from typing import Any

import numpy as np

from actplot.networks.images.record import SIDE, Found

WORDS = "CIFAR-10's folder for Python (data_batch_1 ... and test_batch)"
ALLOWED = {
    ("numpy", "dtype"),
    ("numpy", "ndarray"),
    *((f"numpy.{core}.multiarray", "_reconstruct") for core in ("core", "_core")),
    *((f"numpy.{core}.numeric", "_frombuffer") for core in ("core", "_core")),
}


class Unpickler(pickle.Unpickler):
    """An unpickler that makes arrays and plain containers, and calls nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        """Return what makes an array; refuse everything else."""
        if (module, name) not in ALLOWED:
            raise pickle.UnpicklingError(f"it wants to call {module}.{name}, and only arrays are allowed")
        return getattr(importlib.import_module(module.replace("numpy.core", "numpy._core")), name)


def reads(path: Path) -> bool:
    """Say whether it is a folder with batches."""
    return (path / "data_batch_1").is_file()


def read(path: Path) -> Found:
    """Return the images."""
    batches = sorted(part for part in path.glob("data_batch_*") if part.suffix == "")
    training = [np.concatenate(parts) for parts in zip(*map(_batch, batches), strict=True)]
    test = path / "test_batch"
    return Found(path, *training, *(_batch(test) if test.is_file() else ()))


def _batch(path: Path) -> tuple[Any, Any]:
    """Return the pixels and labels of one file."""
    try:
        with path.open("rb") as file:
            found = Unpickler(file, encoding="bytes").load()
        by_name = {key.decode() if isinstance(key, bytes) else key: value for key, value in found.items()}
        data, labels = np.asarray(by_name["data"]), np.asarray(by_name["labels"])
        pixels = data.astype(np.uint8, casting="equiv").reshape(-1, 3, SIDE, SIDE).transpose(0, 2, 3, 1)
    except (MemoryError, OSError):
        raise
    except Exception as error:  # a damaged pickle raises anything
        what = f"the key {error} is missing" if isinstance(error, KeyError) else error
        raise ValueError(f"{str(path)!r} is not a batch of CIFAR-10: {what}") from None
    return pixels, labels

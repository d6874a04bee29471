"""NumPy's archives with the arrays x_train, y_train and perhaps x_test, y_test, as Keras saves its data sets."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from actplot.networks.images.record import Found

WORDS = "a .npz with x_train, y_train and perhaps x_test, y_test"


def reads(path: Path) -> bool:
    """Say whether it is called so."""
    return path.suffix == ".npz"


def read(path: Path) -> Found:
    """Return the images."""
    try:
        with path.open("rb") as file, np.load(file) as archive:
            names = ["x_train", "y_train"]
            names += ["x_test", "y_test"] if "x_test" in archive else []
            absent = [name for name in names if name not in archive]
            if absent:
                raise ValueError(f"it has no array {absent[0]}, but {', '.join(archive.files) or 'none'}")
            arrays = [archive[name] for name in names]
    except (ValueError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(f"{str(path)!r}: {error}") from None
    return Found(path, *map(_checked, [path] * len(arrays), names, arrays))


def _checked(path: Path, name: str, array: Any) -> Any:
    """Return images as they are, labels as one axis."""
    if name.startswith("x"):
        if array.dtype.kind not in "buif" or array.ndim not in (3, 4):
            raise ValueError(
                f"{str(path)!r}: {name} is {array.dtype} of the shape {array.shape}; images are expected"
            )
        return array
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim != 1 or array.dtype.kind not in "buiSU":
        raise ValueError(
            f"{str(path)!r}: {name} is {array.dtype} of the shape {array.shape}; one whole number or name for each "
            "image is expected"
        )
    return array

"""A folder with a folder of pictures for each class, read by matplotlib."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from actplot.networks.images.record import CHANNELS, SIDE, Found

WORDS = "a folder with a folder of pictures (png, jpg, ...) for each class"
SUFFIXES = {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp"}


def reads(path: Path) -> bool:
    """Say whether there is a picture in a folder in it."""
    return path.is_dir() and any(_pictures(folder) for folder in _folders(path))


def read(path: Path) -> Found:
    """Return the images; the classes are the names of the folders."""
    paths = [picture for folder in _folders(path) for picture in _pictures(folder)]
    images = [_image(picture) for picture in paths]
    for picture, image in zip(paths, images, strict=True):
        if image.shape != images[0].shape:
            raise ValueError(
                f"the pictures must be of one size, but {str(paths[0])!r} is {_size(images[0])} "
                f"and {str(picture)!r} is {_size(image)}"
            )
    return Found(path, np.stack(images), np.array([picture.parent.name for picture in paths]))


def _folders(path: Path) -> list[Path]:
    return sorted(folder for folder in path.iterdir() if folder.is_dir())


def _pictures(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)


def _image(path: Path) -> Any:
    """Return the bytes of a picture, shape (height, width, 1 or 3)."""
    from matplotlib.image import imread

    try:
        pixels = np.asarray(imread(path))
    except (ValueError, SyntaxError, OSError) as error:
        raise ValueError(f"{str(path)!r} can't be read: {error}") from None
    if pixels.dtype != np.uint8:
        pixels = np.round(pixels * 255).astype(np.uint8)
    pixels = pixels[..., None] if pixels.ndim == 2 else pixels
    if max(pixels.shape[:2]) > SIDE or pixels.shape[2] not in CHANNELS:
        raise ValueError(f"{str(path)!r} is {_size(pixels)}; at most {SIDE} x {SIDE} pixels are allowed")
    colour = pixels[..., :3]
    return np.broadcast_to(colour, (*pixels.shape[:2], 3))


def _size(image: Any) -> str:
    return f"{image.shape[1]} x {image.shape[0]}"

"""The images that a network learns from, and those that are held out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from actplot.networks.images import drawn, formats
from actplot.networks.images.record import SIDE, Found

GREY, COLOUR = 1, 3  # channels
MOST_CLASSES = 1000
HELD_OUT = 5  # as many images are held out as are a fifth of those to learn from


@dataclass(frozen=True)
class Split:
    """Images and their classes."""

    pixels: Any
    """Shape (count, 32, 32, 3), of bytes or floats."""
    labels: Any
    """The classes 0, 1, ... of the images, shape (count,)."""
    divisor: float
    """The pixels are divided by it."""

    def __len__(self) -> int:
        """Return the number of images."""
        return len(self.pixels)

    def batch(self, which: Any, dtype: Any) -> Any:
        """Return the images of these numbers as floats, shape (len(which), 32, 32, 3)."""
        chosen = self.pixels[which].astype(dtype)
        chosen /= self.divisor
        return chosen


@dataclass(frozen=True)
class Images:
    """Images to learn from, and others that are held out."""

    training: Split
    held_out: Split
    classes: int


def load(data: str, count: int, seed: int, *, raw: bool = False) -> Images:
    """Return images of a set that is drawn, or of a file or folder.

    Args:
        data: the name of the set, or a path.
        count: of the images to learn from, chosen at random; a fifth as many are held out, from the test images if
            there are any. Where there are fewer images, all are used, in the same proportion.
        seed: of the choice.
        raw: whether numbers from 0 to 255 are not divided by 255.

    Raises:
        ValueError: the file is not in a format that is read, or damaged, or its images don't fit the network.
        OSError: it can't be read.

    """
    rng = np.random.default_rng([seed, 0])
    if data in drawn.names():
        return _drawn(data, count, rng)
    found = formats.read(Path(data))
    labels, classes = _numbered(found, data)
    divisor = 1.0 if raw else _divisor(found, data)
    train, test = np.arange(len(found.pixels)), np.arange(0)
    if len(found.test_pixels):
        test = np.arange(len(found.test_pixels))
    else:
        train, test = np.split(rng.permutation(train), [len(train) - max(1, len(train) // (HELD_OUT + 1))])
    few = min(count, len(train))
    training = _split(found.pixels, labels[: len(found.pixels)], rng.permutation(train)[:few], divisor)
    tests = found.test_pixels if len(found.test_pixels) else found.pixels
    their_labels = labels[len(found.pixels) :] if len(found.test_pixels) else labels
    held_out = _split(tests, their_labels, rng.permutation(test)[: max(1, few // HELD_OUT)], divisor)
    return Images(training, held_out, classes)


def _drawn(name: str, count: int, rng: np.random.Generator) -> Images:
    pixels, labels = drawn.sample(name, count + max(1, count // HELD_OUT), rng)
    training, held_out = (Split(pixels[part], labels[part], 255.0) for part in (slice(count), slice(count, None)))
    return Images(training, held_out, drawn.classes(name))


def _numbered(found: Found, data: str) -> tuple[Any, int]:
    """Return the classes of all images as numbers from 0, and how many there are."""
    every = np.concatenate([found.labels, found.test_labels]) if len(found.test_labels) else found.labels
    names = sorted(set(every.tolist()))
    if not 2 <= len(names) <= MOST_CLASSES:
        raise ValueError(
            f"{data!r} has {len(names)} class{'es' * (len(names) != 1)}; 2 to {MOST_CLASSES} are allowed"
        )
    numbers = {name: number for number, name in enumerate(names)}
    return np.array([numbers[label] for label in every.tolist()]), len(names)


def _divisor(found: Found, data: str) -> float:
    """Return 255 for bytes, for other numbers from 0 to 255 that are not all up to 1; 1 for the others."""
    low, high = (float(extreme(part)) for part, extreme in ((found.pixels, np.min), (found.pixels, np.max)))
    if not np.isfinite([low, high]).all():
        raise ValueError(f"{data!r} has pixels that are NaN or infinite")
    if found.pixels.dtype == np.uint8:
        return 255.0
    return 255.0 if low >= 0 and 1 < high <= 255 else 1.0


def _split(pixels: Any, labels: Any, which: Any, divisor: float) -> Split:
    """Return the chosen images, padded to 32 x 32 with zeros and in three channels."""
    chosen = pixels[which]
    if chosen.ndim == 3:
        chosen = chosen[..., None]
    missing = [SIDE - side for side in chosen.shape[1:3]]
    edges = [(0, 0), *((more // 2, more - more // 2) for more in missing), (0, 0)]
    kept = chosen[..., : chosen.shape[-1] // COLOUR * COLOUR or GREY]  # without an alpha channel
    padded = np.pad(kept, edges)
    dtype = np.uint8 if padded.dtype == np.uint8 else np.float32
    return Split(np.broadcast_to(padded, (*padded.shape[:3], COLOUR)).astype(dtype), labels[which], divisor)

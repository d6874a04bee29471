"""What a reader returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

SIDE = 32  # pixels of every image; smaller ones are padded
CHANNELS = (1, 3, 4)


@dataclass(frozen=True)
class Found:
    """The images of a file or folder, and test images if it has some."""

    path: Path
    pixels: Any
    """Shape (count, height, width) or (count, height, width, channels)."""
    labels: Any
    """Of any type, shape (count,)."""
    test_pixels: Any = field(default_factory=lambda: np.empty(0))
    test_labels: Any = field(default_factory=lambda: np.empty(0))

    def __post_init__(self) -> None:
        """Refuse what the network can't take.

        Raises:
            ValueError: too few images, of a wrong shape, or not as many labels.

        """
        if len(self.pixels) < 2:
            raise ValueError(f"{str(self.path)!r} has {len(self.pixels)} images; at least 2 are needed")
        for pixels, labels in ((self.pixels, self.labels), (self.test_pixels, self.test_labels)):
            if len(pixels) != len(labels):
                raise ValueError(f"{str(self.path)!r} has {len(pixels)} images and {len(labels)} labels")
        shapes = [self.pixels.shape[1:]] + ([self.test_pixels.shape[1:]] if len(self.test_pixels) else [])
        for shape in shapes:
            channels = 1 if len(shape) == 2 else shape[-1]
            if len(shape) not in (2, 3) or channels not in CHANNELS or not 1 <= max(shape[:2]) <= SIDE:
                raise ValueError(
                    f"{str(self.path)!r} has images of the shape {shape}; at most {SIDE} x {SIDE} pixels "
                    "in 1, 3 or 4 channels are allowed"
                )
        if len(set(shapes)) > 1:
            raise ValueError(f"{str(self.path)!r} has training images of {shapes[0]} and test images of {shapes[1]}")

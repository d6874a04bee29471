"""Image data sets that are drawn: every module in this folder is one, under its own name.

A module has ``CLASSES``, the names of its classes, and a function ``sample(count, rng)`` that returns ``count``
images, bytes of shape (count, 32, 32, 3), and the numbers of their classes, shape (count,).
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from actplot.language import folders

if TYPE_CHECKING:
    import numpy as np


def names() -> tuple[str, ...]:
    """Return the names of all sets."""
    return folders.modules(__path__)


def classes(name: str) -> int:
    """Return the number of classes of a set."""
    return len(importlib.import_module(f"{__name__}.{name}").CLASSES)


def sample(name: str, count: int, rng: np.random.Generator) -> tuple[Any, Any]:
    """Return ``count`` images of a set, and the numbers of their classes."""
    pixels, labels = importlib.import_module(f"{__name__}.{name}").sample(count, rng)
    return pixels, labels

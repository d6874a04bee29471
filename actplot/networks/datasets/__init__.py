"""Data sets of points in classes: every module in this folder is one, under its own name.

A module has a function ``sample(count, rng)`` that returns ``count`` points, shape (count, 2), and their classes 0.0
or 1.0, shape (count,). One that can have more classes declares ``MOST_CLASSES`` and takes their number as a third
argument. The coordinates are a few units large, as networks expect of their inputs.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from actplot.language import folders
from actplot.networks import known

if TYPE_CHECKING:
    import numpy as np

    from actplot.activation import Array


def names() -> tuple[str, ...]:
    """Return the names of all data sets, which are those of the modules in this folder."""
    return folders.modules(__path__)


def require(name: str) -> None:
    """Raise ValueError, with the most similar name, if there is no data set ``name``."""
    known.require(name, names())


def most_classes(name: str) -> int:
    """Return how many classes a data set can have.

    Raises:
        ValueError: there is no data set ``name``.

    """
    return int(getattr(_module(name), "MOST_CLASSES", 2))


def sample(name: str, count: int, rng: np.random.Generator, classes: int = 2) -> tuple[Array, Array]:
    """Return ``count`` points of a data set, shape (count, 2), and their classes 0.0, 1.0 ..., shape (count,).

    Raises:
        ValueError: there is no data set ``name``, or it can't have so many classes.

    """
    most = most_classes(name)
    if not 2 <= classes <= most:
        able = ", ".join(other for other in names() if most_classes(other) >= classes)
        raise ValueError(
            f"{name} has 2 classes{f' to {most}' * (most > 2)}, not {classes}; {able or 'no data set'} can"
        )
    more = [classes] if most > 2 else []
    x, labels = _module(name).sample(count, rng, *more)
    return x, labels


def balanced(count: int, rng: np.random.Generator, classes: int = 2) -> Array:
    """Return the classes 0.0, 1.0 ..., equally often, in random order, shape (count,)."""
    return rng.permutation([i % classes for i in range(count)]).astype(float)


def _module(name: str) -> Any:
    require(name)
    return importlib.import_module(f"{__name__}.{name}")

"""Data sets of two classes: every module in this folder is one, under its own name.

A module has a function ``sample(count, rng)`` that returns ``count`` points, shape (count, 2), and their classes 0.0
or 1.0, shape (count,). The coordinates are a few units large, as networks expect of their inputs.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from actplot.activation import Array


def names() -> tuple[str, ...]:
    """Return the names of all data sets, which are those of the modules in this folder."""
    return tuple(sorted(info.name for info in pkgutil.iter_modules(__path__)))


def require(name: str) -> None:
    """Raise ValueError, with the most similar name, if there is no data set ``name``."""
    if name in names():
        return
    from difflib import get_close_matches

    similar = get_close_matches(name[:100].lower(), names(), n=1)
    hint = f"did you mean {similar[0]!r}?" if similar else f"choose from {', '.join(names())}"
    raise ValueError(f"unknown data set {name!r}; {hint}")


def sample(name: str, count: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return ``count`` points of a data set, shape (count, 2), and their classes 0.0 or 1.0, shape (count,).

    Raises:
        ValueError: there is no data set ``name``.

    """
    require(name)
    x, classes = importlib.import_module(f"{__name__}.{name}").sample(count, rng)
    return x, classes


def balanced(count: int, rng: np.random.Generator) -> Array:
    """Return the classes 0.0 and 1.0, equally often, in random order, shape (count,)."""
    return rng.permutation([i % 2 for i in range(count)]).astype(float)

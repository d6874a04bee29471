"""Data sets of regression: every module in this folder is one, under its own name.

A module has a function ``curve(x)``, which takes and returns an array of shape (count,). The points lie around it,
with x between -3 and 3 and y a few units large at most.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from actplot.language import folders
from actplot.networks import known

if TYPE_CHECKING:
    import numpy as np

    from actplot.activation import Array

REACH = 3.0  # of x, on both sides
NOISE = 0.15  # standard deviation of y around the curve


def names() -> tuple[str, ...]:
    """Return the names of all data sets, which are those of the modules in this folder."""
    return folders.modules(__path__)


def require(name: str) -> None:
    """Raise ValueError, with the most similar name, if there is no data set ``name``."""
    known.require(name, names())


def curve(name: str, x: Array) -> Array:
    """Return the y without noise at ``x``.

    Raises:
        ValueError: there is no data set ``name``.

    """
    require(name)
    module: Any = importlib.import_module(f"{__name__}.{name}")
    y: Array = module.curve(x)
    return y


def sample(name: str, count: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return x and y of ``count`` points, each of shape (count,), with normal noise in y.

    Raises:
        ValueError: there is no data set ``name``.

    """
    x = rng.uniform(-REACH, REACH, count)
    return x, curve(name, x) + rng.normal(0, NOISE, count)

"""A sine of one and a half periods."""

from __future__ import annotations

import numpy as np

from actplot.activation import Array


def curve(x: Array) -> Array:
    """Return y at x."""
    return np.asarray(np.sin(np.pi * x / 2))

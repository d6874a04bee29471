"""A straight line."""

from __future__ import annotations

from actplot.activation import Array


def curve(x: Array) -> Array:
    """Return y at x."""
    return 0.5 * x + 0.25

"""Arithmetic with the rounding error kept, for places where a rounded operation would lose digits."""

from __future__ import annotations

from typing import Any

import numpy as np


def product(a: Any, b: Any) -> tuple[Any, Any]:
    """Return a*b rounded, and the rest that rounding took (Dekker 1971); 0 where the rest is out of range."""
    rounded = a * b
    a_high, a_low = _halves(a)
    b_high, b_low = _halves(b)
    rest = ((a_high * b_high - rounded) + a_high * b_low + a_low * b_high) + a_low * b_low
    return rounded, np.where(np.isfinite(rest), rest, 0.0)


def add(a: Any, b: Any) -> tuple[Any, Any]:
    """Return a+b rounded, and the rest that rounding took (Knuth 1969); 0 where the rest is out of range."""
    rounded = a + b
    from_b = rounded - a
    rest = (a - (rounded - from_b)) + (b - from_b)
    return rounded, np.where(np.isfinite(rest), rest, 0.0)


def _halves(a: Any) -> tuple[Any, Any]:
    """Split a float64 into two of 26 bits each (Veltkamp 1968)."""
    scaled = 134217729.0 * a
    high = scaled - (scaled - a)
    return high, a - high

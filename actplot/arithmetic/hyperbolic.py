"""The hyperbolic tangent in plain floats; NumPy's is up to 2.1 ULP off on processors without AVX2."""

from __future__ import annotations

from typing import Any

import numpy as np


def tanh(x: Any) -> tuple[Any, Any]:
    """Return the hyperbolic tangent, right to 1.5 ULP, and its derivative, right to 3."""
    size = np.abs(x)
    small = np.exp(-2.0 * size)
    short = 2.0 * small
    small += 1.0
    short /= small  # 1 - tanh
    value = 1.0 - short
    slope = 2.0 - short
    slope *= short
    # Near 0 that cancels. There (tanh(x)/x - 1)/x^2 is a ratio of polynomials in x^2: an interpolation at Chebyshev
    # points of |x| < 0.556, made with mpmath and right to 2^-61 of tanh.
    near = np.flatnonzero(size < 0.55)
    inner = size[near]
    square = inner * inner
    top = -0.3333333333333333 + square * (-0.02050169562939164 + square * -0.0001993063839766348)
    below = 0.02329519200247918 + square * 0.00020667119840528007
    below = 1.0 + square * (0.4615050868881738 + square * below)
    value[near] = inner + inner * square * (top / below)
    return np.copysign(value, x, out=value), slope


def slope_of_tanh(small: Any) -> Any:
    """Return the slope of tanh at x, given exp(-2*abs(x)); 1 - tanh(x)^2 would lose it where tanh is near 1."""
    return np.asarray(4.0 * small / (1.0 + small * (2.0 + small)))

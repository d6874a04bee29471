"""Formulas as they are typed, and f and f' of the same in NumPy: the baseline of typed expressions."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

Textbook = Callable[[Any], tuple[Any, Any]]


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def _mish(x: Any) -> tuple[Any, Any]:
    y = np.tanh(np.log(1 + np.exp(x)))
    return x * y, y + x * (1 - y * y) * _sigmoid(x)


def _quick_gelu(x: Any) -> tuple[Any, Any]:
    y = _sigmoid(1.702 * x)
    return x * y, y + 1.702 * x * y * (1 - y)


def _silu(x: Any) -> tuple[Any, Any]:
    falling = np.exp(-x)
    below = 1 + falling
    return x / below, (below + x * falling) / below**2


def _gelu_tanh(x: Any) -> tuple[Any, Any]:
    factor = math.sqrt(2 / math.pi)
    y = np.tanh(factor * (x + 0.044715 * x**3))
    return 0.5 * x * (1 + y), 0.5 * (1 + y) + 0.5 * x * (1 - y * y) * factor * (1 + 0.134145 * x**2)


def _pade(x: Any) -> tuple[Any, Any]:
    above, below = x * (27 + x**2), 27 + 9 * x**2
    return above / below, ((27 + 3 * x**2) * below - above * 18 * x) / below**2


def _squareplus(x: Any) -> tuple[Any, Any]:
    root = np.sqrt(x**2 + 4)
    return (x + root) / 2, (1 + x / root) / 2


def _leaky(x: Any) -> tuple[Any, Any]:
    return np.maximum(0.1 * x, x), np.where(0.1 * x > x, 0.1, 1.0)


def _elu(x: Any) -> tuple[Any, Any]:
    grown = np.exp(x)
    return np.where(x > 0, x, 0.5 * (grown - 1)), np.where(x > 0, 1.0, 0.5 * grown)


def _quadratic(x: Any) -> tuple[Any, Any]:
    value = np.where(x < -1, 0, np.where(x < 1, (x + 1) ** 2 / 4, x))
    return value, np.where(x < -1, 0, np.where(x < 1, (x + 1) / 2, 1.0))


def _softsign(x: Any) -> tuple[Any, Any]:
    below = 1 + np.abs(x)
    return x / below, 1 / below**2


def _hard_swish(x: Any) -> tuple[Any, Any]:
    clipped = np.clip(x + 3, 0, 6)
    return x * clipped / 6, (clipped + x * ((x > -3) & (x < 3))) / 6


def _bell(x: Any) -> tuple[Any, Any]:
    y = np.exp(-(x**2))
    return y, -2 * x * y


def _snake(x: Any) -> tuple[Any, Any]:
    sine = np.sin(x)
    return x + sine**2, 1 + 2 * sine * np.cos(x)


def _arctangent(x: Any) -> tuple[Any, Any]:
    angle = np.arctan(x)
    return x * angle, angle + x / (1 + x * x)


def _tanh_exp(x: Any) -> tuple[Any, Any]:
    grown = np.exp(x)
    y = np.tanh(grown)
    return x * y, y + x * (1 - y * y) * grown


TYPED: Mapping[str, Textbook] = {
    "x*tanh(softplus(x))": _mish,
    "x*sigmoid(1.702*x)": _quick_gelu,
    "x/(1 + exp(-x))": _silu,
    "0.5*x*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x^3)))": _gelu_tanh,
    "x*(27 + x^2)/(27 + 9*x^2)": _pade,
    "(x + sqrt(x^2 + 4))/2": _squareplus,
    "max(0.1*x, x)": _leaky,
    "where(x > 0, x, 0.5*(exp(x) - 1))": _elu,
    "where(x < -1, 0, where(x < 1, (x + 1)^2/4, x))": _quadratic,
    "x/(1 + abs(x))": _softsign,
    "x*clip(x + 3, 0, 6)/6": _hard_swish,
    "exp(-x^2)": _bell,
    "x + sin(x)^2": _snake,
    "x*atan(x)": _arctangent,
    "x*tanh(exp(x))": _tanh_exp,
    "asinh(x)": lambda x: (np.arcsinh(x), 1 / np.sqrt(1 + x * x)),
    "log(cosh(x))": lambda x: (np.log(np.cosh(x)), np.tanh(x)),
}
"""By the expression: a function that returns f and f' of an array."""


def with_erf(erf: Callable[[Any], Any]) -> Mapping[str, Textbook]:
    """Return the expressions whose baseline needs an error function, such as SciPy's."""

    def gelu(x: Any) -> tuple[Any, Any]:
        share = 0.5 * (1 + erf(x / math.sqrt(2)))
        return x * share, share + x * np.exp(-x * x / 2) / math.sqrt(2 * math.pi)

    def difference(x: Any) -> tuple[Any, Any]:
        (f, slope), (exact, exact_slope) = _gelu_tanh(x), gelu(x)
        return f - exact, slope - exact_slope

    return {"0.5*x*(1 + erf(x/sqrt(2)))": gelu, "gelu_tanh(x) - gelu(x)": difference}

"""Functions of no family: bells, powers and logarithms."""

import math

import numpy as np

from actplot.activation import Array, Pair, activation
from actplot.arithmetic import exact, hyperbolic


@activation(
    "exp(-x^2)",
    title="Gaussian",
    tex=r"e^{-x^{2}}",
    derivative="-2*x*exp(-x^2)",
    aliases="gaussian_rbf rbf",
    differences="Some lists have the normal density's exponent instead, -x^2/(2 sigma^2) with sigma = 1.",
)
def gaussian(x: Array) -> Pair:
    """Answers to inputs near 0 only: the bell of radial basis networks.

    A unit tells how near its input is to a centre; far from every centre there is no gradient.
    """
    inner = np.clip(x, -40.0, 40.0)
    square, rest = exact.product(inner, inner)
    value = np.exp(-square)
    value = value - value * rest
    return value, 0.0 - 2.0 * inner * value


@activation(
    "exp(x)",
    title="Exponential",
    tex=r"e^{x}",
    derivative="exp(x)",
    aliases="exp",
    differences="Some surveys call exp(-x) the exponential.",
)
def exponential(x: Array) -> Pair:
    """Makes any number positive; chosen for the output of a rate or a scale.

    It is its own slope, and grows beyond every float from x = 709.8 on.
    """
    value = np.exp(x)
    return value, value


@activation(
    "x^2",
    title="Square",
    tex=r"x^{2}",
    derivative="2*x",
    aliases="quadratic",
    source="Gilad-Bachrach et al. 2016 (CryptoNets)",
)
def square(x: Array) -> Pair:
    """Squares its input; chosen for encrypted inference, where only sums and products can be computed.

    Its slope has no bound, so deep networks of it are hard to train.
    """
    return x * x, 2.0 * x


@activation(
    "x^3",
    title="Cube",
    tex=r"x^{3}",
    derivative="3*x^2",
    aliases="cubic triple",
    source="Chen & Manning 2014",
)
def cube(x: Array) -> Pair:
    """Multiplies its input by itself twice, so that products of three features arise; from dependency parsing.

    Its slope has no bound and vanishes at 0.
    """
    square = x * x
    return square * x, 3.0 * square


@activation(
    "asinh(x)",
    title="Arsinh",
    tex=r"\log(x+\sqrt{x^{2}+1})",
    derivative="1/sqrt(1+x^2)",
    aliases="arcsinh inverse_hyperbolic_sine",
)
def asinh(x: Array) -> Pair:
    """Behaves like x near 0 and like a logarithm far out, with either sign.

    It has no bound, so it tames large inputs without saturating.
    """
    return np.arcsinh(x), 1.0 / np.hypot(1.0, x)


@activation(
    "log(cosh(x))",
    title="Log cosh",
    tex=r"\log\cosh(x)",
    derivative="tanh(x)",
    aliases="logcosh",
)
def log_cosh(x: Array) -> Pair:
    """Is x^2/2 near 0 and abs(x) - log(2) far out: a smooth absolute value, whose slope is tanh.

    Better known as a loss that outliers do not dominate.
    """
    # Up to 1 by log1p of cosh - 1, which is a short sum of positive terms; beyond, by what is left of abs(x).
    inner = np.clip(x, -1.0, 1.0)
    square, rest = exact.product(inner, inner)
    tail = np.zeros_like(x)
    for even in range(18, 2, -2):
        tail = square / ((even - 1) * even) * (1.0 + tail)
    excess, lost = exact.add(0.5 * square, 0.5 * rest + 0.5 * square * tail)
    near = np.log1p(excess) + lost / (1.0 + excess)
    size = np.abs(x)
    line, line_rest = exact.add(size, -math.log(2.0))
    line_rest = line_rest - 2.3190468138462996e-17  # log(2) less its float
    far = line + (line_rest + np.log1p(np.exp(-2.0 * size)))
    return np.where(size < 1, near, far), hyperbolic.tanh(x)[0]


@activation(
    "log(1+x^2)",
    title="Seagull",
    tex=r"\log(1+x^{2})",
    derivative="2*x/(1+x^2)",
)
def seagull(x: Array) -> Pair:
    """Grows like x^2 near 0 and like a logarithm far out, on both sides alike.

    Known from the collection Echo alone. Its slope is steepest at -1 and 1 and fades like 2/x.
    """
    size = np.abs(x)
    inner = np.minimum(size, 1e10)
    square, rest = exact.product(inner, inner)
    value = np.log1p(square) + rest / (1.0 + square)
    far = size > 1e10
    return (
        np.where(far, 2.0 * np.log(np.maximum(size, 1.0)), value),
        np.where(far, 2.0 / np.where(far, x, 1.0), 2.0 * (x / (1.0 + square))),
    )

"""Functions of no family: bells, powers and logarithms."""

import math

import numpy as np

from actplot.activation import Array, Pair, activation
from actplot.arithmetic import exact, hyperbolic
from actplot.arithmetic.twofold import Twofold


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


@activation(
    "x^2 + x",
    title="SQU",
    tex=r"x^{2}+x",
    derivative="2*x + 1",
    aliases="shifted_quadratic_unit",
    source="Noel et al. 2021, arXiv 2111.04020",
)
def squ(x: Array) -> Pair:
    """Moves a parabola so that it passes through 0 with slope 1; one such neuron can learn XOR.

    Its slope has no bound and changes sign at -1/2.
    """
    inner = np.clip(x, -1e150, 1e150)
    value = Twofold(inner) * inner + inner
    return np.where(np.abs(x) > 1e150, x * x, value.high), 2.0 * x + 1.0


@activation(
    "x - x^3",
    title="NCU",
    tex=r"x-x^{3}",
    derivative="1 - 3*x^2",
    aliases="non_monotonic_cubic_unit",
    source="Noel et al. 2021, arXiv 2111.04020",
)
def ncu(x: Array) -> Pair:
    """Bends back from slope 1 at 0, so that a single neuron has a decision boundary of three points.

    Its zeros are -1, 0 and 1; far out it falls like -x^3.
    """
    inner = np.clip(x, -1e100, 1e100)
    square = Twofold(inner) * inner
    far = np.abs(x) > 1e100
    return (
        np.where(far, -x * x * x, (inner * (1.0 - square)).high),
        np.where(far, -3.0 * x * x, (1.0 - 3.0 * square).high),
    )


@activation(
    "sign(x)*log(1+abs(x))",
    title="Symlog",
    tex=r"\mathrm{sign}(x)\,\log(1+|x|)",
    derivative="1/(1+abs(x))",
    kinks=[0],
    aliases="symmetric_log signed_log1p signed_logp1",
    source="Webber 2012 (Measurement Science and Technology 24); Hafner et al. 2023 (DreamerV3), arXiv 2301.04104",
    differences="A survey (Kunc & Klema) prints a logarithm that is infinite at 0.",
)
def symlog(x: Array) -> Pair:
    """Compresses large numbers of either sign to their logarithm, and leaves small ones as they are.

    For inputs, rewards and values whose scale is not known; symexp undoes it. At 0 the slope is 1 from both sides;
    f'' jumps.
    """
    size = np.abs(x)
    return np.copysign(np.log1p(size), x), 1.0 / (1.0 + size)


@activation(
    "sign(x)*(exp(abs(x))-1)",
    title="Symexp",
    tex=r"\mathrm{sign}(x)\,(e^{|x|}-1)",
    derivative="exp(abs(x))",
    kinks=[0],
    aliases="symmetric_exp signed_expm1",
    source="Hafner et al. 2023 (DreamerV3), arXiv 2301.04104",
)
def symexp(x: Array) -> Pair:
    """Expands numbers of either sign exponentially: the inverse of symlog.

    For the output of a network that predicts symlog of its target. At 0 the slope is 1 from both sides; f'' jumps.
    """
    size = np.abs(x)
    return np.copysign(np.expm1(size), x), np.exp(size)


@activation(
    "sign(x)*(sqrt(abs(x)+1)-1) + eps*x",
    title="Signed hyperbolic",
    tex=r"\mathrm{sign}(x)\left(\sqrt{|x|+1}-1\right)+\varepsilon x",
    derivative="1/(2*sqrt(abs(x)+1)) + eps",
    kinks=[0],
    requires=["0 <= eps"],
    symbols={"eps": "epsilon"},
    aliases="value_rescaling",
    source="Pohlen et al. 2018, arXiv 1805.11593; Kapturowski et al. 2019 (R2D2)",
    differences="eps is 0.01 in the first paper and 0.001 in R2D2, MuZero and RLax.",
)
def signed_hyperbolic(x: Array, eps: float = 0.001) -> Pair:
    """Compresses values like a square root, with a line of small slope added so that it can be inverted.

    Made for the values that an agent learns from rewards of any size. At 0 the slope is 1/2 + eps from both sides;
    f'' jumps.
    """
    size = np.minimum(np.abs(x), 1e300)
    root = Twofold(*exact.root(*exact.add(size, 1.0)))
    # sqrt(1+x)-1 is x/(sqrt(1+x)+1), in which nothing cancels.
    gate = 1.0 / (root + 1.0) + eps
    return x * gate.high, (0.5 / root + eps).high

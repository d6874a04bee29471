"""Functions that level off at both ends."""

import numpy as np

from actplot import normal
from actplot.activation import Array, Pair, activation
from actplot.twofold import Twofold


@activation(
    "1/(1+exp(-x))",
    title="Sigmoid",
    tex=r"\frac{1}{1+e^{-x}}",
    aliases="logistic expit logistic_sigmoid soft_step logsig",
    torch="torch.nn.Sigmoid; torch.nn.functional.sigmoid; torch.sigmoid; torch.special.expit",
    keras="keras.activations.sigmoid",
    jax="jax.nn.sigmoid",
)
def sigmoid(x: Array) -> Pair:
    """Turns any number into a probability.

    Its slope never exceeds 1/4, so gradients vanish through many layers; chosen for the output of two classes.
    """
    small = np.exp(-np.abs(x))
    whole = 1.0 + small
    return np.where(x < 0, small, 1.0) / whole, small / (whole * whole)


@activation(
    "tanh(x)",
    title="Tanh",
    tex=r"\tanh(x)",
    aliases="hyperbolic_tangent tansig",
    torch="torch.nn.Tanh; torch.nn.functional.tanh; torch.tanh",
    keras="keras.activations.tanh",
    jax="jax.nn.tanh",
)
def tanh(x: Array) -> Pair:
    """Squashes to -1..1 around zero.

    Zero-centred and four times as steep as the sigmoid; still saturates at both ends.
    """
    small = np.exp(-2.0 * np.abs(x))
    whole = 1.0 + small
    return np.tanh(x), 4.0 * small / (whole * whole)


@activation(
    "atan(x)",
    title="Arctan",
    tex=r"\arctan(x)",
    aliases="atan inverse_tangent",
    torch="torch.atan",
    keras="keras.ops.arctan",
    jax="jax.numpy.arctan",
)
def arctan(x: Array) -> Pair:
    """Squashes to -pi/2..pi/2 and levels off slowly, like 1/x."""
    square = x * x
    return np.arctan(x), 1.0 / (1.0 + square)


@activation(
    "x/(1+abs(x))",
    title="Softsign",
    tex=r"\frac{x}{1+|x|}",
    kinks=[0],
    aliases="soft_sign elliot_sig_symmetric",
    source="Bergstra et al. 2009 (Quadratic Polynomials Learn Better Image Features)",
    torch="torch.nn.Softsign; torch.nn.functional.softsign",
    keras="keras.activations.softsign",
    jax="jax.nn.soft_sign",
)
def softsign(x: Array) -> Pair:
    """Squashes to -1..1 without an exponential, with tails like 1/x.

    f'' jumps at 0.
    """
    whole = 1.0 + np.abs(x)
    return np.where(np.isinf(x), np.sign(x), x / whole), 1.0 / whole / whole


@activation(
    "-log(1+exp(-x))",
    title="Log-sigmoid",
    tex=r"-\log(1+e^{-x})",
    aliases="logsigmoid",
    torch="torch.nn.LogSigmoid; torch.nn.functional.logsigmoid",
    keras="keras.activations.log_sigmoid",
    jax="jax.nn.log_sigmoid",
)
def log_sigmoid(x: Array) -> Pair:
    """Gives the logarithm of the sigmoid's probability without ever taking the logarithm of 0."""
    small = np.exp(-np.abs(x))
    return np.minimum(x, 0.0) - np.log1p(small), np.where(x > 0, small, 1.0) / (1.0 + small)


@activation(
    "erf(x)",
    title="Error function",
    tex=r"\mathrm{erf}(x)=\frac{2}{\sqrt{\pi}}\int_{0}^{x}e^{-t^{2}}dt",
    derivative="2/sqrt(pi)*exp(-x^2)",
    aliases="error_function",
    torch="torch.erf; torch.special.erf",
    keras="keras.ops.erf",
    jax="jax.scipy.special.erf; jax.lax.erf",
    onnx="onnx.Erf",
    differences="tinygrad approximates it by Abramowitz and Stegun's formula 7.1.26 and says slope 0 at 0.",
)
def erf(x: Array) -> Pair:
    """Squashes to -1..1 along the normal distribution, faster than any exponential tail.

    It is GELU's core, and gives the probability that a normal error of variance 1/2 is smaller than x.
    """
    scaled = normal.ROOT_2 * np.clip(x, -28.0, 28.0)
    density = normal.density(scaled)
    return 2.0 * normal.central(scaled, density).high, (2.0 * normal.ROOT_2 * density).high


@activation(
    "0.5*(1+erf(x/sqrt(2)))",
    title="Normal distribution function",
    tex=r"\Phi(x)=\frac{1}{2}\left(1+\mathrm{erf}\left(\frac{x}{\sqrt{2}}\right)\right)",
    derivative="exp(-x^2/2)/sqrt(2*pi)",
    aliases="ndtr Phi gaussian_cdf probit",
    source="Gomes & Ludermir 2008, as probit",
    torch="torch.special.ndtr",
    jax="jax.scipy.special.ndtr",
    differences="Papers on neural networks call it probit, which elsewhere is the name of its inverse.",
)
def normal_cdf(x: Array) -> Pair:
    """Turns a number into the probability that a standard normal one is smaller.

    A sigmoid with much thinner tails than the logistic one; GELU is x times it.
    """
    density = normal.density(x)
    return normal.distribution(x, density).high, density.high


@activation(
    "0.5*(1+erf((x-mu)/(sigma*sqrt(2))))",
    title="Laplace (MEGA)",
    tex=r"\frac{1}{2}\left(1+\mathrm{erf}\left(\frac{x-\mu}{\sigma\sqrt{2}}\right)\right)",
    derivative="exp(-(x-mu)^2/(2*sigma^2))/(sigma*sqrt(2*pi))",
    requires=["0 < sigma"],
    aliases="LaplaceActivation mega_laplace",
    source="Ma et al. 2022 (MEGA), arXiv 2209.10655",
    differences=(
        "The defaults are the rounded constants of the code in transformers; "
        "the paper has mu = sqrt(1/2) and sigma = sqrt(1/(4*pi))."
    ),
)
def laplace(x: Array, mu: float = 0.707107, sigma: float = 0.282095) -> Pair:
    """Stands in for the squared ReLU in attention, but bounded and with a bounded slope.

    A normal distribution function in spite of its name.
    """
    size = abs(mu) + 40.0 * sigma  # beyond, the value is 0 or 1
    standard = (Twofold(np.clip(x, -size, size)) - mu) / sigma
    density = normal.density(standard)
    return normal.distribution(standard, density).high, (density / sigma).high

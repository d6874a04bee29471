"""Smooth relatives of ReLU."""

import math

import numpy as np

from actplot import exact, normal
from actplot.activation import Array, Pair, activation


@activation(
    "log(1+exp(beta*x))/beta",
    title="Softplus",
    tex=r"\frac{1}{\beta}\log(1+e^{\beta x})",
    requires=["0 < beta"],
    aliases="smooth_relu SmoothReLU",
    source="Dugas et al. 2001; Glorot, Bordes & Bengio 2011",
    torch="torch.nn.Softplus; torch.nn.functional.softplus",
    keras="keras.activations.softplus",
    jax="jax.nn.softplus",
    onnx="onnx.Softplus",
)
def softplus(x: Array, beta: float = 1.0) -> Pair:
    """Smooths ReLU; its derivative is the sigmoid.

    PyTorch returns x itself where beta*x > 20, which is up to 2.1e-9 less.
    """
    scaled = beta * x
    small = np.exp(-np.abs(scaled))
    return (
        np.maximum(x, 0.0) + np.log1p(small) / beta,
        np.where(scaled < 0, small, 1.0) / (1.0 + small),
    )


@activation(
    "x/(1+exp(-x))",
    title="SiLU",
    tex=r"x\,\sigma(x)=\frac{x}{1+e^{-x}}",
    aliases="swish1 sigmoid_linear_unit",
    source="Elfwing, Uchibe & Doya 2017, arXiv 1702.03118; Hendrycks & Gimpel 2016",
    torch="torch.nn.SiLU; torch.nn.functional.silu",
    keras="keras.activations.silu; keras.activations.swish",
    jax="jax.nn.silu; jax.nn.swish",
)
def silu(x: Array) -> Pair:
    """Weighs its input by its own sigmoid: smooth, with a small dip on the left.

    Also called swish with beta = 1.
    """
    small = np.exp(-np.abs(x))
    probability = np.where(x < 0, small, 1.0) / (1.0 + small)
    complement = np.where(x < 0, 1.0, small) / (1.0 + small)
    # Far out one factor is 0 before the other overflows: 0 times an infinite x would be NaN.
    value = np.maximum(x, -800.0) * probability
    return value, probability * (1.0 + np.clip(x, -800.0, 800.0) * complement)


@activation(
    "x*tanh(log(1+exp(x)))",
    title="Mish",
    tex=r"x\,\tanh(\log(1+e^{x}))",
    source="Misra 2019, arXiv 1908.08681",
    torch="torch.nn.Mish; torch.nn.functional.mish",
    keras="keras.activations.mish",
    jax="jax.nn.mish",
)
def mish(x: Array) -> Pair:
    """Weighs its input by tanh(softplus(x)); like SiLU, a little steeper."""
    small = np.exp(-np.abs(x))
    negative = x < 0
    above = np.where(negative, small * (small + 2.0), 1.0 + 2.0 * small)
    below = above + np.where(negative, 2.0, 2.0 * small * small)
    gate = above / below
    growth = 4.0 * (1.0 + small) * np.where(negative, small, small * small) / (below * below)
    return np.maximum(x, -800.0) * gate, gate + np.clip(x, -800.0, 800.0) * growth


@activation(
    "0.5*x*(1+erf(x/sqrt(2)))",
    title="GELU",
    tex=r"x\,\Phi(x)=\frac{x}{2}\left(1+\mathrm{erf}\left(\frac{x}{\sqrt{2}}\right)\right)",
    aliases="gelu_python gelu_erf gaussian_error_linear_unit",
    source="Hendrycks & Gimpel 2016, arXiv 1606.08415",
    torch="torch.nn.GELU; torch.nn.functional.gelu",
    keras="keras.activations.gelu",
)
def gelu(x: Array) -> Pair:
    """Weighs its input by the normal distribution function; the usual choice in transformers.

    This is the exact form by erf, the default of PyTorch and Keras; JAX's default is gelu_tanh.
    """
    inner = np.clip(x, -40.0, 40.0)  # beyond, the density is 0 and the distribution 0 or 1
    density = normal.density(inner)
    distribution = normal.distribution(inner, density)
    return np.where(x > 40.0, x, (inner * distribution).high), (distribution + inner * density).high


@activation(
    "0.5*x*(1+tanh(sqrt(2/pi)*(x+0.044715*x^3)))",
    title="GELU (tanh form)",
    tex=r"\frac{x}{2}\left(1+\tanh\left(\sqrt{2/\pi}\,(x+0.044715x^{3})\right)\right)",
    aliases="gelu_new gelu_pytorch_tanh gelu_approx gelu_fast gelu_accurate gelu_python_tanh",
    source="Hendrycks & Gimpel 2016, arXiv 1606.08415",
    jax="jax.nn.gelu",
)
def gelu_tanh(x: Array) -> Pair:
    """Approximates GELU by a tanh; off by up to 0.0005, and the default of jax.nn.gelu."""
    inner = np.clip(x, -30.0, 30.0)
    root = 2.0 * math.sqrt(2.0 / math.pi)
    # exp amplifies the rounding of its argument, so that is carried along; the constants' own rounding too.
    square, square_rest = exact.product(inner, inner)
    term, rest = exact.product(0.044715, square)
    rest = rest + 0.044715 * square_rest + 2.1960211427085595e-18 * square
    factor, factor_rest = exact.add(1.0, term)
    cubic, cubic_rest = exact.product(inner, factor)
    cubic_rest = cubic_rest + inner * (factor_rest + rest)
    exponent, exponent_rest = exact.product(root, cubic)
    exponent_rest = exponent_rest + root * cubic_rest + -9.96930880911092e-17 * cubic
    small = np.exp(-np.abs(exponent)) * (1.0 - np.sign(inner) * exponent_rest)
    gate = np.where(inner < 0, small, 1.0) / (1.0 + small)
    growth = root * (1.0 + 3.0 * 0.044715 * square) * small / ((1.0 + small) * (1.0 + small))
    return np.maximum(x, -30.0) * gate, gate + inner * growth

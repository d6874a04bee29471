"""Smooth relatives of ReLU."""

import numpy as np

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

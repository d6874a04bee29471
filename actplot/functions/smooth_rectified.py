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

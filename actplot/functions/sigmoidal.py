"""Functions that level off at both ends."""

import numpy as np

from actplot.activation import Array, Pair, activation


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

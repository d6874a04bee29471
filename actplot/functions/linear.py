"""Functions that bend nothing, or hardly."""

import numpy as np

from actplot.activation import Array, Pair, activation


@activation(
    "x",
    title="Identity",
    tex=r"x",
    aliases="linear Identity LinearActivation pass_through",
    torch="torch.nn.Identity",
    keras="keras.activations.linear",
    jax="jax.nn.identity",
    onnx="onnx.Identity",
)
def identity(x: Array) -> Pair:
    """Passes its input on unchanged.

    A network of such layers collapses to a single linear layer; chosen for the output of a regression.
    """
    return x, np.ones_like(x)

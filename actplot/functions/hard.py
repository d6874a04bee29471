"""Functions of straight pieces with bounds."""

import numpy as np

from actplot.activation import Array, Pair, activation


@activation(
    "where(x >= 0, 1, 0)",
    title="Binary step",
    tex=r"1\ (x\geq 0),\ 0\ (x<0)",
    kinks=[0],
    aliases="heaviside step unit_step BinaryStep",
    source="McCulloch & Pitts 1943",
    torch="torch.heaviside",
    jax="jax.numpy.heaviside",
)
def binary_step(x: Array) -> Pair:
    """Fires or does not.

    Its slope is 0 everywhere, so gradient descent can't train through it. At 0 the value is 1.
    """
    return np.where(x >= 0, 1.0, 0.0), np.zeros_like(x)


@activation(
    "min(max(x, min_val), max_val)",
    title="Hard tanh",
    tex=r"\max(a, \min(b, x))",
    kinks=lambda min_val, max_val: [min_val, max_val],
    requires=["min_val < max_val"],
    aliases="hardtanh htanh",
    source="Collobert 2004",
    torch="torch.nn.Hardtanh; torch.nn.functional.hardtanh",
    keras="keras.activations.hard_tanh",
    jax="jax.nn.hard_tanh",
)
def hard_tanh(x: Array, min_val: float = -1.0, max_val: float = 1.0) -> Pair:
    """Cuts its input off at two bounds.

    At both kinks the slope is 0, as in PyTorch's hardtanh (torch.clamp and JAX say 1).
    """
    return np.clip(x, min_val, max_val), np.where((x > min_val) & (x < max_val), 1.0, 0.0)

"""Functions that take small inputs to zero."""

import numpy as np

from actplot.activation import Array, Pair, activation


@activation(
    "where(x > lambd, x-lambd, where(x < -lambd, x+lambd, 0))",
    title="Soft shrink",
    tex=r"\mathrm{sign}(x)\,\max(|x|-\lambda, 0)",
    kinks=lambda lambd: [-lambd, lambd],
    requires=["0 <= lambd"],
    aliases="softshrink soft_threshold",
    torch="torch.nn.Softshrink; torch.nn.functional.softshrink",
    keras="keras.activations.soft_shrink",
)
def soft_shrink(x: Array, lambd: float = 0.5) -> Pair:
    """Moves everything towards zero by lambd, and what is smaller to zero.

    At both kinks the slope is 0, as in PyTorch.
    """
    outside = np.abs(x) > lambd
    return np.where(outside, x - np.copysign(lambd, x), 0.0), np.where(outside, 1.0, 0.0)


@activation(
    "where(abs(x) > lambd, x, 0)",
    title="Hard shrink",
    tex=r"x\ (|x|>\lambda),\ 0\ (|x|\leq\lambda)",
    kinks=lambda lambd: [-lambd, lambd],
    requires=["0 <= lambd"],
    aliases="hardshrink",
    torch="torch.nn.Hardshrink; torch.nn.functional.hardshrink",
    keras="keras.activations.hard_shrink",
)
def hard_shrink(x: Array, lambd: float = 0.5) -> Pair:
    """Sets what is small to zero and keeps the rest as it is.

    At both jumps the slope is 0, as in PyTorch.
    """
    outside = np.abs(x) > lambd
    return np.where(outside, x, 0.0), np.where(outside, 1.0, 0.0)


@activation(
    "x - tanh(x)",
    title="Tanh shrink",
    tex=r"x-\tanh(x)",
    aliases="tanhshrink",
    torch="torch.nn.Tanhshrink; torch.nn.functional.tanhshrink",
    keras="keras.activations.tanh_shrink",
)
def tanh_shrink(x: Array) -> Pair:
    """Takes tanh away from the input: cubic near zero, linear far out."""
    # Near 0 the difference loses every digit; Lambert's continued fraction of tanh has no difference in it.
    square = np.minimum(x * x, 9.0)
    fraction = np.zeros_like(x)
    for odd in range(31, 1, -2):
        fraction = square / (odd + fraction)
    near = x * (fraction / (1.0 + fraction))
    bounded = np.tanh(x)
    return np.where(np.abs(x) < 2.5, near, x - bounded), bounded * bounded

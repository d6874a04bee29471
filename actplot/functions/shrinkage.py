"""Functions that take small inputs to zero."""

import numpy as np
from numpy.typing import NDArray

from actplot.activation import Array, Pair, activation
from actplot.arithmetic import hyperbolic
from actplot.arithmetic.twofold import Twofold


@activation(
    "where(x > lambd, x-lambd, where(x < -lambd, x+lambd, 0))",
    title="Soft shrink",
    tex=r"\mathrm{sign}(x)\,\max(|x|-\lambda, 0)",
    derivative="where(abs(x) > lambd, 1, 0)",
    kinks=lambda lambd: [-lambd, lambd] if lambd else [],
    requires=["0 <= lambd"],
    symbols={"lambd": "lambda"},
    aliases="softshrink soft_threshold",
    differences="TensorFlow Addons has a bound for each side; ONNX writes it as Shrink with bias = lambd.",
)
def soft_shrink(x: Array, lambd: float = 0.5) -> Pair:
    """Moves everything towards zero by lambd, and what is smaller to zero.

    It solves the lasso for one coefficient; chosen in sparse coding and for denoising.
    At both kinks the slope is 0, as in PyTorch. With lambd = 0 it is the identity.
    """
    outside = _outside(x, lambd)
    return np.where(outside, x - np.copysign(lambd, x), 0.0), np.where(outside, 1.0, 0.0)


@activation(
    "where(abs(x) > lambd, x, 0)",
    title="Hard shrink",
    tex=r"x\ (|x|>\lambda),\ 0\ (|x|\leq\lambda)",
    derivative="where(abs(x) > lambd, 1, 0)",
    kinks=lambda lambd: [-lambd, lambd] if lambd else [],
    requires=["0 <= lambd"],
    symbols={"lambd": "lambda"},
    aliases="hardshrink",
    differences="TensorFlow Addons has a bound for each side; ONNX writes it as Shrink.",
)
def hard_shrink(x: Array, lambd: float = 0.5) -> Pair:
    """Sets what is small to zero and keeps the rest as it is.

    Unlike soft_shrink it leaves large inputs unchanged, at the price of two jumps.
    At both jumps the slope is 0, as in PyTorch. With lambd = 0 it is the identity.
    """
    outside = _outside(x, lambd)
    return np.where(outside, x, 0.0), np.where(outside, 1.0, 0.0)


@activation(
    "where(x < -lambd, x+bias, where(x > lambd, x-bias, 0))",
    title="Shrink",
    tex=r"x+b\ (x<-\lambda),\ 0\ (|x|\leq\lambda),\ x-b\ (x>\lambda)",
    derivative="where(abs(x) > lambd, 1, 0)",
    kinks=lambda lambd, bias: [-lambd, lambd] if lambd or bias else [],
    symbols={"lambd": "lambda", "bias": "b"},
    requires=["0 <= lambd"],
)
def shrink(x: Array, lambd: float = 0.5, bias: float = 0.0) -> Pair:
    """Sets what is small to zero and moves the rest towards zero by bias.

    The operator of ONNX: hard_shrink at its defaults, soft_shrink with bias = lambd.
    At both ends of the flat piece the slope is 0, as PyTorch says of these two.
    """
    outside = np.abs(x) > lambd if bias else _outside(x, lambd)
    return np.where(outside, x - np.copysign(1.0, x) * bias, 0.0), np.where(outside, 1.0, 0.0)


def _outside(x: Array, lambd: float) -> NDArray[np.bool_]:
    """Return where ``x`` keeps its slope: with lambd = 0 there is no kink at 0."""
    return np.asarray(np.abs(x) > lambd) if lambd else np.ones(x.shape, bool)


@activation(
    "x - tanh(x)",
    title="Tanh shrink",
    tex=r"x-\tanh(x)",
    derivative="tanh(x)^2",
    aliases="tanhshrink",
)
def tanh_shrink(x: Array) -> Pair:
    """Takes tanh away from the input: cubic near zero, linear far out.

    A smooth relative of soft_shrink that has no flat piece. Its slope is 0 at 0 only.
    """
    # Near 0 the difference loses every digit. Lambert's continued fraction of tanh has no difference in it:
    # x - tanh(x) = x^3 / (3 + x^2 + x^2/(5 + x^2/(7 + ...))).
    inner = np.clip(x, -2.0, 2.0)
    square = Twofold(inner) * inner
    fraction = np.zeros_like(x)
    for odd in range(29, 3, -2):
        fraction = square.high / (odd + fraction)
    near = (inner * square / (3.0 + (square + fraction))).high
    bounded = hyperbolic.tanh(x)[0]
    return np.where(np.abs(x) < 2, near, x - bounded), bounded * bounded

"""Functions made of straight pieces around ReLU."""

import numpy as np

from actplot.activation import Array, Pair, activation


@activation(
    "max(0, x)",
    title="ReLU",
    tex=r"\max(0, x)",
    kinks=[0],
    aliases="rectifier ramp",
    source="Nair & Hinton 2010 (Fukushima 1969)",
    torch="torch.nn.ReLU; torch.nn.functional.relu",
    keras="keras.activations.relu",
    jax="jax.nn.relu",
    onnx="onnx.Relu",
)
def relu(x: Array) -> Pair:
    """Passes what is positive and stops what is negative.

    Cheap and sparse, with no vanishing gradient for x > 0; a unit that is negative for all data dies.
    At the kink the slope is 0, as in PyTorch.
    """
    return np.maximum(x, 0.0), np.where(x > 0, 1.0, 0.0)


@activation(
    "where(x >= 0, x, negative_slope*x)",
    title="Leaky ReLU",
    tex=r"\max(0, x) + \alpha\,\min(0, x)",
    kinks=[0],
    aliases="LeakyReLU leakyrelu lrelu LReLU",
    source="Maas, Hannun & Ng 2013",
    differences="At 0 JAX says slope 1. Keras defaults to 0.2, its LeakyReLU layer to 0.3.",
    torch="torch.nn.LeakyReLU; torch.nn.functional.leaky_relu",
    keras="keras.activations.leaky_relu:negative_slope=0.2; keras.layers.LeakyReLU:negative_slope=0.3",
    onnx="onnx.LeakyRelu",
    jax="jax.nn.leaky_relu",
)
def leaky_relu(x: Array, negative_slope: float = 0.01) -> Pair:
    """Lets a little of what is negative through, so that no unit dies.

    At the kink the slope is negative_slope, as in PyTorch (JAX says 1).
    """
    # The product is skipped at x >= 0: 0 times an infinite x would be NaN.
    negative = np.minimum(x, 0.0) if negative_slope else np.zeros_like(x)
    return (
        np.where(x >= 0, x, negative_slope * negative),
        np.where(x > 0, 1.0, negative_slope),
    )


@activation(
    "min(max(0, x), 6)",
    title="ReLU6",
    tex=r"\min(\max(0, x), 6)",
    kinks=[0, 6],
    aliases="ReLU6",
    source="Krizhevsky 2010 (Convolutional Deep Belief Networks on CIFAR-10)",
    torch="torch.nn.ReLU6; torch.nn.functional.relu6",
    keras="keras.activations.relu6",
    jax="jax.nn.relu6",
)
def relu6(x: Array) -> Pair:
    """Caps ReLU at 6, so that activations fit a fixed-point number.

    At both kinks the slope is 0, as in PyTorch.
    """
    return np.clip(x, 0.0, 6.0), np.where((x > 0) & (x < 6), 1.0, 0.0)


@activation(
    "where(x >= 0, x, a*x)",
    title="PReLU",
    tex=r"\max(0, x) + a\,\min(0, x)",
    kinks=[0],
    aliases="parametric_relu",
    source="He et al. 2015, arXiv 1502.01852",
    torch="torch.nn.PReLU; torch.nn.functional.prelu",
    onnx="onnx.PRelu",
)
def prelu(x: Array, a: float = 0.25) -> Pair:
    """Learns the slope on the left together with the weights.

    The default is PyTorch's initial value. At the kink the slope is a, as in PyTorch.
    """
    left = np.minimum(x, 0.0) if a else np.zeros_like(x)
    return np.where(x >= 0, x, a * left), np.where(x > 0, 1.0, a)


@activation(
    "where(x > threshold, x, value)",
    title="Threshold",
    tex=r"x\ (x>\theta),\ v\ (x\leq\theta)",
    kinks=lambda threshold, value: [threshold],  # noqa: ARG005
    torch="torch.nn.Threshold; torch.nn.functional.threshold",
    keras="keras.activations.threshold",
)
def threshold(x: Array, threshold: float = 0.0, value: float = 0.5) -> Pair:
    """Replaces everything up to a threshold by one value.

    No framework has defaults; these are the example's of torch.nn.Threshold. The slope at the threshold is 0.
    """
    return np.where(x > threshold, x, value), np.where(x > threshold, 1.0, 0.0)

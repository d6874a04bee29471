"""Functions of straight pieces with bounds."""

import numpy as np

from actplot import exact
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


@activation(
    "min(max(alpha*x+beta, 0), 1)",
    title="Hard sigmoid",
    tex=r"\max(0, \min(1, \alpha x+\beta))",
    kinks=lambda alpha, beta: [-beta / alpha, (1.0 - beta) / alpha],
    requires=["0 < alpha"],
    aliases="hardsigmoid",
    source="Courbariaux et al. 2015; Howard et al. 2019, arXiv 1905.02244 (the 1/6 form)",
    torch="torch.nn.Hardsigmoid; torch.nn.functional.hardsigmoid",
    keras="keras.activations.hard_sigmoid",
    onnx="onnx.HardSigmoid:alpha=0.2:beta=0.5",
    differences="Keras 2 and ONNX default to 0.2*x + 0.5.",
    jax="jax.nn.hard_sigmoid",
)
def hard_sigmoid(x: Array, alpha: float = 1 / 6, beta: float = 0.5) -> Pair:
    """Replaces the sigmoid by three straight pieces, for hardware without exponentials.

    At both kinks the slope is 0, as in PyTorch. Keras 2 and ONNX default to 0.2*x + 0.5.
    """
    # Next to the left kink the sum cancels, and what rounding took from the product is all that is left.
    scaled, rest = exact.product(alpha, x)
    line, lost = exact.add(scaled, beta)
    line = line + (lost + rest)
    return np.clip(line, 0.0, 1.0), np.where((line > 0) & (line < 1), alpha, 0.0)


@activation(
    "x*min(max((x+3)/6, 0), 1)",
    title="Hard SiLU",
    tex=r"x\,\frac{\min(\max(x+3, 0), 6)}{6}",
    kinks=[-3, 3],
    aliases="hard_swish hardswish h_swish",
    source="Howard et al. 2019 (MobileNetV3), arXiv 1905.02244",
    torch="torch.nn.Hardswish; torch.nn.functional.hardswish",
    keras="keras.activations.hard_silu; keras.activations.hard_swish",
    jax="jax.nn.hard_silu; jax.nn.hard_swish",
)
def hard_silu(x: Array) -> Pair:
    """Replaces the sigmoid in SiLU by straight pieces, for small devices.

    At the kinks the slope is 0 at -3 and 1 at 3, as in PyTorch.
    """
    inner = np.clip(x, -3.0, 3.0)
    return (
        np.where(x >= 3, x, inner * ((inner + 3.0) / 6.0)),
        np.where(x <= -3, 0.0, np.where(x >= 3, 1.0, (2.0 * inner + 3.0) / 6.0)),
    )

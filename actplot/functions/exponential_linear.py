"""Linear on the right, exponential on the left."""

import numpy as np

from actplot.activation import Array, Pair, activation


@activation(
    "where(x > 0, x, alpha*(exp(x)-1))",
    title="ELU",
    tex=r"\max(0, x) + \min(0, \alpha(e^{x}-1))",
    kinks=[0],
    requires=["0 < alpha"],
    aliases="ELU exponential_linear_unit",
    source="Clevert, Unterthiner & Hochreiter 2015, arXiv 1511.07289",
    torch="torch.nn.ELU; torch.nn.functional.elu",
    keras="keras.activations.elu",
    jax="jax.nn.elu",
)
def elu(x: Array, alpha: float = 1.0) -> Pair:
    """Saturates smoothly at -alpha on the left, which draws mean activations towards zero.

    At 0 the slope is alpha, as in PyTorch; only alpha = 1 is continuously differentiable.
    """
    left = np.minimum(x, 0.0)
    return np.where(x > 0, x, alpha * np.expm1(left)), np.where(x > 0, 1.0, alpha * np.exp(left))


@activation(
    "max(0, x) + min(0, alpha*(exp(x/alpha)-1))",
    title="CELU",
    tex=r"\max(0, x) + \min(0, \alpha(e^{x/\alpha}-1))",
    kinks=[0],
    requires=["0 < alpha"],
    aliases="continuously_differentiable_elu",
    source="Barron 2017, arXiv 1704.07483",
    torch="torch.nn.CELU; torch.nn.functional.celu",
    keras="keras.activations.celu",
    jax="jax.nn.celu",
    onnx="onnx.Celu",
)
def celu(x: Array, alpha: float = 1.0) -> Pair:
    """Saturates at -alpha like ELU, with slope 1 at 0 for every alpha."""
    left = np.minimum(x, 0.0) / alpha
    return np.where(x > 0, x, alpha * np.expm1(left)), np.where(x > 0, 1.0, np.exp(left))


@activation(
    "where(x > 0, scale*x, scale*alpha*(exp(x)-1))",
    title="SELU",
    tex=r"\lambda\,(\max(0, x) + \min(0, \alpha(e^{x}-1)))",
    kinks=[0],
    requires=["0 < alpha", "0 < scale"],
    aliases="scaled_exponential_linear_unit",
    source="Klambauer et al. 2017, arXiv 1706.02515",
    torch="torch.nn.SELU; torch.nn.functional.selu",
    keras="keras.activations.selu",
    jax="jax.nn.selu",
)
def selu(x: Array, alpha: float = 1.6732632423543772, scale: float = 1.0507009873554805) -> Pair:
    """Keeps activations near mean 0 and variance 1 through deep networks, given LeCun initialisation.

    At the kink the slope is scale*alpha, as in PyTorch.
    """
    left = np.minimum(x, 0.0)
    steepness = scale * alpha
    return (
        np.where(x > 0, scale * x, steepness * np.expm1(left)),
        np.where(x > 0, scale, steepness * np.exp(left)),
    )

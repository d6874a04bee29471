"""Functions made of straight pieces around ReLU, and a few of its powers and logarithms."""

import math

import numpy as np

from actplot.activation import Array, Pair, activation
from actplot.arithmetic import exact
from actplot.arithmetic.twofold import Twofold


@activation(
    "max(0, x)",
    title="ReLU",
    tex=r"\max(0, x)",
    derivative="where(x > 0, 1, 0)",
    kinks=[0],
    aliases="rectifier ramp",
    source="Nair & Hinton 2010 (Fukushima 1969)",
    differences="Keras' relu also takes a slope, a maximum and a threshold; with a threshold it jumps there.",
)
def relu(x: Array) -> Pair:
    """Passes what is positive and stops what is negative.

    Cheap and sparse, with no vanishing gradient for x > 0; a unit that is negative for all data dies.
    At the kink the slope is 0, as in PyTorch.
    """
    return np.maximum(x, 0.0), (x > 0).astype(np.float64)


def _leaky(x: Array, slope: float) -> Pair:
    """Return x where it is positive and slope*x elsewhere; at 0 the slope is that of the left."""
    # Without this, a slope of 0 times an infinite x would be NaN.
    left = np.minimum(x, 0.0) if slope else np.zeros_like(x)
    return np.maximum(x, 0.0) + slope * left, np.where(x > 0, 1.0, slope)


@activation(
    "where(x >= 0, x, negative_slope*x)",
    title="Leaky ReLU",
    tex=r"\max(0, x) + \alpha\,\min(0, x)",
    derivative="where(x > 0, 1, negative_slope)",
    kinks=lambda negative_slope: [] if negative_slope == 1 else [0],
    symbols={"negative_slope": "alpha"},
    aliases="LeakyReLU lrelu",
    source="Maas, Hannun & Ng 2013",
    differences="Chainer defaults to a slope of 0.2. MLX takes max(slope*x, x), another function for a slope above "
    "1. A survey (Kunc & Klema) divides x by the parameter.",
)
def leaky_relu(x: Array, negative_slope: float = 0.01) -> Pair:
    """Lets a little of what is negative through, so that no unit dies.

    Chosen over ReLU where too many units die; the slope on the left stays fixed.
    At the kink the slope is negative_slope, as in PyTorch.
    """
    return _leaky(x, negative_slope)


@activation(
    "where(x >= 0, x, a*x)",
    title="PReLU",
    tex=r"\max(0, x) + a\,\min(0, x)",
    derivative="where(x > 0, 1, a)",
    kinks=lambda a: [] if a == 1 else [0],
    aliases="parametric_relu",
    source="He et al. 2015, arXiv 1502.01852",
    differences="ONNX takes a as an input.",
)
def prelu(x: Array, a: float = 0.25) -> Pair:
    """Learns the slope on the left together with the weights.

    The default is PyTorch's initial value. At the kink the slope is a, as in PyTorch.
    """
    return _leaky(x, a)


@activation(
    "where(x >= 0, x, (lower+upper)/2*x)",
    title="RReLU",
    tex=r"\max(0, x) + a\,\min(0, x),\ a\sim U(l, u)",
    derivative="where(x > 0, 1, (lower+upper)/2)",
    kinks=lambda lower, upper: [] if (lower + upper) / 2 == 1 else [0],
    symbols={"lower": "l", "upper": "u"},
    requires=["0 <= lower", "lower <= upper", "upper <= 1"],
    aliases="randomized_leaky_relu",
    stochastic=True,
    source="Xu et al. 2015, arXiv 1505.00853",
    differences="NNlib.jl draws the slope in evaluation too. A survey (Kunc & Klema) draws a divisor from 3 to 8.",
)
def rrelu(x: Array, lower: float = 1 / 8, upper: float = 1 / 3) -> Pair:
    """Draws the slope on the left at random in training, as a guard against overfitting.

    In training each element's slope is uniform between lower and upper; what is drawn here is the evaluation, whose
    slope is their mean, 11/48 by default. At the kink the slope is that mean, as in PyTorch.
    """
    return _leaky(x, (lower + upper) / 2)


def _clipped(x: Array, top: float) -> Pair:
    """Return x cut off at 0 and at ``top``; at both the slope is 0."""
    return np.clip(x, 0.0, top), ((x > 0) & (x < top)).astype(np.float64)


@activation(
    "min(max(0, x), 6)",
    title="ReLU6",
    tex=r"\min(\max(0, x), 6)",
    derivative="where(x > 0, where(x < 6, 1, 0), 0)",
    kinks=[0, 6],
    source="Krizhevsky 2010 (Convolutional Deep Belief Networks on CIFAR-10)",
)
def relu6(x: Array) -> Pair:
    """Caps ReLU at 6, so that activations fit a fixed-point number.

    The usual choice of networks for phones. At both kinks the slope is 0, as in PyTorch.
    """
    return _clipped(x, 6.0)


@activation(
    "min(max(0, x), z)",
    title="Clipped ReLU",
    tex=r"\min(\max(0, x), z)",
    derivative="where(x > 0, where(x < z, 1, 0), 0)",
    kinks=lambda z: [0, z],
    requires=["0 < z"],
    aliases="bounded_relu relu_n ReLUN clamped_relu ClippedReLU",
    differences="The default of 20 is Chainer's; others that name it cap at 1. PyTorch has it as Hardtanh(0, z), "
    "Keras as relu(x, max_value=z), ONNX as Clip.",
)
def clipped_relu(x: Array, z: float = 20.0) -> Pair:
    """Caps ReLU at z, which keeps recurrent networks from blowing up.

    With z = 6 it is ReLU6. At both kinks the slope is 0, as in PyTorch's Hardtanh(0, z).
    """
    return _clipped(x, z)


@activation(
    "where(x > threshold, x, value)",
    title="Threshold",
    tex=r"x\ (x>\theta),\ v\ (x\leq\theta)",
    derivative="where(x > threshold, 1, 0)",
    kinks=lambda threshold, value: [threshold],  # noqa: ARG005
    symbols={"threshold": "theta", "value": "v"},
    differences="PyTorch and Keras have no defaults; those drawn are the example's of torch.nn.Threshold.",
)
def threshold(x: Array, threshold: float = 0.0, value: float = 0.5) -> Pair:
    """Replaces everything up to a threshold by one value.

    It jumps there unless the value is the threshold. At the threshold the slope is 0, as in PyTorch.
    """
    above = x > threshold
    return np.where(above, x, value), above.astype(np.float64)


@activation(
    "where(x > theta, x, 0)",
    title="Thresholded ReLU",
    tex=r"x\ (x>\theta),\ 0\ (x\leq\theta)",
    derivative="where(x > theta, 1, 0)",
    kinks=lambda theta: [theta],
    requires=["0 <= theta"],
    aliases="ThresholdedReLU trelu TRec thresholdrelu",
    source="Konda, Memisevic & Krueger 2014, arXiv 1402.3337",
    differences="Core ML passes x = theta as well. PyTorch has it as Threshold(theta, 0), Keras as "
    "relu(x, threshold=theta).",
)
def thresholded_relu(x: Array, theta: float = 1.0) -> Pair:
    """Passes what exceeds a threshold unchanged and stops the rest.

    Made for autoencoders without a bias; it jumps at theta. At theta both value and slope are 0, as in PyTorch.
    """
    above = x > theta
    return np.where(above, x, 0.0), above.astype(np.float64)


@activation(
    "max(0, x)^2",
    title="Squared ReLU",
    tex=r"\max(0, x)^{2}",
    derivative="2*max(0, x)",
    kinks=[0],
    aliases="relu2 squared_relu SquaredReLU sqrelu requ",
    source="So et al. 2021 (Primer), arXiv 2109.08668",
)
def relu_squared(x: Array) -> Pair:
    """Squares ReLU: found by a search for better transformers, and sparse as ReLU is.

    Its slope grows without bound. At 0 the slope is 0 from both sides; f'' jumps.
    """
    right = np.maximum(x, 0.0)
    return right * right, 2.0 * right


@activation(
    "s*max(0, x)^2 + b",
    title="StarReLU",
    tex=r"s\,\max(0, x)^{2}+b",
    derivative="2*s*max(0, x)",
    kinks=[0],
    requires=["s != 0"],
    aliases="starrelu",
    source="Yu et al. 2022 (MetaFormer Baselines), arXiv 2210.13452",
    differences="The authors' module starts at s = 1, b = 0 and trains both; those drawn are the constants for which "
    "the output has mean 0 and variance 1, as xFormers fixes them.",
)
def star_relu(x: Array, s: float = 0.8944, b: float = -0.4472) -> Pair:
    """Scales and shifts Squared ReLU so that a standard normal input keeps its mean and variance.

    Proposed as a cheap GELU for image models. At 0 the slope is 0 from both sides; f'' jumps.
    """
    right = np.maximum(x, 0.0)
    # f has a zero, where s*x^2 and b cancel: the rests of both products are carried to the sum.
    square, rest = exact.product(right, right)
    scaled, lost = exact.product(s, square)
    total, from_sum = exact.add(scaled, b)
    return total + (from_sum + lost + s * rest), 2.0 * s * right


@activation(
    "max(x, -a)",
    title="Shifted ReLU",
    tex=r"\max(x, -a)",
    derivative="where(x > -a, 1, 0)",
    kinks=lambda a: [-a],
    requires=["0 < a"],
    aliases="displaced_relu DisReLU ShiftedReLU",
    source="Clevert, Unterthiner & Hochreiter 2015, arXiv 1511.07289",
    differences="The S-shaped rectifier that is also called SReLU is another function.",
)
def shifted_relu(x: Array, a: float = 1.0) -> Pair:
    """Moves ReLU's corner to (-a, -a), so that the mean of a layer can be zero.

    The straight counterpart that ELU was compared with; no framework has it. At the kink the slope is 0, as for ReLU.
    """
    return np.maximum(x, -a), (x > -a).astype(np.float64)


@activation(
    "abs(x)",
    title="Absolute value",
    tex=r"|x|",
    derivative="sign(x)",
    kinks=[0],
    aliases="absolute absolute_value vrelu",
)
def abs_(x: Array) -> Pair:
    """Folds the negative side over, so that only the size of the input counts.

    No unit can die, but the sign is lost. At the kink the slope is 0, as in PyTorch.
    """
    return np.abs(x), np.sign(x)


@activation(
    "log(1 + beta*max(0, x))",
    title="NLReLU",
    tex=r"\log(1+\beta\,\max(0, x))",
    derivative="where(x > 0, beta/(1+beta*x), 0)",
    kinks=[0],
    requires=["0 < beta"],
    aliases="natural_log_relu natural_logarithm_relu NLReLU",
    source="Liu et al. 2019, arXiv 1908.03682",
)
def nl_relu(x: Array, beta: float = 1.0) -> Pair:
    """Takes the logarithm of ReLU, which narrows the spread of large activations.

    No framework has it. At the kink the slope is 0, as PyTorch gives for log1p(beta*relu(x)).
    """
    right = np.maximum(x, 0.0)
    scaled = beta * right
    value = np.where(np.isinf(scaled), np.log(right) + math.log(beta), np.log1p(scaled))
    return value, np.where(x > 0, 1.0 / (1.0 / beta + right), 0.0)


@activation(
    "max(0, x)^k",
    title="RePU",
    tex=r"\max(0, x)^{k}",
    derivative="where(x > 0, k*x^(k-1), 0)",
    kinks=[0],
    requires=["integer k", "1 <= k", "k <= 100"],
    aliases="rectified_power_unit relu_k",
    source="Mhaskar 1993 (Advances in Computational Mathematics 1); Li, Tang & Yu 2019, arXiv 1903.05858",
    differences="There is no agreed order: papers on approximation take 2 or 3, networks for differential equations "
    "3 (Deep Ritz method). k = 1 is ReLU, k = 2 squared ReLU.",
)
def repu(x: Array, k: float = 3.0) -> Pair:
    """Raises ReLU to a whole power, which makes it k-1 times continuously differentiable.

    With two layers it represents polynomials exactly. At 0 the slope is 0, as for relu; the k-th derivative jumps.
    """
    right = np.maximum(x, 0.0)
    inside = (right > 0.0) & (right < math.inf)
    base = Twofold(np.where(inside, right, 1.0))
    power, less, count = Twofold(np.ones_like(x)), int(k) - 1, int(k) - 1
    while count:  # the binary digits of k-1
        power = power * base if count & 1 else power
        base, count = base * base if count > 1 else base, count >> 1
    value, slope = power * np.where(inside, right, 1.0), k * power
    # Where the power leaves the range, its rest is no number.
    beyond = np.where(right > 1.0, math.inf, 0.0)
    return (
        np.where(inside, np.where(np.isfinite(value.high), value.high, beyond), right),
        np.where(inside, np.where(np.isfinite(slope.high), slope.high, beyond), k * right**less * (x > 0)),
    )

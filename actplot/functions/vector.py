"""Functions of whole vectors: the last axis is one vector, and the derivative is the Jacobian."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from actplot.activation import Array, Pair, Vector, activation
from actplot.arithmetic import exact


def _below_top(x: Array) -> tuple[Array, Array]:
    """Return how far each score is from the largest, at most 0, and the rest that rounding took.

    NaN where the largest is infinite and not the only one: the difference of the two is undefined.
    """
    top = x.max(axis=-1, keepdims=True)
    largest = x == top
    away, rest = exact.add(x, -top)
    away = np.where(largest, 0.0, away)
    return np.where(np.isinf(top) & (largest.sum(axis=-1, keepdims=True) > 1), np.nan, away), rest


def _weights(x: Array, tau: float = 1.0) -> tuple[Array, Array]:
    """Return softmax(x/tau) and its Jacobian by x/tau."""
    away, rest = _below_top(x)
    scaled, lost = exact.divide(away, tau, rest)
    growth = np.exp(scaled)
    growth = growth + growth * lost
    y = growth / growth.sum(axis=-1, keepdims=True)
    return y, _balanced(-y[..., :, None] * y[..., None, :])


def _balanced(jacobian: Array) -> Any:
    """Set the diagonal so that each row sums to 0, as where adding to all scores changes nothing.

    y*(1-y) would lose its digits where y is nearly 1.
    """
    diagonal = np.arange(jacobian.shape[-1])
    jacobian[..., diagonal, diagonal] = 0.0
    jacobian[..., diagonal, diagonal] = 0.0 - jacobian.sum(axis=-1)
    return jacobian + 0.0  # no -0.0


def _first_largest(x: Array) -> Any:
    """Return 1 at the first of the largest elements along the last axis and 0 elsewhere."""
    return (np.arange(x.shape[-1]) == x.argmax(axis=-1)[..., None]).astype(np.float64)


@activation(
    "exp(x_i)/sum_j exp(x_j)",
    title="Softmax",
    tex=r"\frac{e^{x_i}}{\sum_j e^{x_j}}",
    derivative="y_i*(delta_ij - y_j)",
    aliases="normalized_exponential softargmax Softmax2d",
    record=Vector,
    source="Bridle 1990",
    differences="PyTorch has no default axis; JAX and Keras take the last. ONNX before opset 13 flattened.",
)
def softmax(x: Array) -> Pair:
    """Turns scores into probabilities that sum to 1.

    The output of a classifier and the weights of attention; every probability is positive, however small.
    A single infinite score takes everything; two of them give NaN.
    """
    return _weights(x)


@activation(
    "exp(-x_i)/sum_j exp(-x_j)",
    title="Softmin",
    tex=r"\frac{e^{-x_i}}{\sum_j e^{-x_j}}",
    derivative="y_i*(y_j - delta_ij)",
    record=Vector,
)
def softmin(x: Array) -> Pair:
    """Turns distances into probabilities: softmax of -x, so that the smallest gets the most."""
    y, jacobian = _weights(-x)
    return y, 0.0 - jacobian


@activation(
    "x_i - log(sum_j exp(x_j))",
    title="Log-softmax",
    tex=r"x_i-\log\sum_j e^{x_j}",
    derivative="delta_ij - exp(y_j)",
    aliases="logsoftmax",
    record=Vector,
)
def log_softmax(x: Array) -> Pair:
    """Gives the logarithms of softmax, also where the probabilities themselves would be 0.

    The usual input of the cross-entropy loss.
    """
    away, rest = _below_top(x)
    growth = np.exp(away)
    growth = growth + growth * rest
    # The largest score's exponential is exactly 1; without it in the sum, a tiny sum keeps its digits.
    others = np.where(_first_largest(x) == 1, 0.0, growth).sum(axis=-1, keepdims=True)
    y = away - np.log1p(others) + rest
    return y, _balanced(np.broadcast_to(-_weights(x)[0][..., None, :], (*x.shape, x.shape[-1])).copy())


def _supported(scores: Array, support: NDArray[np.bool]) -> Any:
    """Return the sum over ``support`` of ``scores``, with the axis kept."""
    return np.where(support, scores, 0.0).sum(axis=-1, keepdims=True)


@activation(
    "max(x_i - tau, 0), tau such that the sum is 1",
    title="Sparsemax",
    tex=r"\max(x_i-\tau(x), 0)",
    derivative="delta_ij - 1/|S| on the support S, else 0",
    record=Vector,
    source="Martins & Astudillo 2016, arXiv 1602.02068",
    differences="Keras up to 3.15.1 gives wrong values (they do not sum to 1) wherever more than one output is "
    "positive, Keras issue 23425.",
)
def sparsemax(x: Array) -> Pair:
    """Turns scores into probabilities of which many are exactly 0: the nearest point of the simplex.

    Chosen over softmax where attention shall pick a few. An output that just reaches 0 counts as outside the support.
    """
    # What is 1 or more below the largest score is never in the support.
    away = np.maximum(_below_top(x)[0], -1.0)
    ordered = -np.sort(-away, axis=-1)
    count = np.arange(1, x.shape[-1] + 1)
    size = (1.0 + count * ordered > np.cumsum(ordered, axis=-1)).sum(axis=-1, keepdims=True)
    least = np.take_along_axis(ordered, np.maximum(size, 1) - 1, axis=-1)
    support = away >= least
    size = support.sum(axis=-1, keepdims=True)
    y = np.where(support, np.maximum(away - (_supported(away, support) - 1.0) / size, 0.0), 0.0) + 0.0 * away
    positive = (y > 0).astype(np.float64)
    pairs = positive[..., :, None] * positive[..., None, :]
    return y, _balanced(-pairs / positive.sum(axis=-1)[..., None, None])


@activation(
    "max(x_i/2 - tau, 0)^2, tau such that the sum is 1",
    title="1.5-entmax",
    tex=r"\max(\frac{x_i}{2}-\tau(x), 0)^{2}",
    derivative="s_i*delta_ij - s_i*s_j/sum(s), s = sqrt(y)",
    aliases="entmax_15 entmax1_5",
    record=Vector,
    source="Peters, Niculae & Martins 2019, arXiv 1905.05702",
    differences="Only the case alpha = 1.5; entmax at alpha = 1 is softmax, at alpha = 2 sparsemax.",
)
def entmax15(x: Array) -> Pair:
    """Stands half-way between softmax and sparsemax: sparse, and yet differentiable at the edge of the support.

    The threshold is found exactly, by sorting. No framework has it; the authors' package entmax does.
    """
    away = np.maximum(0.5 * _below_top(x)[0], -1.0)
    ordered = -np.sort(-away, axis=-1)
    count = np.arange(1, x.shape[-1] + 1)
    mean = np.cumsum(ordered, axis=-1) / count
    spread = np.cumsum(ordered * ordered, axis=-1) - count * mean * mean
    candidates = mean - np.sqrt(np.maximum(1.0 - spread, 0.0) / count)
    size = (candidates <= ordered).sum(axis=-1, keepdims=True)
    # The same once more for the support alone, without the difference of squares.
    support = away >= np.take_along_axis(ordered, np.maximum(size, 1) - 1, axis=-1)
    size = support.sum(axis=-1, keepdims=True)
    mean = _supported(away, support) / size
    spread = _supported((away - mean) ** 2, support)
    above = away - mean + np.sqrt(np.maximum(1.0 - spread, 0.0) / size)
    s = np.where(support, np.maximum(above, 0.0), 0.0) + 0.0 * away
    return s * s, _balanced(-s[..., :, None] * s[..., None, :] / s.sum(axis=-1)[..., None, None])


@activation(
    "1 if i is the first index of max(x), else 0",
    title="Hardmax",
    tex=r"1\ (i=\mathrm{argmax}_j\,x_j),\ 0\ \mathrm{otherwise}",
    derivative="0",
    aliases="one_hot_argmax",
    record=Vector,
)
def hardmax(x: Array) -> Pair:
    """Gives 1 to the largest score and 0 to the rest: softmax at temperature 0.

    Of several largest, the first wins, as in ONNX. Its slopes are 0, so nothing can be trained through it.
    """
    return _first_largest(x), np.zeros((*x.shape, x.shape[-1]))


@activation(
    "max(x_1, ..., x_k) of each group of k",
    title="Maxout",
    tex=r"\max(x_1,\ldots,x_k)",
    derivative="1 for the first largest of the group, else 0",
    requires=["integer k", "1 <= k"],
    record=Vector,
    source="Goodfellow et al. 2013, arXiv 1302.4389",
    differences="A group is k neighbours, as in PaddlePaddle and Chainer; TensorFlow Addons groups what is a stride "
    "apart. No framework has a default for k.",
)
def maxout(x: Array, k: float = 2.0) -> Pair:
    """Passes the largest of each k neighbours, which can learn any convex function of the layer below.

    Needs k times the weights. Where several are the largest, the slope goes to the first.

    Raises:
        ValueError: the length of the vector is no multiple of k.

    """
    inputs, size = x.shape[-1], int(k)
    if inputs % size:
        raise ValueError(f"maxout: a vector of {inputs} numbers can't be split into groups of k = {size}")
    outputs = inputs // size
    groups = x.reshape(*x.shape[:-1], outputs, size)
    jacobian = np.eye(outputs)[:, :, None] * _first_largest(groups)[..., :, None, :]
    return groups.max(axis=-1), jacobian.reshape(*x.shape[:-1], outputs, inputs)


@activation(
    "max(0, x) beside max(0, -x)",
    title="CReLU",
    tex=r"(\max(0, x),\ \max(0, -x))",
    derivative="where(x > 0, 1, 0) and where(x < 0, -1, 0)",
    kinks=[0],
    aliases="concatenated_relu",
    record=Vector,
    source="Shang et al. 2016, arXiv 1603.05201",
    differences="Chainer puts the halves side by side along axis 1, TensorFlow along the last.",
)
def crelu(x: Array) -> Pair:
    """Keeps the positive and the negative part apart, so that nothing is lost: n numbers become 2n.

    At 0 both slopes are 0, as for ReLU.
    """
    unit = np.eye(x.shape[-1])
    halves = unit * (x > 0)[..., None], unit * -(x < 0).astype(np.float64)[..., None]
    return np.concatenate([np.maximum(x, 0.0), np.maximum(-x, 0.0)], axis=-1), np.concatenate(halves, axis=-2) + 0.0


@activation(
    "softmax((x + g)/tau)_i, g_i = -log(-log(u_i)), u_i ~ U(0, 1)",
    title="Gumbel-softmax",
    tex=r"\mathrm{softmax}\left(\frac{x+g}{\tau}\right)_i,\ g_i=-\log(-\log u_i)",
    derivative="y_i*(delta_ij - y_j)/tau",
    requires=["0 < tau", "integer hard", "0 <= hard", "hard <= 1", "integer seed", "0 <= seed"],
    stochastic=True,
    record=Vector,
    source="Jang, Gu & Poole 2016, arXiv 1611.01144",
    differences="PyTorch's noise comes from its own generator, so its numbers are other ones.",
    aliases="GumbelSoftmax",
)
def gumbel_softmax(x: Array, tau: float = 1.0, hard: float = 0.0, seed: float = 0.0) -> Pair:
    """Draws a class with the probabilities of softmax, in a way that gradients pass through.

    The smaller tau, the nearer each output is to 0 or 1. With hard = 1 the output is exactly one-hot and the
    Jacobian that of the soft one, as in PyTorch (straight-through). The same seed draws the same noise.
    """
    noise = np.random.default_rng(int(seed)).gumbel(size=x.shape)
    y, jacobian = _weights(x + noise, tau)
    return _first_largest(y) + 0.0 * y if hard else y, jacobian / tau

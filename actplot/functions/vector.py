"""Functions of whole vectors: the last axis is one vector, and the derivative is the Jacobian."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from actplot.activation import Array, Claims, Pair, Vector, activation
from actplot.arithmetic import exact, gates, simplex, twofold, vectors
from actplot.arithmetic.twofold import Twofold


def _below_top(x: Array) -> tuple[Array, Array]:
    """Return how far each score is from the largest, at most 0, and the rest that rounding took.

    NaN where the largest is infinite and not the only one: the difference of the two is undefined.
    """
    top = x.max(axis=-1, keepdims=True)
    largest = x == top
    away, rest = exact.add(x, -top)
    away = np.where(largest, 0.0, away)
    return np.where(np.isinf(top) & (largest.sum(axis=-1, keepdims=True) > 1), np.nan, away), rest


def _weights(x: Array, tau: float = 1.0) -> tuple[Twofold, Twofold]:
    """Return softmax(x/tau) and its Jacobian by x/tau."""
    growth, total = _growth(x, tau)
    y = growth / total
    diagonal = y * (vectors.others(growth) / total)
    return y, vectors.with_diagonal(-(vectors.column(y) * vectors.row(y)), diagonal)


def _growth(x: Array, tau: float = 1.0) -> tuple[Twofold, Twofold]:
    """Return exp((x - max(x))/tau) and its sum."""
    away, rest = _below_top(x)
    scaled = twofold.clip(Twofold(np.maximum(away, -1e300), np.where(away > -1e300, rest, 0.0)) / tau, 800.0)
    growth = twofold.exp(scaled)
    return growth, vectors.total(growth)


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
    "exp(x_i)/sum_j(exp(x_j))",
    title="Softmax",
    tex=r"\frac{e^{x_i}}{\sum_j e^{x_j}}",
    derivative="y_i*(delta_ij - y_j)",
    aliases="normalized_exponential softargmax Softmax2d",
    record=Vector,
    claims=Claims("(0, 1)", "[-1/4, 1/4]", steepest=(0.0, 0.0), total=1.0, unchanged="x + c"),
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
    "exp(-x_i)/sum_j(exp(-x_j))",
    title="Softmin",
    tex=r"\frac{e^{-x_i}}{\sum_j e^{-x_j}}",
    derivative="y_i*(y_j - delta_ij)",
    record=Vector,
    claims=Claims("(0, 1)", "[-1/4, 1/4]", steepest=(0.0, 0.0), total=1.0, unchanged="x + c"),
)
def softmin(x: Array) -> Pair:
    """Turns distances into probabilities: softmax of -x, so that the smallest gets the most."""
    y, jacobian = _weights(-x)
    return y, -jacobian


@activation(
    "x_i - log(sum_j(exp(x_j)))",
    title="Log-softmax",
    tex=r"x_i-\log\sum_j e^{x_j}",
    derivative="delta_ij - exp(y_j)",
    aliases="logsoftmax",
    record=Vector,
    claims=Claims("(-inf, 0)", "(-1, 1)", unchanged="x + c"),
)
def log_softmax(x: Array) -> Pair:
    """Gives the logarithms of softmax, also where the probabilities themselves would be 0.

    The usual input of the cross-entropy loss.
    """
    away, rest = _below_top(x)
    growth, total = _growth(x)
    # The largest score's exponential is exactly 1; without it in the sum, a tiny sum keeps its digits.
    first = _first_largest(x) == 1
    logarithm = gates.log1p(vectors.total(twofold.where(first, 0.0, growth)))
    # Far below the top the logarithm, at most that of the length, changes nothing.
    y = twofold.where(away > -1e300, Twofold(np.maximum(away, -1e300), rest) - logarithm, away)
    jacobian = vectors.with_diagonal(
        vectors.row(-(growth / total)) * np.ones_like(x)[..., :, None], vectors.others(growth) / total
    )
    return y, jacobian


@activation(
    "max(x_i - tau, 0), tau such that the sum is 1",
    title="Sparsemax",
    tex=r"\max(x_i-\tau(x), 0)",
    derivative="s_i*delta_ij - s_i*s_j/sum_k(s_k), s_i = where(y_i > 0, 1, 0)",
    record=Vector,
    claims=Claims("[0, 1]", "[-1/2, 1 - 1/n]", total=1.0, unchanged="x + c"),
    source="Martins & Astudillo 2016, arXiv 1602.02068",
    differences="Keras up to 3.15.1 gives wrong values (they do not sum to 1) wherever more than one output is "
    "positive, Keras issue 23425.",
)
def sparsemax(x: Array) -> Pair:
    """Turns scores into probabilities of which many are exactly 0: the nearest point of the simplex.

    Chosen over softmax where attention shall pick a few. An output that just reaches 0 counts as outside the support.
    """
    y, support = simplex.project(x, simplex.sparsemax)
    size = np.maximum(support.high.sum(axis=-1), 1.0)[..., None, None]
    on_diagonal = np.eye(x.shape[-1], dtype=bool)
    pairs = support.high[..., :, None] * support.high[..., None, :]
    return y, pairs * np.where(on_diagonal, size - 1.0, -1.0) / Twofold(size)


@activation(
    "max(x_i/2 - tau, 0)^2, tau such that the sum is 1",
    title="1.5-entmax",
    tex=r"\max(\frac{x_i}{2}-\tau(x), 0)^{2}",
    derivative="s_i*delta_ij - s_i*s_j/sum_k(s_k), s_i = sqrt(y_i)",
    aliases="entmax_15 entmax1_5",
    record=Vector,
    claims=Claims("[0, 1]", "[-sqrt(2)/4, 1)", total=1.0, unchanged="x + c"),
    source="Peters, Niculae & Martins 2019, arXiv 1905.05702",
    differences="Only the case alpha = 1.5; entmax at alpha = 1 is softmax, at alpha = 2 sparsemax.",
)
def entmax15(x: Array) -> Pair:
    """Stands half-way between softmax and sparsemax: sparse, and yet differentiable at the edge of the support.

    The threshold is found exactly, by sorting. No framework has it; the authors' package entmax does.
    """
    y, s = simplex.project(x, simplex.entmax15)
    total = vectors.total(s)
    return y, vectors.with_diagonal(-(vectors.column(s) * vectors.row(s / total)), s * (vectors.others(s) / total))


@activation(
    "1 if i is the first index of max(x), else 0",
    title="Hardmax",
    tex=r"1\ (i=\mathrm{argmax}_j\,x_j),\ 0\ \mathrm{otherwise}",
    derivative="0",
    aliases="one_hot_argmax",
    record=Vector,
    claims=Claims("[0, 1]", "[0, 0]", steepest=(0.0, 0.0), total=1.0, unchanged="x + c"),
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
    requires=["integer k", "1 <= k", "k <= 1000"],
    record=Vector,
    claims=Claims("(-inf, inf)", "[0, 1]", steepest=(0.0, 0.0)),
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
    claims=Claims("[0, inf)", "[-1, 1]", steepest=(1.0, -1.0)),
    source="Shang et al. 2016, arXiv 1603.05201",
    differences="Chainer puts the halves side by side along axis 1, TensorFlow along the last.",
)
def crelu(x: Array) -> Pair:
    """Keeps the positive and the negative part apart, so that nothing is lost: n numbers become 2n.

    At 0 both slopes are 0, as for ReLU.
    """
    unit = np.eye(x.shape[-1])
    halves = unit * (x > 0)[..., None], unit * -(x < 0).astype(np.float64)[..., None]
    return np.concatenate([np.maximum(x, 0.0), np.maximum(-x, 0.0)], axis=-1), np.concatenate(halves, axis=-2)


@activation(
    "softmax((x + g)/tau)_i, g_i = -log(-log(u_i)), u_i ~ U(0, 1)",
    title="Gumbel-softmax",
    tex=r"\mathrm{softmax}\left(\frac{x+g}{\tau}\right)_i,\ g_i=-\log(-\log u_i)",
    derivative="y_i*(delta_ij - y_j)/tau",
    requires=[
        "0 < tau",
        "integer hard",
        "0 <= hard",
        "hard <= 1",
        "integer seed",
        "0 <= seed",
        "seed <= 9007199254740992",
    ],
    stochastic=True,
    record=Vector,
    claims=Claims(
        lambda hard, **_: "[0, 1]" if hard else "(0, 1)",
        "[-1/(4*tau), 1/(4*tau)]",
        total=1.0,
        unchanged="x + c",
    ),
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
    return _first_largest(y.high) + 0.0 * y.high if hard else y, jacobian / tau


@activation(
    "exp(x_i/tau)/sum_j(exp(x_j/tau))",
    title="Tempered softmax",
    tex=r"\frac{e^{x_i/\tau}}{\sum_j e^{x_j/\tau}}",
    derivative="y_i*(delta_ij - y_j)/tau",
    requires=["0 < tau"],
    aliases="tempered_softmax softmax_t beta_softmax tsoftmax boltzmann",
    record=Vector,
    claims=Claims("(0, 1)", "[-1/(4*tau), 1/(4*tau)]", steepest=(0.0, 0.0), total=1.0, unchanged="x + c"),
    source="Hinton, Vinyals & Dean 2015 (distillation), arXiv 1503.02531",
    differences="Some code multiplies the scores by beta = 1/tau instead.",
)
def temperature_softmax(x: Array, tau: float = 1.0) -> Pair:
    """Sharpens or flattens softmax: towards hardmax as the temperature falls, towards equal shares as it rises.

    For sampling from language models, for distillation and for calibrated probabilities.
    """
    y, jacobian = _weights(x, tau)
    return y, jacobian / tau


@activation(
    "exp(x_i)/(exp(s) + sum_j(exp(x_j)))",
    title="Softmax with a sink",
    tex=r"\frac{e^{x_i}}{e^{s}+\sum_j e^{x_j}}",
    derivative="y_i*(delta_ij - y_j)",
    aliases="softmax1 softmax_one softmax_plus_one quiet_softmax off_by_one_softmax attention_sink",
    record=Vector,
    claims=Claims("(0, 1)", "(-1/4, 1/4]"),
    source="Miller 2023 (Attention Is Off By One); Xiao et al. 2023, arXiv 2309.17453; OpenAI 2025 (gpt-oss), "
    "arXiv 2508.10925",
    differences="s = 0 is softmax1; gpt-oss learns s for each attention head.",
)
def softmax_sink(x: Array, s: float = 0.0) -> Pair:
    """Lets attention attend to nothing: one more score s takes its share and is dropped, so the rest may sum to less.

    If all scores are far below s, all outputs tend to 0. As s goes to -infinity it becomes softmax.
    """
    # NaN where a score is infinite and not alone, as in softmax.
    y, jacobian = _weights(np.concatenate([x, np.full_like(x[..., :1], s)], axis=-1))
    return y[..., :-1], jacobian[..., :-1, :-1]


@activation(
    "max((alpha-1)*x_i - tau, 0)^(1/(alpha-1)), tau such that the sum is 1",
    title="Entmax",
    tex=r"\max((\alpha-1)x_i-\tau(x), 0)^{1/(\alpha-1)}",
    derivative="s_i*delta_ij - s_i*s_j/sum_k(s_k), s_i = where(y_i > 0, y_i^(2-alpha), 0)",
    requires=["1 < alpha", "alpha <= 50"],
    aliases="alpha_entmax entmax_bisect",
    record=Vector,
    claims=Claims(
        "[0, 1]",
        lambda alpha: "[-2^(alpha-3), 1)" if alpha <= 2 else "(-inf, inf)",
        total=1.0,
        unchanged="x + c",
    ),
    source="Peters, Niculae & Martins 2019, arXiv 1905.05702",
    differences="alpha = 1 is softmax and not offered here, 1.5 is entmax15, 2 is sparsemax. The authors' package "
    "finds tau by 50 bisections and scales the outputs so that they sum to 1.",
)
def entmax(x: Array, alpha: float = 1.5) -> Pair:
    """Goes from softmax to sparsemax and beyond: the larger alpha, the fewer scores share the probability.

    Above alpha = 2 its slopes have no bound at the edge of the support. Outputs outside of the support are exactly 0.
    """
    rate = Twofold(alpha) - 1.0
    away, rest = _below_top(x)
    missing = 0.0 * np.maximum(away, -1.0)
    depth = rate * Twofold(np.maximum(-away, 0.0), -rest)
    # What is 1 or more below the largest score is never in the support.
    depth = twofold.where(depth.high < 2.0, depth, 2.0)
    order = np.lexsort((depth.low, depth.high), axis=-1)
    ordered = Twofold(*(np.take_along_axis(part, order, axis=-1) for part in (depth.high, depth.low)))
    # A score belongs to the support if the outputs do not sum to 1 yet when the threshold has come down to it.
    size = np.zeros(x[..., :1].shape, np.int64)
    for index in range(x.shape[-1]):
        edge = Twofold(ordered.high[..., index, None], ordered.low[..., index, None])
        size += _powers(edge - ordered, 1.0 / rate).high.sum(axis=-1, keepdims=True) < 1.0
    least = Twofold(*(np.take_along_axis(p, np.maximum(size, 1) - 1, axis=-1) for p in (ordered.high, ordered.low)))
    support = (depth.high < least.high) | ((depth.high == least.high) & (depth.low <= least.low))
    y, s = _outputs_of_entmax(least - depth, support, rate)
    return y + missing, _balanced(
        -s[..., :, None] * (s / s.sum(axis=-1, keepdims=True))[..., None, :] + missing[..., None]
    )


def _powers(base: Twofold, exponent: Twofold) -> Twofold:
    """Return the power of a number from 0 to 2; 0 at 0 and below."""
    positive = base.high > 0
    power = exponent * gates.log(twofold.where(positive, base, 1.0))
    return twofold.where(positive, twofold.exp(twofold.clip(power, 800.0)), 0.0)


def _outputs_of_entmax(gap: Twofold, support: NDArray[np.bool], rate: Twofold) -> tuple[Array, Array]:
    """Return y and y^(2-alpha), given how far each score of the support is above the lowest one.

    With v the distance from the threshold to the lowest score, y is (gap + v)^(1/rate). Solved for is v, or its power
    that is the lowest output where that is steep; by bisection, and then by Newton's method with twice the digits.
    """
    exponent, steep = 1.0 / rate, Twofold(max(float(rate.high), 1.0), float(rate.low) if rate.high >= 1.0 else 0.0)
    lowest = gap.high == 0.0

    def outputs(u: Twofold) -> tuple[Twofold, Twofold]:
        """Return the outputs, and by how much they grow with u."""
        v = _powers(u, steep)
        level = gap + v
        y = twofold.where(lowest, _powers(u, steep * exponent), _powers(level, exponent))
        own = steep * exponent * _powers(u, steep * exponent - 1.0)
        other = exponent * steep * _powers(level, exponent - 1.0) * _powers(u, steep - 1.0)
        growth = twofold.where(lowest, own, other)
        return twofold.where(support, y, 0.0), twofold.where(support, growth, 0.0)

    m, p = steep.high, exponent.high
    low, high = np.zeros_like(gap.high[..., :1]), np.ones_like(gap.high[..., :1])
    for _ in range(50):
        middle = 0.5 * (low + high)
        rough = np.where(lowest, middle ** (m * p), (np.abs(gap.high) + middle**m) ** p)
        above = np.where(support, rough, 0.0).sum(axis=-1, keepdims=True) > 1.0
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    u = Twofold(high)
    for _ in range(3):
        y, growth = outputs(u)
        step = (vectors.total(y) - 1.0) / vectors.total(growth)
        u = twofold.where(np.abs(step.high) < u.high, u - step, 0.5 * u)
    y, _ = outputs(u)
    inner = _powers(u, steep)
    bends = twofold.where(lowest, _powers(u, steep * (exponent - 1.0)), _powers(gap + inner, exponent - 1.0))
    return y.high, np.where(support & (y.high > 0), bends.high, 0.0)


@activation(
    "(1 + x_i + x_i^2/2)/sum_j(1 + x_j + x_j^2/2)",
    title="Taylor softmax",
    tex=r"\frac{1+x_i+\frac{1}{2}x_i^{2}}{\sum_j (1+x_j+\frac{1}{2}x_j^{2})}",
    derivative="((1+x_i)*delta_ij - y_i*(1+x_j))/sum_k(1 + x_k + x_k^2/2)",
    aliases="TaylorSoftmax",
    record=Vector,
    claims=Claims("(0, 1)", "[-1/4, 1/4]", steepest=(0.0, 0.0), total=1.0),
    source="de Brebisson & Vincent 2015, arXiv 1511.05042",
    differences="The expansion of second order, as in the paper; any even order gives positive outputs.",
)
def taylor_softmax(x: Array) -> Pair:
    """Replaces the exponential in softmax by its second-order expansion, which is positive everywhere.

    It does not tell a large score from a very negative one, and depends on more than differences of scores.
    """
    # All is scaled by a power of two, so that no square is out of range.
    exponent = np.maximum(np.frexp(np.abs(x).max(axis=-1, keepdims=True))[1], 0)
    unit, t = np.ldexp(1.0, -exponent), np.ldexp(x, -exponent)
    slope = Twofold(*exact.add(unit, t))
    terms = 0.5 * (slope * slope + unit * unit)
    total = vectors.total(terms)
    y = terms / total
    ratio = slope / total
    jacobian = vectors.with_diagonal(-(vectors.column(y) * vectors.row(ratio)), ratio * vectors.others(terms) / total)
    return y, jacobian * unit[..., None]


@activation(
    "x_i*exp(x_i)/sum_j(exp(x_j))",
    title="SoLU",
    tex=r"\frac{x_i\,e^{x_i}}{\sum_j e^{x_j}}",
    derivative="s_i*(delta_ij*(1+x_i) - x_i*s_j), s_i = exp(x_i)/sum_j(exp(x_j))",
    aliases="softmax_linear_unit",
    record=Vector,
    claims=Claims("(-inf, inf)", "(-inf, inf)"),
    source="Elhage et al. 2022 (Softmax Linear Units, transformer-circuits.pub)",
    differences="The authors put a layer normalisation behind it, which is not part of the function here.",
)
def solu(x: Array) -> Pair:
    """Weighs each input by its softmax, so that few neurons speak at once and each means something.

    Made for transformers whose neurons can be interpreted. Elementwise it would be x*sigmoid(x).
    """
    growth, total = _growth(x)
    y = growth / total
    size = np.clip(x, -1e300, 1e300)  # 0 times an infinite x would be NaN
    # Of the own slope, y_i (1 + x_i (1 - y_i)), the two terms cancel where x_i is negative.
    own = vectors.settled(1.0 + size * (vectors.others(growth) / total), 1.0, 10)
    jacobian = vectors.with_diagonal(-(vectors.column(y * size) * vectors.row(y)), y * own)
    return twofold.where(y.high == 0, 0.0, np.where(y.high == 0, 0.0, x) * y), jacobian


@activation(
    "(max(x_1, x_2), min(x_1, x_2)) of each pair",
    title="MaxMin",
    tex=r"(\max(x_1, x_2),\ \min(x_1, x_2))",
    derivative="1 for the one of the pair that is passed on, else 0",
    aliases="oplu orthogonal_permutation_linear_unit group_sort_2 GroupSort2",
    record=Vector,
    claims=Claims("(-inf, inf)", "[0, 1]", steepest=(0.0, 1.0)),
    source="Chernodub & Nowicki 2016 (OPLU), arXiv 1604.02313; Anil, Lucas & Grosse 2018, arXiv 1811.05381",
    differences="A pair is two neighbours, as in the papers; some libraries pair the first half with the second.",
)
def maxmin(x: Array) -> Pair:
    """Sorts each pair of neighbours, the larger first, and so keeps the length of every gradient.

    For networks with a proven Lipschitz constant: its Jacobian is a permutation. Equal numbers stay in their order.

    Raises:
        ValueError: the length of the vector is odd.

    """
    inputs = x.shape[-1]
    if inputs % 2:
        raise ValueError(f"maxmin: a vector of {inputs} numbers can't be split into pairs")
    pairs = x.reshape(*x.shape[:-1], inputs // 2, 2)
    swapped = pairs[..., 1] > pairs[..., 0]
    y = np.where(swapped[..., None], pairs[..., ::-1], pairs).reshape(x.shape)
    here = np.arange(inputs)
    source = here + np.repeat(swapped, 2, axis=-1) * np.where(here % 2, -1, 1)
    return y, np.equal(here, source[..., None]).astype(np.float64)

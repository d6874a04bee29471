"""Functions of whole vectors that follow their mean or size: normalisations, and cuts at a level of the data."""

import math

import numpy as np

from actplot.activation import Array, Claims, Pair, Vector, activation
from actplot.arithmetic import exact, normal, twofold, vectors
from actplot.arithmetic.twofold import Twofold


def _centred(x: Array) -> Twofold:
    """Return x less its mean, which keeps its digits beside the largest of these differences."""
    power = vectors.exponent(x, 1e50)
    small = vectors.shifted(x, -power).high
    away = Twofold(*exact.add(small, -small[..., :1]))
    return vectors.shifted(away - vectors.total(away) / float(x.shape[-1]), power)


def _left(centred: Twofold) -> Twofold:
    """Return what is left of numbers less their mean, or NaN where too little is."""
    return vectors.settled(centred, np.abs(centred.high).max(axis=-1, keepdims=True))


@activation(
    "x_i/sqrt(sum_j(x_j^2)/n + eps)",
    title="RMSNorm",
    tex=r"\frac{x_i}{\sqrt{\frac{1}{n}\sum_j x_j^{2}+\varepsilon}}",
    derivative="(delta_ij - y_i*y_j/n)/sqrt(sum_k(x_k^2)/n + eps)",
    requires=["0 < eps"],
    symbols={"eps": "epsilon"},
    aliases="root_mean_square_normalization RMSNormalization",
    record=Vector,
    claims=Claims("(-sqrt(n), sqrt(n))", "[-1/sqrt(27*eps), 1/sqrt(eps)]", steepest=(0.0, 0.0)),
    source="Zhang & Sennrich 2019, arXiv 1910.07467",
    differences="eps is 1e-6 in Keras, Flax and most language models, 1e-5 in ONNX and MLX, and the machine epsilon "
    "of the type in PyTorch. The layers multiply by a learned gain, which starts at 1.",
)
def rms_norm(x: Array, eps: float = 1e-6) -> Pair:
    """Divides a vector by its root mean square, so that only its direction counts.

    The normalisation of most language models: cheaper than layer normalisation, as it does not centre. Scaling the
    input changes nothing, as far as eps is small.
    """
    count, power = float(x.shape[-1]), vectors.exponent(x, 1e50)
    small = vectors.shifted(x, -power)
    squares, floor = small * small, np.ldexp(eps, -2 * power)
    under = vectors.total(squares) / count + floor
    root = vectors.root(under)
    y = small / root
    jacobian = -(vectors.column(y) * vectors.row(y)) / count / vectors.row(root)
    # 1 - y^2/n would lose its digits where one number is all there is.
    jacobian = vectors.with_diagonal(jacobian, (vectors.others(squares) / count + floor) / under / root)
    return y, vectors.shifted(jacobian, -power[..., None])


@activation(
    "(x_i - mean(x))/sqrt(sum_j((x_j - mean(x))^2)/n + eps)",
    title="LayerNorm",
    tex=r"\frac{x_i-\bar{x}}{\sqrt{\frac{1}{n}\sum_j (x_j-\bar{x})^{2}+\varepsilon}}",
    derivative="(delta_ij - (1 + y_i*y_j)/n)/sqrt(sum_k((x_k - mean(x))^2)/n + eps)",
    requires=["0 < eps"],
    symbols={"eps": "epsilon"},
    aliases="layer_normalization standardize",
    record=Vector,
    claims=Claims("(-sqrt(n-1), sqrt(n-1))", "[-1/(2*sqrt(eps)), (1 - 1/n)/sqrt(eps)]", total=0.0, unchanged="x + c"),
    source="Ba, Kiros & Hinton 2016, arXiv 1607.06450",
    differences="eps is 1e-5 in PyTorch, ONNX, MLX and jax.nn.standardize, 1e-6 in Flax and 0.001 in Keras. The "
    "layers multiply by a learned gain and add a learned bias, which start at 1 and 0.",
)
def layer_norm(x: Array, eps: float = 1e-5) -> Pair:
    """Gives a vector mean 0 and variance 1, whatever the size and offset of its numbers.

    Between the layers of transformers and recurrent networks. It has two numbers less of freedom than its input:
    its outputs sum to 0, and so do the columns of its Jacobian.
    """
    count, centred = float(x.shape[-1]), _centred(x)
    power = vectors.exponent(centred.high, 1e50)
    small = vectors.shifted(centred, -power)
    root = vectors.root(vectors.total(small * small) / count + np.ldexp(eps, -2 * power))
    y = small / root
    shared = vectors.settled(1.0 + vectors.column(y) * vectors.row(y), 1.0) / count
    jacobian = vectors.settled(np.eye(x.shape[-1]) - shared, shared) / vectors.row(root)
    return _left(y), vectors.shifted(jacobian, -power[..., None])


def _sums_of_powers(a1: float, a2: float, a3: float, **_: float) -> str:
    """Return the range of outputs: a power that is alone comes to sqrt(n), an odd one with either sign."""
    if a1 or a3:
        return "(-inf, inf)"
    return "[b, inf)" if a2 > 0 else "(-inf, b]" if a2 else "[b, b]"


def _slopes_of_powers(a1: float, a2: float, a3: float, **_: float) -> str:
    """Return the range of slopes: those of higher powers grow with the length, near the size at which eps counts."""
    if a2 or a3:
        return "(-inf, inf)"
    ends = ("-a1/sqrt(27*eps)", "a1/sqrt(eps)")
    return f"[{', '.join(ends if a1 >= 0 else ends[::-1])}]"


@activation(
    "a1*x_i/sqrt(sum_j(x_j^2)/n + eps) + a2*x_i^2/sqrt(sum_j(x_j^4)/n + eps) + "
    "a3*x_i^3/sqrt(sum_j(x_j^6)/n + eps) + b",
    title="PolyNorm",
    tex=r"\sum_{p=1}^{3}a_p\,\frac{x_i^{p}}{\sqrt{\frac{1}{n}\sum_j x_j^{2p}+\varepsilon}}+b",
    derivative=(
        "a1*(delta_ij - x_i*x_j/(n*s))/sqrt(s) + 2*a2*x_j*(delta_ij - x_i^2*x_j^2/(n*t))/sqrt(t) "
        "+ 3*a3*x_j^2*(delta_ij - x_i^3*x_j^3/(n*u))/sqrt(u), "
        "s = sum_k(x_k^2)/n + eps, t = sum_k(x_k^4)/n + eps, u = sum_k(x_k^6)/n + eps"
    ),
    requires=["0 < eps"],
    symbols={"eps": "epsilon"},
    aliases="polynomial_norm LigerPolyNorm",
    record=Vector,
    claims=Claims(_sums_of_powers, _slopes_of_powers),
    source="Zhuo et al. 2024 (PolyCom), arXiv 2411.03884",
    differences="Liger Kernel starts b at 1, as here; the code of the Motif models starts it at 0. The weights are "
    "listed from the cube down there.",
)
def poly_norm(
    x: Array, a1: float = 1 / 3, a2: float = 1 / 3, a3: float = 1 / 3, b: float = 1.0, eps: float = 1e-6
) -> Pair:
    """Adds up the normalised powers of a vector, so that a polynomial activation does not explode.

    The companion of PolyReLU for language models; the coefficients are learned.
    """
    count, power = float(x.shape[-1]), vectors.exponent(x, 1e15)
    small = vectors.shifted(x, -power)
    value, jacobian = Twofold(np.full_like(x, b)), Twofold(np.zeros((*x.shape, x.shape[-1])))
    raised, before = small, Twofold(np.ones_like(x))
    largest = np.abs(value.high), np.zeros_like(jacobian.high)
    for order, weight in enumerate((a1, a2, a3), 1):
        squares, floor = raised * raised, np.ldexp(eps, -2 * order * power)
        under = vectors.total(squares) / count + floor
        root = vectors.root(under)
        share, slope = raised / root, float(order) * (weight * (before / root))
        term = -(vectors.column(share) * vectors.row(share)) / count * vectors.row(slope)
        term = vectors.with_diagonal(term, (vectors.others(squares) / count + floor) / under * slope)
        terms = weight * share, term
        value, jacobian = value + terms[0], jacobian + term
        largest = tuple(np.maximum(size, np.abs(t.high)) for size, t in zip(largest, terms, strict=True))
        raised, before = raised * small, raised
    value, jacobian = map(vectors.settled, (value, jacobian), largest)
    return value, vectors.shifted(jacobian, -power[..., None])


@activation(
    "x_i/max(norm(x), eps)",
    title="L2 normalisation",
    tex=r"\frac{x_i}{\max(\|x\|, \varepsilon)}",
    derivative="where(norm(x) > eps, (delta_ij - y_i*y_j)/norm(x), delta_ij/eps)",
    requires=["0 < eps"],
    symbols={"eps": "epsilon"},
    aliases="l2_norm unit_normalization UnitNormalization",
    record=Vector,
    differences="eps is 1e-12 in PyTorch and 1e-7 in Keras; TensorFlow's l2_normalize compares it with the square of "
    "the length.",
)
def l2_normalize(x: Array, eps: float = 1e-12) -> Pair:
    """Divides a vector by its length, so that products of two vectors are cosines.

    For embeddings that are compared, and for the queries and keys of some attention layers. A vector shorter than
    eps is divided by eps. At a length of eps the slopes are those of shorter vectors.
    """
    power = vectors.exponent(x)
    small = vectors.shifted(x, -power)
    squares = small * small
    square = vectors.total(squares)
    length = vectors.root(twofold.where(square.high > 0, square, 1.0))
    short = np.ldexp(np.where(square.high > 0, length.high, 0.0), power) <= eps
    y = small / length
    jacobian = -(vectors.column(y) * vectors.row(y)) / vectors.row(length)
    along = vectors.others(squares) / square / length
    jacobian = vectors.with_diagonal(jacobian, along)
    jacobian = vectors.shifted(jacobian, -power[..., None])
    # A quotient of subnormal numbers has no rest in floats; that of the shifted ones has.
    inside = vectors.shifted(small / eps, power), Twofold(np.eye(x.shape[-1])) / eps
    return twofold.where(short, inside[0], y), twofold.where(short[..., None], inside[1], jacobian)


@activation(
    "x_i*norm(x)/(1 + norm(x)^2)",
    title="Squash",
    tex=r"\frac{\|x\|^{2}}{1+\|x\|^{2}}\,\frac{x_i}{\|x\|}",
    derivative="(delta_ij*norm(x)*(1+norm(x)^2) + x_i*x_j*(1-norm(x)^2)/norm(x))/(1+norm(x)^2)^2",
    aliases="capsule_squash",
    record=Vector,
    claims=Claims("(-1, 1)", "[-1/8, 3*sqrt(3)/8]", steepest=(0.5773502691896258, 0.0)),
    source="Sabour, Frosst & Hinton 2017 (Capsules), arXiv 1710.09829",
    differences="Code often adds an epsilon to the length, as at 0 the quotient is undefined; its limit is 0, and so "
    "is that of the Jacobian.",
)
def squash(x: Array) -> Pair:
    """Shrinks a vector to a length below 1 and keeps its direction: short ones to almost nothing, long ones to 1.

    The length of a capsule's output is then the probability that what it stands for is there.
    """
    power = vectors.exponent(x)
    small = vectors.shifted(x, -power)
    squares = small * small
    square = vectors.total(squares)
    zero = square.high == 0
    square = twofold.where(zero, 0.25, square)
    root = vectors.root(square)
    # The length is 2^power times this root. Of 1 and its square, both are divided by the larger of 1 and 4^power.
    one, grown = np.ldexp(1.0, -2 * np.maximum(power, 0)), np.ldexp(1.0, 2 * np.minimum(power, 0))
    below = one + grown * square
    bend = vectors.settled(one - grown * square, one) / (root * below * below)
    jacobian = vectors.column(small) * vectors.row(small) * vectors.column(bend)
    along = (square + squares) * one + grown * (square * vectors.others(squares))
    along = twofold.where(zero, 0.0, along / (root * below * below))
    jacobian = vectors.with_diagonal(jacobian, along)
    return small * root / below * grown, vectors.shifted(jacobian, -np.abs(power)[..., None])


@activation(
    "max(0, x_i - mean(x))",
    title="ABReLU",
    tex=r"\max(0, x_i-\bar{x})",
    derivative="where(y_i > 0, delta_ij - 1/n, 0)",
    aliases="average_biased_relu",
    record=Vector,
    claims=Claims("[0, inf)", "[-1/2, 1 - 1/n]"),
    source="Dubey & Chakraborty 2018, arXiv 1804.02051",
    differences="Some code subtracts alpha times the mean; alpha is 1 unless it is tuned.",
)
def abrelu(x: Array) -> Pair:
    """Cuts off at the mean of the input instead of at 0, so that it keeps its share of a shifted distribution.

    The mean is taken over the whole vector. An output that is just 0 has slope 0, as for relu.
    """
    return _cut(_left(_centred(x)), Twofold(np.zeros_like(x), np.zeros_like(x)))


def _cut(above: Twofold, threshold: Twofold) -> tuple[Twofold, Twofold]:
    """Return max(0, above) where above is x less its mean and less a threshold of these slopes."""
    count = above.high.shape[-1]
    slopes = np.eye(count) - (1.0 / Twofold(float(count)) + vectors.row(threshold))
    active, unknown = (part[..., :, None] for part in (above.high > 0, np.isnan(above.high)))
    slopes = twofold.where(active, vectors.settled(slopes, vectors.row(threshold)), 0.0)
    return twofold.where(above.high < 0, 0.0, above), twofold.where(unknown, np.nan, slopes)


def _slopes_above_a_quantile(sparsity: float) -> str:
    """Return the range of slopes.

    With z the distances from the mean in deviations, a row with z_i > q has 1 - (1 + q z_i)/n on the diagonal and
    -(1 + q z_j)/n elsewhere. The sum of all z is 0 and that of their squares n, so none exceeds sqrt(n-1).
    """
    low, high = -40.0, 40.0
    for _ in range(64):  # by halves: statistics takes longer to load than this module
        q = (low + high) / 2
        low, high = (q, high) if math.erfc(-q / math.sqrt(2)) / 2 < sparsity else (low, q)
    if q <= 0:
        # The steepest is the slope of an outlier; the lowest one is at n = 2.
        best = (1 + math.hypot(1, q)) / -q if q else math.inf
        counts = [n for n in (math.floor(1 + best**2), math.ceil(1 + best**2)) if n > 1] if best < 1e8 else []
        top = max((1 - (1 + q * math.sqrt(n - 1)) / n for n in counts), default=1.0)
        return f"[{-(1 - q) / 2!r}, {top!r}{']' if counts else ')'}"
    # The largest z_j beside a z_i just above q, the others being equal.
    bottom, attained = (-(1 - q) / 2, True) if q < 1 else (0.0, False)
    for n in range(max(3, math.ceil(1 + q * q)), math.ceil(4 * q * q) + 20):
        largest = (math.sqrt(n * (n - 2) * max(n - 1 - q * q, 0.0)) - q) / (n - 1)
        if -(1 + q * largest) / n < bottom:
            bottom, attained = -(1 + q * largest) / n, False
    return f"{'[' if attained else '('}{bottom!r}, 1)"


@activation(
    "max(0, x_i - mean(x) - q*sqrt(sum_j((x_j - mean(x))^2)/n)), q = sqrt(2)*erfinv(2*sparsity-1)",
    title="Gaussian top-k",
    tex=(
        r"\max\left(0, x_i-\bar{x}-q\,\sqrt{\frac{1}{n}\sum_j (x_j-\bar{x})^{2}}\right),"
        r"\ q=\sqrt{2}\,\mathrm{erfinv}(2s-1)"
    ),
    derivative="where(y_i > 0, delta_ij - 1/n - q*(x_j - mean(x))/sqrt(n*sum_k((x_k - mean(x))^2)), 0)",
    requires=["0 < sparsity", "sparsity < 1"],
    symbols={"sparsity": "s"},
    aliases="gaussian_top_k statistical_top_k",
    record=Vector,
    claims=Claims("[0, inf)", _slopes_above_a_quantile),
    source="You et al. 2025 (Spark Transformer), arXiv 2506.06644; the model gemma3n of transformers 5.23",
)
def gaussian_topk(x: Array, sparsity: float = 0.95) -> Pair:
    """Passes what exceeds a quantile of the normal distribution with the input's own mean and deviation.

    So about 5 % of many normal inputs get through, without sorting them: the first ten feed-forward layers of
    Gemma 3n. The standard deviation is that of the population. Of fewer than four numbers none passes at 0.95.
    """
    from statistics import NormalDist  # takes longer to load than this module

    # The smaller of the two tails keeps its digits; it is left of 0.
    tail = Twofold(sparsity) if sparsity <= 0.5 else 1.0 - Twofold(sparsity)
    rough = Twofold(np.array([NormalDist().inv_cdf(float(tail.high))]))
    density = normal.density(rough)
    quantile = rough - (normal.distribution(rough, density) - tail) / density
    quantile = quantile if sparsity <= 0.5 else -quantile
    count, centred = float(x.shape[-1]), _centred(x)
    power = vectors.exponent(centred.high)
    small = vectors.shifted(centred, -power)
    square = vectors.total(small * small) / count
    spread = vectors.root(twofold.where(square.high > 0, square, 1.0))
    level = quantile * twofold.where(square.high > 0, spread, 0.0)  # without spread nothing passes, at any level
    above = twofold.where(square.high > 0, vectors.settled(small - level, level), 0.0)
    return _cut(vectors.shifted(above, power), quantile * small / (count * spread))

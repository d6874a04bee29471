"""Functions that level off at both ends."""

import math

import numpy as np

from actplot.activation import Array, Pair, activation
from actplot.arithmetic import exact, gates, hyperbolic, normal, twofold
from actplot.arithmetic.twofold import Twofold


@activation(
    "1/(1+exp(-x))",
    title="Sigmoid",
    tex=r"\frac{1}{1+e^{-x}}",
    derivative="sigmoid(x)*sigmoid(-x)",
    aliases="logistic expit logistic_sigmoid soft_step logsig",
)
def sigmoid(x: Array) -> Pair:
    """Turns any number into a probability.

    The logistic function of statistics. Its slope never exceeds 1/4, so gradients vanish through many layers; chosen
    for the output of two classes and for gates.
    """
    # Signs are handled as bits, which is faster than where().
    minus = np.int64(-(1 << 63))
    bits = x.view(np.int64)
    small = (bits | minus).view(np.float64)
    np.exp(small, out=small)
    near = small + 1.0
    np.divide(1.0, near, out=near)
    far = small * near
    # What rounding took from 1 + small, from the quotient and from the product; small - far is exact.
    product = far * small
    small -= far
    small -= product
    small *= near
    far += small
    # The larger of far and +-near is f.
    signs = np.bitwise_and(bits, minus, out=small.view(np.int64))
    near_bits = near.view(np.int64)
    near_bits |= signs
    np.maximum(near, far, out=near)
    slope = np.subtract(1.0, far, out=product)
    slope *= far
    return near, slope


@activation(
    "tanh(x)",
    title="Tanh",
    tex=r"\tanh(x)",
    derivative="1/cosh(x)^2",
    aliases="hyperbolic_tangent tansig",
)
def tanh(x: Array) -> Pair:
    """Squashes to -1..1 around zero.

    Zero-centred and four times as steep as the sigmoid; still saturates at both ends. The usual choice for the state
    of recurrent networks.
    """
    return hyperbolic.tanh(x)


@activation(
    "2*sigmoid(x) - 1",
    title="Bipolar sigmoid",
    tex=r"\frac{2}{1+e^{-x}}-1=\tanh\left(\frac{x}{2}\right)",
    derivative="2*sigmoid(x)*sigmoid(-x)",
    aliases="BipolarSigmoid sigmoid_bipolar",
)
def bipolar_sigmoid(x: Array) -> Pair:
    """Stretches the sigmoid to -1..1, which is tanh(x/2).

    Found in older texts; its slope is half that of tanh.
    """
    value, slope = hyperbolic.tanh(0.5 * x)
    return value, 0.5 * slope


@activation(
    "a*tanh(b*x)",
    title="LeCun's tanh",
    tex=r"a\,\tanh(b\,x)",
    derivative="a*b/cosh(b*x)^2",
    requires=["0 < a", "0 < b"],
    aliases="scaled_tanh stanh LeCunTanh tanh_skewed",
    source="LeCun et al. 1998 (Efficient BackProp)",
)
def lecun_tanh(x: Array, a: float = 1.7159, b: float = 2 / 3) -> Pair:
    """Scales tanh so that f(1) = 1 and f(-1) = -1 and f'' is largest there.

    With targets of 1 and -1 the units then work where they are not saturated. Advice from before ReLU.
    """
    # exp amplifies the rounding of b*x, so that is carried along.
    inner = twofold.clip(Twofold(*exact.product(b, x)), 400.0)
    small = twofold.exp(-2.0 * abs(inner)).high
    return (a * twofold.tanh(inner)).high, a * b * hyperbolic.slope_of_tanh(small)


@activation(
    "where(x > 0, tanh(x), a*tanh(x))",
    title="Penalized tanh",
    tex=r"\tanh(x)\ (x>0),\ a\,\tanh(x)\ (x\leq 0)",
    derivative="where(x > 0, 1, a)/cosh(x)^2",
    kinks=[0],
    requires=["0 < a", "a < 1"],
    aliases="ptanh PenalizedTanh",
    source="Xu, Huang & Li 2016, arXiv 1602.05980",
    differences="Some surveys write tanh(x)/a on the left, with a = 4 for the same function.",
)
def penalized_tanh(x: Array, a: float = 0.25) -> Pair:
    """Lets less of what is negative through, as leaky ReLU does, but saturates.

    Did well in language tasks. At 0 the slope is a, that of the left.
    """
    bounded = twofold.tanh(x)
    slope = hyperbolic.slope_of_tanh(np.exp(-2.0 * np.abs(x)))
    return np.where(x > 0, bounded.high, (a * bounded).high), np.where(x > 0, 1.0, a) * slope


@activation(
    "atan(x)",
    title="Arctan",
    tex=r"\arctan(x)",
    derivative="1/(1+x^2)",
    aliases="atan inverse_tangent",
)
def arctan(x: Array) -> Pair:
    """Squashes to -pi/2..pi/2 and levels off slowly, like 1/x.

    Its slope fades like 1/x^2, far slower than that of tanh.
    """
    far = 1.0 / np.maximum(np.abs(x), 1.0)
    return np.arctan(x), np.where(far < 1e-100, far * far, 1.0 / (1.0 + x * x))


@activation(
    "x/(1+abs(x))",
    title="Softsign",
    tex=r"\frac{x}{1+|x|}",
    derivative="1/(1+abs(x))^2",
    kinks=[0],
    aliases="soft_sign elliot_sig_symmetric",
    source="Bergstra et al. 2009 (Quadratic Polynomials Learn Better Image Features)",
    differences="Some lists call this function Elliot; here that is the one from 0 to 1.",
)
def softsign(x: Array) -> Pair:
    """Squashes to -1..1 without an exponential, with tails like 1/x.

    It saturates more gently than tanh. At 0 the slope is 1 from both sides; f'' jumps.
    """
    inner = np.clip(x, -1e300, 1e300)
    whole = 1.0 + np.abs(inner)
    return inner / whole, 1.0 / whole / whole


@activation(
    "0.5*x/(1+abs(x)) + 0.5",
    title="Elliot",
    tex=r"\frac{0.5\,x}{1+|x|}+0.5",
    derivative="0.5/(1+abs(x))^2",
    kinks=[0],
    aliases="elliott elliot_sigmoid elliot_sig_positive",
    source="Elliott 1993 (ISR TR 93-8)",
    differences="Some libraries use the name for the symmetric form, which is softsign.",
)
def elliot(x: Array) -> Pair:
    """Squashes to 0..1 without an exponential: softsign in the place of the sigmoid.

    Cheap on processors without an exponential. At 0 the slope is 1/2 from both sides; f'' jumps.
    """
    whole = 1.0 + np.abs(x)
    half = 0.5 / whole
    return np.where(x < 0, half, 1.0 - half), half / whole


@activation(
    "x/sqrt(1+alpha*x^2)",
    title="ISRU",
    tex=r"\frac{x}{\sqrt{1+\alpha x^{2}}}",
    derivative="1/sqrt(1+alpha*x^2)^3",
    requires=["0 < alpha"],
    aliases="inverse_sqrt_unit inverse_square_root_unit inverse_sqrt",
    source="Carlile et al. 2017, arXiv 1710.09967",
)
def isru(x: Array, alpha: float = 1.0) -> Pair:
    """Squashes to -1/sqrt(alpha)..1/sqrt(alpha) by an inverse square root, which processors compute fast.

    Meant as a cheaper tanh in recurrent networks.
    """
    # Far out f is at its limit and f' is 0: no square may overflow.
    bound = 1e140 / math.sqrt(alpha)
    inner = np.clip(x, -bound, bound)
    under = 1.0 + alpha * Twofold(inner) * inner
    root = Twofold(*exact.root(under.high, under.low))
    return (inner / root).high, (1.0 / under / root).high


@activation(
    "where(x > 2, 1, where(x >= 0, x - x^2/4, where(x >= -2, x + x^2/4, -1)))",
    title="SQNL",
    tex=r"x-\mathrm{sign}(x)\,\frac{x^{2}}{4}\ (|x|\leq 2),\ \mathrm{sign}(x)\ (|x|>2)",
    derivative="where(abs(x) < 2, 1 - abs(x)/2, 0)",
    kinks=[-2, 0, 2],
    aliases="square_nonlinearity",
    source="Wuraola & Patel 2018, doi 10.1109/IJCNN.2018.8489043",
)
def sqnl(x: Array) -> Pair:
    """Puts two parabolas in the place of tanh, for hardware without exponentials.

    It reaches -1 and 1 at -2 and 2. At its kinks the slopes of both sides agree; f'' jumps.
    """
    inner = np.clip(x, -2.0, 2.0)
    size = np.abs(inner)
    return inner * (1.0 - size / 4.0), 1.0 - size / 2.0


@activation(
    "-log(1+exp(-x))",
    title="Log-sigmoid",
    tex=r"-\log(1+e^{-x})",
    derivative="sigmoid(-x)",
    aliases="logsigmoid",
)
def log_sigmoid(x: Array) -> Pair:
    """Gives the logarithm of the sigmoid's probability without ever taking the logarithm of 0.

    Chosen inside losses of two classes. It equals -softplus(-x).
    """
    small = np.exp(-np.abs(x))
    return np.minimum(x, 0.0) - np.log1p(small), np.exp(np.minimum(-x, 0.0)) / (1.0 + small)


@activation(
    "exp(-exp(-x))",
    title="Log-log",
    tex=r"e^{-e^{-x}}",
    derivative="exp(-x-exp(-x))",
    aliases="loglog gompertz gumbel_cdf",
    source="Gomes, Ludermir & Lima 2011",
)
def log_log(x: Array) -> Pair:
    """Rises fast from 0 and slowly to 1: the distribution function of Gumbel's law of extremes.

    A lopsided sigmoid, for targets that are lopsided too; the Gompertz curve with all three parameters 1.
    """
    # exp amplifies the rounding of exp(-x), so that is carried along. Left of -7 both f and f' are 0.
    inner = np.clip(x, -7.0, 1000.0)
    hazard = twofold.exp(-inner)
    return twofold.exp(-hazard).high, twofold.exp(-inner - hazard).high


@activation(
    "1-exp(-exp(x))",
    title="Complementary log-log",
    tex=r"1-e^{-e^{x}}",
    derivative="exp(x-exp(x))",
    aliases="cloglog complementary_log_log",
    source="Gomes & Ludermir 2008 (Learning and Nonlinear Models 6(2))",
    differences="One survey prints exp(-x) in the exponent, which falls instead of rising.",
)
def c_log_log(x: Array) -> Pair:
    """Rises slowly from 0 and fast to 1: log_log turned about the point (0, 1/2).

    A link function of statistics, for rare events; a lopsided sigmoid.
    """
    inner = np.clip(x, -1000.0, 7.0)
    hazard = twofold.exp(inner)
    return 0.0 - twofold.expm1(-hazard).high, twofold.exp(inner - hazard).high


@activation(
    "sigmoid(x)*(1+x*(1-sigmoid(x)))",
    title="dSiLU",
    tex=r"\sigma(x)\,(1+x\,(1-\sigma(x)))",
    derivative="sigmoid(x)*sigmoid(-x)*(2-x*tanh(x/2))",
    aliases="silu_derivative",
    source="Elfwing, Uchibe & Doya 2017, arXiv 1702.03118",
)
def dsilu(x: Array) -> Pair:
    """Is the slope of SiLU: a sigmoid that overshoots, from -0.1 to 1.1.

    Proposed with SiLU for the hidden layers of reinforcement learning.
    """
    # f has a zero at -1.28, f' at -2.4 and 2.4: all sums keep what rounding takes. exp(-800) is 0.
    inner = Twofold(np.clip(x, -800.0, 800.0))
    size = abs(inner)
    small = twofold.exp(-size)
    whole = 1.0 + small
    top = twofold.where(x < 0, small * (1.0 + inner + small), 1.0 + small * (1.0 + inner))
    bend = 2.0 - size + small * (2.0 + size)
    return (top / (whole * whole)).high, (small * bend / (whole * whole * whole)).high


@activation(
    "x/(x/alpha + exp(-x/beta))",
    title="Soft-root-sign",
    tex=r"\frac{x}{\frac{x}{\alpha}+e^{-x/\beta}}",
    derivative="(1+x/beta)*exp(-x/beta)/(x/alpha+exp(-x/beta))^2",
    requires=["0 < alpha", "0 < beta", "beta < e*alpha"],
    aliases="srs SoftRootSign",
    source="Zhou et al. 2020, arXiv 2003.00547",
    differences="Public code starts its two trained parameters at 2 and 3, at 5 and 3 or at 10 and 10.",
)
def soft_root_sign(x: Array, alpha: float = 2.0, beta: float = 3.0) -> Pair:
    """Dips on the left as SiLU does and levels off at alpha on the right.

    Its parameters are trained; from beta = e*alpha on there would be a pole.
    """
    # The sum below the bar cancels on the left, so what rounding takes is kept. exp(-800) is 0.
    inner = np.clip(x, -800.0 * beta, 800.0 * beta)
    negative = inner < 0
    small = twofold.exp(-(Twofold(np.abs(inner)) / beta))
    # Left of 0 both parts of the fraction are taken times exp(x/beta), so that nothing overflows.
    top = twofold.where(negative, inner * small, inner)
    below = top / alpha + twofold.where(negative, 1.0, small)
    return (top / below).high, (beta + inner) / beta * (small / (below * below)).high


@activation(
    "log((1+exp(alpha*x))/(1+exp(alpha*(x-1))))/alpha",
    title="Soft clipping",
    tex=r"\frac{1}{\alpha}\log\frac{1+e^{\alpha x}}{1+e^{\alpha(x-1)}}",
    derivative="sigmoid(alpha*x) - sigmoid(alpha*(x-1))",
    requires=["0 < alpha"],
    aliases="soft_clip SoftClipping",
    source="Klimek & Perelstein 2018, arXiv 1810.11509",
    differences="There is no agreed default: alpha = 1 here and in a survey, 0.5 in Echo, 50 in torch_activation.",
)
def soft_clipping(x: Array, alpha: float = 1.0) -> Pair:
    """Cuts off at 0 and 1 with rounded corners; the larger alpha, the sharper.

    Proposed for the output of networks that map a cube onto itself, in sampling for particle physics.
    """
    # Turned about (1/2, 1/2), so that only the left half is computed: log(1 + w)/alpha with
    # w = exp(alpha*x) (1 - exp(-alpha)) / (1 + exp(alpha*(x-1))).
    bound = min(2.0 + 1000.0 / alpha, 1e300)  # beyond, the value is 0 or 1
    turned = Twofold(np.clip(x, -bound, bound))
    left = x <= 0.5
    inner = twofold.where(left, turned, 1.0 - turned)
    scaled = alpha * inner
    # From 40 on f is x and f' is 1.
    far = scaled.high > 40
    rise = twofold.exp(twofold.where(far, 40.0, scaled))
    excess = -rise * twofold.expm1(-alpha) / (1.0 + twofold.exp(scaled - alpha))
    value = np.where(far, inner.high, (twofold.log1p(excess) / alpha).high)
    return np.where(left, value, 1.0 - value), (excess / (1.0 + rise)).high


@activation(
    "erf(x)",
    title="Error function",
    tex=r"\mathrm{erf}(x)=\frac{2}{\sqrt{\pi}}\int_{0}^{x}e^{-t^{2}}dt",
    derivative="2/sqrt(pi)*exp(-x^2)",
    aliases="error_function",
    differences="tinygrad approximates it by Abramowitz and Stegun's formula 7.1.26.",
)
def erf(x: Array) -> Pair:
    """Squashes to -1..1 along the normal distribution, faster than any exponential tail.

    It is GELU's core, and gives the probability that a normal error of variance 1/2 is smaller than x.
    """
    return normal.erf(x)


@activation(
    "0.5*(1+erf(x/sqrt(2)))",
    title="Normal distribution function",
    tex=r"\Phi(x)=\frac{1}{2}\left(1+\mathrm{erf}\left(\frac{x}{\sqrt{2}}\right)\right)",
    derivative="exp(-x^2/2)/sqrt(2*pi)",
    aliases="ndtr Phi gaussian_cdf probit",
    source="Gomes & Ludermir 2008, as probit",
    differences="Papers on neural networks call it probit, which elsewhere is the name of its inverse.",
)
def normal_cdf(x: Array) -> Pair:
    """Turns a number into the probability that a standard normal one is smaller.

    A sigmoid with much thinner tails than the logistic one; GELU is x times it.
    """
    return normal.distribution_and_density(x)


@activation(
    "0.5*(1+erf((x-mu)/(sigma*sqrt(2))))",
    title="Laplace (MEGA)",
    tex=r"\frac{1}{2}\left(1+\mathrm{erf}\left(\frac{x-\mu}{\sigma\sqrt{2}}\right)\right)",
    derivative="exp(-(x-mu)^2/(2*sigma^2))/(sigma*sqrt(2*pi))",
    requires=["0 < sigma"],
    aliases="mega_laplace",
    source="Ma et al. 2022 (MEGA), arXiv 2209.10655",
    differences=(
        "The defaults are the rounded constants of the code in transformers; "
        "the paper has mu = sqrt(1/2) and sigma = sqrt(1/(4*pi))."
    ),
)
def laplace(x: Array, mu: float = 0.707107, sigma: float = 0.282095) -> Pair:
    """Stands in for the squared ReLU in attention, but bounded and with a bounded slope.

    A normal distribution function in spite of its name.
    """
    standard = twofold.clip((Twofold(np.clip(x, -1e120, 1e120)) - mu) / sigma, 40.0)  # beyond, the value is 0 or 1
    density = normal.density(standard)
    return normal.distribution(standard, density).high, (density / sigma).high


@activation(
    "c*tanh(x/c)",
    title="Softcap",
    tex=r"c\,\tanh\left(\frac{x}{c}\right)",
    derivative="1/cosh(x/c)^2",
    requires=["0 < c"],
    aliases="soft_cap tanh_softcap logit_softcap softclamp",
    source="Bello et al. 2016, arXiv 1611.09940 (c = 10); Gemma Team 2024 (Gemma 2), arXiv 2408.00118 (30 and 50)",
    differences="c is 30 for the logits of Gemma 2, Gemma 3n and Inkling, 50 for the attention scores of Gemma 2 and "
    "15 for the logits of nanochat.",
)
def softcap(x: Array, c: float = 30.0) -> Pair:
    """Bounds logits or attention scores smoothly to -c...c, and leaves small ones nearly as they are.

    A tanh whose slope at 0 is 1 whatever its height; it keeps a softmax after it from growing without limit.
    """
    inner = Twofold(np.clip(x, -400.0 * c, 400.0 * c)) / c
    return (c * twofold.tanh(inner)).high, gates.sech2(inner).high

"""Functions put together from pieces whose place or shape is learned together with the weights."""

import math
import sys
from fractions import Fraction

import numpy as np

from actplot.activation import Array, Pair, activation
from actplot.arithmetic import exact, gates, twofold
from actplot.arithmetic.twofold import Twofold


def _line(x: Array, slope: float, through: float, height: float) -> Array:
    """Return height + slope*(x - through), rounded once; also where the products are out of range."""
    away, lost = exact.add(x, -through)
    climb, rest = exact.product(slope, away)
    total, from_sum = exact.add(height, climb)
    return np.asarray(total + (from_sum + (rest + slope * lost))) if slope else np.full_like(x, height)


@activation(
    "max(x, tau)",
    title="TLU",
    tex=r"\max(x, \tau)",
    derivative="where(x > tau, 1, where(x == tau, 1/2, 0))",
    kinks=lambda tau: [tau],
    aliases="thresholded_linear_unit",
    source="Singh & Krishnan 2019 (Filter Response Normalization), arXiv 1911.09737",
    differences="timm and TensorFlow Addons have it as part of the normalisation layer, with tau learned from 0 on.",
)
def tlu(x: Array, tau: float = 0.0) -> Pair:
    """Cuts off below at a threshold that is learned, for filter response normalisation, which does not centre.

    With tau = 0 it is ReLU, with tau = -1 the shifted ReLU. At the kink the slope is 1/2, as PyTorch's autograd
    says of torch.maximum.
    """
    return np.maximum(x, tau), np.where(x > tau, 1.0, np.where(x == tau, 0.5, 0.0))


@activation(
    "where(x > 0, (1+sigmoid(beta))*x, alpha*x)",
    title="AReLU",
    tex=r"(1+\sigma(\beta))\,x\ (x>0),\ \alpha x\ (x\leq 0)",
    derivative="where(x > 0, 1+sigmoid(beta), alpha)",
    kinks=[0],
    requires=["0.01 <= alpha", "alpha <= 0.99"],
    aliases="attention_relu",
    source="Chen et al. 2020, arXiv 2006.13500",
    differences="The authors' autograd says slope 0 at 0, as their formula consists of two ReLUs.",
)
def arelu(x: Array, alpha: float = 0.9, beta: float = 2.0) -> Pair:
    """Amplifies what is positive and damps what is negative, by two numbers learned for each layer.

    The slope on the right lies between 1 and 2, that on the left between 0.01 and 0.99, where the authors clip it.
    At 0 the slope is alpha, that of the left, as for PReLU.
    """
    share = gates.sigmoid(Twofold(np.array([min(max(beta, -800.0), 800.0)])))[0] + 1.0
    steep, rest = float(share.high[0]), float(share.low[0])
    right = np.maximum(x, 0.0)
    value = np.where(x > 0, right * steep + np.minimum(right, 1e300) * rest, alpha * np.minimum(x, 0.0))
    return value, np.where(x > 0, steep, alpha)


@activation(
    "where(x > gamma, x - gamma + zeta, beta*(x - gamma) + zeta)",
    title="RPReLU",
    tex=r"x-\gamma+\zeta\ (x>\gamma),\ \beta(x-\gamma)+\zeta\ (x\leq\gamma)",
    derivative="where(x > gamma, 1, beta)",
    kinks=lambda gamma, zeta, beta: [] if beta == 1 else [gamma],  # noqa: ARG005
    aliases="react_prelu RPReLU",
    source="Liu et al. 2020 (ReActNet), arXiv 2003.03488",
    differences="The authors build it of PyTorch's PReLU, whose slope starts at 0.25, between two shifts that start "
    "at 0; torch_activation starts the slope at 1, which is the identity.",
)
def rprelu(x: Array, gamma: float = 0.0, zeta: float = 0.0, beta: float = 0.25) -> Pair:
    """Moves the corner of PReLU to (gamma, zeta): it learns where to bend as well as how much.

    For networks with binary weights, whose accuracy depends on the distribution of activations. At the kink the
    slope is beta, as in PyTorch's PReLU.
    """
    return np.where(x > gamma, _line(x, 1.0, gamma, zeta), _line(x, beta, gamma, zeta)), np.where(
        x > gamma, 1.0, beta
    )


@activation(
    "where(x >= t_r, t_r + a_r*(x-t_r), where(x > t_l, x, t_l + a_l*(x-t_l)))",
    title="S-shaped ReLU",
    tex=r"t_r+a_r(x-t_r)\ (x\geq t_r),\ x,\ t_l+a_l(x-t_l)\ (x\leq t_l)",
    derivative="where(x >= t_r, a_r, where(x > t_l, 1, a_l))",
    kinks=lambda t_r, a_r, t_l, a_l: [t for t, a in ((t_l, a_l), (t_r, a_r)) if a != 1],
    requires=["t_l < t_r"],
    aliases="SReLU s_shaped_rectified_linear_unit plu piecewise_linear_unit",
    source="Jin et al. 2015, arXiv 1512.07030; as PLU: Nicolae 2018, arXiv 1809.09534",
    differences="The start is not agreed on: drawn are that of torch_activation, which is also the PLU of Nicolae "
    "with alpha = 0.1 and c = 1. The authors first train with fixed parameters and then set t_r from the data; "
    "Keras' contributions start at t_l = 0, a_r = 1.",
)
def s_shaped_relu(x: Array, t_r: float = 1.0, a_r: float = 0.1, t_l: float = -1.0, a_l: float = 0.1) -> Pair:
    """Bends the identity at two thresholds, with a slope of its own beyond each; all four numbers are learned.

    It can become convex or concave. At both kinks the slope is that of the outer piece.
    """
    right, left = x >= t_r, x <= t_l
    value = np.where(right, _line(x, a_r, t_r, t_r), np.where(left, _line(x, a_l, t_l, t_l), x))
    return value, np.where(right, a_r, np.where(left, a_l, 1.0))


@activation(
    "a0 + a1*max(0,x) + a2*max(0,x)^2 + a3*max(0,x)^3",
    title="PolyReLU",
    tex=r"\sum_{i=0}^{3}a_i\,\max(0,x)^{i}",
    derivative="where(x > 0, a1 + 2*a2*x + 3*a3*x^2, 0)",
    kinks=lambda a0, a1, a2, a3: [0] if a1 or a2 or a3 else [],  # noqa: ARG005
    aliases="poly_relu polynomial_relu",
    source="Zhuo et al. 2024 (PolyCom), arXiv 2411.03884",
    differences="The paper writes any order r and uses r = 3; its code starts the three weights at 1/3 and a0 at 0.",
)
def polyrelu(x: Array, a0: float = 0.0, a1: float = 1 / 3, a2: float = 1 / 3, a3: float = 1 / 3) -> Pair:
    """Composes a polynomial of learned coefficients with ReLU, for the feed-forward layers of language models.

    It grows like a cube, so its inputs are kept in check by normalisation. At 0 the slope is 0, as for relu.
    """
    right = np.clip(x, 0.0, 1e60)
    inner = Twofold(right)
    value = ((a3 * inner + a2) * inner + a1) * inner + a0
    slope = ((3.0 * (a3 * inner)) + 2.0 * Twofold(a2)) * inner + a1
    # Far out powers of x leave the floats: there x is size*2^power, and the highest power of 2 is multiplied last.
    leading, *others = [a3, a2, a1, a0] if a3 else [a2, a1, a0] if a2 else [a1, a0]
    order = len(others)
    infinite = x == np.inf
    size, power = np.frexp(np.where(infinite, 1.0, np.maximum(x, 1.0)))
    top = Twofold(np.full_like(x, leading))
    steep = float(order) * top
    for n, a in enumerate(others, 1):
        top = top * size + np.ldexp(a, -n * power)
        if n < order:
            steep = steep * size + (order - n) * Twofold(np.ldexp(a, -n * power))
    high, tilt = np.ldexp(top.high, order * power), np.ldexp(steep.high, (order - 1) * power)
    high = np.where(infinite, leading * np.inf, high) if leading else high
    tilt = np.where(infinite, leading * np.inf, tilt) if order > 1 else tilt
    far = x > 1e60
    return np.where(far, high, value.high), np.where(x > 0, np.where(far, tilt, slope.high), 0.0)


@activation(
    "where(x >= 0, (a/b)*x, a*(exp(x/b)-1))",
    title="PELU",
    tex=r"\frac{a}{b}x\ (x\geq 0),\ a(e^{x/b}-1)\ (x<0)",
    derivative="where(x >= 0, a/b, (a/b)*exp(x/b))",
    kinks=[0],
    requires=["0 < a", "0 < b"],
    aliases="parametric_elu",
    source="Trottier, Giguere & Chaib-draa 2016, arXiv 1605.09332",
)
def pelu(x: Array, a: float = 1.0, b: float = 1.0) -> Pair:
    """Learns where ELU saturates and how fast, without a corner at 0.

    It saturates at -a; both parameters are kept positive. At 0 the slope is a/b from both sides; f'' jumps.
    """
    ratio = Twofold(a) / b
    right = np.maximum(x, 0.0)
    climb, rest = exact.product(ratio.high, right)
    inner = Twofold(np.clip(x, -800.0 * b, 0.0)) / b
    power, k = gates.exp(inner)
    return (
        np.where(x < 0, (a * twofold.expm1(inner)).high, climb + (rest + np.minimum(right, 1e300) * ratio.low)),
        np.where(x < 0, np.ldexp((ratio * power).high, k), ratio.high),
    )


@activation(
    "where(x > 0, x, alpha*(exp(beta*x)-1))",
    title="MPELU",
    tex=r"x\ (x>0),\ \alpha(e^{\beta x}-1)\ (x\leq 0)",
    derivative="where(x > 0, 1, alpha*beta*exp(beta*x))",
    kinks=[0],
    requires=["0 < alpha", "0 < beta"],
    aliases="multiple_parametric_elu",
    source="Li et al. 2016, arXiv 1606.00305",
    differences="alpha starts at 1, as here, or at 0.25.",
)
def mpelu(x: Array, alpha: float = 1.0, beta: float = 1.0) -> Pair:
    """Puts PReLU and ELU into one formula: alpha is where it saturates, beta how fast.

    With a small beta it is nearly PReLU of slope alpha*beta, with beta = 1 it is ELU. At 0 the slope is alpha*beta.
    """
    inner = gates.scaled(np.minimum(x, 0.0), beta)
    power, k = gates.exp(inner)
    growth = np.ldexp((alpha * (beta * power)).high, k)
    return np.where(x > 0, x, (alpha * twofold.expm1(inner)).high), np.where(x > 0, 1.0, growth)


def _end(alpha: float, t: float) -> list[float]:  # noqa: ARG001
    """Return 0 and where the power reaches 0, rounded once."""
    edge = 1 / (Fraction(t) - 1)
    return [0.0, float(edge) if -edge < Fraction(sys.float_info.max) else -math.inf]


@activation(
    "where(x > 0, x, where(1+(1-t)*x > 0, alpha*((1+(1-t)*x)^(1/(1-t)) - 1), -alpha))",
    title="PDELU",
    tex=r"x\ (x>0),\ \alpha\left(\max(0, 1+(1-t)x)^{1/(1-t)}-1\right)\ (x\leq 0)",
    derivative="where(x > 0, 1, where(1+(1-t)*x > 0, alpha*(1+(1-t)*x)^(t/(1-t)), 0))",
    kinks=_end,
    requires=["0 < alpha", "0.5 <= t", "t < 1"],
    aliases="parametric_deformable_elu",
    source="Cheng et al. 2020 (Neural Networks 125)",
    differences="alpha is learned from 1 on and t fixed at 0.9, where the power is the 10th; the code of a benchmark "
    "(Dubey et al.) forgets to cut off the power, torch_activation puts the 1 outside of alpha.",
)
def pdelu(x: Array, alpha: float = 1.0, t: float = 0.9) -> Pair:
    """Bends like ELU on the left, by the deformed exponential of Tsallis, which reaches its bound.

    As t goes to 1 it becomes ELU; below t = 1/2 its slope would have a corner where it ends, at -1/(1-t). From there
    on it is -alpha, exactly. At 0 the slope is alpha.
    """
    inner = 1.0 - Twofold(t)
    left = gates.scaled(np.minimum(x, 0.0), inner, 2.0)
    base = 1.0 + left
    inside = base.high > 0
    power = gates.log1p(twofold.where(inside, left, 0.0)) / inner
    value = alpha * twofold.expm1(power)
    slope = alpha * twofold.exp(t * power)
    return (
        np.where(x > 0, x, np.where(inside, value.high, -alpha)),
        np.where(x > 0, 1.0, np.where(inside, slope.high, 0.0)),
    )

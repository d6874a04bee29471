"""Smooth relatives of ReLU."""

import math

import numpy as np

from actplot.activation import Array, Pair, activation
from actplot.arithmetic import exact, gates, normal, twofold
from actplot.arithmetic.twofold import Twofold, constant

_PI = constant("3.14159265358979323846264338327950")
_SILU_ZERO = constant("-1.27846454276107379510935873902298")  # where f' is 0
_SILU_EXP = math.exp(_SILU_ZERO.high)
_MISH_ZERO = constant("-1.192431214515495212137588340420739")
_MISH_EXP = math.exp(_MISH_ZERO.high)
_MISH_RISE = (
    _MISH_EXP * (6.0 + 4.0 * _MISH_ZERO.high + _MISH_EXP * (8.0 + 3.0 * _MISH_EXP)),
    _MISH_EXP * _MISH_EXP * (4.0 + 3.0 * _MISH_EXP),
    _MISH_EXP * _MISH_EXP * _MISH_EXP,
)


@activation(
    "log(1+exp(beta*x))/beta",
    title="Softplus",
    tex=r"\frac{1}{\beta}\log(1+e^{\beta x})",
    derivative="sigmoid(beta*x)",
    requires=["0 < beta"],
    aliases="smooth_relu SmoothReLU",
    source="Dugas et al. 2001; Glorot, Bordes & Bengio 2011",
    differences="PyTorch and Paddle return x itself where beta*x > 20, which is up to 2.1e-9 less.",
)
def softplus(x: Array, beta: float = 1.0) -> Pair:
    """Smooths ReLU; its derivative is the sigmoid.

    Positive everywhere, so it is chosen for outputs such as a variance or a rate.
    """
    if beta == 1.0:
        small = np.exp(-np.abs(x))
        return np.maximum(x, 0.0) + np.log1p(small), np.where(x < 0, small, 1.0) / (1.0 + small)
    # exp amplifies the rounding of beta*x.
    inner = np.clip(x, -800.0 / beta, 800.0 / beta)
    power = twofold.exp(-abs(Twofold(inner) * beta))
    beyond = (twofold.log1p(power) / beta).high
    return np.maximum(x, 0.0) + beyond, np.where(x < 0, power.high, 1.0) / (1.0 + power.high)


@activation(
    "x/(1+exp(-x))",
    title="SiLU",
    tex=r"x\,\sigma(x)=\frac{x}{1+e^{-x}}",
    derivative="sigmoid(x)*(1+x*(1-sigmoid(x)))",
    aliases="swish1 sigmoid_linear_unit",
    source="Elfwing, Uchibe & Doya 2017, arXiv 1702.03118; Hendrycks & Gimpel 2016",
    differences="Most libraries call it swish too, which here has a parameter.",
)
def silu(x: Array) -> Pair:
    """Weighs its input by its own sigmoid: smooth, with a small dip on the left.

    Common in vision networks and, as half of SwiGLU, in language models.
    """
    inner = np.clip(x, -700.0, 700.0)
    small = np.negative(inner)
    np.exp(small, out=small)
    power = 1.0 / small
    # f' is (1 + x + exp(x))/(2 + exp(x) + exp(-x)). Beside the zero of the numerator what it is there is taken off
    # term by term.
    inner += 1.0
    inner += power
    beside = np.flatnonzero(np.abs(inner) < 0.3)
    away = (x[beside] - _SILU_ZERO.high) - _SILU_ZERO.low
    inner[beside] = away + _SILU_EXP * np.expm1(away)
    power += 2.0
    power += small
    slope = np.divide(inner, power, out=inner)
    # The quotient x/(1 + exp(-x)), with what rounding took from the sum.
    whole = 1.0 + small
    from_small = whole - 1.0
    rest = whole - from_small
    np.subtract(1.0, rest, out=rest)
    small -= from_small
    rest += small
    rest /= whole
    value = np.divide(x, whole, out=whole)
    rest *= np.minimum(value, 1e300)  # 0 times an infinite value would be NaN
    value -= rest
    far = x > 700.0
    if far.any():
        value[far] = x[far]
    return _far_left(x, value, slope)


def _far_left(x: Array, value: Array, slope: Array) -> Pair:
    """Return f and f', which beyond the range of exp(-x) are x*exp(x) and its derivative."""
    far = x < -700.0
    if far.any():
        inner = np.maximum(x[far], -800.0)  # 0 times an infinite x would be NaN
        value[far], slope[far] = inner * np.exp(inner), (1.0 + inner) * np.exp(inner)
    return value, slope


@activation(
    "x*tanh(log(1+exp(x)))",
    title="Mish",
    tex=r"x\,\tanh(\log(1+e^{x}))",
    derivative="tanh(softplus(x)) + x*(1-tanh(softplus(x))^2)*sigmoid(x)",
    source="Misra 2019, arXiv 1908.08681",
    differences="Paddle cuts the softplus inside off at 20, as PyTorch's own softplus does.",
)
def mish(x: Array) -> Pair:
    """Weighs its input by tanh(softplus(x)); like SiLU, a little steeper."""
    inner = np.clip(x, -700.0, 200.0)
    small = np.exp(-inner)
    whole, rest = exact.finite_sum(small, 0.5 + 0.5 / (1.0 + 2.0 * small))
    quotient = inner / whole
    back, lost = exact.finite_product(quotient, whole)
    value = quotient + ((inner - back) - lost - quotient * rest) / whole
    # As in silu; the numerator is 4(x+1) + exp(x) (4x+6) + 4 exp(2x) + exp(3x).
    power = 1.0 / small
    bend = power + 4.0
    bend *= power
    below = bend + 8.0
    below *= power
    below += 8.0
    inner *= 4.0
    bend += inner
    bend += 6.0
    bend *= power
    inner += 4.0
    top, lost = exact.finite_sum(inner, bend)
    beside = np.flatnonzero(np.abs(top) < 0.6)
    away = (x[beside] - _MISH_ZERO.high) - _MISH_ZERO.low
    step = np.expm1(away)
    first, second, third = _MISH_RISE
    top[beside] = 4.0 * away * (1.0 + power[beside]) + step * (first + step * (second + step * third))
    lost[beside] = 0.0
    small *= 4.0
    below, rest = exact.finite_sum(small, below)
    slope = top / below
    rest *= slope
    lost -= rest
    lost /= below
    slope += lost
    far = x > 200.0
    if far.any():
        value[far] = x[far]
    return _far_left(x, value, slope)


@activation(
    "0.5*x*(1+erf(x/sqrt(2)))",
    title="GELU",
    tex=r"x\,\Phi(x)=\frac{x}{2}\left(1+\mathrm{erf}\left(\frac{x}{\sqrt{2}}\right)\right)",
    derivative="Phi(x) + x*phi(x)",
    aliases="gelu_erf gaussian_error_linear_unit",
    source="Hendrycks & Gimpel 2016, arXiv 1606.08415",
    differences="The tanh form is gelu_tanh here; it is the default of JAX, Flax, keras.ops, tinygrad, TensorFlow "
    "Addons and NNlib.jl.",
)
def gelu(x: Array) -> Pair:
    """Weighs its input by the normal distribution function; the usual choice in transformers.

    This is the exact form by erf, the default of PyTorch and Keras.
    """
    return normal.gelu(x)


def _gelu_bounds(lo: float, hi: float) -> list[float]:
    return sorted({*normal.crossings(lo), *normal.crossings(hi)})


@activation(
    "clip(gelu(x),lo,hi)",
    title="Clipped GELU",
    tex=r"\min(\max(x\,\Phi(x), a), b)",
    derivative="where(gelu(x) < hi, where(gelu(x) > lo, Phi(x)+x*phi(x), 0), 0)",
    kinks=_gelu_bounds,
    requires=["lo < hi"],
    symbols={"lo": "a", "hi": "b"},
    aliases="ClippedGELU",
    source="Wu et al. 2020, arXiv 2004.09602",
)
def clipped_gelu(x: Array, lo: float = -10.0, hi: float = 10.0) -> Pair:
    """Cuts GELU off at two bounds, so that activations fit an 8-bit integer.

    GELU never falls below -0.17, so the default lower bound never acts. Where GELU reaches a bound the slope is 0, as
    torch.clip has it since PyTorch 2.14.
    """
    value, slope = gelu.evaluate(x)
    # Rounded values can't tell which side of a kink x is on; far left GELU is just below 0, and each kink crosses.
    kinks = _gelu_bounds(lo, hi)
    before = [np.searchsorted(kinks, x, side) % 2 for side in ("left", "right")]
    inside = (before[0] == before[1]) & (before[0] == (0 if lo < 0.0 <= hi else 1))
    return np.clip(value, lo, hi), np.where(inside, slope, 0.0)


@activation(
    "0.5*x*(1+tanh(sqrt(2/pi)*(x+0.044715*x^3)))",
    title="GELU (tanh form)",
    tex=r"\frac{x}{2}\left(1+\tanh\left(\sqrt{2/\pi}\,(x+0.044715x^{3})\right)\right)",
    derivative=(
        "0.5*(1+tanh(sqrt(2/pi)*(x+0.044715*x^3))) + 0.5*x*(1-tanh(sqrt(2/pi)*(x+0.044715*x^3))^2)"
        "*sqrt(2/pi)*(1+3*0.044715*x^2)"
    ),
    aliases="gelu_approx NewGELU FastGELU",
    source="Hendrycks & Gimpel 2016, arXiv 1606.08415",
    differences="The gelu_fast of transformers writes sqrt(2/pi) as 0.7978845608, which changes the 13th digit.",
)
def gelu_tanh(x: Array) -> Pair:
    """Approximates GELU by a tanh; off by up to 0.0005, and the default of jax.nn.gelu."""
    share, slope = gates.gelu_tanh(x)
    return np.where(x > 30.0, x, (np.clip(x, -30.0, 30.0) * share).high), slope.high


@activation(
    "x*sigmoid(beta*x)",
    title="Swish",
    tex=r"x\,\sigma(\beta x)",
    derivative="sigmoid(beta*x)*(1+beta*x*(1-sigmoid(beta*x)))",
    requires=["0 < beta"],
    aliases="parametric_swish swish_beta",
    source="Ramachandran, Zoph & Le 2017, arXiv 1710.05941",
    differences="Most libraries mean silu by swish, which is beta = 1.",
)
def swish(x: Array, beta: float = 1.0) -> Pair:
    """Goes from x/2 to ReLU as its trainable steepness grows.

    Found by an automatic search over formulas; beta = 1 is SiLU, 1.702 is quick GELU.
    """
    share, slope = gates.swish(x, Twofold(beta))
    return np.maximum(x, -1e300) * share.high, slope.high


@activation(
    "x*sigmoid(1.702*x)",
    title="Quick GELU",
    tex=r"x\,\sigma(1.702\,x)",
    derivative="sigmoid(1.702*x)*(1+1.702*x*(1-sigmoid(1.702*x)))",
    aliases="QuickGELU gelu_sigmoid gelu_fast_approx",
    source="Hendrycks & Gimpel 2016, arXiv 1606.08415",
    differences="MLX calls it gelu_fast_approx, which is not the gelu_fast of transformers (that is the tanh form).",
)
def quick_gelu(x: Array) -> Pair:
    """Approximates GELU by a sigmoid; off by up to 0.02, and what CLIP was trained with."""
    share, slope = gates.swish(x, constant("1.702"))
    return np.maximum(x, -1e300) * share.high, slope.high


@activation(
    "beta*x*sigmoid(x)",
    title="E-swish",
    tex=r"\beta x\,\sigma(x)",
    derivative="beta*sigmoid(x)*(1+x*(1-sigmoid(x)))",
    requires=["0 < beta"],
    aliases="eswish",
    source="Alcaide 2018, arXiv 1801.07145",
    differences=(
        "The paper wants 1 <= beta <= 2 and fixes no default; 1.375 is that of Echo's documentation, whose code has "
        "1.735. Surveys also use the name for exp(-x)*sigmoid(x)."
    ),
)
def e_swish(x: Array, beta: float = 1.375) -> Pair:
    """Makes SiLU steeper by a constant factor, for deep image classifiers."""
    share, slope = gates.swish(x, Twofold(1.0))
    return np.maximum(x, -1e300) * (beta * share).high, (beta * slope).high


@activation(
    "(alpha+tanh(beta*x))*gamma*x",
    title="APTx",
    tex=r"(\alpha+\tanh(\beta x))\,\gamma x",
    derivative="gamma*(alpha+tanh(beta*x)+beta*x*(1-tanh(beta*x)^2))",
    requires=["0 < beta", "0 < gamma"],
    source="Kumar 2022, arXiv 2209.06119",
)
def aptx(x: Array, alpha: float = 1.0, beta: float = 1.0, gamma: float = 0.5) -> Pair:
    """Stands in for Mish at less cost; trainable in all three parameters.

    At the defaults it is swish with beta = 2.
    """
    bound = min(400.0 / beta, 1e300)
    z = twofold.clip(Twofold(np.clip(x, -bound, bound)) * beta, 400.0)
    small = twofold.exp(-2.0 * abs(z))
    whole = 1.0 + small
    short = 2.0 * small / whole  # of what tanh tends to
    far = twofold.where(x < 0, (Twofold(alpha) - 1.0) + short, (Twofold(alpha) + 1.0) - short)
    gate = gamma * twofold.where(np.abs(z.high) < 0.5, twofold.tanh(z) + alpha, far)
    slope = gate + gamma * (2.0 * z * short / whole)
    # Where the gate is 0, an infinite x would make it NaN.
    return np.where(gate.high == 0, 0.0, x) * gate.high, slope.high


@activation(
    "(x+sqrt(x^2+b))/2",
    title="Squareplus",
    tex=r"\frac{x+\sqrt{x^{2}+b}}{2}",
    derivative="(1+x/sqrt(x^2+b))/2",
    requires=["0 < b"],
    source="Barron 2021, arXiv 2112.11687",
)
def squareplus(x: Array, b: float = 4.0) -> Pair:
    """Smooths ReLU without an exponential, with tails like b/(4x).

    The width of the bend is 2*sqrt(b); as b goes to 0 it becomes ReLU.
    """
    size = np.abs(x)
    inner = np.minimum(size, 1e150)  # whose square is in range
    under = Twofold(inner) * inner + b
    root = Twofold(*exact.root(under.high, under.low))
    half = 0.5 * (root + inner)
    short = 0.25 * b / half  # of abs(x), what f lacks on the left
    far = size > 1e150
    return (
        np.where(x < 0, np.where(far, 0.25 * b / size, short.high), np.where(far, size, half.high)),
        np.where(x < 0, np.where(far, 0.25 * b / size / size, (short / root).high), (half / root).high),
    )


@activation(
    "where(x <= -1, 0, where(x >= 1, x, (x+1)^2/4))",
    title="Sparse plus",
    tex=r"0\ (x\leq -1),\ \frac{(x+1)^{2}}{4}\ (|x|<1),\ x\ (x\geq 1)",
    derivative="clip((x+1)/2,0,1)",
    kinks=[-1, 1],
    aliases="SparsePlus",
    source="Blondel, Martins & Niculae 2019, arXiv 1901.02324",
    differences="It is smelu with beta = 1.",
)
def sparse_plus(x: Array) -> Pair:
    """Smooths ReLU by a parabola, and is exactly 0 on the left.

    Its slope is the sparse sigmoid: 0 at -1 and 1 at 1, where f'' jumps.
    """
    return _parabola(x, 1.0)


@activation(
    "where(x <= -beta, 0, where(x >= beta, x, (x+beta)^2/(4*beta)))",
    title="SmeLU",
    tex=r"0\ (x\leq -\beta),\ \frac{(x+\beta)^{2}}{4\beta}\ (|x|<\beta),\ x\ (x\geq\beta)",
    derivative="clip((x+beta)/(2*beta),0,1)",
    kinks=lambda beta: [-beta, beta],
    requires=["0 < beta"],
    aliases="smooth_relu_smelu",
    source="Shamir & Lin 2022, arXiv 2202.06499",
    differences="The default 2 is that of xFormers; others start at 1, which is sparse_plus.",
)
def smelu(x: Array, beta: float = 2.0) -> Pair:
    """Smooths ReLU by a parabola of width 2*beta, so that trained models are easier to reproduce.

    The slope is 0 at -beta and 1 at beta, where f'' jumps.
    """
    return _parabola(x, beta)


def _parabola(x: Array, width: float) -> Pair:
    rise = Twofold(np.clip(x, -width, width)) + width
    slope = rise / width * 0.5
    return np.where(x >= width, x, (rise * slope * 0.5).high), slope.high


@activation(
    "x*erf(softplus(x))",
    title="Serf",
    tex=r"x\,\mathrm{erf}(\log(1+e^{x}))",
    derivative="erf(softplus(x)) + x*sigmoid(x)*2/sqrt(pi)*exp(-softplus(x)^2)",
    source="Nag & Bhattacharyya 2021, arXiv 2108.09598",
    differences="One library calls erf(x/sqrt(2)) serf.",
)
def serf(x: Array) -> Pair:
    """Weighs its input by erf(softplus(x)); like Mish, with the error function for tanh."""
    inner = np.clip(x, -750.0, 30.0)
    power = twofold.exp(inner)
    scaled = normal.ROOT_2 * twofold.log1p(power)
    density = normal.density(scaled)
    gate = 2.0 * normal.central(scaled, density)
    growth = 2.0 * normal.ROOT_2 * density * power / (1.0 + power)
    return np.maximum(x, -1e300) * gate.high, (gate + inner * growth).high


@activation(
    "x*tanh(gelu(x))",
    title="Phish",
    tex=r"x\,\tanh(\mathrm{GELU}(x))",
    derivative="tanh(gelu(x)) + x*(1-tanh(gelu(x))^2)*(Phi(x)+x*phi(x))",
    source="Naveen 2022 (TechRxiv)",
)
def phish(x: Array) -> Pair:
    """Weighs its input by tanh(gelu(x)), which makes it a flat parabola at 0.

    It is positive on the left too, with a hump there.
    """
    inner = np.clip(x, -40.0, 40.0)
    density = normal.density(inner)
    distribution = normal.distribution(inner, density)
    gate = twofold.tanh(inner * distribution)
    growth = (1.0 - gate * gate) * (distribution + inner * density)
    return np.maximum(x, -1e300) * gate.high, (gate + inner * growth).high


@activation(
    "x*tanh(exp(x))",
    title="TanhExp",
    tex=r"x\,\tanh(e^{x})",
    derivative="tanh(exp(x)) + x*exp(x)*(1-tanh(exp(x))^2)",
    aliases="tanh_exp telu",
    source="Liu & Di 2020, arXiv 2003.09855; as TeLU: Fernandez & Mali 2024, arXiv 2412.20269",
    differences="The TeLU of Kunc and Klema's survey is x*tanh(elu(a*x)).",
)
def tanhexp(x: Array) -> Pair:
    """Weighs its input by tanh(exp(x)), which is 1 within rounding from x = 3 on."""
    inner = np.clip(x, -750.0, 5.0)
    power = twofold.exp(inner)
    gate = twofold.tanh(power)
    slope = gate + inner * power * (1.0 - gate * gate)
    return np.maximum(x, -1e300) * gate.high, slope.high


@activation(
    "x*tanh(x)",
    title="LiSHT",
    tex=r"x\,\tanh(x)",
    derivative="tanh(x) + x*(1-tanh(x)^2)",
    source="Roy et al. 2019, arXiv 1901.05894",
)
def lisht(x: Array) -> Pair:
    """Weighs its input by its own tanh: a smooth absolute value, so not a rectifier at all."""
    inner = np.clip(x, -40.0, 40.0)
    gate = twofold.tanh(inner)
    return x * gate.high, (gate + inner * (1.0 - gate * gate)).high


@activation(
    "x*log(1+sigmoid(x))",
    title="Logish",
    tex=r"x\,\log(1+\sigma(x))",
    derivative="log(1+sigmoid(x)) + x*sigmoid(x)*(1-sigmoid(x))/(1+sigmoid(x))",
    source="Zhu et al. 2021 (Neurocomputing 458)",
)
def logish(x: Array) -> Pair:
    """Weighs its input by log(1 + sigmoid(x)), so it grows like log(2)*x."""
    inner = np.clip(x, -750.0, 750.0)
    share, rest = gates.sigmoid(Twofold(inner))
    gate = twofold.log1p(share)
    return np.maximum(x, -1e300) * gate.high, (gate + inner * share * rest / (1.0 + share)).high


@activation(
    "x*tanh(log(1+sigmoid(x)))",
    title="Smish",
    tex=r"x\,\tanh(\log(1+\sigma(x)))",
    derivative=("tanh(log(1+sigmoid(x))) + x*(1-tanh(log(1+sigmoid(x)))^2)*sigmoid(x)*(1-sigmoid(x))/(1+sigmoid(x))"),
    source="Wang, Ren & Wang 2022 (Electronics 11(4):540)",
)
def smish(x: Array) -> Pair:
    """Weighs its input by tanh(log(1 + sigmoid(x))), so it grows like 3/5 x."""
    inner = np.clip(x, -750.0, 750.0)
    share, rest = gates.sigmoid(Twofold(inner))
    # tanh(log(y)) is (y^2 - 1)/(y^2 + 1).
    above = share * (2.0 + share)
    below = above + 2.0
    gate = above / below
    growth = 4.0 * (1.0 + share) * share * rest / (below * below)
    return np.maximum(x, -1e300) * gate.high, (gate + inner * growth).high


@activation(
    "x*log(2-exp(-exp(x)))",
    title="Gish",
    tex=r"x\,\log(2-e^{-e^{x}})",
    derivative="log(2-exp(-exp(x))) + x*exp(x)*exp(-exp(x))/(2-exp(-exp(x)))",
    source="Kaytan, Aydilek & Yeroglu 2023",
)
def gish(x: Array) -> Pair:
    """Weighs its input by log(2 - exp(-exp(x))), so it grows like log(2)*x."""
    inner = np.clip(x, -750.0, 6.0)
    power = twofold.exp(inner)
    less = -twofold.expm1(-power)
    gate = twofold.log1p(less)
    return np.maximum(x, -1e300) * gate.high, (gate + inner * power * (1.0 - less) / (1.0 + less)).high


@activation(
    "x*exp(-exp(-x))",
    title="GoLU",
    tex=r"x\,e^{-e^{-x}}",
    derivative="exp(-exp(-x))*(1+x*exp(-x))",
    aliases="gompertz_linear_unit expexpish",
    source="Das et al. 2025, arXiv 2502.03654",
)
def golu(x: Array) -> Pair:
    """Weighs its input by the Gompertz function, a sigmoid that is steeper on the left than on the right."""
    inner = np.clip(x, -7.0, 750.0)
    power = twofold.exp(-inner)
    gate = twofold.exp(-power)
    return np.maximum(x, -1e300) * gate.high, (gate * (1.0 + inner * power)).high


@activation(
    "sqrt(softplus(x))",
    title="Square root of softplus",
    tex=r"\sqrt{\log(1+e^{x})}",
    derivative="sigmoid(x)/(2*sqrt(softplus(x)))",
)
def sqrt_softplus(x: Array) -> Pair:
    """Scores the experts of a router: positive, and growing like sqrt(x)."""
    small = np.exp(-np.abs(x))
    root = np.sqrt(np.maximum(x, 0.0) + np.log1p(small))
    share = np.where(x < 0, small, 1.0) / (1.0 + small)
    # Far left the softplus is exp(x), and out of range long before its root is.
    far = np.exp(0.5 * np.minimum(x, 0.0))
    return np.where(x < -40.0, far, root), np.where(x < -40.0, 0.5 * far, 0.5 * share / root)


@activation(
    "where(x >= 0, x*sigmoid(x), 0) + T",
    title="Flatten-T swish",
    tex=r"\max(0,x)\,\sigma(x)+T",
    derivative="where(x > 0, sigmoid(x)*(1+x*(1-sigmoid(x))), 0)",
    kinks=[0],
    aliases="fts flattened_swish FlattenTSwish FlattedTSwish relu_swish",
    source="Chieng et al. 2018, arXiv 1812.06247",
    differences="Echo's TensorFlow version leaves T out, and its PyTorch version multiplies by x twice.",
)
def flatten_t_swish(x: Array, T: float = -0.2) -> Pair:  # noqa: N803
    """Cuts SiLU off at 0 and lowers it by a threshold, so that sparse units still push the mean towards 0.

    The paper wants T <= 0. At 0 the slope is 0, as in PyTorch's autograd of relu(x)*sigmoid(x) + T.
    """
    inner = np.clip(x, 0.0, 750.0)
    share, rest = gates.sigmoid(Twofold(inner))
    value = np.maximum(np.minimum(x, 1e300), 0.0) * share + T
    slope = share * (1.0 + inner * rest)
    return np.where(x > 1e300, x, value.high), np.where(x > 0, slope.high, 0.0)


@activation(
    "x*(atan(x)/pi + 1/2)",
    title="CaLU",
    tex=r"x\left(\frac{\arctan(x)}{\pi}+\frac{1}{2}\right)",
    derivative="atan(x)/pi + 1/2 + x/(pi*(1+x^2))",
    aliases="cauchy_linear_unit",
)
def calu(x: Array) -> Pair:
    """Weighs its input by the Cauchy distribution function: unlike GELU it never falls, and ends at -1/pi."""
    # On the left, by the continued fraction of arctan(1/x), in which nothing cancels.
    far = x < -0.7
    left = np.where(far, x, -1.0)
    square = 1.0 / (left * left)
    fraction = np.zeros_like(x)
    for k in range(45, 1, -1):
        fraction = k * k * square / (2 * k + 1 + fraction)
    size = np.minimum(-left, 1e150)
    below = _PI * (Twofold(np.ones_like(x)) + square / (3.0 + fraction))
    fall = (
        (Twofold(fraction) + 2.0) / (Twofold(fraction) + square + 3.0) / (_PI * size) / (Twofold(size) * size + 1.0)
    )
    near = np.where(far, 0.0, x)
    gate = Twofold(np.arctan(near)) / _PI + 0.5
    inner = np.clip(near, -1e150, 1e150)
    bell = Twofold(inner) / _PI / (Twofold(inner) * inner + 1.0)
    return (
        np.where(far, (-1.0 / below).high, near * gate.high),
        np.where(far, fall.high, (gate + bell).high),
    )


@activation(
    "where(x >= 0, x*(1-0.5*exp(-x)), 0.5*x*exp(x))",
    title="LaLU",
    tex=r"x\left(1-\frac{1}{2}e^{-x}\right)\ (x\geq 0),\ \frac{x}{2}e^{x}\ (x<0)",
    derivative="where(x >= 0, 1-0.5*exp(-x)*(1-x), 0.5*exp(x)*(1+x))",
    kinks=[0],
    aliases="laplace_linear_unit",
)
def lalu(x: Array) -> Pair:
    """Weighs its input by the Laplace distribution function.

    At 0 the slope is 1/2 from both sides; f''' jumps.
    """
    inner = np.clip(x, -800.0, 800.0)
    half = 0.5 * np.exp(-np.abs(inner))
    return (
        np.where(x < 0, inner * half, x * (1.0 - half)),
        np.where(x < 0, half * (1.0 + inner), 1.0 - half * (1.0 - inner)),
    )


@activation(
    "a*x*erf(x/sqrt(2))",
    title="SGELU",
    tex=r"a\,x\,\mathrm{erf}\left(\frac{x}{\sqrt{2}}\right)",
    derivative="a*(erf(x/sqrt(2)) + x*sqrt(2/pi)*exp(-x^2/2))",
    requires=["0 < a"],
    aliases="symmetrical_gelu",
    source="Yu & Su 2019, arXiv 1911.03925",
)
def sgelu(x: Array, a: float = 1.0) -> Pair:
    """Weighs its input by the error function: an even function, so not a rectifier at all."""
    inner = np.clip(x, -40.0, 40.0)
    density = normal.density(inner)
    half = a * normal.central(inner, density)
    return x * (2.0 * half).high, (2.0 * (half + a * inner * density)).high


@activation(
    "log(1+exp(x)) - log(2)",
    title="Shifted softplus",
    tex=r"\log(1+e^{x})-\log 2",
    derivative="sigmoid(x)",
    aliases="ssp ShiftedSoftplus",
    source="Schuett et al. 2017 (SchNet), arXiv 1706.08566",
)
def shifted_softplus(x: Array) -> Pair:
    """Lowers softplus by log(2), so that it passes through 0; smooth enough for energies whose slopes are forces.

    The activation of SchNet and its successors, for molecules. It tends to -log(2) on the left.
    """
    # log((1+exp(x))/2) by the excess over 1 where it is not large, and else by what is left of x.
    near = gates.log1p(0.5 * twofold.expm1(np.clip(x, -800.0, 1.0)))
    size = np.clip(x, 1.0, 1e300)
    far = size - gates.LOG_2 + gates.log1p(twofold.exp(-size))
    value = np.where(x < 1.0, near.high, np.where(x > 1e300, x, far.high))
    return value, gates.sigmoid(Twofold(np.clip(x, -800.0, 800.0)))[0].high


@activation(
    "x/(1 - x*exp(-(x+exp(x))))",
    title="CoLU",
    tex=r"\frac{x}{1-x\,e^{-(x+e^{x})}}",
    derivative="(1 - x^2*(1+exp(x))*exp(-(x+exp(x))))/(1 - x*exp(-(x+exp(x))))^2",
    aliases="collapsing_linear_unit",
    source="Vagerwal 2021, arXiv 2112.12078",
)
def colu(x: Array) -> Pair:
    """Collapses to zero on the left like -exp(x), and is linear on the right; much like Mish, with a deeper bend.

    It has no parameters and its denominator no zero.
    """
    # Left of 0 both parts of the fraction are taken times exp(x), right of it times nothing.
    inner = np.clip(x, -750.0, 6.0)
    power = twofold.exp(inner)
    rest = twofold.exp(-power)
    below = power - inner * rest
    value = inner * power / below
    top = power - inner * (inner * rest) * (1.0 + power)  # inner * inner would be rounded
    slope = power * top / (below * below)
    slopes = np.where(x > 6.0, 1.0, np.where(np.isnan(gates.settled(top, power)), np.nan, slope.high))
    return np.where(x > 6.0, x, value.high), slopes

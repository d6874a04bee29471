"""Linear on the right, exponential on the left."""

import math

import numpy as np

from actplot.activation import Array, Pair, activation
from actplot.arithmetic import exact, gates, twofold
from actplot.arithmetic.twofold import Twofold
from actplot.functions.smooth_rectified import silu


@activation(
    "where(x > 0, x, alpha*(exp(x)-1))",
    title="ELU",
    tex=r"\max(0, x) + \min(0, \alpha(e^{x}-1))",
    derivative="where(x > 0, 1, alpha*exp(x))",
    kinks=[0],
    requires=["0 < alpha"],
    aliases="exponential_linear_unit",
    differences="A survey (Kunc & Klema) divides by its parameter where ELU multiplies.",
    source="Clevert, Unterthiner & Hochreiter 2015, arXiv 1511.07289",
)
def elu(x: Array, alpha: float = 1.0) -> Pair:
    """Saturates smoothly at -alpha on the left, which draws mean activations towards zero.

    Chosen where units should neither die nor push the mean of a layer up; costs an exponential.
    At 0 the slope is alpha, as in PyTorch; only alpha = 1 is continuously differentiable.
    """
    left = np.minimum(x, 0.0)
    return np.maximum(x, 0.0) + alpha * np.expm1(left), np.where(x > 0, 1.0, alpha * np.exp(left))


@activation(
    "max(0, x) + min(0, alpha*(exp(x/alpha)-1))",
    title="CELU",
    tex=r"\max(0, x) + \min(0, \alpha(e^{x/\alpha}-1))",
    derivative="where(x > 0, 1, exp(x/alpha))",
    kinks=[0],
    requires=["0 < alpha"],
    aliases="continuously_differentiable_elu",
    differences="PyTorch and PaddlePaddle also accept a negative alpha, which is another function.",
    source="Barron 2017, arXiv 1704.07483",
)
def celu(x: Array, alpha: float = 1.0) -> Pair:
    """Saturates at -alpha like ELU, with slope 1 at 0 for every alpha.

    Chosen over ELU where alpha is not 1, so that the slope has no jump; with alpha = 1 the two are the same.
    At 0 the slope is 1 from both sides; f'' jumps.
    """
    # exp amplifies the rounding of its argument, so what the quotient lost is carried along.
    left = Twofold(*exact.divide(np.minimum(x, 0.0), alpha))
    return np.maximum(x, 0.0) + (alpha * twofold.expm1(left)).high, twofold.exp(left).high


@activation(
    "where(x > 0, scale*x, scale*alpha*(exp(x)-1))",
    title="SELU",
    tex=r"\lambda\,(\max(0, x) + \min(0, \alpha(e^{x}-1)))",
    derivative="where(x > 0, scale, scale*alpha*exp(x))",
    kinks=[0],
    requires=["0 < alpha", "0 < scale"],
    aliases="scaled_exponential_linear_unit",
    symbols={"scale": "lambda"},
    differences="PaddlePaddle and ONNX round both constants to float32.",
    source="Klambauer et al. 2017, arXiv 1706.02515",
)
def selu(x: Array, alpha: float = 1.6732632423543772, scale: float = 1.0507009873554805) -> Pair:
    """Keeps activations near mean 0 and variance 1 through deep networks, given LeCun initialisation.

    The two constants are those for which that mean and variance are a stable fixed point; for plain fully connected
    networks without normalisation layers. At the kink the slope is scale*alpha, as in PyTorch.
    """
    left = np.minimum(x, 0.0)
    steepness, rest = exact.product(scale, alpha)
    less, growth = np.expm1(left), np.exp(left)
    return (
        np.maximum(x, 0.0) * scale + (steepness * less + rest * less),
        np.where(x > 0, scale, steepness * growth + rest * growth),
    )


@activation(
    "where(x >= 0, x, x/sqrt(1+alpha*x^2))",
    title="ISRLU",
    tex=r"x\ (x\geq 0),\ \frac{x}{\sqrt{1+\alpha x^{2}}}\ (x<0)",
    derivative="where(x >= 0, 1, 1/sqrt(1+alpha*x^2)^3)",
    kinks=[0],
    requires=["0 < alpha"],
    aliases="inverse_sqrt_linear_unit inverse_square_root_linear_unit",
    source="Carlile et al. 2017, arXiv 1710.09967",
)
def isrlu(x: Array, alpha: float = 1.0) -> Pair:
    """Bends like ELU on the left with a square root in place of the exponential.

    Saturates at -1/sqrt(alpha), slowly; chosen where a square root is cheaper than an exponential.
    At 0 the slope is 1 from both sides; f''' jumps.
    """
    left = np.minimum(x, 0.0)
    scaled, lost = exact.product(alpha, left)
    square, rest = exact.product(scaled, left)
    whole, from_sum = exact.add(1.0, square)
    finite = np.isfinite(whole)
    rest = np.where(finite, from_sum + rest + lost * left, 0.0)
    root, root_rest = exact.root(whole, rest)
    ratio, _ = exact.divide(left, root, 0.0, root_rest)
    slope = 1.0 / whole / root
    return (
        np.where(x < 0, np.where(finite, ratio, -1.0 / math.sqrt(alpha)), x),
        slope - slope * (rest / whole + root_rest / root),
    )


@activation(
    "where(x >= 0, x, exp(x)-1)*sigmoid(x)",
    title="ELiSH",
    tex=r"x\,\sigma(x)\ (x\geq 0),\ (e^{x}-1)\,\sigma(x)\ (x<0)",
    derivative="where(x >= 0, sigmoid(x)*(1+x*(1-sigmoid(x))), sigmoid(x)*(exp(x)+(exp(x)-1)*(1-sigmoid(x))))",
    kinks=[0],
    aliases="exponential_linear_sigmoid_squashing",
    differences="The PyTorch code of the Echo package can't run its soft form.",
    source="Basirat & Roth 2018, arXiv 1808.00783",
)
def elish(x: Array) -> Pair:
    """Weighs ELU by the sigmoid: SiLU on the right, a shallow dip on the left that returns to zero.

    Found by a search over pieces of known functions. Its minimum is 2*sqrt(2)-3 at -asinh(1).
    At 0 the slope is 1/2 from both sides; f'' jumps.
    """
    right, slope = silu.evaluate(np.maximum(x, 0.0))
    left = np.minimum(x, 0.0)
    growth = np.exp(left)
    less = np.expm1(left)
    whole, lost = exact.add(1.0, growth)
    gate, rest = exact.divide(growth, whole, 0.0, lost)
    value, lost = exact.product(less, gate)
    # f' has the factor growth - (sqrt(2)-1), which cancels near its zero log(sqrt(2)-1); this form does not.
    away = (left + 0.881373587019543) - 2.250545892825866e-17
    turn = np.expm1(away) * (1.0 - (2.0 - math.sqrt(2.0)) * gate)
    return (
        np.where(x < 0, value + (lost + less * rest), right),
        np.where(x < 0, turn * gate + turn * rest, slope),
    )


@activation(
    "where(x >= 0, x, exp(x)-1)*clip((x+1)/2, 0, 1)",
    title="Hard ELiSH",
    tex=r"\max(x, e^{\min(0, x)}-1)\,\max(0, \min(1, \frac{x+1}{2}))",
    derivative="where(x <= -1, 0, where(x < 0, (exp(x)*(x+2)-1)/2, where(x < 1, x + 1/2, 1)))",
    kinks=[-1, 0, 1],
    aliases="HardELiSH",
    differences="The PyTorch code of the Echo package has exp(x-1) for exp(x)-1, and a survey (Kunc & Klema) prints "
    "1+exp(-x); both are errors.",
    source="Basirat & Roth 2018, arXiv 1808.00783",
)
def hard_elish(x: Array) -> Pair:
    """Replaces the sigmoid in ELiSH by straight pieces.

    No framework has it. At -1 the slope is 0 and at 1 it is 1, those of the outer sides; at 0 it is 1/2 from both.
    """
    left = np.clip(x, -1.0, 0.0)
    right = np.clip(x, 0.0, 1.0)
    # 2f' = exp(x)*(x+2) - 1 cancels near its zero; measured from that zero, both terms have the same sign.
    away = (left + 0.4428544010023886) - 1.4810791653201162e-17
    slope = 0.5 * (np.expm1(away) + away * np.exp(left))
    return (
        np.where(x < 0, np.expm1(left) * (0.5 * (left + 1.0)), np.maximum(x, 0.0) * (0.5 * (right + 1.0))),
        np.where(x < 0, np.where(x > -1, slope, 0.0), np.where(x < 1, right + 0.5, 1.0)),
    )


@activation(
    "where(x >= 0, lam*x, lam*alpha*x*exp(x))",
    title="SERLU",
    tex=r"\lambda x\ (x\geq 0),\ \lambda\alpha x e^{x}\ (x<0)",
    derivative="where(x > 0, lam, lam*alpha*(1+x)*exp(x))",
    kinks=[0],
    requires=["0 < alpha", "0 < lam"],
    symbols={"lam": "lambda"},
    aliases="scaled_exponentially_regularized_linear_unit",
    source="Zhang & Li 2018, arXiv 1807.10117",
)
def serlu(x: Array, alpha: float = 2.90427, lam: float = 1.07862) -> Pair:
    """Keeps mean 0 and variance 1 as SELU does, with a dip on the left that fades to zero.

    Large negative inputs then no longer push the mean. No framework has it; at the kink the slope is lam*alpha, that
    of the left side, as SELU has it.
    """
    left = np.clip(x, -1600.0, 0.0)  # beyond, exp is 0, and 0 times an infinite x would be NaN
    half = twofold.exp(0.5 * left)  # twice, as steep functions are in range where exp(x) is not
    steep = Twofold(lam) * alpha * half
    value, slope = left * steep * half, (Twofold(left) + 1.0) * steep * half
    return np.where(x < 0, value.high, lam * np.maximum(x, 0.0)), np.where(x > 0, lam, slope.high)


@activation(
    "where(x >= 0, x, x*exp(x))",
    title="REU",
    tex=r"x\ (x\geq 0),\ x e^{x}\ (x<0)",
    derivative="where(x >= 0, 1, (1+x)*exp(x))",
    kinks=[0],
    aliases="rectified_exponential_unit",
    source="Ying et al. 2019, IEEE Access",
)
def reu(x: Array) -> Pair:
    """Fades to zero on the left after a dip of -1/e at -1; linear on the right.

    Smoother than ReLU and no unit dies near 0, at the cost of an exponential.
    At 0 the slope is 1 from both sides; f'' jumps.
    """
    left = np.clip(x, -800.0, 0.0)  # beyond, exp is 0, and 0 times an infinite x would be NaN
    growth = np.exp(left)
    return np.where(x < 0, left * growth, x), (1.0 + left) * growth


@activation(
    "where(x > 0, alpha_p*x^2 + beta*x, alpha_n*(exp(min(x, -eps))-1) - alpha_n*x + beta*x)",
    title="xIELU",
    tex=r"\alpha_p x^{2}+\beta x\ (x>0),\ \alpha_n(e^{\min(x,-\varepsilon)}-1-x)+\beta x\ (x\leq 0)",
    derivative="where(x > 0, 2*alpha_p*x + beta, alpha_n*(where(x <= -eps, exp(x), 0)-1) + beta)",
    kinks=lambda alpha_p, alpha_n, beta, eps: [-eps, 0],  # noqa: ARG005
    symbols={"eps": "epsilon"},
    requires=["0 < alpha_p", "0 < beta", "beta < alpha_n", "0 <= eps"],
    differences="Transformers has eps = 1e-6, so that f jumps by 8e-7 at 0, and rounds its constants to bfloat16.",
    source="Huang & Schlag 2024, arXiv 2411.13010",
)
def xielu(x: Array, alpha_p: float = 0.8, alpha_n: float = 0.8, beta: float = 0.5, eps: float = 0.0) -> Pair:
    """Grows like a parabola on the right and like a straight line on the left, with a slope that is learned.

    The integral of an ELU with two trained factors, proposed for language models; alpha_n > beta makes the slope
    negative far on the left. At 0 the slope is beta from both sides; f'' jumps. With eps > 0, as in the code of
    Transformers, f is a straight line between -eps and 0 and jumps at 0.
    """
    right = np.maximum(x, 0.0)
    left = np.clip(x, -1e290, 0.0)
    # f has a zero on the left and so has f', where the terms cancel. Near 0 exp(x) - 1 and x do, so that
    # (exp(x)-1-x)/x is summed as a series.
    less = twofold.expm1(np.clip(left, -700.0, -eps))
    near = np.maximum(left, -0.1)
    tail = 1.0 / math.factorial(12) * near
    for n in range(11, 4, -1):
        tail = near * (1.0 / math.factorial(n) + tail)
    bent = near * (0.5 + near * (1.0 / Twofold(6.0) + near * (1.0 / Twofold(24.0) + tail)))
    close = left * (alpha_n * bent + beta)
    distant = alpha_n * less - left * (Twofold(alpha_n) - beta)
    parabola = right * (alpha_p * Twofold(np.minimum(right, 1e290)) + beta).high
    return (
        np.where(x > 0, parabola, np.where((x > -0.1) & ((x <= -eps) | (eps == 0)), close.high, distant.high))
        + np.minimum(x + 1e290, 0.0) * (beta - alpha_n),
        np.where(
            x > 0, 2.0 * alpha_p * right + beta, np.where(left <= -eps, (alpha_n * less + beta).high, beta - alpha_n)
        ),
    )


@activation(
    "where(x > 0, x + 1, exp(x))",
    title="ELU + 1",
    tex=r"x+1\ (x>0),\ e^{x}\ (x\leq 0)",
    derivative="where(x > 0, 1, exp(x))",
    kinks=[0],
    aliases="elu_plus_1 elu_feature_map",
    source="Katharopoulos et al. 2020 (Transformers are RNNs), arXiv 2006.16236",
)
def elu_plus_one(x: Array) -> Pair:
    """Makes queries and keys positive, so that attention becomes linear in the length of a text.

    Unlike ReLU it never gives 0, so gradients pass everywhere. At 0 the slope is 1 from both sides; f'' jumps.
    """
    growth = np.exp(np.minimum(x, 0.0))
    return np.where(x > 0, x + 1.0, growth), growth


@activation(
    "where(x >= 0, x, 2*log(1+exp(x)) - 2*log(2))",
    title="SLU",
    tex=r"x\ (x\geq 0),\ 2\log\frac{1+e^{x}}{2}\ (x<0)",
    derivative="where(x >= 0, 1, 2*sigmoid(x))",
    kinks=[0],
    aliases="softplus_linear_unit",
    source="Zhao et al. 2018 (Applied Intelligence 48)",
    differences="The paper's general form has a*x on the right and b*log(1+exp(x)) - c on the left.",
)
def slu(x: Array) -> Pair:
    """Bends like softplus on the left and is linear on the right, with slope 1 at 0.

    It saturates at -2*log(2), about -1.39. At 0 the slope is 1 from both sides; f'' jumps.
    """
    left = Twofold(np.clip(x, -800.0, 0.0))
    value = 2.0 * gates.log1p(0.5 * twofold.expm1(left))
    return np.where(x < 0, value.high, x), np.where(x < 0, 2.0 * gates.sigmoid(left)[0].high, 1.0)

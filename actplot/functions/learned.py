"""Smooth functions whose shape is learned together with the weights."""

import math
from typing import Any

import numpy as np

from actplot.activation import Array, Pair, activation
from actplot.arithmetic import exact, gates, normal, twofold
from actplot.arithmetic.twofold import Twofold


def _weighed(x: Array, gate: Twofold, term: Any = 0.0, bits: int = 8) -> Array:
    """Return x*gate, which is 0 where the gate is, even for an infinite x; NaN where too much of a term cancelled."""
    return np.asarray(np.where(gate.high == 0, 0.0, x) * gates.settled(gate, term, bits))


def _gated(x: Array, inner: Twofold, gate: Twofold, growth: Twofold, far: tuple[Twofold, Any]) -> Pair:
    """Return x*gate and gate + inner*growth, where x d/dx is inner d/d(inner).

    ``far`` is what both gate and growth are where they are next to the smallest floats, times 2^-k, and k.
    """
    power, k = far
    gate, growth = twofold.where(k < 0, power, gate), twofold.where(k < 0, power, growth)
    return np.ldexp(_weighed(x, gate), k), np.ldexp((gate + inner * growth).high, k)


def _power(x: Array, factor: float, rate: float) -> tuple[Twofold, Twofold, Any]:
    """Return rate*x, factor*exp(rate*x) times 2^-k, and k; cut off from above, at e^60 or more."""
    inner = gates.scaled(x, rate)
    most = 60.0 + max(0.0, -math.log(factor))
    inner = twofold.where(inner.high > most, most, inner)
    power, k = gates.exp(inner)
    return inner, factor * power, k


@activation(
    "gamma*tanh(alpha*x) + beta",
    title="DyT",
    tex=r"\gamma\,\tanh(\alpha x)+\beta",
    derivative="gamma*alpha/cosh(alpha*x)^2",
    requires=["0 < alpha", "gamma != 0"],
    aliases="dynamic_tanh DynamicTanh LigerDyT",
    source="Zhu et al. 2025 (Transformers without Normalization), arXiv 2503.10622",
    differences="alpha starts at 0.5 in Liger Kernel, as here, and at 1 in x-transformers.",
)
def dyt(x: Array, alpha: float = 0.5, gamma: float = 1.0, beta: float = 0.0) -> Pair:
    """Replaces layer normalisation in transformers by a tanh whose scale is learned.

    alpha is one number for a whole layer, gamma and beta belong to each channel. The larger alpha, the harder it
    squashes outliers, which is what normalisation does to them.
    """
    inner = gates.scaled(x, alpha, 400.0)
    small, k = gates.exp(-2.0 * abs(inner))
    slope = gamma * (alpha * (4.0 * small / twofold.where(k < 0, 1.0, (1.0 + small) * (1.0 + small))))
    small = Twofold(np.ldexp(small.high, k), np.ldexp(small.low, k))
    gap = gamma * (2.0 * small / (1.0 + small))  # between gamma*tanh and its limit
    far = twofold.where(x < 0, (Twofold(beta) - gamma) + gap, (Twofold(beta) + gamma) - gap)
    near = np.abs(inner.high) < 0.5
    value = twofold.where(near, gamma * twofold.tanh(inner) + beta, far)
    return gates.settled(value, np.where(near, beta, gap.high)), np.ldexp(slope.high, k)


@activation(
    "gamma*erf(alpha*x + s) + beta",
    title="Derf",
    tex=r"\gamma\,\mathrm{erf}(\alpha x+s)+\beta",
    derivative="gamma*alpha*2/sqrt(pi)*exp(-(alpha*x + s)^2)",
    requires=["0 < alpha", "gamma != 0"],
    aliases="dynamic_erf DynamicErf",
    source="Chen et al. 2025 (Stronger Normalization-Free Transformers), arXiv 2512.10938",
)
def derf(x: Array, alpha: float = 0.5, s: float = 0.0, gamma: float = 1.0, beta: float = 0.0) -> Pair:
    """Replaces layer normalisation in transformers by an error function whose scale and shift are learned.

    alpha and s are one number each for a whole layer, gamma and beta belong to each channel. It saturates faster
    than DyT, whose place it takes.
    """
    inner = twofold.clip(gates.scaled(x, alpha, 30.0 + 2.0 * abs(s)) + s, 30.0)
    value, above, below, _ = gates.erf(inner)
    bell, k = gates.exp(-(inner * inner))
    gap = gamma * twofold.where(inner.high < 0, 2.0 * above, 2.0 * below)  # between gamma*erf and its limit
    far = twofold.where(inner.high < 0, (Twofold(beta) - gamma) + gap, (Twofold(beta) + gamma) - gap)
    near = np.abs(inner.high) < 0.5
    value = twofold.where(near, gamma * value + beta, far)
    return gates.settled(value, np.where(near, beta, gap.high), 4), np.ldexp(
        (gamma * (alpha * gates.BELL * bell)).high, k
    )


@activation(
    "(p1-p2)*x*sigmoid(beta*(p1-p2)*x) + p2*x",
    title="ACON-C",
    tex=r"(p_1-p_2)\,x\,\sigma(\beta(p_1-p_2)x)+p_2 x",
    derivative=("(p1-p2)*sigmoid(beta*(p1-p2)*x)*(1+beta*(p1-p2)*x*(1-sigmoid(beta*(p1-p2)*x))) + p2"),
    aliases="AconC acon",
    source="Ma et al. 2020 (Activate or Not), arXiv 2009.04759",
    differences="The authors' code, which YOLOv5 took over, draws p1 and p2 from a standard normal distribution and "
    "starts beta at 1; other code starts at 1, 0 and 1 as here. Meta-ACON computes beta from the channel.",
)
def acon_c(x: Array, p1: float = 1.0, p2: float = 0.0, beta: float = 1.0) -> Pair:
    """Smooths the larger of p1*x and p2*x, and lets the network learn whether to activate at all.

    At beta = 0 it is the straight line halfway between the two; the larger beta, the sharper the corner. At the
    defaults it is SiLU, with p2 = 0.25 and a large beta nearly PReLU.
    """
    inner = gates.scaled(x, beta * (Twofold(p1) - p2))
    share, rest = gates.sigmoid(inner)
    term = p1 * share
    gate = term + p2 * rest
    f, slope = _weighed(x, gate, term), (gate + (Twofold(p1) - p2) * (inner * share * rest)).high
    if p1 and p2:
        return f, slope
    # A gate that closes: its last digits count where x is large.
    closing = inner if p1 else -inner
    power, k = gates.exp(closing)
    far = (p1 or p2) * power
    tail, tail_slope = np.ldexp(_weighed(x, far), k), np.ldexp((far + closing * far).high, k)
    return np.where(k < 0, tail, f), np.where(k < 0, tail_slope, slope)


def _adaptive(x: Array, kappa: float, lam: float) -> tuple[Twofold, Any, Twofold, Twofold]:
    """Return APA times 2^-k, k, kappa*x, and log(lam*exp(-kappa*x))."""
    inner = gates.scaled(x, kappa, 1000.0 * (1.0 + lam) + 2.0 * abs(float(np.log(lam))))
    hazard = gates.log(lam) - inner
    value, k = gates.exp(-twofold.clip(gates.softplus(hazard) / lam, 800.0))
    return value, k, inner, hazard


@activation(
    "exp(-softplus(log(lam) - kappa*x)/lam)",
    title="APA",
    tex=r"(\lambda e^{-\kappa x}+1)^{-1/\lambda}",
    derivative="kappa/lam*sigmoid(log(lam) - kappa*x)*exp(-softplus(log(lam) - kappa*x)/lam)",
    requires=["0 < kappa", "0 < lam"],
    symbols={"lam": "lambda"},
    aliases="adaptive_parametric_activation",
    source="Alexandridis et al. 2024, arXiv 2407.08567",
    differences="The authors draw both parameters from 0 to 1 at the start and keep lambda above 0.0001; drawn here "
    "is kappa = lambda = 1, the sigmoid. Ultralytics calls this function, without the factor x, AGLU.",
)
def apa(x: Array, kappa: float = 1.0, lam: float = 1.0) -> Pair:
    """Generalises the sigmoid to lopsided ones, between the Gumbel distribution and beyond the logistic one.

    kappa is the steepness; lambda = 1 is the sigmoid, and as lambda goes to 0 it becomes exp(-exp(-kappa*x)).
    For the classes of unbalanced data, and as the gate of AGLU.
    """
    value, k, _, hazard = _adaptive(x, kappa, lam)
    power, less = gates.exp(twofold.where(hazard.high > 0.0, 0.0, hazard))
    share = twofold.where(less < 0, power, gates.sigmoid(hazard)[0])
    return np.ldexp(value.high, k), np.ldexp((value * (kappa * share / lam)).high, k + less)


@activation(
    "x*exp(-softplus(log(lam) - kappa*x)/lam)",
    title="AGLU",
    tex=r"x\,(\lambda e^{-\kappa x}+1)^{-1/\lambda}",
    derivative="exp(-softplus(log(lam) - kappa*x)/lam)*(1 + kappa*x/lam*sigmoid(log(lam) - kappa*x))",
    requires=["0 < kappa", "0 < lam"],
    symbols={"lam": "lambda"},
    aliases="adaptive_generalised_linear_unit",
    source="Alexandridis et al. 2024, arXiv 2407.08567",
    differences="The authors draw both parameters from 0 to 1 at the start; drawn here is kappa = lambda = 1, which "
    "is SiLU. The AGLU of Ultralytics lacks the factor x: it is apa here.",
)
def aglu(x: Array, kappa: float = 1.0, lam: float = 1.0) -> Pair:
    """Weighs its input by APA, a sigmoid of learned steepness and lopsidedness.

    lambda = 1 is Swish; as lambda goes to 0 and kappa = 1, it becomes GoLU.
    """
    value, k, inner, hazard = _adaptive(x, kappa, lam)
    slope = value * (1.0 + inner * gates.sigmoid(hazard)[0] / lam)
    return np.ldexp(_weighed(x, value), k), np.ldexp(slope.high, k)


@activation(
    "x*erf(alpha*exp(beta*x))",
    title="ErfAct",
    tex=r"x\,\mathrm{erf}(\alpha e^{\beta x})",
    derivative="erf(alpha*exp(beta*x)) + x*2/sqrt(pi)*exp(-(alpha*exp(beta*x))^2)*alpha*beta*exp(beta*x)",
    requires=["0 < alpha", "0 < beta"],
    aliases="erfact",
    source="Biswas et al. 2021, arXiv 2109.04386",
    differences="Both parameters start at 0.75 in public implementations; torch_activation starts them at 1 and 0.5.",
)
def erf_act(x: Array, alpha: float = 0.75, beta: float = 0.75) -> Pair:
    """Weighs its input by the error function of an exponential, with both parameters trained.

    Linear from about x = 1.5 on; on the left it dips and returns to zero like x*exp(beta*x).
    """
    inner, power, k = _power(x, alpha, beta)
    gate, _, _, slope = gates.erf(twofold.where(k < 0, 0.0, power))
    return _gated(x, inner, gate, power * slope, (gates.BELL * power, k))


@activation(
    "x*erf(gamma*softplus(delta*x))",
    title="Pserf",
    tex=r"x\,\mathrm{erf}(\gamma\log(1+e^{\delta x}))",
    derivative=(
        "erf(gamma*softplus(delta*x)) + x*2/sqrt(pi)*exp(-(gamma*softplus(delta*x))^2)*gamma*delta*sigmoid(delta*x)"
    ),
    requires=["0 < gamma", "0 < delta"],
    aliases="parametric_serf",
    source="Biswas et al. 2021, arXiv 2109.04386",
    differences="The parameters start at 1.25 and 0.85 in most implementations, at 1 and 1.25 or at 1 and 1 "
    "in others.",
)
def pserf(x: Array, gamma: float = 1.25, delta: float = 0.85) -> Pair:
    """Weighs its input by the error function of a softplus; Serf with two trained parameters.

    With gamma = delta = 1 it is serf.
    """
    inner = gates.scaled(x, delta, 800.0 + 40.0 / gamma)
    power, k = gates.exp(twofold.where(inner.high > 0.0, 0.0, inner))
    gate, _, _, slope = gates.erf(gamma * gates.softplus(inner))
    growth = gamma * gates.sigmoid(inner)[0] * slope
    return _gated(x, inner, gate, growth, (gates.BELL * (gamma * power), k))


@activation(
    "((1+alpha)*x + (1-alpha)*x*erf(mu*(1-alpha)*x))/2",
    title="SMU",
    tex=r"\frac{(1+\alpha)x+(1-\alpha)x\,\mathrm{erf}(\mu(1-\alpha)x)}{2}",
    derivative=("((1+alpha) + (1-alpha)*erf(mu*(1-alpha)*x))/2 + (1-alpha)^2*mu*x*exp(-(mu*(1-alpha)*x)^2)/sqrt(pi)"),
    requires=["0 < mu"],
    aliases="smooth_maximum_unit",
    source="Biswas et al. 2021, arXiv 2111.04682",
    differences="alpha = 0.25 is the common start; mu starts at 1000000 in most implementations, which looks like a "
    "leaky ReLU, at 25 in torch_activation, as here, and at 2.5 in others.",
)
def smu(x: Array, alpha: float = 0.25, mu: float = 25.0) -> Pair:
    """Smooths leaky ReLU: the larger of x and alpha*x, with a corner of a width that is learned.

    The absolute value inside the maximum is replaced by x*erf(mu*x). With alpha = 0 and mu = 1/sqrt(2) it is GELU.
    """
    inner = gates.scaled(x, mu * (1.0 - Twofold(alpha)), 30.0)
    _, above, below, slope = gates.erf(inner)
    gate = above + alpha * below
    return _weighed(x, gate, above, 4), (gate + 0.5 * ((1.0 - Twofold(alpha)) * (inner * slope))).high


@activation(
    "x*((1+2*alpha)*sigmoid(x) - alpha)",
    title="xSiLU",
    tex=r"x\,((1+2\alpha)\,\sigma(x)-\alpha)",
    derivative="(1+2*alpha)*sigmoid(x)*(1+x*(1-sigmoid(x))) - alpha",
    aliases="expanded_silu",
    source="Huang 2024 (Expanded Gating Ranges), arXiv 2405.20768",
)
def xsilu(x: Array, alpha: float = 0.0) -> Pair:
    """Widens the gate of SiLU from 0...1 to -alpha...1+alpha, with alpha learned for each block from 0 on.

    With alpha above 0 the left side rises again, so that gradients flow there.
    """
    inner = Twofold(np.clip(x, -800.0, 800.0))
    share, rest = gates.sigmoid(inner)
    term = alpha * rest
    gate = (1.0 + Twofold(alpha)) * share - term
    return _weighed(x, gate, term), (gate + (1.0 + 2.0 * Twofold(alpha)) * (inner * share * rest)).high


@activation(
    "x*((1+2*alpha)*Phi(x) - alpha)",
    title="xGELU",
    tex=r"x\,((1+2\alpha)\,\Phi(x)-\alpha)",
    derivative="(1+2*alpha)*(Phi(x) + x*phi(x)) - alpha",
    aliases="expanded_gelu",
    source="Huang 2024 (Expanded Gating Ranges), arXiv 2405.20768",
)
def xgelu(x: Array, alpha: float = 0.0) -> Pair:
    """Widens the gate of GELU from 0...1 to -alpha...1+alpha, with alpha learned for each block from 0 on.

    With alpha above 0 the left side rises again, so that gradients flow there.
    """
    inner = Twofold(np.clip(x, -39.0, 39.0))
    density = normal.density(inner)
    below, above = normal.distribution(inner, density), normal.distribution(-inner, density)
    width = 1.0 + 2.0 * Twofold(alpha)
    near = 0.5 + width * normal.central(inner, density)
    term = twofold.where(np.abs(x) < 0.5, 0.5, alpha * above)
    gate = twofold.where(np.abs(x) < 0.5, near, (1.0 + Twofold(alpha)) * below - term)
    return _weighed(x, gate, term, 4), (gate + width * (inner * density)).high


@activation(
    "x*sigmoid(beta*x) + alpha*tanh(x)",
    title="Swish-T",
    tex=r"x\,\sigma(\beta x)+\alpha\,\tanh(x)",
    derivative="sigmoid(beta*x)*(1+beta*x*(1-sigmoid(beta*x))) + alpha/cosh(x)^2",
    requires=["0 < beta"],
    aliases="SwishT",
    source="Seo, Kim & Park 2024, arXiv 2407.01012",
    differences="The paper also has variants A, B and C, which replace the tanh by a sigmoid.",
)
def swish_t(x: Array, beta: float = 1.0, alpha: float = 0.1) -> Pair:
    """Adds a small tanh to Swish, which lowers the left side to -alpha; beta is trained, alpha is not."""
    inner = gates.scaled(x, beta)
    share, rest = gates.sigmoid(inner)
    size = np.clip(x, -1e300, 1e300)
    term = alpha * twofold.tanh(size)
    value = size * share + term
    slope = share * (1.0 + inner * rest) + alpha * gates.sech2(Twofold(np.clip(x, -400.0, 400.0)))
    return np.where(x > 1e300, x, gates.settled(value, term)), slope.high


@activation(
    "tanh(x)*(1 + beta*x)",
    title="Stan",
    tex=r"\tanh(x)\,(1+\beta x)",
    derivative="1/cosh(x)^2 + beta*(tanh(x) + x/cosh(x)^2)",
    aliases="self_scalable_tanh",
    source="Gnanasambandam et al. 2022, arXiv 2204.12589",
)
def stan(x: Array, beta: float = 1.0) -> Pair:
    """Lets tanh grow beyond its limits, for networks that solve differential equations.

    beta is learned for each neuron from 1 on, so that outputs of any size can be reached without scaling the data.
    With beta = 0 it is tanh. The paper writes tanh(x) + beta*x*tanh(x).
    """
    inner = Twofold(np.clip(x, -400.0, 400.0))
    bounded, bend = twofold.tanh(inner), gates.sech2(inner)
    size = np.clip(x, -1e290, 1e290)
    value = bounded * (1.0 + Twofold(size) * beta)
    far = np.abs(x) > 1e290
    line = np.sign(x) if beta == 0 else beta * np.abs(x)
    return np.where(far, line, value.high), (beta * bounded + (1.0 + beta * inner) * bend).high


@activation(
    "tanh(alpha*x)*softplus(x)",
    title="TanhSoft-1",
    tex=r"\tanh(\alpha x)\,\log(1+e^{x})",
    derivative="alpha*softplus(x)/cosh(alpha*x)^2 + tanh(alpha*x)*sigmoid(x)",
    requires=["0 < alpha"],
    aliases="TanhSoft1",
    source="Biswas et al. 2020, arXiv 2009.03863",
    differences="One of the family tanh(a*x + b*exp(c*x))*log(d + exp(x)), which has no agreed defaults; 0.87 is the "
    "value that the paper recommends for this member.",
)
def tanhsoft1(x: Array, alpha: float = 0.87) -> Pair:
    """Weighs softplus by a tanh, so that it passes through 0: linear on the right, a dip on the left."""
    inner = gates.scaled(x, alpha, 400.0)
    size = Twofold(np.clip(x, -750.0, 1e300))
    bounded, rise = twofold.tanh(inner), gates.softplus(size)
    slope = alpha * (gates.sech2(inner) * rise) + bounded * gates.sigmoid(size)[0]
    return np.where(x > 1e300, x, (bounded * rise).high), slope.high


@activation(
    "x*tanh(beta*exp(gamma*x))",
    title="TanhSoft-2",
    tex=r"x\,\tanh(\beta e^{\gamma x})",
    derivative="tanh(beta*exp(gamma*x)) + x*beta*gamma*exp(gamma*x)/cosh(beta*exp(gamma*x))^2",
    requires=["0 < beta", "0 < gamma"],
    aliases="TanhSoft2 parametric_tanhexp molu",
    source="Biswas et al. 2020, arXiv 2009.03863",
    differences="One of the family tanh(a*x + b*exp(c*x))*log(d + exp(x)); 0.6 and 1 are the values that the paper "
    "recommends for this member. MoLU (arXiv 2302.13696) is the same formula, started elsewhere.",
)
def tanhsoft2(x: Array, beta: float = 0.6, gamma: float = 1.0) -> Pair:
    """Weighs its input by tanh(beta*exp(gamma*x)): TanhExp with two trained parameters, which are 1 there."""
    inner, power, k = _power(x, beta, gamma)
    near = twofold.where(k < 0, 0.0, power)
    return _gated(x, inner, twofold.tanh(near), power * gates.sech2(near), (power, k))


@activation(
    "x*softplus(x)/(x + delta*exp(-theta*x))",
    title="EIS-1",
    tex=r"\frac{x\,\log(1+e^{x})}{x+\delta e^{-\theta x}}",
    derivative=(
        "((softplus(x)+x*sigmoid(x))*(x+delta*exp(-theta*x)) - x*softplus(x)*(1-theta*delta*exp(-theta*x)))"
        "/(x+delta*exp(-theta*x))^2"
    ),
    requires=["0 < theta", "1 <= delta*theta"],
    aliases="eis1",
    source="Biswas et al. 2020, arXiv 2009.13501",
    differences="The five-parameter family that the paper calls EIS has no agreed defaults; this is its first "
    "example, with 1.16 and 1. The EIS of torch_activation is x/(1+exp(-x)).",
)
def eis_1(x: Array, delta: float = 1.16, theta: float = 1.0) -> Pair:
    """Divides x*softplus(x) by x plus an exponential: nearly linear on the right, a narrow dip on the left.

    Where delta*theta is below 1/e the denominator has a zero; from 1 on it keeps clear of it.
    """
    # Left of 0 both parts of the fraction are taken times exp(theta*x), so that nothing overflows.
    size = np.clip(x, max(-750.0, -1e300 * theta), 1e150)
    inner = gates.scaled(size, theta)
    negative = x < 0
    small = twofold.exp(-abs(inner))
    one, power = twofold.where(negative, small, 1.0), twofold.where(negative, 1.0, small)
    factor, k = gates.exp(twofold.where(negative, inner, 0.0))
    rise, share = gates.softplus(Twofold(size)), gates.sigmoid(Twofold(size))[0]
    below = size * one + delta * power
    value = size * rise / below
    # The terms of the quotient rule without those that cancel.
    slope = size * share / below + (rise / below) * (delta * power * (1.0 + inner) / below)
    value, slope = value * factor, slope * factor
    return (
        np.where(x > 1e150, x, np.ldexp(value.high, k)),
        np.where(x > 1e150, 1.0, np.ldexp(slope.high, k)),
    )


@activation(
    "x*softplus(x)/sqrt(beta + gamma*x^2)",
    title="EIS-2",
    tex=r"\frac{x\,\log(1+e^{x})}{\sqrt{\beta+\gamma x^{2}}}",
    derivative="beta*softplus(x)/sqrt(beta+gamma*x^2)^3 + x*sigmoid(x)/sqrt(beta+gamma*x^2)",
    requires=["0 < beta", "0 < gamma"],
    aliases="eis2",
    source="Biswas et al. 2020, arXiv 2009.13501",
    differences="The five-parameter family that the paper calls EIS has no agreed defaults; this is its second "
    "example, with 1 and 1.",
)
def eis_2(x: Array, beta: float = 1.0, gamma: float = 1.0) -> Pair:
    """Weighs softplus by an inverse-square-root unit, so that it passes through 0 and dips on the left."""
    limit = 1e25 * max(1.0, float(np.sqrt(beta / gamma)))  # beyond, the root is sqrt(gamma)*abs(x)
    size = Twofold(np.clip(x, -limit, limit))
    under = beta + gamma * (size * size)
    root = Twofold(*exact.root(under.high, under.low))
    ratio = size / root
    inner = Twofold(np.clip(x, -750.0, limit))
    rise, share = gates.softplus(inner), gates.sigmoid(inner)[0]
    slope = beta / under * rise / root + ratio * share
    return np.where(x > limit, ratio.high * x, (ratio * rise).high), slope.high


@activation(
    "where(alpha == 0, x, (exp(alpha*x)-1)/alpha + alpha)",
    title="Soft exponential",
    tex=r"\frac{e^{\alpha x}-1}{\alpha}+\alpha\ (\alpha>0),\ x\ (\alpha=0)",
    derivative="exp(alpha*x)",
    requires=["0 <= alpha"],
    aliases="SoftExponential",
    source="Godfrey & Gashler 2016, arXiv 1602.01321",
    differences="For alpha below 0 the paper has -log(1-alpha*(x+alpha))/alpha, which is not defined for every x and "
    "is not offered here.",
)
def soft_exponential(x: Array, alpha: float = 0.0) -> Pair:
    """Turns from the identity into an exponential as its parameter grows from 0 to 1.

    At alpha = 1 it is exp(x), so that a network can learn to multiply.
    """
    if alpha == 0.0:
        return x, np.ones_like(x)
    inner = gates.scaled(x, alpha, 900.0)
    grown = twofold.expm1(twofold.where(inner.high > 700.0, inner - 250.0, inner))
    value = (grown / alpha) + alpha
    power = twofold.exp(twofold.where(inner.high > 700.0, inner - 250.0, inner))
    large, scale = inner.high > 700.0, float(np.exp(250.0))
    return (
        np.where(
            large,
            (grown / alpha).high * scale,
            np.where(np.abs(inner.high) < 1e-30, x + alpha, gates.settled(value, alpha)),
        ),
        np.where(large, power.high * scale, power.high),
    )

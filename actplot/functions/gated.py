"""Functions of two inputs: a value a, the first half of what comes in, and a gate b, the second."""

import numpy as np

from actplot.activation import Array, Gated, activation
from actplot.arithmetic import exact, gates, normal, twofold
from actplot.arithmetic.twofold import Twofold, constant
from actplot.functions.rectified import relu

Partials = tuple[Array, tuple[Array, Array]]


def _times(a: Array, b: Twofold) -> Array:
    """Return a*b, where 0 times an infinity is 0: a closed gate lets nothing through."""
    rounded, rest = exact.finite_product(a, b.high)
    rest += a * b.low
    rounded += np.where(np.isfinite(rest), rest, 0.0)
    return np.where(np.isnan(rounded) & ((a == 0) | (b.high == 0)), 0.0, rounded)


def _gated(a: Array, gate: Twofold, slope: Twofold) -> Partials:
    """Return a times the gate's value, and the partial derivatives by a and by b."""
    return _times(a, gate), (gate.high, _times(a, slope))


def _weighted(b: Array, share: Twofold) -> Twofold:
    """Return b*share; where b is too large for the product, the share is 1."""
    return twofold.where(b > 1e300, b, np.clip(b, -1e300, 1e300) * share)


def _settled(slope: Twofold, term: Twofold, a: Array) -> Twofold:
    """Return the slope of a gate, or NaN next to its zero: there the printed formula decides, if a is finite."""
    return twofold.where(np.isfinite(a) & np.isnan(gates.settled(slope, term, 10)), np.nan, slope)


@activation(
    "a*sigmoid(b)",
    title="GLU",
    tex=r"a\,\sigma(b)",
    derivative="sigmoid(b) and a*sigmoid(b)*(1-sigmoid(b))",
    aliases="gated_linear_unit",
    record=Gated,
    source="Dauphin et al. 2016, arXiv 1612.08083",
    differences="PyTorch, Keras, JAX and PaddlePaddle agree: the gate is the second half.",
)
def glu(a: Array, b: Array) -> Partials:
    """Lets a network learn, element by element, how much of a passes: the sigmoid of b is the gate.

    Made for language models by convolution; the gradient by a is not squashed.
    """
    share, rest = gates.sigmoid(twofold.clip(b, 800.0))
    return _gated(a, share, share * rest)


@activation(
    "tanh(a)*sigmoid(b)",
    title="GTU",
    tex=r"\tanh(a)\,\sigma(b)",
    derivative="(1-tanh(a)^2)*sigmoid(b) and tanh(a)*sigmoid(b)*(1-sigmoid(b))",
    aliases="gated_tanh_unit",
    record=Gated,
    source="van den Oord et al. 2016, arXiv 1606.05328",
)
def gtu(a: Array, b: Array) -> Partials:
    """Gates a tanh by a sigmoid, as an LSTM does; the unit of PixelCNN and WaveNet.

    Both factors are bounded, so gradients vanish where either saturates. No framework has it.
    """
    inner = twofold.clip(a, 400.0)
    gate, rest = gates.sigmoid(twofold.clip(b, 800.0))
    value = twofold.tanh(inner)
    return (value * gate).high, ((gates.sech2(inner) * gate).high, (value * (gate * rest)).high)


@activation(
    "a*b",
    title="Bilinear",
    tex=r"a\,b",
    derivative="b and a",
    aliases="bilinear_glu simple_gate",
    record=Gated,
    source="Dauphin et al. 2016, arXiv 1612.08083; Shazeer 2020, arXiv 2002.05202",
)
def bilinear(a: Array, b: Array) -> Partials:
    """Multiplies the two halves: a GLU whose gate is not squashed at all.

    The product itself is what bends. No framework has it by name.
    """
    return _gated(a, Twofold(b), Twofold(np.ones_like(b)))


@activation(
    "a*max(0, b)",
    title="ReGLU",
    tex=r"a\,\max(0, b)",
    derivative="max(0, b) and a*where(b > 0, 1, 0)",
    aliases="gated_relu",
    record=Gated,
    source="Shazeer 2020, arXiv 2002.05202",
    differences="Some code puts the gate first.",
)
def reglu(a: Array, b: Array) -> Partials:
    """Gates by ReLU: the gate is either closed or linear.

    For the feed-forward layers of transformers. At b = 0 the slope by b is 0, as for relu. No framework has it.
    """
    return _gated(a, *map(Twofold, relu.evaluate(b)))


@activation(
    "a*gelu(b)",
    title="GEGLU",
    tex=r"a\,\mathrm{GELU}(b)",
    derivative="gelu(b) and a*(Phi(b) + b*exp(-b^2/2)/sqrt(2*pi))",
    aliases="gated_gelu",
    record=Gated,
    source="Shazeer 2020, arXiv 2002.05202",
    differences="The exact GELU is drawn; some transformers gate by its tanh form. Some code puts the gate first.",
)
def geglu(a: Array, b: Array) -> Partials:
    """Gates by GELU, in the feed-forward layers of transformers; smooth where ReGLU has a kink."""
    density = normal.density(b)
    share = normal.distribution(b, density)
    slope = share + np.clip(b, -40.0, 40.0) * density
    return _gated(a, _weighted(b, share), _settled(slope, share, a))


def _swish(a: Array, b: Array, beta: Twofold) -> tuple[Twofold, Twofold]:
    """Return b*sigmoid(beta*b) and its slope, the gate of a."""
    share, slope = gates.swish(b, beta)
    return _weighted(b, share), _settled(slope, share, a)


@activation(
    "a*b*sigmoid(beta*b)",
    title="SwiGLU",
    tex=r"a\,b\,\sigma(\beta b)",
    derivative="b*sigmoid(beta*b) and a*sigmoid(beta*b)*(1+beta*b*(1-sigmoid(beta*b)))",
    requires=["0 < beta"],
    record=Gated,
    source="Shazeer 2020, arXiv 2002.05202",
    differences="Here the gate is the second half, as for GLU. ONNX, PaddlePaddle and timm's SwiGLUPacked have it in "
    "the first: their names mean f(a, b) = b*a*sigmoid(beta*a).",
)
def swiglu(a: Array, b: Array, beta: float = 1.0) -> Partials:
    """Gates by Swish: the feed-forward layer of most large language models, with beta = 1."""
    return _gated(a, *_swish(a, b, Twofold(beta)))


@activation(
    "a*0.5*b*(1+tanh(sqrt(2/pi)*(b+0.044715*b^3)))",
    title="GEGLU (tanh form)",
    tex=r"a\,\frac{b}{2}\left(1+\tanh\left(\sqrt{2/\pi}\,(b+0.044715b^{3})\right)\right)",
    derivative=(
        "0.5*b*(1+tanh(sqrt(2/pi)*(b+0.044715*b^3))) and a*(0.5*(1+tanh(sqrt(2/pi)*(b+0.044715*b^3))) "
        "+ 0.5*b*sqrt(2/pi)*(1+3*0.044715*b^2)/cosh(sqrt(2/pi)*(b+0.044715*b^3))^2)"
    ),
    aliases="gated_gelu_tanh gated_gelu_new liger_geglu",
    record=Gated,
    source="Shazeer 2020, arXiv 2002.05202; Gemma Team 2024, arXiv 2403.08295",
    differences="Liger Kernel puts the gate first, as T5 and Gemma do in two separate matrices.",
)
def geglu_tanh(a: Array, b: Array) -> Partials:
    """Gates by the tanh form of GELU: the feed-forward layer of Gemma, T5 1.1 and their relatives."""
    share, slope = gates.gelu_tanh(b)
    return _gated(a, twofold.where(b > 30.0, b, np.clip(b, -30.0, 30.0) * share), _settled(slope, share, a))


@activation(
    "a*b*sigmoid(1.702*b)",
    title="Quick GEGLU",
    tex=r"a\,b\,\sigma(1.702\,b)",
    derivative="b*sigmoid(1.702*b) and a*sigmoid(1.702*b)*(1+1.702*b*(1-sigmoid(1.702*b)))",
    aliases="geglu_quick quick_gelu_glu",
    record=Gated,
    source="Shazeer 2020, arXiv 2002.05202, with the sigmoid form of Hendrycks & Gimpel 2016, arXiv 1606.08415",
    differences="ggml calls it GEGLU_QUICK and has the gate in the first half.",
)
def quick_geglu(a: Array, b: Array) -> Partials:
    """Gates by the sigmoid form of GELU, which is cheaper; swiglu with beta = 1.702."""
    return _gated(a, *_swish(a, b, constant("1.702")))


@activation(
    "(clip(a,-limit,limit)+1)*min(b,limit)*sigmoid(alpha*min(b,limit))",
    title="SwiGLU-OAI",
    tex=r"(\max(-L,\min(a,L))+1)\,b'\,\sigma(\alpha b'),\ b'=\min(b,L)",
    derivative=(
        "where(abs(a) < limit, 1, 0)*min(b,limit)*sigmoid(alpha*min(b,limit)) and "
        "(clip(a,-limit,limit)+1)*where(b < limit, sigmoid(alpha*b)*(1+alpha*b*(1-sigmoid(alpha*b))), 0)"
    ),
    kinks=lambda alpha, limit: [-limit, limit],  # noqa: ARG005
    symbols={"limit": "L"},
    requires=["0 < alpha", "0 < limit"],
    aliases="swigluoai swiglu_gpt_oss",
    record=Gated,
    source="OpenAI 2025 (gpt-oss model card), arXiv 2508.10925",
    differences="The released models interleave gate and value instead of using two halves. ONNX Runtime's SwiGLU "
    "for experts has the same constants as attributes.",
)
def swiglu_oai(a: Array, b: Array, alpha: float = 1.702, limit: float = 7.0) -> Partials:
    """Gates by a steeper Swish, clips both halves and adds 1 to the value: the experts of gpt-oss.

    The clips keep activations in the range of low-precision numbers; with the 1, a value of 0 passes the gate itself.
    Also in MiniMax-M3. At the bounds the slopes are 0, as those of torch.clamp from PyTorch 2.14 on.
    """
    gate, slope = _swish(a, np.minimum(b, limit), Twofold(alpha))
    value = Twofold(np.clip(a, -limit, limit)) + 1.0
    inside, below = np.abs(a) < limit, b < limit
    return (value * gate).high, (inside * gate.high, np.where(below, (value * slope).high, 0.0))


@activation(
    "clip(a,-limit,limit)*min(b,limit)*sigmoid(min(b,limit))",
    title="Clamped SwiGLU",
    tex=r"\max(-L,\min(a,L))\,b'\,\sigma(b'),\ b'=\min(b,L)",
    derivative=(
        "where(abs(a) < limit, 1, 0)*min(b,limit)*sigmoid(min(b,limit)) and "
        "clip(a,-limit,limit)*where(b < limit, sigmoid(b)*(1+b*(1-sigmoid(b))), 0)"
    ),
    kinks=lambda limit: [-limit, limit],
    symbols={"limit": "L"},
    requires=["0 < limit"],
    aliases="swiglu_clip swiglu_clamp swiglu_limit",
    record=Gated,
    source="The models deepseek_v4, glm5_next and hy_v4 of transformers 5.23",
    differences="Step-3.7 clips the gate after the SiLU instead of before, at a limit that each layer sets.",
)
def swiglu_clamped(a: Array, b: Array, limit: float = 10.0) -> Partials:
    """Clips both halves before SwiGLU, so that no product leaves the range of low-precision numbers.

    The value is clipped on both sides, the gate above only. At the bounds the slopes are 0, as those of torch.clamp
    from PyTorch 2.14 on.
    """
    gate, slope = _swish(a, np.minimum(b, limit), Twofold(1.0))
    value = np.clip(a, -limit, limit)
    inside, below = np.abs(a) < limit, b < limit
    return (value * gate).high, (inside * gate.high, np.where(below, (value * slope).high, 0.0))


@activation(
    "c2*tanh(a/c2)*c1*tanh(b/c1)*sigmoid(b)",
    title="SiTU-GLU",
    tex=r"c_2\tanh\left(\frac{a}{c_2}\right)\,c_1\tanh\left(\frac{b}{c_1}\right)\,\sigma(b)",
    derivative=(
        "c1*tanh(b/c1)*sigmoid(b)/cosh(a/c2)^2 and "
        "c2*tanh(a/c2)*(sigmoid(b)/cosh(b/c1)^2 + c1*tanh(b/c1)*sigmoid(b)*(1-sigmoid(b)))"
    ),
    requires=["0 < c1", "0 < c2"],
    aliases="situ situglu",
    record=Gated,
    source="Moonshot AI 2026 (Kimi K3), arXiv 2607.24653; the model inkling2 of transformers 5.23",
    differences="x-transformers offers the same caps around a gate by GELU.",
)
def situ_glu(a: Array, b: Array, c1: float = 4.0, c2: float = 25.0) -> Partials:
    """Caps both factors of SwiGLU smoothly by a tanh: the linear part of the gate at c1, the value at c2.

    Where swiglu_clamped has corners and no gradient beyond them, this saturates. As both caps grow it becomes SwiGLU.
    """
    inner_a = Twofold(np.clip(a, -400.0 * c2, 400.0 * c2)) / c2
    inner_b = Twofold(np.clip(b, -400.0 * c1, 400.0 * c1)) / c1
    share, rest = gates.sigmoid(twofold.clip(b, 800.0))
    value, capped = c2 * twofold.tanh(inner_a), c1 * twofold.tanh(inner_b)
    gate = capped * share
    near = share * gates.sech2(inner_b)
    slope = _settled(near + gate * rest, near, a)
    return (value * gate).high, ((gates.sech2(inner_a) * gate).high, (value * slope).high)

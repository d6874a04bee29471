"""Functions of two inputs: a value a, the first half of what comes in, and a gate b, the second."""

from typing import Any

import numpy as np

from actplot.activation import Array, Gated, activation
from actplot.functions.rectified import relu
from actplot.functions.sigmoidal import sigmoid, tanh
from actplot.functions.smooth_rectified import gelu, swish

Partials = tuple[Array, tuple[Array, Array]]


def _times(a: Any, b: Any) -> Array:
    """Return a*b, where 0 times an infinity is 0: a closed gate lets nothing through."""
    return np.where((a == 0) | (b == 0), 0.0, a * b)


def _gated(a: Array, gate: Array, slope: Array) -> Partials:
    """Return a times the gate's value, and the partial derivatives by a and by b."""
    return _times(a, gate), (gate, _times(a, slope))


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
    return _gated(a, *sigmoid.evaluate(b))


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
    value, steepness = tanh.evaluate(a)
    gate, slope = sigmoid.evaluate(b)
    return value * gate, (steepness * gate, value * slope)


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
    return _gated(a, b, np.ones_like(b))


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
    return _gated(a, *relu.evaluate(b))


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
    return _gated(a, *gelu.evaluate(b))


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
    return _gated(a, *swish.evaluate(b, beta))

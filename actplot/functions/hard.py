"""Functions of straight pieces with bounds, and those put together from them."""

import math
import sys
from fractions import Fraction

import numpy as np

from actplot.activation import Array, Pair, activation
from actplot.arithmetic import exact
from actplot.arithmetic.twofold import Twofold


@activation(
    "where(x >= 0, 1, 0)",
    title="Binary step",
    tex=r"1\ (x\geq 0),\ 0\ (x<0)",
    derivative="0",
    kinks=[0],
    aliases="heaviside step unit_step BinaryStep",
    source="McCulloch & Pitts 1943",
    differences="torch.heaviside and jax.numpy.heaviside take the value at 0 as an argument.",
)
def binary_step(x: Array) -> Pair:
    """Fires or does not.

    The neuron of McCulloch and Pitts. Its slope is 0 everywhere, so gradient descent can't train through it. At 0 the
    value is 1 and the slope 0.
    """
    return np.where(x >= 0, 1.0, 0.0), np.zeros_like(x)


@activation(
    "sign(x)",
    title="Sign",
    tex=r"\mathrm{sign}(x)",
    derivative="0",
    kinks=[0],
    aliases="signum",
    differences="Some lists of bipolar steps say -1 at 0.",
)
def sign(x: Array) -> Pair:
    """Keeps only the sign, for networks with binary weights or outputs.

    Its slope is 0 everywhere, so training needs a stand-in for it, such as that of hard_tanh. At 0 the value is 0 and
    the slope 0, as in PyTorch.
    """
    return np.sign(x), np.zeros_like(x)


@activation(
    "min(max(x, min_val), max_val)",
    title="Hard tanh",
    tex=r"\max(a, \min(b, x))",
    derivative="where(x > min_val, where(x < max_val, 1, 0), 0)",
    kinks=lambda min_val, max_val: [min_val, max_val],
    symbols={"min_val": "a", "max_val": "b"},
    requires=["min_val < max_val"],
    aliases="hardtanh htanh",
    source="Collobert 2004",
    differences="Keras and JAX fix the bounds at -1 and 1; ONNX writes it as Clip, whose bounds have no default. "
    "torch.clamp has slope 1 at its bounds up to PyTorch 2.13, and 0 since 2.14.",
)
def hard_tanh(x: Array, min_val: float = -1.0, max_val: float = 1.0) -> Pair:
    """Cuts its input off at two bounds.

    Stands in for tanh where an exponential costs too much; a unit beyond a bound gets no gradient.
    At both kinks the slope is 0, as in PyTorch's hardtanh.
    """
    return np.clip(x, min_val, max_val), np.where((x > min_val) & (x < max_val), 1.0, 0.0)


def _crossings(alpha: float, beta: float) -> list[float]:
    """Return where alpha*x + beta is 0 and 1, each rounded once, so that no float lies between it and the kink."""
    low, high = -Fraction(beta) / Fraction(alpha), (1 - Fraction(beta)) / Fraction(alpha)
    largest = Fraction(sys.float_info.max)
    return [float(x) if abs(x) <= largest else math.inf if x > 0 else -math.inf for x in (low, high)]


@activation(
    "min(max(alpha*x+beta, 0), 1)",
    title="Hard sigmoid",
    tex=r"\max(0, \min(1, \alpha x+\beta))",
    derivative="where(alpha*x+beta > 0, where(alpha*x+beta < 1, alpha, 0), 0)",
    kinks=_crossings,
    requires=["0 < alpha"],
    aliases="hardsigmoid",
    source="Courbariaux, Bengio & David 2015, arXiv 1511.00363; Howard et al. 2019, arXiv 1905.02244 (the 1/6 form)",
    differences="Chainer defaults to 0.2*x + 0.5, as Keras 2 and ONNX do. PyTorch's float64 gradient has the float32 "
    "1/6; PaddlePaddle writes 0.1666667.",
)
def hard_sigmoid(x: Array, alpha: float = 1 / 6, beta: float = 0.5) -> Pair:
    """Replaces the sigmoid by three straight pieces, for hardware without exponentials.

    Chosen for quantised networks and small devices; a unit beyond a kink gets no gradient.
    At both kinks the slope is 0, as in PyTorch.
    """
    low, high = _crossings(alpha, beta)
    # Next to the left kink the sum cancels, and what rounding took from the product is all that is left: there the
    # float nearest to the kink may lie on its inner side.
    inner = np.clip(x, np.nextafter(low, -math.inf), np.nextafter(high, math.inf))
    line = Twofold(inner) * alpha + beta
    return np.clip(line.high, 0.0, 1.0), np.where((x > low) & (x < high), alpha, 0.0)


@activation(
    "min(max((x+1)/2, 0), 1)",
    title="Sparse sigmoid",
    tex=r"\max(0, \min(1, \frac{x+1}{2}))",
    derivative="where(abs(x) < 1, 1/2, 0)",
    kinks=[-1, 1],
    aliases="SparseSigmoid hard_sigmoid_half",
    source="Blondel, Martins & Niculae 2019, arXiv 1901.02324",
)
def sparse_sigmoid(x: Array) -> Pair:
    """Gives probabilities that can be exactly 0 or 1: sparsemax of two classes, and the slope of sparse_plus.

    The same as hard_sigmoid with alpha = beta = 1/2. At both kinks the slope is 0, as in Keras on PyTorch.
    """
    return np.clip((x + 1.0) / 2.0, 0.0, 1.0), np.where(np.abs(x) < 1, 0.5, 0.0)


@activation(
    "x*min(max((x+3)/6, 0), 1)",
    title="Hard SiLU",
    tex=r"x\,\frac{\min(\max(x+3, 0), 6)}{6}",
    derivative="where(x <= -3, 0, where(x >= 3, 1, (2*x+3)/6))",
    kinks=[-3, 3],
    aliases="hard_swish hardswish h_swish",
    source="Howard et al. 2019 (MobileNetV3), arXiv 1905.02244",
)
def hard_silu(x: Array) -> Pair:
    """Replaces the sigmoid in SiLU by straight pieces, for small devices.

    At the kinks the slope is 0 at -3 and 1 at 3, as in PyTorch.
    """
    inner = np.clip(x, -3.0, 3.0)
    raised, lost = exact.add(inner, 3.0)
    value, rest = exact.product(inner, raised)
    return (
        np.where(x >= 3, x, (value + (rest + inner * lost)) / 6.0),
        np.where(x <= -3, 0.0, np.where(x >= 3, 1.0, (2.0 * inner + 3.0) / 6.0)),
    )


@activation(
    "x/2*min(max(x+2, 0), 2)",
    title="Hard Mish",
    tex=r"\frac{x}{2}\min(2, \max(0, x+2))",
    derivative="where(x <= -2, 0, where(x > 0, 1, x+1))",
    kinks=[-2, 0],
    aliases="hardmish h_mish",
    source="Misra (H-Mish, github.com/digantamisra98/H-Mish)",
)
def hard_mish(x: Array) -> Pair:
    """Replaces Mish by a parabola between -2 and 0, and by straight lines outside.

    Found in timm and Holocron, for small devices. At -2 the slope is 0, as PyTorch's autograd gives for timm's
    function; at 0 only f'' jumps.
    """
    inner = np.clip(x, -2.0, 0.0)
    return np.maximum(x, 0.0) + 0.5 * inner * (inner + 2.0), np.where(x <= -2, 0.0, inner + 1.0)


@activation(
    "max(0, a-abs(x))",
    title="Tent",
    tex=r"\max(0, a-|x|)",
    derivative="where(abs(x) < a, -sign(x), 0)",
    kinks=lambda a: [-a, 0, a],
    requires=["0 < a"],
    aliases="mrelu mirrored_relu triangular",
    source="Rozsa & Boult 2019",
)
def tent(x: Array, a: float = 1.0) -> Pair:
    """Rises and falls again, so that only inputs near 0 get through.

    Bounded on both sides against adversarial inputs that drive a unit far out.
    At all three kinks the slope is 0, as PyTorch's autograd says of relu(a - abs(x)).
    """
    size = np.abs(x)
    return np.maximum(a - size, 0.0), np.where(size < a, np.sign(-x), 0.0)

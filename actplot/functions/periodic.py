"""Functions with a sine or cosine in them."""

import math

import numpy as np

from actplot.activation import Array, Pair, activation
from actplot.arithmetic import twofold, waves
from actplot.arithmetic.twofold import Twofold


@activation(
    "sin(omega*x)",
    title="Sine",
    tex=r"\sin(\omega x)",
    derivative="omega*cos(omega*x)",
    period=lambda omega: 2 * math.pi / omega,
    requires=["0 < omega"],
    aliases="sine sinusoid siren",
    source="Sitzmann et al. 2020 (SIREN), arXiv 2006.09661",
    differences="SIREN starts its first layer at omega = 30. A survey (Kunc & Klema) calls sin(pi*x) the sine.",
)
def sin(x: Array, omega: float = 1.0) -> Pair:
    """Waves for ever: the unit of networks that stand for an image, a sound or a field.

    All its derivatives are waves too, so that a network can be fitted to derivatives. Elsewhere avoided: it has
    countless places with the same output. At an infinity it has no limit, and is NaN.
    """
    sine, cosine = waves.sin_cos(x, omega)
    return sine.high, (omega * cosine).high


@activation(
    "cos(x)",
    title="Cosine",
    tex=r"\cos(x)",
    derivative="-sin(x)",
    period=2 * math.pi,
    aliases="cosine",
    differences="A survey (Kunc & Klema) calls 1-cos(x) the cosine.",
)
def cos(x: Array) -> Pair:
    """Waves like the sine, but is even: level at 0, where its value is 1.

    The unit of random Fourier features. At an infinity it has no limit, and is NaN.
    """
    sine, cosine = waves.sin_cos(x)
    return cosine.high, 0.0 - sine.high


@activation(
    "where(x == 0, 1, sin(omega*x)/(omega*x))",
    title="Sinc",
    tex=r"\frac{\sin(\omega x)}{\omega x}",
    derivative="where(x == 0, 0, cos(omega*x)/x - sin(omega*x)/(omega*x^2))",
    period=lambda omega: 2 * math.pi / omega,
    requires=["0 < omega"],
    differences="PyTorch, NumPy, JAX, PaddlePaddle and a survey (Kunc & Klema) put pi in front of x; lists of "
    "activation functions mostly don't.",
)
def sinc(x: Array, omega: float = 1.0) -> Pair:
    """Waves and fades like 1/x: the impulse response of an ideal low-pass filter.

    At 0 the value is 1 and the slope 0, both limits.
    """
    sine, cosine = waves.sin_cos(x, omega)
    angle = omega * Twofold(np.clip(x, -1e150, 1e150))
    # f' is (cos(y) - f)/x, which cancels near 0; there its series is summed instead.
    square = np.minimum(angle.high * angle.high, 1.0)
    series = np.zeros_like(x)
    for k in range(10, 0, -1):
        series = (-1) ** k * 2 * k / math.factorial(2 * k + 1) + square * series
    small, large = np.abs(angle.high) < 1e-100, np.abs(x) > 1e150
    # The product may be beyond the range of floats, its two factors are not.
    ratio = twofold.where(large, sine / omega / x, sine / angle)
    slope = (cosine - ratio) / np.where(x == 0, 1.0, x)
    infinite = np.isinf(x)
    return (
        np.where(infinite, 0.0, np.where(small, 1.0, ratio.high)),
        np.where(infinite, 0.0, np.where(np.abs(angle.high) < 1, omega * (angle.high * series), slope.high)) + 0.0,
    )


def _snake(x: Array, alpha: float, beta: float) -> Pair:
    """Return x + sin(alpha*x)^2/beta and its slope; both have zeros at which their terms cancel."""
    sine, cosine = waves.sin_cos(x, alpha)
    inner = np.clip(x, -1e300, 1e300)
    value = sine * sine / beta + inner
    slope = 1.0 + 2.0 * (sine * cosine) * (Twofold(alpha) / beta)
    return np.where(np.abs(x) < 1e300, value.high, x), slope.high


@activation(
    "x + sin(a*x)^2/a",
    title="Snake",
    tex=r"x+\frac{1}{a}\sin^{2}(a x)",
    derivative="1 + sin(2*a*x)",
    period=lambda a: math.pi / abs(a),
    requires=["a != 0"],
    source="Ziyin, Hartwig & Ueda 2020, arXiv 2006.08195",
    differences="BigVGAN adds 1e-9 to the denominator; TensorFlow Addons writes the same function with a cosine.",
)
def snake(x: Array, a: float = 1.0) -> Pair:
    """Adds a wave to the identity, so that a network can go on with a rhythm beyond its data.

    Chosen for time series and sound. Never falls; its slope swings between 0 and 2 for ever.
    """
    return _snake(x, a, a)


@activation(
    "x + sin(alpha*x)^2/beta",
    title="SnakeBeta",
    tex=r"x+\frac{1}{\beta}\sin^{2}(\alpha x)",
    derivative="1 + alpha/beta*sin(2*alpha*x)",
    period=lambda alpha, beta: math.pi / alpha,  # noqa: ARG005
    requires=["0 < alpha", "0 < beta"],
    aliases="snakebeta",
    source="Lee et al. 2022 (BigVGAN), arXiv 2206.04658",
    differences="BigVGAN's models store the logarithms of alpha and beta.",
)
def snake_beta(x: Array, alpha: float = 1.0, beta: float = 1.0) -> Pair:
    """Lets Snake's frequency and height be trained apart; made for synthesis of sound.

    With alpha > beta it falls in places; with alpha = beta it is Snake.
    """
    return _snake(x, alpha, beta)


@activation(
    "x*cos(x)",
    title="GCU",
    tex=r"x\,\cos(x)",
    derivative="cos(x) - x*sin(x)",
    period=2 * math.pi,
    swings=True,
    aliases="growing_cosine_unit",
    source="Noel et al. 2021, arXiv 2108.12943",
)
def gcu(x: Array) -> Pair:
    """Swings ever wider, so that one unit can tell classes apart that no straight line does.

    Its slope grows without bound in both directions. No framework has it. At an infinity it is NaN.
    """
    sine, cosine = waves.sin_cos(x)
    inner = np.clip(x, -1e290, 1e290)
    slope = cosine - inner * sine
    return x * cosine.high, np.where(np.abs(x) < 1e290, slope.high, -x * sine.high)


@activation(
    "min(x, sin(x))",
    title="Minsin",
    tex=r"\min(x, \sin(x))",
    derivative="where(x > 0, cos(x), 1)",
    kinks=[0],
    period=2 * math.pi,
    aliases="min_sin",
    source="Ramachandran, Zoph & Le 2017, arXiv 1710.05941; Eger et al. 2018, arXiv 1901.02671",
)
def minsin(x: Array) -> Pair:
    """Is linear on the left and a sine on the right; found by a search over formulas.

    Did well in tasks on language. No framework has it. At 0 the slope is 1 from both sides; f''' jumps.
    """
    sine, cosine = waves.sin_cos(x)
    return np.where(x > 0, sine.high, x), np.where(x > 0, cosine.high, 1.0)

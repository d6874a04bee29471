"""Functions with a sine or cosine in them."""

import math
from functools import cache
from typing import Any

import numpy as np

from actplot.activation import Array, Pair, activation
from actplot.arithmetic import exact


def _wave(a: Any, x: Array) -> Pair:
    """Return sin(a*x) and cos(a*x) for the exact product; its rest is an angle of its own."""
    angle, rest = exact.product(a, x)
    s, c = np.sin(angle), np.cos(angle)
    s_rest, c_rest = np.sin(rest), np.cos(rest)
    return s * c_rest + c * s_rest, c * c_rest - s * s_rest


def _sin_cos(angle: Array, angle_rest: Any = 0.0) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Return the sine and the cosine of angle+angle_rest, each rounded and the rest: 66 bits for |angle| < 1e6.

    For sums that cancel. Beyond, where such a sum is no longer small, as the plain functions give them.
    """
    inside = np.abs(angle) < 1e6
    inner = np.where(inside, angle, 0.0)
    # The angle less a multiple of pi/64, in three parts of which the first two have few bits.
    count = np.rint(inner * (64.0 / math.pi))
    turn, rest = exact.add(inner - count * 0.049087385181337595, count * -3.100292418622974e-11)
    rest = rest + (angle_rest - count * 1.7878714769093224e-19)
    square, lost = exact.product(turn, turn)
    s = turn * square * (-1 / 6 + square * (1 / 120 - square * (1 / 5040 - square / 362880)))
    s = s + rest * (1.0 - 0.5 * square)
    c, c_rest = exact.add(1.0, -0.5 * square)
    c_rest = c_rest + square * square * (1 / 24 - square * (1 / 720 - square / 40320)) - 0.5 * lost - turn * rest
    sines, cosines = _sines()[:, :, count.astype(np.int64) % 128]
    found = []
    for plain, near, far in ((np.sin(angle), sines, cosines), (np.cos(angle), cosines, -sines)):
        high, low = _sum_of_products(near, (c, c_rest), far, (turn, s))
        found.append((np.where(inside, high, plain), np.where(inside, low, 0.0)))
    return found[0], found[1]


def _sum_of_products(a: Any, b: Any, c: Any, d: Any) -> tuple[Array, Array]:
    """Return a*b + c*d of numbers in two floats each."""
    first, first_rest = exact.product(a[0], b[0])
    second, second_rest = exact.product(c[0], d[0])
    total, lost = exact.add(first, second)
    rest = lost + (first_rest + second_rest) + (a[0] * b[1] + a[1] * b[0] + c[0] * d[1] + c[1] * d[0])
    return exact.add(total, rest)


@cache
def _sines() -> Any:
    """Return sin(j*pi/64) and cos(j*pi/64) for j = 0...127 in two floats each, shape (2, 2, 128)."""
    from decimal import Decimal, localcontext

    with localcontext(prec=60):
        cosine = Decimal(0)  # of pi/2, halved five times
        for _ in range(5):
            cosine = ((1 + cosine) / 2).sqrt()
        sine = (1 - cosine * cosine).sqrt()
        quarter = [(Decimal(0), Decimal(1))]
        for _ in range(31):
            s, c = quarter[-1]
            quarter.append((s * cosine + c * sine, c * cosine - s * sine))
        table = quarter
        for _ in range(3):
            table = table + [(c, -s) for s, c in table[-32:]]
        columns = list(zip(*table, strict=True))
        rounded = [[float(number) for number in column] for column in columns]
        rests = [
            [float(number - Decimal(high)) for number, high in zip(column, highs, strict=True)]
            for column, highs in zip(columns, rounded, strict=True)
        ]
    return np.stack([np.array(rounded), np.array(rests)], axis=1)


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
    s, c = _wave(omega, x)
    return s, omega * c


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
    return np.cos(x), 0.0 - np.sin(x)


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
    angle, rest = exact.product(omega, x)
    (s, s_rest), (c, c_rest) = _sin_cos(angle, rest)
    correction = 1.0 - np.where(np.abs(angle) > 1e-300, rest / angle, 0.0)
    # f' is (y*cos(y) - sin(y))/(x*y), which cancels at its zeros; and near 0, where its series is summed instead.
    scaled, lost = exact.product(angle, c)
    bend, from_sum = exact.add(scaled, -s)
    bend = bend + (from_sum + lost + angle * c_rest + rest * c - s_rest)
    square = np.minimum(angle * angle, 1.0)
    series = np.zeros_like(x)
    for k in range(10, 0, -1):
        series = (-1) ** k * 2 * k / math.factorial(2 * k + 1) + square * series
    value = np.where(np.abs(angle) < 1e-100, 1.0, np.where(np.isinf(angle), 0.0, s / angle * correction))
    slope = np.where(np.abs(angle) < 1, omega * (angle * series), bend / angle / x * correction)
    return value, np.where(np.isinf(angle), 0.0, slope) + 0.0


def _snake(x: Array, alpha: float, beta: float) -> Pair:
    """Return x + sin(alpha*x)^2/beta and its slope; both have zeros at which their terms cancel."""
    angle, rest = exact.product(alpha, x)
    (s, s_rest), (c, c_rest) = _sin_cos(angle, rest)
    square, lost = exact.product(s, s)
    bump, bump_rest = exact.divide(square, beta, lost + 2.0 * s * s_rest)
    total, from_sum = exact.add(x, bump)
    both, lost = exact.product(2.0 * s, c)
    scaled, scaled_rest = exact.product(alpha, both)
    slope, slope_rest = exact.divide(scaled, beta, scaled_rest + alpha * (lost + 2.0 * (s * c_rest + c * s_rest)))
    slope, from_slope = exact.add(1.0, slope)
    return np.where(np.isinf(angle), x, total + (from_sum + bump_rest)), slope + (from_slope + slope_rest)


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
    bounded=False,
    aliases="growing_cosine_unit",
    source="Noel et al. 2021, arXiv 2108.12943",
)
def gcu(x: Array) -> Pair:
    """Swings ever wider, so that one unit can tell classes apart that no straight line does.

    Its slope grows without bound in both directions. No framework has it. At an infinity it is NaN.
    """
    (s, s_rest), (c, c_rest) = _sin_cos(x)
    # f' cancels at its zeros.
    scaled, lost = exact.product(x, s)
    slope, from_sum = exact.add(c, -scaled)
    return x * c, slope + (from_sum + c_rest - lost - x * s_rest)


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
    return np.where(x > 0, np.sin(x), x), np.where(x > 0, np.cos(x), 1.0)

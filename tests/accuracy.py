"""The accuracy report: the worst error of every function and derivative, and where it is.

``python -m tests.accuracy`` measures all functions, at their defaults and at random parameters; it takes a minute.
``python -m tests.accuracy gelu elu:alpha=2`` measures the named ones, at more points.
"""

import math
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import mpmath

from actplot import catalogue
from actplot.activation import Activation
from tests import oracle
from tests.parameters import variants

VALUE_LIMIT = 2.0
SLOPE_LIMIT = 4.0


@dataclass
class Worst:
    """The largest error of a function in ULP; that of a slope counts in the units that its promise allows."""

    value: float = 0.0
    value_at: float = math.nan
    slope: float = 0.0
    slope_at: float = math.nan


def points(function: Activation, count: int, seed: int = 0) -> Iterator[float]:
    """Draw ``count`` points over +-[5e-324, 1e4], ``count`` from [-50, 50], and some beside every kink."""
    chance = random.Random(seed)
    for _ in range(count):
        yield math.copysign(5e-324 + 10 ** chance.uniform(-323, 4), chance.random() - 0.5)
        yield chance.uniform(-50, 50)
        yield chance.uniform(-4, 4)
    for kink in function.kinks:
        for direction in (-math.inf, math.inf):
            x = kink
            for _ in range(3):
                x = math.nextafter(x, direction)
                yield x
            yield kink + math.copysign(10 ** chance.uniform(-15, -2), direction)


def measure(function: Activation, count: int, seed: int = 0) -> Worst:
    """Compare ``function`` with the truth at :func:`points`."""
    worst = Worst()
    for x in points(function, count, seed):
        if x not in function.kinks:
            value, slope = errors(function, x)
            if value > worst.value:
                worst.value, worst.value_at = value, x
            if slope > worst.slope:
                worst.slope, worst.slope_at = slope, x
    return worst


def errors(function: Activation, x: float) -> tuple[float, float]:
    """Return the errors of f and f' at ``x``, in ULP.

    Near an interior zero of f' the rounding of x alone costs more, so there |f''| ulp(x) counts as 2 ULP.
    """
    true, true_slope, true_bend = oracle.truth(function, x)
    f, derivative = (float(result) for result in function.pair(x))
    slope = oracle.ulps(derivative, true_slope)
    if slope > SLOPE_LIMIT and _zero_is_near(true_slope, true_bend):
        unit = math.ulp(float(true_slope)) + float(abs(true_bend)) * math.ulp(x) / 2
        slope = float(abs(mpmath.mpf(derivative) - true_slope)) / unit
    return oracle.ulps(f, true), slope


def _zero_is_near(slope: float, bend: float) -> bool:
    """Whether a step of Newton's method says that f' has a zero within 0.01."""
    return bend != 0 and abs(slope / bend) < 0.01


def main(specs: list[str]) -> None:
    """Print a line for each function; the errors in ULP, and the x at which they are."""
    functions = [f for spec in specs for f in catalogue.parse(spec)] or [
        variant
        for function in catalogue.everything().values()
        if type(function) is Activation
        for variant in variants(function, 2)
    ]
    print(f"{'f: ULP':>8} {'at x':>24}  {'derivative: ULP':>15} {'at x':>24}  function")
    for function in functions:
        worst = measure(function, 400 if specs else 100)
        value = f"{worst.value:8.2f} {worst.value_at:24.17g}"
        print(f"{value}  {worst.slope:15.2f} {worst.slope_at:24.17g}  {function.spec}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])

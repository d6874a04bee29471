"""The accuracy report: the worst error of every function and derivative, and where it is.

``python -m tests.accuracy`` searches all functions, at their defaults and at other parameters; it takes some minutes.
``python -m tests.accuracy gelu elu:alpha=2`` searches the named ones; ``--single`` in front compares float32 results
with the correctly rounded ones, at near-midpoints among ten million. Narrower types are proven by ``tests.rounding``.
"""

import math
import random
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

import ml_dtypes
import mpmath
import numpy as np

from actplot import catalogue
from actplot.activation import Activation
from tests import oracle
from tests.parameters import extremes, variants

VALUE_LIMIT = 2.0
SLOPE_LIMIT = 4.0
EDGES: tuple[float, ...] = (
    *(1e15, 1e16, 2.0**53, 1e100, 1.3407807929942596e154, 1e300, 1.7e308, 2.2250738585072014e-308, 1e-300, 5e-324),
    *(709.78, 708.39, 745.13, 740.0, 700.0, 40.0, 38.5, 37.5, 36.7, 30.0, 20.0, 18.7, 5.9, 1.0, 0.5, 0.7),
)


@dataclass
class Worst:
    """The largest error of a function in ULP, as its promise counts them."""

    value: float = 0.0
    value_at: float = math.nan
    slope: float = 0.0
    slope_at: float = math.nan


def points(function: Activation, count: int, seed: int = 0) -> Iterator[float]:
    """Draw ``count`` points over +-[5e-324, 1e4], ``count`` from [-50, 50], some over all floats, and what is hard.

    Hard are the neighbours of kinks, of zeros of f and f', of powers of 2 and of the thresholds that processors,
    libraries and these evaluators have; with a parameter, all of these where its product with x is there.
    """
    chance = random.Random(seed)
    for _ in range(count):
        yield math.copysign(5e-324 + 10 ** chance.uniform(-323, 4), chance.random() - 0.5)
        yield math.copysign(10 ** chance.uniform(-20, 308), chance.random() - 0.5)
        yield chance.uniform(-50, 50)
        yield chance.uniform(-4, 4)
        yield math.copysign(2.0 ** chance.randint(-1074, 1023), chance.random() - 0.5)
    scales = [1.0, *(1 / abs(p) for p in function.parameters.values() if p)]
    for place in (*function.kinks, *zeros(function), *chance.sample(EDGES, min(len(EDGES), 6 + count // 8))):
        for scale in scales if place in EDGES else (1.0,):
            yield from beside(place * scale, chance)
            if place in EDGES:
                yield from beside(-place * scale, chance)


def beside(place: float, chance: random.Random) -> Iterator[float]:
    """Give ``place``, its next neighbours and some farther ones on both sides."""
    if math.isfinite(place):
        yield place
        for direction in (-math.inf, math.inf):
            x = place
            for _ in range(2):
                x = math.nextafter(x, direction)
                yield x
            yield place + math.copysign(max(abs(place), 1e-300) * 2.0 ** -chance.uniform(2, 52), direction)


def zeros(function: Activation) -> list[float]:
    """Find zeros of f and f' by their changes of sign, each to the last float; at most 6."""
    scale = max((1 / abs(p) for p in function.parameters.values() if p), default=1.0)
    grid = np.unique(
        np.concatenate([sign * np.geomspace(1e-9, 1e3, 200) * s for sign in (-1, 1) for s in (1, scale)])
    )
    found = []
    for which in (0, 1):
        values = function.pair(grid)[which]
        changes = np.flatnonzero(
            (np.sign(values[:-1]) * np.sign(values[1:]) < 0) & ~np.isin(grid[1:], function.kinks)
        )[:3]
        low, high = grid[changes], grid[changes + 1]
        sign = np.sign(values[changes])
        for _ in range(70 if len(changes) else 0):
            middle = low + (high - low) / 2
            left = np.sign(function.pair(middle)[which]) == sign
            low, high = np.where(left, middle, low), np.where(left, high, middle)
        found += [float(x) for x in low]
    return found


def search(function: Activation, count: int, climbs: int = 0, seed: int = 0) -> Worst:
    """Compare ``function`` with the truth at :func:`points`, then beside the worst of them, ``climbs`` times."""
    chance = random.Random(seed)
    found = measured(function, points(function, count, seed))
    for _ in range(climbs):
        for which in (0, 1):
            for worst in sorted(found, key=lambda entry: -entry[1 + which])[:3]:
                near: list[float] = []
                for _ in range(count // 4):
                    near += (
                        worst[0] * (1 + math.copysign(2.0 ** -chance.uniform(1, 52), chance.random() - 0.5)),
                        worst[0] + chance.randint(-20, 20) * math.ulp(worst[0]),
                    )
                found += measured(function, near)
    value, slope = (max(found, key=lambda entry: entry[1 + which]) for which in (0, 1))
    return Worst(value[1], value[0], slope[2], slope[0])


def measured(function: Activation, places: Iterable[float]) -> list[tuple[float, float, float]]:
    """Return x and the errors of f and f' in ULP, as the promise counts them, at each place that is no kink."""
    x = np.array([place for place in places if math.isfinite(place) and place not in function.kinks])
    f, slope = function.pair(x)
    found = []
    for i, place in enumerate(x.tolist()):
        try:
            true = oracle.truth(function, place)
        except ArithmeticError:  # beyond what Arb takes
            continue
        found.append((place, *graded(place, float(f[i]), float(slope[i]), *true)))
    return found


def errors(function: Activation, x: float) -> tuple[float, float]:
    """Return the errors of f and f' at ``x``, in ULP, as the promise counts them."""
    f, derivative = (float(result) for result in function.pair(x))
    return graded(x, f, derivative, *oracle.truth(function, x))


def graded(
    x: float, f: float, derivative: float, true: mpmath.mpf, slope: mpmath.mpf, bend: mpmath.mpf
) -> tuple[float, float]:
    """Return the errors in ULP; next to a zero the units are those that the promise states.

    Where |f| < 1e-6 |x f'|, 2^-17 |f'| ulp(x) is added to the unit; within 0.01 of an interior zero of f',
    |f''| ulp(x) / 2.
    """
    value_error, slope_error = oracle.ulps(f, true), oracle.ulps(derivative, slope)
    if value_error > VALUE_LIMIT and math.isfinite(f) and abs(true) < 1e-6 * abs(x * slope):
        unit = math.ulp(float(true)) + float(abs(slope)) * math.ulp(x) / 2**17
        value_error = float(abs(mpmath.mpf(f) - true)) / unit
    if slope_error > SLOPE_LIMIT and math.isfinite(derivative) and bend and abs(slope / bend) < 0.01 and x:
        unit = math.ulp(float(slope)) + float(abs(bend)) * math.ulp(x) / 2
        slope_error = float(abs(mpmath.mpf(derivative) - slope)) / unit
    return value_error, slope_error


def single_errors(function: Activation, x: Any, near: float) -> list[float]:
    """Return the float32 inputs at which f or f' is not the correctly rounded result.

    Compared with the truth are those whose float64 result is within ``near`` (relative) of a midpoint between two
    numbers of float32; for the others the float64 result decides.
    """
    wrong = []
    wide = function.pair(x.astype(np.float64))
    for which, (single, exact) in enumerate(zip(function.pair(x), wide, strict=True)):
        with np.errstate(all="ignore"):
            ends = [(exact * (1 + side * near)).astype(np.float32) for side in (-1, 1)]
        hard = (ends[0] != ends[1]) | np.isnan(exact)
        easy = ~hard & (single != ends[0])
        wrong += x[easy].tolist()
        for i in np.flatnonzero(hard):
            place = float(x[i])
            judged = math.isfinite(place) and place not in function.kinks
            if judged and float(single[i]) not in nearest(function, place, which):
                wrong.append(place)
    return wrong


def nearest(function: Activation, x: float, which: int) -> tuple[float, ...]:
    """Return f(x) or f'(x) as the nearest float32, ties to even.

    Rational formulas are evaluated exactly. Of others, what is a tie to 8,000 bits may go either way.
    """
    exact = oracle.fraction((function.formula, function.derivative_formula)[which], x, function.parameters)
    if exact is not None:
        return (_in_steps(exact, np.float32),)
    for bits in (1000, 8000):
        true = oracle.truth(function, x, bits)[which]
        found = roundings(true, np.float32, bits - 50)
        if len(found) == 1:
            break
    return tuple(found)


def roundings(true: Any, dtype: Any, bits: int) -> set[float]:
    """Return the numbers of ``dtype``, one or two, that a value known to ``bits`` bits may round to."""
    if true and not -1500 < mpmath.mag(true) < 1500:  # its fraction might have more digits than there is memory
        return {math.inf if true > 1 else -math.inf if true < -1 else 0.0}
    middle = Fraction(int(true.man)) * Fraction(2) ** int(true.exp) * int(mpmath.sign(true))
    slack = abs(middle) * Fraction(2) ** -bits
    return {_in_steps(middle + side * slack, dtype) for side in (-1, 1)}


def _in_steps(true: Fraction, dtype: Any) -> float:
    """Round a fraction to a whole number of steps of ``dtype`` where it lies."""
    if not true:
        return 0.0
    info: Any = ml_dtypes.finfo(dtype)  # type: ignore[no-untyped-call]
    power = abs(true.numerator).bit_length() - true.denominator.bit_length()
    power -= abs(true) < Fraction(2) ** power
    step = Fraction(2) ** (max(power, int(info.minexp)) - info.nmant)
    found = round(true / step) * step  # ties to even
    if abs(found) > Fraction(float(info.max)):
        return math.inf if true > 0 else -math.inf
    return float(found)


def main(arguments: list[str]) -> None:
    """Print a line for each function; the errors in ULP, and the x at which they are."""
    specs = [argument for argument in arguments if argument != "--single"]
    functions = [f for spec in specs for f in catalogue.parse(spec)] or [
        function for function in catalogue.everything().values() if type(function) is Activation
    ]
    if "--single" in arguments:
        for function in functions:
            single(function)
        return
    print(f"{'f: ULP':>8} {'at x':>24}  {'derivative: ULP':>15} {'at x':>24}  function")
    every = functions if specs else [v for f in functions for v in (*variants(f, 2), *extremes(f))]
    for function in every:
        worst = search(function, 100 if specs else 40, 3)
        value = f"{worst.value:8.2f} {worst.value_at:24.17g}"
        print(f"{value}  {worst.slope:15.2f} {worst.slope_at:24.17g}  {function.spec}", flush=True)


def single(function: Activation) -> None:
    """Print how many results in float32, of ten million, are not correctly rounded."""
    x = partial(np.arange, dtype=np.uint32)(0, 1 << 32, 429).view(np.float32)
    wrong = single_errors(function, x[np.isfinite(x)], 2.0**-44)
    print(f"{len(wrong):6}  {function.spec}  {wrong[:3]}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])

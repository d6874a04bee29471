"""What holds for every function of the catalogue."""

import contextlib
import importlib
import math
import os
import subprocess
import sys
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actplot import catalogue
from actplot.activation import Activation
from tests import accuracy, oracle
from tests.parameters import boundless, extremes, variants

FUNCTIONS = [f for f in catalogue.everything().values() if type(f) is Activation]
each = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)


@each
def test_errors_stay_below_2_ulp_for_the_value_and_4_for_the_derivative(function: Activation) -> None:
    for variant in (*variants(function, 1), *extremes(function, 2)):
        worst = accuracy.search(variant, 8, climbs=1)
        assert worst.value <= accuracy.VALUE_LIMIT, (variant.spec, worst)
        assert worst.slope <= accuracy.SLOPE_LIMIT, (variant.spec, worst)


@pytest.mark.parametrize(
    ("spec", "x"),
    [
        ("sin:omega=30", 1e307),  # the product is beyond every float
        ("sin:omega=2", 1.7e308),
        ("snake:a=2", 1.7e308),
        ("snake_beta:alpha=3", 1e308),
        ("sinc:omega=3.141592653589793", 12345678.9),  # the rest of the product counts
        ("sinc:omega=3.141592653589793", 1e15),
        ("snake:a=3", 400000.1),
        ("snake", 1e15),
        ("sin", 1e22),
        ("cos", 1e15),
        ("sin:omega=1.6015893132654626", -545.3100557453602),  # next to a zero
        ("flatten_t_swish", 0.3420609780730212),
        ("xielu", -2.432484276931448),
        ("dsilu", -1.278464542761074),
        ("star_relu", 1.38e154),  # the square is beyond every float
        ("star_relu:s=1e-8", 1e157),
        ("hard_sigmoid", -2.9999999999999996),  # the kink lies between two floats
        ("hard_sigmoid:alpha=0.2:beta=100000000", -499999995.0),
        ("nl_relu:beta=100000000000000000000", 1e289),
        ("celu:alpha=100000000000000000000", -1e-300),
        ("soft_clipping:alpha=1e-8", 0.3),
        ("arctan", 1.5e154),
        ("calu", -3.9e102),
        ("silu", -2.0098483182149716),
        ("mish", -2.1121292534639613),
        ("squareplus", -1.522517249460844),
        ("serlu:alpha=2904270:lam=1078620", -715.8877093152066),
        ("aptx:alpha=0.0013704619322454335:beta=0.0045492587336763415:gamma=5e-07", -0.30125087355644814),
        ("mpelu:alpha=1000000:beta=1000000", -0.0007447877652345341),
    ],
)
def test_what_was_wrong_once_is_right(spec: str, x: float) -> None:
    function = catalogue.get(spec)
    places = [x, *(x * (1 + side * 2.0**-power) for side in (-1, 1) for power in (20, 35, 51, 52))]
    for place, value, slope in accuracy.measured(function, places):
        assert value <= accuracy.VALUE_LIMIT, place
        assert slope <= accuracy.SLOPE_LIMIT, place


@pytest.mark.parametrize("features", ["X86_V4 AVX512_ICL AVX512_SPR", "X86_V3 X86_V4 AVX512_ICL AVX512_SPR"])
def test_the_bounds_hold_on_processors_without_avx512_and_avx2(features: str) -> None:
    known = importlib.import_module("numpy._core._multiarray_umath").__cpu_dispatch__
    disabled = " ".join(name for name in features.split() if name in known)
    # Where NumPy's own exp, log and tanh count, the search climbs; of the others every function is tried.
    names = (
        "sigmoid tanh silu mish softplus elu gelu erf normal_cdf bipolar_sigmoid arctan log_sigmoid lalu calu asinh"
    )
    program = (
        "import sys; from tests import accuracy; from actplot import catalogue\n"
        "for name in sys.argv[1:]:\n"
        f"    count, climbs = (30, 2) if name in {names.split()} else (3, 0)\n"
        "    worst = accuracy.search(catalogue.get(name), count, climbs)\n"
        "    assert worst.value <= 2 and worst.slope <= 4, (name, worst)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *(function.name for function in FUNCTIONS)],
        env={**os.environ, "NPY_DISABLE_CPU_FEATURES": disabled},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@each
def test_the_sign_of_zero_is_that_of_the_formula_on_that_side(function: Activation) -> None:
    for variant in variants(function, 1):
        left = oracle.truth(variant, -1e-60)[0]
        here = float(variant(-0.0))
        if here == 0:
            # Where the formula is 0 left of 0 as well, as that of relu, the zero is the one that is printed.
            assert math.copysign(1, here) == (-1 if left < 0 else 1)


@each
def test_two_floats_hold_100_bits(function: Activation) -> None:
    x = np.array([-30.0, -2.3, -1e-5, 0.7, 1.9, 41.0])
    for which, (high, low) in enumerate(function.twofold(x)):
        for place, first, second in zip(x.tolist(), high, low, strict=True):
            if place not in function.kinks:
                true = oracle.truth(function, place, 120)[which]
                with mpmath.workprec(200):
                    assert abs(mpmath.mpf(first) + mpmath.mpf(second) - true) <= abs(true) * 2.0**-100 + 1e-320


@each
@settings(derandomize=True, deadline=None, max_examples=15)
@given(x=st.floats(-50, 50) | st.floats(-1e4, 1e4))
def test_no_float_can_be_found_with_a_larger_error(function: Activation, x: float) -> None:
    if x not in function.kinks:
        value, slope = accuracy.errors(function, x)
        assert value <= accuracy.VALUE_LIMIT
        assert slope <= accuracy.SLOPE_LIMIT


@each
def test_the_formula_of_the_derivative_is_that_of_the_formula(function: Activation) -> None:
    for variant in variants(function, 2):
        for x in (-11.3, -3.7, -1.9, -0.6, -0.01, 0.02, 0.3, 0.8, 1.4, 2.6, 7.1, 23.0):
            true = oracle.truth(variant, x)[1]
            with mpmath.workdps(60):
                printed = oracle.value(variant.derivative_formula, mpmath.mpf(x), variant.parameters)
                assert abs(printed - true) <= mpmath.mpf(10) ** -30 * max(1, abs(true)), (variant.spec, x)


def far_truths(function: Activation, side: int) -> list[list[Any]]:
    """Return (f, f') at three places of growing size, as far out as the oracle knows.

    Beyond 2^14 it takes an exponential for a constant, and has too few bits for some sums with one.
    """
    for far in (mpmath.mpf(2) ** 1400, mpmath.mpf(1e300), mpmath.mpf(8000)):
        with contextlib.suppress(ArithmeticError):
            return [
                list(oracle.derivatives(function.formula, function.parameters, {"x": side * x}, "x", 2))
                for x in (far / 4, far / 2, far)
            ]
    pytest.fail(f"the oracle knows no value of {function.spec} far out")


def is_limit(computed: float, far: list[Any]) -> bool:
    """Whether a number is the limit of three values, of which the last are ever nearer to it, or grow."""
    first, second, last = far
    if math.isinf(computed):
        return bool(abs(last) > abs(second) > abs(first) and (last > 0) == (computed > 0)) or float(last) == computed
    return computed == pytest.approx(float(last), rel=1e-15, abs=1e-300) or bool(
        abs(last - computed) < abs(second - computed) < abs(first - computed) and abs(last - computed) < 1e-3
    )


@each
@pytest.mark.parametrize("side", [-1, 1])
def test_infinities_give_the_limits(function: Activation, side: int) -> None:
    """Also at parameters so large and small that products and sums of them are beyond all floats."""
    if function.period:
        pytest.skip("what oscillates for ever has no limit")
    for other in (
        *variants(function, 1),
        *extremes(function, 1),
        *boundless(function, 20),
        *boundless(function, 90),
    ):
        truths = far_truths(other, side)
        for order, computed in enumerate(other.pair(side * math.inf)):
            assert is_limit(float(computed), [far[order] for far in truths]), (other.spec, order, computed)


@each
def test_nan_gives_nan_and_no_finite_float_does(function: Activation) -> None:
    assert np.isnan(function(math.nan))
    assert np.isnan(function.derivative(math.nan))
    extremes = np.array([1.7e308, 1e308, 1e154, 5e-324, 0.0])
    for result in function.pair(np.concatenate([extremes, -extremes])):
        assert not np.isnan(result).any(), result


@each
def test_f_and_its_derivative_jump_at_declared_kinks_only(function: Activation) -> None:
    for variant in variants(function, 2):
        x = np.unique(np.concatenate([np.linspace(-30, 30, 3001), variant.kinks]))
        for which in (0, 1):
            values = variant.pair(x)[which]
            # The steepest steps, each narrowed down to where it is steepest: what is left of it must be small.
            for index in np.argsort(np.abs(np.diff(values)))[-5:]:
                low, high = float(x[index]), float(x[index + 1])
                if low in variant.kinks or high in variant.kinks:
                    continue
                whole = abs(float(values[index + 1] - values[index]))
                for _ in range(30):
                    middle = (low + high) / 2
                    left, here, right = (float(variant.pair(place)[which]) for place in (low, middle, high))
                    low, high = (low, middle) if abs(here - left) > abs(right - here) else (middle, high)
                left, right = (float(variant.pair(place)[which]) for place in (low, high))
                assert abs(right - left) <= 1e-3 * whole + 1e-12, (variant.spec, low, high)

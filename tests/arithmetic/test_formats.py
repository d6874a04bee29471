"""Number formats, held to exact rationals and to ml_dtypes where that is right."""

from fractions import Fraction
from typing import Any

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actplot.analysis.numbers import decimals, shortest
from actplot.arithmetic.formats import FORMATS, Format, to_odd

NARROW = [format_ for format_ in FORMATS.values() if format_.bits <= 16]
ALL = pytest.mark.parametrize("format_", FORMATS.values(), ids=list(FORMATS))
EACH_NARROW = pytest.mark.parametrize("format_", NARROW, ids=[format_.name for format_ in NARROW])


def fraction(format_: Format, pattern: int) -> Fraction | None:
    """Return the number that a bit pattern stands for, from the definition of the format; None if it is special."""
    stored, width = format_.stored_bits, format_.exponent_bits
    sign, exponent, significand = pattern >> (stored + width), pattern >> stored & (2**width - 1), pattern % 2**stored
    if format_.layout.infinite and exponent == 2**width - 1:
        return None
    if (
        format_.layout.nan
        and not format_.layout.infinite
        and pattern % 2 ** (width + stored) == 2 ** (width + stored) - 1
    ):
        return None
    whole = significand + (2**stored if exponent else 0)
    power = max(exponent, 1) - (2 ** (width - 1) - 1) - stored
    return Fraction(-whole if sign else whole) * (Fraction(1 << power) if power >= 0 else Fraction(1, 1 << -power))


def nearest(format_: Format, value: Fraction) -> float:
    """Return ``value`` rounded to nearest, ties to even, with the exponent unbounded above."""
    exponent = abs(value.numerator).bit_length() - value.denominator.bit_length()
    exponent = max(exponent - (abs(value) < Fraction(2) ** exponent), format_.least_exponent)
    unit = Fraction(2) ** (exponent - format_.stored_bits)
    return float(round(value / unit) * unit)  # Python rounds fractions half to even


def numpy_type(format_: Format) -> np.dtype[Any]:
    if format_.name in {"float16", "float32", "float64"}:
        return np.dtype(format_.name)
    found: np.dtype[Any] = np.dtype(getattr(ml_dtypes, format_.name))
    return found


@EACH_NARROW
def test_every_pattern_is_the_number_of_the_definition(format_: Format) -> None:
    patterns = format_.patterns()
    values = format_.decode(patterns)
    for pattern, value in zip(patterns.tolist(), values.tolist(), strict=True):
        exact = fraction(format_, pattern)
        assert (exact is None) == (not np.isfinite(value))
        if exact is not None:
            assert Fraction(value) == exact
            assert np.signbit(value) == bool(pattern >> (format_.bits - 1))


@EACH_NARROW
def test_every_value_encodes_to_its_pattern(format_: Format) -> None:
    patterns = format_.patterns()
    values = format_.decode(patterns)
    number = ~np.isnan(values)
    assert np.array_equal(format_.encode(values[number]), patterns[number])
    if format_.layout.nan:
        assert np.isnan(format_.decode(format_.encode(np.array([np.nan])))).all()
        assert format_.decode(format_.encode(np.array([np.nan, 1.0])))[1] == 1.0


@ALL
def test_patterns_and_limits_are_those_of_numpy_and_ml_dtypes(format_: Format) -> None:
    dtype = numpy_type(format_)
    limits: Any = ml_dtypes.finfo(dtype)  # type: ignore[no-untyped-call]
    assert format_.bits == limits.bits
    assert format_.largest == float(limits.max)
    assert format_.smallest == float(limits.smallest_subnormal)
    some = np.random.default_rng(0).integers(0, 2**format_.bits, 4000, dtype=np.uint64).astype(format_.storage)
    with np.errstate(invalid="ignore"):
        theirs = some.view(dtype).astype(np.float64)
    assert np.array_equal(format_.decode(some), theirs, equal_nan=True)


@ALL
def test_a_value_that_a_format_lacks_is_not_encoded(format_: Format) -> None:
    if format_.bits < 64:
        with pytest.raises(ValueError, match=rf"is not a value of {format_.name}"):
            format_.encode(np.array([1.0, 1.0 + 2.0**-30]))
        with pytest.raises(ValueError, match=rf"is not a value of {format_.name}"):
            format_.encode(np.array([4.0 * format_.largest]))


@EACH_NARROW
def test_midpoints_and_their_neighbours_round_once(format_: Format) -> None:
    values = np.unique(np.abs(format_.decode(format_.patterns())))
    values = values[np.isfinite(values)]
    middles = (values[:-1] + values[1:]) / 2  # exact: one more bit than the format has
    if len(middles) > 256:  # the subnormal ones, then some of every binade
        middles = np.concatenate([middles[:20], middles[20::61], middles[-2:]])
    for sign in (1.0, -1.0):
        for low, side in ((0.0, 0), (1e-30, 1), (-1e-30, -1)):
            rounded = format_.round(sign * middles, sign * low * middles)
            for value, middle in zip(rounded.tolist(), middles.tolist(), strict=True):
                exact = Fraction(middle) * (1 + Fraction(side, 10**30))
                assert value == nearest(format_, Fraction(sign) * exact)


@ALL
@given(mantissa=st.integers(2**52, 2**53 - 1), tail=st.integers(-(2**20), 2**20), power=st.integers(-200, 130))
def test_a_sum_of_two_floats_rounds_as_the_exact_sum_does(
    format_: Format, mantissa: int, tail: int, power: int
) -> None:
    high = float(Fraction(mantissa) * Fraction(2) ** (power - 52))
    low = float(Fraction(tail) * Fraction(2) ** (power - 52 - 22))
    exact = Fraction(high) + Fraction(low)
    expected = nearest(format_, exact)
    if expected > format_.largest:
        expected = np.inf
    assert float(format_.round(np.float64(high), np.float64(low), "inf")) == expected


def test_rounding_twice_would_be_wrong() -> None:
    high, low = np.float64(1 + 2.0**-8), np.float64(2.0**-60)
    once = FORMATS["bfloat16"].round(high, low)
    assert once == 1 + 2.0**-7
    assert FORMATS["bfloat16"].round(np.float64(high + low)) == 1.0


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(-0.5, 0.5))
def test_rounding_to_odd_keeps_the_side_of_what_was_cut(high: float, part: float) -> None:
    low = part * float(np.spacing(np.abs(np.float64(high)))) if abs(high) < 1e308 else 0.0
    odd = float(to_odd(np.float64(high), np.float64(low)))
    if low == 0:
        assert odd == high
    else:
        assert np.float64(odd).view(np.uint64) & 1
        assert abs(Fraction(odd) - Fraction(high) - Fraction(low)) < Fraction(
            float(np.spacing(np.abs(np.float64(high))))
        )


@ALL
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_overflow_is_what_was_asked_for(format_: Format, sign: float) -> None:
    if format_.bits == 64:
        return
    beyond = np.array([sign * 2.0 * format_.largest, sign * np.inf])
    assert (format_.round(beyond, overflow="saturate") == sign * format_.largest).all()
    assert (format_.round(beyond, overflow="inf") == sign * np.inf).all()
    assert np.isnan(format_.round(beyond, overflow="nan")).all()
    own = sign * np.inf if format_.layout.infinite else np.nan if format_.layout.nan else sign * format_.largest
    assert np.array_equal(format_.round(beyond), np.array([own, own]), equal_nan=True)


@pytest.mark.parametrize("name", ["float8_e4m3fn", "float8_e5m2", "float6_e3m2fn", "float6_e2m3fn", "float4_e2m1fn"])
def test_overflow_begins_where_ml_dtypes_has_it(name: str) -> None:
    format_ = FORMATS[name]
    unit = float(format_.ulp(format_.largest))
    around = format_.largest + unit * np.array([0.0, 0.25, 0.5, 0.75, 1.0])
    with np.errstate(all="ignore"):
        theirs = around.astype(numpy_type(format_)).astype(np.float64)
    assert np.array_equal(format_.round(around), theirs, equal_nan=True)


@EACH_NARROW
def test_ulp_is_the_distance_to_the_next_larger_value(format_: Format) -> None:
    values = np.unique(np.abs(format_.decode(format_.patterns())))
    values = values[np.isfinite(values)]
    assert np.array_equal(format_.ulp(values[:-1]), np.diff(values))
    assert np.array_equal(format_.ulp(-values[:-1] - np.diff(values) / 3), np.diff(values))


@EACH_NARROW
def test_neighbouring_values_are_one_step_apart(format_: Format) -> None:
    values = np.unique(format_.decode(format_.patterns()) + 0.0)
    values = values[~np.isnan(values)]
    assert (np.diff(format_.order(values)) == 1).all()
    assert format_.order(np.array([-0.0])) == format_.order(np.array([0.0])) == 0
    assert format_.order(np.array([np.inf])) - format_.order(np.array([format_.largest])) == 1


@EACH_NARROW
def test_what_is_printed_is_the_number_itself(format_: Format) -> None:
    values = np.unique(format_.decode(format_.patterns()))
    values = np.append(values[np.isfinite(values)], -0.0)
    back = np.array([float(shortest(value)) for value in decimals(format_.printed(values))])
    assert np.array_equal(back, values)
    assert np.array_equal(np.signbit(back), np.signbit(values))


def test_float32_is_printed_as_libraries_print_it() -> None:
    assert decimals(FORMATS["float32"].printed([float(np.float32(0.1))])) == [0.1]
    assert decimals(FORMATS["float8_e5m2"].printed([0.75])) == [0.75]


def test_wide_formats_are_not_listed() -> None:
    with pytest.raises(ValueError, match="2\\^32 bit patterns"):
        FORMATS["float32"].patterns()

"""A kernel's bug is found with the input that shows it, and a right kernel raises no alarm."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from actplot import catalogue
from actplot.activation import Array
from actplot.analysis.arrays import given, load
from actplot.analysis.check import Rules, check, compare, true_results
from actplot.analysis.report import Limits, Report
from actplot.arithmetic.formats import FORMATS, Format
from actplot.arithmetic.layouts import FLUSHES

BFLOAT16, FLOAT16, E4M3 = FORMATS["bfloat16"], FORMATS["float16"], FORMATS["float8_e4m3fn"]


def asked(format_: Format, *, derivative: bool = False, **limits: Any) -> Rules:
    return Rules(format_, derivative, Limits(**limits))


def every(format_: Format) -> Array:
    return np.asarray(format_.decode(format_.patterns()))


def right(name: str, rules: Rules) -> Array:
    """Return correctly rounded results at every input of a format."""
    return true_results(catalogue.get(name), every(rules.format), rules)[2].copy()


def verdict(name: str, got: Array, rules: Rules, x: Array | None = None) -> Report:
    x = every(rules.format) if x is None else x
    return compare(catalogue.get(name), [(x, got, None)], rules)


def at(format_: Format, x: float) -> int:
    """Return the index of an input among all patterns."""
    return int(format_.encode(np.array([x]))[0])


# Bugs of kernels, each as what it makes of right results: name, format, whether of f', the bug, where it is worst.
Bug = Callable[[Array, Array], Array]
BUGS: dict[str, tuple[str, Format, bool, Bug, float]] = {
    "gelu(0) is not 0": ("gelu", BFLOAT16, False, lambda x, y: np.where(x == 0, BFLOAT16.smallest, y), 0.0),
    "0 for all negatives": ("gelu", BFLOAT16, False, lambda x, y: np.where(x < 0, 0.0, y), -0.75),
    "NaN below -13": ("gelu", BFLOAT16, False, lambda x, y: np.where(x < -13, np.nan, y), -13.0625),
    "the sign of the gradient": ("tanh", BFLOAT16, True, lambda x, y: np.where(x == 2, -y, y), 2.0),
    "small results are flushed": (
        "sigmoid", FLOAT16, False, lambda _, y: np.where(np.abs(y) < 2.0**-14, 0.0, y), -9.7109375,
    ),
    "one slope of a table": ("silu", BFLOAT16, True, lambda x, y: np.where(x == 1.5, 1.0, y), 1.5),
    "saturation where infinity is due": (
        "squared_relu", FLOAT16, False, lambda _, y: np.clip(y, -65504.0, 65504.0), 256.0,
    ),
    "infinity where 448 is due": ("relu", E4M3, False, lambda x, y: np.where(x == 448, np.inf, y), 448.0),
    "one step off at a power of 2": (
        "softplus", BFLOAT16, False, lambda x, y: np.where(x == 4, y + BFLOAT16.ulp(y), y), 4.0,
    ),
    "the other neighbour at one input": (
        "mish", FLOAT16, True, lambda x, y: np.where(x == -1.25, y - FLOAT16.ulp(y), y), -1.25,
    ),
    "+inf becomes NaN": ("silu", BFLOAT16, False, lambda x, y: np.where(x == np.inf, np.nan, y), math.inf),
}  # fmt: skip


@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_is_caught_at_its_input(bug: str) -> None:
    name, format_, derivative, change, place = BUGS[bug]
    rules = asked(format_, derivative=derivative, max_steps=0)
    got = right(name, rules)
    assert verdict(name, got, rules).ok
    with np.errstate(all="ignore"):
        report = verdict(name, change(every(format_), got), rules)
    assert not report.ok
    assert report.worst[0].x == place
    assert report.worst[0].x_bits == f"0x{at(format_, place):0{format_.bits // 4}x}"


def test_the_tanh_form_is_not_sold_as_gelu() -> None:
    rules = asked(BFLOAT16, max_steps=1)
    report = verdict("gelu", right("gelu_tanh", rules), rules)
    assert not report.ok
    assert report.max_steps == 6538
    assert report.worst[0].x == -10.125


def test_gelu_in_single_precision_is_wrong_by_thousands_of_steps() -> None:
    x = every(BFLOAT16)
    with np.errstate(all="ignore"):
        single = x.astype(np.float32)
        inner = np.array([math.erf(v) for v in (single * np.float32(math.sqrt(0.5))).tolist()], dtype=np.float32)
        got = BFLOAT16.round((np.float32(0.5) * single * (np.float32(1) + inner)).astype(np.float64))
    report = verdict("gelu", np.where(x == -np.inf, -0.0, got), asked(BFLOAT16))
    assert (report.max_steps, report.worst[0].x) == (13215, -5.5625)


def test_results_in_another_order_are_wrong() -> None:
    rules = asked(FLOAT16, max_steps=0)
    got = right("tanh", rules)
    assert not verdict("tanh", np.roll(got, 1), rules).ok
    ascending = got[np.argsort(every(FLOAT16), kind="stable")]
    assert not verdict("tanh", ascending, rules).ok


def test_zeros_differ_only_where_they_are_asked_to() -> None:
    got = right("relu", asked(FLOAT16))
    negative = np.where(got == 0, -0.0, got)
    assert verdict("relu", negative, asked(FLOAT16, max_steps=0)).ok
    report = verdict("relu", negative, asked(FLOAT16, max_steps=0, signed_zero=True))
    assert not report.ok
    assert report.max_steps == 1
    assert verdict("relu", got, asked(FLOAT16, max_steps=0, signed_zero=True)).ok


def test_flushing_is_forgiven_where_it_is_declared_and_hides_nothing_else() -> None:
    x = every(FLOAT16)
    tiny = 2.0**-14
    got = right("silu", asked(FLOAT16))
    flushed = np.where(np.abs(got) < tiny, np.copysign(0.0, got), got)
    assert not verdict("silu", flushed, asked(FLOAT16, max_steps=0)).ok
    assert verdict("silu", flushed, asked(FLOAT16, max_steps=0, ftz="out")).ok
    # Inputs read as 0 change softplus by a step only where its result is a normal number.
    read = true_results(
        catalogue.get("softplus"), np.where(np.abs(x) < tiny, np.copysign(0.0, x), x), asked(FLOAT16)
    )[2]
    assert verdict("softplus", read, asked(FLOAT16, max_steps=0, ftz="in")).ok
    wrong = np.where(np.abs(got) < tiny * 1.01, 0.0, got)  # the smallest normal results are flushed too
    report = verdict("silu", wrong, asked(FLOAT16, max_steps=0, ftz="both"))
    assert not report.ok
    assert abs(report.worst[0].want) >= tiny


def test_the_upstream_gradient_is_multiplied_exactly_and_rounded_once() -> None:
    rng = np.random.default_rng(1)
    x = BFLOAT16.round(rng.normal(0, 2, 3000))
    gradient = BFLOAT16.round(rng.normal(0, 1, 3000))
    function = catalogue.get("gelu")
    rules = asked(BFLOAT16, derivative=True, max_steps=0)
    got = true_results(function, x, rules, gradient)[2]
    assert compare(function, [(x, got, gradient)], rules).ok
    twice = BFLOAT16.round(BFLOAT16.round(function.derivative(x)) * gradient)
    assert not compare(function, [(x, twice, gradient)], rules).ok
    assert compare(function, [(x, twice, gradient)], asked(BFLOAT16, derivative=True, max_steps=1)).ok


def test_half_an_ulp_is_correct_rounding_and_no_more() -> None:
    for name in ("gelu", "tanh", "softplus"):
        report = verdict(name, right(name, asked(BFLOAT16)), asked(BFLOAT16, max_ulp=0.5))
        assert report.ok
        assert 0.49 < report.max_ulp <= 0.5
        assert report.max_steps == 0


def test_infinity_stands_one_ulp_beyond_the_largest_value_and_never_passes_for_it() -> None:
    x = np.array([300.0])
    report = verdict("squared_relu", np.array([65504.0]), asked(FLOAT16, max_steps=1), x)
    assert not report.ok
    assert report.infinity_mismatches == 1
    assert report.worst[0].steps == 1
    saturated = asked(FLOAT16, max_steps=0, overflow="saturate")
    assert verdict("squared_relu", np.array([65504.0]), saturated, x).ok
    assert not verdict("squared_relu", np.array([np.inf]), saturated, x).ok


def test_the_histogram_counts_every_input_once() -> None:
    got = right("silu", asked(BFLOAT16))
    got[100] = np.nan
    report = verdict("silu", got, asked(BFLOAT16))
    assert sum(report.histogram.values()) + report.nan_mismatches == report.inputs == 65536
    assert report.nan_mismatches == 1
    assert report.worst[0].steps is None


def test_blocks_make_no_difference() -> None:
    x = every(FLOAT16)
    got = right("tanh", asked(FLOAT16))
    got[5::1000] *= -1
    whole = verdict("tanh", got, asked(FLOAT16))
    parts = [(x[i : i + 777], got[i : i + 777], None) for i in range(0, len(x), 777)]
    assert repr(compare(catalogue.get("tanh"), parts, asked(FLOAT16))) == repr(whole)


def test_vector_functions_are_refused() -> None:
    with pytest.raises(ValueError, match="softmax is a vector function"):
        compare(catalogue.get("softmax"), [], asked(FLOAT16))


def test_float64_is_held_to_more_digits_than_it_has() -> None:
    x = np.linspace(-5, 5, 101)
    function = catalogue.get("gelu")
    report = compare(function, [(x, np.asarray(function(x)), None)], asked(FORMATS["float64"]))
    assert report.max_ulp < 2
    off = np.nextafter(np.asarray(function.twofold(x)[0][0]), np.inf)
    assert compare(function, [(x, off, None)], asked(FORMATS["float64"])).max_steps == 1


@pytest.mark.parametrize("declared", FLUSHES)
@pytest.mark.parametrize("done", FLUSHES)
def test_a_kernel_that_flushes_passes_where_that_is_declared(done: str, declared: str) -> None:
    x = every(FLOAT16)
    tiny = 2.0**-14

    def flushed(values: Array) -> Array:
        return np.where(np.abs(values) < tiny, np.copysign(0.0, values), values)

    # On the right a subnormal input may have a normal result, on the left a normal input a subnormal one.
    function = catalogue.get("max(2*x, x/2)")
    read = flushed(x) if done in ("in", "both") else x
    got = true_results(function, read, asked(FLOAT16))[2]
    got = flushed(got) if done in ("out", "both") else got
    passes = declared in (done, "both") or done == "none"
    assert verdict("max(2*x, x/2)", got, asked(FLOAT16, max_steps=0, ftz=declared)).ok == passes


def test_where_a_function_is_undefined_its_result_is_nan() -> None:
    format_ = FORMATS["float8_e5m2"]
    x = every(format_)
    got = true_results(catalogue.get("x**0.5"), x, asked(format_, ftz="out"))[2]
    assert (np.isnan(got) == (np.isnan(x) | (x < 0))).all()
    assert (got[x > 0] >= 0).all()


@pytest.mark.parametrize(("dtype", "allowed"), [("bfloat16", True), ("float32", False), ("float64", False)])
def test_all_inputs_are_only_listed_where_they_are_few(dtype: str, allowed: bool) -> None:
    rules = asked(FORMATS[dtype])
    seen: list[int] = []

    def kernel(x: Array) -> Array:
        seen.append(len(x))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt if allowed else ValueError):
        check(catalogue.get("relu"), kernel, rules=rules)
    assert bool(seen) == allowed
    if dtype == "float32":
        with pytest.raises(KeyboardInterrupt):
            check(catalogue.get("relu"), kernel, rules=rules, everything=True)


def test_arrays_that_do_not_fit_are_refused_with_their_sizes() -> None:
    relu, rules = catalogue.get("relu"), asked(E4M3)
    x = given(every(E4M3)[:100].astype(np.float32), "float8_e4m3fn")
    short = given(every(E4M3)[:99].astype(np.float32), "float8_e4m3fn")
    with pytest.raises(ValueError, match="99 results for 100 inputs"):
        check(relu, short, x, rules=rules)
    with pytest.raises(ValueError, match="99 results for 256 bit patterns"):
        check(relu, short, rules=rules)
    slopes = asked(E4M3, derivative=True)
    with pytest.raises(ValueError, match="99 gradients for 100 inputs"):
        check(relu, x, x, short, rules=slopes)
    with pytest.raises(ValueError, match="compared with --deriv"):
        check(relu, x, x, x, rules=rules)
    done: list[int] = []
    report = check(relu, lambda x: np.maximum(x, 0), rules=rules, advance=done.append)
    assert (report.ok, sum(done), sum(report.histogram.values())) == (True, 256, 256)


@pytest.mark.parametrize("name", ["float6_e2m3fn", "float6_e3m2fn", "float4_e2m1fn"])
def test_bits_above_those_of_a_narrow_format_are_refused(name: str, tmp_path: Path) -> None:
    format_ = FORMATS[name]
    path = tmp_path / "got.npy"
    for count, fits in ((1 << format_.bits, True), ((1 << format_.bits) + 1, False)):
        np.save(path, np.arange(count, dtype=np.uint8))
        if fits:
            assert load(str(path), name).size == count
        else:
            with pytest.raises(ValueError, match=f"pattern {count - 1:#x}; {name} has {format_.bits} bits"):
                load(str(path), name)
    np.save(path, np.empty(0, dtype=np.uint8))
    assert load(str(path), name).size == 0
    np.save(path, np.array([255], dtype=np.uint8))
    assert load(str(path), "float8_e5m2").size == 1


@pytest.mark.parametrize("dtype", ["bfloat16", "float16", "float8_e4m3fn"])
def test_numbers_that_a_format_does_not_have_are_refused(dtype: str) -> None:
    assert given(np.array([0.5, -1.5, np.inf, np.nan], np.float32), dtype).values().tolist()[:2] == [0.5, -1.5]
    with pytest.raises(ValueError, match=re.escape("1.1")):
        given(np.array([0.5, 1.1], np.float32), dtype).values()

"""Computed results compared with a function's true ones: errors in ulp and in steps, the worst inputs, a verdict."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from actplot.activation import Activation, Array, Gated, Vector
from actplot.analysis import arrays
from actplot.analysis.report import Limits, Report, Tally
from actplot.arithmetic import rounding
from actplot.arithmetic.formats import FORMATS, Format
from actplot.arithmetic.layouts import FLUSHES, OVERFLOWS

BLOCK = 1 << 16  # inputs compared at once
_TINY = 2.0**-60  # an x beside which the curvature of every function of the catalogue has one sign
_MANY = 16
_DOUBT = 2.0**-40  # of a float64 result; what rounds alike that much up and down is decided


@dataclass(frozen=True)
class Rules:
    """The comparison that is made."""

    format: Format
    derivative: bool = False
    """Compare f' instead of f, times the upstream gradient where one is given."""
    limits: Limits = field(default_factory=Limits)
    profile: bool = False
    """Keep the errors over stretches of inputs, for a picture."""


def compare(
    function: Activation, blocks: Iterable[tuple[Array, Array, Array | None]], rules: Rules, label: str = ""
) -> Report:
    """Compare results with those of an elementwise function, block by block.

    Args:
        function: the reference, at its parameters.
        blocks: inputs, results and upstream gradients (or None), each of shape (n,), float64 arrays that hold values
            of the format.
        rules: the number format, and what counts as an error.
        label: the name of the function in the report; its own without it.

    Raises:
        ValueError: a vector or gated function, or a gradient for f.

    """
    require_elementwise(function)
    tally = Tally(rules.format, profile=rules.profile)
    with np.errstate(all="ignore"):
        for x, got, gradient in blocks:
            for start in range(0, len(x), BLOCK):
                part = slice(start, start + BLOCK)
                factors = None if gradient is None else gradient[part]
                tally.add(x[part], *_errors(function, x[part], got[part], factors, rules))
    return tally.report(label or function.spec, rules.limits, derivative=rules.derivative)


def check(
    function: Activation,
    results: Any,
    inputs: Any = None,
    gradient: Any = None,
    *,
    rules: Rules,
    everything: bool = False,
    advance: Callable[[int], None] = lambda _: None,
) -> Report:
    """Compare results with those of an elementwise function.

    Args:
        function: the reference, at its parameters.
        results: an array of the format's numbers (:class:`~actplot.analysis.arrays.Stored`), or a callable that
            returns an array of them for an array of x, both float64.
        inputs: the x of the results, likewise stored; without them the results are in the order of the bit patterns
            of the format, NaN patterns included.
        gradient: the upstream gradients that multiply f', likewise stored.
        rules: the number format, and what counts as an error.
        everything: allow all 2^32 inputs of float32, which takes minutes.
        advance: called with the number of inputs just compared.

    Raises:
        ValueError: arrays whose sizes do not fit, a format whose inputs can't be listed, a vector or gated function.

    """
    require_elementwise(function)
    format_ = rules.format
    if gradient is not None and not rules.derivative:
        raise ValueError("upstream gradients (--grad) multiply f', which is compared with --deriv: give both")
    count = inputs.size if inputs is not None else _all_inputs(format_, results, everything)
    for what, array in (("result", results), ("gradient", gradient)):
        if array is not None and not callable(array):
            _require_as_many(what, array, inputs, count, format_)

    def blocks() -> Iterator[tuple[Array, Array, Array | None]]:
        for start in range(0, count, BLOCK):
            stop = min(start + BLOCK, count)
            if inputs is None:
                x = format_.decode(np.arange(start, stop, dtype=np.uint64).astype(format_.storage))
            else:
                x = inputs.values(start, stop)
            got = results(x) if callable(results) else results.values(start, stop)
            yield x, got, None if gradient is None else gradient.values(start, stop)
            advance(stop - start)

    return compare(function, blocks(), rules)


def _require_as_many(what: str, array: Any, inputs: Any, count: int, format_: Format) -> None:
    if array.size != count:
        one = "input" if inputs is not None else f"bit pattern of {format_.name}"
        raise ValueError(
            f"{_counted(array.size, what)} for {_counted(count, one)}; one is due for each, in the same order"
        )
    shapes = [tuple(n for n in a.shape if n != 1) for a in (array, inputs) if a is not None]
    if len(shapes) == 2 and shapes[0] != shapes[1] and min(map(len, shapes)) > 1:
        raise ValueError(f"{what}s of shape {array.shape} for inputs of shape {inputs.shape}")


def _counted(count: int, what: str) -> str:
    head, of, rest = what.partition(" of ")
    return f"{count:,} {head}{'s' * (count != 1)}{of}{rest}"


def _all_inputs(format_: Format, results: Any, everything: bool) -> int:
    if format_.bits == 64:
        raise ValueError("float64 has 2^64 inputs; give those of the results as inputs")
    if format_.bits == 32 and callable(results) and not everything:
        raise ValueError(
            "float32 has 2^32 inputs, which take minutes: ask for them (--at all), or give some (--input)"
        )
    return 1 << format_.bits


def require_elementwise(function: Activation) -> None:
    """Refuse a function whose results can't be compared one by one.

    Raises:
        ValueError: a vector or gated function.

    """
    if isinstance(function, Vector | Gated):
        raise ValueError(f"{function.name} is a {function.kind} function; check compares elementwise functions")


def true_results(
    function: Activation, x: Array, rules: Rules, gradient: Array | None = None
) -> tuple[Array, Array | None, Array]:
    """Return the true results: as float64 with what that leaves, and rounded once to the format; each of shape (n,).

    A float64 result that rounds alike from both ends of its error bound is decided; the others are computed from the
    formula with as many bits as it takes.
    """
    format_ = rules.format
    if format_.bits == 64:
        high, low = (np.atleast_1d(part) for part in function.twofold(x)[rules.derivative])
        if gradient is not None:
            raise ValueError("an upstream gradient is for formats of 32 bits or fewer")
        return high, low, high
    real = np.atleast_1d(np.array(function.pair(x)[rules.derivative], dtype=np.float64))
    at_kink = np.isin(x, function.kinks) if rules.derivative else np.broadcast_to(False, len(x))
    if gradient is not None:
        real = real * gradient
    want = format_.round(real, overflow=rules.limits.overflow)
    undecided: Any = np.flatnonzero((want != real) & ~np.isnan(real))
    if len(undecided):
        ends = [
            format_.round(real[undecided] * (1 + doubt), overflow=rules.limits.overflow)
            for doubt in (-_DOUBT, _DOUBT)
        ]
        undecided = undecided[ends[0] != ends[1]]
        undecided = undecided[np.isfinite(x[undecided]) & ~at_kink[undecided]]
    if not len(undecided):
        return real, None, want

    def resolved(i: int, decide: Callable[[Any], Any]) -> Any:
        """Decide on the true result at one input, given enough bits."""
        factor = 1.0 if gradient is None else float(gradient[i])
        return function.resolve(int(rules.derivative), {"x": float(x[i])}, lambda ball: decide(ball * factor))

    # Where x is tiny, f is a straight line but for its curvature, which is far below the last bit and of one side.
    tiny: Any = undecided[(np.abs(x[undecided]) < _TINY) & (gradient is None)]
    for group in (tiny[x[tiny] < 0], tiny[x[tiny] > 0]):
        if len(group) > _MANY:
            farthest = group[[np.argmin(np.abs(x[group])), np.argmax(np.abs(x[group]))]]
            sides = {resolved(i, _side_of(float(real[i]))) for i in farthest.tolist()}
            if len(sides) == 1:
                lows = np.full(len(group), sides.pop() * 5e-324)
                want[group] = format_.round(real[group], lows, overflow=rules.limits.overflow)
                undecided = undecided[~np.isin(undecided, group)]
    for i in undecided.tolist():
        try:
            want[i] = resolved(i, _decider(format_, rules.limits.overflow))
        except ArithmeticError:  # a midpoint itself, which no ball around it decides
            exact = rounding.twofold(partial(resolved, i))[0]
            want[i] = format_.round(np.float64(exact), overflow=rules.limits.overflow)
    return real, None, want


def check_given(
    function: Activation,
    results: Any,
    inputs: Any,
    gradient: Any,
    dtype: str | None,
    limits: Limits,
    *,
    derivative: bool = False,
) -> Report:
    """Compare arrays in memory, or what a callable returns for every input of a number format.

    Raises:
        ValueError: an unknown number format, arrays that do not fit, a vector or gated function.

    """
    if dtype is not None and dtype not in FORMATS:
        raise ValueError(f"unknown number format {dtype!r}; there are {', '.join(FORMATS)}")
    x = None if inputs is None else arrays.given(inputs, dtype)
    computed = results if callable(results) else arrays.given(results, dtype or (x.format.name if x else None))
    name = dtype or (x.format.name if x else None if callable(computed) else computed.format.name)
    if name is None:
        raise ValueError("the number format of the results is not known; give dtype")
    rules = Rules(FORMATS[name], derivative, limits)
    factors = None if gradient is None else arrays.given(gradient, name)
    called = _calling(computed, rules.format) if callable(computed) else computed
    return check(function, called, x, factors, rules=rules, everything=True)


def _calling(kernel: Callable[[Any], Any], format_: Format) -> Callable[[Array], Array]:
    """Return a callable of float64 arrays for one that takes the format's own type, or float32 if NumPy has none."""

    def computed(x: Array) -> Array:
        given = x.astype(format_.native or np.float32)
        return np.asarray(arrays.given(kernel(given), format_.name).values())

    return computed


def results_of(function: Activation, rules: Rules) -> Callable[[Array], Array]:
    """Return what computes the correctly rounded results of another function, for :func:`check`.

    Raises:
        ValueError: a vector or gated function.

    """
    require_elementwise(function)
    return lambda x: true_results(function, x, rules)[2]


def _side_of(real: float) -> Callable[[Any], int]:
    """Return what tells on which side of ``real`` the true result is: -1, 0 or 1."""
    return lambda enclosure: int((enclosure - real).sign())


def _decider(format_: Format, overflow: str | None) -> Callable[[Any], float | None]:
    def decide(enclosure: Any) -> float | None:
        low, high = (
            float(format_.round(np.float64(rounding.to_odd(*end)), overflow=overflow)) for end in enclosure.ends()
        )
        return low if low == high or (math.isnan(low) and math.isnan(high)) else None

    return decide


def _errors(
    function: Activation, x: Array, got: Array, gradient: Array | None, rules: Rules
) -> tuple[Array, Array, Array, Array, Array]:
    """Return got, want, the true results, the errors in ulp and those in steps (NaN where NaN is on one side)."""
    real, low, want = true_results(function, x, rules, gradient)
    ulp, steps = _distances(got, want, real, low, rules)
    normal = 2.0**rules.format.least_exponent
    choices = [(real, want, ulp, steps)]
    _, of_inputs, of_results, both = FLUSHES
    if rules.limits.ftz in {of_inputs, both}:
        small = (x != 0) & (np.abs(x) < normal)
        if small.any():
            flushed = np.where(small, np.copysign(0.0, x), x)
            other, rest, wanted = true_results(function, flushed, rules, gradient)
            choices.append((other, wanted, *_distances(got, wanted, other, rest, rules)))
    if rules.limits.ftz in {of_results, both}:
        for other, wanted, _, _ in list(choices):
            zero = np.where((np.abs(wanted) < normal) & (wanted != 0), np.copysign(0.0, wanted), wanted)
            exact = np.where(zero == wanted, other, zero)
            choices.append((other, zero, *_distances(got, zero, exact, None, rules)))
    for other, wanted, new_ulp, new_steps in choices[1:]:
        better = (new_steps < steps) | (np.isnan(steps) & ~np.isnan(new_steps))
        real, want, ulp, steps = (
            np.where(better, new, old)
            for new, old in ((other, real), (wanted, want), (new_ulp, ulp), (new_steps, steps))
        )
    return got, want, real, ulp, steps


def _distances(got: Array, want: Array, real: Array, low: Array | None, rules: Rules) -> tuple[Array, Array]:
    """Return the errors in ulp of the true result, and in steps from the rounded one."""
    format_, limits = rules.format, rules.limits
    same = got == want
    nan = np.zeros_like(same)
    if not same.all():
        nan = np.isnan(got) | np.isnan(want)
    if limits.signed_zero:
        same &= np.signbit(got) == np.signbit(want)
    steps = np.zeros(len(got))
    differ = np.flatnonzero(~same & ~nan)
    if len(differ):
        orders = []
        for values in (got[differ], want[differ]):
            order = format_.order(values)
            orders.append(np.where(np.signbit(values), order - 1, order) if limits.signed_zero else order)
        steps[differ] = np.abs(orders[0] - orders[1])
    elif low is None and not nan.any() and np.array_equal(got, real):
        return steps, steps  # nothing was rounded
    # An infinity stands one unit beyond the largest value, for what is computed as for what is true.
    edge = format_.largest + float(format_.ulp(format_.largest))
    true = np.clip(real, -edge, edge)
    error = np.clip(got, -edge, edge) - true
    if low is not None:
        error = error - np.where(np.abs(real) < edge, low, 0.0)
    ulp = np.abs(error) / format_.ulp(np.clip(true, -format_.largest, format_.largest))
    # On which side of a midpoint the true result lies may be beyond the digits of float64; the steps tell.
    np.minimum(ulp, 0.5, out=ulp, where=steps == 0)
    if len(differ):
        off = (got != want) & (steps > 0)
        np.maximum(ulp, math.nextafter(0.5, 1.0), out=ulp, where=off)
    if (limits.overflow or format_.overflow) != OVERFLOWS[0]:
        ulp = np.where(same & (np.abs(real) > format_.largest), 0.0, ulp)
    if len(differ):
        ulp[differ] = np.where(np.isinf(got[differ]) != np.isinf(want[differ]), np.inf, ulp[differ])
    if nan.any():
        both = np.isnan(got) & np.isnan(want)
        steps[nan] = np.where(both[nan], 0.0, np.nan)
        ulp[nan] = np.where(both[nan], 0.0, np.inf)
    return ulp, steps

"""Computed results compared with a function's true ones: errors in ulp and in steps, the worst inputs, a verdict."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, get_args

import numpy as np

from actplot.activation import Activation, Array, Gated, Vector
from actplot.analysis import arrays
from actplot.analysis.numbers import shortest
from actplot.arithmetic import formulas, rounding
from actplot.arithmetic.formats import FORMATS, Format, Overflow

Flush = Literal["none", "in", "out", "both"]

BLOCK = 1 << 16  # inputs compared at once
BINS = {"0": 0, "1": 1, "2": 2, "3-10": 10, "11-100": 100, ">100": math.inf}
LISTED = 5  # worst inputs in a report
PROFILE = 2048
_DOUBT = 2.0**-40  # of a float64 result; what rounds alike that much up and down is decided


@dataclass(frozen=True)
class Limits:
    """What counts as an error, and how large one may be."""

    max_ulp: float | None = None
    max_steps: int | None = None
    ftz: Flush = "none"
    """Whether subnormal inputs may be read as 0, and subnormal results be replaced by 0."""
    overflow: Overflow | None = None
    """What a result beyond the largest value must become; without it, as the format says."""
    signed_zero: bool = False
    """Whether 0 and -0 differ, by one step."""

    def __post_init__(self) -> None:
        """Check the names.

        Raises:
            ValueError: an unknown one.

        """
        for what, value, known in (
            ("ftz", self.ftz, get_args(Flush)),
            ("overflow", self.overflow, get_args(Overflow)),
        ):
            if value is not None and value not in known:
                raise ValueError(f"{what} is one of {', '.join(known)}, not {value!r}")


@dataclass(frozen=True)
class Rules:
    """The comparison that is made."""

    format: Format
    derivative: bool = False
    """Compare f' instead of f, times the upstream gradient where one is given."""
    limits: Limits = Limits()


@dataclass(frozen=True)
class Worst:
    """One input with a large error."""

    x: float
    x_bits: str
    got: float
    want: float
    """The true result, rounded once to the format."""
    real: float
    """The true result in float64."""
    ulp: float
    """Error in units in the last place; infinite where NaN or an infinity stands on one side only."""
    steps: int | None
    """Numbers of the format from ``got`` to ``want``; None where one of them is NaN."""


@dataclass(frozen=True)
class Report:
    """The comparison of computed results with the true ones; its text is what ``actplot check`` prints."""

    function: str
    dtype: str
    quantity: str
    """``f``, ``f'`` or ``f' * gradient``."""
    inputs: int
    max_ulp: float
    """The largest error in ulp where neither side alone is NaN or infinite; 0.5 is correct rounding."""
    max_steps: int
    worst: tuple[Worst, ...]
    histogram: dict[str, int]
    """Inputs by steps; those with NaN on one side are counted apart."""
    nan_mismatches: int
    infinity_mismatches: int
    limit: str = ""
    ok: bool = True
    profile: Array = field(default_factory=lambda: np.zeros(0), repr=False, compare=False)
    """The largest error in ulp of each of PROFILE even stretches of all bit patterns in the order of their values."""

    def as_dict(self) -> dict[str, Any]:
        """Return the report as JSON carries it."""
        found = asdict(replace(self, profile=np.zeros(0)))
        del found["profile"]
        return found

    def __repr__(self) -> str:
        """Return the report as text."""
        return _text(self)


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
    tally = _Tally(rules.format)
    with np.errstate(all="ignore"):
        for x, got, gradient in blocks:
            for start in range(0, len(x), BLOCK):
                part = slice(start, start + BLOCK)
                factors = None if gradient is None else gradient[part]
                tally.add(x[part], *_errors(function, x[part], got[part], factors, rules))
    return tally.report(label or function.spec, rules)


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
    count = inputs.size if inputs is not None else _all_inputs(format_, results, everything)
    for what, array in (("results", results), ("gradients", gradient)):
        if array is not None and not callable(array) and array.size != count:
            due = f"{count:,} inputs" if inputs is not None else f"{count:,} bit patterns of {format_.name}"
            raise ValueError(f"{array.size:,} {what} for {due}; one is due for each, in the same order")
    if gradient is not None and not rules.derivative:
        raise ValueError("an upstream gradient multiplies f'; compare derivatives")

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


def _all_inputs(format_: Format, results: Any, everything: bool) -> int:
    if format_.bits == 64:
        raise ValueError("float64 has 2^64 inputs; give those of the results as inputs")
    if format_.bits == 32 and callable(results) and not everything:
        raise ValueError("float32 has 2^32 inputs, which takes minutes; ask for all of them, or give inputs")
    return 1 << format_.bits


def require_elementwise(function: Activation) -> None:
    """Refuse a function whose results can't be compared one by one.

    Raises:
        ValueError: a vector or gated function.

    """
    if isinstance(function, Vector | Gated):
        raise ValueError(f"{function.name} is a {function.kind} function; check compares functions of one number")


def true_results(
    function: Activation, x: Array, rules: Rules, gradient: Array | None = None
) -> tuple[Array, Array, Array]:
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
    at_kink = np.isin(x, function.kinks) if rules.derivative else np.zeros(len(x), dtype=bool)
    if gradient is not None:
        real = real * gradient
    ends = [format_.round(real * (1 + doubt), overflow=rules.limits.overflow) for doubt in (-_DOUBT, _DOUBT)]
    want = format_.round(real, overflow=rules.limits.overflow)
    unsure = ends[0] != ends[1]
    formula = function.derivative_formula if rules.derivative else function.formula
    if gradient is not None:
        formula = f"({formula})*gradient"
    for i in np.flatnonzero(unsure & np.isfinite(x) & ~at_kink):
        names = {**function.parameters, "x": float(x[i])}
        if gradient is not None:
            names["gradient"] = float(gradient[i])
        want[i] = formulas.resolve(formula, names, _decider(format_, rules.limits.overflow))
    return real, np.zeros_like(real), want


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


def _decider(format_: Format, overflow: Overflow | None) -> Callable[[Any], float | None]:
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
    if rules.limits.ftz in {"in", "both"}:
        small = (x != 0) & (np.abs(x) < normal)
        if small.any():
            flushed = np.where(small, np.copysign(0.0, x), x)
            other, rest, wanted = true_results(function, flushed, rules, gradient)
            choices.append((other, wanted, *_distances(got, wanted, other, rest, rules)))
    if rules.limits.ftz in {"out", "both"}:
        for other, wanted, _, _ in list(choices):
            zero = np.where((np.abs(wanted) < normal) & (wanted != 0), np.copysign(0.0, wanted), wanted)
            exact = np.where(zero == wanted, other, zero)
            choices.append((other, zero, *_distances(got, zero, exact, np.zeros_like(exact), rules)))
    for other, wanted, new_ulp, new_steps in choices[1:]:
        better = (new_steps < steps) | (np.isnan(steps) & ~np.isnan(new_steps))
        real, want, ulp, steps = (
            np.where(better, new, old)
            for new, old in ((other, real), (wanted, want), (new_ulp, ulp), (new_steps, steps))
        )
    return got, want, real, ulp, steps


def _distances(got: Array, want: Array, real: Array, low: Array, rules: Rules) -> tuple[Array, Array]:
    """Return the errors in ulp of the true result, and in steps from the rounded one."""
    format_ = rules.format
    nan = np.isnan(got) | np.isnan(want)
    orders = []
    for values in (got, want):
        order = format_.order(np.where(nan, 0.0, values))
        orders.append(np.where(np.signbit(values), order - 1, order) if rules.limits.signed_zero else order)
    steps = np.abs(orders[0] - orders[1]).astype(np.float64)
    # An infinity stands one unit beyond the largest value, for what is computed as for what is true.
    edge = format_.largest + float(format_.ulp(format_.largest))
    ulp = np.abs(
        (np.clip(got, -edge, edge) - np.clip(real, -edge, edge)) - np.where(np.abs(real) < edge, low, 0.0)
    ) / format_.ulp(np.clip(real, -format_.largest, format_.largest))
    ulp = np.where((np.isinf(got) != np.isinf(want)), np.inf, ulp)
    if format_.overflow != "inf" or rules.limits.overflow == "saturate":
        ulp = np.where(got == want, np.where(np.abs(real) > format_.largest, 0.0, ulp), ulp)
    both = np.isnan(got) & np.isnan(want)
    steps = np.where(nan, np.where(both, 0.0, np.nan), steps)
    return np.where(nan, np.where(both, 0.0, np.inf), ulp), steps


def _badness(found: Worst) -> tuple[float, float]:
    return (math.inf if found.steps is None else found.steps), found.ulp


class _Tally:
    """Counts and the worst inputs of all blocks so far."""

    def __init__(self, format_: Format) -> None:
        self._format = format_
        self._inputs = self._nans = self._infinities = self._steps = 0
        self._ulp = 0.0
        self._counts = dict.fromkeys(BINS, 0)
        self._last = int(format_.order(np.array([np.inf]))[0])
        self._profile = np.full(PROFILE, np.nan)
        self._worst: list[Worst] = []

    def add(self, x: Array, got: Array, want: Array, real: Array, ulp: Array, steps: Array) -> None:
        self._inputs += len(x)
        nan = np.isnan(steps)
        infinite = np.isinf(ulp) & ~nan
        self._nans += int(nan.sum())
        self._infinities += int(infinite.sum())
        number = ~np.isnan(x)
        places = ((self._format.order(x[number]) / self._last + 1.0) * (PROFILE / 2 - 1e-6)).astype(int)
        np.fmax.at(self._profile, places, ulp[number])
        compared = steps[~nan]
        self._steps = max(self._steps, int(compared.max(initial=0)))
        self._ulp = max(self._ulp, float(ulp[~nan & ~infinite].max(initial=0.0)))
        low = -1.0
        for name, high in BINS.items():
            self._counts[name] += int(((compared > low) & (compared <= high)).sum())
            low = high
        wrong = np.flatnonzero((steps != 0) | (ulp > 0.5))
        if len(wrong) > LISTED:
            # NaN on one side first, then by steps.
            size = np.where(nan[wrong], np.inf, steps[wrong])
            wrong = wrong[np.lexsort((-ulp[wrong], -size))[:LISTED]]
        patterns = self._format.encode(np.where(np.isnan(x[wrong]), 0.0, x[wrong]))
        for i, pattern in zip(wrong.tolist(), patterns.tolist(), strict=True):
            bits = "NaN" if math.isnan(x[i]) else f"0x{pattern:0{(self._format.bits + 3) // 4}x}"
            count = None if nan[i] else int(steps[i])
            self._worst.append(
                Worst(
                    x=float(x[i]),
                    x_bits=bits,
                    got=float(got[i]),
                    want=float(want[i]),
                    real=float(real[i]),
                    ulp=float(ulp[i]),
                    steps=count,
                )
            )
        self._worst = sorted(self._worst, key=_badness, reverse=True)[:LISTED]

    def report(self, label: str, rules: Rules) -> Report:
        limits = []
        within = not self._nans and not self._infinities
        if rules.limits.max_ulp is not None:
            limits.append(f"{shortest(rules.limits.max_ulp)} ulp")
            within &= self._ulp <= rules.limits.max_ulp
        if rules.limits.max_steps is not None:
            limits.append(f"{rules.limits.max_steps} step{'s' * (rules.limits.max_steps != 1)}")
            within &= self._steps <= rules.limits.max_steps
        return Report(
            function=label,
            dtype=rules.format.name,
            quantity="f'" if rules.derivative else "f",
            inputs=self._inputs,
            max_ulp=self._ulp,
            max_steps=self._steps,
            worst=tuple(self._worst),
            histogram=dict(self._counts),
            nan_mismatches=self._nans,
            infinity_mismatches=self._infinities,
            limit=" and ".join(limits),
            ok=within,
            profile=self._profile,
        )


def _text(report: Report) -> str:
    number = FORMATS[report.dtype].decimal
    verdict = "ok" if report.ok else "FAILED"
    limit = f", limit {report.limit}" if report.limit else ""
    lines = [
        f"{verdict}: {report.function}, {report.quantity} in {report.dtype} at {report.inputs:,} inputs: "
        f"at most {report.max_steps:,} step{'s' * (report.max_steps != 1)}, {report.max_ulp:.4g} ulp{limit}"
    ]
    for count, what in ((report.nan_mismatches, "NaN"), (report.infinity_mismatches, "an infinity")):
        if count:
            lines.append(f"{count:,} result{'s' * (count != 1)} with {what} on one side only")
    counts = [f"{count:,}" for count in report.histogram.values()]
    names = ["steps", *report.histogram]
    cells = ["inputs", *counts]
    widths = [max(map(len, pair)) for pair in zip(names, cells, strict=True)]
    lines += ["", *("  ".join(cell.rjust(w) for cell, w in zip(row, widths, strict=True)) for row in (names, cells))]
    if report.worst:
        head = ["worst at x", "bits", "got", "want", "real value", "ulp", "steps"]
        rows = [
            [
                shortest(number(found.x)) if math.isfinite(found.x) else shortest(found.x),
                found.x_bits,
                *(shortest(number(v)) if math.isfinite(v) else shortest(v) for v in (found.got, found.want)),
                f"{found.real:.10g}",
                f"{found.ulp:.4g}",
                "-" if found.steps is None else f"{found.steps:,}",
            ]
            for found in report.worst
        ]
        widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
        lines += ["", *("  ".join(c.rjust(w) for c, w in zip(row, widths, strict=True)) for row in (head, *rows))]
    return "\n".join(lines)

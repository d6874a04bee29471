"""The report of a comparison: counts, the worst inputs, a verdict."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np

from actplot.activation import Array
from actplot.analysis.numbers import decimals, shortest
from actplot.arithmetic.formats import FORMATS, Format
from actplot.arithmetic.layouts import FLUSHES, OVERFLOWS

BINS = {"0": 0, "1": 1, "2": 2, "3-10": 10, "11-100": 100, ">100": math.inf}
LISTED = 5  # worst inputs in a report
PROFILE = 2048  # stretches of all inputs whose largest errors are kept


@dataclass(frozen=True)
class Limits:
    """What counts as an error, and how large one may be."""

    max_ulp: float | None = None
    max_steps: int | None = None
    ftz: str = FLUSHES[0]
    """One of FLUSHES: whether subnormal inputs may be read as 0, and subnormal results be replaced by 0."""
    overflow: str | None = None
    """One of OVERFLOWS: what a result beyond the largest value must become; without it, as the format says."""
    signed_zero: bool = False
    """Whether 0 and -0 differ, by one step."""

    def __post_init__(self) -> None:
        """Check the names.

        Raises:
            ValueError: an unknown one.

        """
        for what, value, known in (("ftz", self.ftz, FLUSHES), ("overflow", self.overflow, OVERFLOWS)):
            if value is not None and value not in known:
                raise ValueError(f"{what} is one of {', '.join(known)}, not {value!r}")


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
    profile: Array | None = field(default=None, repr=False, compare=False)
    """The largest errors in ulp of PROFILE even stretches of all patterns in the order of values, if asked for."""

    def as_dict(self) -> dict[str, Any]:
        """Return the report as JSON carries it."""
        found = asdict(replace(self, profile=None))
        del found["profile"]
        return found

    def __repr__(self) -> str:
        """Return the report as text."""
        return _text(self)


def _badness(found: Worst) -> tuple[float, float]:
    return (math.inf if found.steps is None else found.steps), found.ulp


class Tally:
    """Counts and the worst inputs of all blocks so far."""

    def __init__(self, format_: Format, *, profile: bool = False) -> None:
        """Begin with no inputs; ``profile`` says whether the errors of stretches of inputs are kept."""
        self._format = format_
        self._inputs = self._nans = self._infinities = self._steps = 0
        self._ulp = 0.0
        self._counts = dict.fromkeys(BINS, 0)
        self._last = int(format_.order(np.array([np.inf]))[0])
        self._profile = np.full(PROFILE, np.nan) if profile else None
        self._worst: list[Worst] = []

    def add(self, x: Array, got: Array, want: Array, real: Array, ulp: Array, steps: Array) -> None:
        """Count a block; all arrays have the shape (n,), and steps are NaN where NaN is on one side only."""
        self._inputs += len(x)
        nan = np.isnan(steps)
        infinite = np.isinf(ulp) & ~nan
        self._nans += int(nan.sum())
        self._infinities += int(infinite.sum())
        if self._profile is not None:
            number = ~np.isnan(x)
            places = ((self._format.order(x[number]) / self._last + 1.0) * (PROFILE / 2 - 1e-6)).astype(int)
            np.fmax.at(self._profile, places, ulp[number])
        finite = ulp if not (nan.any() or infinite.any()) else ulp[~nan & ~infinite]
        self._ulp = max(self._ulp, float(finite.max(initial=0.0)))
        if not steps.any():
            self._counts[next(iter(BINS))] += len(steps)
            return
        compared = steps[~nan]
        self._steps = max(self._steps, int(compared.max(initial=0)))
        low = -1.0
        for name, high in BINS.items():
            self._counts[name] += int(((compared > low) & (compared <= high)).sum())
            low = high
        wrong = np.flatnonzero(steps)
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

    def report(self, label: str, limits: Limits, *, derivative: bool) -> Report:
        """Return the report on all that was counted."""
        named = []
        within = not self._nans and not self._infinities
        if limits.max_ulp is not None:
            named.append(f"{shortest(limits.max_ulp)} ulp")
            within &= self._ulp <= limits.max_ulp
        if limits.max_steps is not None:
            named.append(plural(limits.max_steps, "step"))
            within &= self._steps <= limits.max_steps
        return Report(
            function=label,
            dtype=self._format.name,
            quantity="f'" if derivative else "f",
            inputs=self._inputs,
            max_ulp=self._ulp,
            max_steps=self._steps,
            worst=tuple(self._worst),
            histogram=dict(self._counts),
            nan_mismatches=self._nans,
            infinity_mismatches=self._infinities,
            limit=" and ".join(named),
            ok=within,
            profile=self._profile,
        )


def plural(count: int, what: str) -> str:
    """Return a count with its noun."""
    return f"{count:,} {what}{'s' * (count != 1)}"


def in_ulp(error: float) -> str:
    """Return an error as text; what is just over half an ulp is told from correct rounding."""
    text = f"{error:.4g}"
    return f">{text}" if error > 0.5 and text == "0.5" else text


def shown(value: float, format_: Format) -> str:
    """Return a number of a format as text."""
    return shortest(*decimals(format_.printed([value])))


def _text(report: Report) -> str:
    format_ = FORMATS[report.dtype]
    verdict = "FAILED" if not report.ok else "ok" if report.limit else "no limit"
    limit = f", limit {report.limit}" if report.limit else ""
    one_sided = [
        f"{plural(count, 'result')} with {what} on one side only"
        for count, what in ((report.nan_mismatches, "NaN"), (report.infinity_mismatches, "an infinity"))
        if count
    ]
    head = f"{verdict}: {report.function}, {report.quantity} in {report.dtype} at {plural(report.inputs, 'input')}: "
    errors = f"at most {plural(report.max_steps, 'step')}, {in_ulp(report.max_ulp)} ulp{limit}"
    # The errors are those of the other results: beside NaN they would read as if all were right.
    lines = [head + (", ".join(one_sided) or errors)]
    others = report.inputs - report.nan_mismatches - report.infinity_mismatches
    if one_sided:
        lines += [f"the others: {errors}"] if others else [f"limit {report.limit}"] if report.limit else []
    counts = [f"{count:,}" for count in report.histogram.values()]
    names = ["steps", *report.histogram]
    cells = ["inputs", *counts]
    widths = [max(map(len, pair)) for pair in zip(names, cells, strict=True)]
    lines += ["", *("  ".join(cell.rjust(w) for cell, w in zip(row, widths, strict=True)) for row in (names, cells))]
    if report.worst:
        columns = ["worst at x", "bits", "got", "want", "real value", "ulp", "steps"]
        rows = [
            [
                shown(found.x, format_),
                found.x_bits,
                shown(found.got, format_),
                shown(found.want, format_),
                f"{found.real:.10g}",
                in_ulp(found.ulp),
                "-" if found.steps is None else f"{found.steps:,}",
            ]
            for found in report.worst
        ]
        widths = [max(map(len, column)) for column in zip(columns, *rows, strict=True)]
        lines += ["", *("  ".join(c.rjust(w) for c, w in zip(row, widths, strict=True)) for row in (columns, *rows))]
    return "\n".join(lines)

"""The proof that results in narrow formats are correctly rounded, at every bit pattern, of every function.

``python -m tests.rounding`` takes f and f' of all elementwise functions at all patterns of the formats of 16 bits and
fewer, which is some ten minutes; ``python -m tests.rounding gelu elu:alpha=2`` takes the named functions. A line for
each says how many results are wrong, then which. The truth is Arb's ball around the text of f; a result is right if
the ball lies between the two midpoints beside it, with ties to even. At a kink f' is the slope of the convention.
"""

import sys
import time
from dataclasses import dataclass
from typing import Any

import ml_dtypes
import numpy as np

from actplot import catalogue
from actplot.activation import Activation
from actplot.analysis.check import Rules, true_results
from actplot.arithmetic.formats import FORMATS, Format
from tests import oracle

NARROW = [format_ for format_ in FORMATS.values() if format_.bits <= 16]
_BITS = (72, 288, 2048)  # of the balls whose ends are compared with the midpoints as float64
_MORE_BITS = (288, 2048, 1 << 14)  # of those whose difference from a midpoint has a sign
_TIE = 1e-320  # a difference that remains so small at the last of them has no sign
_NEAR = 100.0  # an x at which the distance from an asymptote has one


@dataclass(frozen=True)
class Wrong:
    """A result that is not the correctly rounded one; ``want`` is None where no number of bits decides."""

    format: str
    quantity: str
    x: float
    got: float
    want: float | None


class Grid:
    """The values of a format in ascending order, and the midpoints between them, all exact in float64."""

    def __init__(self, format_: Format) -> None:
        """List them; what lies beyond the last midpoint overflows."""
        values = np.unique(np.abs(format_.decode(format_.patterns())))
        values = values[np.isfinite(values)]
        beyond = {"inf": np.inf, "nan": np.nan, "saturate": values[-1]}[format_.overflow]
        unit = values[-1] - values[-2]
        self.middles = np.append(values[:-1] + np.diff(values) / 2, values[-1] + unit / 2)
        self.values = np.append(values, beyond)

    def rounded(self, low: Any, high: Any) -> tuple[Any, Any]:
        """Return the value to which all of ``low`` to ``high`` round, and where there is such a value."""
        sides = np.where(low >= 0, 1.0, -1.0)
        near, far = np.where(low >= 0, low, -high), np.where(low >= 0, high, -low)
        ends = [np.searchsorted(self.middles, near, "right"), np.searchsorted(self.middles, far, "left")]
        around_zero = (low < 0) & (high > 0) & (np.maximum(-low, high) < self.middles[0])
        decided = (ends[0] == ends[1]) & (near >= 0) | around_zero
        return np.where(around_zero, 0.0, sides * self.values[ends[1]]), decided & (low <= high)

    def nearest_middle(self, number: Any) -> Any:
        """Return the midpoint, with the sign of ``number``, that is nearest to it."""
        size = np.abs(number)
        place = np.clip(np.searchsorted(self.middles, size), 1, len(self.middles) - 1)
        low, high = self.middles[place - 1], self.middles[place]
        return np.copysign(np.where(size - low < high - size, low, high), number)

    def beside(self, middle: float, side: float) -> float:
        """Return the value on the side of a midpoint that a sign tells; the even one if it is 0."""
        place = int(np.searchsorted(self.middles, abs(middle)))
        # Values alternate between even and odd significands, from 0 on.
        outward = place % 2 if side == 0 else side * np.sign(middle) > 0
        return float(np.copysign(self.values[place + outward], middle))


GRIDS = {format_.name: Grid(format_) for format_ in NARROW}


def wrong_results(function: Activation, inputs: dict[str, Any]) -> list[Wrong]:
    """Return the results of f and f' that are not correctly rounded.

    Args:
        function: an elementwise function, at its parameters.
        inputs: arrays of finite values of a format, by its name.

    """
    found: list[Wrong] = []

    def note(name: str, which: int, x: Any, got: Any, want: Any, bad: Any) -> None:
        quantity = ("f", "f'")[which]
        entries = zip(x[bad].tolist(), got[bad].tolist(), want[bad].tolist(), strict=True)
        found.extend(Wrong(name, quantity, *entry) for entry in entries)

    got = {
        (name, which): true_results(function, x, Rules(FORMATS[name], bool(which)))[2]
        for name, x in inputs.items()
        for which in (0, 1)
    }
    for (name, which), results in got.items():
        x = inputs[name]
        typed = np.asarray(function.pair(x.astype(_type(name)))[which]).astype(np.float64)
        note(name, which, x, typed, results, ~_same(typed, results, results, results))
    left = {key: np.arange(len(results)) for key, results in got.items()}
    for bits in _BITS:
        places = np.unique(np.concatenate([inputs[name][open_] for (name, _), open_ in left.items()]))
        if not len(places):
            break
        low, high = _bounds(function, places, bits)
        for (name, which), open_ in left.items():
            x, results = inputs[name][open_], got[name, which][open_]
            where = np.searchsorted(places, x)
            ends = low[which, where], high[which, where]
            want, decided = GRIDS[name].rounded(*ends)
            note(name, which, x, results, want, decided & ~_same(results, want, *ends))
            left[name, which] = open_[~decided]
    for (name, which), open_ in left.items():
        for x, result in zip(inputs[name][open_].tolist(), got[name, which][open_].tolist(), strict=True):
            exact = _at_a_midpoint(function, x, which, GRIDS[name])
            if exact is None or not _same(result, exact, exact, exact):
                found.append(Wrong(name, ("f", "f'")[which], x, result, exact))
    return found


def _type(name: str) -> Any:
    return getattr(np, name, None) or getattr(ml_dtypes, name)


def _bounds(function: Activation, x: Any, bits: int, less: tuple[float, ...] = ()) -> tuple[Any, Any]:
    """Return bounds of f and f' at ``x``, less those of a line: its value and slope and the x where it has them.

    At a kink f' is what the convention says.
    """
    line = dict(zip(("height", "slope", "where"), less, strict=False))
    formula = f"({function.formula}) - height - slope*(x - where)" if less else function.formula
    low, high = oracle.bounds(formula, {**function.parameters, **line}, x, 2, bits)
    kinks = np.isin(x, function.kinks)
    low[1, kinks] = high[1, kinks] = np.asarray(function.pair(x[kinks])[1]) - line.get("slope", 0.0)
    return low, high


def _at_a_midpoint(function: Activation, x: float, which: int, grid: Grid) -> float | None:
    """Return f or f', of which float64 does not tell on which side of a midpoint it lies, as it is rounded."""
    at = np.array([x])
    middles = [float(np.mean(ends)) for ends in zip(*_bounds(function, at, _MORE_BITS[0]), strict=True)]
    middle = middles[which] = float(grid.nearest_middle(middles[which]))
    for bits in _MORE_BITS:
        low, high = (float(ends[which, 0]) for ends in _bounds(function, at, bits, (*middles, x)))
        if low >= 0 or high <= 0:
            return grid.beside(middle, float(np.sign(low + high)))
    if not max(-low, high) < _TIE:
        return None
    # A tie, or an asymptote through a midpoint: the curve is on one side of it, here and where that is decided.
    near = np.array([np.clip(x, -_NEAR, _NEAR)])
    low, high = (float(ends[which, 0]) for ends in _bounds(function, near, bits, (*middles, x)))
    return grid.beside(middle, float(np.sign(low + high)) if low >= 0 or high <= 0 else 0.0)


def _same(given: Any, want: Any, low: Any, high: Any) -> Any:
    """Return where two results are the same; a zero has the sign of the number that was rounded to it."""
    given, want = np.asarray(given), np.asarray(want)
    equal = (given == want) | (np.isnan(given) & np.isnan(want))
    signed = (want == 0) & ((low >= 0) != (high <= 0))
    return equal & ~(signed & (np.signbit(given) != (low < 0)))


def every_input(step: int = 1) -> dict[str, Any]:
    """Return the finite values of each narrow format; of those of 16 bits one in ``step`` patterns."""
    found = {}
    for format_ in NARROW:
        values = format_.decode(format_.patterns()[:: step if format_.bits == 16 else 1])
        found[format_.name] = values[np.isfinite(values)]
    return found


def main(specs: list[str]) -> int:
    """Print a line for each function; return 1 if any result is wrong."""
    functions = [f for spec in specs for f in catalogue.parse(spec)] or [
        function for function in catalogue.everything().values() if type(function) is Activation
    ]
    inputs = every_input()
    total = 0
    for function in functions:
        start = time.process_time()
        wrong = wrong_results(function, inputs)
        total += len(wrong)
        zeros = sum(entry.got == entry.want for entry in wrong)
        wrong.sort(key=lambda entry: entry.got == entry.want)
        first = "".join(f"\n    {entry}" for entry in wrong[:6])
        seconds = f"{time.process_time() - start:6.1f} s"
        print(f"{len(wrong):6} wrong, {zeros:6} in the sign of 0 {seconds}  {function.spec}{first}", flush=True)
    count = 2 * sum(len(x) for x in inputs.values())
    print(f"{len(functions)} functions, {count:,} results of each, {total} wrong")
    return int(total > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""A function traced over a window: pieces between kinks, with each end where it belongs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from actplot.activation import Activation, Array
from actplot.analysis.facts import facts
from actplot.analysis.records import Facts
from actplot.analysis.sampling import Indices, Piece, beside, ordered, refine, span

if TYPE_CHECKING:
    from numpy.typing import NDArray

TOLERANCE = 1 / 5000  # of the height shown: a seventh of a pixel at 8 inches and 200 dpi
FINEST = 1 / 20000  # of the width shown: anything finer is one vertical stroke on any screen
COLUMNS = 500  # of a stretch that oscillates faster than can be drawn
SECOND = "second"
EVEN = 201  # samples of f'' between those of f and f'
BESIDE_POLE = 0.05  # of the width, beside an x where the slope has no bound
BETWEEN_POLES = 0.1  # of the distance to the next, where they are many
ORDERS = {"f": 1, "derivative": 2, SECOND: 3}  # near a pole, each curve is steeper than the one before
CYCLES = 100  # that can be drawn as a line
MOST = 6000  # samples of a piece
ROUNDS = 24


@dataclass(frozen=True, eq=False)
class Curve:
    """A function over a window."""

    function: Activation
    facts: Facts
    pieces: tuple[Piece, ...]
    kinks: tuple[float, ...]

    def values(self, attribute: str) -> Sequence[tuple[Array, Array]]:
        """Return x and the values of ``f``, ``derivative`` or ``second`` on each piece."""
        if attribute == SECOND:
            return self._second
        return [(piece.x, getattr(piece, attribute)) for piece in self.pieces]

    @property
    def poles(self) -> Array:
        """Where a slope has no bound in the window, in order."""
        if math.isfinite(self.facts.max_gradient):
            return np.empty(0)
        low, high = self.pieces[0].x[0], self.pieces[-1].x[-1]
        bounded = {kink.x for kink in self.facts.kinks if math.isfinite(kink.left) and math.isfinite(kink.right)}
        found = {*self.kinks, *self.facts.approached_at} - bounded
        return np.array(sorted(x for x in found if low <= x <= high))

    @cached_property
    def _second(self) -> Sequence[tuple[Array, Array]]:
        """The x and f'' of each piece, the ends at kinks one-sided limits."""
        from actplot.analysis.second import second_derivative  # loads the language of expressions

        found = []
        for piece in self.pieces:
            x = ordered(np.concatenate([piece.x, np.linspace(piece.x[0], piece.x[-1], EVEN)]))
            inside = x.copy()
            if x[0] in self.kinks:
                inside[0] = beside(x[0], 1)
            if x[-1] in self.kinks:
                inside[-1] = beside(x[-1], -1)
            found.append((x, second_derivative(self.function, inside)))
        return found

    def extent(self, attribute: str) -> tuple[float, float]:
        """Return the smallest and the largest value of ``f``, ``derivative`` or ``second`` that is finite."""
        traced = self.values(attribute)
        values = np.concatenate([y for _, y in traced])
        poles = self.poles
        if not poles.size:
            return span(values)
        # A pole leaves the window: what is shown is the rest.
        x = np.concatenate([x for x, _ in traced])
        room = min(BESIDE_POLE * (x[-1] - x[0]), BETWEEN_POLES * np.diff(poles).min(initial=math.inf))
        room *= ORDERS[attribute]
        rims = np.concatenate([poles - room, poles + room])
        rims = rims[(rims > x[0]) & (rims < x[-1])]
        outside = np.abs(x[:, None] - poles).min(axis=1) > room
        outer = span(np.concatenate([values[outside], np.interp(rims, x, values)]))
        bottom, top = span(values)
        height = outer[1] - outer[0]
        return (
            outer[0] if bottom < outer[0] - height else bottom,
            outer[1] if top > outer[1] + height else top,
        )


def trace(function: Activation, low: float, high: float, height: float | None = None) -> Curve:
    """Sample ``function`` from ``low`` to ``high``, so densely that straight lines between the samples are true.

    The ends of a piece at a kink are one-sided limits: evaluated inside the piece and drawn at the kink. The
    samples hold every extremum and inflection. ``height`` is the height shown in y, if less than f covers.
    """
    found = facts(function)
    kinks = function.kinks_between(beside(low, -1), beside(high, 1))
    inner = tuple(kink for kink in kinks if low < kink < high)
    pieces = []
    for left, right in pairwise((low, *inner, high)):
        first = beside(left, 1) if left in kinks else left
        last = beside(right, -1) if right in kinks else right
        pieces.append(_piece(function, found, (left, first, last, right), height))
    return Curve(function, found, tuple(pieces), inner)


def _piece(
    function: Activation, found: Facts, ends: tuple[float, float, float, float], height: float | None
) -> Piece:
    """Sample a piece; ``ends`` are where it is drawn from, where it is evaluated from and to, and drawn to."""
    left, first, last, right = ends
    period = function.period
    if period and right - left > CYCLES * period:
        return _columns(function, left, right, period)
    # Where a wave is a few points wide, an error in y hardly shows beside its steep flanks.
    tolerance = TOLERANCE * max(1.0, (right - left) / (8 * period) if period else 1.0)

    def bends(piece: Piece, left_end: Indices, right_end: Indices, middle: Piece) -> NDArray[np.bool_]:
        """Return where a straight line is visibly not the curve."""
        off = np.zeros(len(left_end), dtype=bool)
        with np.errstate(all="ignore"):
            for old, new in ((piece.f, middle.f), (piece.derivative, middle.derivative)):
                bottom, top = span(old)
                size = min(max(top - bottom, 1e-12 * max(abs(top), abs(bottom))), height or math.inf)
                off |= np.abs(new - 0.5 * (old[left_end] + old[right_end])) > tolerance * size
        wide: NDArray[np.bool_] = piece.x[right_end] - piece.x[left_end] > FINEST * (right - left)
        return off & wide

    x = _grid(found, first, last, period)
    piece = refine(function, Piece(x, *function.pair(x)), bends, MOST, rounds=ROUNDS)
    return replace(piece, x=np.concatenate([[left], piece.x[1:-1], [right]]))


def _grid(found: Facts, low: float, high: float, period: float | None) -> Array:
    """Return the x to evaluate first: even ones, and ever closer ones around 0, the ends, extrema and inflections."""
    count = 65 if not period else max(65, math.ceil(16 * (high - low) / period))
    steps = (high - low) * 2.0 ** -np.arange(2, 32)
    special = [x for x in (0.0, low, high, *found.extrema, *found.inflections) if low <= x <= high]
    around = [np.concatenate([[x], x - steps, x + steps]) for x in special[:9]]
    x = ordered(np.concatenate([np.linspace(low, high, count), special, *around]))
    return x[(x >= low) & (x <= high)]


def _columns(function: Activation, left: float, right: float, period: float) -> Piece:
    """Go up and down between the extremes of each narrow column, within which f passes through whole periods."""
    count = int(min(COLUMNS, (right - left) / period))
    starts = np.linspace(left, right, count + 1)[:-1]
    x = starts[:, None] + period * np.arange(64) / 64
    f, derivative = function.pair(x)
    order = np.sort(np.stack([f.argmin(axis=1), f.argmax(axis=1)], axis=1), axis=1)
    turns = np.sort(np.stack([derivative.argmin(axis=1), derivative.argmax(axis=1)], axis=1), axis=1)
    rows = np.arange(count)[:, None]
    return Piece(np.ravel(x[rows, order]), np.ravel(f[rows, order]), np.ravel(derivative[rows, turns]))


def band(function: Activation) -> Sequence[Activation]:
    """Return the functions at both ends of the slopes that a stochastic one draws; empty for any other."""
    if not function.stochastic or not {"lower", "upper"} <= set(function.parameters):
        return ()
    ends = (function.parameters["lower"], function.parameters["upper"])
    return tuple(function.bind(lower=end, upper=end) for end in ends)

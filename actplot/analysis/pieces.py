"""The analytic pieces of a function: samples over the whole float range, and the limits at both ends."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from actplot.activation import Activation, Array
from actplot.analysis.edges import Edge, edges
from actplot.analysis.formula import Formula
from actplot.analysis.landmarks import Landmarks, landmarks
from actplot.analysis.sampling import Criterion, Indices, Piece, beside, geometric_middle, ordered, refine, sample
from actplot.evaluation import aside

PERIODS = 2  # of an oscillating function, to either side of 0
PER_PERIOD = 32  # samples
EVEN = 33  # samples between two kinks
MOST = 20000  # samples of a piece
MOST_WILD = 400  # of one that oscillates ever faster
FAR = 1e5  # centres and widths away from 0, slopes may grow without bound


@dataclass(frozen=True)
class AnalyticPiece(Piece):
    """Samples strictly inside a piece, the kinks at its ends, and the limits of f and f' there.

    Two kinks may be so near that no float lies between them: then there are no samples.
    """

    left: Edge | None
    right: Edge | None
    f_ends: tuple[float, float]
    derivative_ends: tuple[float, float]
    endless: bool = False
    """Whether it stands for ever more pieces, between kinks that are not listed."""

    @property
    def low(self) -> float:
        """The left end."""
        return self.left.x if self.left else -math.inf

    @property
    def high(self) -> float:
        """The right end."""
        return self.right.x if self.right else math.inf

    @property
    def gap(self) -> bool:
        """Whether f has no values here."""
        return not self.endless and not len(self.x) and any(map(math.isnan, self.f_ends))

    @property
    def straight(self) -> bool:
        """Whether f' is constant."""
        if self.endless:
            return False
        ends = (self.left.after if self.left else (), self.right.before if self.right else ())
        bent = any(c for coefficients in ends for c in coefficients[2:])
        # The float of a kink may lie beside the kink itself, with the slope used at kinks.
        inner = self.derivative[(self.x != self.low) & (self.x != self.high)]
        return not bent and bool((inner == inner[:1]).all())

    @property
    def flat(self) -> bool:
        """Whether f is constant."""
        level = self.f_ends[0] == self.f_ends[1] and bool((self.f == self.f[:1]).all())
        return self.straight and level and self.derivative_ends[0] == 0

    def joined(self, function: Activation, x: Array) -> AnalyticPiece:
        """Return the piece with samples at ``x`` too."""
        if not len(x):
            return self
        x = ordered(x)
        at = np.searchsorted(self.x, x)
        new = self.x[np.minimum(at, len(self.x) - 1)] != x
        added = sample(function, x[new])
        samples = np.stack([self.x, self.f, self.derivative])
        merged = np.insert(samples, at[new], np.stack([added.x, added.f, added.derivative]), axis=1)
        return replace(self, x=merged[0], f=merged[1], derivative=merged[2])


class Survey(NamedTuple):
    """A function at its kinks and on the pieces between them."""

    formula: Formula
    marks: Landmarks
    kinks: list[Edge]
    conventions: dict[float, float]
    """The slope used at the float of each kink."""
    origin: tuple[float, float]
    """f and f' at 0."""
    pieces: list[AnalyticPiece]
    """From -inf over each kink to inf."""


@lru_cache(maxsize=16)
@np.errstate(all="ignore")
@aside()
def survey(function: Activation) -> Survey:
    """Sample an elementwise function."""
    formula, marks = _formula(function), landmarks(function)
    kinks = edges(function, formula)
    floats = [*dict.fromkeys(edge.x for edge in kinks)]
    at = sample(function, np.array([-math.inf, math.inf, 0.0, *floats]))
    conventions = dict(zip(floats, at.derivative[3:].tolist(), strict=True))
    known = {x: slope for x, slope in zip(function.kinks, function.slopes, strict=False) if x in conventions}
    conventions |= known
    limits = np.stack([at.f, at.derivative])[:, :2]
    pieces = [_sample(function, marks, left, right, limits) for left, right in pairwise((None, *kinks, None))]
    for place, endless in zip((0, -1), function.endless, strict=True):
        pieces[place] = replace(pieces[place], endless=endless or pieces[place].endless)
    origin = float(at.f[2]), conventions.get(0.0, float(at.derivative[2]))
    return Survey(formula, marks, kinks, conventions, origin, pieces)


def _formula(function: Activation) -> Formula:
    """Return what expands a function: the formula of a declared one, or the tree of an expression."""
    if type(function) is Activation:
        return Formula(function.formula, function.parameters)
    from actplot.analysis.typed import TypedFormula  # loads the language of expressions
    from actplot.expressions.record import Expression

    assert isinstance(function, Expression)
    return TypedFormula(function)


def _sample(
    function: Activation, marks: Landmarks, left: Edge | None, right: Edge | None, limits: Array
) -> AnalyticPiece:
    found = sample(function, _grid(function, marks, left, right))
    bends = _bends(marks)
    most = MOST_WILD if function.wild else MOST
    found = refine(function, found, bends, most, geometric_middle, ask=_rough(found, bends))
    # ``limits`` are f and f' (rows) at both infinities (columns).
    starts = [*map(float, left.after[:2])] if left else limits[:, 0].tolist()
    stops = [*map(float, right.before[:2])] if right else limits[:, 1].tolist()
    f_ends, derivative_ends = zip(starts, stops, strict=True)
    known = ~np.isnan(found.f) & ~np.isnan(found.derivative)
    x, f, derivative = (values[known] for values in (found.x, found.f, found.derivative))
    return AnalyticPiece(x, f, derivative, left, right, f_ends, derivative_ends)


def _rough(piece: Piece, bends: Criterion) -> NDArray[np.bool_]:
    """Return the intervals beside the samples that those on both sides of them don't foresee."""
    inner = np.arange(1, len(piece.x) - 1)
    between = Piece(piece.x[inner], piece.f[inner], piece.derivative[inner])
    rough = bends(piece, inner - 1, inner + 1, between)
    ask = np.zeros(max(0, len(piece.x) - 1), dtype=bool)
    ask[:-1] |= rough
    ask[1:] |= rough
    return ask


def _grid(function: Activation, marks: Landmarks, left: Edge | None, right: Edge | None) -> Array:
    """Return the x to evaluate first: at every scale around landmarks and kinks, and evenly between two kinks."""
    low, high = left.x if left else -math.inf, right.x if right else math.inf
    first, last = beside(low, 1), beside(high, -1)
    if left and right and not first < last:
        near = [left.x]
        while near[-1] < right.x:
            near.append(math.nextafter(near[-1], math.inf))
        return np.array([x for x in near if left.exact < Decimal(x) < right.exact])
    distances = marks.distances
    if function.period:
        step = function.period / PER_PERIOD
        distances = np.concatenate([distances[distances < step], np.arange(1, PERIODS * PER_PERIOD + 1) * step])
    centres = {*marks.centres, *(edge.x for edge in (left, right) if edge)}
    around = [part for centre in centres for part in (centre - distances, [centre], centre + distances)]
    even = np.linspace(low, high, EVEN if left and right else 0)
    x = np.concatenate([[first, last], *around, even])
    return ordered(x[(first <= x) & (x <= last) & np.isfinite(x)])


def _bends(marks: Landmarks) -> Criterion:
    """Return the criterion to halve an interval: its slope is not that of the cubic through f and f' at its ends."""
    reach = FAR * max({*map(abs, marks.centres), *marks.widths})

    def bends(piece: Piece, left: Indices, right: Indices, middle: Piece) -> NDArray[np.bool_]:
        x, f, derivative = piece.x, piece.f, piece.derivative
        width = x[right] - x[left]
        mean = (f[right] - f[left]) / width
        t = (middle.x - x[left]) / width
        cubic = (
            6 * t * (1 - t) * mean + (1 - t) * (1 - 3 * t) * derivative[left] + t * (3 * t - 2) * derivative[right]
        )
        slopes = (derivative[left], derivative[right], middle.derivative, mean)
        size = np.max([np.abs(slope) for slope in slopes], axis=0)
        largest = np.max(np.abs(derivative[np.abs(x) < reach]), initial=0.0)
        visible = width * size > 1e-9 * np.maximum(np.abs(f[left]), np.abs(f[right]))
        return np.asarray((np.abs(middle.derivative - cubic) > 0.05 * size) & visible & (size > 1e-9 * largest))

    return bends

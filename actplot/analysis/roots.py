"""The zeros of f' and of its derivative on an analytic piece.

They are those of polynomials through values of f'; where rounding hides them, those of the formula's Taylor series.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from actplot.activation import Activation, Array
from actplot.analysis.formula import Formula
from actplot.analysis.sampling import Piece, ordered, sample
from actplot.analysis.series import ZERO, root

DEGREE = 16  # of the polynomials
VANISHING = 1e-10  # f' relative to f' on both sides, below which rounding may have changed its sign
BESIDE = 16  # samples on each side that it is compared with: further out a polynomial is beyond any bound
POOR = 1e-6  # relative size of the last coefficients of a polynomial that is not f'
LOW = 1e-3  # relative height of a turn, below which rounding errors blur where it is
WIDE = 20  # octaves between two numbers whose middle is not the arithmetic one
LEVEL = 3  # samples of equal slope around a turn: rounding hides where it is


class Chebyshev(NamedTuple):
    """Matrices that turn values of f' at ``nodes`` on [-1, 1] into a Chebyshev series and its derivatives."""

    nodes: Array
    coefficients: NDArray[np.floating]
    """From values at the nodes to coefficients."""
    derive: Array
    """From coefficients to those of the derivative."""
    grid: Array
    values: NDArray[np.floating]
    """From coefficients to values on the grid."""


@cache
def chebyshev() -> Chebyshev:
    """Return the matrices for polynomials of :data:`DEGREE`."""
    module = np.polynomial.chebyshev
    nodes = np.cos(np.pi * np.arange(DEGREE + 1) / DEGREE)[::-1]
    derive = np.zeros((DEGREE + 1, DEGREE + 1))
    derive[:-1] = module.chebder(np.eye(DEGREE + 1))
    grid = np.linspace(-1, 1, 129)
    coefficients = np.linalg.inv(module.chebvander(nodes, DEGREE))
    return Chebyshev(nodes, coefficients, derive, grid, module.chebvander(grid, DEGREE))


def clenshaw(coefficients: list[float], t: float) -> float:
    """Return the value of a Chebyshev series at ``t``."""
    one = two = 0.0
    for coefficient in coefficients[:0:-1]:
        one, two = coefficient + 2 * t * one - two, one
    return coefficients[0] + t * one - two


def zeros(function: Activation, formula: Formula, piece: Piece) -> Array:
    """Return the x inside ``piece``, which has a sample at each of its turns, at which f' changes its sign."""
    signs, dips = _signs(formula, piece)
    nonzero = np.flatnonzero(signs)
    turn = np.flatnonzero(signs[nonzero[1:]] != signs[nonzero[:-1]])
    before, after = nonzero[turn], nonzero[turn + 1]
    # Where f' is 0 over samples, it has underflowed around its zero, and the middle one is the best guess.
    found = np.asarray(piece.x[(before + after) // 2])
    near = after - before == 1
    low, high = piece.x[before[near]], piece.x[after[near]]
    guesses, _ = _roots(function, low, high, 0.5 * (low + high), order=0)
    rising = signs[after[near]]
    brackets = zip(low.tolist(), high.tolist(), guesses.tolist(), rising.tolist(), strict=True)
    found[near] = [_zero(function, formula, *bracket) for bracket in brackets]
    return np.sort(np.concatenate([found, dips]))


def _signs(formula: Formula, piece: Piece) -> tuple[Array, list[float]]:
    """Return the signs of f' at the samples, and the pairs of zeros around each dip that rounding errors hide.

    Where f' nearly vanishes between samples of one sign, its sign is that of the formula, as in x + sin(x)^2, which
    never falls, and the zeros are those of the Taylor series there.
    """
    size = np.abs(piece.derivative)
    signs = np.sign(piece.derivative)
    if len(size) < 3:
        return signs, []
    largest = np.lib.stride_tricks.sliding_window_view(np.pad(size, BESIDE), BESIDE).max(axis=1)
    left, right = largest[1 : len(size) - 1], largest[BESIDE + 2 :][: len(size) - 2]
    vanishing = np.flatnonzero(size[1:-1] <= VANISHING * np.minimum(left, right)) + 1
    dips: list[float] = []
    for run in np.split(vanishing, np.flatnonzero(np.diff(vanishing) > 1) + 1):
        if len(run) and signs[run[0] - 1] == signs[run[-1] + 1] != 0:
            sign = float(signs[run[0] - 1])
            lowest = run[np.argmin(sign * piece.derivative[run])]
            signs[run] = sign
            dips += _dip(formula, float(piece.x[lowest]), sign)
    return signs, dips


def _dip(formula: Formula, x: float, sign: float) -> list[float]:
    """Return the zeros of f' around its turn next to ``x``: none if it keeps the ``sign`` that it has further out."""
    turn, c = formula.polished(x, 2)
    if not c[1] or formula.equal(c[1], ZERO) or (c[1] > 0) == (sign > 0) or not c[3]:
        return []
    away = (-c[1] / (3 * c[3])).copy_abs().sqrt()
    return [float(turn + root([n * a for n, a in enumerate(c)][1:], start)) for start in (-away, away)]


def _zero(function: Activation, formula: Formula, low: float, high: float, guess: float, rising: float) -> float:
    """Return the x in [low, high] at which f' is 0; its sign is ``rising`` at ``high``, the other one at ``low``."""
    polished = formula.zero(guess, 1)
    if polished is not None and low <= polished <= high:
        return polished
    # If the guess is good, the signs at the floats around it say so.
    points = guess + np.spacing(guess) * np.array([-4096, -256, *range(-24, 25), 256, 4096])
    while True:
        points = ordered(np.array([low, *points[(low < points) & (points < high)], high]))
        slopes = sample(function, points).derivative * rising
        # The first point that is at the far side of the zero, or on it.
        index = max(1, int((slopes[:-1] >= 0).argmax()) or len(points) - 1)
        low, high = float(points[index - 1]), float(points[index])
        if high <= math.nextafter(low, math.inf):
            return low if abs(slopes[index - 1]) < abs(slopes[index]) else high
        points = np.linspace(low, high, 65)


def turns(function: Activation, formula: Formula, piece: Piece, centres: Iterable[float]) -> Array:
    """Return the x inside ``piece`` at which f' has a local maximum or minimum.

    Where that is exactly at one of the ``centres`` of f, as where f is odd around it, the rounded x is that centre.
    """
    x, slope = piece.x, piece.derivative
    rise = np.diff(slope)
    noise = 1e-13 * np.maximum(np.abs(slope[1:]), np.abs(slope[:-1]))
    steps = np.flatnonzero((np.abs(rise) > noise) & np.isfinite(rise))
    turn = np.flatnonzero(np.sign(rise[steps[1:]]) != np.sign(rise[steps[:-1]]))
    found, guesses, stretches, level = [], [], [], []
    for first, last in zip(steps[turn], steps[turn + 1] + 1, strict=True):
        inner, values = x[first : last + 1], slope[first : last + 1]
        start, stop = float(inner[0]), float(inner[-1])
        away = np.abs(values - values[0])
        centred = [c for c in centres if start < c < stop and not formula.expand(Decimal(c), 0, 2).coefficients[2]]
        if centred:
            found.append(centred[0])
        elif np.count_nonzero(away == away.max()) >= LEVEL:
            found += _summit(formula, start, stop)
        else:
            guesses.append(float(inner[np.argmax(away)]))
            stretches.append((start, stop))
            level.append(bool(away.max() < LOW * np.max(np.abs(values))))
    if not guesses:
        return np.array(found)
    low, high = np.array(stretches).T
    roots, rough = _roots(function, low, high, np.array(guesses), order=1)
    for i in np.flatnonzero(level).tolist():
        polished = formula.zero(float(roots[i]), 2)
        roots[i] = polished if polished is not None and low[i] < polished < high[i] else roots[i]
    for i in rough:
        found += _summit(formula, float(low[i]), float(high[i]))
    return np.append(found, np.delete(roots, rough))


def _summit(formula: Formula, low: float, high: float) -> list[float]:
    """Return the x at which f'' changes its sign, on a stretch over which f' is level but for rounding.

    There is none where f'' has one sign at both ends: then the turn of f' that floats show is rounding error.
    """

    def bend(x: float) -> Decimal:
        return formula.expand(Decimal(x), 0, 2).coefficients[2]

    ends = bend(low), bend(high)
    if (ends[0] > 0 and ends[1] > 0) or (ends[0] < 0 and ends[1] < 0):
        return []
    rising = ends[0] > 0
    middle = _between(low, high)
    while low < middle < high:
        here = bend(middle)
        if not here:
            break
        low, high = (middle, high) if (here > 0) == rising else (low, middle)
        middle = _between(low, high)
    return [middle]


def _between(low: float, high: float) -> float:
    """Return the middle of two numbers; of those that are far apart, the one by the count of floats between them."""
    if low < 0 < high:
        return 0.0
    if low and high and 2.0**-WIDE < low / high < 2.0**WIDE:
        return 0.5 * (low + high)
    sizes = np.abs([low, high]).view(np.int64)
    return math.copysign(float((sizes.sum() // 2).view(np.float64)), low or high)


def _roots(function: Activation, low: Array, high: Array, guess: Array, order: int) -> tuple[Array, list[int]]:
    """Return the x in each (low, high) nearest ``guess`` at which f', or its derivative if ``order`` is 1, is 0.

    Each is that of a polynomial through f', on an ever smaller stretch until the polynomial converges; the second
    result are the indices of those where it did not.
    """
    nodes, inverse, derive, grid, on_grid = chebyshev()
    x, centre, radius = guess.copy(), 0.5 * (low + high), 0.5 * (high - low)
    active, lost = list(range(len(x))), []
    for _ in range(8):
        if not active:
            break
        points = centre[active, None] + radius[active, None] * nodes
        coefficients = sample(function, points.ravel()).derivative.reshape(points.shape) @ inverse.T
        curves = coefficients @ derive.T if order else coefficients
        values, slopes = curves.tolist(), (curves @ derive.T).tolist()
        signs = np.sign(curves @ on_grid.T)
        crosses = signs[:, 1:] * signs[:, :-1] <= 0
        rest = np.max(np.abs(coefficients[:, -3:]), axis=1) / np.max(np.abs(coefficients), axis=1)
        going = []
        for row, i in enumerate(active):
            crossing = np.flatnonzero(crosses[row])
            if not len(crossing):
                lost.append(i)
                continue
            t = float(grid[crossing[np.argmin(np.abs(grid[crossing] - (x[i] - centre[i]) / radius[i]))]])
            for _ in range(5):
                t -= clenshaw(values[row], t) / (clenshaw(slopes[row], t) or math.inf)
            if not abs(t) <= 1:
                lost.append(i)
                continue
            x[i] = centre[i] + radius[i] * t
            # The zero of f' itself is seen best from near; for its derivative, the noise is divided by the radius.
            radius[i] = min((0.5 if order else 0.01) * radius[i], x[i] - low[i], high[i] - x[i])
            centre[i] = x[i]
            if rest[row] > 1e-15 and radius[i] > 1e-5 * abs(x[i]):
                going.append(i)
            elif rest[row] > POOR:
                lost.append(i)
        active = going
    return x, active + lost

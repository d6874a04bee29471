"""The zeros of f' and of its derivative on an analytic piece, from polynomials through values of f'."""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from actplot.activation import Activation, Array
from actplot.analysis.sampling import Piece, ordered

DEGREE = 16  # of the polynomials


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


def zeros(function: Activation, piece: Piece) -> Array:
    """Return the x inside ``piece`` at which f' changes its sign, to the last float or two."""
    signs = np.sign(piece.derivative)
    nonzero = np.flatnonzero(signs)
    turn = np.flatnonzero(signs[nonzero[1:]] != signs[nonzero[:-1]])
    before, after = nonzero[turn], nonzero[turn + 1]
    # Where f' is 0 over samples, it has underflowed around its zero, and the middle one is the best guess.
    found = np.asarray(piece.x[(before + after) // 2])
    near = after - before == 1
    low, high = piece.x[before[near]], piece.x[after[near]]
    guesses = _roots(function, low, high, 0.5 * (low + high), order=0)
    rising = signs[after[near]]
    brackets = zip(low.tolist(), high.tolist(), guesses.tolist(), rising.tolist(), strict=True)
    found[near] = [_zero(function, *bracket) for bracket in brackets]
    return found


def _zero(function: Activation, low: float, high: float, guess: float, rising: float) -> float:
    """Return the x in [low, high] at which f' is 0; its sign is ``rising`` at ``high``, the other one at ``low``."""
    # If the guess is good, the signs at the floats around it say so.
    points = guess + np.spacing(guess) * np.array([-4096, -256, *range(-24, 25), 256, 4096])
    while True:
        points = ordered(np.array([low, *points[(low < points) & (points < high)], high]))
        slopes = function.derivative(points) * rising
        # The first point that is at the far side of the zero, or on it.
        index = max(1, int((slopes[:-1] >= 0).argmax()) or len(points) - 1)
        low, high = float(points[index - 1]), float(points[index])
        if high <= math.nextafter(low, math.inf):
            return low if abs(slopes[index - 1]) < abs(slopes[index]) else high
        points = np.linspace(low, high, 65)


def turns(function: Activation, piece: Piece) -> Array:
    """Return the x inside ``piece`` at which f' has a local maximum or minimum."""
    x, slope = piece.x, piece.derivative
    rise = np.diff(slope)
    noise = 1e-13 * np.maximum(np.abs(slope[1:]), np.abs(slope[:-1]))
    steps = np.flatnonzero((np.abs(rise) > noise) & np.isfinite(rise))
    turn = np.flatnonzero(np.sign(rise[steps[1:]]) != np.sign(rise[steps[:-1]]))
    guesses, level, stretches = [], [], []
    for first, last in zip(steps[turn], steps[turn + 1] + 1, strict=True):
        inner, values = x[first : last + 1], slope[first : last + 1]
        if last - first > 8:  # a level stretch: a tail that rounding has made constant, or the middle of x^4
            if inner[0] < 0 < inner[-1]:
                level.append(0.0)
            continue
        guesses.append(float(inner[np.argmax(np.abs(values - values[0]))]))
        stretches.append((float(inner[0]), float(inner[-1])))
    if not guesses:
        return np.array(level)
    low, high = np.array(stretches).T
    found = _roots(function, low, high, np.array(guesses), order=1)
    # A sample that is as high is the simpler answer: exactly 0 in what is symmetric.
    slopes = function.derivative(np.array([guesses, found]))
    return np.concatenate([level, np.where(slopes[0] == slopes[1], guesses, found)])


def _roots(function: Activation, low: Array, high: Array, guess: Array, order: int) -> Array:
    """Return the x in each (low, high) nearest ``guess`` at which f', or its derivative if ``order`` is 1, is 0.

    Each is that of a polynomial through f', on an ever smaller stretch until the polynomial converges.
    """
    nodes, inverse, derive, grid, on_grid = chebyshev()
    x, centre, radius = guess.copy(), 0.5 * (low + high), 0.5 * (high - low)
    active = list(range(len(x)))
    for _ in range(8):
        if not active:
            break
        coefficients = function.derivative(centre[active, None] + radius[active, None] * nodes) @ inverse.T
        curves = coefficients @ derive.T if order else coefficients
        values, slopes = curves.tolist(), (curves @ derive.T).tolist()
        signs = np.sign(curves @ on_grid.T)
        crosses = signs[:, 1:] * signs[:, :-1] <= 0
        rough = np.max(np.abs(coefficients[:, -3:]), axis=1) > 1e-15 * np.max(np.abs(coefficients), axis=1)
        going = []
        for row, i in enumerate(active):
            crossing = np.flatnonzero(crosses[row])
            if not len(crossing):
                continue
            t = float(grid[crossing[np.argmin(np.abs(grid[crossing] - (x[i] - centre[i]) / radius[i]))]])
            for _ in range(5):
                t -= clenshaw(values[row], t) / (clenshaw(slopes[row], t) or math.inf)
            if not abs(t) <= 1:
                continue
            x[i] = centre[i] + radius[i] * t
            # The zero of f' itself is seen best from near; for its derivative, the noise is divided by the radius.
            radius[i] = min((0.5 if order else 0.01) * radius[i], x[i] - low[i], high[i] - x[i])
            centre[i] = x[i]
            if rough[row] and radius[i] > 1e-5 * abs(x[i]):
                going.append(i)
        active = going
    return x

"""Expectations of an activation function and its slope for normally distributed inputs, by adaptive quadrature."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np

from actplot.activation import Activation, Array
from actplot.evaluation import aside

Pointwise: TypeAlias = Callable[[Array, Array], Any]

REACH = 37.0  # standard deviations; the normal density is below 1e-297 beyond
TOLERANCE = 1e-11  # relative to the whole integral, for a panel against its halves, which are far more accurate
FINEST = -1  # power of 4: the width at which functions bend; narrower panels are made where they are needed
KEPT = 1 << 15  # panels that are remembered; 12 megabytes
PANELS = 1 << 12  # a bound on the panels of one round, times 16 for a function that oscillates
NEXT_TO_0 = 2.0**-300  # a distance at which the power of a pole shows
NODES, WEIGHTS = np.polynomial.legendre.leggauss(16)


@np.errstate(all="ignore")
@aside()
def expectation(g: Pointwise, function: Activation, q: float) -> Any:
    """Return E[g(f(x), f'(x))] for x ~ N(0, q), to 10 digits or more.

    Gauss-Legendre quadrature on panels that end at the kinks, so that f is analytic inside; a panel is halved until
    its halves agree with it. A jump of f contributes nothing to f', as in a framework's backward pass.

    Args:
        g: takes the arrays f(x) and f'(x) of one shape and returns an array of that shape, or a tuple of such arrays.
        function: an elementwise function.
        q: the variance of x; at 0 the value at x = 0, by the function's own convention if that is a kink.

    Returns:
        A float, or an array with one number for each array that g returned. Infinite where g overflows, or grows so
        fast towards a pole that the integral is; NaN where it grows to both infinities.

    """
    if q == 0:
        return np.array(g(*function.near(np.zeros(1))))[..., 0][()]
    if not math.isfinite(q):
        return np.full(np.array(g(np.ones(1), np.ones(1))).shape[:-1], np.nan)[()]
    sigma = math.sqrt(q)
    integrand = _Integrand(g, function, sigma)
    total = _adaptive(integrand, _edges(function, sigma), PANELS * 16 if function.period else PANELS)
    total = total / (sigma * math.sqrt(2 * math.pi)) + integrand.infinite
    return float(total[1]) if integrand.single else total[1:]


def moments(function: Activation, q: float) -> tuple[float, float, float]:
    """Return E[f(x)], E[f(x)^2] and E[f'(x)^2] for x ~ N(0, q)."""
    mean, square, slope = expectation(lambda f, d: (f, f * f, d * d), function, q)
    return float(mean), float(square), float(slope)


class _Integrand:
    """The integrals of f and of what g returns, weighted with exp(-x^2 / (2 q)), over single panels."""

    def __init__(self, g: Pointwise, function: Activation, sigma: float) -> None:
        self.g, self.function, self.sigma = g, function, sigma
        self.panels = panels_of(function.evaluate, tuple(function.parameters.items()))
        self.single = True
        self.infinite = self._infinite()

    def _infinite(self) -> Array:
        """Return, for f and each array that g returns, the integral over poles where that is infinite, else 0."""
        kinks = [kink for kink in self.function.kinks if abs(kink) < REACH * self.sigma]
        distance, f, slope = self.panels.beside(self.function, kinks)
        sizes = np.abs(values := self._values(f, slope)) * distance
        infinite = (sizes[:, 1] >= 0.99 * sizes[:, 0]) & (sizes[:, 1] > 0)  # it grows like 1/distance or faster
        return np.asarray(np.where(infinite, np.copysign(np.inf, values[:, 1]), 0.0).sum(axis=-1))

    def _values(self, f: Array, slope: Array) -> Array:
        found = self.g(f, slope)
        self.single = not isinstance(found, tuple)
        return np.stack([f, found] if self.single else [f, *found])

    def over(self, low: Array, high: Array) -> Array:
        """Return the integrals over each panel: of f first, which finds steep places, then of what g returned.

        Of those that are infinite, only whether f is defined is left.
        """
        x, f, slope = self.panels.at_nodes(self.function, low, high)
        values = self._values(f, slope)
        infinite = self.infinite != 0
        values[infinite] = np.where(np.isnan(values[infinite]), np.nan, 0.0)
        density = np.exp((x / self.sigma) ** 2 * -0.5) * (WEIGHTS * ((high - low) / 2)[:, None])
        values *= density
        if not np.isfinite(values).all():
            values[:, density == 0] = 0.0
        return np.asarray(values.sum(axis=-1))


def _adaptive(integrand: _Integrand, edges: Array, limit: int) -> Array:
    """Return the integrals, halving panels that disagree with their halves, at most ``limit`` of them at a time."""
    low, high = edges[:-1], edges[1:]
    middle = (low + high) / 2
    parts = integrand.over(np.concatenate([low, low, middle]), np.concatenate([high, middle, high]))
    whole, left, right = np.split(parts, 3, axis=1)
    scale = np.abs(whole).sum(axis=1)
    total = np.zeros(len(whole))
    while True:
        both = left + right
        rough = (np.abs(both - whole) > TOLERANCE * scale[:, None] + 1e-300).any(axis=0)
        rough &= (middle > low) & (middle < high)
        if rough.sum() > limit:
            rough[:] = False
        total += both[:, ~rough].sum(axis=1)
        if not rough.any():
            return total
        low, high = np.append(low[rough], middle[rough]), np.append(middle[rough], high[rough])
        whole = np.concatenate([left[:, rough], right[:, rough]], axis=1)
        middle = (low + high) / 2
        left, right = np.split(integrand.over(np.append(low, middle), np.append(middle, high)), 2, axis=1)


def _edges(function: Activation, sigma: float) -> Array:
    """Return the ends of the first panels: the kinks, and ever finer panels towards them and towards 0.

    They lie at powers of 4, so that many variances share them.
    """
    top = math.ceil(math.log(REACH * sigma, 4))
    levels = min(max(3, top - FINEST), 9)
    offsets = 4.0 ** np.arange(top, top - levels, -1)
    centres = np.array([0.0, *(kink for kink in function.kinks if abs(kink) < offsets[0])])
    near = centres[:, None] + np.concatenate([-offsets, [0.0], offsets])
    return np.array(sorted(set(np.clip(near, -offsets[0], offsets[0]).ravel().tolist())))  # np.unique loads numpy.ma


class Panels:
    """A function at the nodes of panels, computed once for each panel while there is room for ``KEPT`` panels."""

    def __init__(self) -> None:
        """Start with no panel."""
        self.rows: dict[tuple[float, float], int] = {}
        self.stored = np.empty((3, 0, len(NODES)))

    def at_nodes(self, function: Activation, low: Array, high: Array) -> Array:
        """Return x, f(x) and f'(x) at the nodes between each of ``low`` and ``high``, shape (3, n, nodes)."""
        wanted = list(zip(low.tolist(), high.tolist(), strict=True))
        missing = [ends for ends in wanted if ends not in self.rows]
        if len(missing) > KEPT // 4:
            return self._computed(function, low, high)
        if missing:
            if len(self.rows) + len(missing) > KEPT:
                self.rows, self.stored, missing = {}, self.stored[:, :0], wanted
            computed = self._computed(function, *np.array(missing).T)
            self.rows |= {ends: len(self.rows) + i for i, ends in enumerate(missing)}
            self.stored = np.concatenate([self.stored, computed], axis=1)
        return self.stored[:, [self.rows[ends] for ends in wanted]]

    def beside(self, function: Activation, kinks: Sequence[float]) -> Array:
        """Return distances from each kink, and f and f' there: on both sides, at two distances, shape (3, 2, n)."""
        nearest = np.array([max(NEXT_TO_0, 2.0**12 * math.ulp(kink)) for kink in kinks])
        distance = np.stack([256.0 * nearest, nearest])
        x = np.concatenate([kinks - distance, kinks + distance], axis=1)
        return np.stack([np.concatenate([distance, distance], axis=1), *function.near(x)])

    def _computed(self, function: Activation, low: Array, high: Array) -> Array:
        x = ((low + high) / 2)[:, None] + ((high - low) / 2)[:, None] * NODES
        return np.stack([x, *function.near(x)])


@lru_cache(maxsize=4)
def panels_of(_evaluate: object, _parameters: tuple[tuple[str, float], ...]) -> Panels:
    """Return the panels of the function that has this evaluator and these parameters."""
    return Panels()

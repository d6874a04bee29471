"""The kinks of a function: where exactly they lie, and the Taylor series of f on both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from actplot.activation import Activation
from actplot.analysis.formula import ORDER, Formula

ORDERS = (ORDER, 16, 64)  # Taylor coefficients to compare, more where these are equal
LEVEL = 0  # the order of a kink at which f itself jumps
ABSENT = 1 << 16  # that of an end of the domain up to which all derivatives exist, or that is not part of it


@dataclass(frozen=True)
class Edge:
    """A kink: its float, the point itself, f there, and the Taylor coefficients of f before and after it.

    ``order`` is that of the lowest derivative that jumps, 0 if f does.
    """

    x: float
    exact: Decimal
    at: Decimal
    before: tuple[Decimal, ...]
    after: tuple[Decimal, ...]
    order: int


def edges(function: Activation, formula: Formula) -> list[Edge]:
    """Return the kinks of ``function`` in ascending order; more than one may lie at one float.

    A declared kink at which no derivative jumps, such as that of a leaky ReLU of slope 1, is none.
    """
    points: list[Decimal] = []
    for kink in function.kinks:
        points += [at for at in formula.kinks(kink) if not any(formula.equal(at, known) for known in points)]
    nearest = [min(function.kinks, key=lambda kink: abs(Decimal(kink) - point)) for point in sorted(points)]
    found = (_edge(formula, kink, point) for kink, point in zip(nearest, sorted(points), strict=True))
    return [edge for edge in found if edge]


def _edge(formula: Formula, x: float, exact: Decimal) -> Edge | None:
    at = formula.expand(exact, 0, 0).coefficients[0]
    for order in ORDERS:
        before, after = (formula.expand(exact, side, order).coefficients for side in (-1, 1))
        if before[0].is_nan() and after[0].is_nan():  # values, but no limits
            return Edge(x, exact, at, tuple(before), tuple(after), LEVEL)
        if before[0].is_nan() or after[0].is_nan():  # one side has no values
            return Edge(
                x, exact, at, tuple(before), tuple(after), _order_at_end(after if before[0].is_nan() else before)
            )
        if at.is_nan() and before[0].is_finite() and formula.equal(before[0], after[0]):
            at = before[0]  # the limit, as the value of sin(x)/x at 0 is
        infinite = before[0].is_infinite() or after[0].is_infinite()
        if infinite or not (formula.equal(before[0], at) and formula.equal(at, after[0])):
            return Edge(x, exact, at, tuple(before), tuple(after), LEVEL)
        for n, (left, right) in enumerate(zip(before, after, strict=False)):
            if left.is_infinite() or not formula.equal(left, right):
                return Edge(x, exact, at, tuple(before), tuple(after), n)
    return None


def _order_at_end(coefficients: Sequence[Decimal]) -> int:
    """Return the order of the lowest derivative that has no limit at an end of the domain."""
    order = next((n for n, c in enumerate(coefficients) if not c.is_finite()), None)
    return order or ABSENT

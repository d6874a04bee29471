"""The declared kinks are the places where the formula is not analytic: all of them, of any order, and no others.

They are found from the text of the formula alone. A candidate is where a comparison, abs, sign, max, min or clip
decides otherwise than beside it, and where a root, logarithm, power or quotient may be singular. It is no kink if the
branches to its left and right are one analytic function: equal at a complex number nearby, and on a circle around it
with the mean that its centre has.
"""

import math
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import mpmath
import pytest

from actplot import catalogue
from actplot.activation import Activation
from tests.language import Decisions, Evaluation
from tests.parameters import variants

FUNCTIONS = [f for f in catalogue.everything().values() if type(f) is Activation]
each = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)


class Formula(NamedTuple):
    """The text of a formula and the values of its parameters."""

    text: str
    parameters: tuple[tuple[str, float], ...] = ()

    def at(self, x: Any, given: Decisions | None = None) -> Evaluation:
        """Evaluate it at ``x``, by the decisions that fall there or those that are given."""
        return Evaluation(self.text, {"x": x, **{key: mpmath.mpf(number) for key, number in self.parameters}}, given)


@dataclass(frozen=True)
class Candidate:
    """Neighbouring floats between which a formula may not be analytic, and its decisions to the left and right."""

    low: float
    high: float
    left: Decisions
    right: Decisions


def decisions(formula: Formula, x: float) -> Decisions:
    return tuple(formula.at(mpmath.mpf(x)).decisions)


def between(low: float, high: float) -> float:
    """Return the float half way between two of the same sign, counted in floats: 0 is near in 64 steps."""
    first, last = (struct.unpack("<q", struct.pack("<d", abs(x)))[0] for x in (low, high))
    middle: float = struct.unpack("<d", struct.pack("<q", (first + last) // 2))[0]
    return math.copysign(middle, low + high)


def changes(formula: Formula, low: float, high: float, left: Decisions, right: Decisions) -> Iterator[Candidate]:
    """Find the neighbouring floats from ``low`` to ``high`` between which decisions change."""
    if left == right:
        return
    middle = between(low, high)
    if middle in (low, high):
        yield Candidate(low, high, left, right)
        return
    here = decisions(formula, middle)
    yield from changes(formula, low, middle, left, here)
    yield from changes(formula, middle, high, here, right)


def candidates(formula: Formula) -> list[Candidate]:
    """List where decisions change, those that are one but for rounding together."""
    parameters = [*dict(formula.parameters).values(), 1.0]
    sizes = {2.0 ** (power / 3) for power in range(-30, 25)} | {float(n) for n in range(12)}
    sizes |= {abs(a + sign * b) for a in parameters for b in parameters for sign in (-1, 1)}
    sizes |= {abs(a / b) for a in parameters for b in parameters if b}
    grid = sorted({sign * size for size in sizes if size < 300 for sign in (-1, 1)})
    seen = [decisions(formula, x) for x in grid]
    found: list[Candidate] = []
    for (low, high), (left, right) in zip(pairwise(grid), pairwise(seen), strict=True):
        for one in changes(formula, low, high, left, right):
            if found and one.low - found[-1].high <= 1e-12 * (1 + abs(one.low)):
                found[-1] = Candidate(found[-1].low, one.high, found[-1].left, one.right)
            else:
                found.append(one)
    return found


def is_analytic(formula: Formula, at: Candidate, room: float) -> bool:
    """Whether the branches left and right of ``at`` are one analytic function within a fraction of ``room``."""
    beside = mpmath.mpf(at.low) + mpmath.mpc(0.6, 0.8) * room / 1000
    left, right = (formula.at(beside, given).value for given in (at.left, at.right))
    if abs(left - right) > mpmath.mpf(10) ** -40 * max(abs(left), abs(right)):
        return False
    centre = mpmath.mpf(0 if at.low <= 0 <= at.high else at.low)
    value = formula.at(centre).value
    if mpmath.isnan(value):
        return False
    turns = [mpmath.expjpi(mpmath.mpf(step) / 4) for step in range(8)]
    circle = [formula.at(centre + turn * room / 10**6, at.left).value for turn in turns]
    most = max(map(abs, circle))
    for order in range(4):
        moment = mpmath.fsum(there * turn**order for there, turn in zip(circle, turns, strict=True)) / 8
        if abs(moment - (0 if order else value)) > mpmath.mpf(10) ** -20 * most:
            return False
    return True


@cache
def singularities(formula: Formula) -> list[Candidate]:
    """List the places where ``formula`` is not analytic, each between two floats."""
    with mpmath.workdps(150):
        found = candidates(formula)
        ends = [-math.inf, *((one.low + one.high) / 2 for one in found), math.inf]
        rooms = [
            min(here - before, after - here, 1 + abs(here))
            for before, here, after in zip(ends, ends[1:], ends[2:], strict=False)
        ]
        return [one for one, room in zip(found, rooms, strict=True) if not is_analytic(formula, one, room)]


def faults(function: Activation, kinks: Sequence[float]) -> Iterator[str]:
    """Say where ``kinks`` are not those of the formula of ``function``."""
    true = singularities(Formula(function.formula, tuple(function.parameters.items())))
    for kink in kinks:
        if not any(one.low <= kink <= one.high for one in true):
            yield f"{function.spec} has no kink at {kink}"
    for one in true:
        if not any(one.low <= kink <= one.high for kink in kinks):
            yield f"{function.spec} has a kink at {one.low} that is not declared"


def settings(function: Activation) -> Iterator[Activation]:
    """Yield ``function`` at its defaults, at random parameters, and where one of them is 0, 1 or -1."""
    yield from variants(function, 2)
    for key in function.parameters:
        for value in (0, 1, -1):
            try:
                yield function.bind(**{key: value})
            except ValueError:
                continue


@each
def test_the_kinks_are_those_of_the_formula(function: Activation) -> None:
    for variant in settings(function):
        assert list(faults(variant, variant.kinks)) == []


@each
def test_a_kink_too_few_or_too_many_is_noticed(function: Activation) -> None:
    for kink in function.kinks:
        (fault,) = faults(function, [x for x in function.kinks if x != kink])
        assert "that is not declared" in fault
    assert list(faults(function, [*function.kinks, 0.3125])) == [f"{function.spec} has no kink at 0.3125"]


@pytest.mark.parametrize(
    ("formula", "places"),
    [
        ("max(0, x-0.7)^5", [0.7]),  # where only the fifth derivative jumps
        ("abs(x)^3", [0]),
        ("abs(x)^2", []),
        ("sqrt(x^2)", [0]),
        ("x^2.5", [0]),
        ("1/(x-1)", [1]),
        ("where(x > 0.3, exp(x)*exp(x), exp(2*x))", []),
        ("where(x > 0.3, exp(x)*exp(x), exp(2*x)*(1+10^-20))", [0.3]),
        ("where(x == 0, 1, sin(x)/x)", []),
        ("where(x == 0, 2, sin(x)/x)", [0]),
        ("where(x == 0, 0, 1/x)", [0]),
        ("min(max(abs(x), x), 5)", [-5, 0, 5]),
    ],
)
def test_a_place_is_singular_only_if_no_analytic_function_passes_it(formula: str, places: list[float]) -> None:
    found = singularities(Formula(formula))
    assert len(found) == len(places)
    for one, place in zip(found, places, strict=True):
        assert one.low <= place <= one.high

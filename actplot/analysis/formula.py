"""A formula's own text, expanded into one-sided Taylor series of many digits, and the places where it changes.

What floats can't tell is decided here: whether f or one of its derivatives jumps at a kink, by how little so ever
two parameters differ, where exactly a kink lies that no float is, and which sign f' has where it nearly vanishes.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from actplot.analysis import series
from actplot.analysis.series import ZERO, Series, Term, precision, root
from actplot.language.parser import parse
from actplot.language.text import to_text
from actplot.language.tree import COMPARISONS, NEGATIVE, Call, Name, Node, Number

DIGITS = 70  # and four times the power of 10 of the largest or smallest parameter, which may cancel
EQUAL = 40  # digits that two equal values have in common, at least; parameters that differ do so in the 17th
ORDER = 3  # of the Taylor series at kinks, whose rounding is less than the digits divided by it
TERMS = 6  # of one that finds a zero of f' or f''
NEWTON = 8  # steps
NEAR = 8  # floats between a kink and its float

_OPERATORS: dict[str, Callable[..., Any]] = {
    "+": series.add,
    "-": lambda a, b: series.add(a, -b),
    "*": operator.mul,
    "/": operator.truediv,
    "^": operator.pow,
    NEGATIVE: operator.neg,
}
_FUNCTIONS: dict[str, Callable[[Term], Term]] = {
    "asinh": series.asinh,
    "atan": series.atan,
    "cos": series.cos,
    "cosh": series.cosh,
    "erf": series.erf,
    "erfc": series.erfc,
    "exp": series.exp,
    "expm1": series.expm1,
    "gelu": series.gelu,
    "log": series.log,
    "log1p": series.log1p,
    "Phi": series.distribution,
    "phi": series.density,
    "sigmoid": series.sigmoid,
    "sin": series.sin,
    "sinh": series.sinh,
    "softplus": series.softplus,
    "sqrt": series.sqrt,
    "tan": series.tan,
    "tanh": series.tanh,
}


class Expansion(NamedTuple):
    """The Taylor coefficients of f at a point, and the differences that decide which branch of f holds there."""

    coefficients: list[Decimal]
    switches: list[Series]


class Formula:
    """The formula of an elementwise function at its parameters.

    Raises:
        ValueError: when expanded, a name or an operation that formulas don't have.

    """

    def __init__(self, text: str, parameters: Mapping[str, float]) -> None:
        """Choose the digits that the parameters ask for."""
        self.tree, self.parameters = parse(text), parameters
        self.spread = _spread(parameters)
        self.digits = DIGITS + 4 * self.spread
        self._known: dict[tuple[Decimal, int, int], Expansion] = {}

    def equal(self, a: Decimal, b: Decimal) -> bool:
        """Whether two results of expansions are one but for their rounding."""
        if a == b or not (a.is_finite() and b.is_finite()):
            return a == b or (a.is_nan() and b.is_nan())
        return abs(a - b) <= max(abs(a), abs(b)).scaleb(-EQUAL - 3 * self.spread)

    @property
    def waves(self) -> bool:
        """Whether something in it may go on to oscillate or to jump far out."""
        return False

    def proven(self, order: int, end: float) -> bool:
        """Whether an end of the range of f (``order`` 0) or f' (1), found in a few periods, is that for all x."""
        return True

    def expand(self, x: Decimal, side: int, order: int) -> Expansion:
        """Expand f at ``x`` up to t^order, on its left or right ``side`` (-1, 1), or as f is at x itself (0)."""
        key = x, side, order
        if key not in self._known:
            self._known[key] = self._expand(x, side, order)
        return self._known[key]

    def _expand(self, x: Decimal, side: int, order: int) -> Expansion:
        names: dict[str, Term] = {key: Decimal(value) for key, value in self.parameters.items()}
        with precision(self.digits):
            names["pi"] = series.pi()
            names["x"] = Series([+x, Decimal(1), *([ZERO] * (order - 1))][: order + 1])
            walk = _Walk(names, side, self)
            found = walk(self.tree)
            if isinstance(found, Decimal):
                found = Series([found] + [ZERO] * order)
            return Expansion(found.c, walk.switches)

    def value(self, x: float) -> Decimal:
        """Return f(x)."""
        return self.expand(Decimal(x), 0, 0).coefficients[0]

    def polished(self, x: float, order: int) -> tuple[Decimal, list[Decimal]]:
        """Return the zero of the derivative of ``order`` next to ``x``, with all digits, and f expanded there."""
        at = Decimal(x)
        for _ in range(3):  # each step raises the error to its fourth power and more
            c = self.expand(at, 0, TERMS).coefficients
            with precision(self.digits):
                for _ in range(order):
                    c = [n * a for n, a in enumerate(c)][1:]
                step = root(c)
                if not step.is_finite() or abs(step) > abs(Decimal(x)) / 1000 + Decimal("1e-6"):
                    break
                at += step
        return at, self.expand(at, 0, TERMS).coefficients

    def zero(self, x: float, order: int) -> float | None:
        """Return the zero of f' (``order`` 1) or f'' (2) next to ``x``, by Newton's method; None if it diverges."""
        at = x
        for _ in range(NEWTON):
            value, slope = self.expand(Decimal(at), 0, ORDER).coefficients[order : order + 2]
            if not value:
                return at
            if not slope:
                break
            last, at = at, float(Decimal(at) - value / ((order + 1) * slope))
            if abs(at - last) <= math.ulp(at):
                return at
        return None

    def kinks(self, kink: float) -> list[Decimal]:
        """Return the points, rounded to ``kink`` or next to it, at which the formula goes to another branch."""
        x = Decimal(kink)
        near = NEAR * Decimal(math.ulp(kink))
        found: list[Decimal] = []
        for side in (-1, 1):
            for difference in self.expand(x, side, ORDER).switches:
                with precision(self.digits):
                    at = x + root(difference.c)
                if abs(at - x) <= near and not any(self.equal(at, other) for other in found):
                    found.append(at)
        return sorted(found) or [x]


def _spread(numbers: Mapping[str, float]) -> int:
    """Return the largest power of 10, either way, between a number and 1."""
    sizes = [abs(math.log10(abs(value))) for value in numbers.values() if value and math.isfinite(value)]
    return math.ceil(max(sizes, default=0.0))


def number(node: Node, names: Mapping[str, float]) -> float:
    """Return the value of an expression in which every name is a number."""
    with precision(DIGITS + 4 * _spread(names)):
        known: dict[str, Term] = {key: Decimal(value) for key, value in names.items()}
        value = _Walk({**known, "pi": series.pi()}, 0, Formula("0", {}))(node)
    assert isinstance(value, Decimal)
    return float(value)


class _Walk:
    """Evaluates a tree at a point; collects the differences whose sign has chosen a branch."""

    def __init__(self, names: Mapping[str, Term], side: int, formula: Formula) -> None:
        self.names, self.side, self.formula = names, side, formula
        self.switches: list[Series] = []

    def __call__(self, node: Node) -> Term:
        match node:
            case Number(digits=digits):
                return Decimal(digits)
            case Name(name=name) if name in self.names:
                return self.names[name]
            case Call(name="where", arguments=(condition, then, otherwise)):
                return self(then if self.holds(condition) else otherwise)
            case Call(name=name, arguments=arguments) if name in _OPERATORS:
                found: Term = _OPERATORS[name](*map(self, arguments))
                return found
            case Call(name=name, arguments=arguments) if name not in COMPARISONS:
                return self.call(name, [self(argument) for argument in arguments])
        raise ValueError(f"a formula has no {to_text(node)!r}")

    def holds(self, node: Node) -> bool:
        """Whether a comparison holds beside the point, or at it."""
        match node:
            case Call(name=name, arguments=(left, right)) if name in COMPARISONS:
                holds: bool = COMPARISONS[name](self.sign(self(left), self(right)), 0)
                return holds
        raise ValueError(f"a formula has no condition {to_text(node)!r}")

    def call(self, name: str, u: list[Term]) -> Term:
        """Return a function of the language at its arguments."""
        match name, u:
            case "abs", [a]:
                return -a if self.sign(a) < 0 else a
            case "sign", [a]:
                return Decimal(self.sign(a))
            case "max", [a, *rest]:
                for b in rest:
                    a = b if self.sign(b, a) > 0 else a
                return a
            case "min", [a, *rest]:
                for b in rest:
                    a = b if self.sign(b, a) < 0 else a
                return a
            case "clip", [a, low, high]:
                return self.call("min", [self.call("max", [a, low]), high])
            case _, [a] if name in _FUNCTIONS:
                return _FUNCTIONS[name](a)
        raise ValueError(f"a formula has no function {name!r} of {len(u)} arguments")

    def sign(self, a: Term, b: Term = ZERO) -> int:
        """Return the sign of a - b on this side of the point, or at it."""
        difference = series.add(a, -b)
        if isinstance(difference, Decimal):
            return (difference > 0) - (difference < 0)
        self.switches.append(difference)
        c = difference.c
        x = self.names["x"]
        assert isinstance(x, Series)
        sizes = [abs(term.c[0] if isinstance(term, Series) else term) for term in (a, b)]
        scale = max(*sizes, abs(c[1] * x.c[0]) if len(c) > 1 else ZERO)
        if abs(c[0]) > scale.scaleb(-EQUAL - 3 * self.formula.spread):
            return 1 if c[0] > 0 else -1
        for n, coefficient in enumerate(c[1:], 1):
            if coefficient:
                return (1 if coefficient > 0 else -1) * (self.side if n % 2 else abs(self.side))
        return 0

"""The places and the scales at which a function may have features, read from its formula.

Where an expression a*(x - c)^n enters a formula, what is built on it happens around c, at distances of |a|^(-1/n);
a sum changes from one of its terms to the other where these are equally large.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np

from actplot.activation import Activation, Array
from actplot.analysis.sampling import ordered
from actplot.language.tree import COMPARISONS, NEGATIVE, Call, Name, Node, Number

REACH = 8  # octaves to both sides of each scale
FINE, COARSE = 0.25, 0.5  # octaves from one distance to the next, near a scale and between two
SELECTING = ("clip", "max", "min")
LARGEST = 2.0**1022  # and its inverse is the smallest width


class Power(NamedTuple):
    """The expression factor*(x - zero)^exponent; a number has exponent 0."""

    factor: float
    zero: float = 0.0
    exponent: float = 0.0

    def to(self, power: float) -> Power:
        """Return a power of the expression; where the base is negative, of its absolute value."""
        return Power(math.copysign(abs(self.factor) ** power, self.factor), self.zero, self.exponent * power)


@dataclass
class Landmarks:
    """The centres of features, and their widths."""

    centres: set[float] = field(default_factory=lambda: {0.0})
    widths: set[float] = field(default_factory=set)

    @cached_property
    def distances(self) -> Array:
        """Return distances from a centre: dense around each width and between them, sparse over all other floats."""
        exponents = np.round(np.log2(sorted(self.widths) or [1.0]))
        near = np.arange(-REACH, REACH + FINE, FINE)
        between = np.arange(exponents[0], exponents[-1], COARSE)
        dense = np.concatenate([between, *(exponent + near for exponent in {*exponents})])
        return ordered(np.concatenate([10.0 ** np.arange(-300, 301, 10), 2.0**dense]))

    def balance(self, a: Power, b: Power) -> None:
        """Note where two terms are equally large."""
        if a.factor and b.factor and a.exponent != b.exponent:
            exponent = math.log2(abs(a.factor / b.factor)) / (b.exponent - a.exponent)
            if abs(exponent) < math.log2(LARGEST):
                self.widths.add(2.0**exponent)
                self.centres |= {term.zero for term in (a, b) if abs(term.zero) < LARGEST}


def landmarks(function: Activation) -> Landmarks:
    """Return the landmarks of an elementwise function; its kinks are not among them."""
    found = Landmarks()
    names = {key: Power(value) for key, value in {**function.parameters, "pi": math.pi, "e": math.e}.items()}
    _visit(function.definition, {**names, "x": Power(1.0, 0.0, 1.0)}, found)
    return found


def _visit(node: Node, names: Mapping[str, Power], found: Landmarks) -> Power | None:
    """Return what an expression is, if that is a power of x - c, and note the landmarks of all in it."""
    result: Power | None = None
    match node:
        case Number(digits=digits):
            result = Power(float(digits))
        case Name(name=name):
            result = names.get(name)
        case Call(name=name, arguments=(operand,)) if name == NEGATIVE:
            inner = _visit(operand, names, found)
            result = inner and inner._replace(factor=-inner.factor)
        case Call(name=name, arguments=(left, right)) if name in COMPARISONS:
            _visit(Call("-", (left, right)), names, found)
        case Call(name=("+" | "-" | "*" | "/" | "^") as op, arguments=(left, right)):
            a, b = _visit(left, names, found), _visit(right, names, found)
            with suppress(ArithmeticError, ValueError):  # beyond the floats
                result = _combined(a, op, b, found) if a and b else None
                found.balance(result or Power(0.0), Power(1.0))
        case Call(name=name, arguments=arguments):
            powers = [_visit(argument, names, found) for argument in arguments]
            for power in filter(None, powers):
                found.balance(power, Power(1.0))
                if name in SELECTING and powers[0] and power is not powers[0]:
                    found.balance(_combined(powers[0], "-", power, found) or Power(0.0), Power(1.0))
            if name in ("abs", "sqrt") and powers[0]:
                result = powers[0].to(0.5 if name == "sqrt" else 1.0)
    return result


def _combined(a: Power, op: str, b: Power, found: Landmarks) -> Power | None:
    """Return a sum, product, quotient or power, if it is a power of x - c too."""
    zero = a.zero if a.exponent else b.zero
    common = not (a.exponent and b.exponent) or a.zero == b.zero
    match op:
        case "*" if common:
            return Power(a.factor * b.factor, zero, a.exponent + b.exponent)
        case "/" if common:
            return Power(a.factor / b.factor, zero, a.exponent - b.exponent)
        case "^" if not b.exponent:
            return a.to(b.factor)
        case "+" | "-":
            b = b._replace(factor=-b.factor) if op == "-" else b
            found.balance(a, b)
            if common and a.exponent == b.exponent:
                return Power(a.factor + b.factor, zero, a.exponent)
            if {a.exponent, b.exponent} <= {0.0, 1.0}:
                slope = sum(term.factor for term in (a, b) if term.exponent)
                level = sum(-term.factor * term.zero if term.exponent else term.factor for term in (a, b))
                return Power(slope, -level / slope, 1.0)
    return None

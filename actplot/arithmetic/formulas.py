"""Formulas as text, evaluated in an arithmetic: with proven bounds of the error, or as a processor's floats would.

The language is that of the catalogue: ``+ - * / ^``, comparisons, ``where(condition, then, otherwise)``, numbers,
``pi``, ``e``, the names of variables and the functions of :data:`BALLS`.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from actplot.arithmetic import ball_functions, balls
from actplot.arithmetic.balls import Ball, UnsureError
from actplot.language.parser import parse
from actplot.language.tree import COMPARISONS, NEGATIVE, Call, Name, Node, Number

_FIRST, _LAST = 160, 1 << 15  # bits of the first attempt, and those beyond which none is made


@dataclass(frozen=True)
class Arithmetic:
    """A kind of number: how its constants are made, compared and passed to functions."""

    constant: Callable[[str], Any]
    sign: Callable[[Any], int]
    functions: Mapping[str, Callable[..., Any]]


def enclose(formula: str, variables: Mapping[str, float], precision: int) -> Ball:
    """Return a ball that contains the value of ``formula``, computed with ``precision`` bits.

    Raises:
        UnsureError: so few bits do not decide a comparison, or say nothing of the result.

    """
    names = {name: balls.ball(float(number), precision) for name, number in variables.items()}
    return evaluate(parse(formula), names, precision)


def evaluate(tree: Node, names: Mapping[str, Ball], precision: int) -> Ball:
    """Return a ball that contains the value of a tree, given balls that contain those of its names.

    Raises:
        UnsureError: so few bits do not decide a comparison, or say nothing of the result.

    """
    arithmetic = Arithmetic(lambda digits: balls.decimal(digits, precision), Ball.sign, BALLS)
    found: Ball = _walk(tree, names, arithmetic)
    return found


def resolve(formula: str, variables: Mapping[str, float], decide: Callable[[Ball], Any]) -> Any:
    """Return what ``decide`` says of the value of ``formula``, given enough bits.

    ``decide`` takes a ball that contains the value; it returns None, or raises UnsureError, to ask for a smaller one.

    Raises:
        ArithmeticError: the formula has no value there, or 32,768 bits do not suffice.

    """
    return settle(partial(enclose, formula, variables), decide)


def settle(enclosure: Callable[[int], Ball], decide: Callable[[Ball], Any]) -> Any:
    """Return what ``decide`` says of the ball that ``enclosure`` gives at a precision, of ever more bits.

    Raises:
        ArithmeticError: there is no value, or 32,768 bits do not suffice.

    """
    precision = _FIRST
    while precision <= _LAST:
        try:
            found = decide(enclosure(precision))
        except UnsureError:
            found = None
        if found is not None:
            return found
        precision *= 2
    raise ArithmeticError(f"not decided by {_LAST} bits")


def in_floats(formula: str | Node, variables: Mapping[str, float]) -> float:
    """Return the value of ``formula`` in IEEE 754 double precision, each operation rounded; signed zeros count."""
    names = {name: np.float64(number) for name, number in variables.items()}
    with np.errstate(all="ignore"):
        return float(_walk(parse(formula) if isinstance(formula, str) else formula, names, _FLOATS))


def _hull(a: Ball, b: Ball, side: int) -> Ball:
    """Return the larger (side 1) or the smaller (side -1) of two numbers; both of them where they overlap."""
    try:
        return a if (a - b).sign() * side >= 0 else b
    except UnsureError:
        exponent = min(a.exponent, b.exponent)
        low, high = (
            [(ball.middle + end * ball.radius) << (ball.exponent - exponent) for ball in (a, b)] for end in (-1, 1)
        )
        pick = max if side > 0 else min
        bottom, top = pick(low), pick(high)
        return Ball(bottom + top, exponent - 1, top - bottom, a.precision)


def _maximum(*numbers: Ball) -> Ball:
    first, *others = numbers
    for other in others:
        first = _hull(first, other, 1)
    return first


def _minimum(*numbers: Ball) -> Ball:
    first, *others = numbers
    for other in others:
        first = _hull(first, other, -1)
    return first


def _power(x: Ball, exponent: Ball) -> Ball:
    try:
        return x**exponent
    except ValueError:  # not a whole number
        return ball_functions.exp(exponent * ball_functions.log(x)) if x.sign() else x


BALLS: Mapping[str, Callable[..., Any]] = {
    "abs": abs,
    "asinh": ball_functions.asinh,
    "atan": ball_functions.atan,
    "clip": lambda x, low, high: _minimum(_maximum(x, low), high),
    "cos": ball_functions.cos,
    "cosh": ball_functions.cosh,
    "e": lambda like: ball_functions.exp(like.like(1)),
    "erf": ball_functions.erf,
    "erfc": ball_functions.erfc,
    "erfinv": ball_functions.erfinv,
    "exp": ball_functions.exp,
    "expm1": ball_functions.expm1,
    "gelu": lambda x: x * ball_functions.normal_distribution(x),
    "log": ball_functions.log,
    "log1p": ball_functions.log1p,
    "logcosh": ball_functions.logcosh,
    "max": _maximum,
    "min": _minimum,
    "Phi": ball_functions.normal_distribution,
    "phi": ball_functions.normal_density,
    "pi": lambda like: ball_functions.pi(like.precision),
    "pow": _power,
    "sigmoid": ball_functions.sigmoid,
    "sign": lambda x: x.like(x.sign()),
    "sin": ball_functions.sin,
    "sinh": ball_functions.sinh,
    "softplus": ball_functions.softplus,
    "sqrt": ball_functions.sqrt,
    "sum": lambda *terms: sum(terms[1:], terms[0]),
    "tanh": ball_functions.tanh,
}


def _maximum_of_floats(a: Any, b: Any) -> Any:
    """Return the larger; of two zeros the positive one, as in IEEE 754-2019."""
    return a if a > b or (a == b and not np.signbit(a)) else b


def _minimum_of_floats(a: Any, b: Any) -> Any:
    return a if a < b or (a == b and np.signbit(a)) else b


_FLOATS = Arithmetic(
    np.float64,
    lambda x: int(x > 0) - int(x < 0),
    {
        "abs": np.abs,
        "floor": np.floor,
        "asinh": np.arcsinh,
        "atan": np.arctan,
        "clip": lambda x, low, high: _minimum_of_floats(_maximum_of_floats(x, low), high),
        "cos": np.cos,
        "cosh": np.cosh,
        "e": lambda _: np.float64(math.e),
        "erf": lambda x: np.float64(math.erf(x)),
        "erfc": lambda x: np.float64(math.erfc(x)),
        "exp": np.exp,
        "expm1": np.expm1,
        "gelu": lambda x: x * np.float64(math.erfc(-x * math.sqrt(0.5))) / 2,
        "log": np.log,
        "log1p": np.log1p,
        "logcosh": lambda x: np.log(np.cosh(x)),
        "max": _maximum_of_floats,
        "min": _minimum_of_floats,
        "Phi": lambda x: np.float64(math.erfc(-x * math.sqrt(0.5))) / 2,
        "phi": lambda x: np.exp(-x * x / 2) / math.sqrt(2 * math.pi),
        "pi": lambda _: np.float64(math.pi),
        "pow": np.power,
        "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
        "sign": lambda x: np.copysign(np.sign(x), x),
        "sin": np.sin,
        "sinh": np.sinh,
        "softplus": lambda x: np.log1p(np.exp(x)),
        "sqrt": np.sqrt,
        "tanh": np.tanh,
    },
)

_OPERATORS: Mapping[str, Callable[..., Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    NEGATIVE: operator.neg,
}


def _walk(node: Node, names: Mapping[str, Any], arithmetic: Arithmetic) -> Any:
    match node:
        case Number(digits=digits):
            return arithmetic.constant(digits)
        case Name(name=name):
            return names[name] if name in names else arithmetic.functions[name](arithmetic.constant("1"))
        case Call(name="where", arguments=(condition, then, otherwise)):
            return _walk(then if _walk(condition, names, arithmetic) else otherwise, names, arithmetic)
    arguments = [_walk(argument, names, arithmetic) for argument in node.arguments]
    if node.name in COMPARISONS:
        return COMPARISONS[node.name](arithmetic.sign(arguments[0] - arguments[1]), 0)
    function = _OPERATORS.get(node.name) or arithmetic.functions["pow" if node.name == "^" else node.name]
    return function(*arguments)

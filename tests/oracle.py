"""The truth: a formula's own text, evaluated and differentiated in Arb's ball arithmetic (python-flint).

Values come from the text of f alone, as power series about x: the text of f' and every evaluator are checked by them.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from contextlib import suppress
from fractions import Fraction
from functools import cache
from typing import Any

import mpmath
import numpy as np
from flint import arb, arb_series, ctx
from numpy.typing import NDArray

from actplot.activation import Activation

_OPERATORS: dict[type, Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.USub: operator.neg,
}
_COMPARISONS: dict[type, Callable[[int, int], bool]] = {
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_LARGEST = 1.7976931348623157e308
_MOST_BITS = 1 << 16
_FARTHEST = 1 << 40


class UndecidedError(ArithmeticError):
    """A comparison, or the result, takes more bits."""


def sign(series: Any) -> int:
    number = series[0]
    if number.is_zero():
        return 0
    if number > 0:
        return 1
    if number < 0:
        return -1
    raise UndecidedError


def _tanh(x: Any) -> Any:
    side = sign(x)
    if abs(x[0]) > _FARTHEST:
        return _constant(side)  # also where x is an exponential beyond Arb's range
    grown = _expm1(2 * side * x if side else 2 * x)
    return (side or 1) * grown / (grown + 2)


def _exp(x: Any) -> Any:
    """Return e^x, with x taken for +-2^40 beyond these: either is beyond every float, and within Arb's range.

    What is an exponential itself is taken for four times that, so that its slope is small beside it.
    """
    middle = x[0]
    if not abs(middle) > _FARTHEST:
        return x.exp()
    farthest = _FARTHEST if abs(middle) < arb((1, 2000)) else 4 * _FARTHEST
    return arb(farthest if middle > 0 else -farthest).exp() * _moved(x, 0).exp()


def _expm1(x: Any) -> Any:
    """Return e^x - 1, whose digits do not cancel near 0."""
    return _moved(_exp(x), x[0].expm1()) if abs(x[0]) < 1 else _exp(x) - 1


def _log1p(x: Any) -> Any:
    """Return log(1 + x), whose digits do not cancel near 0."""
    return _moved((1 + x).log(), x[0].log1p())


def _moved(x: Any, middle: Any) -> Any:
    """Return the series ``x`` with another constant term."""
    return arb_series([arb(middle), *(x[n] for n in range(1, ctx.cap))], prec=ctx.cap)


def _cosh(x: Any) -> Any:
    return (_exp(x) + _exp(-x)) / 2


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + _exp(-x))


def _distribution(x: Any) -> Any:
    if abs(x[0]) > _FARTHEST:
        x = _moved(x, _FARTHEST if x[0] > 0 else -_FARTHEST)
    scaled = -x / arb(2).sqrt()
    return _moved(scaled.erfc(), _erfc(scaled[0])) / 2


def _erfc(x: Any) -> Any:
    """Return erfc with its sign, which Arb's has not far out: there to some digits, by DLMF 7.12.1 and its bound."""
    if not x > 1000:
        return x.erfc()
    less = 1 / (4 * x * x)
    return (-x * x).exp() / (x * arb.pi().sqrt()) * (1 - less.union(0 * less).union(2 * less))


def _softplus(x: Any) -> Any:
    return x + _log1p(_exp(-x)) if x[0] > 0 else _log1p(_exp(x))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "abs": lambda x: -x if sign(x) < 0 else x,
    "asinh": lambda x: -_asinh(-x) if sign(x) < 0 else _asinh(x),
    "atan": lambda x: x.atan(),
    "clip": lambda x, low, high: _smaller(_larger(x, low), high),
    "cos": lambda x: x.cos(),
    "cosh": _cosh,
    "erf": lambda x: 1 - 2 * _distribution(-x * arb(2).sqrt()) if abs(x[0]) > 30 else x.erf(),
    "erfc": lambda x: 2 * _distribution(-x * arb(2).sqrt()),
    "exp": _exp,
    "expm1": _expm1,
    "gelu": lambda x: x * _distribution(x),
    "log": lambda x: x.log(),
    "log1p": _log1p,
    "max": lambda *numbers: _fold(_larger, numbers),
    "min": lambda *numbers: _fold(_smaller, numbers),
    "Phi": _distribution,
    "phi": lambda x: (-x * x / 2).exp() / (2 * arb.pi()).sqrt(),
    "sigmoid": _sigmoid,
    "sign": lambda x: _constant(sign(x)),
    "sin": lambda x: x.sin(),
    "sinh": lambda x: (_exp(x) - _exp(-x)) / 2,
    "softplus": _softplus,
    "sqrt": lambda x: x.sqrt(),
    "tanh": _tanh,
}


def _asinh(x: Any) -> Any:
    return (x + (x * x + 1).sqrt()).log()


def _larger(a: Any, b: Any) -> Any:
    return a if sign(a - b) >= 0 else b


def _smaller(a: Any, b: Any) -> Any:
    return a if sign(a - b) <= 0 else b


def _fold(choose: Callable[[Any, Any], Any], numbers: tuple[Any, ...]) -> Any:
    first, *others = numbers
    for other in others:
        first = choose(first, other)
    return first


def _constant(number: Any) -> Any:
    return arb_series([arb(number)], prec=ctx.cap)


def truth(function: Activation, x: float, bits: int = 100) -> tuple[Any, Any, Any]:
    """Return f, f' and f'' of ``function`` at ``x``, which is no kink; each right to ``bits`` or below 1e-390."""
    return derivatives(function.formula, function.parameters, {"x": x}, "x", 3, bits)


def derivatives(
    formula: str,
    parameters: Mapping[str, float],
    at: Mapping[str, Any],
    variable: str,
    count: int,
    accuracy: int = 100,
) -> tuple[Any, ...]:
    """Return the value of ``formula`` and its derivatives by ``variable``, ``count`` numbers in all."""
    bits = accuracy + 92
    before = ctx.prec, ctx.cap
    try:
        while bits <= _MOST_BITS:
            ctx.prec, ctx.cap = bits, count
            try:
                series = _series(formula, {**parameters, **at}, variable)
                numbers = [series[n] * math.factorial(n) for n in range(count)]
                if all(_known(number, accuracy) for number in numbers):
                    return tuple(number_of(number) for number in numbers)
            except UndecidedError:
                pass
            bits *= 2
    finally:
        ctx.prec, ctx.cap = before
    raise OverflowError(f"{formula} is not known at {at}")


def bounds(
    formula: str, parameters: Mapping[str, float], x: Any, count: int, bits: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return float64 arrays of shape (count, n) between which ``formula`` and its derivatives by x lie.

    Nothing is known where they are NaN: ``bits`` do not decide a comparison, or say nothing of it. An end is 0
    only where the other side of 0 is ruled out; both are 0 only where the number is.
    """
    low, high = np.full((count, len(x)), np.nan), np.full((count, len(x)), np.nan)
    before = ctx.prec, ctx.cap
    ctx.prec, ctx.cap = bits, count
    try:
        for i, place in enumerate(x.tolist()):
            with suppress(UndecidedError):
                series = _series(formula, {**parameters, "x": place}, "x")
                for n in range(count):
                    low[n, i], high[n, i] = _ends(series[n] * math.factorial(n))
    finally:
        ctx.prec, ctx.cap = before
    return low, high


def _ends(number: Any) -> tuple[float, float]:
    middle, radius = float(number.mid()), float(number.rad())
    if middle == 0 and number.is_zero():
        return 0.0, 0.0
    slack = radius * (1 + 2.0**-50) + abs(middle) * 2.0**-52 + 5e-324
    low, high = middle - slack, middle + slack
    if not math.isfinite(slack) and abs(number) > _LARGEST:
        low, high = (_LARGEST, math.inf) if number > 0 else (-math.inf, -_LARGEST)
    return max(low, 0.0) if number > 0 else low, min(high, 0.0) if number < 0 else high


def value(formula: str, x: Any, parameters: Mapping[str, float]) -> Any:
    """Evaluate ``formula`` at ``x``, a float or mpmath's number, exactly as it is written, at mpmath's precision."""
    return derivatives(formula, parameters, {"x": x}, "x", 1, max(100, mpmath.mp.prec))[0]


def fraction(formula: str, x: float, parameters: Mapping[str, float]) -> Fraction | None:
    """Evaluate a rational formula exactly; None where it has other functions in it or divides by 0."""
    names = {key: Fraction(number) for key, number in {**parameters, "x": x}.items()}
    try:
        found: Fraction = _exact(_tree(formula), names)
    except (KeyError, ZeroDivisionError):
        return None
    return found


_EXACT: dict[str, Callable[..., Any]] = {
    "abs": abs,
    "clip": lambda x, low, high: min(max(x, low), high),
    "max": max,
    "min": min,
    "sign": lambda x: Fraction((x > 0) - (x < 0)),
}


def _exact(node: ast.expr, names: Mapping[str, Fraction]) -> Any:
    match node:
        case ast.Constant():
            return Fraction(str(node.value))
        case ast.Name():
            return names[node.id]
        case ast.UnaryOp():
            return -_exact(node.operand, names)
        case ast.BinOp(op=ast.Pow()):
            power = _exact(node.right, names)
            if power.denominator != 1 or abs(power) > 50:
                raise KeyError(power)
            return _exact(node.left, names) ** power.numerator
        case ast.BinOp():
            return _OPERATORS[type(node.op)](_exact(node.left, names), _exact(node.right, names))
        case ast.Compare():
            difference = _exact(node.left, names) - _exact(node.comparators[0], names)
            return _COMPARISONS[type(node.ops[0])]((difference > 0) - (difference < 0), 0)
        case ast.Call(func=ast.Name(id="where"), args=[condition, then, otherwise]):
            return _exact(then if _exact(condition, names) else otherwise, names)
        case ast.Call(func=ast.Name(id=name)):
            return _EXACT[name](*(_exact(argument, names) for argument in node.args))
    raise KeyError(ast.dump(node))


def ulps(computed: float, true: Any) -> float:
    """Return the error of ``computed`` in units in the last place of the rounded truth."""
    rounded = float(true)
    if math.isinf(rounded):
        return 0.0 if computed == rounded else math.inf
    if math.isnan(computed) or math.isinf(computed):
        # Just below the largest float, an error of 2 units may round to infinity.
        return math.inf
    if abs(true) < 1e-300:
        return 0.0 if abs(mpmath.mpf(computed) - true) <= 1e-315 else math.inf
    return float(abs(mpmath.mpf(computed) - true) / mpmath.mpf(math.ulp(rounded)))


def _known(number: Any, accuracy: int) -> bool:
    return bool(number.is_zero() or number.rel_accuracy_bits() >= accuracy or abs(number) < arb((1, -1300)))


def number_of(number: Any) -> Any:
    middle, exponent = number.mid().man_exp()
    if middle and int(exponent) < -100000:  # what lies this deep is no number that mpmath computes with at ease
        return mpmath.mpf(0)
    with mpmath.workprec(int(middle).bit_length() + 1):
        return mpmath.ldexp(mpmath.mpf(int(middle)), int(exponent))


def _series(formula: str, numbers: Mapping[str, Any], variable: str) -> Any:
    names = {
        key: arb_series([_exactly(number), 1], prec=ctx.cap) if key == variable else _constant(_exactly(number))
        for key, number in numbers.items()
    }
    return _walk(_tree(formula), {"pi": arb_series([arb.pi()], prec=ctx.cap), "e": _constant(1).exp(), **names})


def _exactly(number: Any) -> Any:
    if isinstance(number, mpmath.mpf):
        sign, middle, exponent, _ = number._mpf_
        return arb((-int(middle) if sign else int(middle), int(exponent)))
    return arb(number)


@cache
def _tree(formula: str) -> ast.expr:
    return ast.parse(formula.replace("^", "**"), mode="eval").body


def _power(x: Any, exponent: Any) -> Any:
    power = exponent[0]
    if power.is_integer() and abs(power) < 100:
        count = int(power.unique_fmpz())
        result = _constant(1)
        for _ in range(abs(count)):
            result = result * x
        return result if count >= 0 else 1 / result
    if power > 0 and all(x[n].is_zero() for n in range(ctx.cap)):
        return _constant(0)
    return (exponent * x.log()).exp()


def _walk(node: ast.expr, names: Mapping[str, Any]) -> Any:
    match node:
        case ast.Constant():
            return _constant(str(node.value))
        case ast.Name():
            return names[node.id]
        case ast.UnaryOp():
            return _OPERATORS[type(node.op)](_walk(node.operand, names))
        case ast.BinOp(op=ast.Pow()):
            return _power(_walk(node.left, names), _walk(node.right, names))
        case ast.BinOp():
            return _OPERATORS[type(node.op)](_walk(node.left, names), _walk(node.right, names))
        case ast.Compare():
            difference = _walk(node.left, names) - _walk(node.comparators[0], names)
            return _COMPARISONS[type(node.ops[0])](sign(difference), 0)
        case ast.Call(
            func=ast.Name(id="log"),
            args=[ast.BinOp(ast.Constant(1), ast.Add(), ast.Call(func=ast.Name(id="exp"), args=[inner]))],
        ):
            return _softplus(_walk(inner, names))  # also where the exponential is beyond Arb's range
        case ast.Call(func=ast.Name(id="log"), args=[ast.BinOp(ast.Constant(1), ast.Add(), inner)]):
            return _log1p(_walk(inner, names))
        case ast.Call(func=ast.Name(id="log") as log, args=[ast.BinOp(left, ast.Div(), right)]):
            top, below = (_walk(ast.Call(log, [part], []), names) for part in (left, right))
            return top - below
        case ast.Call(func=ast.Name(id="log"), args=[ast.Call(func=ast.Name(id="cosh"), args=[inner])]):
            size = FUNCTIONS["abs"](_walk(inner, names))
            return size + (1 + _exp(-2 * size)).log() - arb(2).log() if size[0] > 1 else _cosh(size).log()
        case ast.Call(func=ast.Name(id="where")):
            condition, then, otherwise = node.args
            return _walk(then if _walk(condition, names) else otherwise, names)
        case ast.Call(func=ast.Name(id=name)):
            return FUNCTIONS[name](*(_walk(argument, names) for argument in node.args))
    raise AssertionError(f"the formula language has no {ast.dump(node)}")

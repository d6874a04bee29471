"""The truth: a formula's own text, evaluated and differentiated by mpmath at high precision."""

import ast
import math
import operator
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import mpmath

from actplot.activation import Activation

SMALLEST = mpmath.mpf(5e-324)

_OPERATORS: dict[type, Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Eq: operator.eq,
}


def _distribution(x: Any) -> Any:
    return mpmath.erfc(-x / mpmath.sqrt(2)) / 2


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "abs": abs,
    "asinh": mpmath.asinh,
    "atan": mpmath.atan,
    "clip": lambda x, low, high: min(max(x, low), high),
    "cos": mpmath.cos,
    "cosh": mpmath.cosh,
    "erf": mpmath.erf,
    "exp": mpmath.exp,
    "gelu": lambda x: x * _distribution(x),
    "log": mpmath.log,
    "max": max,
    "min": min,
    "Phi": _distribution,
    "phi": mpmath.npdf,
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "sign": mpmath.sign,
    "sin": mpmath.sin,
    "softplus": lambda x: mpmath.log(1 + mpmath.exp(x)),
    "sqrt": mpmath.sqrt,
    "tanh": mpmath.tanh,
}


def truth(function: Activation, x: float) -> tuple[Any, Any, Any]:
    """Return f, f' and f'' of ``function`` at ``x``, which is no kink; each right to 40 digits and more."""
    away = min((abs(mpmath.mpf(x) - kink) for kink in function.kinks), default=mpmath.inf)
    # What is this small may be all that is left of a difference, as in exp(x) - 1; far out, exp(x) is this small.
    small = min(abs(mpmath.mpf(x)) or SMALLEST, away)
    digits = 120 + 3 * max(0, -int(mpmath.log10(small))) + (400 if abs(x) > 3 else 0)
    found = _differences(function, x, away, digits)
    here, slope, _ = found
    # The tails of a narrow bell, 1 + erf((x-mu)/sigma), are what is left of a difference too, in f or in f'.
    lost = abs(slope) < abs(here) * 1e-20 or abs(here) < small * 1e-20
    return _differences(function, x, away, digits + 700) if lost else found


def _differences(function: Activation, x: float, away: Any, digits: int) -> tuple[Any, Any, Any]:
    """Return f, f' and f'' by differences of values with ``digits`` digits."""
    with mpmath.workdps(digits):
        step = min(mpmath.mpf(10) ** -40 * min(abs(mpmath.mpf(x)) or SMALLEST, 1), away / 4)
        at = mpmath.mpf(x)
        left, here, right = (value(function.formula, at + shift, function.parameters) for shift in (-step, 0, step))
        return here, (right - left) / (2 * step), (right - 2 * here + left) / step**2


def value(formula: str, x: Any, parameters: Mapping[str, float]) -> Any:
    """Evaluate ``formula`` at ``x``, exactly as it is written, at mpmath's present precision."""
    names = {key: mpmath.mpf(number) for key, number in parameters.items()}
    return _walk(_tree(formula), {**names, "x": x, "pi": mpmath.pi})


def ulps(computed: float, true: Any) -> float:
    """Return the error of ``computed`` in units in the last place of the rounded truth."""
    rounded = float(true)
    if math.isinf(rounded):
        return 0.0 if computed == rounded else math.inf
    if abs(true) < 1e-300:
        return 0.0 if abs(mpmath.mpf(computed) - true) <= 1e-315 else math.inf
    return float(abs(mpmath.mpf(computed) - true) / mpmath.mpf(math.ulp(rounded)))


@cache
def _tree(formula: str) -> ast.expr:
    return ast.parse(formula.replace("^", "**"), mode="eval").body


def _walk(node: ast.expr, names: Mapping[str, Any]) -> Any:
    match node:
        case ast.Constant():
            return mpmath.mpf(str(node.value))
        case ast.Name():
            return names[node.id]
        case ast.UnaryOp():
            return _OPERATORS[type(node.op)](_walk(node.operand, names))
        case ast.BinOp():
            return _OPERATORS[type(node.op)](_walk(node.left, names), _walk(node.right, names))
        case ast.Compare():
            return _OPERATORS[type(node.ops[0])](_walk(node.left, names), _walk(node.comparators[0], names))
        case ast.Call(func=ast.Name(id="where")):
            condition, then, otherwise = node.args
            return _walk(then if _walk(condition, names) else otherwise, names)
        case ast.Call(func=ast.Name(id=name)):
            return _FUNCTIONS[name](*(_walk(argument, names) for argument in node.args))
    raise AssertionError(f"the formula language has no {ast.dump(node)}")

"""The truth: a formula's own text, evaluated by mpmath at high precision."""

import ast
import operator
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import mpmath

DIGITS = 400  # exp(x) - 1 at the smallest float loses 324 of them

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
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "abs": abs,
    "atan": mpmath.atan,
    "erf": mpmath.erf,
    "exp": mpmath.exp,
    "log": mpmath.log,
    "max": max,
    "min": min,
    "sqrt": mpmath.sqrt,
    "tanh": mpmath.tanh,
}


@cache
def _tree(formula: str) -> ast.expr:
    return ast.parse(formula.replace("^", "**"), mode="eval").body


def value(formula: str, x: Any, parameters: Mapping[str, float]) -> Any:
    """Evaluate ``formula`` at ``x``, exactly as it is written."""
    names = {key: mpmath.mpf(number) for key, number in parameters.items()}
    return _walk(_tree(formula), {**names, "x": x, "pi": mpmath.pi})


def slope(formula: str, x: Any, parameters: Mapping[str, float]) -> Any:
    """Differentiate ``formula`` at ``x``, which must not be a kink."""
    scale = mpmath.mpf(10) ** (-DIGITS // 3)
    step = scale * max(abs(x), mpmath.mpf(1))
    return (value(formula, x + step, parameters) - value(formula, x - step, parameters)) / (2 * step)


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

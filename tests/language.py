"""The formula language, evaluated by mpmath at real and complex numbers, with the decisions that it takes on the way.

A decision is the sign of what a comparison, abs, sign, max, min or clip depends on, and of what is divided by or
raised to a broken power, or has its root or logarithm taken. With the decisions of one x, the formula is an analytic
function of another.
"""

import ast
import contextlib
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, reduce
from typing import Any, TypeAlias

import mpmath

Decisions: TypeAlias = tuple[int, ...]


def _distribution(x: Any) -> Any:
    return mpmath.erfc(-x / mpmath.sqrt(2)) / 2


# Analytic along the real line.
ANALYTIC: dict[str, Callable[[Any], Any]] = {
    "Phi": _distribution,
    "asinh": mpmath.asinh,
    "atan": mpmath.atan,
    "cos": mpmath.cos,
    "cosh": mpmath.cosh,
    "erf": mpmath.erf,
    "erfc": mpmath.erfc,
    "erfinv": mpmath.erfinv,
    "exp": mpmath.exp,
    "expm1": mpmath.expm1,
    "gelu": lambda x: x * _distribution(x),
    "phi": mpmath.npdf,
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "sin": mpmath.sin,
    "sinh": mpmath.sinh,
    "softplus": lambda x: mpmath.log(1 + mpmath.exp(x)),
    "tanh": mpmath.tanh,
}
# Singular where their argument is this.
SINGULAR: dict[str, tuple[Callable[[Any], Any], int]] = {
    "log": (mpmath.log, 0),
    "log1p": (lambda x: mpmath.log(1 + x), -1),
    "sqrt": (mpmath.sqrt, 0),
}
_OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
}
_COMPARISONS: dict[type, Callable[[Any, Any], bool]] = {
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def value(formula: str, names: Mapping[str, Any]) -> Any:
    """Evaluate ``formula`` as it is written, at mpmath's present precision.

    Raises:
        ZeroDivisionError: it has no value there.

    """
    found = Evaluation(formula, names)
    if mpmath.isnan(found.value):
        raise ZeroDivisionError(formula)
    return found.value


def apply(name: str, *arguments: Any) -> Any:
    """Return the value of a function of the language.

    Raises:
        ValueError: there is no such function.

    """
    return Evaluation("0", {}).call(name, list(arguments))


@cache
def _tree(formula: str) -> ast.expr:
    return ast.parse(formula.replace("^", "**"), mode="eval").body


@dataclass
class Evaluation:
    """The value of a formula, NaN where it has none, by its own decisions or by those ``given``, in their order."""

    formula: str
    names: Mapping[str, Any]
    given: Decisions | None = None
    decisions: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.value = mpmath.nan
        with contextlib.suppress(ZeroDivisionError):
            self.value = self.walk(_tree(self.formula))

    def decide(self, difference: Any) -> int:
        """Return the sign of ``difference``, or the one that is given for it."""
        place = len(self.decisions)
        self.decisions.append(self.given[place] if self.given else int(mpmath.sign(difference)))
        return self.decisions[-1]

    def walk(self, node: ast.expr) -> Any:
        """Return the value of a part of the formula."""
        match node:
            case ast.Constant():
                return mpmath.mpf(str(node.value))
            case ast.Name():
                constants = {"pi": mpmath.pi, "e": mpmath.e}
                return +(self.names[node.id] if node.id in self.names else constants[node.id])
            case ast.UnaryOp(op=ast.USub()):
                return -self.walk(node.operand)
            case ast.BinOp(op=ast.Div()):
                divisor = self.walk(node.right)
                self.decide(divisor)
                return self.walk(node.left) / divisor
            case ast.BinOp(op=ast.Pow()):
                base, exponent = self.walk(node.left), self.walk(node.right)
                if not mpmath.isint(exponent):
                    self.decide(base)
                return base ** (int(exponent) if mpmath.isint(exponent) else exponent)
            case ast.BinOp():
                return _OPERATORS[type(node.op)](self.walk(node.left), self.walk(node.right))
            case ast.Compare():
                sign = self.decide(self.walk(node.left) - self.walk(node.comparators[0]))
                return _COMPARISONS[type(node.ops[0])](sign, 0)
            case ast.Call(func=ast.Name(id="where")):
                return self.walk(node.args[1 if self.walk(node.args[0]) else 2])
            case ast.Call(func=ast.Name(id=name)):
                return self.call(name, [self.walk(argument) for argument in node.args])
        raise AssertionError(f"the formula language has no {ast.dump(node)}")

    def call(self, name: str, arguments: list[Any]) -> Any:
        """Return the value of a function of the formula language."""
        if name == "abs":
            return arguments[0] * (self.decide(arguments[0]) or 1)
        if name == "sign":
            return mpmath.mpf(self.decide(arguments[0]))
        if name == "clip":
            return self.call("min", [self.call("max", arguments[:2]), arguments[2]])
        if name in ("max", "min"):
            side = 1 if name == "max" else -1
            return reduce(lambda a, b: a if self.decide(a - b) * side >= 0 else b, arguments)
        if name in SINGULAR:
            function, edge = SINGULAR[name]
            self.decide(arguments[0] - edge)
            return function(*arguments)
        if name not in ANALYTIC:
            raise ValueError(f"the formula language has no {name}")
        return ANALYTIC[name](*arguments)

"""The functions and names that an expression may use, and what is wrong with others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from actplot.expressions.program import PRIMITIVE
from actplot.language.errors import FormulaError
from actplot.language.near import nearest
from actplot.language.parser import parse
from actplot.language.tree import COMPARISONS, CONSTANTS, NEGATIVE, Call, Name, Node, inner_first, number, replaced

if TYPE_CHECKING:
    from actplot.activation import Activation

_MANY = 99
# How many arguments each function takes, at least and at most, and how it is written.
_FUNCTIONS: Mapping[str, tuple[int, int, str]] = {
    **{
        name: (1, 1, f"{name}(x)")
        for name in (
            "abs", "sign", "sqrt", "exp", "expm1", "log", "log1p", "sin", "cos", "tan", "atan", "sinh", "cosh",
            "tanh", "asinh", "erf", "erfc", "floor", "Phi", "phi",
        )
    },
    "min": (2, _MANY, "min(a, b)"),
    "max": (2, _MANY, "max(a, b)"),
    "clip": (3, 3, "clip(x, low, high)"),
    "where": (3, 3, "where(x > 0, a, b)"),
}  # fmt: skip
_ALIASES = {
    "absolute": "abs",
    "arcsinh": "asinh",
    "arctan": "atan",
    "clamp": "clip",
    "fabs": "abs",
    "maximum": "max",
    "minimum": "min",
}
_ELSEWHERE = {
    "ln": "log(x)",
    "log2": "log(x)/log(2)",
    "log10": "log(x)/log(10)",
    "pow": "x^2",
    "power": "x^2",
    "sgn": "sign(x)",
    "heaviside": "where(x >= 0, 1, 0)",
    "step": "where(x >= 0, 1, 0)",
    "sech": "1/cosh(x)",
    "exp2": "2^x",
    "cot": "1/tan(x)",
    "sec": "1/cos(x)",
    "acos": "",
    "asin": "",
    "ceil": "-floor(-x)",
    "round": "floor(x + 0.5)",
    "mod": "x - a*floor(x/a)",
    "rsqrt": "1/sqrt(x)",
    "reciprocal": "1/x",
}


@dataclass(frozen=True)
class Catalogue:
    """How functions of the catalogue are found: by any spelling, and the spellings for near misses."""

    find: Callable[[str], Activation | None]
    spellings: Callable[[], Collection[str]]


def forms(spellings: Mapping[str, Activation]) -> dict[str, str]:
    """Return how each function is written that an expression may use; ``spellings`` are those of the catalogue."""
    own = {name: form for name, (_, _, form) in _FUNCTIONS.items()}
    known = {name: f"{name}(x)" for name, function in spellings.items() if function.kind == "elementwise"}
    return known | own


def check(text: str, tree: Node, catalogue: Catalogue, parameters: Collection[str] = ()) -> Node:
    """Return the tree with every function by its own name.

    Raises:
        FormulaError: it has an unknown function or too many or too few arguments of one, or a comparison
            that stands outside where().

    """
    for node in inner_first(tree):
        if isinstance(node, Name) and node.name not in parameters:
            _check_name(text, node, catalogue)
        elif isinstance(node, Call) and node.name == "where" and len(node.arguments) == 3:
            condition = node.arguments[0]
            if not isinstance(condition, Call) or condition.name not in COMPARISONS:
                raise FormulaError(
                    text, node.column, "the first argument of where is a comparison: where(x > 0, a, b)"
                )
    conditions = {
        id(node.arguments[0]) for node in inner_first(tree) if isinstance(node, Call) and node.name == "where"
    }
    for node in inner_first(tree):
        if isinstance(node, Call) and node.name in COMPARISONS and id(node) not in conditions:
            problem = "a comparison stands inside where(): where(x > 0, a, b)"
            raise FormulaError(text, node.column, problem)

    def named(node: Node) -> Node:
        if not isinstance(node, Call) or node.name in COMPARISONS or node.name in ("+", "-", "*", "/", "^", NEGATIVE):
            return node
        name = _known(text, node, catalogue)
        return Call(name, node.arguments, node.column)

    return replaced(tree, named)


def _known(text: str, node: Call, catalogue: Catalogue) -> str:
    """Return the name of the function that is called, and check its arguments."""
    name = _ALIASES.get(node.name, node.name)
    if name not in _FUNCTIONS and name.lower() in _FUNCTIONS and name.lower() != "phi":
        name = name.lower()
    if name in _FUNCTIONS:
        least, most, form = _FUNCTIONS[name]
        count = len(node.arguments)
        if not least <= count <= most:
            wanted = "2 or more arguments" if most == _MANY else "1 argument" if most == 1 else f"{most} arguments"
            raise FormulaError(text, node.column, f"{name} takes {wanted}, not {count}: {form}")
        return name
    if node.name in ("x", *CONSTANTS):
        problem = f"{node.name} is no function; a product is written {node.name}*(...)"
        raise FormulaError(text, node.column, problem)
    function = catalogue.find(node.name)
    if function is None:
        raise FormulaError(text, node.column, _unknown(node.name, catalogue))
    if function.kind != "elementwise":
        problem = f"{function.name} is a {function.kind} function; an expression takes functions of one number"
        raise FormulaError(text, node.column, problem)
    if len(node.arguments) != 1:
        more = f"; write out its formula for other parameters: {function.formula}" if function.parameters else ""
        problem = f"{function.name} takes 1 argument here, not {len(node.arguments)}{more}"
        raise FormulaError(text, node.column, problem)
    return function.name


def _check_name(text: str, node: Name, catalogue: Catalogue) -> None:
    name = _ALIASES.get(node.name, node.name)
    if name in _FUNCTIONS:
        raise FormulaError(text, node.column, f"{name} is a function: {_FUNCTIONS[name][2]}")
    if name != "x" and name in _function_names(catalogue):
        raise FormulaError(text, node.column, f"{name} is a function: {name}(x)")


def shadowed(name: str, spellings: Collection[str] = ()) -> str:
    """Return what else a name stands for in an expression, or among ``spellings`` of the catalogue; or nothing."""
    if name == "x":
        return "the variable"
    if name in CONSTANTS:
        return "a constant"
    known = name in _FUNCTIONS or name in _ALIASES or name in spellings
    return "a function" if known else ""


def _function_names(catalogue: Catalogue) -> Collection[str]:
    return [name for name in catalogue.spellings() if len(name) > 3 or name in ("elu", "reu")]


def _unknown(name: str, catalogue: Catalogue) -> str:
    if name in _ELSEWHERE:
        instead = _ELSEWHERE[name]
        return f"there is no {name}" + (f"; write {instead}" if instead else " in this language")
    choices = {spelling.lower(): spelling for spelling in (*catalogue.spellings(), *_FUNCTIONS, *_ALIASES)}
    near = nearest(name.lower(), choices)
    hint = f"did you mean {choices[near]}?" if near else "see 'actplot table' for the functions there are"
    shown = name if len(name) <= 40 else name[:37] + "..."
    return f"unknown function {shown}; {hint}"


def expanded(tree: Node, catalogue: Catalogue) -> Node:
    """Return the tree with the functions of the catalogue by their formulas, at their default parameters."""

    def expand(node: Node) -> Node:
        if not isinstance(node, Call) or node.name in _FUNCTIONS or node.name in _OWN or not node.name.isidentifier():
            return node
        function = catalogue.find(node.name)
        if function is None:
            return node
        argument = node.arguments[0]
        parts = [
            _at(expanded(parse(text), catalogue), argument, function.parameters)
            for text in (function.formula, function.derivative_formula)
        ]
        return Call(PRIMITIVE, (*parts, argument))

    return replaced(tree, expand)


_OWN = ("logcosh", "sigmoid", "softplus", NEGATIVE, PRIMITIVE)  # they are computed as they are


def _at(tree: Node, argument: Node, parameters: Mapping[str, float]) -> Node:
    def put(node: Node) -> Node:
        if not isinstance(node, Name):
            return node
        if node.name == "x":
            return argument
        return number(parameters[node.name]) if node.name in parameters else node

    return replaced(tree, put)

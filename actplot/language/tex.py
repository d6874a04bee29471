"""A tree in TeX, in the part of it that matplotlib's mathtext knows."""

from __future__ import annotations

import re

from actplot.language.tree import COMPARISONS, NEGATIVE, Call, Node, Number, inner_first

_GREEK = (
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi",
    "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
)  # fmt: skip
_FUNCTIONS = {"sigmoid": r"\sigma", "Phi": r"\Phi", "phi": r"\varphi", "atan": r"\arctan", "floor": ""}
_OWN = {"sin", "cos", "tan", "sinh", "cosh", "tanh", "log", "max", "min"}
_COMPARED = {"<=": r"\leq", ">=": r"\geq", "==": "=", "!=": r"\neq"}
_SUM, _PRODUCT, _SIGN, _POWER, _ATOM = 2, 3, 4, 5, 6


def to_tex(node: Node) -> str:
    """Return the TeX of a tree; a choice at the top is written as its cases."""
    if isinstance(node, Call) and node.name == "where":
        return r",\ ".join(rf"{to_tex(value)}\ ({condition})" for value, condition in _cases(node))
    done: list[tuple[str, int]] = []
    for inner in inner_first(node):
        if not isinstance(inner, Call):
            done.append((_number(inner.digits) if isinstance(inner, Number) else symbol(inner.name), _ATOM))
            continue
        count = len(inner.arguments)
        arguments = done[-count:]
        del done[-count:]
        done.append(_written(inner, arguments))
    return done[0][0]


def symbol(name: str) -> str:
    """Return the TeX of a name: a Greek letter, a letter with an index, or a word."""
    letter, _, index = name.partition("_")
    if not index and (digits := re.fullmatch(r"([A-Za-z]+?)(\d+)", name)):
        letter, index = digits.groups()
    if letter in ("pi", "lam"):
        letter = r"\pi" if letter == "pi" else r"\lambda"
    elif letter.lower() in _GREEK:
        letter = f"\\{letter.lower()}"
    elif len(letter) > 1:
        letter = rf"\mathrm{{{letter}}}"
    return f"{letter}_{{{index.replace('_', ',')}}}" if index and letter else letter or r"\mathrm{" + name + "}"


def _number(digits: str) -> str:
    mantissa, _, power = digits.lower().partition("e")
    if not power:
        return digits
    shifted = f"10^{{{int(power)}}}"
    return shifted if mantissa == "1" else rf"{mantissa}\cdot {shifted}"


def _cases(node: Node) -> list[tuple[Node, str]]:
    """Return the values of nested choices with their conditions, the last of which is ``otherwise``."""
    found: list[tuple[Node, str]] = []
    while isinstance(node, Call) and node.name == "where":
        condition, then, node = node.arguments
        found.append((then, to_tex(condition)))
    return [*found, (node, r"\mathrm{otherwise}" if len(found) > 1 else _opposite(found[0][1]))]


def _opposite(condition: str) -> str:
    """Return the condition that holds where this one does not."""
    opposites = {"<": r"\geq", ">": r"\leq", r"\leq": ">", r"\geq": "<", "=": r"\neq", r"\neq": "="}
    left, operator, right = re.split(r"(\\leq|\\geq|\\neq|<|>|=)", condition, maxsplit=1)
    space = " " if opposites[operator][0] == "\\" else ""
    return f"{left.strip()}{opposites[operator]}{space}{right.strip()}"


def _written(node: Call, arguments: list[tuple[str, int]]) -> tuple[str, int]:  # noqa: PLR0911, PLR0912
    first, last = arguments[0][0], arguments[-1][0]
    name = node.name
    if name in COMPARISONS:
        operator = _COMPARED.get(name, name)
        return f"{first}{operator}{' ' if operator.startswith(chr(92)) else ''}{last}", 1
    match name:
        case "+" | "-":
            return f"{first}{name}{_bracketed(arguments[1], _SUM if name == '+' else _PRODUCT)}", _SUM
        case "*":
            left, right = _bracketed(arguments[0], _PRODUCT), _bracketed(arguments[1], _SIGN)
            dot = r"\cdot " if right[:1].isdigit() else r"\,"
            return f"{left}{dot}{right}", _PRODUCT
        case "/":
            return rf"\frac{{{first}}}{{{last}}}", _SIGN
        case "^":
            base = first if arguments[0][1] == _ATOM and not first.startswith(r"\frac") else rf"\left({first}\right)"
            return f"{base}^{{{last}}}", _POWER
        case "sqrt":
            return rf"\sqrt{{{first}}}", _ATOM
        case "abs":
            return rf"\left|{first}\right|", _ATOM
        case "exp":
            return f"e^{{{first}}}", _POWER
        case "expm1":
            return f"e^{{{first}}}-1", _SUM
        case "log1p":
            return rf"\log\left(1+{first}\right)", _ATOM
        case "clip":
            low, high = arguments[1][0], last
            return rf"\min\left(\max\left({first}, {low}\right), {high}\right)", _ATOM
        case "floor":
            return rf"\lfloor {first}\rfloor", _ATOM
    if name == NEGATIVE:
        return f"-{_bracketed(arguments[0], _PRODUCT)}", _SUM
    known = _FUNCTIONS.get(name) or (
        f"\\{name}" if name in _OWN else rf"\mathrm{{{name.replace('_', chr(92) + '_')}}}"
    )
    return rf"{known}\left({', '.join(text for text, _ in arguments)}\right)", _ATOM


def _bracketed(part: tuple[str, int], least: int) -> str:
    text, binding = part
    return text if binding >= least else rf"\left({text}\right)"

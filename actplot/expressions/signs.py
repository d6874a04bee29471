"""Signs and exact polynomials read off a tree: what needs no search for roots."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from actplot.language.tree import Call, Name, Node, Number, inner_first

Polynomial = list[Fraction]  # coefficients from x^0 on
_HIGHEST = 8  # degree

_POSITIVE = ("exp", "sigmoid", "softplus", "cosh", "Phi", "phi", "erfc")
_SAME_SIGN = ("sinh", "tanh", "asinh", "atan", "erf", "expm1", "sign", "log1p")


def sign(tree: Node, parameters: Mapping[str, float]) -> str:
    """Return what the tree shows of the sign for all x: ``+`` or ``-``, ``0+`` or ``0-`` (or zero), or nothing."""
    done: list[str] = []
    for node in inner_first(tree):
        if isinstance(node, Number):
            done.append("+" if float(node.digits) else "0+")
        elif isinstance(node, Name):
            value = parameters.get(node.name)
            known = "" if node.name == "x" else "+" if value is None else "+" if value > 0 else "-" if value else "0+"
            done.append(known)
        else:
            count = len(node.arguments)
            arguments = done[-count:]
            del done[-count:]
            done.append(_sign(node, arguments))
    return done[0]


def _sign(node: Call, arguments: list[str]) -> str:  # noqa: PLR0911, PLR0912
    first, last = arguments[0], arguments[-1]
    match node.name:
        case "+":
            return _of_sum(first, last)
        case "-":
            return _of_sum(first, _opposite(last))
        case "*" | "/":
            if node.name == "*" and node.arguments[0] == node.arguments[1]:
                return first if first == "+" else "+" if first == "-" else "0+"
            if not first or not last:
                return ""
            return ("0" if "0" in first + last else "") + ("+" if first[-1] == last[-1] else "-")
        case "^":
            exponent = node.arguments[1]
            even = isinstance(exponent, Number) and float(exponent.digits) % 2 == 0
            return first if first in ("+", "0+") else ("+" if first == "-" else "0+") if even else ""
        case "abs":
            return "+" if first in ("+", "-") else "0+"
        case "sqrt":
            return "+" if first == "+" else "0+"
        case "max":
            return "+" if "+" in arguments else "0+" if "0+" in arguments else ""
        case "where":
            return _either(arguments[1], last)
        case "primitive":
            return first
        case "neg":
            return _opposite(first)
    if node.name in _POSITIVE:
        return "+"
    return first if node.name in _SAME_SIGN else ""


def _opposite(sign_: str) -> str:
    return sign_.translate(str.maketrans("+-", "-+"))


def _of_sum(a: str, b: str) -> str:
    if not a or not b or a[-1] != b[-1]:
        return ""
    return a if len(a) == 1 else b


def _either(a: str, b: str) -> str:
    if not a or not b or a[-1] != b[-1]:
        return ""
    return a if a == b else "0" + a[-1]


def polynomial(tree: Node, parameters: Mapping[str, float]) -> Polynomial | None:
    """Return the coefficients of a tree that is a polynomial in x with rational numbers, exactly; else None."""
    done: list[Polynomial | None] = []
    for node in inner_first(tree):
        if isinstance(node, Number):
            done.append([Fraction(node.digits)])
        elif isinstance(node, Name):
            known = node.name in parameters
            done.append(
                [Fraction(0), Fraction(1)]
                if node.name == "x"
                else [Fraction(parameters[node.name])]
                if known
                else None
            )
        else:
            count = len(node.arguments)
            arguments = done[-count:]
            del done[-count:]
            given = [argument for argument in arguments if argument is not None]
            found = _combined(node.name, given) if len(given) == count else None
            done.append(found if found is None or len(found) <= _HIGHEST + 1 else None)
    return done[0]


def _combined(name: str, parts: list[Polynomial]) -> Polynomial | None:  # noqa: PLR0911
    a, b = parts[0], parts[-1]
    match name:
        case "neg":
            return [-c for c in a]
        case "+" | "-":
            side = 1 if name == "+" else -1
            size = max(len(a), len(b))
            padded = [[*part, *[Fraction(0)] * (size - len(part))] for part in (a, b)]
            return _trimmed([x + side * y for x, y in zip(*padded, strict=True)])
        case "*":
            found = [Fraction(0)] * (len(a) + len(b) - 1)
            for i, x in enumerate(a):
                for j, y in enumerate(b):
                    found[i + j] += x * y
            return _trimmed(found)
        case "/":
            return [c / b[0] for c in a] if len(b) == 1 and b[0] else None
        case "^":
            if len(b) > 1 or b[0].denominator != 1 or not 0 <= b[0] <= _HIGHEST:
                return None
            result = [Fraction(1)]
            for _ in range(int(b[0])):
                result = _combined("*", [result, a]) or result
            return result
    return None


def _trimmed(coefficients: Polynomial) -> Polynomial:
    while len(coefficients) > 1 and not coefficients[-1]:
        coefficients.pop()
    return coefficients

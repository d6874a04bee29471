"""Forms in which digits cancel or a step overflows, rewritten into equal ones that keep them."""

from __future__ import annotations

from actplot.language.tree import NEGATIVE, Call, Name, Node, Number, names, replaced

_ONE, _TWO = Number("1"), Number("2")


def rewritten(tree: Node) -> Node:
    """Return an equal tree that can be computed with fewer digits."""
    return replaced(tree, _step)


def _step(node: Node) -> Node:
    if not isinstance(node, Call):
        return node
    rule = _RULES.get(node.name)
    return rule(node) if rule else node


def _call(name: str, *arguments: Node) -> Call:
    return Call(name, arguments)


def _one(node: Node) -> bool:
    return isinstance(node, Number) and float(node.digits) == 1


def _negative(node: Node) -> Node:
    """Return -node, without a double sign."""
    if isinstance(node, Call) and node.name == NEGATIVE:
        return node.arguments[0]
    if isinstance(node, Call) and node.name in ("*", "/"):
        left, right = node.arguments
        if isinstance(left, Call) and left.name == NEGATIVE:
            return _call(node.name, left.arguments[0], right)
    return _call(NEGATIVE, node)


def _is(node: Node, name: str) -> Node | None:
    """Return the argument if the node is this function, else None."""
    return node.arguments[0] if isinstance(node, Call) and node.name == name else None


def _sum(node: Call) -> Node:
    """Rewrite 1 + erf(u), 1 + tanh(u), -1 + exp(u)."""
    left, right = node.arguments
    for one, other in ((left, right), (right, left)):
        if _one(one):
            if inner := _is(other, "erf"):
                return _call("erfc", _negative(inner))
            if inner := _is(other, "tanh"):
                return _call("*", _TWO, _call("sigmoid", _call("*", _TWO, inner)))
        minus = _is(one, NEGATIVE)
        if minus and _one(minus) and (inner := _is(other, "exp")):
            return _call("expm1", inner)
    return node


def _difference(node: Call) -> Node:  # noqa: PLR0911
    """Rewrite exp(u) - 1, 1 - exp(u), 1 - erf(u), 1 - tanh(u), 1 - tanh(u)^2, 1 - sigmoid(u)."""
    left, right = node.arguments
    if _one(right) and (inner := _is(left, "exp")):
        return _call("expm1", inner)
    if not _one(left):
        return node
    if inner := _is(right, "exp"):
        return _negative(_call("expm1", inner))
    if inner := _is(right, "erf"):
        return _call("erfc", inner)
    if inner := _is(right, "sigmoid"):
        return _call("sigmoid", _negative(inner))
    if inner := _is(right, "tanh"):
        return _call("*", _TWO, _call("sigmoid", _negative(_call("*", _TWO, inner))))
    if isinstance(right, Call) and right.name == "^" and right.arguments[1] == _TWO:
        inner = _is(right.arguments[0], "tanh")
        if inner:
            return _call("/", _ONE, _call("^", _call("cosh", inner), _TWO))
    return node


def _quotient(node: Call) -> Node:
    """Rewrite u/(1 + exp(v))."""
    left, right = node.arguments
    if isinstance(right, Call) and right.name == "+":
        for one, other in (right.arguments, right.arguments[::-1]):
            inner = _is(other, "exp")
            if _one(one) and inner:
                found = _call("sigmoid", _negative(inner))
                return found if _one(left) else _call("*", left, found)
    return node


def _logarithm(node: Call) -> Node:
    """Rewrite log(1 + u), log(1 - u), log(1 + exp(u)), log(cosh(u))."""
    inner = node.arguments[0]
    if (size := _is(inner, "cosh")) is not None:
        return _call("logcosh", size)
    if isinstance(inner, Call) and inner.name in ("+", "-"):
        left, right = inner.arguments
        if _one(left):
            return _log1p(_call("log1p", right if inner.name == "+" else _negative(right)))
        if _one(right) and inner.name == "+":
            return _log1p(_call("log1p", left))
    return node


def _log1p(node: Call) -> Node:
    inner = _is(node.arguments[0], "exp")
    return _call("softplus", inner) if inner else node


def _power(node: Call) -> Node:
    """Rewrite e^u, u^0.5, u^(1/2)."""
    base, exponent = node.arguments
    if base == Name("e"):
        return _step(_call("exp", exponent))
    if "x" in names(exponent):
        return _call("exp", _call("*", exponent, _call("log", base)))
    half = isinstance(exponent, Number) and float(exponent.digits) == 0.5
    if half or exponent == _call("/", _ONE, _TWO):
        return _call("sqrt", base)
    return node


def _tangent(node: Call) -> Node:
    inner = node.arguments[0]
    return _call("/", _call("sin", inner), _call("cos", inner))


_RULES = {
    "+": _sum,
    "-": _difference,
    "/": _quotient,
    "log": _logarithm,
    "log1p": _log1p,
    "^": _power,
    "tan": _tangent,
}

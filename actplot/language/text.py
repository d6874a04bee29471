"""A tree printed as text, which parses to the same tree."""

from __future__ import annotations

from actplot.language.tree import COMPARISONS, NEGATIVE, Call, Node, Number, inner_first

# How tightly an operator binds, and what may stand left and right of it without brackets.
_OPERATORS = {
    **{name: (1, 2, 2, f" {name} ") for name in COMPARISONS},
    "+": (2, 2, 3, " + "),
    "-": (2, 2, 3, " - "),
    "*": (3, 3, 4, "*"),
    "/": (3, 3, 4, "/"),
    "^": (5, 6, 4, "^"),
}
_SIGN, _ATOM = 4, 6


def to_text(node: Node) -> str:
    """Return the text of a tree, with the brackets that it needs."""
    done: list[tuple[str, int]] = []
    for inner in inner_first(node):
        if not isinstance(inner, Call):
            done.append((inner.digits if isinstance(inner, Number) else inner.name, _ATOM))
            continue
        count = len(inner.arguments)
        arguments = done[-count:]
        del done[-count:]
        if inner.name == NEGATIVE:
            done.append((f"-{_bracketed(*arguments[0], _SIGN)}", _SIGN))
        elif inner.name in _OPERATORS:
            binding, left, right, sign = _OPERATORS[inner.name]
            text = f"{_bracketed(*arguments[0], left)}{sign}{_bracketed(*arguments[1], right)}"
            done.append((text, binding))
        else:
            done.append((f"{inner.name}({', '.join(text for text, _ in arguments)})", _ATOM))
    return done[0][0]


def _bracketed(text: str, binding: int, least: int) -> str:
    return text if binding >= least else f"({text})"

"""SPECs of expressions: ``[NAME =] EXPRESSION[:PARAM=VALUE]...``."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from actplot import binding
from actplot.evaluation import aside
from actplot.expressions.program import Program
from actplot.expressions.record import Expression, declare
from actplot.expressions.rewriting import rewritten
from actplot.expressions.values import Evaluator
from actplot.expressions.vocabulary import Catalogue, check, expanded, shadowed
from actplot.language import numbers
from actplot.language.errors import FormulaError
from actplot.language.near import nearest
from actplot.language.parser import parse
from actplot.language.tex import to_tex
from actplot.language.text import to_text
from actplot.language.tokens import LONGEST
from actplot.language.tree import COMPARISONS, Call, Node, inner_first, names

_NAMED = re.compile(r"\s*([^=<>!:]*[^=<>!:\s])?\s*=(?!=)")
_NAME = re.compile(r"[^\W\d][\w .-]*")
_STEPS = {
    "floor": "the argument seems to be a whole number for all x",
    "sign": "the argument seems to be 0 for all x",
}
_LIKE_X = ("X", "z", "t", "y", "input", "inputs", "u", "v")


class _Given(NamedTuple):
    """An assignment after a colon, and where it stands in the SPEC."""

    key: str
    values: list[float]
    column: int


def expressions(spec: str, catalogue: Catalogue, more: Mapping[str, float] | None = None) -> list[Expression]:
    """Return the functions that ``spec`` stands for: several where a parameter has several values.

    Args:
        spec: the text.
        catalogue: the functions that an expression may use.
        more: values of parameters besides those of the text.

    Raises:
        ValueError: the text is not an expression, or a parameter lacks a value or is not in it.

    """
    if len(spec) > 2 * LONGEST:
        raise FormulaError(
            spec[:200], 199, f"an expression has at most {LONGEST:,} characters, this text {len(spec):,}"
        )
    head, colon, rest = spec.partition(":")
    name, text = _name(spec, head, catalogue)
    parsed = parse(text)
    given = _assignments(spec, rest, len(head) + 1) if colon else []
    known = {assignment.key for assignment in given} | set(more or ())
    tree = check(text, parsed, catalogue, known)
    found = {key: column for key, column in names(tree).items() if key != "x"}
    for assignment in given:
        if assignment.key not in found:
            raise FormulaError(spec, assignment.column, _not_there(assignment.key, list(found)))
    for key in more or ():
        if key not in found:
            raise ValueError(f"{text!r}: {_not_there(key, list(found))}")
    for key, column in found.items():
        if key not in known:
            raise FormulaError(text, column, _without_value(key, text, catalogue))
    evaluator = Evaluator(Program(rewritten(expanded(tree, catalogue))))
    formula, tex = to_text(tree), to_tex(tree)
    sweep = {assignment.key: assignment.values for assignment in given}
    sweep |= {key: [float(value)] for key, value in (more or {}).items()}
    sweep = {key: sweep[key] for key in found}
    found_values = binding.swept(spec, sweep)
    for values in found_values:
        _require_values(text, tree, evaluator, values)
    return [declare(name, text, formula, tex, evaluator, values) for values in found_values]


@aside()
def _require_values(text: str, tree: Node, evaluator: Evaluator, parameters: Mapping[str, float]) -> None:
    """Refuse what has no value anywhere, such as x/(x - x) or log(-x^2)."""
    x = np.array([0.0, *(side * 1.37 * 10.0**power for power in range(-6, 7) for side in (-1, 1))])
    if not np.isnan(evaluator(x, **parameters)[0]).all():
        return
    if not evaluator.undecided:
        problem = "the expression has no value anywhere: it divides by 0, or takes a root or logarithm"
        raise FormulaError(text, 0, problem)
    calls = [node for node in inner_first(tree) if isinstance(node, Call)]
    for node in calls:
        if node.name in COMPARISONS or node.name in _STEPS:
            cause = _STEPS.get(node.name, "both sides seem to be equal for all x")
            raise FormulaError(text, node.column, f"no number of digits decides this: {cause}")
    raise FormulaError(text, 0, "no number of digits decides the values of the expression")


def _name(spec: str, head: str, catalogue: Catalogue) -> tuple[str, str]:
    """Return the name in front of an expression, or nothing, and the expression."""
    match = _NAMED.match(head)
    if not match or ("(" in match[0] and ")" not in match[0]):
        return "", head.strip()
    name = match.group(1) or ""
    if not _NAME.fullmatch(name):
        where = len(head) - len(head.lstrip())
        raise FormulaError(spec, where, "the name before = is made of letters and digits: 'mine = x*tanh(x)'")
    if what := shadowed(name, catalogue.spellings()):
        where = len(head) - len(head.lstrip())
        raise FormulaError(
            spec, where, f"{name} is {what}; choose another name for the expression: 'my_{name} = ...'"
        )
    return name, head[match.end() :].strip()


def _assignments(spec: str, rest: str, start: int) -> list[_Given]:
    found: list[_Given] = []
    for assignment in rest.split(":"):
        key, equals, text = (part.strip() for part in assignment.partition("="))
        column = start + len(assignment) - len(assignment.lstrip())
        if not equals or not key:
            raise FormulaError(spec, column, f"{assignment.strip()!r} is not PARAM=VALUE, such as a=0.1")
        if what := shadowed(key):
            raise FormulaError(spec, column, f"{key} is {what}; choose another name for the parameter")
        if not key.isidentifier() or not key.isascii():
            raise FormulaError(spec, column, f"{key!r} is not the name of a parameter")
        if any(key == other.key for other in found):
            raise FormulaError(spec, column, f"{key} is given twice")
        at = start + assignment.index("=") + 1
        values = []
        for value in text.split(","):
            values.append(_value(spec, key, value, at + len(value) - len(value.lstrip())))
            at += len(value) + 1
        found.append(_Given(key, values, column))
        start += len(assignment) + 1
    return found


def _value(spec: str, key: str, text: str, column: int) -> float:
    try:
        value = numbers.quotient(text)
    except ValueError as error:
        raise FormulaError(spec, column, f"{key}: {error}") from None
    if not math.isfinite(value):
        raise FormulaError(spec, column, f"{key} must be finite, not {text.strip()}")
    return value


def _not_there(key: str, found: list[str]) -> str:
    near = nearest(key, found)
    hint = f"did you mean {near}?" if near else f"it has {', '.join(found)}" if found else "it has none"
    return f"the expression has no parameter {key}; {hint}"


def _without_value(key: str, text: str, catalogue: Catalogue) -> str:
    if key in _LIKE_X:
        return f"{key} has no value; the variable is x, and a parameter gets its value after a colon: ...:{key}=1"
    if key.lower() in ("inf", "nan", "infinity"):
        return f"{key} is not a number that an expression can have"
    near = nearest(key.lower(), catalogue.spellings(), 0.75)
    hint = f"; or did you mean {near}(x)?" if near and len(key) > 2 else ""
    return f"{key} has no value; give it one after a colon: '{text if len(text) < 40 else '...'}:{key}=1'{hint}"

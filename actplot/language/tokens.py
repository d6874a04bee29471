"""The tokens of a formula."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from typing import Literal, NamedTuple

from actplot.language.errors import FormulaError

LONGEST = 1000  # characters of a formula

Kind = Literal["number", "name", "operator", "end"]


class Token(NamedTuple):
    """A number, a name, an operator or bracket, or the end; ``column`` is where it starts in the text."""

    kind: Kind
    text: str
    column: int
    end: int


# What frameworks write before their functions, and what is dropped.
_PREFIXES = (
    "np",
    "jnp",
    "torch",
    "F",
    "nn",
    "math",
    "tf.nn",
    "jax.nn",
    "torch.nn.functional",
    "torch.nn",
    "jax.numpy",
)
_PREFIX = "(?:(?:" + "|".join(re.escape(prefix) for prefix in sorted(_PREFIXES, key=len, reverse=True)) + r")\.)?"
_TOKEN = re.compile(
    r"\s*(?:"
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    rf"|{_PREFIX}(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<operator>\*\*|<=|>=|==|!=|[-+*/^()<>,·−])"  # noqa: RUF001
    r"|(?P<symbol>[πσ])"
    r")"
)
_SAME = {"**": "^", "·": "*", "−": "-", "π": "pi", "σ": "sigmoid"}  # noqa: RUF001
_INSTEAD = {
    "|": "an absolute value is written abs(x)",
    "[": "brackets are round: ( )",
    "]": "brackets are round: ( )",
    "{": "brackets are round: ( )",
    "}": "brackets are round: ( )",
    "=": "a name stands in front of everything, 'mine = x*tanh(x)'; equality in where() is ==",
    "?": "a choice is written where(x > 0, a, b)",
    "&": "conditions are nested: where(a, where(b, ...), ...)",
    "!": "not equal is !=; there is no factorial",
    "%": "there is no remainder; x - floor(x) is the fractional part",
    "'": "quotation marks go around the whole expression",
    '"': "quotation marks go around the whole expression",
    "\\": "write no TeX: x^2/(1 + exp(-x))",
    "$": "write no TeX: x^2/(1 + exp(-x))",
    ".": "there are no attributes; write the name of a function alone, such as tanh(x)",
    ":": "parameters follow the expression: 'max(a*x, x):a=0.1'",
    "×": "a product is written with *",  # noqa: RUF001
    "∗": "a product is written with *",  # noqa: RUF001
    "÷": "a quotient is written with /",
    "√": "a root is written sqrt(x)",
    "≤": "write <=",
    "≥": "write >=",
    "≠": "write !=",
    "∞": "there is no infinity",
    "Φ": "write Phi(x)",
    "φ": "write phi(x)",
    "–": "minus is -",  # noqa: RUF001
    "—": "minus is -",
    "′": "derivatives are drawn with --deriv",  # noqa: RUF001
}
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁿˣ"


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a formula, the end as the last one.

    Raises:
        FormulaError: a character that is none of the language, or too many of them.

    """
    if len(text) > LONGEST:
        problem = f"an expression has at most {LONGEST:,} characters, this one {len(text):,}"
        raise FormulaError(text, LONGEST, problem)
    end = 0
    stop = len(text.rstrip())
    while end < stop:
        found = _TOKEN.match(text, end)
        if not found:
            column = end + len(text[end:]) - len(text[end:].lstrip())
            raise FormulaError(text, column, _foreign(text, column))
        kind = found.lastgroup or ""
        column = found.end() - len(found[0].lstrip())
        end = found.end()
        word = _SAME.get(found[kind], found[kind])
        if kind == "number":
            _check(text, word, column)
        if kind == "symbol":
            kind = "name"
        yield Token(kind, word, column, end)  # type: ignore[arg-type]
    yield Token("end", "", stop, stop)


def _check(text: str, digits: str, column: int) -> None:
    value = float(digits)
    if math.isinf(value):
        raise FormulaError(text, column, f"{digits} is too large for a number in double precision")
    if not value and re.search("[1-9]", digits.lower().partition("e")[0]):
        raise FormulaError(text, column, f"{digits} is too small for a number in double precision")


def _foreign(text: str, column: int) -> str:  # noqa: PLR0911
    """Describe a character that is none of the language, and what to write instead."""
    character = text[column]
    if character in _INSTEAD:
        return f"{character} is not part of an expression: {_INSTEAD[character]}"
    if character in _SUPERSCRIPTS:
        return f"{character} is not part of an expression: a power is written x^2"
    if not character.isprintable():
        return f"the character U+{ord(character):04X} is not part of an expression"
    name = unicodedata.name(character, "")
    plain = unicodedata.normalize("NFKC", character)
    if plain != character and plain.isascii():
        return f"{character} ({name.lower()}) is not part of an expression: write {plain}"
    if "GREEK SMALL LETTER" in name and len(name.split()) == 4:
        word = name.split()[3].lower()
        before, after = text[:column][-1:].isalnum(), text[column + 1 :][:1].isalnum()
        product = (
            f", and a product as {'x*' if before else ''}{word}{'*x' if after else ''}" if before or after else ""
        )
        return f"{character} is not part of an expression: write {word}{product}"
    like = _ALIKE.get(character)
    if like:
        return f"{character} ({name.lower()}) looks like {like} and is not: write {like}"
    return f"{character} is not part of an expression" + (f" ({name.lower()})" if not character.isascii() else "")


_ALIKE = dict(zip("аесорхуАВЕКМНОРСТХ", "aecopxyABEKMHOPCTX", strict=True))  # noqa: RUF001

r"""The TeX of the catalogue's formulas, read and evaluated by mpmath.

A text says one value in one or several ways, joined by ``=``. Each is an expression, or several with a condition
behind each, after a control space: ``x\ (x>0),\ 0\ (x\leq 0)``. After a comma it may say what a symbol is, as in
``g_i=...`` or ``a\sim U(l, u)`` (for which its mean is taken). What may be read in two ways is refused: ``\log a b``,
``a/b c``.
"""

import contextlib
import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

import mpmath

from tests.language import apply

# What the symbols mean, by their TeX: a number, or a list of which x_1, or x_i at the index i from 0, is an element.
Names: TypeAlias = Mapping[str, Any]
Node: TypeAlias = Callable[[Names], Any]

_RELATIONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda a, b: bool(a < b),
    ">": lambda a, b: bool(a > b),
    r"\leq": lambda a, b: bool(a <= b),
    r"\geq": lambda a, b: bool(a >= b),
    "=": lambda a, b: bool(a == b),
}
# Functions, by the name that the formula language has for them.
_FUNCTIONS = {rf"\{name}": name for name in ("cos", "cosh", "exp", "log", "Phi", "sin", "sinh", "tan", "tanh")} | {
    r"\arctan": "atan",
    r"\ln": "log",
    r"\sigma": "sigmoid",
}
_GREEK = re.compile(
    r"\\(alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|rho|sigma|tau|phi|chi|psi|omega)"
)
_SPACE = {r"\,", r"\!", r"\:", r"\;", r"\left", r"\right"}
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\S")


class Case(NamedTuple):
    """A value, and the condition under which it holds."""

    value: Node
    condition: Node


def readings(tex: str, parameters: Collection[str] = ()) -> list[list[Case]]:
    r"""Return every way in which ``tex`` says the value; ``parameters`` are symbols that would else mean a function.

    Raises:
        ValueError: what is not of this language, or may be read in two ways.

    """
    return _Parser(tex, parameters).statement()


def value(cases: Sequence[Case], names: Names) -> Any:
    """Return the value of the one case that holds.

    Raises:
        ValueError: none holds, or several, or a symbol has no meaning.

    """
    try:
        holding = [case for case in cases if case.condition(names)]
        if len(holding) != 1:
            raise ValueError(f"{len(holding)} cases hold")
        return holding[0].value(names)
    except KeyError as error:
        raise ValueError(f"what is {error.args[0]}?") from None


def _with(case: Case, meanings: Mapping[str, Node]) -> Case:
    """Return ``case`` with the symbols that the text itself explains."""

    def explained(names: Names) -> Any:
        known = dict(names)
        for symbol, meaning in meanings.items():
            letter, _, index = symbol.partition("_")
            if index:
                known[letter] = [meaning({**names, index: place}) for place in range(len(names["x"]))]
            else:
                known[letter] = meaning(names)
        return case.value(known)

    return Case(explained, case.condition)


class _Parser:
    """Recursive descent; every method reads the longest such thing from where the text stands."""

    def __init__(self, tex: str, parameters: Collection[str]) -> None:
        tokens = _TOKEN.findall(tex.replace(r"\varepsilon", r"\epsilon"))
        self.tokens: list[str] = [*(token for token in tokens if token not in _SPACE), ""]
        self.parameters = parameters
        self.place = 0
        self.bars = False  # whether the next bar closes an absolute value

    @property
    def next(self) -> str:
        return self.tokens[self.place]

    def take(self, *wanted: str) -> str:
        found = self.next
        if (wanted and found not in wanted) or self.place + 1 == len(self.tokens):
            raise ValueError(f"{found or 'the end'!r} where {' or '.join(wanted) or 'more'} should be")
        self.place += 1
        return found

    def skip(self, token: str) -> bool:
        found = self.next == token
        if found:
            self.take()
        return found

    def statement(self) -> list[list[Case]]:
        found, meanings = [self.cases()], {}
        while self.skip("="):
            found.append(self.cases())
        while self.skip(","):
            self.skip(r"\ ")
            symbol = self.symbol()
            meanings[symbol] = self.uniform() if self.take("=", r"\sim") == r"\sim" else self.sum()
        if self.next:
            raise ValueError(f"{self.next!r} where the end should be")
        return [[_with(case, meanings) for case in cases] for cases in found]

    def uniform(self) -> Node:
        self.take("U")
        low, high = self.arguments()
        return lambda names: (low(names) + high(names)) / 2

    def cases(self) -> list[Case]:
        values: list[Node] = []
        conditions: list[Node | None] = []  # None where the value is that of all other x
        while True:
            values.append(self.sum())
            conditions.append(self.condition() if self.skip(r"\ ") else None)
            if self.next != "," or self.defines():
                break
            self.take(",")
            self.skip(r"\ ")
        said = [condition for condition in conditions if condition]
        if len(values) > len(said) + 1:
            raise ValueError("several values have no condition")

        def otherwise(names: Names) -> bool:
            return not any(condition(names) for condition in said)

        return [Case(value, condition or otherwise) for value, condition in zip(values, conditions, strict=True)]

    def defines(self) -> bool:
        """Whether the meaning of a symbol follows the comma that is next."""
        place = self.place
        self.take(",")
        self.skip(r"\ ")
        with contextlib.suppress(ValueError):
            self.symbol()
        found = self.next in ("=", r"\sim")
        self.place = place
        return found

    def condition(self) -> Node | None:
        if self.skip(r"\mathrm"):
            if self.word() != "otherwise":
                raise ValueError("a condition is in parentheses, or 'otherwise'")
            return None
        self.take("(")
        sides, relations = [self.sum()], []
        while self.next != ")":
            relations.append(_RELATIONS[self.take(*_RELATIONS)])
            sides.append(self.sum())
        self.take(")")

        def holds(names: Names) -> bool:
            numbers = [side(names) for side in sides]
            return all(relation(a, b) for relation, (a, b) in zip(relations, pairwise(numbers), strict=True))

        return holds

    def sum(self) -> Node:
        terms = [self.signed()]
        while self.next in ("+", "-"):
            terms.append(self.signed())
        return terms[0] if len(terms) == 1 else lambda names: sum(term(names) for term in terms)

    def signed(self) -> Node:
        if self.skip("-"):
            term = self.product()
            return lambda names: -term(names)
        self.skip("+")
        return self.product()

    def product(self) -> Node:
        factors = [self.power()]
        while self.begins():
            factors.append(self.power())
        product = factors[0] if len(factors) == 1 else lambda names: math.prod(factor(names) for factor in factors)
        if not self.skip("/"):
            return product
        divisor = self.power()
        self.refuse_more()
        return lambda names: product(names) / divisor(names)

    def begins(self) -> bool:
        """Whether another factor begins here."""
        if self.next == "|":
            return not self.bars
        if self.next == r"\|":
            return True
        return bool(re.match(r"[A-Za-z0-9({]|\\[A-Za-z]", self.next)) and self.next not in {*_RELATIONS, r"\sim"}

    def refuse_more(self) -> None:
        if self.begins():
            raise ValueError(f"does {self.next} belong to what is before it?")

    def power(self) -> Node:
        natural = self.next == "e" and "e" not in self.parameters
        base = self.atom()
        if not self.skip("^"):
            return base
        exponent = self.group()
        return (
            (lambda names: apply("exp", exponent(names)))
            if natural
            else (lambda names: base(names) ** exponent(names))
        )

    def group(self) -> Node:
        return self.between("{", "}") if self.next == "{" else self.atom()

    def between(self, left: str, right: str) -> Node:
        bars, self.bars = self.bars, left == "|"
        self.take(left)
        inner = self.sum()
        self.take(right)
        self.bars = bars
        return inner

    def arguments(self) -> list[Node]:
        """Read one or several expressions in parentheses."""
        bars, self.bars = self.bars, False
        self.take("(")
        found = [self.sum()]
        while self.skip(","):
            self.skip(r"\ ")
            found.append(self.sum())
        self.take(")")
        self.bars = bars
        return found

    def atom(self) -> Node:
        token = self.next
        if token[:1].isdigit():
            self.take()
            return lambda _: mpmath.mpf(token)
        if token == "(":
            inner = self.arguments()
            return inner[0] if len(inner) == 1 else lambda names: [one(names) for one in inner]
        if token == "|":
            inside = self.between("|", "|")
            return lambda names: abs(inside(names))
        if token == "{":
            return self.group()
        if token in self.parameters:
            return self.symbol_value()
        read = {
            r"\frac": self.fraction,
            r"\sqrt": self.root,
            r"\sum": self.total,
            r"\int": self.integral,
            r"\bar": self.mean,
            r"\|": self.length,
        }.get(token)
        if read:
            self.take()
            return read()
        if token in ("e", r"\pi"):
            self.take()
            return lambda _: +(mpmath.e if token == "e" else mpmath.pi)
        if token in {*_FUNCTIONS, r"\max", r"\min", r"\mathrm", r"\operatorname"}:
            return self.application()
        return self.symbol_value()

    def fraction(self) -> Node:
        above, below = self.between("{", "}"), self.between("{", "}")
        return lambda names: above(names) / below(names)

    def root(self) -> Node:
        inner = self.between("{", "}")
        return lambda names: mpmath.sqrt(inner(names))

    def total(self) -> Node:
        if self.tokens[self.place + 3] != "=":
            index, body = self.subscript(), self.product()
            return lambda names: sum(body({**names, index: j}) for j in range(len(names["x"])))
        for token in ("_", "{"):
            self.take(token)
        index = self.take()
        self.take("=")
        low = int(self.take())
        for token in ("}", "^"):
            self.take(token)
        high, body = self.group(), self.product()
        return lambda names: sum(body({**names, index: j}) for j in range(low, int(high(names)) + 1))

    def integral(self) -> Node:
        self.take("_")
        low = self.group()
        self.take("^")
        high = self.group()
        differential = self.tokens.index("d", self.place)
        self.tokens[differential] = ""  # the integrand ends here
        integrand = self.product()
        self.take("")
        variable = self.symbol()
        return lambda names: mpmath.quad(lambda t: integrand({**names, variable: t}), [low(names), high(names)])

    def mean(self) -> Node:
        vector = self.word()
        return lambda names: mpmath.fsum(names[vector]) / len(names[vector])

    def length(self) -> Node:
        vector = self.symbol()
        self.take(r"\|")
        return lambda names: mpmath.sqrt(mpmath.fsum(number**2 for number in names[vector]))

    def subscript(self) -> str:
        self.take("_")
        return self.word() if self.next == "{" else self.take()

    def word(self) -> str:
        """Read letters in braces."""
        self.take("{")
        letters = ""
        while self.next != "}":
            letters += self.take()
        self.take("}")
        if not letters.isidentifier():
            raise ValueError(f"{letters!r} is no name")
        return letters

    def application(self) -> Node:
        token = self.take()
        name = self.word().lower() if token in (r"\mathrm", r"\operatorname") else _FUNCTIONS.get(token, token[1:])
        if name == "argmax":
            return self.first_largest()
        exponent = self.group() if self.skip("^") else None
        if self.next == "(" and r"\ldots" in self.tokens[self.place :]:
            return self.all_entries(name)
        if self.next == "(":
            arguments = self.arguments()
        else:
            arguments = [self.power()]
            self.refuse_more()
        if name == "softmax":
            return self.softmax(*arguments)
        applied: Node = lambda names: apply(name, *(argument(names) for argument in arguments))  # noqa: E731
        return (lambda names: applied(names) ** exponent(names)) if exponent else applied

    def all_entries(self, name: str) -> Node:
        r"""Read ``(x_1,\ldots,x_k)``."""
        self.take("(")
        first = self.symbol()
        for token in (",", r"\ldots", ","):
            self.take(token)
        vector = self.symbol().partition("_")[0]
        self.take(")")
        if first != f"{vector}_1":
            raise ValueError(f"{first} is not the first of {vector}")
        return lambda names: apply(name, *names[vector])

    def first_largest(self) -> Node:
        index, score = self.subscript(), self.power()

        def place(names: Names) -> int:
            scores = [score({**names, index: j}) for j in range(len(names["x"]))]
            return scores.index(max(scores))

        return place

    def softmax(self, score: Node) -> Node:
        index = self.subscript()

        def share(names: Names) -> Any:
            growth = [mpmath.exp(score({**names, index: j})) for j in range(len(names["x"]))]
            return growth[names[index]] / mpmath.fsum(growth)

        return share

    def symbol(self) -> str:
        """Read a letter, with its index if it has one."""
        if not (re.fullmatch("[A-Za-z]", self.next) or _GREEK.fullmatch(self.next)):
            raise ValueError(f"{self.next or 'the end'!r} is no symbol")
        letter = self.take()
        while self.skip("'"):
            letter += "'"
        return f"{letter}_{self.subscript()}" if self.next == "_" else letter

    def symbol_value(self) -> Node:
        symbol = self.symbol()
        if symbol == r"\tau" and self.tokens[self.place :][:3] == ["(", "x", ")"]:  # the threshold, of all of x
            self.place += 3
        letter, _, index = symbol.partition("_")

        def look_up(names: Names) -> Any:
            numbered = f"{letter}_{names[index]}" if index in names else symbol
            found = names[next((name for name in (symbol, numbered, letter) if name in names), symbol)]
            if not isinstance(found, list):
                return found
            return found[int(index) - 1 if index.isdigit() else names[index or "i"]]

        return look_up

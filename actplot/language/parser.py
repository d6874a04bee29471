"""The parser: precedence climbing (Pratt 1973) over the tokens of a formula.

From loose to tight: comparisons, ``+ -``, ``* /``, the sign in front, ``^`` (from right to left).
"""

from __future__ import annotations

from functools import lru_cache

from actplot.language.errors import FormulaError
from actplot.language.tokens import Token, tokens
from actplot.language.tree import COMPARISONS, NEGATIVE, Call, Name, Node, Number

DEEPEST = 100  # brackets, signs and powers inside each other

_BINDING = {**dict.fromkeys(COMPARISONS, 1), "+": 2, "-": 2, "*": 3, "/": 3, "^": 5}
_SIGN = 4
_WORDS = {
    "if": "a choice is written where(x > 0, a, b)",
    "else": "a choice is written where(x > 0, a, b)",
    "and": "conditions are nested: where(a, where(b, ...), ...)",
    "or": "conditions are nested: where(a, c, where(b, c, ...))",
    "not": "swap the two cases of where() instead",
    "lambda": "write the expression in x alone",
    "import": "write the expression in x alone",
    "def": "write the expression in x alone",
    "return": "write the expression in x alone",
}


@lru_cache(maxsize=512)
def parse(text: str) -> Node:
    """Return the tree of a formula.

    Raises:
        FormulaError: it is not one.

    """
    return _Parser(text).whole()


class _Parser:
    """The tokens of one text, and how far they are read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(tokens(text))
        self.place = 0
        self.depth = 0
        self.calls: list[str] = []  # the functions whose arguments are read

    @property
    def token(self) -> Token:
        return self.tokens[self.place]

    def whole(self) -> Node:
        if self.token.kind == "end":
            raise FormulaError(self.text, 0, "the expression is empty; write one in x, such as x*tanh(x)")
        node = self.expression(0)
        if self.place < len(self.tokens) - 1:
            self.unexpected()
        return node

    def expression(self, binding: int) -> Node:
        """Read what operators that bind tighter than ``binding`` hold together."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise FormulaError(
                self.text, self.token.column, f"more than {DEEPEST} levels of brackets, signs or powers"
            )
        left = self.operand()
        while (operator := self.token).kind == "operator" and _BINDING.get(operator.text, 0) > binding:
            self.place += 1
            tightness = _BINDING[operator.text]
            if self.token.kind == "end" or self.token.text in (")", ","):
                raise FormulaError(self.text, operator.column, _missing(operator.text))
            right = self.expression(tightness - 1 if operator.text == "^" else tightness)
            left = Call(operator.text, (left, right), operator.column)
            if tightness == 1 and self.token.text in COMPARISONS:
                problem = "comparisons are not chained; write where(0 < x, where(x < 1, a, b), b)"
                raise FormulaError(self.text, self.token.column, problem)
        self.depth -= 1
        return left

    def operand(self) -> Node:
        """Read a number, a name, a call, a bracket, or a sign and what it applies to."""
        token = self.token
        self.place += 1
        if token.kind == "number":
            node: Node = Number(token.text, token.column)
        elif token.kind == "name" and self.token.text == "(":
            node = self.call(token)
        elif token.kind == "name":
            if token.text in _WORDS:
                raise FormulaError(self.text, token.column, f"{token.text} is not part of it: {_WORDS[token.text]}")
            node = Name(token.text, token.column)
        elif token.text in ("-", "+"):
            if self.token.kind == "end":
                raise FormulaError(self.text, token.column, _missing(token.text))
            inner = self.expression(_SIGN - 1)
            return inner if token.text == "+" else Call(NEGATIVE, (inner,), token.column)
        elif token.text == "(":
            if self.token.text == ")":
                raise FormulaError(self.text, self.token.column, "the brackets are empty")
            node = self.expression(0)
            self.close(token)
        else:
            self.place -= 1
            self.no_operand()
        self.adjacent(token)
        return node

    def call(self, token: Token) -> Node:
        """Read the arguments of a function, from its opening bracket on."""
        if token.text in _WORDS:
            raise FormulaError(self.text, token.column, f"{token.text} is not part of it: {_WORDS[token.text]}")
        bracket = self.token
        self.place += 1
        arguments: list[Node] = []
        self.calls.append(token.text)
        while self.token.text != ")" or not arguments:
            if self.token.text in (",", ")"):
                problem = f"an argument of {token.text} is missing here"
                raise FormulaError(self.text, self.token.column, problem)
            arguments.append(self.expression(0))
            if self.token.text != ",":
                break
            self.place += 1
            if self.token.text == ")":
                raise FormulaError(self.text, self.token.column, f"an argument of {token.text} is missing here")
        self.calls.pop()
        self.close(bracket)
        return Call(token.text, tuple(arguments), token.column)

    def close(self, bracket: Token) -> None:
        if self.token.text == ")":
            self.place += 1
        elif self.token.kind == "end":
            raise FormulaError(self.text, bracket.column, "this bracket is never closed; a ) is missing")
        else:
            self.unexpected()

    def adjacent(self, before: Token) -> None:
        """Refuse two operands side by side: there is no implicit multiplication."""
        after = self.token
        if after.kind in ("number", "name") or after.text == "(":
            if after.text in _WORDS:
                raise FormulaError(self.text, after.column, f"{after.text} is not part of it: {_WORDS[after.text]}")
            first = self.tokens[self.place - 1]
            start = before.column if first.text == ")" else first.column
            left, right = self.text[start : first.end], self.upcoming()
            left = left if len(left) <= 20 else "(...)"
            if before.kind == "number" and after.text == "(" and self.place > 2:
                function, sign = self.tokens[self.place - 3 : self.place - 1]
                if sign.text == "^" and function.kind == "name" and len(function.text) > 1:
                    problem = f"a power of a function stands behind it: {function.text}(...)^{before.text}"
                    raise FormulaError(self.text, function.column, problem)
            if before.kind == "name" and len(before.text) > 1 and first.text != ")":
                problem = f"an operator is missing; a function has its argument in brackets: {left}({right})"
                raise FormulaError(self.text, after.column, problem)
            raise FormulaError(
                self.text, after.column, f"an operator is missing; a product is written {left}*{right}"
            )

    def upcoming(self) -> str:
        """Return the operand that begins here as it is written, shortened."""
        token, after = self.token, self.tokens[self.place + 1]
        if token.text == "(" or (token.kind == "name" and after.text == "("):
            return ("" if token.text == "(" else token.text) + "(...)"
        return self.text[token.column : token.end]

    def no_operand(self) -> None:
        """Say what is wrong with a token where a number, a name or a bracket has to stand."""
        token = self.token
        if token.kind == "end":
            raise FormulaError(self.text, token.column, "the expression ends where an operand is missing")
        if token.text == ")":
            problem = "this bracket was never opened" if not self.place else "an operand is missing before )"
        elif token.text == ",":
            problem = "an operand is missing before the comma"
        elif (
            self.place and self.tokens[self.place - 1].kind == "operator" and self.tokens[self.place - 1].text != "("
        ):
            problem = (
                f"{token.text} can't follow {self.tokens[self.place - 1].text}; an operand is missing between them"
            )
        else:
            problem = f"an operand is missing before {token.text}"
        raise FormulaError(self.text, token.column, problem)

    def unexpected(self) -> None:
        """Say what is wrong with a token after a complete expression."""
        token = self.token
        if token.text == ")":
            raise FormulaError(self.text, token.column, "this bracket was never opened; a ( is missing")
        if token.text == ",":
            problem = "a comma separates the arguments of a function only; decimals have a point: 0.5"
            raise FormulaError(self.text, token.column, problem)
        raise FormulaError(self.text, token.column, f"{token.text} is not expected here")


def _missing(operator: str) -> str:
    if operator == "^":
        return "an exponent is missing after ^; write x^2"
    return f"an operand is missing after {operator}; write x {operator} 1"

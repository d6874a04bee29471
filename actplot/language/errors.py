"""What is wrong with a formula, and where."""

from __future__ import annotations

_SHOWN = 72  # characters of a text, around the place of the error


class FormulaError(ValueError):
    """A text that is not a formula; the message holds the text with a caret under the place.

    Attributes:
        text: the formula.
        column: the place in it, from 0.
        problem: one line: what is wrong, and what would be right.

    """

    def __init__(self, text: str, column: int, problem: str) -> None:
        """Describe the problem."""
        self.text, self.column, self.problem = text, column, problem
        super().__init__(text, column, problem)

    @property
    def excerpt(self) -> str:
        """The text, or the part of it about the place, and a caret below it."""
        text, column = self.text, self.column
        start = max(0, column - _SHOWN // 2) if len(text) > _SHOWN else 0
        before, after = ("... " if start else ""), (" ..." if len(text) > start + _SHOWN else "")
        shown = "".join(c if c.isprintable() else " " for c in text[start : start + _SHOWN])
        return f"  {before}{shown}{after}\n  {' ' * (len(before) + column - start)}^"

    def __str__(self) -> str:
        """Return the problem, the text and the caret, on a line each."""
        return f"{self.problem}\n{self.excerpt}"

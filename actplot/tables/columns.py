"""The columns of the tables: each fact is one declaration, which all formats and options follow.

To show another fact of actplot.analysis, declare it in ``FACTS``. Nothing slow is imported here before a table is
written, because the command line completes the names of columns.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from actplot.activation import Activation
    from actplot.analysis.records import Facts, MultivariateFacts
    from actplot.tables.layout import ReadableFormat

LAST = 99  # the place of the columns that a narrow terminal drops first
DIGITS = 4  # significant digits in readable formats


class Subject:
    """A function with its facts, which are measured when they are needed."""

    def __init__(self, function: Activation) -> None:
        """Set the function."""
        self.function = function

    @cached_property
    def measured(self) -> Facts | MultivariateFacts:
        """Its facts."""
        from actplot.analysis.facts import facts_of

        return facts_of(self.function)


class Writer(NamedTuple):
    """The style of cells in a readable format."""

    form: ReadableFormat
    digits: int | None = None
    """Significant digits; if None, the shortest decimal that reads back as the same number."""

    def number(self, value: float) -> str:
        """Return a number."""
        return self.form.number(self.plain(value))

    def plain(self, value: float) -> str:
        """Return a number within a text."""
        from actplot.analysis.numbers import shortest

        return shortest(value, self.digits)

    def any(self, value: Any) -> str:
        """Return a number, truth value, mapping or list of numbers, or text; None is empty."""
        if isinstance(value, bool):
            return self.form.text("yes" if value else "no")
        if isinstance(value, float):
            return self.number(value)
        if isinstance(value, Mapping):
            return self.form.text(" ".join(f"{name}={self.plain(number)}" for name, number in value.items()))
        if isinstance(value, Sequence) and not isinstance(value, str):
            return self.form.text(", ".join(map(self.plain, value)))
        return self.form.text("" if value is None else str(value))


def _any(value: Any, _: Subject, writer: Writer) -> str:
    return writer.any(value)


def _spec(_: str, subject: Subject, writer: Writer) -> str:
    return writer.form.text(subject.function.heading)


def _formula(value: str, subject: Subject, writer: Writer) -> str:
    return writer.form.math(value, subject.function.tex)


def _interval(value: Any, _: Subject, writer: Writer) -> str:
    from actplot.analysis.numbers import interval

    if value is None:
        return ""
    text = interval(value, writer.plain)
    return writer.form.math(text, text.replace("inf", r"\infty"))


def _places(value: Sequence[Any], subject: Subject, writer: Writer) -> str:
    from actplot.analysis.numbers import plain
    from actplot.analysis.records import Facts
    from actplot.analysis.words import where_largest

    found = subject.measured
    if found.max_gradient_attained is False:
        return writer.form.text("not reached")
    if not isinstance(found, Facts):
        return writer.form.text(", ".join(f"({', '.join(map(writer.plain, point))})" for point in value))
    if not found.max_gradient_over:
        return writer.any(value)
    where = where_largest(found.max_gradient, value, found.max_gradient_over, found.kinks, writer.plain)
    return writer.form.text(plain(where.removeprefix("for ")))


def _over(value: Sequence[tuple[float, float]], _: Subject, writer: Writer) -> str:
    return writer.form.text(", ".join(f"{writer.plain(low)} to {writer.plain(high)}" for low, high in value))


def _smoothness(value: int | str | None, _: Subject, writer: Writer) -> str:
    if value is None:
        return ""
    return writer.form.math(f"C^{value}", f"C^{{{value}}}".replace("inf", r"\infty"))


def _kinks(value: Sequence[Any], subject: Subject, writer: Writer) -> str:
    from actplot.analysis.words import listed

    return writer.form.text(listed([kink.x for kink in value], writer.plain, endless=any(subject.function.endless)))


def _domain(subject: Subject) -> Any:
    if subject.function.kind != "elementwise":
        return None
    from actplot.analysis.domain import domain

    return domain(subject.function)


def _condition(value: Sequence[Any] | None, _: Subject, writer: Writer) -> str:
    from actplot.analysis.domain import in_words

    return writer.form.text("" if value is None else in_words(value, writer.plain))


class Fact(NamedTuple):
    """A column of the table of facts."""

    key: str
    """Its name in JSON, csv and on the command line."""
    label: str = ""
    """Its heading in readable formats, if that differs from the key."""
    place: int | None = LAST
    """Its position in readable formats, from the left; None: only shown on request."""
    number: bool = False
    """Whether it is aligned to the right."""
    value: Callable[[Subject], Any] | None = None
    """Its value; if None, the attribute ``key`` of the measured facts."""
    missing: Any = None
    """Its value for vector and gated functions."""
    write: Callable[[Any, Subject, Writer], str] = _any
    """How it is written in readable formats."""

    def of(self, subject: Subject) -> Any:
        """Return its value for a function."""
        if self.value:
            return self.value(subject)
        return getattr(subject.measured, self.key, self.missing)


# In the order of the columns in exact formats.
FACTS = {
    fact.key: fact
    for fact in (
        Fact("function", place=1, value=lambda subject: subject.function.name, write=_spec),
        Fact("spelling", place=None, value=lambda subject: subject.function.spelling),
        Fact("family", place=13, value=lambda subject: subject.function.family),
        Fact("kind", place=12, value=lambda subject: subject.function.kind),
        Fact("parameters", place=11, value=lambda subject: dict(subject.function.parameters)),
        Fact("formula", place=14, value=lambda subject: subject.function.formula, write=_formula),
        Fact("domain", place=None, value=_domain, write=_condition),
        Fact("range", place=2, write=_interval),
        Fact("derivative_range", "range of f'", place=10, write=_interval),
        Fact("max_gradient", "max |f'|", place=3, number=True),
        Fact("max_gradient_attained", "reached", place=None),
        Fact("max_gradient_at", "at x", place=4, missing=(), write=_places),
        Fact("max_gradient_over", "over", place=None, missing=(), write=_over),
        Fact("monotonic", place=6),
        Fact("continuity", "smooth", place=5, write=_smoothness),
        Fact("kinks", place=7, missing=(), write=_kinks),
        Fact("kinks_complete", place=None, value=lambda subject: not any(subject.function.endless)),
        Fact("period", place=None, value=lambda subject: subject.function.period),
        Fact("f0", "f(0)", place=8, number=True),
        Fact("derivative0", "f'(0)", place=9, number=True),
        Fact("basis", place=None, value=lambda subject: subject.function.basis),
    )
}
SHOWN = tuple(sorted((key for key, fact in FACTS.items() if fact.place), key=lambda key: FACTS[key].place or 0))
"""The default columns of readable formats."""

VALUES = ("function", "spelling", "parameters", "x", "f", "derivative")
"""The columns of the table of values."""
POINTWISE = ("x", "f", "derivative")
"""The columns of the table of values that depend on x."""


def readable(functions: Collection[Activation]) -> list[str]:
    """Return the default columns of readable formats, ``basis`` among them if any facts are not proven."""
    proven = all(function.basis == "proven" for function in functions)
    return [*SHOWN] if proven else [SHOWN[0], "basis", *SHOWN[1:]]


def complete(keys: Sequence[str], functions: Collection[Activation]) -> list[str]:
    """Return all columns; ``spelling`` only if frameworks' names stand for one function with different slopes."""
    named = {(function.name, *function.parameters.items()) for function in functions}
    spelt = {(function.heading, *function.parameters.items()) for function in functions}
    return [key for key in keys if key != "spelling" or len(spelt) > len(named)]

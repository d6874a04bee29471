"""Click types for functions: SPEC, and a family."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from actplot import functions
from actplot.interface.refusals import Misread, near
from actplot.interface.types import Type, beginning
from actplot.language import folders
from actplot.language.errors import FormulaError

if TYPE_CHECKING:
    from actplot.activation import Activation
    from actplot.interface.types import Item

_INSIDE = re.compile(r"([^:]*[-+*/^(<>=,\s])([A-Za-z]\w*)")
MOST_FUNCTIONS = 200  # of one command; the facts of the slowest take 50 ms
MOST_COMPARED = 12  # functions in one picture of networks, as many as there are line styles


class Spec(Type):
    """``NAME[:PARAM=VALUE]...``; several values of a parameter stand for several functions."""

    name = "spec"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> list[Activation]:
        """Turn the text into functions."""
        if ctx and ctx.resilient_parsing:
            return []  # completion needs no functions of earlier words
        if value.count(",") >= MOST_FUNCTIONS:
            self.fail(f"more than {MOST_FUNCTIONS} values of a parameter", param, ctx)

        from actplot import catalogue

        try:
            return catalogue.parse(value)
        except FormulaError as error:
            raise Misread(error.problem, error.excerpt, ctx, param) from None
        except ValueError as error:
            self.fail(str(error), param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Item]:
        """Offer names, with aliases once a letter is typed, and after ``NAME:`` the parameters and their defaults.

        Inside an expression, functions are offered after an operator, a bracket or a space.
        """
        from actplot import catalogue

        name, colon, rest = incomplete.partition(":")
        inside = _INSIDE.fullmatch(incomplete)
        if inside:
            return _functions(*inside.groups())
        if not colon:
            found = {function.name: function for function in catalogue.everything().values()}
            if incomplete:
                for spelling, function in catalogue.offered():
                    found.setdefault(spelling, function)
            return beginning(incomplete, {spelling: function.title for spelling, function in found.items()})

        from actplot.analysis import numbers

        try:
            named = catalogue.named(name)
        except ValueError:
            named = None
        before, _, last = f":{rest}".rpartition(":")
        given = [assignment.partition("=")[0] for assignment in before.split(":")]
        offered = {}
        for key, value in named.parameters.items() if named else ():
            if key in given:
                continue
            start = f"{name}{before}:{key}="
            if last.startswith(f"{key}="):
                offered[start + numbers.shortest(value)] = "default"
            else:
                offered[start] = f"default {numbers.shortest(value)}"
        return beginning(incomplete, offered)


def _functions(before: str, word: str) -> list[Item]:
    """Return the expression with the functions that begin with its last word."""
    from actplot import catalogue
    from actplot.expressions.vocabulary import forms

    written = forms(catalogue.spellings())
    names = sorted(name for name in written if name.lower().startswith(word.lower()))
    offered = {f"{before}{name}(": "" for name in names}
    if len(names) == 1:  # two, for a shell closes the quote after the only one
        offered[before + written[names[0]]] = ""
    return beginning(before, offered)


def joined(group: list[Activation], name: str = "") -> str:
    """Return the SPEC that stands for these functions, which differ in their parameters only.

    It begins with ``name``, or with the stem of their own SPECs.
    """
    first = group[0]
    values = {key: [repr(f.parameters[key]).removesuffix(".0") for f in group] for key in first.parameters}
    return (name or first.stem) + "".join(
        f":{key}={','.join(texts if len(set(texts)) > 1 else texts[:1])}"
        for key, texts in values.items()
        if any(function.parameters[key] != first.defaults[key] for function in group)
    )


def families() -> tuple[str, ...]:
    """Return the names of the families, one for each module under functions/."""
    return tuple(name.replace("_", "-") for name in folders.modules(functions.__path__))


class Family(Type):
    """A family of functions."""

    name = "family"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> list[Activation]:
        """Turn the name into the functions."""
        if ctx and ctx.resilient_parsing:
            return []

        from actplot import catalogue

        wanted = value.strip().lower().replace("_", "-").replace(" ", "-")
        if wanted not in families():
            self.fail(f"unknown family {value!r}; {near(wanted, families())}", param, ctx)
        return [function for function in catalogue.everything().values() if function.family == wanted]

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Item]:
        """Offer the families."""
        return beginning(incomplete, dict.fromkeys(families(), ""))

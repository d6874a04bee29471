"""Frameworks: a module for each, with its names of the functions, its defaults and its slopes at kinks.

This is data alone, and it is loaded only when a framework's name is asked for or its slopes are printed.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, NamedTuple, TypeAlias

from actplot.language import folders

Slopes: TypeAlias = Sequence[float] | Callable[..., Sequence[float]]
Literal: TypeAlias = str | float | bool | None

_ENTRY = re.compile(r"[\w.]+(?:\([^)]*\))?")
_ARGUMENT = re.compile(r"(!?)(\w+)(?::(\w+))?(?:=(.*))?")
_LITERALS: dict[str, Literal] = {"None": None, "True": True, "False": False}


class Argument(NamedTuple):
    """An argument of a framework's function: its word, the parameter that it sets, or the only value it may have."""

    word: str
    parameter: str
    required: bool
    fixed: bool
    value: Literal


class Form(NamedTuple):
    """A name in a framework, the function and parameters (a SPEC) that it stands for, and its arguments."""

    name: str
    spec: str
    arguments: tuple[Argument, ...]

    @property
    def function(self) -> str:
        """The name of the function in the catalogue."""
        return self.spec.partition(":")[0]

    @property
    def is_default(self) -> bool:
        """Whether the name alone means this, without any argument."""
        return not any(argument.required for argument in self.arguments)

    @property
    def gate_first(self) -> bool:
        """Whether the gate b comes before the value a."""
        return [argument.word for argument in self.arguments][:2] == ["b", "a"]

    @property
    def call(self) -> str:
        """The name with the arguments without which it means something else; empty if those are not fixed ones."""
        if any(a.required and not a.fixed for a in self.arguments):
            return ""
        needed = [f"{a.word}={_written(a.value)}" for a in self.arguments if a.required]
        return f"{self.name}({', '.join(needed)})" if needed else self.name

    def bound(self, positional: Sequence[Any], keywords: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the arguments of a call by parameter, or by word where they set none; None if they do not fit."""
        words = {argument.word: argument for argument in self.arguments}
        given = dict(zip(words, positional, strict=False)) | dict(keywords)
        if len(positional) > len(words) or len(given) < len(positional) + len(keywords) or set(given) - set(words):
            return None
        for word, argument in words.items():
            if argument.required and word not in given:
                return None
            if argument.fixed and word in given and given[word] != argument.value:
                return None
        return {words[word].parameter: value for word, value in given.items() if not words[word].fixed}


@dataclass(frozen=True, eq=False, repr=False)
class Framework:
    """The names, defaults and slopes at kinks of a framework.

    Attributes:
        title: its name for people.
        version: the version that these names, defaults and slopes are of.
        modules: by the prefix that ``names`` uses, the prefixes that a user may write, the full one first.
        names: a line for each function: its SPEC, with the parameters where the framework's defaults differ, and what
            the framework calls it. A call lists its arguments in order: ``x`` is the input; an argument that sets a
            parameter is ``parameter`` or ``word:parameter``, one that has one value here ``word=value``, and ``!`` is
            before one without which the name means something else. Others have no influence on values.
            The inputs of a gated function are ``a, b``, or ``b, a`` where the gate comes first.
        slopes: by function, f' at its kinks, ascending, where it is not the stated convention; numbers, or a callable
            of the function's parameters.
        backends: instead of ``slopes``, those of each backend; the first is the default one.
        differentiates: whether it has derivatives at all.
        in_place: whether a name with ``_`` behind it is the same function.
        leads: whether a name is its own where other frameworks have the same, as those that are imported as ``nn``.

    """

    title: str
    version: str
    modules: Mapping[str, str]
    names: str
    slopes: Mapping[str, Slopes] = field(default_factory=dict)
    backends: Mapping[str, Mapping[str, Slopes]] = field(default_factory=dict)
    differentiates: bool = True
    in_place: bool = False
    leads: bool = False

    @cached_property
    def forms(self) -> dict[str, list[Form]]:
        """All forms, by the prefix and last word of their names in lower case."""
        found: dict[str, list[Form]] = {}
        for line in self.names.strip().splitlines():
            spec, entries = line.split(None, 1)
            for entry in _ENTRY.findall(entries):
                name, _, arguments = entry.removesuffix(")").partition("(")
                words = tuple(_argument(text) for text in arguments.split(", ") if text)
                found.setdefault(name.lower(), []).append(Form(name, spec, words))
        return found

    @cached_property
    def by_function(self) -> dict[str, list[Form]]:
        """All forms, by the function of the catalogue."""
        found: dict[str, list[Form]] = {}
        for forms in self.forms.values():
            for form in forms:
                found.setdefault(form.function, []).append(form)
        return found

    def spelling(self, form: Form) -> str:
        """Return the full name of ``form``, with the arguments and parameters that it takes to mean its function."""
        prefix, _, word = form.call.partition("(")[0].rpartition(".")
        full = self.modules[prefix].split(" ")[0]
        call = form.call[len(form.name) :]
        return (f"{full}.{word}" if full else word) + call + form.spec[len(form.function) :]


def _written(value: Literal) -> str:
    return f'"{value}"' if isinstance(value, str) else f"{value:g}" if isinstance(value, float) else str(value)


def _argument(text: str) -> Argument:
    match = _ARGUMENT.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not an argument")
    required, word, parameter, value = match.groups()
    literal: Literal = None
    if value is not None:
        literal = _LITERALS[value] if value in _LITERALS else value[1:-1] if value[0] == '"' else float(value)
    return Argument(word, parameter or word, bool(required), value is not None, literal)


@cache
def known() -> dict[str, Framework]:
    """Return all frameworks, by the names of their modules."""
    modules = folders.modules(__path__)
    return {name: importlib.import_module(f"{__name__}.{name}").FRAMEWORK for name in modules}


@cache
def _prefixes() -> dict[str, list[tuple[str, str]]]:
    """Return, by each prefix that a user may write, in lower case, the frameworks and their own prefixes."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, framework in known().items():
        for prefix, written in framework.modules.items():
            for full in written.split(" "):
                found.setdefault(full.lower(), []).append((name, prefix))
    return found


def modules(prefix: str) -> list[tuple[str, str]]:
    """Return the frameworks that ``prefix`` is a module of, each with its own prefix of the names."""
    return _prefixes().get(prefix.lower(), [])


def find(spelling: str) -> list[tuple[str, list[Form]]]:
    """Return what ``spelling``, a name with its prefix, means in each framework that has it; in any case.

    One that leads comes first.
    """
    prefix, _, word = spelling.rpartition(".")
    found = []
    for name, own in modules(prefix):
        framework = known()[name]
        start = f"{own}." if own else ""
        forms = framework.forms.get(f"{start}{word}".lower())
        if not forms and framework.in_place and word.endswith("_"):
            forms = framework.forms.get(f"{start}{word[:-1]}".lower())
        if forms:
            found.append((name, forms))
    # Those of the same case go before others.
    same = {word, word.removesuffix("_")}
    exact = [(name, [form for form in forms if form.name.rpartition(".")[2] in same]) for name, forms in found]
    kept = [(name, forms) for name, forms in exact if forms] or found
    return sorted(kept, key=lambda pair: not known()[pair[0]].leads)


def words_in(framework: str, prefix: str, function: str | None = None) -> Iterator[str]:
    """Yield the last words of the names that a framework has under its own ``prefix``, of one function or of all."""
    for forms in known()[framework].forms.values():
        own, _, word = forms[0].name.rpartition(".")
        if own == prefix and function in {None, *(form.function for form in forms)}:
            yield word


def spellings(function: str) -> dict[str, list[str]]:
    """Return the full names of a function of the catalogue in each framework that has it.

    Each is a SPEC: a call where the name alone means something else, with the parameters where the defaults differ.
    """
    found = {}
    for name, framework in known().items():
        forms = [form for form in framework.by_function.get(function, ()) if form.call]
        if forms:
            found[name] = [framework.spelling(form) for form in forms]
    return found


def words(function: str) -> Iterator[tuple[str, str]]:
    """Yield the frameworks' words for the parameters of a function, each with the parameter."""
    for framework in known().values():
        for form in framework.by_function.get(function, ()):
            for argument in form.arguments:
                if argument.parameter != argument.word:
                    yield argument.word, argument.parameter


def tables(function: str) -> Iterator[tuple[str, Slopes | None]]:
    """Yield each framework, or backend of one, that differentiates a function, with its slopes at the kinks.

    They are None where they are those of the stated convention.
    """
    for name, framework in known().items():
        if framework.differentiates and function in framework.by_function:
            for backend, slopes in (framework.backends or {"": framework.slopes}).items():
                yield f"{name}-{backend}" if backend else name, slopes.get(function)


def merged(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is known by the keys of ``tables``, with one entry for a framework whose backends all agree."""
    together: dict[str, Any] = {}
    for table, value in found.items():
        name = table.partition("-")[0]
        agree = all(other == value for key, other in found.items() if key.partition("-")[0] == name)
        together[name if agree else table] = value
    return together


def default_table(framework: str) -> str:
    """Return the key of a framework's slopes in ``tables``: with its default backend if it has several."""
    return "-".join([framework, *list(known()[framework].backends)[:1]])


def title(table: str) -> str:
    """Return the name of a framework, or of a backend of one, for people."""
    name, _, backend = table.partition("-")
    return known()[name].title + (f" on {known()[backend].title}" if backend else "")

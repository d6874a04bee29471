"""The catalogue: every function that a module under functions/ declares, by name, alias or SPEC."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from actplot import functions
from actplot.activation import Activation


@cache
def everything() -> dict[str, Activation]:
    """Return all functions by name, family by family."""
    found: dict[str, Activation] = {}
    for module in sorted(f"{functions.__name__}.{info.name}" for info in pkgutil.iter_modules(functions.__path__)):
        for value in vars(importlib.import_module(module)).values():
            # A module may use functions of another, which stay in their own family.
            if isinstance(value, Activation) and value.evaluate.__module__ == module:
                found[value.name] = value
    return found


@cache
def spellings() -> dict[str, Activation]:
    """Return all functions by every spelling (name, aliases, frameworks' names), in lower case.

    A framework's name leads to that framework's definition, so at the parameters that are its defaults.
    """
    found: dict[str, Activation] = {}
    for function in everything().values():
        for spelling in (function.name, *function.aliases):
            found[spelling.lower()] = function
    for function in everything().values():
        for spelling in framework_names(function):
            name, *assignments = spelling.split(":")
            bound = dict(assignment.split("=") for assignment in assignments)
            numbers = {key: _number(function, key, text) for key, text in bound.items()}
            found[name.lower()] = function.bind(**numbers) if numbers else function
    return found


def framework_names(function: Activation) -> list[str]:
    """List the spellings of a function in frameworks, each with the parameters that it binds."""
    return [name for names in function.frameworks.values() for name in names.split("; ")]


def names() -> list[str]:
    """List the names of all functions, family by family."""
    return list(everything())


def get(spec: str, **parameters: float) -> Activation:
    """Return the one function that ``spec`` names, with ``parameters`` bound over those of the text.

    Raises:
        ValueError: an unknown name or parameter, a value outside its domain, or a spec that stands for several.

    """
    found = parse(spec)
    if len(found) != 1:
        raise ValueError(f"{spec!r} stands for {len(found)} functions; name one")
    return found[0].bind(**parameters)


def parse(spec: str) -> list[Activation]:
    """Return the functions that ``spec`` stands for: several where a parameter has several values.

    Raises:
        ValueError: an unknown name or parameter, or a value that is no number or outside its domain.

    """
    name, *assignments = spec.split(":")
    spelling = name.strip().lower()
    function = everything().get(spelling) or spellings().get(spelling)
    if function is None:
        raise ValueError(_unknown(name))
    sweep: dict[str, list[float]] = {}
    for assignment in assignments:
        key, equals, text = (part.strip() for part in assignment.partition("="))
        if not equals or not key:
            raise ValueError(f"{spec!r}: {assignment!r} is not PARAM=VALUE")
        if key in sweep:
            raise ValueError(f"{spec!r}: {key} is given twice")
        sweep[key] = [_number(function, key, value) for value in text.split(",")]
    count = max((len(values) for values in sweep.values()), default=1)
    for key, values in sweep.items():
        if len(values) not in (1, count):
            raise ValueError(f"{spec!r}: {key} has {len(values)} values where another has {count}")
    return [
        function.bind(**{key: values[i] if len(values) > 1 else values[0] for key, values in sweep.items()})
        for i in range(count)
    ]


def _number(function: Activation, key: str, text: str) -> float:
    numerator, slash, denominator = text.partition("/")
    try:
        return float(numerator) / float(denominator) if slash else float(numerator)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{function.name}: {key} must be a number, not {text!r}") from None


def _unknown(name: str) -> str:
    import re
    from difflib import get_close_matches

    first = re.split(r"[\s,=(]", name.strip().lower(), maxsplit=1)[0]
    if re.fullmatch(r"[-+.\d]+", name):
        hint = "several numbers of an option go together: -1,0,1"
    elif first in spellings() and re.search(r"[=(]", name):
        hint = f"its parameters follow a colon: {first}:PARAM=VALUE"
    elif first in spellings():
        hint = "functions are separated by spaces, each a word of its own"
    elif "=" in name:
        hint = "parameters follow their function and a colon: elu:alpha=2"
    else:
        near = get_close_matches(name.strip().lower(), spellings(), n=1, cutoff=0.5)
        hint = f"did you mean {spellings()[near[0]].name!r}?" if near else "see 'actplot table'"
    shown = name if len(name) <= 40 else name[:37] + "..."
    return f"unknown function {shown!r}; {hint}"

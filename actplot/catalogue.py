"""The catalogue: every function that a module under functions/ declares, by name, alias, framework's name or SPEC."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from actplot import binding, functions
from actplot.activation import Activation, Gated
from actplot.language import folders, numbers
from actplot.language.near import nearest

# Compiled when one is asked for: a plain name needs the first alone.
_HEAD = r"(?s)[^:(\[]*(?:\[[^\]]*\])?(?:\(.*\))?"
# What has an operator, a bracket or a name in front is an expression; so is x, or a constant.
_EXPRESSION = (
    r"(?s)[^:]*(?:[-+*/^()<>|·−πσ={}&?%!√²³]|[^\x00-\x7f]|\bx\b)"  # noqa: RUF001
    r"|\s*[\d.]+\s*[A-Za-z]|\s*(?:pi|e)\s*(?::|$)"
)
# Not so: numbers alone, words with hyphens, a function with parameters in brackets or after a sign of equality.
_SLIP = (
    r"(?s)[-+]?[.\d]+(?:[\s,]+[-+]?[.\d]+)*|\w+\s*\(\s*(?:\w+\s*=[^=].*|[-+.,\d\s]*\d\s*\))"
    r"|\w+\s*=\s*[-+.\d/]+|[\w.\-]*[A-Za-z]-[\w.\-]*"
)
_LONGEST = 1000  # characters of a call
_KEY = r"""\[\s*["']([\w.]+)["']\s*\]"""  # ACT2FN["relu"] is ACT2FN.relu


@cache
def everything() -> dict[str, Activation]:
    """Return all functions by name, family by family."""
    return {
        name: function for module in folders.modules(functions.__path__) for name, function in _family(module).items()
    }


@cache
def _family(module: str) -> dict[str, Activation]:
    """Return the functions that a module under functions/ declares, by name."""
    path = f"{functions.__name__}.{module}"
    declared = [value for value in vars(importlib.import_module(path)).values() if isinstance(value, Activation)]
    # A module may use functions of another, which stay in their own family.
    return {function.name: function for function in declared if function.evaluate.__module__ == path}


def _alone(name: str) -> Activation | None:
    """Return the function of this name, if the source of a family tells that it is there; no other one is loaded."""
    if not name.isidentifier():
        return None
    definition = re.compile(rf"^def {name}_?\(".encode(), re.MULTILINE)
    for module in folders.modules(functions.__path__):
        source = folders.source(functions.__path__, module)
        if definition.search(source) and name in _family(module):
            return _family(module)[name]
    return None


@cache
def spellings() -> dict[str, Activation]:
    """Return all functions by name and alias, in lower case."""
    aliases = {alias.lower(): function for function in everything().values() for alias in function.aliases}
    return aliases | {name.lower(): function for name, function in everything().items()}


def offered() -> Iterator[tuple[str, Activation]]:
    """Yield all that a SPEC may begin with: names, aliases and frameworks' names, each with its function."""
    from actplot import frameworks

    for name, function in everything().items():
        yield name, function
        for alias in function.aliases:
            yield alias, function
        for names in frameworks.spellings(name).values():
            for spelling in names:
                if "(" not in spelling:
                    yield spelling.partition(":")[0], function


def names() -> list[str]:
    """List the names of all functions, family by family."""
    return list(everything())


def get(spec: str, **parameters: float) -> Activation:
    """Return the one function that ``spec`` names, with ``parameters`` bound over those of the text.

    Raises:
        ValueError: an unknown name or parameter, a value outside its domain, or a spec that stands for several.

    """
    found = parse(spec, **parameters)
    if len(found) != 1:
        raise ValueError(f"{spec!r} stands for {len(found)} functions; name one")
    return found[0]


def parse(spec: str, **parameters: float) -> list[Activation]:
    """Return the functions that ``spec`` stands for: several where a parameter has several values.

    What is no name is an expression. ``parameters`` are bound over those of the text.

    Raises:
        ValueError: an unknown or ambiguous name, an unknown parameter, or a value that is no number or outside its
            domain.

    """
    head = re.match(_HEAD, spec)
    name = head.group().strip() if head else ""
    rest = spec[head.end() :] if head else spec
    function = named(name) if not rest or rest.startswith(":") else None
    if function is None and re.match(_EXPRESSION, spec) and not re.fullmatch(_SLIP, spec):
        from actplot.expressions.spec import expressions
        from actplot.expressions.vocabulary import Catalogue

        return [*expressions(spec, Catalogue(named, spellings), parameters)]
    if function is None:
        raise ValueError(_unknown(spec if rest and not rest.startswith(":") else name))
    sweep: dict[str, list[float]] = {}
    for assignment in rest.split(":")[1:]:
        word, equals, text = (part.strip() for part in assignment.partition("="))
        if not equals or not word:
            raise ValueError(f"{spec!r}: {assignment!r} is not PARAM=VALUE")
        key = binding.parameter(function, word)
        if key in sweep:
            raise ValueError(f"{spec!r}: {key} is given twice")
        sweep[key] = [_number(function, key, value) for value in text.split(",")]
    return [function.bind(**values).bind(**parameters) for values in binding.swept(spec, sweep)]


def named(name: str) -> Activation | None:
    """Return the function that ``name`` stands for: a name or alias in any case, or what a framework writes.

    A framework's name, with or without the arguments of a call, leads to its definition: its defaults, and its
    slopes at the kinks. ``nn.X`` and ``F.x`` are PyTorch's where it has them.

    Raises:
        ValueError: it means different things in several frameworks, or the arguments of the call do not fit.

    """
    lower = name.lower()
    found = _alone(lower) or spellings().get(lower)
    if found:
        return found
    spelling, arguments = _call(name)
    if spelling is None or ("." not in spelling and arguments and _is_call_of_other(arguments)):
        return None
    return _of_frameworks(name, spelling, arguments)


Arguments: TypeAlias = tuple[Sequence[Any], Mapping[str, Any]]


class _Name(NamedTuple):
    """An argument of a call that is a name."""

    text: str


def _is_call_of_other(arguments: Arguments) -> bool:
    """Whether a function is called with a name that is not x, as in Tanh(X): an expression with a slip."""
    positional, keywords = arguments
    return not keywords and [isinstance(value, _Name) and value.text != "x" for value in positional] == [True]


def _of_frameworks(name: str, spelling: str, arguments: Arguments | None) -> Activation | None:
    """Return the function that ``spelling``, called with ``arguments``, is in the frameworks that have it."""
    from actplot import frameworks

    known = frameworks.find(spelling)
    found: dict[str, Activation] = {}
    for framework, forms in known:
        for form in forms:
            bound = form.bound(*arguments) if arguments else {} if form.is_default else None
            if bound is not None:
                found[framework] = _bound(name, framework, form, bound)
                break
    if not known or (not found and "." not in spelling):
        return None
    if not found:
        words = ", ".join(argument.word for argument in known[0][1][0].arguments) or "no arguments"
        raise ValueError(f"{name!r} is no call that stands for a function here; {spelling} takes {words}")
    first, function = next(iter(found.items()))
    if len(set(found.values())) > 1 and not frameworks.known()[first].leads:
        meanings = "; ".join(f"in {framework} it is {_meaning(function)}" for framework, function in found.items())
        raise ValueError(f"{name!r} is ambiguous: {meanings}; write the framework before it")
    return function


def _bound(name: str, framework: str, form: Any, given: Mapping[str, Any]) -> Activation:
    """Return the function of ``form`` with the framework's defaults, its slopes and the arguments ``given``."""
    from actplot import frameworks

    function = everything()[form.function]
    values: dict[str, Any] = {}
    for assignment in form.spec.split(":")[1:]:
        key, _, text = assignment.partition("=")
        values[key] = _number(function, key, text)
    for key, value in given.items():
        if key in function.parameters:
            values[key] = value.text if isinstance(value, _Name) else value
        elif key == "x" and not isinstance(value, _Name):
            raise ValueError(f"{name!r}: the first argument is the input, a name such as x, not {value!r}")
    function = function.bind(**values)
    if isinstance(function, Gated) and form.gate_first:
        function = function.with_gate_first()
    table = frameworks.default_table(framework)
    own = dict(frameworks.tables(function.name)).get(table) is not None
    return replace(
        function,
        defaults=function.parameters,
        spelling=name,
        framework=table if own else "",
    )


def _meaning(function: Activation) -> str:
    """Return what tells ``function`` from others that a framework's name may mean."""
    spec = replace(function, spelling="", defaults=everything()[function.name].defaults).spec
    slopes = ", ".join(f"{slope:g}" for slope in function.slopes)
    return f"{spec} (slope {slopes} at its kinks)" if slopes else spec


def _call(text: str) -> tuple[str | None, Arguments | None]:
    """Return the name in ``text`` and, if it is a call, its arguments; no name if it is neither.

    An argument that is itself a name, such as the input x, is a _Name.
    """
    text = re.sub(_KEY, r".\1", text)
    if "(" not in text:
        return text, None
    if len(text) > _LONGEST:
        return None, None
    import ast
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of unknown escapes in strings
            call = ast.parse(text, mode="eval").body
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name | ast.Attribute):
            positional = [_argument(node) for node in call.args]
            keywords = {str(keyword.arg): _argument(keyword.value) for keyword in call.keywords}
            return ast.unparse(call.func), (positional, keywords)
    except (SyntaxError, ValueError, TypeError, ArithmeticError, RecursionError, MemoryError):
        pass
    return None, None


def _argument(node: Any) -> Any:
    """Return the value of an argument of a call: a constant, a tuple, a quotient of two constants, or a name."""
    import ast

    match node:
        case ast.Name() | ast.Attribute():
            return _Name(ast.unparse(node))
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return ast.literal_eval(left) / ast.literal_eval(right)
    value = ast.literal_eval(node)
    if not isinstance(value, str | float | int | bool | tuple | list | None):
        raise ValueError
    return value


def _number(function: Activation, key: str, text: str) -> float:
    try:
        return numbers.quotient(text)
    except ValueError as error:
        raise ValueError(f"{function.name}: {key}: {error}") from None


def _unknown(name: str) -> str:
    first = re.split(r"[\s,=(]", name.strip().lower(), maxsplit=1)[0]
    if re.fullmatch(r"[-+.\d]+", name):
        hint = f"several numbers of an option go together: -1,0,1; a constant function is written {name} + 0*x"
    elif first in spellings() and re.search(r"[=(]", name):
        hint = f"its parameters follow a colon: {first}:PARAM=VALUE"
    elif first in spellings():
        hint = "functions are separated by spaces, each a word of its own"
    elif "=" in name and "(" not in name:
        hint = "parameters follow their function and a colon: elu:alpha=2"
    else:
        hint = _near(name.partition("(")[0].strip())
    shown = name if len(name) <= 40 else name[:37] + "..."
    return f"unknown function {shown!r}; {hint}"


def _near(name: str) -> str:
    """Return what to try instead of ``name``: never another framework's name for the same last word."""
    from actplot import frameworks

    module, _, word = name.rpartition(".")
    if not module:
        choices = {spelling.lower(): function for spelling, function in offered() if "." not in spelling}
        near = nearest(word.lower(), choices, 0.7)
        return f"did you mean {choices[near].name!r}?" if near else "see 'actplot table'"
    function = spellings().get(word.lower())
    own = [
        own
        for framework, prefix in frameworks.modules(module)
        for own in frameworks.words_in(framework, prefix, function.name if function else None)
    ]
    if function and not own:
        return f"actplot knows no such name of {module}, but {function.name!r} by itself"
    near = own[0] if function else nearest(word, own, 0.75)
    return f"did you mean '{module}.{near}'?" if near else "see 'actplot table'"

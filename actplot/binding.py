"""How parameters get their values: the words that mean a parameter, and the domain of its values."""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from actplot.language.near import nearest

if TYPE_CHECKING:
    from actplot.activation import Activation

# Sizes of parameters: products, quotients and squares of several are floats that are not subnormal, and facts that
# need as many digits as lie between a parameter and 1 take seconds at most.
LEAST, MOST = 1e-100, 1e100

_COMPARISONS = {"<": operator.lt, "<=": operator.le, "!=": operator.ne}
_CONSTANTS = {"e": math.e}


def bound(function: Activation, given: Mapping[str, Any]) -> dict[str, float]:
    """Return the parameters of ``function`` with the values that are ``given`` for words that mean them.

    Raises:
        ValueError: an unknown word, two for one parameter, or a value outside its domain.

    """
    values = dict(function.parameters)
    words: dict[str, str] = {}
    for word, value in given.items():
        key = parameter(function, word)
        if key in words:
            raise ValueError(f"{function.name}: {words[key]} and {word} are the same parameter, {key}")
        words[key] = word
        try:
            values[key] = float(value)
        except (TypeError, ValueError, OverflowError):
            raise ValueError(f"{function.name}: {key} must be a number, not {value!r}") from None
        if not math.isfinite(values[key]):
            raise ValueError(f"{function.name}: {key} must be finite, not {value}")
        if values[key] and not LEAST <= abs(values[key]) <= MOST:
            raise ValueError(
                f"{function.name}: {key} must be 0 or have a size from {LEAST:g} to {MOST:g}, not {values[key]:g}"
            )
    for rule in function.requires:
        _require(function.name, rule, values)
    return values


def swept(spec: str, values: Mapping[str, list[float]]) -> list[dict[str, float]]:
    """Return the parameters of each function that a SPEC stands for: parameters with several values go together.

    Raises:
        ValueError: two have several values, and not the same number of them.

    """
    count = max((len(numbers) for numbers in values.values()), default=1)
    for key, numbers in values.items():
        if len(numbers) not in (1, count):
            raise ValueError(f"{spec!r}: {key} has {len(numbers)} values where another has {count}")
    return [
        {key: numbers[i] if len(numbers) > 1 else numbers[0] for key, numbers in values.items()} for i in range(count)
    ]


def _require(name: str, rule: str, values: Mapping[str, float]) -> None:
    """Refuse ``values`` for which ``rule`` does not hold."""
    if rule.startswith("integer "):
        key = rule.removeprefix("integer ")
        if not values[key].is_integer():
            raise ValueError(f"{name}: {key} must be a whole number, not {values[key]:g}")
        return
    left, comparison, right = rule.split()
    if not _COMPARISONS[comparison](_product(left, values), _product(right, values)):
        found = ", ".join(f"{key} = {values[key]:g}" for key in values if key in (left, *right.split("*")))
        raise ValueError(f"{name}: {rule} is required, but {found}")


def _product(text: str, values: Mapping[str, float]) -> float:
    """Return the value of a product such as ``0``, ``alpha`` or ``e*alpha``."""
    return math.prod(
        values[word] if word in values else _CONSTANTS.get(word) or float(word) for word in text.split("*")
    )


def parameter(function: Activation, word: str) -> str:
    """Return the parameter that ``word`` means: its name, its symbol in the formula or a framework's word for it.

    A part of its name will do (``slope`` for ``negative_slope``) if no other parameter's name has it.

    Raises:
        ValueError: it means none, or several.

    """
    if word in function.parameters:
        return word
    meant = {key for key, symbol in function.symbols.items() if symbol == word}
    if not meant and function.parameters:
        from actplot import frameworks

        of_frameworks = frameworks.words(function.name)
        meant = {key for other, key in of_frameworks if other == word and key in function.parameters}
        meant = meant or {key for key in function.parameters if word in key.split("_")}
    if len(meant) > 1:
        raise ValueError(f"{function.name}: {word!r} may mean {' or '.join(sorted(meant))}")
    if not meant:
        raise ValueError(_unknown(function, word))
    return meant.pop()


def _unknown(function: Activation, word: str) -> str:
    message = f"{function.name} has no parameter {word!r}"
    if not function.parameters:
        return f"{message}; it takes none: f(x) = {function.formula}"
    near = nearest(word, function.parameters)
    hint = f"did you mean {near!r}? " if near else ""
    return f"{message}; {hint}it takes {', '.join(function.parameters)}"

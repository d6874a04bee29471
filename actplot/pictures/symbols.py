"""The symbols of parameters, as they stand in the formula."""

from __future__ import annotations

from actplot.activation import Activation
from actplot.analysis.numbers import number

GREEK = dict(
    zip(
        "alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi rho sigma tau phi chi psi omega".split(),
        "αβγδεζηθκλμνξρστφχψω",
        strict=True,
    )
)


def symbol(function: Activation, parameter: str) -> str:
    """Return the symbol that a parameter has in the formula, a Greek letter as itself."""
    name = function.symbols.get(parameter, parameter)
    head, _, index = name.partition("_")
    letter = GREEK.get(head, head)
    return f"{letter}_{index}" if index and len(letter) == len(index) == 1 else name if index else letter


def setting(function: Activation, parameter: str) -> str:
    """Return a parameter with its value, such as "α = 0.5"."""
    return f"{symbol(function, parameter)} = {number(function.parameters[parameter])}"

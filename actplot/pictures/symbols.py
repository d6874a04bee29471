"""The symbols of parameters, as they stand in the formula."""

from __future__ import annotations

import re

from actplot.activation import Activation
from actplot.analysis.numbers import number

GREEK = {
    "alpha": "\u03b1",
    "beta": "\u03b2",
    "gamma": "\u03b3",
    "delta": "\u03b4",
    "epsilon": "\u03b5",
    "zeta": "\u03b6",
    "eta": "\u03b7",
    "theta": "\u03b8",
    "kappa": "\u03ba",
    "lambda": "\u03bb",
    "mu": "\u03bc",
    "nu": "\u03bd",
    "xi": "\u03be",
    "rho": "\u03c1",
    "sigma": "\u03c3",
    "tau": "\u03c4",
    "phi": "\u03c6",
    "chi": "\u03c7",
    "psi": "\u03c8",
    "omega": "\u03c9",
}
_NUMBERED = re.compile("[a-z][0-9]")  # a name such as a1, which has a subscript in the formula


def symbol(function: Activation, parameter: str) -> str:
    """Return the symbol that a parameter has in the formula, a Greek letter as itself."""
    name = function.symbols.get(parameter, parameter)
    if _NUMBERED.fullmatch(name):
        name = f"{name[0]}_{name[1]}"
    head, _, index = name.partition("_")
    letter = GREEK.get(head, head)
    return f"{letter}_{index}" if index and len(letter) == len(index) == 1 else name if index else letter


def setting(function: Activation, parameter: str) -> str:
    """Return a parameter by its symbol, and its value."""
    return f"{symbol(function, parameter)} = {number(function.parameters[parameter])}"

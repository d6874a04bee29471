"""Which activation functions a hidden layer can have, and words for the hidden layers of a network."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from actplot.activation import Activation, Gated, Vector
from actplot.evaluation import aside


def require_elementwise(functions: Sequence[Activation]) -> None:
    """Raise ValueError if one of ``functions`` can't be the activation of a hidden layer: all must be elementwise."""
    for function in functions:
        if isinstance(function, Gated):
            raise ValueError(f"{function.name} takes a value and a gate, but a unit of a hidden layer has one number")
        if isinstance(function, Vector):
            raise ValueError(f"{function.name} takes all units of a layer at once; it belongs at the output")


@aside()
def is_linear(function: Activation) -> bool:
    """Return whether f is a straight line, so that several layers are equivalent to one linear layer."""
    slopes = function.near(np.linspace(-20, 20, 401))[1]
    return bool((slopes == slopes[0]).all()) and not function.kinks


def in_words(hidden: Sequence[int]) -> str:
    """Return a noun phrase for hidden layers of these sizes, as ``hidden layers of 8 and 8 units``."""
    if len(hidden) == 1:
        return f"one hidden layer of {hidden[0]} unit{'s' * (hidden[0] > 1)}"
    *first, last = hidden
    return f"hidden layers of {', '.join(map(str, first))} and {last} units"

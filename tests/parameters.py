"""Parameters drawn at random inside a function's domain."""

import contextlib
import math
import random

from actplot.activation import Activation


def variants(function: Activation, count: int) -> list[Activation]:
    """Return ``function`` at its defaults and, if it has parameters, at ``count`` other values of them."""
    chance = random.Random(function.name)
    found = [function]
    while function.parameters and len(found) <= count:
        drawn = {
            key: default * math.exp(chance.gauss(0, 1)) if default else chance.gauss(0, 1)
            for key, default in function.defaults.items()
        }
        with contextlib.suppress(ValueError):  # outside its domain: draw again
            found.append(function.bind(**drawn))
    return found

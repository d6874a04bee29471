"""Parameters drawn at random inside a function's domain."""

import contextlib
import math
import random

from actplot.activation import Activation
from actplot.binding import LEAST, MOST


def variants(function: Activation, count: int) -> list[Activation]:
    """Return ``function`` at its defaults and, if it has parameters, at ``count`` other values of them."""
    return [function, *_drawn(function, count, lambda chance: math.exp(chance.gauss(0, 1)))]


def extremes(function: Activation, count: int = 4) -> list[Activation]:
    """Return ``function`` at ``count`` values of its parameters from 1e-6 to 1e6 times the defaults."""
    return _drawn(function, count, lambda chance: 10.0 ** chance.choice((-6, 6, chance.uniform(-6, 6))))


def boundless(function: Activation, size: float, count: int = 2) -> list[Activation]:
    """Return ``function`` at ``count`` values of its parameters from 10^-size to 10^size times the defaults."""
    return _drawn(function, count, lambda chance: 10.0 ** chance.uniform(-size, size))


def at_ends(function: Activation) -> list[Activation]:
    """Return ``function`` with one parameter after the other at the ends of the sizes that are taken."""
    found: list[Activation] = []
    for key in function.parameters:
        for value in (LEAST, MOST, -LEAST, -MOST):
            with contextlib.suppress(ValueError):  # outside its domain
                found.append(function.bind(**{key: value}))
    return found


def _drawn(function: Activation, count: int, factor: object) -> list[Activation]:
    chance = random.Random(function.name)
    found: list[Activation] = []
    for _ in range(300):
        if not function.parameters or len(found) == count:
            break
        drawn = {
            key: default * factor(chance) if default else chance.gauss(0, 1)  # type: ignore[operator]
            for key, default in function.defaults.items()
        }
        drawn = {
            key: float(round(value)) if f"integer {key}" in function.requires else value
            for key, value in drawn.items()
        }
        with contextlib.suppress(ValueError):  # outside its domain: draw again
            found.append(function.bind(**drawn))
    return found

"""Which colour, line style and name each curve has."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from actplot.activation import Activation
from actplot.pictures.symbols import setting
from actplot.pictures.themes import Theme

# In units of the line's width: each differs from all others in the length or the number of its strokes.
DASHES: tuple[tuple[float, ...], ...] = (
    (),
    (5, 1.8),
    (1.2, 1.6),
    (6, 1.8, 1.2, 1.8),
    (10, 3),
    (3, 1.4, 1, 1.4, 1, 1.4),
    (2.4, 1.4),
    (8, 1.8, 3, 1.8),
    (1.2, 4),
    (12, 2, 1.2, 2, 1.2, 2),
    (5, 5),
    (3, 1.5, 3, 4),
)


SUBSCRIPTS = str.maketrans("0123456789", "\u2080\u2081\u2082\u2083\u2084\u2085\u2086\u2087\u2088\u2089")


@dataclass(frozen=True)
class Stroke:
    """Name, colour and dashes of one curve; solid without dashes."""

    name: str
    colour: str
    dashes: tuple[float, ...] = ()


def strokes(functions: Sequence[Activation], theme: Theme, *, headed: bool = True) -> list[Stroke]:
    """Give each function a line of its own: by colour, and beyond the palette by dashes too.

    One function at several values of a parameter is coloured by the value. ``headed`` says whether a header names the
    function that all of them are.
    """
    sweep = _swept(functions)
    found = []
    for i, function in enumerate(functions):
        name = name_of(function, functions, headed=headed)
        if sweep is not None:
            dashes = DASHES[i] if theme.greyscale else ()
            found.append(Stroke(name, blended(theme.ramp, sweep[i]), dashes))
        else:
            dashes = DASHES[i if theme.greyscale else i // len(theme.palette)]
            found.append(Stroke(name, theme.palette[i % len(theme.palette)], dashes))
    return found


def _swept(functions: Sequence[Activation]) -> list[float] | None:
    """Return where each value of a swept parameter is between the least and the largest, or None without a sweep.

    Values of one sign that differ by a factor of five or more are compared by their logarithms.
    """
    first = functions[0]
    if len(functions) < 2 or any(other.name != first.name for other in functions):
        return None
    swept = [key for key in first.parameters if len({other.parameters[key] for other in functions}) > 1]
    if not swept:
        return None
    values = [float(other.parameters[swept[0]]) for other in functions]
    if min(values) > 0 and max(values) >= 5 * min(values):
        values = [math.log(value) for value in values]
    low, high = min(values), max(values)
    return [(value - low) / (high - low) for value in values]


def blended(ramp: Sequence[str], part: float) -> str:
    """Return the colour at ``part``, between 0 and 1, of a ramp."""
    place = part * (len(ramp) - 1)
    index = min(int(place), len(ramp) - 2)
    weight = place - index
    mixed = (
        round((1 - weight) * int(ramp[index][i : i + 2], 16) + weight * int(ramp[index + 1][i : i + 2], 16))
        for i in (1, 3, 5)
    )
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def name_of(function: Activation, functions: Sequence[Activation], *, headed: bool = True) -> str:
    """Return the name that distinguishes ``function``: its title, and the parameters in which it differs.

    One that was asked for by a framework's name goes by that. Where a header names the function that all of them are,
    the parameters alone are enough.
    """
    siblings = [other for other in functions if other.name == function.name]
    swept = [
        setting(function, key)
        for key, value in function.parameters.items()
        if (not function.spelling and any(other.parameters[key] != value for other in siblings))
        or (value != function.defaults[key] and (function.spelling or len(functions) > len(siblings)))
    ]
    if headed and swept and len(siblings) == len(functions) and not any(other.spelling for other in siblings):
        return ", ".join(swept)
    return ", ".join([function.spelling or function.title, *swept])


def indexed(letter: str, index: int) -> str:
    """Return the name of a component, such as y with a subscript 1 for index 0."""
    return letter + str(index + 1).translate(SUBSCRIPTS)

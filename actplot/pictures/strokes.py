"""Which colour, line style and name each curve has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actplot.activation import Activation
from actplot.analysis.numbers import number
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
    """Give each function a colour and a line style; the values of one function's parameters share a hue.

    ``headed`` says whether a header names the function that all of them are.
    """
    groups = list(dict.fromkeys(function.name for function in functions))
    found = []
    for i, function in enumerate(functions):
        siblings = [other for other in functions if other.name == function.name]
        hue = groups.index(function.name)
        colour = theme.palette[hue % len(theme.palette)]
        if len(siblings) > 1 and not theme.greyscale:
            colour = _shade(theme, colour, siblings.index(function) / (len(siblings) - 1))
        solid = len(groups) == 1 and not theme.greyscale
        dashes = () if solid else DASHES[hue if not theme.greyscale and len(groups) > 1 else i]
        found.append(Stroke(name_of(function, functions, headed=headed), colour, dashes))
    return found


def _shade(theme: Theme, colour: str, part: float) -> str:
    """Blend a colour with the background (part < 1/2) or the ink (part > 1/2)."""
    towards, weight = (theme.background, 0.4 * (1 - 2 * part)) if part < 0.5 else (theme.ink, 0.55 * (2 * part - 1))
    mixed = (
        round((1 - weight) * int(colour[i : i + 2], 16) + weight * int(towards[i : i + 2], 16)) for i in (1, 3, 5)
    )
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def name_of(function: Activation, functions: Sequence[Activation], *, headed: bool = True) -> str:
    """Return the name that distinguishes ``function``: its title, and the parameters in which it differs.

    One that was asked for by a framework's name goes by that. Where a header names the function that all of them are,
    the parameters alone are enough.
    """
    siblings = [other for other in functions if other.name == function.name]
    swept = [
        f"{key} = {number(value)}"
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

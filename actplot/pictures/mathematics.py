"""Mathematics in labels: letters in italics, parameters by the symbols of the formula, numbers by what they are."""

from __future__ import annotations

import re
from typing import Any

from matplotlib.patheffects import Normal, withStroke

from actplot.analysis.constants import exact
from actplot.analysis.numbers import number
from actplot.pictures.look import Look

DIGITS = 4  # significant ones of a number in a note
# A letter that stands for itself: x, y, f, or a parameter before its value; f may have primes.
_LETTER = re.compile(
    "(?<![A-Za-z\u03b1-\u03c9])(?:([fxy])(\u2032*)(?![A-Za-z])|([A-Za-z\u03b1-\u03c9](?:_[A-Za-z0-9])?)(?= =))"
)


def italic(text: str) -> str:
    """Return ``text`` as mathtext: f, x, y and the symbols of parameters in italics, what is between $ as it is."""
    parts = text.replace("\u2033", "\u2032\u2032").split("$")
    parts[::2] = [_LETTER.sub(_set, part) for part in parts[::2]]
    return "$".join(parts)


def _set(match: re.Match[str]) -> str:
    letter, primes, parameter = match.groups()
    if parameter:
        return f"${parameter}$"
    return f"${letter}$" if not primes else rf"${letter}\,{len(primes) * chr(39)}$"


def value(x: float) -> str:
    """Return a number as mathtext: as the constant that it is, or with four significant digits."""
    tex = exact(x)
    if tex is None:
        return number(x, DIGITS)
    return f"\u2212${tex[1:]}$" if tex.startswith("\u2212") else f"${tex}$"


def halo(look: Look) -> list[Any]:
    """Return the path effects of a label: outlines of its letters, in front of a rim of the background.

    As outlines, mathematics needs no fonts that the viewer of an SVG may lack.
    """
    if look.transparent:
        return [Normal()]
    return [withStroke(linewidth=2.2 * look.scale, foreground=look.colours.background)]

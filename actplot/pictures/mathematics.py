"""Mathematics in labels: letters in italics, parameters by the symbols of the formula, numbers by what they are."""

from __future__ import annotations

import re
from typing import Any

import matplotlib as mpl
from matplotlib.patheffects import Normal, withStroke

from actplot.analysis.constants import exact
from actplot.analysis.numbers import number
from actplot.pictures.look import Look

DIGITS = 4  # significant ones of a number in a note
# A letter that stands for itself: x, y, f, or a parameter before its value; f may have primes.
_LETTER = re.compile(
    "(?<![A-Za-z\u03b1-\u03c9])(?:([fxy])(\u2032*)(?![A-Za-z])|([A-Za-z\u03b1-\u03c9](?:_[A-Za-z0-9])?)(?= =))"
)
COMPLETE = "dejavusans"  # whose letters have all of these signs; others lack them or have letters in their places
SIGNS = {
    "<": "{<}", ">": "{>}", "|": "{|}", "\u00b1": r"{\pm}", "\u00d7": r"{\times}", "\u2192": r"{\to}",
    "\u2264": r"{\leq}", "\u2265": r"{\geq}", "\u2260": r"{\neq}", "\u221e": r"\infty", "\u2026": r"\ldots",
    "\u2202": r"\partial", "\u207b": "^{-}", "\u207a": "^{+}",
    **{chr(0x2080 + digit): f"_{{{digit}}}" for digit in range(10)},
}  # fmt: skip


def italic(text: str) -> str:
    """Return ``text`` as mathtext: f, x, y and the symbols of parameters in italics, what is between $ as it is."""
    parts = text.replace("\u2033", "\u2032\u2032").split("$")
    parts[::2] = [_LETTER.sub(_set, part) for part in parts[::2]]
    if mpl.rcParams["mathtext.fontset"] == COMPLETE:
        return "$".join(parts)
    parts = "$".join(parts).split("$")
    for i in range(0, len(parts), 2):
        parts[i] = "".join(f"${SIGNS[letter]}$" if letter in SIGNS else letter for letter in parts[i])
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

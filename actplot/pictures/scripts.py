"""Letters of scripts that a font lacks, and the fonts of the system that have them."""

from __future__ import annotations

from functools import cache

from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font

PLACEHOLDERS = "Last Resort"  # a font with a box for every letter
NEVER_SHOWN = frozenset(" \n\u200b\u200c\u200d\ufeff\ufe0e\ufe0f")


def fonts_for(text: str, families: list[str]) -> list[str]:
    """Return ``families``, and after them those of the system that have the letters of ``text`` which they lack.

    Raises:
        ValueError: no font has some letter.

    """
    lacking = set(text) - NEVER_SHOWN
    for family in families:
        lacking = {letter for letter in lacking if ord(letter) not in _letters(findfont(FontProperties(family)))}
    found = list(families)
    if not lacking:
        return found
    usable = [font for font in fontManager.ttflist if not font.name.startswith(PLACEHOLDERS)]
    for font in sorted(usable, key=lambda font: (font.style != "normal", font.weight != 400, font.name)):
        try:
            has = {letter for letter in lacking if ord(letter) in _letters(font.fname)}
        except (OSError, RuntimeError):  # removed since, or damaged
            continue
        if has:
            found.append(font.name)
            lacking -= has
        if not lacking:
            return found
    letters = "".join(letter for letter in dict.fromkeys(text) if letter in lacking)[:10]
    raise ValueError(f"no font on this system has {letters!r} of the title; install one, or write an SVG")


@cache
def _letters(path: str) -> frozenset[int]:
    """Return the code points that a font file has."""
    return frozenset(get_font(path).get_charmap())

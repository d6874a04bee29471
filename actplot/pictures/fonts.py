"""The fonts of pictures: a new one is an entry of ``FONTS``. It imports nothing heavy, as options read it."""

from __future__ import annotations

from typing import NamedTuple


class Font(NamedTuple):
    """A font that matplotlib ships, and what stands for it elsewhere."""

    summary: str
    """For the help of ``--font``."""
    family: str
    mathematics: str
    """matplotlib's name of the fonts of formulas that match it."""
    generic: str
    """The family that every viewer of an SVG has."""


FONTS = {
    "sans": Font("DejaVu Sans", "DejaVu Sans", "dejavusans", "sans-serif"),
    "serif": Font("STIX, which is like Times", "STIXGeneral", "stix", "serif"),
    "cm": Font("Computer Modern, as in LaTeX", "cmr10", "cm", "serif"),
}
DEFAULT = "sans"

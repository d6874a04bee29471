"""The themes of pictures: a new one is an entry of ``THEMES``. It imports nothing heavy, as options read it."""

from __future__ import annotations

from typing import NamedTuple


class Theme(NamedTuple):
    """The colours of a picture, each as ``#rrggbb``."""

    summary: str
    """For the help of ``--theme``."""
    background: str
    ink: str
    """Text that is read first: names, titles."""
    soft: str
    """Secondary text: numbers at ticks, parameters."""
    axis: str
    grid: str
    palette: tuple[str, ...]
    """Colours of curves, dark or light enough for their names too; the first two are those of f and f'."""
    ramp: tuple[str, ...]
    """Colours of a parameter's values, from the smallest to the largest; blended in between."""
    greyscale: bool = False
    """Whether curves are told apart by line style alone."""


# Hues near those of Okabe & Ito 2008, which are distinguishable with every kind of colour vision, but of a contrast
# of at least 4.5 to the background, as names are written in them.
THEMES = {
    "light": Theme(
        "dark text on white",
        background="#ffffff",
        ink="#1a1a1a",
        soft="#595959",
        axis="#8c8c8c",
        grid="#e8e8e8",
        palette=("#0072B2", "#B84A00", "#0E7F5C", "#9C2F83", "#5A3D00", "#000000"),
        ramp=("#14276f", "#6a1f8f", "#a8326f", "#bf4a1f"),
    ),
    "dark": Theme(
        "light text on a dark background",
        background="#16181d",
        ink="#f2f2f2",
        soft="#b3b8c2",
        axis="#7d8490",
        grid="#2b2f37",
        palette=("#4FA8E8", "#FF8A3D", "#2FD3A0", "#E8A0CC", "#FFD166", "#FFFFFF"),
        ramp=("#7a83ff", "#c07af0", "#f58ab0", "#ffd98a"),
    ),
    "print": Theme(
        "greyscale, curves told apart by line style",
        background="#ffffff",
        ink="#000000",
        soft="#404040",
        axis="#808080",
        grid="#e6e6e6",
        palette=("#000000", "#5c5c5c"),
        ramp=("#000000", "#6a6a6a"),
        greyscale=True,
    ),
}

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
    """Colours of curves; the first two are those of f and f'."""
    greyscale: bool = False
    """Whether curves are told apart by line style alone."""


# The light palette is that of Okabe & Ito 2008, distinguishable with every kind of colour vision;
# the dark one has lighter tints of the same hues.
THEMES = {
    "light": Theme(
        "dark text on white",
        background="#ffffff",
        ink="#1a1a1a",
        soft="#595959",
        axis="#8c8c8c",
        grid="#e8e8e8",
        palette=("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"),
    ),
    "dark": Theme(
        "light text on a dark background",
        background="#16181d",
        ink="#f2f2f2",
        soft="#b3b8c2",
        axis="#7d8490",
        grid="#2b2f37",
        palette=("#4FA8E8", "#FF8A3D", "#2FD3A0", "#E8A0CC", "#FFD166", "#A8DCFF", "#FFFFFF"),
    ),
    "print": Theme(
        "greyscale, curves told apart by line style",
        background="#ffffff",
        ink="#000000",
        soft="#404040",
        axis="#808080",
        grid="#e6e6e6",
        palette=("#000000", "#5c5c5c"),
        greyscale=True,
    ),
}

"""The look of every picture: colours, line styles, fonts, and what a user may choose of them."""

# ruff: noqa: E402
from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

# Before matplotlib is imported: a backend that the user's environment misspells would be an error, though none is
# used, and a cache that can't be written, or a font made in 1970, would be a warning on standard error.
os.environ["MPLBACKEND"] = "agg"
for package in ("matplotlib", "fontTools"):
    logging.getLogger(package).setLevel(logging.ERROR)

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from actplot.activation import Activation
from actplot.analysis.numbers import number

Layout = Literal["auto", "overlay", "panels", "grid"]

MEGAPIXELS = 80


@dataclass(frozen=True)
class Theme:
    """The colours of a picture."""

    background: str
    ink: str  # text that is read first
    soft: str  # ticks, parameters
    axis: str
    grid: str
    palette: tuple[str, ...]


# Okabe & Ito 2008, told apart with every kind of colour vision; for the dark theme, lighter kin of the same hues.
THEMES = {
    "light": Theme(
        "#ffffff",
        "#1a1a1a",
        "#595959",
        "#8c8c8c",
        "#e8e8e8",
        ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"),
    ),
    "dark": Theme(
        "#16181d",
        "#f2f2f2",
        "#b3b8c2",
        "#7d8490",
        "#2b2f37",
        ("#4FA8E8", "#FF8A3D", "#2FD3A0", "#E8A0CC", "#FFD166", "#A8DCFF", "#FFFFFF"),
    ),
    "print": Theme("#ffffff", "#000000", "#404040", "#808080", "#e6e6e6", ("#000000", "#5c5c5c")),
}

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


def style(theme: Theme) -> dict[Any, Any]:
    """Return the rc parameters of a picture."""
    return {
        "axes.axisbelow": True,
        "axes.edgecolor": theme.axis,
        "axes.facecolor": "none",
        "axes.formatter.limits": (-4, 5),
        "axes.grid": True,
        "axes.labelcolor": theme.soft,
        "axes.labelsize": 10,
        "axes.linewidth": 0.8,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "figure.dpi": 72,
        "figure.facecolor": theme.background,
        "font.family": "DejaVu Sans",
        "font.size": 9,
        "grid.color": theme.grid,
        "grid.linewidth": 0.7,
        "legend.borderaxespad": 0,
        "legend.borderpad": 0.2,
        "legend.frameon": False,
        "legend.handlelength": 4.2,
        "legend.labelcolor": theme.ink,
        "lines.scale_dashes": True,
        "mathtext.fontset": "dejavusans",
        "path.simplify": False,
        "pdf.fonttype": 42,
        "savefig.facecolor": "auto",
        "svg.fonttype": "none",
        "svg.hashsalt": "actplot",
        "text.color": theme.ink,
        "text.hinting": "none",
        "xtick.color": theme.axis,
        "xtick.labelcolor": theme.soft,
        "xtick.labelsize": 9,
        "xtick.major.pad": 6,
        "xtick.major.size": 0,
        "ytick.color": theme.axis,
        "ytick.labelcolor": theme.soft,
        "ytick.labelsize": 9,
        "ytick.major.size": 0,
    }


@dataclass(frozen=True)
class Look:
    """What a user may choose about a picture; sizes in inches."""

    derivative: bool = False
    layout: Layout = "auto"
    xlim: tuple[float, float] | None = None
    ylim: tuple[float, float] | None = None
    size: tuple[float, float] | None = None
    dpi: float = 200
    theme: str = "light"
    transparent: bool = False
    at: tuple[float, ...] | None = None
    title: str | None = None
    legend: bool = True
    notes: bool = True
    command: str = ""


@dataclass(frozen=True)
class Stroke:
    """How the line of one function is drawn, and what it is called."""

    name: str
    colour: str
    dashes: tuple[float, ...] = ()


@contextmanager
def styled(look: Look, file_format: str = "svg") -> Iterator[None]:
    """Set the rc parameters of ``look`` and of nothing else, as figures need when they are made and written.

    Dots are laid out in the resolution that they are written in, so that matplotlib measures each text once.
    """
    with mpl.rc_context(), warnings.catch_warnings():
        # A title in another script: an SVG keeps it as text, elsewhere the font's box says that it lacks the letter.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        # Not rcdefaults(), which reads every style sheet that matplotlib has.
        mpl.rcParams.update({key: value for key, value in mpl.rcParamsDefault.items() if key != "backend"})
        mpl.rcParams.update(style(THEMES[look.theme]))
        if look.transparent:
            mpl.rcParams["figure.facecolor"] = "none"
        if file_format == "png":
            mpl.rcParams["figure.dpi"] = max(72.0, look.dpi)
        yield


def strokes(functions: Sequence[Activation], theme: str, *, headed: bool = True) -> list[Stroke]:
    """Give each function a colour and a line style; those that differ in parameters only share one hue."""
    look = THEMES[theme]
    groups = list(dict.fromkeys(function.name for function in functions))
    found = []
    for i, function in enumerate(functions):
        kin = [other for other in functions if other.name == function.name]
        hue = groups.index(function.name)
        colour = look.palette[hue % len(look.palette)]
        if len(kin) > 1 and theme != "print":
            colour = _shade(look, colour, kin.index(function) / (len(kin) - 1))
        plain = len(groups) == 1 and theme != "print"
        dashes = () if plain else DASHES[hue if theme != "print" and len(groups) > 1 else i]
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
    """Return what tells ``function`` from the others: its title, and the parameters in which it differs.

    Where a header says what all are, the parameters alone will do.
    """
    kin = [other for other in functions if other.name == function.name]
    swept = [
        f"{key} = {number(value)}"
        for key, value in function.parameters.items()
        if any(other.parameters[key] != value for other in kin)
        or (len(functions) > len(kin) and value != function.defaults[key])
    ]
    if headed and swept and len(kin) == len(functions):
        return ", ".join(swept)
    return ", ".join([function.title, *swept])


def new_figure(look: Look, default: tuple[float, float]) -> Figure:
    """Return an empty figure of the size that was chosen, or of the default one in inches.

    Raises:
        ValueError: more pixels than a picture should have.

    """
    size = look.size or default
    if size[0] * size[1] * look.dpi**2 > MEGAPIXELS * 1e6:
        raise ValueError(
            f"{size[0]:g} x {size[1]:g} inches at {look.dpi:g} dpi are more than {MEGAPIXELS} megapixels"
        )
    figure = Figure(figsize=size)
    FigureCanvasAgg(figure)
    return figure

"""The style of every picture, as matplotlib's rc parameters, instead of the user's configuration."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl

from actplot.analysis.numbers import printable
from actplot.pictures.fonts import Font
from actplot.pictures.look import TEXT, Look
from actplot.pictures.themes import Theme

COMPLETE = "DejaVu Sans"  # has the mathematical signs and Greek letters that the other fonts lack


def rc_parameters(theme: Theme, font: Font, text: float = TEXT) -> dict[Any, Any]:
    """Return the rc parameters of a picture with ``text`` points of text."""
    return {
        "axes.axisbelow": True,
        "axes.edgecolor": theme.axis,
        "axes.facecolor": "none",
        "axes.formatter.limits": (-4, 5),
        "axes.grid": True,
        "axes.labelcolor": theme.soft,
        "axes.labelsize": 1.1 * text,
        "axes.linewidth": 0.8 * text / TEXT,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "figure.dpi": 72,
        "figure.facecolor": theme.background,
        "axes.formatter.use_mathtext": font.mathematics == "cm",  # its letters have no minus
        "font.family": list(dict.fromkeys([font.family, COMPLETE])),
        "font.size": text,
        "grid.color": theme.grid,
        "grid.linewidth": 0.7 * text / TEXT,
        "legend.borderaxespad": 0,
        "legend.borderpad": 0.2,
        "legend.frameon": False,
        "legend.handlelength": 4.2,
        "legend.labelcolor": theme.ink,
        "lines.scale_dashes": True,
        "mathtext.fontset": font.mathematics,
        "path.simplify": False,
        "pdf.fonttype": 42,
        "savefig.facecolor": "auto",
        "svg.fonttype": "none",
        "svg.hashsalt": "actplot",
        "text.color": theme.ink,
        "text.hinting": "none",
        "xtick.color": theme.axis,
        "xtick.labelcolor": theme.soft,
        "xtick.labelsize": text,
        "xtick.major.pad": 0.66 * text,
        "xtick.major.size": 0,
        "ytick.color": theme.axis,
        "ytick.major.pad": 0.4 * text,
        "ytick.labelcolor": theme.soft,
        "ytick.labelsize": text,
        "ytick.major.size": 0,
    }


@contextmanager
def styled(look: Look, *, raster: bool = False, letters: bool = False) -> Iterator[None]:
    """Set the rc parameters of ``look`` and nothing else, for the time in which figures are made and written.

    A ``raster`` picture is laid out at the resolution it is written at, so that matplotlib measures each text once.
    With ``letters`` the title gets fonts that have all of its letters; a text format leaves them to the viewer.

    Raises:
        ValueError: no font has some letter of the title.

    """
    with mpl.rc_context(), warnings.catch_warnings():
        # SVG keeps a title in another script as text, which matplotlib can't measure then.
        warnings.filterwarnings("ignore", message="Matplotlib currently does not support")
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        # Not rcdefaults(), which reads every style sheet that matplotlib has.
        mpl.rcParams.update({key: value for key, value in mpl.rcParamsDefault.items() if key != "backend"})
        mpl.rcParams.update(rc_parameters(look.colours, look.letters, look.text))
        if letters and look.title and not look.title.isascii():
            from actplot.pictures.scripts import fonts_for

            mpl.rcParams["font.family"] = fonts_for(printable(look.title), mpl.rcParams["font.family"])
        if look.transparent:
            mpl.rcParams["figure.facecolor"] = "none"
        if raster:
            mpl.rcParams["figure.dpi"] = max(72.0, look.dpi)
        yield

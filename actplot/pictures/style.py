"""The style of every picture, as matplotlib's rc parameters, instead of the user's configuration.

Import it before matplotlib.
"""

# ruff: noqa: E402
from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# Before matplotlib is imported: a misspelt backend in the user's environment would be an error, though none is used,
# and an unwritable cache, or a font dated 1970, would be a warning on standard error.
os.environ["MPLBACKEND"] = "agg"
for package in ("matplotlib", "fontTools"):
    logging.getLogger(package).setLevel(logging.ERROR)

import matplotlib as mpl

from actplot.pictures.look import TEXT, Look
from actplot.pictures.themes import Theme


def rc_parameters(theme: Theme, text: float = TEXT) -> dict[Any, Any]:
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
        "font.family": "DejaVu Sans",
        "font.size": text,
        "grid.color": theme.grid,
        "grid.linewidth": 0.7 * text / TEXT,
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
def styled(look: Look, *, raster: bool = False) -> Iterator[None]:
    """Set the rc parameters of ``look`` and nothing else, for the time in which figures are made and written.

    A ``raster`` picture is laid out at the resolution it is written at, so that matplotlib measures each text once.
    """
    with mpl.rc_context(), warnings.catch_warnings():
        # A title in another script: SVG keeps it as text; elsewhere the font draws a box for a missing letter.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        # Not rcdefaults(), which reads every style sheet that matplotlib has.
        mpl.rcParams.update({key: value for key, value in mpl.rcParamsDefault.items() if key != "backend"})
        mpl.rcParams.update(rc_parameters(look.colours, look.text))
        if look.transparent:
            mpl.rcParams["figure.facecolor"] = "none"
        if raster:
            mpl.rcParams["figure.dpi"] = max(72.0, look.dpi)
        yield

"""The program keeps the user's settings of matplotlib out; a Python session that imports actplot keeps its own."""

from __future__ import annotations

import errno
import logging
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec

from actplot.pictures.fonts import FONTS


def isolate() -> None:
    """Import matplotlib without the user's configuration, which may be no text, unreadable or a FIFO.

    A misspelt backend in the user's environment would be an error, though none is used, and an unwritable cache, or a
    font dated 1970, would be a warning on standard error. So would be an extension module for which memory is short.
    """
    if "matplotlib" in sys.modules:
        return
    os.environ["MPLBACKEND"] = "agg"
    for package in ("matplotlib", "fontTools"):
        logging.getLogger(package).setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", "Unable to import Axes3D")
    with _where_its_own_configuration_is():
        from matplotlib import font_manager
    if not _finds_fonts():
        # Other modules hold this one manager, so its contents are replaced.
        vars(font_manager.fontManager).update(vars(font_manager.FontManager()))


def _finds_fonts() -> bool:
    """Whether matplotlib's list of fonts, which it keeps in a file of the user's, leads to those that it ships."""
    from matplotlib import font_manager

    try:
        for font in FONTS.values():
            path = font_manager.findfont(font_manager.FontProperties(family=[font.family]), fallback_to_default=False)
            font_manager.get_font(path)
    except OSError as error:
        if error.errno in (errno.EMFILE, errno.ENFILE):
            raise
        return False
    except Exception:
        return False
    return True


@contextmanager
def _where_its_own_configuration_is() -> Iterator[None]:
    """Change to the folder of matplotlib's own matplotlibrc: that in the current folder comes before all others."""
    found = find_spec("matplotlib")
    own = os.path.join(os.path.dirname(found.origin or ""), "mpl-data") if found else ""  # noqa: PTH118, PTH120
    try:
        here = os.open(".", os.O_RDONLY)
    except OSError:  # it is deleted, or may not be read
        yield
        return
    try:
        with suppress(OSError):
            os.chdir(own)
        yield
    finally:
        os.fchdir(here)
        os.close(here)

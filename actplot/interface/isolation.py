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
from typing import Any

from actplot.pictures.fonts import FONTS


def isolate() -> None:
    """Import matplotlib without the user's configuration, which may be no text, unreadable or a FIFO.

    A misspelt backend in the user's environment would be an error, though none is used, and an unwritable cache, or a
    font dated 1970, would be a warning on standard error.
    """
    os.environ["MPLBACKEND"] = "agg"
    for package in ("matplotlib", "fontTools"):
        logging.getLogger(package).setLevel(logging.ERROR)
    if "matplotlib.figure" in sys.modules:
        return
    with _where_its_own_configuration_is():
        _import_without_extras()
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


def _import_without_extras() -> None:
    """Import figures, but neither axes in 3-D nor the lists of properties in docstrings: a quarter of the time.

    Only this import is changed. Afterwards all is as matplotlib has it, but that its axes know no projection "3d".
    """
    from matplotlib import artist

    inspector: Any = artist.ArtistInspector
    module: Any = artist
    lists = module.kwdoc, inspector.get_setters
    module.kwdoc, inspector.get_setters = (lambda _: ""), (lambda _: [])
    modules: Any = sys.modules
    modules["mpl_toolkits.mplot3d"] = None  # matplotlib imports it if it can
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Unable to import Axes3D")
            import matplotlib.figure  # noqa: F401
    finally:
        module.kwdoc, inspector.get_setters = lists
        del modules["mpl_toolkits.mplot3d"]

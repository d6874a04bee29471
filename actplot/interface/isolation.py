"""The program keeps the user's settings of matplotlib out; a Python session that imports actplot keeps its own."""

from __future__ import annotations

import logging
import os
import sys
import warnings
from typing import Any


def isolate() -> None:
    """Prepare the process for matplotlib, and import it.

    A misspelt backend in the user's environment would be an error, though none is used, and an unwritable cache, or a
    font dated 1970, would be a warning on standard error.
    """
    os.environ["MPLBACKEND"] = "agg"
    for package in ("matplotlib", "fontTools"):
        logging.getLogger(package).setLevel(logging.ERROR)
    if "matplotlib.figure" not in sys.modules:
        _import_without_extras()


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

"""The program keeps the user's settings of matplotlib out; a Python session that imports actplot keeps its own."""

from __future__ import annotations

import logging
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec


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
        import matplotlib as _  # noqa: F401


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

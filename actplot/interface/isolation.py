"""The program keeps the user's settings of matplotlib out; a Python session that imports actplot keeps its own."""

from __future__ import annotations

import logging
import os


def isolate() -> None:
    """Prepare the process for matplotlib, before it is imported.

    A misspelt backend in the user's environment would be an error, though none is used, and an unwritable cache, or a
    font dated 1970, would be a warning on standard error.
    """
    os.environ["MPLBACKEND"] = "agg"
    for package in ("matplotlib", "fontTools"):
        logging.getLogger(package).setLevel(logging.ERROR)

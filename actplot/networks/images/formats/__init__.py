"""Readers of image data sets: every module in this folder reads one format.

A module has ``WORDS``, a noun phrase for the format; ``reads(path)``, which says by names whether a path is in it;
and ``read(path)``, which returns what it found, or raises ValueError with the path and what is wrong.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from actplot.language import folders
from actplot.networks.images.record import Found


def readers() -> list[Any]:
    """Return the modules of this folder."""
    return [importlib.import_module(f"{__name__}.{name}") for name in folders.modules(__path__)]


def read(path: Path) -> Found:
    """Return the images of a file or folder.

    Raises:
        ValueError: no reader takes it, or it is damaged.
        OSError: it can't be read.

    """
    for reader in readers():
        if reader.reads(path):
            found: Found = reader.read(path)
            return found
    allowed = "; ".join(reader.WORDS for reader in readers())
    raise ValueError(f"{str(path)!r} is none of these: {allowed}")

"""The formats that hold values as arrays: each module here is one; its name is that of the format and its suffix.

A module has a function ``encode`` of named arrays that returns the bytes of a file, and imports nothing slow at its
top.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any

from actplot.language import folders


def names() -> tuple[str, ...]:
    """Return the names of all formats."""
    return folders.modules(__path__)


def get(name: str) -> Callable[[Mapping[str, Any]], bytes]:
    """Return what encodes named arrays.

    Raises:
        ValueError: there is no such format.

    """
    if name not in names():
        raise ValueError(f"unknown format {name!r}; choose from {', '.join(names())}")
    encode: Callable[[Mapping[str, Any]], bytes] = importlib.import_module(f"{__name__}.{name}").encode
    return encode

"""The formats of tables: each module here is one, and its name is that of the format.

A module has a class ``Format``, a ``ReadableFormat`` or ``ExactFormat``, and imports nothing slow at its top: the
options and completion read the modules too.
"""

from __future__ import annotations

import importlib
from functools import cache
from typing import TYPE_CHECKING

from actplot.language import folders

if TYPE_CHECKING:
    from actplot.tables.layout import ExactFormat, ReadableFormat


@cache
def names() -> tuple[str, ...]:
    """Return the names of all formats."""
    return folders.modules(__path__)


@cache
def get(name: str) -> ReadableFormat | ExactFormat:
    """Return a format.

    Raises:
        ValueError: there is no such format.

    """
    if name not in names():
        raise ValueError(f"unknown format {name!r}; choose from {', '.join(names())}")
    form: ReadableFormat | ExactFormat = importlib.import_module(f"{__name__}.{name}").Format()
    return form


@cache
def suffixes() -> dict[str, str]:
    """Return the name of the format of each suffix."""
    return {suffix: name for name in names() for suffix in get(name).suffixes}

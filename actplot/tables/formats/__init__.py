"""The formats of tables, a module for each: its name is that of the format, its class ``Format`` writes it.

A new module is a new format: the options of all commands offer it and its suffixes lead to it.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from actplot.tables.layout import ForPeople, ForPrograms


@cache
def names() -> tuple[str, ...]:
    """Return the names of all formats."""
    return tuple(info.name for info in pkgutil.iter_modules(__path__))


@cache
def get(name: str) -> ForPeople | ForPrograms:
    """Return a format.

    Raises:
        ValueError: there is no such format.

    """
    if name not in names():
        raise ValueError(f"unknown format {name!r}; choose from {', '.join(names())}")
    form: ForPeople | ForPrograms = importlib.import_module(f"{__name__}.{name}").Format()
    return form


@cache
def suffixes() -> dict[str, str]:
    """Return the name of the format that each suffix stands for."""
    return {suffix: name for name in names() for suffix in get(name).suffixes}

"""Open folders: each module in one adds what it is named after. They are read without importing any of them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache

SUFFIX = ".py"


def modules(path: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the modules in a package, from its ``__path__``, in alphabetical order.

    It is pkgutil.iter_modules for modules that are files of source, in a tenth of the time.
    """
    return _modules(path[0])


@cache
def _modules(folder: str) -> tuple[str, ...]:
    files = [name for name in os.listdir(folder) if name.endswith(SUFFIX)]  # noqa: PTH208 - pathlib loads slowly
    return tuple(sorted(name.removesuffix(SUFFIX) for name in files if name != f"__init__{SUFFIX}"))


def source(path: Sequence[str], module: str) -> bytes:
    """Return the source of a module in a package, from its ``__path__``."""
    with open(os.path.join(path[0], module + SUFFIX), "rb") as file:  # noqa: PTH118, PTH123 - pathlib loads slowly
        return file.read()

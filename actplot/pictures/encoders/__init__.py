"""The file formats of pictures: each module here is one, and its name is that of the format and its suffix.

A module holds an ``encoder``, which is ``Still`` or ``Moving``, and imports what is heavy when it is called: the
options and completion read the modules too.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from actplot.pictures.animation import Animation
    from actplot.pictures.look import Look

DEFAULT = "png"
DPI = 200
DPI_MOVING = 100


class Metadata(NamedTuple):
    """The texts inside a file, in whichever fields its format has for them."""

    title: str
    description: str
    command: str


class Still(NamedTuple):
    """A format of one figure."""

    encode: Callable[[Figure, Metadata, Look], bytes]
    raster: bool
    """Whether it consists of pixels, so that ``look.dpi`` is the resolution of all of it."""
    dpi: int = DPI
    """Unless the user chooses another resolution."""
    text: bool = False
    """Whether it is text, which a terminal can show."""


class Moving(NamedTuple):
    """A format of many frames; the last argument of ``encode`` iterates over them and may show the progress."""

    encode: Callable[[Animation, Metadata, Callable[[Iterable[int]], Iterable[int]]], bytes]
    dpi: int = DPI_MOVING
    text: bool = False


@cache
def names(*, moving: bool | None = None) -> tuple[str, ...]:
    """Return the names of all formats, or only those of moving pictures, or only the others."""
    found = tuple(info.name for info in pkgutil.iter_modules(__path__))
    return found if moving is None else tuple(name for name in found if isinstance(get(name), Moving) == moving)


def listed(*, moving: bool | None = None) -> str:
    """Return these names as a text."""
    return ", ".join(names(moving=moving))


@cache
def get(name: str) -> Still | Moving:
    """Return the encoder of a format.

    Raises:
        ValueError: there is no such format.

    """
    if name not in names():
        raise ValueError(f"unknown picture format {name!r}; choose from {listed()}")
    found: Still | Moving = importlib.import_module(f"{__name__}.{name}").encoder
    return found

"""The file formats of pictures: each module here is one, and its name is that of the format and its suffix.

A module holds an ``encoder``, which is ``Still``, ``Moving`` or ``Drawn``, and imports what is heavy when it is
called: the options and completion read the modules too.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from actplot.language import folders

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from actplot.activation import Activation
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
    software: str
    """actplot and what else decides how the picture looks, each with its version."""


class Carried(NamedTuple):
    """The command that a file carries, and the software that drew it; both are empty if it carries none."""

    command: str
    software: str


class Still(NamedTuple):
    """A format of one figure."""

    encode: Callable[[Figure, Metadata, Look], bytes]
    signature: bytes
    """The first bytes of every file in the format."""
    carried: Callable[[bytes], Carried]
    """Reads a file again; it raises OSError if the file is damaged."""
    raster: bool
    """Whether it consists of pixels, so that ``look.dpi`` is the resolution of all of it."""
    dpi: int = DPI
    """Unless the user chooses another resolution."""
    text: bool = False
    """Whether it is text, which a terminal can show."""
    printed: bool = False
    """Whether it goes to standard output unless a file is named."""


class Moving(NamedTuple):
    """A format of many frames; the last argument of ``encode`` iterates over them and may show the progress."""

    encode: Callable[[Animation, Metadata, Callable[[Iterable[int]], Iterable[int]]], bytes]
    signature: bytes
    carried: Callable[[bytes], Carried]
    dpi: int = DPI_MOVING
    text: bool = False
    printed: bool = False


class Drawn(NamedTuple):
    """A format that is drawn from functions themselves, without a figure, on the page of the look."""

    encode: Callable[[Sequence[Activation], Look], bytes]
    dpi: int = DPI
    text: bool = True
    printed: bool = True


Encoder: TypeAlias = Still | Moving | Drawn


def names(kind: type[Encoder] | None = None) -> tuple[str, ...]:
    """Return the names of all formats, or only those of one kind."""
    found = folders.modules(__path__)
    return found if kind is None else tuple(name for name in found if isinstance(get(name), kind))


def listed(kind: type[Encoder] | None = None) -> str:
    """Return these names as a text."""
    return ", ".join(names(kind))


@cache
def get(name: str) -> Encoder:
    """Return the encoder of a format.

    Raises:
        ValueError: there is no such format.

    """
    if name not in names():
        raise ValueError(f"unknown picture format {name!r}; choose from {listed()}")
    found: Encoder = importlib.import_module(f"{__name__}.{name}").encoder
    return found


def carried(data: bytes) -> tuple[str, Carried]:
    """Return the name of the format of a file, and the command that it carries.

    Raises:
        OSError: the file is damaged, or in no format that carries a command.

    """
    for name in names():
        encoder = get(name)
        if not isinstance(encoder, Drawn) and data.startswith(encoder.signature):
            return name, encoder.carried(data)
    able = ", ".join(name for name in names() if not isinstance(get(name), Drawn))
    raise OSError(f"it is none of {able}")

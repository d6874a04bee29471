"""Functions as pictures: the one place that decides how they are drawn, and the bytes of the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, assert_never

from actplot import __version__
from actplot.activation import Activation, Gated, Vector
from actplot.analysis import words
from actplot.analysis.numbers import printable
from actplot.pictures import encoders
from actplot.pictures.encoders import Drawn, Metadata, Moving, Still
from actplot.pictures.look import HEIGHT, WIDTH, Look

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 12  # curves that can be told apart on one pair of axes


def draw(
    functions: Sequence[Activation],
    look: Look,
    file_format: str,
    track: Callable[[Iterable[int]], Iterable[int]] = iter,
) -> bytes:
    """Return a picture of ``functions`` as the bytes of a file in one of ``encoders.names()``.

    The same arguments give the same bytes, whatever the user's configuration of matplotlib.
    ``track`` iterates over the frames of an animation, and may show its progress.

    Raises:
        ValueError: an unknown format, too many functions for one pair of axes, too many pixels, or a window that
            shows nothing.

    """
    encoder = encoders.get(file_format)
    if look.log and not isinstance(encoder, Still):
        raise ValueError(f"{file_format} has a linear axis; choose {encoders.listed(Still)}")
    match encoder:
        case Still():
            from actplot.pictures.style import styled

            with styled(look, raster=encoder.raster, letters=not encoder.text):
                return save(compose(functions, look), functions, look, file_format)
        case Moving():
            from actplot.pictures.style import styled

            with styled(look, letters=True):
                from actplot.pictures.animation import Animation
                from actplot.pictures.overlay import overlay

                animation = Animation(functions, look, overlay)
                return encoder.encode(animation, metadata(functions, look), track)
        case Drawn():
            return encoder.encode(functions, look)
        case _:
            assert_never(encoder)


def save(
    figure: Figure, functions: Sequence[Activation], look: Look, file_format: str, description: str = ""
) -> bytes:
    """Return the bytes of a figure; call it inside :func:`actplot.pictures.style.styled`.

    Raises:
        ValueError: an unknown format, or one that is not of figures.

    """
    encoder = encoders.get(file_format)
    if not isinstance(encoder, Still):
        raise ValueError(f"{file_format} does not show a figure; choose {encoders.listed(Still)}")
    return encoder.encode(figure, metadata(functions, look, description), look)


def metadata(functions: Sequence[Activation], look: Look, description: str = "") -> Metadata:
    """Return the texts inside a file; without a description, it is made from the facts of the functions."""
    return Metadata(
        title=printable(look.title or "") or words.title(functions),
        description=description or words.description(functions),
        command=printable(look.command),
        software=software(),
    )


def software() -> str:
    """Return what decides how a picture looks, each with its version."""
    import matplotlib

    return f"actplot {__version__}, matplotlib {matplotlib.__version__}"


def compose(functions: Sequence[Activation], look: Look) -> Figure:
    """Return the figure of ``functions``; call it, and save the figure, inside ``styled``.

    Raises:
        ValueError: functions that can't share axes, options that don't fit them, or a size that is too small.

    """
    from actplot.pictures.frame import TooSmallError, refusal

    try:
        return _compose(functions, look)
    except TooSmallError:
        raise refusal(partial(_compose, functions), look, look.size or (WIDTH, HEIGHT)) from None


def _compose(functions: Sequence[Activation], look: Look) -> Figure:
    if look.layout == "grid":
        if look.log:
            raise ValueError("a sheet has linear axes; leave out --layout grid or --yscale log")
        if look.at is not None:
            raise ValueError("--at draws one vector function large; leave out --layout grid")
        from actplot.pictures.sheet import sheet

        return sheet(functions, look)
    if len(functions) > MOST:
        raise ValueError(
            f"{len(functions)} functions can't be told apart on one pair of axes (at most {MOST}); "
            "use --layout grid, or a folder as the output"
        )
    special = [function for function in functions if isinstance(function, Vector | Gated)]
    if special and not look.plain:
        raise ValueError(
            f"{special[0].name} is a {special[0].kind} function; --curves and --yscale are of elementwise ones"
        )
    if look.names and look.at is None:
        raise ValueError("--names are those of the scores of --at; give both")
    if look.at is not None and not any(isinstance(function, Vector) for function in special):
        raise ValueError("--at gives the scores of a vector function such as softmax; for values use actplot table")
    if not special:
        from actplot.pictures.overlay import overlay

        return overlay(functions, look)
    function = special[0]
    if len(functions) > 1:
        raise ValueError(
            f"{function.name} is a {function.kind} function and can't share axes with others; "
            "use --layout grid, or a folder as the output"
        )
    if isinstance(function, Gated):
        from actplot.pictures.surfaces import surface

        return surface(function, look)
    assert isinstance(function, Vector)
    if look.at is None:
        from actplot.pictures.moving_score import moving_score

        return moving_score(function, look)
    from actplot.pictures.score_bars import outputs_at

    return outputs_at(function, look.at, look)

"""The frame: the rectangle of the axes on a picture, from its size alone, and what a small picture sheds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from actplot.pictures.look import Look

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SHARE = 0.55  # of a picture's area that its axes have at least
LARGEST = 60.0  # inches of a picture
BETWEEN = 1.9  # heights of text from one panel to the next, which hold the name of its axis


class _Margins(NamedTuple):
    """Margins in heights of the text, beside the edge, and which texts they leave room for."""

    edge: float
    left: float
    right: float
    bottom: float
    top: float
    gap: float
    """Between the axes and the texts beside them."""
    formula: bool
    notes: bool
    x_name: bool
    y_name: bool = True
    """Above a single panel, too."""


# Each leaves out more than the one before; the first that leaves the axes their share is taken.
_SHEDDING = (
    _Margins(0.85, 3.15, 4.9, 1.15, 3.7, 0.45, formula=True, notes=True, x_name=True),
    _Margins(0.80, 3.15, 4.9, 1.15, 1.6, 0.45, formula=False, notes=True, x_name=True),
    _Margins(0.70, 3.15, 3.1, 1.15, 1.6, 0.45, formula=False, notes=True, x_name=True),
    _Margins(0.60, 3.15, 3.0, 1.10, 1.5, 0.42, formula=False, notes=False, x_name=True),
    _Margins(0.40, 2.45, 0.4, 1.05, 1.4, 0.40, formula=False, notes=False, x_name=False),
    _Margins(0.40, 2.45, 0.4, 1.05, 1.4, 0.40, formula=False, notes=False, x_name=False, y_name=False),
)


@dataclass(frozen=True)
class Frame:
    """The margins of a picture in points, and what its size leaves room for."""

    text: float
    """The height of text in points."""
    left: float
    right: float
    bottom: float
    top: float
    edge: float
    gap: float
    header: float
    """Height of the header."""
    names: float
    """Width beyond the right end of the axes for the names of curves; none where it is 0."""
    formula: bool
    notes: bool
    x_name: bool
    y_name: bool = True


class TooSmallError(ValueError):
    """A picture is too small for its axes to have their share."""


def fitted(
    look: Look, size: tuple[float, float], panels: int, draw: Callable[[Frame], Figure], *, named: bool, header: bool
) -> Figure:
    """Return the figure of ``size`` inches that ``draw`` makes in the first frame in which its axes have their share.

    It has ``panels`` above each other; ``named`` says that each has the name of its axis above it.

    Raises:
        TooSmallError: there is no such frame.

    """
    for frame in _frames(look.text_on(size), size, panels, named=named, header=header):
        figure = draw(frame)
        if roomy(figure, look):
            return figure
    raise TooSmallError


def roomy(figure: Figure, look: Look) -> bool:
    """Whether the axes have their share of a figure, or nobody has chosen its size."""
    if look.size is None:
        return True
    boxes = [axes.get_position() for axes in figure.axes]
    across = max(box.x1 for box in boxes) - min(box.x0 for box in boxes)
    up = max(box.y1 for box in boxes) - min(box.y0 for box in boxes)
    return bool(across * up >= SHARE)


def refusal(draw: Callable[[Look], Figure], look: Look, size: tuple[float, float]) -> ValueError:
    """Return the error that names the least size of the proportions of ``size`` at which ``draw`` makes a picture."""
    least, found = size, False
    while not found and max(least) < LARGEST:
        least = least[0] * 1.04, least[1] * 1.04
        rounded = -(-least[0] * 10 // 1) / 10, -(-least[1] * 10 // 1) / 10
        try:
            draw(replace(look, size=rounded))
            found = True
        except TooSmallError:
            continue
    advice = " or a smaller --text-size" if look.text_size else ""
    named = f"; the least size is {rounded[0]:g} x {rounded[1]:g}{advice}" if found else ""
    return ValueError(f"{size[0]:g} x {size[1]:g} inches are too small for this picture{named}")


def _frames(text: float, size: tuple[float, float], panels: int, *, named: bool, header: bool) -> Iterator[Frame]:
    """Find the frames in which axes have their share, the one with most texts first."""
    width, height = 72 * size[0], 72 * size[1]
    for margins in _SHEDDING:
        edge = max(2.5, margins.edge * text)
        gap = margins.gap * text
        head = margins.top * text if header else 0.3 * text
        y_name = margins.y_name or panels > 1
        above = edge + head + gap + (1.35 * text if named and y_name else 0.0)
        left, right = edge + margins.left * text + gap, edge + margins.right * text
        bottom = edge + margins.bottom * text + gap
        across, up = width - left - right, height - above - bottom - between(text, panels)
        if across > 0 and up > 0 and across * up >= SHARE * width * height:
            names = margins.right * text - gap if margins.right > 1 else 0.0
            yield Frame(
                text, left, right, bottom, above, edge, gap, head, names,
                margins.formula, margins.notes, margins.x_name, y_name,
            )  # fmt: skip


def between(text: float, panels: int) -> float:
    """Return the height in points that separates ``panels``."""
    return (panels - 1) * (BETWEEN * text + 3)

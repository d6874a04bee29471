"""The frame: the rectangle of the axes on a picture, from its size alone, and what a small picture sheds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from actplot.pictures.look import Look

SHARE = 0.55  # of a picture's area that its axes have at least
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


# Each leaves out more than the one before; the first that leaves the axes their share is taken.
_SHEDDING = (
    _Margins(0.85, 3.15, 4.9, 1.15, 3.7, 0.45, formula=True, notes=True, x_name=True),
    _Margins(0.80, 3.15, 4.9, 1.15, 1.6, 0.45, formula=False, notes=True, x_name=True),
    _Margins(0.70, 3.15, 3.1, 1.15, 1.6, 0.45, formula=False, notes=True, x_name=True),
    _Margins(0.60, 3.15, 3.0, 1.10, 1.5, 0.42, formula=False, notes=False, x_name=True),
    _Margins(0.40, 2.45, 0.4, 1.05, 1.4, 0.40, formula=False, notes=False, x_name=False),
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


def frame_of(
    look: Look, size: tuple[float, float], panels: int = 1, *, named: bool = False, header: bool = True
) -> Frame:
    """Return the frame of a picture of ``size`` inches with ``panels`` above each other.

    ``named`` says that each panel has the name of its axis above it.

    Raises:
        ValueError: the axes would have less than ``SHARE`` of the area; the least size is named.

    """
    found = _fitting(look.text_on(size), size, panels, named=named, header=header)
    if found is not None:
        return found
    least = size
    while _fitting(look.text_on(least), least, panels, named=named, header=header) is None:
        least = least[0] * 1.02, least[1] * 1.02
    up = [-(-side * 10 // 1) / 10 for side in least]
    advice = " or a smaller --text-size" if look.text_size else ""
    raise ValueError(
        f"{size[0]:g} x {size[1]:g} inches are too small for this picture; "
        f"the least size is {up[0]:g} x {up[1]:g}{advice}"
    )


def _fitting(text: float, size: tuple[float, float], panels: int, *, named: bool, header: bool) -> Frame | None:
    width, height = 72 * size[0], 72 * size[1]
    for margins in _SHEDDING:
        edge = max(2.5, margins.edge * text)
        gap = margins.gap * text
        head = margins.top * text if header else 0.3 * text
        above = edge + head + gap + (1.35 * text if named else 0.0)
        left, right = edge + margins.left * text + gap, edge + margins.right * text
        bottom = edge + margins.bottom * text + gap
        across, up = width - left - right, height - above - bottom - between(text, panels)
        if across > 0 and up > 0 and across * up >= SHARE * width * height:
            names = margins.right * text - gap if margins.right > 1 else 0.0
            return Frame(
                text, left, right, bottom, above, edge, gap, head, names,
                margins.formula, margins.notes, margins.x_name,
            )  # fmt: skip
    return None


def between(text: float, panels: int) -> float:
    """Return the height in points that separates ``panels``."""
    return (panels - 1) * (BETWEEN * text + 3)

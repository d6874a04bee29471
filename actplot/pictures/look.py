"""What a user may choose about a picture."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from actplot.pictures import LAYOUTS
from actplot.pictures.fonts import DEFAULT, FONTS, Font
from actplot.pictures.page import Page
from actplot.pictures.themes import THEMES, Theme

TEXT = 9.0  # points, at the default size
SMALLEST_TEXT = 6.0
WIDTH, HEIGHT = 6.4, 4.0  # inches, by default
GROWING, SHRINKING = 0.7, 0.35  # powers of the size by which text grows and shrinks
LARGEST = 1e300  # an end of a window


@dataclass(frozen=True)
class Look:
    """The options of a picture; sizes in inches."""

    derivative: bool = False
    value: bool = True
    """Whether f is drawn."""
    second: bool = False
    """Whether f'' is drawn."""
    log: bool = False
    """Whether the axis of y is logarithmic: it shows absolute values, those of negative ones dotted."""
    layout: str = LAYOUTS[0]
    xlim: tuple[float, float] | None = None
    ylim: tuple[float, float] | None = None
    size: tuple[float, float] | None = None
    dpi: float = 200
    text_size: float | None = None
    """Height of text in points; without it, text grows with the picture."""
    theme: str = "light"
    font: str = DEFAULT
    transparent: bool = False
    at: tuple[float, ...] | None = None
    names: tuple[str, ...] = ()
    """Of the entries of a vector."""
    title: str | None = None
    legend: bool = True
    notes: bool = True
    command: str = ""
    page: Page = field(default_factory=Page)
    """Of a picture that consists of characters."""

    def __post_init__(self) -> None:
        """Check the names and the windows.

        Raises:
            ValueError: there is no such layout or font, or a window has no width.

        """
        require_interval(self.xlim)
        require_interval(self.ylim)
        if self.log and self.ylim and self.ylim[0] <= 0:
            raise ValueError(f"a logarithmic axis has no {self.ylim[0]:g}; --ylim must be positive with --yscale log")
        if self.layout not in LAYOUTS:
            raise ValueError(f"unknown layout {self.layout!r}; choose from {', '.join(LAYOUTS)}")
        if self.font not in FONTS:
            raise ValueError(f"unknown font {self.font!r}; choose from {', '.join(FONTS)}")

    def text_on(self, size: tuple[float, float] | None) -> float:
        """Return the height of text in points on a picture of ``size`` inches; at the default size it is 9."""
        if self.text_size is not None:
            return self.text_size
        if size is None:
            return TEXT
        part = min(size[0] / WIDTH, size[1] / HEIGHT)
        power = GROWING if part > 1 else SHRINKING
        return max(SMALLEST_TEXT, TEXT * math.pow(part, power))

    @property
    def text(self) -> float:
        """The height of text in points on a picture of the chosen size."""
        return self.text_on(self.size)

    @property
    def scale(self) -> float:
        """The width of lines and dots relative to those of the default size."""
        return self.text / TEXT

    @property
    def attributes(self) -> tuple[str, ...]:
        """The names of the curves that are drawn: ``f``, ``derivative``, ``second``."""
        chosen = (("f", self.value), ("derivative", self.derivative), ("second", self.second))
        return tuple(name for name, drawn in chosen if drawn)

    @property
    def plain(self) -> bool:
        """Whether f is drawn, perhaps with f', on a linear axis: all that some kinds of pictures can show."""
        return self.value and not self.second and not self.log

    @property
    def letters(self) -> Font:
        """The font of that name."""
        return FONTS[self.font]

    @property
    def colours(self) -> Theme:
        """The theme of that name.

        Raises:
            ValueError: there is none.

        """
        if self.theme not in THEMES:
            raise ValueError(f"unknown theme {self.theme!r}; choose from {', '.join(THEMES)}")
        return THEMES[self.theme]


def require_interval(ends: tuple[float, float] | None) -> None:
    """Refuse a window of x or y that can't be drawn.

    Raises:
        ValueError: its ends are not finite, not in order, too large, or too near to each other.

    """
    if ends is None:
        return
    low, high = ends
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise ValueError(f"LO must be less than HI and both finite, not {low:g} {high:g}")
    wide = high - low > 1e-12 * max(abs(low), abs(high)) and high - low > 1e-290
    if abs(low) > LARGEST or abs(high) > LARGEST or not wide:
        raise ValueError(f"a window from {low!r} to {high!r} can't be drawn")

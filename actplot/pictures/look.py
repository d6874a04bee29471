"""What a user may choose about a picture."""

from __future__ import annotations

import math
from dataclasses import dataclass

from actplot.pictures import LAYOUTS
from actplot.pictures.themes import THEMES, Theme

TEXT = 9.0  # points, at the default size
SMALLEST_TEXT = 6.0
WIDTH, HEIGHT = 6.4, 4.0  # inches, by default
GROWING, SHRINKING = 0.7, 0.35  # powers of the size by which text grows and shrinks


@dataclass(frozen=True)
class Look:
    """The options of a picture; sizes in inches."""

    derivative: bool = False
    layout: str = LAYOUTS[0]
    xlim: tuple[float, float] | None = None
    ylim: tuple[float, float] | None = None
    size: tuple[float, float] | None = None
    dpi: float = 200
    text_size: float | None = None
    """Height of text in points; without it, text grows with the picture."""
    theme: str = "light"
    transparent: bool = False
    at: tuple[float, ...] | None = None
    names: tuple[str, ...] = ()
    """Of the entries of a vector."""
    title: str | None = None
    legend: bool = True
    notes: bool = True
    command: str = ""

    def __post_init__(self) -> None:
        """Check the layout.

        Raises:
            ValueError: there is no such layout.

        """
        if self.layout not in LAYOUTS:
            raise ValueError(f"unknown layout {self.layout!r}; choose from {', '.join(LAYOUTS)}")

    def text_on(self, size: tuple[float, float] | None) -> float:
        """Return the height of text in points on a picture of ``size`` inches; at the default size it is 9."""
        if self.text_size is not None:
            return self.text_size
        if size is None:
            return TEXT
        part = min(size[0] / WIDTH, size[1] / HEIGHT)
        return max(SMALLEST_TEXT, TEXT * math.pow(part, GROWING if part > 1 else SHRINKING))

    @property
    def text(self) -> float:
        """The height of text in points on a picture of the chosen size."""
        return self.text_on(self.size)

    @property
    def scale(self) -> float:
        """The width of lines and dots relative to those of the default size."""
        return self.text / TEXT

    @property
    def colours(self) -> Theme:
        """The theme of that name.

        Raises:
            ValueError: there is none.

        """
        if self.theme not in THEMES:
            raise ValueError(f"unknown theme {self.theme!r}; choose from {', '.join(THEMES)}")
        return THEMES[self.theme]

"""What a user may choose about a picture."""

from __future__ import annotations

from dataclasses import dataclass

from actplot.pictures import LAYOUTS
from actplot.pictures.fonts import DEFAULT
from actplot.pictures.page import Page
from actplot.pictures.themes import THEMES, Theme


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
    font: str = DEFAULT
    transparent: bool = False
    at: tuple[float, ...] | None = None
    title: str | None = None
    legend: bool = True
    notes: bool = True
    command: str = ""
    page: Page = Page()
    """Of a picture that consists of characters."""

    def __post_init__(self) -> None:
        """Check the layout.

        Raises:
            ValueError: there is no such layout.

        """
        if self.layout not in LAYOUTS:
            raise ValueError(f"unknown layout {self.layout!r}; choose from {', '.join(LAYOUTS)}")

    @property
    def colours(self) -> Theme:
        """The theme of that name.

        Raises:
            ValueError: there is none.

        """
        if self.theme not in THEMES:
            raise ValueError(f"unknown theme {self.theme!r}; choose from {', '.join(THEMES)}")
        return THEMES[self.theme]

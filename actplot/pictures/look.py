"""What a user may choose about a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from actplot.pictures.themes import THEMES, Theme

Layout = Literal["auto", "overlay", "panels", "grid"]


@dataclass(frozen=True)
class Look:
    """The options of a picture; sizes in inches."""

    derivative: bool = False
    layout: Layout = "auto"
    xlim: tuple[float, float] | None = None
    ylim: tuple[float, float] | None = None
    size: tuple[float, float] | None = None
    dpi: float = 200
    theme: str = "light"
    transparent: bool = False
    at: tuple[float, ...] | None = None
    title: str | None = None
    legend: bool = True
    notes: bool = True
    command: str = ""

    @property
    def colours(self) -> Theme:
        """The theme of that name.

        Raises:
            ValueError: there is none.

        """
        if self.theme not in THEMES:
            raise ValueError(f"unknown theme {self.theme!r}; choose from {', '.join(THEMES)}")
        return THEMES[self.theme]

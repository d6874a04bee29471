"""The page of a picture that consists of characters. It imports nothing heavy, as options read it."""

from __future__ import annotations

from typing import NamedTuple


class Page(NamedTuple):
    """The size of a text picture, and the characters that it may consist of."""

    columns: int = 80
    rows: int = 23
    """One less than a terminal has, whose last row is that of the prompt."""
    encoding: str = "utf-8"
    colour: bool = False

    @property
    def braille(self) -> bool:
        """Whether the encoding has braille patterns; without them the picture is drawn in ASCII."""
        try:
            "\u28ff\u2500\u25cf".encode(self.encoding)
        except (LookupError, UnicodeEncodeError):
            return False
        return True

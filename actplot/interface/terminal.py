"""The size of the terminal."""

from __future__ import annotations

import os
import sys

SIZE = 80, 24  # of a pipe and a file


def size() -> tuple[int, int]:
    """Return columns and lines, as shutil.get_terminal_size does, which loads slowly for the archives beside it."""
    chosen = [_number(os.environ.get(name, "")) for name in ("COLUMNS", "LINES")]
    if min(chosen) <= 0:
        try:
            found: tuple[int, int] = os.get_terminal_size(sys.__stdout__.fileno())  # type: ignore[union-attr]
        except (AttributeError, ValueError, OSError):  # standard output is closed, or no terminal
            found = SIZE
        chosen = [max(a, 0) or b or c for a, b, c in zip(chosen, found, SIZE, strict=True)]
    columns, lines = chosen
    return columns, lines


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        return 0

"""Text: curves on the dots of braille patterns, for terminals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from actplot.pictures.encoders import Drawn

if TYPE_CHECKING:
    from actplot.activation import Activation
    from actplot.pictures.look import Look


def _encode(functions: Sequence[Activation], look: Look) -> bytes:
    from actplot.pictures import characters

    return characters.draw(functions, look)


encoder = Drawn(_encode)

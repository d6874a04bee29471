"""Graphics Interchange Format: an animation that runs forever."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from actplot.pictures.encoders import Carried, Metadata, Moving

if TYPE_CHECKING:
    from PIL.Image import Image

    from actplot.pictures.animation import Animation

COLOURS = 64
NEARLY = 9  # steps of 255 by which a colour may differ from the background


def _encode(animation: Animation, metadata: Metadata, track: Callable[[Iterable[int]], Iterable[int]]) -> bytes:
    """Return the bytes; frames are reduced to a common palette one by one, which takes a quarter of the memory."""
    from PIL.Image import Dither

    last = len(animation) - 1
    frames: list[Image] = []
    # The last frame is drawn first: only it has every colour.
    for i in track([last, *range(last)]):
        image = animation.frame(i)
        palette = frames[0] if frames else _palette(image, animation.background)
        frames.append(image.quantize(palette=palette, dither=Dither.NONE))
    frames = [*frames[1:], frames[0]]
    buffer = io.BytesIO()
    frames[0].save(
        buffer,
        format="GIF",
        save_all=True,
        append_images=frames[1:],
        duration=animation.milliseconds,
        loop=0,
        optimize=False,
        comment="\n".join(metadata).encode(),
    )
    return buffer.getvalue()


def _palette(image: Image, background: str) -> Image:
    """Return an image with the palette of all frames: a common one keeps them from flickering."""
    from PIL.Image import Dither

    palette = image.quantize(COLOURS, dither=Dither.NONE)
    plain = list(bytes.fromhex(background[1:]))
    colours = palette.getpalette() or []
    for i in range(0, len(colours), 3):
        # Averaging yields several colours that are nearly the background's.
        if max(abs(one - other) for one, other in zip(colours[i : i + 3], plain, strict=True)) < NEARLY:
            colours[i : i + 3] = plain
    palette.putpalette(colours)
    return palette


def _carried(data: bytes) -> Carried:
    from PIL import GifImagePlugin

    try:
        with GifImagePlugin.GifImageFile(io.BytesIO(data)) as image:
            image.seek(image.n_frames - 1)
            image.load()
            image.seek(0)
            comment = image.info.get("comment", b"")
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise OSError(f"it is damaged: {error}") from None
    lines = ["", *comment.decode(errors="replace").split("\n")]
    return Carried(lines[-2], lines[-1])


encoder = Moving(_encode, b"GIF8", _carried)

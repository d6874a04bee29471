"""Pictures look as before: they are compared with the reference pictures that README shows."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from actplot.pictures import encoders
from tests.gallery import PICTURES, draw, gallery

BLOCK = 4  # pixels; the average over a block tolerates another rendering of the same letters


def blocks(path: Path) -> np.ndarray:
    """Return the last frame of a picture, averaged over blocks."""
    with Image.open(path) as image:
        image.seek(getattr(image, "n_frames", 1) - 1)
        pixels = np.asarray(image.convert("RGB"), dtype=float)
    height, width = (size // BLOCK * BLOCK for size in pixels.shape[:2])
    shape = height // BLOCK, BLOCK, width // BLOCK, BLOCK, 3
    return np.asarray(pixels[:height, :width].reshape(shape).mean(axis=(1, 3)))


def differences(one: Path, other: Path) -> tuple[float, float]:
    """Return the mean difference of two pictures in steps of 255, and the share of blocks that differ clearly."""
    difference = np.abs(blocks(one) - blocks(other)).max(axis=-1)
    return float(difference.mean()), float((difference > 60).mean())


@pytest.mark.parametrize(("name", "command"), gallery().items())
def test_a_picture_looks_like_its_reference(name: str, command: str, tmp_path: Path) -> None:
    draw(command, tmp_path / name)
    with Image.open(tmp_path / name) as drawn, Image.open(PICTURES / name) as reference:
        assert drawn.size == reference.size
        assert getattr(drawn, "n_frames", 1) == getattr(reference, "n_frames", 1)
    carried = [encoders.carried((folder / name).read_bytes())[1].command for folder in (tmp_path, PICTURES)]
    assert carried[0] == carried[1], "actplot redraw would draw another picture than README shows"
    mean, share = differences(tmp_path / name, PICTURES / name)
    assert mean < 1
    assert share < 0.001


def test_the_comparison_sees_a_label_that_is_missing(tmp_path: Path) -> None:
    draw("plot relu --deriv --no-notes", tmp_path / "relu.png")
    assert differences(tmp_path / "relu.png", PICTURES / "relu.png")[1] > 0.001


def test_every_picture_has_its_command() -> None:
    assert {path.name for path in PICTURES.iterdir()} == set(gallery())

"""The themes: told apart with every kind of colour vision, on their own background, and without colours."""

from itertools import combinations

import numpy as np
import pytest

from actplot import catalogue
from actplot.pictures.look import DASHES, THEMES, strokes

# Machado, Oliveira & Fernandes 2009, at full severity, on linear RGB.
VISION = {
    "full": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
}
XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.119192, 0.9503041]]
)
WHITE = np.array([0.95047, 1.0, 1.08883])


def lab(colour: str, vision: str) -> np.ndarray:
    """Return the CIELAB coordinates of a colour as it is seen."""
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    t = XYZ @ np.clip(VISION[vision] @ linear, 0, 1) / WHITE
    x, y, z = np.where(t > 216 / 24389, np.cbrt(t), (24389 / 27 * t + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def distance(one: str, other: str, vision: str) -> float:
    return float(np.linalg.norm(lab(one, vision) - lab(other, vision)))


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_are_told_apart(theme: str, vision: str) -> None:
    palette, background = THEMES[theme].palette, THEMES[theme].background
    assert min(distance(a, b, vision) for a, b in combinations(palette, 2)) > 14
    assert min(distance(colour, background, vision) for colour in palette) > 30
    assert distance(palette[0], palette[1], vision) > 40  # f and f'


@pytest.mark.parametrize("theme", THEMES)
def test_text_is_read_on_the_background(theme: str) -> None:
    look = THEMES[theme]
    assert distance(look.ink, look.background, "full") > 80
    assert distance(look.soft, look.background, "full") > 55


def test_print_is_grey_and_every_line_has_a_style_of_its_own() -> None:
    look = THEMES["print"]
    for colour in (look.background, look.ink, look.soft, look.axis, look.grid, *look.palette):
        assert colour[1:3] == colour[3:5] == colour[5:7]
    functions = catalogue.parse("elu:alpha=1,2,3,4,5,6") + [*catalogue.everything().values()][:6]
    assert len({stroke.dashes for stroke in strokes(functions, "print")}) == 12 == len(set(DASHES))


@pytest.mark.parametrize("theme", THEMES)
def test_twelve_functions_have_twelve_different_lines(theme: str) -> None:
    functions = [f for f in catalogue.everything().values() if f.kind == "elementwise"][:12]
    assert len({(stroke.colour, stroke.dashes) for stroke in strokes(functions, theme)}) == 12


def test_a_sweep_is_one_hue_from_light_to_dark() -> None:
    shades = [stroke.colour for stroke in strokes(catalogue.parse("elu:alpha=0.5,1,2,4"), "light")]
    lightness = [lab(shade, "full")[0] for shade in shades]
    assert lightness == sorted(lightness, reverse=True)
    assert all(distance(a, b, "full") > 5 for a, b in combinations(shades, 2))

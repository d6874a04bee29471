"""Every theme: colours distinguishable with every kind of colour vision, text readable, lines all different."""

import io
from itertools import combinations

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from actplot import catalogue
from actplot.activation import Activation
from actplot.cli import main
from actplot.pictures import figures
from actplot.pictures.look import Look
from actplot.pictures.strokes import DASHES, Stroke, strokes
from actplot.pictures.themes import THEMES, Theme

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

# CIELAB distances.
BETWEEN_COLOURS = 14.0
FROM_BACKGROUND = 30.0
F_FROM_DERIVATIVE = 40.0
F_FROM_DERIVATIVE_GREY = 35.0  # where dashes distinguish them too
CONTRAST = 4.5  # of text, by WCAG 2.2, success criterion 1.4.3

every_theme = pytest.mark.parametrize("name", THEMES)


def linear(colour: str) -> np.ndarray:
    """Return the linear RGB channels of an sRGB colour."""
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(colour: str, vision: str) -> np.ndarray:
    """Return the CIELAB coordinates of a colour as it is seen."""
    t = XYZ @ np.clip(VISION[vision] @ linear(colour), 0, 1) / WHITE
    x, y, z = np.where(t > 216 / 24389, np.cbrt(t), (24389 / 27 * t + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def distance(one: str, other: str, vision: str) -> float:
    return float(np.linalg.norm(lab(one, vision) - lab(other, vision)))


def contrast(one: str, other: str) -> float:
    """Return the ratio of luminances, as WCAG 2.2 defines it."""
    dark, light = sorted(float(XYZ[1] @ linear(colour)) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def confusions(theme: Theme, vision: str) -> list[str]:
    """Return the pairs of a theme's colours that are too similar, in words."""
    found = [
        f"{a} and {b} with {vision}"
        for a, b in combinations(theme.palette, 2)
        if distance(a, b, vision) <= BETWEEN_COLOURS
    ]
    found += [
        f"{colour} and the background with {vision}"
        for colour in theme.palette
        if distance(colour, theme.background, vision) <= FROM_BACKGROUND
    ]
    f, derivative = theme.palette[:2]
    if distance(f, derivative, vision) <= (F_FROM_DERIVATIVE_GREY if theme.greyscale else F_FROM_DERIVATIVE):
        found.append(f"{f} of f and {derivative} of f' with {vision}")
    return found


@pytest.mark.parametrize("vision", VISION)
@every_theme
def test_colours_are_told_apart(name: str, vision: str) -> None:
    assert confusions(THEMES[name], vision) == []


def test_red_and_green_of_equal_lightness_are_found_to_be_confused() -> None:
    theme = THEMES["light"]._replace(palette=("#0072B2", "#D55E00", "#8c8c00"))
    assert confusions(theme, "full") == []
    assert confusions(theme, "deuteranopia") == ["#D55E00 and #8c8c00 with deuteranopia"]


@every_theme
def test_text_is_readable_on_the_background(name: str) -> None:
    theme = THEMES[name]
    assert contrast(theme.ink, theme.background) >= 2 * CONTRAST
    assert contrast(theme.soft, theme.background) >= CONTRAST
    assert distance(theme.ink, theme.background, "full") > 80
    assert distance(theme.soft, theme.background, "full") > 55


@every_theme
def test_curves_stand_out_from_axes_and_axes_from_the_grid(name: str) -> None:
    theme = THEMES[name]
    to_background = [contrast(colour, theme.background) for colour in (theme.grid, theme.axis, theme.soft, theme.ink)]
    assert to_background == sorted(to_background)
    assert min(distance(colour, theme.grid, "full") for colour in theme.palette) > FROM_BACKGROUND


@every_theme
def test_colours_are_six_hexadecimal_digits(name: str) -> None:
    theme = THEMES[name]
    for colour in (theme.background, theme.ink, theme.soft, theme.axis, theme.grid, *theme.palette):
        assert (
            colour == f"#{bytes.fromhex(colour[1:]).hex()}" or colour == f"#{bytes.fromhex(colour[1:]).hex().upper()}"
        )
        assert len(colour) == 7


@every_theme
def test_a_greyscale_theme_is_grey_and_needs_no_colour(name: str) -> None:
    theme = THEMES[name]
    if theme.greyscale:
        for colour in (theme.background, theme.ink, theme.soft, theme.axis, theme.grid, *theme.palette):
            assert colour[1:3] == colour[3:5] == colour[5:7]
        functions = catalogue.parse("elu:alpha=1,2,3,4,5,6") + [*catalogue.everything().values()][:6]
        assert len({stroke.dashes for stroke in strokes(functions, theme)}) == 12 == len(set(DASHES))


@every_theme
def test_twelve_functions_have_twelve_different_lines(name: str) -> None:
    functions = [f for f in catalogue.everything().values() if f.kind == "elementwise"][:12]
    assert len({(stroke.colour, stroke.dashes) for stroke in strokes(functions, THEMES[name])}) == 12


@every_theme
def test_names_can_be_read_in_the_colours_of_their_curves(name: str) -> None:
    theme = THEMES[name]
    sweep = [stroke.colour for stroke in strokes(catalogue.parse("elu:alpha=1,2,3,4,5,6,7,8,9"), theme)]
    assert min(contrast(colour, theme.background) for colour in (*theme.palette, *sweep)) >= CONTRAST


@every_theme
def test_a_sweep_is_coloured_by_value(name: str) -> None:
    """Three values next to each other have colours as near; the order in which they are given does not matter."""
    theme = THEMES[name]
    lines = {f.parameters["alpha"]: s.colour for f, s in _sweep("elu:alpha=4,1,1.1,2", theme)}
    assert lines[1.0] == theme.ramp[0]
    assert lines[4.0] == theme.ramp[-1]
    assert distance(lines[1.0], lines[1.1], "full") < 0.5 * distance(lines[1.1], lines[2.0], "full")
    decades = {f.parameters["alpha"]: s.colour for f, s in _sweep("elu:alpha=0.01,0.1,1", theme)}
    assert decades[0.1] not in (theme.ramp[0], theme.ramp[-1])


def _sweep(spec: str, theme: Theme) -> list[tuple[Activation, Stroke]]:
    functions = catalogue.parse(spec)
    return list(zip(functions, strokes(functions, theme), strict=True))


@every_theme
def test_up_to_six_functions_differ_in_colour_alone(name: str) -> None:
    theme = THEMES[name]
    if not theme.greyscale:
        functions = [f for f in catalogue.everything().values() if f.kind == "elementwise"][:6]
        lines = strokes(functions, theme)
        assert {stroke.dashes for stroke in lines} == {()}
        assert len({stroke.colour for stroke in lines}) == 6


@every_theme
def test_a_picture_has_the_background_of_its_theme_and_a_transparent_one_none(name: str) -> None:
    for transparent in (False, True):
        look = Look(theme=name, size=(2, 1.5), dpi=40, transparent=transparent)
        with Image.open(io.BytesIO(figures.draw(catalogue.parse("tanh"), look, "png"))) as image:
            pixel = image.convert("RGBA").getpixel((1, 1))
        assert isinstance(pixel, tuple)
        if transparent:
            assert pixel[3] == 0
        else:
            assert bytes(pixel) == bytes.fromhex(THEMES[name].background[1:] + "ff")


@every_theme
def test_help_and_completion_offer_a_theme(name: str) -> None:
    assert f"{name}: {THEMES[name].summary}" in " ".join(CliRunner().invoke(main, ["plot", "--help"]).output.split())
    line = {"_ACTPLOT_COMPLETE": "fish_complete", "COMP_WORDS": "actplot plot --theme ", "COMP_CWORD": ""}
    assert f"plain,{name}" in CliRunner().invoke(main, env=line).output.split()


def test_an_unknown_theme_is_an_error_that_names_those_there_are() -> None:
    with pytest.raises(ValueError, match=f"unknown theme 'blue'; choose from {', '.join(THEMES)}"):
        _ = Look(theme="blue").colours

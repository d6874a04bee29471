"""The options of look are the same for every command that draws, and a picture carries them in its command."""

import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from PIL import Image

from actplot.cli import main
from actplot.interface import looks
from actplot.pictures.fonts import FONTS
from actplot.pictures.themes import THEMES
from tests.commands import PRE_ACTIVATIONS

COMMANDS = {
    "plot": ["plot", "relu"],
    "neuron": ["neuron", "tanh", "-i", "1,-2", "-w", "0.5,-1"],
    "depth": ["depth", "tanh", "--layers", "3", "--width", "8"],
    "boundary": ["boundary", "tanh", "--steps", "2"],
    "fit": ["fit", "tanh", "--steps", "2"],
    "inspect": ["inspect", str(PRE_ACTIVATIONS), "tanh"],
}
DRAWING = {
    name
    for name in main.commands
    if {option.name for option in main.get_command(click.Context(main), name).params} >= {"theme", "dpi"}  # type: ignore[union-attr]
}
each = pytest.mark.parametrize("command", COMMANDS)


def run(*arguments: object) -> None:
    result = CliRunner().invoke(main, list(map(str, arguments)))
    assert result.exit_code == 0, result.stderr


def test_every_command_that_draws_has_all_options_of_look() -> None:
    assert set(COMMANDS) <= DRAWING
    for name in DRAWING:
        command = main.get_command(click.Context(main), name)
        assert command
        assert set(looks.NAMES) <= {option.name for option in command.params}


@each
def test_size_resolution_and_theme_are_those_of_the_picture(command: str, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    run(*COMMANDS[command], "--size", 9, 5, "--dpi", 40, "--theme", "dark", "-o", path)
    with Image.open(path) as picture:
        assert picture.size == (360, 200)
        colour = picture.convert("RGB").getpixel((1, 1))
    assert "#" + "".join(f"{channel:02x}" for channel in colour) == THEMES["dark"].background  # type: ignore[union-attr]


@each
def test_a_transparent_picture_has_no_background(command: str, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    run(*COMMANDS[command], "--transparent", "--dpi", 40, "-o", path)
    with Image.open(path) as picture:
        assert picture.mode == "RGBA"
        assert picture.getpixel((1, 1))[3] == 0  # type: ignore[index]


@each
@pytest.mark.parametrize("font", FONTS)
def test_a_font_is_that_of_the_text_with_a_family_that_every_viewer_has(
    command: str, font: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.svg"
    run(*COMMANDS[command], "--font", font, "-o", path)
    text = path.read_text()
    assert f"'{FONTS[font].family}'" in text
    styles = [style.partition('"')[0] for style in text.split('style="')[1:]]
    named = [style for style in styles if "font" in style]
    assert named
    assert all(FONTS[font].generic in style for style in named)


@each
def test_the_title_and_the_command_are_in_the_picture(command: str, tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    run(*COMMANDS[command], "--title", "My own", "--theme", "print", "-o", path)
    text = path.read_text()
    assert ">My own</text>" in text
    start = text.index("actplot " + command)
    line = text[start : text.index("<", start)]
    again = tmp_path / "b.svg"
    run(*shlex.split(line)[1:], "-o", again)
    assert again.read_bytes() == path.read_bytes()


@pytest.mark.parametrize("command", ["neuron", "depth", "inspect"])
@pytest.mark.parametrize("option", [["--theme", "dark"], ["--size", "4", "3"], ["--title", "x"], ["--show"]])
def test_options_of_look_without_a_picture_are_refused(command: str, option: list[str]) -> None:
    result = CliRunner().invoke(main, [*COMMANDS[command], *option])
    assert result.exit_code == 2
    assert f"{option[0]} is an option of the picture" in result.stderr


@pytest.mark.parametrize("command", ["neuron", "depth", "boundary", "fit", "inspect"])
def test_a_size_without_room_for_the_text_is_refused(command: str, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    result = CliRunner().invoke(main, [*COMMANDS[command], "--size", "1", "1", "-o", str(path)])
    assert result.exit_code == 2
    assert "too small" in result.stderr
    assert not path.exists()


def test_a_title_without_a_font_for_its_letters_is_refused_except_in_text_formats(tmp_path: Path) -> None:
    title = "\U0001f9ff \U00013000"
    result = CliRunner().invoke(main, ["plot", "relu", "--title", title, "-o", str(tmp_path / "a.png")])
    if result.exit_code:  # no font of this system has them
        assert result.exit_code == 2
        assert "no font on this system has" in result.stderr
    run("plot", "relu", "--title", title, "-o", tmp_path / "a.svg")

"""Text pictures: curves on dots, in every encoding, at every size that they fit in."""

import re
import subprocess
import sys
from functools import cache

import numpy as np
import pytest
from click.testing import CliRunner

from actplot import catalogue
from actplot.activation import Activation, Gated
from actplot.cli import main
from actplot.pictures import figures
from actplot.pictures.characters.canvas import ASCII, UNICODE, Canvas
from actplot.pictures.look import Look
from actplot.pictures.page import Page

ELEMENTWISE = [name for name, function in catalogue.everything().items() if type(function) is Activation]
SIZES = [(80, 24), (60, 20)]
BRAILLE = re.compile("[\u2801-\u28ff]")


@cache
def drawn(name: str, columns: int, lines: int, encoding: str = "utf-8", *, colour: bool = False) -> list[str]:
    look = Look(derivative=True, page=Page(columns, lines - 1, encoding, colour))
    return figures.draw(catalogue.parse(name), look, "text").decode(encoding).splitlines()


def dots(canvas: Canvas) -> set[tuple[int, int]]:
    """Return column and row of every dot of a braille canvas."""
    columns = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
    bits = [(bit, right, down) for right, column in enumerate(columns) for down, bit in enumerate(column)]
    return {
        (2 * column + right, 4 * row + down)
        for row, line in enumerate(canvas.text())
        for column, (letter, _) in enumerate(line)
        if BRAILLE.match(letter)
        for bit, right, down in bits
        if (ord(letter) - 0x2800) & bit
    }


@pytest.mark.parametrize(("columns", "lines"), SIZES)
@pytest.mark.parametrize("name", ELEMENTWISE)
def test_every_elementwise_function_fits_into_the_window_and_shows_its_curves(
    name: str, columns: int, lines: int
) -> None:
    text = drawn(name, columns, lines)
    assert len(text) < lines
    assert max(map(len, text)) <= columns
    curves = [re.split("[\u2502\u2524]", line)[1] for line in text if re.search("[\u2502\u2524]", line)]
    assert sum(len(BRAILLE.findall(line)) for line in curves) > 10


@pytest.mark.parametrize("slope", [0.0, 0.3, 1.0, 2.5, 40.0])
def test_a_line_is_one_dot_thick_without_gaps_and_lies_where_the_curve_is(slope: float) -> None:
    canvas = Canvas((31, 11), (-1, 1), (-1, 1), braille=True, colour=True)
    x = np.linspace(-1, 1, 40001)
    canvas.line(x, slope * x, 0)
    found = dots(canvas)
    reach = min(1.0, 1 / slope) if slope else 1.0
    wide, tall = 61 * reach, min(43.0, 43 * slope)
    assert abs(len(found) - max(wide, tall)) <= 2
    for column, row in found:
        off = np.hypot(x[:, None] * 30.5 + 30.5 - column, 21.5 - slope * x[:, None] * 21.5 - row).min()
        assert off < 0.75


def test_a_jump_is_a_gap_with_an_open_and_a_closed_mark() -> None:
    text = drawn("binary_step", 80, 24)
    (above,) = [line for line in text if line.startswith("  1 ")]
    (below,) = [line for line in text if line.startswith("  0 ")]
    assert UNICODE.closed in above
    assert UNICODE.opened in below
    between = text[text.index(above) + 1 : text.index(below) - 1]
    assert between
    assert not any(BRAILLE.search(line) for line in between)


def test_a_pole_and_a_value_beyond_all_floats_end_at_the_rim() -> None:
    canvas = Canvas((31, 11), (-1, 1), (-1, 1), braille=True, colour=True)
    canvas.line(np.array([-1.0, 0.0, 0.5, np.nan, 0.6, 1.0]), np.array([0.0, 1e308, -np.inf, 0.0, 0.0, 1e300]), 0)
    assert dots(canvas)


def test_f_and_its_derivative_are_told_apart_with_and_without_colours() -> None:
    coloured = "".join(drawn("tanh", 80, 24, colour=True))
    assert len(set(re.findall(r"\x1b\[38;5;(\d+)m", coloured))) == 2
    plain = drawn("tanh", 80, 24)
    assert "\x1b" not in "".join(plain)
    key = next(line for line in plain if "f(x)" in line and "f\u2032(x)" in line)
    assert len(set(BRAILLE.findall(key))) > 1


@pytest.mark.parametrize("name", ["relu", "elu:alpha=0.5,1,2", "softmax"])
def test_an_encoding_without_braille_gets_ascii(name: str) -> None:
    text = "\n".join(drawn(name, 80, 24, "ascii"))
    assert text.isascii()
    assert "?" not in text
    assert ASCII.across in text


@pytest.mark.parametrize(("columns", "lines"), [(20, 24), (80, 8), (1, 1)])
@pytest.mark.parametrize("name", ["relu", "sin"])
def test_a_window_that_is_too_small_is_refused_and_the_least_size_is_enough(
    name: str, columns: int, lines: int
) -> None:
    result = CliRunner().invoke(
        main, ["plot", name, "-d", "-f", "text"], env={"COLUMNS": str(columns), "LINES": str(lines)}
    )
    assert result.exit_code == 2
    found = re.search(r"at least (\d+) and (\d+)", result.stderr)
    assert found
    wide, tall = map(int, found.groups())
    size = {"COLUMNS": str(wide), "LINES": str(tall)}
    again = CliRunner().invoke(main, ["plot", name, "-d", "-f", "text"], env=size)
    assert again.exit_code == 0 or wide > columns == 1  # one column breaks the title into many lines


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["glu"], "takes two inputs"),
        (["maxout"], "no text picture"),
        (["softmax", "relu"], "can't share axes"),
        (["softmax", "--at", "1,2"], "actplot table --at"),
        (["relu", "--layout", "grid"], "no grid"),
        (["softmax", "--curves", "f,f''"], "elementwise"),
        (["relu", "--yscale", "log"], "has a linear axis"),
        (["relu", "--ylim", "50", "60"], "shows nothing"),
    ],
)
def test_what_text_cannot_show_is_refused(arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(main, ["plot", *arguments, "-f", "text"])
    assert result.exit_code == 2
    assert message in result.stderr
    assert not result.stdout


def test_gated_functions_are_the_only_ones_without_a_place_for_two_inputs() -> None:
    gated = next(name for name, function in catalogue.everything().items() if isinstance(function, Gated))
    with pytest.raises(ValueError, match="two inputs"):
        figures.draw(catalogue.parse(gated), Look(), "text")


def test_a_text_picture_loads_no_matplotlib_and_has_no_colours_in_a_pipe() -> None:
    program = (
        "import sys\n"
        "from actplot.cli import main\n"
        "try: main(['plot', 'relu', '-d', '-f', 'text'])\n"
        "finally: print('matplotlib' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stderr.decode().strip() == "False"
    assert b"\x1b" not in done.stdout
    assert BRAILLE.search(done.stdout.decode())


def test_the_steepest_place_is_marked_where_it_is() -> None:
    lines = figures.draw([catalogue.get("sigmoid")], Look(), "text").decode().splitlines()
    (row,) = [i for i, line in enumerate(lines) if "\u25c6" in line]
    one, zero = (next(i for i, line in enumerate(lines) if re.match(rf" *{y} \u2524", line)) for y in (1, 0))
    assert row == pytest.approx((one + zero) / 2, abs=1)
    assert lines[row].index("\u25c6") == lines[row - 1].index("\u250a")  # on the line x = 0

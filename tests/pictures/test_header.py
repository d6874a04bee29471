"""The header: a title is text, never markup; a formula has the size of its outlines."""

import pytest
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from actplot.pictures import header
from actplot.pictures.fonts import FONTS, Font
from tests.pictures.readability import EVERYTHING, assert_readable, compose


@pytest.mark.parametrize(
    "title", ["$x^2", "<script>alert(1)</script>", "two\nlines", "", "\x00\x1b[0m", "word " * 60, "\u65e5\u672c"]
)
def test_a_title_is_drawn_as_text(title: str) -> None:
    figure = compose("relu", title=title)
    assert_readable(figure)
    shown = " ".join(text.get_text() for text in figure.texts if text.get_gid() != "name-x")
    assert shown.split() == title.replace("\x00\x1b", "").split()


@pytest.mark.parametrize("font", FONTS.values(), ids=FONTS)
def test_a_formula_is_as_large_as_its_outlines(font: Font) -> None:
    for function in EVERYTHING[::12]:
        path = TextPath((0, 0), f"${function.tex}$", size=11, prop=FontProperties(math_fontfamily=font.mathematics))
        assert header.extents(path).get_points() == pytest.approx(path.get_extents().get_points(), abs=1e-9)


@pytest.mark.parametrize(
    ("spec", "shown"), [("acon_c", "p_1$ = 1"), ("polyrelu:a0=1", "a_0$ = 1"), ("elu", "\u03b1$ = 1")]
)
def test_parameters_have_the_symbols_of_the_formula(spec: str, shown: str) -> None:
    assert any(shown in text.get_text() for text in compose(spec).texts)

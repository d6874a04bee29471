"""Sheets: every function by family, readable, with all its kinks and bounds."""

import math
import re
from dataclasses import replace

import pytest
from matplotlib.text import Text

from actplot import catalogue
from actplot.activation import Gated, Vector
from actplot.analysis.facts import facts
from actplot.pictures import figures
from actplot.pictures.look import Look
from actplot.pictures.style import styled
from tests.pictures.readability import ELEMENTWISE, EVERYTHING, assert_readable, compose, texts

every_function = pytest.mark.parametrize("function", ELEMENTWISE, ids=lambda function: function.name)


def test_the_sheet_of_a_family_shows_most_of_it_and_names_it() -> None:
    functions = [f for f in ELEMENTWISE if f.family == "sigmoidal"]
    with styled(Look(layout="grid")):
        figure = figures.compose(functions, Look(layout="grid"))
        assert_readable(figure)
    assert f"{len(functions)} sigmoidal activation functions, f" in [text for text, _ in texts(figure)]
    sigmoid = figure.axes[[f.name for f in functions].index("sigmoid")]
    low, high = sigmoid.get_xlim()
    assert high - low <= 16


@pytest.mark.parametrize(
    ("specs", "title"),
    [
        ("relu", "ReLU, f"),
        ("elu:alpha=1,2", "ELU, f"),
        ("softmax sparsemax", "2 vector activation functions"),
        ("relu softmax", "2 activation functions, f"),
    ],
)
def test_the_title_of_a_sheet_is_true_of_all_that_it_shows(specs: str, title: str) -> None:
    assert compose(specs, layout="grid").texts[0].get_text() == title


@pytest.mark.parametrize("derivative", [False, True])
def test_the_contact_sheet_holds_every_function_by_family(derivative: bool) -> None:
    look = Look(layout="grid", derivative=derivative)
    with styled(look):
        figure = figures.compose(EVERYTHING, look)
        assert_readable(figure)
    for axes, function in zip(figure.axes, EVERYTHING, strict=True):
        said = axes.get_title(loc="left").removeprefix(function.title)
        what = {Vector: r": (y\S+( y\S+)*|the largest)", Gated: " over a, b"}.get(type(function), "")
        assert re.fullmatch(what, said), function.name
    headings = [text.get_text() for text in figure.texts[1:]]
    families = dict.fromkeys(function.family for function in EVERYTHING)
    assert headings == [family.replace("-", " ").capitalize() for family in families]
    assert min(float(text.get_fontsize()) for text in figure.findobj(Text) if text.get_text()) >= 6


def test_a_sheet_of_many_hides_no_kink_and_no_bound_of_any() -> None:
    look = Look(layout="grid", derivative=True)
    with styled(look):
        figure = figures.compose(ELEMENTWISE, look)
    for function, axes in zip(ELEMENTWISE, figure.axes, strict=True):
        found = facts(function)
        bounds = [end for kind in (found.range, found.derivative_range) for end in (kind.inf, kind.sup)]
        (low, high), (bottom, top) = axes.get_xlim(), axes.get_ylim()
        assert all(low < kink < high for kink in function.kinks), function.name
        assert all(bottom <= end <= top for end in bounds if math.isfinite(end)), function.name


def test_a_name_in_a_sheet_is_8_points_high_or_as_wide_as_its_cell() -> None:
    look, long = Look(layout="grid", size=(8, 2.5)), 30 * "ReLU"
    with styled(look):
        figure = figures.compose([replace(catalogue.get("relu"), title=long), catalogue.get("gelu")], look)
        assert_readable(figure)
    names = {text.get_text(): text for text in figure.findobj(Text) if isinstance(text, Text)}
    first, second = (axes.get_window_extent() for axes in figure.axes)
    assert names["GELU"].get_fontsize() == 8
    free = (second.x0 - first.x0 - names[long].get_window_extent().width) * 72 / figure.dpi
    assert 20 < free < 28  # points between the names

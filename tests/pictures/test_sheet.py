"""Sheets: every function by family, readable, with all its kinks and bounds."""

import math
import re
from dataclasses import replace

import pytest
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from actplot import catalogue
from actplot.activation import Gated, Vector
from actplot.analysis.facts import facts
from actplot.pictures import figures, sheet
from actplot.pictures.frame import TooSmallError
from actplot.pictures.look import Look
from actplot.pictures.style import styled
from tests.pictures.readability import ELEMENTWISE, EVERYTHING, assert_readable, compose, plain, texts

every_function = pytest.mark.parametrize("function", ELEMENTWISE, ids=lambda function: function.name)


def test_the_sheet_of_a_family_shows_most_of_it_and_names_it() -> None:
    functions = [f for f in ELEMENTWISE if f.family == "sigmoidal"]
    with styled(Look(layout="grid")):
        figure = figures.compose(functions, Look(layout="grid"))
        assert_readable(figure)
    assert f"{len(functions)} sigmoidal activation functions" in [text for text, _ in texts(figure)]
    sigmoid = figure.axes[[f.name for f in functions].index("sigmoid")]
    low, high = sigmoid.get_xlim()
    assert high - low <= 16


@pytest.mark.parametrize(
    ("specs", "title"),
    [
        ("relu", "ReLU"),
        ("elu:alpha=1,2", "ELU"),
        ("softmax sparsemax", "2 vector activation functions"),
        ("relu softmax", "2 activation functions"),
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
    families = dict.fromkeys(function.family for function in EVERYTHING)
    ordered = [function for family in families for function in EVERYTHING if function.family == family]
    for axes, function in zip(figure.axes, ordered, strict=True):
        said = axes.get_title(loc="left").removeprefix(function.title).removeprefix(" *")
        what = {Vector: r": (y\S+( y\S+)*|the largest)", Gated: " over a, b"}.get(type(function), "")
        assert re.fullmatch(what, said), function.name
    headings = [text.get_text() for text in figure.texts[1:] if text.get_gid() != "key"]
    assert headings == [family.replace("-", " ").capitalize() for family in families]
    assert min(float(text.get_fontsize()) for text in figure.findobj(Text) if text.get_text()) >= 6


def test_a_sheet_of_many_hides_no_kink_and_no_bound_of_any() -> None:
    look = Look(layout="grid", derivative=True)
    with styled(look):
        figure = figures.compose(ELEMENTWISE, look)
    families = dict.fromkeys(function.family for function in ELEMENTWISE)
    ordered = [function for family in families for function in ELEMENTWISE if function.family == family]
    for function, axes in zip(ordered, figure.axes, strict=True):
        found = facts(function)
        bounds = [end for kind in (found.range, found.derivative_range) for end in (kind.inf, kind.sup)]
        (low, high), (bottom, top) = axes.get_xlim(), axes.get_ylim()
        assert all(low < kink < high for kink in function.kinks), function.name
        assert all(bottom <= end <= top for end in bounds if math.isfinite(end)), function.name


def test_a_sheet_says_which_line_is_f_and_which_its_derivative() -> None:
    figure = compose("relu gelu tanh sigmoid", layout="grid", derivative=True)
    key = [plain(text.get_text()) for text in figure.texts if text.get_gid() == "key"]
    assert key[:2] == ["f(x)", "f\u2032(x)"]
    lines = [line for line in figure.findobj(Line2D) if line.get_gid() == "key"]
    curves = [line for line in figure.axes[0].get_lines() if str(line.get_gid()).startswith(("f-", "derivative-"))]
    drawn = {line.get_color() for line in curves}
    assert {line.get_color() for line in lines[:2]} == drawn


def test_ticks_stand_at_the_rim_and_a_cell_on_axes_of_its_own_is_marked() -> None:
    figure = compose("relu elu gelu silu selu clipped_relu", layout="grid")
    figure.draw_without_rendering()
    starred = [axes for axes in figure.axes if axes.get_title(loc="left").endswith("*")]
    limits = [(axes.get_xlim(), axes.get_ylim()) for axes in figure.axes]
    common = max(limits, key=limits.count)
    assert [axes for axes in figure.axes if (axes.get_xlim(), axes.get_ylim()) != common] == starred
    assert starred
    left = min(axes.get_position().x0 for axes in figure.axes)
    for axes in figure.axes:
        numbered = any(tick.label1.get_visible() for tick in axes.yaxis.get_major_ticks())
        assert numbered == (axes in starred or axes.get_position().x0 == left)


@pytest.mark.parametrize(("count", "columns"), [(4, 2), (6, 3), (8, 4), (9, 3), (10, 5), (12, 4)])
def test_the_columns_of_a_sheet_are_balanced(count: int, columns: int) -> None:
    look = Look(layout="grid")
    with styled(look):
        figure = figures.compose(ELEMENTWISE[:count], look)
    places = [round(axes.get_position().x0, 3) for axes in figure.axes]
    assert len(set(places)) == columns
    assert {places.count(place) for place in places} == {count // columns}


def test_the_sheet_of_everything_has_the_shape_of_a_page() -> None:
    look = Look(layout="grid", derivative=True)
    with styled(look):
        width, height = figures.compose(EVERYTHING, look).get_size_inches()
    assert 0.6 < width / height < 0.85


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


def _fontsizes(figure: Figure, words: str) -> list[float]:
    return [float(text.get_fontsize()) for text in figure.findobj(Text) if text.get_text() == words]


def test_the_texts_of_a_sheet_have_the_size_that_is_chosen() -> None:
    sizes = []
    for size in (None, 9.0, 12.0):
        figure = compose("relu tanh elu gelu", derivative=True, layout="grid", text_size=size)
        assert_readable(figure)
        ticks = {float(label.get_fontsize()) for axes in figure.axes for label in axes.get_xticklabels()}
        sizes.append((*ticks, *_fontsizes(figure, "ReLU")))
    assert sizes[0] == sizes[1]
    assert sizes[2][0] == pytest.approx(12 / 9 * sizes[0][0])
    assert sizes[2][1] == pytest.approx(12 / 9 * sizes[0][1])


def test_a_sheet_shows_the_curves_that_are_chosen_and_its_key_names_them() -> None:
    figure = compose("relu tanh", layout="grid", value=False, derivative=True, second=True)
    drawn = {str(line.get_gid()).partition("-")[0] for axes in figure.axes for line in axes.get_lines()}
    assert {"derivative", "second"} <= drawn
    assert "f" not in drawn
    assert {text for text, _ in texts(figure)} >= {"f\u2032(x)", "f\u2032\u2032(x)"}


def style(rules: str) -> tuple[str, tuple[float, ...]]:
    """Return the colour of a line of an SVG, and its dashes in widths of the line."""
    found = dict(rule.split(": ", 1) for rule in rules.split("; ") if ": " in rule)
    dashes = re.findall(r"[\d.]+", found.get("stroke-dasharray", ""))
    return found["stroke"], tuple(round(float(dash) / float(found["stroke-width"]), 1) for dash in dashes)


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_no_output_on_a_sheet_looks_like_the_slope_in_its_key(theme: str) -> None:
    look = Look(layout="grid", derivative=True, second=True, theme=theme)
    functions = [catalogue.get(name) for name in ("relu", "softmax", "sparsemax")]
    svg = figures.draw(functions, look, "svg").decode()
    lines = re.findall(r'<g id="(f|derivative|second|output)-\d+">\s*<path [^>]*style="([^"]*)"', svg)
    looks = {kind: {style(rules) for name, rules in lines if name == kind} for kind, _ in lines}
    outputs = looks.pop("output")
    assert len(outputs) == 3
    assert {kind: len(those) for kind, those in looks.items()} == {"f": 1, "derivative": 1, "second": 1}
    assert not outputs & (looks["derivative"] | looks["second"])
    assert theme == "print" or not outputs & looks["f"]


def test_a_sheet_that_is_too_small_is_refused_before_its_functions_are_measured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sheet, "_shared_ranges", lambda *_: pytest.fail("they were measured"))
    with pytest.raises(TooSmallError):
        sheet.sheet([*catalogue.everything().values()], Look(size=(1.8, 3.6)))

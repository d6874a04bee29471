"""Animations: whole at both ends, numbers that stand still while they change, several functions together."""

import itertools

import numpy as np
import pytest

from actplot import catalogue
from actplot.pictures.animation import Animation
from actplot.pictures.look import Look
from actplot.pictures.overlay import overlay
from actplot.pictures.style import styled

LOOK = Look(derivative=True, size=(4, 3), dpi=50)


def pixels(animation: Animation, index: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return np.asarray(animation.frame(index)).astype(np.int64)


@pytest.mark.parametrize("specs", [["relu"], ["sigmoid", "tanh"]])
def test_the_first_frame_is_the_last_one_and_all_between_show_less_of_the_derivative(specs: list[str]) -> None:
    with styled(LOOK):
        animation = Animation(list(itertools.chain(*map(catalogue.parse, specs))), LOOK, overlay)
        first, middle, last = (pixels(animation, i) for i in (0, len(animation) // 2, len(animation) - 1))
    assert (first == last).all()
    assert (first != middle).any()
    assert len(animation.milliseconds) == len(animation)


def test_a_frame_is_the_same_whatever_was_drawn_before_it() -> None:
    with styled(LOOK):
        animation = Animation(catalogue.parse("tanh"), LOOK, overlay)
        before = pixels(animation, 30)
        pixels(animation, 70)
        assert (pixels(animation, 30) == before).all()


def test_curves_are_named_and_numbers_have_as_many_decimals_all_the_time() -> None:
    figures = []

    def compose(functions: object, look: Look) -> object:
        figures.append(overlay(functions, look))  # type: ignore[arg-type]
        return figures[-1]

    with styled(LOOK):
        animation = Animation(catalogue.parse("sigmoid"), LOOK, compose)  # type: ignore[arg-type]
        words: list[list[str]] = []
        for index in range(1, len(animation), 7):
            animation.frame(index)
            words.append([text.get_text() for text in figures[0].texts])
        names = [text.get_text().replace("$", "") for axes in figures[0].axes for text in axes.texts]
    assert any(name.startswith("f(") for name in names)
    assert {"x =", "f =", "f\u2032 ="} <= set(words[0])
    changing = [column for column in zip(*words, strict=True) if len(set(column)) > 1]
    assert len(changing) == 3
    for column in changing:
        assert len({len(text.partition(".")[2]) for text in column}) == 1


@pytest.mark.parametrize("spec", ["tanh", "relu", "sin", "square"])
def test_the_tangent_touches_the_curve_at_its_middle_and_is_as_long_all_the_time(spec: str) -> None:
    figures = []

    def compose(functions: object, look: Look) -> object:
        figures.append(overlay(functions, look))  # type: ignore[arg-type]
        return figures[-1]

    (function,) = catalogue.parse(spec)
    lengths = []
    with styled(LOOK):
        animation = Animation([function], LOOK, compose)  # type: ignore[arg-type]
        axes = figures[0].axes[0]
        tangent = max(
            (line for line in axes.lines if line.get_marker() == "None"), key=lambda line: line.get_zorder()
        )
        for index in range(0, len(animation), 9):
            animation.frame(index)
            ends = np.asarray(tangent.get_xydata())
            x, y = ends.mean(axis=0)
            assert y == pytest.approx(float(function(x)), abs=1e-9)
            rise = ends[1] - ends[0]
            assert rise[1] == pytest.approx(float(function.derivative(x)) * rise[0], abs=1e-9)
            lengths.append(np.hypot(*np.diff(axes.transData.transform(ends), axis=0)[0]))
    assert lengths == pytest.approx([lengths[0]] * len(lengths), rel=1e-6)
    assert lengths[0] > 10


def test_functions_too_many_to_follow_are_refused() -> None:
    with styled(LOOK), pytest.raises(ValueError, match="at most 6"):
        Animation(catalogue.parse("elu:alpha=1,2,3,4,5,6,7"), LOOK, overlay)

"""Notes: where a function is steepest, and its asymptotes."""

import pytest

from tests.pictures.readability import compose, plain


@pytest.mark.parametrize(
    ("spec", "note"),
    [
        ("sigmoid", "max f\u2032 = 0.25 at x = 0"),
        ("relu", "max f\u2032 = 1 for x > 0"),
        ("hard_tanh", "max f\u2032 = 1 for |x| < 1"),
        ("relu6", "max f\u2032 = 1 for 0 < x < 6"),
        ("hard_silu", "f\u2032 \u2192 1.5 as x \u2192 3\u207b"),
        ("softplus", "f\u2032 \u2192 1 as x \u2192 \u221e"),
        ("log_sigmoid", "f\u2032 \u2192 1 as x \u2192 \u2212\u221e"),
        ("identity", "f\u2032 = 1 everywhere"),
        ("gelu", "y = x"),
        ("elu:alpha=2", "y = \u22122"),
        ("tanh_shrink", "y = x + 1"),
        ("minsin", "max |f\u2032| = 1 for x \u2264 0"),
    ],
)
def test_notes_name_the_steepest_place_and_the_asymptotes(spec: str, note: str) -> None:
    (axes,) = compose(spec, derivative=True).axes
    assert note in {plain(text.get_text()) for text in axes.texts}


def test_without_notes_there_are_none() -> None:
    (axes,) = compose("sigmoid", derivative=True, notes=False).axes
    assert {plain(text.get_text()) for text in axes.texts} == {"f(x)", "f\u2032(x)"}
    (axes,) = compose("sigmoid", derivative=True, notes=False, legend=False).axes
    assert not axes.texts

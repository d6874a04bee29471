"""Labels stand where they belong at every size; ``python -m tests.pictures.faults`` tries all functions."""

import pytest

from actplot.activation import Activation
from tests.pictures.faults import NO_FAULTS, SHARE, SIZES, count, faults, share
from tests.pictures.readability import ELEMENTWISE, compose

SAMPLE = ELEMENTWISE[::5]


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_no_label_is_far_across_or_nearer_to_another_curve_and_all_pictures_have_one_frame(
    size: tuple[float, float],
) -> None:
    found = count(SAMPLE, size, tell=True)
    assert len(SAMPLE) >= 25
    assert found["notes written"] > 2.5 * len(SAMPLE)
    assert {kind: number for kind, number in found.items() if kind not in NO_FAULTS and number} == {}


def test_a_label_across_the_edge_of_the_axes_is_found() -> None:
    figure = compose("gelu", derivative=True)
    assert not list(faults(figure))
    (note,) = [text for text in figure.axes[0].texts if "1.129" in text.get_text()]
    note.set_x(0.9)
    assert ("across the edge of the axes", note.get_text()) in list(faults(figure))


@pytest.mark.parametrize(
    ("functions", "derivative"), [(ELEMENTWISE, True), (SAMPLE, False)], ids=["with-slope", "alone"]
)
def test_every_function_can_be_drawn_in_a_column_of_a_paper(functions: list[Activation], derivative: bool) -> None:
    for function in functions:
        assert share(compose(function.name, derivative=derivative, size=(3.3, 2.4))) >= SHARE, function.name


@pytest.mark.parametrize("spec", ["silu", "mish", "acon_c", "erfact", "xsilu", "tanhsoft1"])
def test_the_note_of_a_minimum_needs_no_leader_in_a_column(spec: str) -> None:
    (axes,) = compose(spec, derivative=True, size=(3.3, 2.4)).axes
    notes = {text.get_text()[:3]: text.get_color() for text in axes.texts}
    assert notes["min"] not in {line.get_color() for line in axes.get_lines() if line.get_gid() == "leader"}

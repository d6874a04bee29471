"""Labels stand where they belong at every size; ``python -m tests.pictures.faults`` tries all functions."""

import pytest

from tests.pictures.faults import NO_FAULTS, SIZES, count
from tests.pictures.readability import ELEMENTWISE

SAMPLE = ELEMENTWISE[::5]


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_no_label_is_far_across_or_nearer_to_another_curve_and_all_pictures_have_one_frame(
    size: tuple[float, float],
) -> None:
    found = count(SAMPLE, size, tell=True)
    assert len(SAMPLE) >= 25
    assert found["notes written"] > 2.5 * len(SAMPLE)
    assert {kind: number for kind, number in found.items() if kind not in NO_FAULTS and number} == {}

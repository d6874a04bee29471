"""Numbers that are known exactly are recognised, and no others."""

import math
import random

import pytest

from actplot import catalogue
from actplot.analysis.constants import exact, multiple_of_pi
from actplot.analysis.facts import facts


@pytest.mark.parametrize(
    ("value", "tex"),
    [
        (math.pi / 2, r"\pi/2"),
        (1 / math.sqrt(2), r"1/\sqrt{2}"),
        (math.log(2), r"\ln 2"),
        (1 / math.e, "1/e"),
        (2 * math.sqrt(2) - 3, r"2\sqrt{2}-3"),
        (3 - 2 * math.sqrt(2), r"3-2\sqrt{2}"),
        (-math.sqrt(2), "\u2212\\sqrt{2}"),
        (1 / 3, "1/3"),
        (0.25, None),
        (1.0829, None),
        (math.sqrt(2) * (1 + 1e-8), None),
        (0.0, None),
        (math.inf, None),
    ],
)
def test_a_constant_is_recognised_by_its_value(value: float, tex: str | None) -> None:
    assert exact(value) == tex


def test_constants_are_recognised_in_measured_facts() -> None:
    gelu = facts(catalogue.get("gelu"))
    assert [exact(x) for x in gelu.max_gradient_at] == [r"\sqrt{2}"]
    assert exact(facts(catalogue.get("erf")).max_gradient) == r"2/\sqrt{\pi}"


def test_a_number_drawn_at_random_is_no_constant() -> None:
    rng = random.Random(0)
    assert not any(exact(math.exp(rng.uniform(-6, 6))) for _ in range(20_000))


@pytest.mark.parametrize(
    ("x", "text"), [(0.0, "0"), (math.pi, "\u03c0"), (-1.5 * math.pi, "\u22123\u03c0/2"), (1.0, None)]
)
def test_multiples_of_pi_are_written_as_such(x: float, text: str | None) -> None:
    assert multiple_of_pi(x) == text

"""The centres and the widths of what a formula does are read from it, at any scale."""

import pytest

from actplot import catalogue
from actplot.analysis.landmarks import landmarks


@pytest.mark.parametrize(
    ("formula", "centre", "width"),
    [
        ("tanh(1000*(x - 7))", 7, 1e-3),
        ("tanh((x - 7)/1000)", 7, 1e3),
        ("tanh(-1000*(7 - x))", 7, 1e-3),
        ("tanh(-50*(x + 3))", -3, 0.02),
        ("tanh(abs(3 - x)*100)", 3, 0.01),
        ("exp(-((x - 3)/1e-4)^2)", 3, 1e-4),
        ("exp(-(2*(x + 4))^4)", -4, 0.5),
        ("tanh(2*sqrt(x + 5))", -5, 0.25),
        ("tanh(sqrt(9*abs(x - 2)))", 2, 1 / 9),
        ("tanh(8*(x - 1)*(x - 1)*(x - 1))", 1, 0.5),
        ("tanh(1/(4*(x - 9)))", 9, 0.25),
        ("tanh(6/(x - 9)^2)", 9, 6**0.5),
        ("where(3*x < 60, x, 0)", 20, 20),
        ("max(x, 50)", 50, 50),
        ("clip(x, -20, 40)", -20, 20),
        ("clip(x, -20, 40)", 40, 40),
        ("min(x^2, 10*x)", 0, 10),
        ("max(x^3, 5*x^2, 1)", 0, 5),
        ("x^3 + 0.01*x", 0, 0.1),
        ("exp(x^3 - 7)", 0, 7 ** (1 / 3)),
        ("1e-6*x^2 - 3*x", 0, 3e6),
        ("exp(pi*(x - 2))", 2, 1 / 3.141592653589793),
        ("a*x^2:a=1e-8", 0, 1e4),
    ],
)
def test_a_feature_has_a_centre_and_a_width(formula: str, centre: float, width: float) -> None:
    found = landmarks(catalogue.get(formula))
    assert any(known == pytest.approx(centre, rel=1e-12, abs=1e-12) for known in found.centres), found.centres
    assert any(known == pytest.approx(width, rel=1e-12) for known in found.widths), found.widths
    # Around each width there are samples on every scale, from far inside to far outside.
    octaves = [2.0**n for n in range(-7, 8)]
    assert all(any(part <= d / width < 2 * part for d in found.distances) for part in octaves)


@pytest.mark.parametrize("formula", ["tanh(x)", "max(0, x)", "x", "sin(x) + 2"])
def test_what_happens_at_0_has_no_other_centre(formula: str) -> None:
    assert landmarks(catalogue.get(formula)).centres == {0.0}
    assert all(0.4 < width < 2.5 for width in landmarks(catalogue.get(formula)).widths)

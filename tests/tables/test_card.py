"""``actplot show``: the card of one function."""

import json
import math
import re

import mpmath
import numpy as np
import pytest
from click.testing import CliRunner

from actplot import catalogue, frameworks, get
from actplot.activation import Activation, Gated, Vector
from actplot.analysis.numbers import shortest
from actplot.cli import main
from actplot.tables import card
from tests import oracle

FUNCTIONS = list(catalogue.everything().values())
each = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)


@each
def test_every_function_has_a_card_with_its_formula_names_and_source(function: Activation) -> None:
    known = card.card(function)
    text = card.text(known, None)
    for piece in (function.title, function.summary, function.formula, function.derivative_formula, *function.aliases):
        assert piece in text
    assert function.derivative_formula
    for names in frameworks.spellings(function.name).values():
        for name in names:
            assert name.partition(":")[0] in text


@pytest.mark.parametrize(
    "function", [f for f in FUNCTIONS if type(f) is Activation and f.kinks], ids=lambda f: f.name
)
def test_a_card_tells_the_slopes_of_every_framework_at_the_kinks(function: Activation) -> None:
    known = card.card(function)
    lines = [line[card.LABEL :] for line in card.text(known, None).splitlines()]
    for framework, slopes in function.kink_slopes.items():
        assert [kink.frameworks[framework] for kink in known["kinks"]] == list(slopes)
        stated = ", ".join(shortest(slope, card.DIGITS) for slope in slopes)
        (names,) = [line.partition(": ")[2] for line in lines if line.startswith(f"{stated}: ")]
        assert frameworks.title(framework) in names.split(", ")


@each
def test_a_card_is_wrapped_to_a_narrow_terminal_without_loss(function: Activation) -> None:
    known = card.card(function)
    wide, narrow = card.text(known, None), card.text(known, 60)
    assert wide.split() == narrow.split()
    longest = max(map(len, wide.split()))
    assert all(len(line) <= max(60, 20 + longest, len(function.summary), 80) for line in narrow.splitlines())


@pytest.mark.parametrize("name", ["sigmoid", "gelu", "softplus", "relu", "elu", "hard_sigmoid", "sin", "square"])
def test_the_moments_on_normal_input_are_right_to_six_digits(name: str) -> None:
    function = catalogue.get(name)
    normal = card.card(function)["normal_input"]

    def expected(g: object) -> mpmath.mpf:
        edges = sorted({-12.0, 0.0, 12.0, *(kink for kink in function.kinks if abs(kink) < 12)})
        return mpmath.quad(g, edges)

    def f(x: mpmath.mpf) -> mpmath.mpf:
        return oracle.value(function.formula, x, function.parameters)

    mean = expected(lambda x: f(x) * mpmath.npdf(x))
    square = expected(lambda x: f(x) ** 2 * mpmath.npdf(x))
    slope = expected(lambda x: float(function.derivative(float(x))) ** 2 * mpmath.npdf(x))
    assert normal["mean"] == pytest.approx(float(mean), rel=1e-6, abs=1e-9)
    assert normal["variance"] == pytest.approx(float(square - mean**2), rel=1e-6)
    assert normal["derivative_square"] == pytest.approx(float(slope), rel=1e-6)
    assert normal["variance_gain"] == pytest.approx(1 / math.sqrt(square), rel=1e-6)
    assert normal["gradient_gain"] == pytest.approx(1 / math.sqrt(slope), rel=1e-6)


def test_the_card_says_where_the_frameworks_differ() -> None:
    text = card.text(card.card(catalogue.get("leaky_relu")), None)
    assert "keras.activations.leaky_relu (with negative_slope=0.2)" in text
    assert "differences" in text


ELEMENTWISE = [function for function in FUNCTIONS if type(function) is Activation]


def lines(spec: str | Activation) -> dict[str, str]:
    """Return the lines of a card by their labels."""
    function = catalogue.get(spec) if isinstance(spec, str) else spec
    text = card.text(card.card(function), None)
    return {line[: card.LABEL].strip(): line[card.LABEL :] for line in text.splitlines()}


@pytest.mark.parametrize("function", ELEMENTWISE, ids=lambda function: function.name)
def test_an_asymptote_is_the_line_that_the_function_tends_to(function: Activation) -> None:
    found = re.compile(r"y = (?:(?:(-?[\d.e+-]*?) ?x)(?: ([+-]) ([\d.e+-]+))?|(-?[\d.e+-]+))")
    for side, far in (("left", -1e6), ("right", 1e6)):
        equation = lines(function)[f"asymptote, {side}"]
        if equation == "none":
            continue
        match = found.fullmatch(equation)
        assert match, equation
        slope, sign, intercept, constant = match.groups()
        m = 0.0 if constant else {"": 1.0, "-": -1.0}.get(slope) or float(slope)
        c = float(constant or (sign or "") + (intercept or "0"))
        assert function.derivative(far) == pytest.approx(m, rel=1e-5, abs=1e-5)
        assert function(far) - m * far == pytest.approx(
            c, rel=1e-4, abs=1e-4 + 3e-6 * abs(m * far) * (m not in (0, 1, -1))
        )


@pytest.mark.parametrize("function", ELEMENTWISE, ids=lambda function: function.name)
def test_a_function_saturates_where_its_slope_is_small(function: Activation) -> None:
    text = lines(function)["saturates"].removesuffix(" (|f'| < 0.01)")
    found = []
    for stretch in text.split(" and "):
        ends = [float(word) for word in re.findall(r"-?[\d.]+(?:e[+-]\d+)?", stretch)]
        if stretch == "everywhere":
            ends = [-math.inf, math.inf]
        elif len(ends) == 1:
            ends = [-math.inf, *ends] if "x <" in stretch else [*ends, math.inf]
        found += [tuple(ends)] if ends else []
    assert (text == "nowhere") == (not found)
    for low, high in found:
        start, stop = max(low, min(high, 50.0) - 100), min(high, max(low, -50.0) + 100)
        assert (np.abs(function.derivative(np.linspace(start, stop, 101)[1:-1])) < 0.0101).all()
    for x in (-1e6, 1e6):
        if function.period is None:
            assert any(low < x < high for low, high in found) == (abs(function.derivative(x)) < 0.01)


def test_the_card_of_an_oscillating_function_lists_four_extrema() -> None:
    assert lines("sin")["turns at"] == "-1.5708, 1.5708, -4.71239, 4.71239, ..."
    assert lines("gelu")["turns at"] == "-0.751792"


@pytest.mark.parametrize(
    ("formula", "places"),
    [
        ("x^3/3 - x", "-1, 1"),
        ("x^5/5 - 5*x^3/3 + 4*x", "-1, 1, -2, 2"),  # f' = (x^2 - 1)(x^2 - 4)
        ("x^6/6 - 5*x^4/4 + 2*x^2", "0, -1, 1, -2, ..."),  # that times x
    ],
)
def test_as_many_extrema_are_listed_as_there_are_up_to_four(formula: str, places: str) -> None:
    known = card.card(catalogue.get(formula))
    assert f" {places}\n" in card.text(known, None)
    assert (len(known["extrema"]) > places.count(",") + 1 - places.count("...")) == places.endswith("...")


@pytest.mark.parametrize("width", [15, 20, 30])
def test_on_the_narrowest_terminals_a_card_keeps_twenty_columns_for_its_values(width: int) -> None:
    known = card.card(catalogue.get("gelu"))
    texts = card.text(known, width), card.text(known, card.LABEL + 20)
    assert len({text.partition("\n\n")[2] for text in texts}) == 1  # below the summary
    assert texts[0].split() == card.text(known, None).split()


def test_a_mean_that_is_zero_is_shown_as_zero() -> None:
    for name in ("sin", "tanh", "identity", "erf"):
        assert lines(name)["on x ~ N(0, 1)"].startswith("mean 0, ")


def test_where_no_gain_keeps_the_gradients_the_card_says_none() -> None:
    assert "none keeps the size of the gradients" in card.text(card.card(catalogue.get("binary_step")), None)
    assert lines("identity")["gain"] == "1 keeps the variance of the pre-activations"


def test_json_is_strict_and_holds_the_facts() -> None:
    result = CliRunner().invoke(main, ["show", "relu", "-f", "json"])
    assert result.exit_code == 0
    known = json.loads(result.stdout, parse_constant=pytest.fail)
    assert known["range"] == {"inf": 0.0, "inf_attained": True, "sup": "Infinity", "sup_attained": False}
    assert known["saturation"] == [["-Infinity", 0.0]]
    assert known["asymptotes"] == {
        "left": {"slope": 0.0, "intercept": 0.0},
        "right": {"slope": 1.0, "intercept": 0.0},
    }
    assert known["normal_input"]["variance_gain"] == pytest.approx(math.sqrt(2))


def test_a_spec_of_several_functions_is_refused() -> None:
    result = CliRunner().invoke(main, ["show", "elu:alpha=1,2"])
    assert result.exit_code == 2
    assert "2 functions" in result.stderr


@pytest.mark.parametrize(
    "function", [f for f in FUNCTIONS if not isinstance(f, Vector | Gated)], ids=lambda f: f.name
)
def test_a_card_says_whether_the_largest_slope_is_reached_and_whether_there_are_more_extrema(
    function: Activation,
) -> None:
    known = card.card(function)
    rows = dict(re.findall(r"^ *(largest \|f'\||turns at) +(.*)$", card.text(known, None), re.MULTILINE))
    assert ("not reached" in rows["largest |f'|"]) == (not known["max_gradient_attained"])
    extrema = rows.get("turns at", "")
    assert extrema.endswith(", ...") == (
        len(known["extrema"]) > card.SHOWN or (extrema > "" and bool(known["period"]))
    )
    assert extrema.removesuffix(", ...").count(",") == max(0, min(len(known["extrema"]), card.SHOWN) - 1)


@pytest.mark.parametrize(("text", "poles"), [("1/x", 1), ("tan(x)", 4), ("x + 1/(x - 1)^2", 1), ("abs(x)", 0)])
def test_a_pole_is_no_kink(text: str, poles: int) -> None:
    known = card.card(get(text))
    lines = [line for line in card.text(known, None).splitlines() if line]
    assert sum(kink.pole for kink in known["kinks"]) == poles
    assert any(line.startswith("pole") for line in lines) == bool(poles)
    assert any(line.startswith("kink") for line in lines) == (text == "abs(x)")
    assert all(math.isnan(kink.convention) for kink in known["kinks"]) == bool(poles)


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("elu", "kink                x = 0: slope 1 on both sides; a higher derivative does not exist"),
        ("max(0, x)^2", "kink                x = 0: slope 0 on both sides; a higher derivative does not exist"),
        ("relu", "kink                x = 0: slope 0 left, 1 right, 0 at it by convention"),
        ("binary_step", "kink                x = 0: slope 0 left, 0 right, 0 at it by convention"),
    ],
)
def test_a_card_calls_a_slope_conventional_only_where_there_is_no_derivative(text: str, row: str) -> None:
    (function,) = catalogue.parse(text)
    lines = card.text(card.card(function), None).splitlines()
    assert [line for line in lines if "x = 0" in line and not line.startswith(("f'", "largest"))] == [row]

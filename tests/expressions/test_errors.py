"""What is wrong with an expression: the place, what is wrong, and what would be right."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from actplot import catalogue
from actplot.cli import main
from actplot.language.errors import FormulaError
from actplot.language.tokens import LONGEST

SLIPS = [
    tuple(line.split("\t")) for line in Path(__file__).with_name("slips.tsv").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize(("text", "column", "hint"), SLIPS, ids=[slip[0] for slip in SLIPS])
def test_a_slip_is_shown_where_it_is_with_what_would_be_right(text: str, column: str, hint: str) -> None:
    with pytest.raises(FormulaError) as raised:
        catalogue.parse(text)
    error = raised.value
    problem, shown, caret = str(error).split("\n")
    assert hint in problem
    assert caret.index("^") - shown.index(error.text.strip()[:5]) == int(column)
    assert len(problem) < 200


def test_there_are_sixty_slips() -> None:
    assert len(SLIPS) >= 60


def test_the_command_line_shows_the_text_and_a_caret() -> None:
    result = CliRunner().invoke(main, ["table", "x*tanh(2x)"])
    assert result.exit_code == 2
    assert result.output.splitlines() == [
        "Error: Invalid value for '[SPEC]...': an operator is missing; a product is written 2*x",
        "  x*tanh(2x)",
        "          ^",
        "Try 'actplot table --help'.",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x+" * LONGEST + "x", "at most 1,000 characters"),
        ("x+" * 5_000_000 + "x", "at most 1,000 characters"),
        ("(" * 101 + "x" + ")" * 101, "more than 100 levels"),
        ("x" + "^x" * 101, "more than 100 levels"),
        ("x/(x - x)", "no value anywhere"),
        ("log(-x^2)", "no value anywhere"),
        ("__import__('os')", "quotation"),
        ("x.__class__", "attributes"),
        ("x\0+1", "U+0000"),
        ("x\n+\n", "after +"),
        ("\ud800x*2", "not part"),
    ],
)
def test_what_goes_beyond_all_limits_is_one_short_error(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=r".") as raised:
        catalogue.parse(text)
    assert message in str(raised.value)
    assert len(str(raised.value)) < 400


@pytest.mark.parametrize("text", ["+".join(["x"] * 498), "(" * 90 + "x" + ")" * 90, "-" * 90 + "x"])
def test_what_is_within_the_limits_is_computed(text: str) -> None:
    count = text.count("x")
    assert float(catalogue.get(f"{text}*1")(2.0)) == 2.0 * count


@pytest.mark.parametrize(
    "line", ["table -x^2 --at 2", "plot -floor(x)", "depth -x", "show -tanh(x)", "check -x^2 relu", "fit -(x)"]
)
def test_an_expression_that_begins_with_a_minus_is_told_apart_from_options(line: str) -> None:
    result = CliRunner().invoke(main, line.split())
    name, text = line.split()[:2]
    assert result.exit_code == 2
    assert f"comes last, after --: actplot {name} ... -- '{text}'" in result.output.splitlines()[1]


def test_after_two_hyphens_an_expression_may_begin_with_a_minus() -> None:
    result = CliRunner().invoke(main, ["table", "--at", "2", "--", "-x^2"])
    assert result.output.split()[-2:] == ["-4", "-4"]

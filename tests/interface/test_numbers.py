"""Numbers are read alike wherever they are written, and refused in the same words."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from actplot.cli import main
from actplot.interface.numbers import Real, Whole

BOUNDARY = ["boundary", "relu", "--steps", "2", "--hidden", "2"]
PLACES = {
    "an option of points": ["table", "relu", "--at", "{}"],
    "standard input": ["table", "relu", "--at", "-"],
    "a list": ["neuron", "relu", "--weights", "1", "--inputs", "{}"],
    "a SPEC": ["table", "elu:alpha={}"],
    "an expression": ["table", "a*x:a={}"],
    "a pair": ["plot", "relu", "-f", "text", "--xlim", "-1", "{}"],
    "a range": ["table", "relu", "--linspace", "0", "{}", "3"],
    "an option of look": ["plot", "relu", "-f", "text", "--dpi", "{}"],
    "a gain": ["depth", "relu", "--layers", "2", "--width", "4", "--init", "{}"],
    "a rate": [*BOUNDARY, "-f", "csv", "--lr", "{}"],
    "a limit": ["check", "relu", "relu", "--dtype", "float8_e5m2", "--max-ulp", "{}"],
}
WHOLE = {
    "a count": ["depth", "relu", "--layers", "2", "--width", "{}"],
    "sizes": [*BOUNDARY, "-f", "csv", "--hidden", "{}"],
    "a number of points": ["table", "relu", "--linspace", "0", "1", "{}"],
}


def answer(line: list[str], text: str) -> tuple[int, str]:
    """Return the status and the error of a line that has ``text`` in its place."""
    result = CliRunner().invoke(main, [word.format(text) for word in line], input=text)
    return result.exit_code, result.stderr


@pytest.mark.parametrize("text", ["1_000", "\uff11\uff12", "\u0661", "0x10", "1e", "one", "--1", "1.2.3", "\ufeff1"])
@pytest.mark.parametrize("place", PLACES)
def test_what_is_no_number_is_refused_everywhere_in_the_same_words(place: str, text: str) -> None:
    if place == "standard input" and text[0] == "\ufeff":
        pytest.skip("a byte order mark begins a file")
    status, error = answer(PLACES[place], text)
    assert status == 2
    assert f"{text!r} is not a number" in error


@pytest.mark.parametrize("text", ["12", "12.5", "1e1", ".5e2", "+12", " 12 "])
@pytest.mark.parametrize("place", PLACES)
def test_what_is_a_number_is_taken_everywhere(place: str, text: str) -> None:
    assert answer(PLACES[place], text) == (0, "")


@pytest.mark.parametrize("text", ["1_0", "\uff11", "1.5", "1e1", "0x1", ""])
@pytest.mark.parametrize("place", WHOLE)
def test_what_is_no_whole_number_is_refused_in_the_same_words(place: str, text: str) -> None:
    status, error = answer(WHOLE[place], text)
    assert (status, f"{text!r} is not a whole number" in error) == (2, True)


@pytest.mark.parametrize("text", ["inf", "-inf", "nan", "1e999"])
@pytest.mark.parametrize("place", list(PLACES)[2:])
def test_what_is_not_finite_is_refused_but_as_a_point(place: str, text: str) -> None:
    status, error = answer(PLACES[place], text)
    assert (status, "finite" in error or "0.001 to 1000" in error) == (2, True), error


def test_a_comma_separates_two_numbers_everywhere() -> None:
    for place in ("an option of points", "standard input"):
        line = [*PLACES[place], "--columns", "x", "-f", "csv"]
        result = CliRunner().invoke(main, [word.format("1,234.5") for word in line], input="1,234.5\n")
        assert result.stdout.split() == ["x", "1", "234.5"]
    assert "'1,234.5' is not a number" in answer(PLACES["a pair"], "1,234.5")[1]


LISTS = ("an option of points", "standard input", "a list", "a SPEC", "an expression", "a file of results")


@pytest.mark.parametrize("text", ["1,,2", "1, ,2", "1,", ",1", ",", "1,2,,"])
@pytest.mark.parametrize("place", [*LISTS, "vectors", "sizes"])
def test_a_comma_without_a_number_on_one_side_is_refused_everywhere_in_the_same_words(
    place: str, text: str, tmp_path: Path
) -> None:
    (tmp_path / "results.csv").write_text(f"{text}\n")
    lines = {
        "vectors": ["table", "softmax", "--at", "-"],
        "a file of results": ["check", "relu", str(tmp_path / "results.csv"), "--dtype", "float16"],
    }
    status, error = answer({**PLACES, **WHOLE, **lines}[place], text)
    assert status == 2
    assert "'' is not a number" in error or "'' is not a whole number" in error


def test_a_byte_order_mark_before_standard_input_is_no_number() -> None:
    result = CliRunner().invoke(
        main, ["table", "relu", "--at", "-", "--columns", "x", "-f", "csv"], b"\xef\xbb\xbf1 2"
    )
    assert (result.exit_code, result.stdout) == (0, "x\n1\n2\n")


def types() -> Iterator[tuple[str, Any]]:
    """Yield the type of every option, and those inside a tuple."""
    for name in sorted(main.commands):
        command = main.get_command(click.Context(main), name)
        assert command is not None
        for param in command.params:
            parts = param.type.types if isinstance(param.type, click.Tuple) else [param.type]
            yield from ((f"{name} {param.opts[-1]}", part) for part in parts)


def test_no_option_reads_numbers_by_a_rule_of_its_own() -> None:
    """Click's types take 1_000 and other digits; ours are in interface.numbers."""
    own = (click.types.IntParamType, click.types.FloatParamType, click.IntRange, click.FloatRange)
    assert [where for where, kind in types() if isinstance(kind, own) and not isinstance(kind, Real | Whole)] == []


@pytest.mark.parametrize(
    ("kind", "outside", "message"),
    [
        (Whole(1, 400), "0", "0 is not from 1 to 400"),
        (Whole(1, 400), "401", "401 is not from 1 to 400"),
        (Whole(0), "-1", "-1 is not at least 0"),
        (Real(0.5, 60), "60.5", "60.5 is not from 0.5 to 60"),
        (Real(0), "-1", "-1 is not at least 0"),
        (Real(0, min_open=True), "0", "0 is not above 0"),
    ],
)
def test_a_number_beyond_a_limit_is_refused_in_words(kind: Any, outside: str, message: str) -> None:
    with pytest.raises(click.BadParameter) as caught:
        kind.convert(outside, None, None)
    assert caught.value.message == message


@pytest.mark.parametrize("kind", [Whole(1, 3), Real(1, 3), Whole(1), Real(0, min_open=True), Whole(), Real()])
def test_the_ends_of_a_range_belong_to_it(kind: Any) -> None:
    assert [kind.convert(text, None, None) for text in ("1", "3")] == [1, 3]


@pytest.mark.parametrize(
    ("line", "example"),
    [(["neuron", "relu", "-w", "1", "-i", "1 2 3"], "1,2,3"), (["table", "relu", "--at", "1 2"], "-1,0,1")],
)
def test_numbers_without_commas_are_told_how_a_list_is_written(line: list[str], example: str) -> None:
    result = CliRunner().invoke(main, line)
    assert result.exit_code == 2
    assert f"{line[-1]!r} is not a number; it takes a list such as {example}" in result.stderr

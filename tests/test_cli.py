"""The command line from the outside."""

from click.testing import CliRunner

from actplot.cli import main


def test_values_are_printed_exactly() -> None:
    result = CliRunner().invoke(main, ["table", "sigmoid", "--at", "-1,0,1"])
    assert result.exit_code == 0
    assert result.output.splitlines()[2].split() == ["sigmoid", "0.0", "0.5", "0.25"]


def test_an_unknown_function_is_wrong_usage_with_a_near_miss() -> None:
    result = CliRunner().invoke(main, ["table", "rellu"])
    assert result.exit_code == 2
    assert "did you mean 'relu'" in result.output

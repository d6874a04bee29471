"""The command line from the outside."""

import json

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


def test_json_is_strict_and_has_the_keys_that_scripts_rely_on() -> None:
    result = CliRunner().invoke(main, ["table", "elu:alpha=2", "--at", "inf", "-f", "json"])
    assert json.loads(result.stdout) == [
        {"function": "elu", "parameters": {"alpha": 2.0}, "x": "Infinity", "f": "Infinity", "derivative": 1.0}
    ]


def test_csv_has_a_header_and_a_row_for_each_x() -> None:
    result = CliRunner().invoke(main, ["table", "tanh", "--at", "0,-inf", "-f", "csv"])
    assert result.stdout.splitlines() == [
        "function,parameters,x,f,derivative",
        "tanh,,0.0,0.0,1.0",
        "tanh,,-inf,-1.0,0.0",
    ]


def test_every_command_has_help_with_an_example() -> None:
    for name in main.list_commands(None):  # type: ignore[arg-type]
        result = CliRunner().invoke(main, [name, "--help"])
        assert result.exit_code == 0
        assert f"      actplot {name}" in result.stdout or f"  actplot {name}" in result.stdout

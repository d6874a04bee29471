"""SPECs on the command line: how many functions one may stand for."""

from click.testing import CliRunner

from actplot.cli import main
from actplot.interface.specs import MOST_FUNCTIONS


def run(values: int) -> tuple[int, str]:
    spec = "elu:alpha=" + ",".join(str(n + 1) for n in range(values))
    result = CliRunner().invoke(main, ["table", spec, "--columns", "function", "-f", "csv"])
    return result.exit_code, result.output


def test_a_sweep_has_as_many_values_as_a_command_has_functions_and_no_more() -> None:
    status, output = run(MOST_FUNCTIONS)
    assert (status, output.count("elu")) == (0, MOST_FUNCTIONS)
    status, output = run(MOST_FUNCTIONS + 1)
    assert status == 2
    assert f"more than {MOST_FUNCTIONS} values of a parameter" in output

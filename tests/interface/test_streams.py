"""Numbers from standard input."""

import pytest
from click.testing import CliRunner

from actplot.cli import main


@pytest.mark.parametrize(("token", "shown"), [("x" * 80, "x" * 80), ("y" * 81, "y" * 80 + "...")])
def test_what_is_no_number_is_shown_by_its_first_80_characters(token: str, shown: str) -> None:
    result = CliRunner().invoke(main, ["table", "relu", "--at", "-", "-f", "csv"], input=f"1 2\n3, {token}\n")
    assert result.exit_code == 2
    assert f"standard input, line 2: {shown!r} is not a number" in " ".join(result.output.split())

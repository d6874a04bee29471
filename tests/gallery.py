"""The pictures of README, the reference of the tests."""

import re
import shlex
from pathlib import Path

from click.testing import CliRunner

from actplot.cli import main

ROOT = Path(__file__).parent.parent
PICTURES = Path(__file__).parent / "reference"
ENTRY = re.compile(r"^!\[[^\]]+\]\(tests/reference/([^)]+)\)\n\n```sh\nactplot (\w+ .+)\n```$", re.MULTILINE)


def gallery() -> dict[str, str]:
    """Return the command of each picture by file name, as README gives it."""
    found = dict(ENTRY.findall((ROOT / "README.md").read_text(encoding="utf-8")))
    return {"relu.png": "plot relu --deriv", **found}


def draw(command: str, path: Path) -> None:
    """Run the command of a picture with another output file.

    Raises:
        RuntimeError: the command failed.

    """
    result = CliRunner().invoke(main, [*shlex.split(command), "-o", str(path)])
    if result.exit_code:
        raise RuntimeError(f"{command}: {result.output}")

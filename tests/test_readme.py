"""What README shows works."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import actplot

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)
COMMANDS = [
    line.split("  #")[0].strip()
    for language, block in BLOCKS
    if language == "sh"
    for line in block.splitlines()
    if re.match("actplot |seq ", line)
]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_readme_works(command: str, tmp_path: Path) -> None:
    script = re.sub(r"(^|&& |\| )actplot ", rf"\1{shlex.quote(sys.executable)} -m actplot ", command)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {script}"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_python_of_readme_works(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    for language, block in BLOCKS:
        if language == "python":
            exec(block, names)
    assert names["elu"] == actplot.get("elu:alpha=2")
    printed = capsys.readouterr().out
    shown = [block for language, block in BLOCKS if language == "text"]
    assert shown
    assert all(block in printed for block in shown)


def test_the_pictures_of_readme_exist() -> None:
    pictures = re.findall(r"!\[.+?\]\((.+?)\)", README)
    assert pictures
    for picture in pictures:
        assert (ROOT / picture).is_file()

"""Run every command on other versions: ``python -m tests.compatibility [PYTHON...]``.

For each interpreter (those on the path if none is named) actplot is installed twice in an environment of its own:
with the lowest versions that pyproject.toml allows, and with the newest there are. The tests that run every command
follow.
``--lowest`` leaves out the newest.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
PYTHONS = [f"python3.{minor}" for minor in range(11, 15)]
TESTS = ["tests/fuzz", "tests/interface/test_numbers.py"]
TOOLS = ["pytest", "pytest-xdist", "hypothesis", "mpmath"]
VERSIONS = """
from importlib.metadata import version
from platform import python_version
print(python_version(), *(f"{name} {version(name)}" for name in ("click", "numpy", "matplotlib", "rich")), sep=", ")
"""


def floors() -> str:
    """Return the lowest versions as constraints of pip."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return "\n".join(line.replace(">=", "==") for line in project["dependencies"])


def tested(python: str, *, lowest: bool, folder: Path) -> bool:
    """Install and test in ``folder``; print the versions and the result."""
    subprocess.run([python, "-m", "venv", folder], check=True)
    inside = str(folder / "bin" / "python")
    (folder / "floors").write_text(floors())
    limits = ["-c", str(folder / "floors")] if lowest else []
    install = [inside, "-m", "pip", "install", "-q", "--only-binary", ":all:", *limits, "-e", str(ROOT), *TOOLS]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    kind = "lowest" if lowest else "newest"
    if done.returncode:
        reason = re.findall(r"ERROR: (.+)", done.stderr)
        print(f"{python}, {kind}: can't be installed: {reason[-1] if reason else done.stderr[-300:]}", flush=True)
        return False
    versions = subprocess.run([inside, "-c", VERSIONS], capture_output=True, text=True, check=True).stdout.strip()
    done = subprocess.run(
        [inside, "-m", "pytest", "-q", *TESTS], cwd=ROOT, capture_output=True, text=True, check=False
    )
    print(f"{kind}: {versions}: {done.stdout.splitlines()[-1]}", flush=True)
    if done.returncode:
        print(done.stdout[-3000:])
    return not done.returncode


def main(arguments: list[str]) -> int:
    """Return the exit status: 1 if something failed."""
    pythons = [word for word in arguments if word != "--lowest"] or list(filter(shutil.which, PYTHONS))
    kinds = [True] if "--lowest" in arguments else [True, False]
    good = True
    for python in pythons:
        for lowest in kinds:
            with tempfile.TemporaryDirectory() as folder:
                good &= tested(python, lowest=lowest, folder=Path(folder))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""What each command loads: nothing that it does not use."""

import subprocess
import sys

import pytest


def loaded(*arguments: str) -> set[str]:
    """Run actplot in a process of its own and return the heavy packages it imported."""
    program = (
        "import sys\n"
        "from actplot.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "finally: print(*{'numpy', 'matplotlib', 'rich', 'importlib.metadata'} & set(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False)
    return set(done.stderr.split())


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["plot", "--help"], ["table", "--help"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    assert loaded(*arguments) == set()


def test_values_load_numpy_only() -> None:
    assert loaded("table", "relu", "--at", "1") == {"numpy"}


def test_the_package_itself_loads_nothing_heavy() -> None:
    program = "import actplot, sys; print(*{'numpy', 'matplotlib', 'rich', 'click'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"

"""Completion of command lines, in real shells too."""

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from actplot import catalogue
from actplot.cli import main

SHELLS = ["bash", "zsh", "fish"]

# Typed, with a Tab at the end of each, and the arguments that actplot then gets.
TYPED = [
    ("compl", ["completion"]),
    ("table --lins", ["table", "--linspace"]),
    ("table gelu_t", ["table", "gelu_tanh"]),
    ("table LeakyRe", ["table", "LeakyReLU"]),
    ("table torch.nn.GEL", ["table", "torch.nn.GELU"]),
    ("table leaky_relu:neg", ["table", "leaky_relu:negative_slope="]),
    ("table hard_tanh:min_val=-2:", ["table", "hard_tanh:min_val=-2:max_val="]),
    ("table relu --dtype float1", ["table", "relu", "--dtype", "float16"]),
    ("table relu --columns function,ra", ["table", "relu", "--columns", "function,range"]),
    ("table --family shrin", ["table", "--family", "shrinkage"]),
    ("table relu -o pict", ["table", "relu", "-o", "picture.csv"]),
]
# After an opening quote: typed, Tab, typed on.
EXPRESSIONS = [
    ("table 'x*tanhe", "x)'", "x*tanhexp(x)"),
    ("table 'x * softsig", "x)'", "x * softsign(x)"),
    ('table "max(0, gelu_t', 'x))"', "max(0, gelu_tanh(x))"),
    ("plot 'mine = x*hard_sw", "x)'", "mine = x*hard_swish(x)"),
    ("plot relu 'x + asi", "2*x)'", "x + asinh(2*x)"),
    ("table 'leaky_rel", "", "leaky_relu"),
    ("table 'x*nothing_of", "(x)'", "x*nothing_of(x)"),
]


def offered(line: str, word: str | None = None) -> list[str]:
    """Return what actplot offers for the last word of ``line``, or for the word after it."""
    line, word = (line, line.rpartition(" ")[2]) if word is None else (f"{line} {word}", word)
    result = CliRunner().invoke(
        main, env={"_ACTPLOT_COMPLETE": "fish_complete", "COMP_WORDS": line, "COMP_CWORD": word}
    )
    return [item.partition(",")[2].partition("\t")[0] for item in result.stdout.splitlines() if item]


def test_all_functions_are_offered_by_name_and_by_alias_once_a_letter_is_typed() -> None:
    assert offered("actplot table ") == catalogue.names()
    for function in catalogue.everything().values():
        for alias in function.aliases:
            assert alias in offered(f"actplot table {alias}")


def test_after_a_name_the_remaining_parameters_are_offered() -> None:
    for function in catalogue.everything().values():
        assert offered(f"actplot plot {function.name}:") == [f"{function.name}:{key}=" for key in function.parameters]
    assert offered("actplot plot elu:alpha=") == ["elu:alpha=1"]
    assert offered("actplot plot elu:alpha=1:") == []
    assert offered("actplot plot nothing:") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("x*ta", ["x*tanh(", "x*tanhexp(", "x*tanh_shrink("]),
        ("x + CLI", ["x + clip(", "x + clipped_gelu("]),
        ("max(x, where", ["max(x, where(", "max(x, where(x > 0, a, b)"]),
        ("2*nothing_of_it", []),
        ("2*softmax", []),
    ],
)
def test_inside_an_expression_functions_of_one_number_are_offered(text: str, found: list[str]) -> None:
    result = offered("actplot plot", f"'{text}")
    assert [item for item in found if item in result] == found
    assert bool(found) == bool(result)


def test_the_offered_columns_are_those_of_facts_or_of_values() -> None:
    assert "function,range" in offered("actplot table --columns function,")
    assert offered("actplot table --at 1 --columns x,f") == ["x,function", "x,f"]


def test_completion_of_an_option_loads_no_numpy() -> None:
    program = (
        "import sys\n"
        "from actplot.cli import main\n"
        "try: main(prog_name='actplot')\n"
        "finally: print(*{'numpy', 'matplotlib', 'rich'} & set(sys.modules), file=sys.stderr)"
    )
    variables = {"_ACTPLOT_COMPLETE": "fish_complete", "COMP_WORDS": "actplot plot relu --der", "COMP_CWORD": "--der"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=os.environ | variables, capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("plain,--deriv")
    assert done.stderr == "\n"


class _Terminal:
    """A shell in a terminal, with actplot's completion loaded."""

    def __init__(self, shell: str, folder: Path) -> None:
        self.result = folder / "result"
        (folder / "picture.csv").touch()
        program = folder / "bin" / "actplot"
        program.parent.mkdir()
        program.write_text(
            "#!/bin/sh\n"
            f'[ -n "$_ACTPLOT_COMPLETE" ] && exec {sys.executable} -m actplot "$@"\n'
            f"printf '%s\\n' \"$@\" > {self.result}.part && mv {self.result}.part {self.result}\n"
        )
        program.chmod(0o755)
        script = folder / "completion"
        script.write_text(CliRunner().invoke(main, ["completion", shell]).stdout)
        start = {
            "bash": ["bash", "--norc", "--noprofile", "-i"],
            "zsh": ["zsh", "-f", "-i"],
            "fish": ["fish", "--no-config", "-i"],
        }[shell]
        self.handle, terminal = pty.openpty()
        variables = {
            "PATH": f"{program.parent}:{os.environ['PATH']}",
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "TERM": "xterm",
            "HOME": str(folder),
            "LANG": "C.UTF-8",
        }
        self.process = subprocess.Popen(
            start,
            cwd=folder,
            env=variables,
            pass_fds=[terminal],
            preexec_fn=partial(os.login_tty, terminal),  # noqa: PLW1509 - the tests run no threads
        )
        os.close(terminal)
        load = "autoload -Uz compinit && compinit -u; " if shell == "zsh" else ""
        self.type(f"{load}source ./completion; actplot re'a'dy\r")
        self.arguments()

    def type(self, text: str) -> None:
        os.write(self.handle, text.encode())

    def arguments(self) -> list[str]:
        """Wait until actplot runs, and return its arguments."""
        end = time.monotonic() + 60
        while not self.result.exists():
            assert time.monotonic() < end, "actplot was not called"
            if select.select([self.handle], [], [], 0.05)[0]:
                answer = os.read(self.handle, 1 << 16)
                if b"\x1b[c" in answer or b"\x1b[0c" in answer:  # fish asks what terminal this is
                    os.write(self.handle, b"\x1b[?62;22c")
        found = self.result.read_text().splitlines()
        self.result.unlink()
        return found

    def close(self) -> None:
        os.close(self.handle)
        self.process.wait()


@pytest.mark.parametrize("shell", SHELLS)
def test_the_tab_key_completes_in_a_real_shell(shell: str, tmp_path: Path) -> None:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    terminal = _Terminal(shell, tmp_path)
    try:
        for typed, arguments in TYPED:
            terminal.type(f"actplot {typed}\t")
            time.sleep(0.2)
            terminal.type("\r")
            assert terminal.arguments() == arguments, typed
        for typed, rest, text in EXPRESSIONS:
            terminal.type(f"actplot {typed}\t")
            time.sleep(0.2)
            terminal.type(f"{rest}\r")
            assert terminal.arguments()[-1] == text, typed
    finally:
        terminal.close()


@pytest.mark.parametrize("option", ["nullglob", "failglob", "noglob"])
def test_bash_completes_with_any_of_its_options_on_globs(option: str, tmp_path: Path) -> None:
    """Offers are no patterns: with nullglob '[x]' would vanish, with failglob end the completion."""
    program = tmp_path / "actplot"
    program.write_text("#!/bin/sh\nprintf 'plain,--at[x]\\nplain,--at*\\n'\n")
    program.chmod(0o755)
    script = CliRunner().invoke(main, ["completion", "bash"]).stdout
    line = "actplot plot --a"
    setting = f"set -o {option}" if option == "noglob" else f"shopt -s {option}"
    call = f"COMP_LINE='{line}' COMP_POINT={len(line)}; _actplot {program}; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    done = subprocess.run(["bash", "-c", f"{setting}\n{script}\n{call}"], capture_output=True, text=True, check=True)
    assert (done.stdout.split(), done.stderr) == (["--at[x]", "--at*"], "")


@pytest.mark.parametrize("protocol", ["bash_complete", "fish_complete", "zsh_complete", "odd"])
def test_a_shell_that_asks_in_an_odd_way_gets_no_message(protocol: str) -> None:
    for words in ({}, {"COMP_WORDS": "actplot ", "COMP_CWORD": ""}, {"COMP_WORDS": "'", "COMP_CWORD": "9"}):
        result = CliRunner().invoke(main, env={"_ACTPLOT_COMPLETE": protocol, **words})
        assert result.exit_code in {0, 1}
        assert result.stderr == ""


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_has_valid_syntax(shell: str, tmp_path: Path) -> None:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    script = tmp_path / "script"
    script.write_text(CliRunner().invoke(main, ["completion", shell]).stdout)
    subprocess.run([shell, "-n", str(script)], check=True)

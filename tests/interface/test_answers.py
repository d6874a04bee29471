"""All commands treat ``--output`` and ``--format`` alike, before they do any work."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from actplot.cli import main
from actplot.interface import answers
from actplot.pictures import encoders
from tests.commands import PRE_ACTIVATIONS

PROGRAM = [sys.executable, "-m", "actplot"]
# As little work as each command can do.
LINES = {
    "plot": ["relu"],
    "table": ["relu", "--at", "1"],
    "show": ["relu"],
    "neuron": ["relu", "-i", "1", "-w", "1"],
    "depth": ["relu", "--layers", "2", "--width", "4"],
    "boundary": ["relu", "--steps", "1", "--hidden", "2"],
    "check": ["relu", "relu", "--dtype", "float16"],
    "fit": ["relu", "--steps", "1", "--hidden", "2"],
    "inspect": [str(PRE_ACTIVATIONS), "relu"],
}
WRITING = [
    name
    for name in sorted(main.commands)
    if any("--output" in parameter.opts for parameter in main.get_command(click.Context(main), name).params)  # type: ignore[union-attr]
]


def choices(name: str) -> list[str]:
    """Return the formats that a command offers."""
    command = main.get_command(click.Context(main), name)
    assert command is not None
    (option,) = (parameter for parameter in command.params if "--format" in parameter.opts)
    assert isinstance(option.type, click.Choice)
    return [str(choice) for choice in option.type.choices]


def run(name: str, *arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, [name, *LINES.get(name, ["relu"]), *arguments])
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("name", WRITING)
@pytest.mark.parametrize("path", ["", "n\0l"])
def test_an_impossible_path_is_wrong_usage(name: str, path: str) -> None:
    status, printed, errors = run(name, "-o", path)
    assert (status, printed) == (2, "")
    assert f"'--output': {path!r} is not a path" in errors or "is not a path" in errors


@pytest.mark.parametrize("name", WRITING)
def test_the_shell_completes_files_after_the_option(name: str) -> None:
    for option in ("-o", "--output"):
        words = {"_ACTPLOT_COMPLETE": "fish_complete", "COMP_WORDS": f"actplot {name} relu {option} pict"}
        assert CliRunner().invoke(main, env={**words, "COMP_CWORD": "pict"}).stdout == "file,pict\n"


@pytest.mark.parametrize("name", WRITING)
@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("nowhere/a.json", "the folder 'nowhere' does not exist"),
        ("file/a.json", "'file' is a file, not a folder"),
        ("a.bmp", "the suffix of 'a.bmp' is none of"),
    ],
)
def test_an_impossible_file_is_wrong_usage(
    name: str, path: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_bytes(b"old")
    status, printed, errors = run(name, "-o", path.replace("json", "svg") if name == "plot" else path)
    assert (status, printed) == (2, "")
    assert message.replace("json", "svg") in errors
    assert [found.name for found in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("name", WRITING)
def test_a_format_that_contradicts_the_suffix_is_wrong_usage(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = "a.svg" if name == "plot" else "a.json"
    form = next(choice for choice in choices(name) if choice != answers.suffix_of(path))
    status, printed, errors = run(name, "-o", path, "-f", form)
    assert (status, printed) == (2, "")
    assert f"'--format': {form!r} contradicts the suffix of {path!r}" in errors
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", WRITING)
def test_the_format_option_decides_where_the_suffix_is_unknown(name: str, tmp_path: Path) -> None:
    form = "svg" if name == "plot" else "json"
    for path in (tmp_path / "a", tmp_path / "a.2026"):
        status, _, errors = run(name, "-o", str(path), "-f", form)
        assert (status, errors) == (0, "")
        assert path.read_text().startswith("<?xml" if name == "plot" else ("[", "{"))


@pytest.mark.parametrize(
    ("path", "suffix"),
    [
        ("a.PNG", "png"), ("a.b.csv", "csv"), (".csv", "csv"), ("csv", ""), ("a.", ""), ("a.csv/b", ""), ("-", ""),
    ],
)  # fmt: skip
def test_a_suffix_is_what_follows_the_last_dot_of_the_name(path: str, suffix: str) -> None:
    assert answers.suffix_of(path) == suffix


@pytest.mark.parametrize("name", ["table", "neuron", "depth", "boundary", "fit", "inspect"])
def test_a_file_gets_no_colours_and_all_columns(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "10")
    texts = []
    for form, path in (("table", "a.txt"), ("plain", "b.txt"), ("table", "c")):
        assert run(name, "-f", form, "-o", str(tmp_path / path))[0] == 0
        texts.append((tmp_path / path).read_text())
    assert "\x1b" not in texts[0]
    assert texts[0] == texts[1] == texts[2]


@pytest.mark.parametrize("name", ["neuron", "depth", "boundary", "fit", "inspect"])
def test_the_path_of_a_file_is_the_last_line_unless_numbers_are_requested(name: str, tmp_path: Path) -> None:
    picture, table = str(tmp_path / "a.svg"), str(tmp_path / "a.csv")
    assert run(name, "-o", table)[1] == f"{table}\n"
    assert run(name, "-o", picture)[1].endswith(f"\n\n{picture}\n")
    assert run(name, "-o", picture, "-f", "csv")[1] == Path(table).read_text()


def test_show_writes_json_to_a_json_file(tmp_path: Path) -> None:
    path = tmp_path / "relu.json"
    assert run("show", "-o", str(path)) == (0, "", "")
    assert path.read_text() == run("show", "-f", "json")[1]


def in_a_terminal(*arguments: str) -> tuple[int, bytes]:
    """Run actplot with a terminal as its output; return its status and what is shown."""
    shell, terminal = pty.openpty()
    process = subprocess.Popen([*PROGRAM, *arguments], stdout=terminal, stderr=terminal)
    os.close(terminal)
    shown = b""
    while True:
        try:
            shown += os.read(shell, 1 << 16)
        except OSError:  # the end of the terminal
            break
    os.close(shell)
    return process.wait(), shown


@pytest.mark.parametrize("form", encoders.names())
def test_binary_formats_are_refused_on_a_terminal(form: str) -> None:
    status, shown = in_a_terminal("plot", "relu", "--deriv", "-o", "-", "-f", form)
    if encoders.get(form).text:
        assert status == 0
        assert shown.decode()
        return
    assert status == 2
    assert f"{form} is binary, and standard output is a terminal; name a file" in shown.decode()
    assert len(shown.splitlines()) == 2

"""Tables are read by the programs that they are piped into, where these are installed."""

import json
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from actplot import catalogue
from actplot.analysis.facts import facts

ACTPLOT = f"{sys.executable} -m actplot"
ELEMENTWISE = [name for name, function in catalogue.everything().items() if function.kind == "elementwise"]


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not shutil.which(program), reason=f"needs {program}")


def shell(line: str) -> str:
    """Return what a pipe prints on standard output; nothing else may be printed."""
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {line}"], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


@needs("jq")
def test_jq_reads_json_and_json_lines() -> None:
    steep = 'select(.kind == "elementwise" and .max_gradient != "Infinity" and .max_gradient > 1.5) | .function'
    expected = [name for name in ELEMENTWISE if 1.5 < facts(catalogue.get(name)).max_gradient < float("inf")]
    assert shell(f"{ACTPLOT} table -f json | jq -r '.[] | {steep}'").split() == expected
    assert shell(f"{ACTPLOT} table -f jsonl | jq -r '{steep}'").split() == expected


@needs("column")
def test_column_aligns_tsv() -> None:
    shown = shell(
        f"{ACTPLOT} table relu 'elu:alpha=0.5,1' --at -1,1 --columns function,x,f -f tsv | column -t -s $'\\t'"
    )
    rows = [line.split() for line in shown.splitlines()]
    assert rows[0] == ["function", "x", "f"]
    assert rows[1] == ["relu", "-1", "0"]
    assert len(rows) == 7


@needs("less")
def test_less_shows_a_table_without_colour_codes() -> None:
    shown = shell(f"{ACTPLOT} table --where family=hard | less -S")
    assert shown == shell(f"{ACTPLOT} table --where family=hard")
    assert "\x1b" not in shown


@pytest.mark.skipif(not find_spec("pandas"), reason="needs pandas")
def test_pandas_reads_csv_and_json_lines() -> None:
    read = "import pandas, sys; frame = pandas.{}; print(frame.shape[0], frame.x.sum(), frame.f.dtype)"
    for form, reader in (("csv", "read_csv(sys.stdin)"), ("jsonl", "read_json(sys.stdin, lines=True)")):
        table = f"{ACTPLOT} table gelu relu --at 0.5,1.5 -f {form}"
        assert shell(f"{table} | {sys.executable} -c '{read.format(reader)}'").split() == ["4", "4.0", "float64"]


@needs("pdflatex")
def test_latex_takes_the_fragment_by_input(tmp_path: Path) -> None:
    shell(f"{ACTPLOT} table relu selu gelu -o {tmp_path}/table.tex")
    fragment = (tmp_path / "table.tex").read_text()
    packages = fragment.splitlines()[0].removeprefix("% needs ")
    body = f"\\documentclass{{article}}\n{packages}\n\\begin{{document}}\n\\input{{table}}\n\\end{{document}}\n"
    (tmp_path / "paper.tex").write_text(body)
    shell(f"cd {tmp_path} && pdflatex -interaction=nonstopmode -halt-on-error paper.tex")
    assert (tmp_path / "paper.pdf").stat().st_size > 0


def test_awk_finds_the_columns_of_csv_by_their_heading() -> None:
    line = f"{ACTPLOT} table relu tanh --at -1,0,1 -f csv | awk -F, 'NR > 1 {{ sum += $3 }} END {{ print NR, sum }}'"
    assert shell(line).split() == ["7", "0"]


def test_head_ends_a_stream_quietly() -> None:
    line = f"set +o pipefail; yes 1 | {ACTPLOT} table relu --at - -f jsonl | head -1"
    assert json.loads(shell(line)) == {"function": "relu", "parameters": {}, "x": 1.0, "f": 1.0, "derivative": 1.0}

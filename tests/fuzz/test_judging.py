"""Faults that were planted are found: in outputs, on standard error, and between two runs."""

import io
import os
import sys
import warnings
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from actplot import __main__ as program
from actplot.interface.numbers import Whole
from tests.fuzz import grammar, judging, lines, running

GOOD = running.Outcome(0, b"", "", {}, 0.1, 10**8)


def pdf(drawing: bytes) -> bytes:
    """Return a document of one page with these commands."""
    packed = zlib.compress(drawing)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
        b"<< /Title (infinite) /Subject (range [0, inf\\), nan) >>",
    ]
    text, table = b"%PDF-1.4\n", b"0000000000 65535 f \n"
    for number, content in enumerate(objects, 1):
        table += b"%010d 00000 n \n" % len(text)
        text += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    return text + b"xref\n0 6\n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (table, len(text))


def image() -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(np.arange(3000, dtype=np.uint8).reshape(50, 60)).save(file, "PNG")
    return file.getvalue()


def archive(**arrays: Any) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><title>inf</title><path d="M 0 0 L 1 1"/></svg>'
READ = {
    "json": (b'[{"x": "NaN"}]\n', b'[{"x": NaN}]\n'),
    "jsonl": (b'{"x": 1}\n{"x": 2}\n', b'{"x": 1}\n{"x": Infinity}\n'),
    "csv": (b'x,f\n1,"a,b"\n', b"x,f\n1,2,3\n"),
    "tsv": (b"x\tf\n1\t2\n", b"x\tf\n1\n"),
    "svg": (SVG, SVG.replace(b"L 1 1", b"L nan 1")),
    "html": (b"<p>inf<br></p>", b"<p><b></p></b>"),
    "pdf": (pdf(b"0 0 m 1 1 l S"), pdf(b"0 0 m 1 nan l S")),
    "png": (image(), image()[: len(image()) // 2]),
    "npz": (archive(x=[1, 2], f=[1, 2]), archive(x=[1, 2], f=[1])),
    "txt": ("é\n".encode(), b"\x1b[31mred\n"),
}


@pytest.mark.parametrize("name", READ)
def test_an_output_that_is_not_of_its_format_is_at_fault(name: str) -> None:
    right, wrong = READ[name]
    for data, count in ((right, 0), (wrong, 1)):
        line = ["table", "relu", "-o", f"a.{name}"]
        assert len([*judging.faults(line, GOOD._replace(files={f"a.{name}": data}))]) == count
        line = ["table", "relu", "--format", name]
        assert len([*judging.faults(line, GOOD._replace(stdout=data))]) == count


OUTCOMES = {
    "a warning": {"stderr": "x.py:1: RuntimeWarning: overflow encountered in multiply\n"},
    "a traceback": {"status": 1, "stderr": "Traceback (most recent call last):\n"},
    "words after success": {"stderr": "something\n"},
    "no words after failure": {"status": 1},
    "an error without a hint": {"status": 2, "stderr": "Error: no\n"},
    "an error of a library": {
        "status": 2,
        "stderr": "Error: max() arg is an empty sequence\nTry 'actplot table --help'.\n",
    },
    "an output of a wrong line": {
        "status": 2,
        "stderr": "Error: no\nTry 'actplot table --help'.\n",
        "files": {"a.csv": b""},
    },
    "a file that nobody named": {"files": {"b.csv": b"x\n1\n"}},
    "memory": {"memory": 1_100_000_000},
    "time": {"seconds": 10.5},
    "a signal": {"status": -9},
    "no end": {"status": running.HANGS},
}


@pytest.mark.parametrize("name", OUTCOMES)
def test_an_outcome_that_breaks_a_promise_is_at_fault(name: str) -> None:
    line = ["table", "relu", "-o", "a.csv"]
    assert [*judging.faults(line, GOOD)] == []
    assert [*judging.faults(line, GOOD._replace(**OUTCOMES[name]))]  # type: ignore[arg-type]


def warn() -> None:
    warnings.warn("overflow", RuntimeWarning, stacklevel=1)
    sys.exit(0)


def vary() -> None:
    sys.stdout.write(os.urandom(8).hex())
    sys.exit(0)


def fall() -> None:
    raise IndexError


@pytest.mark.parametrize(
    ("planted", "words"), [(warn, "RuntimeWarning"), (vary, "a second run gives something else"), (fall, "Traceback")]
)
def test_what_a_process_does_is_seen(
    planted: Callable[[], None], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "run", planted)
    _, _, faults = next(lines.found(0, 1))
    assert any(words in fault for fault in faults), faults


def test_the_high_end_of_every_whole_number_and_the_ends_of_every_domain_come_up() -> None:
    """Only what a command's help says to take minutes is left out."""
    due = {
        (name, option.opts[-1])
        for name, command in grammar.COMMANDS.items()
        if name not in grammar.STATING_THEIR_TIME
        for option in grammar.options_of(command)
        if isinstance(option.type, Whole)
    }
    chance = grammar.Chance("high")
    seen = set()
    for name, command in grammar.COMMANDS.items():
        for _ in range(300):
            high = grammar.at_the_high_end(command, chance)
            seen |= {(name, high[0])} if high else set()
    assert seen == due
    assert 1e100 in grammar.ends_of((), "alpha")
    assert {0.0, 5e-324, 1.0} <= set(grammar.ends_of(("0 < alpha", "alpha <= 1"), "alpha"))


def test_words_of_a_mistaken_line_may_all_be_missing() -> None:
    for number in range(3000):
        grammar.mistaken(grammar.Chance(f"short {number}"), "completion")

"""``actplot table`` prints complete and exact facts and values."""

import csv
import html.parser
import io
import json
import math
import os
import pty
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from actplot import catalogue
from actplot.activation import Activation, Gated, Vector, activation
from actplot.analysis import facts as analysis
from actplot.analysis.numbers import decimals, shortest
from actplot.cli import main
from actplot.tables import formats
from actplot.tables.cells import sort_key, strict, words
from actplot.tables.columns import FACTS, SHOWN
from actplot.tables.facts import facts
from actplot.tables.values import values_table

PROGRAM = [sys.executable, "-m", "actplot"]
FUNCTIONS = list(catalogue.everything().values())
COMPLETE = tuple(key for key in FACTS if key != "spelling")
MEASURED = [key for key in FACTS if FACTS[key].value is None]
EXTREMES = "-inf,-1e300,-1,-0.0,5e-324,0.1,1,1e300,inf,nan"


def run(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(main, ["table", *arguments], input=given)


def printed(*arguments: str, given: str | None = None) -> str:
    result = run(*arguments, given=given)
    assert result.exit_code == 0, result.output
    return result.stdout


@activation("softmax", title="Test softmax", tex="", record=Vector)
def softmax_of_tests(x: Any) -> Any:
    """Share one among the entries."""
    shares = np.exp(x) / np.exp(x).sum(axis=-1, keepdims=True)
    return shares, shares[..., None] * (np.eye(x.shape[-1]) - shares[..., None, :])


@activation("a*b", title="Test gate", tex="", record=Gated)
def gate_of_tests(a: Any, b: Any) -> Any:
    """Multiply."""
    return a * b, (b, a)


@pytest.fixture
def _others(monkeypatch: pytest.MonkeyPatch) -> None:
    for function in (softmax_of_tests, gate_of_tests):
        monkeypatch.setitem(catalogue.spellings(), function.name, function)


# Facts


def test_json_holds_every_fact_of_every_function() -> None:
    rows = json.loads(printed("-f", "json"))
    assert [row["function"] for row in rows] == catalogue.names()
    for row, function in zip(rows, FUNCTIONS, strict=True):
        assert tuple(row) == COMPLETE
        assert row["parameters"] == dict(function.parameters)
        assert (row["family"], row["kind"], row["formula"]) == (function.family, function.kind, function.formula)
        if type(function) is Activation:
            known = strict(asdict(analysis.facts(function)))
            assert {key: row[key] for key in MEASURED} == {key: known[key] for key in MEASURED}


def test_vector_and_gated_functions_have_no_facts_of_elementwise_ones() -> None:
    for function in (softmax_of_tests, gate_of_tests):
        row = facts(function)
        assert row["kind"] in {"vector", "gated"}
        assert row["kinks"] == row["max_gradient_over"] == ()
        assert row["monotonic"] is row["f0"] is row["derivative0"] is None


def test_jsonl_has_the_same_objects_one_on_each_line() -> None:
    assert [json.loads(line) for line in printed("-f", "jsonl").splitlines()] == json.loads(printed("-f", "json"))


@pytest.mark.parametrize(("name", "separator"), [("csv", ","), ("tsv", "\t")])
def test_csv_and_tsv_have_the_same_facts_as_cells(name: str, separator: str) -> None:
    rows = list(csv.DictReader(io.StringIO(printed("-f", name), newline=""), delimiter=separator))
    for row, known in zip(rows, json.loads(printed("-f", "json")), strict=True):
        assert tuple(row) == COMPLETE
        assert None not in row.values()
        assert row["formula"] == known["formula"]
        if known["range"] is None:
            assert not any(row[key] for key in MEASURED)
            continue
        assert row["max_gradient_attained"] == words(known["max_gradient_attained"])
        places = [[float(x) for x in place.split()] for place in row["max_gradient_at"].split("; ")]
        of_vectors = any(isinstance(place, list) for place in known["max_gradient_at"])
        assert (places if of_vectors else places[0]) == known["max_gradient_at"]
        ends = row["range"].strip("[]()").split(", ")
        assert [float(end) for end in ends] == [float(known["range"]["inf"]), float(known["range"]["sup"])]
        assert row["range"].startswith("[") == known["range"]["inf_attained"]
        assert row["range"].endswith("]") == known["range"]["sup_attained"]
        assert row["kinks"].count("x=") == len(known["kinks"])


def test_readable_formats_show_ranges_with_brackets_and_the_place_of_the_largest_slope() -> None:
    text = printed("gelu", "relu", "softplus", "-f", "markdown")
    gelu, relu, softplus = ([cell.strip() for cell in line.split("|")] for line in text.splitlines()[2:])
    assert gelu[1:7] == ["gelu", "[-0.17, inf)", "1.129", "1.414", "C^inf", "no"]
    assert relu[1:8] == ["relu", "[0, inf)", "1", "x > 0", "C^0", "non-decreasing", "0"]
    assert softplus[2:5] == ["(0, inf)", "1", "not reached"]


def test_digits_apply_to_readable_formats_only() -> None:
    assert " 1.1289 " in printed("gelu", "--digits", "5")
    assert printed("gelu", "--digits", "5", "-f", "csv") == printed("gelu", "-f", "csv")
    assert printed("tanh", "--at", "1", "--digits", "3").split() == ["x", "tanh", "tanh'", "1", "0.762", "0.42"]
    assert printed("tanh", "--at", "1", "--digits", "3", "-f", "csv") == printed("tanh", "--at", "1", "-f", "csv")


@pytest.mark.parametrize("form", formats.names())
def test_columns_have_the_requested_order(form: str) -> None:
    text = printed("relu", "elu:alpha=1,2", "--columns", "parameters,function", "-f", form)
    if form == "jsonl":
        assert [list(json.loads(line)) for line in text.splitlines()] == [["parameters", "function"]] * 3
    assert 0 <= text.find("parameters") < text.find("function")
    assert "max" not in text.replace("max-", "")


@pytest.mark.parametrize("key", list(FACTS))
@pytest.mark.parametrize("form", ["csv", "plain"])
def test_every_column_sorts(key: str, form: str) -> None:
    text = printed("--columns", "function", "--sort", key, "-f", form)
    names = text.split()[1:]
    assert sorted(names) == sorted(catalogue.names())
    values = [facts(catalogue.get(name), [key])[key] for name in names]
    assert values == sorted(values, key=sort_key)


@pytest.mark.parametrize("key", list(FACTS))
def test_descending_order_keeps_missing_values_last_and_equal_ones_in_order(key: str) -> None:
    names = printed("--columns", "function", "--sort", f"-{key}", "-f", "csv").split()[1:]
    assert sorted(names) == sorted(catalogue.names())
    keys = [sort_key(facts(catalogue.get(name), [key])[key]) for name in names]
    present = [place for place in keys if place[0] < 2]
    assert keys[len(present) :] == [place for place in keys if place[0] == 2]
    assert present == sorted(present, reverse=True)
    order = catalogue.names().index
    assert all(order(a) < order(b) for (a, b), (j, k) in zip(pairwise(names), pairwise(keys), strict=True) if j == k)


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("max_gradient<=1", lambda f: f["max_gradient"] is not None and f["max_gradient"] <= 1),
        ("max_gradient>1", lambda f: f["max_gradient"] is not None and f["max_gradient"] > 1),
        ("max_gradient=inf", lambda f: f["max_gradient"] == math.inf),
        ("f0!=0", lambda f: f["f0"] != 0),
        ("f0<0", lambda f: f["f0"] is not None and f["f0"] < 0),
        ("continuity>=1", lambda f: f["continuity"] == "inf" or (f["continuity"] or -1) >= 1),
        ("continuity=inf", lambda f: f["continuity"] == "inf"),
        ("family=Rectified", lambda f: f["family"] == "rectified"),
        ("monotonic!=no", lambda f: f["monotonic"] != "no"),
        ("max_gradient_attained=no", lambda f: f["max_gradient_attained"] is False),
        ("range = [0, inf)", lambda f: f["range"] is not None and words(f["range"]) == "[0, inf)"),
        ("kinks=", lambda f: not f["kinks"]),
        ("kinks=0, 6", lambda f: [kink.x for kink in f["kinks"]] == [0, 6]),
        ("parameters=alpha=1", lambda f: f["parameters"] == {"alpha": 1}),
        ("f0=", lambda f: f["f0"] is None),
    ],
)
def test_rows_are_chosen_by_numbers_and_by_texts(condition: str, holds: Callable[[dict[str, Any]], bool]) -> None:
    expected = [function.name for function in FUNCTIONS if holds(facts(function))]
    assert 0 < len(expected) < len(FUNCTIONS)
    assert printed("--columns", "function", "--where", condition, "-f", "csv").split()[1:] == expected


@pytest.mark.parametrize("key", list(FACTS))
def test_every_function_has_the_facts_that_are_shown_of_it(key: str) -> None:
    specs = ["relu", "elu", "softmax", "--columns", key]
    rows = json.loads(printed(*specs, "-f", "json"))
    heading, *texts = printed(*specs, "--digits", "17", "-f", "plain").splitlines()
    assert heading == key
    for row, text in zip(rows, texts, strict=True):
        assert row in json.loads(printed(*specs, "--where", f"{key}={text}", "-f", "json"))


def test_conditions_add_up_and_none_that_holds_is_said() -> None:
    both = ["--where", "family=sigmoidal", "--where", "max_gradient=1"]
    assert printed(*both, "--columns", "family,max_gradient", "-f", "csv").splitlines()[1:]
    assert set(printed(*both, "--columns", "family,max_gradient", "-f", "csv").splitlines()[1:]) == {"sigmoidal,1"}
    for form in formats.names():
        result = run("--where", "family=sigmoid", "--where", "f0=0", "-f", form)
        assert (result.exit_code, result.stderr) == (0, "no function has family=sigmoid and f0=0\n")
    assert json.loads(printed("--where", "f0=7", "-f", "json")) == []


def test_values_are_chosen_in_order_from_lists_and_streams() -> None:
    chosen = ["silu", "--columns", "x", "--where", "f<0", "--where", "x!=-1", "-f", "csv"]
    assert printed(*chosen, "--at", "1,-1,-3,nan,-2").split() == ["x", "-3", "-2"]
    assert printed(*chosen, "--at", "1,-1,-3,nan,-2", "--sort", "-x").split() == ["x", "-2", "-3"]
    assert printed(*chosen, "--at", "-", given="1 -1 -3 nan -2").split() == ["x", "-3", "-2"]
    assert printed("silu", "--at", "2,nan,3", "--sort", "-f", "--columns", "x", "-f", "csv").split() == [
        "x",
        "3",
        "2",
        "nan",
    ]


def test_spellings_with_different_slopes_are_told_apart() -> None:
    both = ["torch.nn.LeakyReLU", "jax.nn.leaky_relu"]
    for arguments in ([], ["--at", "0"]):
        rows = [json.loads(line) for line in printed(*both, *arguments, "-f", "jsonl").splitlines()]
        assert [row["spelling"] for row in rows] == both
        assert "spelling" not in printed(both[0], *arguments, "-f", "csv")
    assert printed("swish", "--at", "0", "--columns", "spelling,f", "-f", "csv").splitlines()[1] == ",0"


def test_a_latex_fragment_names_its_packages_and_a_document_holds_the_same_table() -> None:
    fragment = printed("relu", "elu", "-f", "latex")
    first, table = fragment.split("\n", 1)
    assert first == r"% needs \usepackage{amsmath,booktabs}"
    assert table.startswith(r"\begin{tabular}")
    assert table.endswith("\\end{tabular}\n")
    document = printed("relu", "elu", "-f", "latex", "--standalone")
    assert table in document
    assert document.startswith(r"\documentclass")
    assert document.endswith("\\end{document}\n")
    assert printed("relu", "elu", "-f", "latex") == fragment


def test_a_family_is_listed_alone() -> None:
    names = printed("--family", "rectified", "--columns", "function").split()[1:]
    assert names == [function.name for function in FUNCTIONS if function.family == "rectified"]


def test_facts_that_are_not_requested_are_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "facts", lambda _: pytest.fail("measured"))
    printed("--columns", "function,family,kind,parameters,formula")


# Values


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("sigmoid", "0.26894143 0.5 0.7310586"),
        ("tanh", "-0.7615942 0 0.7615942"),
        ("relu", "0 0 1"),
    ],
)
@pytest.mark.parametrize("form", ["plain", "csv", "tsv"])
def test_float32_values_are_digit_for_digit_those_of_the_frameworks(name: str, values: str, form: str) -> None:
    text = printed(name, "--at", "-1,0,1", "--dtype", "float32", "--columns", "f", "-f", form)
    assert text.split()[1:] == values.split()


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_printed_values_read_back_as_the_same_numbers(function: Activation, dtype: str) -> None:
    if type(function) is not Activation:
        return
    x = np.array([*np.linspace(-3, 3, 40), 1e-7, 6e4, -6e4, math.inf, -math.inf], dtype=dtype)
    text = "".join(values_table([function], [x], formats.get("csv"), ["x", "f", "derivative"]))
    back = np.array([line.split(",") for line in text.splitlines()[1:]], dtype=dtype)
    np.testing.assert_array_equal(back, np.stack([x, *function.pair(x)], axis=1))


def test_every_float16_is_printed_as_the_shortest_decimal_that_reads_back() -> None:
    every = np.arange(2**16, dtype=np.uint16).view(np.float16)
    listed = decimals(every)
    np.testing.assert_array_equal(np.array([repr(x) for x in listed]).astype(np.float16), every)
    for x, value in zip(every[::37], listed[::37], strict=True):
        digits = len(re.sub(r"e.*|[-.]|^0+", "", shortest(value)).strip("0"))
        if math.isfinite(x) and digits > 1:
            assert np.float16(f"{float(x):.{digits - 1}g}") != x


@given(st.floats(width=32))
def test_a_float32_reads_back(value: float) -> None:
    (shown,) = decimals(np.array([value], dtype=np.float32))
    assert np.float32(shortest(shown)) == np.float32(value) or math.isnan(value)


@given(st.floats())
def test_a_float64_reads_back_and_keeps_its_sign(value: float) -> None:
    back = float(shortest(value))
    assert math.isnan(value) or (back == value and math.copysign(1, back) == math.copysign(1, value))


def test_exact_formats_have_a_row_for_each_x_and_function() -> None:
    assert printed("relu", "elu:alpha=2", "--at", "0,-inf", "--at", "1", "-f", "csv").splitlines() == [
        "function,parameters,x,f,derivative",
        "relu,,0,0,0",
        "elu,alpha=2,0,0,2",
        "relu,,-inf,0,0",
        "elu,alpha=2,-inf,-2,0",
        "relu,,1,1,1",
        "elu,alpha=2,1,1,1",
    ]


def test_readable_formats_have_x_once_and_the_functions_side_by_side() -> None:
    assert [line.split() for line in printed("relu", "elu:alpha=2", "--at", "0,1").splitlines()] == [
        ["x", "relu", "relu'", "elu:alpha=2", "elu:alpha=2'"],
        ["0", "0", "0", "0", "2"],
        ["1", "1", "1", "1", "1"],
    ]


def test_json_is_strict_about_what_it_cannot_hold() -> None:
    text = printed("elu:alpha=2", "--at", "inf,nan", "-f", "json")
    assert json.loads(text, parse_constant=pytest.fail) == [
        {"function": "elu", "parameters": {"alpha": 2.0}, "x": "Infinity", "f": "Infinity", "derivative": 1.0},
        {"function": "elu", "parameters": {"alpha": 2.0}, "x": "NaN", "f": "NaN", "derivative": "NaN"},
    ]


def test_minus_zero_keeps_its_sign() -> None:
    assert printed("identity", "--at", "-0.0", "-f", "csv").splitlines()[1] == "identity,,-0,-0,1"
    assert math.copysign(1, json.loads(printed("identity", "--at", "-0", "-f", "json"))[0]["f"]) == -1


def test_linspace_is_even_and_has_both_ends() -> None:
    text = printed("identity", "--linspace", "-1", "1", "5", "--columns", "x", "-f", "csv")
    assert text.split() == ["x", "-1", "-0.5", "0", "0.5", "1"]


def test_values_of_one_function_sort() -> None:
    text = printed("silu", "--at", "1,-1,0,-9", "--sort", "f", "--columns", "x", "-f", "csv")
    assert text.split() == ["x", "-1", "-9", "0", "1"]
    text = printed("relu", "--linspace", "-500", "-1", "500", "--sort", "f", "--columns", "x", "-f", "csv")
    assert text.split()[1:] == [str(x) for x in range(-500, 0)]  # equal values keep their order


@pytest.mark.parametrize("form", formats.names())
@pytest.mark.parametrize("count", [0, 1, 17000])
def test_a_stream_gives_the_same_as_the_same_numbers_on_the_command_line(form: str, count: int) -> None:
    numbers = [str(n / 7) for n in range(count)]
    streamed = printed("tanh", "relu", "--at", "-", "-f", form, given=" ".join(numbers))
    if not count:
        assert len(streamed) < 4000  # what a page of HTML has without a row
        return
    known = printed("tanh", "relu", "--at", ",".join(numbers), "-f", form)
    layout = re.compile(r"-[-:]+|,?longtable|tabular|\\endhead\s+\\bottomrule\s+\\endfoot|\\bottomrule")
    assert layout.sub("", streamed).split() == layout.sub("", known).split()


# Vectors and pairs


@pytest.mark.usefixtures("_others")
def test_a_vector_function_takes_each_at_as_one_vector() -> None:
    text = printed("softmax_of_tests", "--at", "0,0", "--at", "1,1,1,1", "-f", "json")
    assert json.loads(text) == [
        {"function": "softmax_of_tests", "parameters": {}, "x": [0.0, 0.0], "f": [0.5, 0.5]},
        {"function": "softmax_of_tests", "parameters": {}, "x": [1.0] * 4, "f": [0.25] * 4},
    ]
    text = printed("softmax_of_tests", "--at", "0,0", "--deriv", "-f", "csv")
    assert text.splitlines()[1] == "softmax_of_tests,,0 0,0.5 0.5,0.25 -0.25; -0.25 0.25"
    assert [line.split() for line in printed("softmax_of_tests", "--at", "1,1").splitlines()] == [
        ["x", "softmax_of_tests"],
        ["1", "0.5"],
        ["1", "0.5"],
    ]
    text = printed("softmax_of_tests", "--at", "1,1", "--at", "0,0", "--deriv", "--columns", "derivative")
    assert text.splitlines()[1].split() == ["1", "0.25", "-0.25"]
    assert text.splitlines()[4].split() == ["2", "-0.25", "0.25"]


@pytest.mark.usefixtures("_others")
def test_vectors_of_different_lengths_stand_in_the_same_columns() -> None:
    text = printed("softmax_of_tests", "--at", "0,0", "--at", "0,0,0", "--deriv", "--digits", "3", "-f", "markdown")
    heads, _, *rows = ([cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines())
    assert heads == ["vector", "x", r"softmax\_of\_tests", *(rf"d softmax\_of\_tests/dx{i}" for i in (1, 2, 3))]
    assert rows == [
        ["1", "0", "0.5", "0.25", "-0.25", ""],
        ["1", "0", "0.5", "-0.25", "0.25", ""],
        ["2", "0", "0.333", "0.222", "-0.111", "-0.111"],
        ["2", "0", "0.333", "-0.111", "0.222", "-0.111"],
        ["2", "0", "0.333", "-0.111", "-0.111", "0.222"],
    ]


@pytest.mark.usefixtures("_others")
def test_a_stream_has_a_vector_on_each_line() -> None:
    text = printed("softmax_of_tests", "--at", "-", "-f", "jsonl", given="0 0\n\n1, 1 1,1\n3")
    assert [json.loads(line)["f"] for line in text.splitlines()] == [[0.5, 0.5], [0.25] * 4, [1.0]]


@pytest.mark.usefixtures("_others")
def test_a_gated_function_takes_pairs() -> None:
    text = printed("gate_of_tests", "--at", "2:3,-1:inf", "-f", "json")
    assert json.loads(text)[0] == {
        "function": "gate_of_tests",
        "parameters": {},
        "x": [2.0, 3.0],
        "f": 6.0,
        "derivative": [3.0, 2.0],
    }
    assert printed("gate_of_tests", "--at", "-", given="2:3 4:5\n").split("\n")[1].split() == [
        "2",
        "3",
        "6",
        "3",
        "2",
    ]
    assert printed("gate_of_tests", "--at", "2:3", "-f", "csv").splitlines()[1] == "gate_of_tests,,2 3,6,3 2"


# A stream


def test_an_invalid_token_is_reported_with_its_line_after_the_rows_before_it() -> None:
    result = run("relu", "--at", "-", "-f", "csv", given="1 2\n3,4\n\n5 x6 7\n")
    assert result.exit_code == 2
    assert result.stdout.splitlines()[1:] == [f"relu,,{n},{n},1" for n in range(1, 6)]
    assert result.stderr.splitlines()[0] == (
        "Error: Invalid value for '--at': standard input, line 4: 'x6' is not a number"
    )


@pytest.mark.parametrize("token", ["1_000", "0x10", "\u0661", "--", "1e", "1:2:3", "\x00", "z" * 10_000_000])
def test_invalid_tokens_are_refused(token: str) -> None:
    result = run("relu", "--at", "-", "-f", "csv", given="7\n" + token)
    assert result.exit_code == 2
    assert "line 2" in result.stderr
    assert len(result.stderr) < 1000


def test_first_results_come_before_the_last_input() -> None:
    buffered = {key: os.environ[key] for key in os.environ.keys() - {"PYTHONUNBUFFERED"}}
    line = [*PROGRAM, "table", "tanh", "--at", "-", "-f", "csv"]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=buffered) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(b"0\n")
        process.stdin.flush()
        assert process.stdout.readline() == b"function,parameters,x,f,derivative\n"
        assert process.stdout.readline() == b"tanh,,0,0,1\n"
        process.stdin.write(b"inf")
        process.stdin.close()
        assert process.stdout.readline() == b"tanh,,inf,1,0\n"


def test_a_stream_of_any_length_takes_bounded_memory() -> None:
    peaks = []
    for count in (10_000, 500_000):
        program = (
            "import resource, subprocess, sys\n"
            f"seq = subprocess.Popen(['seq', '{count}'], stdout=subprocess.PIPE)\n"
            "subprocess.run([sys.executable, '-m', 'actplot', 'table', 'tanh', '--at', '-', '-f', 'csv'],"
            " stdin=seq.stdout, stdout=subprocess.DEVNULL, check=True)\n"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        peaks.append(int(done.stdout) / 1024)
    assert peaks[1] < 120
    assert peaks[1] < peaks[0] + 25


# Readable formats


class _Page(html.parser.HTMLParser):
    """The cells of an HTML table, its scripts, its links and whether its tags match."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += attrs
        if tag != "meta":
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in {"td", "th"}:
            self.rows[-1][-1] += data


def test_html_is_a_page_with_a_picture_in_each_row_and_no_external_resources() -> None:
    text = printed("-f", "html")
    page = _Page(text)
    assert page.open == []
    assert len(page.rows) == len(FUNCTIONS) + 1
    assert [row[1] for row in page.rows[1:]] == catalogue.names()
    formula = page.rows[0].index("formula")
    assert [row[formula] for row in page.rows[1:]] == [function.formula for function in FUNCTIONS]
    key = 2  # small pictures that say what the lines of the others are
    assert text.count("<svg") == sum(type(function) is Activation for function in FUNCTIONS) + key
    assert not {name for name, _ in page.attributes} & {"src", "href", "xlink:href"}
    assert "http" not in text
    assert "nan" not in text.split("</thead>")[1].split("<script>")[0].replace("tanan", "")


@pytest.mark.skipif(not shutil.which("node"), reason="needs a JavaScript engine")
def test_the_script_of_the_page_has_valid_syntax(tmp_path: Path) -> None:
    script = printed("relu", "-f", "html").split("<script>")[1].split("</script>")[0]
    path = tmp_path / "sort.js"
    path.write_text(script)
    subprocess.run(["node", "--check", str(path)], check=True)


# As much of a browser as the page's script uses: a table of one column.
DOM = """
const attributes = {};
let shown, click;
const rows = CELLS.map(text => ({ cells: [{ textContent: text }] }));
const body = { rows, append: (...sorted) => { shown = sorted.map(row => row.cells[0].textContent); } };
const head = {
  cellIndex: 0,
  addEventListener: (_, action) => { click = action; },
  getAttribute: key => attributes[key] ?? null,
  setAttribute: (key, value) => { attributes[key] = value; },
  removeAttribute: key => { delete attributes[key]; },
};
const document = { querySelectorAll: () => [head], querySelector: () => body };
SCRIPT
click();
const up = shown;
click();
console.log(JSON.stringify([up, shown]));
"""


@pytest.mark.skipif(not shutil.which("node"), reason="needs a JavaScript engine")
@pytest.mark.parametrize(
    "ordered",
    [
        ["-inf", "-2", "0.5", "10", "inf"],
        ["[-0.1, 2]", "(0, inf)", "(3, 4)"],
        ["C^-1", "C^0", "C^10", "C^inf"],
        ["a", "b"],
    ],
)
def test_a_click_on_a_heading_sorts_numbers_by_value_and_missing_values_last(ordered: list[str]) -> None:
    script = printed("relu", "-f", "html").split("<script>")[1].split("</script>")[0]
    program = DOM.replace("SCRIPT", script).replace("CELLS", json.dumps(["", *reversed(ordered), ""]))
    done = subprocess.run(["node", "-e", program], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [[*ordered, "", ""], [*reversed(ordered), "", ""]]


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="needs LaTeX")
@pytest.mark.parametrize("arguments", [[], ["relu", "selu", "--at", "-inf,-1e-9,nan"]])
def test_a_latex_document_compiles(tmp_path: Path, arguments: list[str]) -> None:
    path = tmp_path / "a.tex"
    printed(*arguments, "--standalone", "-o", str(path))
    assert r"\toprule" in path.read_text()
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", path.name],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:]
    assert "Overfull" not in done.stdout
    assert "Rerun" not in done.stdout


def in_a_terminal(columns: int, *arguments: str, **environment: str) -> str:
    """Run actplot with a terminal of that width as its output and return all that it shows."""
    shell, terminal = pty.openpty()
    variables = {key: os.environ[key] for key in os.environ.keys() - {"NO_COLOR", "FORCE_COLOR", "LINES"}}
    variables |= {"COLUMNS": str(columns), "TERM": "xterm"} | environment
    process = subprocess.Popen([*PROGRAM, "table", *arguments], stdout=terminal, stderr=terminal, env=variables)
    os.close(terminal)
    shown = b""
    while True:
        try:
            shown += os.read(shell, 1 << 16)
        except OSError:  # the terminal's end
            break
    os.close(shell)
    assert process.wait() == 0
    return shown.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("columns", [20, 40, 80, 132, 500])
def test_a_terminal_drops_columns_from_the_right_and_names_them(columns: int) -> None:
    text = in_a_terminal(columns, TERM="dumb")
    *lines, note = text.splitlines() if columns < 500 else [*text.splitlines(), ""]
    assert len(lines) == len(FUNCTIONS) + 2
    assert all(len(line) <= max(columns, *map(len, catalogue.names())) for line in lines)
    shown = re.split(r"\s{2,}", lines[0].strip())
    dropped = note.partition("for: ")[2].partition(". They")[0].split(", ") if note else []
    assert [*shown, *dropped] == [FACTS[key].label or key for key in SHOWN]


def test_a_pipe_gets_all_columns_at_any_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    lines = printed().splitlines()
    assert re.split(r"\s{2,}", lines[0]) == list(SHOWN)
    assert [line.rpartition("  ")[2] for line in lines[1:]] == [function.formula for function in FUNCTIONS]
    assert "\x1b" not in printed()


@pytest.mark.parametrize(
    ("environment", "escapes"),
    [({"TERM": "xterm"}, True), ({"TERM": "dumb"}, False), ({"TERM": "dumb", "NO_COLOR": "1"}, False)],
)
def test_a_dumb_terminal_gets_no_escapes(environment: dict[str, str], escapes: bool) -> None:
    assert ("\x1b" in in_a_terminal(80, "relu", **environment)) == escapes


# Files


def test_an_invalid_token_leaves_the_existing_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old")
    assert run("relu", "--at", "-", "-o", str(path), given="1 x").exit_code == 2
    assert path.read_text() == "old"


# Wrong usage


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--family", "sigmoid"], "unknown family 'sigmoid'; did you mean 'sigmoidal'?"),
        (["relu", "--family", "sigmoidal"], "not both"),
        (["--columns", "functon"], "'--columns': unknown column 'functon'; did you mean 'function'?"),
        (["--columns", "function,function"], "given twice"),
        (
            ["relu", "--at", "1", "--columns", "range"],
            "unknown column 'range'; choose from function, spelling, parameters",
        ),
        (["--sort", "zzz"], "'--sort': unknown column 'zzz'; choose from function"),
        (["relu", "--at", "1", "--at", "-"], "'-' can't be combined"),
        (["relu", "--at", "1", "--sort", "function"], "unknown column 'function'"),
        (["--sort", "-max_gradent"], "'--sort': unknown column 'max_gradent'; did you mean 'max_gradient'?"),
        (["--where", "famly=hard"], "'--where': unknown column 'famly'; did you mean 'family'?"),
        (["--where", "f0~1"], "'--where': 'f0~1' has no comparison"),
        (["--where", "f0==1"], "unknown comparison '=='; write COLUMN=VALUE, or with one of !="),
        (["--where", "f0"], "'f0' has no comparison"),
        (["--where", "f0=one"], "'one' is not a number"),
        (["--where", "f0<one"], "'one' is not a number; < compares numbers"),
        (["--where", "family<3"], "family 'exponential-linear' is not a number; compare texts by = or !="),
        (["relu", "--at", "1", "--where", "range=1"], "unknown column 'range'; choose from x, f, derivative"),
        (["relu", "--at", "1", "--where", "f=one"], "'one' is not a number"),
        (
            ["relu", "tanh", "--at", "1", "--where", "f>0"],
            "values are chosen for one elementwise function",
        ),
        (["relu", "--standalone", "-f", "csv"], "'--standalone': it works for latex, not for csv"),
        (["relu", "--at", "1", "--where", "f>0", "-o", "a.npz"], "leave out --columns, --sort, --where"),
        (["relu", "tanh", "--at", "1", "--sort", "x"], "one elementwise function"),
        (["relu", "--at", "one"], "'one' is not a number"),
        (["relu", "--at", "1_000"], "'1_000' is not a number"),
        (["relu", "--at", ""], "'' is not a number"),
        (["relu", "--at", "1:2"], "relu takes numbers, not '1:2'"),
        (["gate_of_tests", "--at", "1"], "gate_of_tests takes pairs a:b, not '1'"),
        (["gate_of_tests", "--linspace", "0", "1", "2"], "gate_of_tests is gated"),
        (["gate_of_tests", "relu", "--at", "1"], "functions of one kind"),
        (["softmax", "--at", "1," * 1000 + "1"], "a vector has at most 1000 entries, not 1001"),
        (["maxout:k=2", "--at", "1,2,3"], "'--at': maxout"),
        (["relu", "--linspace", "0", "inf", "3"], "inf is not finite"),
        (["relu", "--linspace", "0", "1", "0"], "N must be from 1 to 1000000, not 0"),
        (["relu", "tanh", "--linspace", "0", "1", "600000"], "1200000 values are too many"),
        (["elu:alpha=" + "1," * 200 + "1"], "more than 200 values"),
        (["elu:alpha=" + "1," * 198 + "1", "relu", "relu"], "201 functions are too many"),
        (["relu", "-o", "a.bmp"], "the suffix of 'a.bmp' is none of"),
        (["relu", "-o", "a.csv", "-f", "json"], "'json' contradicts the suffix of 'a.csv'"),
        (["relu", "--digits", "18"], "from 1 to 17"),
        (["relu", "--at", "1", "--dtype", "float8"], "did you mean 'float8_e4m3fn' or 'float8_e5m2'?"),
    ],
)
@pytest.mark.usefixtures("_others")
def test_wrong_usage_says_what_is_wrong_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert not list(tmp_path.iterdir())


def test_only_jacobians_that_are_printed_count_as_values() -> None:
    vectors = [word for _ in range(2) for word in ("--at", ",".join("0" * 1000))]
    assert len(printed("softmax", *vectors, "-f", "jsonl").splitlines()) == 2
    assert "2000000 values are too many" in run("softmax", *vectors, "--deriv", "-f", "jsonl").stderr


def test_linspace_over_the_whole_float_range_does_not_overflow() -> None:
    text = printed("identity", "--linspace", "-1.7e308", "1.7e308", "3", "--columns", "x", "-f", "csv")
    assert text.split() == ["x", "-1.7e+308", "0", "1.7e+308"]


def test_values_are_printed_before_the_next_block_is_read() -> None:
    def forever() -> Any:
        while True:
            yield np.array([1.0])

    lines = values_table([catalogue.get("relu")], forever(), formats.get("csv"), ["x"])
    assert [next(lines) for _ in range(3)] == ["x\n", "1\n", "1\n"]


@pytest.mark.parametrize("form", ["table", "plain", "markdown", "html", "org", "latex"])
def test_a_table_for_people_says_which_facts_are_measured(form: str) -> None:
    assert "measured" in printed("relu", "x*tanh(x)", "-f", form)
    assert "measured" not in printed("relu", "tanh", "-f", form)
    assert "basis" not in printed("relu", "tanh", "-f", form)

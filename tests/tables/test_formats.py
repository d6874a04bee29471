"""Promises of every format found in actplot/tables/formats; a new one needs no edit here."""

import csv
import html.parser
import io
import json
import re
from collections.abc import Callable
from copy import copy
from pathlib import Path
from typing import Any

import click
import numpy as np
import pytest
from click.testing import CliRunner
from markdown_it import MarkdownIt  # rich depends on it

from actplot import catalogue
from actplot.cli import main
from actplot.tables import formats
from actplot.tables.cells import strict, words
from actplot.tables.columns import DIGITS, FACTS, POINTWISE, SHOWN, VALUES, Subject, Writer, complete
from actplot.tables.facts import facts_table
from actplot.tables.layout import ExactFormat, ReadableFormat
from actplot.tables.rows import render
from actplot.tables.values import values_table

SUBJECTS = [Subject(function) for function in catalogue.everything().values()]
RELU = catalogue.get("relu")
FUNCTIONS = [subject.function for subject in SUBJECTS]
COMMANDS = {name: main.get_command(click.Context(main), name) for name in sorted(main.commands)}
each = pytest.mark.parametrize("name", formats.names())


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "10000")


def facts_in(name: str) -> str:
    """Return the table of all facts of all functions, without colours."""
    return re.sub(r"\x1b\[[\d;]*m", "", "".join(facts_table(FUNCTIONS, formats.get(name))))


# Parsers


class _Page(html.parser.HTMLParser):
    """The cells of an HTML table."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.inside = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.inside = True
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag not in {"td", "th"}

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.rows[-1][-1] += data


def _markdown(text: str) -> list[list[str]]:
    return _Page(MarkdownIt("commonmark").enable("table").render(text)).rows


def _html(text: str) -> list[list[str]]:
    return [row[1:] for row in _Page(text).rows]  # without the small picture


def _org(text: str) -> list[list[str]]:
    rows = [line[1:-1].split("|") for line in text.splitlines() if re.match(r"\|[^-]", line)]
    return [[cell.strip().replace(r"\vert{}", "|") for cell in row] for row in rows]


def _separated(separator: str) -> Callable[[str], list[list[str]]]:
    def parse(text: str) -> list[list[str]]:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))

    return parse


def _objects(records: list[dict[str, Any]]) -> list[list[Any]]:
    return [list(records[0]), *(list(record.values()) for record in records)]


def _json(text: str) -> list[list[Any]]:
    return _objects(json.loads(text, parse_constant=pytest.fail))


def _jsonl(text: str) -> list[list[Any]]:
    return _objects([json.loads(line, parse_constant=pytest.fail) for line in text.splitlines()])


PARSERS: dict[str, Callable[[str], list[list[Any]]]] = {
    "csv": _separated(","),
    "html": _html,
    "json": _json,
    "jsonl": _jsonl,
    "markdown": _markdown,
    "org": _org,
    "tsv": _separated("\t"),
}


class _Unescaped(ReadableFormat):
    """Cells before they are escaped; formulas in TeX if the format prints TeX."""

    def __init__(self, form: ReadableFormat) -> None:
        self.form = form

    def math(self, plain: str, tex: str) -> str:
        return tex if "theta" in self.form.math("", "theta") else plain


def expected(form: ReadableFormat | ExactFormat) -> list[list[Any]]:
    """Return the cells of the table of all facts, with a first row of names."""
    if isinstance(form, ExactFormat):
        text = strict if form.nested else words
        keys = complete(tuple(FACTS), FUNCTIONS)
        return [keys, *([text(FACTS[key].of(subject)) for key in keys] for subject in SUBJECTS)]
    shown = [FACTS[key] for key in SHOWN]
    writer = Writer(_Unescaped(form), DIGITS)
    names = [fact.key if form.keys else fact.label or fact.key for fact in shown]
    return [names, *([fact.write(fact.of(subject), subject, writer) for fact in shown] for subject in SUBJECTS)]


@pytest.mark.parametrize("name", sorted(PARSERS))
@pytest.mark.parametrize(
    "text",
    ["a & b", "&lt;", "<b>", '"', "'", "a | b", "*x*", "_x_", "`x`", "#", "$x$", "a, b; c", "\u2212x\u00b2", "a:b"],
)
def test_a_parser_reads_texts_with_the_signs_of_any_format(name: str, text: str) -> None:
    written = render([{"data": cell, "steps": 1} for cell in (text, f"{text} {text}")], formats.get(name))
    rows = _Page(written).rows if name == "html" else PARSERS[name](written)
    assert [row[0] for row in rows[1:]] == [text, f"{text} {text}"]


@each
@pytest.mark.parametrize(
    "command", [name for name in COMMANDS if name not in {"plot", "show", "check", "completion", "redraw"}]
)
def test_every_command_with_numbers_offers_it(command: str, name: str) -> None:
    (option,) = (param for param in COMMANDS[command].params if "--format" in param.opts)  # type: ignore[union-attr]
    assert isinstance(option.type, click.Choice)
    assert name in option.type.choices
    words = f"actplot {command} relu -f {name[:-1]}"
    variables = {"_ACTPLOT_COMPLETE": "fish_complete", "COMP_WORDS": words, "COMP_CWORD": name[:-1]}
    assert f"plain,{name}" in CliRunner().invoke(main, env=variables).stdout.splitlines()


@each
def test_its_suffixes_select_it(name: str, tmp_path: Path) -> None:
    for suffix in formats.get(name).suffixes:
        assert formats.suffixes()[suffix] == name
        for written in (suffix, suffix.upper()):
            path = tmp_path / f"a.b.{written}"
            result = CliRunner().invoke(main, ["table", "relu", "elu:alpha=2", "-o", str(path)])
            assert result.output == ""
            assert path.read_text() == "".join(
                facts_table([catalogue.get("relu"), catalogue.get("elu:alpha=2")], formats.get(name))
            )


def test_no_suffix_selects_two_formats() -> None:
    assert len(formats.suffixes()) == sum(len(formats.get(name).suffixes) for name in formats.names())
    assert all(suffix == suffix.lower() for suffix in formats.suffixes())


@each
def test_no_other_format_prints_the_same_text(name: str) -> None:
    functions = [catalogue.get("relu"), catalogue.get("elu:alpha=2")]
    rows: list[dict[str, Any]] = [{"layer": 1, "f": 0.5}, {"layer": 2, "f": 1e-9}]

    def texts(form: ReadableFormat | ExactFormat) -> list[str]:
        return [
            "".join(facts_table(functions, form)),
            "".join(facts_table(functions, form, ["function", "range"])),
            "".join(values_table(functions, [np.array([-1.0, 0.5])], form, VALUES)),
            render(rows, form),
        ]

    for other in formats.names():
        if other != name:
            for text, same in zip(texts(formats.get(name)), texts(formats.get(other)), strict=True):
                assert text != same, f"{name} prints the text of {other}"


@each
def test_it_has_every_cell_in_order(name: str) -> None:
    form, text = formats.get(name), facts_in(name)
    place = 0
    names, *rows = expected(form)
    for row in rows if form.nested else [names, *rows]:
        for key, cell in zip(names, row, strict=True):
            for word in re.findall(r"[A-Za-z0-9.]+", json.dumps({key: cell}) if form.nested else cell):
                found = text.find(word, place)
                assert found >= 0, f"{name} lacks {word!r} of {cell!r} in the row of {row[0]}"
                place = found + len(word)


@pytest.mark.parametrize("name", sorted(PARSERS))
def test_a_parser_reads_every_cell_in_it(name: str) -> None:
    for found, cells in zip(PARSERS[name](facts_in(name)), expected(formats.get(name)), strict=True):
        assert found == cells


@pytest.mark.parametrize("name", sorted(PARSERS))
def test_a_parser_reads_values_in_it(name: str) -> None:
    form = formats.get(name)
    x = np.array([-np.inf, -1.5e-300, 0.1, np.nan])
    functions = [catalogue.get("relu"), catalogue.get("tanh")]
    text = "".join(values_table(functions, [x], form, POINTWISE))
    names, *rows = _Page(text).rows if name == "html" else PARSERS[name](text)
    values = [np.stack([x, *function.pair(x)], axis=1) for function in functions]
    if form.exact:
        assert names == list(POINTWISE)
        np.testing.assert_array_equal(np.array(rows, dtype=float), np.stack(values, axis=1).reshape(-1, 3))
    else:
        assert names == ["x", "relu", "relu'", "tanh", "tanh'"]
        np.testing.assert_array_equal(np.array(rows, dtype=float), np.hstack([values[0], values[1][:, 1:]]))


SAMPLES = {
    "csv": """
function,kind,max_gradient
relu,elementwise,1
elu,elementwise,2
""",
    "json": """
[
  {"function": "relu", "kind": "elementwise", "max_gradient": 1.0},
  {"function": "elu", "kind": "elementwise", "max_gradient": 2.0}
]
""",
    "jsonl": """
{"function": "relu", "kind": "elementwise", "max_gradient": 1.0}
{"function": "elu", "kind": "elementwise", "max_gradient": 2.0}
""",
    "markdown": r"""
| function    | kind        | max \|f'\| |
|-------------|-------------|-----------:|
| relu        | elementwise |          1 |
| elu:alpha=2 | elementwise |          2 |
""",
    "org": r"""
#+OPTIONS: ^:{}
| function    | kind        | max \vert{}f'\vert{} |
|-------------+-------------+----------------------|
| relu        | elementwise |                    1 |
| elu:alpha=2 | elementwise |                    2 |
""",
    "plain": """
function     kind         max_gradient
relu         elementwise             1
elu:alpha=2  elementwise             2
""",
    "table": """
function     kind         max |f'|
──────────────────────────────────
relu         elementwise         1
elu:alpha=2  elementwise         2
""",
    "tsv": """
function\tkind\tmax_gradient
relu\telementwise\t1
elu\telementwise\t2
""",
}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_small_table_is_exactly_this_text(name: str) -> None:
    functions = [catalogue.get("relu"), catalogue.get("elu:alpha=2")]
    text = "".join(facts_table(functions, formats.get(name), ["function", "kind", "max_gradient"]))
    assert re.sub(r"\x1b\[[\d;]*m", "", text) == SAMPLES[name].removeprefix("\n")


@pytest.mark.parametrize("name", [name for name in formats.names() if formats.get(name).exact])
def test_numbers_are_the_shortest_decimals_at_any_size(name: str) -> None:
    numbers = {1e17: "1e+17", 2.0**53: "9007199254740992", -1e300: "-1e+300", 3.0: "3", -0.0: "-0", 0.1: "0.1"}
    for together in ([*numbers], *([x] for x in numbers)):
        text = "".join(values_table([catalogue.get("identity")], [np.array(together)], formats.get(name), ["x"]))
        shown = [re.sub(r"\.0$", "", number) for number in re.findall(r"[-+.\de]*\d", text)]
        assert shown == [numbers[x] for x in together]


@pytest.mark.parametrize(("rows", "drawn"), [(2000, True), (2001, False)])
def test_long_tables_are_plain(rows: int, drawn: bool) -> None:
    text = render([{"x": float(i)} for i in range(rows)], formats.get("table"))
    assert ("\u2500" in text) == drawn
    assert len(text.splitlines()) == rows + 1 + drawn


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("name", [name for name in formats.names() if not formats.get(name).exact])
def test_numbers_are_aligned_to_the_right(name: str, stream: bool) -> None:
    form = formats.get(name)
    blocks = [np.array([-2.2250738585072014e-308, 0.5]), np.array([7.0])]
    text = re.sub(r"\x1b\[[\d;]*m", "", "".join(values_table([RELU], blocks, form, ["x"], stream=stream)))
    if name == "html":
        assert '<th class="n">x</th>' in text
        assert text.count('<td class="n">') == 3
    elif name == "latex":
        assert "}{r}\n" in text
    else:
        found = [re.search(r"-2\.2\S*|0\.5|\b7\b", line) for line in text.splitlines()]
        (end,) = {match.end() for match in found if match}
        assert end >= len("-2.2250738585072014e-308")
        assert name != "markdown" or text.splitlines()[1].endswith("-:|")


@pytest.mark.parametrize("name", ["plain", "table", "markdown", "org"])
def test_texts_are_aligned_to_the_left(name: str) -> None:
    functions = [catalogue.get("relu"), catalogue.get("leaky_relu")]
    text = "".join(facts_table(functions, formats.get(name), ["function", "kind"]))
    assert len({line.index("elementwise") for line in text.splitlines() if "elementwise" in line}) == 1


@each
def test_numbers_are_rounded_only_in_readable_formats(name: str) -> None:
    form = formats.get(name)
    text = "".join(facts_table([catalogue.get("gelu")], form, ["max_gradient"], digits=3))
    assert ("1.12890" in text) == form.exact
    assert ("1.13" in text) != form.exact


def test_latex_has_as_many_cells_in_each_row_and_its_formulas_in_tex() -> None:
    body = facts_in("latex").partition("\\midrule\n")[2].partition("\\bottomrule")[0]
    rows = [re.split(r"(?<!\\) & ", line.removesuffix(" \\\\")) for line in body.splitlines()]
    assert [row[SHOWN.index("formula")] for row in rows] == [f"${function.tex}$" for function in FUNCTIONS]
    assert {len(row) for row in rows} == {len(SHOWN)}


@pytest.mark.parametrize(("rows", "environment"), [(1, "tabular"), (800, "tabular"), (801, "longtable")])
def test_a_latex_page_is_as_high_as_its_table_up_to_the_limit_of_tex(rows: int, environment: str) -> None:
    latex = copy(formats.get("latex"))
    latex.standalone = True
    text = render([{"x": float(i)} for i in range(rows)], latex)
    assert f"\\begin{{{environment}}}" in text
    assert text.count("\\bottomrule") == 1
    (height,) = map(int, re.findall(r"paperheight=(\d+)mm", text))
    assert 297 <= height < 5700
    assert environment == "longtable" or height > 5 * rows + 20  # a line is 4.3 mm high


def test_an_unknown_format_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"unknown format 'xml'; choose from csv, html"):
        formats.get("xml")
    result = CliRunner().invoke(main, ["table", "relu", "-f", "xml"])
    assert result.exit_code == 2


@pytest.mark.parametrize(
    ("heading", "tex"),
    [
        ("max |f'|", "max $|f'|$"),
        ("f(0)", "$f(0)$"),
        ("f'(z)", "$f'(z)$"),
        ("range of f'", "range of $f'$"),
        ("leaky_relu'", r"leaky\_relu$'$"),
        ("elf(0)", "elf(0)"),
    ],
)
def test_latex_sets_the_formulas_of_a_heading_as_mathematics(heading: str, tex: str) -> None:
    assert f"\\toprule\n{tex} & " in render([{heading: 1.0, "b": 2.0}], formats.get("latex"))

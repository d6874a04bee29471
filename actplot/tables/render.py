"""Facts and values as text; the one place that formats numbers.

The forms for programs (csv, tsv, json, jsonl) print the shortest decimals that read back as the same number, in the
type it was computed in. Those for people (table, plain, markdown, latex, html) may round.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from functools import partial
from itertools import chain, islice, pairwise
from typing import Any

import numpy as np

from actplot.activation import Activation, Gated, Vector
from actplot.analysis.numbers import decimals, interval, shortest

PROGRAMS = ("csv", "tsv", "json", "jsonl")
PEOPLE = ("table", "plain", "markdown", "latex", "html")

# fmt: off
FACTS = (
    "function", "family", "kind", "parameters", "formula", "range", "derivative_range", "max_gradient",
    "max_gradient_attained", "max_gradient_at", "monotonic", "continuity", "kinks", "f0", "derivative0",
)
# For people: what a narrow terminal drops stands last.
SHOWN = (
    "function", "range", "max_gradient", "max_gradient_at", "continuity", "monotonic", "kinks", "f0", "derivative0",
    "derivative_range", "parameters", "kind", "family", "formula",
)
# fmt: on
VALUES = ("function", "parameters", "x", "f", "derivative")
LABELS = {
    "max_gradient": "max |f'|",
    "max_gradient_attained": "reached",
    "max_gradient_at": "at x",
    "continuity": "smooth",
    "derivative_range": "range of f'",
    "f0": "f(0)",
    "derivative0": "f'(0)",
}
NUMBERS = {"max_gradient", "f0", "derivative0"}

_BLOCK = 1 << 14  # rows that are formatted at once
_WIDE = 20_000  # rows from which on the widths of columns are not measured but the widest of all numbers
_WIDEST = len("-2.2250738585072014e-308")
_ON_A_PAGE = 800  # rows; TeX has no room for more than 5.7 metres
_IN_A_TERMINAL = 2000  # rows that rich lays out; more of them are plain

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """A column of a table for people."""

    name: str
    number: bool = False


def render(rows: Sequence[Row], file_format: str, digits: int | None = None) -> str:
    """Return ``rows`` in any form; but for JSON they all have the keys of the first."""
    columns = list(rows[0])
    if file_format in PROGRAMS:
        form = _FORMS[file_format]
        text = "".join(form.row(list(row), [form.cell(value) for value in row.values()]) for row in rows)
        return form.head(columns) + text.removeprefix(form.between) + form.foot
    named = [Column(key, all(isinstance(row[key], int | float) for row in rows)) for key in columns]
    cells = [[_cell(row[key], file_format, digits) for key in columns] for row in rows]
    return "".join(people(named, cells, file_format))


def _cell(value: Any, file_format: str, digits: int | None) -> str:
    if isinstance(value, float):
        return _escape(shortest(value, digits), file_format, number=True)
    return _escape(_words(value), file_format)


# Facts


def facts(function: Activation, columns: Iterable[str] = FACTS) -> Row:
    """Return ``columns`` of the facts of ``function``; what a vector or gated function doesn't have is None."""
    known: dict[str, Any] = {
        "function": function.name,
        "family": function.family,
        "kind": function.kind,
        "parameters": dict(function.parameters),
        "formula": function.formula,
    }
    if not known.keys() >= set(columns):
        if isinstance(function, Vector | Gated):
            known |= {key: [] if key in {"max_gradient_at", "kinks"} else None for key in FACTS[5:]}
        else:
            from actplot.analysis.facts import facts as measure

            found = measure(function)
            known |= {key: _plain(getattr(found, key)) for key in columns if key not in known}
    return {key: known[key] for key in columns}


def _plain(value: Any) -> Any:
    """Return an interval, or kinks, as dictionaries, and any other fact as it is."""
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value


def sort_key(value: Any) -> tuple[int, Any]:
    """Return what orders the values of one column: numbers, intervals, lists or texts; what is missing comes last."""
    if value is None or value in ([], ()):
        return 2, 0
    if value == "inf":
        return 1, 0
    if isinstance(value, Mapping):
        return 0, tuple(value.values())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return 0, tuple(kink["x"] if isinstance(kink, Mapping) else kink for kink in value)
    return 0, value


def facts_for_programs(
    functions: Iterable[Activation], columns: Sequence[str], file_format: str, sort: str | None = None
) -> str:
    """Return the text of a csv, tsv, json or jsonl file with a record for each function."""
    rows = [facts(function, {*columns, *([sort] if sort else [])}) for function in functions]
    if sort:
        rows.sort(key=lambda row: sort_key(row[sort]))
    return render([{key: row[key] for key in columns} for row in rows], file_format)


def facts_for_people(
    functions: Iterable[Activation],
    columns: Sequence[str],
    file_format: str,
    sort: str | None = None,
    digits: int | None = None,
) -> Iterator[str]:
    """Yield the text of a table, plain, markdown, latex or html file with a row for each function."""
    keys = {*columns, *([sort] if sort else [])}
    if "max_gradient_at" in keys:
        keys.add("max_gradient_attained")
    rows = [(function, facts(function, keys)) for function in functions]
    if sort:
        rows.sort(key=lambda row: sort_key(row[1][sort]))
    cells = [[_fact(function, row, key, file_format, digits or 4) for key in columns] for function, row in rows]
    named = [Column(key if file_format == "plain" else LABELS.get(key, key), key in NUMBERS) for key in columns]
    pictures = [picture(function) for function, _ in rows] if file_format == "html" else []
    return people(named, cells, file_format, pictures)


def _fact(function: Activation, row: Row, key: str, file_format: str, digits: int) -> str:
    """Return one fact as a person reads it."""
    value = row[key]
    tex = file_format == "latex"
    text = ""
    if key == "function":
        text = function.spec
    elif key == "formula" and tex:
        return f"${function.tex}$"
    elif key == "max_gradient_at" and not value and row["max_gradient_attained"] is False:
        text = "not reached"
    elif key == "continuity" and value is not None:
        if tex:
            return f"$C^{{{value}}}$".replace("inf", r"\infty")
        text = f"C^{value}"
    elif key.endswith("range") and value:
        from actplot.analysis.facts import Interval

        text = interval(Interval(**value), partial(shortest, digits=digits))
        if tex:
            return f"${text}$".replace("inf", r"\infty")
    elif isinstance(value, bool):
        text = "yes" if value else "no"
    elif isinstance(value, float):
        return _escape(shortest(value, digits), file_format, number=True)
    elif isinstance(value, Mapping):
        text = " ".join(f"{name}={shortest(number, digits)}" for name, number in value.items())
    elif isinstance(value, Sequence) and not isinstance(value, str):
        text = ", ".join(shortest(x["x"] if isinstance(x, Mapping) else x, digits) for x in value)
    elif value is not None:
        text = value
    return _escape(text, file_format)


# Values


def values_for_programs(
    functions: Sequence[Activation], blocks: Iterable[Any], columns: Sequence[str], file_format: str
) -> Iterator[str]:
    """Yield the text of a csv, tsv, json or jsonl file: for each x of each block, a record for each function.

    A block is an array of x of the type to compute in: shape (n,), or (1, n) for a vector, (n, 2) for pairs.
    """
    form = _FORMS[file_format]
    yield form.head(columns)
    keys = [key for key in columns if key in {"x", "f", "derivative"}]
    template = "".join(
        form.row(
            columns,
            ["%s" if key in keys else form.cell(facts(function, [key])[key]).replace("%", "%%") for key in columns],
        )
        for function in functions
    )
    first = form.between
    for x in chain.from_iterable(map(_split, blocks)):
        listed = form.numbers(x)
        places = len(keys) * len(functions)
        cells: list[Any] = [None] * (len(x) * places)
        for i, function in enumerate(functions):
            f, derivative = function.pair(x)
            for j, key in enumerate(keys, i * len(keys)):
                cells[j::places] = listed if key == "x" else form.numbers(f if key == "f" else derivative)
        text = form.trim(template * len(x) % tuple(cells)).removeprefix(first)
        if text:
            first = ""
            yield text
    yield form.foot


def values_for_people(
    functions: Sequence[Activation],
    blocks: Iterable[Any],
    columns: Sequence[str],
    file_format: str,
    digits: int | None = None,
    *,
    known: bool = True,
) -> Iterator[str]:
    """Yield the text of a table, plain, markdown, latex or html file: x, then f and f' of each function.

    ``known`` says that all blocks are at hand, so that the widths of columns can be measured.
    """
    columns = [key for key in columns if key in {"x", "f", "derivative"}]
    split = chain.from_iterable(map(_split, blocks))
    if isinstance(functions[0], Vector):
        names, rows = _of_vectors(functions, list(blocks), columns)
    elif isinstance(functions[0], Gated):
        names, rows = _of_pairs(functions, split, columns)
    else:
        names, rows = _of_numbers(functions, split, columns)
    cells = (
        [_escape("" if value is None else shortest(value, digits), file_format, number=True) for value in row]
        for row in rows
    )
    first = list(islice(cells, _WIDE)) if known else []
    shown = chain(first, cells) if len(first) in {0, _WIDE} else first
    return people([Column(name, True) for name in names], shown, file_format)


def _of_numbers(
    functions: Sequence[Activation], blocks: Iterable[Any], columns: Sequence[str]
) -> tuple[list[str], Iterator[Sequence[Any]]]:
    """Return the columns x, f, f', and a row for each x."""
    # f and f' of one function stand beside each other.
    order = [(key, i) for i in range(len(functions)) for key in columns if key != "x" or i == 0]
    names = ["x" if key == "x" else functions[i].spec + "'" * (key == "derivative") for key, i in order]

    def rows() -> Iterator[Sequence[Any]]:
        for x in blocks:
            pairs = [function.pair(x) for function in functions]
            yield from zip(
                *(decimals(x if key == "x" else pairs[i][key == "derivative"]) for key, i in order), strict=True
            )

    return names, rows()


def _of_pairs(
    functions: Sequence[Activation], blocks: Iterable[Any], columns: Sequence[str]
) -> tuple[list[str], Iterator[Sequence[Any]]]:
    """Return the columns a, b, f and the slopes, and a row for each pair."""
    names = ["a", "b"] if "x" in columns else []
    for function in functions:
        names += [function.spec] if "f" in columns else []
        names += [f"d {function.spec}/da", f"d {function.spec}/db"] if "derivative" in columns else []

    def rows() -> Iterator[Sequence[Any]]:
        for x in blocks:
            parts = [x] if "x" in columns else []
            for function in functions:
                f, derivative = function.pair(x)
                parts += [f[:, None]] if "f" in columns else []
                parts += [derivative] if "derivative" in columns else []
            yield from decimals(np.concatenate(parts, axis=1))

    return names, rows()


def _of_vectors(
    functions: Sequence[Activation], blocks: Sequence[Any], columns: Sequence[str]
) -> tuple[list[str], Iterator[Sequence[Any]]]:
    """Return the columns x_i, f_i and the row i of the Jacobian, and a row for each i of each vector."""
    longest = max(x.shape[1] for x in blocks)
    names = ["vector"] if len(blocks) > 1 else []
    names += ["x"] if "x" in columns else []
    for function in functions:
        names += [function.spec] if "f" in columns else []
        if "derivative" in columns:
            names += [f"d {function.spec}/dx{j + 1}" for j in range(longest)]

    def rows() -> Iterator[Sequence[Any]]:
        for number, (x,) in enumerate(blocks, 1):
            pairs = [function.pair(x) for function in functions]
            for i in range(max(len(x), *(len(f) for f, _ in pairs))):
                row: list[Any] = [number] if len(blocks) > 1 else []
                row += decimals(x[i : i + 1]) or [None] if "x" in columns else []
                for f, jacobian in pairs:
                    row += decimals(f[i : i + 1]) or [None] if "f" in columns else []
                    if "derivative" in columns:
                        slopes = decimals(jacobian[i]) if i < len(f) else []
                        row += slopes + [None] * (longest - len(slopes))
                yield row

    return names, rows()


def _split(block: Any) -> Iterator[Any]:
    for start in range(0, len(block), _BLOCK):
        yield block[start : start + _BLOCK]


# Forms for programs


class _Csv:
    """Cells between separators, a line for each record; lists and mappings are words between spaces."""

    between = foot = ""

    def __init__(self, separator: str) -> None:
        self.separator = separator

    def head(self, columns: Sequence[str]) -> str:
        return self.separator.join(columns) + "\n"

    def row(self, _: Sequence[str], cells: Sequence[str]) -> str:
        return self.separator.join(cells) + "\n"

    def cell(self, value: Any) -> str:
        text = _words(value)
        quoted = any(c in text for c in (self.separator, '"', "\n", "\r"))
        return '"' + text.replace('"', '""') + '"' if quoted else text

    def numbers(self, values: Any) -> list[Any]:
        if values.ndim > 1:
            return [_words(row) for row in decimals(values)]
        if values.dtype == np.float64:
            whole = (np.abs(values) < 2.0**53) & (values == np.rint(values)) & ~(np.signbit(values) & (values == 0))
            if whole.all():
                listed: list[Any] = values.astype(np.int64).tolist()  # printed in half the time
                return listed
        return decimals(values)

    def trim(self, text: str) -> str:
        """Drop the .0 of whole numbers, all at once."""
        return text.replace(f".0{self.separator}", self.separator).replace(".0\n", "\n")


def _words(value: Any) -> str:
    """Return ``value`` as text: intervals with their brackets, lists between spaces, mappings as key=value."""
    if isinstance(value, float):
        return shortest(value)
    if isinstance(value, Mapping):
        if "inf_attained" in value:
            from actplot.analysis.facts import Interval

            return interval(Interval(**value))
        return " ".join(f"{k}={_words(v)}" for k, v in value.items())
    if isinstance(value, list | tuple):
        nested = any(isinstance(inner, Mapping | list) for inner in value)
        return ("; " if nested else " ").join(map(_words, value))
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


class _Json:
    """An object for each record, on a line of its own, in a list or one after the other."""

    def __init__(self, *, listed: bool) -> None:
        self.opening, self.foot = ("[", "\n]\n") if listed else ("", "")
        self.between = "," if listed else ""
        self.before, self.after = (",\n  ", "") if listed else ("", "\n")

    def head(self, _: Sequence[str]) -> str:
        return self.opening

    def row(self, columns: Sequence[str], cells: Sequence[str]) -> str:
        pairs = (f'"{key}": {cell}' for key, cell in zip(columns, cells, strict=True))
        return self.before + "{" + ", ".join(pairs) + "}" + self.after

    def cell(self, value: Any) -> str:
        import json

        return json.dumps(strict(value), allow_nan=False)

    def numbers(self, values: Any) -> list[Any]:
        found = decimals(values)
        if values.ndim > 1:
            return [self.cell(row) for row in found]
        return found if np.isfinite(values).all() else [self.cell(value) for value in found]

    def trim(self, text: str) -> str:
        return text


def strict(value: Any) -> Any:
    """Replace the floats that JSON can't hold by their names."""
    if isinstance(value, Mapping):
        return {key: strict(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [strict(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


_FORMS: dict[str, _Csv | _Json] = {
    "csv": _Csv(","),
    "tsv": _Csv("\t"),
    "json": _Json(listed=True),
    "jsonl": _Json(listed=False),
}


# Forms for people


def people(
    columns: Sequence[Column], rows: Iterable[Sequence[str]], file_format: str, pictures: Sequence[str] = ()
) -> Iterator[str]:
    """Yield the text of a table; cells are escaped already.

    Where ``rows`` are a stream, the columns are as wide as the widest number.
    """
    names = [_escape(column.name, file_format) for column in columns]
    if isinstance(rows, list):
        widths = [max(map(len, column)) for column in zip(names, *rows, strict=True)]
    else:
        widths = [max(_WIDEST, len(name)) for name in names]
    if file_format == "table" and isinstance(rows, list) and len(rows) <= _IN_A_TERMINAL:
        return _terminal(columns, names, rows, widths)
    if file_format == "html":
        return _html(columns, names, rows, pictures)
    if file_format == "latex":
        return _latex(columns, names, rows, widths)
    right = [column.number for column in columns]

    def line(cells: Sequence[str]) -> str:
        padded = [
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(cells, widths, right, strict=True)
        ]
        if file_format == "markdown":
            return "| " + " | ".join(padded) + " |\n"
        return "  ".join(padded).rstrip() + "\n"

    rule = ""
    if file_format == "markdown":
        dashes = ("-" * (width + 1) + (":" if number else "-") for width, number in zip(widths, right, strict=True))
        rule = "|" + "|".join(dashes) + "|\n"
    return chain([line(names) + rule], map(line, rows))


def _escape(text: str, file_format: str, *, number: bool = False) -> str:
    if file_format == "markdown":
        return (
            text.replace("\\", "\\\\").replace("|", "\\|").replace("*", "\\*").replace("_", "\\_").replace("<", "\\<")
        )
    if file_format == "html":
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    if file_format == "latex":
        if number:
            mantissa, e, exponent = text.partition("e")
            text = mantissa + (rf"\cdot 10^{{{int(exponent)}}}" if e else "")
            text = text.replace("inf", r"\infty").replace("nan", r"\mathrm{nan}")
            return f"${text}$" if text else ""
        return "".join(_LATEX.get(c, c) for c in text)
    return text


_LATEX = {
    "\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "|": r"\textbar{}",
    "<": r"\textless{}", ">": r"\textgreater{}", **{c: f"\\{c}" for c in "&%$#_{}"},
}  # fmt: skip


def _terminal(
    columns: Sequence[Column], names: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]
) -> Iterator[str]:
    """Lay out as many columns as the terminal has room for; say on stderr which ones are left out."""
    import io
    import shutil

    from rich import box
    from rich.console import Console
    from rich.table import Table

    room = shutil.get_terminal_size().columns
    count = max(1, sum(sum(widths[: i + 1]) + 2 * i <= room for i in range(len(widths))))
    total = sum(widths[:count]) + 2 * (count - 1)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    for name, column in zip(names[:count], columns, strict=False):
        table.add_column(name, justify="right" if column.number else "left", no_wrap=True)
    for row in rows:
        table.add_row(*row[:count])
    buffer = io.StringIO()
    console = Console(file=buffer, force_terminal=True, width=total, markup=False, highlight=False)
    console.print(table)
    yield "".join(line.rstrip() + "\n" for line in buffer.getvalue().splitlines())
    if count < len(names):
        left_out = ", ".join(column.name for column in columns[count:])
        print(f"No room in {room} columns for: {left_out}. They are in -f plain; --columns chooses.", file=sys.stderr)


def _latex(
    columns: Sequence[Column], names: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]
) -> Iterator[str]:
    """A document that compiles as it is; the table in it may be cut out. The page is as large as the table.

    What is too long for a page is a longtable, whose columns have their widths after LaTeX has run some times.
    """
    listed = rows if isinstance(rows, list) and len(rows) <= _ON_A_PAGE else None
    width = max(210, 20 + 2 * sum(widths) + 5 * len(widths))
    height = 297 if listed is None else max(297, 40 + 6 * len(listed))
    table = "longtable" if listed is None else "tabular"
    yield (
        "\\documentclass{article}\n"
        f"\\usepackage[paperwidth={min(width, 5000)}mm,paperheight={height}mm,margin=10mm]{{geometry}}\n"
        "\\usepackage{amsmath,booktabs,longtable}\n"
        "\\begin{document}\n"
        f"\\noindent\n\\begin{{{table}}}{{{''.join('r' if column.number else 'l' for column in columns)}}}\n"
        f"\\toprule\n{' & '.join(names)} \\\\\n\\midrule\n"
    )
    if listed is None:
        yield "\\endhead\n\\bottomrule\n\\endfoot\n"
    for row in rows:
        yield " & ".join(row) + " \\\\\n"
    if listed is not None:
        yield "\\bottomrule\n"
    yield f"\\end{{{table}}}\n\\end{{document}}\n"


_PAGE = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>actplot</title>
<style>
:root { color-scheme: light dark }
body { font: 15px/1.4 system-ui, sans-serif; margin: 1.5em }
table { border-collapse: collapse }
th, td { padding: .3em .7em; text-align: left; border-bottom: 1px solid #8884; white-space: nowrap }
th { position: sticky; top: 0; background: Canvas; cursor: pointer }
th[aria-sort=ascending]::after { content: " \\25B4" }
th[aria-sort=descending]::after { content: " \\25BE" }
.n { text-align: right; font-variant-numeric: tabular-nums }
svg { display: block }
svg path { fill: none; stroke-width: 2; stroke-linejoin: round }
</style>
<table>
"""

_SORT = """<script>
document.querySelectorAll("th:not(.p)").forEach(head => head.addEventListener("click", () => {
  const body = document.querySelector("tbody"), index = head.cellIndex;
  const up = head.getAttribute("aria-sort") !== "ascending";
  const key = row => {
    const text = row.cells[index].textContent.replace(/^[[(]|^C\\^/, "");
    const number = parseFloat(text.replace(/^(-?)inf/, "$1Infinity"));
    return isNaN(number) ? text : number;
  };
  const order = (a, b) => typeof a === typeof b ? (a < b ? -1 : a > b ? 1 : 0) : typeof a === "number" ? -1 : 1;
  const compare = (a, b) => a === "" || b === "" ? (a === "") - (b === "") : order(a, b) * (up ? 1 : -1);
  const rows = [...body.rows].sort((a, b) => compare(key(a), key(b)));
  document.querySelectorAll("th").forEach(other => other.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", up ? "ascending" : "descending");
  body.append(...rows);
}));
</script>
"""


def _html(
    columns: Sequence[Column], names: Sequence[str], rows: Iterable[Sequence[str]], pictures: Sequence[str]
) -> Iterator[str]:
    """A whole page that sorts by a click on the head of a column and asks nothing of the network."""
    blank = '<th class="p"></th>' if pictures else ""
    kinds = [' class="n"' if column.number else "" for column in columns]
    heads = "".join(f"<th{kind}>{name}</th>" for kind, name in zip(kinds, names, strict=True))
    yield f"{_PAGE}<thead><tr>{blank}{heads}</tr></thead>\n<tbody>\n"
    for i, row in enumerate(rows):
        shown = f"<td>{pictures[i]}</td>" if pictures else ""
        cells = "".join(f"<td{kind}>{cell}</td>" for kind, cell in zip(kinds, row, strict=True))
        yield f"<tr>{shown}{cells}</tr>\n"
    yield f"</tbody>\n</table>\n{_SORT}</html>\n"


def picture(function: Activation) -> str:
    """Return a small SVG of f (blue) and f' (orange) around 0 and the kinks; of functions of one number only."""
    if isinstance(function, Vector | Gated):
        return ""
    reach = min(1e300, 1.5 * max(2.5, *map(abs, function.kinks), 0.0))
    edges = [-reach, *(kink for kink in function.kinks if abs(kink) < reach), reach]
    paths = []
    pieces = []
    for left, right in pairwise(edges):
        x = np.linspace(left, right, max(9, round(64 * (right - left) / (2 * reach))))
        inside = np.clip(x, np.nextafter(left, right), np.nextafter(right, left))
        pieces.append((x, *function.pair(inside)))
    everything = np.concatenate([piece[i] for piece in pieces for i in (1, 2)])
    low = max(float(np.nanmin(everything)), -reach)
    high = min(float(np.nanmax(everything)), reach)
    low, high = min(low, 0.0), max(high, 0.1)

    def across(x: Any) -> Any:
        return 60 * (x + reach) / reach

    def down(y: Any) -> Any:
        return 58 - 56 * (np.clip(y, low - 1, high + 1) - low) / (high - low)

    for i, style in ((2, 'stroke="#D55E00" stroke-dasharray="4 2"'), (1, 'stroke="#0072B2"')):
        parts = []
        for piece in pieces:
            points = zip(across(piece[0]).tolist(), down(piece[i]).tolist(), strict=True)
            parts.append("M" + " ".join(f"{x:.1f},{y:.1f}" for x, y in points))
        paths.append(f'<path {style} d="{"".join(parts)}"/>')
    axes = f'<path stroke="#8888" style="stroke-width:1" d="M0,{float(down(0.0)):.1f}H120M60,0V60"/>'
    label = _escape(f"{function.title}: f solid, f' dashed, x from {-reach:g} to {reach:g}", "html")
    return f'<svg width="120" height="60" role="img" aria-label="{label}">{axes}{"".join(paths)}</svg>'

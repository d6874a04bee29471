"""``actplot table``."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from actplot.interface.arguments import (
    MOST_FUNCTIONS,
    Family,
    Names,
    Output,
    Points,
    Spec,
    families,
    points_from,
    require_at_most,
    standard_input,
)

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from actplot.activation import Activation

    Item = CompletionItem[str]

FORMATS = ("table", "plain", "markdown", "latex", "html", "csv", "tsv", "json", "jsonl")
SUFFIXES = {"txt": "plain", "md": "markdown", "tex": "latex", "htm": "html"} | {
    name: name for name in FORMATS if name not in {"table", "plain", "markdown", "latex"}
}
MOST_VALUES = 1_000_000
MOST_ENTRIES = 1000  # a vector's Jacobian is the square of it
MOST_SLOPES = 400_000_000  # of all Jacobians


def _columns(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Item]:
    """Complete the names of columns."""
    from actplot.tables import render as tables

    names = tables.VALUES if ctx.params.get("points") or ctx.params.get("linspace") else tables.FACTS
    return Names(names).shell_complete(ctx, param, incomplete)


@click.command(name="table")
@click.argument("specs", metavar="[SPEC]...", nargs=-1, type=Spec())
@click.option(
    "--at",
    "points",
    metavar="X[,X...]",
    multiple=True,
    type=Points(),
    help="Print x, f(x) and f'(x) here; may be given several times. '-' reads the numbers from standard input.",
)
@click.option(
    "--linspace",
    nargs=3,
    type=(float, float, int),
    metavar="LO HI N",
    help="The same at N even points from LO to HI.",
)
@click.option(
    "--dtype",
    type=click.Choice(["float64", "float32", "float16"]),
    default="float64",
    show_default=True,
    help="Compute and print values in this type.",
)
@click.option("-d", "--deriv", is_flag=True, help="Print the Jacobian of a vector function too.")
@click.option(
    "--columns",
    metavar="A,B,...",
    shell_complete=_columns,
    help="Which columns, in this order; their names are the keys of JSON.",
)
@click.option("--sort", metavar="COLUMN", shell_complete=_columns, help="Order the rows by this column.")
@click.option(
    "--family",
    metavar="NAME",
    type=Family(),
    help=f"The functions of this family, instead of SPECs: {', '.join(families())}.",
)
@click.option("--digits", type=click.IntRange(1, 17), metavar="N", help="Significant digits in what is for people.")
@click.option(
    "-f", "--format", "file_format", type=click.Choice(FORMATS), help="The form of the output.  [default: table]"
)
@click.option(
    "-o",
    "--output",
    "path",
    type=Output(),
    metavar="PATH",
    default="-",
    help="A file, whose suffix is the format; '-' is stdout.",
)
def command(
    specs: tuple[list[Activation], ...],
    points: tuple[Any, ...],
    linspace: tuple[float, float, int] | None,
    dtype: str,
    deriv: bool,
    columns: str | None,
    sort: str | None,
    family: list[Activation] | None,
    digits: int | None,
    file_format: str | None,
    path: str,
) -> None:
    r"""List the facts of functions, or print values of those named.

    The facts: range, largest gradient and where, smoothness, kinks and more, of all functions or of the SPECs.
    A SPEC is NAME[:PARAM=VALUE]..., where several values of a parameter stand for several functions.

    With --at or --linspace it prints x, f(x) and f'(x) instead. A vector function such as softmax takes each --at as
    one vector, a gated one such as glu takes pairs a:b. csv, tsv, json and jsonl are exact and complete.

    \b
    Examples:
      actplot table
      actplot table --family sigmoidal --sort max_gradient
      actplot table relu elu:alpha=0.5,1,2 --columns function,range,kinks -f markdown
      actplot table relu tanh --at -1,0,1 --dtype float32
      actplot table gelu --linspace -4 4 9 --digits 4 -o gelu.html
      seq -3 3 | actplot table tanh --at - -f csv
    """
    chosen = _format(file_format, path)
    functions = [f for found in specs for f in found]
    if family is not None and functions:
        raise click.UsageError("--family stands for its functions; leave out SPEC or --family")
    require_at_most(MOST_FUNCTIONS, len(functions), "functions")

    from actplot import catalogue
    from actplot.interface import output
    from actplot.tables import render as tables

    functions = functions or family or list(catalogue.everything().values())
    if points or linspace:
        if not specs and family is None:
            raise click.UsageError("values are of the functions that are named: give a SPEC, or --family NAME")
        text = _values(functions, points, linspace, dtype, deriv, columns, sort, digits, chosen)
    else:
        wanted = Names(tables.FACTS)
        default = tables.FACTS if chosen in tables.PROGRAMS else tables.SHOWN
        named = _names(columns, wanted, "--columns") or default
        order = _names(sort, wanted, "--sort")
        first = order[0] if order else None
        if chosen in tables.PROGRAMS:
            text = iter([tables.facts_for_programs(functions, named, chosen, first)])
        else:
            text = tables.facts_for_people(functions, named, chosen, first, digits)
    with output.opened(path) as file:
        for part in text:
            file.write(part.encode())
            if path == "-":
                file.flush()  # what is known is seen before more is asked for


def _format(file_format: str | None, path: str) -> str:
    """Return the format that the options ask for; a table is plain where no person sees it."""
    suffix = "" if path == "-" else path.rpartition("/")[2].rpartition(".")[2].lower()
    by_suffix = SUFFIXES.get(suffix)
    if path != "-" and not file_format and not by_suffix:
        raise click.BadParameter(
            f"the suffix of {path!r} is none of {', '.join(SUFFIXES)}; give a --format", param_hint="'--output'"
        )
    if file_format and by_suffix and file_format != by_suffix and (file_format, by_suffix) != ("table", "plain"):
        raise click.BadParameter(f"{file_format!r} contradicts the suffix of {path!r}", param_hint="'--format'")
    chosen = file_format or by_suffix or "table"
    if chosen == "table" and not (path == "-" and sys.stdout is not None and sys.stdout.isatty()):
        return "plain"
    return chosen


def _names(text: str | None, wanted: Names, option: str) -> list[str] | None:
    try:
        return None if text is None else wanted.convert(text, None, None)
    except click.BadParameter as error:
        error.param_hint = f"'{option}'"
        raise


def _values(
    functions: list[Activation],
    points: tuple[Any, ...],
    linspace: tuple[float, float, int] | None,
    dtype: str,
    deriv: bool,
    columns: str | None,
    sort: str | None,
    digits: int | None,
    chosen: str,
) -> Iterator[str]:
    """Return the text with values of ``functions`` at all points."""
    from actplot.tables import render as tables

    kind = _kind(functions)
    keys = _names(columns, Names(tables.VALUES), "--columns")
    if not keys:
        keys = list(tables.VALUES) if chosen in tables.PROGRAMS else ["x", "f", "derivative"]
        if kind == "vector" and not deriv:
            keys.remove("derivative")
    order = _names(sort, Names(("x", "f", "derivative")), "--sort")
    stream = "-" in points
    if stream and (len(points) > 1 or linspace):
        raise click.BadParameter("'-' stands alone", param_hint="'--at'")
    if order and (stream or kind != "elementwise" or len(functions) > 1):
        raise click.BadParameter(
            "of values, those of one function of one number are sorted, and not from a stream", param_hint="'--sort'"
        )
    blocks = (
        _stream(functions, kind, dtype)
        if stream
        else _given(functions, kind, points, linspace, dtype, "derivative" in keys)
    )
    if order:
        blocks = (_sorted(functions[0], x, order[0]) for x in blocks)
    if chosen in tables.PROGRAMS:
        return tables.values_for_programs(functions, blocks, keys, chosen)
    return tables.values_for_people(functions, blocks, keys, chosen, digits, known=not stream)


def _kind(functions: list[Activation]) -> str:
    """Return the kind of point that all ``functions`` take: elementwise, vector or gated."""
    from actplot.activation import Gated, Vector

    kinds = {
        "vector" if isinstance(f, Vector) else "gated" if isinstance(f, Gated) else "elementwise": f.name
        for f in functions
    }
    if len(kinds) > 1:
        raise click.UsageError(f"{', '.join(kinds.values())} take different points; give them a command each")
    return next(iter(kinds))


def _stream(functions: list[Activation], kind: str, dtype: str) -> Iterator[Any]:
    for block in _counted(points_from(standard_input(), lines=kind == "vector")):
        if block:
            yield _array(_checked(block, kind, functions), kind, dtype)


def _given(
    functions: list[Activation],
    kind: str,
    points: tuple[Any, ...],
    linspace: tuple[float, float, int] | None,
    dtype: str,
    deriv: bool,
) -> Iterator[Any]:
    given = [_checked(block, kind, functions) for block in points]
    if linspace:
        if kind != "elementwise":
            raise click.BadParameter(f"{functions[0].name} is no function of one number", param_hint="'--linspace'")
        given.append(_even(*linspace))
    count = sum(map(len, given)) * len(functions)
    if kind == "vector":
        slopes = sum(len(block) ** 2 for block in given) * len(functions)
        require_at_most(MOST_SLOPES, slopes, "entries of Jacobians")
        count = slopes if deriv else count
    if count > MOST_VALUES:
        raise click.UsageError(
            f"{count} values are too many for one command; the limit is {MOST_VALUES}, or --at - for any number"
        )
    blocks = given if kind == "vector" else [[x for block in given for x in block]]
    return (_array(block, kind, dtype) for block in blocks)


def _array(block: Sequence[Any], kind: str, dtype: str) -> Any:
    """Return points as an array of shape (n,), or (1, n) for one vector, (n, 2) for pairs."""
    import numpy as np

    with np.errstate(over="ignore"):
        array = np.array(block, dtype=np.float64).astype(dtype, copy=False)
    return array[None] if kind == "vector" else array


def _sorted(function: Activation, x: Any, key: str) -> Any:
    pair = function.pair(x)
    return x[{"x": x, "f": pair[0], "derivative": pair[1]}[key].argsort(kind="stable")]


def _checked(block: list[Any], kind: str, functions: list[Activation]) -> list[Any]:
    """Return a block of points if they are of the kind that the functions take."""
    takes = tuple if kind == "gated" else float
    if not set(map(type, block)) <= {takes}:
        wrong = next(x for x in block if not isinstance(x, takes))
        shown = ":".join(f"{part:g}" for part in wrong) if isinstance(wrong, tuple) else f"{wrong:g}"
        what = "pairs a:b" if kind == "gated" else "numbers"
        raise click.BadParameter(f"{functions[0].name} takes {what}, not {shown!r}", param_hint="'--at'")
    if kind == "vector":
        if len(block) > MOST_ENTRIES:
            raise click.BadParameter(
                f"a vector has at most {MOST_ENTRIES} entries, not {len(block)}", param_hint="'--at'"
            )
        try:
            for function in functions:
                function(block)
        except ValueError as error:  # a length that does not suit it
            raise click.BadParameter(str(error), param_hint="'--at'") from None
    return block


def _even(low: float, high: float, count: int) -> list[float]:
    import numpy as np

    if not (math.isfinite(low) and math.isfinite(high)):
        raise click.BadParameter(f"LO and HI must be finite, not {low:g} {high:g}", param_hint="'--linspace'")
    if not 1 <= count <= MOST_VALUES:
        raise click.BadParameter(f"N must be from 1 to {MOST_VALUES}, not {count}", param_hint="'--linspace'")
    # HI - LO may be too large for a float; half of it never is.
    half = 2.0 if math.isinf(high - low) else 1.0
    even: list[float] = (half * np.linspace(low / half, high / half, count)).tolist()
    return even


def _counted(blocks: Iterator[list[Any]]) -> Iterator[list[Any]]:
    """Pass ``blocks`` on; show their count on stderr if that is a terminal and standard output is not."""
    shown = sys.stderr is not None and sys.stderr.isatty() and not (sys.stdout is not None and sys.stdout.isatty())
    if not shown:
        yield from blocks
        return
    count = said = 0
    for block in blocks:
        yield block
        count += len(block)
        if count - said >= 100_000:
            said = count
            click.echo(f"\r{count} numbers", err=True, nl=False)
    if said:
        click.echo("\r" + " " * 40 + "\r", err=True, nl=False)

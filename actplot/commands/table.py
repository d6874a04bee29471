"""``actplot table``."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from actplot.arithmetic.layouts import LAYOUTS
from actplot.interface import answers
from actplot.interface.names import Names
from actplot.interface.numbers import Points, Real, Whole
from actplot.interface.paths import Output, require_folder
from actplot.interface.refusals import require_at_most
from actplot.interface.specs import MOST_FUNCTIONS, Family, Spec, families
from actplot.tables import archives, formats
from actplot.tables.columns import FACTS, POINTWISE, VALUES

if TYPE_CHECKING:
    from actplot.activation import Activation
    from actplot.interface.types import Item
    from actplot.tables.layout import ExactFormat, ReadableFormat
    from actplot.tables.precision import Precision

MOST_VALUES = 1_000_000
MOST_ENTRIES = 1000  # of a vector: its Jacobian is the square of it
MOST_SLOPES = 400_000_000  # entries of all Jacobians


class Where(NamedTuple):
    """The options that determine the x of a table of values."""

    points: tuple[Any, ...]
    linspace: tuple[float, float, int] | None
    dtype: str


class Shape(NamedTuple):
    """The options that determine columns, order and format of a table."""

    columns: str | None
    sort: str | None
    digits: int | None
    form: ReadableFormat | ExactFormat


def _columns(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Item]:
    """Complete the names of columns."""
    names = VALUES if ctx.params.get("points") or ctx.params.get("linspace") else tuple(FACTS)
    return Names(names).shell_complete(ctx, param, incomplete)


@click.command(name="table")
@click.argument("specs", metavar="[SPEC]...", nargs=-1, type=Spec())
@click.option(
    "--at",
    "points",
    metavar="X[,X...]",
    multiple=True,
    type=Points(),
    help="Print x, f(x) and f'(x) at these x; may be given several times. '-' reads numbers from standard input, "
    "'all' stands for every number of a --dtype of 16 bits or fewer.",
)
@click.option(
    "--linspace",
    nargs=3,
    type=(Real(), Real(), Whole()),
    metavar="LO HI N",
    help="Print them at N evenly spaced x from LO to HI.",
)
@click.option(
    "--dtype",
    type=click.Choice(list(LAYOUTS)),
    default=next(iter(LAYOUTS)),
    show_default=True,
    metavar="NAME",
    help=f"The number format of x and of the values, each rounded once: {', '.join(LAYOUTS)}.",
)
@click.option("-d", "--deriv", is_flag=True, help="Print the Jacobian of a vector function too.")
@click.option(
    "--columns",
    metavar="A,B,...",
    shell_complete=_columns,
    help="The columns to print, in this order; their names are the keys of JSON.",
)
@click.option("--sort", metavar="COLUMN", shell_complete=_columns, help="Sort the rows by this column.")
@click.option(
    "--family",
    metavar="NAME",
    type=Family(),
    help=f"All functions of a family, instead of SPECs: {', '.join(families())}.",
)
@click.option("--digits", type=Whole(1, 17), metavar="N", help="Significant digits in human-readable formats.")
@click.option(
    "-f",
    "--format",
    "file_format",
    type=click.Choice([*formats.names(), *archives.names()]),
    help="The output format.  [default: table in a terminal, else plain]",
)
@click.option(
    "-o",
    "--output",
    "path",
    type=Output(),
    metavar="PATH",
    default="-",
    help="A file, whose suffix selects the format; '-' is standard output.",
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

    The facts of all functions or of the SPECs: range, largest gradient and where it is, smoothness, kinks and more.
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
    named = _named(specs, family)
    archive = _archive(path, file_format)
    if archive:
        if any((columns, sort, digits)):
            raise click.UsageError(
                f"{archive} holds all columns as they are; leave out --columns, --sort and --digits"
            )
        _save(named, Where(points, linspace, dtype), archive, path)
        return
    shape = Shape(columns, sort, digits, answers.table_form(path, file_format))
    if not (points or linspace):
        text = _facts(named, shape)
    elif named:
        text = _values(named, Where(points, linspace, dtype), shape, deriv)
    else:
        raise click.UsageError("--at and --linspace need a SPEC, or --family NAME")
    answers.stream(text, path)


def _archive(path: str, file_format: str | None) -> str | None:
    """Return the format of arrays that the options ask for, if they do."""
    suffix = answers.suffix_of(path)
    name = next((name for name in archives.names() if name in {file_format, suffix}), None)
    if name is None:
        return None
    found = answers.form_of(path, file_format, dict.fromkeys(archives.names(), name) | formats.suffixes())
    if path != "-":
        require_folder(path)
    elif answers.on_terminal():
        raise click.BadParameter(f"{name} is binary, and standard output is a terminal", param_hint="'--output'")
    return found


def _save(functions: list[Activation], where: Where, archive: str, path: str) -> None:
    """Write the values of one function as arrays."""
    from actplot.interface import output
    from actplot.tables.precision import Precision

    if len(functions) != 1 or not (where.points or where.linspace) or "-" in where.points:
        raise click.UsageError(
            f"{archive} holds the values of one function; give a SPEC with --at X,... or --linspace"
        )
    kind = _kind(functions)
    blocks = list(_given(functions, kind, where, deriv=True))
    if len(blocks) > 1:
        raise click.UsageError(f"{archive} holds one vector; give --at once")
    output.write(archives.get(archive)(Precision(where.dtype).arrays(functions[0], blocks[0])), path)


def _named(specs: tuple[list[Activation], ...], family: list[Activation] | None) -> list[Activation]:
    """Return the functions that are named; an empty list stands for all."""
    functions = [function for found in specs for function in found]
    if family is not None and functions:
        raise click.UsageError("give SPECs or --family NAME, not both")
    require_at_most(MOST_FUNCTIONS, len(functions), "functions")
    return functions or family or []


def _names(text: str | None, choices: Sequence[str], option: str) -> list[str] | None:
    """Return the names of columns that an option lists."""
    try:
        return None if text is None else Names(tuple(choices)).convert(text, None, None)
    except click.BadParameter as error:
        error.param_hint = f"'{option}'"
        raise


def _facts(named: list[Activation], shape: Shape) -> Iterator[str]:
    """Return the text of a table of facts."""
    columns = _names(shape.columns, tuple(FACTS), "--columns")
    order = _names(shape.sort, tuple(FACTS), "--sort")

    from actplot import catalogue
    from actplot.tables.facts import facts_table

    functions = named or list(catalogue.everything().values())
    return facts_table(functions, shape.form, columns, order[0] if order else None, shape.digits)


def _values(functions: list[Activation], where: Where, shape: Shape, deriv: bool) -> Iterator[str]:
    """Return the text of a table of values."""
    from actplot.tables.precision import Precision
    from actplot.tables.values import values_table

    kind = _kind(functions)
    keys = _names(shape.columns, VALUES, "--columns")
    if keys and not shape.form.exact and not set(keys) & set(POINTWISE):
        raise click.BadParameter(
            f"{' and '.join(keys)} stand in the headings of this format; add x, f or derivative, or choose -f csv",
            param_hint="'--columns'",
        )
    if not keys:
        keys = list(VALUES if shape.form.exact else POINTWISE)
        if kind == "vector" and not deriv:
            keys.remove("derivative")
    order = _names(shape.sort, POINTWISE, "--sort")
    stream = "-" in where.points
    if stream and (len(where.points) > 1 or where.linspace):
        raise click.BadParameter("'-' can't be combined with other points", param_hint="'--at'")
    if order and (stream or kind != "elementwise" or len(functions) > 1):
        raise click.BadParameter("it works for one elementwise function, not with --at -", param_hint="'--sort'")
    if stream:
        blocks = _streamed(functions, kind, where.dtype)
    else:
        blocks = _given(functions, kind, where, "derivative" in keys)
    if order:
        blocks = (_sorted(Precision(where.dtype), functions[0], x, order[0]) for x in blocks)
    precision = Precision(where.dtype)
    return values_table(functions, blocks, shape.form, keys, shape.digits, precision, stream=stream)


def _kind(functions: list[Activation]) -> str:
    """Return the kind of all ``functions``: elementwise, vector or gated."""
    from actplot.activation import Gated, Vector

    kinds = {
        "vector" if isinstance(f, Vector) else "gated" if isinstance(f, Gated) else "elementwise": f.name
        for f in functions
    }
    if len(kinds) > 1:
        different = ", ".join(f"{name} is {kind}" for kind, name in kinds.items())
        raise click.UsageError(f"one command takes functions of one kind, but {different}")
    return next(iter(kinds))


def _streamed(functions: list[Activation], kind: str, dtype: str) -> Iterator[Any]:
    """Yield arrays of the points on standard input, as they arrive."""
    from actplot.interface.progress import tracked
    from actplot.interface.streams import points_from, standard_input

    blocks = points_from(standard_input(), lines=kind == "vector")
    if not answers.on_terminal():  # there the rows themselves show the progress
        blocks = tracked(blocks, "numbers", size=len)
    for block in blocks:
        if block:
            yield _array(_checked(block, kind, functions), kind, dtype)


def _given(functions: list[Activation], kind: str, where: Where, deriv: bool) -> Iterator[Any]:
    """Return arrays of the points on the command line."""
    if "all" in where.points:
        return iter([_everything(kind, where)])
    given = [_checked(block, kind, functions) for block in where.points]
    if where.linspace:
        if kind != "elementwise":
            raise click.BadParameter(
                f"it works for elementwise functions; {functions[0].name} is {kind}", param_hint="'--linspace'"
            )
        given.append(_even(*where.linspace))
    count = sum(map(len, given)) * len(functions)
    if kind == "vector":
        slopes = sum(len(block) ** 2 for block in given) * len(functions)
        require_at_most(MOST_SLOPES, slopes, "entries of Jacobians")
        count = slopes if deriv else count
    if count > MOST_VALUES:
        raise click.UsageError(
            f"{count} values are too many; the limit is {MOST_VALUES}, except with --at - for standard input"
        )
    blocks = given if kind == "vector" else [[x for block in given for x in block]]
    return (_array(block, kind, where.dtype) for block in blocks)


def _everything(kind: str, where: Where) -> Any:
    """Return an array of every number of a number format."""
    from actplot.tables.precision import Precision

    if len(where.points) > 1 or where.linspace:
        raise click.BadParameter("'all' can't be combined with other points", param_hint="'--at'")
    if kind != "elementwise":
        raise click.BadParameter(f"'all' works for elementwise functions, not for {kind} ones", param_hint="'--at'")
    try:
        return Precision(where.dtype).everything()
    except ValueError as error:
        raise click.BadParameter(f"{error}; --dtype chooses the format", param_hint="'--at'") from None


def _array(block: Sequence[Any], kind: str, dtype: str) -> Any:
    """Return points as an array of shape (n,), or (1, n) for one vector, (n, 2) for pairs."""
    from actplot.tables.precision import Precision

    array = Precision(dtype).array(block)
    return array[None] if kind == "vector" else array


def _sorted(precision: Precision, function: Activation, x: Any, key: str) -> Any:
    """Return x in the order of a column."""
    columns = dict(zip(POINTWISE, (x, *precision.pair(function, x)), strict=True))
    return x[columns[key].argsort(kind="stable")]


def _checked(block: list[Any], kind: str, functions: list[Activation]) -> list[Any]:
    """Return a block of points after checking that the functions take them."""
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
        except ValueError as error:  # a length that the function does not take
            raise click.BadParameter(str(error), param_hint="'--at'") from None
    return block


def _even(low: float, high: float, count: int) -> list[float]:
    """Return evenly spaced numbers."""
    import numpy as np

    if not 1 <= count <= MOST_VALUES:
        raise click.BadParameter(f"N must be from 1 to {MOST_VALUES}, not {count}", param_hint="'--linspace'")
    # HI - LO may be too large for a float; half of it never is.
    half = 2.0 if math.isinf(high - low) else 1.0
    even: list[float] = (half * np.linspace(low / half, high / half, count)).tolist()
    return even

"""``actplot table``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from actplot.arithmetic.layouts import LAYOUTS
from actplot.interface import answers, conditions
from actplot.interface.choices import Choice
from actplot.interface.inputs import Inputs, given, kind_of, streamed
from actplot.interface.names import Names
from actplot.interface.numbers import Points, Real, Whole
from actplot.interface.paths import Output, require_folder
from actplot.interface.refusals import require_at_most
from actplot.interface.specs import MOST_FUNCTIONS, Family, Spec, families
from actplot.interface.types import beginning
from actplot.tables import archives, formats
from actplot.tables.columns import FACTS, POINTWISE, VALUES, complete

if TYPE_CHECKING:
    from actplot.activation import Activation
    from actplot.interface.types import Item
    from actplot.tables.layout import ExactFormat, ReadableFormat
    from actplot.tables.precision import Precision
    from actplot.tables.selection import Condition, Order


class Shape(NamedTuple):
    """The options that determine columns, order and format of a table."""

    columns: str | None
    sort: str | None
    where: tuple[str, ...]
    digits: int | None
    form: ReadableFormat | ExactFormat


def _columns(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Item]:
    """Complete the names of columns."""
    names = VALUES if ctx.params.get("points") or ctx.params.get("linspace") else tuple(FACTS)
    if param.name == "where":
        return beginning(incomplete, {f"{name}=": "" for name in names})
    if param.name == "sort":
        return beginning(incomplete, {sign + name: "" for sign in ("", "-") for name in names})
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
    type=Choice(LAYOUTS),
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
@click.option(
    "--sort",
    metavar="[-]COLUMN",
    shell_complete=_columns,
    help="Sort the rows by this column; with '-' before it in descending order.",
)
@click.option(
    "--where",
    metavar="COLUMN=VALUE",
    multiple=True,
    shell_complete=_columns,
    help="Print the rows that satisfy this: =, !=, and for numbers <, <=, >, >=. May be given several times.",
)
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
    type=Choice([*formats.names(), *archives.names()]),
    help="The output format.  [default: table in a terminal, else plain]",
)
@click.option("--standalone", is_flag=True, help="With latex: a document that compiles, not the tabular alone.")
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
    where: tuple[str, ...],
    family: list[Activation] | None,
    digits: int | None,
    file_format: str | None,
    standalone: bool,
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
      actplot table --family sigmoidal --sort -max_gradient
      actplot table --where 'max_gradient<=1' --where kinks=
      actplot table relu elu:alpha=0.5,1,2 --columns function,range,kinks -f markdown
      actplot table relu tanh --at -1,0,1 --dtype float32
      actplot table gelu --linspace -4 4 9 --digits 4 -o gelu.html
      seq -3 3 | actplot table tanh --at - -f csv
    """
    named = _named(specs, family)
    archive = _archive(path, file_format)
    if archive:
        if any((columns, sort, where, digits, standalone)):
            raise click.UsageError(
                f"{archive} holds all values as they are; leave out --columns, --sort, --where, --digits "
                "and --standalone"
            )
        _save(named, Inputs(points, linspace, dtype), archive, path)
        return
    shape = Shape(columns, sort, where, digits, answers.table_form(path, file_format, standalone=standalone))
    if not (points or linspace):
        text = _facts(named, shape)
    elif named:
        text = _values(named, Inputs(points, linspace, dtype), shape, deriv)
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


def _save(functions: list[Activation], inputs: Inputs, archive: str, path: str) -> None:
    """Write the values of one function as arrays."""
    from actplot.interface import output
    from actplot.tables.precision import Precision

    if len(functions) != 1 or not (inputs.points or inputs.linspace) or "-" in inputs.points:
        raise click.UsageError(
            f"{archive} holds the values of one function; give a SPEC with --at X,... or --linspace"
        )
    kind = kind_of(functions)
    blocks = list(given(functions, kind, inputs, deriv=True))
    if len(blocks) > 1:
        raise click.UsageError(f"{archive} holds one vector; give --at once")
    output.write(archives.get(archive)(Precision(inputs.dtype).arrays(functions[0], blocks[0])), path)


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
    order = shape.sort and conditions.order(shape.sort, tuple(FACTS))
    numeric = [key for key, fact in FACTS.items() if fact.number]
    where = [conditions.condition(text, tuple(FACTS), numeric=numeric) for text in shape.where]

    from actplot import catalogue
    from actplot.tables.facts import facts_table, matching

    functions = named or list(catalogue.everything().values())
    try:
        found = matching(functions, where)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="'--where'") from None
    if not found:
        click.echo(f"no function has {' and '.join(map(str, where))}", err=True)
    return facts_table(found, shape.form, columns, order or None, shape.digits)


def _values(functions: list[Activation], inputs: Inputs, shape: Shape, deriv: bool) -> Iterator[str]:
    """Return the text of a table of values."""
    from actplot.tables.precision import Precision
    from actplot.tables.values import values_table

    kind = kind_of(functions)
    keys = _names(shape.columns, VALUES, "--columns")
    if keys and not shape.form.exact and not set(keys) & set(POINTWISE):
        raise click.BadParameter(
            f"{' and '.join(keys)} stand in the headings of this format; add x, f or derivative, or choose -f csv",
            param_hint="'--columns'",
        )
    if not keys:
        keys = complete(VALUES, functions) if shape.form.exact else list(POINTWISE)
        if kind == "vector" and not deriv:
            keys.remove("derivative")
    order = shape.sort and conditions.order(shape.sort, POINTWISE)
    where = [conditions.condition(text, POINTWISE, numeric=POINTWISE) for text in shape.where]
    stream = "-" in inputs.points
    if stream and (len(inputs.points) > 1 or inputs.linspace):
        raise click.BadParameter("'-' can't be combined with other points", param_hint="'--at'")
    one = kind == "elementwise" and len(functions) == 1
    if order and (stream or not one):
        raise click.BadParameter("it works for one elementwise function, not with --at -", param_hint="'--sort'")
    if where and not one:
        raise click.BadParameter("values are chosen for one elementwise function", param_hint="'--where'")
    if stream:
        blocks = streamed(functions, kind, inputs.dtype)
    else:
        blocks = given(functions, kind, inputs, "derivative" in keys)
    precision = Precision(inputs.dtype)
    if order or where:
        blocks = (_chosen(precision, functions[0], x, where, order or None) for x in blocks)
    return values_table(functions, blocks, shape.form, keys, shape.digits, precision, stream=stream)


def _chosen(
    precision: Precision, function: Activation, x: Any, where: Sequence[Condition], order: Order | None
) -> Any:
    """Return the x that satisfy all conditions, in the order of a column."""
    columns = dict(zip(POINTWISE, (x, *precision.pair(function, x)), strict=True))
    places = order.places(columns[order.column]) if order else range(len(x))
    masks = [one.mask(columns[one.column]) for one in where]
    return x[[place for place in places if all(mask[place] for mask in masks)]]

"""``actplot plot``."""

from __future__ import annotations

import math
import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from actplot.interface.arguments import (
    MOST_FUNCTIONS,
    Family,
    Numbers,
    Output,
    Spec,
    families,
    require_at_most,
    require_folder,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from actplot.activation import Activation
    from actplot.pictures.look import Look

Step = TypeVar("Step")
FORMATS = ("png", "svg", "pdf", "gif")
LONGEST_TITLE = 1000


def _interval(
    _: click.Context, param: click.Parameter, value: tuple[float, float] | None
) -> tuple[float, float] | None:
    if value and not (math.isfinite(value[0]) and math.isfinite(value[1]) and value[0] < value[1]):
        raise click.BadParameter(
            f"LO must be less than HI and both finite, not {value[0]:g} {value[1]:g}", param=param
        )
    if value and (abs(value[0]) > 1e300 or abs(value[1]) > 1e300 or not _wide(*value)):
        raise click.BadParameter(f"{value[0]!r} to {value[1]!r} is no window that can be drawn", param=param)
    return value


def _short(_: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value and len(value) > LONGEST_TITLE:
        raise click.BadParameter(f"{len(value)} characters are too many; the limit is {LONGEST_TITLE}", param=param)
    return value


def _wide(low: float, high: float) -> bool:
    """Whether there are enough floats between the two for an axis."""
    return high - low > 1e-12 * max(abs(low), abs(high)) and high - low > 1e-290


@click.command(name="plot")
@click.argument("specs", metavar="[SPEC]...", nargs=-1, type=Spec())
@click.option("-d", "--deriv", is_flag=True, help="Draw the derivative too.")
@click.option(
    "-o",
    "--output",
    type=Output(),
    metavar="PATH",
    help="The file, its suffix the format; '-' is stdout; a folder gets a file for each SPEC.  [default: NAME.png]",
)
@click.option(
    "-f",
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(FORMATS, case_sensitive=False),
    help="When PATH has no suffix; with a folder, may be given several times.",
)
@click.option("--xlim", nargs=2, type=float, callback=_interval, metavar="LO HI", help="The window in x.")
@click.option("--ylim", nargs=2, type=float, callback=_interval, metavar="LO HI", help="The window in y.")
@click.option("--at", type=Numbers(), metavar="X,X,...", help="Scores for a vector function: draw its outputs there.")
@click.option(
    "--layout",
    type=click.Choice(["auto", "overlay", "panels", "grid"]),
    default="auto",
    show_default=True,
    help="One pair of axes, f above f', or small multiples.",
)
@click.option("--all", "everything", is_flag=True, help="All functions, instead of SPECs.")
@click.option(
    "--family",
    type=Family(),
    metavar="NAME",
    help=f"All functions of a family, instead of SPECs: {', '.join(families())}.",
)
@click.option("--size", nargs=2, type=click.FloatRange(1, 60), default=None, metavar="W H", help="Inches.")
@click.option("--dpi", type=click.FloatRange(10, 2400), help="Dots per inch.  [default: 200; of a gif 100]")
@click.option(
    "--theme",
    type=click.Choice(["light", "dark", "print"]),
    default="light",
    show_default=True,
    help="print: greyscale, told apart by line style.",
)
@click.option("--transparent", is_flag=True, help="No background.")
@click.option("--title", metavar="TEXT", callback=_short, help="Instead of the name and formula.")
@click.option("--no-legend", is_flag=True, help="Don't name the curves.")
@click.option("--no-notes", is_flag=True, help="No asymptotes, kink dots and steepest point.")
@click.option("--show", is_flag=True, help="Open the file in the desktop's viewer.")
def command(
    specs: tuple[list[Activation], ...],
    output: str | None,
    formats: tuple[str, ...],
    everything: bool,
    family: list[Activation] | None,
    show: bool,
    layout: str,
    **_: Any,
) -> None:
    r"""Draw functions, write the picture to a file and print its path.

    \b
    Examples:
      actplot plot relu --deriv
      actplot plot sigmoid tanh relu --deriv -o three.svg
      actplot plot elu:alpha=0.5,1,2 -o - -f svg > elu.svg
      actplot plot --all --layout grid -o sheet.png
      actplot plot relu gelu --deriv -o pictures/ -f png -f svg
      actplot plot softmax --at 2,1,0.1,-1 --deriv
      actplot plot sigmoid --deriv -o sigmoid.gif
    """
    groups = _groups(specs, everything, family)
    folder = output is not None and output != "-" and (output.endswith(("/", os.sep)) or Path(output).is_dir())
    formats = tuple(dict.fromkeys(file_format.lower() for file_format in formats))
    if folder and layout == "grid":
        raise click.BadParameter("a grid is one picture; name a file, not a folder", param_hint="'--output'")
    if show and output == "-":
        raise click.UsageError("--show needs a file, and '-' is standard output")
    if output is not None and folder:
        pictures = _in_folder(output, groups, formats)
    else:
        if not specs and layout == "grid":
            words = ["--all"] if everything else ["--family", groups[0][0].family]
        else:
            words = [_joined(group) for group in groups]
        name = "all" if everything else groups[0][0].family if family else None
        path, file_format = _target(output, formats, groups, name)
        pictures = {path: ([function for group in groups for function in group], file_format, words)}

    from actplot.interface import output as writer

    ctx = click.get_current_context()
    tasks = [
        (functions, _look(ctx, file_format, words), file_format)
        for functions, file_format, words in pictures.values()
    ]
    drawn = dict(zip(pictures, _drawn(tasks), strict=True))
    if folder and output is not None:
        Path(output).mkdir(exist_ok=True)
    for path, picture in drawn.items():
        writer.write(picture, path)
        if path != "-":
            click.echo(path)
    if show and any(click.launch(path) != 0 for path in drawn):
        click.echo("Error: no viewer could be started", err=True)
        sys.exit(1)


def _groups(
    specs: tuple[list[Activation], ...], everything: bool, family: list[Activation] | None
) -> list[list[Activation]]:
    """Return the functions that are asked for, those of each SPEC together."""
    if bool(specs) + everything + (family is not None) > 1:
        raise click.UsageError("give SPECs, or --all, or --family NAME, not two of them")
    if specs:
        require_at_most(MOST_FUNCTIONS, sum(map(len, specs)), "functions")
        return list(specs)
    if family is not None:
        return [[function] for function in family]
    if not everything:
        raise click.UsageError("Missing argument 'SPEC...' (or --all, or --family NAME).")
    from actplot import catalogue

    return [[function] for function in catalogue.everything().values()]


def _target(
    output: str | None, formats: tuple[str, ...], groups: list[list[Activation]], name: str | None
) -> tuple[str, str]:
    """Return the one file to write, and its format."""
    if len(formats) > 1:
        given = " and ".join(formats)
        where = "standard output" if output == "-" else "one file"
        raise click.BadParameter(f"{given} to {where}; several need a folder as --output", param_hint="'--format'")
    names = [function.name for group in groups for function in group]
    default = name or ("-".join(dict.fromkeys(names)) if len(names) <= 12 else "functions")
    path = output or f"{default}.{formats[0] if formats else 'png'}"
    suffix = "" if path == "-" else Path(path).suffix[1:].lower()
    chosen = formats[0] if formats else suffix or "png"
    if chosen not in FORMATS:
        raise click.BadParameter(f"{suffix!r} is not one of {', '.join(FORMATS)}", param_hint="'--output'")
    if suffix and suffix != chosen:
        raise click.BadParameter(f"{chosen!r} contradicts the suffix of {path!r}", param_hint="'--format'")
    if path != "-":
        require_folder(Path(path))
    return path, chosen


def _in_folder(
    output: str, groups: list[list[Activation]], formats: tuple[str, ...]
) -> dict[str, tuple[list[Activation], str, list[str]]]:
    """Return the files to write into a folder: one for each SPEC and format."""
    folder = Path(output)
    if folder.name == "-":
        raise click.BadParameter("'-' is standard output and can't be a folder", param_hint="'--output'")
    if folder.exists() and not folder.is_dir():
        raise click.BadParameter(f"{output!r} is a file, not a folder", param_hint="'--output'")
    require_folder(folder)
    found: dict[str, tuple[list[Activation], str, list[str]]] = {}
    for group in groups:
        for file_format in formats or ("png",):
            path = str(folder / f"{_joined(group).replace(':', '-')}.{file_format}")
            if path in found:
                raise click.UsageError(f"{_joined(group)} is given twice")
            found[path] = (group, file_format, [_joined(group)])
    return found


def _joined(group: list[Activation]) -> str:
    """Return the SPEC that stands for these functions, which differ in their parameters only."""
    first = group[0]
    values = {key: [repr(f.parameters[key]).removesuffix(".0") for f in group] for key in first.parameters}
    return first.name + "".join(
        f":{key}={','.join(texts if len(set(texts)) > 1 else texts[:1])}"
        for key, texts in values.items()
        if any(function.parameters[key] != first.defaults[key] for function in group)
    )


def _look(ctx: click.Context, file_format: str, words: list[str]) -> Look:
    from actplot.pictures.look import Look

    given = ctx.params
    return Look(
        derivative=given["deriv"],
        layout=given["layout"],
        xlim=given["xlim"],
        ylim=given["ylim"],
        size=given["size"],
        dpi=given["dpi"] or (100 if file_format == "gif" else 200),
        theme=given["theme"],
        transparent=given["transparent"],
        at=tuple(given["at"]) if given["at"] else None,
        title=given["title"],
        legend=not given["no_legend"],
        notes=not given["no_notes"],
        command=_command_line(ctx, words),
    )


def _drawn(tasks: list[tuple[list[Activation], Look, str]]) -> list[bytes]:
    """Return the pictures, several of them drawn on all cores."""
    from actplot.pictures import figures

    try:
        if len(tasks) == 1:
            functions, look, file_format = tasks[0]
            return [figures.draw(functions, look, file_format, _with_a_bar)]
        from actplot.interface import workers

        named = [([f.spec for f in functions], look, file_format) for functions, look, file_format in tasks]
        return list(_with_a_bar(workers.ordered(_draw, named), len(named)))
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    except ChildProcessError as error:
        raise click.ClickException(f"can't draw: {error}") from None


def _draw(task: tuple[list[str], Look, str]) -> bytes:
    """Draw one of many pictures, in a process that is told the functions by their SPECs."""
    from actplot import catalogue
    from actplot.pictures import figures

    specs, look, file_format = task
    return figures.draw([catalogue.get(spec) for spec in specs], look, file_format)


def _with_a_bar(steps: Iterable[Step], total: int | None = None) -> Iterable[Step]:
    """Go through pictures, or the frames of an animation, with a progress bar on a terminal."""
    if not sys.stderr.isatty():
        yield from steps
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(steps, total=total, description="Drawing", console=Console(stderr=True), transient=True)


def _command_line(ctx: click.Context, words: list[str]) -> str:
    """Return the command that makes this picture, without where it goes, which may not change its bytes."""
    line = ["actplot", "plot", *words]
    for param in ctx.command.params:
        name = param.name or ""
        if name in ("specs", "output", "formats", "everything", "family", "show"):
            continue
        if ctx.get_parameter_source(name) is not ParameterSource.COMMANDLINE:
            continue
        value = ctx.params[name]
        line.append(max(param.opts, key=len))
        if name == "at":
            line.append(",".join(map(repr, value)))
        elif isinstance(value, tuple):
            line += [repr(number).removesuffix(".0") for number in value]
        elif not isinstance(value, bool):
            line.append(f"{value:g}" if isinstance(value, float) else value)
    return shlex.join(line)

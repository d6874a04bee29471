"""``actplot plot``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from actplot.interface import answers, looks
from actplot.interface.choices import Choice
from actplot.interface.numbers import Numbers, Real
from actplot.interface.paths import Output
from actplot.interface.refusals import require_at_most
from actplot.interface.specs import MOST_FUNCTIONS, Family, Spec, families, joined
from actplot.pictures import LAYOUTS, SCALES, encoders

if TYPE_CHECKING:
    from actplot.activation import Activation
    from actplot.interface.answers import Target
    from actplot.pictures.look import Look

LONGEST_NAME = 30  # characters of the name of a score
CURVES = ("f", "f'", "f''")
MOST_NAMED = 12  # functions that the name of a file lists


class Picture(NamedTuple):
    """One picture to draw."""

    target: Target
    functions: list[Activation]
    words: list[str]
    """The words of the command line that stand for the functions."""


def _interval(
    _: click.Context, param: click.Parameter, value: tuple[float, float] | None
) -> tuple[float, float] | None:
    if value is None:
        return None

    from actplot.pictures.look import require_interval

    try:
        require_interval(value)
    except ValueError as error:
        raise click.BadParameter(str(error), param=param) from None
    return value


def _curves(_: click.Context, param: click.Parameter, value: str | None) -> list[str]:
    if value is None:
        return []
    given = [part.strip().replace("\u2032", "'").replace("\u2033", "''") for part in value.split(",")]
    wrong = next((part for part in given if part not in CURVES), None)
    if wrong is not None:
        raise click.BadParameter(f"unknown curve {wrong!r}; choose from {', '.join(CURVES)}", param=param)
    return given


def _names(_: click.Context, param: click.Parameter, value: str | None) -> list[str]:
    given = [part.strip() for part in value.split(",")] if value else []
    long = next((name for name in given if not 0 < len(name) <= LONGEST_NAME), None)
    if long is not None:
        raise click.BadParameter(f"{long[:40]!r} is not a name of 1 to {LONGEST_NAME} characters", param=param)
    return given


@click.command(name="plot")
@click.argument("specs", metavar="[SPEC]...", nargs=-1, type=Spec())
@click.option("-d", "--deriv", is_flag=True, help="Draw the derivative too.")
@click.option(
    "-o",
    "--output",
    type=Output(),
    metavar="PATH",
    help="A file, whose suffix selects the format; '-' is standard output; a folder gets a file for each SPEC.  "
    "[default: NAME.png]",
)
@click.option(
    "-f",
    "--format",
    "formats",
    multiple=True,
    type=Choice(encoders.names()),
    help="The format, if PATH has no suffix; may be given several times if PATH is a folder.",
)
@click.option("--xlim", nargs=2, type=Real(), callback=_interval, metavar="LO HI", help="Limits of the x axis.")
@click.option("--ylim", nargs=2, type=Real(), callback=_interval, metavar="LO HI", help="Limits of the y axis.")
@click.option(
    "--curves",
    metavar="f,f',f''",
    callback=_curves,
    help="Which of f, f' and f'' to draw; --deriv is short for f,f'.",
)
@click.option(
    "--yscale",
    type=Choice(SCALES),
    default=SCALES[0],
    show_default=True,
    help=f"Of the y axis; {SCALES[1]} shows absolute values, dotted where they are those of negative ones.",
)
@click.option("--at", type=Numbers(), metavar="X,X,...", help="Scores at which a vector function is drawn.")
@click.option("--names", metavar="A,B,...", callback=_names, help="Names of the scores of --at.")
@click.option(
    "--layout",
    type=Choice(LAYOUTS),
    default=LAYOUTS[0],
    show_default=True,
    help="overlay: one pair of axes; panels: f above f'; grid: small multiples.",
)
@click.option("--all", "everything", is_flag=True, help="All functions, instead of SPECs.")
@click.option(
    "--family",
    type=Family(),
    metavar="NAME",
    help=f"All functions of a family, instead of SPECs: {', '.join(families())}.",
)
@click.option("--no-legend", is_flag=True, help="Leave out the names of the curves.")
@click.option("--no-notes", is_flag=True, help="Leave out asymptotes, kink dots and the steepest point.")
@looks.options
def command(
    specs: tuple[list[Activation], ...],
    output: str | None,
    formats: tuple[str, ...],
    everything: bool,
    family: list[Activation] | None,
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
    given = tuple(dict.fromkeys(name.lower() for name in formats))
    if answers.is_folder(output) and output is not None:
        if layout == "grid":
            raise click.BadParameter("a grid is one picture; name a file, not a folder", param_hint="'--output'")
        pictures = _in_folder(output, given, groups)
    else:
        name = "all" if everything else family[0].family if family else None
        pictures = [_in_file(output, given, groups, name, layout)]
    ctx = click.get_current_context()
    drawn = _drawn(pictures, ctx)
    _write(pictures, drawn, output if answers.is_folder(output) else None)
    looks.show(ctx, [picture.target.path for picture in pictures])


def _groups(
    specs: tuple[list[Activation], ...], everything: bool, family: list[Activation] | None
) -> list[list[Activation]]:
    """Return the selected functions, grouped by SPEC."""
    if bool(specs) + everything + (family is not None) > 1:
        raise click.UsageError("give only one of SPECs, --all and --family NAME")
    if specs:
        require_at_most(MOST_FUNCTIONS, sum(map(len, specs)), "functions")
        return list(specs)
    if family is not None:
        return [[function] for function in family]
    if not everything:
        raise click.UsageError("Missing argument 'SPEC...' (or --all, or --family NAME).")
    from actplot import catalogue

    return [[function] for function in catalogue.everything().values()]


def _in_file(
    output: str | None, given: tuple[str, ...], groups: list[list[Activation]], family: str | None, layout: str
) -> Picture:
    """Return the single picture of all functions; ``family`` is set if they were not given as SPECs."""
    functions = [function for group in groups for function in group]
    names = list(dict.fromkeys(function.name for function in functions))
    name = family or ("-".join(names) if len(functions) <= MOST_NAMED else "functions")
    target = answers.picture_file(output, given, _file_name(name))
    if family and layout == "grid":
        words = ["--all"] if family == "all" else ["--family", family]
    else:
        words = [joined(group) for group in groups]
    return Picture(target, functions, words)


def _in_folder(folder: str, given: tuple[str, ...], groups: list[list[Activation]]) -> list[Picture]:
    """Return a picture for each SPEC and format."""
    words = [joined(group) for group in groups]
    twice = next((word for i, word in enumerate(words) if word in words[:i]), None)
    if twice:
        raise click.UsageError(f"{twice} is given twice")
    plain = [joined(group, group[0].name) for group in groups]
    # Two spellings of one function are two files.
    names = [name if plain.count(name) == 1 else word for name, word in zip(plain, words, strict=True)]
    files = answers.picture_files(folder, given, [_file_name(name) for name in names])
    each = len(files) // len(groups)
    return [Picture(file, groups[i // each], [words[i // each]]) for i, file in enumerate(files)]


def _file_name(text: str) -> str:
    """Return a SPEC as the name of a file that needs no quotes in a shell."""
    return re.sub(r"[^\w.=,+-]+", "-", text).strip("-")


def _write(pictures: list[Picture], drawn: list[bytes], folder: str | None) -> None:
    """Write the pictures and print their paths."""
    from actplot.interface import output

    if folder:
        output.make_folder(folder)
    paths = [picture.target.path for picture in pictures]
    for path, data in zip(paths, drawn, strict=True):
        output.write(data, path)
    if paths != ["-"]:
        output.announce(paths)


def _look(ctx: click.Context, picture: Picture) -> Look:
    """Return the options that one picture is drawn with."""
    given = ctx.params
    return looks.look_of(
        ctx,
        picture.target,
        picture.words,
        said=("everything", "family"),
        value=not given["curves"] or "f" in given["curves"],
        derivative=given["deriv"] or "f'" in given["curves"],
        second="f''" in given["curves"],
        log=given["yscale"] == SCALES[1],
        names=tuple(given["names"]),
        layout=given["layout"],
        xlim=given["xlim"],
        ylim=given["ylim"],
        at=tuple(given["at"]) if given["at"] else None,
        legend=not given["no_legend"],
        notes=not given["no_notes"],
    )


def _drawn(pictures: list[Picture], ctx: click.Context) -> list[bytes]:
    """Return the bytes of the pictures; several of them are drawn on all cores."""
    from actplot.interface.progress import tracked
    from actplot.pictures import figures

    _prepare(picture.target.form for picture in pictures)
    try:
        looks = [_look(ctx, picture) for picture in pictures]
        if len(pictures) == 1:
            (picture,), (look,) = pictures, looks
            return [figures.draw(picture.functions, look, picture.target.form, partial(tracked, label="frames"))]
        from actplot.interface import workers

        tasks = [
            ([function.spec for function in picture.functions], look, picture.target.form)
            for picture, look in zip(pictures, looks, strict=True)
        ]
        return list(tracked(workers.ordered(_draw, tasks), "pictures", len(tasks)))
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    except ChildProcessError as error:
        raise click.ClickException(f"can't draw: {error}") from None


def _prepare(forms: Iterable[str]) -> None:
    """Prepare this process for the formats that need matplotlib."""
    if any(not isinstance(encoders.get(form), encoders.Drawn) for form in forms):
        from actplot.interface.isolation import isolate

        isolate()


def _draw(task: tuple[list[str], Look, str]) -> bytes:
    """Draw one of many pictures, in a process that gets the functions as SPECs."""
    from actplot import catalogue
    from actplot.pictures import figures

    specs, look, form = task
    _prepare([form])
    return figures.draw([catalogue.get(spec) for spec in specs], look, form)

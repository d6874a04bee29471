"""The options of look, the same for every command that draws, and the command line that a picture carries."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from actplot.interface.choices import Choice
from actplot.interface.numbers import Real
from actplot.pictures import encoders
from actplot.pictures.fonts import DEFAULT, FONTS
from actplot.pictures.themes import THEMES

if TYPE_CHECKING:
    from actplot.interface.answers import Target
    from actplot.pictures.look import Look

LONGEST_TITLE = 1000  # characters
NAMES = ("size", "dpi", "text_size", "theme", "font", "transparent", "title", "show")
PLACES = ("output", "formats", "file_format", "show")  # where a picture goes, which must not change its bytes


def _short(_: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value and len(value) > LONGEST_TITLE:
        raise click.BadParameter(f"{len(value)} characters are too many; the limit is {LONGEST_TITLE}", param=param)
    return value


def _choices(summaries: dict[str, str]) -> str:
    return "; ".join(f"{name}: {summary}" for name, summary in summaries.items()) + "."


OPTIONS = (
    click.option(
        "--size",
        nargs=2,
        type=Real(1, 60),
        default=None,
        metavar="W H",
        help="Width and height in inches.",
    ),
    click.option(
        "--dpi",
        type=Real(10, 2400),
        help=f"Dots per inch.  [default: {encoders.DPI}; of an animation {encoders.DPI_MOVING}]",
    ),
    click.option(
        "--text-size",
        type=Real(4, 40),
        metavar="PT",
        help="Height of text in points.  [default: it grows with the picture]",
    ),
    click.option(
        "--theme",
        type=Choice(THEMES),
        default="light",
        show_default=True,
        help=_choices({name: theme.summary for name, theme in THEMES.items()}),
    ),
    click.option(
        "--font",
        type=Choice(FONTS),
        default=DEFAULT,
        show_default=True,
        help=_choices({name: font.summary for name, font in FONTS.items()}),
    ),
    click.option("--transparent", is_flag=True, help="Leave the background transparent."),
    click.option("--title", metavar="TEXT", callback=_short, help="Title, instead of the one made from the names."),
    click.option("--show", is_flag=True, help="Open the file in the desktop's viewer."),
)


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of look to a command; :func:`look_of` reads them."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def draws(command: click.Command) -> bool:
    """Whether a command has the options of look."""
    return set(NAMES) <= {param.name for param in command.params}


def look_of(
    ctx: click.Context, target: Target | None, words: Sequence[str], said: Sequence[str] = (), **others: Any
) -> Look:
    """Return the look of the picture at ``target``.

    Args:
        ctx: of the command, with its options.
        target: None if no picture is drawn.
        words: of the command line that stand for the functions.
        said: options that these words replace.
        others: fields of the look that other options than these decide.

    Raises:
        click.UsageError: options of look without a picture or against each other, or ``--show`` on standard output.

    """
    from actplot.interface.pages import page_of
    from actplot.pictures.look import Look

    given = ctx.params
    if target is None:
        _require_no_options(ctx)
        return Look()
    if given["show"] and target.path == "-":
        raise click.UsageError("--show needs a file, and '-' is standard output")
    try:
        return Look(
            size=given["size"],
            dpi=given["dpi"] or encoders.get(target.form).dpi,
            text_size=given["text_size"],
            theme=given["theme"],
            font=given["font"],
            transparent=given["transparent"],
            title=given["title"],
            command=_command_line(ctx, words, said),
            page=page_of(target.path, given["size"]),
            **others,
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def _require_no_options(ctx: click.Context) -> None:
    for name in NAMES:
        if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            raise click.UsageError(
                f"--{name.replace('_', '-')} is an option of the picture; name one with -o, such as -o "
                f"{ctx.command.name}.{encoders.DEFAULT}"
            )


def show(ctx: click.Context, paths: Sequence[str]) -> None:
    """Open the pictures in the viewer of the desktop, if ``--show`` asks for it."""
    if not ctx.params["show"]:
        return
    from actplot.interface.viewer import view

    for path in paths:
        view(path)


def _command_line(ctx: click.Context, words: Sequence[str], said: Sequence[str]) -> str:
    """Return the command that draws the picture again, with the options that were given, in the order of the help."""
    line = []
    for param in ctx.command.params:
        name = param.name or ""
        if isinstance(param, click.Argument) or name in (*PLACES, *said) or not param.expose_value:
            continue
        if ctx.get_parameter_source(name) is not ParameterSource.COMMANDLINE:
            continue
        value = ctx.params[name]
        repeated = value if param.multiple else [value]
        for one in repeated:
            line.append(max(param.opts, key=len))
            line += [] if isinstance(one, bool) else _words(one)
    hidden = any(word.startswith("-") and word not in {"--all", "--family"} for word in words)
    line = [*line, "--", *words] if hidden else [*words, *line]
    return shlex.join(["actplot", ctx.command.name or "", *line])


def _words(value: Any) -> list[str]:
    """Return the words of a value: one for each number of a pair, a list as one with commas."""
    if isinstance(value, tuple):
        return [word for one in value for word in _words(one)]
    if isinstance(value, list):
        return [",".join(word for one in value for word in _words(one))]
    return [repr(value).removesuffix(".0") if isinstance(value, float) else str(value)]

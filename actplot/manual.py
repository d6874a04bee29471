"""The man page, made from the help: ``python -m actplot.manual > actplot/actplot.1`` regenerates it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

from actplot import __version__
from actplot.cli import main

STATUS = {
    "0": "Success, also if the reader of a pipe closes it early.",
    "1": "Failure at run time: a file can't be written, the disk is full.",
    "2": "Wrong usage: an unknown function or option, a value out of range, input that is not a number.",
    "130": "Interrupted.",
}


def page() -> str:
    """Return the page in roff, the language of man pages."""
    group = click.Context(main, info_name="actplot", **main.context_settings)
    summary, _, rest = inspect.cleandoc(main.help or "").partition("\n")
    parts = [
        f'.TH ACTPLOT 1 "" "actplot {__version__}" "User Commands"',
        f".SH NAME\nactplot \\- {_text(summary.rstrip('.'))}",
        ".SH SYNOPSIS\n.B actplot\n.I COMMAND\n.RI [ OPTIONS ]\n.RI [ SPEC ]...",
        ".SH DESCRIPTION" + _prose(rest),
        ".SH OPTIONS",
        *_options(main, group),
        ".SH COMMANDS",
    ]
    for name in main.list_commands(group):
        command = main.get_command(group, name)
        if command is None or command.hidden:
            continue
        ctx = click.Context(command, info_name=name, parent=group)
        usage = " ".join([ctx.command_path, *command.collect_usage_pieces(ctx)])
        parts.append(f'.SS "{_text(usage)}"' + _prose(inspect.cleandoc(command.help or "")))
        parts += _options(command, ctx)
    parts.append(".SH EXIT STATUS")
    parts += [f".TP\n.B {status}\n{_text(meaning)}" for status, meaning in STATUS.items()]
    return "\n".join(parts) + "\n"


def _options(command: click.Command, ctx: click.Context) -> Iterator[str]:
    for parameter in command.get_params(ctx):
        record = parameter.get_help_record(ctx)
        if record and isinstance(parameter, click.Option):
            yield f".TP\n.B {_text(record[0])}\n{_text(record[1])}"


def _prose(text: str) -> str:
    """Return paragraphs; those that Click does not rewrap keep their lines."""
    found = ""
    for paragraph in text.strip().split("\n\n"):
        lines = paragraph.strip("\n").splitlines()
        if lines and lines[0].strip() == "\b":
            found += "\n.PP\n.nf\n" + "\n".join(map(_text, lines[1:])) + "\n.fi"
        elif lines:
            found += "\n.PP\n" + "\n".join(_text(line.strip()) for line in lines)
    return found


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq").replace("'", "\\(aq")
    return "\\&" + escaped if escaped.startswith(".") else escaped


if __name__ == "__main__":
    click.echo(page(), nl=False)

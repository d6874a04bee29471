"""The ``actplot`` command: its subcommands are the modules in commands/; all errors are reported here."""

from __future__ import annotations

import errno
import importlib
import os
import re
import signal
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from actplot import __version__, commands
from actplot.interface import standard, terminal
from actplot.interface.refusals import Misread
from actplot.language import folders
from actplot.language.docstrings import docstring
from actplot.language.near import nearest

NARROWEST, WIDEST = 50, 80  # columns of help
COMPLETING = "_ACTPLOT_COMPLETE"  # the variable in which a shell names Click's protocol of completion
ALMOST = 0.8  # likeness of an option to a misspelt one, from which on no other is offered


_NEGATIVE = re.compile(r"-(?!-)(?:.*\bx\b|[A-Za-z_]\w*\s*\()", re.DOTALL)  # an expression that may look like options


class Commands(click.Group):
    """A group that loads the module of a subcommand only when it runs or shows its help."""

    def __init__(self, **options: Any) -> None:
        """Name the modules in commands/."""
        super().__init__(**options)
        _mark_examples(self)
        # Click takes its "Did you mean" from the keys; get_command loads the values.
        self.commands = {name: click.Command(name) for name in folders.modules(commands.__path__)}

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one module."""
        if cmd_name not in self.commands:
            return None
        command: click.Command = importlib.import_module(f"{commands.__name__}.{cmd_name}").command
        _mark_examples(command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the subcommands with the first sentences of their help, which are read without loading them."""
        names = self.list_commands(ctx)
        limit = formatter.width - 6 - max(map(len, names))
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, click.Command(name, help=_help_of(name)).get_short_help_str(limit)) for name in names]
            )

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand; a closed pipe is not an error."""
        try:
            return super().invoke(ctx)
        except click.BadOptionUsage as error:
            # Click's message lacks the command and the arguments of the option.
            command = self.get_command(ctx, ctx.invoked_subcommand or "")
            if command is None or error.ctx is not None:
                raise
            inner = click.Context(command, info_name=command.name, parent=ctx)
            wanted = [option.make_metavar(inner) for option in command.params if error.option_name in option.opts]
            message = " ".join([f"{error.message.rstrip('.')}:", error.option_name, *wanted])
            raise click.BadOptionUsage(error.option_name, message, inner) from None
        except BrokenPipeError:
            standard.drop_output()
            ctx.exit(0)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command line; end the process with its exit status and, on a failure, one or two lines on stderr."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, False, **extra)
        if args is None:  # a process of its own: its signals are handled here
            standard.install()
            sys.unraisablehook = _ignored
            signal.signal(signal.SIGINT, _stop)
            signal.signal(signal.SIGTERM, _stop)
        _undecided().clear()
        extra.setdefault(
            "terminal_width", max(min(terminal.size()[0], WIDEST) - 2, NARROWEST)
        )  # of help, as in Click
        try:
            status = super().main(args, prog_name, complete_var, False, **extra)
            if sys.stdout is not None:
                sys.stdout.flush()
            _tell_undecided()
            if _stopped:  # the interrupt was swallowed on the way
                _fail("interrupted", 130)
            sys.exit(status if isinstance(status, int) else 0)
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            sys.exit(error.exit_code)
        except click.UsageError as error:
            command = error.ctx.command_path if error.ctx else "actplot"
            below = [error.excerpt] if isinstance(error, Misread) else []
            hint = _minus(error, sys.argv[1:] if args is None else args) or f"Try '{command} --help'."
            _fail(_narrowed(error).format_message(), error.exit_code, "\n".join([*below, hint]))
        except click.ClickException as error:
            _fail(error.format_message(), error.exit_code)
        except (click.Abort, KeyboardInterrupt):
            _fail("interrupted", 130)
        except Exception as error:
            if os.environ.get(COMPLETING):  # a shell that asks for completions has no use for a message
                sys.exit(1)
            _fail(_failure(error), 1)


def _minus(error: click.UsageError, args: Sequence[str]) -> str:
    """Return how an expression that begins with a minus is written, if one was taken for an option."""
    params = error.ctx.command.params if error.ctx else []
    if not any(param.type.name == "spec" for param in params if isinstance(param, click.Argument)):
        return ""
    if not isinstance(error, click.NoSuchOption | click.BadParameter):
        return ""
    given = args[: args.index("--")] if "--" in args else args
    texts = [
        text for text in given if _NEGATIVE.match(text) and (text != "-x" or isinstance(error, click.NoSuchOption))
    ]
    if not texts or not error.ctx:
        return ""
    return (
        f"An expression that begins with a minus comes last, after --: {error.ctx.command_path} ... -- '{texts[0]}'"
    )


def _narrowed(error: click.UsageError) -> click.UsageError:
    """Return the error of an unknown option with the one that was meant, where that is clear; Click offers three."""
    if not isinstance(error, click.NoSuchOption):
        return error
    meant = nearest(error.option_name, error.possibilities or [], ALMOST)
    return click.NoSuchOption(error.option_name, possibilities=[meant], ctx=error.ctx) if meant else error


def _failure(error: Exception) -> str:
    """Say what could not be done; of a bug, enough for a report without a traceback."""
    mapping = isinstance(error, ImportError) and "failed to map segment" in str(error)
    file = isinstance(error, OSError) and error.errno == errno.ENOMEM and error.filename is not None
    if mapping or file or isinstance(error, MemoryError):
        return "not enough memory"
    if not isinstance(error, OSError):
        trace = error.__traceback__
        while trace and trace.tb_next:
            trace = trace.tb_next
        place = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else "?"
        return f"a fault in actplot, please report it: {type(error).__name__} at {place}: {error}"
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return "too many open files; see 'ulimit -n'"
    if error.errno in (errno.EAGAIN, errno.ENOMEM) and error.filename is None:
        return f"too few processes or too little memory: {error.strerror}"
    if error.filename is None:
        return f"can't write standard output: {error.strerror or error}"
    full = error.errno in (errno.ENOSPC, errno.EFBIG, errno.EROFS)
    written = full or isinstance(error, standard.NotWrittenError)
    return f"can't {'write' if written else 'read'} {error.filename!r}: {error.strerror or error}"


def _help_of(name: str) -> str:
    """Return the docstring of a subcommand from the source of its module."""
    source = folders.source(commands.__path__, name)
    found = re.search(rb'^def command\(.*?"""(.*?)"""', source, re.DOTALL | re.MULTILINE)
    return found[1].decode() if found else ""


def _mark_examples(command: click.Command) -> None:
    r"""Turn the two characters \b of a raw docstring into the one that keeps Click from rewrapping a paragraph."""
    text = command.help or docstring(command.callback)
    command.help = text.replace("\\b", "\b")


_stopped: list[int] = []  # the signals that ended this process


def _undecided() -> dict[str, set[float]]:
    """Return the x of the answer at which no number of digits decided the value of an expression."""
    values = sys.modules.get("actplot.expressions.values")
    found: dict[str, set[float]] = values.UNDECIDED if values else {}
    return found


def _tell_undecided() -> None:
    for text, places in _undecided().items():
        values = f"{len(places)} values of {text} are" if len(places) > 1 else f"1 value of {text} is"
        click.echo(_line(f"{values} not decided by any number of digits; NaN stands for that"), err=True)


def _stop(number: int, _: object) -> NoReturn:
    """Unwind, so that no temporary file is left."""
    _stopped.append(number)
    raise KeyboardInterrupt


def _ignored(error: sys.UnraisableHookArgs) -> None:
    """Exit after an interrupt where Python ignores exceptions, as in a destructor."""
    if not _stopped:
        sys.__unraisablehook__(error)
    else:
        from actplot.interface import output

        output.remove_unfinished()
        os._exit(128 + _stopped[0])


def _fail(message: str, status: int, hint: str = "") -> NoReturn:
    if _stopped:
        # In an extension module an interrupt may surface as any error, and some modules crash while Python finalizes.
        os._exit(128 + _stopped[0])
    standard.drop_output()
    click.echo(f"Error: {_line(message)}", err=True)
    if hint:
        click.echo(hint, err=True)
    sys.exit(status)


def _line(message: str, limit: int = 400) -> str:
    """Return ``message`` as one printable line of bounded length, since it may quote user input."""
    if len(message) > limit:
        message = f"{message[: limit // 2]} ... {message[-limit // 2 :]}"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in message)


@click.group(cls=Commands, name="actplot", context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    r"""Plot and tabulate the activation functions of neural networks, with their derivatives.

    A function is named by a SPEC, NAME[:PARAM=VALUE]..., in any case: relu, elu:alpha=2. A framework's name, pasted
    from code, is its definition with its defaults: torch.nn.GELU, keras.ops.leaky_relu, 'nn.LeakyReLU(0.2)'.
    Several values of a parameter stand for several functions: elu:alpha=0.5,1,2. 'actplot table' lists the names.

    \b
    Examples:
      actplot plot relu --deriv
      actplot table
      actplot table relu elu:alpha=2 --at -1,0,1
    """

"""The Click types that commands share, and numbers from standard input."""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from actplot import functions

if TYPE_CHECKING:
    from pathlib import Path

    from click.shell_completion import CompletionItem

    from actplot.activation import Activation

    Item = CompletionItem[str]

MOST_FUNCTIONS = 200  # of one command; the facts of the slowest take 50 ms
MOST_COMPARED = 12  # networks side by side, as many as there are styles of lines
_LONGEST = 1000  # characters of a number on standard input
_SEPARATORS = b" \n\t,\r\v\f"


class Spec(click.ParamType[Any]):
    """``NAME[:PARAM=VALUE]...``; several values of a parameter stand for several functions."""

    name = "spec"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> list[Activation]:
        """Turn the text into functions."""
        if ctx and ctx.resilient_parsing:
            return []  # the words before the one that is completed
        if value.count(",") >= MOST_FUNCTIONS:
            self.fail(f"more than {MOST_FUNCTIONS} values of a parameter", param, ctx)

        from actplot import catalogue

        try:
            return catalogue.parse(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Item]:
        """Offer names, aliases once one is begun, and after ``NAME:`` the parameters and their defaults."""
        from actplot import catalogue

        name, colon, rest = incomplete.partition(":")
        if not colon:
            found = {function.name: function for function in catalogue.everything().values()}
            if incomplete:
                for function in catalogue.everything().values():
                    for spelling in (*function.aliases, *catalogue.framework_names(function)):
                        found.setdefault(spelling.partition(":")[0], function)
            return _beginning(incomplete, {spelling: function.title for spelling, function in found.items()})

        from actplot.analysis import numbers

        named = catalogue.spellings().get(name.lower())
        before, _, last = f":{rest}".rpartition(":")
        given = [assignment.partition("=")[0] for assignment in before.split(":")]
        offered = {}
        for key, value in named.parameters.items() if named else ():
            if key in given:
                continue
            start = f"{name}{before}:{key}="
            if last.startswith(f"{key}="):
                offered[start + numbers.shortest(value)] = "default"
            else:
                offered[start] = f"default {numbers.shortest(value)}"
        return _beginning(incomplete, offered)


class Output(click.ParamType[Any]):
    """The path of a file that will be written; ``-`` is standard output."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Refuse what can't be a path."""
        if not value or "\0" in value:
            self.fail(f"{value!r} is no path", param, ctx)
        return str(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Item]:
        """Leave it to the shell."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type="file")]


class Numbers(click.ParamType[Any]):
    """Numbers separated by commas."""

    name = "numbers"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> list[float]:
        """Turn the text into numbers."""
        try:
            return [number(text) for text in value.split(",")]
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Points(click.ParamType[Any]):
    """Numbers, or pairs a:b of them, separated by commas; ``-`` is standard input and stays as it is."""

    name = "points"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Turn the text into a list of numbers and pairs."""
        try:
            return value if value == "-" else [point(text) for text in value.split(",")]
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Names(click.ParamType[Any]):
    """Some of ``choices``, separated by commas."""

    name = "names"

    def __init__(self, choices: tuple[str, ...]) -> None:
        """Take the names that may be given."""
        self.choices = choices

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> list[str]:
        """Turn the text into names."""
        found = [text.strip() for text in value.split(",")]
        for i, text in enumerate(found):
            if text not in self.choices:
                self.fail(f"no column {text!r}; {near(text, self.choices)}", param, ctx)
            if text in found[:i]:
                self.fail(f"{text} is given twice", param, ctx)
        return found

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Item]:
        """Offer the names that are not given yet for the last place."""
        before, comma, _ = incomplete.rpartition(",")
        given = before.split(",")
        return _beginning(incomplete, {before + comma + name: "" for name in self.choices if name not in given})


def families() -> tuple[str, ...]:
    """Return the names of the families, which are those of the modules under functions/."""
    return tuple(info.name.replace("_", "-") for info in pkgutil.iter_modules(functions.__path__))


class Family(click.ParamType[Any]):
    """A family of functions."""

    name = "family"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> list[Activation]:
        """Turn the name into the functions."""
        if ctx and ctx.resilient_parsing:
            return []

        from actplot import catalogue

        wanted = value.strip().lower().replace("_", "-").replace(" ", "-")
        if wanted not in families():
            self.fail(f"no family {value!r}; {near(wanted, families())}", param, ctx)
        return [function for function in catalogue.everything().values() if function.family == wanted]

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Item]:
        """Offer the families."""
        return _beginning(incomplete, dict.fromkeys(families(), ""))


def _beginning(incomplete: str, offered: dict[str, str]) -> list[Item]:
    """Return what begins with ``incomplete``, in any case, each with its help."""
    from click.shell_completion import CompletionItem

    return [
        CompletionItem(value, help=text or None)
        for value, text in offered.items()
        if value.lower().startswith(incomplete.lower())
    ]


def require_at_most(most: int, count: int, what: str) -> None:
    """Refuse more than ``most`` of something that time or memory depends on.

    Raises:
        click.UsageError: ``count`` is more; the message has both.

    """
    if count > most:
        raise click.UsageError(f"{count} {what} are too many; the limit is {most}")


def require_folder(path: Path) -> None:
    """Refuse an output whose folder is not there.

    Raises:
        click.BadParameter: it does not exist, or it or what it would be in is a file.

    """
    folder = path.parent
    if folder.is_dir():
        return
    file = next((found for found in (folder, *folder.parents) if found.is_file()), None)
    what = f"{str(file)!r} is a file, not a folder" if file else f"the folder {str(folder)!r} does not exist"
    raise click.BadParameter(what, param_hint="'--output'")


def near(text: str, choices: tuple[str, ...]) -> str:
    """Return what to try instead of ``text``: the choice that is like it, or all."""
    from difflib import get_close_matches

    found = get_close_matches(text[:100], choices, n=1)
    return f"did you mean {found[0]!r}?" if found else f"there are {', '.join(choices)}"


def number(text: str) -> float:
    """Return the number that ``text`` writes in decimal, or inf or nan.

    Raises:
        ValueError: it writes none.

    """
    try:
        if "_" in text:  # Python's own grouping, which no other program reads
            raise ValueError
        return float(text)
    except ValueError:
        raise ValueError(f"{text.strip()!r} is not a number") from None


def point(text: str) -> float | tuple[float, float]:
    """Return a number or a pair ``a:b``.

    Raises:
        ValueError: ``text`` is neither.

    """
    a, colon, b = text.partition(":")
    return (number(a), number(b)) if colon else number(text)


def standard_input() -> BinaryIO:
    """Return standard input as bytes, or fail because it is closed."""
    if sys.stdin is None:
        raise click.ClickException("can't read standard input: it is closed")
    return sys.stdin.buffer


def points_from(stream: BinaryIO, *, lines: bool = False) -> Iterator[list[Any]]:
    """Yield the points of ``stream`` as they arrive: lists of numbers or pairs, or a list for each line.

    What comes before a token that is no number is yielded first.

    Raises:
        click.BadParameter: such a token; the message has its line and text.
        click.ClickException: the stream can't be read.

    """
    rest, line = b"", 1
    separators = b"\n" if lines else _SEPARATORS
    while True:
        try:
            chunk = stream.read1(1 << 16)  # type: ignore[attr-defined]
        except OSError as error:
            raise click.ClickException(f"can't read standard input: {error.strerror}") from None
        if not chunk and not rest:
            return
        text = rest + chunk
        end = max(text.rfind(separators[i : i + 1]) for i in range(len(separators))) + 1 if chunk else len(text)
        text, rest = text[:end], text[end:]
        if lines:
            for vector in text.splitlines():
                if vector.strip(_SEPARATORS):
                    yield from _points(vector, line)
                line += 1
        elif text:
            yield from _points(text, line)
            line += text.count(b"\n")
        if not lines and len(rest) > _LONGEST:
            raise _bad(line, rest)


def _points(text: bytes, line: int) -> Iterator[list[Any]]:
    tokens = text.replace(b",", b" ").split()
    if b"_" not in text:
        try:
            found: list[Any] = list(map(float, tokens))
        except ValueError:
            pass
        else:
            yield found
            return
    found = []
    for row in text.split(b"\n"):
        for token in row.replace(b",", b" ").split():
            try:
                found.append(point(token.decode("ascii", "backslashreplace")))
            except ValueError:
                yield found
                raise _bad(line, token) from None
        line += 1
    yield found


def _bad(line: int, token: bytes) -> click.BadParameter:
    shown = token[:80].decode("utf-8", "backslashreplace") + "..." * (len(token) > 80)
    return click.BadParameter(f"standard input, line {line}: {shown!r} is not a number", param_hint="'--at'")

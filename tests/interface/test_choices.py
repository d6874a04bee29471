"""An option that takes one of a few words answers a misspelt one with the word that was meant."""

from collections.abc import Iterator
from typing import Any

import click
import pytest
from click.testing import CliRunner

from actplot.cli import main
from actplot.interface.choices import Choice


def options() -> Iterator[Any]:
    """Yield every option and argument whose type is a choice, Click's own or ours."""
    for name in sorted(main.commands):
        command = main.get_command(click.Context(main), name)
        assert command is not None
        for param in command.params:
            if isinstance(param.type, click.Choice):
                yield pytest.param(param.type, id=f"{name} {param.opts[-1]}")


def refused(kind: Any, text: str) -> str:
    """Return the message for a word that is not taken."""
    with pytest.raises(click.BadParameter) as caught:
        kind.convert(text, None, None)
    return caught.value.message


@pytest.mark.parametrize("kind", list(options()))
def test_every_choice_names_the_word_that_was_meant_or_all_words(kind: Any) -> None:
    assert isinstance(kind, Choice)
    for word in kind.choices:
        assert kind.convert(f" {word.upper()} ", None, None) == word
        assert f"did you mean {word!r}?" in refused(kind, f"{word}{word[-1]}")
    assert refused(kind, "%") == f"unknown value '%'; choose from {', '.join(kind.choices)}"


def test_the_beginning_of_several_words_is_answered_with_these() -> None:
    kind = Choice(["float64", "float8_e4m3fn", "float8_e5m2"])
    assert refused(kind, "float8") == "unknown value 'float8'; did you mean 'float8_e4m3fn' or 'float8_e5m2'?"
    assert refused(kind, "float8_e4") == "unknown value 'float8_e4'; did you mean 'float8_e4m3fn'?"


def test_a_misspelt_choice_on_the_command_line_is_two_lines_on_stderr() -> None:
    result = CliRunner().invoke(main, ["plot", "relu", "--theme", "drak"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [
        "Error: Invalid value for '--theme': unknown value 'drak'; did you mean 'dark'?",
        "Try 'actplot plot --help'.",
    ]

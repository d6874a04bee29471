"""300 command lines at random; ``python -m tests.fuzz`` runs as many as it is asked for."""

import itertools
import shlex

import pytest

from tests.fuzz import grammar, running
from tests.fuzz.lines import found

LINES = 300
PARTS = 6  # that processes of the tests share


@pytest.mark.parametrize("part", range(PARTS))
def test_no_command_line_is_at_fault(part: int) -> None:
    """Status, words, files, time and memory; every output is read back, and a third of them are made twice."""
    running.warm()
    results = (result for number in itertools.count(part, PARTS) for result in found(0, number, 0.3))
    faults = {shlex.join(line): wrong for line, _, wrong in itertools.islice(results, LINES // PARTS) if wrong}
    assert faults == {}


@pytest.mark.parametrize("name", grammar.COMMANDS)
def test_every_option_of_every_command_comes_up(name: str) -> None:
    """The grammar is the commands' own, so none is left out; -h only asks for help."""
    chance = grammar.Chance(name)
    words = {word for _ in range(600) for word in grammar.valid(chance, name)}
    for option in grammar.options_of(grammar.COMMANDS[name]):
        assert words & set(option.opts), option.opts

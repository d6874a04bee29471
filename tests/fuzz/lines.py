"""One line at random after the other, and what is wrong with each."""

from collections.abc import Iterator

from tests.fuzz import grammar, judging, running

TRIES = 8  # to make a line right that was refused


def found(seed: int, number: int, twice: float = 1.0) -> Iterator[tuple[list[str], running.Outcome, list[str]]]:
    """Run line ``number`` of a seed, and simpler ones until one is accepted; a share of them ``twice``.

    Yields each line, its outcome and its faults.
    """
    chance = grammar.Chance(f"{seed} {number}")
    line, standard_input, right = grammar.command_line(chance)
    for _ in range(TRIES):
        outcome = running.run(line, standard_input)
        faults = list(judging.faults(line, outcome))
        again = chance.random() < twice and not faults and outcome.status != 2
        if again and outcome.repeatable != running.run(line, standard_input).repeatable:
            faults.append("a second run gives something else")
        yield line, outcome, faults
        if outcome.status != 2 or faults or not right:
            return
        line = grammar.nearer(chance, line)

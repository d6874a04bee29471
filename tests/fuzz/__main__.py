"""``python -m tests.fuzz --runs 5000 --seed 1``: run command lines at random, and print those that are at fault."""

import itertools
import shlex
import sys
import time
from collections import Counter

import click

from tests.fuzz import running
from tests.fuzz.lines import found


@click.command()
@click.option("--runs", type=click.IntRange(1), default=300, show_default=True)
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--first", type=int, default=0, help="The number of the first line.")
@click.option("--each/--faults", default=False, help="Print every line.")
def main(runs: int, seed: int, first: int, each: bool) -> None:
    """Run command lines at random and exit with 1 if one is at fault."""
    running.warm()
    statuses: Counter[str] = Counter()
    start, bad, slowest, largest = time.monotonic(), 0, 0.0, 0
    results = (result for number in itertools.count(first) for result in found(seed, number))
    for number, (line, outcome, faults) in enumerate(itertools.islice(results, runs)):
        statuses[f"{line[0][:12]!r} {outcome.status}"] += 1
        slowest, largest = max(slowest, outcome.seconds), max(largest, outcome.memory)
        bad += bool(faults)
        if faults or each:
            shown = shlex.join(word[:200] for word in line).encode("utf-8", "backslashreplace").decode()
            click.echo(f"{number}: actplot {shown}\n    status {outcome.status} in {outcome.seconds:.2f} s {faults}")
            sys.stdout.flush()
    for status, count in sorted(statuses.items()):
        click.echo(f"{count:7} {status}")
    click.echo(
        f"seed {seed}: {runs} command lines, {bad} at fault, {time.monotonic() - start:.0f} s; "
        f"at most {slowest:.1f} s of processor time and {largest / 1e6:.0f} MB"
    )
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()

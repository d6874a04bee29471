"""The options of training on points: a data set or a file of the user's own, the network, and their limits."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from actplot.interface.numbers import LayerSizes, Real, Whole
from actplot.interface.paths import Existing
from actplot.interface.refusals import require_at_most
from actplot.interface.types import Type, beginning

if TYPE_CHECKING:
    from actplot.interface.types import Item

# Work, in steps of one hidden layer and of one unit: seconds for most functions, ten for the slowest.
MOST_LAYER_STEPS, MOST_UNIT_STEPS = 50_000, 200_000
USUAL = 300  # points of a step


class Data(Type):
    """The name of a data set, or the path of a CSV file."""

    name = "data"

    def __init__(self, names: tuple[str, ...], require: Callable[[str], None]) -> None:
        """Take the names, and what raises ValueError at an unknown one."""
        self.names, self.require = names, require

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Refuse an unknown name, and a file that does not exist."""
        if is_file(value):
            return Existing().convert(value, param, ctx)
        try:
            self.require(value)
        except ValueError as error:
            self.fail(f"{error}; or name a .csv file", param, ctx)
        return str(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Item]:
        """Offer the names, and files where no name begins like that."""
        return beginning(incomplete, dict.fromkeys(self.names, "")) or Existing().shell_complete(
            ctx, param, incomplete
        )


def training(hidden: str, rate: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the decorator that adds the options of training; ``hidden`` is a default, ``rate`` the help of --lr."""
    options = (
        click.option(
            "--hidden",
            metavar="N,...",
            type=LayerSizes(256),
            default=hidden,
            show_default=True,
            help="Units of each hidden layer.",
        ),
        click.option(
            "--steps", type=Whole(1, 100_000), default=1000, show_default=True, help="Training steps (Adam)."
        ),
        click.option("--batch", metavar="N", type=Whole(1), help="Points of each step.  [default: all]"),
        click.option(
            "--lr",
            "--rate",
            "rate",
            metavar="RATE",
            type=Real(0, min_open=True),
            default=0.02,
            show_default=True,
            help=rate,
        ),
        click.option(
            "--seed",
            type=Whole(0),
            default=0,
            show_default=True,
            help="Random seed of points, weights and batches.",
        ),
    )

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return add


def is_file(data: str) -> bool:
    """Whether ``data`` is the path of a file and not the name of a data set."""
    return data.lower().endswith(".csv")


def title_of(data: str) -> str:
    """Return the name of a data set or file as the first words of a title."""
    return data.rpartition("/")[2] if is_file(data) else data.capitalize()


def require_work(steps: int, functions: int, hidden: list[int], points: int) -> None:
    """Refuse a training that takes too long.

    Args:
        steps: of each network.
        functions: the number of networks.
        hidden: units of each hidden layer.
        points: of one step.

    Raises:
        click.UsageError: it does; the message has the limit.

    """
    part, more = max(1, math.ceil(points / USUAL)), f" x {USUAL} points" if points > USUAL else ""
    all_steps = steps * functions * part
    require_at_most(MOST_LAYER_STEPS, all_steps * len(hidden), f"steps x functions x hidden layers{more}")
    require_at_most(MOST_UNIT_STEPS, all_steps * sum(hidden), f"steps x functions x hidden units{more}")

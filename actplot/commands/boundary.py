"""``actplot boundary``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from actplot.interface import answers, looks
from actplot.interface.numbers import LayerSizes, Real, Whole
from actplot.interface.progress import progress
from actplot.interface.refusals import require_at_most
from actplot.interface.specs import MOST_COMPARED, Spec, joined
from actplot.networks import datasets

if TYPE_CHECKING:
    from actplot.activation import Activation

# Work, in steps of one hidden layer and of one unit: seconds for most functions, ten for the slowest.
MOST_LAYER_STEPS, MOST_UNIT_STEPS = 50_000, 200_000


class DataSet(click.Choice[str]):
    """The name of a data set."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Refuse an unknown name with the most similar one."""
        try:
            datasets.require(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        return str(value)


@click.command(name="boundary")
@click.argument("specs", metavar="SPEC...", nargs=-1, required=True, type=Spec())
@click.option(
    "--data",
    type=DataSet(datasets.names()),
    default="moons",
    show_default=True,
    help="Data set: points of two classes.",
)
@click.option(
    "--hidden",
    metavar="N,...",
    type=LayerSizes(256),
    default="8,8",
    show_default=True,
    help="Units of each hidden layer.",
)
@click.option("--steps", type=Whole(1, 100_000), default=1000, show_default=True, help="Training steps (Adam).")
@click.option(
    "--lr",
    "rate",
    metavar="RATE",
    type=Real(0, min_open=True),
    default=0.02,
    show_default=True,
    help="Learning rate.",
)
@click.option("--seed", type=Whole(0), default=0, show_default=True, help="Random seed of points and weights.")
@answers.options
@looks.options
def command(
    specs: tuple[list[Activation], ...],
    data: str,
    hidden: list[int],
    steps: int,
    rate: float,
    seed: int,
    output: str | None,
    file_format: str | None,
    **_look: Any,
) -> None:
    r"""Train a small network with each function and draw the decision boundary that it learns.

    The network has two inputs, hidden layers and one output. Adam minimises the cross-entropy of 300 points; the
    accuracy is that on 1000 others. A dead unit is a hidden one whose slope is 0 for every training point, so that
    its weights get no gradient. Without -o and -f the picture is boundary.png.

    \b
    Examples:
      actplot boundary identity tanh relu
      actplot boundary identity relu --data spirals --hidden 16,16 -o spirals.svg
      actplot boundary relu leaky_relu --lr 1 --steps 100
      actplot boundary sigmoid tanh relu gelu --data circles -f json
    """
    plan = answers.plan(output if output or file_format else "boundary.png", file_format)
    ctx = click.get_current_context()
    look = looks.look_of(ctx, plan.picture, [joined(found) for found in specs])
    functions = [function for found in specs for function in found]
    require_at_most(MOST_COMPARED, len(functions), "functions")
    all_steps = steps * len(functions)
    require_at_most(MOST_LAYER_STEPS, all_steps * len(hidden), "steps x functions x hidden layers")
    require_at_most(MOST_UNIT_STEPS, all_steps * sum(hidden), "steps x functions x hidden units")

    from actplot.networks import training
    from actplot.networks.hidden import in_words, require_elementwise
    from actplot.tables import boundary as tables

    try:
        require_elementwise(functions)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    try:
        with progress("steps", all_steps) as tick:
            comparison = training.compare(functions, data, hidden, steps, rate, seed, tick)
    except ArithmeticError as error:
        raise click.ClickException(str(error)) from None

    def picture(chosen: str) -> bytes:
        from actplot.pictures import network_plots

        return network_plots.draw_boundary(comparison, f"{data.capitalize()}, {in_words(hidden)}", chosen, look)

    answers.send(plan, tables.listing(comparison.trials, data).text, picture)
    looks.show(ctx, answers.pictures(plan))

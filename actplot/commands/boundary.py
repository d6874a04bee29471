"""``actplot boundary``."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from actplot.interface import answers
from actplot.interface.numbers import LayerSizes
from actplot.interface.progress import progress
from actplot.interface.refusals import require_at_most
from actplot.interface.specs import MOST_COMPARED, Spec

if TYPE_CHECKING:
    from actplot.activation import Activation
    from actplot.networks.networks import Training
    from actplot.tables.layout import ForPeople, ForPrograms

TRAINING, HELD_OUT = 300, 1000
# Work, in steps of one hidden layer and of one unit: seconds for most functions, ten for the slowest.
MOST_LAYER_STEPS, MOST_UNIT_STEPS = 50_000, 200_000


class Result(NamedTuple):
    """A trained network and how well it does."""

    training: Training
    accuracy: float
    train_accuracy: float


def _rate(_: click.Context, param: click.Parameter, value: float) -> float:
    if not 0 < value < math.inf:
        raise click.BadParameter(f"{value} is not a positive finite number", param=param)
    return value


@click.command(name="boundary")
@click.argument("specs", metavar="SPEC...", nargs=-1, required=True, type=Spec())
@click.option(
    "--data",
    type=click.Choice(["moons", "circles", "spirals", "linear"]),
    default="moons",
    show_default=True,
    help="Two classes of points.",
)
@click.option(
    "--hidden",
    metavar="N,...",
    type=LayerSizes(256),
    default="8,8",
    show_default=True,
    help="Units of each hidden layer.",
)
@click.option("--steps", type=click.IntRange(1, 100_000), default=1000, show_default=True, help="Of Adam.")
@click.option(
    "--lr", "rate", metavar="RATE", type=float, default=0.02, show_default=True, callback=_rate, help="Learning rate."
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of points and weights.")
@answers.options
def command(
    specs: tuple[list[Activation], ...],
    data: str,
    hidden: list[int],
    steps: int,
    rate: float,
    seed: int,
    output: str | None,
    file_format: str | None,
) -> None:
    r"""Train a small network with each function and draw the decision boundary that it learns.

    Two inputs, hidden layers, one output; Adam on the cross-entropy of 300 points, and 1000 others to measure the
    accuracy. A dead unit is a hidden one whose slope is 0 for every training point: nothing teaches it any more.
    Without -o and -f the picture is boundary.png.

    \b
    Examples:
      actplot boundary identity tanh relu
      actplot boundary identity relu --data spirals --hidden 16,16 -o spirals.svg
      actplot boundary relu leaky_relu --lr 1 --steps 100
      actplot boundary sigmoid tanh relu gelu --data circles -f json
    """
    import numpy as np

    from actplot.networks import networks
    from actplot.tables.rows import render

    plan = answers.plan(output if output or file_format else "boundary.png", file_format)
    functions = [function for found in specs for function in found]
    require_at_most(MOST_COMPARED, len(functions), "functions")
    all_steps = steps * len(functions)
    require_at_most(MOST_LAYER_STEPS, all_steps * len(hidden), "steps x functions x hidden layers")
    require_at_most(MOST_UNIT_STEPS, all_steps * sum(hidden), "steps x functions x hidden units")
    try:
        networks.require_elementwise(functions)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    rng = np.random.default_rng([seed, 0])
    x, classes = networks.dataset(data, TRAINING, rng)
    unseen, their_classes = networks.dataset(data, HELD_OUT, rng)
    results = []
    with progress("steps", len(functions) * steps) as tick:
        for function in functions:
            try:
                trained = networks.train(function, x, classes, hidden, steps, rate, seed, tick)
            except ArithmeticError as error:
                raise click.ClickException(str(error)) from None
            results.append(
                Result(
                    trained,
                    networks.accuracy(trained.network, unseen, their_classes),
                    networks.accuracy(trained.network, x, classes),
                )
            )

    def text(form: ForPeople | ForPrograms) -> str:
        rows = [_row(result, data) for result in results]
        if form.nested:
            for row, result in zip(rows, results, strict=True):
                if networks.is_linear(result.training.network.function):
                    weights, bias = result.training.network.equivalent()
                    row["equivalent"] = {"weights": weights.tolist(), "bias": bias}
        if form.exact:
            return render(rows, form)
        return render(rows, form, digits=4) + (_sentences(results) if form.sentences else "")

    def picture(chosen: str) -> bytes:
        from actplot.pictures import network_plots as network_figures

        title = f"{data.capitalize()}, hidden layers {', '.join(map(str, hidden))}"
        trainings, accuracies, _ = zip(*results, strict=True)
        return network_figures.draw_boundary(trainings, accuracies, (x, classes), title, chosen)

    answers.send(plan, text, picture)


def _row(result: Result, data: str) -> dict[str, Any]:
    training = result.training
    function = training.network.function
    return {
        "function": function.name,
        "parameters": dict(function.parameters),
        "data": data,
        "accuracy": result.accuracy,
        "train_accuracy": result.train_accuracy,
        "loss": float(training.losses[-1]),
        "dead": int(training.dead[-1]),
    }


def _sentences(results: list[Result]) -> str:
    """Return the lesson of linear layers in words and numbers."""
    from actplot.networks import networks

    lines = []
    for result in results:
        network = result.training.network
        if networks.is_linear(network.function):
            (first, second), bias = network.equivalent()
            lines.append(
                f"\n{network.function.spec}: its {len(network.weights)} matrices multiply out to one linear layer, "
                f"{first:.4g}*x1 {'+' if second >= 0 else '-'} {abs(second):.4g}*x2 "
                f"{'+' if bias >= 0 else '-'} {abs(bias):.4g} > 0: a straight boundary\n"
            )
    return "".join(lines)

"""``actplot boundary``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from actplot.interface import answers, looks
from actplot.interface.comparison import begun
from actplot.interface.data import Data, is_file, require_work, title_of, training
from actplot.interface.numbers import Whole
from actplot.interface.progress import progress
from actplot.interface.specs import Spec
from actplot.networks import datasets

if TYPE_CHECKING:
    from actplot.activation import Activation
    from actplot.networks.training import Comparison, Plan, Points


@click.command(name="boundary")
@click.argument("specs", metavar="SPEC...", nargs=-1, required=True, type=Spec())
@click.option(
    "--data",
    type=Data(datasets.names(), datasets.require),
    metavar="NAME|FILE.csv",
    help=f"Points in classes: {', '.join(datasets.names())}, or a file with columns x1, x2, class.  "
    "[default: moons; spirals for more than two classes]",
)
@click.option(
    "--classes",
    metavar="K",
    type=Whole(2),
    help="Number of classes, of a data set that can have more than 2: spirals of K arms.",
)
@training("8,8", "Learning rate.")
@answers.options
@looks.options
def command(
    specs: tuple[list[Activation], ...],
    data: str | None,
    classes: int | None,
    hidden: list[int],
    steps: int,
    batch: int | None,
    rate: float,
    seed: int,
    output: str | None,
    file_format: str | None,
    **_look: Any,
) -> None:
    r"""Train a small network with each function and draw the decision boundary that it learns.

    The network has two inputs, hidden layers, and at its end a sigmoid with the threshold 0.5 for two classes, or a
    softmax for more. Adam minimises the cross-entropy of 300 points; the accuracy is that on 1000 others, or on the
    fifth of a file that is held out. A dead unit is a hidden one whose slope is 0 for every training point, so that
    its weights get no gradient. Without -o and -f the picture is boundary.png.

    \b
    Examples:
      actplot boundary identity tanh relu
      actplot boundary identity relu --data spirals --hidden 16,16 -o spirals.svg
      actplot boundary identity relu --classes 5 --hidden 16,16 -o five.png
      actplot boundary relu leaky_relu --lr 1 --steps 100
      actplot boundary relu gelu --batch 32 --data circles -f json
    """
    functions, plan, look = begun(specs, output if output or file_format else "boundary.png", file_format)
    require_work(steps, len(functions), hidden, batch or 0)
    data = data or ("spirals" if (classes or 2) > 2 else "moons")

    from actplot.networks.hidden import in_words
    from actplot.networks.training import Plan
    from actplot.tables import boundary as tables

    try:
        points = _points(data, classes, seed)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    require_work(steps, len(functions), hidden, min(batch or len(points.x), len(points.x)))
    comparison = _trained(functions, points, Plan(hidden, steps, rate, seed, batch or 0))

    def picture(chosen: str) -> bytes:
        from actplot.pictures import boundary_plot

        return boundary_plot.draw(comparison, f"{title_of(data)}, {in_words(hidden)}", chosen, look)

    answers.send(plan, tables.listing(comparison.trials, data).text, picture)
    looks.show(click.get_current_context(), answers.pictures(plan))


def _points(data: str, classes: int | None, seed: int) -> Points:
    """Return the points of a data set or file.

    Raises:
        ValueError: the data set can't have so many classes, or the file is wrong.
        click.ClickException: the file can't be read.

    """
    from actplot.networks import points_file, training

    if not is_file(data):
        return training.points_of(data, seed, classes or 2)
    try:
        points = points_file.read_classes(data, seed)
    except OSError as error:
        raise click.ClickException(f"can't read {data!r}: {error.strerror}") from None
    if classes not in {None, len(points.names)}:
        raise ValueError(f"{data!r} has {len(points.names)} classes, not {classes}; leave out --classes")
    return points


def _trained(functions: list[Activation], points: Points, plan: Plan) -> Comparison:
    """Train all networks, with a bar on a terminal."""
    from actplot.networks import training

    try:
        with progress("steps", plan.steps * len(functions)) as tick:
            return training.compare(functions, points, plan, tick)
    except ArithmeticError as error:
        raise click.ClickException(str(error)) from None

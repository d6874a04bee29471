"""``actplot fit``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from actplot.interface import answers, looks
from actplot.interface.comparison import begun
from actplot.interface.data import Data, is_file, require_work, title_of, training
from actplot.interface.progress import progress
from actplot.interface.specs import Spec
from actplot.networks import curves

if TYPE_CHECKING:
    from actplot.activation import Activation
    from actplot.networks.regression import Fit, Sample
    from actplot.networks.training import Plan


@click.command(name="fit")
@click.argument("specs", metavar="SPEC...", nargs=-1, required=True, type=Spec())
@click.option(
    "--data",
    type=Data(curves.names(), curves.require),
    metavar="NAME|FILE.csv",
    default="wave",
    show_default=True,
    help=f"Points: {', '.join(curves.names())}, or a file with columns x, y.",
)
@training("16,16", "Learning rate at the first step; it falls to 0.")
@answers.options
@looks.options
def command(
    specs: tuple[list[Activation], ...],
    data: str,
    hidden: list[int],
    steps: int,
    batch: int | None,
    rate: float,
    seed: int,
    output: str | None,
    file_format: str | None,
    **_look: Any,
) -> None:
    r"""Fit a curve to noisy points with a small network of each function.

    The network has one input, hidden layers and a linear output. Adam minimises the mean squared error of 100 points;
    'residual' is its square root, and 'error' the same on 200 unseen points. Of a file, a fifth is held out. The
    identity gives the least-squares line; with a piecewise linear function such as ReLU the curve consists of
    straight pieces, which are counted. Without -o and -f the picture is fit.png.

    \b
    Examples:
      actplot fit identity relu tanh
      actplot fit relu tanh --data step --hidden 8 -o step.svg
      actplot fit identity --data line -f json
      actplot fit relu gelu --data wave --batch 20 --steps 2000
    """
    functions, plan, look = begun(specs, output if output or file_format else "fit.png", file_format)
    require_work(steps, len(functions), hidden, batch or 0)

    from actplot.networks.hidden import in_words
    from actplot.networks.training import Plan
    from actplot.tables import fit as tables

    try:
        sample = _sample(data, seed)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    require_work(steps, len(functions), hidden, min(batch or len(sample.x), len(sample.x)))
    fits = _fitted(functions, sample, Plan(hidden, steps, rate, seed, batch or 0, decaying=True))

    def picture(chosen: str) -> bytes:
        from actplot.pictures import fit_plot

        return fit_plot.draw(fits, sample, f"{title_of(data)}, {in_words(hidden)}", chosen, look)

    answers.send(plan, tables.listing(fits, sample, data).text, picture)
    looks.show(click.get_current_context(), answers.pictures(plan))


def _sample(data: str, seed: int) -> Sample:
    from actplot.networks import regression

    if not is_file(data):
        return regression.sample_of(data, seed)
    try:
        return regression.sample_from(data, seed)
    except OSError as error:
        raise click.ClickException(f"can't read {data!r}: {error.strerror}") from None


def _fitted(functions: list[Activation], sample: Sample, plan: Plan) -> list[Fit]:
    """Train all networks, with a bar on a terminal."""
    from actplot.networks import regression

    try:
        with progress("steps", plan.steps * len(functions)) as tick:
            return regression.fit(functions, sample, plan, tick)
    except ArithmeticError as error:
        raise click.ClickException(str(error)) from None

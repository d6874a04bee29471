"""``actplot depth``."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import click

from actplot.interface import answers, looks
from actplot.interface.comparison import begun
from actplot.interface.numbers import Whole
from actplot.interface.progress import progress
from actplot.interface.refusals import require_at_most
from actplot.interface.specs import Spec
from actplot.language.numbers import number

if TYPE_CHECKING:
    from actplot.activation import Activation

MOST_TOTAL_LAYERS = 400  # of the networks of all functions together
MOST_TOTAL_WEIGHTS = 128_000_000
INITS = {"he": math.sqrt(2), "glorot": 1.0, "lecun": 1.0}
FRAMEWORK_NAMES = {"kaiming": "he", "xavier": "glorot"}  # of PyTorch
TICKS = 10  # of the progress display, for the theory of one function


def _gain(_: click.Context, param: click.Parameter, value: str) -> float:
    if value.lower() in INITS:
        return INITS[value.lower()]
    if value.lower() in FRAMEWORK_NAMES:
        raise click.BadParameter(f"{value!r} is called {FRAMEWORK_NAMES[value.lower()]!r} here", param=param)
    allowed = "he, glorot, lecun or a gain from 0.001 to 1000"
    try:
        gain = number(value)
    except ValueError as error:
        raise click.BadParameter(f"{error}; it takes {allowed}", param=param) from None
    if not 1e-3 <= gain <= 1e3:
        raise click.BadParameter(f"{value!r} is not {allowed}", param=param)
    return gain


@click.command(name="depth")
@click.argument("specs", metavar="SPEC...", nargs=-1, required=True, type=Spec())
@click.option("--layers", type=Whole(1, MOST_TOTAL_LAYERS), default=50, show_default=True, help="Number of layers.")
@click.option("--width", type=Whole(1, 4096), default=256, show_default=True, help="Units per layer.")
@click.option(
    "--init",
    "gain",
    metavar="he|glorot|lecun|GAIN",
    default="he",
    show_default=True,
    callback=_gain,
    help="Variance of the weights: he 2/fan_in, glorot 2/(fan_in + fan_out), lecun 1/fan_in, or GAIN^2/fan_in.",
)
@click.option("--seed", type=Whole(0), default=0, show_default=True, help="Random seed.")
@answers.options
@looks.options
def command(
    specs: tuple[list[Activation], ...],
    layers: int,
    width: int,
    gain: float,
    seed: int,
    output: str | None,
    file_format: str | None,
    **_look: Any,
) -> None:
    r"""Run a deep network forward and backward: its gradient vanishes, explodes or keeps its size.

    32 samples of standard normal input go through fully connected layers without biases. Beside the measurements
    stand the predictions of mean-field theory for wide layers: chi is the factor of the gradient's squared norm at
    each layer once the variance has settled, and gain the one at which the first and the last layer have gradients of
    the same norm. A dead unit has slope 0 for every sample.

    \b
    Examples:
      actplot depth sigmoid tanh relu
      actplot depth sigmoid tanh relu gelu -o depth.svg
      actplot depth selu --init lecun --layers 100
      actplot depth identity --init 1
      actplot depth tanh --init 1.15 -f json
    """
    functions, plan, look = begun(specs, output, file_format)
    require_at_most(MOST_TOTAL_LAYERS, layers * len(functions), "layers of all functions together")
    require_at_most(MOST_TOTAL_WEIGHTS, layers * len(functions) * width**2, "weights of all functions together")

    from actplot.networks import meanfield, simulation
    from actplot.tables import depth as tables

    with progress("layers", 2 * layers + TICKS * len(functions)) as tick:
        simulations = simulation.simulate(functions, gain, layers, width, seed, tick)
        theories = []
        for function in functions:
            theories.append(meanfield.theory(function, gain, layers))
            for _ in range(TICKS):
                tick()

    def picture(chosen: str) -> bytes:
        from actplot.pictures import depth_plot

        network = f"{layers} layer{'s' * (layers > 1)} of width {width}, weights of variance {gain**2:.3g}/width"
        title = f"The gradient through {network}"
        return depth_plot.draw_depth(functions, simulations, theories, title, chosen, look)

    answers.send(plan, tables.listing(functions, simulations, theories, gain).text, picture)
    looks.show(click.get_current_context(), answers.pictures(plan))

"""``actplot neuron``."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import click

from actplot.interface import answers, looks
from actplot.interface.numbers import LayerSizes, Numbers, Whole
from actplot.interface.refusals import require_at_most
from actplot.interface.specs import Spec, joined

if TYPE_CHECKING:
    from actplot.activation import Activation
    from actplot.networks.neuron import LayerPass, Units

LARGEST_LAYER = 16  # inputs, or units of a layer


def _finite(_: click.Context, param: click.Parameter, value: Any) -> Any:
    for numbers in value if param.multiple else [value]:
        for number in numbers:
            if not math.isfinite(number):
                raise click.BadParameter(f"{number} is not finite", param=param)
    return value


def _few(context: click.Context, param: click.Parameter, value: Any) -> Any:
    for numbers in value if param.multiple else [value]:
        if len(numbers) > LARGEST_LAYER:
            raise click.BadParameter(f"{len(numbers)} numbers; at most {LARGEST_LAYER} are allowed", param=param)
    return _finite(context, param, value)


@click.command(name="neuron")
@click.argument("spec", metavar="SPEC", type=Spec())
@click.option(
    "-i",
    "--inputs",
    metavar="X,...",
    required=True,
    type=Numbers(),
    callback=_few,
    help=f"The inputs: at most {LARGEST_LAYER} numbers.",
)
@click.option(
    "-w",
    "--weights",
    metavar="W,...",
    multiple=True,
    type=Numbers(),
    callback=_few,
    help="One weight for each input. Repeat it for a layer: once for each unit, or for softmax for each class.",
)
@click.option(
    "-b",
    "--bias",
    metavar="B,...",
    type=Numbers(),
    callback=_finite,
    default="0",
    help="One bias for all units, or one for each.  [default: 0]",
)
@click.option(
    "--hidden",
    metavar="N,...",
    type=LayerSizes(LARGEST_LAYER),
    help=f"A network: units of each hidden layer, at most {LARGEST_LAYER}. It has one linear output.",
)
@click.option(
    "--seed",
    type=Whole(0),
    help="Random seed of the network's weights, if there are no --weights.  [default: 0]",
)
@answers.options
@looks.options
def command(
    spec: list[Activation],
    inputs: list[float],
    weights: tuple[list[float], ...],
    bias: list[float],
    hidden: list[int] | None,
    seed: int | None,
    output: str | None,
    file_format: str | None,
    **_look: Any,
) -> None:
    r"""Show one neuron, a layer or a network: sums, outputs, and the gradients back through them.

    The weights of a network are random, scaled to fit its function, or those of --weights, given once for each unit
    from the first hidden layer to the output.

    \b
    Examples:
      actplot neuron tanh --inputs 1,2,3 --weights 0.2,-0.5,0.1 --bias 0.4
      actplot neuron relu -i 1,2,3 -w 0.2,0.5,0.1 -o neuron.svg
      actplot neuron softmax -i 1,2 -w 0.5,0.1 -w -0.3,0.8 -w 0,0.2 --bias 0,0,0.1
      actplot neuron tanh -i 1,2 -w 0.5,-1 -w 0.3,0.4 -o layer.svg
      actplot neuron relu -i 1,-2,0.5,3,-1 --hidden 4,3 -o network.svg
      actplot neuron sigmoid -i 0.05,0.1 --hidden 2 -w .15,.2 -w .25,.3 -w .4,.45 --bias .35,.35,.6 -f json
    """
    plan = answers.plan(output, file_format)
    ctx = click.get_current_context()
    look = looks.look_of(ctx, plan.picture, [joined(spec)])
    if len(spec) != 1:
        raise click.UsageError(f"a neuron has one activation function, not {len(spec)}")
    if hidden is None and not weights:
        raise click.UsageError("Missing option '-w' / '--weights' (or '--hidden' for a network).")
    if seed is not None and (hidden is None or weights):
        raise click.UsageError("--seed draws the weights of a network; it needs --hidden without --weights")

    from actplot.networks import neuron
    from actplot.tables.neuron import network_listing, units_listing

    answer: Units | list[LayerPass]
    try:
        if hidden is None:
            require_at_most(LARGEST_LAYER, len(weights), "rows of weights")
            answer = neuron.Units.from_rows(spec[0], inputs, weights, bias)
        else:
            answer = neuron.network_pass(spec[0], inputs, hidden, weights, bias, seed or 0)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    listing = units_listing(answer) if isinstance(answer, neuron.Units) else network_listing(spec[0], answer)

    def picture(chosen: str) -> bytes:
        from actplot.pictures import schematics

        if isinstance(answer, neuron.Units):
            return schematics.draw_units(answer, chosen, look)
        return schematics.draw_network(spec[0], answer, chosen, look)

    answers.send(plan, listing.text, picture)
    looks.show(ctx, answers.pictures(plan))

"""``actplot neuron``."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from actplot.interface import answers, looks
from actplot.interface.choices import Choice
from actplot.interface.numbers import LayerSizes, Numbers, Real, Whole
from actplot.interface.refusals import require_at_most
from actplot.interface.specs import Spec, joined
from actplot.interface.types import Type
from actplot.networks import LOSSES

if TYPE_CHECKING:
    from actplot.activation import Activation
    from actplot.interface.types import Item
    from actplot.networks.backpropagation import NetworkPass
    from actplot.networks.neuron import Units
    from actplot.pictures.look import Look

LARGEST_LAYER = 16  # inputs, or units of a layer
LONGEST_NAME = 20  # characters


class End(NamedTuple):
    """The function at the end of a network, and its number of units, if that is given."""

    function: Activation
    units: int | None


class Ending(Type):
    """``SPEC[,UNITS]``; the path of an output file, or ``-``, is returned as it is."""

    name = "end"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Turn the text into an :class:`End`."""
        if answers.is_target(value):
            return value
        spec, comma, units = value.rpartition(",")
        counted = bool(comma) and units.strip().isascii() and units.strip().isdigit()
        found = Spec().convert(spec if counted else value, param, ctx)
        if ctx and ctx.resilient_parsing:
            return None
        if len(found) != 1:
            self.fail(f"{value!r} stands for {len(found)} functions; the end of a network has one", param, ctx)
        if counted and not 1 <= int(units[:9]) <= LARGEST_LAYER:
            self.fail(f"{units} units are not 1 to {LARGEST_LAYER}", param, ctx)
        return End(found[0], int(units) if counted else None)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Item]:
        """Offer functions, and files where none begins like that."""
        from actplot.interface.paths import Output

        offered = Spec().shell_complete(ctx, param, incomplete) if incomplete else []
        return offered or Output().shell_complete(ctx, param, incomplete)


def _finite(_: click.Context, param: click.Parameter, value: Any) -> Any:
    for numbers in (value or []) if param.multiple else [value or []]:
        for number in numbers:
            if not math.isfinite(number):
                raise click.BadParameter(f"{number} is not finite", param=param)
    return value


def _few(context: click.Context, param: click.Parameter, value: Any) -> Any:
    for numbers in (value or []) if param.multiple else [value or []]:
        if len(numbers) > LARGEST_LAYER:
            raise click.BadParameter(f"{len(numbers)} numbers; at most {LARGEST_LAYER} are allowed", param=param)
    return _finite(context, param, value)


def _names(_: click.Context, param: click.Parameter, value: str | None) -> list[str]:
    given = [part.strip() for part in value.split(",")] if value else []
    for name in given:
        if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
            raise click.BadParameter(f"{name[:40]!r} is not a name of 1 to {LONGEST_NAME} characters", param=param)
    return given


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
    help="One bias for all units, one for each layer, or one for each unit.  [default: 0]",
)
@click.option(
    "--hidden",
    metavar="N,...",
    type=LayerSizes(LARGEST_LAYER),
    help=f"A network: units of each hidden layer, at most {LARGEST_LAYER}.",
)
@click.option(
    "--output",
    "end",
    metavar="SPEC[,UNITS]",
    type=Ending(),
    help="The function at the end of a network, and its number of units: softmax,3.  [default: identity,1]",
)
@click.option(
    "--target",
    metavar="Y,...",
    type=Numbers(),
    callback=_few,
    help="The wanted outputs: gradients are then those of the loss.",
)
@click.option(
    "--loss",
    type=Choice(LOSSES),
    help="The loss: half the squared error, or the cross-entropy of probabilities.  "
    "[default: cross-entropy for softmax, else squared]",
)
@click.option(
    "--rate",
    metavar="R",
    type=Real(0, min_open=True),
    help="Learning rate: show the weights after one step of gradient descent.",
)
@click.option("--names", metavar="A,B,...", callback=_names, help="Names of the outputs.")
@click.option(
    "--seed",
    type=Whole(0),
    help="Random seed of the network's weights, if there are no --weights.  [default: 0]",
)
@partial(answers.options, names=("-o",))
@looks.options
def command(
    spec: list[Activation],
    inputs: list[float],
    weights: tuple[list[float], ...],
    bias: list[float],
    hidden: list[int] | None,
    seed: int | None,
    end: End | str | None,
    output: str | None,
    file_format: str | None,
    **given: Any,
) -> None:
    r"""Show one neuron, a layer or a network: sums, outputs, and the gradients back through them.

    The weights of a network are random, scaled to fit its function, or those of --weights, given once for each unit
    from the first hidden layer to the output. With --target its loss is computed, with the gradient of every weight;
    with --rate, the weights and biases after one step of gradient descent too.

    \b
    Examples:
      actplot neuron tanh --inputs 1,2,3 --weights 0.2,-0.5,0.1 --bias 0.4
      actplot neuron relu -i 1,2,3 -w 0.2,0.5,0.1 -o neuron.svg
      actplot neuron softmax -i 1,2 -w 0.5,0.1 -w -0.3,0.8 -w 0,0.2 --bias 0,0,0.1
      actplot neuron tanh -i 1,2 -w 0.5,-1 -w 0.3,0.4 -o layer.svg
      actplot neuron relu -i 1,-2,0.5,3,-1 --hidden 4,3 -o network.svg
      actplot neuron relu -i 1,2 --hidden 4 --output softmax,3 --names cat,dog,onion --target 0,1,0 -o classes.svg
      actplot neuron sigmoid -i .05,.1 --hidden 2 --output sigmoid,2 --target .01,.99 --rate 0.5 -o step.svg
    """
    if isinstance(end, str):
        output, end = output or end, None
    plan = answers.plan(output, file_format)
    ctx = click.get_current_context()
    look = looks.look_of(ctx, plan.picture, [joined(spec)], **_said(ctx, end))
    if len(spec) != 1:
        raise click.UsageError(f"a neuron has one activation function, not {len(spec)}")
    network = hidden is not None or given["target"] is not None
    _require_network(given, end, network=network, drawn=hidden is not None and not weights, seed=seed)
    if hidden is None and not weights:
        raise click.UsageError("Missing option '-w' / '--weights' (or '--hidden' for a network).")

    from actplot.networks import neuron

    answer: Units | NetworkPass
    try:
        if network:
            answer = _network(spec[0], inputs, weights, bias, hidden or [], seed or 0, end, given)
        else:
            require_at_most(LARGEST_LAYER, len(weights), "rows of weights")
            answer = neuron.Units.from_rows(spec[0], inputs, weights, bias)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    except ArithmeticError as error:
        raise click.ClickException(str(error)) from None
    _send(plan, answer, look)
    looks.show(ctx, answers.pictures(plan))


def _send(plan: answers.Plan, answer: Units | NetworkPass, look: Look) -> None:
    """Write the numbers and the picture."""
    from actplot.networks import neuron
    from actplot.tables.network import network_listing
    from actplot.tables.neuron import units_listing

    listing = units_listing(answer) if isinstance(answer, neuron.Units) else network_listing(answer)

    def picture(chosen: str) -> bytes:
        from actplot.pictures import schematics

        if isinstance(answer, neuron.Units):
            return schematics.draw_units(answer, chosen, look)
        return schematics.draw_network(answer, chosen, look)

    answers.send(plan, listing.text, picture)


def _said(ctx: click.Context, end: End | None) -> dict[str, Any]:
    """Return how the command line of a picture says the end of a network."""
    if end is None:
        return {"said": ["end"]}
    ctx.params["end"] = joined([end.function]) + (f",{end.units}" if end.units else "")
    return {}


def _require_network(given: dict[str, Any], end: End | None, *, network: bool, drawn: bool, seed: int | None) -> None:
    """Refuse options of a network without one.

    Raises:
        click.UsageError: there is one.

    """
    if seed is not None and not drawn:
        raise click.UsageError("--seed draws the weights of a network; it needs --hidden without --weights")
    if end is not None and not network:
        raise click.UsageError("--output is the function at the end of a network; give its --hidden layers")
    for name in ("loss", "rate"):
        if given[name] is not None and given["target"] is None:
            raise click.UsageError(f"--{name} needs a --target")
    if given["names"] and not network:
        raise click.UsageError(
            "--names are those of the outputs of a network; give its --hidden layers or a --target"
        )


def _network(
    function: Activation,
    inputs: list[float],
    weights: tuple[list[float], ...],
    bias: list[float],
    hidden: list[int],
    seed: int,
    end: End | None,
    given: dict[str, Any],
) -> NetworkPass:
    """Return the passes through a network; without hidden layers and --output, its function is that of the neuron."""
    from actplot.catalogue import get
    from actplot.networks import backpropagation

    last = end.function if end else get("identity") if hidden else function
    named = [len(one) for one in (given["names"], given["target"]) if one]
    units = (end.units if end else None) or (named[0] if named else 1)
    if not hidden:
        require_at_most(LARGEST_LAYER, len(weights), "rows of weights")
        units = len(weights)
    options = {name: given[name] for name in ("target", "loss", "rate", "names")}
    return backpropagation.network_pass(function, inputs, hidden, weights, bias, seed, last, units, **options)

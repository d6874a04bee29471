"""``actplot depth``."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import click

from actplot.interface import answers
from actplot.interface.progress import progress
from actplot.interface.refusals import require_at_most
from actplot.interface.specs import MOST_COMPARED, Spec

if TYPE_CHECKING:
    from actplot.activation import Activation
    from actplot.networks.networks import Simulation, Theory
    from actplot.tables.layout import ForPeople, ForPrograms

MOST_LAYERS = 400  # of all functions together
MOST_WEIGHTS = 128_000_000
INITS = {"he": math.sqrt(2), "glorot": 1.0, "lecun": 1.0}


def _gain(_: click.Context, param: click.Parameter, value: str) -> float:
    if value.lower() in INITS:
        return INITS[value.lower()]
    try:
        gain = float(value)
    except ValueError:
        gain = math.nan
    if not 1e-3 <= gain <= 1e3:
        allowed = "he, glorot, lecun or a gain from 0.001 to 1000"
        raise click.BadParameter(f"{value!r} is not {allowed}", param=param)
    return gain


@click.command(name="depth")
@click.argument("specs", metavar="SPEC...", nargs=-1, required=True, type=Spec())
@click.option("--layers", type=click.IntRange(1, MOST_LAYERS), default=50, show_default=True, help="How many.")
@click.option("--width", type=click.IntRange(1, 4096), default=256, show_default=True, help="Units of each layer.")
@click.option(
    "--init",
    "gain",
    metavar="he|glorot|lecun|GAIN",
    default="he",
    show_default=True,
    callback=_gain,
    help="The variance of the weights: he 2/fan_in, glorot 2/(fan_in + fan_out), lecun 1/fan_in, or GAIN^2/fan_in.",
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of the random numbers.")
@answers.options
def command(
    specs: tuple[list[Activation], ...],
    layers: int,
    width: int,
    gain: float,
    seed: int,
    output: str | None,
    file_format: str | None,
) -> None:
    r"""Run a deep network forward and backward: its gradient vanishes, explodes or keeps its size.

    32 samples of standard normal input go through fully connected layers without biases. Beside what is measured
    stands what mean-field theory predicts for wide layers: chi is the factor of the gradient's squared norm for each
    layer once the variance has settled, gain the one that would carry the gradient through these layers unchanged.
    A dead unit has slope 0 for every sample.

    \b
    Examples:
      actplot depth sigmoid tanh relu
      actplot depth sigmoid tanh relu gelu -o depth.svg
      actplot depth selu --init lecun --layers 100
      actplot depth identity --init 1
      actplot depth tanh --init 1.15 -f json
    """
    from actplot.networks import networks
    from actplot.tables.rows import render

    plan = answers.plan(output, file_format)
    functions = [function for found in specs for function in found]
    require_at_most(MOST_COMPARED, len(functions), "functions")
    require_at_most(MOST_LAYERS, layers * len(functions), "layers of all functions together")
    require_at_most(MOST_WEIGHTS, layers * len(functions) * width**2, "weights of all functions together")
    try:
        networks.require_elementwise(functions)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    with progress("layers", 2 * layers + 10 * len(functions)) as tick:
        simulations = networks.simulate(functions, gain, layers, width, seed, tick)
        theories = []
        for function in functions:
            theories.append(networks.theory(function, gain, layers))
            for _ in range(10):
                tick()
    results = list(zip(functions, simulations, theories, strict=True))

    def text(form: ForPeople | ForPrograms) -> str:
        if form.exact:
            return render([row for result in results for row in _rows(*result)], form)
        shown = sorted({*range(0, layers, max(1, layers // 5)), layers - 1})
        columns = {
            "layer": "layer",
            "variance": "variance",
            "variance_theory": "in theory",
            "gradient_norm": "gradient",
            "gradient_norm_theory": "its theory",
            "dead": "dead",
        }
        rows = [
            {"function": function.spec} | {label: found[layer][key] for key, label in columns.items()}
            for function, simulation, theory in results
            for found in [_rows(function, simulation, theory)]
            for layer in shown
        ]
        words = ["\n" + _sentences(function, theory, gain) for function, _, theory in results]
        return render(rows, form, digits=4) + ("".join(words) if form.sentences else "")

    def picture(chosen: str) -> bytes:
        from actplot.pictures import network_plots as network_figures

        network = f"{layers} layer{'s' * (layers > 1)} of width {width}, weights of variance {gain**2:.3g}/width"
        return network_figures.draw_depth(functions, simulations, theories, f"The gradient through {network}", chosen)

    answers.send(plan, text, picture)


def _rows(function: Activation, simulation: Simulation, theory: Theory) -> list[dict[str, Any]]:
    """Return a row for each layer."""
    return [
        {
            "function": function.name,
            "parameters": dict(function.parameters),
            "layer": layer + 1,
            "variance": float(simulation.variance[layer]),
            "gradient_norm": float(simulation.gradient_norm[layer]),
            "dead": float(simulation.dead[layer]),
            "chi": _trusted(theory.chi),
            "gain": _trusted(theory.gain),
            "variance_theory": _trusted(theory.variance[layer]),
            "gradient_norm_theory": _trusted(theory.gradient_norm[layer]),
        }
        for layer in range(len(simulation.variance))
    ]


def _trusted(prediction: float) -> float:
    """Return the digits that the quadrature vouches for."""
    return float(f"{prediction:.12g}")


def _sentences(function: Activation, theory: Theory, gain: float) -> str:
    """Return the verdict on one function in words."""
    from actplot.networks import networks

    lines = [
        f"{function.spec}: the gradient {theory.verdict}",
        f"  gain {gain:.5g}: the variance of z settles at {theory.fixed_point:.5g}, where chi = {theory.chi:.5g}",
    ]
    advice = f"gain {theory.gain:.5g}" if not math.isnan(theory.gain) else "no gain"
    known = networks.pytorch_gain(function)
    lines.append(f"  {advice} carries it through these {len(theory.variance)} layers unchanged")
    if known:
        lines[-1] += ";"
        lines.append(f"  PyTorch's calculate_gain says {known:.5g}")
    if networks.is_linear(function):
        lines.append("  the product of all these matrices is one matrix: the whole network is a single linear layer")
    return "\n".join(lines) + "\n"

"""``actplot neuron``."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import click

from actplot import reports
from actplot.arguments import Numbers, Spec

if TYPE_CHECKING:
    from actplot.activation import Activation
    from actplot.networks import Neuron

MOST = 16


def _numbers(_: click.Context, param: click.Parameter, value: Any) -> Any:
    for numbers in value if param.multiple else [value]:
        for number in numbers:
            if not math.isfinite(number):
                raise click.BadParameter(f"{number} is not finite", param=param)
        if len(numbers) > MOST:
            raise click.BadParameter(f"{len(numbers)} numbers; at most {MOST} are allowed", param=param)
    return value


@click.command(name="neuron")
@click.argument("spec", metavar="SPEC", type=Spec())
@click.option(
    "-i",
    "--inputs",
    metavar="X,...",
    required=True,
    type=Numbers(),
    callback=_numbers,
    help=f"At most {MOST} numbers.",
)
@click.option(
    "-w",
    "--weights",
    metavar="W,...",
    required=True,
    multiple=True,
    type=Numbers(),
    callback=_numbers,
    help="One for each input. Several times for softmax: a row for each class.",
)
@click.option(
    "-b",
    "--bias",
    metavar="B",
    type=Numbers(),
    callback=_numbers,
    default="0",
    help="One for each row.  [default: 0]",
)
@reports.options
def command(
    spec: list[Activation],
    inputs: list[float],
    weights: tuple[list[float], ...],
    bias: list[float],
    output: str | None,
    file_format: str | None,
) -> None:
    r"""Show one neuron: weighted sum, bias, activation, and the gradients back through them.

    \b
    Examples:
      actplot neuron tanh --inputs 1,2,3 --weights 0.2,-0.5,0.1 --bias 0.4
      actplot neuron relu -i 1,2,3 -w 0.2,0.5,0.1 -o neuron.svg
      actplot neuron softmax -i 1,2 -w 0.5,0.1 -w -0.3,0.8 -w 0,0.2 --bias 0,0,0.1
      actplot neuron sigmoid -i 1,2 -w 0.5,-1 -f json
    """
    import numpy as np

    from actplot import networks, tables

    plan = reports.plan(output, file_format)
    if len(spec) != 1:
        raise click.UsageError(f"a neuron has one activation function, not {len(spec)}")
    if len(weights) > MOST:
        raise click.UsageError(f"{len(weights)} rows of weights; at most {MOST} are allowed")
    for row in weights:
        if len(row) != len(inputs):
            raise click.UsageError(f"{len(inputs)} inputs need as many weights, not {len(row)}")
    biases = bias * len(weights) if len(bias) == 1 else bias
    try:
        neuron = networks.Neuron(spec[0], np.array(inputs), np.array(weights), np.array(biases))
    except ValueError as error:
        raise click.UsageError(str(error)) from None

    def text(chosen: str) -> str:
        if chosen in ("json", "jsonl"):
            return tables.render([_record(neuron)], chosen)
        rows = _inputs(neuron) if len(weights) == 1 else _classes(neuron)
        if chosen in tables.PROGRAMS:
            return tables.render(rows, chosen)
        return tables.render(rows, chosen, digits=6) + (_sentences(neuron) if chosen in ("table", "plain") else "")

    def picture(chosen: str) -> bytes:
        from actplot import network_figures

        return network_figures.draw_neuron(neuron, chosen)

    reports.send(plan, text, picture)


def _record(neuron: Neuron) -> dict[str, Any]:
    """Return the keys of JSON; numbers where there is one sum, rows where there are several."""
    z, a, slope, terms = neuron.z, neuron.a, neuron.derivative, neuron.terms
    of_inputs, of_weights, of_bias = neuron.input_gradients, neuron.weight_gradients, slope
    if slope.shape == (1, 1):
        z, a, slope, terms = z[0], a[0], slope[0, 0], terms[0]
        of_inputs, of_weights, of_bias = of_inputs[0], of_weights[0, 0], slope
    return {
        "function": neuron.function.name,
        "parameters": dict(neuron.function.parameters),
        "z": z.tolist(),
        "a": a.tolist(),
        "derivative": slope.tolist(),
        "terms": terms.tolist(),
        "gradients": {"inputs": of_inputs.tolist(), "weights": of_weights.tolist(), "bias": of_bias.tolist()},
    }


def _inputs(neuron: Neuron) -> list[dict[str, Any]]:
    """Return a row for each input of one neuron, and one for its bias, the weight of an input that is always 1."""
    columns = (
        neuron.inputs.tolist(),
        neuron.weights[0].tolist(),
        neuron.terms[0].tolist(),
        neuron.weight_gradients[0, 0].tolist(),
        neuron.input_gradients[0].tolist(),
    )
    rows = [
        {"input": f"x{i + 1}", "x": x, "w": w, "w*x": term, "da/dw": of_weight, "da/dx": of_input}
        for i, (x, w, term, of_weight, of_input) in enumerate(zip(*columns, strict=True))
    ]
    bias, slope = float(neuron.bias[0]), float(neuron.derivative[0, 0])
    return [*rows, {"input": "bias", "x": 1.0, "w": bias, "w*x": bias, "da/dw": slope, "da/dx": None}]


def _classes(neuron: Neuron) -> list[dict[str, Any]]:
    """Return a row for each sum of several: its terms, and how the outputs change with it."""
    rows = []
    for j in range(len(neuron.z)):
        row: dict[str, Any] = {"row": j + 1}
        row |= {f"w*x{i + 1}": term for i, term in enumerate(neuron.terms[j].tolist())}
        row |= {"bias": float(neuron.bias[j]), "z": float(neuron.z[j])}
        row |= {"a": float(neuron.a[j])} if len(neuron.a) == len(neuron.z) else {}
        row |= {f"da{k + 1}/dz": value for k, value in enumerate(neuron.derivative[:, j].tolist())}
        rows.append(row)
    return rows


def _sentences(neuron: Neuron) -> str:
    """Return the result in words."""
    if len(neuron.z) > 1:
        found = ", ".join(f"{a:.6g}" for a in neuron.a)
        total = f"; they add up to {neuron.a.sum():.6g}" if len(neuron.a) > 1 else ""
        return f"\na = {neuron.function.name}(z) = {found}{total}\n"
    z, a, slope = float(neuron.z[0]), float(neuron.a[0]), float(neuron.derivative[0, 0])
    lines = [
        f"z = sum of w*x + bias = {z:.6g}",
        f"a = {neuron.function.spec}(z) = {a:.6g}",
        f"da/dz = f'(z) = {slope:.6g}" + (": no gradient gets through" if slope == 0 else ""),
    ]
    return "\n" + "\n".join(lines) + "\n"

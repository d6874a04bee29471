"""``actplot neuron``."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import click

from actplot.interface import answers
from actplot.interface.numbers import LayerSizes, Numbers
from actplot.interface.specs import Spec

if TYPE_CHECKING:
    from actplot.activation import Activation
    from actplot.networks.networks import Layer, Neuron
    from actplot.tables.layout import ForPeople, ForPrograms

MOST = 16


def _finite(_: click.Context, param: click.Parameter, value: Any) -> Any:
    for numbers in value if param.multiple else [value]:
        for number in numbers:
            if not math.isfinite(number):
                raise click.BadParameter(f"{number} is not finite", param=param)
    return value


def _few(context: click.Context, param: click.Parameter, value: Any) -> Any:
    for numbers in value if param.multiple else [value]:
        if len(numbers) > MOST:
            raise click.BadParameter(f"{len(numbers)} numbers; at most {MOST} are allowed", param=param)
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
    help=f"At most {MOST} numbers.",
)
@click.option(
    "-w",
    "--weights",
    metavar="W,...",
    multiple=True,
    type=Numbers(),
    callback=_few,
    help="One for each input. Several times for a layer: a row for each unit, for softmax for each class.",
)
@click.option(
    "-b",
    "--bias",
    metavar="B,...",
    type=Numbers(),
    callback=_finite,
    default="0",
    help="One for all rows of weights, or one for each.  [default: 0]",
)
@click.option(
    "--hidden",
    metavar="N,...",
    type=LayerSizes(MOST),
    help=f"A network: units of each hidden layer, at most {MOST}; one output, the sum itself.",
)
@click.option(
    "--seed", type=click.IntRange(0), help="Of the network's weights, where --weights gives none.  [default: 0]"
)
@answers.options
def command(
    spec: list[Activation],
    inputs: list[float],
    weights: tuple[list[float], ...],
    bias: list[float],
    hidden: list[int] | None,
    seed: int | None,
    output: str | None,
    file_format: str | None,
) -> None:
    r"""Show one neuron, a layer or a network: sums, outputs, and the gradients back through them.

    A network has random weights that fit its function, or those of --weights, a row for each unit from the first
    hidden layer to the output.

    \b
    Examples:
      actplot neuron tanh --inputs 1,2,3 --weights 0.2,-0.5,0.1 --bias 0.4
      actplot neuron relu -i 1,2,3 -w 0.2,0.5,0.1 -o neuron.svg
      actplot neuron softmax -i 1,2 -w 0.5,0.1 -w -0.3,0.8 -w 0,0.2 --bias 0,0,0.1
      actplot neuron tanh -i 1,2 -w 0.5,-1 -w 0.3,0.4 -o layer.svg
      actplot neuron relu -i 1,-2,0.5,3,-1 --hidden 4,3 -o network.svg
      actplot neuron sigmoid -i 0.05,0.1 --hidden 2 -w .15,.2 -w .25,.3 -w .4,.45 --bias .35,.35,.6 -f json
    """
    from actplot.networks import networks
    from actplot.tables.rows import render

    plan = answers.plan(output, file_format)
    if len(spec) != 1:
        raise click.UsageError(f"a neuron has one activation function, not {len(spec)}")
    if hidden is None and not weights:
        raise click.UsageError("Missing option '-w' / '--weights' (or '--hidden' for a network).")
    if seed is not None and (hidden is None or weights):
        raise click.UsageError("--seed draws the weights of a network; it needs --hidden without --weights")
    answer: Neuron | list[Layer]
    try:
        if hidden is None:
            answer = _neuron(spec[0], inputs, weights, bias)
        else:
            answer = _network(spec[0], inputs, hidden, weights, bias, seed or 0)
    except ValueError as error:
        raise click.UsageError(str(error)) from None

    def text(form: ForPeople | ForPrograms) -> str:
        if isinstance(answer, networks.Neuron):
            record, rows, sentences = _record(answer), _rows(answer), _sentences(answer)
        else:
            record, rows, sentences = _network_record(spec[0], answer), _units(answer), _network_sentences(answer)
        if form.nested:
            return render([record], form)
        if form.exact:
            return render(rows, form)
        return render(rows, form, digits=6) + (sentences if form.sentences else "")

    def picture(chosen: str) -> bytes:
        from actplot.pictures import schematics

        if isinstance(answer, networks.Neuron):
            return schematics.draw_neuron(answer, chosen)
        return schematics.draw_network(spec[0], answer, chosen)

    answers.send(plan, text, picture)


def _neuron(function: Activation, inputs: list[float], weights: tuple[list[float], ...], bias: list[float]) -> Neuron:
    """Return a neuron, or a layer if there are several rows of weights.

    Raises:
        ValueError: rows, inputs, biases and function don't fit each other.

    """
    import numpy as np

    from actplot.networks import networks

    if len(weights) > MOST:
        raise ValueError(f"{len(weights)} rows of weights; at most {MOST} are allowed")
    for row in weights:
        if len(row) != len(inputs):
            raise ValueError(f"{len(inputs)} inputs need as many weights, not {len(row)}")
    biases = bias * len(weights) if len(bias) == 1 else bias
    return networks.Neuron(function, np.array(inputs), np.array(weights), np.array(biases))


def _network(
    function: Activation,
    inputs: list[float],
    hidden: list[int],
    weights: tuple[list[float], ...],
    bias: list[float],
    seed: int,
) -> list[Layer]:
    """Return the layers of a network with one output.

    Raises:
        ValueError: weights or biases don't fit the layers, or the function is none for a hidden layer.

    """
    import numpy as np

    from actplot.networks import networks

    networks.require_elementwise([function])
    sizes = [*hidden, 1]
    shape = f"hidden layers of {', '.join(map(str, hidden))} and the output"
    biases = bias * sum(sizes) if len(bias) == 1 else bias
    if len(biases) != sum(sizes):
        raise ValueError(f"{shape} need {sum(sizes)} biases, or one for all, not {len(biases)}")
    ends = np.cumsum(sizes)[:-1]
    if weights:
        if len(weights) != sum(sizes):
            raise ValueError(f"{shape} need {sum(sizes)} rows of weights, not {len(weights)}")
        wanted = [before for before, size in zip([len(inputs), *hidden], sizes, strict=True) for _ in range(size)]
        for i, (row, before) in enumerate(zip(weights, wanted, strict=True)):
            if len(row) != before:
                raise ValueError(
                    f"row {i + 1} of the weights needs {before}, one for each number before, not {len(row)}"
                )
        edges = [0, *ends.tolist(), sum(sizes)]
        matrices = [np.array(weights[start:stop]) for start, stop in pairwise(edges)]
    else:
        drawn = networks.Network(function, hidden, np.random.default_rng([seed, 1]), len(inputs))
        matrices = [matrix.T for matrix in drawn.weights]
    return networks.passes(function, np.array(inputs), matrices, np.split(np.array(biases), ends))


def _record(neuron: Neuron) -> dict[str, Any]:
    """Return the keys of JSON; numbers where there is one unit, rows where there are several."""
    z, a, slope, terms = neuron.z, neuron.a, neuron.derivative, neuron.terms
    of_inputs, of_weights, of_bias = neuron.input_gradients, neuron.weight_gradients, slope
    if neuron.is_one:
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


def _rows(neuron: Neuron) -> list[dict[str, Any]]:
    return _inputs(neuron) if neuron.is_one else _classes(neuron)


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
        if neuron.is_layer:
            row |= {"da/dz": float(neuron.derivative[j, j])}
        else:
            row |= {f"da{k + 1}/dz": value for k, value in enumerate(neuron.derivative[:, j].tolist())}
        rows.append(row)
    return rows


def _network_record(function: Activation, layers: list[Layer]) -> dict[str, Any]:
    """Return the keys of JSON: of a neuron's, a list with an item for each layer."""
    return {
        "function": function.name,
        "parameters": dict(function.parameters),
        "output": float(layers[-1].a[0]),
        "weights": [layer.weights.tolist() for layer in layers],
        "bias": [layer.bias.tolist() for layer in layers],
        "z": [layer.z.tolist() for layer in layers],
        "a": [layer.a.tolist() for layer in layers],
        "derivative": [layer.derivative.tolist() for layer in layers],
        "terms": [layer.terms.tolist() for layer in layers],
        "gradients": {
            "inputs": layers[0].input_gradients.tolist(),
            "weights": [layer.weight_gradients.tolist() for layer in layers],
            "bias": [layer.gradient.tolist() for layer in layers],
        },
    }


def _units(layers: list[Layer]) -> list[dict[str, Any]]:
    """Return a row for each input and unit; y is the output of the network."""
    of_inputs = zip(layers[0].inputs.tolist(), layers[0].input_gradients.tolist(), strict=True)
    rows: list[dict[str, Any]] = [
        {"layer": "input", "unit": i + 1, "z": None, "f'(z)": None, "a": x, "dy/da": gradient, "dy/dz": None}
        for i, (x, gradient) in enumerate(of_inputs)
    ]
    for i, layer in enumerate(layers):
        last = i == len(layers) - 1
        back = [1.0] if last else layers[i + 1].input_gradients.tolist()
        columns = (layer.z.tolist(), layer.derivative.tolist(), layer.a.tolist(), back, layer.gradient.tolist())
        rows += [
            {"layer": "output" if last else f"hidden {i + 1}", "unit": j + 1}
            | dict(zip(("z", "f'(z)", "a", "dy/da", "dy/dz"), numbers, strict=True))
            for j, numbers in enumerate(zip(*columns, strict=True))
        ]
    return rows


def _network_sentences(layers: list[Layer]) -> str:
    """Return what came out and what came back, in words."""
    sizes = [math.hypot(*layer.gradient) for layer in layers[:-1]]
    closed = sum(int((layer.derivative == 0).sum()) for layer in layers[:-1])
    lines = [
        f"y = {layers[-1].a[0]:.6g}",
        "norm of dy/dz by hidden layer: " + ", ".join(f"{size:.6g}" for size in sizes),
    ]
    units = sum(len(layer.z) for layer in layers[:-1])
    if closed:
        lines.append(f"{closed} of {units} hidden units have slope 0: no gradient gets through them")
    return "\n" + "\n".join(lines) + "\n"


def _sentences(neuron: Neuron) -> str:
    """Return the result in words."""
    if not neuron.is_one:
        found = ", ".join(f"{a:.6g}" for a in neuron.a)
        total = f"; they add up to {neuron.a.sum():.6g}" if len(neuron.a) > 1 and not neuron.is_layer else ""
        return f"\na = {neuron.function.name}(z) = {found}{total}\n"
    z, a, slope = float(neuron.z[0]), float(neuron.a[0]), float(neuron.derivative[0, 0])
    lines = [
        f"z = sum of w*x + bias = {z:.6g}",
        f"a = {neuron.function.spec}(z) = {a:.6g}",
        f"da/dz = f'(z) = {slope:.6g}" + (": no gradient gets through" if slope == 0 else ""),
    ]
    return "\n" + "\n".join(lines) + "\n"

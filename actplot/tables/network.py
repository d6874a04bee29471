"""The numbers of a network at one point: forward, loss, gradients, and the weights after one step."""

from __future__ import annotations

import math
from typing import Any

from actplot.activation import Array, Vector
from actplot.networks.backpropagation import NetworkPass
from actplot.tables.listing import Listing, Row

DIGITS = 6
GRADIENTS, NEXT = "dL/dw", ("w next", "b next")  # columns of csv


def network_listing(network: NetworkPass) -> Listing:
    """List a network by input and unit; csv has the gradient of each weight and the next weights too."""
    rows = _rows(network)
    shown = [{key: value for key, value in row.items() if key not in (GRADIENTS, *NEXT)} for row in rows]
    return Listing([_record(network)], rows, shown, DIGITS, _sentences(network))


def _record(network: NetworkPass) -> Row:
    """Return the keys of JSON: those of a neuron, each a list with an item for each layer."""
    layers, end = network.layers, network.end
    a = end.a.tolist()
    record: Row = {
        "function": network.function.name,
        "parameters": dict(network.function.parameters),
        "output_function": end.function.name,
        "output": a[0] if len(a) == 1 else a,
        "weights": [layer.weights.tolist() for layer in layers],
        "bias": [layer.bias.tolist() for layer in layers],
        "z": [layer.z.tolist() for layer in layers],
        "a": [layer.a.tolist() for layer in layers],
        "derivative": [layer.derivative.tolist() for layer in layers],
        "terms": [layer.terms.tolist() for layer in layers],
    }
    if network.names:
        record["names"] = list(network.names)
    if network.objective:
        record |= {"target": network.objective.target.tolist(), "loss": network.loss}
        record["loss_function"] = network.objective.loss
    if network.differentiated:
        record["gradients"] = {
            "inputs": layers[0].input_gradients.tolist(),
            "weights": [layer.weight_gradients.tolist() for layer in layers],
            "bias": [layer.gradient.tolist() for layer in layers],
        }
    if network.rate is not None:
        stepped = network.stepped()
        record["rate"] = network.rate
        record["updated"] = {
            "weights": [weights.tolist() for weights, _ in stepped],
            "bias": [bias.tolist() for _, bias in stepped],
        }
    return record


def _rows(network: NetworkPass) -> list[Row]:
    """Return a row for each input and unit; y is the only output, L the loss."""
    letter = network.differential
    back: list[str] = [f"d{letter}/da", f"d{letter}/dz"] if network.differentiated else []
    lists = [GRADIENTS] * (network.objective is not None) + [*NEXT] * (network.rate is not None)
    first = network.layers[0]
    rows: list[Row] = [
        {"layer": "input", "unit": str(i + 1), "z": None, "f'(z)": None, "a": x}
        | dict(zip(back, (gradient, None), strict=False))
        | dict.fromkeys(lists)
        for i, (x, gradient) in enumerate(zip(first.inputs.tolist(), first.input_gradients.tolist(), strict=True))
    ]
    for i, layer in enumerate(network.layers):
        last = i == len(network.layers) - 1
        before = _of_outputs(network) if last else network.layers[i + 1].input_gradients.tolist()
        for j in range(len(layer.z)):
            row: Row = {
                "layer": "output" if last else f"hidden {i + 1}",
                "unit": network.names[j] if last and network.names else str(j + 1),
                "z": float(layer.z[j]),
                "f'(z)": float(layer.slopes[j]),
                "a": float(layer.a[j]),
            }
            row |= dict(zip(back, (before[j], float(layer.gradient[j])), strict=False))
            rows.append(row | dict(zip(lists, _lists(network, i, j), strict=False)))
    return rows


def _lists(network: NetworkPass, i: int, j: int) -> list[Any]:
    """Return the gradients of a unit's weights, and its weights and bias after a step."""
    found: list[Any] = [network.layers[i].weight_gradients[j].tolist()]
    if network.rate is not None:
        weights, bias = network.stepped()[i]
        found += [weights[j].tolist(), float(bias[j])]
    return found


def _of_outputs(network: NetworkPass) -> list[float]:
    """Return the derivative of the loss, or of the only output, with respect to each output."""
    objective, a = network.objective, network.end.a
    return [1.0] * len(a) if objective is None else [float(slope) for slope in objective.slopes(a)]


def _sentences(network: NetworkPass) -> str:
    """Return the outputs, the loss, the norm of the gradient by layer, inactive units and the step in words."""
    letter, end = network.differential, network.end
    names = network.names or [""] * len(end.a)
    outputs = ", ".join(f"{name} {a:.9g}".strip() for name, a in zip(names, end.a, strict=True))
    lines = [f"y = {outputs}"]
    if isinstance(end.function, Vector):
        lines.append(f"f'(z) of {end.function.name} is dy_i/dz_i, the diagonal of its Jacobian")
    if network.objective:
        lines.append(f"L = {network.loss:.9g}, {network.objective.loss} loss")
    if not network.differentiated:
        lines.append("--target gives the loss and its gradients")
    elif network.hidden:
        norms = ", ".join(f"{math.hypot(*layer.gradient):.6g}" for layer in network.hidden)
        lines.append(f"norm of d{letter}/dz by hidden layer: {norms}")
    inactive = sum(int((layer.slopes == 0).sum()) for layer in network.hidden)
    if inactive:
        count = sum(len(layer.z) for layer in network.hidden)
        lines.append(f"{inactive} of {count} hidden units have slope 0: no gradient gets through them")
    if network.differentiated and network.objective:
        lines += _weights(network)
    return "\n" + "\n".join(lines) + "\n"


def _weights(network: NetworkPass) -> list[str]:
    """Return a line for each unit: the gradients of its weights and bias, and what they are after a step."""
    step = f", and its weights after a step at rate {network.rate:g}" if network.rate is not None else ""
    lines = ["", f"dL/dw of each unit{step}:"]
    stepped = network.stepped() if network.rate is not None else []
    for i, layer in enumerate(network.layers):
        name = "output" if layer is network.end else f"hidden {i + 1}"
        units = network.names if layer is network.end else ()
        for j in range(len(layer.z)):
            unit = units[j] if units else j + 1
            line = f"{name}, {unit}: {_numbers(layer.weight_gradients[j])}; bias {layer.gradient[j]:.6g}"
            if stepped:
                line += f" -> {_numbers(stepped[i][0][j], 8)}; bias {stepped[i][1][j]:.8g}"
            lines.append(line)
    return lines


def _numbers(values: Array, digits: int = 6) -> str:
    return ", ".join(f"{value:.{digits}g}" for value in values)

"""The numbers of a neuron, a layer or a network at one point."""

from __future__ import annotations

import math
from collections.abc import Sequence

from actplot.activation import Activation
from actplot.networks.neuron import LayerPass, Units
from actplot.tables.listing import Listing, Row

DIGITS = 6


def units_listing(units: Units) -> Listing:
    """List a neuron by input, and a layer by row of weights."""
    rows = _inputs(units) if units.is_neuron else _weight_rows(units)
    words = _neuron_sentences(units) if units.is_neuron else _layer_sentence(units)
    return Listing([_units_record(units)], rows, rows, DIGITS, words)


def network_listing(function: Activation, layers: Sequence[LayerPass]) -> Listing:
    """List a network by input and unit."""
    rows = _network_rows(layers)
    return Listing([_network_record(function, layers)], rows, rows, DIGITS, _network_sentences(layers))


def _units_record(units: Units) -> Row:
    """Return the keys of JSON: numbers for a single unit, lists with an item for each row of weights for several."""
    z, a, slope, terms = units.z, units.a, units.derivative, units.terms
    of_inputs, of_weights, of_bias = units.input_gradients, units.weight_gradients, slope
    if units.is_neuron:
        z, a, slope, terms = z[0], a[0], slope[0, 0], terms[0]
        of_inputs, of_weights, of_bias = of_inputs[0], of_weights[0, 0], slope
    return {
        "function": units.function.name,
        "parameters": dict(units.function.parameters),
        "z": z.tolist(),
        "a": a.tolist(),
        "derivative": slope.tolist(),
        "terms": terms.tolist(),
        "gradients": {"inputs": of_inputs.tolist(), "weights": of_weights.tolist(), "bias": of_bias.tolist()},
    }


def _inputs(neuron: Units) -> list[Row]:
    """Return a row for each input of a neuron, and one for its bias, the weight of an input that is always 1."""
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


def _weight_rows(units: Units) -> list[Row]:
    """Return a row for each row of weights: its terms and sum, and the derivatives of the outputs by that sum."""
    rows = []
    for j in range(len(units.z)):
        row: Row = {"row": j + 1}
        row |= {f"w*x{i + 1}": term for i, term in enumerate(units.terms[j].tolist())}
        row |= {"bias": float(units.bias[j]), "z": float(units.z[j])}
        row |= {"a": float(units.a[j])} if len(units.a) == len(units.z) else {}
        if units.is_layer:
            row |= {"da/dz": float(units.derivative[j, j])}
        else:
            row |= {f"da{k + 1}/dz": value for k, value in enumerate(units.derivative[:, j].tolist())}
        rows.append(row)
    return rows


def _neuron_sentences(neuron: Units) -> str:
    """Return the result of one neuron in words."""
    z, a, slope = float(neuron.z[0]), float(neuron.a[0]), float(neuron.derivative[0, 0])
    lines = [
        f"z = sum of w*x + bias = {z:.6g}",
        f"a = {neuron.function.heading}(z) = {a:.6g}",
        f"da/dz = f'(z) = {slope:.6g}" + (": no gradient gets through" if slope == 0 else ""),
    ]
    return "\n" + "\n".join(lines) + "\n"


def _layer_sentence(units: Units) -> str:
    """Return the outputs of several rows of weights in words."""
    found = ", ".join(f"{a:.6g}" for a in units.a)
    total = f"; they add up to {units.a.sum():.6g}" if len(units.a) > 1 and not units.is_layer else ""
    return f"\na = {units.function.name}(z) = {found}{total}\n"


def _network_record(function: Activation, layers: Sequence[LayerPass]) -> Row:
    """Return the keys of JSON: those of a neuron, each a list with an item for each layer."""
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


def _network_rows(layers: Sequence[LayerPass]) -> list[Row]:
    """Return a row for each input and unit; y is the output of the network."""
    of_inputs = zip(layers[0].inputs.tolist(), layers[0].input_gradients.tolist(), strict=True)
    rows: list[Row] = [
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


def _network_sentences(layers: Sequence[LayerPass]) -> str:
    """Return the output, the norm of the gradient by layer and the number of inactive units in words."""
    hidden = layers[:-1]
    norms = ", ".join(f"{math.hypot(*layer.gradient):.6g}" for layer in hidden)
    lines = [f"y = {layers[-1].a[0]:.6g}", f"norm of dy/dz by hidden layer: {norms}"]
    inactive = sum(int((layer.derivative == 0).sum()) for layer in hidden)
    if inactive:
        count = sum(len(layer.z) for layer in hidden)
        lines.append(f"{inactive} of {count} hidden units have slope 0: no gradient gets through them")
    return "\n" + "\n".join(lines) + "\n"

"""The numbers of a neuron or a layer at one point."""

from __future__ import annotations

from actplot.networks.neuron import Units
from actplot.tables.listing import Listing, Row

DIGITS = 6


def units_listing(units: Units) -> Listing:
    """List a neuron by input, and a layer by row of weights."""
    rows = _inputs(units) if units.is_neuron else _weight_rows(units)
    words = _neuron_sentences(units) if units.is_neuron else _layer_sentence(units)
    return Listing([_units_record(units)], rows, rows, DIGITS, words)


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

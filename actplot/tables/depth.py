"""The signal and the gradient at each layer of deep networks, measured and predicted."""

from __future__ import annotations

import math
from collections.abc import Sequence

from actplot.activation import Activation
from actplot.networks import verdict
from actplot.networks.hidden import is_linear
from actplot.networks.meanfield import Theory, gradient_gain, pytorch_gain
from actplot.networks.simulation import Simulation
from actplot.tables.listing import Listing, Row

LABELS = {
    "layer": "layer",
    "variance": "variance",
    "variance_theory": "in theory",
    "gradient_norm": "gradient",
    "gradient_norm_theory": "its theory",
    "dead": "dead",
}
DIFFERENT = 1e-3  # relative difference of two gains that needs an explanation
SHOWN = 5  # layers of each function, and the last one


def listing(
    functions: Sequence[Activation], simulations: Sequence[Simulation], theories: Sequence[Theory], gain: float
) -> Listing:
    """List networks by function and layer; in human-readable formats only some layers."""
    results = list(zip(functions, simulations, theories, strict=True))
    rows = [_rows(*result) for result in results]
    layers = len(rows[0])
    some = sorted({*range(0, layers, max(1, layers // SHOWN)), layers - 1})
    shown = [
        {"function": function.heading} | {label: found[layer][key] for key, label in LABELS.items()}
        for function, found in zip(functions, rows, strict=True)
        for layer in some
    ]
    all_rows = [row for found in rows for row in found]
    sentences = "".join("\n" + _sentences(*result, gain) for result in results)
    return Listing(all_rows, all_rows, shown, 4, sentences)


def _rows(function: Activation, simulation: Simulation, theory: Theory) -> list[Row]:
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
    """Return a prediction rounded to the digits that the quadrature has."""
    return float(f"{prediction:.12g}")


def _sentences(function: Activation, simulation: Simulation, theory: Theory, gain: float) -> str:
    """Return the verdicts on one function in words."""
    layers = f"{len(theory.variance)} layer{'s' * (len(theory.variance) > 1)}"
    advice = f"gain {theory.gain:.5g}" if not math.isnan(theory.gain) else "no gain"
    lines = [
        f"{function.heading}: {verdict.in_words(simulation, theory)}",
        f"  gain {gain:.5g}: in theory the variance of z settles at {theory.fixed_point:.5g}, "
        f"where chi = {theory.chi:.5g}",
        f"  in theory {advice} carries the gradient through {layers} unchanged",
    ]
    at_one = gradient_gain(function)
    if math.isfinite(at_one) and not abs(theory.gain - at_one) <= DIFFERENT * at_one:
        lines.append(
            f"  at variance 1, as in actplot show, it is gain {at_one:.5g}; here the variance changes by layer"
        )
    recommended = pytorch_gain(function)
    if recommended:
        lines.append(f"  PyTorch's calculate_gain says {recommended:.5g}")
    if is_linear(function):
        lines.append("  the product of all these matrices is one matrix: the whole network is a single linear layer")
    return "\n".join(lines) + "\n"

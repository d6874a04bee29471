"""Schematics of a neuron, a layer and a network, with the numbers that go forward and back through them.

All sizes are in inches unless points are named.
"""

from __future__ import annotations

from actplot.analysis.numbers import number
from actplot.networks.backpropagation import NetworkPass
from actplot.networks.hidden import in_words
from actplot.networks.neuron import Units
from actplot.pictures.look import Look
from actplot.pictures.network_look import save, styled_for
from actplot.pictures.schematics.layer import layer_figure
from actplot.pictures.schematics.network import network_figure
from actplot.pictures.schematics.neuron import neuron_figure


def draw_units(units: Units, file_format: str, look: Look) -> bytes:
    """Return the schematic of a neuron, or of a layer whose sums go through one function, with all its numbers."""
    with styled_for(look, file_format):
        figure = neuron_figure(units, look) if units.is_neuron else layer_figure(units, look)
        title = f"A {'layer' if units.is_layer else 'neuron'} with {units.function.title}"
        inputs, sums, outputs = (", ".join(map(number, values)) for values in (units.inputs, units.z, units.a))
        return save(
            figure, [units.function], title, [f"Inputs {inputs}; z = {sums}; a = {outputs}."], file_format, look
        )


def draw_network(network: NetworkPass, file_format: str, look: Look) -> bytes:
    """Return the schematic of a network: the forward pass through every unit, and the gradient that comes back."""
    function, end = network.function, network.end
    with styled_for(look, file_format):
        figure = network_figure(network, look)
        hidden = f"{in_words([len(layer.z) for layer in network.hidden])}, " if network.hidden else ""
        count = "one output" if len(end.a) == 1 else f"{len(end.a)} outputs"
        title = f"A network with {function.title}: {len(network.layers[0].inputs)} inputs, {hidden}{count}"
        inputs, outputs = (", ".join(map(number, values)) for values in (network.layers[0].inputs, end.a))
        words = f"Inputs {inputs}; output {outputs}"
        loss = f"; loss {number(network.loss)}" if network.objective else ""
        return save(figure, [function], title, [f"{words}{loss}."], file_format, look)

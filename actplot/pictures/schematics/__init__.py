"""Schematics of a neuron, a layer and a network, with the numbers that go forward and back through them.

All sizes are in inches unless points are named.
"""

from __future__ import annotations

from collections.abc import Sequence

from actplot.activation import Activation
from actplot.analysis.numbers import number
from actplot.networks.hidden import in_words
from actplot.networks.neuron import LayerPass, Units
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


def draw_network(function: Activation, layers: Sequence[LayerPass], file_format: str, look: Look) -> bytes:
    """Return the schematic of a network: the forward pass through every unit, and the gradient that comes back."""
    with styled_for(look, file_format):
        figure = network_figure(function, layers, look)
        hidden = in_words([len(layer.z) for layer in layers[:-1]])
        title = f"A network with {function.title}: {len(layers[0].inputs)} inputs, {hidden}, one output"
        inputs = ", ".join(map(number, layers[0].inputs))
        return save(
            figure, [function], title, [f"Inputs {inputs}; output {number(layers[-1].a[0])}."], file_format, look
        )

"""The schematics: every text inside the picture, readable and apart from the others, every promised number in it."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from actplot import catalogue
from actplot.analysis.numbers import number
from actplot.networks import neuron, training
from actplot.pictures import schematics
from actplot.pictures.look import Look
from tests.pictures.test_network_pictures import all_inside, texts

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("count", [1, 3, 6, 7, 16])
@pytest.mark.parametrize("spec", ["tanh", "binary_step"])
def test_a_neuron_of_any_size_fits_its_picture(drawn: list[Figure], count: int, spec: str) -> None:
    inputs, weights = RNG.normal(0, 3, count), RNG.normal(0, 1, (1, count))
    units = neuron.Units(catalogue.get(spec), inputs, weights, np.array([-1.5]))
    schematics.draw_units(units, "svg", Look())
    all_inside(drawn[0])
    found = texts(drawn[0])
    assert number(units.a[0]) in found
    assert sum(label.startswith("$w_") for label in found) == count
    assert f"$z$ = {number(units.z[0])}" in found


@pytest.mark.parametrize(("count", "rows"), [(1, 2), (2, 3), (4, 3), (16, 16)])
def test_a_layer_with_softmax_fits_its_picture(drawn: list[Figure], count: int, rows: int) -> None:
    units = neuron.Units(
        catalogue.get("softmax"), RNG.normal(0, 1, count), RNG.normal(0, 1, (rows, count)), RNG.normal(0, 1, rows)
    )
    schematics.draw_units(units, "svg", Look())
    all_inside(drawn[0])
    assert sum(label.startswith("$a_") for label in texts(drawn[0])) == rows


@pytest.mark.parametrize("count", [1, 4, 16])
def test_a_layer_shows_each_output_with_its_slope_beside_it(drawn: list[Figure], count: int) -> None:
    units = neuron.Units(
        catalogue.get("tanh"), RNG.normal(0, 1, 3), RNG.normal(0, 1, (count + 1, 3)), np.zeros(count + 1)
    )
    schematics.draw_units(units, "svg", Look())
    all_inside(drawn[0])
    for j in range(count + 1):
        assert f"$a_{{{j + 1}}}$ = {number(units.a[j])}" in texts(drawn[0])
        assert rf"$f\,'(z_{{{j + 1}}})$ = {number(units.derivative[j, j])}" in texts(drawn[0])
    bars = [patch for patch in drawn[0].axes[0].patches if isinstance(patch, Rectangle)]
    assert [bar.get_width() < 0 for bar in bars] == [a < 0 for a in units.a]


@pytest.mark.parametrize("sizes", [(1, 1), (2, 2), (5, 4, 3), (16, 16), (3, *[2] * 8)])
@pytest.mark.parametrize(("spec", "scale", "bias"), [("relu", 1, 0), ("sigmoid", 1e-5, -0.1), ("cube", 1e60, 1)])
def test_a_network_of_any_size_fits_its_picture(
    drawn: list[Figure], sizes: tuple[int, ...], spec: str, scale: float, bias: float
) -> None:
    network = training.Network(catalogue.get(spec), sizes[1:], RNG, sizes[0])
    layers = neuron.backpropagate(
        network.function,
        RNG.normal(0, scale, sizes[0]),
        [w.T for w in network.weights],
        [b + bias for b in network.biases],
    )
    schematics.draw_network(network.function, layers, "svg", Look())
    all_inside(drawn[0])
    written = {text.get_text() for text in drawn[0].axes[0].texts}
    assert written >= {number(a) for layer in layers for a in (*layer.inputs, *layer.a, *layer.derivative)}
    assert written >= {
        number(v) for v in (*layers[0].input_gradients, *(g for layer in layers for g in layer.gradient))
    }
    numbers = [text for text in drawn[0].axes[0].texts if text.get_bbox_patch() is None]
    for one, other in combinations(numbers, 2):
        assert not one.get_window_extent().overlaps(other.get_window_extent()), (one, other)

"""The schematics: every text inside the picture, readable and apart from the others, every promised number in it."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from actplot import catalogue
from actplot.analysis.numbers import number
from actplot.networks import backpropagation, neuron, training
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
    layers = backpropagation.backpropagate(
        network.function,
        RNG.normal(0, scale, sizes[0]),
        [w.T for w in network.weights],
        [b + bias for b in network.biases],
        catalogue.get("identity"),
    )
    schematics.draw_network(backpropagation.NetworkPass(network.function, layers), "svg", Look())
    all_inside(drawn[0])
    written = {text.get_text() for text in drawn[0].axes[0].texts}
    assert written >= {number(a) for layer in layers for a in (*layer.inputs, *layer.a, *layer.derivative)}
    assert written >= {
        number(v) for v in (*layers[0].input_gradients, *(g for layer in layers for g in layer.gradient))
    }
    numbers = [text for text in drawn[0].axes[0].texts if text.get_bbox_patch() is None]
    for one, other in combinations(numbers, 2):
        assert not one.get_window_extent().overlaps(other.get_window_extent()), (one, other)


@pytest.mark.parametrize("sizes", [(2, 2, 2), (3, 2, 1), (2, 3, 2), (1, 6, 1), (6, 1, 1), (3, 2, 3), (1, 1, 1)])
@pytest.mark.parametrize("rate", [None, 0.5])
@pytest.mark.parametrize("target", [True, False])
def test_weights_gradients_and_next_weights_stand_on_their_edges_apart(
    drawn: list[Figure], sizes: tuple[int, int, int], rate: float | None, target: bool
) -> None:
    if rate and not target:
        return
    sigmoid = catalogue.get("sigmoid")
    inputs, hidden, outputs = sizes
    targets = [0.3] * outputs if target else None
    found = backpropagation.network_pass(
        sigmoid, RNG.normal(0, 1, inputs).tolist(), [hidden], [], [0.3], 0, sigmoid, outputs, targets, None, rate
    )
    schematics.draw_network(found, "svg", Look())
    all_inside(drawn[0])
    on_edges = [text for text in drawn[0].axes[0].texts if text.get_bbox_patch() is not None]
    count = sum(layer.weights.size for layer in found.layers)
    assert len(on_edges) == count * (1 + target)
    if rate:
        next_weights = [number(w) for weights, _ in found.stepped() for w in weights.ravel()]
        assert sorted(text.get_text().partition("\u2192 ")[2] for text in on_edges)[count:] == sorted(next_weights)
    for one, other in combinations(on_edges, 2):
        apart = not one.get_window_extent().overlaps(other.get_window_extent())
        assert apart or one.get_position() == other.get_position(), (one, other)


def test_edges_of_a_large_network_run_through_no_number(drawn: list[Figure]) -> None:
    softmax, names = catalogue.get("softmax"), [f"class {i}" for i in range(16)]
    found = backpropagation.network_pass(
        catalogue.get("relu"), RNG.normal(0, 1, 16).tolist(), [16, 16], [], [0.1], 0, softmax, 16,
        [1.0, *[0.0] * 15], None, 0.1, names,
    )  # fmt: skip
    schematics.draw_network(found, "svg", Look())
    all_inside(drawn[0])
    axes = drawn[0].axes[0]
    assert {text.get_text() for text in axes.texts} >= {f"{name}\ntarget {i == 0:d}" for i, name in enumerate(names)}
    edges = [line for line in axes.lines if np.ptp(np.asarray(line.get_xdata(), dtype=float)) > 0.5]
    assert len(edges) == 3 * 256
    boxes = [text.get_window_extent() for text in axes.texts]
    for line in edges:
        (x0, x1), (y0, y1) = (np.asarray(values) for values in line.get_transform().transform(line.get_xydata()).T)
        for box in boxes:
            if x0 < box.x0 and box.x1 < x1:  # the edge passes it
                heights = y0 + (y1 - y0) * (np.array([box.x0, box.x1]) - x0) / (x1 - x0)
                assert (heights > box.y1).all() or (heights < box.y0).all()


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_outputs_have_their_names_and_without_a_target_no_gradient(drawn: list[Figure], theme: str) -> None:
    names = ["cat", "dog", "alligator", "onion", "none of these"]
    found = backpropagation.network_pass(
        catalogue.get("relu"), [1, -2], [4], [], [0], 0, catalogue.get("softmax"), 5, names=names
    )
    schematics.draw_network(found, "svg", Look(theme=theme))
    all_inside(drawn[0])
    written = {text.get_text() for text in drawn[0].axes[0].texts}
    assert written >= {*names, *(number(a) for a in found.end.a)}
    assert not any("\\partial" in text for text in written)
    assert not written & {number(a * (1 - a)) for a in found.end.a}  # of the Jacobian, not a slope of the unit


def _ends_beside(line: Line2D, x: float, y: float) -> bool:
    """Whether a level line ends at the left of a place."""
    points = np.asarray(line.get_xydata())
    return bool(np.allclose(points[:, 1], y) and 0 < x - points[:, 0].max() < 0.3)


def test_the_key_shows_an_edge_beside_the_words_for_each_sign_of_a_weight(drawn: list[Figure]) -> None:
    sigmoid = catalogue.get("sigmoid")
    schematics.draw_network(
        backpropagation.network_pass(sigmoid, [1, -2], [4], [], [0.3], 0, sigmoid, 1), "svg", Look()
    )
    axes = drawn[0].axes[0]
    written = texts(drawn[0])
    for words, dashed in (("a positive weight, thicker: larger", False), ("a negative one", True)):
        x, y = written[words].get_position()
        edges = [line for line in axes.lines if _ends_beside(line, float(x), float(y))]
        assert [line.is_dashed() for line in edges] == [dashed]

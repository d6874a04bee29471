"""LeNet-5: its layers, its gradients against finite differences, and training that can be repeated."""

from typing import Any

import numpy as np
import pytest

import actplot
from actplot import catalogue
from actplot.interface import workers
from actplot.networks import lenet, lenet_training
from actplot.networks.convolution import SIZE, Convolution, Pooling
from actplot.networks.images.loading import Images, Split, load


def images(count: int, seed: int = 0) -> Split:
    rng = np.random.default_rng(seed)
    return Split(rng.uniform(0, 1, (count, 32, 32, 3)).astype(np.float32), rng.integers(0, 10, count), 1.0)


def test_the_layers_have_the_shapes_and_parameters_of_the_article() -> None:
    rows = lenet.layers(10)
    assert [layer.parameters for layer in rows if layer.parameters] == [456, 2416, 48120, 645204, 850]
    assert [layer.shape for layer in rows[:6]] == [
        (32, 32, 6),
        (16, 16, 6),
        (16, 16, 16),
        (8, 8, 16),
        (8, 8, 120),
        (7680,),
    ]
    assert lenet.Parameters(10, np.float32).flat.size == sum(layer.parameters for layer in rows) == 697_046


@pytest.mark.parametrize("step", [1, 2])
def test_a_convolution_is_the_sum_over_its_windows(step: int) -> None:
    rng = np.random.default_rng(0)
    x, kernel, bias = (
        rng.standard_normal((3, 8, 8, 2)),
        rng.standard_normal((SIZE, SIZE, 2, 4)),
        rng.standard_normal(4),
    )
    layer = Convolution(3, 8, 2, 4, step, np.float64)
    layer.inside[...] = x.transpose(1, 0, 2, 3)
    output = np.empty(layer.shape)
    layer.forward(kernel.reshape(SIZE, -1, 4), bias, output)
    windows = np.lib.stride_tricks.sliding_window_view(
        np.pad(x, [(0, 0), (2, 2), (2, 2), (0, 0)]), (SIZE, SIZE), (1, 2)
    )
    expected = np.einsum("nyxcij,ijcf->nyxf", windows, kernel) + bias
    found = output.transpose(3, 1, 0, 4, 2, 5).reshape(expected.shape)
    assert np.allclose(found, expected, rtol=1e-12, atol=1e-12)


def test_the_gradient_of_a_pool_goes_to_its_first_maximum() -> None:
    pool = Pooling(1, 2, 1, np.float64)
    for block, first in (([[1, 2], [3, 3]], (1, 0)), ([[5, 5], [5, 5]], (0, 0)), ([[0, 7], [7, 1]], (0, 1))):
        x, gradient = np.array(block, float).reshape(2, 1, 2, 1, 1, 1), np.full((1, 1, 1, 1), 4.0)
        largest, back = np.empty((1, 1, 1, 1)), np.empty_like(x)
        pool.forward(x, largest)
        pool.backward(x, gradient, back)
        assert largest.item() == np.max(block)
        assert back[first[0], 0, first[1]].item() == back.sum() == 4


def begun(spec: str, split: Split, seed: int = 0, dtype: Any = np.float32) -> lenet_training.Network:
    network = lenet_training.Network(Images(split, split, 10), dtype)
    network.begin(actplot.get(spec), 0.001, seed)
    return network


def summed(network: lenet_training.Network) -> lenet.Parameters:
    for lane in network.gradients[1:]:
        network.gradients[0].flat += lane.flat
    return network.gradients[0]


@pytest.mark.parametrize("spec", ["tanh", "x*sigmoid(2*x)"])
def test_gradients_agree_with_finite_differences(spec: str) -> None:
    network, rng = begun(spec, images(3), dtype=np.float64), np.random.default_rng(1)
    network.learn(np.arange(3))
    gradients, step = summed(network), 1e-5
    found = [array.copy() for array in (*gradients.weights, *gradients.biases)]
    for values, gradient in zip(network.parameters.weights + network.parameters.biases, found, strict=True):
        for place in rng.integers(0, values.size, 3):
            index = np.unravel_index(place, values.shape)
            start = values[index]
            losses = []
            for value in (start + step, start - step):
                values[index] = value
                losses.append(network.judge()[0])
            values[index] = start
            assert (losses[0] - losses[1]) / (2 * step) == pytest.approx(gradient[index], rel=1e-5, abs=2e-9)


def test_single_precision_has_the_gradients_of_double_precision() -> None:
    results: list[Any] = []
    for dtype in (np.float32, np.float64):
        network = begun("silu", images(6), dtype=dtype)
        loss, _ = network.learn(np.arange(6))
        results.append((loss, summed(network).flat.astype(np.float64)))
    (loss, gradient), (exact_loss, exact) = results
    assert loss == pytest.approx(exact_loss, rel=1e-5)
    assert np.linalg.norm(gradient - exact) <= 1e-3 * np.linalg.norm(exact)


@pytest.mark.parametrize("name", ["relu", "leaky_relu"])
def test_loss_and_gradients_are_those_of_pytorch(name: str) -> None:
    torch = pytest.importorskip("torch")
    split = images(32)
    network = begun(name, split)
    loss, _ = network.learn(np.arange(32))
    ours = summed(network)
    weights, biases = (
        [torch.tensor(array, requires_grad=True) for array in arrays]
        for arrays in (network.parameters.weights, network.parameters.biases)
    )
    f = getattr(torch.nn.functional, name)
    x = torch.tensor(split.pixels).permute(0, 3, 1, 2)
    for i in range(3):
        kernel = weights[i].reshape(SIZE, SIZE, -1, weights[i].shape[-1]).permute(3, 2, 0, 1)
        x = f(torch.nn.functional.conv2d(x, kernel, biases[i], padding="same"))
        x = torch.nn.functional.max_pool2d(x, 2) if i < 2 else x.permute(0, 2, 3, 1).flatten(1)
    logits = f(x @ weights[3] + biases[3]) @ weights[4] + biases[4]
    theirs = torch.nn.functional.cross_entropy(logits, torch.tensor(split.labels))
    theirs.backward()
    assert loss == pytest.approx(theirs.item(), rel=2e-6)
    for gradient, tensor in zip(ours.weights + ours.biases, weights + biases, strict=True):
        assert np.abs(gradient - tensor.grad.numpy()).max() <= 2e-6


def test_the_results_do_not_depend_on_processes_and_seeds_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "cores", lambda: 2)
    functions, plan = [catalogue.get(name) for name in ("elu", "relu")], lenet_training.Plan(2, 20, 0.001, 0)
    set_ = Images(images(50), images(37), 10)
    found = []
    for seed, options in ((0, {}), (0, {"together": workers.together}), (1, {})):
        trained = lenet_training.train(functions, set_, plan._replace(seed=seed), **options)  # type: ignore[arg-type]
        found.append([(one.epochs, [layer.whole for layer in one.diagnosis]) for one in trained])
    assert found[0] == found[1]
    assert found[0] != found[2]


def test_processes_share_the_parameters_and_none_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "cores", lambda: 2)
    alone, shared = (lenet_training.Network(Images(images(40), images(3), 10)) for _ in range(2))
    with workers.together(shared.do, lenet_training.LANES) as shared.run:
        for network in (alone, shared):
            network.begin(catalogue.get("silu"), 0.001, 0)
            for batch in np.split(np.arange(40), [33]):
                network.step(batch)
    assert alone.parameters.flat.tobytes() == shared.parameters.flat.tobytes()
    assert not hasattr(shared.lanes[1], "adam")  # its work was done in another process


def test_it_learns_a_few_images_by_heart() -> None:
    few = load("shapes", 32, 0)
    (trained,) = lenet_training.train([catalogue.get("elu")], few, lenet_training.Plan(25, 16, 0.002, 0))
    assert trained.epochs[0].loss > 2
    assert trained.epochs[-1].loss < 0.5
    assert len(trained.epochs) == 25
    assert [one.units for one in trained.diagnosis] == [6, 16, 120, 84]


def test_progress_counts_every_image_and_names_loss_accuracy_and_dead_units() -> None:
    seen: list[tuple[int, str]] = []
    few = load("shapes", 40, 0)
    plan = lenet_training.Plan(2, 16, 0.001, 0)
    lenet_training.train([catalogue.get("relu")], few, plan, lambda *state: seen.append(state))
    assert sum(count for count, _ in seen) == 2 * (40 + 8)
    assert seen[0][1].startswith("relu, epoch 1: loss 2.")
    assert seen[-1][1].endswith(" dead")


@pytest.mark.parametrize(
    ("spec", "rate", "words"),
    [
        ("relu", 1e30, "at step 1; a lower learning rate than 1e+30"),
        ("1e25*x", 0.1, "at step 0, before it learned anything"),
    ],
)
def test_a_loss_that_is_not_finite_names_the_step(spec: str, rate: float, words: str) -> None:
    with pytest.raises(ArithmeticError, match=r"the loss is (nan|inf) ") as caught:
        lenet_training.train(
            [actplot.get(spec)], Images(images(40), images(4), 10), lenet_training.Plan(1, 20, rate, 0)
        )
    assert words in str(caught.value)

"""The plots of networks: every text inside the picture and readable, every promised number in it."""

import contextlib
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import StepPatch
from matplotlib.text import Text

from actplot import catalogue
from actplot.cli import main
from actplot.networks import meanfield, regression, simulation, training
from actplot.pictures import boundary_plot, depth_plot, fit_plot
from actplot.pictures.look import Look
from actplot.pictures.strokes import name_of


def texts(figure: Figure) -> dict[str, Text]:
    """Return what is written, but for the labels of ticks."""
    written = [text for text in figure.findobj(Text) if isinstance(text, Text) and text.get_visible()]
    ticks = {label for axes in figure.axes for label in (*axes.get_xticklabels(), *axes.get_yticklabels())}
    return {text.get_text(): text for text in written if text.get_text() and text not in ticks}


def all_inside(figure: Figure) -> None:
    whole = figure.bbox
    for label, text in texts(figure).items():
        box = text.get_window_extent()
        assert box.x0 >= whole.x0 - 1, label
        assert box.x1 <= whole.x1 + 1, label
        assert box.y0 >= whole.y0 - 1, label
        assert box.y1 <= whole.y1 + 1, label
        assert float(text.get_fontsize()) >= 4.5, label


@pytest.mark.parametrize(
    "specs", [["relu"], ["sigmoid", "tanh", "relu", "gelu"], ["binary_step", "elu:alpha=0.5,1,2"]]
)
@pytest.mark.parametrize("layers", [1, 2, 30])
def test_every_line_of_the_depth_picture_is_named_apart(drawn: list[Figure], specs: list[str], layers: int) -> None:
    functions = [function for spec in specs for function in catalogue.parse(spec)]
    simulations = simulation.simulate(functions, 1.4, layers, 24, 0)
    theories = [meanfield.theory(function, 1.4, layers) for function in functions]
    depth_plot.draw_depth(functions, simulations, theories, "Gradients", "png", Look())
    all_inside(drawn[0])
    names = [name_of(function, functions) for function in functions]
    boxes = [texts(drawn[0])[name].get_window_extent() for name in names]
    for i, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[:i])
    assert drawn[0].axes[0].get_yscale() == "log"


@pytest.mark.parametrize("specs", [["tanh"], ["relu", "leaky_relu"], ["identity", "tanh", "relu", "elu", "gelu"]])
@pytest.mark.parametrize("rate", [0.02, 1.0])
def test_a_boundary_panel_tells_accuracy_and_dead_units(drawn: list[Figure], specs: list[str], rate: float) -> None:
    points = training.points_of("moons", 0)
    plan = training.Plan((8, 8), 30, rate, 0)
    trainings = [training.train(catalogue.get(spec), points.x, points.classes, plan) for spec in specs]
    trials = [training.Trial(trained, 0.987, 1.0) for trained in trainings]
    boundary_plot.draw(training.Comparison(points, trials), "Moons", "png", Look())
    all_inside(drawn[0])
    dying = any(trained.dead.any() for trained in trainings)
    assert len(drawn[0].axes) == len(specs) * (1 + dying)
    for axes, trained in zip(drawn[0].axes[:: 1 + dying], trainings, strict=True):
        assert any("98.7% of unseen points right" in text.get_text() for text in axes.texts)
        assert dying or any(f"{trained.dead[-1]} dead" in text.get_text() for text in axes.texts)
    if dying:
        assert (np.array(drawn[0].axes[1].lines[0].get_ydata()) == trainings[0].dead).all()


@pytest.mark.parametrize(("bias", "share"), [(0.0, 0.0), (50.0, 1.0), (-50.0, 1.0)])
@pytest.mark.parametrize("classes", [2, 3])
def test_the_fill_is_the_background_where_the_classes_are_equally_probable(
    drawn: list[Figure], classes: int, bias: float, share: float
) -> None:
    points = training.points_of("spirals", 0, classes)
    comparison = training.compare([catalogue.get("relu")], points, training.Plan((4,), 2, 0.01, 0))
    network = comparison.trials[0].training.network
    for array in (*network.weights, *network.biases):
        array[...] = 0
    network.biases[-1][-1] = bias  # of the last class, or of the only output
    boundary_plot.draw(comparison, "Spirals", "png", Look())
    (image,) = [one for axes in drawn[0].axes for one in axes.images]
    colours = np.unique(np.asarray(image.get_array()).reshape(-1, 3), axis=0)
    ground = np.array(to_rgb(Look().colours.background))
    known = [np.array(to_rgb(c)) for c in boundary_plot.class_colours(Look().colours, classes)]
    if share == 0:
        expected = ground
    elif bias > 0:
        expected = ground + boundary_plot.FULL * (known[-1] - ground)
    else:  # all of the first, or half of each of the two others
        kept = sum((colour - ground for colour in known[:-1]), np.zeros(3))
        expected = ground + boundary_plot.FULL * (kept if classes == 2 else kept / 4)
    assert colours == pytest.approx(expected[None], abs=0.005)


def test_axes_of_networks_have_plain_numbers(drawn: list[Figure]) -> None:
    points = training.points_of("moons", 0)
    trained = training.train(
        catalogue.get("binary_step"), points.x, points.classes, training.Plan((8,), 1500, 0.1, 0)
    )
    boundary_plot.draw(training.Comparison(points, [training.Trial(trained, 0.9, 0.9)]), "Moons", "png", Look())
    assert trained.dead.any()
    for axes in drawn[0].axes:
        for axis in (axes.xaxis, axes.yaxis):
            assert axis.get_offset_text().get_text() == ""


def test_a_dotted_line_stands_where_the_gradient_is_lost(drawn: list[Figure]) -> None:
    functions = [catalogue.get("binary_step")]
    simulations = simulation.simulate(functions, 1.4, 6, 24, 0)
    theories = [meanfield.theory(function, 1.4, 6) for function in functions]
    depth_plot.draw_depth(functions, simulations, theories, "Gradients", "png", Look())
    kept = np.flatnonzero(simulations[0].gradient_norm) + 1  # numbers of layers
    (line,) = [line for line in drawn[0].axes[0].lines if line.get_linestyle() == ":"]
    assert set(np.asarray(line.get_xdata()).tolist()) == {kept[0] - 0.5}


@pytest.mark.parametrize("size", [(3.3, 2.4), (6.4, 4.0), (9.0, 5.0)])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_captions_of_neighbouring_panels_stay_apart(
    drawn: list[Figure], count: int, size: tuple[float, float]
) -> None:
    functions = [catalogue.get(name) for name in ("relu", "tanh", "identity")[:count]]
    sample = regression.sample_of("wave", 0)
    fits = regression.fit(functions, sample, training.Plan((3,), 5, 0.02, 0, decaying=True))
    with contextlib.suppress(ValueError) if size == (3.3, 2.4) else contextlib.nullcontext():
        fit_plot.draw(fits, sample, "Wave", "png", Look(size=size))
    if not drawn:
        return  # refused: too small
    all_inside(drawn[0])
    boxes = [text.get_window_extent() for axes in drawn[0].axes for text in axes.texts]
    assert len(boxes) == count
    assert not any(box.overlaps(other) for i, box in enumerate(boxes) for other in boxes[:i])


@pytest.mark.parametrize("epochs", [1, 2, 4])
def test_accuracies_of_lenet_rise_from_0_to_1_over_whole_epochs(
    drawn: list[Figure], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, epochs: int
) -> None:
    monkeypatch.chdir(tmp_path)
    line = ["lenet", "relu", "--images", "20", "--epochs", str(epochs), "-o", "lenet.svg"]
    result = CliRunner().invoke(main, line)
    assert result.exit_code == 0, result.output
    assert (0, 1) in {axes.get_ylim() for axes in drawn[0].axes}
    for axes in drawn[0].axes:
        low, high = axes.get_xlim()
        seen = [tick for tick in axes.get_xticks() if low <= tick <= high]
        assert len(seen) > 1
        assert all(tick == round(tick) for tick in seen)
        points = [np.asarray(line.get_xydata(), float) for line in axes.get_lines()[:2]]  # held-out, training images
        assert all(at[:, 0].max() == epochs for at in points)
        assert all(at[:, 1].max() < 0.98 * axes.get_ylim()[1] for at in points)
        assert high - epochs < 0.05 * (high - low)  # where the leader of the name begins
        assert epochs > 1 or [line.get_marker() for line in axes.get_lines()[:2]] == ["o", "o"]


@pytest.mark.parametrize("data", ["wave", "line", "step"])
def test_the_ticks_of_a_fit_are_round_numbers(drawn: list[Figure], data: str) -> None:
    sample = regression.sample_of(data, 0)
    fits = regression.fit([catalogue.get("relu")], sample, training.Plan((3,), 5, 0.02, 0, decaying=True))
    fit_plot.draw(fits, sample, "Fit", "png", Look())
    for axis in (drawn[0].axes[0].xaxis, drawn[0].axes[0].yaxis):
        step = np.diff(axis.get_majorticklocs())[0]
        assert round(step / 10.0 ** np.floor(np.log10(step) + 1e-9), 6) in (1, 2, 5)


@pytest.mark.parametrize(("spec", "shaded"), [("gelu", 1), ("relu", 1), ("tanh", 2), ("identity", 0)])
def test_saturation_is_shaded_on_its_stretches_and_not_beside_an_extremum(
    drawn: list[Figure], tmp_path: Path, spec: str, shaded: int
) -> None:
    np.save(tmp_path / "fc.npy", np.linspace(-8, 8, 4000, dtype=np.float32).reshape(-1, 4))
    result = CliRunner().invoke(main, ["inspect", str(tmp_path / "fc.npy"), spec, "-o", str(tmp_path / "fc.png")])
    assert result.exit_code == 0, result.output
    spans = [patch for patch in drawn[0].axes[0].patches if not isinstance(patch, StepPatch)]
    assert len(spans) == shaded

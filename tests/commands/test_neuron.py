"""``actplot neuron``: the sums, the output and every gradient."""

import json
import math
import shlex
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from actplot.cli import main
from tests.test_imports import loaded


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["neuron", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_json_has_the_keys_that_scripts_rely_on() -> None:
    (found,) = json.loads(run("tanh", "-i", "1,2,3", "-w", "0.2,-0.5,0.1", "-b", "0.4", "-f", "json"))
    z = math.fsum([0.2, -1.0, 3 * 0.1, 0.4])
    slope = 1 - math.tanh(z) ** 2
    assert found["z"] == z
    assert found["a"] == pytest.approx(math.tanh(z), rel=1e-15)
    assert found["derivative"] == pytest.approx(slope, rel=1e-15)
    assert found["terms"] == [0.2, -1.0, 3 * 0.1]
    assert found["gradients"]["bias"] == found["derivative"]
    assert found["gradients"]["weights"] == pytest.approx([slope, 2 * slope, 3 * slope], rel=1e-15)
    assert found["gradients"]["inputs"] == pytest.approx([0.2 * slope, -0.5 * slope, 0.1 * slope], rel=1e-15)


def test_the_table_for_people_says_the_result_in_words() -> None:
    printed = run("relu", "-i", "1,2", "-w", "-1,-1")
    assert "a = relu(z) = 0" in printed
    assert "no gradient gets through" in printed


def test_csv_has_a_row_for_each_input_and_the_bias() -> None:
    lines = run("identity", "-i", "1,2", "-w", "0.5,-1", "-f", "csv").splitlines()
    assert lines == [
        "input,x,w,w*x,da/dw,da/dx",
        "x1,1,0.5,0.5,1,0.5",
        "x2,2,-1,-2,2,-1",
        "bias,1,0,0,1,",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["relu"], "Missing option"),
        (["relu", "-i", "1,2", "-w", "1"], "2 inputs need as many weights, not 1"),
        (["relu", "-i", "1"], "Missing option '-w' / '--weights' (or '--hidden' for a network)"),
        (["glu", "-i", "1", "-w", "1"], "two rows of weights"),
        (["relu", "-i", "1", *["-w", "1"] * 17], "17 rows of weights are too many; the limit is 16"),
        (["relu", "-i", "1", "-w", "1", "--seed", "1"], "needs --hidden without --weights"),
        (
            ["relu", "-i", "1", "--hidden", "1", "-w", "1", "-w", "1", "--seed", "1"],
            "needs --hidden without --weights",
        ),
        (["relu", "-i", "1", "--hidden", "0"], "1 to 8 layers of 1 to 16 units"),
        (["relu", "-i", "1", "--hidden", "17"], "1 to 8 layers of 1 to 16 units"),
        (["relu", "-i", "1", "--hidden", "2,2,2,2,2,2,2,2,2"], "1 to 8 layers of 1 to 16 units"),
        (["relu", "-i", "1", "--hidden", "2,"], "is not a whole number"),
        (["relu", "-i", "1", "--hidden", "9" * 5000], "--hidden"),
        (["softmax", "-i", "1", "--hidden", "2"], "belongs at the output"),
        (["glu", "-i", "1", "--hidden", "2"], "a value and a gate"),
        (["relu", "-i", "1,2", "--hidden", "2", "-w", "1,2"], "need 3 rows of weights, not 1"),
        (
            ["relu", "-i", "1,2", "--hidden", "1", "-w", "1,2", "-w", "1,2"],
            "row 2 of the weights needs 1",
        ),
        (["relu", "-i", "1,2", "--hidden", "2", "-b", "1,2,3,4"], "need 3 biases, 2 (one for each layer) or one"),
        (["relu", "-i", "1", "-w", "1", "-b", "1,2"], "as many biases"),
        (["relu", "-i", "inf", "-w", "1"], "not finite"),
        (["relu", "-i", "1,x", "-w", "1"], "'x' is not a number"),
        (["relu", "-i", ",".join("1" * 17), "-w", "1"], "at most 16"),
        (["elu:alpha=1,2", "-i", "1", "-w", "1"], "one activation function, not 2"),
        (["relu", "-i", "1", "-w", "1", "-o", "neuron.bmp"], "the suffix of 'neuron.bmp' is none of"),
        (["relu", "-i", "1", "-w", "1", "-o", "nowhere/neuron.csv"], "does not exist"),
        (["relu", "-i", "1", "-w", "1", "-o", "neuron.csv", "-f", "json"], "contradicts"),
    ],
)
def test_wrong_usage_is_told(arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(main, ["neuron", *arguments])
    assert result.exit_code == 2
    assert message in result.stderr


def test_softmax_takes_a_row_of_weights_for_each_class() -> None:
    softmax = ("softmax", "-i", "1,2", "-w", "0.5,0.1", "-w", "-0.3,0.8", "-w", "0,0.2", "-b", "0,0,0.1")
    assert "they add up to 1" in run(*softmax)
    (found,) = json.loads(run(*softmax, "-f", "json"))
    assert sum(found["a"]) == pytest.approx(1, rel=1e-15)
    assert np.shape(found["gradients"]["weights"]) == (3, 3, 2)
    assert np.sum(found["gradients"]["weights"], axis=0) == pytest.approx(np.zeros((3, 2)), abs=1e-15)


def test_a_layer_has_a_row_for_each_unit() -> None:
    lines = run("relu", "-i", "1,2", "-w", "0.5,-1", "-w", "1,1", "-f", "csv").splitlines()
    assert lines == ["row,w*x1,w*x2,bias,z,a,da/dz", "1,0.5,-2,0,-1.5,0,0", "2,1,2,0,3,3,1"]


NETWORK = ("sigmoid", "-i", "0.05,0.1", "--hidden", "2", "-w", ".15,.2", "-w", ".25,.3", "-w", ".4,.45", "-b")


def test_a_network_gives_every_number_forward_and_backward() -> None:
    """The hidden layer of a worked example that has taught back-propagation for years (Mazur 2015)."""
    (found,) = json.loads(run(*NETWORK, ".35,.35,.6", "-f", "json"))
    assert found["a"][0] == pytest.approx([0.593269992, 0.596884378], abs=1e-9)
    assert found["z"] == [pytest.approx([0.3775, 0.3925]), [found["output"]]]
    assert found["output"] == pytest.approx(1.105905967, abs=1e-9)  # net_o1 there
    slopes = [a * (1 - a) for a in found["a"][0]]
    gradients = found["gradients"]
    assert gradients["bias"] == [pytest.approx([0.4 * slopes[0], 0.45 * slopes[1]]), [1.0]]
    assert gradients["weights"][0][1] == pytest.approx([0.05 * 0.45 * slopes[1], 0.1 * 0.45 * slopes[1]])
    assert gradients["weights"][1] == [found["a"][0]]
    assert np.shape(found["terms"][0]) == np.shape(found["weights"][0]) == (2, 2)


def test_a_network_has_a_row_for_each_input_and_unit() -> None:
    lines = run("relu", "-i", "1,-2", "--hidden", "1", "-w", "1,-1", "-w", "0.5", "-b", "1", "-f", "csv").splitlines()
    assert lines == [
        "layer,unit,z,f'(z),a,dy/da,dy/dz",
        "input,1,,,1,0.5,",
        "input,2,,,-2,-0.5,",
        "hidden 1,1,4,1,4,0.5,0.5",
        "output,1,3,1,3,1,1",
    ]


def test_a_closed_unit_is_told_in_words() -> None:
    printed = run("relu", "-i", "1", "--hidden", "2", "-w", "1", "-w", "-1", "-w", "1,1")
    assert "y = 1\n" in printed
    assert "1 of 2 hidden units have slope 0" in printed


def test_a_seed_draws_the_weights_of_a_network() -> None:
    command = ("tanh", "-i", "1,2,3,4,5", "--hidden", "4,3", "-f", "json", "--seed")
    assert run(*command[:-1]) == run(*command, "0") == run(*command, "0") != run(*command, "1")


@pytest.mark.parametrize("spec", ["tanh", "relu", "square", "sin"])
@pytest.mark.parametrize("weights", ["10,10", "10,-10", "1,1", "1,-1"])
def test_numbers_that_overflow_are_infinite_or_nan(tmp_path: Path, weights: str, spec: str) -> None:
    for more in ([], ["-w", weights], ["--hidden", "1", "-w", "1e308"]):
        command = [spec, "-i", "1e308,1e308", "-w", weights, *more, "-o", str(tmp_path / "x.svg"), "-f", "json"]
        (found,) = json.loads(run(*command))
        assert str(np.ravel(found["z"])[0]) in ("Infinity", "NaN", "0.0")
    run(spec, "-i", "1e308", "-w", "1", "-o", str(tmp_path / "x.svg"))


@pytest.mark.parametrize("spec", ["softmax", "crelu"])
def test_one_row_of_weights_is_enough_for_a_function_of_several(tmp_path: Path, spec: str) -> None:
    command = (spec, "-i", "1,-2", "-w", "1,1", "-o", str(tmp_path / "neuron.svg"), "-f")
    (found,) = json.loads(run(*command, "json"))
    assert np.shape(found["gradients"]["weights"]) == (len(found["a"]), 1, 2)
    assert run(*command, "csv").startswith("row,w*x1,w*x2,bias,z,")
    assert "(z) = " in run(*command[:-1])


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_the_same_command_gives_the_same_picture_and_says_where(tmp_path: Path, suffix: str) -> None:
    pictures = []
    for name in ("one", "two"):
        path = tmp_path / f"{name}.{suffix}"
        printed = run("tanh", "-i", "1,2", "-w", "0.5,-1", "-o", str(path))
        assert printed.endswith(f"\n{path}\n")
        pictures.append(path.read_bytes())
    assert pictures[0] == pictures[1]


def test_beside_a_picture_a_chosen_format_has_standard_output_to_itself(tmp_path: Path) -> None:
    path = tmp_path / "neuron.svg"
    assert len(json.loads(run("tanh", "-i", "1,2", "-w", "0.5,-1", "-o", str(path), "-f", "json"))) == 1
    assert "z = \u22121.5" in path.read_text(encoding="utf-8") or "-1.5" in path.read_text(encoding="utf-8")


def test_help_loads_nothing_heavy_and_numbers_load_numpy_only() -> None:
    assert loaded("neuron", "--help") == set()
    assert loaded("neuron", "tanh", "-i", "1,2", "-w", "1,2") == {"numpy"}


BOTH = (*NETWORK[:-1], "-w", ".5,.55", "--bias", ".35,.6", "--output", "sigmoid,2", "--target", ".01,.99")


def test_the_well_known_example_gives_its_outputs_its_loss_and_its_weights_after_a_step() -> None:
    """Mazur 2015, "A step by step backpropagation example": every number that it prints."""
    (found,) = json.loads(run(*BOTH, "--rate", "0.5", "-f", "json"))
    assert found["output"] == pytest.approx([0.75136507, 0.772928465], abs=5e-9)
    assert found["loss"] == pytest.approx(0.298371109, abs=5e-10)
    assert found["loss_function"] == "squared"
    assert found["gradients"]["weights"][1][0][0] == pytest.approx(0.082167041, abs=5e-10)
    (first, second), (third, fourth) = found["updated"]["weights"]
    assert [*third, *fourth] == pytest.approx([0.35891648, 0.408666186, 0.511301270, 0.561370121], abs=5e-9)
    assert [*first, *second] == pytest.approx([0.149780716, 0.19956143, 0.24975114, 0.29950229], abs=5e-9)
    printed = run(*BOTH, "--rate", "0.5")
    for number in ("0.75136507, 0.772928465", "0.298371109, squared loss", "0.35891648"):
        assert number in printed
    lines = run(*BOTH, "--rate", "0.5", "-f", "csv").splitlines()
    assert lines[0] == "layer,unit,z,f'(z),a,dL/da,dL/dz,dL/dw,w next,b next"
    assert float(lines[5].split(",")[8].split(" ")[0]) == pytest.approx(0.35891648, abs=5e-9)


FIVE = ("relu", "-i", "1,2,3", "--hidden", "4", "--output", "softmax,5")
NAMES = "cat,dog,alligator,onion,none of these"


def test_softmax_over_named_classes_is_one_command() -> None:
    (found,) = json.loads(run(*FIVE, "--names", NAMES, "-f", "json"))
    assert sum(found["output"]) == pytest.approx(1, rel=1e-14)
    assert found["names"] == NAMES.split(",")
    assert "gradients" not in found
    printed = run(*FIVE, "--names", NAMES)
    assert all(f"output    {name}" in printed for name in NAMES.split(","))
    assert "--target gives the loss and its gradients" in printed
    (same,) = json.loads(run(*FIVE[:-1], "softmax", "--names", NAMES, "-f", "json"))
    assert same["output"] == found["output"]


def test_the_words_on_a_softmax_say_its_slope_and_name_its_classes() -> None:
    text = run(*FIVE[:-1], "softmax", "--names", "cat,dog", "--target", "0,1")
    assert "f'(z) of softmax is dy_i/dz_i, the diagonal of its Jacobian\n" in text
    assert [line.partition(":")[0] for line in text.splitlines()[-2:]] == ["output, cat", "output, dog"]
    assert "Jacobian" not in run(*FIVE[:-1], "sigmoid,2")


def test_the_gradient_of_cross_entropy_at_the_sums_of_softmax_is_the_difference_to_the_target() -> None:
    (found,) = json.loads(run(*FIVE, "--target", "0,0,1,0,0", "-f", "json"))
    assert found["loss_function"] == "cross-entropy"
    assert found["loss"] == pytest.approx(-math.log(found["output"][2]), rel=1e-14)
    wanted = [p - (i == 2) for i, p in enumerate(found["output"])]
    assert found["gradients"]["bias"][1] == pytest.approx(wanted, rel=1e-9)


def test_a_single_neuron_has_a_loss_too() -> None:
    (found,) = json.loads(run("sigmoid", "-i", "1,2", "-w", "1,1", "--target", "1", "--rate", "1", "-f", "json"))
    a = 1 / (1 + math.exp(-3))
    assert found["loss"] == pytest.approx((1 - a) ** 2 / 2, rel=1e-12)
    back = (a - 1) * a * (1 - a)
    assert found["updated"] == {
        "weights": [[pytest.approx([1 - back, 1 - 2 * back], rel=1e-12)]],
        "bias": [[pytest.approx(-back, rel=1e-12)]],
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([*FIVE, "--target", "0,1"], "5 outputs need as many targets, not 2"),
        ([*FIVE, "--target", "0,0,2,0,0"], "the target 2 is outside of the range of softmax, 0 to 1"),
        ([*FIVE, "--target", "0,0,.5,0,0"], "must add up to 1, not 0.5"),
        ([*FIVE, "--names", "a,b"], "5 outputs need as many names, not 2"),
        ([*FIVE, "--names", "a,,c,d,e"], "not a name of 1 to 20 characters"),
        ([*FIVE, "-w", "1,2,3"], "one hidden layer of 4 units and 5 outputs need 9 rows of weights, not 1"),
        ([*FIVE, "--rate", "1"], "--rate needs a --target"),
        ([*FIVE, "--loss", "squared"], "--loss needs a --target"),
        ([*FIVE, "--rate", "0", "--target", "1"], "above 0"),
        ([*BOTH, "--target", ".01,1.5"], "the target 1.5 is outside of the range of sigmoid, 0 to 1"),
        ([*BOTH, "--target", ".01"], "2 outputs need as many targets, not 1"),
        ([*BOTH, "--output", "tanh,2", "--loss", "cross-entropy"], "cross-entropy is a loss of probabilities"),
        ([*BOTH, "--output", "glu,2"], "takes a value and a gate"),
        ([*BOTH, "--output", "maxout,2"], "does not give an output for each unit"),
        ([*BOTH, "--output", "softmax,17"], "17 units are not 1 to 16"),
        ([*BOTH, "--output", "softmaxx,3"], "did you mean 'softmax'"),
        ([*BOTH, "--output", "elu:alpha=1,2,3"], "stands for 2 functions"),
        (["relu", "-i", "1", "-w", "1", "--output", "sigmoid"], "give its --hidden layers"),
        (["relu", "-i", "1", "-w", "1", "--names", "a"], "give its --hidden layers or a --target"),
        (["relu", "-i", "1", "--target", "1"], "Missing option '-w' / '--weights'"),
    ],
)
def test_targets_losses_and_ends_that_do_not_fit_are_refused(arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(main, ["neuron", *arguments])
    assert result.exit_code == 2, result.output
    assert message in result.stderr


def test_an_infinite_loss_is_a_failure_that_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    line = ["sigmoid", "-i", "800", "-w", "1", "--target", "0", "--loss", "cross-entropy", "-o", str(path)]
    result = CliRunner().invoke(main, ["neuron", *line])
    assert (result.exit_code, path.exists()) == (1, False)
    assert "the loss is inf; the outputs are 1" in result.stderr


def test_output_is_a_function_or_as_before_a_file_and_a_picture_carries_it(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    run("relu", "-i", "1", "-w", "1", "--output", str(path))
    assert path.exists()
    run(*FIVE, "--names", NAMES, "--target", "0,0,1,0,0", "--rate", "0.1", "-o", str(path))
    text = path.read_text(encoding="utf-8")
    start = text.index("actplot neuron")
    line = text[start : text.index("<", start)]
    assert "--output softmax,5" in line
    run(*shlex.split(line)[2:], "-o", str(tmp_path / "b.svg"))
    assert (tmp_path / "b.svg").read_bytes() == path.read_bytes()

"""``actplot inspect``: what is found in saved pre-activations, what may be left out, and bad files."""

import json
import math
import struct
from pathlib import Path
from statistics import NormalDist
from typing import Any

import ml_dtypes
import numpy as np
import pytest
from click.testing import CliRunner

from actplot import catalogue
from actplot.activation import Gated, Vector
from actplot.analysis.facts import facts
from actplot.cli import main
from actplot.networks import meanfield
from actplot.networks.outputs import slopes_of_outputs
from tests.test_imports import loaded

DEAD = [3, 17, 40]
RNG = np.random.default_rng(0)
Z = RNG.standard_normal((1000, 64)).astype(np.float32)
Z[:, DEAD] = -np.abs(Z[:, DEAD]) - 0.1


def run(*arguments: Any) -> list[dict[str, Any]]:
    result = CliRunner().invoke(main, ["inspect", *map(str, arguments), "-f", "json"])
    assert result.exit_code == 0, result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


def refused(*arguments: Any, status: int = 2) -> str:
    result = CliRunner().invoke(main, ["inspect", *map(str, arguments)])
    assert result.exit_code == status, result.output
    assert not result.stdout
    return result.stderr


def safetensors(path: Path, arrays: dict[str, np.ndarray]) -> Path:
    """Write a file in the layout of safetensors."""
    header, start = {}, 0
    for name, array in arrays.items():
        kind = {"bfloat16": "BF16", "float32": "F32", "float16": "F16", "int64": "I64"}[array.dtype.name]
        header[name] = {"dtype": kind, "shape": array.shape, "data_offsets": [start, start + array.nbytes]}
        start += array.nbytes
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(array.tobytes() for array in arrays.values()))
    return path


@pytest.fixture
def npy(tmp_path: Path) -> Path:
    np.save(tmp_path / "fc1.npy", Z)
    return tmp_path / "fc1.npy"


def test_json_has_the_keys_that_scripts_rely_on_and_planted_dead_units(npy: Path) -> None:
    (found,) = run(npy, "relu")
    assert (found["array"], found["units"], found["samples"]) == ("fc1", 64, 1000)
    assert (found["dead"], found["stuck"], found["not_finite"]) == (3, 3, 0)
    assert [i for i, dead in enumerate(found["per_unit"]["dead"]) if dead] == DEAD
    assert found["saturated"] == pytest.approx((Z <= 0).mean(), rel=1e-12)
    assert found["mean"] == pytest.approx(Z.mean(dtype=float), rel=1e-6)
    assert found["std"] == pytest.approx(Z.std(dtype=float), rel=1e-6)
    assert found["slope_square"] == pytest.approx((Z > 0).mean(), rel=1e-12)
    printed = CliRunner().invoke(main, ["inspect", str(npy), "relu"]).stdout
    assert "fc1: dead: units 3, 17, 40\n" in printed


NORMAL = [NormalDist().inv_cdf((i + 0.5) / 100_000) for i in range(100_000)]
ELEMENTWISE = [f for f in catalogue.everything().values() if not isinstance(f, Vector | Gated)]


@pytest.mark.parametrize("function", ELEMENTWISE[::7], ids=lambda function: function.name)
def test_the_mean_squared_slope_of_normal_numbers_is_that_of_theory(function: Any, tmp_path: Path) -> None:
    z = np.random.default_rng(1).permutation(NORMAL).reshape(-1, 10).astype(np.float32)
    np.save(tmp_path / "z.npy", z)
    (found,) = run(tmp_path / "z.npy", function.name)
    expected = meanfield.chi(function, 1.0, 1.0)
    assert math.isinf(float(expected)) or found["slope_square"] == pytest.approx(expected, rel=0.01, abs=1e-12)
    slope, largest = np.abs(function.derivative(z)), facts(function).max_gradient
    saturated = (slope < 0.01 * largest) | (slope == 0) if math.isfinite(largest) else slope == 0
    assert found["saturated"] == pytest.approx(saturated.mean(), abs=1e-4)


@pytest.mark.parametrize("save", ["npy", "fortran", "npz", "compressed", "F32", "F16", "BF16", "big", "float64"])
def test_every_layout_of_a_file_gives_the_same_units(save: str, tmp_path: Path) -> None:
    path = tmp_path / "z.npz"
    match save:
        case "npz" | "compressed":
            (np.savez if save == "npz" else np.savez_compressed)(path, z=Z)
        case "F32" | "F16" | "BF16":
            dtype = {"F32": np.float32, "F16": np.float16, "BF16": ml_dtypes.bfloat16}[save]
            path = safetensors(tmp_path / "z.safetensors", {"z": Z.astype(dtype)})
        case _:
            path = tmp_path / "z.npy"
            kinds = {"npy": Z, "fortran": np.asfortranarray(Z), "big": Z.astype(">f4"), "float64": Z.astype(float)}
            np.save(path, kinds[save])
    (found,) = run(path, "relu")
    assert [i for i, dead in enumerate(found["per_unit"]["dead"]) if dead] == DEAD
    assert found["saturated"] == pytest.approx((Z <= 0).mean(), rel=1e-12)
    digits = 1e-2 if save == "BF16" else 1e-3
    assert found["per_unit"]["mean"] == pytest.approx(Z.mean(axis=0, dtype=float), abs=digits)
    assert found["per_unit"]["std"] == pytest.approx(Z.std(axis=0, dtype=float), rel=digits)


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize(("shape", "axis"), [((30, 6, 8, 9), 1), ((30, 8, 9, 6), -1), ((2, 3, 300, 250), 1)])
def test_the_axis_of_the_units_may_be_anywhere(shape: tuple[int, ...], axis: int, order: Any, tmp_path: Path) -> None:
    z = np.random.default_rng(3).standard_normal(shape).astype(np.float32)
    np.moveaxis(z, axis, 0)[1] = -1
    np.save(tmp_path / "z.npy", np.asarray(z, order=order))
    (found,) = run(tmp_path / "z.npy", "relu", "--axis", axis)
    assert found["per_unit"]["dead"] == [unit == 1 for unit in range(shape[axis])]
    assert found["samples"] == z.size // shape[axis]
    others = tuple(i for i in range(4) if i != axis % 4)
    assert found["per_unit"]["mean"] == pytest.approx(z.mean(axis=others, dtype=float), abs=1e-6)
    assert "give the axis of its units" in refused(tmp_path / "z.npy", "relu")
    assert "which has no axis 4" in refused(tmp_path / "z.npy", "relu", "--axis", 4)


@pytest.mark.parametrize("name", ["relu", "tanh", "sigmoid", "leaky_relu", "elu", "softplus", "hard_tanh", "relu6"])
def test_outputs_that_determine_the_slope_give_what_pre_activations_give(name: str, tmp_path: Path) -> None:
    z = (3 * np.random.default_rng(4).standard_normal((2000, 8))).astype(np.float32)
    z[:, 2] = -np.abs(z[:, 2]) - 8
    np.save(tmp_path / "z.npy", z)
    np.save(tmp_path / "a.npy", catalogue.get(name)(z))
    (inner,), (outer,) = run(tmp_path / "z.npy", name), run(tmp_path / "a.npy", name, "--outputs")
    assert (inner["numbers"], outer["numbers"]) == ("pre-activations", "outputs")
    assert outer["per_unit"]["dead"] == inner["per_unit"]["dead"]
    assert outer["saturated"] == pytest.approx(inner["saturated"], abs=2e-3)
    assert outer["slope_square"] == pytest.approx(inner["slope_square"], rel=5e-3)


@pytest.mark.parametrize("name", ["gelu", "silu", "mish", "sin", "x*tanh(x)"])
def test_outputs_that_do_not_determine_the_slope_are_refused_with_the_reason(name: str, npy: Path) -> None:
    message = refused(npy, name, "--outputs")
    assert "is not monotonic (it turns at x = " in message
    assert "so an output does not determine the slope" in message


@pytest.mark.parametrize("function", ELEMENTWISE[::4], ids=lambda function: function.name)
def test_whether_outputs_are_enough_is_decided_from_the_facts(function: Any) -> None:
    known = facts(function)
    if known.monotonic == "no":
        with pytest.raises(ValueError, match="is not monotonic"):
            slopes_of_outputs(function)
        return
    slopes = slopes_of_outputs(function)
    x = np.concatenate([np.linspace(-5, 5, 401), [-30.0, 30.0]])
    x = x[np.abs(x[:, None] - np.array([*function.kinks, 1e9])).min(axis=1) > 0.02]
    f, slope = (part.astype(np.float32) for part in function.pair(x))
    # An output that is rounded says of the slope what its neighbours say.
    kept = np.isfinite(f)
    near = np.stack([slopes(np.nextafter(f[kept], np.float32(side * np.inf))) for side in (-1, 1)])
    found, wanted = slopes(f[kept]), np.abs(slope[kept])
    room = (
        0.02 * min(wanted.max(), known.max_gradient)
        + 0.02 * wanted
        + np.ptp(np.concatenate([near, found[None]]), axis=0)
        + 1e-6
    )
    assert (np.abs(np.abs(found) - wanted) <= room).all()


def test_numbers_that_no_output_can_be_are_refused(npy: Path) -> None:
    message = refused(npy, "relu", "--outputs")
    assert "which is no output of this function; leave out --outputs if these are pre-activations" in message


def test_several_arrays_are_chosen_by_name_and_what_is_no_float_is_said(tmp_path: Path) -> None:
    path = tmp_path / "z.npz"
    np.savez(path, fc1=Z, fc2=Z[:, :5], labels=np.arange(1000))
    result = CliRunner().invoke(main, ["inspect", str(path), "relu", "-f", "csv"])
    assert result.stderr == "labels: entries of type int64 are not floats; left out\n"
    assert [line.split(",")[0] for line in result.stdout.splitlines()] == ["array", "fc1", "fc2"]
    assert [found["array"] for found in run(path, "relu", "--array", "fc2")] == ["fc2"]
    assert "there is no array 'fc3'; did you mean 'fc2'?" in refused(path, "relu", "--array", "fc3")
    assert "labels has entries of type int64" in refused(path, "relu", "--array", "labels")
    listed = run(path)
    assert [(one["array"], one["shape"], one["type"]) for one in listed] == [
        ("fc1", list(Z.shape), "float32"),
        ("fc2", [len(Z), 5], "float32"),
        ("labels", [1000], "int64"),
    ]
    np.save(tmp_path / "hidden.npy", Z)
    (alone,) = run(tmp_path / "hidden.npy")
    assert alone["array"] == "hidden"
    mixed = safetensors(tmp_path / "m.safetensors", {"z": Z, "ids": np.arange(4)})
    assert run(mixed)[-1] == {"array": "ids", "shape": [4], "type": "I64"}
    assert [found["array"] for found in run(mixed, "relu")] == ["z"]


def test_nan_and_infinities_are_counted_and_left_out(tmp_path: Path) -> None:
    z = Z.copy()
    z[5, 0], z[6, 0], z[7, 1] = math.nan, math.inf, -math.inf
    np.save(tmp_path / "z.npy", z)
    (found,) = run(tmp_path / "z.npy", "tanh")
    assert found["not_finite"] == 3
    assert found["per_unit"]["mean"][0] == pytest.approx(np.delete(Z[:, 0], [5, 6]).mean(dtype=float), rel=1e-5)
    printed = CliRunner().invoke(main, ["inspect", str(tmp_path / "z.npy"), "tanh"]).stdout
    assert "z: left out: 3 numbers that are NaN or infinite" in printed


def test_a_function_of_a_framework_has_its_slope_at_kinks(tmp_path: Path) -> None:
    np.save(tmp_path / "z.npy", np.zeros((10, 2), np.float32))
    assert run(tmp_path / "z.npy", "torch.nn.ReLU")[0]["dead"] == 2
    assert run(tmp_path / "z.npy", "tf.nn.leaky_relu")[0]["slope_square"] != 1


def test_files_that_can_not_be_read_are_refused(tmp_path: Path, npy: Path) -> None:
    pickled = tmp_path / "objects.npy"
    np.save(pickled, np.array([{}, 1], dtype=object), allow_pickle=True)
    assert "Python objects" in refused(pickled, "relu")
    cut = tmp_path / "cut.npy"
    cut.write_bytes(npy.read_bytes()[:-100])
    assert "not a whole NumPy file" in refused(cut, "relu")
    for name, words in {
        "z.pt": "is a pickle",
        "z.bin": "is none of .npy, .npz, .safetensors",
        "z.onnx": "is none of",
    }.items():
        (tmp_path / name).write_bytes(b"1")
        assert words in refused(tmp_path / name, "relu")
    np.save(tmp_path / "whole.npy", np.arange(12).reshape(4, 3))
    assert "holds no array of floats, but int64" in refused(tmp_path / "whole.npy", "relu")
    np.save(tmp_path / "one.npy", np.float32(3))
    assert "is a single number" in refused(tmp_path / "one.npy", "relu")
    np.savez(tmp_path / "none.npz", z=np.zeros((0, 3), np.float32))
    assert "holds no numbers" in refused(tmp_path / "none.npz", "relu")
    assert "there is no file" in refused(tmp_path / "nowhere.npy", "relu")
    assert "FILE comes first" not in refused(tmp_path / "nowhere.npy", "relu")
    assert "there is no file 'relu'; FILE comes first, then SPEC" in refused("relu", npy)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["softmax"], "belongs at the output"),
        (["glu"], "a value and a gate"),
        (["elu:alpha=1,2"], "a layer has one activation function, not 2"),
        (["--outputs"], "need a SPEC"),
        (["-o", "a.png"], "need a SPEC"),
        (["rellu"], "did you mean 'relu'"),
    ],
)
def test_wrong_usage_is_told(arguments: list[str], message: str, npy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(npy.parent)
    assert message in refused(npy, *arguments)
    assert [path.name for path in npy.parent.iterdir()] == ["fc1.npy"]


def test_numbers_load_no_matplotlib(npy: Path) -> None:
    assert loaded("inspect", str(npy), "relu", "-f", "csv") <= {"numpy", "numpy.ma"}


def test_a_file_of_no_arrays_is_offered_only_the_suffixes_that_are_taken(tmp_path: Path) -> None:
    (tmp_path / "mk.py").write_text("")
    (tmp_path / "junk.npy").write_text("hello")
    problem = refused(tmp_path / "mk.py", "relu")
    assert ".safetensors" in problem
    assert not any(suffix in problem for suffix in (".bin", ".txt", ".csv"))
    assert "is not a NumPy file" in refused(tmp_path / "junk.npy", "relu")


def test_one_unit_and_one_number_are_in_the_singular(tmp_path: Path) -> None:
    z = np.ones((9, 2), np.float32)
    z[:, 1] = -1
    z[0, 0] = math.nan
    np.save(tmp_path / "z.npy", z)
    printed = CliRunner().invoke(main, ["inspect", str(tmp_path / "z.npy"), "relu"]).stdout
    assert "dead: unit 1\n" in printed
    assert "left out: 1 number that is NaN or infinite\n" in printed

"""``actplot check``: a verdict on files of results, in one line of a Makefile."""

import json
import pickle
import struct
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

import actplot
from actplot import catalogue
from actplot.analysis import arrays
from actplot.analysis.check import Rules, true_results
from actplot.arithmetic.formats import FORMATS
from actplot.cli import main
from tests.test_imports import loaded

BFLOAT16 = FORMATS["bfloat16"]
X = np.asarray(BFLOAT16.decode(BFLOAT16.patterns()))


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, arguments)])


def results(name: str = "gelu", *, derivative: bool = False) -> Any:
    return true_results(catalogue.get(name), X, Rules(BFLOAT16, derivative))[2]


def patterns(values: Any) -> Any:
    return BFLOAT16.encode(values)


def safetensors(path: Path, **tensors: tuple[str, Any]) -> None:
    """Write a file as the format's description says, independently of what reads it."""
    header, data = {}, b""
    for name, (kind, array) in tensors.items():
        raw = array.tobytes()
        header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


@pytest.fixture(name="files")
def write_files(tmp_path: Path) -> dict[str, Path]:
    """Right results of GELU in every kind of file."""
    bits = patterns(results())
    found = {
        name: tmp_path / name
        for name in (
            "v2.npy", "bits.npy", "wide.npy", "ref.npz", "packed.npz", "t.safetensors", "raw.bin", "t.txt", "t.csv",
        )
    }  # fmt: skip
    np.save(found["v2.npy"], bits.view(ml_dtypes.bfloat16))
    np.save(found["bits.npy"], bits)
    np.save(found["wide.npy"], results().astype(np.float32))
    np.savez(found["ref.npz"], x=X, f=bits, derivative=patterns(results(derivative=True)))
    np.savez_compressed(found["packed.npz"], f=bits)
    safetensors(found["t.safetensors"], out=("BF16", bits))
    found["raw.bin"].write_bytes(bits.astype("<u2").tobytes())
    found["t.txt"].write_text("\n".join(map(repr, results().tolist())) + "\n")
    found["t.csv"].write_text(",".join(map(str, results().tolist())))
    return found


@pytest.mark.parametrize(
    "name", ["v2.npy", "bits.npy", "wide.npy", "ref.npz", "packed.npz", "t.safetensors", "raw.bin", "t.txt", "t.csv"]
)
def test_right_results_pass_from_any_file(name: str, files: dict[str, Path]) -> None:
    result = run("gelu", files[name], "--dtype", "bfloat16", "--max-ulp", "0.5")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("ok: gelu, f in bfloat16 at 65,536 inputs: at most 0 steps, 0.5 ulp")


def test_a_file_that_says_its_number_format_needs_no_option(files: dict[str, Path]) -> None:
    assert run("gelu", files["t.safetensors"]).exit_code == 0
    result = run("gelu", files["bits.npy"])
    assert result.exit_code == 2
    assert "say with --dtype which number format" in result.stderr


def test_the_derivative_of_a_reference_file_is_chosen_by_its_name(files: dict[str, Path]) -> None:
    assert run("gelu", files["ref.npz"], "--dtype", "bfloat16", "-d", "--max-steps", "0").exit_code == 0
    assert run("tanh", files["ref.npz"], "--dtype", "bfloat16", "-d", "--max-steps", "0").exit_code == 3


def test_a_wrong_result_is_status_3_with_the_input_that_shows_it(tmp_path: Path) -> None:
    wrong = results()
    wrong[X == -5.5625] = 0.0
    np.save(tmp_path / "k.npy", patterns(wrong).view(ml_dtypes.bfloat16))
    result = run("gelu", tmp_path / "k.npy", "--dtype", "bfloat16", "--max-steps", "1")
    assert result.exit_code == 3
    assert result.stdout.startswith("FAILED: gelu, f in bfloat16 at 65,536 inputs: at most 13,215 steps, 158.8 ulp")
    assert "0xc0b2" in result.stdout
    assert result.stderr == ""


def test_without_a_limit_errors_are_reported_and_nothing_fails() -> None:
    result = run("gelu", "gelu_tanh", "--dtype", "bfloat16")
    assert result.exit_code == 0
    assert "at most 6,538 steps" in result.stdout


def test_nan_fails_without_a_limit(tmp_path: Path) -> None:
    wrong = results()
    wrong[X == 1.0] = np.nan
    np.save(tmp_path / "k.npy", patterns(wrong))
    result = run("gelu", tmp_path / "k.npy", "--dtype", "bfloat16", "-f", "json")
    report = json.loads(result.stdout)
    assert result.exit_code == 3
    assert report["nan_mismatches"] == 1
    assert report["worst"][0]["got"] == "NaN"
    assert not report["ok"]


def test_json_has_the_keys_that_scripts_rely_on() -> None:
    report = json.loads(run("silu", "sigmoid", "--dtype", "float8_e4m3fn", "-f", "json").stdout)
    wanted = {"function", "dtype", "inputs", "max_ulp", "max_steps", "worst", "histogram", "nan_mismatches", "ok"}
    assert wanted <= report.keys()
    assert {"x", "x_bits", "got", "want", "ulp", "steps"} <= report["worst"][0].keys()
    assert report["inputs"] == 256
    assert sum(report["histogram"].values()) + report["nan_mismatches"] == 256


@pytest.mark.parametrize("name", FORMATS)
def test_a_function_agrees_with_itself_in_every_format(name: str, tmp_path: Path) -> None:
    format_ = FORMATS[name]
    arguments = ["gelu", "torch.nn.GELU", "--dtype", name, "--max-ulp", "0.5", "--max-steps", "0"]
    if format_.bits > 16:
        np.save(tmp_path / "x.npy", np.linspace(-9, 9, 101).astype(name))
        arguments += ["--input", str(tmp_path / "x.npy")]
    result = run(*arguments)
    assert result.exit_code == 0, result.output


def test_inputs_and_gradients_come_from_files(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    x, dy = rng.normal(0, 2, (4, 50)).astype(np.float32), rng.normal(0, 1, (4, 50)).astype(np.float32)
    np.save(tmp_path / "x.npy", x)
    np.save(tmp_path / "dy.npy", dy)
    slope = np.asarray(catalogue.get("gelu").derivative(x.astype(np.float64)))
    np.save(tmp_path / "dx.npy", (slope * dy).astype(np.float32))
    files = ["--input", tmp_path / "x.npy", "--deriv", "--grad", tmp_path / "dy.npy"]
    assert run("gelu", tmp_path / "dx.npy", *files, "--max-steps", "0").exit_code == 0
    assert run("gelu", tmp_path / "dy.npy", *files, "--max-steps", "0").exit_code == 3


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_the_errors_are_drawn(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"e.{suffix}"
    result = run("gelu", "gelu_tanh", "--dtype", "float16", "-o", path)
    assert result.exit_code == 0
    assert result.stdout.endswith(f"\n{path}\n")
    if suffix == "png":
        with Image.open(path) as image:
            assert image.info["Title"]
    before = path.read_bytes()
    run("gelu", "gelu_tanh", "--dtype", "float16", "-o", path)
    assert path.read_bytes() == before


def test_a_report_goes_to_a_file(tmp_path: Path) -> None:
    result = run("relu", "relu", "--dtype", "float16", "-o", tmp_path / "r.json")
    assert json.loads((tmp_path / "r.json").read_text())["ok"]
    assert result.stdout == f"{tmp_path / 'r.json'}\n"


def bad(tmp_path: Path) -> dict[str, tuple[list[object], str]]:
    """Return mistakes: the arguments, and what the message says."""
    np.save(tmp_path / "short.npy", np.zeros(100, np.uint16))
    np.save(tmp_path / "f4.npy", np.linspace(0, 1, 7, dtype=np.float32))
    np.save(tmp_path / "f8.npy", np.linspace(0, 1, 7))
    np.save(tmp_path / "text.npy", np.array(["a", "b"]))
    np.save(tmp_path / "int.npy", np.zeros(7, np.int32))
    np.save(tmp_path / "object.npy", np.array([{}, 1], dtype=object), allow_pickle=True)
    np.savez(tmp_path / "two.npz", a=np.zeros(7, np.float16), b=np.zeros(7, np.float16))
    (tmp_path / "cut.npy").write_bytes((tmp_path / "f8.npy").read_bytes()[:-9])
    (tmp_path / "k.pt").write_bytes(pickle.dumps([1]))
    (tmp_path / "cut.safetensors").write_bytes(struct.pack("<Q", 1000) + b'{"a":')
    (tmp_path / "odd.safetensors").write_bytes(struct.pack("<Q", 2) + b"[]")
    safetensors(tmp_path / "past.safetensors", a=("F32", np.zeros(4, np.float32)))
    whole = (tmp_path / "past.safetensors").read_bytes()
    (tmp_path / "past.safetensors").write_bytes(whole[:-4])
    (tmp_path / "words.txt").write_text("1 2\n3 x\n")
    (tmp_path / "fp4.bin").write_bytes(bytes([0, 1, 200]))
    (tmp_path / "odd.bin").write_bytes(bytes(7))
    (tmp_path / "empty.npy").write_bytes(b"")
    np.save(tmp_path / "x34.npy", np.zeros((3, 4), np.float32))
    np.save(tmp_path / "y43.npy", np.zeros((4, 3), np.float32))
    np.save(tmp_path / "f2.npy", np.zeros(7, np.float16))
    f16 = ["--dtype", "float16"]
    return {
        "wrong length": (["gelu", tmp_path / "short.npy", *f16], "100 results for 65,536 bit patterns of float16"),
        "other inputs": (
            ["gelu", tmp_path / "f4.npy", "--input", tmp_path / "two.npz"], "(a, b); one called 'x' is due",
        ),
        "sizes": (["gelu", tmp_path / "f4.npy", "--input", tmp_path / "f8.npy"], "contradicts the number format f"),
        "not values": (["gelu", tmp_path / "f4.npy", "--input", tmp_path / "f4.npy", *f16], "not a value of float16"),
        "float64 without inputs": (["gelu", tmp_path / "f8.npy"], "float64 has 2^64 inputs"),
        "text": (["gelu", tmp_path / "text.npy", *f16], "has numbers of type <U1"),
        "integers": (["gelu", tmp_path / "int.npy", *f16], "bit patterns of float16 are uint16"),
        "objects": (["gelu", tmp_path / "object.npy", *f16], "Python objects"),
        "truncated": (["gelu", tmp_path / "cut.npy"], "is not a whole NumPy file"),
        "a pickle": (["gelu", tmp_path / "k.pt", *f16], "safetensors.torch.save_file"),
        "a truncated header": (["gelu", tmp_path / "cut.safetensors"], "not a whole safetensors file"),
        "another header": (["gelu", tmp_path / "odd.safetensors"], "not a whole safetensors file"),
        "data past the end": (["gelu", tmp_path / "past.safetensors"], "is said to be bytes 0 to 16"),
        "a word": (["gelu", tmp_path / "words.txt", *f16], "line 2: 'x' is not a number"),
        "bits beyond the format": (["gelu", tmp_path / "fp4.bin", "--dtype", "float4_e2m1fn"], "0xc8"),
        "half a pattern": (["gelu", tmp_path / "odd.bin", *f16], "7 bytes; a bit pattern of float16 takes 2"),
        "an empty file": (["gelu", tmp_path / "empty.npy", *f16], "it is cut off"),
        "another 16 bits": (
            ["gelu", tmp_path / "f2.npy", "--dtype", "bfloat16"], "float16, which contradicts the number format bf",
        ),
        "another shape": (
            ["gelu", tmp_path / "y43.npy", "--input", tmp_path / "x34.npy"],
            "results of shape (4, 3) for inputs of shape (3, 4)",
        ),
        "no file": (["gelu", tmp_path / "none.npy", *f16], "none.npy"),
        "no inputs": (["gelu", "gelu", *f16, "--input", tmp_path / "none.npy"], "there is no file"),
        "a folder": (["gelu", "gelu", *f16, "--input", tmp_path], "is a folder"),
        "no dtype": (["gelu", "gelu_tanh"], "give --dtype"),
        "no such dtype": (["gelu", "gelu", "--dtype", "float12"], "unknown value 'float12'; did you mean"),
        "all of float32": (["gelu", "gelu", "--dtype", "float32"], "2^32 inputs, which take minutes"),
        "a vector function": (["softmax", "gelu", *f16], "softmax is a vector function"),
        "a vector candidate": (["gelu", "softmax", *f16], "softmax is a vector function"),
        "a gradient of f": (["gelu", "gelu", *f16, "--grad", tmp_path / "f2.npy"], "multiply f'"),
        "a sweep": (["elu:alpha=1,2", "elu", *f16], "stands for 2 functions"),
        "a negative limit": (["gelu", "gelu", *f16, "--max-ulp", "-1"], "not at least 0"),
        "an unknown candidate": (["gelu", "geluu", *f16], "unknown function 'geluu'"),
        "a file without a suffix": (["gelu", "kernel", *f16], "a file of results ends in .npy"),
        "a swept candidate": (["elu", "elu:alpha=1,2", *f16], "it stands for 2 functions"),
        "a gated function": (["swiglu", "gelu", *f16], "swiglu is a gated function; check compares elementwise"),
    }  # fmt: skip


def test_a_mistake_is_one_clear_message(tmp_path: Path, subtests: pytest.Subtests) -> None:
    for mistake, (arguments, message) in bad(tmp_path).items():
        with subtests.test(mistake):
            result = run(*arguments)
            assert result.exit_code in {1, 2}
            assert message in result.stderr, result.stderr
            assert "fault" not in result.stderr
            assert len(result.stderr.splitlines()) <= 2
            assert result.stdout == ""


def test_expressions_are_compared_as_functions_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exact = ["--dtype", "bfloat16", "--max-steps", "0"]
    assert run("silu", "x/(1+exp(-x))", *exact).exit_code == 0
    assert run("max(a*x,x):a=0.1", "leaky_relu:slope=0.1", "-d", *exact).exit_code == 0
    wrong = run("silu", "x/(1+exp(-x)", *exact)
    assert wrong.exit_code == 2
    assert "x/(1+exp(-x)\n" in wrong.stderr  # with a caret on a line of its own
    (tmp_path / "silu").mkdir()
    monkeypatch.chdir(tmp_path)
    assert run("silu", "silu", *exact).exit_code == 0


def test_what_is_half_an_ulp_off_only_in_float64_is_not_correctly_rounded(tmp_path: Path) -> None:
    """ml_dtypes rounds float64 to float32 first, and so takes the wrong neighbour of what is next to a midpoint."""
    with np.errstate(all="ignore"):
        twice = np.asarray(catalogue.get("gelu")(X)).astype(ml_dtypes.bfloat16)
    np.save(tmp_path / "k.npy", twice)
    result = run("gelu", tmp_path / "k.npy", "--dtype", "bfloat16", "--max-ulp", "0.5")
    assert result.exit_code == 3
    assert "at most 1 step, >0.5 ulp, limit 0.5 ulp" in result.stdout


def test_a_file_is_read_in_parts_whatever_its_layout(tmp_path: Path) -> None:
    x = np.linspace(-4, 4, 12, dtype=np.float32).reshape(3, 4)
    good = np.asarray(catalogue.get("tanh")(x))
    np.save(tmp_path / "x.npy", np.asfortranarray(x))
    np.save(tmp_path / "big.npy", good.astype(">f4"))
    np.savez(tmp_path / "k.npz", f=np.asfortranarray(good))
    for name in ("big.npy", "k.npz"):
        assert run("tanh", tmp_path / name, "--input", tmp_path / "x.npy", "--max-steps", "0").exit_code == 0
        stored = arrays.load(str(tmp_path / name))
        assert np.array_equal(stored.values(5, 9), good.reshape(-1)[5:9])


def test_python_has_the_same_report() -> None:
    report = actplot.check("gelu", results("gelu_tanh").astype(ml_dtypes.bfloat16), max_steps=1)
    assert not report.ok
    assert f"{report!r}\n" == run("gelu", "gelu_tanh", "--dtype", "bfloat16", "--max-steps", "1").stdout


def test_python_takes_a_callable() -> None:
    function = actplot.get("silu")
    assert actplot.check("silu", function, dtype="float16", max_ulp=0.5).ok
    report = actplot.check("silu", lambda x: x / (np.float16(1) + np.exp(-x)), dtype="float16", max_ulp=0.5)
    assert not report.ok
    with pytest.raises(ValueError, match="number format of the results is not known"):
        actplot.check("silu", function)


def test_python_names_what_does_not_fit() -> None:
    mistakes: list[tuple[dict[str, Any], str]] = [
        ({"results": np.zeros(5), "inputs": np.zeros(6)}, "5 results for 6 inputs"),
        ({"results": np.zeros(5), "dtype": "float12"}, "unknown number format 'float12'"),
        ({"results": np.zeros(5), "inputs": np.zeros(5), "ftz": "some"}, "ftz is one of none, in, out, both"),
    ]
    for arguments, message in mistakes:
        with pytest.raises(ValueError, match=message):
            actplot.check("relu", **arguments)


def test_a_check_loads_no_matplotlib() -> None:
    assert loaded("check", "gelu", "gelu_tanh", "--dtype", "bfloat16") == {"numpy"}


def test_a_candidate_that_is_no_file_of_numbers_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "junk.npy").write_text("hello")
    (tmp_path / "folder").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        for candidate, problem in (
            ("junk.npy", "'junk.npy' is not a NumPy file"),
            ("none.npy", "there is no file 'none.npy'"),
            ("folder", "'folder' is a folder, not a file"),
        ):
            result = run("relu", candidate, "--dtype", "float16")
            assert (result.exit_code, problem in result.stderr) == (2, True), result.stderr


def test_upstream_gradients_without_deriv_name_the_option(tmp_path: Path) -> None:
    np.save(tmp_path / "g.npy", np.zeros(3, np.float16))
    result = run("relu", "relu", "--dtype", "float16", "--grad", tmp_path / "g.npy")
    assert result.exit_code == 2
    assert "--deriv" in result.stderr


def test_results_that_are_nan_are_named_before_the_errors_of_the_others(tmp_path: Path) -> None:
    np.save(tmp_path / "nan.npy", np.full(3, np.nan, np.float16))
    np.save(tmp_path / "x.npy", np.ones(3, np.float16))
    text = run("sigmoid", tmp_path / "nan.npy", "--input", tmp_path / "x.npy").stdout
    first = text.splitlines()[0]
    assert first == "FAILED: sigmoid, f in float16 at 3 inputs: 3 results with NaN on one side only"
    assert "the others" not in text  # there are none


def test_a_resolution_that_is_too_low_for_letters_is_wrong_usage(tmp_path: Path) -> None:
    line = ["check", "relu", "relu", "--dtype", "float8_e5m2", "-o", str(tmp_path / "a.png"), "--dpi", "10"]
    result = CliRunner().invoke(main, [*line, "--text-size", "5"])
    assert (result.exit_code, "smaller than a pixel" in result.stderr) == (2, True), result.output
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", FORMATS)
def test_a_table_of_values_says_its_number_format(name: str, tmp_path: Path) -> None:
    file = str(tmp_path / "ref.npz")
    line = ["--dtype", name, "--at", "0.75,-1.5,0.1", "-o", file]
    assert CliRunner().invoke(main, ["table", "tanh", *line]).exit_code == 0
    with np.load(file) as arrays:
        assert str(arrays["format"]) == name
    limit = "4" if name == "float64" else "0.5"
    for deriv in ([], ["-d"]):
        result = CliRunner().invoke(main, ["check", "tanh", file, "--input", file, "--max-ulp", limit, *deriv])
        assert (result.exit_code, f" in {name} at 3 inputs" in result.stdout) == (0, True), result.output
    other = "float16" if name != "float16" else "float32"
    result = CliRunner().invoke(main, ["check", "tanh", file, "--input", file, "--dtype", other])
    assert (result.exit_code, f"holds numbers of {name}, which contradicts" in result.stderr) == (2, True)


@pytest.mark.parametrize("name", [name for name, format_ in FORMATS.items() if format_.bits < 64])
def test_a_number_beyond_the_largest_of_a_format_is_refused_wherever_it_is_read(name: str, tmp_path: Path) -> None:
    """Rounded to an infinity, to NaN or to the largest number, as formats have it, it would be another input."""
    largest = FORMATS[name].largest
    (tmp_path / "x.txt").write_text(f"1 {4 * largest!r}\n")
    (tmp_path / "most.txt").write_text(f"1 {largest!r}\n")
    lines = [
        (["table", "relu", "--dtype", name, "--at"], f"1,{4 * largest!r}", f"1,{largest!r}"),
        (["table", "relu", "--dtype", name, "--at", "-"], None, None),
        (["check", "relu", "relu", "--dtype", name, "--input"], str(tmp_path / "x.txt"), str(tmp_path / "most.txt")),
    ]
    for line, wrong, right in lines:
        result = CliRunner().invoke(main, [*line, *filter(None, [wrong])], input=f"{4 * largest!r}\n")
        assert result.exit_code == 2
        assert f"{4 * largest:g} is beyond the largest number of {name}, {largest:g}" in result.stderr
        assert CliRunner().invoke(main, [*line, *filter(None, [right])], input=f"{largest!r}\n").exit_code == 0

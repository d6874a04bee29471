"""``actplot plot`` writes true pictures, the same bytes each time, and nothing on an error."""

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from actplot import catalogue, curves
from actplot.activation import Activation
from actplot.cli import main

FUNCTIONS = [f for f in catalogue.everything().values() if type(f) is Activation]


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_the_same_command_gives_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    pictures = []
    for name in ("one", "two"):
        path = tmp_path / f"{name}.{suffix}"
        result = CliRunner().invoke(main, ["plot", "relu", "tanh", "--deriv", "-o", str(path)])
        assert result.output == f"{path}\n"
        pictures.append(path.read_bytes())
    assert pictures[0] == pictures[1]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_no_piece_spans_a_kink(function: Activation) -> None:
    low, high = curves.window([function])
    curve = curves.trace(function, low, high)
    assert set(function.kinks) == set(curve.kinks)
    for piece in curve.pieces:
        assert not any(piece.x[0] < kink < piece.x[-1] for kink in function.kinks)
        # f is continuous inside a piece: no step is out of proportion to the slopes at its ends.
        steps = np.abs(np.diff(piece.f))
        slopes = np.maximum(np.abs(piece.derivative[1:]), np.abs(piece.derivative[:-1]))
        assert (steps <= np.diff(piece.x) * slopes * 1.5 + 1e-9).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["plot", "rellu"], "did you mean 'relu'"),
        (["plot", "relu", "--xlim", "1", "1"], "LO must be less than HI"),
        (["plot", "relu", "--xlim", "0", "inf"], "finite"),
        (["plot", "relu", "-o", "a.bmp"], "'bmp' is not one of"),
        (["plot", "relu", "-o", "nowhere/a.png"], "does not exist"),
        (["plot", "relu", "--size", "99", "99", "--dpi", "1000"], "200 megapixels"),
        (["plot"], "Missing argument"),
    ],
)
def test_wrong_usage_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not list(tmp_path.iterdir())


def test_a_folder_in_the_way_is_a_failure_and_stays(tmp_path: Path) -> None:
    (tmp_path / "relu.png").mkdir()
    result = CliRunner().invoke(main, ["plot", "relu", "-o", str(tmp_path / "relu.png")])
    assert result.exit_code == 1
    assert "folder" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["relu.png"]

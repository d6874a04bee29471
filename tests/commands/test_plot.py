"""``actplot plot`` writes true pictures, the same bytes each time, and nothing on an error."""

import io
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from actplot.cli import main
from actplot.pictures import encoders


def image(path: Path) -> Image.Image:
    return Image.open(io.BytesIO(path.read_bytes()))


def plot(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["plot", *map(str, arguments)])


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_the_same_command_gives_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    pictures = []
    for name in ("one", "two"):
        path = tmp_path / f"{name}.{suffix}"
        result = plot("relu", "tanh", "--deriv", "-o", path)
        assert result.output == f"{path}\n"
        pictures.append(path.read_bytes())
    assert pictures[0] == pictures[1]


def test_the_environment_does_not_change_the_bytes(tmp_path: Path) -> None:
    pictures = []
    surroundings: list[dict[str, str]] = [
        {},
        {"LC_ALL": "de_DE.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "7"},
        {"MPLBACKEND": "svg", "SOURCE_DATE_EPOCH": "1"},
    ]
    for i, changes in enumerate(surroundings):
        folder = tmp_path / f"folder {i}"
        folder.mkdir()
        if i:
            (folder / "matplotlibrc").write_text("lines.linewidth: 9\naxes.facecolor: red\nfont.size: 30\n")
        arguments = ["plot", "gelu", "-d", "-o", "pictures/", "-f", "png", "-f", "svg", "-f", "pdf"]
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **changes}
        subprocess.run(
            [sys.executable, "-m", "actplot", *arguments],
            cwd=folder,
            env=environment,
            check=True,
            capture_output=True,
        )
        pictures.append([(folder / "pictures" / f"gelu.{suffix}").read_bytes() for suffix in ("png", "svg", "pdf")])
    assert pictures[0] == pictures[1] == pictures[2]


def test_a_folder_gets_one_file_for_each_spec_and_format(tmp_path: Path) -> None:
    result = plot("relu", "elu:alpha=0.5,1", "torch.nn.GELU", "-o", f"{tmp_path}/new/", "-f", "png", "-f", "svg")
    names = ["relu", "elu-alpha=0.5,1", "gelu"]
    expected = [str(tmp_path / "new" / f"{name}.{suffix}") for name in names for suffix in ("png", "svg")]
    assert result.output.splitlines() == expected
    assert sorted(expected) == sorted(str(path) for path in (tmp_path / "new").iterdir())
    alone = tmp_path / "alone.png"
    plot("relu", "-o", alone)
    assert alone.read_bytes() == (tmp_path / "new" / "relu.png").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["relu", "tanh"], ["relu-tanh.png"]),
        (["elu:alpha=1,2,3,4,5,6,7,8,9,10,11,12", "--layout", "overlay"], ["elu.png"]),
        (["elu:alpha=1,2,3,4,5,6,7,8,9,10,11,12,13", "--layout", "grid"], ["functions.png"]),
        (["--family", "shrinkage"], ["shrinkage.png"]),
        (["elu:alpha=1", "elu:alpha=2", "-o", "d/"], ["d/elu.png", "d/elu-alpha=2.png"]),
        (["hard_tanh:min_val=-2,-3:max_val=2", "-o", "d/"], ["d/hard_tanh-min_val=-2,-3-max_val=2.png"]),
        (["relu", "-o", "d/", "-f", "svg", "-f", "SVG"], ["d/relu.svg"]),
    ],
)
def test_a_file_is_named_after_its_functions(
    arguments: list[str], names: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("actplot.pictures.figures.draw", lambda *_: b"")
    monkeypatch.setattr("actplot.interface.workers.ordered", map)
    assert plot(*arguments).stdout.split() == names
    assert all((tmp_path / name).exists() for name in names)


def test_a_picture_has_the_same_bytes_among_many_as_alone(tmp_path: Path) -> None:
    specs = ["relu", "elu:alpha=0.1,1/3", "gelu", "softmax"]
    result = plot(*specs, "-d", "-f", "png", "-f", "svg", "-o", f"{tmp_path}/many/")
    written = result.stdout.split()
    assert len(written) == 8, (result.stderr, result.exception)
    for spec in specs:
        for suffix in ("png", "svg"):
            plot(spec, "-d", "-o", tmp_path / f"one.{suffix}")
            assert (tmp_path / f"one.{suffix}").read_bytes() in [Path(path).read_bytes() for path in written]


def test_the_name_of_a_framework_is_in_the_command_and_in_the_name_of_the_file(tmp_path: Path) -> None:
    specs = ["leaky_relu", "jax.nn.leaky_relu", "nn.LeakyReLU(0.2)", 'ACT2FN["leaky_relu"]', "elu:alpha=1,2"]
    result = CliRunner().invoke(main, ["plot", *specs, "-o", f"{tmp_path}/"])
    assert result.exit_code == 0, result.output
    files = [Path(line).name for line in result.stdout.split()]
    assert files == [
        "leaky_relu.png",
        "jax.nn.leaky_relu.png",
        "nn.LeakyReLU-0.2.png",
        "ACT2FN-leaky_relu.png",
        "elu-alpha=1,2.png",
    ]
    for spec, name in zip(specs, files, strict=True):
        with Image.open(tmp_path / name) as picture:
            assert picture.info["Comment"] == shlex.join(["actplot", "plot", spec])


def test_a_family_in_a_folder_is_all_of_it(tmp_path: Path) -> None:
    result = plot("--family", "Linear", "-o", tmp_path)
    assert str(tmp_path / "identity.png") in result.output.splitlines()


def test_standard_output_gets_only_the_picture() -> None:
    result = plot("relu", "-o", "-", "-f", "svg")
    assert result.stdout_bytes.startswith(b"<?xml")
    assert result.stdout_bytes.endswith(b"</svg>\n")


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_a_theme_has_its_background_and_transparent_has_none(tmp_path: Path, theme: str) -> None:
    backgrounds = {"light": (255, 255, 255), "dark": (22, 24, 29), "print": (255, 255, 255)}
    plot("elu:alpha=1,2", "-d", "--theme", theme, "-o", tmp_path / "a.png", "--dpi", 60)
    plot("elu:alpha=1,2", "-d", "--theme", theme, "--transparent", "-o", tmp_path / "b.png", "--dpi", 60)
    assert image(tmp_path / "a.png").convert("RGBA").getpixel((1, 1)) == (*backgrounds[theme], 255)
    pixel = image(tmp_path / "b.png").convert("RGBA").getpixel((1, 1))
    assert isinstance(pixel, tuple)
    assert pixel[3] == 0
    if theme == "print":
        colours = image(tmp_path / "a.png").convert("RGB").getcolors(1 << 24)
        assert colours
        assert all(c[0] == c[1] == c[2] for _, c in colours if isinstance(c, tuple))


def test_size_and_dpi_are_inches_and_dots(tmp_path: Path) -> None:
    plot("relu", "--size", 3, 2, "--dpi", 100, "-o", tmp_path / "a.png")
    assert image(tmp_path / "a.png").size == (300, 200)


def test_files_carry_a_title_the_facts_and_the_command(tmp_path: Path) -> None:
    for suffix in ("png", "svg", "pdf"):
        plot("gelu", "-d", "--xlim", -3, 3, "-o", tmp_path / f"a.{suffix}")
    command = "actplot plot gelu --deriv --xlim -3 3"
    picture = image(tmp_path / "a.png")
    assert picture.info["Comment"] == command
    assert picture.info["Description"].startswith("GELU: minimum -0.170 at x = -0.752; range [-0.170, inf)")
    svg = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert re.search(r"<title>GELU</title>\s*<desc>GELU: minimum -0.170 at x = -0.752", svg)
    assert command in svg
    pdf = (tmp_path / "a.pdf").read_bytes()
    assert b"/Title (GELU)" in pdf
    assert command.encode() in pdf
    assert str(tmp_path).encode() not in pdf + svg.encode() + (tmp_path / "a.png").read_bytes()


def test_show_opens_what_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    monkeypatch.setattr("actplot.interface.viewer.view", opened.append)
    plot("relu", "-o", tmp_path / "a.png", "--show")
    assert opened == [str(tmp_path / "a.png")]


THIRTEEN = "elu:alpha=1,2,3,4,5,6,7,8,9,10,11,12,13"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["rellu"], "did you mean 'relu'"),
        (["relu", "--xlim", "1", "1"], "LO must be less than HI"),
        (["relu", "--xlim", "2", "1"], "LO must be less than HI"),
        (["relu", "--xlim", "0", "inf"], "finite"),
        (["relu", "--xlim", "nan", "1"], "finite"),
        (["relu", "--xlim", "1", "1.0000000000000002"], "can't be drawn"),
        (["relu", "--xlim", "-1e308", "1e308"], "can't be drawn"),
        (["relu", "--ylim", "1", "0"], "LO must be less than HI"),
        (["relu", "--ylim", "-20", "-10"], "shows nothing"),
        (["relu", "--size", "0", "0"], "0 is not from 1 to 60"),
        (["relu", "--size", "nan", "1"], "finite"),
        (["relu", "--size", "59", "59", "--dpi", "1000"], "80 megapixels"),
        (["relu", "--dpi", "0"], "0 is not from 10 to 2400"),
        (["relu", "-o", "a.bmp"], f"the suffix of 'a.bmp' is none of {encoders.listed()}"),
        (["relu", "-o", "a.png", "-f", "svg"], "contradicts the suffix"),
        (["relu", "-o", "a.png", "-f", "png", "-f", "svg"], "to one file"),
        (["relu", "-f", "png", "-f", "svg"], "need a folder"),
        (["relu", "-o", "-", "-f", "png", "-f", "svg"], "standard output"),
        (["relu", "-o", "-/"], "can't be a folder"),
        (["relu", "-o", "-", "--show"], "--show needs a file"),
        (["relu", "-o", "nowhere/a.png"], "the folder 'nowhere' does not exist"),
        (["relu", "-o", "nowhere/folder/"], "does not exist"),
        (["relu", "RELU", "-o", "folder/"], "given twice"),
        (["relu", "tanh", "--layout", "grid", "-o", "folder/"], "name a file"),
        ([THIRTEEN], "--layout grid"),
        ([THIRTEEN, "--deriv"], "--layout grid"),
        (["--all"], "--layout grid"),
        (["--all", "relu"], "only one of"),
        (["--family", "sigmoidl"], "did you mean 'sigmoidal'"),
        (["relu", "--theme", "blue"], "unknown value 'blue'; choose from light, dark, print"),
        (["relu", "--at", "1,2"], "actplot table"),
        (["softmax", "relu"], "can't share axes"),
        (["softmax", "--at", "1,inf"], "finite"),
        (["softmax", "--at", "1,x"], "not a number"),
        (["maxout", "--at", "1,2,3"], "groups of k = 2"),
        (["softmax", "--at", ",".join("1" * 21)], "at most 20"),
        ([], "Missing argument"),
    ],
    ids=lambda value: " ".join(value)[:60] if isinstance(value, list) else "",
)
def test_wrong_usage_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = plot(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert not list(tmp_path.iterdir())


def test_a_folder_with_the_name_of_the_file_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "relu.png").mkdir()
    result = plot("relu")
    assert result.exit_code == 1
    assert "folder" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["relu.png"]


@pytest.mark.parametrize("title", ["$x", "<script>alert('x')</script> & ]]>", "two\nlines", "\x00\x1b"])
def test_a_file_with_any_title_can_be_read(tmp_path: Path, title: str) -> None:
    from xml.etree import ElementTree

    assert plot("relu", "--title", title, "-o", tmp_path / "a.svg").exit_code == 0
    tree = ElementTree.parse(tmp_path / "a.svg")
    assert not tree.findall(".//{*}script")
    assert plot("relu", "--title", title, "-o", tmp_path / "a.png").exit_code == 0
    assert plot("relu", "--title", title, "-o", tmp_path / "a.pdf").exit_code == 0


@pytest.mark.parametrize("arguments", [["sigmoid", "--deriv"], ["hard_tanh", "--theme", "dark"], ["gelu", "-d"]])
def test_an_animation_loops_is_small_and_reproducible(tmp_path: Path, arguments: list[str]) -> None:
    result = plot(*arguments, "-o", tmp_path / "a.gif")
    assert result.stderr == ""
    plot(*arguments, "-o", tmp_path / "b.gif")
    data = (tmp_path / "a.gif").read_bytes()
    assert data == (tmp_path / "b.gif").read_bytes()
    assert len(data) < 1_000_000
    picture = image(tmp_path / "a.gif")
    assert picture.info["loop"] == 0
    assert getattr(picture, "n_frames", 1) > 50
    assert picture.size == (640, 400)
    background = {"dark": (22, 24, 29)}.get(arguments[-1], (255, 255, 255))
    assert picture.convert("RGB").getpixel((1, 1)) == background


@pytest.mark.parametrize("arguments", [["relu", "softmax"], ["softmax"], ["glu"], ["relu", "--transparent"]])
def test_only_an_opaque_picture_of_elementwise_functions_can_be_animated(
    tmp_path: Path, arguments: list[str]
) -> None:
    result = plot(*arguments, "-o", tmp_path / "a.gif")
    assert result.exit_code == 2
    assert "an animation" in result.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("curves", ["f''", "f,f'", "f,f',f''", "f, f\u2032, f\u2033"])
def test_the_curves_named_are_drawn(curves: str, tmp_path: Path) -> None:
    path = tmp_path / "gelu.svg"
    result = CliRunner().invoke(main, ["plot", "gelu", "--curves", curves, "-o", str(path)])
    assert result.exit_code == 0, result.output
    drawn = set(re.findall(r'id="(f|derivative|second)-\d+"', path.read_text(encoding="utf-8")))
    wanted = [part.strip().replace("\u2032", "'").replace("\u2033", "''") for part in curves.split(",")]
    assert drawn == {{"f": "f", "f'": "derivative", "f''": "second"}[part] for part in wanted}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["relu", "--curves", "f,g"], "unknown curve 'g'; choose from f, f', f''"),
        (
            ["softmax", "--curves", "f''"],
            "softmax is a vector function; --curves and --yscale are of elementwise ones",
        ),
        (["relu", "--yscale", "log", "--ylim", "-1", "1"], "--ylim must be positive with --yscale log"),
        (["binary_step", "--yscale", "log", "--curves", "f'"], "a logarithmic axis can't show it"),
        (["softmax", "--at", "1,2,3", "--names", "a,b"], "--names gives 2 names for 3 scores"),
        (["softmax", "--names", "a,b"], "--names are those of the scores of --at; give both"),
        (
            ["relu", "gelu", "--layout", "grid", "--yscale", "log"],
            "leave out --layout grid or --yscale log",
        ),
        (["relu", "--curves", "f''", "-o", "a.gif"], "a point that moves along f; add f to --curves"),
        (["relu", "--yscale", "log", "-o", "a.gif"], "gif has a linear axis; choose pdf, png, svg"),
    ],
)
def test_what_can_not_be_drawn_is_refused(
    words: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["plot", *words])
    assert result.exit_code == 2
    assert message in " ".join(result.output.split())
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["x/(1+x^2)", "1/x", "x*tanh(softplus(x))", "max(0.1*x, x)", "mine = x^2"])
def test_the_file_of_a_formula_has_a_name_that_needs_no_quotes(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "1").mkdir()
    result = CliRunner().invoke(main, ["plot", text, "--size", "2", "1.5"])
    assert result.exit_code == 0, result.output
    name = result.stdout.strip()
    assert re.fullmatch(r"[\w.=,+-]+\.png", name)
    assert {found.name for found in tmp_path.iterdir()} == {"1", name}

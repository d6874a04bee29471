"""Every picture format that is found writes its own bytes, the same each time, with the texts that belong inside."""

import io
import re
import subprocess
import sys
import zlib
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

import actplot
from actplot import catalogue
from actplot.cli import main
from actplot.pictures import encoders, figures
from actplot.pictures.encoders import Drawn, Moving, Still
from actplot.pictures.look import Look

COMMAND = "actplot plot tanh --deriv --title 'A & <B>'"
LOOK = Look(derivative=True, size=(3, 2), dpi=60, title="A & <B> \u03b1", command=COMMAND)
DESCRIPTION = "Tanh: range (-1, 1)"
XML = ("svg",)

every_format = pytest.mark.parametrize("name", encoders.names())
every_still = pytest.mark.parametrize("name", encoders.names(Still))
every_moving = pytest.mark.parametrize("name", encoders.names(Moving))
every_figure = pytest.mark.parametrize("name", [*encoders.names(Still), *encoders.names(Moving)])


@cache
def drawn(name: str) -> bytes:
    return figures.draw(catalogue.parse("tanh"), LOOK, name)


def kind(data: bytes) -> str:
    """Return the format that the bytes themselves declare, as the suffix of its files."""
    if data.startswith(b"%PDF-"):
        return "pdf"
    if any(0x2800 < ord(letter) < 0x2900 for letter in data[:1000].decode(errors="ignore")):
        return "text"
    if b"<svg" in data[:1000]:
        assert ElementTree.fromstring(data).tag == "{http://www.w3.org/2000/svg}svg"
        return "svg"
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        assert image.format
        return image.format.lower()


def words(data: bytes) -> str:
    """Return all text inside a file: that of an image's fields, of a PDF's strings, or of XML with its entities."""
    if data.startswith(b"%PDF-"):
        strings = re.findall(rb"\((?:[^()\\]|\\.)*\)", data, re.DOTALL)
        texts = [re.sub(rb"\\(.)", rb"\1", string[1:-1], flags=re.DOTALL) for string in strings]
        return " ".join(t.decode("utf-16" if t.startswith(b"\xfe\xff") else "latin-1") for t in texts)
    if b"<svg" in data[:1000]:
        return " ".join(ElementTree.fromstring(data).itertext())
    with Image.open(io.BytesIO(data)) as image:
        fields = [*image.info.values(), *image.getexif().values()]
    return " ".join(f.decode("utf-8", "replace") if isinstance(f, bytes) else str(f) for f in fields)


@every_format
def test_a_format_writes_what_its_name_says(name: str) -> None:
    assert kind(drawn(name)) in (name, {"jpg": "jpeg", "tif": "tiff"}.get(name))


def test_no_two_formats_write_the_same() -> None:
    assert len({drawn(name) for name in encoders.names()}) == len(encoders.names())


@every_format
def test_the_same_picture_has_the_same_bytes(name: str) -> None:
    assert figures.draw(catalogue.parse("tanh"), LOOK, name) == drawn(name)


@every_figure
def test_a_file_carries_title_description_and_command(name: str) -> None:
    text = words(drawn(name))
    assert "A & <B> \u03b1" in text
    assert DESCRIPTION in text
    assert COMMAND in text


def test_the_fields_of_a_png_have_the_keywords_of_its_standard() -> None:
    with Image.open(io.BytesIO(drawn("png"))) as image:
        fields = image.text  # type: ignore[attr-defined]
    assert fields["Title"] == "A & <B> \u03b1"
    assert DESCRIPTION in fields["Description"]
    assert fields["Comment"] == COMMAND
    assert set(fields) == {"Title", "Description", "Comment", "Software"}


@every_figure
def test_a_file_names_the_versions_that_drew_it(name: str) -> None:
    text = words(drawn(name))
    assert f"actplot {actplot.__version__}, matplotlib {matplotlib.__version__}" in text


@every_figure
def test_a_raster_picture_has_the_chosen_size(name: str) -> None:
    encoder = encoders.get(name)
    assert isinstance(encoder, Still | Moving)
    if isinstance(encoder, Moving) or encoder.raster:
        with Image.open(io.BytesIO(drawn(name))) as image:
            assert image.size == (180, 120)


@every_still
def test_a_still_picture_shows_the_same_curve_as_all_others(name: str) -> None:
    """Pixels are compared with those of png; vector formats hold the curve's own name and many points."""
    encoder = encoders.get(name)
    assert isinstance(encoder, Still)
    if not encoder.raster:
        data = drawn(name)
        streams = re.findall(rb"stream\n(.*?)\nendstream", data, re.DOTALL)
        drawing = b"".join(zlib.decompress(s) for s in streams if s[:1] == b"x") if streams else data
        assert len(re.findall(rb"\bl\b|\bL ", drawing)) > 100
        return
    with Image.open(io.BytesIO(drawn(name))) as image, Image.open(io.BytesIO(drawn("png"))) as other:
        difference = np.abs(np.asarray(image.convert("RGB"), float) - np.asarray(other.convert("RGB"), float))
    assert difference.mean() < 3


@every_moving
def test_a_moving_picture_has_many_frames_and_runs_forever(name: str) -> None:
    with Image.open(io.BytesIO(drawn(name))) as image:
        assert getattr(image, "n_frames", 1) > 50
        assert image.info["loop"] == 0


@every_format
def test_a_format_is_chosen_by_its_suffix_or_by_its_name(name: str, tmp_path: Path) -> None:
    arguments = ["plot", "tanh", "--deriv", "--size", "3", "2", "--dpi", "60"]
    path = tmp_path / f"a.{name.upper()}"
    by_suffix = CliRunner().invoke(main, [*arguments, "-o", str(path)])
    assert by_suffix.output == f"{path}\n"
    by_name = CliRunner().invoke(main, [*arguments, "-f", name, "-o", "-"])
    assert path.read_bytes() == by_name.stdout_bytes
    assert kind(by_name.stdout_bytes) == kind(drawn(name))


@every_format
def test_help_and_completion_offer_a_format(name: str) -> None:
    assert re.search(rf"\b{name}\b", CliRunner().invoke(main, ["plot", "--help"]).output)
    words_of_a_line = {"_ACTPLOT_COMPLETE": "fish_complete", "COMP_WORDS": "actplot plot -f ", "COMP_CWORD": ""}
    assert f"plain,{name}" in CliRunner().invoke(main, env=words_of_a_line).output.split()


@every_format
def test_networks_are_drawn_in_still_formats_only(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{name}"
    result = CliRunner().invoke(main, ["neuron", "tanh", "-i", "1", "-w", "2", "-o", str(path)])
    if name in encoders.names(Still):
        assert result.exit_code == 0
        assert kind(path.read_bytes()) == kind(drawn(name))
    else:
        assert result.exit_code == 2
        assert encoders.listed(Still) in result.stderr


def test_reading_all_formats_and_themes_loads_nothing_heavy() -> None:
    program = (
        "import sys\n"
        "from actplot.pictures import encoders, themes\n"
        "assert all(encoders.get(name) for name in encoders.names())\n"
        "print(*{'numpy', 'matplotlib', 'PIL'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"


def test_an_unknown_format_is_an_error_that_names_those_there_are() -> None:
    for name in ("bmp", "PNG", "", "__init__"):
        with pytest.raises(ValueError, match=f"unknown picture format '{name}'; choose from {encoders.listed()}"):
            figures.draw(catalogue.parse("tanh"), LOOK, name)


@pytest.mark.parametrize("name", [*encoders.names(Moving), *encoders.names(Drawn)])
def test_one_figure_is_no_moving_picture(name: str) -> None:
    functions = catalogue.parse("tanh")
    with pytest.raises(ValueError, match=f"{name} does not show a figure; choose {encoders.listed(Still)}"):
        figures.save(figures.compose(functions, LOOK), functions, LOOK, name)

"""Many decimals at once are read as Python reads each, and whatever else there is by Python itself."""

import io
import random

import click
import pytest

from actplot.interface.decimals import FEWEST, decimals
from actplot.interface.streams import points_from

SPELLINGS = ("0", "-0", "7", "-12", "3.25", "-0.1", ".5", "-.5", "5.", "00012", "0.30000000000001", "999999999999999")
OTHERS = ("1e5", "+1", "nan", "inf", "1_0", "1-2", "--1", "-", ".", "1.2.3", "1.-", "-1-", "1:2", "x", "\u0661")
LONG = ("1234567890123456", "0.1000000000000000055511151231257827")


def test_decimals_are_the_floats_that_python_reads() -> None:
    rng = random.Random(0)
    texts = [f"{rng.uniform(-1, 1) * 10.0 ** rng.randint(0, 8):.{rng.randint(0, 6)}f}" for _ in range(20_000)]
    texts += SPELLINGS
    for separator in (" ", "\n", ",", ", ", "\r\n", "\t\v\f"):
        found = decimals(separator.join(texts).encode())
        assert found is not None
        assert list(map(repr, found.tolist())) == [repr(float(text)) for text in texts]


@pytest.mark.parametrize("other", OTHERS + LONG)
@pytest.mark.parametrize("place", [0, 1, FEWEST, 2 * FEWEST])
def test_what_is_no_short_decimal_is_left_to_python(other: str, place: int) -> None:
    texts = ["4.5"] * 2 * FEWEST
    texts.insert(place, other)
    assert decimals(" ".join(texts).encode()) is None


@pytest.mark.parametrize("text", [" " * FEWEST, ",\n" * FEWEST])
def test_no_numbers_are_an_empty_array(text: str) -> None:
    found = decimals(text.encode())
    assert found is not None
    assert not len(found)


@pytest.mark.parametrize("wrong", ["1.2.3", "4-5", "x"])
def test_an_error_after_many_decimals_names_its_line(wrong: str) -> None:
    text = "1.5\n" * 100_000 + wrong
    with pytest.raises(click.BadParameter, match=f"line 100001: '{wrong}' is not a number"):
        for _ in points_from(io.BufferedReader(io.BytesIO(text.encode()))):
            pass


def test_a_stream_of_mixed_spellings_is_read_whole() -> None:
    texts = [spelling for i in range(20_000) for spelling in (str(i), f"{-i / 8}", "1e-3" if i % 7000 == 0 else "2")]
    blocks = points_from(io.BufferedReader(io.BytesIO("\n".join(texts).encode())))
    found = [float(x) for block in blocks for x in block]
    assert found == [float(text) for text in texts]

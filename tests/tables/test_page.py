"""The HTML page: a viewport, both palettes, a label for each number on a narrow screen, and a key."""

import re

import pytest

from actplot import catalogue
from actplot.pictures.themes import THEMES
from actplot.tables import formats
from actplot.tables.facts import facts_table
from actplot.tables.values import values_table


def page(*specs: str) -> str:
    functions = [function for spec in specs for function in catalogue.parse(spec)]
    return "".join(facts_table(functions, formats.get("html")))


def test_the_page_fits_its_screen_and_has_the_colours_of_both_themes() -> None:
    text = page("relu", "softmax")
    assert '<meta name="viewport" content="width=device-width' in text
    light, _, dark = text.partition("@media (prefers-color-scheme: dark)")
    for part, theme in ((light, THEMES["light"]), (dark.partition("body")[0], THEMES["dark"])):
        for colour in (theme.background, theme.ink, *theme.palette[:2]):
            assert colour in part
    assert 'stroke="#' not in text.replace('stroke="#8888"', "")


def test_each_column_has_its_label_on_a_narrow_screen() -> None:
    text = page("relu")
    heads = re.findall(r"<th[^>]*>([^<]*)</th>", text)
    labels = dict(re.findall(r'td:nth-child\((\d+)\)::before \{ content: "([^"]*)" \}', text))
    assert {int(place): label for place, label in labels.items()} == {
        place: head for place, head in enumerate(heads, 1) if head
    }


def test_only_a_page_with_small_pictures_has_a_key_to_them() -> None:
    assert "In the small pictures" in page("relu")
    values = "".join(values_table(catalogue.parse("relu"), [], formats.get("html"), ["x"], stream=False))
    assert "In the small pictures" not in values


@pytest.mark.parametrize("spec", list(catalogue.everything()))
def test_no_row_is_empty(spec: str) -> None:
    (row,) = re.findall(r"<tbody>\n(.*)\n</tbody>", page(spec), re.DOTALL)
    cells = re.findall(r"<td[^>]*>(.*?)</td>", row)
    assert sum(bool(cell) for cell in cells) > 4  # more than name, kind, family and formula

"""The HTML page in a real browser, where there is one: it fits a phone and a desktop, and breaks no word."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
MEASURE = """<!DOCTYPE html>
<iframe id="page" src="PAGE" style="border: 0; height: 800px; width: WIDTHpx"></iframe>
<script>
document.getElementById("page").addEventListener("load", event => {
  const page = event.target.contentDocument, root = page.documentElement, broken = [];
  const range = page.createRange();
  for (const cell of page.querySelectorAll("td:not(:last-child), p")) {
    for (const node of [...cell.childNodes].filter(node => node.nodeType === 3)) {
      for (const word of node.data.matchAll(/[^\\s-]{1,11}(?=[\\s-]|$)/g)) {
        if (word.index && !/[\\s-]/.test(node.data[word.index - 1])) continue;
        range.setStart(node, word.index);
        range.setEnd(node, word.index + word[0].length);
        if (range.getClientRects().length > 1) broken.push(word[0]);
      }
    }
  }
  const shown = [...page.querySelectorAll("td")].filter(cell => cell.getClientRects().length);
  const style = cell => page.defaultView.getComputedStyle(cell);
  const box = element => element.getBoundingClientRect();
  const outgrown = svg => [...svg.children].some(path => box(path).right > box(svg).right + 2);
  const found = {
    wide: root.scrollWidth, room: root.clientWidth, broken,
    words: shown.map(cell => cell.textContent).join(" ").length,
    empty: shown.filter(cell => !cell.innerHTML && cell.offsetHeight > 0).length,
    aligned: [...new Set(shown.filter(cell => cell.className === "n").map(cell => style(cell).textAlign))],
    cut: [...page.querySelectorAll("td svg")].filter(outgrown).length,
    headings: page.querySelector("thead").getClientRects().length,
  };
  document.body.append(Object.assign(document.createElement("pre"), {textContent: JSON.stringify(found)}));
});
</script>
"""


@pytest.mark.skipif(BROWSER is None, reason="needs Chromium")
@pytest.mark.parametrize("width", [390, 1200])
@pytest.mark.parametrize("arguments", [[], ["relu", "gelu", "--at", "-1e300,0.1"]], ids=["facts", "values"])
def test_the_page_fits_the_window_and_breaks_no_word(arguments: list[str], width: int, tmp_path: Path) -> None:
    table = [sys.executable, "-m", "actplot", "table", *arguments, "-o", str(tmp_path / "page.html")]
    subprocess.run(table, stdout=subprocess.DEVNULL, check=True)
    (tmp_path / "measure.html").write_text(MEASURE.replace("PAGE", "page.html").replace("WIDTH", str(width)))
    line = [
        str(BROWSER),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--allow-file-access-from-files",
    ]
    line += [f"--user-data-dir={tmp_path}/profile", "--virtual-time-budget=9000", "--dump-dom"]
    done = subprocess.run(
        [*line, (tmp_path / "measure.html").as_uri()], capture_output=True, text=True, check=True, timeout=60
    )
    (measured,) = re.findall(r"<pre>(.*)</pre>", done.stdout)
    found = json.loads(measured)
    assert found["words"] > (10 if arguments else 10_000)
    assert found["room"] == width
    assert found["wide"] <= found["room"]
    assert found["broken"] == []
    assert found["cut"] == 0
    if width == 390:
        assert found["headings"] == 0  # each number has its label instead
        assert found["empty"] == 0
        assert found["aligned"] == ["left"]

"""What every command line keeps to: its status, its words, and outputs that their own formats' readers take."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
import zlib
from collections.abc import Callable, Iterator
from html.parser import HTMLParser

from tests.fuzz.running import BYTES, HANGS, SECONDS, Outcome

ALLOWED = re.compile(
    r"\d+ values of .* are not decided by any number of digits; they are NaN|no function has .*|no value has .*"
)
HINTED = re.compile(r"Try 'actplot[\w ]*--help'\.")
# What Python and its libraries say of their own arguments, which is no answer to a user.
FOREIGN = re.compile(
    "empty sequence|cannot convert|could not be broadcast|Axis limits|arange:|codec can't|NoneType|zero-size|"
    "not supported between|operands|out of bounds|math domain|division by zero|Numerical result|index"
)
VOID = {"meta", "link", "br", "hr", "img", "input", "col", "wbr"}


def faults(line: list[str], outcome: Outcome) -> Iterator[str]:
    """Yield what is wrong with the outcome of a command line."""
    status, errors = outcome.status, outcome.stderr.splitlines()
    if status == HANGS:
        yield "does not end"
        return
    if status not in {0, 1, 2} and not (status == 3 and line[:1] == ["check"]):
        yield f"status {status}"
    if outcome.seconds > SECONDS:
        yield f"{outcome.seconds:.1f} s of processor time"
    if outcome.memory > BYTES:
        yield f"{outcome.memory / 1e6:.0f} MB"
    yield from _words(status, errors)
    if status == 2 and outcome.files:
        yield f"wrong usage, but it wrote {list(outcome.files)}"
    if status in {0, 3}:
        yield from _outputs(line, outcome)


def _words(status: int, errors: list[str]) -> Iterator[str]:
    text = "\n".join(errors)
    for word in ("a fault in actplot", "Traceback", "Warning", "not enough memory"):
        if word in text:
            yield f"{word} on standard error: {text[-500:]}"
            return
    errors = [error for error in errors if not ALLOWED.fullmatch(error)]
    if status in {0, 3} and errors:
        yield f"status {status}, but it says {text[:500]!r}"
    if status in {1, 2}:
        if status == 2 and errors and "Commands:" in text and errors[0].startswith("Usage:"):
            return  # help, since no command was given
        if not errors or not errors[0].startswith("Error: ") or len(errors) > 4:
            yield f"status {status} with {text[:500]!r}"
        elif status == 2 and not HINTED.fullmatch(errors[-1]):
            yield f"wrong usage without a hint: {text[:500]!r}"
        elif FOREIGN.search(errors[0]):
            yield f"an error of a library: {errors[0][:300]!r}"
        elif len(text) > 3000:
            yield f"an error of {len(text)} characters"


def _outputs(line: list[str], outcome: Outcome) -> Iterator[str]:
    for name, data in outcome.files.items():
        named = any(name in (word, f"{word.rstrip('/')}/{name.rpartition('/')[2]}") for word in line)
        printed = name.encode("utf-8", "surrogateescape") in outcome.stdout
        target = name == "target.svg" and "link.svg" in line
        if not (named or printed or target):
            yield f"it wrote {name!r}, which nobody named"
        # A suffix that means nothing to the command is taken with -f.
        problems = [
            list(_read(form, data, name)) for form in (name.rpartition(".")[2].lower(), form_of(line)) if form
        ]
        if all(problems):
            yield problems[0][0]
    if not {"--help", "-h", "--version"} & set(line):
        kept = outcome.files and "-" not in line  # standard output has their paths then
        if not kept:
            yield from _read(form_of(line), outcome.stdout, "standard output")


def form_of(line: list[str]) -> str:
    """Return the last format that a line asks for, or nothing."""
    given = [line[i + 1] for i, word in enumerate(line[:-1]) if word in ("-f", "--format")]
    return given[-1].lower() if given else ""


def _read(form: str, data: bytes, name: str) -> Iterator[str]:
    if form not in READERS or (not data and name == "standard output"):
        return
    try:
        READERS[form](data)
    except Exception as error:
        yield f"{name} is not {form}: {type(error).__name__}: {str(error)[:300]}"


def _never(word: str) -> None:
    raise ValueError(f"{word} in JSON")


def _json(data: bytes) -> None:
    json.loads(data, parse_constant=_never)


def _jsonl(data: bytes) -> None:
    for row in data.decode().splitlines():
        json.loads(row, parse_constant=_never)


def _separated(delimiter: str) -> Callable[[bytes], None]:
    def read(data: bytes) -> None:
        if not data.endswith(b"\n"):
            raise ValueError("no end of line")
        rows = list(csv.reader(io.StringIO(data.decode(), newline=""), delimiter=delimiter, strict=True))
        wrong = next((row for row in rows if len(row) != len(rows[0])), None)
        if wrong is not None:
            raise ValueError(f"{wrong} has not the columns {rows[0]}")

    return read


def _svg(data: bytes) -> None:
    for element in ET.fromstring(data).iter():
        for key, value in element.attrib.items():
            if key in {"d", "x", "y", "width", "height", "transform", "points", "cx", "cy", "r", "viewBox"}:
                found = re.search(r"(?<![a-z])(nan|inf)", value)
                if found:
                    raise ValueError(f"{found[0]} in {key} of {element.tag}")


class _Page(HTMLParser):
    """Raises ValueError where elements do not nest."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        for key, value in attrs:
            if key in {"d", "points"} and re.search(r"(?<![a-z])(nan|inf)", value or ""):
                raise ValueError(f"no number in {key} of {tag}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            raise ValueError(f"</{tag}> closes nothing")


def _html(data: bytes) -> None:
    page = _Page()
    page.feed(data.decode())
    page.close()
    if page.open:
        raise ValueError(f"{page.open} stay open")


ENDS = (b"IEND\xaeB`\x82", b"\0;")  # of PNG and GIF


def _pixels(data: bytes) -> None:
    from PIL import Image

    if not data.endswith(ENDS):
        raise ValueError("cut off")
    with Image.open(io.BytesIO(data)) as image:
        for frame in range(getattr(image, "n_frames", 1)):
            image.seek(frame)
            image.load()


def _pdf(data: bytes) -> None:
    if not data.startswith(b"%PDF-") or not data.rstrip().endswith(b"%%EOF"):
        raise ValueError("head or foot")
    start = int(data.rstrip().split()[-2])
    if not data[start:].startswith(b"xref"):
        raise ValueError("no table of objects where it should be")
    for offset in re.findall(rb"(\d{10}) 00000 n", data[start:]):
        if not re.match(rb"\d+ 0 obj", data[int(offset) :]):
            raise ValueError(f"no object at {offset.decode()}")
    for head, body in re.findall(rb"<<([^>]*(?:>(?!>)[^>]*)*)>>\s*stream\r?\n(.*?)endstream", data, re.DOTALL):
        drawing = b"/FlateDecode" in head and not re.search(rb"/(Image|FontFile|Length1|Type1C|CIDFontType)", head)
        text = zlib.decompress(body) if drawing else b""
        if re.search(rb"(?m)(^|\s)-?(nan|inf)(?=\s|$)", text):
            raise ValueError("a coordinate that is no number")


def _arrays(data: bytes) -> None:
    import numpy as np

    with np.load(io.BytesIO(data), allow_pickle=False) as found:
        sizes = {key: found[key].shape[0] for key in found.files if key != "format"}
    if len(set(sizes.values())) != 1:
        raise ValueError(f"arrays of lengths {sizes}")


def _utf8(data: bytes) -> None:
    if b"\x1b" in data:
        raise ValueError("control sequences")
    data.decode()


READERS: dict[str, Callable[[bytes], None]] = {
    "json": _json,
    "jsonl": _jsonl,
    "csv": _separated(","),
    "tsv": _separated("\t"),
    "svg": _svg,
    "html": _html,
    "png": _pixels,
    "gif": _pixels,
    "pdf": _pdf,
    "npz": _arrays,
    **dict.fromkeys(("txt", "md", "tex", "org", "plain", "table", "markdown", "latex", "text", "card"), _utf8),
}

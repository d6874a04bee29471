"""Arrays of numbers in files: .npy, .npz, .safetensors, .bin and text, mapped into memory where that is possible."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from actplot.analysis import numpy_files
from actplot.arithmetic.formats import FORMATS, Format
from actplot.language import numbers

SUFFIXES = (".npy", ".npz", ".safetensors", ".bin", ".txt", ".csv")
FORMAT = "format"  # the array of an .npz file that holds the name of the number format of the others
SHAPED = (".npy", ".npz", ".safetensors")
_PICKLES = (".pt", ".pth", ".pkl", ".pickle", ".ckpt")
LONGEST_HEADER = 100_000_000  # bytes; the limit of the safetensors library
MOST_TEXT = 1 << 28  # bytes; text is read whole

_SAFETENSORS = {
    "F64": "float64",
    "F32": "float32",
    "F16": "float16",
    "BF16": "bfloat16",
    "F8_E4M3": "float8_e4m3fn",
    "F8_E5M2": "float8_e5m2",
    "F6_E3M2": "float6_e3m2fn",
    "F6_E2M3": "float6_e2m3fn",
    "F4": "float4_e2m1fn",
}
_INTEGERS = {
    "U8": "u1",
    "U16": "<u2",
    "U32": "<u4",
    "I8": "i1",
    "I16": "<i2",
    "I32": "<i4",
    "I64": "<i8",
    "U64": "<u8",
}


@dataclass(frozen=True)
class Stored:
    """Numbers of one format in a file; they are read when they are asked for."""

    path: str
    name: str
    """The array's name in the file; empty where the file holds one array."""
    format: Format
    raw: Any
    """Values as float64, float32 or float16, or bit patterns as unsigned integers, of any shape."""

    @property
    def size(self) -> int:
        """The number of entries."""
        return int(self.raw.size)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape as stored."""
        found: tuple[int, ...] = self.raw.shape
        return found

    def values(self, start: int = 0, stop: int | None = None) -> Any:
        """Return the entries from ``start`` to ``stop``, in row-major order, as float64 of one dimension.

        Raises:
            ValueError: floats of a wider type that are no values of the format.

        """
        block = self._block(start, self.size if stop is None else stop)
        if block.dtype.kind == "u":
            return self.format.decode(block)
        with np.errstate(invalid="ignore"):
            values = block.astype(np.float64) * 1.0  # a signalling NaN becomes a quiet one
        if block.dtype.name != self.format.name:
            self._require_values(values)
        return values

    def _block(self, start: int, stop: int) -> Any:
        raw = self.raw
        if not isinstance(raw, np.memmap) or not raw.flags.c_contiguous or stop <= start:
            return raw.reshape(-1)[start:stop]
        # Mapped anew, so that the parts of a large file that were read don't stay in memory.
        return np.memmap(self.path, raw.dtype, "r", raw.offset + start * raw.itemsize, (stop - start,))

    def parts(self, ranges: Iterable[tuple[int, int]]) -> Iterator[Any]:
        """Yield the entries of each range, in the order of the file, as float32 of one dimension.

        Those of a mapped array are read from its file, so that no more than a range of it is in memory.

        Raises:
            ValueError: the file has become shorter.

        """
        if not isinstance(self.raw, np.memmap):
            flat = np.ravel(self.raw, order="F" if self.fortran else "C")
            for start, stop in ranges:
                yield self._narrow(flat[start:stop])
            return
        width = self.raw.dtype.itemsize
        with Path(self.path).open("rb", buffering=0) as file:
            for start, stop in ranges:
                file.seek(self.raw.offset + start * width)
                read = file.read((stop - start) * width) or b""
                if len(read) != (stop - start) * width:
                    raise ValueError(f"{self.shown} ends before its {self.size} entries")
                yield self._narrow(np.frombuffer(read, self.raw.dtype))

    @property
    def fortran(self) -> bool:
        """Whether the first axis, and not the last, is contiguous in the file."""
        return bool(self.raw.flags.f_contiguous and not self.raw.flags.c_contiguous)

    def _narrow(self, block: Any) -> Any:
        """Return entries as float32."""
        with np.errstate(all="ignore"):
            if self.format.name == "bfloat16" and block.dtype.kind == "u":
                return (block.astype(np.uint32) << 16).view(np.float32)
            return (self.format.decode(block) if block.dtype.kind == "u" else block).astype(np.float32, copy=False)

    def _require_values(self, values: Any) -> None:
        finite = values[np.isfinite(values)]
        wrong = finite[self.format.round(finite, overflow="inf") != finite]
        if len(wrong):
            raise ValueError(f"{self.shown} holds {wrong[0]}, which is not a value of {self.format.name}")

    @property
    def shown(self) -> str:
        """How a message names the array."""
        return ": ".join(filter(None, (repr(self.path) if self.path else "the array", self.name)))


def given(values: Any, dtype: str | None = None) -> Stored:
    """Return numbers in memory as an array of a number format; see :func:`load` for ``dtype``.

    Raises:
        ValueError: they are no numbers, or bit patterns of a format that is not named.

    """
    array = np.asarray(values)
    if array.dtype.kind == "O":
        raise ValueError(f"numbers are needed, not {type(values).__name__}")
    if array.dtype.name in FORMATS and array.dtype.kind != "f":  # an extension type, such as ml_dtypes has
        if dtype not in {None, array.dtype.name}:
            raise ValueError(f"an array of {array.dtype.name} contradicts the number format {dtype}")
        format_ = FORMATS[array.dtype.name]
        return Stored("", "", format_, array.view(format_.storage))
    return _typed("", "", array, dtype)


def is_file(name: str) -> bool:
    """Whether ``name`` is that of a file of numbers, by its suffix or because it is a path that exists."""
    known = Path(name).suffix.lower() in (*SUFFIXES, *_PICKLES)
    return known or (not name.isidentifier() and Path(name).exists())


def load(path: str, dtype: str | None = None, choose: Sequence[str] = ()) -> Stored:
    """Open the one array of a file.

    Args:
        path: its suffix is one of :data:`SUFFIXES`.
        dtype: the number format of the entries, a key of FORMATS; needed where the file does not say it (.bin, text,
            integers and raw bytes that hold bit patterns).
        choose: names of which the first that the file has is taken, where it holds several arrays.

    Raises:
        ValueError: the file holds something else, several arrays and none of ``choose``, or another number format.
        OSError: it can't be read.

    """
    found = load_all(path, dtype)
    if len(found) == 1:
        return next(iter(found.values()))
    for name in choose:
        if name in found:
            return found[name]
    due = f"one called {choose[0]!r} is due" if choose else "one alone is due"
    raise ValueError(f"{path!r} holds {len(found)} arrays ({_some(found)}); {due}")


class Other(NamedTuple):
    """An array that is not of floats."""

    kind: str
    """The type of its entries."""
    shape: tuple[int, ...]


def load_floats(path: str) -> tuple[dict[str, Stored], dict[str, Other]]:
    """Open the arrays of floats in a .npy, .npz or .safetensors file by name, and describe the others.

    Raises:
        ValueError: the file is none of these, or not whole.
        OSError: it can't be read.

    """
    if Path(path).suffix.lower() not in (*SHAPED, *_PICKLES):
        raise ValueError(f"the suffix of {path!r} is none of {', '.join(SHAPED)}, the files of arrays with axes")
    others: dict[str, Other] = {}
    return load_all(path, others=others), others


def load_all(path: str, dtype: str | None = None, others: dict[str, Other] | None = None) -> dict[str, Stored]:
    """Open every array of a file by its name; see :func:`load`.

    With ``others``, arrays that are not of floats are left out, and described there by name.
    """
    suffix = Path(path).suffix.lower()
    if suffix in _PICKLES:
        raise ValueError(
            f"{path!r} is a pickle, which can run any code when it is read; "
            "save with safetensors.torch.save_file or, as numbers alone, numpy.save"
        )
    if suffix not in SUFFIXES:
        raise ValueError(f"the suffix of {path!r} is none of {', '.join(SUFFIXES)}")
    if suffix == ".npy":
        return _all_typed(path, {"": numpy_files.read_npy(path)}, dtype, others)
    if suffix == ".npz":
        raws = numpy_files.read_npz(path)
        named = raws[FORMAT] if FORMAT in raws and raws[FORMAT].dtype.kind == "U" else None
        if named is not None and named.ndim == 0 and str(named) in FORMATS:
            if dtype not in {None, str(named)}:
                raise ValueError(f"{path!r} holds numbers of {named}, which contradicts the number format {dtype}")
            dtype = str(raws.pop(FORMAT))
        return _all_typed(path, raws, dtype, others)
    if suffix == ".safetensors":
        return _safetensors(path, dtype, others)
    if dtype is None:
        raise ValueError(f"{path!r} does not say its number format; give --dtype")
    format_ = FORMATS[dtype]
    if suffix == ".bin":
        size, width = Path(path).stat().st_size, format_.storage.itemsize
        if size % width:
            raise ValueError(f"{path!r} has {size:,} bytes; a bit pattern of {dtype} takes {width}")
        stored = format_.storage.newbyteorder("<")
        raw: Any = np.memmap(path, stored, "r") if size else np.empty(0, stored)
        return {"": Stored(path, "", format_, _checked_patterns(path, format_, raw))}
    return {"": Stored(path, "", format_, _text(path, format_))}


def _all_typed(
    path: str, raws: dict[str, Any], dtype: str | None, others: dict[str, Other] | None
) -> dict[str, Stored]:
    found = {}
    for name, raw in raws.items():
        if others is not None and (raw.dtype.kind != "f" or raw.dtype.itemsize not in {2, 4, 8}):
            others[name] = Other(raw.dtype.str if raw.dtype.kind == "V" else str(raw.dtype), raw.shape)
        else:
            found[name] = _typed(path, name, raw, dtype)
    return found


def _safetensors(path: str, dtype: str | None, others: dict[str, Other] | None) -> dict[str, Stored]:
    """Map the tensors of a safetensors file: 8 bytes of length, a JSON header, then the numbers."""
    size = Path(path).stat().st_size
    with Path(path).open("rb") as file:
        start = file.read(8)
        length = int.from_bytes(start, "little")
        if len(start) < 8 or length > min(size - 8, LONGEST_HEADER):
            why = (
                f"its header of {length:,} bytes is cut off" if len(start) == 8 else "8 bytes of length are due first"
            )
            raise ValueError(f"{path!r} is not a whole safetensors file: it has {size:,} bytes, {why}")
        text = file.read(length)
    try:
        header = json.loads(text)
        entries = {name: entry for name, entry in header.items() if name != "__metadata__"}
        described = {
            name: (str(entry["dtype"]), tuple(map(int, entry["shape"])), tuple(map(int, entry["data_offsets"])))
            for name, entry in entries.items()
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ValueError(
            f"{path!r} is not a whole safetensors file: its header is not a JSON object of tensors"
        ) from None
    found = {}
    for name, (kind, shape, offsets) in described.items():
        format_ = FORMATS.get(_SAFETENSORS.get(kind, ""))
        if format_ is None and others is not None:
            others[name] = Other(kind, shape)
            continue
        if format_ is None and kind not in _INTEGERS:
            raise ValueError(f"{path!r}: {name} has numbers of type {kind}, which are not read here")
        stored = np.dtype(_INTEGERS[kind]) if format_ is None else format_.storage.newbyteorder("<")
        begin, end = offsets if len(offsets) == 2 else (0, -1)
        count = math.prod(shape)
        if (
            not 0 <= begin <= end <= size - 8 - length
            or min(shape, default=0) < 0
            or end - begin != count * stored.itemsize
        ):
            raise ValueError(
                f"{path!r} is not a whole safetensors file: {name} is said to be bytes {begin} to {end}, "
                f"of {max(size - 8 - length, 0):,} that follow the header"
            )
        raw: Any = np.zeros(shape, stored)
        if count:
            raw = np.memmap(path, stored, "r", 8 + length + begin, shape)
        if format_ is None:
            found[name] = _typed(path, name, raw, dtype)
        else:
            _require_format(path, name, format_, dtype)
            found[name] = Stored(path, name, format_, _checked_patterns(path, format_, raw))
    return found


def _typed(path: str, name: str, raw: Any, dtype: str | None) -> Stored:
    """Return an array of NumPy's: floats say their own format, anything else holds bit patterns of ``dtype``."""
    shown = ": ".join(filter(None, (repr(path) if path else "the array", name)))
    if raw.dtype.names is not None or raw.dtype.kind not in "fuiV":
        raise ValueError(f"{shown} has numbers of type {raw.dtype}, which are not read here")
    if raw.dtype.kind == "f" and raw.dtype.itemsize in {2, 4, 8}:
        own = FORMATS[f"float{8 * raw.dtype.itemsize}"]
        if dtype is None or dtype == own.name:
            return Stored(path, name, own, raw)
        if own.bits <= FORMATS[dtype].bits:
            raise ValueError(f"{shown} has numbers of type {own.name}, which contradicts the number format {dtype}")
        return Stored(path, name, FORMATS[dtype], raw)
    if dtype is None:
        raise ValueError(
            f"{shown} has entries of type {raw.dtype.str}; say with --dtype which number format they hold"
        )
    format_ = FORMATS[dtype]
    if raw.dtype.itemsize != format_.storage.itemsize or raw.dtype.kind == "i":
        raise ValueError(
            f"{shown} has entries of type {raw.dtype.str}; bit patterns of {dtype} are {format_.storage.name}"
        )
    return Stored(
        path,
        name,
        format_,
        _checked_patterns(path, format_, raw.view(raw.dtype.newbyteorder("=").str.replace("V", "u"))),
    )


def _checked_patterns(path: str, format_: Format, patterns: Any) -> Any:
    """Refuse bits above those of a format that is narrower than its storage."""
    if format_.bits % 8 and patterns.size and int(patterns.max()) >> format_.bits:
        raise ValueError(
            f"{path!r} holds the pattern {int(patterns.max()):#x}; {format_.name} has {format_.bits} bits"
        )
    return patterns


def _require_format(path: str, name: str, own: Format, dtype: str | None) -> None:
    if dtype not in {None, own.name}:
        raise ValueError(
            f"{path!r}: {name} has numbers of type {own.name}, which contradicts the number format {dtype}"
        )


def _text(path: str, format_: Format) -> Any:
    """Return the numbers of a text file, between white space or commas, each rounded to the format once."""
    if Path(path).stat().st_size > MOST_TEXT:
        raise ValueError(f"{path!r} is larger than {MOST_TEXT >> 20} MB of text; write the numbers as .npy")
    found: list[float] = []
    for line, token in numbers.tokens(Path(path).read_bytes().removeprefix(numbers.BOM) + b"\n"):
        try:
            found.append(numbers.number(token.decode("utf-8", "backslashreplace")))
        except ValueError as error:
            raise ValueError(f"{path!r}, line {line + 1}: {error}") from None
    try:
        return format_.nearest(found)
    except ValueError as error:
        raise ValueError(f"{path!r}: {error}") from None


def _some(names: Any) -> str:
    listed = list(names)
    return ", ".join(listed[:5]) + (", ..." if len(listed) > 5 else "")

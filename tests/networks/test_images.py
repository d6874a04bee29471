"""Image data sets: what each reader returns, and what it says of a damaged file."""

import gzip
import os
import pickle
import struct
from pathlib import Path
from typing import Any

import matplotlib.image
import numpy as np
import pytest

from actplot import catalogue
from actplot.networks import lenet_training
from actplot.networks.images import drawn, formats
from actplot.networks.images.loading import load

FASHION = Path("/usr/share/datasets/fashion-mnist")  # of Debian's package dataset-fashion-mnist


def pixels(count: int, *shape: int) -> Any:
    return np.random.default_rng(0).integers(0, 256, (count, *shape), dtype=np.uint8)


def idx(array: Any) -> bytes:
    return struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape) + bytes(array.tobytes())


def cifar_binary(path: Path) -> Any:
    x = pixels(20, 32, 32, 3)
    records = np.column_stack([np.arange(20, dtype=np.uint8) % 10, x.transpose(0, 3, 1, 2).reshape(20, -1)])
    for name, rows in (
        ("data_batch_1.bin", records[:6]),
        ("data_batch_2.bin", records[6:]),
        ("test_batch.bin", records),
    ):
        (path / name).write_bytes(rows.tobytes())
    return x


def cifar_pickles(path: Path) -> Any:
    x = pixels(20, 32, 32, 3)
    for name, part in (("data_batch_1", x[:6]), ("data_batch_2", x[6:]), ("test_batch", x)):
        data = part.transpose(0, 3, 1, 2).reshape(len(part), -1)
        labels = [(i + 6 * (name == "data_batch_2")) % 10 for i in range(len(part))]
        (path / name).write_bytes(pickle.dumps({b"data": data, b"labels": labels}, protocol=4))
    return x


def idx_files(path: Path) -> Any:
    x, labels = pixels(20, 28, 28), np.arange(20, dtype=np.uint8) % 10
    for part in ("train", "t10k"):
        (path / f"{part}-images-idx3-ubyte.gz").write_bytes(gzip.compress(idx(x)))
        (path / f"{part}-labels-idx1-ubyte").write_bytes(idx(labels))
    return x


def npz_archives(path: Path) -> Any:
    x, labels = pixels(20, 32, 32, 3), (np.arange(20) % 10)[:, None]
    np.savez(path / "set.npz", x_train=x, y_train=labels, x_test=x, y_test=labels)
    return x


def class_folders(path: Path) -> Any:
    x = pixels(20, 30, 31, 3)
    for i, image in enumerate(x):
        folder = path / f"class {i % 10}"
        folder.mkdir(exist_ok=True)
        matplotlib.image.imsave(folder / f"{i:02}.png", image)
    return x


WRITERS = {write.__name__: write for write in (cifar_binary, cifar_pickles, idx_files, npz_archives, class_folders)}


def written(name: str, path: Path) -> tuple[str, Any]:
    """Write a set of 20 images in 10 classes; return its path and the images."""
    x = WRITERS[name](path)
    return str(path / "set.npz" if name == "npz_archives" else path), x


def test_every_reader_is_tested() -> None:
    assert {reader.__name__.rpartition(".")[2] for reader in formats.readers()} == set(WRITERS)


@pytest.mark.parametrize("name", WRITERS)
def test_a_reader_returns_each_image_with_its_class(name: str, tmp_path: Path) -> None:
    path, x = written(name, tmp_path)
    found = load(path, 1000, 0)
    assert found.classes == 10
    assert len(found.training) + (len(found.held_out) if name == "class_folders" else 0) == 20
    grey = x[..., None] if x.ndim == 3 else x
    top, left = (32 - grey.shape[1]) // 2, (32 - grey.shape[2]) // 2
    for split in (found.training, found.held_out):
        batch = split.batch(np.arange(len(split)), np.float64)
        assert batch.shape == (len(split), 32, 32, 3)
        for image, label in zip(batch, split.labels, strict=True):
            inside = image[top : top + grey.shape[1], left : left + grey.shape[2]]
            (which,) = [
                i for i, one in enumerate(grey) if np.array_equal(np.broadcast_to(one / 255, inside.shape), inside)
            ]
            assert which % 10 == label
            assert image.sum() == pytest.approx(inside.sum())


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_grey_and_colour_are_read_without_the_alpha_channel(channels: int, tmp_path: Path) -> None:
    x = pixels(20, 32, 32, channels)
    np.savez(tmp_path / "set.npz", x_train=x, y_train=np.arange(20) % 10)
    found = load(str(tmp_path / "set.npz"), 1000, 0, raw=True)
    colours = x[..., :3] if channels > 1 else np.repeat(x, 3, axis=-1)
    known = {image.tobytes() for image in colours}
    assert {image.tobytes() for image in np.ascontiguousarray(found.training.pixels)} <= known


@pytest.mark.parametrize("name", WRITERS)
def test_the_seed_decides_which_images_are_chosen_and_raw_leaves_them_as_they_are(name: str, tmp_path: Path) -> None:
    path, _ = written(name, tmp_path)
    first, same, other = (load(path, 10, seed) for seed in (0, 0, 1))
    assert np.array_equal(first.training.pixels, same.training.pixels)
    assert not np.array_equal(first.training.pixels, other.training.pixels)
    assert len(first.training) == 10
    assert len(first.held_out) == 2
    assert load(path, 10, 0, raw=True).training.batch([0], np.float32).max() > 200


def test_drawn_images_are_balanced_and_the_seed_decides_them() -> None:
    for name in drawn.names():
        first, same, other = (load(name, 100, seed) for seed in (0, 0, 1))
        every = np.concatenate([first.training.labels, first.held_out.labels])
        assert (np.bincount(every) == 12).all()
        assert np.array_equal(first.training.pixels, same.training.pixels)
        assert not np.array_equal(first.training.pixels, other.training.pixels)
        assert first.training.pixels.std(axis=(1, 2, 3)).min() > 10


def test_images_held_out_are_not_learned_from(tmp_path: Path) -> None:
    path, _ = written("class_folders", tmp_path)
    found = load(path, 1000, 0)
    seen = {image.tobytes() for image in found.training.pixels}
    assert not seen & {image.tobytes() for image in found.held_out.pixels}


def test_floats_up_to_255_are_divided_and_others_are_not(tmp_path: Path) -> None:
    for top, low, divisor in ((255, 0, 255), (1, 0, 1), (3, -3, 1), (4000, 0, 1)):
        x = np.linspace(low, top, 20 * 64).reshape(20, 8, 8)
        np.savez(tmp_path / "x.npz", x_train=x, y_train=np.arange(20) % 2)
        assert load(str(tmp_path / "x.npz"), 10, 0).training.divisor == divisor


class Evil:
    """A pickle of this asks for a call."""

    def __reduce__(self) -> Any:
        return os.getcwd, ()


def test_a_pickle_that_calls_anything_is_refused_by_name(tmp_path: Path) -> None:
    cifar_pickles(tmp_path)
    (tmp_path / "data_batch_2").write_bytes(pickle.dumps({b"data": Evil()}))
    with pytest.raises(ValueError, match=r"data_batch_2' is not a batch of CIFAR-10: it wants to call \w+\.getcwd"):
        load(str(tmp_path), 10, 0)


def truncated(path: Path, name: str) -> None:
    file = path / name
    data = file.read_bytes()
    file.write_bytes(data[:-7] if name.startswith(("data", "train")) else data[: len(data) // 2])


@pytest.mark.parametrize(
    ("name", "file", "words"),
    [
        ("cifar_binary", "data_batch_2.bin", "43015 bytes, which are not whole records of 3073"),
        ("cifar_pickles", "data_batch_1", "data_batch_1' is not a batch of CIFAR-10: "),
        ("idx_files", "train-labels-idx1-ubyte", "has 21 bytes, but its header says 28"),
        ("idx_files", "train-images-idx3-ubyte.gz", "is damaged: Compressed file ended"),
        ("npz_archives", "set.npz", "set.npz'"),
        ("class_folders", "class 3/03.png", "03.png' can't be read: "),
    ],
)
def test_a_truncated_file_is_named(name: str, file: str, words: str, tmp_path: Path) -> None:
    path, _ = written(name, tmp_path)
    truncated(tmp_path, file)
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        load(path, 10, 0)
    assert words in str(caught.value)


def test_pictures_of_mixed_or_too_large_sizes_are_named(tmp_path: Path) -> None:
    class_folders(tmp_path)
    matplotlib.image.imsave(tmp_path / "class 4" / "99.png", pixels(1, 20, 10, 3)[0])
    with pytest.raises(ValueError, match=r"of one size, but '.*00\.png' is 31 x 30 and '.*99\.png' is 10 x 20"):
        load(str(tmp_path), 10, 0)
    matplotlib.image.imsave(tmp_path / "class 4" / "99.png", pixels(1, 64, 48, 3)[0])
    with pytest.raises(ValueError, match=r"99\.png' is 48 x 64; at most 32 x 32"):
        load(str(tmp_path), 10, 0)


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"x": 1}, "it has no array x_train, but x"),
        ({"x_train": pixels(9, 64, 64), "y_train": np.arange(9)}, "images of the shape (64, 64); at most 32 x 32"),
        ({"x_train": pixels(9, 8, 8, 2), "y_train": np.arange(9)}, "in 1, 3 or 4 channels"),
        ({"x_train": pixels(9, 8), "y_train": np.arange(9)}, "x_train is uint8 of the shape (9, 8)"),
        ({"x_train": pixels(9, 8, 8), "y_train": np.arange(8)}, "9 images and 8 labels"),
        ({"x_train": pixels(9, 8, 8), "y_train": np.zeros(9, int)}, "has 1 class; 2 to 1000 are allowed"),
        ({"x_train": pixels(9, 8, 8), "y_train": np.eye(9)}, "y_train is float64 of the shape (9, 9)"),
        ({"x_train": np.full((9, 8, 8), np.nan), "y_train": np.arange(9)}, "NaN or infinite"),
        ({"x_train": pixels(1, 8, 8), "y_train": np.arange(1)}, "has 1 images; at least 2"),
        ({"x_train": np.array([[[None]]] * 9, object), "y_train": np.arange(9)}, "Object arrays cannot be loaded"),
    ],
)
def test_an_archive_that_does_not_fit_says_why(arrays: dict[str, Any], words: str, tmp_path: Path) -> None:
    np.savez(tmp_path / "x.npz", **arrays)
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        load(str(tmp_path / "x.npz"), 10, 0)
    assert words in str(caught.value)


def test_what_no_reader_takes_lists_the_formats(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("1")
    for path in (tmp_path, tmp_path / "x.txt"):
        with pytest.raises(ValueError, match=r"is none of these: CIFAR-10's binary files .*; a .npz with x_train"):
            load(str(path), 10, 0)


@pytest.mark.skipif(not FASHION.is_dir(), reason="needs Debian's package dataset-fashion-mnist")
def test_relu_learns_fashion_mnist() -> None:
    found = load(str(FASHION), 10_000, 0)
    assert found.classes == 10
    assert (len(found.training), len(found.held_out)) == (10_000, 2_000)
    trained = lenet_training.train([catalogue.get("relu")], found, lenet_training.Plan(2, 32, 0.001, 0))[0]
    assert trained.epochs[-1].val_accuracy >= 0.83

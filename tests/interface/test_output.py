"""Files are written whole or not at all, and an existing file survives a failure."""

import errno
import os
import resource
import shutil
import stat
import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from actplot.interface import output

PROGRAM = [sys.executable, "-m", "actplot"]
CSV = [*PROGRAM, "table", "relu", "--at", "1", "-f", "csv"]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_has_the_mode_that_the_umask_gives(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        output.write(b"new", str(tmp_path / "a"))
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


def test_an_existing_file_is_replaced_and_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(0o604)
    before = path.stat().st_ino
    output.write(b"new", str(path))
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o604
    assert path.stat().st_ino != before  # whoever reads the old file goes on reading it whole
    assert names(tmp_path) == ["a"]


def test_nobody_else_may_read_what_replaces_a_private_file_while_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(0o600)
    with output.opened(str(path)) as file:
        file.write(b"half")
        assert [stat.S_IMODE(found.stat().st_mode) for found in tmp_path.iterdir()] == [0o600, 0o600]


def test_attributes_and_access_lists_of_a_file_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    # user::rw-, user:4242:r--, group::r--, mask::r--, other::---, as the system stores it
    entries = ((1, 6, -1), (2, 4, 4242), (4, 4, -1), (16, 4, -1), (32, 0, -1))
    access = struct.pack("<I", 2) + b"".join(struct.pack("<HHi", *entry) for entry in entries)
    given = {"user.origin": b"x", "system.posix_acl_access": access}
    try:
        for name, value in given.items():
            os.setxattr(path, name, value)
    except OSError:
        pytest.skip("the file system has no such attributes")
    output.write(b"new", str(path))
    assert {name: os.getxattr(path, name) for name in given} == given


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_root_keeps_the_owner_of_a_file_and_with_it_the_bits_that_run_it_as_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    os.chown(path, 4242, 4343)
    path.chmod(0o4755)
    output.write(b"new", str(path))
    found = path.stat()
    assert (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)) == (4242, 4343, 0o4755)


def test_bits_that_run_a_file_as_its_owner_are_not_carried_to_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def denied(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    path = tmp_path / "a"
    path.write_bytes(b"old")
    if os.geteuid() == 0:
        os.chown(path, 4242, 4343)
    else:  # another owner's file, as the system would report it
        monkeypatch.setattr(os, "fstat", lambda _: Path("/").stat())
    path.chmod(0o6775)
    monkeypatch.setattr(os, "fchown", denied)
    output.write(b"new", str(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o755
    assert capsys.readouterr().err == f"Note: {str(path)!r} was replaced, and its owner or group can't be kept\n"


def test_a_failure_while_writing_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(0o604)

    def interrupted() -> None:
        with output.opened(str(path)) as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_bytes() == b"old"
    assert stat.S_IMODE(path.stat().st_mode) == 0o604
    assert names(tmp_path) == ["a"]


def test_a_failure_while_writing_leaves_no_new_file(tmp_path: Path) -> None:
    path = tmp_path / "a"

    def interrupted() -> None:
        with output.opened(str(path)) as file:
            file.write(b"half")
            file.flush()
            assert not path.exists()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert names(tmp_path) == []


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    done = subprocess.run(
        [*PROGRAM, "table", "relu", "--linspace", "0", "1", "10000", "-o", str(path)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=small,
    )
    assert done.returncode == 1
    assert done.stderr == f"Error: can't write {str(path)!r}: File too large\n"
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.csv"]


@pytest.mark.parametrize("dangling", [True, False])
def test_a_link_is_kept_and_its_target_written(tmp_path: Path, dangling: bool) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    if not dangling:
        target.write_bytes(b"old")
    link.symlink_to("target")
    output.write(b"new", str(link))
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert names(tmp_path) == ["link", "target"]


def failing(folder: Path, name: str) -> Path:
    """Make a target that can't be written, and return it."""
    path = folder / name
    if name == "folder":
        path.mkdir()
    elif name == "loop":
        path.symlink_to("loop")
    elif name == "file/below":
        (folder / "file").write_bytes(b"old")
    return path


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("folder", errno.EISDIR),
        ("loop", errno.ELOOP),
        ("file/below", errno.ENOTDIR),
        ("nowhere/a", errno.ENOENT),
        ("n" * 300, errno.ENAMETOOLONG),
        ("n\0l", errno.EINVAL),
    ],
)
def test_a_target_that_cannot_be_written_is_named_and_left(tmp_path: Path, name: str, number: int) -> None:
    path = failing(tmp_path, name)
    before = names(tmp_path)
    with pytest.raises(OSError, match=r".") as caught:
        output.write(b"new", str(path))
    assert caught.value.errno == number
    assert caught.value.filename == str(path)
    assert names(tmp_path) == before


@pytest.mark.parametrize("command", ["plot", "depth", "boundary"])
@pytest.mark.parametrize("below", ["file/a.svg", "file/folder/a.svg"])
def test_a_file_that_stands_where_a_folder_should_is_named(tmp_path: Path, command: str, below: str) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"old")
    done = subprocess.run(
        [*PROGRAM, command, "relu", "-o", below], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "'file' is a file, not a folder" in done.stderr
    assert file.read_bytes() == b"old"


# Root may write everywhere unless it gives that up.
HUMBLE = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"] if os.geteuid() == 0 else []


@pytest.mark.skipif(bool(HUMBLE) and not shutil.which("setpriv"), reason="root may write everywhere")
@pytest.mark.parametrize("what", ["folder", "file"])
def test_a_read_only_target_is_not_replaced(tmp_path: Path, what: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")
    locked = tmp_path if what == "folder" else path
    mode = locked.stat().st_mode
    locked.chmod(mode & ~0o222)
    done = subprocess.run([*HUMBLE, *CSV, "-o", str(path)], capture_output=True, text=True, check=False)
    locked.chmod(mode)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Error: can't write {str(path)!r}: ")
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.csv"]


def test_devices_are_written_to_and_not_replaced() -> None:
    before = Path("/dev/null").stat().st_mode
    output.write(b"new", "/dev/null")
    assert Path("/dev/null").stat().st_mode == before
    with pytest.raises(OSError, match="No space left") as caught:
        output.write(b"new", "/dev/full")
    assert caught.value.filename == "/dev/full"


def test_a_fifo_passes_the_bytes_on(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    with ThreadPoolExecutor() as pool:
        reading = pool.submit(fifo.read_bytes)
        output.write(b"new", str(fifo))
        assert reading.result() == b"new"
    assert stat.S_ISFIFO(fifo.stat().st_mode)


def test_concurrent_writers_leave_one_complete_result(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    writers = [
        subprocess.Popen([*PROGRAM, "table", "relu", "--linspace", str(i), "99", "5000", "-o", str(path)])
        for i in range(16)
    ]
    assert [writer.wait() for writer in writers] == [0] * 16
    lines = path.read_text().splitlines()
    assert len(lines) == 5001
    first = lines[1].split(",")[2]
    alone = subprocess.run(
        [*PROGRAM, "table", "relu", "--linspace", first, "99", "5000", "-f", "csv"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert alone.stdout.splitlines() == lines
    assert names(tmp_path) == ["a.csv"]

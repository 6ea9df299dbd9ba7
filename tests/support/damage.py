"""What a person, a full disk or a tool may do to a kept file; each leaves something at the path, or nothing."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path


def _flip(path: Path) -> None:
    """Change one bit in the middle, in place, and give the file its time stamps back: size and times say nothing."""
    before = path.stat()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    with path.open("r+b") as file:
        file.write(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def _in_its_place(make: Callable[[Path], object]) -> Callable[[Path], None]:
    def act(path: Path) -> None:
        path.unlink()
        make(path)

    return act


def _folder(path: Path) -> None:
    path.mkdir()
    (path / "inside").write_text("not a file of the build's", "utf-8")


DAMAGES: dict[str, Callable[[Path], None]] = {
    "flipped": _flip,
    "truncated": lambda path: os.truncate(path, path.stat().st_size // 2),
    "emptied": lambda path: os.truncate(path, 0),
    "not UTF-8": lambda path: path.write_bytes(b"\xff\xfe\x00"),
    "another JSON": lambda path: path.write_text("[]", "utf-8"),
    "removed": Path.unlink,
    "a folder": _in_its_place(_folder),
    "a pipe": _in_its_place(os.mkfifo),
    "a link to nothing": _in_its_place(lambda path: path.symlink_to("nowhere")),
    "a link to itself": _in_its_place(lambda path: path.symlink_to(path.name)),
}


def copied(source: Path, target: Path) -> Path:
    """Copy a build folder with its links, and with the files that have two names, which `shutil` would part."""
    names: dict[int, Path] = {}
    for place, folders, files in os.walk(source):
        there = target / Path(place).relative_to(source)
        there.mkdir(parents=True, exist_ok=True)
        for name in (*files, *(name for name in folders if Path(place, name).is_symlink())):
            path = Path(place, name)
            number = path.lstat().st_ino
            if path.is_symlink():
                (there / name).symlink_to(path.readlink())
            elif number in names:
                os.link(names[number], there / name)
            else:
                names[number] = Path(shutil.copy2(path, there / name))
    return target

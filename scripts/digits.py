#!/usr/bin/env python3
"""Makes `data/digits.bin.gz` again, out of the copy of the digits that scikit-learn carries.

    python3 scripts/digits.py [WHEEL]

The copy is taken out of the wheel that is named, else out of an installed scikit-learn, else out of a wheel that pip
downloads. Nothing of scikit-learn is run. What comes out is checked against the hash below before it is written.
"""

import gzip
import hashlib
import importlib.util
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

MEMBER = "sklearn/datasets/data/digits.csv.gz"
TARGET = Path(__file__).resolve().parent.parent / "data" / "digits.bin.gz"
SHA256_FILE = "b14331f5100db0031de1abc44bb1da54e9e338aa94e5138763a5851fcb9f52df"
SHA256_CONTENT = "87ff0c9e40dc7e2c0e34e7257799c2e3f3aec1a016363bb11cad869ec428a826"


class DigitsError(Exception):
    """Something that the user can put right; its text says what and how."""


def main() -> int:
    """Writes the file, or says in one line why not."""
    try:
        content = pack(gzip.decompress(find_copy(sys.argv[1:])))
        check(content)
        write(content)
    except (DigitsError, OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        print(f"digits: failed: {error}", file=sys.stderr)
        return 1
    return 0


def find_copy(arguments: list, member: str = MEMBER) -> bytes:
    """The bytes of a file of scikit-learn, from the nearest place that has them."""
    if arguments:
        return from_wheel(Path(arguments[0]), member)
    installed = importlib.util.find_spec("sklearn")
    if installed and installed.origin:
        return (Path(installed.origin).parent.parent / member).read_bytes()
    return from_pip(member)


def from_wheel(wheel: Path, member: str) -> bytes:
    """The copy inside a wheel, which is a zip archive."""
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(member)


def from_pip(member: str) -> bytes:
    """The copy inside the wheel that pip finds for this python."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--dest", folder]
        if subprocess.run([*command, "scikit-learn"], stdout=2).returncode != 0:
            raise DigitsError("pip could not download scikit-learn; install it, or name a wheel of it")
        return from_wheel(next(Path(folder).glob("scikit_learn-*.whl")), member)


def pack(table: bytes) -> bytes:
    """Lines of 64 pixels and a label become all pixels, image after image, and then all labels, a byte each."""
    rows = [[int(number) for number in line.split(b",")] for line in table.split()]
    pixels = b"".join(bytes(row[:64]) for row in rows)
    return pixels + bytes(row[64] for row in rows)


def check(content: bytes) -> None:
    """Refuses anything but the 1,797 digits that the tests and the published results rest on."""
    found = hashlib.sha256(content).hexdigest()
    if found != SHA256_CONTENT:
        raise DigitsError(f"the content has the sha256 {found}, but {SHA256_CONTENT} is needed; try another scikit-learn")


def write(content: bytes) -> None:
    """Writes the compressed file; it carries no time and no name, so the same zlib makes the same bytes."""
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=packed, compresslevel=9, mtime=0) as file:
        file.write(content)
    found = hashlib.sha256(packed.getvalue()).hexdigest()
    if found != SHA256_FILE:
        # Another zlib may pack otherwise; the content is right, so this is no failure.
        print(f"digits: this zlib makes a file with the sha256 {found}; the content is the same", file=sys.stderr)
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(packed.getvalue())


if __name__ == "__main__":
    sys.exit(main())

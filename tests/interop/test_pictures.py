"""Pictures that Pillow makes in every mode are read as Pillow reads them; what it refuses, damaged, is refused."""

import io
import os
import re
import shutil
import struct
import subprocess
import unittest
from collections.abc import Iterator
from typing import Any

import numpy
from PIL import Image, ImageOps
from safetensors.numpy import load_file

from cases import FOLDER, Array
from program import PROGRAM

PLACE = FOLDER / "test_pictures"
# Decoders of JPEG round in their own ways, and blow colours up differently where there are fewer of them.
MOST_LEVELS = 10
# What Pillow raises for a damaged file.
COMPLAINTS = (OSError, SyntaxError, ValueError, struct.error)
SIZE = (61, 47)
# As many sound pictures as a split into two parts needs.
SOUND = 9
SPACE = """
name: pictures
seed: 1
data: {{source: {{image_folder: pictures, grey: {grey}}}}}
network: {{preset: {{mlp: {{hidden: [2]}}}}}}
activations: {{bases: [identity, relu], hull: [affine]}}
training: {{epochs: 1, batch_size: 4}}
budget: {{trials: 1}}
"""


def scene() -> Image.Image:
    """Slopes of colours with a few shapes, as a photograph has them: no single pixels, which every decoder blurs."""
    rows, columns = numpy.mgrid[0 : SIZE[1], 0 : SIZE[0]] / 10.0
    waves = [numpy.sin(rows), numpy.cos(columns), numpy.sin(rows / 2 + columns / 3)]
    return Image.fromarray((128 + 100 * numpy.stack(waves, axis=-1)).astype(numpy.uint8))


def converted(mode: str) -> Image.Image:
    """The scene in a mode, transparent modes with some transparency."""
    if mode == "I;16":
        return Image.fromarray(numpy.asarray(scene().convert("L")).astype(numpy.uint16) * 257)
    picture = scene().convert(mode)
    if mode in ("LA", "RGBA"):
        picture.putalpha(scene().convert("L"))
    return picture


def encoded(picture: Image.Image, kind: str, **settings: Any) -> bytes:
    """A picture as a file."""
    file = io.BytesIO()
    picture.save(file, kind, **settings)
    return file.getvalue()


def pngs() -> Iterator[tuple[str, bytes]]:
    """In every mode that a PNG has."""
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        name = mode.replace(";", "")
        yield f"png_{name}.png", encoded(converted(mode), "PNG")
        yield f"png_{name}_optimized.png", encoded(converted(mode), "PNG", optimize=True)
    few = scene().quantize(7)
    yield "png_P_few.png", encoded(few, "PNG", bits=4)
    yield "png_P_transparent.png", encoded(few, "PNG", transparency=3)
    yield "png_L_transparent.png", encoded(scene().convert("L"), "PNG", transparency=100)


def jpegs() -> Iterator[tuple[str, bytes]]:
    """In every mode that a JPEG has, in every way that Pillow writes one."""
    for mode in ("L", "RGB", "CMYK", "YCbCr"):
        for name, settings in (
            ("plain", {}),
            ("fine", {"quality": 95, "subsampling": 0}),
            ("halved", {"subsampling": 1}),
            ("optimized", {"optimize": True}),
            ("progressive", {"progressive": True}),
            ("restarts", {"restart_marker_blocks": 3}),
        ):
            yield f"jpeg_{mode}_{name}.jpg", encoded(converted(mode), "JPEG", **settings)


def damaged() -> Iterator[tuple[str, bytes]]:
    """Cut at every tenth and behind the header, and with zeros for the second half."""
    whole = dict(pngs()) | dict(jpegs())
    for name in ("png_RGB.png", "png_P.png", "jpeg_RGB_plain.jpg", "jpeg_RGB_progressive.jpg", "jpeg_L_restarts.jpg"):
        file, (stem, _, suffix) = whole[name], name.rpartition(".")
        header = file.find(b"IDAT") + 8 if suffix == "png" else file.find(b"\xff\xda") + 20
        for cut in sorted({header, *(len(file) * tenth // 10 for tenth in range(1, 10))}):
            yield f"{stem}_cut{cut:05}.{suffix}", file[:cut]
        half = len(file) // 2
        yield f"{stem}_zeros.{suffix}", file[:half] + bytes(len(file) - half)
        if suffix == "jpg":
            yield f"{stem}_closed.{suffix}", file[:half] + b"\xff\xd9"


def show(pictures: dict[str, bytes], grey: bool) -> tuple[dict[str, Array], str]:
    """The planes of every picture as the program decodes them, or what it says about them."""
    shutil.rmtree(PLACE, ignore_errors=True)
    sound = encoded(next(upright(pictures)), "PNG")
    for part, label, count in (("train", "a", 1), ("train", "b", SOUND), ("test", "a", 1), ("test", "b", 1)):
        folder = PLACE / "pictures" / part / label
        folder.mkdir(parents=True)
        for number in range(count):
            (folder / f"{number}.png").write_bytes(sound)
    for name, file in pictures.items():
        (PLACE / "pictures" / "train" / "a" / name).write_bytes(file)
    (PLACE / "space.yaml").write_text(SPACE.format(grey=str(grey).lower()))
    cache = PLACE / "cache"
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache.resolve())}
    done = subprocess.run(
        [PROGRAM, "datasets", "show", PLACE / "space.yaml"],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
    )
    if done.returncode != 0:
        return {}, done.stderr
    (decoded,) = cache.glob("actsearch/decoded/*.safetensors")
    values = load_file(decoded)["training.values"]
    # The sound one of class a comes first, and those of class b last.
    return dict(zip(sorted(pictures), values[1:-SOUND], strict=True)), ""


def upright(pictures: dict[str, bytes]) -> Iterator[Image.Image]:
    """Pictures as Pillow reads them, turned as the camera says."""
    for file in pictures.values():
        try:
            picture = ImageOps.exif_transpose(Image.open(io.BytesIO(file)))
            picture.load()
            yield picture
        except COMPLAINTS:
            yield scene()


def planes(file: bytes, mode: str) -> Array | None:
    """The planes of a picture as Pillow reads it, or nothing if it refuses."""
    try:
        picture = ImageOps.exif_transpose(Image.open(io.BytesIO(file)))
        if picture.mode.startswith("I"):
            # Pillow cuts sixteen bits off at 255 instead of scaling them.
            picture = Image.fromarray((numpy.asarray(picture).astype(numpy.float64) / 257).round().astype(numpy.uint8))
        pixels = numpy.asarray(picture.convert(mode))
    except COMPLAINTS:
        return None
    return pixels.reshape(*pixels.shape[:2], -1).transpose(2, 0, 1).ravel()


class Pictures(unittest.TestCase):
    """The program reads what Pillow writes."""

    def test_every_mode_is_read_as_pillow_reads_it(self) -> None:
        pictures = dict(pngs()) | dict(jpegs())
        for grey, mode in ((False, "RGB"), (True, "L")):
            found, complaint = show(pictures, grey)
            self.assertEqual(complaint, "")
            worst = self.compare(found, pictures, mode)
            print(f"{len(pictures)} pictures as {mode}: at most {worst} levels off")

    def test_pictures_are_turned_as_their_camera_says(self) -> None:
        for turns in ((2, 3, 4), (5, 6, 7, 8)):
            pictures = {}
            for orientation in turns:
                exif = Image.Exif()
                exif[0x0112] = orientation
                pictures[f"{orientation}.jpg"] = encoded(scene(), "JPEG", exif=exif, quality=95)
                pictures[f"{orientation}.png"] = encoded(scene(), "PNG", exif=exif)
            found, complaint = show(pictures, False)
            self.assertEqual(complaint, "")
            self.compare(found, pictures, "RGB")

    def test_damaged_pictures_are_refused_where_pillow_refuses_them(self) -> None:
        pictures = dict(damaged())
        refused: set[str] = set()
        while True:
            left = {name: file for name, file in pictures.items() if name not in refused}
            found, complaint = show({"00.png": encoded(scene(), "PNG"), **left}, False)
            if not complaint:
                break
            told = set(re.findall(r"train/a/(\S+?)` cannot be read", complaint))
            self.assertTrue(told, complaint)
            refused |= told
        wanted = {name for name, file in pictures.items() if planes(file, "RGB") is None}
        self.assertLessEqual(wanted, refused, "Pillow refuses these, too")
        found.pop("00.png")
        self.compare(found, pictures, "RGB")
        print(f"{len(pictures)} damaged pictures: {len(refused)} refused, {len(wanted)} by Pillow, too")

    def compare(self, found: dict[str, Array], pictures: dict[str, bytes], mode: str) -> int:
        """Compares all pixels; the largest difference."""
        worst = 0
        for name, values in found.items():
            wanted = planes(pictures[name], mode)
            assert wanted is not None, name
            difference = int(numpy.abs(values.astype(int) - wanted.astype(int)).max())
            self.assertLessEqual(difference, MOST_LEVELS, f"{name} as {mode}")
            worst = max(worst, difference)
        return worst


if __name__ == "__main__":
    unittest.main()

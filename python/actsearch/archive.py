"""The file: both programs and the start weights in one archive, with every weight once."""

import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from torch.export import ExportedProgram
from torch.export.pt2_archive._package import PT2ArchiveReader, PT2ArchiveWriter, package_pt2

from .refusal import SaveError

# PyTorch reads `extra/` as text, and looks at nothing else here.
STARTS = "data/starts"
# What a writer adds by itself when it is closed.
ADDED = (".data/", "byteorder")


def write(path: Path, programs: dict[str, ExportedProgram], starts: Iterable[dict[str, bytes]]) -> None:
    """Writes the archive as a whole: until it is complete, what was at the path before stays.

    Raises:
        SaveError: if it cannot be written.
    """
    if not path.parent.is_dir():
        raise SaveError(f"{path}: the folder {path.parent} does not exist; make it before")
    # The archive is named within itself as the file is, so the new file has its name, in a folder of its own.
    try:
        with tempfile.TemporaryDirectory(prefix=f".{path.stem}-", dir=path.parent) as name:
            folder = Path(name)
            package_pt2(str(folder / "programs.pt2"), exported_programs=programs)
            rewrite(folder / "programs.pt2", folder / path.name, starts)
            os.replace(folder / path.name, path)
    except (OSError, RuntimeError) as error:
        said = str(error).splitlines()[0]
        raise SaveError(f"{path}: it cannot be written: {said}; free the place or choose another") from error


def rewrite(source: Path, target: Path, starts: Iterable[dict[str, bytes]]) -> None:
    """Copies an archive, leaving out weights that are there already, and adds start weights."""
    reader = PT2ArchiveReader(str(source))
    changed = {f"data/{part}/eval_{part}_config.json": shared(reader, part) for part in ("weights", "constants")}
    configs = [json.loads(reader.read_bytes(name.replace("/eval_", "/train_"))) for name in changed]
    used = {
        f"data/{part}/{meta['path_name']}"
        for config, part in zip([*configs, *changed.values()], ("weights", "constants") * 2, strict=True)
        for meta in config["config"].values()
    }
    with PT2ArchiveWriter(str(target)) as writer:
        for name in reader.get_file_names():
            is_tensor = name.startswith(("data/weights/", "data/constants/")) and not name.endswith(".json")
            if name.startswith(ADDED) or (is_tensor and name not in used):
                continue
            content = json.dumps(changed[name]).encode() if name in changed else reader.read_bytes(name)
            writer.write_bytes(name, content)
        for number, start in enumerate(starts):
            for tensor, content in start.items():
                writer.write_bytes(f"{STARTS}/{number}/{tensor}", content)


def shared(reader: PT2ArchiveReader, part: str) -> dict[str, Any]:
    """Where the tensors of evaluation lie: in the entry of training where name, shape and numbers are the same."""
    folder = f"data/{part}"
    training, evaluation = (
        json.loads(reader.read_bytes(f"{folder}/{mode}_{part}_config.json")) for mode in ("train", "eval")
    )
    same: dict[tuple[str, str], bool] = {}
    for name, meta in evaluation["config"].items():
        other = training["config"].get(name)
        if other is None or {**other, "path_name": ""} != {**meta, "path_name": ""}:
            continue
        pair = other["path_name"], meta["path_name"]
        if pair not in same:
            same[pair] = reader.read_bytes(f"{folder}/{pair[0]}") == reader.read_bytes(f"{folder}/{pair[1]}")
        if same[pair]:
            meta["path_name"] = pair[0]
    return dict(evaluation)

"""The models that a station knows: name, place, SHA-256, licence, classes, in `models/models.json` of its data folder.

A model is copied in when it is added, so that it does not vanish with the stick it came on; its hash is checked again
each time it is loaded.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from video.detect.evaluate import find_all
from video.detect.fingerprint import fingerprint
from video.detect.loading import load_exactly
from video.detect.metadata import ModelFacts, read_facts
from video.detect.model import DetectError, ModelChoice

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_TEST_FRAMES = 20
#: What a model file may be called; a folder is an OpenVINO export.
_SUFFIXES = (".onnx", ".pt", ".engine")


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """One model. file: its place below the registry's folder; sha256: see fingerprint."""

    name: str
    file: str
    sha256: str
    license: str = ""
    classes: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class ModelTest:
    """What a trial run showed: frames a second of blank pictures of 1280x720 through the whole path."""

    name: str
    engine: str
    device: str
    fps: float
    classes: tuple[str, ...]


class ModelRegistry:
    """Reads and writes one station's list. Raises DetectError only: model_*, "registry_unreadable", "name_*"."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / "models"
        self._list = self.folder / "models.json"

    def entries(self) -> list[ModelEntry]:
        """All models by name; none where there is no list yet."""
        if not self._list.exists():
            return []
        try:
            data = json.loads(self._list.read_text("utf-8"))
            return sorted((_entry(row) for row in data["models"]), key=lambda entry: entry.name)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DetectError("registry_unreadable", path=str(self._list)) from error

    def find(self, name: str) -> ModelEntry:
        """One model by name; DetectError("model_unknown")."""
        for entry in self.entries():
            if entry.name == name:
                return entry
        raise DetectError("model_unknown", name=name)

    def choice(self, name: str, base: ModelChoice | None = None) -> ModelChoice:
        """How to load a model: `base` (defaults) with its place and hash."""
        entry = self.find(name)
        return replace(base or ModelChoice(), path=self.folder / entry.file, sha256=entry.sha256)

    def add(self, path: Path, name: str = "", license_name: str = "") -> ModelEntry:
        """Take in an OpenVINO folder, an .onnx or a .pt file; a copy is loaded once before it is listed.

        Raises DetectError: "model_missing", "model_corrupt", "model_unsupported", "model_nameless" (it does not say
        what it knows), "model_demo_only", "name_invalid", "name_taken".
        """
        if not path.exists():
            raise DetectError("model_missing", path=str(path))
        if not path.is_dir() and path.suffix not in _SUFFIXES:
            raise DetectError("model_unsupported", path=str(path))
        name = name or path.stem.removesuffix("_openvino_model")
        known = self.entries()
        if not _NAME.fullmatch(name):
            raise DetectError("name_invalid", name=name)
        if any(entry.name == name for entry in known):
            raise DetectError("name_taken", name=name)
        target = self._copy(path, name)
        try:
            entry = self._describe(target, name, license_name)
            if not entry.classes:
                raise DetectError("model_nameless", path=str(path))
        except DetectError as error:
            _remove(target)
            if "path" in error.detail:  # the copy's, which nobody has heard of
                raise DetectError(error.code, **{**error.detail, "path": str(path)}) from error
            raise
        self._write([*known, entry])
        return entry

    def adopt(self, path: Path, sha256: str) -> ModelEntry:
        """List a copy of a model file that comes with the program, without loading it: a window's process may do so.

        sha256: what it is when it is as it was shipped; a model for the demo alone runs only if it is listed so.
        """
        facts = read_facts(path)
        entry = ModelEntry(path.stem, path.name, sha256, facts.license, facts.classes, facts.description)
        self._copy(path, path.stem)
        self._write([*(one for one in self.entries() if one.name != entry.name), entry])
        return entry

    def test(self, name: str, base: ModelChoice | None = None) -> ModelTest:
        """Load a model, hash checked, and run it on blank pictures."""
        backend = load_exactly(self.choice(name, base))
        try:
            blank = np.full((720, 1280, 3), 114, np.uint8)
            find_all(backend, iter([blank]))
            began = time.perf_counter()
            find_all(backend, iter([blank] * _TEST_FRAMES))
            fps = _TEST_FRAMES / (time.perf_counter() - began)
            return ModelTest(name, str(backend.engine), backend.device, round(fps, 1), backend.classes)
        finally:
            backend.close()

    def _copy(self, path: Path, name: str) -> Path:
        target = self.folder / (name if path.is_dir() else name + path.suffix)
        _remove(target)
        self.folder.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            shutil.copytree(path, target, copy_function=shutil.copyfile)
        else:
            shutil.copyfile(path, target)
        return target

    def _describe(self, target: Path, name: str, license_name: str) -> ModelEntry:
        backend = load_exactly(ModelChoice(target))
        classes = backend.classes
        backend.close()
        facts = ModelFacts() if target.suffix == ".pt" else read_facts(target)
        return ModelEntry(
            name, target.name, fingerprint(target), license_name or facts.license, classes, facts.description
        )

    def _write(self, entries: list[ModelEntry]) -> None:
        part = self._list.with_suffix(".part")
        text = json.dumps({"schema": 1, "models": [asdict(entry) for entry in entries]}, ensure_ascii=False, indent=1)
        part.write_text(text + "\n", "utf-8")
        os.replace(part, self._list)  # noqa: PTH105  atomic on both systems


def _entry(row: Mapping[str, Any]) -> ModelEntry:
    return ModelEntry(
        str(row["name"]),
        str(row["file"]),
        str(row["sha256"]),
        str(row.get("license", "")),
        tuple(str(name) for name in row.get("classes", ())),
        str(row.get("description", "")),
    )


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)

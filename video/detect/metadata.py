"""What a model file says about itself: classes, input size, task. Read without the library that wrote it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from video.detect.model import DetectError

_METADATA_PROPS = 14  # ModelProto.metadata_props in onnx.proto
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """classes: by number; input_size: width and height in pixels or None; task: "detect" unless said otherwise.

    demo_only: it knows the demo's drawn scenes and nothing else.
    """

    classes: tuple[str, ...] = ()
    input_size: tuple[int, int] | None = None
    task: str = "detect"
    license: str = ""
    description: str = ""
    demo_only: bool = False


def weights_file(path: Path) -> Path:
    """The file to load: `path` itself, or the .xml (else .onnx) in an exported folder."""
    if path.is_file():
        return path
    for pattern in ("*.xml", "*.onnx"):
        found = sorted(path.glob(pattern)) if path.is_dir() else []
        if found:
            return found[0]
    raise DetectError("model_missing", path=str(path))


def read_facts(path: Path) -> ModelFacts:
    """Facts of an OpenVINO folder (metadata.yaml beside it) or an ONNX file (its metadata); empty when it says none."""
    weights = weights_file(path)
    try:
        if weights.suffix == ".onnx":
            return _facts({key: _literal(value) for key, value in onnx_metadata(weights.read_bytes())})
        beside = weights.with_name("metadata.yaml")
        return _facts(yaml.safe_load(beside.read_text("utf-8")) if beside.is_file() else {})
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise DetectError("model_corrupt", path=str(weights)) from error


def facts_of_text(text: str) -> ModelFacts:
    """Facts from a dictionary written as text, as ultralytics hands them to an inference server; ValueError."""
    data = _literal(text) if text.strip() else {}
    if not isinstance(data, Mapping):
        raise ValueError("metadata is not a mapping")
    return _facts({key: _literal(value) if isinstance(value, str) else value for key, value in data.items()})


def demo_only(path: Path) -> bool:
    """Whether a model says that it is for the demo alone; False where it says nothing or cannot be read."""
    try:
        return read_facts(path).demo_only
    except DetectError:
        return False


def _facts(data: Any) -> ModelFacts:
    if not isinstance(data, Mapping):
        raise ValueError("metadata is not a mapping")
    return ModelFacts(
        _classes(data.get("names")),
        _size(data.get("imgsz")),
        str(data.get("task", "detect")),
        str(data.get("license", "")),
        str(data.get("description", "")),
        data.get("demo_only") is True,
    )


def _classes(names: Any) -> tuple[str, ...]:
    if isinstance(names, Mapping):
        last = max((int(number) for number in names), default=-1)
        return tuple(str(names.get(number, number)) for number in range(last + 1))
    return tuple(str(name) for name in names) if isinstance(names, list | tuple) else ()


def _size(imgsz: Any) -> tuple[int, int] | None:
    if isinstance(imgsz, int):
        return imgsz, imgsz
    if isinstance(imgsz, list | tuple) and len(imgsz) == 2:
        return int(imgsz[1]), int(imgsz[0])
    return None


def _literal(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text


def onnx_metadata(data: bytes) -> Iterator[tuple[str, str]]:
    """Walk a serialised ONNX ModelProto and give its metadata_props. ValueError when it is not one."""
    for number, value in _fields(memoryview(data)):
        if number == _METADATA_PROPS and isinstance(value, memoryview):
            entry = {key: bytes(text).decode("utf-8") for key, text in _fields(value) if isinstance(text, memoryview)}
            yield entry.get(1, ""), entry.get(2, "")


def _fields(data: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        kind = tag & 7
        if kind == _VARINT:
            value, at = _varint(data, at)
            yield tag >> 3, value
            continue
        if kind == _BYTES:
            length, at = _varint(data, at)
        elif kind in (_FIXED32, _FIXED64):
            length = 4 if kind == _FIXED32 else 8
        else:
            raise ValueError("not a protocol buffer")
        if at + length > len(data):
            raise ValueError("cut short")
        yield tag >> 3, data[at : at + length]
        at += length


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if at >= len(data) or shift > 63:
            raise ValueError("cut short")
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at

"""What model files say about themselves is read without the libraries that wrote them."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from video.detect.metadata import onnx_metadata, read_facts, weights_file
from video.detect.model import DetectError


def field(number: int, data: bytes) -> bytes:
    size, head = len(data), bytearray([number << 3 | 2])
    while size > 127:
        head.append(size & 127 | 128)
        size >>= 7
    return bytes(head) + bytes([size]) + data


def entry(key: str, value: str) -> bytes:
    return field(14, field(1, key.encode()) + field(2, value.encode()))


def test_an_exported_folder_tells_its_classes(tmp_path: Path) -> None:
    (tmp_path / "any.xml").write_text("<net/>")
    (tmp_path / "metadata.yaml").write_text(
        "names:\n  0: person\n  2: car\nimgsz: [384, 640]\ntask: detect\nlicense: X\n"
    )
    facts = read_facts(tmp_path)
    assert facts.classes == ("person", "1", "car")
    assert (facts.input_size, facts.task, facts.license) == ((640, 384), "detect", "X")


def test_an_onnx_file_tells_its_classes(tmp_path: Path) -> None:
    graph = b"\x08\x07" + field(7, b"graph" * 100)
    path = tmp_path / "m.onnx"
    path.write_bytes(graph + entry("names", "{0: 'smoke', 1: 'fire'}") + entry("imgsz", "640") + entry("author", "a(b"))
    assert (read_facts(path).classes, read_facts(path).input_size) == (("smoke", "fire"), (640, 640))


def test_a_model_that_says_nothing_has_no_classes(tmp_path: Path) -> None:
    (tmp_path / "m.xml").write_text("<net/>")
    assert read_facts(tmp_path).classes == ()


@pytest.mark.parametrize("text", ["[1, 2", "- 1\n- 2\n"])
def test_broken_metadata_is_said(tmp_path: Path, text: str) -> None:
    (tmp_path / "m.xml").write_text("<net/>")
    (tmp_path / "metadata.yaml").write_text(text)
    with pytest.raises(DetectError, match="model_corrupt"):
        read_facts(tmp_path)


def test_a_missing_model_is_said(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(DetectError, match="model_missing"):
            weights_file(path)


@given(st.binary(max_size=200))
def test_garbage_is_never_worse_than_a_value_error(data: bytes) -> None:
    with contextlib.suppress(ValueError):
        list(onnx_metadata(data))

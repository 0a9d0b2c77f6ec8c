"""A whole ONNX model of some hundred bytes, its protocol buffer written by hand: a constant, and a use of the input."""

from collections.abc import Sequence

import numpy as np


def _field(number: int, data: bytes | int) -> bytes:
    if isinstance(data, int):
        return _varint(number << 3) + _varint(data)
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _varint(value: int) -> bytes:
    out = b""
    while value >= 0x80:
        out, value = out + bytes([value & 0x7F | 0x80]), value >> 7
    return out + bytes([value])


def _node(kind: str, inputs: Sequence[str], output: str, *attributes: bytes) -> bytes:
    names = b"".join(_field(1, name.encode()) for name in inputs)
    return (
        names + _field(2, output.encode()) + _field(4, kind.encode()) + b"".join(_field(5, one) for one in attributes)
    )


def _value(name: str, shape: Sequence[int]) -> bytes:
    dims = b"".join(_field(1, _field(1, size)) for size in shape)
    return _field(1, name.encode()) + _field(2, _field(1, _field(1, 1) + _field(2, dims)))


def _tensor(name: str, values: np.ndarray, kind: int) -> bytes:
    dims = b"".join(_field(1, size) for size in values.shape)
    return dims + _field(2, kind) + _field(8, name.encode()) + _field(9, values.tobytes())


def tiny_onnx(names: Sequence[str], side: int = 64) -> bytes:
    """One person of 16 x 24 pixels in the middle of any picture."""
    rows = np.zeros((1, 4 + len(names), 8), np.float32)
    rows[0, :5, 0] = (side / 2, side / 2, 16, 24, 0.9)
    keep = _field(1, b"keepdims") + _field(3, 0) + _field(20, 2)
    graph = (
        _field(1, _node("ReduceMean", ["images"], "mean", keep))
        + _field(1, _node("Mul", ["mean", "zero"], "nothing"))
        + _field(1, _node("Add", ["rows", "nothing"], "output0"))
        + _field(2, b"tiny")
        + _field(5, _tensor("rows", rows, 1))
        + _field(5, _tensor("zero", np.zeros((), np.float32), 1))
        + _field(11, _value("images", (1, 3, side, side)))
        + _field(12, _value("output0", rows.shape))
    )
    said = {"names": str(dict(enumerate(names))), "imgsz": f"[{side}, {side}]", "task": "detect", "license": "CC0-1.0"}
    extra = b"".join(_field(14, _field(1, key.encode()) + _field(2, text.encode())) for key, text in said.items())
    return _field(1, 8) + _field(7, graph) + _field(8, _field(1, b"") + _field(2, 13)) + extra

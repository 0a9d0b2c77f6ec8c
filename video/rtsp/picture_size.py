"""The size of the picture out of a sequence parameter set: H.264 7.3.2.1.1, H.265 7.3.2.2.1, cropping applied."""

from __future__ import annotations

import struct

from video.model import Codec
from video.rtsp.nal import KINDS, split_nals

_H264_WITH_CHROMA = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135})
_MOST = 16_384


class _EndError(ValueError):
    """The set is shorter than it says, or a number in it is out of all bounds."""


class _Bits:
    """Reads a NAL unit's payload bit by bit, emulation prevention bytes taken out."""

    def __init__(self, payload: bytes) -> None:
        clean = payload.replace(b"\x00\x00\x03", b"\x00\x00")
        self._value = int.from_bytes(clean, "big")
        self._left = 8 * len(clean)

    def take(self, count: int) -> int:
        """Give the next `count` bits as a number."""
        if count > self._left:
            raise _EndError
        self._left -= count
        return self._value >> self._left & (1 << count) - 1

    def unsigned(self) -> int:
        """Give the next Exp-Golomb number, ue(v)."""
        zeros = 0
        while not self.take(1):
            zeros += 1
            if zeros > 31:
                raise _EndError
        return (1 << zeros) - 1 + self.take(zeros)

    def signed(self) -> int:
        """Give the next signed Exp-Golomb number, se(v)."""
        value = self.unsigned()
        return (value + 1) // 2 if value % 2 else -(value // 2)


def picture_size(codec: Codec, parameter_sets: bytes) -> tuple[int, int]:
    """Give width and height in pixels from Annex B parameter sets; (0, 0) when they do not say."""
    kinds = KINDS.get(codec)
    if kinds is None:
        return 0, 0
    for nal in split_nals(parameter_sets):
        if kinds.kind(nal) != kinds.sequence:
            continue
        bits = _Bits(nal[kinds.header : kinds.header + 512])
        try:
            width, height = _h264(bits) if codec is Codec.H264 else _hevc(bits)
        except _EndError:
            continue
        if 0 < width <= _MOST and 0 < height <= _MOST:
            return width, height
    return 0, 0


def _h264(bits: _Bits) -> tuple[int, int]:
    profile = bits.take(8)
    bits.take(16)
    bits.unsigned()
    chroma = _h264_chroma(bits) if profile in _H264_WITH_CHROMA else 1
    bits.unsigned()
    _h264_order_count(bits)
    bits.unsigned()
    bits.take(1)
    width = (bits.unsigned() + 1) * 16
    map_units = bits.unsigned() + 1
    frame_only = bits.take(1)
    if not frame_only:
        bits.take(1)
    bits.take(1)
    height = map_units * 16 * (2 - frame_only)
    if bits.take(1):
        step_x, step_y = _chroma_steps(chroma)
        left, right, top, bottom = (bits.unsigned() for _ in range(4))
        width -= step_x * (left + right)
        height -= step_y * (2 - frame_only) * (top + bottom)
    return width, height


def _h264_chroma(bits: _Bits) -> int:
    chroma = bits.unsigned()
    if chroma == 3:
        bits.take(1)
    bits.unsigned()
    bits.unsigned()
    bits.take(1)
    if bits.take(1):
        for index in range(8 if chroma != 3 else 12):
            if bits.take(1):
                _skip_scaling_list(bits, 16 if index < 6 else 64)
    return chroma


def _skip_scaling_list(bits: _Bits, size: int) -> None:
    last = following = 8
    for _ in range(size):
        if following:
            following = (last + bits.signed()) % 256
        last = following or last


def _h264_order_count(bits: _Bits) -> None:
    kind = bits.unsigned()
    if kind == 0:
        bits.unsigned()
    elif kind == 1:
        bits.take(1)
        bits.signed()
        bits.signed()
        for _ in range(min(bits.unsigned(), 255)):
            bits.signed()


def _hevc(bits: _Bits) -> tuple[int, int]:
    bits.take(4)
    layers = bits.take(3)
    bits.take(1)
    _skip_profile_tier_level(bits, layers)
    bits.unsigned()
    chroma = bits.unsigned()
    if chroma == 3:
        bits.take(1)
    width, height = bits.unsigned(), bits.unsigned()
    if bits.take(1):
        step_x, step_y = _chroma_steps(chroma)
        left, right, top, bottom = (bits.unsigned() for _ in range(4))
        width -= step_x * (left + right)
        height -= step_y * (top + bottom)
    return width, height


def _skip_profile_tier_level(bits: _Bits, layers: int) -> None:
    bits.take(96)
    present = [(bits.take(1), bits.take(1)) for _ in range(layers)]
    if layers:
        bits.take(2 * (8 - layers))
    for profile, level in present:
        bits.take(88 * profile + 8 * level)


def _chroma_steps(chroma: int) -> tuple[int, int]:
    return (2 if chroma in (1, 2) else 1), (2 if chroma == 1 else 1)


def jpeg_size(data: bytes) -> tuple[int, int]:
    """Give width and height out of a JPEG's start-of-frame segment (ITU-T T.81, B.2.2); (0, 0) when there is none."""
    position = 2
    while position + 9 <= len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from("!HH", data, position + 5)
            return width, height
        position += 2 + int.from_bytes(data[position + 2 : position + 4], "big")
    return 0, 0

"""NAL units of H.264 (ITU-T H.264, 7.3.1) and H.265 (ITU-T H.265, 7.3.1.2): kinds, Annex B in and out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from video.model import Codec

START_CODE = b"\x00\x00\x00\x01"
_START = re.compile(rb"\x00\x00\x01")


@dataclass(frozen=True, slots=True)
class NalKinds:
    """How to tell the NAL units of one coding apart.

    first_slice_at: the byte whose highest bit is set in the first slice of a picture (first_mb_in_slice 0,
    first_slice_segment_in_pic_flag).
    """

    header: int
    parameter_sets: frozenset[int]
    sequence: int
    pictures: range
    random_access: range
    first_slice_at: int
    shift: int
    mask: int

    def kind(self, nal: bytes) -> int:
        """Give nal_unit_type."""
        return nal[0] >> self.shift & self.mask

    def starts_picture(self, nal: bytes) -> bool:
        """Tell whether a slice is its picture's first."""
        return len(nal) > self.first_slice_at and nal[self.first_slice_at] >= 0x80


H264_KINDS = NalKinds(1, frozenset({7, 8, 13}), 7, range(1, 6), range(5, 6), 1, 0, 0x1F)
HEVC_KINDS = NalKinds(2, frozenset({32, 33, 34}), 33, range(32), range(16, 24), 2, 1, 0x3F)
KINDS = {Codec.H264: H264_KINDS, Codec.HEVC: HEVC_KINDS}


def join_nals(nals: Iterable[bytes]) -> bytes:
    """Give NAL units as Annex B, each behind a four-byte start code."""
    return b"".join(START_CODE + nal for nal in nals)


def split_nals(data: bytes) -> list[bytes]:
    """Cut Annex B into NAL units without start codes; bytes before the first start code are dropped."""
    marks = [(match.start(), match.end()) for match in _START.finditer(data)]
    ends = [start for start, _ in marks[1:]] + [len(data)]
    nals = (data[begin:end].rstrip(b"\x00") for (_, begin), end in zip(marks, ends, strict=False))
    return [nal for nal in nals if nal]


def parameter_sets_of(codec: Codec, data: bytes) -> bytes:
    """Give the parameter sets in an Annex B access unit, as Annex B; a coding without NAL units has none."""
    kinds = KINDS.get(codec)
    if kinds is None:
        return b""
    return join_nals(nal for nal in split_nals(data) if kinds.kind(nal) in kinds.parameter_sets)


def is_random_access(codec: Codec, data: bytes) -> bool:
    """Tell whether decoding can start at an Annex B access unit."""
    kinds = KINDS[codec]
    return any(kinds.kind(nal) in kinds.random_access for nal in split_nals(data))

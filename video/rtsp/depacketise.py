"""From RTP payloads to access units: H.264 (RFC 6184, modes 0 and 1) and H.265 (RFC 7798), cut on the marker bit.

Anything may arrive. A payload that makes no sense, or a gap in the sequence, spoils the access unit it falls into; the
pictures after it build on what is missing and are left out too, up to the next key picture. A smeared picture is not
shown as a live one. Only a flood of nonsense or a picture beyond all measure raises SourceError.
"""

from __future__ import annotations

from dataclasses import dataclass

from video.model import Codec, SourceError
from video.rtsp.nal import KINDS, START_CODE, NalKinds, join_nals, split_nals
from video.rtsp.rtp import RtpPacket

MAX_ACCESS_UNIT = 8 * 1024 * 1024
MAX_NALS = 2048
MAX_NONSENSE = 256
#: H.264's data partitions: no camera sends and no decoder takes them, but H.265 in their place looks like this.
_PARTITIONS = range(2, 5)


class MalformedError(ValueError):
    """A payload that breaks its format; stays inside this module."""


@dataclass(frozen=True, slots=True)
class AccessUnit:
    """One coded picture. data: Annex B, a key picture with its parameter sets; timestamp: raw 32-bit RTP."""

    data: bytes
    key: bool
    timestamp: int


@dataclass(slots=True)
class Damage:
    """What did not arrive whole, counted since the start."""

    lost_packets: int = 0
    malformed: int = 0
    dropped_units: int = 0


class FragmentJoiner:
    """Cuts the payloads of one coding into NAL units, joining the fragments of large ones."""

    def __init__(self, codec: Codec, don: bool = False) -> None:
        self._h264 = codec is Codec.H264
        self._header = KINDS[codec].header
        self._don = 2 if don and not self._h264 else 0
        self._body = self._header + 1 + self._don
        self._parts: list[bytes] = []
        self._size = 0

    @property
    def open(self) -> bool:
        """Whether a fragmented NAL unit waits for its end."""
        return bool(self._parts)

    def reset(self) -> None:
        """Forget a NAL unit begun."""
        self._parts, self._size = [], 0

    def carry_on(self, payload: bytes) -> bool:
        """Take in a payload from the middle of a fragmented NAL unit, as most are; False, untouched, for any other."""
        parts, body = self._parts, self._body
        if not parts or len(payload) <= body or payload[body - 1 - self._don] & 0xC0:
            return False
        if payload[0] & 0x1F != 28 if self._h264 else payload[0] >> 1 & 0x3F != 49:
            return False
        self._append(payload[body:])
        return True

    def push(self, payload: bytes) -> list[bytes]:
        """Give the NAL units a payload completes; raises MalformedError."""
        if len(payload) < self._header:
            raise MalformedError("shorter than a NAL header")
        kind = payload[0] & 0x1F if self._h264 else payload[0] >> 1 & 0x3F
        if kind == (28 if self._h264 else 49):
            return self._fragment(payload)
        if self._parts:
            self.reset()
            raise MalformedError("a fragment without an end")
        if kind == (24 if self._h264 else 48):
            return self._aggregate(payload)
        if (kind == 0 or kind in _PARTITIONS) if self._h264 else kind >= 48:
            raise MalformedError("an unknown payload")
        if self._h264 and kind > 23:
            raise MalformedError("an interleaved mode")
        return [payload[: self._header] + payload[self._header + self._don :] if self._don else payload]

    def _aggregate(self, payload: bytes) -> list[bytes]:
        nals, position = [], self._header
        first = True
        while position < len(payload):
            position += self._don if first else min(self._don, 1)
            first = False
            size = int.from_bytes(payload[position : position + 2], "big")
            nal = payload[position + 2 : position + 2 + size]
            if size < self._header or len(nal) < size:
                raise MalformedError("an aggregate cut short")
            nals.append(nal)
            position += 2 + size
        return nals

    def _fragment(self, payload: bytes) -> list[bytes]:
        head = self._header
        if len(payload) <= head + 1 + self._don:
            raise MalformedError("an empty fragment")
        flags = payload[head]
        body = payload[head + 1 + self._don :]
        if flags & 0x80:
            broken = bool(self._parts)
            self._parts, self._size = [self._nal_header(payload, flags)], head
            if broken:
                self._append(body)
                raise MalformedError("a fragment without an end")
        elif not self._parts:
            raise MalformedError("a fragment without a start")
        self._append(body)
        if not flags & 0x40:
            return []
        nal = b"".join(self._parts)
        self.reset()
        return [nal]

    def _append(self, body: bytes) -> None:
        self._parts.append(body)
        self._size += len(body)
        if self._size > MAX_ACCESS_UNIT:
            raise SourceError("protocol", "a picture too large")

    def _nal_header(self, payload: bytes, flags: int) -> bytes:
        if self._h264:
            return bytes((payload[0] & 0xE0 | flags & 0x1F,))
        return bytes((payload[0] & 0x81 | (flags & 0x3F) << 1, payload[1]))


class Depacketiser:
    """Gathers NAL units into access units.

    A picture ends at the marker bit, which costs no waiting. Where the marker is missing it ends when the timestamp
    changes. Where the marker comes too early (on each slice) it is found out by a slice that continues a picture
    already handed out, and not trusted from then on. Parameter sets sent on their own join the picture after them.
    A picture is key when it has a random access slice, or parameter sets in a stream that never had such a slice
    (cameras with rolling refresh).
    """

    def __init__(self, codec: Codec, parameter_sets: bytes = b"", don: bool = False) -> None:
        self._kinds: NalKinds = KINDS[codec]
        self._joiner = FragmentJoiner(codec, don)
        self._parameter_sets = parameter_sets
        self._expected: int | None = None
        self._timestamp: int | None = None
        self._nals: list[bytes] = []
        self._size = 0
        self._has_picture = False
        self._spoiled = False
        self._emitted: int | None = None
        self._seen_key = False
        self._trust_marker = True
        self._nonsense = 0
        self._await_key = False
        self._doubtful = False
        self._sets_in_band = False
        self.damage = Damage()

    @property
    def parameter_sets(self) -> bytes:
        """The newest parameter sets, from the description or the stream, as Annex B."""
        return self._parameter_sets

    def restart(self) -> None:
        """Forget what was begun, for another source sends from now on: its first key picture comes next."""
        self._expected = self._timestamp = self._emitted = None
        self._joiner.reset()
        self._nals, self._size = [], 0
        self._has_picture = self._spoiled = False
        self._await_key = True

    def wait_for_key(self) -> None:
        """Leave out everything before the next key picture: one that came whole was not used."""
        self._await_key = True

    def push(self, packet: RtpPacket) -> list[AccessUnit]:
        """Take in a packet; give the access units it completes, none, one or two. Raises SourceError."""
        units: list[AccessUnit] = []
        _, marker, sequence, timestamp, _, payload = packet
        if (
            sequence == self._expected
            and timestamp == self._timestamp
            and not marker
            and self._joiner.carry_on(payload)
        ):
            self._expected = (sequence + 1) & 0xFFFF
            return units
        gap = self._check_sequence(sequence)
        if timestamp != self._timestamp:
            if self._nals or self._joiner.open or self._spoiled:
                self._cut(units)
            self._spoiled = False  # whether this picture lost something, its own payloads will tell
            self._doubtful = self._doubtful or gap
            self._timestamp = timestamp
        self._take(payload)
        if marker and self._trust_marker and (self._has_picture or self._spoiled):
            self._cut(units)
        return units

    def _check_sequence(self, sequence: int) -> bool:
        gap = self._expected is not None and sequence != self._expected
        if self._expected is not None and gap:
            missing = (sequence - self._expected) & 0xFFFF
            self.damage.lost_packets += missing if missing < 0x8000 else 0
            self._spoil()
        self._expected = (sequence + 1) & 0xFFFF
        return gap

    def _spoil(self) -> None:
        self._spoiled = self._await_key = True
        self._joiner.reset()

    def _take(self, payload: bytes) -> None:
        try:
            nals = self._joiner.push(payload)
        except MalformedError:
            self.damage.malformed += 1
            self._nonsense += 1
            self._spoiled = self._await_key = True
            if self._nonsense > MAX_NONSENSE:
                raise SourceError("protocol", "nothing but nonsense") from None
            return
        for nal in nals:
            self._add(nal)

    def _add(self, nal: bytes) -> None:
        kinds = self._kinds
        if kinds.kind(nal) in kinds.pictures:
            if self._emitted is not None and self._emitted == self._timestamp and not kinds.starts_picture(nal):
                self._trust_marker = False  # the rest of a picture already handed out
                self._spoiled = self._await_key = True
                return
            if not (self._has_picture or kinds.starts_picture(nal)):
                self._spoiled = self._await_key = True
            self._has_picture = True
        self._nals.append(nal)
        self._size += len(nal)
        if self._size > MAX_ACCESS_UNIT or len(self._nals) > MAX_NALS:
            raise SourceError("protocol", "a picture too large")

    def _cut(self, units: list[AccessUnit]) -> None:
        if self._joiner.open:
            self._spoil()
        if self._spoiled:
            self._learn_parameter_sets()
            self.damage.dropped_units += 1
        elif self._has_picture:
            unit = self._finish()
            self._await_key = self._await_key and not (unit.key and self._has_its_sets())
            if self._await_key:
                self.damage.dropped_units += 1
            else:
                units.append(unit)
            self._emitted = self._timestamp
            self._nonsense = 0
        else:
            return  # parameter sets alone: they wait for their picture
        self._doubtful = self._spoiled and not self._has_picture  # parameter sets sent on their own, and not all came
        self._nals, self._size = [], 0
        self._has_picture = self._spoiled = False

    def _has_its_sets(self) -> bool:
        """False where the stream's key pictures bring their own parameter sets and this one's may have been lost."""
        own = any(self._kinds.kind(nal) == self._kinds.sequence for nal in self._nals)
        return own or not (self._doubtful and self._sets_in_band)

    def _finish(self) -> AccessUnit:
        kinds, nals = self._kinds, self._nals
        if len(nals) == 1 and kinds.kind(nals[0]) not in kinds.random_access:  # as nearly all are: one plain slice
            return AccessUnit(START_CODE + nals[0], False, self._timestamp or 0)
        found = {kinds.kind(nal) for nal in nals}
        own_sets = kinds.sequence in found
        self._sets_in_band = self._sets_in_band or own_sets
        self._learn_parameter_sets()
        key = any(kind in kinds.random_access for kind in found)
        self._seen_key = self._seen_key or key
        key = key or (own_sets and not self._seen_key)
        data = join_nals(self._nals)
        if key and not own_sets:
            data = self._parameter_sets + data
        return AccessUnit(data, key, self._timestamp or 0)

    def _learn_parameter_sets(self) -> None:
        kinds = self._kinds
        sets = [nal for nal in self._nals if kinds.kind(nal) in kinds.parameter_sets]
        if not sets:
            return
        if any(kinds.kind(nal) == kinds.sequence for nal in sets):
            self._parameter_sets = join_nals(sets)
            return
        known = split_nals(self._parameter_sets)
        fresh = [nal for nal in sets if nal not in known]
        if fresh and len(known) + len(fresh) <= 32:
            self._parameter_sets += join_nals(fresh)

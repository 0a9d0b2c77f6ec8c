"""RTP and RTCP packets (RFC 3550): reading, making, and undoing the wrap of their counters."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import NamedTuple

_NTP_EPOCH = 2_208_988_800  # seconds from 1900 to 1970
_NTP_ERA = 1 << 32
_NO_CLOCK_BEFORE = 946_684_800.0  # 2000: a camera that says less was never given the time
#: A clock further off than a day is no wrong time zone: its times would put pictures out of every search and clip.
MAX_CLOCK_ERROR = 86_400.0
#: An RTP packet without anything in it, for a firewall on the way to let the camera's answers through.
PUNCH = b"\x80" + bytes(11)
_SENDER_REPORT, _RECEIVER_REPORT, _BYE = 200, 201, 203
_HEAD = struct.Struct("!BBHII")
_SENDER = struct.Struct("!IIIIII")


class RtpPacket(NamedTuple):
    """One RTP packet; timestamp and sequence as sent, 32 and 16 bits. A tuple: a thousand are made each second."""

    payload_type: int
    marker: bool
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class SenderReport:
    """The camera's own UTC (seconds) at an RTP timestamp; utc is None where the camera has no clock."""

    ssrc: int
    utc: float | None
    timestamp: int


def parse_rtp(data: bytes) -> RtpPacket | None:
    """Read a packet; None when it is not RTP version 2 or shorter than its own fields say."""
    if len(data) < 12 or data[0] >> 6 != 2:
        return None
    first, second, sequence, timestamp, ssrc = _HEAD.unpack_from(data)
    if first == 0x80:  # as nearly all are: no padding, no extension, no contributing sources
        return RtpPacket(second & 0x7F, second >= 0x80, sequence, timestamp, ssrc, data[12:])
    start = 12 + 4 * (first & 0x0F)
    if first & 0x10:
        if len(data) < start + 4:
            return None
        start += 4 + 4 * int.from_bytes(data[start + 2 : start + 4], "big")
    end = len(data) - (data[-1] if first & 0x20 else 0)
    if start > end:
        return None
    return RtpPacket(second & 0x7F, second >= 0x80, sequence, timestamp, ssrc, data[start:end])


def build_rtp(payload_type: int, marker: bool, sequence: int, timestamp: int, ssrc: int, payload: bytes) -> bytes:
    """Make a packet; counters are cut to their width."""
    second = payload_type | (0x80 if marker else 0)
    return _HEAD.pack(0x80, second, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc) + payload


def parse_rtcp(data: bytes) -> tuple[list[SenderReport], bool]:
    """Read a compound packet: its sender reports, and whether it says goodbye. Stops where it makes no sense."""
    reports, bye, position = [], False, 0
    while position + 4 <= len(data) and data[position] >> 6 == 2:
        kind = data[position + 1]
        end = position + 4 + 4 * int.from_bytes(data[position + 2 : position + 4], "big")
        if end > len(data):
            break
        if kind == _SENDER_REPORT and end - position >= 28:
            ssrc, seconds, fraction, timestamp, _, _ = _SENDER.unpack_from(data, position + 4)
            reports.append(SenderReport(ssrc, _utc(seconds, fraction), timestamp))
        bye = bye or kind == _BYE
        position = end
    return reports, bye


def _utc(seconds: int, fraction: int) -> float | None:
    if seconds < _NTP_EPOCH:  # era 1 begins in February 2036
        seconds += _NTP_ERA
    utc = seconds - _NTP_EPOCH + fraction / _NTP_ERA
    return utc if _NO_CLOCK_BEFORE <= utc < _NTP_ERA else None


def build_sender_report(ssrc: int, utc: float, timestamp: int, packets: int, octets: int) -> bytes:
    """Make a sender report with the mandatory CNAME."""
    ntp = int((utc + _NTP_EPOCH) * _NTP_ERA)
    report = struct.pack("!BBH", 0x80, _SENDER_REPORT, 6) + _SENDER.pack(
        ssrc,
        (ntp >> 32) & 0xFFFFFFFF,
        ntp & 0xFFFFFFFF,
        timestamp & 0xFFFFFFFF,
        packets & 0xFFFFFFFF,
        octets & 0xFFFFFFFF,
    )
    return report + _description(ssrc)


def build_receiver_report(ssrc: int, peer: int, highest_sequence: int, lost: int) -> bytes:
    """Make a receiver report with one block; jitter and round trip are left 0, nobody steers by them over TCP."""
    block = struct.pack("!IIIIII", peer, min(lost, 0x7FFFFF), highest_sequence & 0xFFFFFFFF, 0, 0, 0)
    return struct.pack("!BBHI", 0x81, _RECEIVER_REPORT, 7, ssrc) + block + _description(ssrc)


def _description(ssrc: int) -> bytes:
    items = b"\x01\x09watchroom\x00"
    items += bytes(-len(items) % 4)
    return struct.pack("!BBHI", 0x81, 202, 1 + len(items) // 4, ssrc) + items


class Unwrapper:
    """Turns a counter of `bits` bits that wraps into one that does not; steps back stay steps back."""

    def __init__(self, bits: int) -> None:
        self._size = 1 << bits
        self._last: int | None = None

    def __call__(self, value: int) -> int:
        """Give the value nearest to the last one that is `value` modulo 2**bits."""
        if self._last is None:
            self._last = value
            return value
        step = (value - self._last) % self._size
        self._last += step if step < self._size // 2 else step - self._size
        return self._last


class CameraTime:
    """The camera's own UTC for a stream's timestamps, from its sender reports.

    error: camera's clock minus ours in seconds by the last report, where that is too much to be used; else None.
    """

    def __init__(self, clock_rate: int) -> None:
        self._rate = clock_rate
        self._anchor: tuple[float, int] | None = None
        self.error: float | None = None

    @property
    def known(self) -> bool:
        """Whether a usable report was seen."""
        return self._anchor is not None

    def take(self, report: SenderReport, now: float) -> None:
        """Take in a report at our UTC `now`; without a time it is passed over, with an absurd one it ends ours."""
        if report.utc is None:
            return
        error = report.utc - now
        absurd = abs(error) > MAX_CLOCK_ERROR
        self.error = error if absurd else None
        self._anchor = None if absurd else (report.utc, report.timestamp)

    def forget(self) -> None:
        """Another source sends from now on: its timestamps mean other times."""
        self._anchor = None

    def utc(self, timestamp: int) -> float | None:
        """Give the camera's UTC at a raw 32-bit timestamp, None while unknown."""
        if self._anchor is None:
            return None
        utc, at = self._anchor
        ticks = (timestamp - at) % (1 << 32)
        return utc + (ticks if ticks < 1 << 31 else ticks - (1 << 32)) / self._rate

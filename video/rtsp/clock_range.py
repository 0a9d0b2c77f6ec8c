"""Times of a range as RTSP writes them: `clock=20260131T235958.25Z-...` (RFC 2326, 3.7), and inside RTP (ONVIF)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_TIME = re.compile(r"(\d{8})T(\d{6})(\.\d{1,9})?Z")
_NTP_EPOCH = 2_208_988_800
#: The profile of ONVIF's RTP header extension (Streaming Specification, 6.3).
_REPLAY_EXTENSION = 0xABAC


def clock_time(utc: float) -> str:
    """Write UTC seconds, milliseconds being kept."""
    whole = datetime.fromtimestamp(int(utc), UTC)
    return f"{whole:%Y%m%dT%H%M%S}.{int(utc % 1 * 1000):03d}Z"


def clock_range(start: float, end: float) -> str:
    """Write the field of a PLAY request."""
    return f"clock={clock_time(start)}-{clock_time(end)}"


def read_clock_range(field: str) -> tuple[float, float | None] | None:
    """Read the field; None where it is none. The end may be open."""
    kind, _, rest = field.strip().partition("=")
    first, _, last = rest.partition("-")
    start = read_clock_time(first)
    if kind.strip().lower() != "clock" or start is None:
        return None
    return start, read_clock_time(last)


def read_clock_time(text: str) -> float | None:
    """Read one time; None where it is none."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    try:
        whole = datetime.strptime(f"{found.group(1)}{found.group(2)}+0000", "%Y%m%d%H%M%S%z")
    except ValueError:
        return None
    return whole.timestamp() + float(found.group(3) or 0)


def replay_time(packet: bytes) -> float | None:
    """Give the UTC that a replayed RTP packet says it was recorded at, None where it does not."""
    if len(packet) < 12 or not packet[0] & 0x10:
        return None
    at = 12 + 4 * (packet[0] & 0x0F)
    if len(packet) < at + 16 or int.from_bytes(packet[at : at + 2], "big") != _REPLAY_EXTENSION:
        return None
    seconds = int.from_bytes(packet[at + 4 : at + 8], "big")
    fraction = int.from_bytes(packet[at + 8 : at + 12], "big")
    return seconds - _NTP_EPOCH + fraction / (1 << 32) if seconds else None


def with_replay_time(packet: bytes, utc: float, *, key: bool) -> bytes:
    """Put ONVIF's extension into an RTP packet that has none (for a server)."""
    ntp = int((utc + _NTP_EPOCH) * (1 << 32))
    extension = _REPLAY_EXTENSION.to_bytes(2, "big") + b"\x00\x03" + (ntp & (1 << 64) - 1).to_bytes(8, "big")
    extension += bytes((0x80 if key else 0, 0, 0, 0))
    return bytes((packet[0] | 0x10,)) + packet[1:12] + extension + packet[12:]

"""The last seconds of one stream as it came: compressed packets in memory, whole groups of pictures only.

What a call-up, a past loop, a clip and a still are made of. Used from one thread.
"""

from __future__ import annotations

from collections import deque

from video.model import Packet, StreamInfo

#: A packet and what decodes it.
Entry = tuple[Packet, StreamInfo]


class _Group:
    """A key picture and those that build on it."""

    __slots__ = ("entries", "size")

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.size = 0

    @property
    def start(self) -> Packet:
        """The key picture."""
        return self.entries[0][0]


class PacketRing:
    """Holds `seconds` of a stream, and less where that takes more than `max_bytes`.

    Every packet held can be decoded: groups go as a whole, packets before the first key picture are not kept. A group
    that alone exceeds `max_bytes` is let go, and what follows it too until the next key picture. Times asked for are
    ours (`received_at`): a camera whose clock is wrong is found all the same.
    """

    def __init__(self, seconds: float, max_bytes: int) -> None:
        self._seconds = seconds
        self._max_bytes = max_bytes
        self._groups: deque[_Group] = deque()
        self._size = 0

    @property
    def size(self) -> int:
        """Bytes held."""
        return self._size

    @property
    def start(self) -> float | None:
        """When the oldest packet came, UTC; None while empty."""
        return self._groups[0].start.received_at if self._groups else None

    def append(self, packet: Packet, info: StreamInfo) -> None:
        """Add the newest packet and let go of what is too old or too much."""
        if packet.key:
            self._groups.append(_Group())
        elif not self._groups:
            return
        group = self._groups[-1]
        group.entries.append((packet, info))
        group.size += len(packet.data)
        self._size += len(packet.data)
        self._trim(packet.received_mono)

    def since(self, start: float) -> list[Entry]:
        """Everything from the key picture at or before `start` (UTC) on; from the oldest when that is later."""
        first = 0
        for index, group in enumerate(self._groups):
            if group.start.received_at > start:
                break
            first = index
        return [entry for group in list(self._groups)[first:] for entry in group.entries]

    def latest_group(self) -> list[Entry]:
        """The newest key picture and all after it: what shows the present."""
        return list(self._groups[-1].entries) if self._groups else []

    def clear(self) -> None:
        """Forget everything."""
        self._groups.clear()
        self._size = 0

    def _trim(self, now_mono: float) -> None:
        groups = self._groups
        while len(groups) > 1 and (
            self._size > self._max_bytes or groups[1].start.received_mono <= now_mono - self._seconds
        ):
            self._size -= groups.popleft().size
        if self._size > self._max_bytes:
            self.clear()

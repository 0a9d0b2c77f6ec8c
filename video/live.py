"""One thread that turns one live stream into pictures for all who watch it, and keeps to the present.

Latency: a packet is decoded, scaled and published in this thread as soon as it is fed; there is no timer. When the
machine falls behind, first scaling is left out (decoding alone is many times faster than real time), then everything
up to the newest key picture, and at the limit all that waits. Pictures that come late in one rush, after a pause of the
network or because a camera begins with its running group, are decoded and not shown: they are past, not live. A stream
that stays late is shown, and each picture says by how much.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from av.video.frame import VideoFrame

from video.clock import Clock
from video.decoder import PictureDecoder, PictureSink
from video.model import Packet, StreamInfo
from video.ring import Entry
from video.views import DecodeStats

_log = logging.getLogger(__name__)

#: Seconds behind at which decoding jumps to a waiting key picture.
JUMP_AFTER = 1.5
#: Seconds of waiting packets at which all of them are dropped, key picture or not.
GIVE_UP_AFTER = 5.0
#: Waiting packets from which pictures are decoded but not scaled.
_BUSY_QUEUE = 3
#: Seconds by which a picture may come later than its stream's usually do and not count as part of a rush.
LATE_AFTER = 1.0
#: What comes late for longer than a rush takes is shown, as old as it is.
_RUSH_LASTS = 2.0


@dataclass(slots=True)
class _Item:
    packet: Packet
    info: StreamInfo
    old: bool = False


class LiveDecoder:
    """Decodes one stream for any number of sinks. All methods may be called from any one other thread.

    observer: has every picture that is shown, after the sinks.
    """

    def __init__(self, name: str, clock: Clock, observer: PictureSink | None = None) -> None:
        self._clock = clock
        self._observer = observer
        self._lock = threading.Lock()
        self._free = threading.Condition(self._lock)
        self._removing = 0
        self._wake: queue.SimpleQueue[None] = queue.SimpleQueue()  # one token for each item, change and the end
        self._queue: deque[_Item] = deque()
        self._late_since: float | None = None
        self._sinks: dict[str, PictureSink] = {}
        self._fresh: set[str] = set()
        self._stopping = False
        self._decoder = PictureDecoder()
        self._await_key = False
        self._taking: PictureSink | None = None
        self._decoded = self._shown = self._dropped = 0
        self._busy_since: float | None = None
        self._last: tuple[VideoFrame, Packet, float] | None = None
        self._thread = threading.Thread(target=self._run, name=f"decode-{name}", daemon=True)
        self._thread.start()

    @property
    def busy_since(self) -> float | None:
        """Monotonic time since when one packet is in the codec; None between packets."""
        return self._busy_since

    @property
    def stats(self) -> DecodeStats:
        """Counts so far."""
        with self._lock:
            queue = self._queue
            backlog = queue[-1].packet.received_mono - queue[0].packet.received_mono if queue else 0.0
        return DecodeStats(self._decoded, self._shown, self._dropped, self._decoder.errors, backlog)

    @property
    def sinks(self) -> tuple[str, ...]:
        """The keys of those who watch."""
        with self._lock:
            return tuple(self._sinks)

    def replay(self, entries: Sequence[Entry]) -> None:
        """Decode a ring's newest group first; only its last picture is shown."""
        with self._lock:
            self._queue.extend(_Item(packet, info, old=True) for packet, info in entries)
            if entries:
                self._queue[-1].old = False
        for _ in entries:
            self._wake.put(None)

    def feed(self, packet: Packet, info: StreamInfo) -> None:
        """Decode and show a packet that just came."""
        late = self._in_rush(packet)
        with self._lock:
            if self._await_key and not packet.key:
                self._dropped += 1
                return
            self._await_key = False
            self._queue.append(_Item(packet, info, late))
            self._keep_up()
        self._wake.put(None)

    def add_sink(self, key: str, sink: PictureSink) -> None:
        """Let `sink` have every picture from now on, the present one at once."""
        with self._lock:
            self._sinks[key] = sink
            self._fresh.add(key)
        self._wake.put(None)

    def remove_sink(self, key: str) -> PictureSink | None:
        """Take a sink out; on return it is no longer used by the decode thread."""
        with self._lock:
            self._fresh.discard(key)
            sink = self._sinks.pop(key, None)
            self._removing += 1
            while sink is not None and self._taking is sink:
                self._free.wait()
            self._removing -= 1
        return sink

    def set_key_only(self, key_only: bool) -> None:
        """Decode only key pictures, for hidden tiles and overload; the way back waits for a key picture."""
        with self._lock:
            if self._decoder.key_only and not key_only:
                self._await_key = True
            self._decoder.key_only = key_only

    def stop(self, timeout: float = 2.0) -> None:
        """End the thread; one that hangs in a codec is left behind, to end with its process."""
        self._stopping = True
        self._wake.put(None)
        self._thread.join(timeout)

    def _in_rush(self, packet: Packet) -> bool:
        if packet.behind <= LATE_AFTER:
            self._late_since = None
            return False
        if self._late_since is None:
            self._late_since = packet.received_mono
        return packet.received_mono - self._late_since < _RUSH_LASTS

    def _keep_up(self) -> None:
        """With the lock held: shorten a queue that is too far behind."""
        queue = self._queue
        waited = queue[-1].packet.received_mono - queue[0].packet.received_mono
        if queue[0].old or waited < JUMP_AFTER:
            return
        newest_key = max((i for i, item in enumerate(queue) if item.packet.key), default=0)
        if newest_key == 0 and waited >= GIVE_UP_AFTER:
            newest_key = len(queue)
            self._await_key = True
        for _ in range(newest_key):
            queue.popleft()
        self._dropped += newest_key

    # Below: the decode thread.

    def _run(self) -> None:
        while True:
            self._wake.get()
            if self._stopping:
                return
            with self._lock:
                item = self._queue.popleft() if self._queue else None
                waiting = len(self._queue)
            try:
                if item is not None:
                    self._decode(item, waiting)
                elif self._fresh and self._last is not None:
                    self._show(tuple(self._fresh))
            except Exception:  # the thread must outlive any stream
                _log.exception("a picture was lost")

    def _decode(self, item: _Item, waiting: int) -> None:
        self._busy_since = self._clock.monotonic()
        try:
            pictures = self._decoder.decode(item.packet, item.info)
        finally:
            self._busy_since = None
        self._decoded += len(pictures)
        if pictures:
            frame, packet = pictures[-1]  # of several that became ready together only the newest counts
            self._last = (frame, packet, self._clock.monotonic())
        if item.old or self._last is None or not (pictures or self._fresh):
            return
        if waiting >= _BUSY_QUEUE:
            self._dropped += len(pictures)
            return
        self._show(tuple(self._sinks))
        self._shown += 1
        if pictures and self._observer is not None:
            self._observer.take(*self._last, self._decoder.key_only, self._dropped)

    def _show(self, keys: tuple[str, ...]) -> None:
        """Hand the newest picture to these sinks."""
        if self._last is None:
            return
        frame, packet, decoded_mono = self._last
        for key in keys:
            with self._lock:
                self._fresh.discard(key)
                sink = self._taking = self._sinks.get(key)
            if sink is None:
                continue
            try:
                sink.take(frame, packet, decoded_mono, self._decoder.key_only, self._dropped)
            finally:
                with self._lock:
                    self._taking = None
                    if self._removing:
                        self._free.notify_all()

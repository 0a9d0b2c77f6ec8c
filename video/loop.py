"""The seconds before an alarm, over and over, at real speed, from packets in memory."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from av.video.frame import VideoFrame

from video.clock import Clock
from video.decoder import PictureDecoder, PictureSink
from video.model import Packet, StreamInfo
from video.ring import Entry

_log = logging.getLogger(__name__)

#: How long the last picture stands before the loop begins again, seconds.
PAUSE_AT_END = 0.5


class PastLoop:
    """Plays `entries` from `start` to `end` (UTC, our clock) into one sink until stopped; its own thread and codec.

    Entries before `start` are decoded and not shown. Where `end` is still to come, `feed` what comes until then.
    `spare` is asked in the thread where memory has nothing of these seconds.
    """

    def __init__(
        self,
        name: str,
        clock: Clock,
        entries: Sequence[Entry],
        start: float,
        end: float,
        sink: PictureSink,
        spare: Callable[[], Sequence[Entry]] | None = None,
    ) -> None:
        self._clock = clock
        self._start, self._end = start, end
        self._entries = [entry for entry in entries if entry[0].received_at <= end]
        self._spare = spare
        self._sink = sink
        self._decoder = PictureDecoder()
        self._stopping = threading.Event()
        self._more = threading.Event()
        self.busy_since: float | None = None
        self._thread = threading.Thread(target=self._run, name=f"past-{name}", daemon=True)
        self._thread.start()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All it shows."""
        return tuple(self._entries)

    def feed(self, packet: Packet, info: StreamInfo) -> None:
        """Add what just came, if the loop reaches that far."""
        if packet.received_at <= self._end:
            self._entries.append((packet, info))
            self._more.set()

    def stop(self, timeout: float = 2.0) -> None:
        """End the thread; on return the sink is no longer used."""
        self._stopping.set()
        self._more.set()
        self._thread.join(timeout)

    def _run(self) -> None:
        if not self._entries and self._spare is not None and self._end < self._clock.now():
            self._entries += self._spare()
        while not self._stopping.is_set():
            if not self._entries:
                self._more.wait()
                continue
            try:
                self._once()
            except Exception:  # a damaged stream must not end the loop
                _log.exception("a past loop broke off")
            self._stopping.wait(PAUSE_AT_END)

    def _once(self) -> None:
        self._decoder.restart()
        began: float | None = None
        held: tuple[VideoFrame, Packet] | None = None
        for packet, info in list(self._entries):
            self.busy_since = self._clock.monotonic()
            pictures = list(self._decoder.decode(packet, info))
            self.busy_since = None
            for frame, shown in pictures:
                if shown.received_at < self._start:
                    held = (frame, shown)
                    continue
                if began is None:
                    began = self._clock.monotonic() - (shown.received_mono - self._entries[0][0].received_mono)
                if not self._wait_until(began + shown.received_mono - self._entries[0][0].received_mono):
                    return
                self._take(frame, shown)
        if began is None and held is not None:
            self._take(*held)

    def _wait_until(self, due: float) -> bool:
        """Wait for a picture's turn; False when the loop is to end."""
        return not self._stopping.wait(max(0.0, due - self._clock.monotonic()))

    def _take(self, frame: VideoFrame, packet: Packet) -> None:
        self._sink.take(frame, packet, self._clock.monotonic(), False, 0)

"""Picture health in a worker: looks at what is decoded anyway, about once a second, and at key pictures of the rest.

A camera that is shown is looked at in its decode thread. One that nobody looks at is looked at by its key pictures,
decoded one at a time in a thread that all share: when it cannot keep up, looks are left out.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Collection

from av.video.frame import VideoFrame

from video.decoder import PictureDecoder
from video.model import Packet, StreamInfo
from video.quality import QualityJudge
from video.quality_look import Looker, fingerprint
from video.quality_state import QualityKind, QualityState

_log = logging.getLogger(__name__)

#: Seconds between looks at a camera that is shown, and at one that is not.
LOOK_EVERY, KEY_LOOK_EVERY = 1.0, 2.0
_WAITING = 8
_Check = tuple["CameraQuality", Packet, StreamInfo]


class CameraQuality:
    """One camera's health: `packet` on the loop for every packet, `take` in the decode thread for every picture."""

    def __init__(self, camera: str, watch: QualityWatch) -> None:
        self._watch = watch
        self._judge = QualityJudge(camera, watch.kinds)
        self._looker = Looker()
        self._lock = threading.Lock()
        self._due = self._key_due = float("-inf")
        self._keys = self._newest_key = 0

    def packet(self, packet: Packet, info: StreamInfo, decoded: bool) -> None:
        """Take in a packet; `decoded`: its picture will come by `take`."""
        if not packet.key:
            return
        with self._lock:
            self._keys += 1
            self._newest_key = fingerprint(packet.data)
            self._watch.tell(self._judge.key(self._newest_key, packet.received_at))
        if not decoded and packet.received_mono >= self._key_due:
            self._key_due = packet.received_mono + KEY_LOOK_EVERY
            self._watch.check(self, packet, info)

    def take(self, frame: VideoFrame, packet: Packet, decoded_mono: float, key_only: bool, dropped: int) -> None:
        """Look at a picture when the last look is long enough ago."""
        if packet.received_mono < self._due:
            return
        self._due = packet.received_mono + LOOK_EVERY
        self.look(frame, packet)

    def learn_anew(self) -> None:
        """The camera turns."""
        with self._lock:
            self._watch.tell(self._judge.learn_anew())

    def look(self, frame: VideoFrame, packet: Packet) -> None:
        """Look at a picture now."""
        with self._lock:
            look = self._looker.look(frame, packet.received_at, self._keys, self._newest_key)
            if look is not None:
                self._watch.tell(self._judge.look(look))
                self._due = packet.received_mono + LOOK_EVERY * self._judge.pause


class QualityWatch:
    """All cameras of a worker. `tell_state` is called from any thread. Nothing runs where no kind is wanted."""

    def __init__(self, kinds: Collection[QualityKind], tell_state: Callable[[QualityState], None]) -> None:
        self.kinds = frozenset(kinds)
        self._tell_state = tell_state
        self._checks: queue.Queue[_Check | None] = queue.Queue(_WAITING)
        self._thread: threading.Thread | None = None

    def open(self, camera: str) -> CameraQuality | None:
        """Begin to watch a camera; None where nothing is wanted."""
        if not self.kinds:
            return None
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="quality", daemon=True)
            self._thread.start()
        return CameraQuality(camera, self)

    def close(self) -> None:
        """End the thread; returns when it has ended."""
        if self._thread is not None:
            self._checks.put(None)
            self._thread.join()
            self._thread = None

    def tell(self, states: Collection[QualityState]) -> None:
        """Tell what changed."""
        for state in states:
            self._tell_state(state)

    def check(self, camera: CameraQuality, packet: Packet, info: StreamInfo) -> None:
        """Look at a key picture soon, or not at all."""
        try:
            self._checks.put_nowait((camera, packet, info))
        except queue.Full:
            _log.debug("no time to look at a key picture")

    def _run(self) -> None:
        decoder = PictureDecoder()
        while (check := self._checks.get()) is not None:
            camera, packet, info = check
            try:
                decoder.restart()
                for frame, _ in decoder.decode(packet, info):
                    camera.look(frame, packet)
            except Exception:  # the thread must outlive any stream
                _log.exception("a key picture was not looked at")

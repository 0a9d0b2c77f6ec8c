"""The sound of one camera of a playback, in step with its pictures at the speed at which it was recorded."""

from __future__ import annotations

import contextlib
import threading
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import Any

import av
import av.error

from video.audio import Samples
from video.audio_session import AudioPhase
from video.clock import Clock
from video.replay.commands import SetSpans, Span
from video.replay.conductor import Conductor
from video.sound import Heard

#: Sound is sent so long before it is due, seconds; the loudspeaker keeps no more than 0.4.
AHEAD = 0.2


class ReplayEar:
    """Listens to one camera; sends `Heard` from its own thread, and silence at any other speed than 1."""

    def __init__(self, conductor: Conductor, clock: Clock, send: Callable[[Heard], None]) -> None:
        self._conductor, self._clock, self._send = conductor, clock, send
        self._changed = threading.Condition()
        self._camera = ""
        self._spans: SetSpans | None = None
        self._version = 0
        self._stopping = False
        self._thread: threading.Thread | None = None

    def listen(self, camera: str, spans: SetSpans | None) -> None:
        """Turn to a camera, "" for none."""
        with self._changed:
            self._camera, self._spans = camera, spans
            self._version += 1
            self._changed.notify()
        if camera and self._thread is None:
            self._thread = threading.Thread(target=self._run, name="replay-ear", daemon=True)
            self._thread.start()

    def take(self, spans: SetSpans) -> None:
        """Take what there is of a camera now."""
        with self._changed:
            if spans.camera == self._camera:
                fresh = self._spans is None
                self._spans = spans
                if fresh:
                    self._version += 1
                self._changed.notify()

    def follow(self) -> None:
        """Another tempo holds."""
        with self._changed:
            self._version += 1
            self._changed.notify()

    def stop(self) -> None:
        """End the thread."""
        with self._changed:
            self._stopping = True
            self._version += 1
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(2.0)

    def _run(self) -> None:
        while not self._stopping:
            with self._changed:
                version, camera, spans = self._version, self._camera, self._spans
            played = False
            if camera and spans is not None and self._conductor.tempo[1].speed == 1.0:
                played = self._play(version, camera, spans)
            with self._changed:
                if version == self._version:
                    self._changed.wait(0.25 if played else None)

    def _play(self, version: int, camera: str, spans: SetSpans) -> bool:
        """Play on until something changes; tells whether there was a file here."""
        at = self._conductor.tempo[1].at(self._clock.monotonic())
        index = bisect_right([span.begin for span in spans.spans], at) - 1
        if index < 0 or at > spans.spans[index].end:
            return True
        begun = False
        with contextlib.suppress(OSError, av.error.FFmpegError, ValueError):
            for due, samples in _sound(spans.spans[index], at):
                if not self._wait(version, due - AHEAD):
                    return True
                if not begun:
                    self._send(Heard(camera, phase=AudioPhase.PLAYING))
                    begun = True
                self._send(Heard(camera, samples))
        if not begun:
            self._send(Heard(camera, phase=AudioPhase.NONE))
        return begun

    def _wait(self, version: int, due: float) -> bool:
        """Wait until the common clock stands at `due`; False where another tempo or camera came."""
        with self._changed:
            while version == self._version:
                left = self._conductor.tempo[1].due(due) - self._clock.monotonic()
                if left <= 0:
                    return True
                self._changed.wait(min(left, 1.0))
        return False


def _sound(span: Span, at: float) -> Iterator[tuple[float, Samples]]:
    """Pieces of a file's sound from a time on, each with when it is due."""
    with av.open(span.path) as container:
        if not container.streams.audio:
            return
        stream: Any = container.streams.audio[0]
        first: float | None = None
        resampler: Any = None
        for packet in container.demux(*container.streams.video[:1], stream):
            if packet.pts is None or packet.time_base is None:
                continue
            when = float(packet.pts * packet.time_base)
            if packet.stream is not stream:
                first = when if first is None else first
                continue
            due = span.start + when - (first or 0.0)
            if due < at:
                continue
            for frame in packet.decode():
                layout = "mono" if len(frame.layout.channels) == 1 else "stereo"  # type: ignore[union-attr]
                resampler = resampler or av.AudioResampler(format="s16", layout=layout)
                for piece in resampler.resample(frame):
                    channels = len(piece.layout.channels)
                    data = bytes(piece.planes[0])[: piece.samples * channels * 2]
                    yield due, Samples(data, piece.sample_rate, channels, due)

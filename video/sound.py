"""The sound of the selected camera, in the worker that has its pictures: connected while somebody listens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from video.audio import AudioDecoder, Samples
from video.audio_session import AudioPhase, AudioSession
from video.clock import Clock
from video.model import AudioPacket, CameraSource


@dataclass(frozen=True, slots=True)
class Listen:
    """Let us hear this camera and no other; "" for none. Safe to send twice."""

    camera: str


@dataclass(frozen=True, slots=True)
class Heard:
    """News of a camera's sound: a piece of it, or where it stands when that changed."""

    camera: str
    samples: Samples | None = None
    phase: AudioPhase | None = None


class WorkerEar:
    """Listens to one camera at a time and sends `Heard`. Belongs to the worker's loop."""

    def __init__(self, clock: Clock, send: Callable[[Heard], None]) -> None:
        self._clock = clock
        self._send = send
        self._source: CameraSource | None = None
        self._task: asyncio.Task[None] | None = None
        self._ending: set[asyncio.Task[None]] = set()

    def listen(self, source: CameraSource | None) -> None:
        """Turn to another camera, or with None to no one; the same one goes on undisturbed."""
        if source == self._source:
            return
        self._source = source
        if self._task is not None:
            self._task.cancel()
            self._ending.add(self._task)
            self._task.add_done_callback(self._ending.discard)
            self._task = None
        address = (source.sub or source.main) if source is not None else None
        if source is None or address is None:
            return
        camera, decoder = source.camera, AudioDecoder()

        def hear(packet: AudioPacket) -> None:
            if self._source is source:
                for samples in decoder.decode(packet):
                    self._send(Heard(camera, samples))

        def tell(phase: AudioPhase) -> None:
            if self._source is source:
                self._send(Heard(camera, phase=phase))

        session = AudioSession(address, self._clock, hear, tell, transport=source.transport)
        self._task = asyncio.ensure_future(session.run())

    async def close(self) -> None:
        """Disconnect."""
        self.listen(None)
        await asyncio.gather(*self._ending, return_exceptions=True)

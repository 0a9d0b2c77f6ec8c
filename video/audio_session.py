"""Keep one camera's sound coming while somebody listens. Its connection is its own: the pictures never notice."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Protocol

from video.clock import Clock
from video.liveness import SLOW_RETRY, BackOff, spread
from video.model import SourceError, StreamAddress, Transport
from video.rtsp.audio import AudioHandler
from video.rtsp.client import open_rtsp_sound


class Sound(Protocol):
    """An open sound."""

    async def wait(self) -> SourceError:
        """Wait for its end."""
        ...

    async def close(self) -> None:
        """Free everything; never raises."""
        ...


class AudioPhase(StrEnum):
    """Where it stands. NONE: the camera has no sound, or none that we know."""

    CONNECTING = "connecting"
    PLAYING = "playing"
    LOST = "lost"
    NONE = "none"


SoundOpener = Callable[[StreamAddress, Transport, Clock, AudioHandler], Awaitable[Sound]]


async def open_sound(address: StreamAddress, transport: Transport, clock: Clock, handle: AudioHandler) -> Sound:
    """Open a camera's sound; raises SourceError, "unsupported" for anything but RTSP."""
    return await open_rtsp_sound(address, clock, handle, transport=transport)


class AudioSession:
    """`run()` on a loop until cancelled; both handlers are called there and must not raise."""

    def __init__(
        self,
        address: StreamAddress,
        clock: Clock,
        on_packet: AudioHandler,
        on_phase: Callable[[AudioPhase], None],
        *,
        transport: Transport = "tcp",
        opener: SoundOpener = open_sound,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._address = address
        self._clock = clock
        self._on_packet = on_packet
        self._on_phase = on_phase
        self._transport: Transport = transport
        self._open = opener
        self._jitter = jitter
        self._back_off = BackOff(jitter)

    async def run(self) -> None:
        """Connect, listen, connect again; a camera without sound, or one that refuses, is asked every half minute."""
        while True:
            self._on_phase(AudioPhase.CONNECTING)
            error, healthy = await self._listen()
            self._on_phase(AudioPhase.NONE if error.code == "unsupported" else AudioPhase.LOST)
            slow = error.code in ("unsupported", "unauthorized", "untrusted")
            await asyncio.sleep(spread(SLOW_RETRY, self._jitter) if slow else self._back_off.next_delay(healthy))

    async def _listen(self) -> tuple[SourceError, float]:
        try:
            sound = await self._open(self._address, self._transport, self._clock, self._on_packet)
        except SourceError as error:
            return error, 0.0
        began = self._clock.monotonic()
        try:
            self._on_phase(AudioPhase.PLAYING)
            return await sound.wait(), self._clock.monotonic() - began
        finally:
            await sound.close()

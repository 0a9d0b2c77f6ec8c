"""Keep one stream of one camera coming: connect, watch, reconnect, and say the truth about it."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from video.clock import Clock
from video.lateness import Lateness
from video.liveness import (
    DAMAGE_PATIENCE,
    FIRST_PACKET_WITHIN,
    FRESH_BELOW,
    LATE_RETRY,
    SLOW_RETRY,
    STALL_PATIENCE,
    BackOff,
    spread,
    stall_after,
)
from video.model import (
    ErrorCode,
    Health,
    Packet,
    Phase,
    SourceError,
    StreamAddress,
    StreamInfo,
    StreamKind,
    StreamState,
    Transport,
)
from video.rtsp.audio import AudioHandler
from video.silence import Silence
from video.source import Source, open_source
from video.stream_meter import StreamMeter

PacketHandler = Callable[[Packet, StreamInfo], None]
StateHandler = Callable[[StreamState], None]
Opener = Callable[[StreamAddress, Transport, Clock], Awaitable[Source]]

REPORT_EVERY = 1.0
_log = logging.getLogger(__name__)
_PHASES: dict[ErrorCode, Phase] = {
    "unauthorized": Phase.REFUSED,
    "untrusted": Phase.REFUSED,
    "unsupported": Phase.UNSUPPORTED,
}


class CameraSession:
    """One stream's life. `run()` on an asyncio loop; `stop()` and `hurry()` may be called from any thread.

    The handlers are called on the loop and must not raise. A state is told at every change and once a second while
    pictures come. While a lost stream is tried again its phase, reason and `since` stay: only `next_try_at` is None.
    """

    def __init__(
        self,
        address: StreamAddress,
        camera: str,
        kind: StreamKind,
        clock: Clock,
        on_packet: PacketHandler,
        on_state: StateHandler,
        *,
        transport: Transport = "tcp",
        opener: Opener = open_source,
        on_audio: AudioHandler | None = None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._address = address
        self._transport: Transport = transport
        self._clock = clock
        self._on_packet = on_packet
        self._on_state = on_state
        self._open = opener if on_audio is None else partial(open_source, on_audio=on_audio)
        self._jitter = jitter
        self._back_off = BackOff(jitter)
        self._meter = StreamMeter()
        self._state = StreamState(camera, kind, Phase.CONNECTING, clock.now(), "connecting")
        self._silence = Silence(0.0)
        self._lateness = Lateness()
        self._behind = 0.0
        self._late_since: float | None = None
        self._late_retry_at = float("-inf")
        self._health = Health()
        self._dropped_before = 0
        self._live_since: float | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._work: asyncio.Task[None] | None = None
        self._hurry: asyncio.Event | None = None
        self._stopping = False

    @property
    def state(self) -> StreamState:
        """The newest state told."""
        return self._state

    async def run(self) -> None:
        """Serve until `stop()`; returns then, never raises because of the camera. Run it once."""
        self._loop, self._hurry = asyncio.get_running_loop(), asyncio.Event()
        self._work = self._loop.create_task(self._serve(self._hurry))
        if self._stopping:
            self._work.cancel()
        try:
            await self._work
        except asyncio.CancelledError:
            if not self._stopping:
                raise
        finally:
            self._tell(Phase.STOPPED, "", next_try_at=None)

    def stop(self) -> None:
        """End `run()` soon; again is the same as once."""
        if self._stopping:
            return  # a second cancel would break the goodbye of the first
        self._stopping = True
        self._call(self._cancel)

    def hurry(self) -> None:
        """Retry at once and forget the back-off: the camera's zone is in alarm. A live stream is left alone."""
        self._call(self._set_hurry)

    def _cancel(self) -> None:
        if self._work is not None:
            self._work.cancel()

    def _set_hurry(self) -> None:
        if self._hurry is not None:
            self._hurry.set()

    def _call(self, work: Callable[[], object]) -> None:
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(work)

    async def _serve(self, hurry: asyncio.Event) -> None:
        while True:
            try:
                await self._attempt(hurry)
            except SourceError as error:
                await self._wait_after(error, hurry)

    async def _attempt(self, hurry: asyncio.Event) -> None:
        hurry.clear()
        self._live_since = None
        self._meter = StreamMeter()
        self._tell(self._state.phase, self._state.reason, next_try_at=None, attempts=self._state.attempts + 1)
        source = await self._open(self._address, self._transport, self._clock)
        try:
            await self._follow(source, hurry)
        finally:
            await source.close()

    async def _follow(self, source: Source, hurry: asyncio.Event) -> None:
        now = self._clock.monotonic()
        self._silence = Silence(now)
        self._health, self._dropped_before = source.health, 0
        self._behind, self._late_since = 0.0, None
        self._lateness.connected()
        tasks = [asyncio.create_task(self._pump(source)), asyncio.create_task(hurry.wait())]
        pump, hurried = tasks
        try:
            while True:
                due = now + self._next_look(now)
                await asyncio.wait(tasks, timeout=due - now, return_when=asyncio.FIRST_COMPLETED)
                now = self._clock.monotonic()
                self._silence.looked(due, now)
                if pump.done():
                    pump.result()
                if hurried.done():
                    if self._state.phase is Phase.STALLED:
                        raise SourceError("timeout", "stalled")
                    hurry.clear()
                    hurried = tasks[1] = asyncio.create_task(hurry.wait())
                self._health = source.health
                self._look(now)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _pump(self, source: Source) -> None:
        async for packet in source:
            self._silence.heard(packet.received_mono)
            self._dropped_before = source.health.dropped_pictures
            self._meter.take(packet, source.info)
            self._behind = self._lateness.behind(packet)
            self._on_packet(replace(packet, behind=self._behind) if self._behind else packet, source.info)
            if self._live_since is None:
                self._live_since = packet.received_mono
            if not self._late():
                self._late_since = None
                if self._state.phase is not Phase.LIVE:
                    self._tell_live()

    def _late(self) -> bool:
        return self._behind >= FRESH_BELOW

    def _limit(self) -> float:
        if self._live_since is None:
            return FIRST_PACKET_WITHIN
        limit = stall_after(self._meter.frame_interval)
        if self._state.phase is not Phase.STALLED:
            return limit
        return limit + (DAMAGE_PATIENCE if self._damaged() else STALL_PATIENCE)

    def _damaged(self) -> bool:
        """Whether pictures come, but none of them whole: connecting again would only begin the wait anew."""
        return self._health.dropped_pictures > self._dropped_before

    def _next_look(self, now: float) -> float:
        return max(0.001, min(REPORT_EVERY, self._limit() - self._silence.seconds(now)))

    def _look(self, now: float) -> None:
        if self._silence.seconds(now) >= self._limit():
            if self._live_since is None or self._state.phase is Phase.STALLED:
                raise SourceError("timeout", "no pictures")
            reason = "damaged" if self._damaged() else "stalled"
            self._tell(Phase.STALLED, reason)
            _log.warning("%s %s %s", self._state.camera, self._state.kind, reason)
        elif self._late():
            self._look_late()
        elif self._state.phase is Phase.LIVE:
            self._tell_live()

    def _look_late(self) -> None:
        """What comes is old: say so, and once in a while try whether a new connection brings the present."""
        now = self._clock.monotonic()
        if self._late_since is None:
            self._late_since = now
        late_for = now - self._late_since
        if late_for >= STALL_PATIENCE and now - self._late_retry_at >= LATE_RETRY:
            self._late_retry_at = now
            raise SourceError("timeout", "late")
        if late_for >= REPORT_EVERY and self._state.reason != "late":
            self._tell(Phase.STALLED, "late")
            _log.warning("%s %s late by %.1f s", self._state.camera, self._state.kind, self._behind)

    async def _wait_after(self, error: SourceError, hurry: asyncio.Event) -> None:
        phase = _PHASES.get(error.code, Phase.LOST)
        healthy = 0.0 if self._live_since is None else self._silence.since - self._live_since
        delay = self._back_off.next_delay(healthy) if phase is Phase.LOST else spread(SLOW_RETRY, self._jitter)
        if phase is not self._state.phase:
            _log.warning("%s %s %s: %s", self._state.camera, self._state.kind, phase, error)
        detail: dict[str, str | float] = {"detail": error.detail} if error.detail else {}
        self._tell(phase, error.code, detail, next_try_at=self._clock.now() + delay)
        try:
            async with asyncio.timeout(delay):
                await hurry.wait()
            self._back_off.reset()
        except TimeoutError:
            pass

    def _tell_live(self) -> None:
        if self._state.phase is not Phase.LIVE:
            _log.info("%s %s live", self._state.camera, self._state.kind)
        meter = self._meter
        self._state = replace(
            self._state,
            last_packet_at=self._clock.now() - (self._clock.monotonic() - self._silence.since) - self._behind,
            frame_rate=meter.frame_rate,
            bit_rate=meter.bit_rate,
            width=meter.width,
            height=meter.height,
            codec=meter.codec,
            clock_offset=meter.clock_offset if self._health.clock_error is None else self._health.clock_error,
            key_interval=meter.key_interval,
            lost_packets=self._health.lost_packets,
            dropped_pictures=self._health.dropped_pictures,
        )
        self._tell(Phase.LIVE, "", attempts=0)

    def _tell(
        self,
        phase: Phase,
        reason: str,
        detail: dict[str, str | float] | None = None,
        *,
        next_try_at: float | None = None,
        attempts: int | None = None,
    ) -> None:
        state = self._state
        self._state = replace(
            state,
            phase=phase,
            since=state.since if phase is state.phase else self._clock.now(),
            reason=reason,
            detail=detail if detail is not None else (state.detail if phase is state.phase else {}),
            next_try_at=next_try_at,
            attempts=state.attempts if attempts is None else attempts,
        )
        self._on_state(self._state)

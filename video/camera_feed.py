"""One camera in a worker: its sessions, its rings, its decoders, and what hangs on them. Lives on the worker's loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from video.clock import Clock
from video.commands import Session, SessionFactory
from video.decoder import PictureSink
from video.live import LiveDecoder
from video.model import AudioPacket, CameraSource, Packet, StreamAddress, StreamInfo, StreamKind, StreamState
from video.quality_watch import CameraQuality
from video.ring import Entry, PacketRing

#: Hears every packet of a stream, on the loop.
Listener = Callable[[Packet, StreamInfo], None]
#: Hears the sound that comes with a stream's pictures.
AudioListener = Callable[[AudioPacket], None]


@dataclass(slots=True)
class _Stream:
    session: Session
    task: asyncio.Task[None]
    ring: PacketRing
    decoder: LiveDecoder | None = None
    listeners: list[Listener] = field(default_factory=list)
    ears: dict[Listener, AudioListener] = field(default_factory=dict)


class CameraFeed:
    """The sub stream is connected for as long as this lives, the main stream while anybody wants it.

    A camera with one stream has that one connected always. quality: judges the stream that is always connected.
    """

    def __init__(
        self,
        source: CameraSource,
        clock: Clock,
        sessions: SessionFactory,
        new_ring: Callable[[], PacketRing],
        on_state: Callable[[StreamState], None],
        quality: CameraQuality | None = None,
    ) -> None:
        self.source = source
        self._quality = quality
        self._clock, self._sessions, self._new_ring, self._on_state = clock, sessions, new_ring, on_state
        self._streams: dict[StreamKind, _Stream] = {}
        self._wanted: dict[StreamKind, int] = {}
        self._ending: set[asyncio.Task[None]] = set()
        self._always = self.present_kind(StreamKind.SUB)
        if self._address(self._always) is not None:
            self._open(self._always)

    def present_kind(self, kind: StreamKind) -> StreamKind:
        """The kind that serves for `kind`: a camera with one stream shows that one."""
        if self._address(kind) is not None:
            return kind
        return StreamKind.MAIN if kind is StreamKind.SUB else StreamKind.SUB

    def ring(self, kind: StreamKind) -> PacketRing | None:
        """The ring of a stream that is connected."""
        stream = self._streams.get(kind)
        return stream.ring if stream is not None else None

    @property
    def rings(self) -> list[PacketRing]:
        """All rings of this camera."""
        return [stream.ring for stream in self._streams.values()]

    @property
    def decoders(self) -> dict[StreamKind, LiveDecoder]:
        """The decoders at work."""
        return {kind: stream.decoder for kind, stream in self._streams.items() if stream.decoder is not None}

    def add_sink(self, kind: StreamKind, key: str, sink: PictureSink) -> None:
        """Let `sink` have a stream's pictures, the present one at once out of the ring."""
        stream = self._want(kind)
        if stream.decoder is None:
            observer = self._quality if kind is self._always else None
            stream.decoder = LiveDecoder(f"{self.source.camera}-{kind}", self._clock, observer)
            stream.decoder.add_sink(key, sink)
            stream.decoder.replay(stream.ring.latest_group())
        else:
            stream.decoder.add_sink(key, sink)

    def remove_sink(self, kind: StreamKind, key: str) -> None:
        """Take a sink out; nobody left: stop decoding, and for the main stream disconnect."""
        stream = self._streams.get(kind)
        if stream is None or stream.decoder is None or stream.decoder.remove_sink(key) is None:
            return
        if not stream.decoder.sinks:
            stream.decoder.stop()
            stream.decoder = None
        self._unwant(kind)

    def listen(
        self, kind: StreamKind, listener: Listener, start: float, ear: AudioListener | None = None
    ) -> list[Entry]:
        """Let `listener` hear what comes from now on, `ear` its sound; gives what the ring holds since `start`."""
        stream = self._want(kind)
        stream.listeners.append(listener)
        if ear is not None:
            stream.ears[listener] = ear
        return stream.ring.since(start)

    def unlisten(self, kind: StreamKind, listener: Listener) -> None:
        """End what `listen` began."""
        stream = self._streams.get(kind)
        if stream is not None and listener in stream.listeners:
            stream.listeners.remove(listener)
            stream.ears.pop(listener, None)
            self._unwant(kind)

    def hurry(self) -> None:
        """Reconnect now."""
        for stream in self._streams.values():
            stream.session.hurry()

    def learn_anew(self) -> None:
        """The camera turns: what its pictures looked like says nothing of what they look like next."""
        if self._quality is not None:
            self._quality.learn_anew()

    async def close(self) -> None:
        """Disconnect and end every decoder."""
        streams, self._streams = self._streams, {}
        for stream in streams.values():
            stream.session.stop()
            if stream.decoder is not None:
                stream.decoder.stop()
        await asyncio.gather(*(stream.task for stream in streams.values()), *self._ending, return_exceptions=True)

    def _address(self, kind: StreamKind) -> StreamAddress | None:
        return self.source.sub if kind is StreamKind.SUB else self.source.main

    def _want(self, kind: StreamKind) -> _Stream:
        self._wanted[kind] = self._wanted.get(kind, 0) + 1
        return self._streams.get(kind) or self._open(kind)

    def _unwant(self, kind: StreamKind) -> None:
        self._wanted[kind] -= 1
        if kind is not self._always and not self._wanted[kind]:
            stream = self._streams.pop(kind)
            stream.session.stop()
            self._ending.add(stream.task)
            stream.task.add_done_callback(self._ending.discard)

    def _open(self, kind: StreamKind) -> _Stream:
        address = self._address(kind)
        if address is None:
            raise KeyError(f"camera {self.source.camera} has no {kind} stream")
        ring = self._new_ring()
        listeners: list[Listener] = []

        quality = self._quality if kind is self._always else None

        def hear(packet: Packet, info: StreamInfo) -> None:
            ring.append(packet, info)
            if stream.decoder is not None:
                stream.decoder.feed(packet, info)
            if quality is not None and packet.key:
                quality.packet(packet, info, stream.decoder is not None)
            for listener in tuple(listeners):
                listener(packet, info)

        def hear_sound(packet: AudioPacket) -> None:
            for ear in tuple(stream.ears.values()):
                ear(packet)

        wanted = {"on_audio": hear_sound} if self.source.sound else {}
        session = self._sessions(
            address,
            self.source.camera,
            kind,
            self._clock,
            on_packet=hear,
            on_state=self._on_state,
            transport=self.source.transport,
            **wanted,
        )
        stream = _Stream(session, asyncio.ensure_future(session.run()), ring, None, listeners)
        self._streams[kind] = stream
        return stream

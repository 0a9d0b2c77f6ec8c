"""A camera's sound over real sockets: only when asked for, in every coding, with the camera's time, and decoded."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import pairwise

import numpy as np
import pytest

from tests.fakes.encoded_audio import TONE, encoded_tone
from tests.fakes.encoded_video import encoded_feed
from video.audio import AudioDecoder, Samples
from video.audio_session import AudioPhase, AudioSession
from video.clock import SystemClock
from video.model import AudioCodec, AudioInfo, AudioPacket, Credentials, SourceError, StreamAddress, Transport
from video.rtsp.client import open_rtsp, open_rtsp_sound
from video.rtsp.server import RtspServer

GUARD = Credentials("guard", "p@ss")
CLOCK = SystemClock()
FEEDS = [
    (AudioCodec.PCMU, 8000, 1),
    (AudioCodec.PCMA, 8000, 1),
    (AudioCodec.AAC, 16_000, 1),
    (AudioCodec.AAC, 48_000, 2),
]


def with_server(body: Callable[[RtspServer, StreamAddress], Awaitable[None]]) -> None:
    async def main() -> None:
        server = RtspServer(GUARD)
        server.add_stream("gate", encoded_feed())
        async with asyncio.timeout(60):
            await server.start()
            try:
                await body(server, StreamAddress(server.url("gate"), GUARD))
            finally:
                await server.stop()

    asyncio.run(main())


class Ear:
    """Takes sound until enough came."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.heard: list[AudioPacket] = []
        self.enough = asyncio.Event()

    def __call__(self, packet: AudioPacket) -> None:
        self.heard.append(packet)
        if len(self.heard) >= self.count:
            self.enough.set()


def pitch(pieces: list[Samples]) -> float:
    """The strongest frequency in Hz."""
    wave = np.frombuffer(b"".join(piece.data for piece in pieces), np.int16)[:: pieces[0].channels].astype(float)
    return float(np.argmax(np.abs(np.fft.rfft(wave)))) * pieces[0].rate / len(wave)


@pytest.mark.parametrize(("codec", "rate", "channels"), FEEDS)
@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_sound_and_pictures_together(codec: AudioCodec, rate: int, channels: int, transport: Transport) -> None:
    async def body(server: RtspServer, address: StreamAddress) -> None:
        feed = encoded_tone(codec, rate, channels)
        server.add_sound("gate", feed)
        ear = Ear(30)
        source = await open_rtsp(address, CLOCK, transport=transport, on_audio=ear)
        assert [await source.__anext__() for _ in range(3)]
        await ear.enough.wait()
        await source.close()
        heard = ear.heard[1:30]
        assert {packet.info for packet in heard} == {feed.info}
        assert all(packet.data in feed.packets for packet in heard)
        assert [b.pts - a.pts for a, b in pairwise(heard)] == pytest.approx([feed.step] * 28, abs=1e-3)
        assert heard[-1].camera_clock
        assert abs(heard[-1].captured_at - heard[-1].received_at) < 1.0

    with_server(body)


def test_nobody_asks_for_sound_that_nobody_wants() -> None:
    async def body(server: RtspServer, address: StreamAddress) -> None:
        server.add_sound("gate", encoded_tone(AudioCodec.PCMU))
        sound = server.sound("gate")
        assert sound is not None
        source = await open_rtsp(address, CLOCK)
        await source.__anext__()
        assert sound.players == 0
        other = await open_rtsp_sound(address, CLOCK, Ear(1))
        assert sound.players == 1
        assert server.players == 1, "no pictures are sent twice"
        await other.close()
        await source.close()
        while sound.players:
            await asyncio.sleep(0)

    with_server(body)


@pytest.mark.parametrize(("codec", "rate", "channels"), FEEDS)
def test_a_session_of_its_own_is_heard_in_the_right_pitch(codec: AudioCodec, rate: int, channels: int) -> None:
    async def body(server: RtspServer, address: StreamAddress) -> None:
        server.add_sound("gate", encoded_tone(codec, rate, channels))
        ear = Ear(25)
        phases: list[AudioPhase] = []
        running = asyncio.create_task(AudioSession(address, CLOCK, ear, phases.append).run())
        await ear.enough.wait()
        assert phases == [AudioPhase.CONNECTING, AudioPhase.PLAYING]
        server.reset_connections()
        while phases[-1] is not AudioPhase.PLAYING or len(phases) < 4:
            await asyncio.sleep(0.01)
        assert phases[2:] == [AudioPhase.LOST, AudioPhase.CONNECTING, AudioPhase.PLAYING]
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        decoder = AudioDecoder()
        pieces = [piece for packet in ear.heard[:25] for piece in decoder.decode(packet)]
        assert decoder.errors == 0
        assert {(piece.rate, piece.channels) for piece in pieces} == {(rate, channels)}
        assert pitch(pieces) == pytest.approx(TONE, rel=0.05)

    with_server(body)


def test_a_camera_without_sound_is_no_error_for_its_pictures() -> None:
    async def body(server: RtspServer, address: StreamAddress) -> None:
        source = await open_rtsp(address, CLOCK, on_audio=Ear(1))
        await source.__anext__()
        await source.close()
        with pytest.raises(SourceError, match="unsupported: no sound"):
            await open_rtsp_sound(address, CLOCK, Ear(1))
        told = asyncio.Event()
        phases: list[AudioPhase] = []

        def note(phase: AudioPhase) -> None:
            phases.append(phase)
            if phase is AudioPhase.NONE:
                told.set()

        running = asyncio.create_task(AudioSession(address, CLOCK, Ear(1), note).run())
        await told.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert phases == [AudioPhase.CONNECTING, AudioPhase.NONE]

    with_server(body)


def test_nonsense_is_counted_and_passed_over() -> None:
    decoder = AudioDecoder()
    info = encoded_tone(AudioCodec.AAC, 16_000).info
    rng = np.random.default_rng(3)
    for size in range(1, 400):
        decoder.decode(AudioPacket(rng.bytes(size), info, 0.0, 0.0, 0.0))
    assert decoder.errors > 100
    bad = AudioInfo(AudioCodec.AAC, 16_000, 1, b"\xff\xff")
    assert decoder.decode(AudioPacket(b"\x00", bad, 0.0, 0.0, 0.0)) == []
    good = encoded_tone(AudioCodec.PCMA)
    assert len(decoder.decode(AudioPacket(good.packets[0], good.info, 0.0, 5.0, 0.0))[0].data) == 320

"""What cameras do wrong, over real sockets: the stream is taken all the same, or comes back by itself and says why."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from itertools import pairwise
from typing import Any

import pytest

from tests.fakes.encoded_video import RTP_CODECS, encoded_feed
from tests.fakes.odd_camera import OddCamera
from tests.fakes.rtsp_process import RtspProcess
from video.clock import SystemClock
from video.decoder import PictureDecoder
from video.model import (
    Codec,
    Credentials,
    Packet,
    Phase,
    SourceError,
    StreamAddress,
    StreamInfo,
    StreamKind,
    StreamState,
    Transport,
)
from video.rtsp.client import RtspSource, open_rtsp
from video.rtsp.nal import split_nals
from video.rtsp.server import RtspServer
from video.session import CameraSession
from video.source import open_source

GUARD = Credentials("guard", "p@ss")
CLOCK = SystemClock()


class Watch:
    """A session, what it told, and the pictures decoded from it."""

    def __init__(self, address: StreamAddress, transport: Transport = "tcp") -> None:
        self.states: list[StreamState] = []
        self.packets: list[Packet] = []
        self.shown: list[tuple[int, int]] = []
        self.decoder = PictureDecoder()
        self.news = asyncio.Event()
        sub = StreamKind.SUB
        self.session = CameraSession(address, "gate", sub, CLOCK, self.hear, self.tell, transport=transport)
        self.running = asyncio.create_task(self.session.run())

    def hear(self, packet: Packet, info: StreamInfo) -> None:
        self.packets.append(packet)
        self.shown += [(frame.width, frame.height) for frame, _ in self.decoder.decode(packet, info)]
        self.news.set()

    def tell(self, state: StreamState) -> None:
        self.states.append(state)
        self.news.set()

    async def until(self, condition: Callable[[], bool]) -> None:
        while not condition():
            self.news.clear()
            await self.news.wait()

    async def until_phase(self, phase: Phase) -> None:
        await self.until(lambda: self.session.state.phase is phase)

    async def pictures(self, count: int) -> None:
        """Wait for so many more pictures."""
        want = len(self.shown) + count
        await self.until(lambda: len(self.shown) >= want)

    async def stop(self) -> None:
        self.session.stop()
        await self.running


def with_server(body: Callable[[RtspServer, Watch], Awaitable[None]], transport: Transport = "tcp") -> None:
    async def main() -> None:
        server = RtspServer(GUARD)
        server.add_stream("gate", encoded_feed())
        async with asyncio.timeout(60):
            await server.start()
            watch = Watch(StreamAddress(server.url("gate"), GUARD), transport)
            try:
                await watch.pictures(2)
                await body(server, watch)
            finally:
                await watch.stop()
                await server.stop()

    asyncio.run(main())


async def play(camera: OddCamera, count: int = 12) -> list[Packet]:
    """Open, take some, close."""
    source = await open_rtsp(StreamAddress(camera.url, GUARD), CLOCK, 10.0)
    try:
        return [await source.__anext__() for _ in range(count)]
    finally:
        await source.close()


async def read_on(source: RtspSource) -> None:
    async for _ in source:
        pass


def with_camera(camera: OddCamera, body: Callable[[], Awaitable[None]]) -> None:
    async def main() -> None:
        async with asyncio.timeout(60):
            await camera.start()
            try:
                await body()
            finally:
                await camera.stop()

    asyncio.run(main())


def test_another_coding_in_mid_stream() -> None:
    async def body(server: RtspServer, watch: Watch) -> None:
        server.add_stream("gate", encoded_feed(Codec.HEVC))
        await watch.until(lambda: watch.session.state.codec == "hevc")
        await watch.pictures(5)
        assert Phase.LOST in {state.phase for state in watch.states}

    with_server(body)


def test_another_coding_under_the_old_name_ends_in_a_new_description() -> None:
    """Without a word the camera sends H.265 where it said H.264: nothing of it is shown, and it is asked anew."""
    camera = OddCamera(payload_codec=Codec.HEVC, pictures=10_000)

    async def body() -> None:
        watch = Watch(StreamAddress(camera.url))
        await watch.until(lambda: watch.session.state.phase is Phase.LOST)
        assert watch.session.state.reason == "protocol"
        assert watch.shown == []
        camera.codec = Codec.HEVC
        await watch.pictures(5)
        assert watch.session.state.codec == "hevc"
        await watch.stop()

    with_camera(camera, body)


def test_another_size_in_mid_stream() -> None:
    async def body(server: RtspServer, watch: Watch) -> None:
        server.add_stream("gate", encoded_feed(width=640, height=360))
        await watch.until(lambda: (640, 360) in watch.shown)
        await watch.until(lambda: watch.session.state.width == 640)
        assert watch.decoder.errors == 0
        assert {state.phase for state in watch.states} == {Phase.CONNECTING, Phase.LIVE}, "no reconnect"

    with_server(body)


def test_another_size_in_mid_stream_where_key_pictures_are_lost() -> None:
    """With every second packet gone, no picture of the new size is decoded with the old parameter sets."""

    async def body(server: RtspServer, watch: Watch) -> None:
        server.faults("gate").loss = 0.3
        server.add_stream("gate", encoded_feed(width=640, height=360))
        stream = server.stream("gate")
        assert stream is not None
        while (640, 360) not in watch.shown:
            stream.send_now(15)
            await asyncio.sleep(0.02)
        assert set(watch.shown) == {(320, 180), (640, 360)}

    with_server(body)


@pytest.mark.parametrize("codec", RTP_CODECS)
def test_a_description_without_parameter_sets(codec: Codec) -> None:
    camera = OddCamera(codec, sets_in_description=False)

    async def body() -> None:
        watch = Watch(StreamAddress(camera.url))
        await watch.pictures(20)
        await watch.until(lambda: watch.session.state.width == 320)
        await watch.stop()

    with_camera(camera, body)


def test_timestamps_that_jump_and_wrap_leave_rates_and_stalls_true() -> None:
    async def body(server: RtspServer, watch: Watch) -> None:
        stream = server.stream("gate")
        assert stream is not None
        stream.wrap_time_in(0.5)
        await watch.pictures(15)
        stream.skip_time(90_000 * 86_400)
        await watch.pictures(5)
        stream.skip_time(-90_000 * 7_200)
        await watch.pictures(20)
        steps = [b.pts - a.pts for a, b in pairwise(watch.packets[-35:])]
        assert all(0 <= step < 1.0 for step in steps)
        await watch.until(lambda: 10 < watch.session.state.frame_rate < 20)
        stream.faults.stalled = True
        quiet = watch.packets[-1].received_at
        await watch.until_phase(Phase.STALLED)
        assert 1.5 < watch.session.state.since - quiet < 6.0, "two seconds, and what a busy machine adds"

    with_server(body)


def test_another_source_in_mid_stream() -> None:
    async def body(server: RtspServer, watch: Watch) -> None:
        server.renumber("gate")
        await watch.pictures(20)
        assert {state.phase for state in watch.states} == {Phase.CONNECTING, Phase.LIVE}, "no reconnect"
        assert watch.packets[-1].camera_clock
        assert abs(watch.packets[-1].captured_at - watch.packets[-1].received_at) < 1.0

    with_server(body)


@pytest.mark.parametrize(("wrong", "used"), [(3600.0, True), (-5e8, False), (1e9, False)])
def test_a_clock_that_is_wrong_or_absurd_is_reported(wrong: float, used: bool) -> None:
    async def body(server: RtspServer, watch: Watch) -> None:
        server.faults("gate").clock_offset = wrong
        await watch.until(lambda: watch.session.state.clock_offset == pytest.approx(wrong, abs=2.0))
        await watch.pictures(3)
        last = watch.packets[-1]
        assert last.camera_clock is used
        assert (last.captured_at == last.received_at) is not used

    with_server(body)


def test_a_camera_that_freezes_stalls_in_time_and_comes_back_on_the_same_connection() -> None:
    async def body(server: RtspServer, watch: Watch) -> None:
        faults = server.faults("gate")
        faults.stalled = True
        await watch.until_phase(Phase.STALLED)
        assert watch.session.state.reason == "stalled"
        faults.stalled = False
        await watch.pictures(3)
        assert Phase.LOST not in {state.phase for state in watch.states}

    with_server(body)


@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_a_stream_with_holes_is_called_damaged_and_comes_back_on_the_same_connection(transport: Transport) -> None:
    async def body(server: RtspServer, watch: Watch) -> None:
        server.faults("gate").loss = 0.7
        await watch.until_phase(Phase.STALLED)
        assert watch.session.state.reason == "damaged"
        before = len(watch.packets)
        server.faults("gate").loss = 0.0
        await watch.until_phase(Phase.LIVE)
        assert watch.session.state.lost_packets > 0
        assert watch.session.state.dropped_pictures > 0
        await watch.pictures(3)
        assert watch.packets[before].key
        assert watch.decoder.errors == 0
        assert Phase.LOST not in {state.phase for state in watch.states}

    with_server(body, transport)


@pytest.mark.parametrize("how", ["kill", "stop"])
def test_a_process_killed_or_stopped_comes_back_by_itself(how: str) -> None:
    if how == "stop" and sys.platform == "win32":
        pytest.skip("Windows has no SIGSTOP")
    process = RtspProcess(["gate"])
    process.start()

    async def main() -> None:
        watch = Watch(StreamAddress(process.url("gate", "sub")))
        await watch.pictures(3)
        if how == "kill":
            process.kill()
            await watch.until_phase(Phase.LOST)
            await asyncio.to_thread(process.start)
        else:
            os.kill(process.pid, signal.SIGSTOP)
            before = watch.packets[-1].received_at
            await watch.until_phase(Phase.STALLED)
            assert watch.session.state.since - before < 4.0
            os.kill(process.pid, signal.SIGCONT)
        await watch.pictures(3)
        await watch.until_phase(Phase.LIVE)
        await watch.stop()

    try:
        asyncio.run(asyncio.wait_for(main(), 40))
    finally:
        process.kill()


def test_redirects_on_the_same_host_and_not_in_a_circle() -> None:
    camera = OddCamera()

    async def body() -> None:
        server = RtspServer(GUARD)
        server.add_stream("other", encoded_feed())
        await server.start()
        camera.answers["DESCRIBE"] = lambda url, headers: (302, [f"Location: {server.url('other')}"], b"")
        assert (await play(camera))[0].key
        camera.answers["DESCRIBE"] = lambda url, headers: (301, [f"Location: {camera.url}"], b"")
        with pytest.raises(SourceError, match="moved too often"):
            await play(camera)
        elsewhere = server.url("other").replace("127.0.0.1", "localhost")
        camera.answers["DESCRIBE"] = lambda url, headers: (302, [f"Location: {elsewhere}"], b"")
        with pytest.raises(SourceError, match="unauthorized"):
            await play(camera)
        for location in ("http://127.0.0.1/", "nonsense", "rtsp://[", "file:///etc/passwd"):
            camera.answers["DESCRIBE"] = lambda url, headers, location=location: (302, [f"Location: {location}"], b"")  # type: ignore[misc]
            with pytest.raises(SourceError, match="unsupported"):
                await play(camera)
        await server.stop()

    with_camera(camera, body)


def test_a_short_session_is_kept_alive_in_time_and_by_what_the_camera_knows() -> None:
    camera = OddCamera(session='Session: "4;7" ; Timeout = 2')
    camera.answers["GET_PARAMETER"] = lambda url, headers: (501, [], b"")

    async def body() -> None:
        source = await open_rtsp(StreamAddress(camera.url), CLOCK)
        begun = CLOCK.monotonic()
        reading = asyncio.create_task(read_on(source))
        while camera.methods().count("OPTIONS") < 2:
            camera.asked.clear()
            await camera.asked.wait()
        assert CLOCK.monotonic() - begun < 5.0
        assert camera.methods().count("GET_PARAMETER") == 1
        assert camera.requests[-1][2].get("Session")
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        await source.close()
        assert camera.methods()[-1] == "TEARDOWN"

    with_camera(camera, body)


@pytest.mark.parametrize(
    "lines",
    [
        ['WWW-Authenticate: Basic realm="c"', 'WWW-Authenticate: Digest realm="c", nonce="n", qop="auth"'],
        [
            'WWW-Authenticate: Basic realm="a, b", Digest realm="c", nonce="n", algorithm=SHA-256, '
            'Digest realm="c", nonce="m"'
        ],
        [
            "WWW-Authenticate: Negotiate",
            'WWW-Authenticate: Digest realm="c",nonce="n",algorithm=MD5-sess',
            'www-authenticate: basic realm="c"',
        ],
    ],
)
def test_several_challenges_are_answered_by_the_strongest_we_know(lines: list[str]) -> None:
    camera = OddCamera()
    usual = camera._usual("DESCRIBE")

    def describe(url: str, headers: Any) -> Any:
        return usual(url, headers) if headers.get("Authorization") else (401, lines, b"")

    camera.answers["DESCRIBE"] = describe

    async def body() -> None:
        assert (await play(camera))[0].key
        answer = next(headers.get("Authorization") for _, _, headers in camera.requests if headers.get("Authorization"))
        assert answer.startswith("Basic " if "MD5-sess" in str(lines) else "Digest ")
        assert ("SHA-256" in answer) is ("SHA-256" in str(lines))
        assert "p@ss" not in answer

    with_camera(camera, body)


@pytest.mark.parametrize(
    "base",
    [
        "",
        "rtsp://10.9.8.7:554/inside/",
        "rtsp://127.0.0.1/live",
        "/live/",
        "rtsp://a b/",
        "nonsense",
        "RTSP://cam/live/",
    ],
)
def test_whatever_content_base_says_the_connection_stays_where_it_is(base: str) -> None:
    camera = OddCamera(content_base=base)

    async def body() -> None:
        assert (await play(camera))[0].key
        set_up = next(url for method, url, _ in camera.requests if method == "SETUP")
        assert set_up.endswith("/track1")
        assert set_up.lower().startswith("rtsp://")
        assert " " not in set_up

    with_camera(camera, body)


@pytest.mark.parametrize(
    "before",
    [
        b"\r\n",
        b"$\x07\x00\x04junk",
        b"$\x00\x00\x00",
        b"$\x00\x00\x0cRTP?notatall",
        b"$\x01\x00\x05junk!",
        b"$\x01\x00\x08\x80\xc8\x00\x01\x00\x00\x00\x05",
    ],
    ids=["blank", "unknown-channel", "empty", "no-rtp", "no-rtcp", "short-report"],
)
def test_garbage_between_the_packets(before: bytes) -> None:
    camera = OddCamera(before_frames=before)

    async def body() -> None:
        packets = await play(camera, 20)
        sent = [split_nals(unit.data)[-1] for unit in encoded_feed().units]
        assert [split_nals(packet.data)[-1] for packet in packets] == [sent[i % 30] for i in range(20)]

    with_camera(camera, body)


def test_a_proxy_that_passes_on_one_byte_at_a_time() -> None:
    camera = OddCamera(one_byte_at_a_time=True)

    async def body() -> None:
        packets = await play(camera, 4)
        sent = [split_nals(unit.data)[-1] for unit in encoded_feed().units]
        assert [split_nals(packet.data)[-1] for packet in packets] == sent[:4]

    with_camera(camera, body)


def test_a_camera_that_ends_its_stream_without_a_word_is_a_stall_then_a_new_try() -> None:
    camera = OddCamera(repeat=False, pictures=20)

    async def body() -> None:
        watch = Watch(StreamAddress(camera.url))
        await watch.pictures(20)
        await watch.until_phase(Phase.STALLED)
        watch.session.hurry()
        await watch.pictures(5)
        assert camera.methods().count("PLAY") == 2
        await watch.stop()

    with_camera(camera, body)


def test_a_setup_answered_with_other_channels_or_none() -> None:
    for answer in ("RTP/AVP/TCP;unicast;interleaved=0-1;ssrc=1234", "RTP/AVP/TCP;unicast", "", "nonsense"):
        camera = OddCamera()
        camera.answers["SETUP"] = lambda url, headers, answer=answer: (200, ["Session: 1", f"Transport: {answer}"], b"")  # type: ignore[misc]

        async def body(camera: OddCamera = camera) -> None:
            source = await open_rtsp(StreamAddress(camera.url), CLOCK)
            assert isinstance(source, RtspSource)
            assert (await source.__anext__()).key
            await source.close()

        with_camera(camera, body)


@pytest.mark.parametrize("coding", ["MP4V-ES", "X-NOBODY-KNOWS", "VP8"])
def test_a_coding_that_nobody_here_decodes_is_unsupported_and_says_so(coding: str) -> None:
    """Our client leaves it to libavformat, which may have no decoder at all for it."""
    camera = OddCamera()
    text = f"v=0\r\ns=x\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 {coding}/90000\r\na=control:track1\r\n"
    camera.answers["DESCRIBE"] = lambda url, headers: (200, ["Content-Type: application/sdp"], text.encode())

    async def body() -> None:
        with pytest.raises(SourceError) as caught:
            await open_source(StreamAddress(camera.url), "auto", CLOCK, 1.5)
        assert caught.value.code in ("unsupported", "protocol", "timeout")

    with_camera(camera, body)

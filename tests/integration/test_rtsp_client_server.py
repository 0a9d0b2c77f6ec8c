"""Our client against our server over real sockets: codecs, authentication, faults, and nothing left behind."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from hashlib import sha256
from itertools import pairwise
from typing import Any

import av
import pytest

from tests.fakes.encoded_video import RTP_CODECS, encoded_feed
from video.clock import SystemClock
from video.model import Codec, Credentials, Packet, Phase, SourceError, StreamAddress, StreamKind, StreamState
from video.rtsp.client import RtspSource, open_rtsp
from video.rtsp.nal import join_nals, split_nals
from video.rtsp.server import RtspServer
from video.rtsp.server_thread import RtspServerThread
from video.session import CameraSession
from video.source import open_source

GUARD = Credentials("guard", "p@ss:w/örd值")
CLOCK = SystemClock()
DEADLINE = 60.0


def with_server(server: RtspServer, body: Callable[[RtspServer], Awaitable[None]]) -> None:
    async def main() -> None:
        async with asyncio.timeout(DEADLINE):
            await server.start()
            try:
                await body(server)
            finally:
                await server.stop()
            assert server.clients == 0

    asyncio.run(main())


async def take(source: RtspSource, count: int) -> list[Packet]:
    return [await source.__anext__() for _ in range(count)]


def fingerprint(data: bytes) -> str:
    """Tell access units apart; the length of their start codes is nobody's business."""
    return sha256(join_nals(split_nals(data))).hexdigest()[:12]


def address(server: RtspServer, credentials: Credentials | None = GUARD) -> StreamAddress:
    return StreamAddress(server.url("gate/sub"), credentials)


def make_server(codec: Codec = Codec.H264, credentials: Credentials | None = GUARD, **options: Any) -> RtspServer:
    server = RtspServer(credentials, **options)
    server.add_stream("gate/sub", encoded_feed(codec))
    return server


@pytest.mark.parametrize("codec", RTP_CODECS)
@pytest.mark.parametrize(
    "options", [{}, {"algorithms": ("SHA-256", "MD5")}, {"digest": False}], ids=["md5", "sha-256", "basic"]
)
def test_pictures_arrive_byte_for_byte_with_the_cameras_time(codec: Codec, options: dict[str, Any]) -> None:
    async def body(server: RtspServer) -> None:
        source = await open_rtsp(address(server), CLOCK)
        packets = await take(source, 20)
        await source.close()
        sent = [fingerprint(unit.data) for unit in encoded_feed(codec).units]
        got = [fingerprint(packet.data) for packet in packets]
        first = sent.index(got[0])
        assert got == [sent[(first + i) % 30] for i in range(20)]
        assert packets[0].key
        assert all(packet.camera_clock for packet in packets)
        steps = [b.pts - a.pts for a, b in pairwise(packets)]
        assert steps == pytest.approx([1 / 15] * 19, abs=1e-3)
        position = packets[-1].captured_at % 2.0
        assert sent[round(position * 15) % 30] == got[-1], "in phase with the wall clock"
        decoder = av.CodecContext.create(codec.value, "r")
        assert sum(len(decoder.decode(av.Packet(p.data))) for p in packets) == 20

    with_server(make_server(codec, **options), body)


def test_without_replay_it_starts_with_the_next_picture() -> None:
    async def body(server: RtspServer) -> None:
        source = await open_rtsp(address(server, None), CLOCK)
        (packet,) = await take(source, 1)
        assert packet.received_at - packet.captured_at < 1.0 / 15 + 0.5
        await source.close()

    with_server(make_server(credentials=None, replay_gop=False), body)


@pytest.mark.parametrize("given", [None, Credentials("guard", "wrong"), Credentials("nobody", GUARD.password)])
@pytest.mark.parametrize("digest", [True, False])
def test_a_wrong_password_is_unauthorized(given: Credentials | None, digest: bool) -> None:
    async def body(server: RtspServer) -> None:
        with pytest.raises(SourceError) as caught:
            await open_rtsp(address(server, given), CLOCK)
        assert caught.value.code == "unauthorized"

    with_server(make_server(digest=digest), body)


def test_a_path_that_is_not_there_and_a_port_that_nobody_listens_on() -> None:
    async def body(server: RtspServer) -> None:
        with pytest.raises(SourceError, match="protocol: DESCRIBE 404"):
            await open_rtsp(StreamAddress(server.url("nothing"), GUARD), CLOCK)
        port = server.port
        await server.stop()
        with pytest.raises(SourceError, match="unreachable"):
            await open_rtsp(StreamAddress(f"rtsp://127.0.0.1:{port}/x"), CLOCK)

    with_server(make_server(), body)


@pytest.mark.parametrize("fault", ["garbage", "reset", "stop"])
def test_a_peer_gone_mad_or_gone_ends_in_source_error(fault: str) -> None:
    async def body(server: RtspServer) -> None:
        source = await open_rtsp(address(server), CLOCK)
        await take(source, 3)
        if fault == "garbage":
            server.send_garbage(b"\x00\xff" * 50)
        elif fault == "reset":
            server.reset_connections()
        else:
            await server.stop()
        with pytest.raises(SourceError) as caught:
            await take(source, 500)
        assert caught.value.code == ("protocol" if fault == "garbage" else "ended")
        await source.close()

    with_server(make_server(), body)


@pytest.mark.parametrize("fault", ["drop_marker", "early_marker", "loss"])
def test_faults_of_the_packets_cost_pictures_at_most(fault: str) -> None:
    async def body(server: RtspServer) -> None:
        setattr(server.faults("gate/sub"), fault, 0.05 if fault == "loss" else True)
        source = await open_rtsp(address(server), CLOCK)
        sent = {fingerprint(unit.data) for unit in encoded_feed().units}
        packets = await take(source, 25)
        whole = sum(fingerprint(packet.data) in sent for packet in packets)
        assert whole >= 23, "the parameter sets of a key picture may be found again by themselves"
        await source.close()

    with_server(make_server(), body)


def test_the_cameras_clock_is_told_apart_from_ours() -> None:
    async def body(server: RtspServer) -> None:
        server.faults("gate/sub").clock_offset = 3600.0
        source = await open_rtsp(address(server), CLOCK)
        packets = await take(source, 20)
        assert packets[-1].captured_at - packets[-1].received_at == pytest.approx(3600.0, abs=1.0)
        await source.close()

    with_server(make_server(), body)


def test_a_reader_who_does_not_read_makes_the_camera_wait_not_memory_grow() -> None:
    async def body(server: RtspServer) -> None:
        source = await open_rtsp(address(server), CLOCK)
        stream = server.stream("gate/sub")
        assert stream is not None
        stream.replace(stream.feed)
        for _ in range(40):
            stream.replace(stream.feed)
            await asyncio.sleep(0.002)
        assert source.queued <= 64 + 60
        await source.close()

    with_server(make_server(), body)


def test_a_session_sees_the_password_wrong_then_right_and_the_camera_die_and_come_back() -> None:
    async def body(server: RtspServer) -> None:
        states: list[StreamState] = []
        news = asyncio.Event()

        def told(state: StreamState) -> None:
            states.append(state)
            news.set()

        async def until(phase: Phase) -> None:
            while states[-1].phase is not phase:
                news.clear()
                await news.wait()

        server.credentials = Credentials("guard", "other")
        session = CameraSession(address(server), "gate", StreamKind.SUB, CLOCK, lambda p, i: None, told)
        running = asyncio.create_task(session.run())
        await news.wait()
        await until(Phase.REFUSED)
        server.credentials = GUARD
        session.hurry()
        await until(Phase.LIVE)
        assert (states[-1].width, states[-1].height) == (320, 180)
        server.reset_connections()
        await until(Phase.LOST)
        await until(Phase.LIVE)
        session.stop()
        await running
        assert states[-1].phase is Phase.STOPPED

    with_server(make_server(), body)


def test_opening_and_closing_many_times_leaves_nothing() -> None:
    async def body(server: RtspServer) -> None:
        for _ in range(40):
            source = await open_source(address(server), "tcp", CLOCK)
            await source.__anext__()
            await source.close()
            await source.close()
        tasks = {task.get_coro().__qualname__ for task in asyncio.all_tasks()}  # type: ignore[union-attr]
        assert not any("RtspSource" in name or "ServedStream" in name for name in tasks)
        assert server.players == 0

    with_server(make_server(), body)


def test_no_secret_in_any_log_error_or_repr(caplog: pytest.LogCaptureFixture) -> None:
    secret = "topsecret-7"
    caplog.set_level(logging.DEBUG)
    seen: list[str] = []

    async def body(server: RtspServer) -> None:
        host = f"127.0.0.1:{server.port}"
        for url in (
            f"rtsp://guard:{secret}@{host}/gate/sub",
            f"rtsp://guard:{secret}@{host}:bad/",
            f"http://guard:{secret}@{host}/",
        ):
            for credentials in (None, Credentials("guard", secret)):
                where = StreamAddress(url, credentials)
                seen.append(repr(where))
                with pytest.raises(SourceError) as caught:
                    await open_source(where, "tcp", CLOCK, 2.0)
                seen.extend([repr(caught.value), str(caught.value), str(caught.getrepr(style="short", chain=True))])

    with_server(make_server(), body)
    shown = "\n".join(line for text in seen for line in text.splitlines() if "secret =" not in line)
    assert secret not in shown
    assert secret not in caplog.text


def test_the_server_on_a_thread() -> None:
    thread = RtspServerThread(make_server())
    with thread:

        async def look() -> Packet:
            source = await open_rtsp(address(thread.server), CLOCK)
            try:
                return await source.__anext__()
            finally:
                await source.close()

        assert asyncio.run(look()).key
        thread.call(thread.server.reset_connections)
        where = address(thread.server)
    thread.stop()  # a second time changes nothing
    with pytest.raises(SourceError) as caught:
        asyncio.run(open_rtsp(where, CLOCK))
    assert caught.value.code == "unreachable"

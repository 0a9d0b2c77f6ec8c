"""A stream that is still to come: whoever asks for it waits, and hears "not now" at the end, never "not found"."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from app.demo_site.ambience import ambience
from app.demo_site.cameras import DemoCameras
from tests.fakes.encoded_video import encoded_feed
from tests.integration.test_demo_site_whole import write_video
from video.clock import SystemClock
from video.model import Codec, Phase, SourceError, StreamAddress, StreamKind, StreamState
from video.rtsp.client import open_rtsp
from video.rtsp.server import RtspServer
from video.session import CameraSession

CLOCK = SystemClock()
DEADLINE = 60.0
#: Longer than any of these tests.
LONG = 600.0


def with_server(body: Callable[[RtspServer], Awaitable[None]], patience: float) -> None:
    async def main() -> None:
        server = RtspServer()
        server.expect("gate/sub", patience)
        await server.start()
        try:
            async with asyncio.timeout(DEADLINE):
                await body(server)
        finally:
            await server.stop()

    asyncio.run(main())


async def until(true: Callable[[], object]) -> None:
    while not true():
        await asyncio.sleep(0.01)


def waiting(server: RtspServer) -> bool:
    return any(connection._waiting is not None for connection in server.connections)


def come(server: RtspServer) -> None:
    server.add_stream("gate/sub", encoded_feed(Codec.H264))
    server.add_sound("gate/sub", ambience())


def test_a_session_only_connects_until_the_stream_is_there_and_is_never_lost() -> None:
    async def body(server: RtspServer) -> None:
        told: list[StreamState] = []
        address = StreamAddress(server.url("gate/sub"))
        session = CameraSession(address, "c1", StreamKind.SUB, CLOCK, lambda *_: None, told.append)
        running = asyncio.create_task(session.run())
        await until(lambda: waiting(server))
        assert {state.phase for state in told} == {Phase.CONNECTING}
        come(server)
        await until(lambda: session.state.phase is Phase.LIVE)
        assert {state.phase for state in told} == {Phase.CONNECTING, Phase.LIVE}
        assert max(state.attempts for state in told) == 1, "the first answer brought it"
        session.stop()
        await running

    with_server(body, LONG)


def test_what_is_asked_meanwhile_is_answered_in_turn_and_the_sound_is_told_too() -> None:
    async def body(server: RtspServer) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        url = server.url("gate/sub")
        writer.write(f"DESCRIBE {url} RTSP/1.0\r\nCSeq: 1\r\n\r\nOPTIONS {url} RTSP/1.0\r\nCSeq: 2\r\n\r\n".encode())
        await until(lambda: waiting(server))
        come(server)
        answer = b""
        while b"CSeq: 2" not in answer:
            answer += await reader.read(4096)
        assert answer.index(b"CSeq: 1") < answer.index(b"m=audio") < answer.index(b"CSeq: 2")
        writer.close()
        await writer.wait_closed()

    with_server(body, LONG)


def test_at_the_limit_the_camera_does_not_answer_in_time_and_is_not_misunderstood() -> None:
    async def body(server: RtspServer) -> None:
        with pytest.raises(SourceError, match="timeout: DESCRIBE 503"):
            await open_rtsp(StreamAddress(server.url("gate/sub")), CLOCK)

    with_server(body, 0.01)


def test_one_that_comes_never_is_not_found() -> None:
    async def body(server: RtspServer) -> None:
        opening = asyncio.create_task(open_rtsp(StreamAddress(server.url("gate/sub")), CLOCK))
        await until(lambda: waiting(server))
        server.expect_no_more("gate/sub")
        with pytest.raises(SourceError, match="protocol: DESCRIBE 404"):
            await opening

    with_server(body, LONG)


@pytest.mark.parametrize("flood", [False, True])
def test_who_leaves_or_floods_while_waiting_is_forgotten(flood: bool) -> None:
    async def body(server: RtspServer) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        url = server.url("gate/sub")
        writer.write(f"DESCRIBE {url} RTSP/1.0\r\nCSeq: 1\r\n\r\n".encode())
        await until(lambda: waiting(server))
        if flood:
            writer.write(f"OPTIONS {url} RTSP/1.0\r\nCSeq: 2\r\n\r\n".encode() * 64)
            with contextlib.suppress(ConnectionError):
                assert await reader.read(1) == b""
        writer.close()
        await until(lambda: not server.connections)
        come(server)

    with_server(body, LONG)


def test_a_demo_camera_whose_film_is_still_being_drawn_comes_and_is_not_broken(tmp_path: Path) -> None:
    write_video(tmp_path / "street.mp4")
    served = DemoCameras(["cam01"], tmp_path / "loops", videos=tmp_path, processes=1)
    told: list[StreamState] = []

    async def watch(url: str) -> None:
        address = StreamAddress(url, served.credentials)
        session = CameraSession(address, "cam01", StreamKind.SUB, CLOCK, lambda *_: None, told.append)
        running = asyncio.create_task(session.run())
        async with asyncio.timeout(DEADLINE):
            await until(lambda: session.state.phase is Phase.LIVE)
        session.stop()
        await running

    try:
        sub, _main = served.start()["cam01"]
        asyncio.run(watch(sub))
    finally:
        served.stop()
    assert {state.reason for state in told} <= {"connecting", "timeout", ""}, "never what cannot be understood"

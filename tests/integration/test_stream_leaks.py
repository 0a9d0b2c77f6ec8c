"""Hundreds of opens and closes of every sort: afterwards no thread, socket, descriptor or task is left, nor memory."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

import psutil
import pytest

from tests.fakes.certificates import make_certificate
from tests.fakes.encoded_audio import encoded_tone
from tests.fakes.encoded_video import encoded_feed
from tests.fakes.http_camera import HttpCamera
from tests.fakes.odd_camera import OddCamera
from video.clock import SystemClock
from video.model import AudioCodec, Credentials, SourceError, StreamAddress, StreamKind, Trust
from video.rtsp.client import open_rtsp_sound
from video.rtsp.server import RtspServer
from video.session import CameraSession
from video.source import open_source

GUARD = Credentials("guard", "p@ss")
CLOCK = SystemClock()
#: Rounds of ten ways each; the first third is not counted, for what is made only once.
ROUNDS = 30
WAYS = 10
#: What an allocator may keep of the last two thirds.
MOST_GROWTH = 3_000_000


async def play(address: StreamAddress, transport: str = "tcp", packets: int = 2) -> None:
    source = await open_source(address, transport, CLOCK, 5.0)  # type: ignore[arg-type]
    for _ in range(packets):
        await source.__anext__()
    await source.close()


async def fail(address: StreamAddress, timeout: float = 5.0) -> None:
    with pytest.raises(SourceError):
        await open_source(address, "auto", CLOCK, timeout)


async def watch(address: StreamAddress) -> None:
    """A session that is stopped while its stream stands still."""
    begun = asyncio.Event()
    session = CameraSession(address, "gate", StreamKind.SUB, CLOCK, lambda p, i: begun.set(), lambda state: None)
    running = asyncio.create_task(session.run())
    await begun.wait()
    session.stop()
    await running


async def give_up(address: StreamAddress) -> None:
    """Cancelled in the middle of opening."""
    task = asyncio.create_task(open_source(address, "udp", CLOCK, 5.0))
    await asyncio.sleep(0.005)
    task.cancel()
    (result,) = await asyncio.gather(task, return_exceptions=True)
    if not isinstance(result, BaseException):
        await result.close()


def used() -> dict[str, int]:
    """What a leak would show in."""
    gc.collect()
    process = psutil.Process()
    return {
        "threads": threading.active_count(),
        "descriptors": getattr(process, "num_fds", getattr(process, "num_handles", int))(),
        "sockets": len(process.net_connections()),
        "tasks": len(asyncio.all_tasks()),
    }


def test_three_hundred_opens_and_closes_leave_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    certificate = make_certificate(tmp_path, "camera")

    async def main() -> tuple[dict[str, int], dict[str, int], int]:
        plain, secure, jpegs = RtspServer(GUARD), RtspServer(GUARD), HttpCamera(GUARD)
        still = OddCamera(pictures=2, repeat=False)
        for server in (plain, secure):
            server.add_stream("gate", encoded_feed())
        plain.add_sound("gate", encoded_tone(AudioCodec.PCMU))
        await plain.start()
        await secure.start(tls=certificate.server_context())
        await still.start()
        await jpegs.start()
        deaf = await asyncio.start_server(_hold, "127.0.0.1", 0)
        unanswered = StreamAddress(f"rtsp://127.0.0.1:{deaf.sockets[0].getsockname()[1]}/x")
        good = StreamAddress(plain.url("gate"), GUARD)
        pinned = Trust(fingerprint=certificate.fingerprint)

        async def listen() -> None:
            heard = asyncio.Event()
            sound = await open_rtsp_sound(good, CLOCK, lambda packet: heard.set())
            await heard.wait()
            await sound.close()

        ways: list[Callable[[], Awaitable[None]]] = [
            lambda: play(good),
            lambda: play(good, "udp", 1),
            lambda: play(StreamAddress(secure.url("gate"), GUARD, pinned)),
            lambda: fail(StreamAddress(secure.url("gate"), GUARD)),
            lambda: fail(StreamAddress(plain.url("gate"), Credentials("guard", "wrong"))),
            lambda: fail(unanswered, 0.05),
            lambda: watch(StreamAddress(still.url)),
            lambda: play(StreamAddress(jpegs.url, GUARD)),
            lambda: give_up(good),
            listen,
        ]
        assert len(ways) == WAYS
        before, memory = used(), 0
        for number in range(ROUNDS):
            await asyncio.gather(*(way() for way in ways))
            if number == ROUNDS // 3:
                await _quiet((plain, secure, still, jpegs))
                before, memory = used(), psutil.Process().memory_info().rss
        await _quiet((plain, secure, still, jpegs))
        deadline = CLOCK.monotonic() + 60
        while used() != before and CLOCK.monotonic() < deadline:  # the deaf one hears of its last visitors last
            await asyncio.sleep(0.05)
        after, grown = used(), psutil.Process().memory_info().rss - memory
        for camera in (plain, secure, still, jpegs):
            await camera.stop()
        deaf.close()
        await deaf.wait_closed()
        return before, after, grown

    before, after, grown = asyncio.run(asyncio.wait_for(main(), 120))
    with capsys.disabled():
        print(f"\n{ROUNDS * WAYS} opens and closes: before {before}, after {after}, memory {grown / 1e6:+.1f} MB")
    assert after == before
    assert grown < MOST_GROWTH


async def _hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()


async def _quiet(cameras: tuple[RtspServer | OddCamera | HttpCamera, ...]) -> None:
    """Wait until the cameras have seen every client go."""
    while any(camera.clients for camera in cameras):
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)

"""Servers made of noise and of flipped bits: every stream ends in SourceError or in pictures, and frees what it used.

A few by default. The long proof, ``WATCHROOM_RANDOM_STREAMS=10000`` in the environment, prints what came of them, and
memory and descriptors before and after.
"""

from __future__ import annotations

import asyncio
import gc
import os
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import psutil
import pytest

from tests.fakes.encoded_video import RTP_CODECS, encoded_feed
from tests.fakes.http_camera import HttpCamera
from video.clock import SystemClock
from video.decoder import PictureDecoder
from video.model import SourceError, StreamAddress, Transport
from video.rtsp.server import RtspServer
from video.source import open_source

STREAMS = int(os.environ.get("WATCHROOM_RANDOM_STREAMS", "240"))
#: How many at a time.
WIDTH = 20
pytestmark = pytest.mark.timeout(60 + STREAMS // 5)
SOURCE_CODES = {"protocol", "ended", "timeout", "unsupported", "unauthorized", "untrusted", "unreachable"}
CLOCK = SystemClock()
HEADS = [
    b"",
    b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n",
    b"RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 40\r\n\r\nv=0\r\nm=video",
    b"RTSP/1.0 302 Moved\r\nCSeq: 1\r\nLocation: ",
    b"RTSP/1.0 401 No\r\nCSeq: 1\r\nWWW-Authenticate: Digest ",
    b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n--frame\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: multipart/x-mixed-replace;boundary=b\r\n\r\n",
    b"$\x00",
]
Outcomes = Counter[str]


async def outcome(url: str, transport: Transport = "tcp", packets: int = 8) -> str:
    """Play a stream and decode what comes; gives the error's code, "played" or "silent". Nothing else may happen."""
    try:
        source = await open_source(StreamAddress(url), transport, CLOCK, 1.0)
    except SourceError as error:
        return error.code
    decoder = PictureDecoder()
    try:
        async with asyncio.timeout(1.0):
            for _ in range(packets):
                packet = await source.__anext__()
                for frame, _ in decoder.decode(packet, source.info):
                    assert frame.width > 0
        return "played"
    except SourceError as error:
        return error.code
    except TimeoutError:
        return "silent"
    finally:
        await source.close()


async def many(count: int, one: Callable[[int], Awaitable[str]]) -> Outcomes:
    found: Outcomes = Counter()
    for first in range(0, count, WIDTH):
        found.update(await asyncio.gather(*(one(i) for i in range(first, min(count, first + WIDTH)))))
    return found


def run(body: Callable[[int], Awaitable[Outcomes]], share: float, capsys: pytest.CaptureFixture[str]) -> Outcomes:
    """Run on a loop that remembers every exception nobody caught; print the figures of a long run."""
    stray: list[dict[str, Any]] = []
    process = psutil.Process()

    def used() -> str:
        gc.collect()
        handles = getattr(process, "num_fds", getattr(process, "num_handles", int))()
        return f"{process.memory_info().rss / 1e6:.0f} MB, {handles} descriptors, {process.num_threads()} threads"

    def note(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if not isinstance(context.get("exception"), asyncio.CancelledError):  # a relay ended with its loop
            stray.append(context)

    async def main(count: int) -> Outcomes:
        asyncio.get_running_loop().set_exception_handler(note)
        return await body(count)

    count = round(STREAMS * share)
    asyncio.run(main(WIDTH))  # for all that is loaded and made only once
    before = used()
    found = asyncio.run(main(count))
    assert sum(found.values()) == count
    if STREAMS >= 1000:
        with capsys.disabled():
            print(f"\n{sum(found.values())} streams: {dict(found)}\n  before {before}\n  after  {used()}")
    assert not stray, [(context.get("message"), repr(context.get("exception"))) for context in stray]
    return found


async def listen(handle: Any) -> asyncio.Server:
    return await asyncio.start_server(handle, "127.0.0.1", 0)


def port_of(server: asyncio.Server) -> int:
    return int(server.sockets[0].getsockname()[1])


def test_noise_instead_of_answers(capsys: pytest.CaptureFixture[str]) -> None:
    rng = random.Random(7)

    async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(rng.choice(HEADS) + rng.randbytes(rng.randrange(0, 600)))
            if rng.random() < 0.95:
                writer.write_eof()
            await reader.read()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def body(count: int) -> Outcomes:
        server = await listen(babble)
        host = f"127.0.0.1:{port_of(server)}/x"
        found = await many(count, lambda i: outcome(f"{'http' if i % 4 == 0 else 'rtsp'}://{host}"))
        server.close()
        await server.wait_closed()
        return found

    found = run(body, 0.4, capsys)
    assert set(found) <= SOURCE_CODES | {"silent"}


def test_bits_flipped_on_the_way(capsys: pytest.CaptureFixture[str]) -> None:
    """In everything the server says: answers, descriptions, frames and what is in them; H.264, H.265 and JPEG."""
    rng = random.Random(11)

    async def body(count: int) -> Outcomes:
        camera, jpegs = RtspServer(ways=("tcp",)), HttpCamera()
        for codec in RTP_CODECS:
            camera.add_stream(codec, encoded_feed(codec))
        await camera.start()
        await jpegs.start()
        relays = [
            await listen(_flipping(port, rng)) for port in (camera.port, int(jpegs.url.split(":")[2].split("/")[0]))
        ]
        rtsp, http = map(port_of, relays)
        urls = [f"rtsp://127.0.0.1:{rtsp}/h264", f"rtsp://127.0.0.1:{rtsp}/hevc", f"http://127.0.0.1:{http}/"]
        found = await many(count, lambda i: outcome(urls[i % 3]))
        for relay in relays:
            relay.close()
            await relay.wait_closed()
        await camera.stop()
        await jpegs.stop()
        return found

    found = run(body, 0.3, capsys)
    assert set(found) <= SOURCE_CODES | {"played", "silent"}
    assert found["played"] > 0


@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_bits_flipped_in_the_pictures(transport: Transport, capsys: pytest.CaptureFixture[str]) -> None:
    """The talk stays whole, so that the decoder gets as much of it as there is."""

    async def body(count: int) -> Outcomes:
        camera = RtspServer()
        for codec in RTP_CODECS:
            camera.add_stream(codec, encoded_feed(codec, rate=30, gop=10)).flipped = 0.1
        await camera.start()
        streams = [camera.stream(codec) for codec in RTP_CODECS]

        async def hurry() -> None:
            while True:
                await asyncio.sleep(0.05)
                for stream in streams:
                    if stream is not None and stream.players:
                        stream.send_now(3)

        hurrying = asyncio.create_task(hurry())
        found = await many(count, lambda i: outcome(camera.url(RTP_CODECS[i % 2]), transport, 24))
        hurrying.cancel()
        await asyncio.gather(hurrying, return_exceptions=True)
        await camera.stop()
        return found

    found = run(body, 0.15, capsys)
    assert set(found) <= SOURCE_CODES | {"played", "silent"}
    assert found["played"] > 0


def _flipping(port: int, rng: random.Random) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    relays: set[asyncio.Task[Any]] = set()  # a task that waits for an asyncio stream is held by nobody else

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        upward = asyncio.create_task(_copy(reader, far_writer, None))
        for task in (upward, asyncio.current_task()):
            if task is not None:
                relays.add(task)
                task.add_done_callback(relays.discard)
        await _copy(far_reader, writer, rng)
        far_writer.close()
        await upward

    return relay


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, rng: random.Random | None) -> None:
    """Pass bytes on, one bit in about five thousand bytes flipped when `rng` is given."""
    try:
        while data := await reader.read(2000):
            changed = bytearray(data)
            if rng is not None and rng.random() < 0.4:
                changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
            writer.write(bytes(changed))
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()

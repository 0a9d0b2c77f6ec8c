"""Servers made of noise and of flipped bits: the client ends in SourceError, in time, and frees its socket."""

from __future__ import annotations

import asyncio
import random

from tests.fakes.encoded_video import encoded_feed
from video.clock import SystemClock
from video.model import SourceError, StreamAddress
from video.rtsp.client import open_rtsp
from video.rtsp.server import RtspServer

NOISE_STREAMS = 150
FLIPPED_STREAMS = 60
CLOCK = SystemClock()
HEADS = [
    b"",
    b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n",
    b"RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 40\r\n\r\nv=0\r\nm=video",
    b"$\x00",
]


async def outcome(url: str, packets: int) -> str:
    try:
        source = await open_rtsp(StreamAddress(url), CLOCK, 0.4)
    except SourceError as error:
        return error.code
    try:
        async with asyncio.timeout(0.6):
            for _ in range(packets):
                await source.__anext__()
        return "played"
    except SourceError as error:
        return error.code
    except TimeoutError:
        return "silent"
    finally:
        await source.close()


async def listen(handle: object) -> asyncio.Server:
    return await asyncio.start_server(handle, "127.0.0.1", 0)  # type: ignore[arg-type]


def port_of(server: asyncio.Server) -> int:
    return int(server.sockets[0].getsockname()[1])


def test_noise_instead_of_answers() -> None:
    rng = random.Random(7)

    async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(rng.choice(HEADS) + rng.randbytes(rng.randrange(0, 600)))
            if rng.random() < 0.7:
                writer.write_eof()
            await reader.read()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def main() -> list[str]:
        server = await listen(babble)
        url = f"rtsp://127.0.0.1:{port_of(server)}/x"
        found: list[str] = []
        for _ in range(NOISE_STREAMS // 15):
            found += await asyncio.gather(*(outcome(url, 1) for _ in range(15)))
        server.close()
        await server.wait_closed()
        return found

    found = asyncio.run(main())
    assert len(found) == NOISE_STREAMS
    assert set(found) <= {"protocol", "ended", "timeout", "unsupported"}


def test_bits_flipped_on_the_way() -> None:
    rng = random.Random(11)

    async def main() -> list[str]:
        camera = RtspServer()
        camera.add_stream("x", encoded_feed())
        await camera.start()

        async def flip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", camera.port)
            upward = asyncio.create_task(copy(reader, far_writer, None))
            await copy(far_reader, writer, rng)
            far_writer.close()
            await upward

        relay = await listen(flip)
        url = f"rtsp://127.0.0.1:{port_of(relay)}/x"
        found: list[str] = []
        for _ in range(FLIPPED_STREAMS // 15):
            found += await asyncio.gather(*(outcome(url, 6) for _ in range(15)))
        relay.close()
        await relay.wait_closed()
        await camera.stop()
        return found

    found = asyncio.run(main())
    assert len(found) == FLIPPED_STREAMS
    assert set(found) <= {
        "played",
        "silent",
        "protocol",
        "ended",
        "timeout",
        "unsupported",
        "unauthorized",
        "unreachable",
    }


async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, rng: random.Random | None) -> None:
    """Pass bytes on, one bit in about a thousand bytes flipped when `rng` is given."""
    try:
        while data := await reader.read(2000):
            changed = bytearray(data)
            if rng is not None and rng.random() < 0.4:
                changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
            writer.write(bytes(changed))
    except OSError:
        pass
    finally:
        writer.close()

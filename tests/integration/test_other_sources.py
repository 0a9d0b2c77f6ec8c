"""Files and the test picture as cameras: through a session to packets that a decoder takes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import pairwise
from pathlib import Path

import pytest

from tests.fakes.encoded_video import encoded_feed, write_clip
from video.clock import SystemClock
from video.decoder import PictureDecoder
from video.generated_source import draw
from video.model import Codec, Packet, Phase, SourceError, StreamAddress, StreamInfo, StreamKind, StreamState
from video.rtsp.nal import split_nals
from video.session import CameraSession
from video.source import open_source

CLOCK = SystemClock()
Heard = list[tuple[Packet, StreamInfo]]


def play(url: str, count: int, after: Callable[[CameraSession, Heard], Awaitable[None]] | None = None) -> Heard:
    """Let a session play until `count` packets came; its states are checked on the way."""
    heard: Heard = []
    states: list[StreamState] = []

    async def main() -> None:
        enough = asyncio.Event()

        def hear(packet: Packet, info: StreamInfo) -> None:
            heard.append((packet, info))
            if len(heard) >= count:
                enough.set()

        session = CameraSession(StreamAddress(url), "gate", StreamKind.SUB, CLOCK, hear, states.append)
        running = asyncio.create_task(session.run())
        async with asyncio.timeout(60):
            await enough.wait()
        session.stop()
        await running

    asyncio.run(main())
    phases = [state.phase for state in states]
    assert set(phases) == {Phase.CONNECTING, Phase.LIVE, Phase.STOPPED}, "it went live once and stayed so"
    return heard


def decoded(heard: Heard) -> int:
    decoder = PictureDecoder()
    return sum(1 for packet, info in heard for _ in decoder.decode(packet, info))


@pytest.mark.parametrize(
    ("codec", "ending", "scheme"),
    [
        (Codec.H264, "mp4", ""),
        (Codec.HEVC, "mp4", "file://"),
        (Codec.MJPEG, "mp4", "file:"),
        (Codec.H264, "mkv", "file://"),
        (Codec.HEVC, "mkv", ""),
        (Codec.MJPEG, "mkv", ""),
    ],
)
def test_a_file_plays_over_and_over_at_its_own_speed(codec: Codec, ending: str, scheme: str, tmp_path: Path) -> None:
    path = tmp_path / f"gate 1.{ending}"
    write_clip(encoded_feed(codec, pictures=10, gop=10), path)
    heard = play(f"{scheme}{path}".replace(" ", "%20") if scheme else str(path), 25)
    packets = [packet for packet, _ in heard]
    assert [i for i, packet in enumerate(packets) if packet.key][:3] == (
        [0, 1, 2] if codec is Codec.MJPEG else [0, 10, 20]
    )
    assert [b.pts - a.pts for a, b in pairwise(packets)] == pytest.approx([1 / 15] * (len(packets) - 1), abs=2e-3)
    assert packets[24].received_mono - packets[0].received_mono == pytest.approx(24 / 15, abs=0.5)
    assert decoded(heard[:25]) == 25
    if codec is not Codec.MJPEG:
        assert split_nals(packets[0].data)[-1] == split_nals(packets[10].data)[-1] == split_nals(packets[20].data)[-1]


def test_a_file_without_pictures_is_an_error_not_a_busy_loop(tmp_path: Path) -> None:
    (tmp_path / "empty.mp4").write_bytes(b"")
    (tmp_path / "text.mkv").write_text("nothing to see\n" * 50)
    for name, code in (("empty.mp4", "protocol"), ("text.mkv", "protocol"), ("nowhere.mp4", "unreachable")):
        with pytest.raises(SourceError) as caught:
            asyncio.run(open_source(StreamAddress((tmp_path / name).as_uri()), "tcp", CLOCK, 5.0))
        assert caught.value.code == code


def test_the_test_picture_through_a_session() -> None:
    heard = play("test://320x180@25/gate", 30)
    packets = [packet for packet, _ in heard]
    assert [i for i, packet in enumerate(packets) if packet.key] == [0, 25]
    assert [b.pts - a.pts for a, b in pairwise(packets)] == pytest.approx([0.04] * (len(packets) - 1))
    assert packets[29].received_mono - packets[0].received_mono == pytest.approx(29 / 25, abs=0.4)
    decoder = PictureDecoder()
    sizes = {(frame.width, frame.height) for packet, info in heard for frame, _ in decoder.decode(packet, info)}
    assert sizes == {(320, 180)}
    assert decoded(heard[:30]) == 30


def test_its_clock_runs() -> None:
    """Digits are told apart by the light in their place; only those that changed differ."""
    now = 1_793_628_000.04
    first, same, tenth = (draw(640, 360, now + step)[:300] for step in (0.0, 0.02, 0.1))
    assert (first == same).all()
    assert (first != tenth).any()
    assert (first[:, :400] == tenth[:, :400]).all()


@pytest.mark.parametrize(
    ("url", "size"), [("test://", (640, 360)), ("test:gate", (640, 360)), ("test://129x65@5", (128, 64))]
)
def test_its_addresses(url: str, size: tuple[int, int]) -> None:
    async def look() -> tuple[int, int]:
        source = await open_source(StreamAddress(url), "tcp", CLOCK)
        packet = await source.__anext__()
        await source.close()
        with pytest.raises(SourceError, match="ended"):
            await source.__anext__()
        (frame, _), *_ = PictureDecoder().decode(packet, source.info)
        return frame.width, frame.height

    assert asyncio.run(look()) == size


@pytest.mark.parametrize("url", ["test://9x9", "test://64x64@0", "test://4000x4000"])
def test_addresses_it_does_not_know(url: str) -> None:
    with pytest.raises(SourceError, match="unsupported"):
        asyncio.run(open_source(StreamAddress(url), "tcp", CLOCK))

"""Motion JPEG over HTTP with real sockets: every spelling, passwords, TLS, redirects, and cameras gone wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.certificates import make_certificate
from tests.fakes.encoded_video import encoded_feed
from tests.fakes.http_camera import HttpCamera
from video.clock import SystemClock
from video.decoder import PictureDecoder
from video.http_mjpeg import MjpegSource, open_mjpeg
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
    Trust,
)
from video.session import CameraSession
from video.source import open_source

GUARD = Credentials("guard", "p@ss:wörd")
CLOCK = SystemClock()


def with_camera(camera: HttpCamera, body: Callable[[HttpCamera], Awaitable[None]]) -> None:
    async def main() -> None:
        async with asyncio.timeout(60):
            await camera.start()
            try:
                await body(camera)
            finally:
                await camera.stop()

    asyncio.run(main())


async def pictures(address: StreamAddress, count: int = 6) -> list[Packet]:
    source = await open_source(address, "tcp", CLOCK, 5.0)
    assert isinstance(source, MjpegSource)
    try:
        return [await source.__anext__() for _ in range(count)]
    finally:
        await source.close()


@pytest.mark.parametrize(
    "spelling",
    [
        {},
        {"lengths": False},
        {"chunked": True},
        {"chunked": True, "lengths": False},
        {"content_type": 'Multipart/X-Mixed-Replace;boundary="--frame"', "delimiter": b"--frame"},
        {"content_type": "multipart/x-mixed-replace;boundary=--frame", "delimiter": b"----frame", "lengths": False},
    ],
    ids=["plain", "no-length", "chunked", "chunked-no-length", "quoted", "dashes"],
)
def test_pictures_arrive_byte_for_byte_in_every_spelling(spelling: dict[str, Any]) -> None:
    async def body(camera: HttpCamera) -> None:
        got = [packet.data for packet in await pictures(StreamAddress(camera.url))]
        sent = [unit.data for unit in encoded_feed(Codec.MJPEG).units[:6]]
        assert [one[: one.rfind(b"\xff\xd9") + 2] for one in sent] == got

    with_camera(HttpCamera(**spelling), body)


@pytest.mark.parametrize("digest", [True, False])
def test_passwords(digest: bool) -> None:
    async def body(camera: HttpCamera) -> None:
        assert len(await pictures(StreamAddress(camera.url, GUARD))) == 6
        assert all("channel=1" in request.split("\r\n")[0] for request in camera.requests)
        assert GUARD.password not in "".join(camera.requests)
        for wrong in (None, Credentials("guard", "wrong")):
            with pytest.raises(SourceError) as caught:
                await pictures(StreamAddress(camera.url, wrong))
            assert caught.value.code == "unauthorized"
        inside = camera.url.replace("//", "//guard:p%40ss%3Aw%C3%B6rd@")
        assert len(await pictures(StreamAddress(inside))) == 6
        assert "@" not in camera.requests[-1].split("Authorization")[0]

    with_camera(HttpCamera(GUARD, digest=digest), body)


def test_the_cameras_time_and_one_that_is_absurd() -> None:
    async def body(camera: HttpCamera) -> None:
        camera.timestamp = CLOCK.now() - 3600
        packet = (await pictures(StreamAddress(camera.url)))[-1]
        assert (packet.captured_at, packet.camera_clock) == (pytest.approx(camera.timestamp), True)
        camera.timestamp = 12.5
        source = await open_mjpeg(StreamAddress(camera.url), CLOCK, 5.0)
        packet = await source.__anext__()
        assert (packet.captured_at, packet.camera_clock) == (packet.received_at, False)
        assert source.health.clock_error == pytest.approx(12.5 - CLOCK.now(), abs=5)
        await source.close()

    with_camera(HttpCamera(), body)


def test_a_session_shows_it_and_the_decoder_takes_it() -> None:
    async def body(camera: HttpCamera) -> None:
        decoder, live = PictureDecoder(), asyncio.Event()
        shown: list[tuple[int, int]] = []
        states: list[StreamState] = []

        def hear(packet: Packet, info: StreamInfo) -> None:
            shown.extend((frame.width, frame.height) for frame, _ in decoder.decode(packet, info))
            if len(shown) == 10:
                live.set()

        address = StreamAddress(camera.url, GUARD)
        session = CameraSession(address, "gate", StreamKind.SUB, CLOCK, hear, states.append)
        running = asyncio.create_task(session.run())
        await live.wait()
        while session.state.frame_rate == 0:
            await asyncio.sleep(0.05)
        assert set(shown) == {(320, 180)}
        assert (session.state.phase, session.state.codec) == (Phase.LIVE, "mjpeg")
        assert (session.state.width, session.state.height) == (320, 180)
        session.stop()
        await running

    with_camera(HttpCamera(GUARD), body)


def test_pictures_cut_short_are_left_out_and_counted() -> None:
    async def body(camera: HttpCamera) -> None:
        source = await open_mjpeg(StreamAddress(camera.url), CLOCK, 5.0)
        got = [await source.__anext__() for _ in range(10)]
        assert all(packet.data.endswith(b"\xff\xd9") for packet in got)
        assert source.health.dropped_pictures >= 4
        await source.close()
        await source.close()

    with_camera(HttpCamera(cut_pictures=True), body)


def test_redirects_go_along_to_the_same_host_and_not_for_ever() -> None:
    async def body(camera: HttpCamera) -> None:
        other = HttpCamera(GUARD)
        await other.start()
        camera.redirect = other.url
        assert len(await pictures(StreamAddress(camera.url, GUARD))) == 6
        camera.redirect = camera.url
        with pytest.raises(SourceError, match="moved too often"):
            await pictures(StreamAddress(camera.url, GUARD))
        camera.redirect = other.url.replace("127.0.0.1", "localhost")
        with pytest.raises(SourceError, match="unauthorized"):
            await pictures(StreamAddress(camera.url, GUARD))
        assert "Authorization" not in other.requests[-1], "another host is not told the password"
        camera.redirect = "file:///etc/passwd"
        with pytest.raises(SourceError, match="unsupported"):
            await open_mjpeg(StreamAddress(camera.url, GUARD), CLOCK, 5.0)
        await other.stop()

    with_camera(HttpCamera(GUARD), body)


def test_over_tls_with_a_pinned_certificate_and_never_back_to_plain(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path, "camera")

    async def main() -> None:
        camera, plain = HttpCamera(GUARD), HttpCamera()
        await camera.start(certificate.server_context())
        await plain.start()
        address = StreamAddress(camera.url, GUARD, Trust(fingerprint=certificate.fingerprint))
        assert len(await pictures(address)) == 6
        for trust in (Trust(), Trust(fingerprint="ab" * 32)):
            with pytest.raises(SourceError, match="untrusted"):
                await pictures(replace(address, trust=trust))
        camera.redirect = plain.url
        with pytest.raises(SourceError, match="untrusted: moved"):
            await pictures(address)
        camera.redirect, camera.content_type = "", "text/html"
        with pytest.raises(SourceError, match="unsupported"):
            await pictures(address)
        await plain.stop()
        await camera.stop()

    asyncio.run(main())


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"x" * 100_000, "protocol"),
        (b"--frame\r\nContent-Length: 99999999\r\n\r\n", "protocol"),
        (b"--frame\r\nContent-Length: -5\r\n\r\n", "protocol"),
        (b"--frame\r\nContent-Type: image/jpeg\r\n\r\n" + b"x" * 9_000_000, "protocol"),
        (b"--frame\r\nContent-Length: 3\r\n\r\nabc\r\n" * 70, "protocol"),
        (b"--frame\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8half", "ended"),
        (b"--frame\r\n" + b"X-Long: y\r\n" * 5000, "protocol"),
        (b"--frame\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello\r\n", "ended"),
    ],
)
def test_what_is_no_picture_ends_in_source_error(raw: bytes, code: str) -> None:
    async def body(camera: HttpCamera) -> None:
        with pytest.raises(SourceError) as caught:
            await pictures(StreamAddress(camera.url))
        assert caught.value.code == code

    with_camera(HttpCamera(raw=raw), body)


def test_answers_that_are_none() -> None:
    async def main() -> None:
        for answer, code in (
            (b"HTTP/1.1 404 Not Found\r\n\r\n", "protocol"),
            (b"HTTP/1.1 403 Forbidden\r\n\r\n", "unauthorized"),
            (b"HTTP/1.1 401 No\r\n\r\n", "unauthorized"),
            (b"SSH-2.0-OpenSSH\r\n\r\n", "protocol"),
            (b"\x00" * 20_000, "protocol"),
            (b"", "ended"),
        ):

            async def answer_it(
                reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: bytes = answer
            ) -> None:
                await reader.readuntil(b"\r\n\r\n")
                writer.write(answer)
                await writer.drain()
                writer.close()

            server = await asyncio.start_server(answer_it, "127.0.0.1", 0)
            url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
            with pytest.raises(SourceError) as caught:
                await open_source(StreamAddress(url), "tcp", CLOCK, 3.0)
            assert caught.value.code == code
            server.close()
            await server.wait_closed()

    asyncio.run(main())


def test_pictures_that_are_none_fill_no_log(caplog: pytest.LogCaptureFixture) -> None:
    """FFmpeg calls a JPEG without data fatal and says so each time."""
    caplog.set_level("DEBUG", logger="libav")
    decoder = PictureDecoder()
    for _ in range(3):
        packet = Packet(b"\xff\xd8" + bytes(100), True, 0.0, 0.0, 0.0, 0.0)
        assert list(decoder.decode(packet, StreamInfo(Codec.MJPEG, b""))) == []
    assert decoder.errors == 3
    assert [record for record in caplog.records if record.name.startswith("libav")] == []

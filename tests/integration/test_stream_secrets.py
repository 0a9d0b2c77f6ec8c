"""No password in any log line, state, error, repr, on standard error or in the process list, whatever goes wrong."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

import psutil
import pytest

from tests.fakes.certificates import make_certificate
from tests.fakes.encoded_audio import encoded_tone
from tests.fakes.encoded_video import encoded_feed
from tests.fakes.http_camera import HttpCamera
from tests.fakes.odd_camera import OddCamera
from video.audio_session import AudioSession
from video.clock import SystemClock
from video.model import (
    AudioCodec,
    Credentials,
    Phase,
    SourceError,
    StreamAddress,
    StreamKind,
    StreamState,
    Trust,
    shown_url,
)
from video.rtsp.server import RtspServer
from video.session import CameraSession
from video.source import open_source

SECRET = "T0p-s3cret"
GUARD = Credentials("guard", SECRET)
CLOCK = SystemClock()
Seen = list[str]


async def try_out(address: StreamAddress, seen: Seen, transport: str = "auto") -> None:
    """Open, play a little, and note all there is to see of it."""
    seen += [repr(address), str(address)]
    try:
        source = await open_source(address, transport, CLOCK, 3.0)  # type: ignore[arg-type]
    except SourceError as error:
        seen += _texts(error)
        return
    try:
        async with asyncio.timeout(2.0):
            packet = await source.__anext__()
        seen += [repr(source), repr(source.info), repr(source.health), repr(packet)[:500]]
    except (SourceError, TimeoutError) as error:
        seen += _texts(error)
    finally:
        await source.close()


async def watch(address: StreamAddress, until: Phase, seen: Seen) -> None:
    """The same through a session."""
    reached = asyncio.Event()

    def tell(state: StreamState) -> None:
        seen.append(repr(state))
        if state.phase is until:
            reached.set()

    session = CameraSession(address, "gate", StreamKind.SUB, CLOCK, lambda p, i: None, tell)
    running = asyncio.create_task(session.run())
    await reached.wait()
    session.stop()
    await running
    seen.append(repr(session))


def _texts(error: BaseException) -> list[str]:
    found = []
    link: BaseException | None = error
    while link is not None:
        found += [repr(link), str(link), repr(link.args)]
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return found


def spellings(url: str) -> list[StreamAddress]:
    """Beside the address, inside it, in its path, and behind its question mark."""
    inside = url.replace("://", f"://guard:{SECRET}@")
    return [
        StreamAddress(url, GUARD),
        StreamAddress(inside),
        StreamAddress(inside, GUARD),
        StreamAddress(f"{url}/user=guard_password={SECRET}_channel=1.sdp", GUARD),
        StreamAddress(f"{url}?usr=guard&pwd={SECRET}", GUARD),
    ]


def with_cameras(folder: Path, body: Callable[[dict[str, str], RtspServer, Trust, Seen], Awaitable[None]]) -> Seen:
    certificate = make_certificate(folder, "camera")
    seen: Seen = []

    async def main() -> None:
        plain, secure, jpegs, odd = RtspServer(GUARD), RtspServer(GUARD), HttpCamera(GUARD), OddCamera()
        for server in (plain, secure):
            server.add_stream("gate", encoded_feed())
        plain.add_sound("gate", encoded_tone(AudioCodec.PCMU))
        await plain.start()
        await secure.start(tls=certificate.server_context())
        await jpegs.start()
        await odd.start()
        # It repeats whatever it hears, in every place a client might quote.
        odd.answers["DESCRIBE"] = lambda url, headers: (
            503,
            [f"WWW-Authenticate: Basic realm={headers.get('Authorization')}", f"Location: {url}"],
            f"{url} {headers.get('Authorization')} guard {SECRET}".encode(),
        )
        urls = {"rtsp": plain.url("gate"), "rtsps": secure.url("gate"), "http": jpegs.url.split("?")[0], "odd": odd.url}
        async with asyncio.timeout(60):
            try:
                await body(urls, plain, Trust(fingerprint=certificate.fingerprint), seen)
            finally:
                for one in (plain, secure, jpegs, odd):
                    await one.stop()

    asyncio.run(main())
    return seen


def test_no_secret_anywhere(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    lines: Seen = []

    async def body(urls: dict[str, str], server: RtspServer, trust: Trust, seen: Seen) -> None:
        closed = f"rtsp://127.0.0.1:{server.port + 1 if server.port < 65_000 else 1}/gate"
        for url in (*urls.values(), closed, "nonsense://127.0.0.1/x", "rtmp://127.0.0.1:1/x", "rtsp://127.0.0.1:x/"):
            for address in spellings(url):
                await try_out(address, seen)
        for transport in ("tcp", "udp"):
            await try_out(StreamAddress(urls["rtsp"], GUARD), seen, transport)
        await try_out(StreamAddress(urls["rtsps"], GUARD, trust), seen)
        await watch(StreamAddress(urls["rtsp"], GUARD), Phase.LIVE, seen)
        await watch(StreamAddress(urls["rtsp"], Credentials("guard", SECRET + "x")), Phase.REFUSED, seen)
        await watch(StreamAddress(urls["rtsps"], GUARD), Phase.REFUSED, seen)
        strange = OddCamera()  # a coding that is left to libavformat, which opens it with the password in its address
        strange.answers["DESCRIBE"] = lambda url, headers: (
            200,
            [],
            b"v=0\nm=video 0 RTP/AVP 96\na=rtpmap:96 VP8/90000\n",
        )
        await strange.start()
        await try_out(spellings(strange.url)[2], seen)
        assert len(strange.requests) > 1
        await strange.stop()
        await watch(spellings(urls["odd"])[2], Phase.LOST, seen)
        heard = asyncio.Event()
        sound = AudioSession(spellings(urls["rtsp"])[1], CLOCK, lambda packet: heard.set(), lambda phase: None)
        listening = asyncio.create_task(sound.run())
        await heard.wait()
        seen.append(repr(sound))
        me = psutil.Process()
        lines.extend(" ".join(process.cmdline()) for process in (me, *me.children(recursive=True)))
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)

    seen = with_cameras(tmp_path, body)
    assert len(seen) > 150
    assert any("untrusted" in text for text in seen)
    assert any("unauthorized" in text for text in seen)
    printed = capfd.readouterr()
    for text in (*seen, *lines, caplog.text, *(repr(record.__dict__) for record in caplog.records), *printed):
        assert SECRET not in text
        assert "Basic Z3Vhc" not in text, "the password in base64 is the password"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("rtsp://u:p@cam/live", "rtsp://cam/live"),
        ("rtsp://cam/live?channel=1&pwd=x", "rtsp://cam/live?..."),
        ("rtsp://cam/user=admin_password=tlJwpbo6_channel=1.sdp", "rtsp://cam/user=***_password=***_channel=1.sdp"),
        ("http://cam/Token=abc/video", "http://cam/Token=***/video"),
        ("file:///srv/gate.mp4", "file:///srv/gate.mp4"),
    ],
)
def test_what_is_shown_of_an_address(url: str, shown: str) -> None:
    assert shown_url(url) == shown

"""RTSPS over real sockets: who is believed, who is not, and that nothing is said to those who are not."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.fakes.certificates import Certificate, make_certificate
from tests.fakes.encoded_video import encoded_feed
from video.clock import SystemClock
from video.model import Credentials, Phase, SourceError, StreamAddress, StreamKind, StreamState, Trust
from video.rtsp.client import RtspSource, open_rtsp
from video.rtsp.server import RtspServer
from video.session import CameraSession
from video.source import open_source

GUARD = Credentials("guard", "topsecret-9")
CLOCK = SystemClock()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture(scope="module")
def authority(folder: Path) -> Certificate:
    return make_certificate(folder, "authority")


@pytest.fixture(scope="module")
def camera(folder: Path, authority: Certificate) -> Certificate:
    return make_certificate(folder, "camera", issuer=authority)


@pytest.fixture(scope="module")
def alone(folder: Path) -> Certificate:
    """As cameras come out of the box."""
    return make_certificate(folder, "alone", host="10.0.0.1", days=-1)


def with_server(certificate: Certificate, body: Callable[[RtspServer, str], Awaitable[None]]) -> None:
    async def main() -> None:
        server = RtspServer(GUARD)
        server.add_stream("gate", encoded_feed())
        async with asyncio.timeout(60):
            await server.start(tls=certificate.server_context())
            try:
                await body(server, server.url("gate"))
            finally:
                await server.stop()

    asyncio.run(main())


@pytest.mark.parametrize("transport", ["tcp", "udp", "auto"])
def test_an_authority_of_the_sites_own(camera: Certificate, authority: Certificate, transport: str) -> None:
    async def body(server: RtspServer, url: str) -> None:
        assert url.startswith("rtsps://")
        source = await open_source(
            StreamAddress(url, GUARD, Trust(ca_file=str(authority.path))),
            transport,  # type: ignore[arg-type]
            CLOCK,
        )
        assert isinstance(source, RtspSource)
        assert source.way == "tcp", "pictures never leave the secure connection"
        packets = [await source.__anext__() for _ in range(20)]
        assert packets[0].key
        assert packets[-1].camera_clock
        await source.close()

    with_server(camera, body)


@pytest.mark.parametrize("spelling", [str.upper, str.lower, lambda text: text.replace(":", "")])
def test_a_pinned_certificate_whatever_its_name_and_date(alone: Certificate, spelling: Callable[[str], str]) -> None:
    async def body(server: RtspServer, url: str) -> None:
        source = await open_rtsp(StreamAddress(url, GUARD, Trust(fingerprint=spelling(alone.fingerprint))), CLOCK)
        assert (await source.__anext__()).key
        await source.close()

    with_server(alone, body)


def test_nobody_else_is_believed_and_hears_no_word(
    camera: Certificate, alone: Certificate, authority: Certificate, folder: Path
) -> None:
    """The system's authorities do not know ours; a wrong fingerprint, a wrong name and a run-out date are refused."""
    other = make_certificate(folder, "other-authority")
    misnamed = make_certificate(folder, "misnamed", issuer=authority, host="10.0.0.1")
    late = make_certificate(folder, "late", issuer=authority, days=-1)
    cases = [
        (camera, Trust(), "self-signed certificate in certificate chain|unable to get local issuer"),
        (camera, Trust(ca_file=str(other.path)), "unable to get local issuer|self-signed"),
        (camera, Trust(ca_file=str(folder / "nowhere.pem")), "file cannot be read"),
        (camera, Trust(fingerprint=alone.fingerprint), "another certificate"),
        (camera, Trust(ca_file=str(authority.path), fingerprint=authority.fingerprint), "another certificate"),
        (misnamed, Trust(ca_file=str(authority.path)), "mismatch"),
        (late, Trust(ca_file=str(authority.path)), "expired"),
    ]
    for certificate, trust, words in cases:

        async def body(server: RtspServer, url: str, trust: Trust = trust, words: str = words) -> None:
            with pytest.raises(SourceError, match=words) as caught:
                await open_source(StreamAddress(url, GUARD, trust), "auto", CLOCK, 5.0)
            assert caught.value.code == "untrusted"
            assert not any(connection.heard for connection in server.connections)

        with_server(certificate, body)


def test_a_session_says_that_the_certificate_is_not_trusted_and_does_not_hammer(camera: Certificate) -> None:
    async def body(server: RtspServer, url: str) -> None:
        refused = asyncio.Event()
        states: list[StreamState] = []

        def told(state: StreamState) -> None:
            states.append(state)
            if state.phase is Phase.REFUSED:
                refused.set()

        session = CameraSession(StreamAddress(url, GUARD), "gate", StreamKind.SUB, CLOCK, lambda p, i: None, told)
        running = asyncio.create_task(session.run())
        await refused.wait()
        state = states[-1]
        assert (state.reason, state.attempts) == ("untrusted", 1)
        assert state.next_try_at is not None
        assert state.next_try_at - CLOCK.now() > 20
        session.stop()
        await running

    with_server(camera, body)


def test_a_peer_that_speaks_no_tls_or_dies_in_the_handshake(camera: Certificate) -> None:
    async def main() -> None:
        plain = RtspServer()
        plain.add_stream("gate", encoded_feed())
        await plain.start()
        with pytest.raises(SourceError) as caught:
            await open_rtsp(StreamAddress(f"rtsps://127.0.0.1:{plain.port}/gate"), CLOCK, 5.0)
        assert caught.value.code in ("protocol", "unreachable")
        await plain.stop()

        async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(10)
            writer.close()

        server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
        with pytest.raises(SourceError) as caught:
            await open_rtsp(StreamAddress(f"rtsps://127.0.0.1:{server.sockets[0].getsockname()[1]}/gate"), CLOCK, 5.0)
        assert caught.value.code in ("unreachable", "protocol")
        server.close()
        await server.wait_closed()

    asyncio.run(main())


def test_old_tls_is_not_spoken(camera: Certificate) -> None:
    async def main() -> None:
        context = camera.server_context()
        with pytest.warns(DeprecationWarning):
            context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
        server = RtspServer()
        server.add_stream("gate", encoded_feed())
        await server.start(tls=context)
        with pytest.raises(SourceError) as caught:
            await open_rtsp(StreamAddress(server.url("gate"), None, Trust(fingerprint=camera.fingerprint)), CLOCK, 5.0)
        assert caught.value.code in ("protocol", "unreachable")
        await server.stop()

    asyncio.run(main())

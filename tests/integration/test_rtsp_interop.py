"""With the others: ffmpeg as client of our server, libavformat as source, Debian's GStreamer server for our client."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from tests.fakes.certificates import make_certificate
from tests.fakes.encoded_audio import TONE, encoded_tone
from tests.fakes.encoded_video import RTP_CODECS, encoded_feed, write_clip
from video.audio import AudioDecoder
from video.clock import SystemClock
from video.libav_source import open_libav
from video.model import (
    AudioCodec,
    AudioPacket,
    Codec,
    Credentials,
    Packet,
    SourceError,
    StreamAddress,
    Transport,
    Trust,
)
from video.rtsp.client import open_rtsp
from video.rtsp.nal import split_nals
from video.rtsp.server import RtspServer
from video.rtsp.server_thread import RtspServerThread
from video.source import Source, open_source

GUARD = Credentials("guard", "p@ss:wörd")
CLOCK = SystemClock()
SYSTEM_PYTHON = "/usr/bin/python3"
TLS_MODULE = Path("/usr/lib/x86_64-linux-gnu/gio/modules/libgiognutls.so")
GST_SERVER = """
import sys, gi
gi.require_version("Gst", "1.0"); gi.require_version("GstRtspServer", "1.0"); gi.require_version("GstRtsp", "1.0")
from gi.repository import Gio, GLib, Gst, GstRtsp, GstRtspServer
Gst.init(None)
server = GstRtspServer.RTSPServer(); server.set_address("127.0.0.1"); server.set_service("0")
if sys.argv[2]:
    auth = GstRtspServer.RTSPAuth(); auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
    token = GstRtspServer.RTSPToken(); token.set_string("media.factory.role", "user")
    auth.add_digest("guard", "secret", token); server.set_auth(auth)
if sys.argv[3:]:
    auth = GstRtspServer.RTSPAuth(); auth.set_tls_certificate(Gio.TlsCertificate.new_from_file(sys.argv[3]))
    token = GstRtspServer.RTSPToken(); token.set_string("media.factory.role", "user")
    auth.set_default_token(token); server.set_auth(auth); sys.argv[2] = "1"
factory = GstRtspServer.RTSPMediaFactory(); factory.set_launch(sys.argv[1])
permissions = GstRtspServer.RTSPPermissions()
if sys.argv[2]:
    permissions.add_permission_for_role("user", "media.factory.access", True)
    permissions.add_permission_for_role("user", "media.factory.construct", True)
    factory.set_permissions(permissions)
server.get_mount_points().add_factory("/live", factory)
server.attach(None); print(server.get_bound_port(), flush=True); GLib.MainLoop().run()
"""


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
@pytest.mark.parametrize("transport", ["tcp", "udp", "udp,tcp"])
@pytest.mark.parametrize("codec", RTP_CODECS)
def test_ffmpeg_plays_what_we_serve(codec: Codec, transport: str) -> None:
    server = RtspServer(Credentials("guard", "secret"))
    server.add_stream("gate/sub", encoded_feed(codec))
    with RtspServerThread(server):
        flags = ["-rtsp_flags", "prefer_tcp"] if "," in transport else ["-rtsp_transport", transport]
        url = server.url("gate/sub").replace("rtsp://", "rtsp://guard:secret@")
        command = ["ffmpeg", "-nostdin", "-v", "error", *flags, "-i", url, "-frames:v", "20", "-f", "framecrc", "-"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr
    assert len([line for line in done.stdout.splitlines() if line.startswith("0,")]) == 20


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
@pytest.mark.parametrize(
    ("codec", "rate"), [(AudioCodec.AAC, 16_000), (AudioCodec.PCMA, 8000), (AudioCodec.PCMU, 8000)]
)
def test_ffmpeg_hears_what_we_serve(codec: AudioCodec, rate: int) -> None:
    server = RtspServer()
    server.add_stream("gate", encoded_feed())
    server.add_sound("gate", encoded_tone(codec, rate))
    with RtspServerThread(server):
        flags = ["-rtsp_transport", "tcp", "-i", server.url("gate"), "-map", "0:a", "-t", "3"]
        command = ["ffmpeg", "-nostdin", "-v", "error", *flags, "-ac", "1", "-ar", str(rate), "-f", "s16le", "-"]
        done = subprocess.run(command, capture_output=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr
    wave = np.frombuffer(done.stdout, np.int16).astype(float)
    assert len(wave) > rate / 2
    assert float(np.argmax(np.abs(np.fft.rfft(wave)))) * rate / len(wave) == pytest.approx(TONE, rel=0.05)


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
def test_ffmpeg_plays_what_we_serve_over_tls(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path, "camera")

    async def main() -> tuple[int, bytes, bytes]:
        server = RtspServer()
        server.add_stream("gate", encoded_feed())
        await server.start(tls=certificate.server_context())
        command = ["ffmpeg", "-nostdin", "-v", "error", "-rtsp_transport", "tcp", "-i", server.url("gate")]
        process = await asyncio.create_subprocess_exec(
            *command, "-frames:v", "10", "-f", "framecrc", "-", stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        output, errors = await asyncio.wait_for(process.communicate(), 30)
        await server.stop()
        return process.returncode or 0, output, errors

    code, output, errors = asyncio.run(main())
    if b"Protocol not found" in errors:
        pytest.skip(f"this ffmpeg has no TLS: {errors.decode(errors='replace')[:100]}")
    assert code == 0, errors
    assert len([line for line in output.splitlines() if line.startswith(b"0,")]) == 10


async def take(source: Source, count: int) -> list[Packet]:
    try:
        async with asyncio.timeout(60):
            return [await source.__anext__() for _ in range(count)]
    finally:
        await source.close()


def test_libavformat_plays_what_we_serve() -> None:
    server = RtspServer(GUARD)
    server.add_stream("gate/sub", encoded_feed())

    async def look() -> list[Packet]:
        address = StreamAddress(server.url("gate/sub"), GUARD)
        return await take(await open_libav(address, "tcp", CLOCK, 5.0), 20)

    with RtspServerThread(server):
        packets = asyncio.run(look())
    known = {split_nals(unit.data)[-1] for unit in encoded_feed().units}
    assert all(split_nals(packet.data)[-1] in known for packet in packets)
    assert not any(packet.camera_clock for packet in packets)


@pytest.mark.parametrize(
    ("url", "code"),
    [("/nowhere/clip.mp4", "unreachable"), ("nonsense://x/y", "unsupported"), ("http://127.0.0.1:1/", "")],
)
def test_what_libavformat_cannot_open_is_a_source_error(url: str, code: str) -> None:
    with pytest.raises(SourceError) as caught:
        asyncio.run(open_source(StreamAddress(url, GUARD), "tcp", CLOCK, 3.0))
    assert caught.value.code == code or not code


def has_gstreamer() -> bool:
    if sys.platform == "win32" or not Path(SYSTEM_PYTHON).exists():
        return False
    probe = "import gi; gi.require_version('GstRtspServer','1.0'); from gi.repository import GstRtspServer"
    return subprocess.run([SYSTEM_PYTHON, "-c", probe], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not has_gstreamer(), reason="Debian's gir1.2-gst-rtsp-server-1.0 is not installed")
@pytest.mark.parametrize(
    ("codec", "locked", "transport"),
    [(Codec.H264, False, "tcp"), (Codec.H264, True, "tcp"), (Codec.HEVC, False, "tcp"), (Codec.H264, True, "udp")],
)
def test_our_client_plays_what_gstreamer_serves(
    codec: Codec, locked: bool, transport: Transport, tmp_path: Path
) -> None:
    path = tmp_path / "clip.mp4"
    write_clip(encoded_feed(codec, pictures=90), path)
    name = codec.value.replace("hevc", "h265")
    launch = f"( filesrc location={path} ! qtdemux ! {name}parse config-interval=-1 ! rtp{name}pay name=pay0 pt=96 )"
    command = [SYSTEM_PYTHON, "-c", GST_SERVER, launch, "1" if locked else ""]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline())
            address = StreamAddress(f"rtsp://127.0.0.1:{port}/live", Credentials("guard", "secret") if locked else None)
            packets = asyncio.run(_look(address, transport))
            if locked:
                with pytest.raises(SourceError, match="unauthorized"):
                    asyncio.run(_look(StreamAddress(address.url, Credentials("guard", "wrong")), transport))
        finally:
            process.kill()
    assert packets[0].key
    known = {split_nals(unit.data)[-1] for unit in encoded_feed(codec, pictures=90).units}
    assert all(split_nals(packet.data)[-1] in known for packet in packets)


async def _look(address: StreamAddress, transport: Transport) -> list[Packet]:
    return await take(await open_rtsp(address, CLOCK, transport=transport), 20)


@pytest.mark.skipif(not has_gstreamer(), reason="Debian's gir1.2-gst-rtsp-server-1.0 is not installed")
def test_our_client_hears_what_gstreamer_serves(tmp_path: Path) -> None:
    path, feed = tmp_path / "clip.mp4", encoded_tone(AudioCodec.AAC, 16_000)
    _write_with_sound(path)
    launch = (
        f"( filesrc location={path} ! qtdemux name=d "
        "d.video_0 ! queue ! h264parse config-interval=-1 ! rtph264pay name=pay0 pt=96 "
        "d.audio_0 ! queue ! aacparse ! rtpmp4gpay name=pay1 pt=97 )"
    )

    async def look(url: str) -> list[AudioPacket]:
        heard: list[AudioPacket] = []
        source = await open_rtsp(StreamAddress(url), CLOCK, on_audio=heard.append)
        async with asyncio.timeout(60):
            while len(heard) < 10:
                await source.__anext__()
        await source.close()
        return heard

    with gstreamer(launch, "") as port:
        heard = asyncio.run(look(f"rtsp://127.0.0.1:{port}/live"))
    assert heard[0].info.clock_rate == 16_000
    assert all(packet.data in feed.packets for packet in heard)
    decoder = AudioDecoder()
    assert sum(len(piece.data) for packet in heard for piece in decoder.decode(packet)) >= 9 * 2048
    assert decoder.errors == 0


@pytest.mark.skipif(not has_gstreamer(), reason="Debian's gir1.2-gst-rtsp-server-1.0 is not installed")
@pytest.mark.skipif(not TLS_MODULE.exists(), reason="glib-networking, GStreamer's TLS, is not installed")
def test_our_client_plays_what_gstreamer_serves_over_tls(tmp_path: Path) -> None:
    certificate, path = make_certificate(tmp_path, "camera"), tmp_path / "clip.mp4"
    write_clip(encoded_feed(pictures=90), path)
    launch = f"( filesrc location={path} ! qtdemux ! h264parse config-interval=-1 ! rtph264pay name=pay0 pt=96 )"
    with gstreamer(launch, "", str(certificate.path)) as port:
        url = f"rtsps://127.0.0.1:{port}/live"
        for trust in (Trust(fingerprint=certificate.fingerprint), Trust(ca_file=str(certificate.path))):
            assert asyncio.run(_look(StreamAddress(url, None, trust), "tcp"))[0].key
        with pytest.raises(SourceError, match="untrusted"):
            asyncio.run(_look(StreamAddress(url), "tcp"))


@contextlib.contextmanager
def gstreamer(launch: str, *arguments: str) -> Iterator[int]:
    """Serve a pipeline in a process of its own; gives the port."""
    command = [SYSTEM_PYTHON, "-c", GST_SERVER, launch, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline())
        finally:
            process.kill()


def _write_with_sound(path: Path) -> None:
    pictures, tone = encoded_feed(pictures=45), encoded_tone(AudioCodec.AAC, 16_000)
    with av.open(str(path), "w") as container:
        video = container.add_mux_stream("h264", rate=15, width=320, height=180)
        sound: Any = container.add_stream("aac", rate=16_000, layout="mono")
        sound.codec_context.extradata = tone.info.config
        for number in range(45):
            packet = av.Packet(pictures.unit(number).data)
            packet.stream, packet.time_base, packet.is_keyframe = video, Fraction(1, 15), pictures.unit(number).key
            packet.pts = packet.dts = number
            container.mux(packet)
            for index in range(number, number + 1):
                piece = av.Packet(tone.packets[index % len(tone.packets)])
                piece.stream, piece.time_base = sound, Fraction(1, 16_000)
                piece.pts = piece.dts = index * 1024
                container.mux(piece)

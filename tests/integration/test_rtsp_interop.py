"""With the others: ffmpeg as client of our server, libavformat as source, Debian's GStreamer server for our client."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.encoded_video import RTP_CODECS, encoded_feed, write_clip
from video.clock import SystemClock
from video.libav_source import open_libav
from video.model import Codec, Credentials, Packet, SourceError, StreamAddress, Transport
from video.rtsp.client import open_rtsp
from video.rtsp.nal import split_nals
from video.rtsp.server import RtspServer
from video.rtsp.server_thread import RtspServerThread
from video.source import Source, open_source

GUARD = Credentials("guard", "p@ss:wörd")
CLOCK = SystemClock()
SYSTEM_PYTHON = "/usr/bin/python3"
GST_SERVER = """
import sys, gi
gi.require_version("Gst", "1.0"); gi.require_version("GstRtspServer", "1.0"); gi.require_version("GstRtsp", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer
Gst.init(None)
server = GstRtspServer.RTSPServer(); server.set_address("127.0.0.1"); server.set_service("0")
if sys.argv[2]:
    auth = GstRtspServer.RTSPAuth(); auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
    token = GstRtspServer.RTSPToken(); token.set_string("media.factory.role", "user")
    auth.add_digest("guard", "secret", token); server.set_auth(auth)
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


async def take(source: Source, count: int) -> list[Packet]:
    try:
        async with asyncio.timeout(20):
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

"""What is recorded, cut off by a kill, kept of an incident or made to be looked at opens in players without a word.

Needs ffprobe, mpv and VLC (`apt-get install ffmpeg mpv vlc-bin vlc-plugin-base`); what is not there is skipped.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from tests.fakes.encoded_audio import encoded_tone
from tests.fakes.encoded_video import encoded_feed
from video.archive.model import RecordingPlan, Segment
from video.archive.scan import scan
from video.clock import SystemClock
from video.derive import Derivation, Stamp, derive
from video.engine import VideoEngine
from video.model import AudioCodec, CameraSource, Codec, StreamAddress, StreamKind
from video.rtsp.server import RtspServer
from video.rtsp.server_thread import RtspServerThread
from video.supervisor import RestartPolicy

SUB = StreamKind.SUB
CAMERAS = {
    "h264": (Codec.H264, None),
    "h264-g711": (Codec.H264, AudioCodec.PCMA),
    "hevc": (Codec.HEVC, None),
    "hevc-aac": (Codec.HEVC, AudioCodec.AAC),
}
DEADLINE = 60.0
PLAYERS = ("ffprobe", "mpv", "cvlc")
#: VLC's lines about what it shows on, about its own parts and about a busy machine say nothing of a file.
_OWN = re.compile(r"^\w+ (interface|libvlc|video output|audio output) ")
_MPV = ("mpv", "--no-config", "--vo=null", "--ao=null", "--untimed", "--speed=50", "--msg-level=all=warn")
_VLC = (
    "cvlc",
    "-v",
    "--no-color",
    "--play-and-exit",
    "--no-video-title-show",
    "--vout=dummy",
    "--aout=dummy",
    "--rate=8",
)


def _record(folder: Path) -> list[Path]:
    """Files of every kind: closed segments, ones that a kill -9 of the worker cut, incident clips, copies."""
    assert sys.platform != "win32"
    server = RtspServer()
    for name, (codec, sound) in CAMERAS.items():
        server.add_stream(name, encoded_feed(codec))
        if sound is not None:
            server.add_sound(name, encoded_tone(sound))
    thread = RtspServerThread(server)
    thread.start()
    clock, changed, segments = SystemClock(), threading.Condition(), dict[Path, Segment]()

    def hear(segment: Segment) -> None:
        with changed:
            segments[segment.path] = segment
            changed.notify_all()

    def wait(what: Callable[[str], bool]) -> None:
        with changed:
            assert changed.wait_for(lambda: all(map(what, CAMERAS)), DEADLINE), segments

    def of(camera: str, *, closed: bool) -> list[Segment]:
        return [one for one in segments.values() if one.camera == camera and one.closed is closed]

    engine = VideoEngine(clock, workers=1, ring_seconds=20, policy=RestartPolicy(beat_timeout=20.0))
    engine.recording.on_segment = hear
    engine.start()
    try:
        none = StreamAddress("")
        engine.set_cameras(
            [
                CameraSource(name, StreamAddress(server.url(name)), none, sound=sound is not None)
                for name, (_, sound) in CAMERAS.items()
            ]
        )
        for name in CAMERAS:
            engine.recording.record(name, RecordingPlan(folder, frozenset({SUB}), segment_s=2.0))
        # The second of each has its sound from the start; the next is under way.
        wait(
            lambda name: len(of(name, closed=True)) >= 2 and any(one.end > one.start for one in of(name, closed=False))
        )
        now = clock.now()
        clips = [engine.save_clip(name, SUB, now - 3, now, folder / name / "incident.mp4") for name in CAMERAS]
        made = [clip.result(DEADLINE).path for clip in clips]
        pid = engine.stats()[0].pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        cut = [one.path for one in list(segments.values()) if not one.closed]
        kept = [Path(shutil.copy(path, folder / f"cut-{path.parents[1].name}{path.suffix}")) for path in cut]
    finally:
        engine.stop()
        thread.stop()
    closed = [one.path for name in CAMERAS for one in of(name, closed=True)[:2]]
    stamp = Stamp(40, 10, bytes([0, 1, 2, 2] * 100))
    copies = [folder / f"copy-{path.parents[1].name}.mp4" for path in closed[1::2]]
    for path, copy in zip(closed[1::2], copies, strict=True):
        derive(Derivation(path, copy, (((0.0, 0.0), (0.5, 0.0), (0.5, 0.5)),), stamp))
    assert {scan(path).state for path in kept} <= {"cut", "closed"}
    return [*closed, *made, *kept, *copies]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder that another user may look into: VLC does not run as root."""
    made = Path(tempfile.mkdtemp(prefix="watchroom-players-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def files(folder: Path) -> list[Path]:
    found = _record(folder)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return found


def words(player: str, *paths: Path) -> set[str]:
    """What a player says of files beyond playing them, numbers left out."""
    named = [str(path) for path in paths]
    if player == "ffprobe":
        command = [player, "-v", "warning", "-count_frames", "-show_entries", "stream=nb_read_frames"]
        return {line for path in named for line in _lines([*command, path])}
    if player == "mpv":
        return _lines([*_MPV, "--", *named])
    return {line for line in _lines([*_VLC, *named]) if not _OWN.search(line)}


def _lines(command: Sequence[str]) -> set[str]:
    given: dict[str, Any] = {}
    if sys.platform != "win32" and os.geteuid() == 0 and command[0] == "cvlc":
        given = {"user": "nobody", "group": "nogroup", "extra_groups": []}
    environment = os.environ | {"HOME": "/nonexistent", "LC_ALL": "C", "XDG_RUNTIME_DIR": "/nonexistent"}
    done = subprocess.run(
        command,
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        timeout=DEADLINE,
        env=environment,
        **given,
    )
    said = done.stderr.decode(errors="replace").splitlines()
    assert done.returncode == 0, (command, said)
    plain = (re.sub(r"^\[[0-9a-f]+\] |\r", "", line).strip() for line in said)
    return {re.sub(r"\d+", "N", line) for line in plain if line and not line.startswith("VLC media player")}


def reference(path: Path, *, fragmented: bool) -> Path:
    """A file that an encoder wrote in the usual way, with sound and reordered pictures: what a player says of any."""
    flags = "frag_keyframe+empty_moov+default_base_moof" if fragmented else "faststart"
    with av.open(str(path), "w", format="mp4", options={"movflags": flags}) as container:
        video: Any = container.add_stream("libx264", rate=Fraction(15), options={"bf": "2", "g": "15"})
        video.width, video.height, video.pix_fmt = 320, 180, "yuv420p"
        video.codec_context.time_base = Fraction(1, 30)
        audio: Any = container.add_stream("aac", rate=8000, layout="mono")
        noise = np.random.default_rng(1)
        for number in range(30):
            picture = av.VideoFrame.from_ndarray(noise.integers(0, 255, (180, 320, 3), np.uint8), "rgb24")
            picture.pts = number * 2 + number % 2  # not evenly, as cameras do
            picture.time_base = Fraction(1, 30)
            container.mux(video.encode(picture))
        for number in range(16):
            tone = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
            tone.sample_rate, tone.pts = 8000, number * 1024
            container.mux(audio.encode(tone))
        container.mux(video.encode(None))
        container.mux(audio.encode(None))
    path.chmod(0o644)
    return path


@pytest.mark.skipif(sys.platform == "win32", reason="kills a worker")
@pytest.mark.parametrize("player", PLAYERS)
def test_players_say_nothing_of_our_files_that_they_do_not_say_of_any(
    player: str, files: list[Path], folder: Path
) -> None:
    if shutil.which(player) is None:
        pytest.skip(f"there is no {player} here")
    usual = words(player, *(reference(folder / f"any-{kind}.mp4", fragmented=kind) for kind in (False, True)))
    assert player == "cvlc" or not usual  # VLC remarks on the tables of every MP4
    if words(player, *files) - usual:
        assert {str(path): said for path in files if (said := words(player, path) - usual)} == {}


@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="needs ffprobe")
def test_a_file_that_is_not_whole_is_told_by_them(files: list[Path], folder: Path) -> None:
    """What the other test goes by: a spoilt file is not passed over in silence."""
    spoilt = folder / "spoilt.mp4"
    data = bytearray(files[0].read_bytes())
    data[len(data) // 2 : len(data) // 2 + 2000] = bytes(2000)
    spoilt.write_bytes(data)
    assert words("ffprobe", spoilt)

"""Listening to a camera through the engine: its sound comes out of the worker, follows the choice, and outlives it."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from tests.fakes.encoded_audio import TONE, encoded_tone
from tests.fakes.encoded_video import encoded_feed
from video.audio_session import AudioPhase
from video.clock import SystemClock
from video.engine import VideoEngine
from video.model import AudioCodec, CameraSource, Credentials, StreamAddress
from video.rtsp.server import RtspServer
from video.rtsp.server_thread import RtspServerThread
from video.sound import Heard

GUARD = Credentials("guard", "secret")
DEADLINE = 60.0


class Room:
    """Three cameras, one of them mute, and all that was heard."""

    def __init__(self) -> None:
        self.server = RtspServer(GUARD)
        for camera in ("01", "02", "03"):
            self.server.add_stream(camera, encoded_feed())
        self.server.add_sound("01", encoded_tone(AudioCodec.PCMA))
        self.server.add_sound("02", encoded_tone(AudioCodec.AAC, 16_000))
        self.thread = RtspServerThread(self.server)
        self.thread.start()
        self.changed = threading.Condition()
        self.heard: list[Heard] = []
        self.engine = VideoEngine(SystemClock(), workers=2, ring_seconds=5)
        self.engine.start()
        self.engine.set_cameras(
            [CameraSource(camera, StreamAddress(self.server.url(camera), GUARD), None) for camera in ("01", "02", "03")]
        )

    def hear(self, heard: Heard) -> None:
        with self.changed:
            self.heard.append(heard)
            self.changed.notify_all()

    def until(self, condition: Callable[[], bool]) -> None:
        with self.changed:
            assert self.changed.wait_for(condition, DEADLINE), [heard.phase for heard in self.heard if heard.phase]

    def pieces(self, camera: str) -> list[Heard]:
        return [heard for heard in self.heard if heard.camera == camera and heard.samples is not None]

    def listeners(self, camera: str) -> int:
        sound = self.server.sound(camera)
        return self.thread.call(lambda: sound.players if sound is not None else 0)

    def close(self) -> None:
        self.engine.stop()
        self.thread.stop()


@pytest.fixture
def room() -> Iterator[Room]:
    made = Room()
    yield made
    made.close()


def test_the_selected_camera_is_heard_and_no_other(room: Room) -> None:
    room.engine.listen("01", room.hear)
    room.until(lambda: len(room.pieces("01")) >= 20)
    pieces = [heard.samples for heard in room.pieces("01") if heard.samples is not None]
    assert {(piece.rate, piece.channels, len(piece.data)) for piece in pieces} == {(8000, 1, 320)}
    wave = np.frombuffer(b"".join(piece.data for piece in pieces), np.int16)
    assert float(np.argmax(np.abs(np.fft.rfft(wave)))) * 8000 / len(wave) == pytest.approx(TONE, rel=0.05)
    room.engine.listen("02", room.hear)
    room.until(lambda: len(room.pieces("02")) >= 5)
    assert {heard.camera for heard in room.heard[-5:]} == {"02"}
    while room.listeners("01"):
        threading.Event().wait(0.02)
    room.engine.listen("03", room.hear)
    room.until(lambda: any(heard.phase is AudioPhase.NONE for heard in room.heard))
    room.engine.listen("", room.hear)
    while room.listeners("02"):
        threading.Event().wait(0.02)


@pytest.mark.skipif(sys.platform == "win32", reason="killed by a POSIX signal here")
def test_a_lost_worker_is_heard_again(room: Room) -> None:
    room.engine.listen("01", room.hear)
    room.until(lambda: len(room.pieces("01")) >= 5)
    pid = next(stats.pid for stats in room.engine.stats() if stats.worker == "video-1")
    assert pid is not None
    before = len(room.heard)
    os.kill(pid, signal.SIGKILL)
    room.until(lambda: any(heard.phase is AudioPhase.PLAYING for heard in room.heard[before:]))
    room.until(lambda: room.heard[-1].samples is not None)

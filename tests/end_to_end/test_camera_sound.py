"""Hear the selected camera by one key: through camera, worker and engine to the loudspeaker, and silent in an alarm."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.bootstrap import Desktop
from app.settings import load_site
from tests.end_to_end.driving import Post, live_cameras, until
from tests.fakes.encoded_audio import encoded_tone
from tests.fakes.encoded_video import encoded_feed
from tests.fakes.small_station import site_text
from video.model import AudioCodec
from video.rtsp.server import RtspServer
from video.rtsp.server_thread import RtspServerThread

CAMERA = """
[[camera]]
id = "k1"
number = 1
name = "Gate"
zone = "fence"
sub = "{url}"
"""
ALLOWED = '[audio]\nenabled = true\nreason = "decided by the owners, signs at the gate"\n'


class Loudspeaker:
    """What the program opened, and what it would play."""

    def __init__(self) -> None:
        self.opened: list[tuple[int, int]] = []
        self.closed = 0
        self.take: Callable[[int], bytes] = bytes

    def open(self, rate: int, channels: int, take: Callable[[int], bytes]) -> Loudspeaker:
        self.opened.append((rate, channels))
        self.take = take
        return self

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def loudspeaker(monkeypatch: pytest.MonkeyPatch) -> Loudspeaker:
    made = Loudspeaker()
    monkeypatch.setattr("app.station.open_loudspeaker", made.open)
    return made


@pytest.fixture
def camera() -> Iterator[str]:
    server = RtspServer()
    server.add_stream("k1", encoded_feed())
    server.add_sound("k1", encoded_tone(AudioCodec.PCMA))
    thread = RtspServerThread(server)
    thread.start()
    yield CAMERA.format(url=server.url("k1"))
    thread.stop()


@pytest.fixture
def make(desktop: Desktop, tmp_path: Path, camera: str, loudspeaker: Loudspeaker) -> Iterator[Callable[[str], Post]]:
    made: list[Post] = []

    def begin(audio: str) -> Post:
        path = tmp_path / "site.toml"
        path.write_text(site_text(None, more=camera + audio), encoding="utf-8")
        made.append(Post(desktop, load_site(path), tmp_path / "data"))
        return made[-1]

    yield begin
    for one in made:
        one.stop()


def hear(post: Post) -> None:
    until("the camera live", lambda: live_cameras(post.station) == {"k1"})
    until("its picture", lambda: post.paints("live:k1") > 2)
    post.window.live.wall.select("live:k1")
    QTest.keyClick(post.window, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)


def test_the_selected_camera_is_heard_until_the_key_is_pressed_again(
    make: Callable[[str], Post], loudspeaker: Loudspeaker
) -> None:
    post = make(ALLOWED)
    hear(post)
    until("the loudspeaker open", lambda: loudspeaker.opened == [(8000, 1)])
    until("a tone", lambda: any(loudspeaker.take(1600)))
    until("it is said", lambda: "Ctrl+H" in post.window.notice.text())
    entry = next(one for one in post.station.audit.entries(limit=50) if one.action == "listen")
    assert entry.object == "k1"
    post.fence().event("perimeter", "Z01")
    until("the alarm sounds", lambda: post.running.annunciator.sounding is not None)
    assert loudspeaker.take(1600) == bytes(1600)
    post.running.annunciator.silence()
    until("it is heard again", lambda: any(loudspeaker.take(1600)))
    QTest.keyClick(post.window, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    until("it is over", lambda: loudspeaker.closed == 1)
    assert post.station.ear.camera == ""


def test_a_slow_sound_device_holds_up_no_window(make: Callable[[str], Post], loudspeaker: Loudspeaker) -> None:
    post = make(ALLOWED)
    threads: list[threading.Thread] = []
    post.station.ear.hear = lambda camera: threads.append(threading.current_thread())  # type: ignore[method-assign]
    hear(post)
    until("the camera is turned to", lambda: len(threads) == 1)
    until("the next key is taken", lambda: not post.window.live._turning_ear)
    post.station.ear.camera = "k1"
    QTest.keyClick(post.window, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    until("it is turned off", lambda: len(threads) == 2)
    until("it is said", lambda: "no longer" in post.window.notice.text())
    assert threading.main_thread() not in threads


@pytest.mark.parametrize(("audio", "problems"), [("", []), ("[audio]\nenabled = true\n", ["audio_without_reason"])])
def test_no_camera_is_heard_where_nobody_answers_for_it(
    make: Callable[[str], Post], loudspeaker: Loudspeaker, audio: str, problems: list[str]
) -> None:
    post = make(audio)
    assert [problem.code for problem in post.station.problems] == problems
    hear(post)
    until("it is said", lambda: "switched off" in post.window.notice.text())
    assert post.station.ear.camera == ""
    assert loudspeaker.opened == []

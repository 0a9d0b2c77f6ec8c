"""Recording on motion at a real post: a camera before which something walks is recorded from before to after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

import av
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.pages.replay_page import ReplayPage
from tests.end_to_end.driving import Post, live_cameras, until
from tests.fakes.small_station import CAMERA, site_text
from video.clips import read_clip
from video.detect.model import DetectorPhase
from video.model import Codec, StreamKind
from video.rtsp.feed import Feed, FeedUnit
from video.rtsp.nal import parameter_sets_of
from video.rtsp.server import RtspServer
from video.rtsp.server_thread import RtspServerThread

WIDTH, HEIGHT, RATE = 320, 180, 10
BEFORE_S, AFTER_S = 6.0, 5.0
MakePost = Callable[[str], Post]


def yard(*, walks: bool) -> Feed:
    """A still yard, an hour of it in two seconds; or something dark that walks through it, 40 pixels a second."""
    encoder: Any = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    encoder.time_base, encoder.framerate = Fraction(1, RATE), Fraction(RATE, 1)
    encoder.gop_size, encoder.max_b_frames, encoder.thread_count = RATE, 0, 1
    encoder.options = {"preset": "ultrafast", "tune": "zerolatency", "x264-params": "scenecut=0"}
    ground = np.random.default_rng(1).integers(90, 120, (HEIGHT // 4, WIDTH // 4, 3), np.uint8)
    packets = []
    for index in range(60 if walks else 20):
        picture = np.kron(ground, np.ones((4, 4, 1), np.uint8))
        if walks:
            left = 20 + index * 40 // RATE
            picture[80:150, left : left + 24] = 10
        frame = av.VideoFrame.from_ndarray(picture, "rgb24")
        frame.pts = index
        packets += encoder.encode(frame)
    packets += encoder.encode(None)
    units = tuple(FeedUnit(bytes(one), bool(one.is_keyframe), at / RATE) for at, one in enumerate(packets))
    return Feed(Codec.H264, units, len(units) / RATE, parameter_sets_of(Codec.H264, units[0].data))


class Camera:
    """A camera whose picture moves when it is told to."""

    def __init__(self) -> None:
        self.still, self.walk = yard(walks=False), yard(walks=True)
        self.server = RtspServer()
        self.server.add_stream("c1", self.still)
        self.thread = RtspServerThread(self.server)
        self.thread.start()

    def shows(self, feed: Feed) -> None:
        self.thread.call(lambda: self.server.add_stream("c1", feed))


@pytest.fixture
def camera() -> Iterator[Camera]:
    made = Camera()
    yield made
    made.thread.stop()


def text(camera: Camera) -> str:
    entry = CAMERA.format(camera="c1", number=1, zone="fence", sub=camera.server.url("c1"), main="")
    recording = f'[recording]\nmode = "motion"\nmotion_after_s = {AFTER_S}\nleave_free_gb = 0.0\n'
    plain = site_text(None, more=entry).replace("[detection]\nenabled = false", "[detection]\nenabled = true")
    return plain.replace("[recording]\n", recording).replace("before_s = 2.0", f"before_s = {BEFORE_S}")


def test_footage_begins_before_the_motion_ends_after_it_and_the_timeline_shows_it(
    make_post: MakePost, camera: Camera
) -> None:
    post = make_post(text(camera))
    station = post.station
    clock, detection, plans = station.clock, station.detection, station.recording.service.plans
    assert detection is not None
    until("the camera live", lambda: live_cameras(station))
    until("detection", lambda: detection.state.phase is DetectorPhase.RUNNING)
    until("nothing recorded", lambda: not plans.wants("c1"))
    quiet = clock.now()
    until("so much in memory", lambda: clock.now() - quiet > BEFORE_S + 1.0)
    assert not plans.wants("c1")

    began = clock.now()
    camera.shows(camera.walk)
    until("motion is seen", lambda: plans.wants("c1"))
    until("some seconds of it", lambda: clock.now() - began > 4.0)
    camera.shows(camera.still)
    ended = clock.now()
    until("recording has ended", lambda: not plans.wants("c1"))

    def segments() -> list[Any]:
        found = station.footage.segments("c1", began - 1.0, ended + 1.0, StreamKind.SUB)
        return [one for one in found if one.cause == "motion"]

    until("its file closed", lambda: segments() and all(one.closed for one in segments()))
    frames = [frame.captured_at for one in segments() for frame in read_clip(one.path).frames]
    assert quiet - 1.5 < frames[0] < began - 1.0, (quiet, began, frames[0])  # memory holds a key picture a second
    assert frames[-1] >= ended + AFTER_S - 1.0, (ended, frames[-1])
    assert max(b - a for a, b in pairwise(frames)) < 0.5

    QTest.keyClick(post.window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    until("the page of playback", lambda: isinstance(post.window.pages.currentWidget(), ReplayPage))
    page = post.window.pages.currentWidget()
    assert isinstance(page, ReplayPage)
    page.desk.open(("c1",), began)
    until("its footage", lambda: _around(page, "motion", began))
    station.cameras.seen.flush()
    page.desk.times.refresh()
    until("its mark", lambda: any(began - 0.5 < one.at < ended + 0.5 for one in page.timeline._marks))
    assert not any(one.at < began - 0.5 for one in page.timeline._marks)


def _around(page: ReplayPage, kind: str, at: float) -> bool:
    return any(one.kind == kind and one.start < at < one.end for one in page.timeline._bands)

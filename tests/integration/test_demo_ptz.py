"""The demo's camera that turns: what it sees really pans and zooms, over real RTSP, as real ONVIF tells it to."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from app.demo_site.cameras import DemoCameras
from app.demo_site.encoder_workers import _encoded
from app.demo_site.loops import LoopOrder, quality_of
from app.demo_site.ptz_camera import PRESETS
from app.demo_site.ptz_head import NamedPlace, PtzHead
from app.demo_site.ptz_scene import CAMERA, WIDE, TurningScene, WideScene, read_wide, view_of
from app.demo_site.site import DOCUMENT
from app.services.places import Places
from app.services.ptz_presets import PtzPresets
from app.settings import load_site
from tests.fakes.clock import FakeClock
from video.clock import SystemClock
from video.decoder import open_codec
from video.model import Codec, SourceError, StreamAddress, StreamKind
from video.onvif.device import OnvifDevice
from video.onvif.engine import PtzEngine
from video.onvif.model import PtzSource
from video.onvif.ptz import OnvifPtz
from video.rtsp.client import open_rtsp
from video.rtsp.live_feed import KEPT, LiveFeed


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> tuple[WideScene, Path]:
    folder = tmp_path_factory.mktemp("wide")
    order = LoopOrder(CAMERA, StreamKind.SUB, quality_of(StreamKind.SUB, Codec.H264), False, folder, None, WIDE)
    assert _encoded(order, lambda *_: None) == ""
    found = read_wide(order.path)
    assert found is not None
    return found, order.path


def test_the_head_moves_by_the_clock_and_stops_by_itself(clock: FakeClock) -> None:
    head = PtzHead(clock, {"1": NamedPlace("one", (0.5, 0.5, 0.5))})
    head.move((1.0, 0.0, 0.0), 2.0)
    clock.advance(1.0)
    after_one = head.place[0]
    assert after_one == pytest.approx(0.7)
    clock.advance(5.0)
    assert head.place[0] == 1.0, "no further than its end"
    assert not head.moving
    head.move((0.0, -1.0, 0.0), 0.5)
    clock.advance(3.0)
    assert head.place[1] == pytest.approx(-0.3), "a move ends after its time"
    assert head.go_to("1")
    assert head.moving
    clock.advance(10.0)
    assert head.place == (0.5, 0.5, 0.5)
    assert not head.go_to("9")
    assert head.remember("here") == "2"
    head.go_home()
    clock.advance(10.0)
    assert head.place == (0.0, 0.0, 0.0)


def difference(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    return float(np.abs(one[60:].astype(int) - other[60:]).mean())


def test_a_view_really_pans_and_zooms(wide: tuple[WideScene, Path]) -> None:
    scene = TurningScene(wide[0], StreamKind.SUB, False)
    middle = scene.picture((0.0, 0.0, 0.0), 8.0)
    assert middle.shape == (360, 640, 3)
    assert difference(middle, scene.picture((0.0, 0.0, 0.0), 8.04)) < 4, "standing still only little changes"
    right = scene.picture((0.5, 0.0, 0.0), 8.0)
    shift = 320 * np.tan(np.radians(27.0 * 0.5)) / np.tan(np.radians(24.0))
    moved = middle[150:300, round(shift) + 140 : round(shift) + 340]
    assert difference(right[150:300, 140:340], moved) < difference(middle[150:300, 140:340], moved)
    assert difference(middle, right) > 12
    closer = scene.picture((0.0, 0.0, 1.0), 8.0)
    assert difference(middle, closer) > 12
    assert view_of((0.0, 0.0, 1.0)).angle == pytest.approx(12.0)


def test_a_damaged_drawing_is_none(wide: tuple[WideScene, Path], tmp_path: Path) -> None:
    bad = tmp_path / "bad.npz"
    bad.write_bytes(wide[1].read_bytes()[:5000])
    assert read_wide(bad) is None
    assert read_wide(tmp_path / "none") is None


def test_a_live_feed_keeps_whole_groups_and_begins_with_a_key(clock: FakeClock) -> None:
    feed = LiveFeed(Codec.H264, b"", 10.0, clock)
    assert feed.index_at(clock.now()) == -1
    assert feed.key_at_or_before(-1) == 0, "nothing to begin with yet"
    for number in range(KEPT + 20):
        feed.push(bytes([number % 250]), number % 20 == 0, clock.now())
        clock.advance(0.1)
    assert len(feed.units) == KEPT
    newest = feed.index_at(clock.now())
    assert newest == KEPT + 19
    assert feed.key_at_or_before(newest) == KEPT + 19 - (KEPT + 19) % 20
    assert feed.time_of(newest) == pytest.approx(clock.now() - 0.1)
    assert feed.time_of(newest + 1) > clock.now()
    feed.forget()
    assert feed.key_at_or_before(newest) == newest + 1


def test_the_document_calls_presets_that_the_camera_knows() -> None:
    camera = load_site(DOCUMENT).site.camera(CAMERA)
    assert camera is not None and camera.ptz is not None
    assert {one.token: one.name_en for one in camera.ptz.presets} == {
        token: place.name for token, place in PRESETS.items()
    }


def test_an_alarm_of_the_east_fence_turns_it_there() -> None:
    site = load_site(DOCUMENT).site
    source = PtzSource(CAMERA, StreamAddress("http://127.0.0.1:1/"))
    presets = PtzPresets(Places(site), PtzEngine([source], SystemClock(), lambda _state: None))
    turned = {point.id: presets.for_alarm(CAMERA, point.id, point.zone or "") for point in site.points}
    fence = [turned[point.id] for point in site.points if point.device == "fence1" and point.channel.startswith("Z")]
    assert fence == [1, 2, 3, 0], "east 1 to 3, and not the west fence"
    assert not any(preset for point, preset in turned.items() if "fire" in point or "door" in point)


async def _seen(url: str, cameras: DemoCameras, seconds: float) -> NDArray[np.uint8]:
    """The last picture of a stream after so many seconds."""
    source = await open_rtsp(StreamAddress(url, cameras.credentials), SystemClock(), 5.0)
    decoder, end = open_codec(source.info), time.monotonic() + seconds
    shown: Any = None
    try:
        async for packet in source:
            for frame in decoder.decode(av.Packet(packet.data)):
                shown = frame
            if time.monotonic() > end and shown is not None:
                break
    finally:
        await source.close()
    picture: NDArray[np.uint8] = shown.to_ndarray(format="bgr24")
    return picture


async def _first(url: str, cameras: DemoCameras) -> NDArray[np.uint8]:
    """A picture, once the stream has any: the drawing has to be read."""
    end = time.monotonic() + 60
    while True:
        try:
            return await _seen(url, cameras, 0.5)
        except SourceError:
            assert time.monotonic() < end
            await asyncio.sleep(0.1)


def test_what_the_camera_sees_follows_what_onvif_tells_it(wide: tuple[WideScene, Path], tmp_path: Path) -> None:
    cameras = DemoCameras([CAMERA], tmp_path, night=False, processes=1)
    for order in cameras._order.orders:
        if order.variant == WIDE:
            order.path.write_bytes(wide[1].read_bytes())
    urls = cameras.start()
    try:

        async def go() -> None:
            url = urls[CAMERA][0]
            ptz = OnvifPtz(OnvifDevice(StreamAddress(cameras.onvif[CAMERA], cameras.credentials), SystemClock()))
            await ptz.connect()
            before = await _first(url, cameras)
            await ptz.go_to("4")
            end = time.monotonic() + 60
            while (await ptz.status()).moving:
                assert time.monotonic() < end
                await asyncio.sleep(0.05)
            scene = TurningScene(wide[0], StreamKind.SUB, False)
            told = scene.picture(PRESETS["4"].place, 0.0)
            after = await _seen(url, cameras, 0.5)
            while difference(after, told) >= difference(before, told) / 2:  # pictures from before may be on their way
                assert time.monotonic() < end
                after = await _seen(url, cameras, 0.5)
            assert difference(before, after) > 10

        asyncio.run(go())
    finally:
        cameras.stop()

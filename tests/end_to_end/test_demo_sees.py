"""The demo's cameras by night, a station, and its own inference: who is at the fence and what burns is seen in the
picture, and nothing else tells of it. No device is there; the cameras' loops are drawn with fewer pictures a second."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from alarms.model import Occurrence
from app.clock import SystemClock
from app.data_folder import DataFolder
from app.demo import with_model
from app.demo_site.cameras import DemoCameras
from app.demo_site.encoder import encode_loop
from app.demo_site.loops import LOOP_S
from app.demo_site.site import DOCUMENT
from app.notifier import News
from app.settings import LoadResult, load_site
from app.station import Station
from tests.end_to_end.driving import live_cameras, occurrences, part, until
from tests.fakes.small_station import load
from video.model import BoxSet, StreamKind

SITE = """
schema = 1
[site]
id = "demo"
name = "翠湖花园"
[station]
id = "gs1"
name = "北门值守台"
[broker]
built_in = true
listen = "127.0.0.1:0"
[recording]
before_s = 2.0
after_s = 1.5
loop_s = 4.0
[[zone]]
id = "east-3"
name = "东围栏 3 区"
cameras = ["cam06"]
[[zone]]
id = "b3-lobby"
name = "3 号楼大堂"
cameras = ["cam13"]
[[device]]
id = "detection"
kind = "station"
name = "视频分析"
"""
CAMERA = """
[[camera]]
id = "{id}"
number = {number}
name = "{id}"
zone = "{zone}"
sub = "{sub}"
main = "{main}"
username = "{username}"
password = "{password}"
"""
PLACES = {"cam06": ("east-3", 6), "cam13": ("b3-lobby", 13)}
STORIES = {"cam06": "intruder", "cam13": "fire"}
POINTS = {"cam06-intrusion", "cam13-fire"}
RATE = 5


@pytest.fixture
def cameras(qapp: QApplication, tmp_path: Path) -> Iterator[DemoCameras]:
    served = DemoCameras(tuple(PLACES), tmp_path / "loops", night=True)
    small = tuple(
        replace(order, quality=replace(order.quality, rate=RATE))
        for order in served._order.orders
        if order.kind is StreamKind.SUB
    )
    assert {order.scene for order in small} == {"cam06", "cam13", "cam06-intruder", "cam13-fire"}
    for order in small:
        encode_loop(order)
    served._order = replace(served._order, orders=small)
    yield served
    served.stop()


def document(cameras: DemoCameras, folder: Path) -> LoadResult:
    """Two of the demo's cameras, with the points and rules that the demo has for them, and its model."""
    text, account = SITE, cameras.credentials
    for camera, (sub, main) in cameras.start().items():
        zone, number = PLACES[camera]
        text += CAMERA.format(
            id=camera, number=number, zone=zone, sub=sub, main=main, username=account.username,
            password=account.password,
        )  # fmt: skip
    loaded, demo = load(folder, text), load_site(DOCUMENT).site
    rules = tuple(rule for rule in demo.rules if rule.camera in PLACES)
    points = tuple(point for point in demo.points if point.id in POINTS)
    assert {rule.point for rule in rules} == POINTS == {point.id for point in points}
    site = loaded.site.model_copy(update={"rules": rules, "points": points})
    return LoadResult(with_model(site, folder / "data"), loaded.problems, loaded.file)


def test_who_is_at_the_fence_and_what_burns_is_told_by_inference_alone(cameras: DemoCameras, tmp_path: Path) -> None:
    seen: list[BoxSet] = []
    folder, news = DataFolder(tmp_path / "data"), News(boxes_found=seen.append)
    station = Station(document(cameras, tmp_path), folder, SystemClock(), news)
    station.start()
    try:
        until("both cameras live", lambda: live_cameras(station) == set(PLACES))
        until("the model at work", lambda: part(station, "detection").detail.get("model") == "watchroom-demo")
        until("a look at both", lambda: {one.camera for one in seen} == set(PLACES))
        assert _told(station) == {}, "nothing is told of the quiet fence and lobby"
        for camera, story in STORIES.items():
            cameras.play(camera, story)
        until("both alarms", lambda: set(_told(station)) == POINTS, 4 * LOOP_S)
        told = _told(station)
        assert told["cam06-intrusion"].alarm_class == "intrusion"
        assert (told["cam13-fire"].alarm_class, told["cam13-fire"].kind) == ("fire", "fire_seen")
        assert {one.engine for one in seen} == {"watchroom-demo"}, "boxes come from the model alone"
    finally:
        station.stop()


def _told(station: Station) -> dict[str, Occurrence]:
    return {one.point: one for one in occurrences(station) if one.alarm_class in ("intrusion", "fire")}

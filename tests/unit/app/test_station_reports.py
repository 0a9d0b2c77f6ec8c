"""What a station reports of its own says when the camera saw it: stations that were apart find it is the same."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from alarms.joining import SEEN_AT
from app.station_cameras import StationCameras
from video.quality_state import QualityKind, QualityState


class Reports(list[dict[str, Any]]):
    """Takes the place of the alarm service and keeps what it is told."""

    def report(self, alarm_class: str, channel: str, active: bool, **data: Any) -> None:
        """Keep it."""
        self.append({"channel": channel, "active": active, **data})


def test_a_loss_says_when_the_camera_was_seen_last() -> None:
    told = Reports()
    station = SimpleNamespace(
        _alarms=told,
        _camera_watch=SimpleNamespace(last_seen=lambda _camera: 90.125),
    )
    one = cast(StationCameras, station)
    StationCameras._report_camera(one, "cam01", True, "cam01@90.125")
    StationCameras._report_camera(one, "cam01", False, "cam01@90.125")
    assert [(report["active"], report.get(SEEN_AT)) for report in told] == [
        (True, 90.125),
        (False, None),
    ]


def test_a_film_that_stands_in_for_a_camera_may_be_played_over_and_over_and_no_camera_may() -> None:
    given = (("film", "file:///gate.mp4"), ("c1", "rtsp://10.0.0.5/sub"))
    cameras = {camera: SimpleNamespace(sub=sub, ptz=None) for camera, sub in given}
    taken: list[tuple[str, QualityKind]] = []
    one: Any = SimpleNamespace(
        _places=SimpleNamespace(camera=cameras.get),
        _picture_watch=SimpleNamespace(take=lambda state: taken.append((state.camera, state.kind))),
        _news=SimpleNamespace(quality_changed=lambda _camera, _fault: None),
        picture_fault=lambda _camera: "",
    )
    for camera in cameras:
        for kind in (QualityKind.LOOPED, QualityKind.FROZEN):
            StationCameras._quality_changed(one, QualityState(camera, kind, True, 1.0, 1.0))
    assert taken == [("film", QualityKind.FROZEN), ("c1", QualityKind.LOOPED), ("c1", QualityKind.FROZEN)]

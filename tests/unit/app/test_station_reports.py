"""What a station reports of its own says when the camera saw it: stations that were apart find it is the same."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from alarms.joining import SEEN_AT
from app.station_cameras import StationCameras


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

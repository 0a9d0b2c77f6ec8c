"""A rule's hits become alarms with picture and boxes, one at a time."""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from alarms.joining import SEEN_AT
from app.services import rule_hits
from app.services.rule_hits import RuleHits
from video.detect.model import RuleHit, RuleKind
from video.model import Box

PERSON = Box(0.4, 0.3, 0.5, 0.8, "person", 0.91, 7)


class Reports(list[dict[str, Any]]):
    """Takes the place of the alarm service and keeps what it is told."""

    def report(self, alarm_class: str, channel: str, active: bool, **data: Any) -> None:
        self.append({"class": alarm_class, "channel": channel, "active": active, **data})

    @property
    def raised(self) -> list[dict[str, Any]]:
        return [one for one in self if one["active"]]


def desk(told: Reports, folder: Path, owns: bool = True) -> RuleHits:
    rules = [SimpleNamespace(id="fence", point="p1"), SimpleNamespace(id="astray", point="none")]
    points = {"p1": SimpleNamespace(alarm_class="intrusion", channel="R1")}
    return RuleHits(cast(Any, rules), lambda point: cast(Any, points.get(point)), told, lambda _camera: owns, folder)


def hit(at: float, kind: RuleKind = RuleKind.INTRUSION, rule: str = "fence") -> RuleHit:
    return RuleHit("cam01", rule, at, (PERSON,), kind, b"picture")


def test_an_alarm_has_its_native_kind_its_picture_its_boxes_and_the_cameras_time(tmp_path: Path) -> None:
    told = Reports()
    desk(told, tmp_path / "seen").take(hit(119.9871, RuleKind.LINE_CROSSING))
    raised, ended = told
    assert (raised["class"], raised["channel"], raised["kind"], raised["camera"]) == (
        "intrusion",
        "R1",
        "line",
        "cam01",
    )
    assert (raised["occ"], raised[SEEN_AT], raised["confidence"]) == ("fence@11", 119.987, 0.91)
    assert raised["boxes"] == "person 7 0.91 0.400 0.300 0.500 0.800"
    assert (tmp_path / "seen" / raised["snapshot"]).read_bytes() == b"picture"
    assert raised["snapshot_sha256"] == hashlib.sha256(b"picture").hexdigest()
    assert (ended["active"], ended["occ"]) == (False, "fence@11")


def test_a_market_in_the_zone_is_one_alarm_each_ten_seconds_that_says_how_many_it_stands_for(tmp_path: Path) -> None:
    told = Reports()
    one = desk(told, tmp_path)
    for step in range(50):
        one.take(hit(100.0 + step * 0.5))
    assert [(report[SEEN_AT], report.get("hits_before")) for report in told.raised] == [
        (100.0, None),
        (110.0, 19),
        (120.0, 19),
    ]


def test_another_stations_camera_and_a_rule_that_holds_no_more_raise_nothing(tmp_path: Path) -> None:
    told = Reports()
    desk(told, tmp_path, owns=False).take(hit(1.0))
    desk(told, tmp_path).take(hit(1.0, rule="unheard"))
    assert told == []


def test_only_the_newest_pictures_are_kept_and_a_full_disk_stops_no_alarm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rule_hits, "MOST_PICTURES", 3)
    told = Reports()
    one = desk(told, tmp_path)
    for step in range(6):
        one.take(hit(100.0 + 10 * step))
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(one["snapshot"] for one in told.raised[-3:])
    (tmp_path / "file").write_bytes(b"")
    full = desk(told, tmp_path / "file" / "below")
    full.take(hit(500.0))
    assert "snapshot" not in told.raised[-1]

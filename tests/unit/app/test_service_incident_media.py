"""Clips are ordered once per camera and stretch of time, and recorded only when their file is complete."""

import hashlib
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest

from alarms.model import Occurrence, Priority
from app.services.incident_media import IncidentMedia, SavedClip
from app.services.places import Places
from app.settings import load_site
from tests.fakes.small_station import site_text
from video.model import StreamKind
from video.views import ClipResult, MediaError

CAMERA = '[[camera]]\nid = "k1"\nname = "k1"\nzone = "fence"\nsub = "rtsp://127.0.0.1:9/k1"\n'
RAISED = Occurrence("o1", "fence-z01", "fence1", "fence", "perimeter", "", Priority.P2, 100.0, 100.0, incident="i1")


class Media:
    """The service over a writer that only notes what it is asked."""

    def __init__(self, folder: Path) -> None:
        path = folder / "site.toml"
        path.write_text(site_text(None, more=CAMERA).replace("cameras = []\nguidance", 'cameras = ["k1"]\nguidance'))
        site = load_site(path).site
        self.asked: list[tuple[str, float, float, Path]] = []
        self.futures: list[Future[ClipResult]] = []
        self.saved: list[SavedClip] = []
        self.failed: list[tuple[str, str]] = []
        self.service = IncidentMedia(
            site,
            Places(site),
            self,
            folder / "clips",
            on_saved=self.saved.append,
            on_failed=lambda incident, camera, _error: self.failed.append((incident, camera)),
        )

    def save_clip(self, camera: str, kind: StreamKind, start: float, end: float, path: Path) -> Future[ClipResult]:
        assert kind is StreamKind.SUB
        self.asked.append((camera, start, end, path))
        self.futures.append(Future())
        return self.futures[-1]


@pytest.fixture
def media(tmp_path: Path) -> Media:
    return Media(tmp_path)


def test_a_clip_reaches_from_before_to_after_and_is_recorded_with_its_hash(media: Media) -> None:
    media.service.occurrence_raised(RAISED)
    ((camera, start, end, path),) = media.asked
    assert (camera, start, end) == ("k1", 98.0, 101.5)
    assert media.saved == []
    path.write_bytes(b"clip")
    media.futures[0].set_result(ClipResult(path, "k1", StreamKind.SUB, 98.1, 101.4, 50, 4, "h264"))
    (saved,) = media.saved
    assert (saved.incident, saved.start, saved.end, saved.size) == ("i1", 98.1, 101.4, 4)
    assert saved.sha256 == hashlib.sha256(b"clip").hexdigest()


def test_a_second_alarm_asks_only_for_what_is_not_covered(media: Media) -> None:
    media.service.occurrence_raised(RAISED)
    media.service.occurrence_raised(replace(RAISED, id="o2"))
    media.service.occurrence_raised(replace(RAISED, id="o3", raised_at=101.0))
    assert [(start, end) for _, start, end, _ in media.asked] == [(98.0, 101.5), (101.5, 102.5)]


@pytest.mark.parametrize(
    "other",
    [
        {"priority": Priority.EVENT},
        {"incident": None},
        {"replay": True},
        {"alarm_class": "camera"},
        {"zone": "lobby", "point": "help-h1"},
    ],
)
def test_what_has_no_pictures_to_keep_asks_for_none(media: Media, other: dict) -> None:
    media.service.occurrence_raised(replace(RAISED, **other))
    assert media.asked == []


def test_a_clip_that_failed_is_told_and_not_recorded(media: Media) -> None:
    media.service.occurrence_raised(RAISED)
    media.futures[0].set_exception(MediaError("nothing_there"))
    assert media.failed == [("i1", "k1")]
    assert media.saved == []

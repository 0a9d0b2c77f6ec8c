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
from tests.fakes.encoded_video import encoded_feed
from tests.fakes.packets import entries_of
from tests.fakes.small_station import site_text
from video.archive.muxer import SegmentHead, SegmentMuxer
from video.clips import read_clip, write_clip
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


def segment_in(folder: Path, start: float, count: int, *, cut: int = 0) -> None:
    entries = entries_of(encoded_feed(), start=start, count=count)
    head = SegmentHead("k1", StreamKind.SUB, entries[0][0].captured_at, True, -0.04, "incident")
    muxer = SegmentMuxer(head, *entries[0], None, 0)
    data = b"".join(muxer.video(one, one.captured_at - head.start) for one, _ in entries) + muxer.close()
    (folder / "k1").mkdir(exist_ok=True)
    (folder / "k1" / f"{start}.mp4").write_bytes(data[: len(data) - cut])


def test_what_had_come_of_a_clip_is_entered_at_the_next_start(tmp_path: Path) -> None:
    before = Media(tmp_path)
    before.service.occurrence_raised(RAISED)  # and the station is killed
    path = before.asked[0][3]
    unfinished = path.with_name(path.name + ".unfinished")
    assert unfinished.is_dir()
    segment_in(unfinished, 98.0, 60, cut=3000)
    media = Media(tmp_path)
    media.service.occurrence_raised(replace(RAISED, id="o9", incident="i9"))  # begun by this run: not touched
    media.service.recover()
    (saved,) = media.saved
    assert (saved.incident, saved.camera, saved.path) == ("i1", "k1", path)
    assert saved.start == pytest.approx(97.96) and saved.end > 100.5
    assert read_clip(path).frames[-1].captured_at == pytest.approx(saved.end, abs=0.001)
    assert not unfinished.exists() and len(list(tmp_path.glob("clips/i9/*.unfinished"))) == 1
    media.service.recover()
    assert len(media.saved) == 1


def test_a_clip_that_a_lost_worker_began_is_kept_beside_the_one_that_was_finished(media: Media) -> None:
    media.service.occurrence_raised(RAISED)
    path = media.asked[0][3]
    segment_in(path.with_name(path.name + ".unfinished"), 90.0, 60)
    clip = write_clip(path, "k1", StreamKind.SUB, entries_of(encoded_feed(), start=98.0, count=30))
    media.futures[0].set_result(clip)
    assert [(round(one.start), one.path.name) for one in media.saved] == [(98, path.name), (90, f"{path.stem}-1.mp4")]


def test_a_station_that_stops_leaves_its_clips_for_the_next_start(media: Media) -> None:
    media.service.occurrence_raised(RAISED)
    media.futures[0].set_exception(MediaError("stopped"))
    assert media.failed == [] and list(media.asked[0][3].parent.glob("*.unfinished"))

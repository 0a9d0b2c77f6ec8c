"""What detection saw is kept by camera and time, found again, given up in time, and never in anybody's way."""

import json
import random
import sqlite3
import time
from pathlib import Path

import pytest

from app import cli
from app.clock import SystemClock
from app.services.replay_marks import SeenMarks
from app.services.sightings import GONE_S, SightingRecorder
from app.store.sightings import SightingFile
from tests.fakes.clock import FakeClock
from video.model import Box, BoxSet

DAY = 86_400.0


def person(left: float = 0.25, track: int | None = 3, *, label: str = "person", moved: bool = False) -> Box:
    return Box(left, 0.5, left + 0.125, 0.875, label, 0.9, track, None, moved)


@pytest.fixture
def seen(clock: FakeClock, tmp_path: Path) -> SightingRecorder:
    return SightingRecorder(tmp_path / "sightings.sqlite", clock, 30, flush_s=3600)


def look(seen: SightingRecorder, clock: FakeClock, *boxes: Box, camera: str = "gate") -> float:
    """A picture now, and a fifth of a second passes."""
    at = clock.now()
    seen.take(BoxSet(camera, at, boxes, "toy"))
    clock.advance(0.2)
    return at


def test_boxes_come_back_as_they_were_at_their_times(seen: SightingRecorder, clock: FakeClock) -> None:
    times = [look(seen, clock, person(0.1 + i / 100, moved=i > 5), person(0.7, None, label="dog")) for i in range(20)]
    look(seen, clock)  # nothing on it: not kept
    look(seen, clock, person(), camera="yard")
    waiting = seen.looks("gate", times[3], times[9])
    seen.flush()
    found = seen.looks("gate", times[3], times[9])
    assert [one.captured_at for one in found] == pytest.approx(times[3:10], abs=0.001)
    assert len(waiting) == len(found)
    for one, other in zip(found, waiting, strict=True):
        assert (one.camera, one.engine) == ("gate", "toy")
        for box, was in zip(one.boxes, other.boxes, strict=True):
            assert (box.label, box.track, box.moved) == (was.label, was.track, was.moved)
            edges = (box.left, box.top, box.right, box.bottom, box.confidence)
            assert edges == pytest.approx((was.left, was.top, was.right, was.bottom, was.confidence), abs=0.003)
            assert edges[:4] == pytest.approx((was.left, was.top, was.right, was.bottom), abs=1e-5)
    assert len(seen.looks("gate", 0, clock.now())) == 20
    seen.stop()


def test_a_track_is_one_row_from_its_first_look_to_its_last(seen: SightingRecorder, clock: FakeClock) -> None:
    first = look(seen, clock, person(moved=False))
    seen.flush()
    for _ in range(10):
        last = look(seen, clock, person(moved=True))
        seen.flush()
    (one,) = seen.tracks(("gate",), first, clock.now())
    assert (one.label, one.number, one.looks, one.moved) == ("person", 3, 11, True)
    assert (one.first, one.last) == pytest.approx((first, last), abs=0.001)
    clock.advance(GONE_S + 1)
    seen.flush()
    look(seen, clock, person())
    look(seen, clock, person())
    seen.flush()
    assert [found.looks for found in seen.tracks(("gate",), first, clock.now())] == [11, 2]
    seen.stop()


def test_tracks_are_found_by_camera_time_and_what_they_are(seen: SightingRecorder, clock: FakeClock) -> None:
    began = clock.now()
    for camera, label, number in (("gate", "person", 1), ("gate", "car", 2), ("yard", "person", 3)):
        for _ in range(2):
            look(seen, clock, person(track=number, label=label, moved=number != 2), camera=camera)
        clock.advance(60)
    seen.flush()

    def numbers(*cameras: str, labels: tuple[str, ...] = (), moved: bool = False) -> list[int]:
        return [one.number for one in seen.tracks(cameras, began, clock.now(), labels, moved)]

    assert (numbers(), numbers("gate"), numbers("yard")) == ([1, 2, 3], [1, 2], [3])
    assert (numbers(labels=("person",)), numbers(moved=True), numbers("nowhere")) == ([1, 3], [1, 3], [])
    marks = SeenMarks(seen)
    assert [(one.kind, one.title) for one in marks.events(("gate",), began, clock.now())] == [("detection", "person")]
    nearest = marks.beside((), began + 1, 1)
    assert nearest is not None and nearest.at == pytest.approx(began + 120.8, abs=0.01)
    before = marks.beside(("gate",), clock.now(), -1)
    assert before is not None and before.at == pytest.approx(began, abs=0.01)
    assert [timed.at for timed in marks.boxes("yard", 0, clock.now())] == pytest.approx([began + 120.8, began + 121.0])
    seen.stop()


def test_a_single_look_is_no_track(seen: SightingRecorder, clock: FakeClock) -> None:
    look(seen, clock, person(track=None), person(track=9))
    seen.flush()
    assert seen.tracks((), 0, clock.now()) == [] and len(seen.looks("gate", 0, clock.now())) == 1
    seen.stop()


def test_what_is_too_old_is_given_up(seen: SightingRecorder, clock: FakeClock) -> None:
    for _ in range(2):
        look(seen, clock, person())
    seen.flush()
    clock.advance(30 * DAY + 1)
    for _ in range(2):
        look(seen, clock, person(track=8))
    seen.flush()
    assert len(seen.looks("gate", 0, clock.now())) == 2
    assert [one.number for one in seen.tracks((), 0, clock.now())] == [8]
    seen.stop()


def test_a_day_of_a_busy_camera_is_small(clock: FakeClock, tmp_path: Path) -> None:
    """An hour of three walkers at five looks a second: below 8 bytes a box."""
    file, chance = SightingFile(tmp_path / "s.sqlite"), random.Random(1)
    for minute in range(60):
        looks = []
        for step in range(300):
            at = clock.now() + minute * 60 + step / 5
            places = [0.1 + (step + 90 * n) % 300 / 400 + chance.gauss(0, 0.003) for n in range(3)]
            looks.append(BoxSet("gate", at, tuple(person(place, n + 1) for n, place in enumerate(places)), "toy"))
        file.write(looks, [], 0)
    file.close()
    size = (tmp_path / "s.sqlite").stat().st_size
    assert size / (60 * 300 * 3) < 8, size
    still = SightingFile(tmp_path / "still.sqlite")
    for minute in range(60):
        still.write([BoxSet("p", minute * 60 + step / 5, (person(),), "toy") for step in range(300)], [], 0)
    still.close()
    assert (tmp_path / "still.sqlite").stat().st_size < 90_000


def test_the_file_has_a_largest_size(tmp_path: Path) -> None:
    file, chance = SightingFile(tmp_path / "s.sqlite", most_bytes=200_000), random.Random(1)
    for minute in range(200):
        looks = [BoxSet("g", minute * 60 + s / 5, (person(chance.random() / 2),), "toy") for s in range(300)]
        file.write(looks, [], 0)
    newest = file.looks("g", 199 * 60, 200 * 60)
    oldest = file.looks("g", 0, 60)
    file.close()
    assert len(newest) == 300 and oldest == []
    assert (tmp_path / "s.sqlite").stat().st_size < 400_000


def test_the_command_finds_by_camera_class_and_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["seen", "--folder", str(tmp_path)]) == 2
    now = time.time()
    seen = SightingRecorder(tmp_path / "sightings.sqlite", SystemClock(), 30, flush_s=3600)
    for hours, camera, label in ((0.5, "gate", "person"), (1.0, "gate", "car"), (30.0, "gate", "person")):
        for after in (0.0, 0.4):
            box = person(track=int(hours * 10), label=label, moved=label == "car")
            seen.take(BoxSet(camera, now - 3600 * hours + after, (box,), "toy"))
    seen.stop()
    capsys.readouterr()

    def found(*more: str) -> list[str]:
        assert cli.run(["seen", "--folder", str(tmp_path), "--json", *more]) == 0
        return [one["label"] for one in json.loads(capsys.readouterr().out)]

    assert found() == ["car", "person"]
    assert found("--hours", "48") == ["person", "car", "person"]
    assert (found("--class", "person"), found("--moved"), found("--camera", "gate", "--hours", "0.1")) == (
        ["person"],
        ["car"],
        [],
    )
    assert cli.run(["seen", "--folder", str(tmp_path), "--camera", "yard"]) == 2
    assert capsys.readouterr().err == "nothing is kept of yard; of these something is: gate\n"
    assert cli.run(["seen", "--folder", str(tmp_path)]) == 0
    assert "gate  car  0.4 s" in capsys.readouterr().out


def test_a_damaged_file_is_begun_anew(
    seen: SightingRecorder, clock: FakeClock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "sightings.sqlite").write_bytes(b"nothing that anybody could read" * 500)
    at = look(seen, clock, person())
    seen.flush()
    assert seen.status().code == "kept" and len(seen.looks("gate", at, at)) == 1
    assert "begun anew" in caplog.text
    seen.stop()


def test_a_disk_that_takes_nothing_is_said_and_what_waits_comes_later(
    seen: SightingRecorder, clock: FakeClock, tmp_path: Path
) -> None:
    (tmp_path / "sightings.sqlite").mkdir()
    for _ in range(3):
        look(seen, clock, person())
    seen.flush()
    assert seen.status().code == "not_written"
    (tmp_path / "sightings.sqlite").rmdir()
    seen.flush()
    assert seen.status().code == "kept"
    assert len(seen.looks("gate", 0, clock.now())) == 3 and len(seen.tracks((), 0, clock.now())) == 1
    seen.stop()


def test_taking_never_waits_for_the_disk(seen: SightingRecorder, clock: FakeClock, tmp_path: Path) -> None:
    look(seen, clock, person())
    seen.flush()
    other = sqlite3.connect(tmp_path / "sightings.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE").close()
    look(seen, clock, person())  # nothing asks the disk here
    other.execute("ROLLBACK").close()
    other.close()
    seen.flush()
    assert len(seen.looks("gate", 0, clock.now())) == 2
    seen.stop()

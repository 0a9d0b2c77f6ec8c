"""A station whose private areas are lost, through its real start: what is kept is shown, handed out and given to
others only once somebody has declared the areas; and the loss of the files alone changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from sqlalchemy import create_engine, delete

from app.archive_door.client import DoorClient
from app.archive_door.identity import Peer, door_identity
from app.bootstrap import Desktop
from app.pages.case_desk import CaseDesk
from app.services.evidence_order import ExportOrder
from app.services.health import Level
from app.services.privacy import private_file
from app.store.schema import setting
from tests.end_to_end.driving import Post, live_cameras, occurrences, part, until
from tests.end_to_end.test_private_areas_whole import MIDDLE, middle_black, replay_middle_black, signed
from tests.fakes.rtsp_process import RtspProcess
from tests.fakes.small_station import load, site_text
from tests.fakes.station_process import take_snapshot
from video.archive.model import FootageError
from video.evidence import EvidenceError
from video.model import StreamKind

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
CAMERA = "c1"


class Place:
    """The folder of a station that is started again and again."""

    def __init__(self, desktop: Desktop, cameras: RtspProcess, folder: Path) -> None:
        self.folder, self._desktop = folder, desktop
        self.data = folder / "data"
        self.other = door_identity(folder / "other", "other")
        own = door_identity(self.data / "keys", "s1")
        (folder / "other.pem").write_text(self.other.certificate)
        self.own = own.certificate
        recording = '[recording]\nmode = "always"\nleave_free_gb = 0.0\n'
        text = site_text(cameras).replace("[recording]\n", recording)
        text += '[evidence]\nregister = false\n[archive]\nlisten = "127.0.0.1:0"\n'
        text += '[[archive_station]]\nid = "other"\naddress = "127.0.0.1:1"\ncertificate = "other.pem"\n'
        self.text = text
        self.post: Post | None = None

    def start(self) -> Post:
        """Start it, and wait for its pictures."""
        self.post = post = Post(self._desktop, load(self.folder, self.text), self.data)
        until("cameras live", lambda: len(live_cameras(post.station)) == 3)
        return post

    def stop(self) -> None:
        if self.post is not None:
            self.post.stop()
            self.post = None

    def damage_files(self) -> None:
        file = private_file(self.folder / "site.toml")
        file.write_bytes(file.read_bytes()[:20])
        file.with_name(f"{file.name}.before").write_bytes(b"\x00" * 300)

    def damage_records(self) -> None:
        engine = create_engine(f"sqlite:///{self.data / 'station.sqlite'}")
        with engine.begin() as connection:
            gone = connection.execute(delete(setting).where(setting.c.key.startswith("privacy/")))
            assert gone.rowcount == 3
        engine.dispose()

    def fetch(self, post: Post, draft: Path) -> None:
        """Another station asks for the camera's newest file."""
        door = post.station.elsewhere.door
        assert door is not None
        asks = DoorClient(Peer("s1", f"127.0.0.1:{door.port}", self.own), self.other, 60.0, 0)
        now = post.station.clock.now()
        (newest, *_) = asks.ask("/1/segments", camera=CAMERA, start=now - 600, end=now, kind="sub")["segments"]
        asks.download("/1/segment", {"camera": CAMERA, "kind": "sub", "start": f"{newest['start']:.6f}"}, draft)


@dataclass(frozen=True, slots=True)
class Kept:
    """What the station kept: footage that shows the time `at`, and an incident."""

    at: float
    incident: str

    def order(self, folder: Path) -> ExportOrder:
        """The incident is to be handed out."""
        return ExportOrder(folder / "out", "police", incident=self.incident)


@pytest.fixture
def place(desktop: Desktop, cameras: RtspProcess, tmp_path: Path) -> Iterator[Place]:
    made = Place(desktop, cameras, tmp_path)
    yield made
    made.stop()


def recorded(post: Post) -> float:
    """Wait for footage; gives a time that it shows."""
    began = post.station.clock.now()

    def found() -> bool:
        now = post.station.clock.now()
        return now > began + 4.0 and bool(post.station.footage.segments(CAMERA, began + 1.0, now, StreamKind.SUB))

    until("footage", found)
    return began + 1.5


def replayed(post: Post, at: float) -> None:
    page = post.window.past.page
    post.window.show_page(page)
    page.desk.open((CAMERA,), at)
    until("the camera", lambda: page.wall.cameras == (CAMERA,))


def replay_code(post: Post) -> str:
    state = post.window.past.page.desk._states.get(CAMERA)
    return state.code if state is not None else ""


def refused(work: Callable[[], object]) -> str:
    with pytest.raises((EvidenceError, FootageError)) as raised:
        work()
    return str(getattr(raised.value, "code", ""))


def black_still(desk: CaseDesk, path: str) -> bool:
    until("the small picture", lambda: desk._thumbs)
    image: QImage = next(iter(desk._thumbs.values())).toImage()
    shown = [
        image.pixelColor(x * image.width() // 8, y * image.height() // 8) for x in range(1, 8) for y in range(1, 8)
    ]
    return bool(path) and all(one.lightness() < 16 for one in shown)


def test_what_is_kept_stays_shut_until_the_lost_areas_are_declared(place: Place, tmp_path: Path) -> None:
    kept = keep_something(place)
    place.damage_files()  # both beside the site document: nothing changes
    check_that_the_records_hold(place, kept, tmp_path)
    place.damage_records()  # nobody knows what was private
    post = place.start()
    check_that_it_is_shut(place, post, kept, tmp_path)
    declare(post)
    check_that_it_is_open(place, post, kept, tmp_path)
    place.stop()
    post = place.start()
    assert all(one.part != "private" for one in post.station.health())
    assert post.station.privacy.areas(CAMERA) and not post.station.privacy.unsure


def keep_something(place: Place) -> Kept:
    """Publish private areas of two cameras, and keep footage, a snapshot and a clip."""
    post = place.start()
    assert all(one.part != "private" for one in post.station.health()), "a new site has no areas and no trouble"
    post.station.privacy.publish(CAMERA, MIDDLE, "Installer")
    post.station.privacy.publish("c2", MIDDLE, "Installer")
    at = recorded(post)
    post.fence().event("perimeter", "Z01", occ="o1")
    until("the alarm", lambda: occurrences(post.station))
    incident = occurrences(post.station)[0].incident
    assert incident is not None
    take_snapshot(post.station, CAMERA, incident)
    until("a clip", lambda: any(one.kind == "clip" for one in post.station.clips.of_incident(incident)))
    place.stop()
    return Kept(at, incident)


def check_that_the_records_hold(place: Place, kept: Kept, folder: Path) -> None:
    """All is as black as it was, and others are given it."""
    post = place.start()
    assert (part(post.station, "private").level, part(post.station, "private").code) == (Level.DEGRADED, "records_hold")
    until("black on the wall", lambda: middle_black(post))
    replayed(post, kept.at)
    until("black in playback", lambda: replay_middle_black(post.window.past.page))
    place.fetch(post, folder / "whole.mp4")
    place.stop()


def check_that_it_is_shut(place: Place, post: Post, kept: Kept, folder: Path) -> None:
    """Live pictures are shown; nothing kept is replayed, handed out or given to others."""
    told = part(post.station, "private")
    assert (told.level, told.code, told.detail["cameras"]) == (Level.FAILED, "lost", "c1, c2, c3")
    until("all of it on the wall", lambda: middle_black(post) is False)
    check_playback_is_shut(post, kept.at)
    evidence, at = post.station.evidence, kept.at
    assert refused(lambda: evidence.export(kept.order(folder), "chief")) == "undeclared"
    stretch = ExportOrder(folder / "out", "police", cameras=(CAMERA,), start=at - 1, end=at + 1, unmasked=True)
    assert refused(lambda: evidence.export(stretch, "chief")) == "undeclared"
    assert not (folder / "out").exists()
    assert refused(lambda: place.fetch(post, folder / "given.mp4")) == "undeclared"
    check_case_is_shut(post, kept.incident)


def check_playback_is_shut(post: Post, at: float) -> None:
    """Playback says why there is no picture, and has no small one either."""
    replayed(post, at)
    until("why nothing is shown", lambda: replay_code(post) == "undeclared")
    page = post.window.past.page
    assert replay_middle_black(page) is None
    assert page.desk.engine.thumbnail(CAMERA, at, 160, 90).result(60) is None


def check_case_is_shut(post: Post, incident: str) -> None:
    """The page of the case says what to do, and its snapshot is black."""
    review = post.window.review
    post.window.show_page(review)
    review.open_incident(incident)
    until("its clips", lambda: review.player._camera == CAMERA)
    assert review.player._handle is None and "declares the private areas" in review.player.player._nothing
    assert black_still(review.desk, "its snapshot")


def check_that_it_is_open(place: Place, post: Post, kept: Kept, folder: Path) -> None:
    """What was declared is black again, all else is as before, and who declared it is on record."""
    station = post.station
    assert part(station, "private").level is Level.GOOD
    until("black on the wall again", lambda: middle_black(post))
    replayed(post, kept.at)
    until("playback again, black", lambda: replay_middle_black(post.window.past.page))
    assert station.evidence.export(kept.order(folder), "chief").path.is_dir()
    place.fetch(post, folder / "given.mp4")
    assert station.privacy.areas("c2") == ()
    told_of = [(one.action, (one.after or {}).get("reason")) for one in station.audit.entries(limit=300)]
    assert ("change_settings", "drawn anew") in told_of and ("change_settings", "there is nothing private") in told_of


def declare(post: Post) -> None:
    """By keys: draw anew what c1 had, and declare that the others have none."""
    QTest.keyClick(post.window, Qt.Key.Key_P, CTRL_SHIFT)
    sheet = post.window.evidence.private
    until("the sheet", sheet.isVisible)
    view = sheet.view
    assert view.chosen == CAMERA and view.camera.currentText().endswith("to be declared")
    assert view.publish.text() == "Declare: none here" and "3 cameras" in view.lost.text()
    view.canvas.setFocus()
    QTest.keyClick(view.canvas, Qt.Key.Key_N)
    assert view.publish.text() == "Blacken from now on"
    view.reason.setText("drawn anew")
    view.publish.setFocus()
    QTest.keyClick(view.publish, Qt.Key.Key_Space)
    until("the first", lambda: post.station.privacy.unsure == {"c2", "c3"})
    until("the button", lambda: "2" in view.none_left.text() and not view.reason.text())
    view.none_left.setFocus()
    QTest.keyClick(view.none_left, Qt.Key.Key_Space)
    signed(post, "there is nothing private")
    until("all", lambda: not post.station.privacy.unsure)
    until("nothing more to declare", lambda: not view.lost.isVisibleTo(view))
    assert not view.none_left.isVisibleTo(view) and view.camera.currentText() == CAMERA

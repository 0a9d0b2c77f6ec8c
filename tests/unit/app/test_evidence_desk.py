"""What is handed out: all that belongs to a case, entered in the register; nothing private without a right."""

import json
import re
import zipfile
from collections.abc import Collection, Iterator
from concurrent.futures import CancelledError
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import pytest
from PySide6.QtWidgets import QApplication

from alarms.engine import AlarmEngine
from alarms.joining import SEEN_AT
from alarms.messages import encode_message
from alarms.service import AlarmService
from app.services.alarm_site import alarm_site
from app.services.evidence_export import EvidenceDesk
from app.services.evidence_order import EvidenceSources, ExportOrder, Phase, Watched
from app.services.evidence_pictures import VERIFY_PAGE, EvidencePictures
from app.services.evidence_seen import Seen
from app.services.incident_media import file_sha256
from app.services.places import Places
from app.services.plan_book import PlanBook
from app.services.sightings import SightingRecorder
from app.settings import load_site
from app.site_document import SiteDocument
from app.store.audit import AuditLog
from app.store.database import StationDatabase
from app.store.journal import SqliteJournal
from app.store.keys import station_key
from app.store.queries import IncidentQueries
from app.store.records import Clip, ClipRecords, Passage, PassageRecords
from app.store.register import FootageRequest, Register, Requester
from tests.fakes.clock import FakeClock
from tests.fakes.encoded_video import encoded_feed, write_clip
from video.archive.model import FootageError, Segment, Stretch
from video.derive import Stamp
from video.evidence import EvidenceError, ExportResult, Status, trusted_digest, verify_package
from video.evidence_manifest import read_manifest
from video.masks import Areas
from video.model import Box, BoxSet, StreamKind

SITE = """schema = 1
[site]
id = "t"
name = "翠湖"
[station]
id = "N"
name = "北门岗"
[[zone]]
id = "fence"
name = "围栏"
[[device]]
id = "f1"
name = "F"
kind = "perimeter"
zone = "fence"
[[point]]
id = "p"
device = "f1"
class = "perimeter"
channel = "Z1"
name = "P"
zone = "fence"
"""
QUARTER: Areas = (((0.0, 0.0), (0.5, 0.0), (0.5, 0.5), (0.0, 0.5)),)
POLICE = FootageRequest(Requester.POLICE, "张警官", "翠湖派出所", "盗窃案", "12号", "王经理")


class Archive:
    """Stands in for all recorded footage: one minute of each stream of each camera."""

    def __init__(self, folder: Path, around: float) -> None:
        self.folder, self.around = folder, around
        self.away = False

    def segments(self, camera: str, start: float, end: float, kind: StreamKind | None = None) -> tuple[Segment, ...]:
        times = [(StreamKind.SUB, self.around - 60), (StreamKind.SUB, self.around), (StreamKind.MAIN, self.around)]
        made = [self._segment(camera, one, at) for one, at in times if kind in (None, one)]
        return tuple(one for one in made if one.end > start and one.start < end)

    def _segment(self, camera: str, kind: StreamKind, start: float) -> Segment:
        path = self.folder / f"{camera}-{kind}-{start}.mp4"
        if not path.exists():
            write_clip(encoded_feed(), path)
        return Segment(camera, kind, path, start, start + 59.9, 30, path.stat().st_size, 0.25, True, True)

    def stretches(self, camera: str, start: float, end: float) -> tuple[Stretch, ...]:
        return ()

    def fetch(self, segment: Segment) -> Path:
        if self.away:
            raise FootageError("away", segment.camera)
        return segment.path


class Masks:
    """Private areas of the camera at the gate."""

    def __init__(self, areas: dict[str, Areas], lost: Collection[str] = ()) -> None:
        self._areas, self._lost = areas, lost

    def areas(self, camera: str) -> Areas:
        return self._areas.get(camera, ())

    def withheld(self, camera: str) -> bool:
        return camera in self._lost


class Bench:
    """A desk over a real record with one incident, two clips and a snapshot."""

    def __init__(self, folder: Path, more: str = "") -> None:
        document = folder / "site.toml"
        document.write_text(SITE + more, encoding="utf-8")
        self.site: SiteDocument = load_site(document).site
        self.folder, self.clock = folder, FakeClock()
        self.database = StationDatabase(folder / "journal.db")
        self.clips = ClipRecords(self.database, "N", self.clock)
        self.passages = PassageRecords(self.database, "N", self.clock)
        self.register = Register(self.database, "N", "Asia/Shanghai", self.clock)
        self.audit = AuditLog(self.database, "N", self.clock)
        key = station_key(folder / "keys")
        queries = IncidentQueries(self.database.read)
        self.desk = EvidenceDesk(
            self.site, queries, self.clips, self.passages, self.register, self.audit, key, self.clock
        )
        self.archive = Archive(folder, self.clock.now() - 30)
        pictures = EvidencePictures(Places(self.site), PlanBook(self.site, document, folder / "draft", self.clock))
        self.desk.sources = EvidenceSources(self.archive, Masks({"gate": QUARTER}), pictures, VERIFY_PAGE)
        self.incident = self._incident()
        for camera in ("gate", "yard"):
            self._clip(camera, "clip", f"{camera}.mp4")
        self._clip("gate", "snapshot", "gate.jpg")
        self.passages.put(Passage("v1", "g1", self.clock.now(), plate="京A12345", direction="in"))
        self.out = folder / "stick"

    def _incident(self, **fired: dict[str, Any]) -> str:
        journal = SqliteJournal(self.database, "N", self.clock)
        alarms = AlarmService(AlarmEngine(alarm_site(self.site), self.clock, lambda _incident: ()), journal, self.clock)
        now = self.clock.now()
        payload = encode_message({"active": True}, at=now, message_id="m1")
        alarms.start()
        alarms.submit("gs/1/t/f1/event/perimeter/Z1", payload, now, "f1").result(60)
        for cause, said in fired.items():
            alarms.report("perimeter", "Z1", True, cause=cause, **said).result(60)
        alarms.stop()
        return IncidentQueries(self.database.read).page().incidents[0].id

    def _clip(self, camera: str, kind: str, name: str) -> None:
        path = self.folder / name
        if kind == "snapshot":
            with av.open(str(self.folder / f"{camera}.mp4")) as container:
                next(container.decode(video=0)).save(str(path))
        else:
            write_clip(encoded_feed(), path)
        start = self.clock.now() - 15
        self.clips.put(
            Clip(
                id=f"{camera}-{kind}",
                path=str(path),
                sha256=file_sha256(path),
                size=path.stat().st_size,
                camera=camera,
                start=start,
                end=start + 45,
                incident=self.incident,
                kind=kind,
                clock_offset_ms=-80.0,
            )
        )

    def order(self, **more: Any) -> ExportOrder:
        entry = self.register.enter(POLICE, "李主管", "u1").id
        return replace(ExportOrder(self.out, "盗窃案", incident=self.incident, entry=entry), **more)

    def export(self, order: ExportOrder, **more: Any) -> ExportResult:
        return self.desk.export(order, "李主管", "u1", **more)

    def close(self) -> None:
        self.desk.close()
        self.database.close()


@pytest.fixture
def bench(qapp: QApplication, tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.close()


def test_what_detection_saw_and_the_picture_that_raised_the_alarm_are_in_it(bench: Bench) -> None:
    now = bench.clock.now()
    (bench.folder / "seen").mkdir()
    with av.open(str(bench.folder / "gate.mp4")) as container:
        next(container.decode(video=0)).save(str(bench.folder / "seen" / "hit.jpg"))
    recorder = SightingRecorder(bench.folder / "sightings.sqlite", bench.clock, 30)
    for step in range(3):
        box = Box(0.1, 0.2, 0.3, 0.8, "person", 0.9, 7)
        recorder.take(BoxSet("yard", now - 5 + step, (box,), "model"))
    recorder.flush()
    said = {"rule": "climb", "camera": "gate", "confidence": 0.87, SEEN_AT: now - 1, "snapshot": "hit.jpg"}
    said["snapshot_sha256"] = file_sha256(bench.folder / "seen" / "hit.jpg")
    incident = bench._incident(climb=said)
    bench.desk.sources = replace(bench.desk.sources, seen=Seen(recorder, bench.folder / "seen"))
    result = bench.export(bench.order(incident=incident, cameras=("gate", "yard")))
    assert "snapshots/seen-hit.jpg" not in names(result.path)
    with av.open(str(result.path / "derived/snapshots/seen-hit.jpg")) as container:
        assert next(container.decode(video=0)).to_ndarray(format="rgb24")[:80, :150].max() < 24, "what is private on it"
    told = json.loads((result.path / "record/detections.json").read_text("utf-8"))
    ((track,), pictures) = (told["tracks"], told["pictures"])
    assert (track["camera"], track["label"], track["looks"], track["last"]) == ("yard", "person", 3, now - 3)
    assert [one["at"] for one in pictures] == [now - 5, now - 4, now - 3]
    assert pictures[0]["boxes"] == [{"label": "person", "confidence": 0.9, "track": 7, "edges": [0.1, 0.2, 0.3, 0.8]}]
    report = (result.path / "report.html").read_text("utf-8")
    for line in (
        "<td>gate</td><td></td><td>climb</td><td>0.87</td>",
        "<td>yard</td><td>人 person</td><td></td><td>0.90</td>",
    ):
        assert line in report, line


def test_a_rules_picture_of_another_station_is_fetched_or_said_to_be_missing(bench: Bench) -> None:
    here = bench.folder / "fetched.jpg"
    with av.open(str(bench.folder / "yard.mp4")) as container:
        next(container.decode(video=0)).save(str(here))
    said = {"rule": "climb", "camera": "yard", SEEN_AT: bench.clock.now(), "snapshot": "there.jpg"}
    said["snapshot_sha256"] = file_sha256(here)
    incident = bench._incident(climb=said)
    asked: list[tuple[str, str, str, str]] = []

    def fetch(*picture: str) -> Path:
        asked.append((picture[0], picture[1], picture[2], picture[3]))
        if bench.archive.away:
            raise FootageError("away", picture[0])
        return here

    recorder = SightingRecorder(bench.folder / "sightings.sqlite", bench.clock, 30)
    bench.desk.sources = replace(bench.desk.sources, seen=Seen(recorder, bench.folder / "seen", fetch))
    result = bench.export(bench.order(incident=incident))
    assert (result.path / "snapshots/seen-there.jpg").read_bytes() == here.read_bytes()
    assert asked == [("N", "yard", "there.jpg", said["snapshot_sha256"])]
    assert "record/not-included.json" not in names(result.path)
    bench.archive.away = True
    result = bench.export(bench.order(incident=incident))
    assert "snapshots/seen-there.jpg" not in names(result.path)
    (lacking,) = json.loads((result.path / "record/not-included.json").read_text("utf-8"))["not_included"]
    assert (lacking["station"], lacking["code"]) == ("N", "away: there.jpg")
    assert verify_package(result.path, trusted_digest(bench.desk.fingerprint)).status is Status.VALID
    assert "not included: N" in (result.path / "report.html").read_text("utf-8")


def test_a_recording_that_was_changed_goes_out_neither_as_it_is_nor_blackened(bench: Bench) -> None:
    with (bench.folder / "gate.mp4").open("r+b") as file:
        file.seek(-9, 2)
        file.write(b"x")
    for unmasked in (False, True):
        with pytest.raises(EvidenceError) as raised:
            bench.export(bench.order(unmasked=unmasked))
        assert raised.value.code == "source_changed"
    assert not bench.out.exists()


def test_nothing_goes_out_of_a_camera_whose_private_areas_are_lost_until_they_are_declared(bench: Bench) -> None:
    sources = bench.desk.sources
    bench.desk.sources = replace(sources, private=Masks({}, lost=("gate",)))
    for unmasked in (False, True):
        with pytest.raises(EvidenceError) as raised:
            bench.export(bench.order(unmasked=unmasked))
        assert (raised.value.code, raised.value.detail) == ("undeclared", "gate")
    assert not bench.out.exists()
    bench.desk.sources = sources
    assert bench.export(bench.order()).path.is_dir()


def test_the_record_holds_alarms_actions_passages_and_the_plan(bench: Bench) -> None:
    bench.desk.sources = replace(bench.desk.sources, pictures=Drawn())
    result = bench.export(bench.order())
    told = json.loads((result.path / "record/incident.json").read_text("utf-8"))
    assert [(one["alarm_class"], one["zone"], one["point"]) for one in told["alarms"]] == [("perimeter", "fence", "p")]
    assert [one["kind"] for one in told["actions"]] == ["incident_open", "raise"]
    (passage,) = json.loads((result.path / "record/passages.json").read_text("utf-8"))
    assert (passage["plate"], passage["direction"]) == ("京A12345", "in")
    assert (result.path / "record/plan.png").read_bytes() == b"plan of fence"


class Drawn:
    """Draws nothing."""

    def plan(self, zone: str) -> bytes:
        return f"plan of {zone}".encode()

    def stamp(self, lines: tuple[str, ...], width: int, height: int) -> Stamp:
        raise AssertionError("no watermark was asked for")


def names(package: Path) -> set[str]:
    return {path.relative_to(package).as_posix() for path in package.rglob("*") if path.is_file()}


def test_a_case_is_handed_out_whole_and_every_camera_with_private_areas_masked(bench: Bench) -> None:
    result = bench.export(bench.order())
    main = "2026-11-02T13-59-30Z-main.mp4"  # the clips are of the small stream
    assert names(result.path) == {
        *("clips/yard.mp4", "derived/clips/gate.mp4", "derived/snapshots/gate.jpg"),
        *(f"archive/yard/{main}", f"derived/archive/gate/{main}"),
        *("record/incident.json", "record/passages.json", "verify.html"),
        *("report.html", "manifest.json", "manifest.sig"),
    }
    assert verify_package(result.path, trusted_digest(bench.desk.fingerprint)).status is Status.VALID
    for masked in ("derived/clips/gate.mp4", "derived/snapshots/gate.jpg"):
        with av.open(str(result.path / masked)) as container:
            for frame in container.decode(video=0):
                picture = frame.to_ndarray(format="rgb24")
                assert picture[:80, :150].max() < 24
                assert picture[100:].mean() > 30
    manifest = read_manifest((result.path / "manifest.json").read_bytes())
    told = {entry.name: (entry.derived, entry.derived_from) for entry in manifest.entries if entry.derived}
    assert told["derived/clips/gate.mp4"] == ("masked", "withheld:clips/gate.mp4")
    assert (manifest.info.recipient, manifest.info.document) == ("翠湖派出所 张警官", "12号")
    assert manifest.info.approved_by == "王经理"
    assert manifest.info.register == "20261102-N-R001"
    report = (result.path / "report.html").read_text(encoding="utf-8")
    off = "<td>-80 … .250 ms</td>"
    assert re.search(f"摄像机时钟.*<td>gate</td>{off}.*<td>yard</td>{off}", report, re.DOTALL)
    for said in ("京A12345", "perimeter", "20261102-N-R001", "未交付", "周界报警 perimeter alarm"):
        assert said in report, said


def test_it_is_noted_in_the_register_with_each_clip_and_in_the_audit_log(bench: Bench) -> None:
    order = bench.order(packed=True)
    result = bench.export(order)
    entry = bench.register.get(order.entry)
    assert entry is not None
    (given,) = entry.handed_out
    assert (given.name, given.fingerprint, given.manifest) == (
        result.path.name,
        bench.desk.fingerprint,
        result.manifest_sha256,
    )
    assert [one["package"] for one in bench.clips.accesses("yard-clip")] == [result.path.name]
    (audited,) = [one for one in bench.audit.entries() if one.action == "evidence_export"]
    assert (audited.actor, audited.after["register"]) == ("u1", order.entry)


def test_originals_of_private_cameras_go_out_only_when_asked_for_and_marked(bench: Bench) -> None:
    result = bench.export(bench.order(unmasked=True))
    assert {"clips/gate.mp4", "derived/clips/gate.mp4", "snapshots/gate.jpg"} <= names(result.path)
    assert (result.path / "clips/gate.mp4").read_bytes() == (bench.folder / "gate.mp4").read_bytes()
    (audited,) = [one for one in bench.audit.entries() if one.action == "evidence_export"]
    assert audited.after["unmasked"] is True


def test_a_watermark_is_a_marked_copy_beside_the_untouched_original(bench: Bench) -> None:
    phases: list[Phase] = []
    watched = Watched(lambda phase, _done, _all: phases.append(phase))
    result = bench.export(bench.order(watermark=True), watched=watched)
    assert (result.path / "clips/yard.mp4").read_bytes() == (bench.folder / "yard.mp4").read_bytes()
    with av.open(str(result.path / "derived/clips/yard.mp4")) as container:
        picture = next(container.decode(video=0)).to_ndarray(format="rgb24")
    assert (picture[:50] > 200).sum() > 50
    manifest = read_manifest((result.path / "manifest.json").read_bytes())
    told = {entry.name: (entry.derived, entry.derived_from) for entry in manifest.entries if entry.derived}
    assert told["derived/clips/yard.mp4"] == ("watermark", "clips/yard.mp4")
    assert told["derived/clips/gate.mp4"] == ("masked+watermark", "withheld:clips/gate.mp4")
    assert list(dict.fromkeys(phases)) == ["gathering", "deriving", "writing"]


def test_a_selection_hands_out_the_archive_of_its_cameras_main_stream_first(bench: Bench) -> None:
    now = bench.clock.now()
    order = bench.order(incident="", cameras=("yard", "gate"), start=now - 80, end=now, packed=True)
    with zipfile.ZipFile(bench.export(order).path) as package:
        found = sorted(name for name in package.namelist() if name.endswith(".mp4"))
        manifest = read_manifest(package.read("manifest.json"))
    ends = [name.rpartition("-")[2] for name in found if "yard" in name]
    assert ends == ["sub.mp4", "main.mp4", "clips/yard.mp4"]  # the minute before has no main stream
    yard = [entry for entry in manifest.entries if entry.camera == "yard"]
    assert {(entry.kind, entry.clock_offset_ms) for entry in yard} == {("archive", 250.0), ("clip", -80.0)}
    assert all(name.startswith("derived/") for name in found if "gate" in name)
    assert json.loads(bench.desk.register.entries()[0].number.split("-")[0]) == 20261102


def test_an_incidents_archive_is_added_where_its_clips_show_less(bench: Bench) -> None:
    found = names(bench.export(bench.order()).path)  # the clips show all of it, but not in the large stream
    assert [name.rpartition("-")[2] for name in found if name.startswith("archive/")] == ["main.mp4"]
    bench.desk.sources = replace(bench.desk.sources, before_s=75.0)
    found = names(bench.export(bench.order()).path)
    assert len([name for name in found if name.startswith("archive/yard/")]) == 2


def test_nothing_is_handed_out_without_an_entry_that_stands(bench: Bench) -> None:
    void = bench.order()
    bench.register.void(void.entry, "mistake", "李主管")
    for order, code in ((replace(void, entry=""), "register_needed"), (void, "register_void")):
        with pytest.raises(EvidenceError) as raised:
            bench.export(order)
        assert raised.value.code == code
    with pytest.raises(EvidenceError) as raised:
        bench.export(replace(bench.order(), incident="nothing"))
    assert raised.value.code == "no_incident"
    assert not bench.out.exists()


def test_the_site_may_hand_out_without_a_register(qapp: QApplication, tmp_path: Path) -> None:
    bench = Bench(tmp_path, "[evidence]\nregister = false\n")
    try:
        result = bench.export(ExportOrder(bench.out, "why", incident=bench.incident))
        assert verify_package(result.path, trusted_digest(bench.desk.fingerprint)).status is Status.VALID
    finally:
        bench.close()


def test_footage_whose_owner_is_away_is_said_and_nothing_is_left(bench: Bench) -> None:
    bench.archive.away = True
    now = bench.clock.now()
    with pytest.raises(EvidenceError) as raised:
        bench.export(bench.order(incident="", cameras=("yard",), start=now - 10, end=now))
    assert raised.value.code == "footage_away"
    assert not bench.out.exists()


def stopped_at(phase: str) -> Watched:
    """Somebody who stops it as soon as it comes so far."""
    seen: list[Phase] = []
    return Watched(lambda one, _done, _all: seen.append(one), lambda: phase in seen)


def test_cancelling_at_any_moment_leaves_nothing(bench: Bench) -> None:
    for phase in ("deriving", "writing"):
        with pytest.raises(EvidenceError) as raised:
            bench.export(bench.order(), watched=stopped_at(phase))
        assert raised.value.code == "cancelled"
        assert not bench.out.exists() or list(bench.out.iterdir()) == []
        assert all(entry.handed_out == () for entry in bench.register.entries())


def test_closing_the_desk_ends_what_is_under_way(bench: Bench) -> None:
    future = bench.desk.begin(bench.order(), "李主管")
    bench.desk.close()
    try:
        future.result(60)
    except (EvidenceError, CancelledError) as error:
        assert getattr(error, "code", "cancelled") == "cancelled"
    with pytest.raises(RuntimeError):
        bench.desk.begin(ExportOrder(bench.out, ""), "x")

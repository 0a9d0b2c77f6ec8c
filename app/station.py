"""A running station without its window: records, alarms, devices, cameras, detection, joined by ids.

The order of starting is the order of what must never be missed: the journal first, then the alarms that it holds,
then the way in for devices, then pictures. Stopping runs backwards. Every part may fail to start without keeping the
others from their work; what failed is told on the health page.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
import threading
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from sqlalchemy.exc import SQLAlchemyError

from alarms.engine import AlarmEngine
from alarms.messages import DeviceMessage, MessageError, parse_message
from alarms.model import Incident
from alarms.ports import AlarmChange
from alarms.service import AlarmService
from app.data_folder import DataFolder
from app.notifier import News
from app.preferences import load_preferences
from app.services import health
from app.services.alarm_site import CAMERA_CLASS, CAMERA_LOST_KIND, alarm_site
from app.services.camera_watch import CameraWatch
from app.services.detection_rules import detection_rules, model_choice
from app.services.device_link import DeviceLink
from app.services.evidence_export import EvidenceDesk
from app.services.gates import GateService, Passage
from app.services.health import HealthBoard, Level, PartStatus
from app.services.incident_media import IncidentMedia, SavedClip
from app.services.parking import ParkingService
from app.services.places import Places
from app.services.response import highest
from app.settings import LoadResult
from app.site_document import Camera
from app.site_fields import Secret, SecretError
from app.store import records
from app.store.audit import AuditLog
from app.store.database import StationDatabase
from app.store.journal import SqliteJournal
from app.store.keys import station_key
from app.store.outbox import OutboxCarrier
from app.store.queries import IncidentQueries
from app.store.reserve import Reserve
from app.store.shared import open_shared
from video.clock import Clock
from video.detect.engine import DetectionEngine
from video.detect.model import DetectorState, RuleHit
from video.engine import VideoEngine
from video.model import CameraSource, Credentials, StreamAddress, StreamKind, StreamState
from video.views import WorkerPhase, WorkerState

log = logging.getLogger(__name__)

TAP_SIZE = (640, 384)
VIDEO_WORKERS = 2
WATCH_PERIOD_SECONDS = 1.0
RESERVE_PERIOD_SECONDS = 60.0


class Station:
    """Everything that runs. ``news`` is told of what happens, from the threads in which it happens."""

    def __init__(self, loaded: LoadResult, folder: DataFolder, clock: Clock, news: News) -> None:
        self.site = loaded.site
        self.problems = loaded.problems
        self.folder = folder
        self.clock = clock
        self.places = Places(self.site)
        self._news = news
        self._board = HealthBoard()
        self._streams: dict[tuple[str, StreamKind], StreamState] = {}
        self._workers: dict[str, WorkerState] = {}
        self._detector: DetectorState | None = None
        self._database_problem = ""
        self._locked_out: dict[str, str] = {}
        self._stopping = threading.Event()
        self._watcher: threading.Thread | None = None
        folder.create()
        self.preferences = load_preferences(folder.preferences)
        self._open_records()
        self._make_alarms()
        self._make_video()
        self._make_devices()

    @property
    def user(self) -> str:
        """Who is on duty; actions are recorded under this name."""
        return self.preferences.on_duty or self.site.station.name or self.site.station.id

    def start(self) -> None:
        """Start everything, alarms first."""
        self.alarms.start()
        self._camera_watch.recall(
            one.point for one in self.alarms.snapshot().occurrences if one.alarm_class == CAMERA_CLASS and one.active
        )
        self.devices.start()
        self.video.start()
        self.video.set_cameras(self._sources())
        if self.detection is not None:
            self._start_detection(self.detection)
        if self.outbox is not None:
            self.outbox.start()
        self._watcher = threading.Thread(target=self._watch, name="station-watch", daemon=True)
        self._watcher.start()

    def stop(self) -> None:
        """Stop everything, alarms last, so that what arrives until then is still recorded."""
        self._stopping.set()
        if self._watcher is not None:
            self._watcher.join()
        if self.detection is not None:
            self.detection.stop()
        self.video.stop()
        self.devices.stop()
        self.alarms.stop()
        if self.outbox is not None:
            self.outbox.stop()
        self.preferences.save()
        self.database.close()

    def wall_cameras(self) -> list[str]:
        """Return the cameras of the wall: the first layout's, else all, in the site document's order."""
        everything = [camera.id for camera in self.site.cameras if self.places.streams(camera.id)]
        if not self.site.layouts:
            return everything
        chosen = [camera for camera in self.site.layouts[0].cameras if camera in everything]
        return chosen + [camera for camera in everything if camera not in chosen]

    def prioritise(self, cameras: Sequence[str]) -> None:
        """Let detection look at these cameras first: the zone in alarm."""
        if self.detection is not None:
            self.detection.prioritise(cameras)

    def stream_states(self) -> list[StreamState]:
        """Return the newest state of every stream, for a window that opens later than the streams."""
        return list(self._streams.values())

    def report(self, status: PartStatus) -> None:
        """Take the status of a part that lives outside the station, such as the sound of the window's process."""
        self._board.report(status, self.clock.now())

    def health(self) -> tuple[PartStatus, ...]:
        """Judge every part now; cheap enough for once a second in the GUI thread."""
        now = self.clock.now()
        for status in self._judge():
            self._board.report(status, now)
        return self._board.parts()

    def changed(self, change: AlarmChange) -> None:
        """Listener port of the alarm service: hand every message and occurrence to whoever needs it."""
        self._news.changed(change)  # the wall first: no trouble with a record or a gate may keep an alarm from it
        for take in (self.gates.take, self.parking.take):
            try:
                take(change.messages)
            except Exception:
                log.exception("messages of devices were not taken in")
        for action in change.actions:
            if action.kind.value == "raise":
                self._raised(action.occurrence, change)

    # What is made at the start.

    def _open_records(self) -> None:
        site = self.site
        self._reserve = Reserve(self.folder.root / "reserve")
        self.database = StationDatabase(self.folder.journal, self._reserve)
        self.journal = SqliteJournal(self.database, site.station.id, self.clock)
        self.audit = AuditLog(self.database, site.station.id, self.clock)
        self.clips = records.ClipRecords(self.database, site.station.id, self.clock)
        self.passages = records.PassageRecords(self.database, site.station.id, self.clock)
        self.incidents = IncidentQueries(self.database.read)
        self.key = station_key(self.folder.keys)
        self.evidence = EvidenceDesk(site, self.incidents, self.clips, self.audit, self.key, self.clock)
        self.outbox: OutboxCarrier | None = None
        if site.database.url is not None:
            self._open_shared(site.database.url)

    def _open_shared(self, url: Secret) -> None:
        """A secret that cannot be read or an address that is none leaves the records here, and says so."""
        try:
            engine = open_shared(url.reveal())
        except (SecretError, SQLAlchemyError) as error:
            self._database_problem = getattr(error, "code", None) or type(error).__name__
            log.warning("the shared database is not used: %s", self._database_problem)
            return
        self.outbox = OutboxCarrier(self.database, engine, self.clock)
        self.journal.wake_on_commit(self.outbox.wake)

    def _make_alarms(self) -> None:
        self._engine = AlarmEngine(alarm_site(self.site), self.clock, self._required_steps)
        self.alarms = AlarmService(self._engine, self.journal, self.clock)
        self.alarms.add_listener(self)
        self._camera_watch = CameraWatch(self.clock, self._report_camera)

    def _make_video(self) -> None:
        recording = self.site.recording
        ring = max(recording.before_s, recording.loop_s) + 20.0
        self.video = VideoEngine(
            self.clock,
            workers=VIDEO_WORKERS,
            ring_seconds=ring,
            on_state=self._stream_changed,
            on_worker=self._worker_changed,
        )
        self.media = IncidentMedia(
            self.site,
            self.places,
            self.video,
            self.folder.clips,
            on_saved=self._clip_saved,
            on_failed=lambda incident, _camera, _error: self._news.records_changed(incident),
        )
        self.detection: DetectionEngine | None = None
        if self.site.detection.enabled and self.site.cameras:
            choice = model_choice(self.site.detection, self.folder.models)
            self.detection = DetectionEngine(
                self.clock, choice, self._news.boxes_found, self._rule_hit, self._detector_changed
            )

    def _make_devices(self) -> None:
        self.devices = DeviceLink(self.site, self.alarms, self.journal, self.audit, self.clock)
        self.gates = GateService(
            self.site,
            self.devices.commands,
            self.clock,
            read_picture=read_picture,
            read_plate=self.detection.read_plate if self.detection is not None else None,
            on_changed=self._news.gates_changed,
            on_passage=self._passed,
        )
        self.parking = ParkingService(self.site, self._news.parking_changed)
        self._recall()

    def _recall(self) -> None:
        """Take from the journal what gates and stalls last said, so that a restart shows it, with its age."""
        messages: list[DeviceMessage] = []
        for raw in self.journal.latest_states():
            with contextlib.suppress(MessageError):
                messages.append(parse_message(raw.topic, raw.payload, raw.received_at, retained=True))
        self.gates.take(messages)
        self.parking.take(messages)

    # Cameras and detection.

    def _sources(self) -> list[CameraSource]:
        return [
            CameraSource(
                camera.id,
                self._address(camera, camera.sub),
                self._address(camera, camera.main),
                camera.transport,
            )
            for camera in self.site.cameras
            if self.places.streams(camera.id)
        ]

    def _address(self, camera: Camera, url: str) -> StreamAddress | None:
        """A password that cannot be read leaves its camera refused, and no other camera without a picture."""
        if not url:
            return None
        try:
            password = camera.password.reveal() if camera.password is not None else ""
        except SecretError as error:
            self._locked_out[camera.id] = error.code
            log.warning("camera %s: its password cannot be read: %s", camera.id, error)
            return StreamAddress(url, None)
        return StreamAddress(url, Credentials(camera.username, password) if camera.username else None)

    def _start_detection(self, detection: DetectionEngine) -> None:
        rules = detection_rules(self.site)
        rate = self.site.detection.rate
        detection.start()
        for camera in self.wall_cameras():
            slot = self.video.tap(camera, *TAP_SIZE, rate)
            detection.watch(camera, slot, rules.get(camera, ()), 1 if camera in rules else 0)

    def _stream_changed(self, state: StreamState) -> None:
        self._streams[state.camera, state.kind] = state
        self._camera_watch.take(state)
        self._news.stream_changed(state)

    def _worker_changed(self, state: WorkerState) -> None:
        self._workers[state.worker] = state

    def _detector_changed(self, state: DetectorState) -> None:
        self._detector = state
        self._news.detector_changed(state)

    def _rule_hit(self, hit: RuleHit) -> None:
        rule = next((rule for rule in self.site.rules if rule.id == hit.rule_id), None)
        point = self.places.point(rule.point) if rule is not None else None
        if rule is None or point is None:
            return
        cause = f"{hit.rule_id}@{hit.captured_at:.3f}"
        confidence = max((box.confidence for box in hit.boxes), default=0.0)
        self.alarms.report(
            point.alarm_class,
            point.channel,
            True,
            cause=cause,
            kind=hit.kind,
            occ=cause,
            rule=hit.rule_id,
            confidence=round(confidence, 3),
            camera=hit.camera,
        )
        self.alarms.report(point.alarm_class, point.channel, False, cause=cause, kind=hit.kind, occ=cause)

    def _report_camera(self, camera: str, active: bool, cause: str) -> None:
        """A loss is named by its cause; its end, which an earlier run may have begun, ends whatever stands."""
        name = {"occ": cause} if active else {}
        self.alarms.report(CAMERA_CLASS, camera, active, cause=cause, kind=CAMERA_LOST_KIND, **name)

    # Records.

    def _raised(self, occurrence: str | None, change: AlarmChange) -> None:
        found = next((one for one in change.occurrences if one.id == occurrence), None)
        if found is None:
            return
        try:
            self.media.occurrence_raised(found)
        except OSError as error:
            log.warning("no clips of occurrence %s: %s", found.id, error)

    def _clip_saved(self, clip: SavedClip) -> None:
        self.clips.put(
            records.Clip(
                id=f"{clip.incident}:{clip.path.name}",
                path=str(clip.path),
                sha256=clip.sha256,
                size=clip.size,
                camera=clip.camera,
                start=clip.start,
                end=clip.end,
                incident=clip.incident,
                clock_offset_ms=self._clock_offset_ms(clip.camera),
            )
        )
        self._news.records_changed(clip.incident)

    def _clock_offset_ms(self, camera: str) -> float | None:
        state = self._streams.get((camera, StreamKind.SUB))
        return None if state is None or state.clock_offset is None else state.clock_offset * 1000

    def _passed(self, passage: Passage) -> None:
        self.passages.put(
            records.Passage(
                id=passage.id,
                gate=passage.gate,
                at=passage.at,
                plate=passage.plate or passage.read_plate,
                raw_plate=passage.raw_plate or passage.read_plate,
                colour=passage.colour,
                confidence=passage.confidence,
                direction=passage.direction,
                matched_by=passage.read_engine,
                picture=passage.picture,
            )
        )

    def _required_steps(self, incident: Incident) -> tuple[str, ...]:
        """Return the steps of the guidance that the card shows: that of the incident's highest alarm.

        Called in the alarm thread, as everything that reads the engine's ledger.
        """
        known = self._engine.ledger.occurrences
        chief = highest(known[one] for one in incident.occurrences if one in known)
        guidance = self.places.guidance_for("" if chief is None else chief.point, incident.zone)
        return () if guidance is None else tuple(step.id for step in guidance.steps if step.required)

    # Health.

    def _watch(self) -> None:
        filled_at = float("-inf")
        while not self._stopping.wait(WATCH_PERIOD_SECONDS):
            self._camera_watch.tick()
            if self.clock.monotonic() - filled_at >= RESERVE_PERIOD_SECONDS:
                self._reserve.fill()
                filled_at = self.clock.monotonic()

    def _judge(self) -> list[PartStatus]:
        running = sum(state.phase is WorkerPhase.RUNNING for state in self._workers.values())
        fault = self.alarms.fault
        return [
            health.journal_status("" if fault is None or not fault.active else fault.code),
            self.devices.status(),
            health.cameras_status(self.stream_states(), [camera.id for camera in self.site.cameras]),
            health.workers_status(running, VIDEO_WORKERS),
            health.detector_status(self._detector),
            health.disk_status(shutil.disk_usage(self.folder.root).free + self._reserve.held),
            self._database_status(),
            self._site_status(),
        ]

    def _database_status(self) -> PartStatus:
        if self._database_problem:
            return health.outbox_status(False, 0, 0.0, self._database_problem)
        if self.outbox is None:
            return PartStatus("database", Level.GOOD, "station_only")
        status = self.outbox.status()
        return health.outbox_status(status.connected, status.depth, status.oldest_age, status.error_code)

    def _site_status(self) -> PartStatus:
        wrong = [problem.where for problem in self.problems]
        wrong += [f"camera {camera} password ({code})" for camera, code in self._locked_out.items()]
        if not wrong:
            return PartStatus("site", Level.GOOD, "complete")
        detail: dict[str, str | float] = {"count": len(wrong), "first": wrong[0]}
        return PartStatus("site", Level.DEGRADED, "problems", detail)


def read_picture(reference: str) -> bytes | None:
    """Return the bytes of a passage's picture given by path or file URL; None where it cannot be read.

    Pictures by network address are not fetched here: a device on the camera network could make the station call
    anywhere.
    """
    parts = urlsplit(reference)
    if parts.scheme not in ("", "file") or parts.netloc not in ("", "localhost"):
        return None
    path = Path(url2pathname(parts.path)) if parts.scheme == "file" else Path(reference)
    try:
        return path.read_bytes() if path.stat().st_size <= 16 << 20 else None
    except (OSError, ValueError):
        return None

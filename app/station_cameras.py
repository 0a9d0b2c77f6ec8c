"""A station's cameras: their streams, what detection finds on them, and the alarms that both make."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from alarms.cameras import CAMERA_CLASS
from alarms.cameras import LOST_KIND as CAMERA_LOST_KIND
from alarms.joining import SEEN_AT
from alarms.service import AlarmService
from app import system
from app.data_folder import DataFolder
from app.notifier import News
from app.services import health
from app.services.camera_watch import CameraWatch
from app.services.cross_check import CrossChecker, SightingLog
from app.services.detection_rules import detection_rules, model_choice
from app.services.health import PartStatus
from app.services.leases import Leases
from app.services.picture_watch import PictureWatch
from app.services.places import PICTURE_SUFFIX, Places
from app.services.restart_count import RestartCount
from app.services.rule_hits import RuleHits
from app.services.sightings import SightingRecorder
from app.services.stations import camera_lease, detection_lease
from app.site_detection import Rule
from app.site_document import Camera, SiteDocument
from app.site_fields import SecretError
from video.clock import Clock
from video.commands import LearnAnew
from video.detect.engine import DetectionEngine
from video.detect.model import DetectorPhase, DetectorState
from video.detect.model import Rule as DetectionRule
from video.engine import VideoEngine
from video.model import BoxSet, CameraSource, Credentials, StreamAddress, StreamKind, StreamState, Trust
from video.quality_state import QualityKind, QualityState
from video.views import MediaError, WorkerPhase, WorkerState

log = logging.getLogger(__name__)

_Rules = Mapping[str, tuple[DetectionRule, ...]]
TAP_SIZE = (640, 384)
VIDEO_WORKERS = 2


class StationCameras:
    """Join streams, detection and the watch over lost cameras; reports alarms through the alarm service."""

    def __init__(
        self,
        site: SiteDocument,
        places: Places,
        folder: DataFolder,
        clock: Clock,
        alarms: AlarmService,
        news: News,
        leases: Leases,
    ) -> None:
        self._site = site
        self._places = places
        self._alarms = alarms
        self._news = news
        self._streams: dict[tuple[str, StreamKind], StreamState] = {}
        self._workers: dict[str, WorkerState] = {}
        self._detector: DetectorState | None = None
        self._restarts = RestartCount()
        self._leases = leases
        self._camera_watch = CameraWatch(clock, self._report_camera, self._watches, self._standing)
        self._picture_watch = PictureWatch(clock, self._report_picture, self._watches)
        #: Told of what detection sees and how it stands, from its own threads.
        self.on_boxes: Callable[[BoxSet], None] = lambda _boxes: None
        self.on_detector: Callable[[DetectorState], None] = lambda _state: None
        #: Cameras whose password cannot be read, and why.
        self.locked_out: dict[str, str] = {}
        recording = site.recording
        self.video = VideoEngine(
            clock,
            workers=VIDEO_WORKERS,
            ring_seconds=max(recording.before_s, recording.loop_s) + 20.0,
            on_state=self._stream_changed,
            on_worker=self._worker_changed,
            on_quality=self._quality_changed,
            quality=frozenset(QualityKind(kind) for kind in site.pictures.health),
        )
        self._clock = clock
        self._sightings = SightingLog()
        self.seen = SightingRecorder(folder.sightings, clock, site.detection.keep_days)
        self.cross_check = CrossChecker(self._sightings, places.cameras_for, alarms.cross_check, site.detection.enabled)
        self._rules, self._changing, self._stopped = site.rules, threading.Lock(), False
        self._models, self._slots = folder.models, dict[str, str]()
        self._hits = RuleHits(site.rules, places.point, alarms, self._owns_detection, folder.seen)
        self.detection: DetectionEngine | None = None
        if site.detection.enabled and site.cameras:
            choice = self._choice = model_choice(site.detection, folder.models, site.rules)
            self.detection = DetectionEngine(
                clock,
                choice,
                self._boxes_found,
                self._hits.take,
                self._detector_changed,
                lower_priority=system.lower_priority,
                crash_log=folder.root / "crash.log",
            )

    def recall(self) -> None:
        """Take from the alarms which cameras were lost, or showed what they should not, when the station last ran."""
        self._camera_watch.recall(self._standing())
        found = (one for one in self._alarms.snapshot().occurrences if one.alarm_class == CAMERA_CLASS and one.active)
        faults = {one.point: one.kind for one in found if one.point.endswith(PICTURE_SUFFIX)}
        self._picture_watch.recall({point.removesuffix(PICTURE_SUFFIX): kind for point, kind in faults.items()})

    def _standing(self) -> set[str]:
        """The cameras whose loss is an alarm now, whichever station raised it."""
        found = self._alarms.snapshot().occurrences
        lost = [one for one in found if one.alarm_class == CAMERA_CLASS and one.active]
        return {one.point for one in lost if not one.point.endswith(PICTURE_SUFFIX)}

    def _watches(self, camera: str) -> bool:
        return self._leases.owns(camera_lease(camera))

    def _owns_detection(self, camera: str) -> bool:
        return self._leases.owns(detection_lease(camera))

    def start(self) -> None:
        """Connect the cameras and begin to look at them."""
        self._leases.want(camera_lease(camera.id) for camera in self._site.cameras if self._places.streams(camera.id))
        self.video.start()
        self.video.set_cameras(self._sources())
        if self.detection is not None:
            self.seen.start()
            self._start_detection(self.detection)

    def stop(self) -> None:
        """Stop looking and disconnect."""
        with self._changing:
            self._stopped = True
            if self.detection is not None:
                self.detection.stop()
                self.seen.stop()
        self.video.stop()

    def tick(self) -> None:
        """Raise the alarms of cameras lost for long enough, note what was seen of alarms; about once a second."""
        self._camera_watch.tick()
        self._picture_watch.tick()
        self.cross_check.tick(self._clock.now())
        if self.detection is not None:
            self.detection.show(self.video.shown())

    def wall_cameras(self) -> list[str]:
        """Return the cameras of the wall: the first layout's, else all, in the site document's order."""
        everything = [camera.id for camera in self._site.cameras if self._places.streams(camera.id)]
        if not self._site.layouts:
            return everything
        chosen = [camera for camera in self._site.layouts[0].cameras if camera in everything]
        return chosen + [camera for camera in everything if camera not in chosen]

    def set_rules(self, rules: Sequence[Rule]) -> None:
        """Let detection go by these rules from now on. Blocks for seconds where they need other classes of a model."""
        with self._changing:
            before, after = detection_rules(self._rules), detection_rules(rules)
            self._rules = tuple(rules)
            self._hits.use(rules)
            if self.detection is not None and not self._stopped:
                self._watch_by(self.detection, before, after)

    def _watch_by(self, detection: DetectionEngine, before: _Rules, after: _Rules) -> None:
        for camera, slot in self._slots.items():
            if before.get(camera) != after.get(camera):
                detection.watch(camera, slot, after.get(camera, ()), 1 if camera in after else 0)
        self._leases.give_up(detection_lease(camera) for camera in before.keys() - after.keys())
        if detection.state.phase is DetectorPhase.RUNNING:
            self._leases.want(detection_lease(camera) for camera in after)
        choice = model_choice(self._site.detection, self._models, self._rules)
        if set(choice.classes) - set(self._choice.classes):
            self._choice = choice
            detection.use(choice)

    def prioritise(self, cameras: Sequence[str]) -> None:
        """Let detection look at these cameras first: the zone in alarm."""
        if self.detection is not None:
            self.detection.prioritise(cameras)

    def stream_states(self) -> list[StreamState]:
        """Return the newest state of every stream, for a window that opens later than the streams."""
        return list(self._streams.values())

    def clock_offset_ms(self, camera: str) -> float | None:
        """How far the camera's clock is from ours, in milliseconds; None where it does not tell its time."""
        state = self._streams.get((camera, StreamKind.SUB))
        return None if state is None or state.clock_offset is None else state.clock_offset * 1000

    def statuses(self) -> list[PartStatus]:
        """Judge cameras, workers and detector."""
        running = sum(state.phase is WorkerPhase.RUNNING for state in self._workers.values())
        return [
            health.cameras_status(self.stream_states(), [camera.id for camera in self._site.cameras]),
            health.workers_status(running, VIDEO_WORKERS),
            health.detector_status(self._detector, self._restarts.in_last_hour(self._clock.monotonic())),
            *(self._seen_statuses() if self.detection is not None else []),
        ]

    def _seen_statuses(self) -> list[PartStatus]:
        fire = self._choice.fire
        return [health.fire_seen_status(self._detector, fire.name if fire is not None else ""), self.seen.status()]

    def _sources(self) -> list[CameraSource]:
        return [
            CameraSource(
                camera.id,
                self._address(camera, camera.sub),
                self._address(camera, camera.main),
                camera.transport,
                self._site.audio.allowed and self._site.recording.sound,
            )
            for camera in self._site.cameras
            if self._places.streams(camera.id)
        ]

    def _address(self, camera: Camera, url: str) -> StreamAddress | None:
        """A password that cannot be read leaves its camera refused, and no other camera without a picture."""
        if not url:
            return None
        try:
            password = camera.password.reveal() if camera.password is not None else ""
        except SecretError as error:
            self.locked_out[camera.id] = error.code
            log.warning("camera %s: its password cannot be read: %s", camera.id, error)
            return StreamAddress(url, None)
        credentials = Credentials(camera.username, password) if camera.username else None
        return StreamAddress(url, credentials, Trust(camera.tls_ca, camera.tls_fingerprint))

    def _start_detection(self, detection: DetectionEngine) -> None:
        rules = detection_rules(self._rules)
        rate = self._site.detection.rate
        detection.start()
        for camera in self.wall_cameras():
            slot = self._slots[camera] = self.video.tap(camera, *TAP_SIZE, rate)
            detection.watch(camera, slot, rules.get(camera, ()), 1 if camera in rules else 0)

    def _stream_changed(self, state: StreamState) -> None:
        if state.reason == "unauthorized" and state.camera in self.locked_out:
            state = replace(state, reason="no_password")  # none was sent: what is in the camera may well be right
        self._streams[state.camera, state.kind] = state
        self._camera_watch.take(state)
        self._news.stream_changed(state)

    def picture_fault(self, camera: str) -> str:
        """What is wrong with a camera's picture now, "" for nothing: for a window that opens later."""
        return self._picture_watch.worst_of(camera) or ""

    def turning(self, camera: str) -> None:
        """A camera turns: what picture health learnt of it was another place."""
        with contextlib.suppress(MediaError):  # one without a stream, or that is gone, is judged by nobody
            self.video.tell(LearnAnew(camera))

    def _quality_changed(self, state: QualityState) -> None:
        camera = self._places.camera(state.camera)
        if state.kind is QualityKind.MOVED and camera is not None and camera.ptz is not None:
            return  # it is there to be moved
        if state.kind is QualityKind.LOOPED and camera is not None and camera.sub.startswith("file:"):
            return  # a film that stands in for a camera is played over and over
        self._picture_watch.take(state)
        self._news.quality_changed(state.camera, self.picture_fault(state.camera))

    def _worker_changed(self, state: WorkerState) -> None:
        self._workers[state.worker] = state

    def _detector_changed(self, state: DetectorState) -> None:
        """Only a station whose detection runs is to tell what it finds."""
        self._detector = state
        self._restarts.take(state.restarts, self._clock.monotonic())
        self.on_detector(state)
        owned = [detection_lease(rule.camera) for rule in self._rules]
        if state.phase is DetectorPhase.FAILED:
            self._leases.give_up(owned)
        elif state.phase is DetectorPhase.RUNNING:
            self._leases.want(owned)
        self._news.detector_changed(state)

    def _boxes_found(self, boxes: BoxSet) -> None:
        self.on_boxes(boxes)
        self._sightings.take(boxes)
        self.seen.take(boxes)
        self._news.boxes_found(boxes)

    def _report_camera(self, camera: str, active: bool, cause: str) -> None:
        """A loss is named by its cause; its end, which an earlier run may have begun, ends whatever stands."""
        name = {"occ": cause, SEEN_AT: self._camera_watch.last_seen(camera)} if active else {}
        self._alarms.report(CAMERA_CLASS, camera, active, cause=cause, kind=CAMERA_LOST_KIND, **name)

    def _report_picture(self, camera: str, kind: QualityKind, active: bool, cause: str) -> None:
        """What is wrong with a picture is named by its cause; its end ends whatever stands."""
        name = {"occ": cause} if active else {}
        self._alarms.report(CAMERA_CLASS, camera + PICTURE_SUFFIX, active, cause=cause, kind=kind.value, **name)

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
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from alarms.engine import AlarmEngine
from alarms.guidance import required_for
from alarms.messages import DeviceMessage, MessageError, parse_message
from alarms.model import Incident
from alarms.nuisance import PointReport
from alarms.ports import AlarmChange, RawMessage
from alarms.service import AlarmService
from app.data_folder import DataFolder
from app.loudspeaker import open_loudspeaker
from app.notifier import News
from app.people.authorised import Authority
from app.people.duty import Duty
from app.preferences import load_preferences
from app.services import health
from app.services.alarm_site import alarm_site
from app.services.call_up import highest
from app.services.camera_ear import CameraEar
from app.services.device_link import DeviceLink
from app.services.dispatches import Roster
from app.services.evidence_order import EvidenceSources
from app.services.evidence_pictures import VERIFY_PAGE, EvidencePictures
from app.services.evidence_seen import Seen
from app.services.footage import FootageDesk
from app.services.gates import GateService
from app.services.health import HealthBoard, Level, PartStatus
from app.services.incident_media import IncidentMedia, SavedClip
from app.services.parking import ParkingService
from app.services.places import Places
from app.services.plan_book import PlanBook
from app.services.point_trends import PointTrends
from app.services.privacy import PrivacyBook
from app.services.recorders import Recorders
from app.services.replay_marks import SeenMarks
from app.services.rule_book import RuleBook
from app.services.seen_search import SeenSearch
from app.services.stations import StationNetwork, gate_lease
from app.settings import LoadResult
from app.site_detection import Rule
from app.station_cameras import StationCameras
from app.station_duty import StationDuty
from app.station_elsewhere import StationElsewhere
from app.station_people import StationPeople
from app.station_ptz import make_ptz, ptz_status
from app.station_recording import StationRecording
from app.station_records import StationRecords
from app.station_replay import StationReplay
from app.station_values import StationValues
from app.store.remembered import Remembered
from app.store.worst_points import worst_of
from app.voice.service import VoiceService
from video.clock import Clock
from video.masks import Areas
from video.model import StreamState

log = logging.getLogger(__name__)

WATCH_PERIOD_SECONDS = 1.0
RESERVE_PERIOD_SECONDS = 60.0
#: How fresh another station's alarm has to be for clips of it: what the packets in memory still show.
RECORD_OF_OTHERS_SECONDS = 30.0
#: The newest alarms of the week among which the worst points are looked for while the wall is running.
WORST_AMONG = 5000


class Station:
    """Everything that runs. ``news`` is told of what happens, from the threads in which it happens."""

    def __init__(self, loaded: LoadResult, folder: DataFolder, clock: Clock, news: News) -> None:
        self.site = loaded.site
        self.problems = loaded.problems
        self.folder = folder
        self.clock = clock
        self.places = Places(self.site)
        self.trends = PointTrends()
        self._news = news
        self._board = HealthBoard()
        self._stopping = threading.Event()
        self._watcher: threading.Thread | None = None
        folder.create()
        self.preferences = load_preferences(folder.preferences)
        document = loaded.file or folder.root / "site.toml"
        self.plans = PlanBook(self.site, document, folder.plan_draft, clock)
        self.rules = RuleBook(self.site, document, clock)
        self._open_records()
        kept = Remembered(self.database, clock, "privacy/")
        self.privacy = PrivacyBook(self.site, document, clock, folder.private_elsewhere, kept, loaded.problems)
        self._make_alarms()
        self._make_cameras()
        self._make_devices()
        self._make_people()
        self._make_past(loaded)
        self.voice = VoiceService(self.site, folder.voice, self._news.voice_changed)

    @property
    def user(self) -> str:
        """Whose name an act bears now: who is signed in, else nobody at this station."""
        return self.people.user

    def start(self) -> None:
        """Start everything, alarms first."""
        self.alarms.start()
        self.people.start()
        self.cameras.recall()
        self.network.start()
        self.values.start()
        self.devices.start()
        self.recording.start(self.media.recover)
        self.cameras.start()
        self.ptz.start()
        self.duty.start()
        self.replay.start()
        self.elsewhere.start()
        self.records.start()
        self.voice.start()
        self._watcher = threading.Thread(target=self._watch, name="station-watch", daemon=True)
        self._watcher.start()

    def stop(self) -> None:
        """Stop everything, alarms last, so that what arrives until then is still recorded."""
        self._stopping.set()
        if self._watcher is not None:
            self._watcher.join()
        self.voice.stop()
        self.duty.stop()
        self.replay.stop()
        self.elsewhere.stop()
        self.ear.stop()
        self.ptz.stop()
        self.cameras.stop()
        self.recording.stop()
        self.devices.stop()
        self.values.stop()
        self.network.stop()
        self.alarms.stop()
        self.people.stop()
        self.records.stop()
        self.preferences.save()
        self.records.close()

    def wall_cameras(self) -> list[str]:
        """Return the cameras of the wall: the first layout's, else all, in the site document's order."""
        return self.cameras.wall_cameras()

    def prioritise(self, cameras: Sequence[str]) -> None:
        """Let detection look at these cameras first: the zone in alarm."""
        self.cameras.prioritise(cameras)

    def stream_states(self) -> list[StreamState]:
        """Return the newest state of every stream, for a window that opens later than the streams."""
        return self.cameras.stream_states()

    def worst_points(self) -> tuple[PointReport, ...]:
        """Return the points that cried wolf most in the last week; reads the record, so not for the GUI thread."""
        return worst_of(self.database, self.clock.now(), alarms=WORST_AMONG)

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
        real = tuple(one for one in change.messages if not one.drill)  # a drill opens no gate and counts no car
        self.duty.changed(change)
        for take in (self.gates.take, self.parking.take, self.values.take, self.trends.take):
            try:
                take(real)
            except Exception:
                log.exception("messages of devices were not taken in")
        since = self.clock.now() - RECORD_OF_OTHERS_SECONDS
        for action in (*change.actions, *(one for one in change.merged if one.at >= since)):
            if action.kind.value == "raise":
                self._raised(action.occurrence, change)

    # What is made at the start.

    def _open_records(self) -> None:
        self.records = StationRecords(self.site, self.folder, self.clock)
        self.database = self.records.database
        self.journal = self.records.journal
        self.audit = self.records.audit
        self.clips = self.records.clips
        self.passages = self.records.passages
        self.incidents = self.records.incidents
        self.key = self.records.key
        self.evidence = self.records.evidence
        self.register = self.records.register
        self.outbox = self.records.outbox

    def _make_alarms(self) -> None:
        self._engine = AlarmEngine(alarm_site(self.site), self.clock, self._required_steps)
        self.alarms = AlarmService(self._engine, self.journal, self.clock)
        self.alarms.add_listener(self)
        self.network = StationNetwork(self.site, self.journal, self.alarms, self.clock)
        self.recorders = Recorders(self.site, self.clock, self.network.leases.status)

    def _make_cameras(self) -> None:
        self.cameras = StationCameras(
            self.site, self.places, self.folder, self.clock, self.alarms, self._news, self.network.leases
        )
        self.rules.on_changed = self._rules_changed
        self.video = self.cameras.video
        self.video.set_masks(self.privacy.all)
        self.detection = self.cameras.detection
        self.ptz = make_ptz(self.places, self.network, self.clock, self._news, self.cameras.turning)
        self.ear = CameraEar(self.video.listen, open_loudspeaker, self._news.sound_changed)
        parts = (self.records, self.alarms, self.recorders, self.cameras, self.clock)
        self.recording = StationRecording(self.site, self.folder, *parts)
        self.media = IncidentMedia(
            self.site,
            self.places,
            self.video,
            self.folder.clips,
            on_saved=self._clip_saved,
            on_failed=lambda incident, _camera, _error: self._news.records_changed(incident),
            records=self.recorders.records_here,
            main=self.recording.service.plans.incident,
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
            on_passage=self.records.keep_passage,
            decides=lambda gate: self.network.leases.owns(gate_lease(gate)),
        )
        self.network.leases.want(gate_lease(gate.id) for gate in self.site.gates)
        self.parking = ParkingService(self.site, self._news.parking_changed)
        self.values = StationValues(self.places, self.alarms.board, self.folder, self.clock)
        self._recall()

    def _make_people(self) -> None:
        self.people = StationPeople(
            self.records, self.alarms, self.gates, self.places, self.folder, self.clock, self._duty_changed
        )
        self.acts = self.people.acts
        self.roster = Roster(self.site, lambda: self.people.desk.duty, self.people.accounts.listed)
        self.duty = StationDuty(
            self.records,
            self.people,
            self.alarms,
            self.devices,
            self.places,
            self.folder,
            self.clock,
            self._board.parts,
            self._news.watch_changed,
        )
        self.case_acts = self.people.case_acts

    def _make_past(self, loaded: LoadResult) -> None:
        own = self.recording.index
        self.footage = FootageDesk(own)
        self.elsewhere = StationElsewhere(
            loaded,
            self.folder,
            self.records,
            self.alarms,
            self.recorders,
            own,
            self.footage,
            self.clock,
            lambda: self.people.user,
            self.privacy,
        )
        self.replay = StationReplay(
            self.footage,
            self.records,
            self.people.authorised,
            self.places,
            self.video,
            self.folder.root / "replay",
            self.clock,
            open_loudspeaker,
            self.privacy.withheld,
        )
        recording = self.site.recording
        self.replay.engine.set_masks(self.privacy.of_past)
        seen = SeenMarks(self.cameras.seen)
        self.replay.boxes = seen
        self.replay.events.add(seen)
        self.replay.search = SeenSearch(self.cameras.seen, self.places)
        self.privacy.on_changed = self._private_changed
        self.evidence.sources = EvidenceSources(
            self.footage,
            self.privacy,
            EvidencePictures(self.places, self.plans),
            VERIFY_PAGE,
            recording.before_s,
            recording.after_s,
            Seen(self.cameras.seen, self.folder.seen, self.clips.seen_picture),
        )

    def _rules_changed(self, rules: Sequence[Rule]) -> None:
        self.cameras.set_rules(rules)
        self._news.rules_changed(tuple(rules))

    def _private_changed(self, areas: Mapping[str, Areas]) -> None:
        self.video.set_masks(areas)
        self.replay.engine.set_masks(self.privacy.of_past)

    def _duty_changed(self, duty: Duty) -> None:
        self.ptz.person_changed(Authority(duty.actor, station=self.site.station.id).actor)
        self._news.duty_changed(duty)

    def _recall(self) -> None:
        """Take from the journal what gates and stalls last said, so that a restart shows it, with its age."""
        messages = parsed(self.journal.latest_states())
        self.gates.take(messages)
        self.parking.take(messages)
        self.values.live.recall(messages)
        self.gates.enter(parsed(self.journal.passages_not_entered()))

    # Clips and guidance.

    def _raised(self, occurrence: str | None, change: AlarmChange) -> None:
        found = next((one for one in change.occurrences if one.id == occurrence), None)
        if found is None:
            return
        self.cameras.cross_check.raised(found)
        try:
            self.media.occurrence_raised(found)
        except OSError as error:
            log.warning("no clips of occurrence %s: %s", found.id, error)

    def _clip_saved(self, clip: SavedClip) -> None:
        self.records.keep_clip(clip, self.cameras.clock_offset_ms(clip.camera))
        self._news.records_changed(clip.incident)

    def _required_steps(self, incident: Incident) -> tuple[str, ...]:
        """Return the steps of the guidance that the card shows: that of the incident's highest alarm.

        Called in the alarm thread, as everything that reads the engine's ledger.
        """
        known = self._engine.ledger.occurrences
        chief = highest(known[one] for one in incident.occurrences if one in known)
        guidance = self.places.guidance_of(chief, incident)
        sent = len({one.guard for one in incident.dispatches})
        return tuple(required_for(guidance.steps, incident.verdict, sent=sent, noted=bool(incident.notes)))

    # Health.

    def _watch(self) -> None:
        filled_at = float("-inf")
        while not self._stopping.wait(WATCH_PERIOD_SECONDS):
            self.cameras.tick()
            self.people.tick()
            self.duty.tick()
            self.elsewhere.tick()
            self.replay.tick()
            if self.clock.monotonic() - filled_at >= RESERVE_PERIOD_SECONDS:
                self.records.reserve.fill()
                filled_at = self.clock.monotonic()

    def _judge(self) -> list[PartStatus]:
        fault = self.alarms.fault
        broker = self.devices.status()
        return [
            health.journal_status("" if fault is None else str(fault.detail.get("code", fault.code))),
            broker,
            self.devices.refused(),
            *self.cameras.statuses(),
            self.recording.status(),
            *([ptz_status(self.ptz)] if self.ptz.cameras else []),
            health.disk_status(shutil.disk_usage(self.folder.root).free + self.records.reserve.held),
            *self.values.statuses(broker),
            *self.records.shared_statuses(),
            self._points_status(),
            self.network.status(),
            self.people.status(),
            self.voice.status(),
            *self.elsewhere.statuses(),
            *filter(None, (self.privacy.status(),)),
            self._site_status(),
        ]

    def _points_status(self) -> PartStatus:
        seen = self.alarms.overview
        disarmed = sum(not zone.armed for zone in seen.armed)
        return health.points_status(len(seen.shelved), len(seen.out_of_service), disarmed, seen.flood.on)

    def _site_status(self) -> PartStatus:
        wrong = [problem.where for problem in self.problems]
        wrong += [f"camera {camera} password ({code})" for camera, code in self.cameras.locked_out.items()]
        if not wrong:
            return PartStatus("site", Level.GOOD, "complete")
        detail: dict[str, str | float] = {"count": len(wrong), "first": wrong[0]}
        return PartStatus("site", Level.DEGRADED, "problems", detail)


def parsed(kept: Iterable[RawMessage]) -> list[DeviceMessage]:
    """Read messages of the journal again; what cannot be read any more is left out."""
    messages: list[DeviceMessage] = []
    for raw in kept:
        with contextlib.suppress(MessageError):
            messages.append(parse_message(raw.topic, raw.payload, raw.received_at, retained=True))
    return messages


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

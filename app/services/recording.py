"""Recording as a service: plans to the workers, segments into the index, room, read-back and alarms.

One thread of its own does all that touches disk and database; nobody waits for it.
"""

from __future__ import annotations

import logging
import shutil
import threading
import uuid
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from alarms.model import Occurrence
from app.services.health import PartStatus
from app.services.recording_plans import RecordingPlans
from app.services.recording_room import FootageRoom
from app.services.recording_watch import RecordingWatch, Report
from app.site_document import SiteDocument
from app.store.archive import ArchiveIndex
from app.store.archive_check import enter_unknown, repair_one
from app.store.errors import StoreError
from video.archive.engine_part import RecordingOrders
from video.archive.model import DiskFault, RecorderState, RecordingPlan, Segment
from video.clock import Clock
from video.model import StreamKind

log = logging.getLogger(__name__)

MARKER: Final = ".watchroom-archive"
TICK_S: Final = 1.0
LOOK_S: Final = 60.0
#: With less room than wanted, room is made this often, seconds.
HURRY_S: Final = 5.0
#: Segments that wait for a database that does not take them.
MOST_WAITING: Final = 10_000


class RecordingService:
    """`start` and `stop` it; the rest from any thread.

    live: whether a camera's pictures come. held: whether a hold keeps footage. records: whether this station is to
    record a camera at all. own_folder: the archive lies in the data folder, which is known to be there.
    """

    def __init__(
        self,
        site: SiteDocument,
        index: ArchiveIndex,
        orders: RecordingOrders,
        clock: Clock,
        report: Report,
        *,
        own_folder: bool,
        live: Callable[[str], bool],
        held: Callable[[str, float, float], bool],
        records: Callable[[str], bool] = lambda _camera: True,
    ) -> None:
        self._site, self._index, self._orders, self._clock = site, index, orders, clock
        self._own_folder, self._live, self._records = own_folder, live, records
        self.plans = RecordingPlans(site, index.root, clock)
        self.room = FootageRoom(site, index, self._free, held)
        self.watch = RecordingWatch(clock, index, site.recording.legal_days, site.station.id, report)
        self._told: dict[str, RecordingPlan] = {}
        self._wanted: dict[str, float] = {}
        self._states: dict[tuple[str, StreamKind], RecorderState] = {}
        self._came: deque[Segment] = deque(maxlen=MOST_WAITING)
        self._folder: DiskFault = ""
        self._looked_at = self._hurried_at = float("-inf")
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        orders.on_segment = self._segment
        orders.on_state = self._state

    def recall(self, occurrences: Iterable[Occurrence]) -> None:
        """Which alarms stand since the station last ran."""
        self.watch.recall(occurrences)

    def start(self, first: Callable[[], object] = lambda: None) -> None:
        """Begin: close what the last run left open, do `first`, and record."""
        self._thread = threading.Thread(target=self._run, args=(first,), name="recording", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End, after the workers have closed their files."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def status(self) -> PartStatus:
        """Judge it for the health page."""
        return self.watch.status(any_recorded=self.plans.any)

    # From the engine's threads.

    def _segment(self, segment: Segment) -> None:
        self._index.grow(segment)
        self._came.append(segment)

    def _state(self, state: RecorderState) -> None:
        self._states[state.camera, state.kind] = state

    # The thread.

    def _run(self, first: Callable[[], object]) -> None:
        self._guarded(self.recover)
        self._guarded(first)
        while not self._stopping.wait(TICK_S):
            self._guarded(self.tick)
        self._guarded(self.enter)
        self._guarded(self.recover)  # a worker that ends is not heard to the last word

    @staticmethod
    def _guarded(work: Callable[[], object]) -> None:
        try:
            work()
        except (StoreError, OSError) as error:
            log.warning("recording: %s", error)
        except Exception:
            log.exception("recording goes on")

    def recover(self) -> None:
        """Close what the last run, or a worker that was lost, left open."""
        for segment in self._index.not_closed():
            repair_one(self._index, segment)
        enter_unknown(self._index)

    def tick(self) -> None:
        """About once a second."""
        self._folder = self._judge_folder()
        self.enter()
        self._order()
        self.watch.disk(self._states.values(), self._folder, self.room.held_back)
        now = self._clock.monotonic()
        if now - self._looked_at >= LOOK_S:
            self._looked_at = now
            self._look()
        elif now - self._hurried_at >= HURRY_S and self._short_of_room():
            self._hurried_at = now
            self.room.make(self._clock.now())

    def enter(self) -> None:
        """Enter what came into the index: the last word about each file counts."""
        came: dict[Path, Segment] = {}
        while self._came:
            segment = self._came.popleft()
            came[segment.path] = segment
        known = self._index.known_open()
        news = [one for one in came.values() if one.closed or one.path not in known]
        try:
            self._index.add(news)
        except StoreError:
            self._came.extendleft(reversed(news))
            raise

    def _order(self) -> None:
        now = self._clock.monotonic()
        for camera in self._site.cameras:
            here = self._records(camera.id) and not self._folder
            plan = self.plans.plan(camera.id) if here else RecordingPlan(self._index.root)
            told = self._told.get(camera.id)
            if told is None or (plan.kinds, plan.cause, plan.incident, plan.marker) != (
                told.kinds,
                told.cause,
                told.incident,
                told.marker,
            ):
                self._told[camera.id] = plan
                self._orders.record(camera.id, plan)
                gone = [key for key in self._states if key[0] == camera.id and key[1] not in plan.kinds]
                for key in gone:
                    del self._states[key]
            if self._records(camera.id) and self.plans.wants(camera.id):
                self._wanted.setdefault(camera.id, now)
            else:
                self._wanted.pop(camera.id, None)

    def _look(self) -> None:
        """Each minute: make room, read back, look ahead."""
        now = self._clock.now()
        if not self._folder:
            self.room.make(now)
            self.watch.room(self.room.forecast(now) if self.plans.any else ())
            self._close_left_open(now)
        self.watch.read_back(self._wanted, self._live)
        oldest = min((one.start for one in self._index.holdings().values()), default=now)
        self._index.forget_gaps(oldest)

    def _close_left_open(self, now: float) -> None:
        """A worker that was lost could not close its files."""
        for segment in self._index.not_closed():
            newest = self._index.newest(segment.camera, segment.kind)
            growing = segment if newest is None else newest
            if growing.path != segment.path or now - growing.end > 2 * LOOK_S:
                repair_one(self._index, segment)

    def _short_of_room(self) -> bool:
        free = self._free()
        full = any(state.fault == "full" for state in self._states.values())
        return full or (free is not None and free < self._site.recording.leave_free_gb * 1e9)

    def _free(self) -> int | None:
        try:
            return shutil.disk_usage(self._index.root).free
        except OSError:
            return None

    def _judge_folder(self) -> DiskFault:
        """See that the archive's folder is there, and is the one it was; made only inside the data folder."""
        root = self._index.root
        try:
            if self._own_folder:
                root.mkdir(parents=True, exist_ok=True)
                return ""
            if not root.is_dir():
                return "gone"
            token = self._index.folder_token()
            marker = root / MARKER
            if token is None:
                token = uuid.uuid4().hex if not marker.exists() else marker.read_text("ascii").strip()
                marker.write_text(token, "ascii")
                self._index.set_folder_token(token)
            if not marker.is_file() or marker.read_text("ascii").strip() != token:
                return "gone"
        except PermissionError:
            return "refused"
        except OSError:
            return "gone"
        self.plans.marker = MARKER
        return ""

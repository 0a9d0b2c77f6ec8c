"""Footage that other stations recorded: listed and fetched over their doors, and what is here while they are away.

A camera with a recorder may have footage at three places: its recorder's, its stand-in's, and here. They are asked
together, so nobody needs to know who recorded which minute.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import CancelledError, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from app.archive_door.client import DoorClient
from app.archive_door.library import read_segment, read_stretch
from app.services.footage import Availability
from app.services.footage_remote_cache import FetchCache
from app.services.recorders import Recorders
from app.store.records import Elsewhere
from video.archive.model import FootageError, FootageSource, Segment, Stretch
from video.clock import Clock
from video.model import StreamKind

#: How many files of others are remembered by where they would lie.
KNOWN: Final = 20_000
WATCH_S: Final = 5.0
_MISSES: Final = 2
T = TypeVar("T")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Remote:
    station: str
    path: str
    query: Mapping[str, object]
    note: Mapping[str, Any]


class Doors:
    """The other stations' doors, and which of them answer. `start` begins to look every few seconds."""

    def __init__(
        self,
        clients: Iterable[DoorClient],
        clock: Clock,
        every_s: float = WATCH_S,
        on_hello: Callable[[str, Mapping[str, Any]], object] = lambda _station, _told: None,
    ) -> None:
        """on_hello: told what a station says of itself, each time, in a thread of this."""
        self.clients = {one.peer.station: one for one in clients}
        self._clock = clock
        self._every = every_s
        self._on_hello = on_hello
        self._lock = threading.Lock()
        self._answered: dict[str, float] = {}
        self._misses: dict[str, tuple[int, str]] = {}
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to watch."""
        if self.clients:
            self._thread = threading.Thread(target=self._watch, name="archives", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def away(self, station: str) -> Elsewhere | None:
        """Why a station's footage cannot be had now; None where it can, as far as is known. Never waits."""
        with self._lock:
            misses, code = self._misses.get(station, (0, ""))
            since = self._answered.get(station)
        if station not in self.clients:
            return Elsewhere(station, None, "no_door")
        if misses >= _MISSES or (misses and since is None):
            return Elsewhere(station, since, code)
        return None

    def all_away(self) -> list[Elsewhere]:
        """Those that cannot be had now."""
        return [found for found in map(self.away, sorted(self.clients)) if found is not None]

    def answered(self, station: str, error: FootageError | None) -> None:
        """Note how a question went: an answer of whatever kind is a sign of life."""
        with self._lock:
            if error is None or error.code in ("missing", "undeclared"):
                self._answered[station] = self._clock.now()
                self._misses.pop(station, None)
            elif error.code in ("away", "refused"):
                self._misses[station] = (self._misses.get(station, (0, ""))[0] + 1, error.code)

    def ask(self, station: str, path: str, **query: object) -> Mapping[str, Any]:
        """Ask one of them. Raises FootageError."""
        client = self.clients.get(station)
        if client is None:
            raise FootageError("away", station)
        try:
            told = client.ask(path, **query)
        except FootageError as error:
            self.answered(station, error)
            raise
        self.answered(station, None)
        return told

    def _watch(self) -> None:
        while not self._stopping.is_set():
            for station in self.clients:
                try:
                    self._on_hello(station, self.ask(station, "/1/hello"))
                except FootageError as error:
                    log.debug("archive of %s: %s", station, error)
                if self._stopping.is_set():
                    return
            self._stopping.wait(self._every)


class RemoteFootage:
    """A FootageProvider for cameras that other stations record, or recorded for a while.

    ``person`` gives who sits at this station, for the other one's audit log.
    """

    def __init__(
        self,
        own: FootageSource,
        recorders: Recorders,
        doors: Doors,
        cache: FetchCache,
        person: Callable[[], str] = lambda: "",
    ) -> None:
        self._own = own
        self._recorders = recorders
        self._doors = doors
        self._cache = cache
        self._person = person
        self._lock = threading.Lock()
        self._known: OrderedDict[Path, _Remote] = OrderedDict()
        self._pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="archive-ask")

    def close(self) -> None:
        """End; what is under way is waited for."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def serves(self, camera: str) -> bool:
        """Whether another station has or may have footage of the camera."""
        return bool(self._recorders.elsewhere(camera))

    def availability(self, camera: str) -> Availability:
        """Whether all of it can be had now; never waits. The owner's word counts, not the stand-in's."""
        owner = self._recorders.owner(camera)
        others = self._recorders.elsewhere(camera)
        if owner not in others:
            return Availability("here")
        away = self._doors.away(owner)
        if away is None:
            return Availability("remote", owner)
        return Availability("away", owner, away.since or self._recorders.seen(owner).at)

    def segments(self, camera: str, start: float, end: float, kind: StreamKind | None = None) -> tuple[Segment, ...]:
        """Give what there is anywhere that answers, and what was fetched from those that do not."""
        found = list(self._own.segments(camera, start, end, kind))
        for station, told in self._asked("/1/segments", camera, start, end, kind=kind.value if kind else ""):
            found += (
                self._read(station, camera, told) if told is not None else self._fetched(station, camera, start, end)
            )
        kept = [one for one in found if kind in (None, one.kind)]
        return tuple(sorted(kept, key=lambda one: (one.start, one.kind)))

    def stretches(self, camera: str, start: float, end: float) -> tuple[Stretch, ...]:
        """Give what there is; of a station that is away what was fetched, and for the rest a gap that says so."""
        found, away = list(self._own.stretches(camera, start, end)), False
        for station, told in self._asked("/1/stretches", camera, start, end):
            if told is not None:
                found += _safe(lambda told=told: [read_stretch(one) for one in told["stretches"]], list[Stretch]())  # type: ignore[misc]
            else:
                have = self._fetched(station, camera, start, end)
                found += [Stretch(one.start, one.end, one.cause) for one in have]
                away = away or station == self._recorders.owner(camera)
        if away:
            held = sorted((one.start, one.end) for one in found if one.cause != "gap")
            found += [Stretch(first, last, "gap", "owner_away") for first, last in between(held, start, end)]
        return tuple(sorted(set(found), key=lambda one: (one.start, one.end, one.cause)))

    def fetch(self, segment: Segment) -> Path:
        """Give the whole file, from the cache or from its station; raises FootageError."""
        with self._lock:
            remote = self._known.get(segment.path)
        if remote is None:
            if self._cache.have(segment.path) or segment.path.is_file():
                return segment.path
            return self._own.fetch(segment)
        return self.take(segment.path, remote.station, remote.path, remote.query, remote.note)

    def take(
        self,
        path: Path,
        station: str,
        door_path: str,
        query: Mapping[str, object],
        note: Mapping[str, Any],
        sha256: str = "",
    ) -> Path:
        """Fetch a file of a station into the cache. Raises FootageError."""
        client = self._doors.clients.get(station)

        def fetch(draft: Path) -> None:
            if client is None:
                raise FootageError("away", station)
            try:
                client.download(door_path, query, draft, person=self._person(), sha256=sha256)
            except FootageError as error:
                self._doors.answered(station, error)
                raise
            self._doors.answered(station, None)

        return self._cache.take(path, note, fetch)

    def _asked(
        self, path: str, camera: str, start: float, end: float, **more: object
    ) -> list[tuple[str, Mapping[str, Any] | None]]:
        """Ask every station that may have something, together; None for one that does not answer."""

        def ask(station: str) -> Mapping[str, Any] | None:
            if station not in self._doors.clients:
                return None
            try:
                return self._doors.ask(station, path, camera=camera, start=f"{start:.6f}", end=f"{end:.6f}", **more)
            except FootageError as error:
                log.info("archive of %s: %s", station, error)
                return None

        stations = self._recorders.elsewhere(camera)
        try:
            return list(zip(stations, self._pool.map(ask, stations), strict=True))
        except (RuntimeError, CancelledError):  # the station is being stopped
            return [(station, None) for station in stations]

    def _read(self, station: str, camera: str, told: Mapping[str, Any]) -> list[Segment]:
        def read() -> list[Segment]:
            found = [
                read_segment(one, camera, lambda name: self._cache.path(station, name)) for one in told["segments"]
            ]
            notes = [{"station": station, "camera": camera, **one} for one in told["segments"]]
            with self._lock:
                for segment, note in zip(found, notes, strict=True):
                    query = {"camera": camera, "kind": segment.kind.value, "start": f"{segment.start:.6f}"}
                    self._known[segment.path] = _Remote(station, "/1/segment", query, note)
                    self._known.move_to_end(segment.path)
                while len(self._known) > KNOWN:
                    self._known.popitem(last=False)
            return found

        return _safe(read, list[Segment]())

    def _fetched(self, station: str, camera: str, start: float, end: float) -> list[Segment]:
        """What is in the cache of a station's."""
        found = []
        for path, note in self._cache.notes():
            if (note.get("station"), note.get("camera")) == (station, camera) and "frames" in note:
                one = _safe(lambda note=note, path=path: read_segment(note, camera, lambda _name: path), None)  # type: ignore[misc]
                if one is not None and one.end >= start and one.start <= end:
                    found.append(one)
        return found


def between(held: Iterable[tuple[float, float]], start: float, end: float) -> Iterator[tuple[float, float]]:
    """What is left of a time between sorted stretches of it; pieces under a second are none."""
    at = start
    for first, last in held:
        if first > at + 1.0:
            yield at, first
        at = max(at, last)
    if end > at + 1.0:
        yield at, end


def _safe(read: Callable[[], T], otherwise: T) -> T:
    """Another station's words are not believed to have a shape."""
    try:
        return read()
    except (KeyError, TypeError, ValueError, AttributeError):
        log.warning("an archive told what cannot be understood")
        return otherwise

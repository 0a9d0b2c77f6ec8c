"""What the station keeps beside alarms: clips and other evidence, passages through gates, stalls.

Every write is durable on return, may be repeated (ids are the caller's), and is carried to the shared database.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import Connection, Table, and_, or_, select
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from alarms.ports import Clock
from app.store.database import StationDatabase
from app.store.journal import upsert
from app.store.outbox_rows import note
from app.store.schema import evidence, evidence_access, passage, stall
from app.store.text import clean


@dataclass(frozen=True, slots=True)
class Clip:
    """A recorded file: where it lies, its SHA-256, what it shows. Times are UTC seconds, `size` bytes.

    `clock_offset_ms` is how far the camera's clock was ahead of the station's.
    """

    id: str
    path: str
    sha256: str
    size: int
    camera: str
    start: float | None
    end: float | None
    incident: str | None = None
    kind: str = "clip"
    station: str = ""
    clock_offset_ms: float | None = None
    recorded_at: float = 0.0
    legal_hold: bool = False
    retain_until: float | None = None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A station whose footage cannot be had now. `since`: when it last answered, UTC; None: never. `code`: why."""

    station: str
    since: float | None
    code: str


@dataclass(frozen=True, slots=True)
class Passage:
    """One vehicle through one gate. `id` is the device message's; `picture` a path or URL, never the bytes."""

    id: str
    gate: str
    at: float
    plate: str = ""
    raw_plate: str = ""
    colour: str = ""
    confidence: float | None = None
    direction: str = ""
    device: str = ""
    device_time: float | None = None
    matched_by: str = ""
    decision: str = ""
    decided_by: str = ""
    picture: str = ""
    replay: bool = False
    station: str = ""


@dataclass(frozen=True, slots=True)
class StallState:
    """One parking space: taken, free, or not known (None), since when."""

    id: str
    group: str
    occupied: bool | None
    since: float | None = None
    plate: str = ""


@dataclass(frozen=True, slots=True)
class PassageFilter:
    """Which passages to list; None or empty means any. Times are UTC seconds, from included, until excluded."""

    since: float | None = None
    until: float | None = None
    gate: str = ""
    plate: str = ""


class _Repository:
    def __init__(self, database: StationDatabase, station: str, clock: Clock) -> None:
        self._database = database
        self._station = station
        self._clock = clock

    def _put(self, table: Table, values: Sequence[Mapping[str, Any]]) -> None:
        now = self._clock.now()
        rows = [{**_clean(row), "updated_at": now} for row in values]
        self._database.write(lambda connection: upsert(connection, table, rows, now))

    def _add(self, table: Table, values: Mapping[str, Any]) -> None:
        """Add to a table that only grows; a row whose id is there already stays as it is."""
        row = _clean(values)

        def work(connection: Connection) -> None:
            connection.execute(sqlite_insert(table).values(row).on_conflict_do_nothing(index_elements=["id"]))
            note(connection, table, [str(row["id"])], self._clock.now())

        self._database.write(work)


class ClipRecords(_Repository):
    """Clips, snapshots and other evidence."""

    def put(self, clip: Clip) -> Clip:
        """Keep a clip, or what is new about it; returns it with station and time filled in. Raises StoreError."""
        kept = replace(clip, station=clip.station or self._station, recorded_at=clip.recorded_at or self._clock.now())
        self._put(evidence, [asdict(kept)])
        return kept

    def get(self, clip: str) -> Clip | None:
        """One clip by its id."""
        found = self._select(evidence.c.id == clip)
        return found[0] if found else None

    def of_incident(self, incident: str) -> list[Clip]:
        """All evidence of an incident, by camera and time."""
        return self._select(evidence.c.incident == incident)

    def missing(self, incident: str) -> list[Elsewhere]:
        """The stations that may hold more of an incident and do not give it now."""
        return []

    def of_camera(self, camera: str, since: float, until: float) -> list[Clip]:
        """Clips of a camera that show any of the time from `since` to `until`."""
        overlaps = and_(evidence.c.camera == camera, evidence.c.start < until, evidence.c.end > since)
        return self._select(overlaps)

    def accessed(self, clip: str, action: str, actor: str, reason: str = "", package: str = "") -> None:
        """Note that someone looked at a clip or handed it out; durable on return."""
        values = {"id": str(uuid.uuid4()), "evidence": clip, "action": action, "actor": actor, "reason": reason}
        at = {"package": package, "station": self._station, "at": self._clock.now()}
        self._add(evidence_access, values | at)

    def accesses(self, clip: str) -> list[Mapping[str, Any]]:
        """Who looked at a clip, newest first: action, actor, reason, package, station, at."""
        query = select(evidence_access).where(evidence_access.c.evidence == clip).order_by(evidence_access.c.at.desc())
        with self._database.read.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def _select(self, condition: Any) -> list[Clip]:
        query = select(evidence).where(condition).order_by(evidence.c.camera, evidence.c.start, evidence.c.id)
        with self._database.read.connect() as connection:
            found = connection.execute(query).mappings().all()
        return [Clip(**{name: row[name] for name in Clip.__slots__}) for row in found]


class PassageRecords(_Repository):
    """Vehicles through the gates."""

    def put(self, one: Passage) -> None:
        """Keep a passage, or what is new about it (a decision, a better reading); raises StoreError."""
        self._put(passage, [asdict(replace(one, station=one.station or self._station))])

    def page(
        self, which: PassageFilter = PassageFilter(), before: tuple[float, str] | None = None, limit: int = 50
    ) -> list[Passage]:
        """Passages, newest first; `before` is (at, id) of the last one of the page before."""
        conditions = _passage_conditions(which)
        if before is not None:
            at, last = before
            conditions.append(or_(passage.c.at < at, and_(passage.c.at == at, passage.c.id < last)))
        query = select(passage).where(*conditions).order_by(passage.c.at.desc(), passage.c.id.desc()).limit(limit)
        with self._database.read.connect() as connection:
            found = connection.execute(query).mappings().all()
        return [Passage(**{name: row[name] for name in Passage.__slots__}) for row in found]

    def visits(self, plate: str, limit: int = 5) -> list[Passage]:
        """The last passages of a plate, for the gate's card."""
        return self.page(PassageFilter(plate=plate), limit=limit)


def _passage_conditions(which: PassageFilter) -> list[Any]:
    conditions: list[Any] = []
    if which.since is not None:
        conditions.append(passage.c.at >= which.since)
    if which.until is not None:
        conditions.append(passage.c.at < which.until)
    if which.gate:
        conditions.append(passage.c.gate == which.gate)
    if which.plate:
        conditions.append(passage.c.plate == which.plate)
    return conditions


class StallRecords(_Repository):
    """The last known state of every parking space."""

    def put(self, states: Sequence[StallState]) -> None:
        """Keep the states, in one transaction; raises StoreError."""
        self._put(stall, [asdict(state) for state in states])

    def all(self) -> list[StallState]:
        """Every space, by group and id."""
        with self._database.read.connect() as connection:
            found = connection.execute(select(stall).order_by(stall.c.group, stall.c.id)).mappings().all()
        return [StallState(**{name: row[name] for name in StallState.__slots__}) for row in found]


def _clean(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: clean(value) if isinstance(value, str) else value for name, value in values.items()}

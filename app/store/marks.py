"""Bookmarks in footage and holds on it: who noted what about which camera's time, and what must not be removed.

Holds that stand are remembered here, so retention can ask for each of its thousands of files.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from sqlalchemy import Connection, Engine, and_, or_, select
from sqlalchemy.dialects.sqlite import insert

from alarms.ports import Clock
from app.store.database import StationDatabase
from app.store.journal import upsert
from app.store.tables_marks import footage_mark
from app.store.text import clean

MarkKind = Literal["bookmark", "hold"]


@dataclass(frozen=True, slots=True)
class FootageMark:
    """A note about footage from `start` to `end` (UTC seconds); a hold also keeps it from being removed.

    camera: "" is all of them. incident: what it is about, "" for none. note: of a hold, its reason. expires_at: when it
    ends by itself, None for never. ended_at, ended_by: when it ended and by whom; nobody where its time ran out.
    """

    id: str
    kind: MarkKind
    camera: str
    start: float
    end: float
    note: str
    owner: str
    made_at: float
    incident: str = ""
    expires_at: float | None = None
    ended_at: float | None = None
    ended_by: str = ""
    station: str = ""

    def stands(self, now: float) -> bool:
        """Whether it has not ended."""
        return self.ended_at is None and (self.expires_at is None or self.expires_at > now)

    def covers(self, camera: str, start: float, end: float) -> bool:
        """Whether it is about any of this."""
        return self.camera in ("", camera) and self.start <= end and self.end >= start


class MarkRecords:
    """Every write is durable on return and carried to the shared database. Any thread but the window's."""

    def __init__(self, database: StationDatabase, station: str, clock: Clock) -> None:
        self._database, self._station, self._clock = database, station, clock
        self._lock = threading.Lock()
        self._holds: dict[str, FootageMark] = {}
        self._recall()

    def add(self, mark: FootageMark) -> FootageMark:
        """Keep a new one; returns it with its id, time and station. Raises StoreError."""
        made = mark.made_at or self._clock.now()
        kept = replace(mark, id=mark.id or str(uuid.uuid4()), made_at=made, station=self._station)
        self._put([kept])
        return kept

    def change(self, mark: FootageMark) -> FootageMark:
        """Keep what was changed of one. Raises StoreError."""
        self._put([mark])
        return mark

    def end(self, mark: str, by: str) -> FootageMark | None:
        """End one now; None where there is none of that id, or it has ended. Raises StoreError."""
        found = self.get(mark)
        if found is None or found.ended_at is not None:
            return None
        return self.change(replace(found, ended_at=self._clock.now(), ended_by=by))

    def expire(self) -> tuple[FootageMark, ...]:
        """End the holds whose time has run out, and give them. Raises StoreError."""
        now = self._clock.now()
        with self._lock:
            over = [one for one in self._holds.values() if one.expires_at is not None and one.expires_at <= now]
        ended = tuple(replace(one, ended_at=one.expires_at) for one in over)
        if ended:
            self._put(ended)
        return ended

    def get(self, mark: str) -> FootageMark | None:
        """One by its id."""
        found = self._select(footage_mark.c.id == mark)
        return found[0] if found else None

    def listed(self, *, ended: bool = False) -> tuple[FootageMark, ...]:
        """All that stand, the newest first; with those that ended where wanted."""
        stand = [] if ended else [self._stand()]
        return tuple(sorted(self._select(*stand), key=lambda one: one.made_at, reverse=True))

    def within(self, cameras: Iterable[str], start: float, end: float) -> tuple[FootageMark, ...]:
        """What stands about any of these cameras in a time, in order."""
        table = footage_mark.c
        about = or_(table.camera == "", table.camera.in_(list(cameras)))
        return tuple(self._select(about, table.start <= end, table.end >= start, self._stand()))

    def holds_over(self, camera: str, start: float, end: float) -> tuple[FootageMark, ...]:
        """The holds that keep any of a camera's time; from memory, on any thread."""
        now = self._clock.now()
        with self._lock:
            return tuple(one for one in self._holds.values() if one.stands(now) and one.covers(camera, start, end))

    def is_held(self, camera: str, start: float, end: float) -> bool:
        """Whether any of it must not be removed, whatever its age; from memory, on any thread."""
        return bool(self.holds_over(camera, start, end))

    def take_in(self, rows: Sequence[Mapping[str, Any]]) -> int:
        """Keep what other stations noted, the newest writing of each; how many were new. Raises StoreError."""
        if not rows:
            return 0

        def work(connection: Connection) -> int:
            statement = insert(footage_mark)
            changed = {name: statement.excluded[name] for name in rows[0] if name != "id"}
            newer = footage_mark.c.updated_at < statement.excluded.updated_at
            put = statement.on_conflict_do_update(index_elements=["id"], set_=changed, where=newer)
            return connection.execute(put, [dict(row) for row in rows]).rowcount

        taken = self._database.write(work)
        self._recall()
        return taken

    def _put(self, marks: Sequence[FootageMark]) -> None:
        now = self._clock.now()
        rows = [_row(one) | {"updated_at": now} for one in marks]
        self._database.write(lambda connection: upsert(connection, footage_mark, rows, now))
        with self._lock:
            for one in marks:
                self._holds.pop(one.id, None)
                if one.kind == "hold" and one.ended_at is None:
                    self._holds[one.id] = one

    def _recall(self) -> None:
        found = self._select(footage_mark.c.kind == "hold", footage_mark.c.ended_at.is_(None))
        with self._lock:
            self._holds = {one.id: one for one in found}

    def _stand(self) -> Any:
        table = footage_mark.c
        return and_(table.ended_at.is_(None), or_(table.expires_at.is_(None), table.expires_at > self._clock.now()))

    def _select(self, *conditions: Any) -> list[FootageMark]:
        query = select(footage_mark).where(*conditions).order_by(footage_mark.c.start, footage_mark.c.id)
        with self._database.read.connect() as connection:
            found = connection.execute(query).mappings().all()
        return [FootageMark(**{name: row[name] for name in FootageMark.__slots__}) for row in found]


def others_marks(shared: Engine, station: str, since: float) -> list[dict[str, Any]]:
    """What other stations noted and wrote after `since`, as rows. Raises DBAPIError."""
    table = footage_mark.c
    query = select(footage_mark).where(table.station != station, table.updated_at > since).order_by(table.updated_at)
    with shared.connect() as connection:
        return [dict(row) for row in connection.execute(query.limit(500)).mappings()]


def _row(mark: FootageMark) -> dict[str, Any]:
    return {name: clean(value) if isinstance(value, str) else value for name, value in asdict(mark).items()}

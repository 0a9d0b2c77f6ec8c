"""Names of people that other stations sealed, and the keys for them, read from the shared database every few seconds.

Two stations that were cut apart may write late and in any order, so nothing is judged by a time: a station's rows are
compared with what is here whenever their number, their newest change, their keys or how many are emptied differ.
"""

from __future__ import annotations

import logging
from typing import Any, Final

from sqlalchemy import Connection, Engine, case, func, select

from app.store.feed_thread import FeedThread
from app.store.incident_people import IncidentPeople, Left
from app.store.people import BookTrouble
from app.store.schema import evidence, incident_person
from app.store.site_keys import SiteKeys
from app.store.tables_keys import key_event

BATCH: Final = 500
_HELD: Final = select(evidence.c.incident).where(evidence.c.legal_hold, evidence.c.incident.is_not(None)).distinct()
_log = logging.getLogger(__name__)


class NamesFeed(FeedThread):
    """The thread that reads, and that hands keys on and seals anew where that is this station's part."""

    def __init__(self, shared: Engine, keys: SiteKeys, people: IncidentPeople, station: str) -> None:
        super().__init__(shared, "names-feed", "names that other stations sealed")
        self._keys = keys
        self._people = people
        self._station = station
        self._seen: dict[str, list[tuple[Any, ...]]] = {}
        self._left = Left()
        self._refused: tuple[BookTrouble, ...] = ()

    @property
    def refused(self) -> tuple[BookTrouble, ...]:
        """What was not taken the last time: keys of a station that nobody has confirmed here."""
        return self._refused

    @property
    def left(self) -> Left:
        """What those who remain look after, as last read; nothing for a station that is out itself."""
        return self._left

    def look(self) -> int:
        """Read once; how many rows were new or newer. Raises DBAPIError and StoreError."""
        with self._shared.connect() as connection:
            taken = self._look_at_keys(connection) + self._look_at_people(connection)
            held = connection.execute(_HELD).scalars().all()
        self._keys.maintain()
        out = self._keys.circle.out if self._keys.is_member else frozenset[str]()
        self._left = Left(out, frozenset(held))
        if self._keys.is_member:
            self._people.reseal(self._left)
        return taken

    def _look_at_keys(self, connection: Connection) -> int:
        known = self._keys.known()
        missing = [one for one in connection.execute(select(key_event.c.id)).scalars() if one not in known]
        if not missing:
            self._refused = ()
            return 0
        rows = connection.execute(select(key_event).where(key_event.c.id.in_(missing))).mappings().all()
        taken, refused = self._keys.take_in([dict(row) for row in rows])
        for one in refused:
            if one not in self._refused:
                _log.warning("keys of station %s are not taken: %s", one.station, one.what)
        self._refused = refused
        return taken

    def _look_at_people(self, connection: Connection) -> int:
        stands = _state(connection)
        taken = 0
        for station, state in stands.items():
            if self._seen.get(station) != state:
                taken += self._take_of(connection, station)
        self._seen = stands
        return taken

    def _take_of(self, connection: Connection, station: str) -> int:
        here, columns = self._people.versions(station), incident_person.c
        there = connection.execute(select(columns.id, columns.updated_at).where(columns.station == station))
        # Of what this station sealed itself its own file is the truth; only a restored one lacks something.
        own = station == self._station
        newer = [row.id for row in there if row.id not in here or (not own and row.updated_at > here[row.id])]
        for first in range(0, len(newer), BATCH):
            batch = select(incident_person).where(columns.id.in_(newer[first : first + BATCH]))
            self._people.take_in([dict(row) for row in connection.execute(batch).mappings()])
        return len(newer)


def _state(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """What tells for each station whether its rows have changed."""
    columns = incident_person.c
    emptied = func.sum(case((func.length(columns.sealed) == 0, 1), else_=0))
    figures = (func.count(), func.max(columns.updated_at), emptied)
    query = select(columns.station, columns.key, *figures).group_by(columns.station, columns.key)
    found: dict[str, list[tuple[Any, ...]]] = {}
    for row in connection.execute(query.order_by(columns.station, columns.key)):
        found.setdefault(row.station, []).append(tuple(row))
    return found

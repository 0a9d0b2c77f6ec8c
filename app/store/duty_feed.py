"""Other stations' duty log, handovers, presence checks and drills, read from the shared database every few seconds.

The rows only ever grow, but one may come late, from a station that was cut off: so the last month is compared by id.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sqlalchemy import Engine, Table, func, select

from alarms.ports import Clock
from app.store.duty import SHARED_TABLES, DutyRecords
from app.store.feed_thread import FeedThread

DAY_S: Final = 86_400.0
#: How far back a row that comes late is still looked for.
REACH_DAYS: Final = 31
BATCH: Final = 500


class DutyFeed(FeedThread):
    """The thread that reads. ``on_taken`` is called from it when there is something new."""

    def __init__(
        self, shared: Engine, records: DutyRecords, station: str, clock: Clock, on_taken: Callable[[], object]
    ) -> None:
        super().__init__(shared, "duty-feed", "other stations' duty log")
        self._records = records
        self._station = station
        self._clock = clock
        self._on_taken = on_taken
        self._counted: dict[str, tuple[float, int]] = {}

    def look(self) -> int:
        """Read once; how many rows were new. Raises DBAPIError and StoreError."""
        taken = sum(self._look_at(table) for table in SHARED_TABLES)
        if taken:
            self._on_taken()
        return taken

    def _look_at(self, table: Table) -> int:
        since = (self._clock.now() // DAY_S - REACH_DAYS) * DAY_S
        wanted = (table.c.station != self._station) & (table.c.at >= since)
        with self._shared.connect() as connection:
            count = connection.execute(select(func.count()).select_from(table).where(wanted)).scalar_one()
            if self._counted.get(table.name) == (since, count):
                return 0
            ids = list(connection.execute(select(table.c.id).where(wanted)).scalars())
            here = self._records.known(table, ids)
            missing = [one for one in ids if one not in here]
            taken = 0
            for first in range(0, len(missing), BATCH):
                batch = missing[first : first + BATCH]
                rows = connection.execute(select(table).where(table.c.id.in_(batch))).mappings().all()
                taken += self._records.take_in(table, [dict(row) for row in rows])
        self._counted[table.name] = (since, count)
        return taken

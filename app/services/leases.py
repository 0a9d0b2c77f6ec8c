"""Who does what only one station may do, and which stations are there: both by rows in the shared database.

A lease is a row that one station renews every three seconds; when it has not been renewed for eight, by the database's
clock, the next to ask has it. Where the database cannot be reached each station works on by itself as soon as the
leases it knows of have run out: an alarm told twice merges into one, since its id follows from its cause, while an
alarm told by nobody would be lost.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from alarms.ports import Clock
from app.store.shared import fault_of, open_shared

RENEW_S: Final = 3.0
LENGTH_S: Final = 8.0
#: Seconds that any one answer may take: a renewal that hangs must not cost the next one too.
PATIENCE_S: Final = 2.0
#: Seconds that a station's clock may differ from the database's before it is called wrong.
CLOCK_WRONG_S: Final = 5.0
_SOON_S: Final = 0.05

log = logging.getLogger(__name__)

_NOW: Final = "extract(epoch FROM clock_timestamp())::double precision"
_SEEN: Final = text(
    f"""
    INSERT INTO station_seen (station, at, clock_offset) VALUES (:station, {_NOW}, :offset)
    ON CONFLICT (station) DO UPDATE SET at = excluded.at, clock_offset = excluded.clock_offset
    """
)
_TAKE: Final = text(
    f"""
    INSERT INTO lease AS held (name, station, until, epoch)
    SELECT wanted.name, :station, {_NOW} + :length, 1 FROM unnest(CAST(:names AS text[])) AS wanted(name)
    ORDER BY wanted.name
    ON CONFLICT (name) DO UPDATE SET station = excluded.station, until = excluded.until,
        epoch = held.epoch + CASE WHEN held.station = excluded.station THEN 0 ELSE 1 END
    WHERE held.station = excluded.station OR held.until < {_NOW}
    """
)
_RELEASE: Final = text("UPDATE lease SET until = 0 WHERE station = :station")
_HELD: Final = text(f"SELECT name, station, until - {_NOW} AS left FROM lease")
_STATIONS: Final = text(f"SELECT station, {_NOW} - at AS age, clock_offset FROM station_seen")
_CLOCK: Final = text(f"SELECT {_NOW}")


@dataclass(frozen=True, slots=True)
class Peer:
    """A station as the database knows it: seen `age` seconds ago, its clock `clock_offset` ahead of the database's."""

    station: str
    age: float
    clock_offset: float


@dataclass(frozen=True, slots=True)
class LeaseStatus:
    """How it stands; `error_code` is as the outbox's, empty while the leases are kept."""

    connected: bool = False
    error_code: str = ""
    peers: tuple[Peer, ...] = ()
    clock_offset: float = 0.0


@dataclass(frozen=True, slots=True)
class _Holder:
    station: str
    until: float


class Leases:
    """What a station may do alone. Without a shared database it owns everything; this class is that case."""

    def want(self, names: Iterable[str]) -> None:
        """Take these whenever nobody has them."""

    def give_up(self, names: Iterable[str]) -> None:
        """Want these no more: this station cannot do now what they are for."""

    def owns(self, name: str) -> bool:
        """Whether this station is the one to act now; any thread, never waits."""
        return True

    def holder(self, name: str) -> str:
        """Which other station has it, empty where none is known to."""
        return ""

    def start(self) -> None:
        """Begin."""

    def stop(self) -> None:
        """End, and let the others have it all at once."""

    def status(self) -> LeaseStatus:
        """How it stands."""
        return LeaseStatus()


class SharedLeases(Leases):
    """Keeps leases in the shared database. `on_seen` is told which stations were seen when (UTC seconds, our clock)."""

    def __init__(
        self, shared: Engine, station: str, clock: Clock, on_seen: Callable[[Mapping[str, float]], None]
    ) -> None:
        self._shared = shared
        self._station = station
        self._clock = clock
        self._on_seen = on_seen
        self._names: tuple[str, ...] = ()
        self._holders: dict[str, _Holder] = {}
        self._status = LeaseStatus()
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="leases", daemon=True)

    def want(self, names: Iterable[str]) -> None:
        """Take these whenever nobody has them, from the next round on."""
        self._names = tuple(sorted({*self._names, *names}))
        self._wake.set()

    def give_up(self, names: Iterable[str]) -> None:
        """Let others have these as soon as they run out."""
        self._names = tuple(sorted({*self._names} - {*names}))

    def owns(self, name: str) -> bool:
        """Whether no other station is known to have it: after a lease's end, with or without word from the database."""
        return not self.holder(name)

    def holder(self, name: str) -> str:
        """Which other station has it by what this one last heard, empty where none."""
        held = self._holders.get(name)
        if held is None or held.station == self._station or held.until <= self._clock.monotonic():
            return ""
        return held.station

    def start(self) -> None:
        """Begin to keep leases."""
        self._thread.start()

    def stop(self) -> None:
        """End, and let the others have them at once."""
        self._stopping.set()
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join()
        self._shared.dispose()

    def status(self) -> LeaseStatus:
        """The state of affairs after the last round."""
        return self._status

    def _run(self) -> None:
        while not self._stopping.is_set():
            error = self._session()
            if error != self._status.error_code:
                log.warning("leases: %s", error) if error else log.info("leases: kept again")
            self._status = LeaseStatus(not error, error, self._status.peers, self._status.clock_offset)
            self._wake.wait(1.0)
            self._wake.clear()

    def _session(self) -> str:
        """Keep the leases for as long as the connection lives; gives the code of what ended it."""
        try:
            with self._shared.connect() as connection:
                while not self._stopping.is_set():
                    self._round(connection)
                    self._wake.wait(self._pause())
                    self._wake.clear()
                connection.execute(_RELEASE, {"station": self._station})
        except DBAPIError as error:
            return fault_of(error).code
        except Exception:
            log.exception("keeping leases failed")
            return "failed"
        return ""

    def _round(self, connection: Connection) -> None:
        """Say that we are here, take and renew what is wanted, learn what the others have: each a statement of its own.

        So a connection that is cut in the middle of a round leaves nothing locked.
        """
        offset = self._clock_offset(connection)
        connection.execute(_SEEN, {"station": self._station, "offset": offset})
        if self._names:
            values = {"station": self._station, "length": LENGTH_S, "names": list(self._names)}
            connection.execute(_TAKE, values)
        held = connection.execute(_HELD).all()
        stations = connection.execute(_STATIONS).all()
        mono, now = self._clock.monotonic(), self._clock.now()
        self._holders = {row.name: _Holder(row.station, mono + row.left) for row in held}
        peers = tuple(Peer(row.station, max(0.0, row.age), row.clock_offset) for row in stations)
        if self._status.error_code:
            log.info("leases: kept again")
        self._status = LeaseStatus(True, "", peers, offset)
        self._on_seen({peer.station: now - peer.age for peer in peers if peer.station != self._station})

    def _clock_offset(self, connection: Connection) -> float:
        """How far our clock is ahead of the database's, as well as one question can tell."""
        before = self._clock.now()
        there: Any = connection.execute(_CLOCK).scalar_one()
        return (before + self._clock.now()) / 2 - float(there)

    def _pause(self) -> float:
        """Until the next renewal, or until what another has runs out."""
        mono = self._clock.monotonic()
        others = [held.until for name, held in self._holders.items() if held.station != self._station]
        ends = [until - mono + _SOON_S for until in others if until > mono]
        return max(_SOON_S, min([RENEW_S, *ends]))


def open_leases(
    url: str, station: str, chain: str, clock: Clock, on_seen: Callable[[Mapping[str, float]], None]
) -> SharedLeases:
    """Leases in the shared database at this URL, on a connection of their own; `chain` is the station's own."""
    more: dict[str, Any] = {"poolclass": NullPool, "isolation_level": "AUTOCOMMIT"}
    engine = open_shared(url, PATIENCE_S, purpose=f"leases {chain}", **more)
    return SharedLeases(engine, station, clock, on_seen)

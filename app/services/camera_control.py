"""Who turns which camera now: one hand at a time, over all stations, for 30 s after its last movement.

A hold is a row of the shared database, taken by one statement that looks and writes at once, by the database's clock.
Without a shared database, or while it cannot be reached, each station decides by what it knows itself: a camera that
two hands pull at is a nuisance, a camera that nobody can turn during an alarm is worse.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from alarms.ports import Clock
from app.people.rights import Person, Role
from app.store.shared import fault_of, open_shared

#: Seconds that a camera stays with whoever moved it last.
LOCK_S: Final = 30.0
#: Seconds that any one answer of the database may take: a hand is waiting.
PATIENCE_S: Final = 1.0
#: What a hand in an alarm counts more than any other, and what an alarm itself counts: more than hands outside alarms.
IN_ALARM: Final = 100
ALARM: Final = 50
#: The supervisor answers for what is done; the installer for how it is set up.
_RANKS: Final = {Role.GUARD: 1, Role.INSTALLER: 2, Role.SUPERVISOR: 3}

log = logging.getLogger(__name__)

_NOW: Final = "extract(epoch FROM clock_timestamp())::double precision"
_TAKE: Final = text(
    f"""
    INSERT INTO camera_control AS held (camera, station, person, label, rank, until)
    VALUES (:camera, :station, :person, :label, :rank, {_NOW} + :seconds)
    ON CONFLICT (camera) DO UPDATE SET station = excluded.station, person = excluded.person, label = excluded.label,
        rank = excluded.rank, until = excluded.until
    WHERE held.until < {_NOW} OR held.person = excluded.person OR held.rank < excluded.rank
    """
)
_HELD: Final = text(f"SELECT camera, station, person, label, rank, until - {_NOW} AS left FROM camera_control")


@dataclass(frozen=True, slots=True)
class Hand:
    """Who wants to turn a camera. person: an account's id, `nobody@` and the station, or "" for the program itself."""

    person: str
    label: str = ""
    rank: int = 0


#: The program itself: turning a camera to an alarm, and back when that is over.
ALARM_HAND, RETURNING = Hand("", "", ALARM), Hand("", "", -1)


@dataclass(frozen=True, slots=True)
class Hold:
    """Who has a camera. until: on our monotonic clock."""

    camera: str
    station: str
    hand: Hand
    until: float


def hand_of(person: Person | None, actor: str, label: str, *, in_alarm: bool = False) -> Hand:
    """Give the hand of whoever is signed in; a station with nobody signed in is the lowest."""
    rank = _RANKS.get(person.role, 0) if person is not None else 0
    return Hand(actor, label, rank + IN_ALARM if in_alarm else rank)


class Controls:
    """The holds of one station that stands alone. Belongs to one thread, but `standing` may be asked anywhere."""

    def __init__(self, station: str, clock: Clock) -> None:
        self.station = station
        self._clock = clock
        self._holds: dict[str, Hold] = {}

    def take(self, camera: str, hand: Hand, seconds: float = LOCK_S) -> bool:
        """Take a camera, or keep it for longer; tells whether it is ours now."""
        held = self.standing(camera)
        if held is not None and held.hand.person != hand.person and held.hand.rank >= hand.rank:
            return False
        self._note(Hold(camera, self.station, hand, self._clock.monotonic() + seconds))
        return True

    def standing(self, camera: str) -> Hold | None:
        """Who has it now, None for nobody."""
        held = self._holds.get(camera)
        return held if held is not None and held.until > self._clock.monotonic() else None

    def read(self) -> None:
        """Learn what other stations did."""

    def close(self) -> None:
        """Let go of the database."""

    def _note(self, hold: Hold) -> None:
        self._holds = {**self._holds, hold.camera: hold}


class SharedControls(Controls):
    """Holds in the shared database; connected to in `read`, so that a hand never waits for a connection."""

    def __init__(self, shared: Engine, station: str, clock: Clock) -> None:
        super().__init__(station, clock)
        self._shared = shared
        self._connection: Connection | None = None
        self._error = ""

    def take(self, camera: str, hand: Hand, seconds: float = LOCK_S) -> bool:
        """Take a camera in the database; while that is out of reach, by what is known here."""
        values: dict[str, Any] = {"camera": camera, "station": self.station, "seconds": seconds}
        values |= {"person": hand.person, "label": hand.label, "rank": hand.rank}
        try:
            if self._connection is None:
                return super().take(camera, hand, seconds)
            taken = self._connection.execute(_TAKE, values).rowcount == 1
            self._take_in(self._connection)
        except DBAPIError as error:
            self._lost(fault_of(error).code)
            return super().take(camera, hand, seconds)
        return taken

    def read(self) -> None:
        """Connect where that is needed, and learn who has what; about every two seconds."""
        try:
            if self._connection is None:
                self._connection = self._shared.connect()
            self._take_in(self._connection)
            self._error = ""
        except DBAPIError as error:
            self._lost(fault_of(error).code)
        except SQLAlchemyError as error:
            self._lost(type(error).__name__)

    def close(self) -> None:
        """Let go of the database."""
        self._drop()
        self._shared.dispose()

    def _take_in(self, connection: Connection) -> None:
        mono = self._clock.monotonic()
        rows = connection.execute(_HELD).all()
        self._holds = {
            row.camera: Hold(row.camera, row.station, Hand(row.person, row.label, row.rank), mono + row.left)
            for row in rows
        }

    def _lost(self, code: str) -> None:
        if code != self._error:
            log.warning("who turns which camera is decided here alone: %s", code)
        self._error = code
        self._drop()

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate() if not connection.closed else None
            connection.close()


def open_controls(url: str, station: str, clock: Clock) -> Controls:
    """The holds of a station: in the shared database at this URL, "" where there is none. Raises SQLAlchemyError."""
    if not url:
        return Controls(station, clock)
    more: dict[str, Any] = {"poolclass": NullPool, "isolation_level": "AUTOCOMMIT"}
    return SharedControls(open_shared(url, PATIENCE_S, **more), station, clock)

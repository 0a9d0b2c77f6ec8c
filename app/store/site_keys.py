"""The site key: one key for the names of people, wrapped for each station that somebody has admitted.

Nothing that comes from the shared database is believed: each row bears the signature of a station whose key people have
confirmed here (`watchroom accounts trust`). What a station that was shut out says afterwards is not taken, whatever
time it claims. The key itself is written nowhere in the clear: each station takes it out of its wrap in memory.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select

from alarms.hlc import HybridClock
from alarms.ports import Clock
from app.store.database import StationDatabase
from app.store.keys import StationKey
from app.store.outbox_rows import note
from app.store.people import BookTrouble
from app.store.sealing import Seal, new_key
from app.store.shared import put
from app.store.signing import is_signed, public_hex, sign
from app.store.site_key_book import ADMITTED, PUBLISHED, SHUT_OUT, SIGNED, WRAPPED, Circle, Row, fold, is_whole, order
from app.store.tables_keys import key_event
from app.store.wrapping import wrap, wrap_key

SIGNED_AS: Final = "key event"
#: What is to be written: kind, the station it is about, and what it says.
Draft = tuple[str, str, dict[str, Any]]


class KeyRefused(Exception):  # noqa: N818 - an answer to a person
    """It cannot be done. ``code``: not_published, already_admitted, not_admitted, not_member or own_station."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class SiteKeys:
    """The keys this station has, and who else has them. Not for the GUI thread, save ``circle`` and what is of it."""

    def __init__(
        self,
        database: StationDatabase,
        station: str,
        key: StationKey,
        seal: Seal,
        clock: Clock,
        confirmed: Callable[[], Mapping[str, set[str]]],
    ) -> None:
        """``confirmed`` says which signing keys people have confirmed, by station."""
        self._database = database
        self._station = station
        self._key = key
        self._own = seal
        self._wrapping = wrap_key(seal)
        self._clock = clock
        self._hybrid = HybridClock(clock)
        self._confirmed = confirmed
        self._lock = threading.RLock()
        self._rows: dict[str, Row] = {}
        self._count = -1
        self._circle = Circle()
        self._keys: dict[str, bytes] = {}

    # What is known; may be asked from anywhere.

    @property
    def circle(self) -> Circle:
        """Who is in it, as last read."""
        return self._circle

    @property
    def is_member(self) -> bool:
        """Whether this station is admitted with the key it has now."""
        return self._circle.members.get(self._station) == self._wrapping.public

    def held(self) -> int:
        """How many of the site's keys this station has."""
        with self._lock:
            return len(self._keys.keys() & self._circle.generations.keys())

    # Sealing; see `sealing.Seals`.

    def current(self) -> Seal:
        """The newest site key; this station's own where it is not admitted or the wrap has not come yet."""
        with self._lock:
            self.refresh()
            key = self._keys.get(self._circle.newest) if self.is_member else None
            return self._own if key is None else Seal(key)

    def named(self, name: str) -> Seal | None:
        """The key that a row names: any that was ever wrapped for this station, or its own."""
        with self._lock:
            if name not in self._keys:
                self.refresh()
            key = self._keys.get(name)
            return self._own.named(name) if key is None else Seal(key)

    # Reading.

    def refresh(self) -> None:
        """Read the rows again if the command line or the other stations have added to them. Raises StoreError."""
        with self._lock, self._database.read.connect() as connection:
            count = connection.execute(select(func.count()).select_from(key_event)).scalar_one()
            if count == self._count:
                return
            rows = [dict(row) for row in connection.execute(select(key_event)).mappings()]
            confirmed = self._confirmed()
            self._rows = {row["id"]: row for row in rows if not _wrong(row, confirmed)}
            self._count = count
            self._circle = fold(self._rows.values())
            self._unwrap()

    def known(self) -> set[str]:
        """The ids of the rows that are here."""
        with self._lock:
            self.refresh()
            return set(self._rows)

    def take_in(self, rows: Sequence[Row]) -> tuple[int, tuple[BookTrouble, ...]]:
        """Take rows of the shared database; how many were new, and which signers nobody has confirmed here.

        Of a station that is shut out only its public key is taken, so that it can be admitted again.
        """
        with self._lock:
            self.refresh()
            confirmed, circle = self._confirmed(), self._circle
            good: dict[str, Row] = {}
            refused: list[BookTrouble] = []
            for row in sorted(rows, key=order):
                wrong = _wrong(row, confirmed)
                if wrong:
                    refused.append(BookTrouble("", 0, wrong, row["station"], row["signer"]))
                elif row["id"] not in self._rows and (row["kind"] == PUBLISHED or row["station"] not in circle.out):
                    good[row["id"]] = {column.name: row[column.name] for column in key_event.columns}
                    circle = fold((*self._rows.values(), *good.values()))
            if good:
                self._database.write(lambda connection: put(connection, key_event, list(good.values())))
                self._count = -1  # some may have been here, of a station that was confirmed only since
                self.refresh()
            return len(good), tuple(refused)

    # Writing. Rights are asked about before, in `people.key_acts`.

    def maintain(self) -> None:
        """Publish this station's key where it is not, and hand the keys on to whoever was admitted elsewhere.

        Where somebody outside has the newest key, there is a newer one.
        """
        with self._lock:
            self.refresh()
            drafts: list[Draft] = []
            if self._circle.published.get(self._station) != self._wrapping.public:
                drafts.append((PUBLISHED, "", {"public": self._wrapping.public}))
            if self.is_member:
                drafts += self._new_key(self._circle.members) if self._circle.exposed else []
                for station, public in self._circle.members.items():
                    drafts += self._wraps(station, public)
            self._write(drafts, self._station)

    def admit(self, station: str, actor: str) -> None:
        """Let a station read the names, from now on and what is there; the first such act makes the site key.

        Raises KeyRefused and StoreError.
        """
        with self._lock:
            self.refresh()
            public = self._circle.published.get(station)
            if station == self._station:
                raise KeyRefused("own_station")
            if public is None:
                raise KeyRefused("not_published")
            if self._circle.members.get(station) == public:
                raise KeyRefused("already_admitted")
            if self._circle.members and not self.is_member:
                raise KeyRefused("not_member")
            drafts: list[Draft] = [(ADMITTED, station, {"public": public, "by": self._wrapping.public})]
            if not self._circle.members:
                drafts += self._new_key({self._station: self._wrapping.public, station: public})
            drafts += self._wraps(station, public)
            self._write(drafts, actor)

    def shut_out(self, station: str, actor: str) -> None:
        """Make a new key for everybody but one. What that one has read or copied, it has.

        One that only waits is told no. Raises KeyRefused and StoreError.
        """
        with self._lock:
            self.refresh()
            if station == self._station:
                raise KeyRefused("own_station")
            if not self.is_member:
                raise KeyRefused("not_member")
            if station not in self._circle.members and station not in self._circle.waiting():
                raise KeyRefused("not_admitted")
            members = {one: key for one, key in self._circle.members.items() if one != station}
            left = {"members": members, "generations": dict(self._circle.generations)}
            anew = self._new_key(members) if len(members) < len(self._circle.members) else []
            self._write([(SHUT_OUT, station, left), *anew], actor)

    def _new_key(self, members: Mapping[str, str]) -> list[Draft]:
        key = new_key()
        generation = max(self._circle.generations.values(), default=0) + 1
        return [draft for one, public in members.items() for draft in _wrapped(key, generation, one, public)]

    def _wraps(self, station: str, public: str) -> list[Draft]:
        """Every site key we have that this station lacks."""
        return [
            draft
            for name, key in self._keys.items()
            if name in self._circle.generations and (name, public) not in self._circle.wrapped
            for draft in _wrapped(key, self._circle.generations[name], station, public)
        ]

    def _unwrap(self) -> None:
        """Every key that was ever wrapped for us, whoever did it: it opens what was sealed with it."""
        for row in self._rows.values():
            content = row["content"]
            if row["kind"] != WRAPPED or content["public"] != self._wrapping.public or content["name"] in self._keys:
                continue
            key = self._wrapping.unwrap(content["wrapped"], _about(content))
            if key is not None and Seal(key).name == content["name"]:
                self._keys[content["name"]] = key

    def _write(self, drafts: Sequence[Draft], actor: str) -> None:
        if not drafts:
            return

        def work(connection: Connection) -> None:
            now = self._clock.now()
            for kind, subject, content in drafts:
                newest = connection.execute(select(func.max(key_event.c.clock))).scalar() or ""
                row = {
                    "id": str(uuid.uuid4()),
                    "station": self._station,
                    "at": now,
                    "clock": self._hybrid.next(newest),
                    "kind": kind,
                    "subject": subject,
                    "actor": actor,
                    "content": content,
                    "signer": public_hex(self._key),
                }
                signature = sign(self._key, SIGNED_AS, {name: row[name] for name in SIGNED})
                connection.execute(insert(key_event).values(**row, signature=signature))
                note(connection, key_event, [str(row["id"])], now)

        self._database.write(work)
        self.refresh()


def _wrong(row: Row, confirmed: Mapping[str, set[str]]) -> str:
    if row["signer"] not in confirmed.get(row["station"], ()):
        return "unknown_signer"
    signed = is_signed(row["signer"], row["signature"], SIGNED_AS, {name: row[name] for name in SIGNED})
    if not signed:
        return "signature"
    return "" if is_whole(row) else "changed"


def _about(content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: content[name] for name in ("name", "generation", "public")}


def _wrapped(key: bytes, generation: int, station: str, public: str) -> list[Draft]:
    """Nothing for a public key that is none (a point of small order): the others must get theirs."""
    content = {"name": Seal(key).name, "generation": generation, "public": public}
    try:
        return [(WRAPPED, station, {**content, "wrapped": wrap(key, public, content)})]
    except ValueError:
        return []

"""The register of footage requests: who asked for footage, why, who approved it, and what was handed out.

Rows are added and never changed; an entry is what its rows say together. Each row is durable on return, carried to the
shared database, and named in the audit log in the same transaction with its digest. Other stations' rows come in with
those of the duty log.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from alarms.ports import Clock
from app.store.audit import AuditLog
from app.store.database import StationDatabase
from app.store.outbox_rows import note
from app.store.register_lacks import Lacks, lacks_of
from app.store.tables_register import footage_request
from app.store.text import canonical_json, plain

REQUEST, HANDED_OUT, VOIDED = "request", "handed_out", "voided"
#: The longest text of one field.
LONGEST: Final = 500


class Requester(StrEnum):
    """Who asks; an authority needs a document with a number."""

    POLICE = "police"
    COURT = "court"
    RESIDENT = "resident"
    COMPANY = "company"
    INSIDE = "inside"


#: Those who come with a document.
WITH_DOCUMENT: Final = frozenset({Requester.POLICE, Requester.COURT})


class RegisterError(ValueError):
    """The register takes no such row. `code`: ``missing`` (`detail` names the field), ``unknown``, ``voided``."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class FootageRequest:
    """What somebody asks for. `approver` is the name of who approved it, `scope` what it is about, in words."""

    requester: Requester
    name: str
    unit: str
    reason: str
    document: str = ""
    approver: str = ""
    scope: str = ""
    incident: str = ""

    def missing(self) -> str:
        """The first field that has to be filled in and is not, "" where none is."""
        needed = ["name", "reason", "approver"]
        if self.requester is not Requester.INSIDE:
            needed.insert(1, "unit")
        if self.requester in WITH_DOCUMENT:
            needed.insert(2, "document")
        return next((name for name in needed if not getattr(self, name).strip()), "")


@dataclass(frozen=True, slots=True)
class HandedOut:
    """One package that was made for an entry. `place` is where it was written, `manifest` its manifest's SHA-256.

    lacks: what of that which was asked for it does not show; None where the row was written before this was kept.
    """

    at: float
    person: str
    package: str
    name: str
    place: str
    manifest: str
    fingerprint: str
    files: int
    size: int
    unmasked: bool = False
    lacks: Lacks | None = None


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One line of the register, folded from its rows. Times are UTC seconds."""

    id: str
    number: str
    station: str
    at: float
    person: str
    request: FootageRequest
    handed_out: tuple[HandedOut, ...] = field(default=())
    voided: str = ""


class Register:
    """Writes and reads it. Not for the GUI thread; every write raises StoreError where it cannot be kept."""

    def __init__(self, database: StationDatabase, station: str, timezone: str, clock: Clock) -> None:
        self._database = database
        self._station = station
        self._zone: tzinfo = ZoneInfo(timezone)
        self._clock = clock
        self._audit = AuditLog(database, station, clock)

    def enter(self, request: FootageRequest, person: str, account: str = "") -> RegisterEntry:
        """Enter a request; returns its line. Raises RegisterError where a field is missing."""
        cut = replace(request, **{name: getattr(request, name).strip()[:LONGEST] for name in _WORDS})
        missing = cut.missing()
        if missing:
            raise RegisterError("missing", missing)
        at, entry = self._clock.now(), str(uuid.uuid4())
        numbers: list[str] = []

        def work(connection: Connection) -> None:
            numbers.append(self._next_number(connection, at))
            self._within(connection, REQUEST, entry, entry, at, numbers[-1], person, account, asdict(cut))

        self._database.write(work, use_reserve=True)
        return RegisterEntry(entry, numbers[-1], self._station, at, person, cut)

    def hand_out(self, entry: str, given: HandedOut, account: str = "") -> None:
        """Note what was handed out; raises RegisterError for an entry that is not there or void."""
        self._standing(entry)
        content = asdict(given)
        self._add(HANDED_OUT, entry, given.person, account, content)

    def void(self, entry: str, reason: str, person: str, account: str = "") -> None:
        """Say that an entry was a mistake, and why."""
        self._standing(entry)
        if not reason.strip():
            raise RegisterError("missing", "reason")
        self._add(VOIDED, entry, person, account, {"reason": reason.strip()[:LONGEST]})

    def get(self, entry: str) -> RegisterEntry | None:
        """One line."""
        found = self._fold(self._rows(footage_request.c.request == entry))
        return found[0] if found else None

    def entries(
        self, words: str = "", since: float | None = None, until: float | None = None, limit: int = 200
    ) -> list[RegisterEntry]:
        """Lines, newest first, that have all of `words` in any field."""
        table = footage_request.c
        wanted = [table.kind == REQUEST]
        wanted += [table.at >= since] if since is not None else []
        wanted += [table.at < until] if until is not None else []
        found: list[RegisterEntry] = []
        sought = words.casefold().split()
        query = select(table.id).where(*wanted).order_by(table.at.desc(), table.id.desc())
        with self._database.read.connect() as connection:
            ids = list(connection.execute(query).scalars())
        for first in range(0, len(ids), 500):
            for one in self._fold(self._rows(table.request.in_(ids[first : first + 500]))):
                text = " ".join(_texts(one)).casefold()
                if all(word in text for word in sought):
                    found.append(one)
                if len(found) == limit:
                    return found
        return found

    def _standing(self, entry: str) -> RegisterEntry:
        known = self.get(entry)
        if known is None:
            raise RegisterError("unknown", entry)
        if known.voided:
            raise RegisterError("voided", known.number)
        return known

    def _add(self, kind: str, entry: str, person: str, account: str, content: Mapping[str, Any]) -> None:
        at, row = self._clock.now(), str(uuid.uuid4())
        self._database.write(
            lambda connection: self._within(connection, kind, row, entry, at, "", person, account, content),
            use_reserve=True,
        )

    def _within(
        self,
        connection: Connection,
        kind: str,
        row: str,
        entry: str,
        at: float,
        number: str,
        person: str,
        account: str,
        content: Mapping[str, Any],
    ) -> None:
        values = {"id": row, "station": self._station, "at": at, "kind": kind, "request": entry, "number": number}
        values |= {"person": person, "account": account, "content": plain(content)}
        digest = hashlib.sha256(canonical_json(plain(values)).encode()).hexdigest()
        connection.execute(sqlite_insert(footage_request).values({**values, "digest": digest}))
        note(connection, footage_request, [row], at)
        told = {"sha256": digest, "request": entry}
        self._audit.within(connection, account or person, f"footage_{kind}", row, after=told)

    def _next_number(self, connection: Connection, at: float) -> str:
        """Day, station and how many-th of this station that day, as incidents have it."""
        day = datetime.fromtimestamp(at, self._zone)
        begins = day.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
        table = footage_request.c
        mine = (table.kind == REQUEST) & (table.station == self._station) & (table.at >= begins)
        count = connection.execute(select(func.count()).select_from(footage_request).where(mine)).scalar_one()
        return f"{day:%Y%m%d}-{self._station}-R{count + 1:03}"

    def _rows(self, condition: Any) -> Sequence[Mapping[str, Any]]:
        query = select(footage_request).where(condition).order_by(footage_request.c.at, footage_request.c.id)
        with self._database.read.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    @staticmethod
    def _fold(rows: Iterable[Mapping[str, Any]]) -> list[RegisterEntry]:
        entries: dict[str, RegisterEntry] = {}
        rows = list(rows)
        for row in rows:
            if row["kind"] == REQUEST:
                told = {**row["content"], "requester": Requester(row["content"]["requester"])}
                request = FootageRequest(**{name: told[name] for name in FootageRequest.__slots__})
                heads = (row["id"], row["number"], row["station"], row["at"], row["person"])
                entries[row["id"]] = RegisterEntry(*heads, request)
        for row in rows:
            entry = entries.get(row["request"])
            if entry is None:
                continue
            if row["kind"] == HANDED_OUT:
                told = {name: row["content"].get(name) for name in HandedOut.__slots__}
                given = HandedOut(**{**told, "lacks": lacks_of(told["lacks"])})
                entries[entry.id] = replace(entry, handed_out=(*entry.handed_out, given))
            elif row["kind"] == VOIDED:
                entries[entry.id] = replace(entry, voided=str(row["content"]["reason"]))
        return sorted(entries.values(), key=lambda one: (one.at, one.id), reverse=True)


_WORDS: Final = ("name", "unit", "reason", "document", "approver", "scope", "incident")


def _texts(entry: RegisterEntry) -> Iterable[str]:
    yield from (entry.number, entry.station, entry.person, entry.request.requester)
    yield from (getattr(entry.request, name) for name in _WORDS)
    for one in entry.handed_out:
        yield from (one.package, one.name, one.person, one.fingerprint)

"""The station's journal: what is committed here is never lost.

One transaction per batch holds the raw messages, the actions (hash-chained), the tables folded from them and the outbox
rows. Only when it is synced does `commit` return, and only then is a device answered or a guard told.
"""

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Table, case, func, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from alarms.model import Action, Incident
from alarms.ports import Batch, ChainMark, Clock, JournalError, RawMessage
from alarms.sequences import MAX_MISSING
from app.store import incident_index, rows
from app.store.chain import ChainCheck, Head, check
from app.store.database import StationDatabase
from app.store.errors import StoreError, StoreFault
from app.store.hot_set import standing_rows
from app.store.identity import chain_of, new_chain
from app.store.outbox_rows import note
from app.store.schema import (
    alarm,
    alarm_action,
    chain_mark,
    device_sequence,
    incident,
    incident_dispatch,
    incident_step,
    latest_state,
    passage,
    raw_message,
)
from app.store.text import clean

T = TypeVar("T")

#: Columns that a link's hash is made of.
CHAINED: Final = (
    *("id", "station", "chain", "sequence", "kind", "occurrence"),
    *("incident", "at", "actor", "clock", "data"),
)
_IDS_AT_ONCE: Final = 500
#: How far back numbers that never came are looked for at the start: they are asked for within seconds, or given up.
_GAPS_S: Final = 3600.0

_KNOWS_CASE: Final = "SELECT 1 FROM alarm_action WHERE occurrence = ? OR incident = ? LIMIT 1"

#: The alarm core's words for what is wrong.
_CODES: Final[Mapping[StoreFault, str]] = {StoreFault.READ_ONLY: "unwritable"}


class SqliteJournal:
    """Implements `alarms.ports.Journal` on the station's file."""

    def __init__(self, database: StationDatabase, station: str, clock: Clock) -> None:
        self._database = database
        self._station = station
        self._clock = clock
        self._listeners: list[threading.Event] = []
        self._chain, self._newest = _translated(lambda: database.write(self._begin, use_reserve=True))

    def wake_on_commit(self, event: threading.Event) -> None:
        """Have `event` set after each commit."""
        self._listeners.append(event)

    def commit(self, batch: Batch) -> None:
        """Make the batch durable, or raise JournalError having written nothing of it.

        A full disk gives up its reserve first. Codes: ``disk_full``, ``locked``, ``corrupt``, ``unwritable``,
        ``failed``.
        """
        newest = max([self._newest, *(action.clock for action in batch.actions)])
        _translated(lambda: self._database.write(lambda c: self._write(c, batch, newest), use_reserve=True))
        self._newest = newest
        for event in self._listeners:
            event.set()

    def actions(self) -> Iterator[Action]:
        """Every action, in the order in which every station folds; rows are fetched as they are consumed."""
        query = select(alarm_action).order_by(alarm_action.c.clock, alarm_action.c.station, alarm_action.c.id)
        with self._database.read.connect() as connection:
            yield from _understood(connection.execution_options(yield_per=1000).execute(query))

    def standing(self) -> Iterator[Action]:
        """The actions that the present rests on, in the order in which every station folds."""
        with self._database.read.connect() as connection:
            found = standing_rows(connection, self._clock.now())
        return _understood(found)

    def actions_of(self, case: str) -> list[Action]:
        """Every action of one occurrence or incident; asked for each new one too, so a bare look comes first."""
        probe = self._database.read.raw_connection()
        try:
            cursor = probe.cursor()
            cursor.execute(_KNOWS_CASE, (case, case))
            known = cursor.fetchone()
            cursor.close()
        finally:
            probe.close()
        if known is None:
            return []
        mine = or_(alarm_action.c.occurrence == case, alarm_action.c.incident == case)
        with self._database.read.connect() as connection:
            return list(_understood(connection.execute(select(alarm_action).where(mine)).all()))

    def marks(self) -> list[ChainMark]:
        """How far other stations' chains are in this file."""
        with self._database.read.connect() as connection:
            found = connection.execute(select(chain_mark)).all()
        return [ChainMark(row.chain, row.station, row.sequence, tuple((a, b) for a, b in row.missing)) for row in found]

    def passages_not_entered(self) -> list[RawMessage]:
        """Messages of passages whose row is missing: the station was killed between the message's commit and the row's.

        Looked for in the journal's last hour; a passage is entered within milliseconds of its message.
        """
        columns = raw_message.c
        newest = select(func.max(columns.received_at)).scalar_subquery()
        query = select(raw_message).where(
            columns.received_at >= newest - _GAPS_S,
            columns.topic.contains("/event/passage/"),
            columns.problem == "",
            columns.id.not_in(select(passage.c.id)),
        )
        with self._database.read.connect() as connection:
            return [rows.raw_of(row) for row in connection.execute(query.order_by(columns.received_at))]

    def begin_new_chain(self) -> int:
        """Go on in a new chain, because another file has gone on with this one; gives where this file's part ends.

        So it is with a data folder that was restored from a copy: the shared database knows more of the chain than it.
        """

        def work(connection: Connection) -> int:
            ended = _head(connection, self._chain).sequence
            self._chain = new_chain(connection, self._clock.now())
            return ended

        return _translated(lambda: self._database.write(work, use_reserve=True))

    def length(self) -> int:
        """How many actions the station's own chain has here."""
        with self._database.read.connect() as connection:
            return _head(connection, self._chain).sequence

    @property
    def chain(self) -> str:
        """The name of the chain that this station's own actions go into."""
        return self._chain

    def known_messages(self, ids: Collection[str]) -> set[str]:
        """Those of `ids` that are in the journal as raw messages."""
        with self._database.read.connect() as connection:
            return _known(connection, raw_message, list(ids))

    def sequences(self) -> Mapping[str, tuple[str, int]]:
        """Per device the boot of its newest event that carried one, and the highest sequence number of that boot."""
        with self._database.read.connect() as connection:
            found = connection.execute(select(device_sequence)).all()
        return {row.device: (row.boot, row.seq) for row in found}

    def gaps(self) -> Mapping[str, set[int]]:
        """Per device the numbers of that boot which are missing among the events of the journal's last hour."""
        at, columns = raw_message.c.received_at, raw_message.c
        newest = select(func.max(at)).scalar_subquery()
        query = select(columns.device, columns.boot, columns.seq).where(
            at >= newest - _GAPS_S, columns.seq.is_not(None), columns.topic.contains("/event/")
        )
        with self._database.read.connect() as connection:
            recent = connection.execute(query).all()
        found: dict[str, set[int]] = {}
        for device, (boot, highest) in self.sequences().items():
            seen = {row.seq for row in recent if (row.device, row.boot) == (device, boot)}
            first = max(min(seen), highest - MAX_MISSING) if seen else highest
            found[device] = set(range(first, highest)) - seen
        return found

    def latest_states(self) -> Iterable[RawMessage]:
        """The newest message of each topic that states something: status, info, state, what ONVIF cameras retain."""
        query = select(raw_message).join(latest_state, latest_state.c.message == raw_message.c.id)
        with self._database.read.connect() as connection:
            return [rows.raw_of(row) for row in connection.execute(query)]

    def _begin(self, connection: Connection) -> tuple[str, str]:
        newest = select(alarm_action.c.clock).order_by(alarm_action.c.clock.desc()).limit(1)
        return chain_of(connection, self._clock.now()), connection.execute(newest).scalar() or ""

    def _write(self, connection: Connection, batch: Batch, newest: str) -> None:
        now = self._clock.now()
        self._write_raw(connection, batch.raw, now)
        self._write_actions(connection, batch.actions, now)
        _write_foreign(connection, batch)
        occurrences = [rows.occurrence_values(occurrence, newest) for occurrence in batch.occurrences]
        upsert(connection, alarm, occurrences, now)
        upsert(connection, incident, [rows.incident_values(one, newest) for one in batch.incidents], now)
        for one in batch.incidents:
            write_steps(connection, one, newest, now)
            if one.dispatches or one.taken_back:
                write_dispatches(connection, one, newest, now)

    def _write_raw(self, connection: Connection, messages: Sequence[RawMessage], now: float) -> None:
        known = _known(connection, raw_message, [message.id for message in messages])
        new = {message.id: message for message in messages if message.id not in known}
        if not new:
            return
        connection.execute(insert(raw_message), [rows.raw_values(message, self._station) for message in new.values()])
        note(connection, raw_message, new, now)
        _remember_devices(connection, new.values())

    def _write_actions(self, connection: Connection, actions: Sequence[Action], now: float) -> None:
        mine = alarm_action.c.station == self._station
        known = _known(connection, alarm_action, [action.id for action in actions], mine)
        new = {action.id: action for action in actions if action.id not in known}
        if not new:
            return
        head, values = _head(connection, self._chain), []
        for action in new.values():
            content = rows.action_values(action) | {"chain": head.chain, "sequence": head.sequence + 1}
            following = head.follow(content)
            values.append(content | {"previous_hash": head.hash, "hash": following.hash})
            head = following
        connection.execute(insert(alarm_action), values)
        note(connection, alarm_action, new, now)


def _understood(found: Iterable[Row[Any]]) -> Iterator[Action]:
    """Their actions; one of a kind that only a newer program knows stays in the record and is left out."""
    for row in found:
        action = rows.known_action(row)
        if action is not None:
            yield action


def upsert(connection: Connection, table: Table, values: Sequence[Mapping[str, Any]], now: float) -> None:
    """Write rows whose id may be there already, and let them be carried."""
    if not values:
        return
    if table is incident:
        incident_index.follow(connection, values)
    statement = sqlite_insert(table)
    changed = {name: statement.excluded[name] for name in values[0] if name != "id"}
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=changed), list(values))
    note(connection, table, [str(row["id"]) for row in values], now)


def verify_actions(database: StationDatabase) -> ChainCheck:
    """Follow every chain of actions in the station's file."""
    query = select(alarm_action).order_by(alarm_action.c.chain, alarm_action.c.sequence)
    with database.read.connect() as connection:
        found = connection.execution_options(yield_per=1000).execute(query).mappings()
        return check(({name: row[name] for name in CHAINED}, row["previous_hash"], row["hash"]) for row in found)


def _translated(work: Callable[[], T]) -> T:
    """Run `work`; what the store says is wrong becomes the alarm core's own error."""
    try:
        return work()
    except StoreError as error:
        raise JournalError(_CODES.get(error.code, error.code.value), error.detail) from error


def _head(connection: Connection, chain: str) -> Head:
    query = select(alarm_action.c.sequence, alarm_action.c.hash).where(alarm_action.c.chain == chain)
    last = connection.execute(query.order_by(alarm_action.c.sequence.desc()).limit(1)).first()
    return Head(chain, last.sequence, last.hash) if last else Head(chain)


def _known(connection: Connection, table: Table, ids: Sequence[str], *more: ColumnElement[bool]) -> set[str]:
    known: set[str] = set()
    for start in range(0, len(ids), _IDS_AT_ONCE):
        some = [clean(one) for one in ids[start : start + _IDS_AT_ONCE]]
        known.update(connection.execute(select(table.c.id).where(table.c.id.in_(some), *more)).scalars())
    return known


def _write_foreign(connection: Connection, batch: Batch) -> None:
    """Other stations' actions as they came, with their own places in their own chains; they are not carried again."""
    if batch.foreign:
        connection.execute(insert(alarm_action).prefix_with("OR IGNORE"), [dict(one.row) for one in batch.foreign])
    if batch.marks:
        statement = sqlite_insert(chain_mark)
        changed = {name: statement.excluded[name] for name in ("station", "sequence", "missing")}
        values = [asdict(mark) | {"missing": [list(gap) for gap in mark.missing]} for mark in batch.marks]
        connection.execute(statement.on_conflict_do_update(index_elements=["chain"], set_=changed), values)


def _remember_devices(connection: Connection, messages: Iterable[RawMessage]) -> None:
    sequences: dict[str, dict[str, Any]] = {}
    states: dict[str, dict[str, Any]] = {}
    for message in messages:
        if _states_something(message.topic) or (message.kept and "/onvif-ej/" in message.topic):
            states[message.topic] = {"topic": clean(message.topic), "message": clean(message.id)}
        if message.boot and message.seq is not None and message.device and "/event/" in message.topic:
            known = sequences.get(message.device)
            highest = max(known["seq"], message.seq) if known and known["boot"] == message.boot else message.seq
            sequences[message.device] = {"device": clean(message.device), "boot": message.boot, "seq": highest}
    if states:
        statement = sqlite_insert(latest_state)
        replace = statement.on_conflict_do_update(["topic"], set_={"message": statement.excluded.message})
        connection.execute(replace, list(states.values()))
    if sequences:
        connection.execute(_NEWEST_SEQUENCE, list(sequences.values()))


def _newest_sequence() -> Any:
    statement = sqlite_insert(device_sequence)
    stored, new = device_sequence.c, statement.excluded
    highest = case((stored.boot == new.boot, func.max(stored.seq, new.seq)), else_=new.seq)
    return statement.on_conflict_do_update(["device"], set_={"boot": new.boot, "seq": highest})


_NEWEST_SEQUENCE: Final = _newest_sequence()


def _states_something(topic: str) -> bool:
    return topic.endswith(("/status", "/info")) or "/state/" in topic


def write_steps(connection: Connection, one: Incident, clock: str, now: float) -> None:
    """Ticked steps as rows; one whose tick was taken back stays, not done."""
    done = [rows.step_values(one, mark, clock) for mark in one.steps_done]
    upsert(connection, incident_step, done, now)
    taken_back = (
        (incident_step.c.incident == one.id)
        & incident_step.c.done
        & incident_step.c.id.not_in([row["id"] for row in done])
    )
    changed = update(incident_step).where(taken_back).values(done=False, clock=clock).returning(incident_step.c.id)
    note(connection, incident_step, list(connection.execute(changed).scalars()), now)


def write_dispatches(connection: Connection, one: Incident, clock: str, now: float) -> None:
    """Those who were sent as rows; one whose sending was taken back stays, withdrawn."""
    sent = [rows.dispatch_values(one, dispatch, clock) for dispatch in one.dispatches]
    upsert(connection, incident_dispatch, sent, now)
    columns = incident_dispatch.c
    gone = (columns.incident == one.id) & ~columns.withdrawn & columns.id.not_in([row["id"] for row in sent])
    changed = update(incident_dispatch).where(gone).values(withdrawn=True, clock=clock).returning(columns.id)
    note(connection, incident_dispatch, list(connection.execute(changed).scalars()), now)

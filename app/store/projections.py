"""The tables folded from actions (alarms, incidents, ticked steps, who was sent) against what the actions say.

They can always be made anew; so each case is compared with the fold of its own actions, and repaired by writing that.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, Table, delete, select

from alarms import incidents, states
from alarms.model import Action, Incident
from app.store import incident_index, rows
from app.store.journal import upsert, write_dispatches, write_steps
from app.store.schema import alarm, alarm_action, incident, incident_dispatch, incident_step

_AT_ONCE: Final = 500

Values = Mapping[str, Any]


@dataclass(slots=True)
class Differences:
    """Ids of rows that are not what the actions say: `wrong`, `missing`, or there without actions (`orphans`)."""

    table: Table
    wrong: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)
    #: The incidents to write anew for rows that are parts of theirs.
    cases: set[str] = field(default_factory=set)

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.wrong) + len(self.missing) + len(self.orphans)


def compare(connection: Connection) -> list[Differences]:
    """Fold every case and compare; memory is needed for a few hundred cases at a time."""
    return [
        _compare(connection, alarm),
        _compare(connection, incident),
        _compare_parts(connection, incident_step, _steps, lambda row: bool(row["done"])),
        _compare_parts(connection, incident_dispatch, _dispatches, lambda row: not row["withdrawn"]),
    ]


def rebuild(connection: Connection, found: Sequence[Differences], now: float) -> None:
    """Write what the actions say over what is there; call inside a write transaction."""
    for one in found:
        for some in chunks(one.orphans):
            if one.table is incident:
                incident_index.leave(connection, some)
            connection.execute(delete(one.table).where(one.table.c.id.in_(some)))
    for one in found:
        if one.table in (alarm, incident):
            for some in chunks([*one.wrong, *one.missing]):
                _write(connection, one.table, some, now)
    for some in chunks(sorted(set().union(*(one.cases for one in found)))):
        _write(connection, incident, some, now)


def _write(connection: Connection, table: Table, cases: Sequence[str], now: float) -> None:
    for history in _histories(connection, table, cases).values():
        clock = max(action.clock for action in history)
        values = _values(table, history, clock)
        if values is not None:
            upsert(connection, table, [values], now)
        folded = incidents.fold(history) if table is incident else None
        if folded is not None:
            write_steps(connection, folded, clock, now)
            write_dispatches(connection, folded, clock, now)


def _compare(connection: Connection, table: Table) -> Differences:
    found = Differences(table)
    column = alarm_action.c.occurrence if table is alarm else alarm_action.c.incident
    for cases in _pages(connection, select(column).where(column.is_not(None)).distinct(), column):
        histories = _histories(connection, table, cases)
        there = _rows(connection, table, cases)
        for case in cases:
            expected = _values(table, histories[case], "")
            _judge(found, case, expected, there.get(case))
    for cases in _pages(connection, select(table.c.id), table.c.id):
        known = set(connection.execute(select(column).where(column.in_(cases))).scalars())
        found.orphans += [case for case in cases if case not in known]
    return found


def _compare_parts(
    connection: Connection,
    table: Table,
    parts: Callable[[Incident], Iterator[Values]],
    stands: Callable[[Values], bool],
) -> Differences:
    """Compare rows that belong to incidents: those that stand have to be what the fold says, and no others stand."""
    found = Differences(table)
    for cases in _pages(connection, select(incident.c.id), incident.c.id):
        expected: dict[str, Values] = {}
        for history in _histories(connection, incident, cases).values():
            one = incidents.fold(history)
            expected |= {} if one is None else {str(row["id"]): row for row in parts(one)}
        known = select(table).where(table.c.incident.in_(cases))
        there = {str(row["id"]): dict(row) for row in connection.execute(known).mappings()}
        for key in expected.keys() | {key for key, row in there.items() if stands(row)}:
            if key not in there:
                found.missing.append(key)
                found.cases.add(str(expected[key]["incident"]))
            elif key not in expected or _differs(expected[key], there[key]):
                found.wrong.append(key)
                found.cases.add(str(there[key]["incident"]))
    left = select(table.c.id).where(table.c.incident.not_in(select(incident.c.id)))
    found.orphans += list(connection.execute(left).scalars())
    return found


def _steps(one: Incident) -> Iterator[Values]:
    for mark in one.steps_done:
        yield rows.step_values(one, mark, "")


def _dispatches(one: Incident) -> Iterator[Values]:
    for dispatch in one.dispatches:
        yield rows.dispatch_values(one, dispatch, "")


def _judge(found: Differences, case: str, expected: Mapping[str, Any] | None, there: Mapping[str, Any] | None) -> None:
    if expected is None and there is not None:
        found.orphans.append(case)
    elif expected is not None and there is None:
        found.missing.append(case)
    elif expected is not None and there is not None and _differs(expected, there):
        found.wrong.append(case)


def _differs(expected: Mapping[str, Any], there: Mapping[str, Any]) -> bool:
    return any(there[name] != value for name, value in expected.items() if name != "clock")


def _values(table: Table, history: Sequence[Action], clock: str) -> Mapping[str, Any] | None:
    if table is alarm:
        occurrence = states.fold(history)
        return None if occurrence is None else rows.occurrence_values(occurrence, clock)
    one = incidents.fold(history)
    return None if one is None else rows.incident_values(one, clock)


def _histories(connection: Connection, table: Table, cases: Sequence[str]) -> Mapping[str, list[Action]]:
    column = alarm_action.c.occurrence if table is alarm else alarm_action.c.incident
    found: dict[str, list[Action]] = defaultdict(list)
    for row in connection.execute(select(alarm_action).where(column.in_(cases))):
        action = rows.known_action(row)
        if action is not None:
            found[getattr(row, column.name)].append(action)
    return found


def _rows(connection: Connection, table: Table, cases: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    found = connection.execute(select(table).where(table.c.id.in_(cases))).mappings()
    return {row["id"]: dict(row) for row in found}


def _pages(connection: Connection, query: Any, column: Any) -> Iterator[list[str]]:
    """The values of a query, a page at a time in rising order."""
    last = ""
    while True:
        page = list(connection.execute(query.where(column > last).order_by(column).limit(_AT_ONCE)).scalars())
        if not page:
            return
        yield page
        last = page[-1]


def chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    """The ids in portions that one statement takes."""
    listed = list(ids)
    for start in range(0, len(listed), _AT_ONCE):
        yield listed[start : start + _AT_ONCE]

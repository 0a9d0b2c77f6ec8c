"""Incident pages: every filter, every page, no line twice and none left out."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from alarms.model import ActionKind
from alarms.ports import Batch
from app.store import incident_index
from app.store.database import StationDatabase
from app.store.journal import SqliteJournal
from app.store.queries import Cursor, IncidentFilter, IncidentQueries, IncidentSummary
from app.store.schema import incident
from app.store.search import place_of, terms_of
from tests.fakes import alarm_batches as cases
from tests.fakes.clock import DEFAULT_NOW, FakeClock

_ZONES = ("north", "south", "lobby")
_CATEGORIES = ("life", "intrusion")
_STATES = ("new", "acknowledged", "resolved")
_COUNT = 120


def _row(number: int) -> dict[str, object]:
    closed = number % 3 == 2
    row: dict[str, object] = {
        "id": f"incident-{(number * 7919) % 10_007:06}",
        "number": f"20261102-N-{number:04}",
        "zone": _ZONES[number % 3],
        "category": _CATEGORIES[number % 2],
        "priority": 1 + number % 4,
        # Four of each instant: the second half of the key decides between them.
        "opened_at": DEFAULT_NOW + number // 4,
        "handling": _STATES[number % 3],
        "verdict": "false" if closed else "",
        "closed_at": DEFAULT_NOW + number if closed else None,
        "last_raised_at": DEFAULT_NOW,
        "drill": False,
        "notes": [],
        "search": f"n-{number:04}\n{_ZONES[number % 3]}\n" + ("树枝 100% _branch" if number % 10 == 0 else ""),
        "clock": f"{number:06}",
    }
    row["place"] = place_of(float(row["opened_at"]), str(row["id"]))  # type: ignore[arg-type]
    return row | {"terms": terms_of(row)}


@pytest.fixture(scope="module")
def queries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IncidentQueries]:
    database = StationDatabase(tmp_path_factory.mktemp("queries") / "station.db")
    database.write(lambda c: c.execute(insert(incident), [_row(number) for number in range(_COUNT)]))
    database.write(incident_index.rebuild)
    yield IncidentQueries(database.read)
    database.close()


def everything(queries: IncidentQueries, which: IncidentFilter, limit: int = 7) -> list[IncidentSummary]:
    found: list[IncidentSummary] = []
    after: Cursor | None = None
    while True:
        page = queries.page(which, after, limit)
        found += page.incidents
        after = page.following
        if after is None:
            return found
        assert len(page.incidents) == limit


def test_pages_hold_every_incident_once_newest_first(queries: IncidentQueries) -> None:
    found = everything(queries, IncidentFilter())
    keys = [one.place for one in found]
    assert len(keys) == _COUNT
    assert keys == sorted(keys, reverse=True)
    assert len(set(keys)) == _COUNT
    assert [one.opened_at for one in found] == sorted((one.opened_at for one in found), reverse=True)


@pytest.mark.parametrize(
    ("which", "numbers"),
    [
        (IncidentFilter(zones=("north",)), lambda n: n % 3 == 0),
        (IncidentFilter(zones=("north", "lobby")), lambda n: n % 3 != 1),
        (IncidentFilter(categories=("life",)), lambda n: n % 2 == 0),
        (IncidentFilter(priorities=(1, 2)), lambda n: n % 4 < 2),
        (IncidentFilter(states=("resolved",)), lambda n: n % 3 == 2),
        (IncidentFilter(verdicts=("false",)), lambda n: n % 3 == 2),
        (IncidentFilter(open_only=True), lambda n: n % 3 != 2),
        (IncidentFilter(since=DEFAULT_NOW + 5, until=DEFAULT_NOW + 9), lambda n: 5 <= n // 4 < 9),
        (IncidentFilter(text="树枝"), lambda n: n % 10 == 0),
        (IncidentFilter(text="100% _BRANCH"), lambda n: n % 10 == 0),
        (IncidentFilter(text="1%0"), lambda n: False),
        (IncidentFilter(text="N-0042"), lambda n: n == 42),
        (IncidentFilter(text="north 树枝"), lambda n: n % 30 == 0),
        (IncidentFilter(zones=("south",), categories=("life",), priorities=(1,)), lambda n: n % 12 == 4),
    ],
)
def test_a_filter_lets_through_what_it_says_and_counts_it(
    queries: IncidentQueries, which: IncidentFilter, numbers: Callable[[int], bool]
) -> None:
    expected = {f"20261102-N-{n:04}" for n in range(_COUNT) if numbers(n)}
    assert {one.number for one in everything(queries, which)} == expected
    assert queries.count(which) == len(expected)


def test_counting_stops_where_it_is_told(queries: IncidentQueries) -> None:
    assert queries.count(IncidentFilter(), most=50) == 50


def test_a_case_comes_with_all_that_belongs_to_it(tmp_path: Path, clock: FakeClock) -> None:
    database = StationDatabase(tmp_path / "station.db")
    journal = SqliteJournal(database, cases.STATION, clock)
    for number in (1, 2):
        journal.commit(cases.batch(number))
    journal.commit(cases.handled(1))
    journal.commit(Batch(actions=(cases.action(1, ActionKind.CLOSE),), incidents=()))
    detail = IncidentQueries(database.read).detail("incident-000001")
    assert detail is not None
    assert (detail.summary.cause, detail.summary.alarms) == ("branch", 1)
    assert [one["id"] for one in detail.alarms] == ["occurrence-000001"]
    assert [one["step"] for one in detail.steps] == ["look"]
    assert [one["user"] for one in detail.notes] == ["王建国"]
    assert {one.kind for one in detail.actions} == {
        *(ActionKind.RAISE, ActionKind.INCIDENT_OPEN, ActionKind.STEP, ActionKind.NOTE, ActionKind.CLOSE),
    }
    assert IncidentQueries(database.read).detail("nothing") is None
    database.close()

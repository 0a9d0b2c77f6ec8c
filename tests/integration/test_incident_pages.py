"""Every filter of the incident list against a plain loop over the rows, in both databases and both directions."""

import json
import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, insert, text

from app.bench.store_filters import filters
from app.bench.store_rows import START, rows
from app.store import incident_index, incident_pages
from app.store.database import StationDatabase
from app.store.journal import upsert
from app.store.migrate import SCRIPTS, Role, migrate
from app.store.queries import Cursor, IncidentFilter, IncidentQueries, Meaning
from app.store.schema import SEARCH_INDEX, incident
from app.store.search import terms_of, words_of
from app.store.shared import open_shared
from tests.fakes.postgres import PostgresServer, postgres

__all__ = ["postgres"]

COUNT = 900
ROWS = list(rows(COUNT, random.Random(7)))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    if request.param == "sqlite":
        database = StationDatabase(tmp_path_factory.mktemp("pages") / "station.sqlite")
        database.write(lambda connection: upsert(connection, incident, ROWS, START))
        yield database.read
        database.close()
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    engine = open_shared(server.create_database("pages"))
    migrate(engine, Role.SHARED)
    with engine.begin() as connection:
        connection.execute(insert(incident), ROWS)
    yield engine
    engine.dispose()


@pytest.fixture(params=["as it is", "index at once", "months at once"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL has three ways to a page; each has to find the same."""
    if request.param != "as it is":
        monkeypatch.setattr(incident_pages, "LOOKED_AT", 3)
    if request.param == "months at once":
        monkeypatch.setattr(incident_pages, "FEW", 2)


def fits(row: dict[str, Any], which: IncidentFilter) -> bool:
    """What the filter says, row by row."""
    chosen = (
        (row["zone"], which.zones),
        (row["category"], which.categories),
        (row["priority"], which.priorities),
        (row["handling"], which.states),
        (row["verdict"], which.verdicts),
    )
    return (
        all(value in values for value, values in chosen if values)
        and (which.since is None or row["opened_at"] >= which.since)
        and (which.until is None or row["opened_at"] < which.until)
        and not (which.open_only and row["closed_at"] is not None)
        and all(_says(row, word, which.meanings) for word in words_of(which.text))
    )


def _says(row: dict[str, Any], word: str, meanings: Any) -> bool:
    named = [one for one in meanings if one.word == word]
    meant = any(row["zone"] in one.zones or row["category"] in one.categories for one in named)
    begins = any(part.startswith(word) for part in row["search"].replace("-", " ").split())
    dense = any(ord(sign) > 0x2E80 for sign in word)
    return meant or (word in row["search"] and (dense or begins or "-" in word))


def walked(queries: IncidentQueries, which: IncidentFilter, limit: int) -> list[str]:
    found: list[str] = []
    after: Cursor | None = None
    while True:
        page = queries.page(which, after, limit)
        found += [one.id for one in page.incidents]
        after = page.following
        if after is None:
            return found


def test_every_filter_finds_what_it_says(filled: Engine, way: None) -> None:
    queries = IncidentQueries(filled)
    for name, which in filters(COUNT).items():
        expected = [row["id"] for row in reversed(ROWS) if fits(row, which)]
        found = [one.id for one in queries.page(which, limit=60).incidents]
        assert found == expected[:60], name


def test_all_pages_together_are_the_list_and_back_again(filled: Engine, way: None) -> None:
    queries = IncidentQueries(filled)
    for which in (
        IncidentFilter(),
        IncidentFilter(text="误报"),
        IncidentFilter(priorities=(1, 2), verdicts=("false",)),
    ):
        expected = [row["id"] for row in reversed(ROWS) if fits(row, which)]
        assert walked(queries, which, 37) == expected
        assert queries.count(which) == len(expected)
        back: list[str] = []
        before: Cursor | None = Cursor(ROWS[0]["place"])
        while before is not None:
            page = queries.page(which, limit=41, before=before)
            back = [*(one.id for one in page.incidents), *back]
            before = page.preceding
        assert back == [one for one in expected if one != ROWS[0]["id"]]


def test_one_sign_two_signs_and_half_a_word_are_found(filled: Engine) -> None:
    queries = IncidentQueries(filled)

    def numbers(said: str) -> int:
        return queries.count(IncidentFilter(text=said))

    assert numbers("水") >= numbers("漏水") > 0
    assert numbers("针尖") == 1
    assert numbers("针") == 1
    assert numbers("ｂｒａｎ") == numbers("BRANCH") > 0
    assert numbers("ranch") == 0, "not in the middle of a word with letters"
    assert numbers("---") == COUNT, "what holds no letter asks for nothing"
    meaning = Meaning("北苑", zones=("zone-0",))
    named = queries.count(IncidentFilter(text="北苑", meanings=(meaning,)))
    assert named == sum(row["zone"] == "zone-0" for row in ROWS) > 0


def test_the_index_that_words_are_found_by_is_there(filled: Engine) -> None:
    with filled.connect() as connection:
        if filled.dialect.name == "sqlite":
            query = "SELECT rowid FROM incident_search WHERE incident_search MATCH 'a' ORDER BY rowid DESC"
            plan = " ".join(str(row) for row in connection.execute(text(f"EXPLAIN QUERY PLAN {query}")))
            assert "VIRTUAL TABLE" in plan
            assert "TEMP B-TREE" not in plan
        else:
            named = text("SELECT indexdef FROM pg_indexes WHERE indexname = :name")
            assert "gin" in connection.execute(named, {"name": SEARCH_INDEX}).scalar_one()
            extensions = set(connection.execute(text("SELECT extname FROM pg_extension")).scalars())
            assert extensions == {"plpgsql"}, "nothing that only a superuser could have made"


@pytest.fixture
def station(tmp_path: Path) -> Iterator[StationDatabase]:
    database = StationDatabase(tmp_path / "station.sqlite")
    yield database
    database.close()


def test_pages_are_stable_while_incidents_are_added(station: StationDatabase) -> None:
    queries = IncidentQueries(station.read)
    station.write(lambda connection: upsert(connection, incident, ROWS[:60], START))
    first = queries.page(IncidentFilter(text="e"), limit=10)
    station.write(lambda connection: upsert(connection, incident, ROWS[60:120], START))
    rest = walked_from(queries, first.following)
    told = [one.id for one in first.incidents] + rest
    assert told == [row["id"] for row in reversed(ROWS[:60]) if fits(row, IncidentFilter(text="e"))]
    newer = queries.page(IncidentFilter(text="e"), limit=100, before=first.incidents[0].cursor)
    assert [one.id for one in newer.incidents] == [row["id"] for row in reversed(ROWS[60:120])]


def walked_from(queries: IncidentQueries, after: Cursor | None) -> list[str]:
    found: list[str] = []
    while after is not None:
        page = queries.page(IncidentFilter(text="e"), after, 10)
        found += [one.id for one in page.incidents]
        after = page.following
    return found


def test_what_is_written_anew_is_found_by_its_new_words_only(station: StationDatabase) -> None:
    queries = IncidentQueries(station.read)
    row = next(one for one in ROWS if "漏水" not in one["search"] and one["handling"] == "resolved")
    station.write(lambda connection: upsert(connection, incident, [row], START))
    changed = row | {"search": row["search"] + " 漏水", "handling": "reviewed"}
    changed["terms"] = terms_of(changed)
    for _ in range(2):
        station.write(lambda connection: upsert(connection, incident, [changed], START))
    assert [one.id for one in queries.page(IncidentFilter(text="漏水", states=("reviewed",))).incidents] == [row["id"]]
    assert queries.page(IncidentFilter(text="漏水", states=("resolved",))).incidents == ()
    station.write(lambda connection: incident_index.leave(connection, [row["id"]]))
    assert queries.page(IncidentFilter(text="漏水")).incidents == ()
    station.write(incident_index.rebuild)
    assert queries.count(IncidentFilter(text="漏水")) == 1
    with station.read.connect() as connection:
        sound = connection.execute(text("PRAGMA integrity_check")).scalar()
    assert sound == "ok"


def _as_of(revision: str, path: Path) -> None:
    """Make the file that a program of that revision made."""
    engine, config = create_engine(f"sqlite:///{path}"), Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with engine.connect() as connection, connection.begin():
        config.attributes.update(connection=connection, role=Role.STATION)
        command.upgrade(config, revision)
    engine.dispose()


def test_an_old_file_gets_its_places_and_terms(tmp_path: Path) -> None:
    """As the migration fills them: a file of the program before has neither."""
    path = tmp_path / "station.sqlite"
    _as_of("0005", path)
    with sqlite3.connect(path) as raw:
        known = {row[1] for row in raw.execute("PRAGMA table_info(incident)")}
        assert not {"place", "terms"} & known
        for row in ROWS[:5]:
            kept = {name: value for name, value in row.items() if name in known}
            marks = ", ".join("?" * len(kept))
            raw.execute(
                f"INSERT INTO incident ({', '.join(kept)}) VALUES ({marks})",
                [json.dumps(one) if isinstance(one, list | dict) else one for one in kept.values()],
            )
    raw.close()
    again = StationDatabase(path)
    found = IncidentQueries(again.read).page(IncidentFilter(text="east")).incidents
    assert [one.id for one in found] == [row["id"] for row in reversed(ROWS[:5])]
    again.close()

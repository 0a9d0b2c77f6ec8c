"""Spreadsheet, reports, figures and sealed names: what may come in from outside, and what is counted how."""

import json
import os
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from sqlalchemy import insert, select, update

from alarms.model import Priority
from app.bench import store
from app.bench.kills_servers import Postgres
from app.pages import report_words
from app.pages.report_desk import write_pdf
from app.services import incident_sheet
from app.services.incident_figures import figures, part
from app.services.incident_report import Picture, Report, Table, html_of
from app.services.incident_search import incident_filter, zones_below
from app.services.incident_sheet import CancelledError, write_sheet
from app.services.places import Places
from app.site_document import SiteDocument, SiteInfo, Zone
from app.store.database import StationDatabase
from app.store.incident_people import KEPT_DAYS, IncidentPeople
from app.store.journal import SqliteJournal, upsert
from app.store.keys import StationKeyError
from app.store.queries import IncidentFilter, IncidentQueries
from app.store.schema import alarm, evidence, incident, incident_person, outbox
from app.store.sealing import NAME, station_seal
from app.store.search import place_of, terms_of
from tests.fakes import alarm_batches as cases
from tests.fakes.clock import DEFAULT_NOW, FakeClock
from tests.fakes.pdf_text import words_of

DAY = 86_400.0


@pytest.fixture
def database(tmp_path: Path) -> Iterator[StationDatabase]:
    made = StationDatabase(tmp_path / "station.sqlite")
    yield made
    made.close()


def row(number: int, **more: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "id": f"case-{number:04}",
        "number": f"20261102-s1-{number:03}",
        "zone": "north",
        "category": "intrusion",
        "priority": 2,
        "opened_at": DEFAULT_NOW - DAY + number,
        "handling": "resolved",
        "verdict": "false",
        "closed_at": DEFAULT_NOW,
        "last_raised_at": DEFAULT_NOW,
        "first_acked_at": DEFAULT_NOW - DAY + number + 10,
        "drill": False,
        "notes": [],
        "search": f"{number}",
        "clock": f"{number:06}",
        "title": "",
        **more,
    }
    values["place"] = place_of(values["opened_at"], values["id"])
    return values | {"terms": terms_of(values)}


def fill(database: StationDatabase, *made: dict[str, Any]) -> IncidentQueries:
    for one in made:
        database.write(partial(upsert, table=incident, values=[one], now=DEFAULT_NOW))
    return IncidentQueries(database.read)


# The spreadsheet.


def cells(path: Path) -> str:
    with zipfile.ZipFile(path) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.startswith("xl/"))


@pytest.mark.parametrize("begin", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")'])
def test_what_begins_like_a_formula_stays_words(database: StationDatabase, tmp_path: Path, begin: str) -> None:
    queries = fill(database, row(1, title=begin))
    path = tmp_path / "out" / "list.xlsx"
    assert (
        write_sheet(path, queries, IncidentFilter(), ("What",), lambda one, _alarms: (one.title,), threading.Event())
        == 1
    )
    written = cells(path)
    assert "<f>" not in written
    assert "<hyperlink" not in written
    assert 'quotePrefix="1"' in written


def test_more_rows_than_a_page_are_all_written_and_told(
    database: StationDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incident_sheet, "PAGE", 7)
    queries = fill(database, *(row(number) for number in range(30)))
    told: list[int] = []
    path = tmp_path / "list.xlsx"
    args = (
        queries,
        IncidentFilter(),
        ("No", "At"),
        lambda one, _alarms: (one.number, one.opened_at),
        threading.Event(),
    )
    assert write_sheet(path, *args, told.append) == 30
    assert told == [7, 14, 21, 28]
    assert cells(path).count("20261102-s1-") == 30


def test_who_stops_it_finds_no_file(database: StationDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incident_sheet, "PAGE", 5)
    queries = fill(database, *(row(number) for number in range(20)))
    stop = threading.Event()
    path = tmp_path / "reports" / "list.xlsx"
    with pytest.raises(CancelledError):
        write_sheet(
            path, queries, IncidentFilter(), ("No",), lambda one, _alarms: (one.number,), stop, lambda _n: stop.set()
        )
    assert list(path.parent.iterdir()) == []


# Reports.


def test_what_comes_from_outside_is_no_part_of_the_page() -> None:
    evil = '<script>alert("x")</script>'
    report = Report(evil, evil, (Table(evil, ((evil, evil),)), Picture('a" onerror="x', evil)), evil, drill=evil)
    page = html_of(report, lambda name: name)
    assert "<script>" not in page
    assert 'src="a" onerror' not in page


def test_a_table_without_rows_is_left_out() -> None:
    page = html_of(Report("t", "b", (Table("People", (), ("Role",)), Table("Lines", (("one",),), ("",)))), str)
    assert "People" not in page
    assert "<th>" not in page


def test_the_pdf_has_its_chinese_fonts_inside_and_can_be_searched(qapp: QApplication, tmp_path: Path) -> None:
    picture = QImage(60, 40, QImage.Format.Format_RGB32)
    picture.fill(0xFF3300)
    path = tmp_path / "report.pdf"
    report = Report("事件报告", "东围栏", (Table("经过", (("保安到场",),), ("",)), Picture("one", "抓拍")))
    write_pdf(report, {"one": picture}, path)
    paper = path.read_bytes()
    assert paper.startswith(b"%PDF")
    assert b"/FontFile" in paper
    assert b"/ToUnicode" in paper
    assert b"/Subtype /Image" in paper
    said = words_of(paper)
    assert all(words in said for words in ("事件报告", "东围栏", "保安到场", "抓拍")), said


# Figures.


def test_late_and_never_answered_count_against_our_targets_and_drills_do_not(database: StationDatabase) -> None:
    fill(
        database,
        *(row(number, first_acked_at=DEFAULT_NOW - DAY + number + 20) for number in range(8)),
        row(8, first_acked_at=DEFAULT_NOW - DAY + 8 + 120),
        row(9, first_acked_at=None),
        row(10, drill=True, first_acked_at=None),
        row(11, opened_by="guard", first_acked_at=None, priority=3),
    )
    found = figures(database, IncidentFilter(), DEFAULT_NOW)
    assert (found.incidents, found.by_hand) == (11, 1)
    shares = {one.within_s: (one.share, one.count) for one in found.targets if one.priority is Priority.P2}
    assert shares == {90.0: (0.8, 10), 180.0: (0.9, 10)}
    assert {one.priority for one in found.targets} == {Priority.P2}, "who opens a case himself answers nothing"
    (day,) = found.days
    assert (day.count, day.median_s, day.p90_s) == (9, 20.0, 120.0)


def test_the_middle_and_nine_of_ten_are_values_that_were_measured() -> None:
    assert part([5.0], 0.9) == 5.0
    assert part([3.0, 1.0, 2.0], 0.5) == 2.0
    assert part(range(1, 11), 0.9) == 10


def test_false_alarms_are_counted_by_point(database: StationDatabase, clock: FakeClock) -> None:
    journal = SqliteJournal(database, cases.STATION, clock)
    for number in range(1, 5):
        journal.commit(cases.batch(number))
    wrong = [row(number, id=f"incident-{number:06}", verdict="nuisance") for number in (1, 2, 3)]
    fill(database, *wrong)
    (point,) = figures(database, IncidentFilter(), DEFAULT_NOW + 60).false_points
    assert (point.point, point.alarms, point.false) == ("fence1/Z01", 4, 3)
    only = figures(database, IncidentFilter(zones=("elsewhere",)), DEFAULT_NOW + 60)
    assert (only.incidents, only.false_points) == (0, ())


def test_time_is_counted_by_point_and_whoever_answered_is_named(database: StationDatabase, clock: FakeClock) -> None:
    journal = SqliteJournal(database, cases.STATION, clock)
    for number in range(1, 5):
        journal.commit(cases.batch(number))
    places = [(f"incident-{number:06}", 100.0 * number) for number in (1, 2)]
    worked = [
        row(number, id=key, first_acked_at=DEFAULT_NOW, closed_at=DEFAULT_NOW + took)
        for number, (key, took) in enumerate(places, 1)
    ]
    queries = fill(database, *worked)
    database.write(
        lambda connection: connection.execute(
            update(alarm)
            .where(alarm.c.incident.in_([key for key, _ in places]))
            .values(acked_at=alarm.c.raised_at + 9.0, acked_by="Li Mei")
        )
    )
    found = figures(database, IncidentFilter(), DEFAULT_NOW + 600)
    (cost,) = [one for one in found.costs if one.point == "fence1/Z01"]
    assert cost.seconds >= 300.0
    assert ("Li Mei", 2, 9.0) in [(one.person, one.alarms, one.median_s) for one in found.answerers]
    told = queries.alarms_of([places[0][0]])[places[0][0]]
    assert (told.points, told.answered_by) == (("fence1/Z01",), "Li Mei")
    site = SiteDocument(site=SiteInfo(id="s", name="小区"))
    page = html_of(report_words.period_report(found, Places(site), "en", ""), str)
    assert "Li Mei" in page
    assert "Time that points cost" in page
    summary = queries.page(IncidentFilter(), limit=10).incidents[0]
    coded = replace(summary, cause="not_stated", verdict="false")
    for cells_of in (
        report_words.row_of(coded, told, Places(site), "en"),
        report_words.line_of(coded, told, Places(site), "en"),
    ):
        assert "Li Mei" in cells_of
        assert "fence1/Z01" in " ".join(map(str, cells_of))
        assert "not_stated" not in " ".join(map(str, cells_of)), "a code stands on the sheet"


# What a person looks for.


def test_a_zone_stands_for_all_that_lies_in_it_and_a_name_for_what_it_names() -> None:
    site = SiteDocument(
        site=SiteInfo(id="s", name="小区"),
        zone=(
            Zone(id="area", name="东区", name_en="East"),
            Zone(id="fence", parent="area", name="东围栏", name_en="East fence"),
            Zone(id="lobby", name="大堂", name_en="Lobby"),
        ),
    )
    places = Places(site)
    assert zones_below(places, "area") == ("area", "fence")
    assert zones_below(places, "gone") == ("gone",)
    which = incident_filter(places, {"theft": "盗窃"}, text="围栏 盗窃 EAST", zone="area", state="open", priority=1)
    assert which.open_only
    assert which.states == ()
    assert which.zones == ("area", "fence")
    meant = {one.word: (one.zones, one.categories) for one in which.meanings}
    assert meant == {"围栏": (("fence",), ()), "盗窃": ((), ("theft",)), "east": (("area", "fence"), ())}


# Names.


def test_names_are_sealed_and_only_this_key_opens_them(
    database: StationDatabase, tmp_path: Path, clock: FakeClock
) -> None:
    seal = station_seal(tmp_path / "keys")
    people = IncidentPeople(database, "s1", clock, seal)
    key = people.add("case", " 张三丰 ", "139")
    assert people.of_incident("case")[key].name == "张三丰"
    assert not any("张三丰".encode() in path.read_bytes() for path in tmp_path.glob("station.sqlite*"))
    again = IncidentPeople(database, "s1", clock, station_seal(tmp_path / "keys"))
    assert again.of_incident("case")[key].phone == "139"
    other = IncidentPeople(database, "s2", clock, station_seal(tmp_path / "other"))
    assert not other.of_incident("case")[key].readable
    assert seal.open(seal.close({"name": "x"}, "a"), "b") is None, "it is bound to the person it belongs to"
    assert seal.open(b"", "a") is None
    assert str(seal._key) not in repr(seal)
    assert os.name != "posix" or ((tmp_path / "keys" / NAME).stat().st_mode & 0o077) == 0


def test_names_go_when_their_time_is_over_unless_evidence_is_held(
    database: StationDatabase, tmp_path: Path, clock: FakeClock
) -> None:
    people = IncidentPeople(database, "s1", clock, station_seal(tmp_path / "keys"))
    gone, held = people.add("case", "张三丰", "139"), people.add("held", "李四", "138")
    database.write(
        lambda connection: connection.execute(
            insert(evidence).values(
                **{column.name: _something(column) for column in evidence.c if not column.nullable}
                | {"id": "e", "incident": "held", "legal_hold": True}
            )
        )
    )
    assert people.purge_if_due() == 0
    clock.advance((KEPT_DAYS + 1) * DAY)
    assert people.purge_if_due() == 1
    assert gone not in people.of_incident("case")
    assert people.of_incident("held")[held].name == "李四"
    with database.read.connect() as connection:
        kept = connection.execute(select(incident_person).where(incident_person.c.id == gone)).mappings().one()
        carried = connection.execute(select(outbox.c.record)).scalars().all()
    assert kept["sealed"] == b""
    assert gone in carried, "the shared database keeps what is gone here"
    assert people.purge_if_due() == 0, "once an hour is enough"


def _something(column: Any) -> Any:
    return {str: "x", int: 0, float: 0.0, bool: False, bytes: b""}.get(column.type.python_type, "x")


def test_a_key_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"short")
    with pytest.raises(StationKeyError) as raised:
        station_seal(tmp_path)
    assert raised.value.code == "unreadable"


def test_the_bench_fills_reads_and_leaves_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tempfile, "mkdtemp", lambda **_named: str(_made(tmp_path / "bench")))
        patched.setattr(Postgres, "binaries", staticmethod(lambda: None))
        assert store.run(cast(Any, SimpleNamespace(rows=300, json=True))) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told["sqlite"]["page_ms"]) == {"p50", "p95", "max"}
    assert told["sqlite"]["filters"] > 150
    assert "left_out" in told["postgresql"]
    assert not (tmp_path / "bench").exists()


def _made(path: Path) -> Path:
    path.mkdir()
    return path

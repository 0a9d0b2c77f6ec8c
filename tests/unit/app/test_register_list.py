"""The register on paper: void entries still say what was handed out for them, and why they are void."""

from dataclasses import replace
from pathlib import Path

from app.pages import register_words
from app.services.incident_report import Table
from app.store.database import StationDatabase
from app.store.register import FootageRequest, HandedOut, Register, Requester
from tests.fakes.clock import FakeClock

POLICE = FootageRequest(Requester.POLICE, "张警官", "翠湖派出所", "盗窃案", "12号", "王经理")


def test_each_entry_is_a_line_with_all_that_became_of_it(tmp_path: Path) -> None:
    database, clock = StationDatabase(tmp_path / "journal.db"), FakeClock()
    try:
        register = Register(database, "N", "Asia/Shanghai", clock)
        first = register.enter(POLICE, "李主管", "u1")
        given = HandedOut(clock.now(), "李主管", "id", "1.zip", "/stick", "aa", "BB", 3, 9, False)
        register.hand_out(first.id, given, "u1")
        register.void(first.id, "wrong person", "李主管")
        register.enter(replace(POLICE, document="13号"), "李主管", "u1")
        report = register_words.listing(register.entries(), "翠湖", "made", "en")
    finally:
        database.close()
    (table,) = report.parts
    assert isinstance(table, Table) and len(table.heads) == 7
    told = {row[3]: row[6] for row in table.rows}
    assert told == {"12号": "1.zip\nvoid: wrong person", "13号": ""}

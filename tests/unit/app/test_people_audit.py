"""`watchroom audit verify` names the first link that does not hold, and what was done to it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app import cli
from app.store.audit_check import CHAINED
from app.store.chain import Head
from app.store.heads import filed_heads
from app.store.keys import station_key
from app.store.schema import audit
from tests.fakes.clock import FakeClock
from tests.fakes.people import People

Rows = list[dict[str, Any]]
LINES = 12
COLUMNS = [column.name for column in audit.columns]


@pytest.fixture
def house(tmp_path: Path, clock: FakeClock) -> Iterator[People]:
    """A log of twelve lines, signed after the fourth, the eighth and the last."""
    made = People(tmp_path, clock)
    for number in range(1, LINES + 1):
        made.audit.append("guard", "open_gate", f"gate-{number}", before=None, after={"number": number})
        clock.advance(60)
        if number % 4 == 0:
            made.heads.sign("daily")
    made.close()
    yield made
    made.close()


def verify(house: People, *more: str) -> tuple[int, dict[str, Any]]:
    """Run the command and give its exit code and report."""
    import contextlib
    import io

    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        code = cli.run(["audit", "verify", "--data", str(house.folder), "--station", "s1", "--json", *more])
    return code, json.loads(told.getvalue() or "{}")


def first(house: People) -> tuple[int, str, int]:
    """The first break: exit code, what, line."""
    code, report = verify(house)
    return code, report["breaks"][0]["what"], report["breaks"][0]["sequence"]


def edit(house: People, change: Callable[[Rows], Rows]) -> None:
    """Rewrite the log as somebody with the file in hand would, constraints and triggers out of the way."""
    connection = sqlite3.connect(house.folder / "station.sqlite")
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.row_factory = sqlite3.Row
    rows = [dict(row) for row in connection.execute("SELECT * FROM audit ORDER BY sequence")]
    connection.execute("CREATE TABLE copied AS SELECT * FROM audit WHERE 0")
    connection.execute("DROP TABLE audit")
    connection.execute("ALTER TABLE copied RENAME TO audit")
    marks = ", ".join("?" for _ in COLUMNS)
    changed = change(rows)
    connection.executemany(
        f"INSERT INTO audit ({', '.join(COLUMNS)}) VALUES ({marks})", [[r[c] for c in COLUMNS] for r in changed]
    )
    connection.commit()
    connection.close()


def rechained(rows: Rows, since: int) -> Rows:
    """Compute every hash from line `since` on anew."""
    head = Head(rows[0]["chain"])
    for row in rows:
        content = {name: row[name] for name in CHAINED[audit]}
        content |= {name: json.loads(row[name]) for name in ("before", "after") if row[name] is not None}
        following = head.follow(content)
        if row["sequence"] >= since:
            row["previous_hash"], row["hash"] = head.hash, following.hash
        head = Head(following.chain, following.sequence, row["hash"])
    return rows


def test_an_untouched_log_is_sound(house: People) -> None:
    code, report = verify(house)
    assert (code, report["sound"], report["unsigned"], report["breaks"]) == (0, True, 0, [])
    assert report["lines"] == LINES
    assert report["signed_at"] == house.clock.now()


def test_lines_that_nobody_vouches_for_yet_are_counted(house: People) -> None:
    again = People(house.folder, house.clock)
    again.audit.append("guard", "open_gate", "gate")
    again.close()
    assert verify(house)[1]["unsigned"] == 1


OTHER: dict[str, Any] = {"sequence": 77, "at": 1.0, "before": '"x"', "after": "null"}


@pytest.mark.parametrize("column", COLUMNS)
def test_any_column_of_a_line_that_is_changed_is_seen(house: People, column: str) -> None:
    def change(rows: Rows) -> Rows:
        rows[5][column] = OTHER.get(column, "x")
        return rows

    edit(house, change)
    code, what, line = first(house)
    assert code == 3
    # A line that no longer names its chain or its place is missing there.
    gone = column in ("chain", "sequence")
    assert (what, line) == ("removed", 6) if gone else (what, line) == ("changed", 6)


def test_a_line_that_was_taken_out_is_missed(house: People) -> None:
    edit(house, lambda rows: [row for row in rows if row["sequence"] != 6])
    assert first(house) == (3, "removed", 6)


def test_a_line_that_was_taken_out_and_the_gap_closed_is_missed(house: People) -> None:
    def change(rows: Rows) -> Rows:
        left = [row for row in rows if row["sequence"] != 6]
        return [row | {"sequence": place} for place, row in enumerate(left, 1)]

    edit(house, change)
    assert first(house) == (3, "removed", 6)


def test_lines_that_changed_places_are_seen(house: People) -> None:
    def change(rows: Rows) -> Rows:
        rows[5]["sequence"], rows[8]["sequence"] = 9, 6
        return rows

    edit(house, change)
    assert first(house) == (3, "moved", 6)


def test_a_line_that_was_slipped_in_is_named(house: People) -> None:
    def change(rows: Rows) -> Rows:
        slipped = rows[5] | {"id": "slipped-in", "object": "gate-x"}
        widened = [*rows[:5], slipped, *rows[5:]]
        moved = [row | {"sequence": place} for place, row in enumerate(widened, 1)]
        head = Head(moved[0]["chain"], 5, moved[4]["hash"])
        content = {name: moved[5][name] for name in CHAINED[audit]}
        content |= {name: json.loads(moved[5][name]) for name in ("before", "after") if moved[5][name] is not None}
        moved[5] |= {"previous_hash": head.hash, "hash": head.follow(content).hash}
        return moved

    edit(house, change)
    assert first(house) == (3, "inserted", 6)


def test_a_line_played_again_at_its_place_is_named(house: People) -> None:
    edit(house, lambda rows: [*rows[:6], rows[5], *rows[6:]])
    assert first(house) == (3, "inserted", 6)


@pytest.mark.parametrize("left", [11, 8, 0])
def test_a_tail_that_was_cut_off_is_missed(house: People, left: int) -> None:
    edit(house, lambda rows: rows[:left])
    assert first(house) == (3, "cut", left + 1)


@pytest.mark.parametrize("since", [2, 6, 12])
def test_a_log_rewritten_with_all_its_hashes_is_caught_by_the_signed_head(house: People, since: int) -> None:
    def change(rows: Rows) -> Rows:
        rows[since - 1]["object"] = "gate-x"
        return rechained(rows, since)

    edit(house, change)
    code, report = verify(house)
    found = report["breaks"][0]
    assert (code, found["what"], found["witness"] in ("database", "file")) == (3, "rewritten", True)
    # No closer than between the last head that holds and the first that does not.
    assert found["sequence"] == (since - 1) // 4 * 4 + 1


def _heads(house: People, *statements: str) -> None:
    connection = sqlite3.connect(house.folder / "station.sqlite")
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_heads_removed_from_the_database_are_still_in_the_file(house: People) -> None:
    edit(house, lambda rows: rows[:4])
    _heads(house, "DELETE FROM anchor")
    code, what, line = first(house)
    assert (code, what, line) == (3, "cut", 5)
    assert verify(house)[1]["breaks"][0]["witness"] == "file"


def test_a_head_that_was_changed_is_named(house: People) -> None:
    _heads(house, "UPDATE anchor SET content = replace(content, '\"sequence\":8', '\"sequence\":7')")
    code, report = verify(house)
    assert (code, report["breaks"][0]["what"]) == (3, "signature")


def test_heads_of_another_key_are_told_apart(house: People, tmp_path: Path) -> None:
    other = station_key(tmp_path / "other")
    code, report = verify(house, "--key", other.fingerprint)
    assert code == 4
    assert {one["what"] for one in report["breaks"]} == {"unknown_signer"}
    assert verify(house, "--key", house.key.fingerprint)[0] == 0
    assert verify(house, "--key", "no such key")[0] == 2


def test_the_accounts_chain_is_followed_as_well(house: People) -> None:
    again = People(house.folder, house.clock)
    again.everybody()
    again.heads.sign("sign_in")
    again.close()
    assert verify(house)[0] == 0
    _heads(house, "UPDATE account_event SET signature = '00' WHERE sequence = 2")
    assert first(house) == (3, "signature", 2)
    _heads(house, "UPDATE account_event SET actor = 'x' WHERE sequence = 1")
    assert first(house) == (3, "changed", 1)


def test_the_words_name_the_row(house: People, capsys: pytest.CaptureFixture[str]) -> None:
    def change(rows: Rows) -> Rows:
        rows[5]["actor"] = "x"
        return rows

    edit(house, change)
    assert cli.run(["audit", "verify", "--data", str(house.folder), "--station", "s1"]) == 3
    told = capsys.readouterr().out
    assert "audit, line 6 (row " in told
    assert "was changed" in told


def test_bad_input_is_said(tmp_path: Path) -> None:
    assert cli.run(["audit", "verify", "--data", str(tmp_path), "--station", "s1"]) == 2
    assert cli.run(["audit", "verify", str(tmp_path / "none.toml")]) == 2


def test_a_head_is_signed_once_a_day_and_after_the_clock_was_set_back(tmp_path: Path, clock: FakeClock) -> None:
    made = People(tmp_path, clock)
    made.audit.append("guard", "open_gate", "gate")
    assert made.heads.sign_if_due() is not None
    clock.advance(86_000)
    assert made.heads.sign_if_due() is None
    clock.advance(500)
    assert made.heads.sign_if_due() is not None
    again = People(tmp_path, clock)
    assert again.heads.sign_if_due() is None
    clock.step_utc(-3600)
    assert again.heads.sign_if_due() is not None
    assert [head.holds for head in filed_heads(tmp_path / "keys")] == [True] * 3
    again.close()
    made.close()

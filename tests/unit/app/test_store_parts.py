"""The small parts of the store: the reserve, the station's key, pauses, faults, text."""

import logging
import sqlite3
import stat
import sys
from pathlib import Path

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import errors as pg
from sqlalchemy.exc import DBAPIError

from app.store import shared
from app.store.bench import bench_journal
from app.store.errors import REMEDIES, StoreFault, fault_of
from app.store.keys import PRIVATE_NAME, PUBLIC_NAME, StationKeyError, station_key
from app.store.outbox import pause_after
from app.store.reserve import MIB, Reserve
from app.store.text import canonical_json, clean
from tests.fakes.clock import FakeClock
from video.evidence_keys import trusted_digest

posix = pytest.mark.skipif(sys.platform == "win32", reason="rights are kept otherwise there")


def test_pauses_grow_from_half_a_second_to_fifteen() -> None:
    assert [pause_after(n) for n in (1, 2, 3, 4, 5, 6, 7, 100)] == [0.5, 1, 2, 5, 10, 15, 15, 15]


def test_a_reserve_is_filled_given_up_slice_by_slice_and_filled_again(tmp_path: Path) -> None:
    reserve = Reserve(tmp_path / "kept" / "reserve", size=3 * MIB, slice_bytes=2 * MIB)
    assert not reserve.whole
    assert reserve.fill()
    assert (reserve.held, reserve.whole) == (3 * MIB, True)
    assert [reserve.give_up_slice(), reserve.held] == [True, MIB]
    assert [reserve.give_up_slice(), reserve.held] == [True, 0]
    assert not reserve.give_up_slice()
    assert reserve.fill()


def test_a_reserve_takes_no_room_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _path: type("U", (), {"free": MIB})())
    reserve = Reserve(tmp_path / "reserve", size=3 * MIB)
    assert not reserve.fill()
    assert reserve.held == 0


@posix
def test_a_reserve_holds_real_blocks(tmp_path: Path) -> None:
    reserve = Reserve(tmp_path / "reserve", size=MIB)
    reserve.fill()
    assert (tmp_path / "reserve").stat().st_blocks * 512 >= MIB


def test_a_station_makes_its_key_once(tmp_path: Path) -> None:
    first = station_key(tmp_path / "keys")
    assert station_key(tmp_path / "keys").fingerprint == first.fingerprint
    assert station_key(tmp_path / "others").fingerprint != first.fingerprint
    assert len(first.fingerprint.replace("-", "")) == 64
    assert trusted_digest(str(tmp_path / "keys" / PUBLIC_NAME)) == trusted_digest(first.fingerprint)
    assert sorted(p.name for p in (tmp_path / "keys").iterdir()) == [PRIVATE_NAME, PUBLIC_NAME]


def test_the_private_half_shows_in_no_text(tmp_path: Path) -> None:
    assert "private" not in repr(station_key(tmp_path)).lower()


@posix
def test_only_the_stations_user_may_read_the_key(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    station_key(tmp_path)
    path = tmp_path / PRIVATE_NAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    with caplog.at_level(logging.WARNING):
        station_key(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "could be read by others" in caplog.text


def test_a_key_file_without_a_key_is_said_and_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / PRIVATE_NAME
    path.write_text("nothing of use")
    with pytest.raises(StationKeyError) as raised:
        station_key(tmp_path)
    assert raised.value.code == "unreadable"
    assert path.read_text() == "nothing of use"


def test_every_fault_has_a_remedy() -> None:
    assert set(REMEDIES) == set(StoreFault)


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        (sqlite3.SQLITE_FULL, StoreFault.DISK_FULL),
        (sqlite3.SQLITE_IOERR_WRITE, StoreFault.DISK_FULL),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, StoreFault.LOCKED),
        (sqlite3.SQLITE_CORRUPT_INDEX, StoreFault.CORRUPT),
        (sqlite3.SQLITE_READONLY_DIRECTORY, StoreFault.READ_ONLY),
        (sqlite3.SQLITE_CONSTRAINT_TRIGGER, StoreFault.FAILED),
    ],
)
def test_sqlite_faults_are_told_by_their_codes(code: int, fault: StoreFault) -> None:
    error = sqlite3.OperationalError("words in any language")
    error.sqlite_errorcode = code
    assert fault_of(DBAPIError("", None, error)) is fault


@pytest.mark.parametrize(
    ("error", "code", "of_row"),
    [
        (pg.UniqueViolation(), "row_23505", True),
        (pg.NumericValueOutOfRange(), "row_22003", True),
        (psycopg.DataError("NUL in text"), "row_value", True),
        (pg.InsufficientPrivilege(), "rights", False),
        (pg.UndefinedTable(), "schema", False),
        (pg.DiskFull(), "disk_full", False),
        (pg.TooManyConnections(), "overloaded", False),
        (pg.ReadOnlySqlTransaction(), "read_only", False),
        (pg.AdminShutdown(), "unreachable", False),
        (pg.QueryCanceled(), "busy", False),
        (pg.DeadlockDetected(), "busy", False),
        (pg.InvalidCatalogName(), "no_database", False),
        (psycopg.OperationalError("connection refused"), "unreachable", False),
        (pg.InternalError_(), "failed", False),
    ],
)
def test_postgres_faults_say_whether_a_row_is_to_blame(error: Exception, code: str, of_row: bool) -> None:
    fault = shared.fault_of(DBAPIError("", None, error))
    assert (fault.code, fault.of_row) == (code, of_row)


def test_the_password_of_the_shared_database_shows_nowhere() -> None:
    engine = shared.open_shared("postgresql://north:geheim@db.example/records")
    assert "geheim" not in f"{engine!r} {engine.url} {engine.url!r}"
    assert engine.url.drivername == "postgresql+psycopg"
    engine.dispose()


@given(st.text(alphabet=st.characters(codec=None, exclude_categories=())))
def test_cleaned_text_can_be_stored_anywhere(text: str) -> None:
    cleaned = clean(text)
    assert "\x00" not in cleaned
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
    assert clean(cleaned) == cleaned


def test_equal_values_are_written_alike() -> None:
    assert (
        canonical_json({"b": (1, 2.5), "a": {"c": float("nan"), 1: "中"}}) == '{"a":{"1":"中","c":"nan"},"b":[1,2.5]}'
    )


@posix
def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StationKeyError) as raised:
        station_key(tmp_path / "file" / "keys")
    assert raised.value.code == "unwritable"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_the_benchmark_measures_and_leaves_nothing(tmp_path: Path, clock: FakeClock) -> None:
    journal = bench_journal(tmp_path, clock, commits=5)
    assert journal["commits"] == 5
    assert 0 < journal["commit_ms"]["p50"] <= journal["commit_ms"]["p99"]
    assert list(tmp_path.iterdir()) == []

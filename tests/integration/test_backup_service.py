"""Backups by the clock, and by hand: when, how often again, what is said of it, and that the station lives on."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alarms.model import Priority
from alarms.priorities import default_priority
from app import bootstrap, cli, system
from app.backup.make import Made, backups_in
from app.backup.restore import ORDER
from app.data_folder import DataFolder
from app.services.backup import BACKUP_CLASS, BackupService, read_state
from app.services.health import Level
from app.settings import LoadResult, load_site
from tests.end_to_end.driving import until
from tests.fakes.clock import FakeClock
from tests.fakes.small_records import SmallRecords, make_records

PHRASE = "nine horses in the rain"
MORNING = datetime(2026, 3, 1, 0, 0, tzinfo=UTC).timestamp()  # eight in the morning, at the site


def settings(target: Path) -> str:
    return f'[backup]\ntarget = "{target}"\nat = "09:00"\nkeep = 2\npassphrase = "file:phrase"\noverdue_h = 26\n'


@pytest.fixture
def target(tmp_path: Path) -> Path:
    (tmp_path / "disk").mkdir()
    return tmp_path / "disk"


@pytest.fixture
def records(tmp_path: Path, target: Path) -> SmallRecords:
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "phrase").write_text(PHRASE)
    return make_records(tmp_path / "here", FakeClock(MORNING), more=settings(target))


class Watched:
    """A service whose thread is waited for."""

    def __init__(self, records: SmallRecords) -> None:
        assert isinstance(records.clock, FakeClock)
        self.clock: FakeClock = records.clock
        self.told: list[tuple[bool, str]] = []
        self.made: list[Made] = []
        self.service = BackupService(records.loaded, records.folder, records.clock, self._tell, self.made.append)

    def _tell(self, active: bool, _cause: str, kind: str) -> None:
        self.told.append((active, kind))

    def after(self, seconds: float) -> tuple[Level, str]:
        """Let time pass, and what begins then come to its end."""
        self.clock.advance(seconds)
        self.service.tick()
        until("the backup's end", lambda: self.service._thread is None or not self.service._thread.is_alive(), 60)
        self.service.tick()
        status = self.service.status()
        return status.level, status.code


def test_once_a_day_at_its_time_and_again_each_hour_after_a_failure(records: SmallRecords, target: Path) -> None:
    watched = Watched(records)
    assert watched.after(0) == (Level.DEGRADED, "none_yet")
    assert watched.after(3540) == (Level.DEGRADED, "none_yet")
    assert watched.after(61)[1] in ("good", "same_disk")
    assert len(backups_in(target)) == 1
    watched.after(3600)
    assert len(backups_in(target)) == 1, "made twice a day"
    moved = target.rename(target.with_name("unplugged"))
    assert watched.after(23 * 3600) == (Level.FAILED, "no_target")
    assert watched.told == [(True, "backup_failed")]
    assert watched.after(600) == (Level.FAILED, "no_target")
    assert not target.exists(), "a backup was written where the disk should be"
    moved.rename(target)
    assert watched.after(600)[0] is Level.FAILED, "tried again at once"
    assert watched.after(2700)[1] in ("good", "same_disk")
    assert watched.told == [(True, "backup_failed"), (False, "backup_failed")]
    assert default_priority(BACKUP_CLASS, "backup_failed") is Priority.P4
    assert [one.folder for one in watched.made] == [path for path, _ in backups_in(target)], "not told of each"
    watched.service.stop()


def test_none_for_too_long_is_an_alarm_of_its_own_after_a_restart_too(records: SmallRecords, target: Path) -> None:
    watched = Watched(records)
    watched.after(0)
    target.rename(target.with_name("unplugged"))
    for _ in range(2):
        watched.after(13.5 * 3600)
    assert watched.told == [(True, "backup_failed"), (False, "backup_failed"), (True, "backup_overdue")]
    again = Watched(records)
    assert again.after(1)[1] == "no_target"
    assert again.told == [(True, "backup_overdue")]


def test_a_station_that_ends_ends_its_backup(records: SmallRecords, target: Path) -> None:
    watched = Watched(records)
    watched.service.tick()
    watched.clock.advance(3700)
    watched.service.tick()
    watched.service.stop()
    assert not list(target.glob("*.part"))
    assert not list((records.folder.root / "backup-scratch").glob("[!.]*"))
    assert read_state(records.folder).code == ""


def test_without_a_key_nothing_is_made_and_the_check_says_so(tmp_path: Path, target: Path) -> None:
    records = make_records(tmp_path / "here", FakeClock(MORNING))
    records.document.write_text(records.document.read_text() + f'[backup]\ntarget = "{target}"\n')
    loaded = load_site(records.document)
    assert [one.code for one in loaded.problems] == ["backup_open"]
    watched = Watched(SmallRecords(loaded, records.folder, records.clock))
    assert watched.after(90000) == (Level.ABSENT, "no_key")
    assert backups_in(target) == []


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*words: object) -> tuple[int, str, str]:
        code = cli.run([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_by_hand_with_a_recovery_key_and_back_again(records: SmallRecords, run: Run, tmp_path: Path) -> None:
    key = tmp_path / "private"
    code, out, err = run("backup", "--new-recovery-key", key)
    assert code == 0 and "watchroom-backup-public:" in out and "private:" not in out + err
    public = out.split('"')[1]
    records.document.write_text(
        records.document.read_text().replace('passphrase = "file:phrase"', f'recovery_key = "{public}"')
    )
    code, out, _ = run("backup", "--site", records.document)
    assert code == 0 and "made and checked" in out and "env:WATCHROOM_SHARED" in out
    target = load_site(records.document).site.backup.target
    assert run("backup", "--site", records.document, "--list")[1].count("watchroom-s1-") == 1
    there = tmp_path / "there" / "site.toml"
    code, _, err = run("restore", target, "--site", there, "--folder", there.parent / "data")
    assert (code, there.exists()) == (4, False) and "recovery key" in err
    code, out, _ = run("restore", target, "--recovery-key", key, "--check")
    assert (code, there.exists()) == (0, False) and "whole" in out
    code, _, _ = run("restore", target, "--site", there, "--recovery-key", key, "--folder", there.parent / "data")
    assert code == 0
    assert run("journal", "check", "--folder", there.parent / "data")[0] == 0
    code, _, err = run("restore", target, "--site", there, "--recovery-key", key, "--folder", there.parent / "data")
    assert code == 1 and "--replace" in err
    with system.FolderLock(there.parent / "data"):
        words = ("--site", there, "--recovery-key", key, "--folder", there.parent / "data", "--replace")
        code, _, err = run("restore", target, *words)
    assert code == 1 and "close it first" in err


def test_bad_input_is_told_apart(records: SmallRecords, run: Run, tmp_path: Path) -> None:
    assert run("backup", tmp_path / "none", "--site", records.document)[0] == 2
    assert run("backup", records.folder.clips, "--site", records.document)[0] == 2
    assert run("restore", tmp_path / "none")[0] == 2
    made = run("backup", "--site", records.document)
    assert made[0] == 0
    os.environ["WATCHROOM_BACKUP_PASSPHRASE"] = "quite another one"
    try:
        assert run("restore", load_site(records.document).site.backup.target, "--check")[0] == 4
    finally:
        del os.environ["WATCHROOM_BACKUP_PASSPHRASE"]


def test_a_station_finishes_a_restore_that_was_killed(records: SmallRecords, monkeypatch: pytest.MonkeyPatch) -> None:
    """The order is written, nothing is exchanged yet: the program's start does it and reads the site file anew."""
    staged = records.folder.root / ".restore-x"
    staged.mkdir()
    (staged / "0001").write_text(records.document.read_text().replace('name = "小区"', 'name = "新小区"'))
    step = f'{{"from": "{staged / "0001"}", "to": "{records.document}"}}'
    (records.folder.root / ORDER).write_text(f'{{"kept": "before-restore-1", "steps": [{step}]}}')
    seen: list[str] = []

    def locked(loaded: LoadResult, _folder: DataFolder, *_: object) -> int:
        seen.append(loaded.site.site.name)
        return 0

    monkeypatch.setattr(bootstrap, "_run_locked", locked)
    assert bootstrap.run_station(records.document) == 0
    assert seen == ["新小区"]
    assert not (records.folder.root / ORDER).exists()
    assert not staged.exists()

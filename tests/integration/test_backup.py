"""Backups on real files: whatever happens to disk, process or backup, a good state is there and nothing is half."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from app.backup import database, recovery
from app.backup import restore as restoring
from app.backup.errors import BackupError
from app.backup.make import Maker, backups_in, sealed_path
from app.backup.manifest import NAME
from app.backup.restore import ORDER, Restorer, find, finish
from app.backup.sealing import Openers, Secrets
from app.clock import SystemClock
from app.data_folder import DataFolder
from app.people.passwords import Cost
from app.services.privacy import PrivacyBook, private_file
from app.services.privacy_kept import Drawn, drawn_text
from app.settings import load_site
from app.store.audit import AuditLog, AuditQuery
from app.store.check import check_file
from app.store.database import StationDatabase
from app.store.records import Clip, ClipRecords
from tests.fakes.clock import FakeClock
from tests.fakes.small_disk import fill_disk, small_disk
from tests.fakes.small_records import SmallRecords, make_records

__all__ = ["small_disk"]

PHRASE = "nine horses in the rain"
DRAWN = drawn_text(Drawn({"gate": (((0.0, 0.0), (0.5, 0.0), (0.5, 0.5)),)}), "2026-11-20T08:00:00+00:00", "Installer")
OPENERS = Openers(PHRASE, cost=Cost(memory_kib=64, passes=1, lanes=1))
SECRETS = Secrets(passphrase=PHRASE)
ROOT = Path(__file__).parents[2]


@pytest.fixture
def records(tmp_path: Path) -> SmallRecords:
    return make_records(tmp_path / "here", SystemClock())


@pytest.fixture
def target(tmp_path: Path) -> Path:
    (tmp_path / "disk").mkdir()
    return tmp_path / "disk"


def maker(records: SmallRecords, target: Path, keep: int = 5) -> Maker:
    return Maker(records.loaded, records.folder, target, OPENERS, keep, records.clock)


def restorer(source: Path, secrets: Secrets = SECRETS) -> Restorer:
    return Restorer(find(source), secrets, SystemClock())


@dataclass(frozen=True)
class There:
    """Another computer's folders."""

    document: Path
    folder: DataFolder

    @classmethod
    def at(cls, root: Path) -> There:
        return cls(root / "site.toml", DataFolder(root / "data"))

    def entries(self) -> list[str]:
        """What its audit log says, oldest first."""
        opened = StationDatabase(self.folder.journal)
        try:
            assert check_file(opened) == []
            assert AuditLog(opened, "s1", SystemClock()).verify().sound
            page = AuditLog(opened, "s1", SystemClock()).page(AuditQuery(), limit=9999)
            return [one.object for one in reversed(page.entries)]
        finally:
            opened.close()


def test_a_station_moves_to_another_computer(records: SmallRecords, target: Path, tmp_path: Path) -> None:
    drawn = private_file(records.document)
    drawn.write_text(DRAWN, "utf-8")
    made = maker(records, target).run()
    assert made.left_out == ("env:WATCHROOM_SHARED",)
    there = There(tmp_path / "there" / "other.toml", DataFolder(tmp_path / "there" / "data"))
    done = restorer(target).run(there.document, None, replace=False)
    assert (done.kept, done.unsound) == ("", "")
    assert there.entries()[:20] == [f"entry {number}" for number in range(20)]
    for name in ("keys/station.key", "keys/personal.key", "preferences.json"):
        assert (there.folder.root / name).read_bytes() == (records.folder.root / name).read_bytes()
    assert (there.folder.keys / "station.key").stat().st_mode & 0o077 == 0
    assert there.document.read_text() == records.document.read_text()
    assert (there.document.parent / "gate.secret").read_text() == "camera-secret\n"
    areas = PrivacyBook(load_site(there.document).site, there.document, records.clock).areas("gate")
    assert areas == (((0.0, 0.0), (0.5, 0.0), (0.5, 0.5)),), "what was private is seen where it was put back"
    assert load_site(there.document).problems == ()
    assert not [path for path in there.folder.root.iterdir() if path.name.startswith(".restore")]


def test_clips_that_were_carried_over_are_found_in_the_new_folder(
    records: SmallRecords, target: Path, tmp_path: Path
) -> None:
    opened = StationDatabase(records.folder.journal)
    clips = ClipRecords(opened, "s1", records.clock)
    named = {"own": str(records.folder.clips / "i" / "a.mp4"), "other": "/elsewhere/b.mp4"}
    for name, path in named.items():
        clips.put(Clip(name, path, "0" * 64, 1, "gate", 1.0, 2.0, "i"))
    opened.close()
    maker(records, target).run()
    there = There.at(tmp_path / "there")
    restorer(target).run(there.document, None, replace=False)
    opened = StationDatabase(there.folder.journal)
    found = {one.id: one.path for one in ClipRecords(opened, "s1", records.clock).of_incident("i")}
    opened.close()
    assert found == {"own": str(there.folder.clips / "i" / "a.mp4"), "other": "/elsewhere/b.mp4"}


def test_nothing_in_a_backup_can_be_read(records: SmallRecords, target: Path) -> None:
    made = maker(records, target).run()
    secrets = (b"camera-secret", b"PRIVATE KEY", b"entry 7", (records.folder.keys / "personal.key").read_bytes())
    for path in made.folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert not [secret for secret in secrets if secret in content], path
        assert path.stat().st_mode & 0o077 == 0 or path.is_dir() or path.name == NAME
    assert not list((records.folder.root / "backup-scratch").glob("[!.]*")), "a copy in the clear was left"


def test_what_was_restored_says_so_and_begins_anew(records: SmallRecords, target: Path, tmp_path: Path) -> None:
    maker(records, target).run()
    there = There.at(tmp_path / "there")
    restorer(target).run(there.document, None, replace=False)
    before, after = database.facts_of(records.folder.journal), database.facts_of(there.folder.journal)
    assert set(before.heads) < set(after.heads), "the old chain is not as it was, or no new one was begun"
    (new,) = set(after.heads) - set(before.heads)
    assert new[0] == "audit" and new[2] == 1
    assert there.entries()[-1] == "s1"
    assert after.rows["outbox"] >= after.rows["audit"], "what the shared database may not have is not carried again"


def test_a_backup_while_the_record_is_written_loses_nothing(
    records: SmallRecords, target: Path, tmp_path: Path
) -> None:
    """What was durable before the backup began is in it, and the chain in it is whole; no writer waits."""
    opened = StationDatabase(records.folder.journal)
    log = AuditLog(opened, "s1", records.clock)
    written, begun, ending = 0, threading.Event(), threading.Event()

    def write() -> None:
        nonlocal written
        while not ending.is_set():
            log.append("tester", "note", f"more {written}", after={"filling": "x" * 2000})
            written += 1
            if written >= 50:
                begun.set()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        assert begun.wait(20)
        before = written
        made = maker(records, target).run()
        after = written
    finally:
        ending.set()
        thread.join()
        opened.close()
    there = There.at(tmp_path / "there")
    restorer(made.folder).run(there.document, None, replace=False)
    found = [one for one in there.entries() if one.startswith("more ")]
    assert before <= len(found) <= after + 1
    assert after > before, "nobody could write while it was made"
    assert found == [f"more {number}" for number in range(len(found))]


def test_only_the_newest_stay_and_others_are_not_touched(records: SmallRecords, target: Path) -> None:
    (target / "watchroom-s1-holiday").mkdir()
    (target / "watchroom-s1-holiday" / "photo.jpg").write_bytes(b"x")
    (target / "other").mkdir()
    clock = FakeClock()
    held = [replace(maker(records, target, keep=2), clock=clock)]
    names = []
    for _ in range(4):
        names.append(held[0].run().folder.name)
        clock.advance(86400)
    assert [path.name for path, _ in backups_in(target)] == names[-2:]
    for keep in (1, 0):
        clock.advance(86400)
        last = replace(held[0], keep=keep).run()
        assert [path for path, _ in backups_in(target)] == [last.folder], "the new one, at least, stays"
    assert (target / "watchroom-s1-holiday" / "photo.jpg").exists()


@pytest.mark.parametrize("name", ["database/station.sqlite", "keys/station.key", "site/site.toml"])
def test_one_flipped_byte_is_refused(records: SmallRecords, target: Path, tmp_path: Path, name: str) -> None:
    made = maker(records, target).run()
    path = sealed_path(made.folder, name)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    refuses(made.folder, tmp_path, "damaged")


def refuses(source: Path, tmp_path: Path, code: str, secrets: Secrets = SECRETS) -> None:
    there = There.at(tmp_path / "there")
    with pytest.raises(BackupError) as caught:
        restorer(source, secrets).run(there.document, None, replace=False)
    assert caught.value.code == code
    left = [path for path in (tmp_path / "there").rglob("*") if path.is_file() and path.name != ".lock"]
    assert left == [], "a refused restore left something"


def test_a_changed_manifest_is_refused(records: SmallRecords, target: Path, tmp_path: Path) -> None:
    made = maker(records, target).run()
    told = json.loads((made.folder / NAME).read_text())
    told["facts"]["rows"]["audit"] += 1
    (made.folder / NAME).write_text(json.dumps(told))
    refuses(made.folder, tmp_path, "damaged")
    told["files"][0]["name"] = "site/../../evil"
    (made.folder / NAME).write_text(json.dumps(told))
    with pytest.raises(BackupError, match="damaged"):
        find(made.folder)


def test_a_file_that_is_gone_is_refused(records: SmallRecords, target: Path, tmp_path: Path) -> None:
    made = maker(records, target).run()
    sealed_path(made.folder, "keys/personal.key").unlink()
    refuses(made.folder, tmp_path, "damaged")


def test_the_wrong_passphrase_is_refused(records: SmallRecords, target: Path, tmp_path: Path) -> None:
    made = maker(records, target).run()
    refuses(made.folder, tmp_path, "wrong_secret", Secrets(passphrase="another one altogether"))
    refuses(made.folder, tmp_path, "no_secret", Secrets())


def test_a_newer_program_is_refused(records: SmallRecords, target: Path, tmp_path: Path) -> None:
    made = maker(records, target).run()
    told = json.loads((made.folder / NAME).read_text())
    told["schema"] = 99
    (made.folder / NAME).write_text(json.dumps(told))
    with pytest.raises(BackupError, match="newer"):
        find(made.folder)


def test_a_newer_database_is_refused(
    records: SmallRecords, target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = maker(records, target).run()
    monkeypatch.setattr("app.store.migrate.HEAD", "0003")
    monkeypatch.setattr("app.store.migrate.known_revisions", lambda: frozenset({"0001", "0002", "0003"}))
    refuses(made.folder, tmp_path, "newer")


def test_a_station_that_is_there_is_not_replaced_unasked(records: SmallRecords, target: Path) -> None:
    maker(records, target).run()
    records.write(3, "after the backup")
    here = There(records.document, records.folder)
    with pytest.raises(BackupError, match="exists"):
        restorer(target).run(records.document, None, replace=False)
    assert len(here.entries()) == 23
    (records.folder.keys / "accounts.head").write_text("of the state after the backup")
    done = restorer(target).run(records.document, None, replace=True)
    assert here.entries()[-1] == "s1" and len(here.entries()) == 21
    kept = records.folder.root / done.kept
    assert not (records.folder.keys / "accounts.head").exists()
    assert any(path.name.endswith("accounts.head") for path in kept.iterdir())
    old = next(path for path in kept.iterdir() if path.name.endswith("station.sqlite"))
    assert database.facts_of(old).rows["audit"] == 23, "the state before was not kept"


def test_a_recovery_key_opens_it(records: SmallRecords, target: Path, tmp_path: Path) -> None:
    public, private = recovery.new_pair()
    made = replace(maker(records, target), openers=Openers(recovery=public)).run()
    refuses(made.folder, tmp_path, "no_secret")
    there = There.at(tmp_path / "there")
    restorer(made.folder, Secrets(recovery=private)).run(there.document, None, replace=False)
    assert len(there.entries()) == 21


def test_a_damaged_record_ends_no_older_backup(records: SmallRecords, target: Path) -> None:
    good = maker(records, target, keep=2).run()
    content = bytearray(records.folder.journal.read_bytes())
    for place in range(4096 * 3, len(content), 4096):
        content[place : place + 64] = b"\xff" * 64
    records.folder.journal.write_bytes(bytes(content))
    with pytest.raises(BackupError) as caught:
        maker(records, target, keep=2).run()
    assert caught.value.code in ("source_damaged", "source_unreadable", "copy_differs")
    assert [path for path, _ in backups_in(target)] == [good.folder]
    assert not list(target.glob("*.part"))


def test_a_target_that_is_no_other_place_is_refused(records: SmallRecords, target: Path) -> None:
    for wrong, code in ((target / "not mounted", "no_target"), (records.folder.clips, "target_inside")):
        with pytest.raises(BackupError, match=code):
            maker(records, wrong).run()
    assert not (target / "not mounted").exists()


def test_a_full_disk_leaves_the_older_one(records: SmallRecords, small_disk: Path) -> None:
    good = maker(records, small_disk).run()
    filled = fill_disk(small_disk)
    with pytest.raises(BackupError, match="disk_full"):
        maker(records, small_disk).run()
    assert [path for path, _ in backups_in(small_disk)] == [good.folder]
    assert not list(small_disk.glob("*.part"))
    filled.unlink()
    maker(records, small_disk).run()


def test_a_restore_to_a_full_disk_changes_nothing(records: SmallRecords, target: Path, small_disk: Path) -> None:
    made = maker(records, target).run()
    there = There.at(small_disk / "there")
    there.document.parent.mkdir()
    fill_disk(small_disk)
    with pytest.raises(BackupError) as caught:
        restorer(made.folder).run(there.document, None, replace=False)
    assert caught.value.code in ("disk_full", "unwritable")
    assert not there.document.exists()
    assert not there.folder.journal.exists()


KILLED = """
import os, sys
from pathlib import Path
from app.backup import make, restore
from app.backup.sealing import Openers, Secrets
from app.clock import SystemClock
from app.people.passwords import Cost
from app.services.privacy import PrivacyBook, private_file
from app.settings import load_site
from app.data_folder import DataFolder
what, site, place, number = sys.argv[1:]
left = int(number)
def die(event, arguments):
    global left
    if event in ("os.rename", "os.remove", "os.mkdir", "open", "sqlite3.connect") and armed:
        left -= 1
        if left <= 0:
            os.kill(os.getpid(), 9)
armed = False
site, place = Path(site), Path(place)
phrase = "nine horses in the rain"
loaded = load_site(site)
sys.addaudithook(die)
if what == "backup":
    openers = Openers(phrase, cost=Cost(memory_kib=64, passes=1, lanes=1))
    maker = make.Maker(loaded, DataFolder(site.parent / "data"), place, openers, 5, SystemClock())
    armed = True
    maker.run()
else:
    restorer = restore.Restorer(restore.find(place), Secrets(phrase), SystemClock())
    armed = True
    restorer.run(site, None, replace=True)
armed = False
"""


def killed_at(what: str, site: Path, place: Path, number: int) -> bool:
    """Run it in a process that is killed at its Nth step on the disk; False where it came to its end before."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, what, str(site), str(place), str(number)],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr.decode()
    return done.returncode != 0


def test_a_backup_that_is_killed_is_none(records: SmallRecords, target: Path) -> None:
    good = maker(records, target).run()
    for number in (3, 20, 45, 75):
        if not killed_at("backup", records.document, target, number):
            break
        assert backups_in(target)[0][0] == good.folder
        for path, _ in backups_in(target):
            restorer(path)._key()
    maker(records, target).run()
    assert not list(target.glob("*.part")), "what a killed backup left stays for ever"
    for path, _ in backups_in(target):
        scratch = target / "look"
        scratch.mkdir()
        assert restorer(path).check(scratch) == ""
        shutil.rmtree(scratch)


def test_a_restore_that_is_killed_is_the_old_state_or_the_new(records: SmallRecords, target: Path) -> None:
    """After any kill and one look (as the station takes at its start) it is wholly one or wholly the other."""
    maker(records, target).run()
    records.write(5, "after the backup")
    records.folder.preferences.write_text('{"after": 1}')
    keep = records.document.parent.parent / "keep"
    shutil.copytree(records.document.parent, keep)
    seen = set()
    number = 1
    while True:
        killed = killed_at("restore", records.document, target, number)
        finish(records.folder.root)
        entries = len(There(records.document, records.folder).entries())
        state = (entries, records.folder.preferences.read_text())
        assert state in {(25, '{"after": 1}'), (21, "{}")}, f"half a state after a kill at step {number}"
        seen.add(state)
        assert not (records.folder.root / ORDER).exists()
        if not killed:
            break
        number += 13
        shutil.rmtree(records.document.parent)
        shutil.copytree(keep, records.document.parent)
    assert len(seen) == 2, "the kills never came before, or never after, the point of no return"


def test_what_finishes_a_restore_may_be_killed_itself(records: SmallRecords, target: Path, tmp_path: Path) -> None:
    """Every step of the exchange may have happened or not; doing them all again comes to the same."""
    maker(records, target).run()
    records.write(5, "after the backup")
    ended, real = 0, restoring._exchange_one
    while True:
        root = tmp_path / f"try{ended}"
        shutil.copytree(records.document.parent, root)
        there = There.at(root)
        left = [ended]

        def one_step(source: Path | None, to: Path, kept: Path, number: str, left: list[int] = left) -> None:
            if left[0] == 0:
                raise KeyboardInterrupt
            left[0] -= 1
            real(source, to, kept, number)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(restoring, "_exchange_one", one_step)
            try:
                restorer(target).run(there.document, None, replace=True)
                whole = True
            except KeyboardInterrupt:
                whole = False
        assert finish(there.folder.root) is not whole
        assert len(there.entries()) == 21
        if whole:
            break
        ended += 1
    assert ended > 8

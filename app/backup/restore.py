"""Putting a backup back: opened and checked beside the old state, then exchanged for it whole or not at all.

Everything is laid out beside its place first. Then one small file says what is to be exchanged (`restore.json`, synced
and renamed into place): before it is there nothing was changed, and once it is there whoever comes next, `restore` or
the station itself, finishes what was begun, however often it is killed. What stood there before is kept in a folder.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, select, update

from app import system
from app.backup.contents import DATABASE, DOCUMENT, is_known_place, place_of
from app.backup.errors import BackupError, of_system
from app.backup.make import Pulse, backups_in, check_database, sealed_path
from app.backup.manifest import Manifest, read_manifest
from app.backup.sealing import BackupKey, Secrets, unseal, unwrap
from app.data_folder import DataFolder, data_root
from app.settings import load_site
from app.store.audit import AuditLog
from app.store.database import StationDatabase
from app.store.errors import StoreError
from app.store.identity import begin_anew
from app.store.outbox_rows import carry_all_again
from app.store.schema import evidence
from video.clock import Clock

ORDER: Final = "restore.json"
_STAGED: Final = ".restore-"
_KEPT: Final = "before-restore-"
_SIDES: Final = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Found:
    """A backup that is known to be whole: its files are there with the sizes and digests that it names."""

    folder: Path
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back; `kept` is the folder of what stood there before, `unsound` what is wrong with the record."""

    found: Found
    document: Path
    data: Path
    kept: str
    unsound: str


def find(source: Path) -> Found:
    """The backup at `source`, or the newest whole one in it. Raises BackupError no_backup, damaged, newer."""
    try:
        return Found(source, read_manifest(source))
    except BackupError as error:
        if error.code != "no_backup":
            raise
    listed = backups_in(source) if source.is_dir() else []
    if not listed:
        raise BackupError("no_backup", str(source))
    return Found(*listed[-1])


@dataclass(frozen=True, slots=True)
class Restorer:
    """Opens one backup. `pulse` is called often and may raise to end it."""

    found: Found
    secrets: Secrets = field(repr=False)
    clock: Clock
    pulse: Pulse = lambda: None

    def check(self, scratch: Path) -> str:
        """Open everything and check the database in `scratch`, which must be empty; gives what is unsound."""
        try:
            self._open_all(scratch, lambda name: scratch / name)
            return check_database(scratch / DATABASE, self.found.manifest.facts)
        except OSError as error:
            raise of_system(error) from error

    def run(self, document: Path, data: Path | None, *, replace: bool) -> Restored:
        """Put it back: the site file is to be `document`, the data folder `data` (None: as the site file says).

        Without ``replace`` nothing that is there is touched. Raises BackupError.
        """
        identity = uuid.uuid4().hex[:12]
        room = document.parent / f"{_STAGED}{identity}"
        try:
            document.parent.mkdir(parents=True, exist_ok=True)
            room.mkdir(mode=0o700)
            key = self._key()
            root = (data or data_root(self._site(key, room, document), document)).absolute()
            with system.FolderLock(root):
                return self._run(document, DataFolder(root), room, replace=replace)
        except system.AlreadyRunningError as error:
            raise BackupError("running", str(error)) from error
        except OSError as error:
            raise of_system(error) from error
        finally:
            with suppress(OSError):
                room.rmdir()  # where it was not come to: what was laid out in it goes by itself

    def _run(self, document: Path, folder: DataFolder, room: Path, *, replace: bool) -> Restored:
        """With the folder's lock held. Once the order is written, what is laid out stays until it is carried out."""
        finish(folder.root)
        for there in (folder.journal, document):
            if there.exists() and not replace:
                raise BackupError("exists", str(there))
        staged = folder.root / room.name
        try:
            _clear_staged(folder.root, document.parent, but=room)
            return self._exchange(document.absolute(), folder, room, staged)
        finally:
            if not (folder.root / ORDER).exists():
                shutil.rmtree(staged, ignore_errors=True)
                shutil.rmtree(room, ignore_errors=True)

    def _key(self) -> BackupKey:
        manifest = self.found.manifest
        key = unwrap(manifest.backup, list(manifest.wraps), self.secrets)
        if key.sum_of(manifest.content()) != manifest.sum:
            raise BackupError("damaged", "manifest.json")
        return key

    def _site(self, key: BackupKey, room: Path, document: Path) -> Any:
        """Read the site document of the backup, to know where its data folder is meant to be."""
        if not any(one.name == DOCUMENT for one in self.found.manifest.files):
            raise BackupError("damaged", DOCUMENT)
        looked = room / document.name
        unseal(sealed_path(self.found.folder, DOCUMENT), looked, key.of(DOCUMENT), self.pulse)
        site = load_site(looked).site
        looked.unlink()
        return site

    def _exchange(self, document: Path, folder: DataFolder, room: Path, staged: Path) -> Restored:
        """Lay everything out on the disks where it belongs, check it, and exchange it."""
        staged.mkdir(mode=0o700, exist_ok=True)
        laid = {
            one.name: (room if one.name.startswith("site/") else staged) / f"{number:04}"
            for number, one in enumerate(self.found.manifest.files)
        }
        self._open_all(staged, laid.__getitem__)
        unsound = check_database(laid[DATABASE], self.found.manifest.facts)
        self._begin_anew(laid[DATABASE], folder)
        kept = f"{_KEPT}{int(self.clock.now())}"
        order(folder, [(laid[name], place_of(name, document, folder)) for name in laid], kept)
        finish(folder.root)
        return Restored(self.found, document, folder.root, kept if (folder.root / kept).exists() else "", unsound)

    def _open_all(self, disk: Path, place: Callable[[str], Path]) -> None:
        key = self._key()
        wanted = sum(one.plain_size for one in self.found.manifest.files)
        free = shutil.disk_usage(disk).free
        if free < wanted + (1 << 20):
            raise BackupError("disk_full", f"{disk}: {free >> 20} MB, {(wanted >> 20) + 1} MB")
        for one in self.found.manifest.files:
            self.pulse()
            if not is_known_place(one.name):
                raise BackupError("damaged", one.name)
            path, sealed = place(one.name), sealed_path(self.found.folder, one.name)
            path.parent.mkdir(parents=True, exist_ok=True)
            if not sealed.is_file():
                raise BackupError("damaged", one.name)
            if unseal(sealed, path, key.of(one.name), self.pulse) != one.plain_size:
                raise BackupError("damaged", one.name)

    def _begin_anew(self, path: Path, folder: DataFolder) -> None:
        """Let the chains of the restored file begin anew: what was written after the backup is the shared database's.

        That it was restored, and from what, is the first thing that its audit log says. Clips are looked for in the
        data folder as it is called here.
        """
        manifest, now = self.found.manifest, self.clock.now()
        try:
            database = StationDatabase(path)
            try:
                database.write(lambda connection: begin_anew(connection, now))
                database.write(lambda connection: moved(connection, manifest, str(folder.root)))
                carry_all_again(database, now)
                told = {"backup": manifest.backup, "made_at": manifest.made_at, "program": manifest.program}
                AuditLog(database, manifest.station, self.clock).append(
                    f"system@{manifest.station}", "restore", manifest.station, after=told
                )
            finally:
                database.close()
        except StoreError as error:
            raise BackupError("disk_full" if error.code.value == "disk_full" else "unwritable", path.name) from error


def moved(connection: Connection, manifest: Manifest, root: str) -> None:
    """Name the station's own clips and pictures below the data folder as it is called here."""
    if not manifest.root or manifest.root == root:
        return
    query = select(evidence.c.id, evidence.c.path).where(evidence.c.station == manifest.station)
    for row in connection.execute(query).all():
        if row.path.startswith(manifest.root):
            below = row.path[len(manifest.root) :].replace("\\", "/").lstrip("/")
            path = str(Path(root, *below.split("/")))
            connection.execute(update(evidence).where(evidence.c.id == row.id).values(path=path))


def order(folder: DataFolder, moves: Iterable[tuple[Path, Path]], kept: str) -> None:
    """Write down what is to be exchanged, so that it will be, whatever happens to this process.

    The old database's log goes first: with the new file beside it, it would be taken for that one's.
    """
    steps: list[dict[str, str]] = []
    for side in _SIDES:
        steps.append({"from": "", "to": str(folder.journal.with_name(folder.journal.name + side))})
    steps += [{"from": str(source), "to": str(target)} for source, target in moves]
    for path in _stale(folder, {Path(step["to"]) for step in steps}):
        steps.append({"from": "", "to": str(path)})
    content = json.dumps({"kept": kept, "steps": steps}, ensure_ascii=False, indent=1).encode()
    draft = folder.root / f"{ORDER}.new"
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder.root / ORDER)
    sync_folder(folder.root)


def _stale(folder: DataFolder, coming: set[Path]) -> list[Path]:
    """Keys and measured values that belong to the old state only: beside the new one they would be wrong."""
    found = [path for path in folder.keys.glob("*") if path.is_file()] if folder.keys.is_dir() else []
    found += [folder.root / (folder.values.name + side) for side in ("", *_SIDES)]
    return [path for path in found if path not in coming and path.exists()]


def finish(root: Path) -> bool:
    """Finish a restore that was begun, where one was: call it with the folder's lock held. Raises OSError.

    Returns whether there was one. May be ended at any instant and called again.
    """
    path = root / ORDER
    try:
        told = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return False
    kept = root / str(told["kept"])
    kept.mkdir(mode=0o700, exist_ok=True)
    for number, step in enumerate(told["steps"]):
        _exchange_one(Path(step["from"]) if step["from"] else None, Path(step["to"]), kept, f"{number:04}")
    sync_folder(kept)
    path.unlink()
    sync_folder(root)
    for room in {Path(step["from"]).parent for step in told["steps"] if step["from"]}:
        if room.name.startswith(_STAGED):
            shutil.rmtree(room, ignore_errors=True)
    with suppress(OSError):
        kept.rmdir()  # nothing stood there before
    return True


def _exchange_one(source: Path | None, target: Path, kept: Path, number: str) -> None:
    """Set the old file aside and put the new one there; each half may have happened already."""
    aside = kept / f"{number}-{target.name}"
    waiting = source is not None and source.exists()
    if target.exists() and (waiting or source is None) and not aside.exists():
        _move(target, aside)
    if source is not None and waiting:
        target.parent.mkdir(parents=True, exist_ok=True)
        source.replace(target)
        sync_folder(target.parent)


def _move(source: Path, target: Path) -> None:
    """Rename, or copy to another disk and then remove: the copy gets its name only when it is whole."""
    try:
        source.rename(target)
    except OSError:
        draft = target.with_name(f"{target.name}.new")
        shutil.copy2(source, draft)
        draft.replace(target)
        source.unlink()


def _clear_staged(*folders: Path, but: Path) -> None:
    """What ended runs left."""
    for folder in folders:
        for path in folder.glob(f"{_STAGED}*"):
            if path != but and path.name != but.name:
                shutil.rmtree(path, ignore_errors=True)


def sync_folder(path: Path) -> None:
    """Make renames in a folder durable, where the system lets a folder be synced."""
    if os.name == "posix":
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

"""Making a backup: copied, sealed, put back into a scratch database and compared, and only then given its name.

Whatever ends it half-way leaves a folder that ends in `.part` and is no backup; the next one clears it away. Nothing
that is not sealed is ever written outside the station's own data folder.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from app import system
from app.backup import database
from app.backup.contents import DATABASE, contents_of
from app.backup.errors import BackupError, of_system
from app.backup.manifest import NAME, Facts, Manifest, SealedFile, read_manifest
from app.backup.sealing import BackupKey, Openers, seal, unseal
from app.data_folder import DataFolder
from app.settings import LoadResult
from app.version import version
from video.clock import Clock

PREFIX: Final = "watchroom-"
_PART: Final = ".part"
SCRATCH: Final = "backup-scratch"
_SEALED: Final = ".sealed"

#: Called often, from the thread that makes the backup; may raise to end it.
Pulse = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Made:
    """A good backup: where it lies, bytes, what its database holds, and how many older ones went.

    ``unsound`` names what is wrong with the record itself, which a copy cannot mend.
    """

    folder: Path
    size: int
    facts: Facts
    left_out: tuple[str, ...]
    removed: int
    unsound: str = ""


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes backups of one station into `target`, a folder that is there; `keep` whole ones stay."""

    loaded: LoadResult
    folder: DataFolder
    target: Path
    openers: Openers
    keep: int
    clock: Clock
    pulse: Pulse = lambda: None

    def run(self) -> Made:
        """Make one. Raises BackupError; older backups stay untouched until the new one is known to be good."""
        self._look_at_target()
        scratch = self.folder.root / SCRATCH
        try:
            with system.FolderLock(scratch):
                _clear(scratch)
                try:
                    return self._run(scratch)
                finally:
                    _clear(scratch)
        except system.AlreadyRunningError as error:
            raise BackupError("busy") from error
        except OSError as error:
            raise of_system(error) from error

    def _look_at_target(self) -> None:
        if not self.target.is_dir():
            raise BackupError("no_target", str(self.target))
        root = self.folder.root.resolve()
        if self.target.resolve().is_relative_to(root):
            raise BackupError("target_inside", str(self.target))
        if not self.folder.journal.is_file():
            raise BackupError("no_station", str(self.folder.root))

    def _run(self, scratch: Path) -> Made:
        station = self.loaded.site.station.id
        made_at = self.clock.now()
        identity = str(uuid.uuid4())
        key = BackupKey.new(identity)
        wraps = key.wrapped(self.openers)
        self._clear_old_parts(station)
        final = self.target / f"{PREFIX}{station}-{datetime.fromtimestamp(made_at, UTC):%Y%m%dT%H%M%SZ}"
        part = self.target / f"{final.name}-{identity[:8]}{_PART}"
        try:
            part.mkdir(mode=0o700)
            manifest = self._fill(part, scratch, key, identity, made_at)
            manifest = replace(manifest, wraps=tuple(wraps))
            manifest = replace(manifest, sum=key.sum_of(manifest.content()))
            _write(part / NAME, manifest.written().encode())
            unsound = check_restores(part, manifest, key, scratch, self.pulse)
            final = _free(final)
            part.rename(final)
            _sync_folder(self.target)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        size = sum(one.size for one in manifest.files)
        return Made(final, size, manifest.facts, manifest.left_out, self._prune(station, final), unsound)

    def _fill(self, part: Path, scratch: Path, key: BackupKey, identity: str, made_at: float) -> Manifest:
        """Seal everything into the folder: the keys first, then the database as it is after them."""
        listed = contents_of(self.loaded.site, self.loaded.file, self.folder)
        files = [self._sealed(part, name, path, key) for name, path in listed.files]
        copied = scratch / "copy.sqlite"
        before = database.facts_of(self.folder.journal)
        self._room(scratch, self.folder.journal.stat().st_size)
        database.copy(self.folder.journal, copied, self.pulse)
        lost = [head for head in before.heads if not database.holds(copied, head)]
        if lost:
            raise BackupError("copy_differs", f"{lost[0][0]} {lost[0][2]}")
        facts = database.facts_of(copied)
        files.append(self._sealed(part, DATABASE, copied, key))
        copied.unlink()
        return Manifest(
            backup=identity,
            station=self.loaded.site.station.id,
            site=self.loaded.site.site.id,
            made_at=made_at,
            program=version(),
            facts=facts,
            files=tuple(files),
            document=self.loaded.file.name if self.loaded.file is not None else "",
            root=str(self.folder.root.absolute()),
            left_out=listed.left_out,
        )

    def _sealed(self, part: Path, name: str, path: Path, key: BackupKey) -> SealedFile:
        self.pulse()
        target = sealed_path(part, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        self._room(part, path.stat().st_size)
        plain_size, size, digest = seal(path, target, key.of(name), self.pulse)
        return SealedFile(name, size, digest, plain_size)

    @staticmethod
    def _room(folder: Path, wanted: int) -> None:
        free = shutil.disk_usage(folder).free
        if free < wanted + (1 << 20):
            raise BackupError("disk_full", f"{folder}: {free >> 20} MB, {(wanted >> 20) + 1} MB")

    def _clear_old_parts(self, station: str) -> None:
        """What an ended run left; nobody else writes there under this station's name while the lock is held."""
        for path in self.target.glob(f"{PREFIX}{station}-*{_PART}"):
            shutil.rmtree(path, ignore_errors=True)

    def _prune(self, station: str, newest: Path) -> int:
        """Let the oldest go; a folder that is not a whole backup of this very station is never touched."""
        mine = [one for one in backups_in(self.target) if one[1].station == station]
        old = [path for path, _ in mine if path != newest][: -(max(1, self.keep) - 1) or None]
        for path in old:
            # Without its manifest it is no backup any more, so that a removal cut short leaves none that looks whole.
            (path / NAME).unlink(missing_ok=True)
            shutil.rmtree(path, ignore_errors=True)
        return len(old)


def check_restores(folder: Path, manifest: Manifest, key: BackupKey, scratch: Path, pulse: Pulse) -> str:
    """Open every file of a backup, put its database into `scratch`, and compare that with what was copied.

    Gives what is unsound about the record, "" for nothing. Raises BackupError damaged, source_damaged, OSError.
    """
    plain, unsound = scratch / "opened", ""
    for one in manifest.files:
        pulse()
        if unseal(sealed_path(folder, one.name), plain, key.of(one.name), pulse) != one.plain_size:
            raise BackupError("damaged", one.name)
        if one.name == DATABASE:
            unsound = check_database(plain, manifest.facts)
        for left in scratch.glob(f"{plain.name}*"):
            left.unlink()
    return unsound


def check_database(path: Path, facts: Facts) -> str:
    """Compare a restored database with what the manifest says of it, and check it as a station's own.

    Gives what is unsound about the record that it holds. Raises BackupError damaged, newer, source_damaged.
    """
    if database.facts_of(path) != facts:
        raise BackupError("damaged", DATABASE)
    wrong = database.findings_of(path)
    if any(one.part == "file" for one in wrong):
        raise BackupError("source_damaged", DATABASE)
    return ", ".join(f"{one.part} {one.what}" for one in wrong[:3])


def sealed_path(folder: Path, name: str) -> Path:
    """Where a file lies in a backup's folder."""
    return folder / f"{name}{_SEALED}"


def backups_in(target: Path) -> list[tuple[Path, Manifest]]:
    """The whole backups in a folder, the oldest first; what cannot be read is left out."""
    found = []
    for path in target.glob(f"{PREFIX}*"):
        if path.name.endswith(_PART) or not path.is_dir():
            continue
        try:
            found.append((path, read_manifest(path)))
        except BackupError:
            continue
    return sorted(found, key=lambda one: (one[1].made_at, one[0].name))


def _free(path: Path) -> Path:
    found, number = path, 1
    while found.exists():
        number += 1
        found = path.with_name(f"{path.name}-{number}")
    return found


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    if os.name == "posix":
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _clear(scratch: Path) -> None:
    for path in scratch.iterdir():
        if path.name != ".lock":
            path.unlink()

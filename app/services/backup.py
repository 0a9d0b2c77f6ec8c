"""Backups by the clock: once a day in a thread of their own, again each hour after a failure, and an alarm meanwhile.

How it stands is kept in a small file, so that a station that is started again, and a backup made by hand, are known.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from alarms.model import Occurrence
from app import system
from app.backup.errors import BackupError, of_system
from app.backup.make import Made, Maker
from app.backup.sealing import Openers
from app.data_folder import DataFolder
from app.services.health import Level, PartStatus
from app.settings import LoadResult
from app.site_backup import Backup
from app.site_fields import SecretError
from video.clock import Clock

BACKUP_CLASS, CHANNEL = "backup", "copy"
KIND_FAILED, KIND_OVERDUE = "backup_failed", "backup_overdue"
RETRY_S: Final = 3600.0
_HOUR_S: Final = 3600.0
_STATE: Final = "backup.json"
#: Causes that whoever reads the health page can mend.
_TOLD: Final = ("no_target", "disk_full")

log = logging.getLogger(__name__)

#: Tells (active, cause, kind).
Report = Callable[[bool, str, str], object]


@dataclass(frozen=True, slots=True)
class BackupState:
    """How it stands. Times are UTC seconds, 0 for never; `code` is why the last one failed, "" where it did not."""

    since: float = 0.0
    good_at: float = 0.0
    tried_at: float = 0.0
    code: str = ""
    detail: str = ""
    name: str = ""
    size: int = 0
    unsound: str = ""
    same_disk: bool = False


def read_state(folder: DataFolder) -> BackupState:
    """What is kept; nothing where there is nothing, or nothing that can be read."""
    try:
        told = json.loads((folder.root / _STATE).read_text("utf-8"))
        return BackupState(**{name: told[name] for name in BackupState.__slots__ if name in told})
    except (OSError, ValueError, TypeError):
        return BackupState()


def keep_state(folder: DataFolder, state: BackupState) -> None:
    """Keep it; where that fails the log says so."""
    path = folder.root / _STATE
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        draft.write_text(json.dumps(asdict(state)), "utf-8")
        draft.replace(path)
    except OSError as error:
        log.warning("how backups stand could not be kept: %s", error)


def openers_of(settings: Backup, document: Path | None) -> Openers:
    """What the site document's backups are made to be opened with. Raises BackupError no_key_file."""
    try:
        folder = document.parent if document is not None else None
        passphrase = settings.passphrase.reveal(folder) if settings.passphrase is not None else ""
    except SecretError as error:
        raise BackupError("no_key_file", error.name) from error
    return Openers(passphrase=passphrase, recovery=settings.recovery_key)


def make_now(maker: Callable[[], Maker], folder: DataFolder, target: Path, clock: Clock) -> Made:
    """Make a backup and keep how it went. Raises BackupError."""
    before = read_state(folder)
    begun = clock.now()
    try:
        made = maker().run()
    except BackupError as error:
        if error.code not in ("busy", "ended"):
            keep_state(folder, replace(before, tried_at=begun, code=error.code, detail=error.detail))
        raise
    good = BackupState(before.since or begun, begun, begun, name=made.folder.name, size=made.size, unsound=made.unsound)
    keep_state(folder, replace(good, same_disk=_same_disk(folder.root, target)))
    return made


class BackupService:
    """Makes them when they are due. ``tick`` is called every second or so from any one thread and never waits."""

    def __init__(
        self,
        loaded: LoadResult,
        folder: DataFolder,
        clock: Clock,
        report: Report,
        on_made: Callable[[Made], object] = lambda _made: None,
    ) -> None:
        """``on_made`` is told of each backup, in the backup's thread."""
        self._loaded = loaded
        self._settings = loaded.site.backup
        self._folder = folder
        self._clock = clock
        self._report = report
        self._on_made = on_made
        self._station = loaded.site.station.id
        self._zone = ZoneInfo(loaded.site.site.timezone)
        self._on = bool(self._settings.target) and self._settings.closed_by
        self._state = read_state(folder)
        self._standing = ""
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def recall(self, occurrences: Iterable[Occurrence]) -> None:
        """What was raised when the station last ran stands, and may end now."""
        for one in occurrences:
            if one.alarm_class == BACKUP_CLASS and one.device == self._station and one.active:
                self._standing = one.kind or KIND_FAILED

    def stop(self) -> None:
        """End a backup that is being made; it leaves nothing behind."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def tick(self) -> None:
        """Begin what is due, and raise or end the alarm."""
        if self._thread is not None and not self._thread.is_alive():
            self._thread.join()
            self._thread = None
        if self._on and self._thread is None and not self._stopping.is_set():
            self._state = read_state(self._folder)
            if not self._state.since:
                self._state = replace(self._state, since=self._clock.now())
                keep_state(self._folder, self._state)
            if self._due():
                self._thread = threading.Thread(target=self._run, name="backup", daemon=True)
                self._thread.start()
        self._tell()

    def status(self) -> PartStatus:
        """Judge the backups for the health page."""
        state = self._state
        detail: dict[str, str | float] = {"cause": state.code, "what": state.detail, "target": self._settings.target}
        detail |= {"at": self._words(state.good_at), "mb": round(state.size / 1e6, 1), "unsound": state.unsound}
        level, code = self._judged()
        return PartStatus("backup", level, code, detail)

    def _judged(self) -> tuple[Level, str]:
        """The gravest first."""
        state = self._state
        if not self._on:
            return Level.ABSENT, "no_key" if self._settings.target else "off"
        judgements = (
            (bool(state.code), Level.FAILED, state.code if state.code in _TOLD else "failed"),
            (self._overdue(), Level.FAILED, "overdue"),
            (not state.good_at, Level.DEGRADED, "none_yet"),
            (bool(state.unsound), Level.DEGRADED, "unsound"),
            (state.same_disk, Level.DEGRADED, "same_disk"),
        )
        return next(((level, code) for so, level, code in judgements if so), (Level.GOOD, "good"))

    def _due(self) -> bool:
        """Whether the last time of day that has passed is newer than the last try, or a failure is an hour old."""
        now, state = self._clock.now(), self._state
        if state.code:
            return not 0 <= now - state.tried_at < RETRY_S
        return max(state.good_at, state.since if not state.good_at else 0.0) < self._last_time(now)

    def _last_time(self, now: float) -> float:
        hour, minute = (int(part) for part in self._settings.at.split(":"))
        today = datetime.fromtimestamp(now, self._zone).replace(hour=hour, minute=minute, second=0, microsecond=0)
        last = today if today.timestamp() <= now else today - timedelta(days=1)
        return last.timestamp()

    def _overdue(self) -> bool:
        since = self._state.good_at or self._state.since
        return bool(since) and self._clock.now() - since > self._settings.overdue_h * _HOUR_S

    def _run(self) -> None:
        system.name_process("backup")
        target = Path(self._settings.target)
        try:
            made = make_now(lambda: self._maker(target), self._folder, target, self._clock)
            log.info("backup made: %s, %d bytes", made.folder, made.size)
            self._on_made(made)
        except BackupError as error:
            log.warning("no backup was made: %s", error)
        except Exception:
            log.exception("no backup was made")
            keep_state(self._folder, replace(self._state, tried_at=self._clock.now(), code="failed", detail=""))

    def _maker(self, target: Path) -> Maker:
        openers = openers_of(self._settings, self._loaded.file)
        return Maker(self._loaded, self._folder, target, openers, self._settings.keep, self._clock, self._pulse)

    def _pulse(self) -> None:
        """A breath between two pieces, so that the journal's own writing is not held up; the end of it where asked."""
        if self._stopping.wait(0.002):
            raise BackupError("ended")

    def _tell(self) -> None:
        kind = ""
        if self._on:
            kind = KIND_OVERDUE if self._overdue() else KIND_FAILED if self._state.code else ""
        if kind == self._standing:
            return
        named = f"{self._station}@{self._clock.now():.3f}"
        if self._standing:
            self._report(False, f"{named} over", self._standing)
        if kind:
            self._report(True, named, kind)
        self._standing = kind

    def _words(self, at: float) -> str:
        return datetime.fromtimestamp(at, self._zone).strftime("%Y-%m-%d %H:%M") if at else "-"


def _same_disk(one: Path, other: Path) -> bool:
    try:
        return one.stat().st_dev == other.stat().st_dev
    except OSError as error:
        log.debug("disks could not be told apart: %s", of_system(error).code)
        return False

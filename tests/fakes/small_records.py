"""A station's folder with records in it, and nothing that runs: for backups and what reads files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from alarms.ports import Clock
from app.data_folder import DataFolder
from app.settings import LoadResult, load_site
from app.store.audit import AuditLog
from app.store.database import StationDatabase
from app.store.keys import station_key
from app.store.sealing import station_seal

SITE = """
schema = 1
[site]
id = "small"
name = "小区"
[station]
id = "s1"
data_dir = "data"
[database]
url = "env:WATCHROOM_SHARED"
[[camera]]
id = "gate"
name = "大门"
sub = "rtsp://127.0.0.1/gate"
password = "file:gate.secret"
"""


@dataclass
class SmallRecords:
    """Where they are."""

    loaded: LoadResult
    folder: DataFolder
    clock: Clock

    @property
    def document(self) -> Path:
        assert self.loaded.file is not None
        return self.loaded.file

    def write(self, entries: int, subject: str = "entry") -> None:
        """Add to the audit log."""
        database = StationDatabase(self.folder.journal)
        log = AuditLog(database, "s1", self.clock)
        for number in range(entries):
            log.append("tester", "note", f"{subject} {number}")
        database.close()


def make_records(root: Path, clock: Clock, entries: int = 20, more: str = "") -> SmallRecords:
    """Make a site file with a secret beside it, keys, and an audit log of some entries."""
    root.mkdir(parents=True, exist_ok=True)
    document = root / "site.toml"
    document.write_text(SITE + more, "utf-8")
    (root / "gate.secret").write_text("camera-secret\n", "utf-8")
    folder = DataFolder(root / "data")
    folder.create()
    station_key(folder.keys)
    station_seal(folder.keys)
    folder.preferences.write_text("{}", "utf-8")
    loaded = load_site(document)
    assert loaded.problems == (), loaded.problems
    made = SmallRecords(loaded, folder, clock)
    made.write(entries)
    return made

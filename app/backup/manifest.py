"""What stands beside a backup's sealed files, in the clear: no secret, and nothing personal.

``sum`` is a keyed digest over all the rest, so that a manifest which somebody wrote to fit other files is refused once
the backup is opened; until then the plain SHA-256 of each sealed file tells what a bad disk did.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Final

from app.backup.errors import BackupError
from app.store.text import canonical_json

SCHEMA: Final = 1
NAME: Final = "manifest.json"
#: Longer than any of ours; a file that claims to be one and is not is not read whole.
_LONGEST: Final = 8 << 20
_PART: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9 _.\-]{0,120}|[^\x00-\x1f/\\:*?\"<>|.][^\x00-\x1f/\\:*?\"<>|]{0,120}")


@dataclass(frozen=True, slots=True)
class SealedFile:
    """One file: its name inside, `size` and `sha256` of the sealed file, `plain_size` of what is in it.

    No digest of the content itself: of a short secret even that would tell something.
    """

    name: str
    size: int
    sha256: str
    plain_size: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What a database holds: rows by table, and where each chain ends as (table, chain, sequence, hash)."""

    revision: str
    rows: Mapping[str, int]
    heads: tuple[tuple[str, str, int, str], ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """One backup. Times are UTC seconds; `left_out` names what the site document refers to and is not inside.

    `root`: the station's data folder, below which the record names its clips.
    """

    backup: str
    station: str
    site: str
    made_at: float
    program: str
    facts: Facts
    files: tuple[SealedFile, ...]
    document: str
    root: str = ""
    left_out: tuple[str, ...] = ()
    wraps: tuple[Mapping[str, Any], ...] = ()
    schema: int = SCHEMA
    sum: str = field(default="", compare=False)

    def content(self) -> bytes:
        """What the sum is taken over."""
        told = asdict(self)
        del told["sum"]
        return canonical_json(told).encode()

    def written(self) -> str:
        """As it stands in its file."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)

    def file(self, name: str) -> SealedFile:
        """A file by its name; raises BackupError damaged."""
        found = next((one for one in self.files if one.name == name), None)
        if found is None:
            raise BackupError("damaged", name)
        return found


def is_plain_name(name: str) -> bool:
    """Whether a name inside a backup stays inside whatever folder it is put into."""
    parts = PurePosixPath(name).parts
    return bool(parts) and "/".join(parts) == name and all(_PART.fullmatch(part) for part in parts)


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a backup. Raises BackupError no_backup, damaged, newer."""
    path = folder / NAME
    try:
        if path.stat().st_size > _LONGEST:
            raise BackupError("damaged", NAME)
        told: Any = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise BackupError("no_backup", str(folder)) from error
    except (OSError, ValueError) as error:
        raise BackupError("damaged", NAME) from error
    try:
        schema = int(told["schema"])
        if schema > SCHEMA:
            raise BackupError("newer", f"{NAME} {schema}")
        return _read(told)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BackupError("damaged", NAME) from error


def _read(told: Mapping[str, Any]) -> Manifest:
    facts = told["facts"]
    heads = tuple((str(one[0]), str(one[1]), int(one[2]), str(one[3])) for one in facts["heads"])
    files = tuple(_file(one) for one in told["files"])
    if any(not is_plain_name(one.name) for one in files) or len({one.name for one in files}) != len(files):
        raise BackupError("damaged", NAME)
    return Manifest(
        backup=str(told["backup"]),
        station=str(told["station"]),
        site=str(told["site"]),
        made_at=float(told["made_at"]),
        program=str(told["program"]),
        facts=Facts(str(facts["revision"]), {str(key): int(rows) for key, rows in facts["rows"].items()}, heads),
        files=files,
        document=str(told["document"]),
        root=str(told["root"]),
        left_out=tuple(str(one) for one in told["left_out"]),
        wraps=tuple(dict(one) for one in told["wraps"]),
        schema=int(told["schema"]),
        sum=str(told["sum"]),
    )


def _file(told: Mapping[str, Any]) -> SealedFile:
    return SealedFile(str(told["name"]), int(told["size"]), str(told["sha256"]), int(told["plain_size"]))

"""The index of footage against the files: what is missing on either side, what was cut off, what is damaged."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.store.archive import ArchiveIndex
from video.archive.model import Segment
from video.archive.scan import cut_back, scan

log = logging.getLogger(__name__)

#: "no_row": a file that the index does not know. "no_file": a row without a file. "cut": not closed in order.
#: "differs": the row says other than the file. "damaged": the file is not in order, beyond its end. "empty": it holds
#: no picture. "unreadable": the disk does not give it.
FindingCode = Literal["no_row", "no_file", "cut", "differs", "damaged", "empty", "unreadable"]
_MANY = 200
#: Day folders of each camera that are looked through at a start.
_DAYS_LOOKED_AT = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. path: relative to the archive's folder; repaired: it was put in order."""

    code: FindingCode
    path: str
    repaired: bool


@dataclass(frozen=True, slots=True)
class Looked:
    """What was looked through."""

    files: int
    rows: int
    findings: tuple[Finding, ...]


def check_archive(index: ArchiveIndex, *, repair: bool) -> Looked:
    """Look through all files and rows; with `repair` the index follows the files, and cut files are closed.

    The files win: nothing that can be played is ever removed. Raises StoreError; nobody else may be recording.
    """
    rows = {one.path: one for one in index.all()}
    findings: list[Finding] = []
    entered: list[Segment] = []
    files = 0
    for path in _files(index.root):
        files += 1
        found = _look(index, path, rows.pop(path, None), entered, repair=repair)
        if found is not None:
            findings.append(found)
        if len(entered) >= _MANY:
            index.add(entered)
            entered.clear()
    index.add(entered)
    findings += [Finding("no_file", _name(index, path), repair) for path in rows]
    if repair:
        index.remove(list(rows))
    return Looked(files, files + len(rows), tuple(findings))


def enter_unknown(index: ArchiveIndex) -> int:
    """Enter the newest files that the index does not know: a kill came between the file and its row.

    Only each camera's last two days are looked at; the rest is for `check_archive`. Gives how many were entered.
    """
    cameras = (one for one in sorted(index.root.glob("*")) if one.is_dir())
    days = [day for camera in cameras for day in sorted(camera.glob("*"))[-_DAYS_LOOKED_AT:] if day.is_dir()]
    files = {path for day in days for path in (*day.glob("*.mp4"), *day.glob("*.mov"))}
    found: list[Segment] = []
    for path in sorted(files - index.all_in(days)):
        looked = scan(path)
        if looked.state == "cut" and looked.whole < looked.size:
            cut_back(path, looked.whole)
        if looked.segment is not None:
            found.append(looked.segment)
    index.add(found)
    return len(found)


def repair_one(index: ArchiveIndex, segment: Segment) -> None:
    """Close one segment that was left open, as far as it goes; a file that is gone, or empty, leaves the index."""
    try:
        found = scan(segment.path)
        if found.state == "cut" and found.whole < found.size:
            cut_back(segment.path, found.whole)
    except FileNotFoundError:
        if segment.path.parent.parent.parent.is_dir():
            index.remove([segment.path])
        return
    except OSError as error:
        log.warning("footage cannot be looked through: %s", error)
        return
    if found.segment is not None:
        index.add([found.segment])
    elif found.state == "empty":
        segment.path.unlink(missing_ok=True)
        index.remove([segment.path])


def _look(
    index: ArchiveIndex, path: Path, row: Segment | None, entered: list[Segment], *, repair: bool
) -> Finding | None:
    name = _name(index, path)
    try:
        found = scan(path)
        if repair and found.state == "cut" and found.whole < found.size:
            cut_back(path, found.whole)
        if repair and found.state == "empty":
            path.unlink()
            index.remove([path])
    except OSError:
        return Finding("unreadable", name, False)
    told = found.segment
    if told is not None and repair and (row is None or _differs(row, told) or not row.closed):
        entered.append(told)
    if found.state in ("damaged", "empty"):
        return Finding(found.state, name, repair and found.state == "empty")
    if row is None:
        return Finding("no_row", name, repair)
    # A file that was closed after a kill ends without its list: it was put in order, and is not cut again.
    if not row.closed or found.whole < found.size:
        return Finding("cut", name, repair)
    return Finding("differs", name, repair) if told is not None and _differs(row, told) else None


def _differs(row: Segment, told: Segment) -> bool:
    same = (row.camera, row.kind, row.frames, row.size) == (told.camera, told.kind, told.frames, told.size)
    return not same or abs(row.start - told.start) > 1.0 or abs(row.end - told.end) > 1.0


def _files(root: Path) -> Iterator[Path]:
    """Every file in the order of recording, over all cameras: by that order the oldest is found."""
    days: dict[str, list[Path]] = {}
    for day in root.glob("*/*/"):
        days.setdefault(day.name, []).append(day)
    for _, folders in sorted(days.items()):
        found = (path for folder in folders for ending in ("*.mp4", "*.mov") for path in folder.glob(ending))
        yield from sorted(found, key=lambda path: (path.name, path.parent.parent.name))


def _name(index: ArchiveIndex, path: Path) -> str:
    return path.relative_to(index.root).as_posix()

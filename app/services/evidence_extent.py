"""What a package was asked to show, and what of that no recording in it shows: it must not look whole if it is not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from video.evidence import ExportFile, ReportTable

#: A camera, and from when to when (UTC seconds).
Part = tuple[str, float, float]
#: Footage that ends and begins again within this many seconds runs on: a picture is missing at most, as between files.
_JOIN: Final = 2.0
#: What runs, unlike a snapshot.
_RUNNING: Final = frozenset({"clip", "archive"})


def missing_parts(cameras: Sequence[str], start: float, end: float, files: Iterable[ExportFile]) -> tuple[Part, ...]:
    """Where no recording of a camera was found, by camera and time."""
    shown: dict[str, list[tuple[float, float]]] = {camera: [] for camera in cameras}
    for file in files:
        if file.kind in _RUNNING and file.camera in shown and file.start is not None and file.end is not None:
            shown[file.camera].append((file.start, file.end))
    return tuple((camera, *gap) for camera in cameras for gap in _between(sorted(shown[camera]), start, end))


def _between(shown: Sequence[tuple[float, float]], start: float, end: float) -> Iterable[tuple[float, float]]:
    reached = start
    for begins, ends in (*shown, (end, end)):
        if min(begins, end) - reached > _JOIN:
            yield reached, min(begins, end)
        reached = max(reached, ends)


def extent_tables(
    cameras: Sequence[str], start: float, end: float, missing: Sequence[Part]
) -> tuple[ReportTable, ReportTable]:
    """What was asked for, and what is missing of it, for the report."""
    columns = ("camera", "start", "end")
    asked = tuple((camera, start, end) for camera in cameras)
    return ReportTable("asked", columns, asked), ReportTable("missing", columns, tuple(missing))

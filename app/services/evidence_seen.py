"""What detection saw, for a package: tracks and boxes as timed data, and the pictures that raised a rule's alarm."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from alarms.joining import SEEN_AT
from app.store.queries import IncidentDetail
from app.store.records import Elsewhere
from app.store.sightings import SeenTrack
from video.archive.model import FootageError
from video.evidence import ExportFile, ReportTable
from video.model import Box, BoxSet

FILE: Final = "record/detections.json"
#: Pictures with boxes that are told of at most: an hour of three cameras at five a second.
MOST_PICTURES: Final = 54_000
#: Lines of the report.
_MOST_LINES: Final = 500
_COLUMNS: Final = ("at", "camera", "seen", "rule", "confidence")
_DIGITS: Final = 4


class Sightings(Protocol):
    """What remembers detections."""

    def looks(self, camera: str, start: float, end: float) -> list[BoxSet]:
        """Pictures with boxes, in order."""

    def tracks(self, cameras: Sequence[str], start: float, end: float) -> list[SeenTrack]:
        """What came before the cameras."""


def nowhere(_station: str, _camera: str, name: str, _sha256: str) -> Path:
    """No other station is asked."""
    raise FootageError("missing", name)


@dataclass(frozen=True, slots=True)
class Seen:
    """Where both are found: what was seen, and the folder of the rules' pictures.

    fetch: gives another station's picture by station, camera, name and digest; blocks, and raises FootageError.
    """

    sightings: Sightings
    pictures: Path
    fetch: Callable[[str, str, str, str], Path] = nowhere

    def hits(self, detail: IncidentDetail | None) -> tuple[list[ExportFile], list[Elsewhere]]:
        """Each picture that raised one of the incident's alarms, and whose cannot be had. Not for the GUI thread."""
        found: list[ExportFile] = []
        missing: list[Elsewhere] = []
        for station, data in hits_of(detail):
            name, digest = Path(str(data["snapshot"])).name, str(data.get("snapshot_sha256", ""))
            path, camera = self.pictures / name, str(data["camera"])
            try:
                path = path if path.is_file() else self.fetch(station, camera, name, digest)
            except FootageError as error:
                missing.append(Elsewhere(station, None, f"{error.code}: {name}"))
                continue
            at = float(data[SEEN_AT]) if SEEN_AT in data else None
            inside = f"snapshots/seen-{name}"
            found.append(ExportFile(path, inside, "snapshot", camera, str(data["rule"]), at, at, sha256=digest))
        return found, missing

    def files(self, cameras: Sequence[str], start: float, end: float) -> Iterator[ExportFile]:
        """The boxes as JSON."""
        tracks = self.sightings.tracks(cameras, start, end)
        looks = [look for camera in cameras for look in self.sightings.looks(camera, start, end)]
        if tracks or looks:
            told = {
                "tracks": [_track(one) for one in tracks],
                "pictures": [_look(one) for one in looks[:MOST_PICTURES]],
                "left_out": max(0, len(looks) - MOST_PICTURES),
            }
            yield ExportFile(json.dumps(told, ensure_ascii=False, indent=1).encode(), FILE, "record")

    def lines(self, cameras: Sequence[str], start: float, end: float) -> Iterator[tuple[str | float | None, ...]]:
        """Rows of the report's table."""
        for one in self.sightings.tracks(cameras, start, end):
            yield one.first, one.camera, one.label, "", f"{one.confidence:.2f}"


def hits_of(detail: IncidentDetail | None) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What the incident's entries tell of pictures that raised its alarms, and which station they lie at."""
    return ((station, data) for _, station, data in _fired(detail) if data.get("snapshot"))


def _fired(detail: IncidentDetail | None) -> Iterator[tuple[float, str, Mapping[str, Any]]]:
    """What rules said when they raised alarms, as an entry keeps it; when, and at which station."""
    for action in detail.actions if detail is not None else ():
        data = action.data.get("data")
        if isinstance(data, Mapping) and data.get("camera") and "rule" in data:
            yield action.at, action.station, data


def table_of(detail: IncidentDetail | None, seen: Iterable[tuple[str | float | None, ...]]) -> ReportTable:
    """What detection found: the rules that fired, and what came before the cameras, in the order of time."""
    fired = [
        (at, str(data["camera"]), "", str(data["rule"]), str(data.get("confidence", "")))
        for at, _, data in _fired(detail)
    ]
    rows = sorted((*fired, *seen), key=lambda row: float(row[0] or 0.0))
    return ReportTable("detections", _COLUMNS, tuple(rows[:_MOST_LINES]))


def _track(one: SeenTrack) -> dict[str, Any]:
    told = asdict(one)
    del told["id"]
    return told | {"confidence": round(one.confidence, 2)}


def _look(one: BoxSet) -> dict[str, Any]:
    boxes = [_box(box) for box in one.boxes]
    return {"camera": one.camera, "at": round(one.captured_at, 3), "engine": one.engine, "boxes": boxes}


def _box(box: Box) -> dict[str, Any]:
    edges = [round(edge, _DIGITS) for edge in (box.left, box.top, box.right, box.bottom)]
    return {"label": box.label, "confidence": round(box.confidence, 2), "track": box.track, "edges": edges}

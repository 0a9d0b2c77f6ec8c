"""Pictures that a guard takes by hand: a file with time and camera in its name, and a record of who took it.

The file is evidence from its first moment: its digest, its camera, its time and the camera's clock are on record, it
belongs to the incident that had the wall, and the audit log names who took it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from app.services.incident_media import file_sha256
from app.services.places import Places
from app.store.records import Clip
from video.views import SnapshotResult

LONGEST_NAME = 60


class Stills(Protocol):
    """What is asked of the video engine."""

    def snapshot(self, camera: str, path: Path) -> Future[SnapshotResult]:
        """Write the newest picture in full size."""


class SnapshotDesk:
    """Takes pictures and keeps the record of them.

    ``open_case`` is the incident that somebody is writing now: a picture of no alarm belongs to it. ``draft`` is what
    is written of one that is not kept yet, for the next window to go on with.
    """

    def __init__(
        self,
        stills: Stills,
        places: Places,
        folder: Path,
        put: Callable[[Clip], object],
        audit: Callable[[str, str, str, None, object], object],
        clock_offset_ms: Callable[[str], float | None],
        belongs: Callable[[str, str, str, float, str], object] = lambda *_said: None,
    ) -> None:
        """``belongs`` is told of a picture of an incident: incident, record, camera, when taken, who took it."""
        self.open_case = ""
        self.draft: object | None = None
        self._belongs = belongs
        self._stills = stills
        self._places = places
        self._folder = folder
        self._put = put
        self._audit = audit
        self._clock_offset_ms = clock_offset_ms

    def begin(self, camera: str) -> Future[SnapshotResult]:
        """Ask for the newest picture; fails with MediaError."""
        return self._stills.snapshot(camera, self._folder / f"taking-{uuid.uuid4().hex}.jpg")

    def keep(self, taken: SnapshotResult, user: str, incident: str | None) -> Path:
        """Name the file by its picture's time and camera and record it; not for the window's thread.

        Raises OSError and StoreError.
        """
        path = _free(self._folder / self._name(taken))
        taken.path.rename(path)
        digest, size = file_sha256(path), path.stat().st_size
        evidence = str(uuid.uuid4())
        self._put(
            Clip(
                id=evidence,
                path=str(path),
                sha256=digest,
                size=size,
                camera=taken.camera,
                start=taken.captured_at,
                end=taken.captured_at,
                incident=incident,
                kind="snapshot",
                clock_offset_ms=self._clock_offset_ms(taken.camera),
            )
        )
        self._audit(user, "snapshot", taken.camera, None, {"file": path.name, "sha256": digest, "incident": incident})
        if incident is not None:
            self._belongs(incident, evidence, taken.camera, taken.captured_at, user)
        return path

    def _name(self, taken: SnapshotResult) -> str:
        at = datetime.fromtimestamp(taken.captured_at, UTC).strftime("%Y-%m-%dT%H-%M-%SZ")
        camera = self._places.camera(taken.camera)
        number = f"{camera.number:02}_" if camera is not None and camera.number else ""
        words = self._places.camera_name(taken.camera, "zh_CN")
        plain = "".join(sign if sign.isalnum() else "-" for sign in words).strip("-")
        return f"{at}_{number}{plain[:LONGEST_NAME]}.jpg"


def _free(path: Path) -> Path:
    """Return the path, or the next one beside it that is not taken: two pictures of one second are two files."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_stem(f"{path.stem}_{number}")
    return free

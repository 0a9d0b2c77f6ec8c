"""What `watchroom bench kills-recording` kills: a recording station without anything else.

`python -m app.bench.kills_recording_station FOLDER SEGMENT_S URL...`
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from app.services.recording import RecordingService
from app.site_document import SiteDocument
from app.store.archive import ArchiveIndex
from app.store.database import StationDatabase
from video.clock import SystemClock
from video.engine import VideoEngine
from video.model import CameraSource, StreamAddress


def main(folder: Path, urls: list[str]) -> None:
    """Record until killed."""
    clock = SystemClock()
    cameras = [f"{number:02d}" for number, _ in enumerate(urls)]
    site = SiteDocument.model_validate(
        {
            "site": {"id": "bench", "name": "Bench"},
            "recording": {"mode": "always", "leave_free_gb": 0.0},
            "camera": tuple({"id": one, "name": one, "sub": url} for one, url in zip(cameras, urls, strict=True)),
        }
    )
    engine = VideoEngine(clock, workers=2, ring_seconds=10)
    service = RecordingService(
        site,
        ArchiveIndex(StationDatabase(folder / "station.sqlite"), folder / "archive"),
        engine.recording,
        clock,
        lambda *_told: None,
        own_folder=True,
        live=lambda _camera: True,
        held=lambda *_footage: False,
    )
    service.start()
    engine.start()
    engine.set_cameras([CameraSource(one, StreamAddress(url), None) for one, url in zip(cameras, urls, strict=True)])
    threading.Event().wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])

"""Encoded loops on disk: written once per scene and quality, read by the camera server.

A file is one line of JSON (codec, duration, and size, key and time of every access unit) and then the units themselves.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from video.model import Codec, StreamKind
from video.rtsp.feed import Feed, FeedUnit

LOOP_S = 20.0
"""Length of the drawn loops. It divides a minute, so the second burnt into a picture is the wall clock's modulo 20."""


@dataclass(frozen=True, slots=True)
class Quality:
    """What a stream is encoded to. rate: pictures per second; bit_rate: bit/s; a key picture every `group` pictures."""

    width: int
    height: int
    rate: int
    bit_rate: int
    codec: Codec = Codec.H264

    @property
    def group(self) -> int:
        """Pictures from key to key: two seconds."""
        return self.rate * 2


@dataclass(frozen=True, slots=True)
class LoopOrder:
    """One loop to encode. source: a video file, or None for a drawn scene: the camera's own, or its `variant`."""

    camera: str
    kind: StreamKind
    quality: Quality
    night: bool
    folder: Path
    source: Path | None = None
    variant: str = ""

    @property
    def scene(self) -> str:
        """The drawn scene's name in the catalogue."""
        return f"{self.camera}-{self.variant}" if self.variant else self.camera

    @property
    def path(self) -> Path:
        """Where the loop is kept; the name changes with all that it depends on."""
        told = f"{self.quality}|{self.night}|{LOOP_S}|{self._origin()}"
        digest = hashlib.sha256(told.encode()).hexdigest()[:16]
        return self.folder / f"{self.scene}-{self.kind}-{digest}.loop"

    def _origin(self) -> str:
        if self.source is None:
            return scene_code_digest()
        facts = self.source.stat()
        return f"{self.source.resolve()}|{facts.st_size}|{facts.st_mtime_ns}"


def quality_of(kind: StreamKind, codec: Codec) -> Quality:
    """Return the usual sub or main quality of a camera."""
    if kind is StreamKind.SUB:
        return Quality(640, 360, 15, 512_000, codec)
    return Quality(1920, 1080, 25, 4_000_000, codec)


def cache_folder() -> Path:
    """Return the user's cache folder for demo loops."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local")
        return base / "Watchroom" / "Cache" / "demo"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "watchroom" / "demo"


def scene_code_digest() -> str:
    """Digest the code that draws and encodes; in a frozen program, the program's own file."""
    here = Path(__file__).parent
    files = sorted(path for part in ("drawing", "scenes") for path in (here / part).glob("*.py"))
    files += [path for path in (here / "encoder.py",) if path.exists()]
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.read_bytes())
    if not files:
        facts = Path(sys.executable).stat()
        digest.update(f"{facts.st_size}|{facts.st_mtime_ns}".encode())
    return digest.hexdigest()


def write_feed(path: Path, feed: Feed) -> None:
    """Write a loop so that a reader sees all of it or nothing."""
    head = {
        "codec": feed.codec.value,
        "duration": feed.duration,
        "units": [[len(unit.data), unit.key, unit.pts] for unit in feed.units],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    with part.open("wb") as file:
        file.write(json.dumps(head).encode() + b"\n")
        for unit in feed.units:
            file.write(unit.data)
    part.replace(path)


def read_feed(path: Path) -> Feed | None:
    """Read a loop; None where there is none or it is damaged, so that it is encoded again."""
    try:
        with path.open("rb") as file:
            head = json.loads(file.readline())
            units = tuple(FeedUnit(file.read(size), key, pts) for size, key, pts in head["units"])
            feed = Feed(Codec(head["codec"]), units, float(head["duration"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return feed if all(len(u.data) == size for u, (size, _, _) in zip(units, head["units"], strict=True)) else None


def remove_old(folder: Path, wanted: set[Path]) -> None:
    """Remove loops that no order of `wanted` names and that were not touched for a week."""
    newest = max((path.stat().st_mtime for path in wanted if path.exists()), default=0.0)
    for path in folder.glob("*.loop"):
        if path not in wanted and path.stat().st_mtime < newest - 7 * 86400:
            path.unlink(missing_ok=True)

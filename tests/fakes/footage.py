"""Footage of a few files, and doors between stations on real sockets."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.archive_door.identity import DoorIdentity, Peer, door_identity
from app.archive_door.library import ArchiveLibrary, Fetched
from app.archive_door.server import ArchiveDoor
from app.clock import SystemClock
from app.store.records import Clip
from video.archive.model import FootageError, Segment, Stretch
from video.model import StreamKind


@dataclass
class FewFiles:
    """A FootageSource over a list."""

    held: list[Segment] = field(default_factory=list)

    def add(self, path: Path, camera: str, start: float, size: int, *, closed: bool = True) -> Segment:
        """Write a file of that size and list it as a minute of footage."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(range(256)) * (size // 256) + b"e" * (size % 256))
        made = Segment(camera, StreamKind.SUB, path, start, start + 60.0, 1500, size, 0.25, True, closed)
        self.held.append(made)
        return made

    def segments(self, camera: str, start: float, end: float, kind: StreamKind | None = None) -> tuple[Segment, ...]:
        found = [one for one in self.held if one.camera == camera and one.start <= end and one.end >= start]
        return tuple(one for one in found if kind in (None, one.kind))

    def stretches(self, camera: str, start: float, end: float) -> tuple[Stretch, ...]:
        return tuple(Stretch(one.start, one.end, "recording") for one in self.segments(camera, start, end))

    def fetch(self, segment: Segment) -> Path:
        if not segment.path.is_file():
            raise FootageError("missing")
        return segment.path


@dataclass
class Post:
    """One station's side of the door."""

    station: str
    identity: DoorIdentity
    footage: FewFiles = field(default_factory=FewFiles)
    clips: list[Clip] = field(default_factory=list)
    fetched: list[Fetched] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    unsure: set[str] = field(default_factory=set)
    seen: Path | None = None
    door: ArchiveDoor | None = None

    @classmethod
    def make(cls, folder: Path, station: str) -> Post:
        return cls(station, door_identity(folder / station / "keys", station))

    def as_peer(self, port: int = 1) -> Peer:
        """How the others know it."""
        return Peer(self.station, f"127.0.0.1:{self.door.port if self.door else port}", self.identity.certificate)

    @contextmanager
    def open(self, *others: Post, rate: float = 1e9, note: Callable[[Fetched], object] | None = None) -> Iterator[int]:
        """Open the door for these stations; gives the port."""
        library = ArchiveLibrary(
            self.station,
            self.footage,
            lambda incident: [one for one in self.clips if one.incident == incident],
            lambda clip: next((one for one in self.clips if one.id == clip), None),
            SystemClock(),
            note or self.fetched.append,
            unsure=lambda: self.unsure,
            seen=self.seen,
        )
        peers = tuple(other.as_peer() for other in others)
        self.door = ArchiveDoor(self.identity, peers, library, SystemClock(), rate, self.refused.append)
        self.door.start("127.0.0.1", 0)
        try:
            yield self.door.port
        finally:
            self.door.stop()


def known_as(peer: Peer, other: Post) -> Peer:
    """A peer's address with another's certificate."""
    return replace(peer, certificate=other.identity.certificate)


def until(what: str, condition: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait for a condition."""
    pause, ends = threading.Event(), time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, f"{what}: not within {seconds:g} s"
        pause.wait(0.01)

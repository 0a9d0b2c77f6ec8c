"""Footage that a camera or a recorder keeps by itself, played and handed out like ours.

A time range is cut into pieces of a minute that are fetched when somebody wants them, into the same bounded cache as
other stations' footage. What the recorder does not have is a gap; where it cannot tell beforehand, a piece that turned
out to be empty is one from then on.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from app.services.footage import Availability
from app.services.footage_remote import between
from app.services.footage_remote_cache import FetchCache
from app.site_archive import CameraArchive
from app.site_document import Camera, SiteDocument
from app.site_fields import SecretError
from app.site_ptz import address_of
from video.archive.model import FetchCode, FootageError, FootageSource, Segment, Stretch
from video.clips import write_clip
from video.clock import Clock
from video.model import Credentials, SourceError, StreamAddress, StreamKind, Trust
from video.onvif.device import OnvifDevice
from video.onvif.model import OnvifError
from video.onvif.replay import KeptRecording, OnvifArchive
from video.ring import Entry
from video.rtsp.replay import fetch_range
from video.views import MediaError

PIECE_S: Final = 60.0
#: Pieces in one answer: a week is listed, longer times are looked at in parts.
MOST: Final = 10_080
#: A recorder's answer about what it has is believed for so long.
FRESH_S: Final = 30.0
#: What is newer than this may still be written there.
SETTLED_S: Final = 120.0
_CODES: Final[dict[str, FetchCode]] = {"unreachable": "away", "timeout": "away", "ended": "away"}

log = logging.getLogger(__name__)


@dataclass
class _Kept:
    """What is known of one camera's archive."""

    recording: KeptRecording | None = None
    asked_at: float = float("-inf")
    answered_at: float | None = None
    code: str = ""


class CameraArchives:
    """A FootageProvider for the cameras that have a table `archive`. Blocks: never on the window's thread."""

    def __init__(self, site: SiteDocument, own: FootageSource, cache: FetchCache, clock: Clock) -> None:
        self._cameras = {one.id: one for one in site.cameras if one.archive is not None}
        self._zone = ZoneInfo(site.site.timezone)
        self._own = own
        self._cache = cache
        self._clock = clock
        self._lock = threading.Lock()
        self._turns = {camera: threading.Lock() for camera in self._cameras}
        self._kept = {camera: _Kept() for camera in self._cameras}
        self._empty: dict[str, set[float]] = {camera: set() for camera in self._cameras}

    def serves(self, camera: str) -> bool:
        """Whether the camera names an archive of its own."""
        return camera in self._cameras

    def availability(self, camera: str) -> Availability:
        """Whether the archive answered when it was last asked; never waits."""
        kept = self._kept[camera]
        if kept.code:
            return Availability("away", camera, kept.answered_at)
        return Availability("remote", camera)

    def segments(self, camera: str, start: float, end: float, kind: StreamKind | None = None) -> tuple[Segment, ...]:
        """Give our own footage, and pieces of the archive's where there is none of ours."""
        own = self._own.segments(camera, start, end, kind)
        if kind is StreamKind.SUB:
            return own
        held = [(one.start, one.end) for one in own]
        found = list(own)
        for first, last in self._there(camera, start, end):
            for piece in _pieces(first, last):
                covered = any(a <= piece + 1.0 and b >= piece + PIECE_S - 1.0 for a, b in held)
                if not covered and piece not in self._empty[camera] and len(found) < MOST:
                    found.append(self._segment(camera, piece, min(piece + PIECE_S, last)))
        return tuple(sorted(found, key=lambda one: one.start))

    def stretches(self, camera: str, start: float, end: float) -> tuple[Stretch, ...]:
        """Give what there is, here and there, and the gaps between."""
        found = list(self._own.stretches(camera, start, end))
        there = self._there(camera, start, end)
        found += [Stretch(first, last, "recording") for first, last in there]
        reason = "owner_away" if self._kept[camera].code else "no_pictures"
        found += [Stretch(first, last, "gap", reason) for first, last in between(there, start, end)]
        empty = sorted(one for one in self._empty[camera] if start - PIECE_S < one < end)
        found += [Stretch(one, one + PIECE_S, "gap", "no_pictures") for one in empty]
        return tuple(sorted(found, key=lambda one: (one.start, one.cause)))

    def fetch(self, segment: Segment) -> Path:
        """Fetch a piece; raises FootageError."""
        if not self._cache.owns(segment.path):
            return self._own.fetch(segment)
        note = {"archive": segment.camera, "start": segment.start, "end": segment.end}

        def write(draft: Path) -> None:
            with self._turns[segment.camera]:
                self._write(segment, draft)

        return self._cache.take(segment.path, note, write)

    def _write(self, segment: Segment, draft: Path) -> None:
        camera = self._cameras[segment.camera]
        try:
            came = asyncio.run(self._replay(camera, segment.start, segment.end))
        except (SourceError, OnvifError) as error:
            self._note(segment.camera, error.code)
            raise FootageError(_CODES.get(error.code, "refused"), error.code) from error
        except SecretError as error:
            raise FootageError("refused", error.code) from error
        self._note(segment.camera, "")
        if not came:
            if segment.end < self._clock.now() - SETTLED_S:
                with self._lock:
                    self._empty[segment.camera].add(segment.start)
            raise FootageError("missing", segment.camera)
        try:
            write_clip(draft, segment.camera, StreamKind.MAIN, came)
        except MediaError as error:
            raise FootageError("disk_full" if error.code == "write_failed" else "damaged", error.code) from error

    async def _replay(self, camera: Camera, start: float, end: float) -> Sequence[Entry]:
        archive = _archive_of(camera)
        if archive.kind == "rtsp":
            address = self._address(camera, archive.filled(start, end, self._zone))
            return (await fetch_range(address, start, end, self._clock, onvif=False)).entries
        search = self._search(camera)
        recording = self._kept[camera.id].recording or await search.recording()
        address = self._address(camera, await search.replay_uri(recording))
        return (await fetch_range(address, start, end, self._clock, onvif=True)).entries

    def _there(self, camera: str, start: float, end: float) -> list[tuple[float, float]]:
        """When the archive has footage, as far as it tells; nothing while it cannot be asked."""
        end = min(end, self._clock.now())
        if start >= end:
            return []
        if _archive_of(self._cameras[camera]).kind == "rtsp":
            return [(start, end)]
        try:
            found = asyncio.run(self._asked(self._cameras[camera], start, end))
        except (OnvifError, SecretError) as error:
            log.info("archive of camera %s: %s", camera, error)
            self._note(camera, error.code)
            return self._fetched(camera, start, end)
        self._note(camera, "")
        return found

    def _fetched(self, camera: str, start: float, end: float) -> list[tuple[float, float]]:
        """When there is footage that was fetched before."""
        notes = [note for _, note in self._cache.notes() if note.get("archive") == camera]
        pieces = sorted((float(note["start"]), float(note["end"])) for note in notes)
        return [(first, last) for first, last in pieces if first < end and last > start]

    async def _asked(self, camera: Camera, start: float, end: float) -> list[tuple[float, float]]:
        kept, search = self._kept[camera.id], self._search(camera)
        if kept.recording is None or self._clock.monotonic() - kept.asked_at > FRESH_S:
            kept.recording = await search.recording()
            kept.asked_at = self._clock.monotonic()
        return await search.stretches(kept.recording, start, end)

    def _search(self, camera: Camera) -> OnvifArchive:
        archive = _archive_of(camera)
        url = archive.address
        if not url and camera.ptz is not None:
            url = address_of(camera.ptz, camera.sub, camera.main)
        return OnvifArchive(OnvifDevice(self._address(camera, url), self._clock), archive.recording)

    def _address(self, camera: Camera, url: str) -> StreamAddress:
        archive = _archive_of(camera)
        own = archive.password is not None or bool(archive.username)
        name, secret = (archive.username, archive.password) if own else (camera.username, camera.password)
        credentials = Credentials(name, secret.reveal() if secret is not None else "") if name else None
        return StreamAddress(url, credentials, Trust(camera.tls_ca, camera.tls_fingerprint))

    def _segment(self, camera: str, start: float, end: float) -> Segment:
        settled = end < self._clock.now() - SETTLED_S
        name = f"archive {start:.3f}" + ("" if settled else f" {end:.3f}")
        path = self._cache.path(camera, name)
        return Segment(camera, StreamKind.MAIN, path, start, end, 0, 0, None, True, settled)

    def _note(self, camera: str, code: str) -> None:
        kept = self._kept[camera]
        kept.code = code
        if not code:
            kept.answered_at = self._clock.now()


def _archive_of(camera: Camera) -> CameraArchive:
    assert camera.archive is not None
    return camera.archive


def _pieces(start: float, end: float) -> Iterable[float]:
    """The beginnings of the minutes that overlap a stretch: always the same ones, so that each is fetched once."""
    piece = start // PIECE_S * PIECE_S
    while piece < end:
        yield piece
        piece += PIECE_S

"""The one desk that everybody asks for recorded footage, wherever it lies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from video.archive.model import FootageSource, Segment, Stretch
from video.model import StreamKind


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether a camera's footage can be had: from this station, from another, or not now.

    station: whose footage it is, "" for the own. since: UTC seconds since when its owner is away.
    """

    state: Literal["here", "remote", "away"]
    station: str = ""
    since: float | None = None


class FootageProvider(FootageSource, Protocol):
    """Footage of cameras that this station does not record, or not alone."""

    def serves(self, camera: str) -> bool:
        """Whether this camera's footage is to be asked for here."""
        ...

    def availability(self, camera: str) -> Availability:
        """Whether it can be had now; never waits."""
        ...


class FootageDesk:
    """A FootageSource for every camera. Asked off the window's thread, save `availability`."""

    def __init__(self, own: FootageSource) -> None:
        self._own = own
        self._providers: list[FootageProvider] = []

    def add(self, provider: FootageProvider) -> None:
        """Ask this one too; those added first are asked first."""
        self._providers.append(provider)

    def segments(self, camera: str, start: float, end: float, kind: StreamKind | None = None) -> tuple[Segment, ...]:
        """Give what overlaps `start` to `end`, in order of time."""
        return self._of(camera).segments(camera, start, end, kind)

    def stretches(self, camera: str, start: float, end: float) -> tuple[Stretch, ...]:
        """Give what there is and what is missing from `start` to `end`."""
        return self._of(camera).stretches(camera, start, end)

    def fetch(self, segment: Segment) -> Path:
        """Give the segment's whole file on this computer; raises FootageError."""
        return self._of(segment.camera).fetch(segment)

    def availability(self, camera: str) -> Availability:
        """Whether a camera's footage can be had now; never waits."""
        provider = self._provider(camera)
        return Availability("here") if provider is None else provider.availability(camera)

    def _of(self, camera: str) -> FootageSource:
        return self._provider(camera) or self._own

    def _provider(self, camera: str) -> FootageProvider | None:
        return next((one for one in self._providers if one.serves(camera)), None)

"""The fire model beside the other one: a few looks a second at each camera that has a rule of fire, on a copy."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from video.detect.backend import Job
from video.detect.fire import FireWatch
from video.detect.letterbox import Picture
from video.detect.loading import Loaded
from video.detect.model import RuleKind
from video.model import Box

log = logging.getLogger(__name__)
#: Seconds between looks at a camera: three a second.
EVERY_S: Final = 0.33


@dataclass(slots=True)
class _Hearth:
    watch: FireWatch = field(default_factory=FireWatch)
    looked_at: float = float("-inf")
    busy: bool = False
    found: Mapping[RuleKind, tuple[Box, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FireTag:
    """What a fire job is about."""

    hearth: _Hearth
    at: float


class FireDesk:
    """One thread. Without a model nothing is found."""

    def __init__(self, loaded: Loaded | None, wake: Callable[[Job], None]) -> None:
        self._loaded = loaded
        self._wake = wake
        self._hearths: dict[str, _Hearth] = {}
        self._under_way = 0

    @property
    def model(self) -> str:
        """The model's name, "" without one."""
        return self._loaded.model if self._loaded is not None else ""

    def look(self, camera: str, picture: Picture, now: float) -> None:
        """Judge a picture soon, unless this camera or all requests are busy; the next will do as well."""
        if self._loaded is None:
            return
        hearth = self._hearths.setdefault(camera, _Hearth())
        backend = self._loaded.backend
        if hearth.busy or self._under_way >= backend.capacity or now - hearth.looked_at < EVERY_S:
            return
        hearth.busy, hearth.looked_at = True, now
        self._under_way += 1
        backend.submit(Job(camera, picture.copy(), FireTag(hearth, now)), self._wake)

    def finish(self, job: Job) -> None:
        """Take a finished job."""
        tag: FireTag = job.tag
        self._under_way -= 1
        tag.hearth.busy = False
        if job.error:
            log.warning("the fire model failed: %s", job.error)
        else:
            tag.hearth.found = tag.hearth.watch.update(job.picture, job.boxes, tag.at)

    def found(self, camera: str) -> Mapping[RuleKind, tuple[Box, ...]]:
        """What is confirmed on a camera."""
        hearth = self._hearths.get(camera)
        return hearth.found if hearth is not None else {}

    def forget(self, camera: str) -> None:
        """Stop looking at a camera."""
        self._hearths.pop(camera, None)

    def close(self) -> None:
        """Let go of the model."""
        if self._loaded is not None:
            self._loaded.backend.close()

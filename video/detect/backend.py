"""What the inference loop needs of anything that finds boxes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from video.detect.letterbox import Picture
from video.detect.model import EngineName
from video.model import Box


@dataclass(slots=True)
class Job:
    """One picture (h, w, 3, BGR) on its way. `tag` is the caller's and comes back untouched.

    `picture` must stay valid until the job is done. Done: `boxes` is set, or `error` is when inference failed.
    """

    camera: str
    picture: Picture
    tag: Any = None
    boxes: tuple[Box, ...] = ()
    error: str = ""


class Backend(Protocol):
    """Finds boxes in pictures, several at a time. One thread submits; `done` may be called on any thread."""

    engine: EngineName
    device: str
    classes: tuple[str, ...]

    @property
    def capacity(self) -> int:
        """How many pictures may be under way now."""

    def submit(self, job: Job, done: Callable[[Job], None]) -> None:
        """Take a job; blocks while `capacity` jobs are under way. `done(job)` is called exactly once for it."""

    def close(self) -> None:
        """Wait for what is under way and let go of the model."""

"""What the engine remembers of recording: so a worker that was lost is told again, and goes on."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable

from video.archive.model import RecorderState, RecordingPlan, Segment
from video.archive.worker_part import Record
from video.views import MediaError


class RecordingOrders:
    """`record` from any thread. `on_segment` and `on_state` are called from engine threads: return soon.

    post: sends to the worker that has the camera; raises MediaError where none has.
    """

    def __init__(self, post: Callable[[str, Record], None]) -> None:
        self._post = post
        self._plans: dict[str, RecordingPlan] = {}
        self.on_segment: Callable[[Segment], None] = lambda _segment: None
        self.on_state: Callable[[RecorderState], None] = lambda _state: None

    def record(self, camera: str, plan: RecordingPlan) -> None:
        """Record a camera as `plan` says from now on; a plan without streams ends it. Unknown cameras are no matter."""
        self._plans[camera] = plan
        with contextlib.suppress(MediaError):
            self._post(camera, Record(camera, plan))

    def of(self, cameras: Iterable[str]) -> list[Record]:
        """Give what a worker with these cameras has to be told."""
        plans = dict(self._plans)
        return [Record(camera, plans[camera]) for camera in cameras if camera in plans]

    def hear(self, message: object) -> None:
        """Hand on what a worker says of recording."""
        if isinstance(message, Segment):
            self.on_segment(message)
        elif isinstance(message, RecorderState):
            self.on_state(message)

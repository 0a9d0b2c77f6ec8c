"""How the station keeps up, measured where it shows, and what the walls leave out when it does not.

The delay of the window's own thread is the lateness of a precise timer; pictures are late when the wall took longer
over them than two of their intervals; what waits undecoded is told by the workers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from video.clock import Clock
from video.engine import VideoEngine
from video.load_shedding import Load, LoadShedder, Relief, Shedding
from video.model import StreamKind

if TYPE_CHECKING:
    from app.pages.wall_seat import WallSeat

PULSE_MS = 20
PERIOD_S, WINDOW_S = 1.0, 5.0
#: What is said on a tile of key pictures until it has measured its own interval.
KEY_INTERVAL_S = 2.0


class WallLoad(QObject):
    """Measures, decides once a second, and tells the walls and the engine. `changed` tells the new relief."""

    changed = Signal(str)  # Relief

    def __init__(
        self, video: VideoEngine, clock: Clock, seats: Callable[[], Sequence[WallSeat]], parent: QObject
    ) -> None:
        super().__init__(parent)
        self.shedding = Shedding()
        self._video = video
        self._clock = clock
        self._seats = seats
        self._shedder = LoadShedder()
        self._gaps: deque[float] = deque(maxlen=int(WINDOW_S * 1000 / PULSE_MS))
        self._beat_at: float | None = None
        self._decided_at = float("-inf")
        self._pulse = QTimer(self, timerType=Qt.TimerType.PreciseTimer)
        self._pulse.setInterval(PULSE_MS)
        self._pulse.timeout.connect(self.beat)

    @property
    def relief(self) -> Relief:
        """What is left out now."""
        return self.shedding.relief

    def start(self) -> None:
        """Begin to measure."""
        self._pulse.start()

    def stop(self) -> None:
        """Measure no more."""
        self._pulse.stop()

    def beat(self) -> None:
        """Take one measurement; once a second, decide."""
        now = self._clock.monotonic()
        if self._beat_at is not None:
            self._gaps.append(max(0.0, now - self._beat_at - PULSE_MS / 1000))
        self._beat_at = now
        if now - self._decided_at >= PERIOD_S:
            self._decided_at = now
            self.decide(self.load(), now)

    def review(self) -> None:
        """Decide now: an alarm's cameras are never among those that are given up."""
        self.decide(self.load(), self._clock.monotonic())

    def load(self) -> Load:
        """Return how the station keeps up."""
        gaps = sorted(self._gaps)
        gap = gaps[int(0.99 * (len(gaps) - 1))] if gaps else 0.0
        return Load(gap, self._late(), 0.0, self._spare())

    def _late(self) -> float:
        """Share of tiles whose pictures come more than two of their intervals late."""
        late = [seat.controller.late_tiles() for seat in self._seats()]
        tiles = sum(count for _, count in late)
        return sum(count for count, _ in late) / tiles if tiles else 0.0

    def decide(self, load: Load, now: float) -> None:
        """Leave out what has to be left out at monotonic time `now`."""
        before, self.shedding = self.shedding, self._shedder.update(load, now)
        for seat in self._seats():
            seat.controller.trouble = self.shedding.demote
        if self.shedding == before:
            return
        for seat in self._seats():
            seat.wall.set_repaint_rate(self.shedding.repaint_hz)
        for camera in before.key_only ^ self.shedding.key_only:
            on = camera in self.shedding.key_only
            self._video.key_frames_only(camera, StreamKind.SUB, on)
            for seat in self._seats():
                seat.controller.set_shedding(camera, KEY_INTERVAL_S if on else None)
        if self.shedding.relief is not before.relief:
            self.changed.emit(self.shedding.relief.value)

    def _spare(self) -> tuple[str, ...]:
        """A camera may be given up only where no window needs it."""
        needed: set[str] = set()
        offered: list[str] = []
        for seat in self._seats():
            spare = seat.controller.spare_cameras()
            offered += spare
            needed |= seat.controller.cameras() - set(spare)
        return tuple(camera for camera in dict.fromkeys(offered) if camera not in needed)

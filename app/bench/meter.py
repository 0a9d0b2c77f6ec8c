"""What was painted when: the wall's own signal joined with the stamps that each picture carries."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer

from app.bench.server import Served
from video.frames import Frame
from widgets.tile import PictureSource

GAP_TICK_MS = 10
#: A picture painted this many picture intervals after it was sent is late.
LATE_INTERVALS = 2


@dataclass(frozen=True, slots=True)
class Painted:
    """One painted picture; UTC seconds of each station on its way."""

    captured: float
    received: float
    decoded: float
    written: float
    painted: float


class MeteredSource:
    """A tile's source that remembers the picture it gave last."""

    def __init__(self, source: PictureSource) -> None:
        self._source = source
        self.last: Frame | None = None

    @property
    def sequence(self) -> int:
        """The source's own."""
        return self._source.sequence

    def latest(self) -> Frame | None:
        """Give the source's newest picture."""
        self.last = self._source.latest()
        return self.last


@dataclass(slots=True)
class PaintLog:
    """Gathers what is painted. offset: UTC less monotonic seconds."""

    offset: float
    sources: dict[str, MeteredSource] = field(default_factory=dict)
    painted: dict[str, list[Painted]] = field(default_factory=dict)

    def watch(self, key: str, source: PictureSource) -> MeteredSource:
        """Give the source to hand to the wall in place of `source`."""
        self.painted[key] = []
        self.sources[key] = MeteredSource(source)
        return self.sources[key]

    def note(self, key: str, sequence: object, monotonic: float) -> None:
        """Take the wall's frame_painted."""
        source = self.sources.get(key)
        frame = source.last if source is not None else None
        if frame is None or frame.sequence != sequence:
            return
        offset = self.offset
        self.painted[key].append(
            Painted(
                frame.captured_at,
                frame.received_mono + offset,
                frame.decoded_mono + offset,
                frame.written_mono + offset,
                monotonic + offset,
            )
        )


@dataclass(frozen=True, slots=True)
class PaintFigures:
    """sent, painted, late: pictures. The rest: seconds of each painted picture, ascending.

    latency: sent to painted. travel: sent to received whole; decoding, scaling, waiting: from there to painted.
    """

    sent: int
    painted: int
    late: int
    latency: list[float]
    travel: list[float]
    decoding: list[float]
    scaling: list[float]
    waiting: list[float]


def judge(log: PaintLog, served: dict[str, Served], start: float, end: float) -> PaintFigures:
    """Compare what the server sent between two UTC instants with what was painted of it, by tile."""
    sent = painted = late = 0
    kept: list[Painted] = []
    for key, stream in served.items():
        due = stream.sent_between(start, end)
        first: dict[int, Painted] = {}
        for each in log.painted.get(key, ()):
            number = stream.number_at(each.captured)
            if number in due:
                first.setdefault(number, each)
        sent, painted = sent + len(due), painted + len(first)
        limit = LATE_INTERVALS / stream.coding.rate
        late += sum(each.painted - stream.sent_at(number) > limit for number, each in first.items())
        kept += first.values()
    return _figures(kept, sent, painted, late)


def judge_by_receipt(log: PaintLog, rates: dict[str, float], start: float, end: float) -> PaintFigures:
    """The same for cameras whose clocks are not ours: their rates tell what was sent, receipt stands for sending."""
    sent, painted, late = 0.0, 0, 0
    kept: list[Painted] = []
    for key, rate in rates.items():
        inside = [each for each in log.painted.get(key, ()) if start <= each.received < end]
        sent, painted = sent + rate * (end - start), painted + len(inside)
        late += sum(each.painted - each.received > LATE_INTERVALS / max(rate, 1.0) for each in inside)
        kept += [Painted(e.received, e.received, e.decoded, e.written, e.painted) for e in inside]
    return _figures(kept, round(sent), painted, late)


def _figures(kept: Sequence[Painted], sent: int, painted: int, late: int) -> PaintFigures:
    return PaintFigures(
        sent,
        painted,
        late,
        sorted(each.painted - each.captured for each in kept),
        sorted(each.received - each.captured for each in kept),
        sorted(each.decoded - each.received for each in kept),
        sorted(each.written - each.decoded for each in kept),
        sorted(each.painted - each.written for each in kept),
    )


def percentile(ascending: Sequence[float], share: float) -> float:
    """Give the smallest value that `share` of all do not exceed; NaN of nothing."""
    if not ascending:
        return math.nan
    return ascending[min(len(ascending) - 1, max(0, math.ceil(share * len(ascending)) - 1))]


class GapMeter(QObject):
    """Measures how long the GUI thread leaves a precise 10 ms timer waiting: seconds between its ticks."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._elapsed = QElapsedTimer()
        self._ticks: list[int] = []
        self._timer = QTimer(self, interval=GAP_TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begin anew."""
        self._ticks = []
        self._elapsed.start()
        self._timer.start()

    def stop(self) -> list[float]:
        """End, and give the gaps in ascending order."""
        self._timer.stop()
        return gaps(self._ticks)

    def _tick(self) -> None:
        self._ticks.append(self._elapsed.nsecsElapsed())


def gaps(nanoseconds: Iterable[int]) -> list[float]:
    """Give the seconds between neighbours, ascending."""
    return sorted((b - a) / 1e9 for a, b in pairwise(nanoseconds))

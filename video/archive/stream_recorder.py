"""One stream becomes a row of segments: where to split, what to say of each, what to do when the disk does not take it.

Lives on the worker's loop; hears the packets that the decoder and the ring hear. No packet is changed or decoded.
"""

from __future__ import annotations

import contextlib
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, Protocol

import av
import av.error

from video.archive.disk_writer import Mark, SegmentFile, Written
from video.archive.model import DiskFault, RecorderState, RecordingPlan, Segment
from video.archive.muxer import SegmentHead, SegmentMuxer, suffix_for
from video.clock import Clock
from video.model import AudioInfo, AudioPacket, Packet, StreamInfo, StreamKind
from video.ring import Entry

_log = logging.getLogger(__name__)

#: Seconds after a failure until the disk is tried again.
RETRY_EVERY: Final = 2.0
#: A pause of so many seconds ends a segment: what it says of itself must be true.
PAUSE: Final = 4.0
#: A picture's time further than this from where the stream's own clock puts it begins a segment: a clock was set.
JUMP: Final = 0.5
#: Pictures looked at to learn by how many places a stream is reordered.
LOOK_AT: Final = 8
#: Seconds of a stream that are looked at before its first file: what a camera sends in a rush tells no clock.
LOOK_FOR: Final = 0.3
#: Pieces of sound that are kept for a file that is about to begin: players take a file amiss whose sound begins late.
EARLY_SOUND: Final = 200
#: How often an open segment is told of, seconds.
TELL_EVERY: Final = 1.0
#: Seconds without an answer from the disk that count as slow.
SLOW_AFTER: Final = 5.0


class Writer(Protocol):
    """What a recorder needs of video.archive.disk_writer.DiskWriter."""

    @property
    def busy_since(self) -> float | None:
        """Since when the disk has not answered."""
        ...

    @property
    def keeps_up(self) -> bool:
        """Whether more may be sent after too much waited."""
        ...

    def put(self, file: SegmentFile, data: bytes, mark: Mark, *, last: bool = False) -> bool:
        """Write a piece; False where too much waits."""
        ...


class StreamRecorder:
    """`take` hears pictures, `sound` sound, `tick` a few times a second; `stop` closes the file.

    since: what the ring holds from a time on, to go on without a gap after a short trouble.
    """

    def __init__(
        self,
        camera: str,
        kind: StreamKind,
        plan: RecordingPlan,
        writer: Writer,
        clock: Clock,
        since: Callable[[float], list[Entry]],
        on_segment: Callable[[Segment], None],
        on_state: Callable[[RecorderState], None],
    ) -> None:
        self.camera, self.kind, self.plan = camera, kind, plan
        self._writer, self._clock, self._since = writer, clock, since
        self._on_segment, self._on_state = on_segment, on_state
        self._muxer: SegmentMuxer | None = None
        self._file: SegmentFile | None = None
        self._segment: Segment | None = None
        self._begun = b""
        self._sent: Mark | None = None
        self._info: StreamInfo | None = None
        self._last: Packet | None = None
        self._at = 0.0
        self._frames = 0
        self._split = False
        self._sound: AudioInfo | None = None
        self._sound_in: AudioInfo | None = None
        self._early: deque[AudioPacket] = deque(maxlen=EARLY_SOUND)
        self._depth: int | None = None
        self._first: list[Entry] = []
        self._newest_pts: deque[float] = deque(maxlen=LOOK_AT)
        self._offsets: deque[float] = deque(maxlen=75)
        self._retry_at = 0.0
        self._safe_until: float | None = None
        self._told_at = 0.0
        self.state = RecorderState(camera, kind, "waiting", clock.now())

    def begin(self, entries: Sequence[Entry]) -> None:
        """Take what the ring held, before anything new comes."""
        for packet, info in entries:
            self._order(packet, info)

    def set_plan(self, plan: RecordingPlan) -> None:
        """Go on as `plan` says, from the next key picture on."""
        self._split = self._split or replace(plan, pre_roll=self.plan.pre_roll) != self.plan
        self.plan = plan

    def take(self, packet: Packet, info: StreamInfo) -> None:
        """Take a picture; never raises."""
        try:
            if self.state.fault:
                due = self._clock.monotonic() >= self._retry_at and self._writer.keeps_up
                if packet.key and due and not self._hangs():
                    self._try_again(packet, info)
                return
            self._order(packet, info)
        except (av.FFmpegError, ValueError, OverflowError) as error:
            _log.warning("camera %s: pictures that cannot be recorded: %s", self.camera, error)
            self._abandon()

    def sound(self, packet: AudioPacket) -> None:
        """Take a piece of sound; the first of a coding begins a segment at the next key picture. Never raises."""
        self._sound = packet.info
        if self._muxer is None:
            self._early.append(packet)
            return
        if self._sound_in != packet.info:
            self._split = True
            return
        head = self._muxer.head
        both = head.camera_clock and packet.camera_clock
        at = (packet.captured_at if both else packet.received_at + head.offset) - head.start
        try:
            self._keep(self._muxer.sound(packet, at))
        except (av.FFmpegError, ValueError, OverflowError) as error:
            _log.warning("camera %s: sound that cannot be recorded: %s", self.camera, error)
            self._abandon()

    def tick(self) -> None:
        """Notice a disk that hangs."""
        if self._hangs() and not self.state.fault:
            self._fail("slow", "")

    def stop(self) -> None:
        """Close the file with all that came."""
        with contextlib.suppress(av.FFmpegError, ValueError):
            self._settle()
            self._close()
        self._state("waiting")

    def _hangs(self) -> bool:
        busy = self._writer.busy_since
        return busy is not None and self._clock.monotonic() - busy > SLOW_AFTER

    # Order, splits.

    def _try_again(self, packet: Packet, info: StreamInfo) -> None:
        self.state = replace(self.state, fault="", detail="")
        entries = self._since(self._safe_until) if self._safe_until is not None else []
        self._reset()
        for one, coding in entries or [(packet, info)]:
            self._order(one, coding)

    def _order(self, packet: Packet, info: StreamInfo) -> None:
        """Learn first by how many places the stream is reordered."""
        if packet.camera_clock:
            self._offsets.append(packet.captured_at - packet.received_at)
        newest = self._newest_pts
        if self._depth is not None:
            if newest and packet.pts < newest[-1] and _depth([*newest, packet.pts]) > self._depth:
                self._depth, self._split = LOOK_AT // 2, True
            newest.append(packet.pts)
            self._put(packet, info)
            return
        if self._first or packet.key:
            self._first.append((packet, info))
        first = self._first
        if len(first) >= LOOK_AT and packet.received_mono - first[0][0].received_mono >= LOOK_FOR:
            self._settle()

    def _settle(self) -> None:
        first, self._first = self._first, []
        if first and self._depth is None:
            self._depth = _depth([packet.pts for packet, _ in first])
        for packet, info in first:
            self._newest_pts.append(packet.pts)
            self._put(packet, info)

    def _put(self, packet: Packet, info: StreamInfo) -> None:
        if self._muxer is not None and self._ends(packet, info):
            self._close()
        opened = self._muxer is None
        if opened:
            if not packet.key:
                return
            self._open(packet, info)
        muxer, last = self._muxer, self._last
        if muxer is None or (self._depth and packet.pts < muxer.base):
            return  # a picture that refers to what came before the segment
        at = self._time(packet, muxer.head, last)
        data = muxer.video(packet, at)
        before = Mark(muxer.head.start + self._at, self._frames)
        self._last, self._at, self._frames = packet, max(at, self._at), self._frames + 1
        self._keep(data, before)
        if opened:
            early, self._early = self._early, deque(maxlen=EARLY_SOUND)
            for piece in early:
                self.sound(piece)

    def _ends(self, packet: Packet, info: StreamInfo) -> bool:
        """Whether the segment that is open ends before this picture."""
        last = self._last
        if last is None or self._muxer is None:
            return False
        if packet.received_mono - last.received_mono > PAUSE or info != self._info:
            return True
        if not packet.key:
            return False
        long_enough = self._at + packet.pts - last.pts >= self.plan.segment_s
        return long_enough or self._split or packet.camera_clock is not self._muxer.head.camera_clock

    def _time(self, packet: Packet, head: SegmentHead, last: Packet | None) -> float:
        """Seconds after the segment's first picture, going on steadily whatever clocks do."""
        own_clock = packet.camera_clock is head.camera_clock
        at = (packet.captured_at if own_clock else packet.received_at + head.offset) - head.start
        if last is None:
            return max(0.0, at)
        expected = self._at + max(0.0, min(packet.pts - last.pts, PAUSE))
        passed = self._at + max(0.0, packet.received_mono - last.received_mono)
        if self._depth or abs(at - expected) <= JUMP or abs(at - passed) <= JUMP:
            return at
        self._split = True
        self._offsets.clear()
        return expected

    # Files.

    def _open(self, packet: Packet, info: StreamInfo) -> None:
        clocked = packet.camera_clock
        offset = self._offset() if clocked else 0.0
        head = SegmentHead(
            self.camera, self.kind, packet.captured_at, clocked, offset, self.plan.cause, self.plan.incident
        )
        self._sound_in = self._sound
        self._muxer = SegmentMuxer(head, packet, info, self._sound_in, self._depth or 0)
        self._info, self._last, self._at, self._frames, self._split = info, None, 0.0, 0, False
        self._begun, self._sent = b"", None
        begun = datetime.fromtimestamp(head.start, UTC)
        name = f"{self.camera}/{begun:%Y-%m-%d}/{begun:%H%M%S}.{begun.microsecond // 1000:03d}-{self.kind.value}"
        name += suffix_for(self._sound_in)
        plan = self.plan
        file = SegmentFile(plan.folder, plan.marker, name, lambda written: self._written(file, segment, written))
        segment = Segment(
            self.camera,
            self.kind,
            file.path,
            head.start,
            head.start,
            0,
            0,
            offset if clocked else None,
            clocked,
            False,
            plan.cause,
            plan.incident,
            info.codec.value,
            self._sound_in is not None,
        )
        self._file = file

    def _offset(self) -> float:
        """The camera's clock minus ours: delay only ever makes it look smaller, so the largest is the best guess."""
        return max(self._offsets, default=0.0)

    def _better(self, offset: float | None) -> float | None:
        """What is known of the clock by now, unless it is another clock."""
        if offset is None or abs(self._offset() - offset) > PAUSE:
            return offset
        return max(offset, self._offset())

    def _keep(self, data: bytes, mark: Mark | None = None, *, last: bool = False) -> None:
        """Hand complete bytes to the disk; the first only once they hold pictures."""
        self._begun += data
        muxer, file = self._muxer, self._file
        if muxer is None or file is None or not self._begun:
            return
        if not last and self._sent is None and b"moof" not in self._begun:
            return
        data, self._begun = self._begun, b""
        mark = self._sent = mark or Mark(muxer.head.start + self._at, max(0, self._frames - 1))
        if not self._writer.put(file, data, mark, last=last):
            self._fail("slow", "")

    def _close(self) -> None:
        muxer = self._muxer
        if muxer is None:
            return
        if self._frames:
            self._keep(muxer.close(), Mark(muxer.head.start + self._at, self._frames), last=True)
        self._muxer = self._file = None
        self._begun = b""

    def _abandon(self) -> None:
        """What came cannot go into a file: end this one where it is, begin anew at a key picture."""
        file, sent = self._file, self._sent
        self._muxer = self._file = None
        self._reset()
        if file is not None and sent is not None:
            self._writer.put(file, b"", sent, last=True)

    def _reset(self) -> None:
        self._depth, self._first, self._begun = None, [], b""
        self._newest_pts.clear()
        self._last = None

    def _fail(self, fault: DiskFault, detail: str) -> None:
        self._abandon()
        self._retry_at = self._clock.monotonic() + RETRY_EVERY
        self._state("failed", fault, detail)

    # What the disk says.

    def _written(self, file: SegmentFile, begun: Segment, written: Written) -> None:
        mark = written.mark
        if written.size:
            segment = replace(
                begun,
                path=written.path,
                end=max(begun.start, mark.end),
                frames=mark.frames,
                size=written.size,
                closed=written.closed,
                clock_offset=self._better(begun.clock_offset),
            )
            self._safe_until = mark.end - (begun.clock_offset or 0.0)
            now, known = self._clock.monotonic(), self._segment
            if known is None or known.path != segment.path or written.closed or now - self._told_at >= TELL_EVERY:
                self._segment, self._told_at = segment, now
                self._on_segment(segment)
        if written.fault:
            if self._file is file or not self.state.fault:
                self._muxer = self._file = None
                self._reset()
                self._retry_at = self._clock.monotonic() + RETRY_EVERY
                self._state("failed", written.fault, written.detail)
        elif not self.state.fault and self._muxer is not None:
            self._state("recording")

    def _state(self, phase: str, fault: DiskFault = "", detail: str = "") -> None:
        new = replace(self.state, phase=phase, fault=fault, detail=detail)  # type: ignore[arg-type]
        if new != self.state:
            self.state = replace(new, since=self._clock.now())
            self._on_state(self.state)


def _depth(pts: Sequence[float]) -> int:
    """By how many places pictures come before those that are shown earlier."""
    return max(sum(before > at for before in pts[:number]) for number, at in enumerate(pts))

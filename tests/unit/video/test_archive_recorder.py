"""A stream becomes segments: split at key pictures, told truly, whole wherever they are cut, whatever comes."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import av
import pytest

from tests.fakes.clock import FakeClock
from tests.fakes.encoded_audio import encoded_tone
from tests.fakes.encoded_video import encoded_feed
from tests.fakes.packets import entries_of
from tests.fakes.small_disk import fill_disk, small_disk
from video.archive import disk_writer
from video.archive.disk_writer import DiskWriter
from video.archive.model import RecorderState, RecordingPlan, Segment
from video.archive.scan import cut_back, scan
from video.archive.stream_recorder import StreamRecorder
from video.clips import load_clip, read_clip
from video.clock import SystemClock
from video.footage import Footage
from video.model import AudioCodec, AudioPacket, Codec, StreamKind
from video.ring import Entry, PacketRing

__all__ = ["small_disk"]
T = 1_763_000_000.0


@dataclass
class Bench:
    """A recorder with a real disk writer; answers are handed over by `settle`, as a loop would."""

    root: Path
    plan: RecordingPlan
    clock: FakeClock = field(default_factory=FakeClock)
    segments: dict[Path, Segment] = field(default_factory=dict)
    states: list[RecorderState] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.answers: SimpleQueue[Any] = SimpleQueue()
        self.writer = DiskWriter(SystemClock(), self.answers.put)
        self.ring = PacketRing(60, 1 << 24)
        self.recorder = StreamRecorder(
            "07", StreamKind.SUB, self.plan, self.writer, self.clock, self.ring.since, self.told, self.states.append
        )

    def told(self, segment: Segment) -> None:
        self.segments[segment.path] = segment

    def feed(self, entries: Sequence[Entry], *, settle: bool = False) -> None:
        for packet, info in entries:
            self.ring.append(packet, info)
            self.recorder.take(packet, info)
            if settle:
                self.settle()

    def settle(self) -> None:
        deadline = SystemClock().monotonic() + 5
        while self.writer.waiting and SystemClock().monotonic() < deadline:
            self.deliver(0.01)
        self.deliver(0.02)

    def deliver(self, wait: float) -> None:
        try:
            while True:
                self.answers.get(timeout=wait)()
        except Empty:
            return

    def end(self) -> list[Segment]:
        self.recorder.stop()
        self.settle()
        return self.in_order()

    def in_order(self) -> list[Segment]:
        return sorted(self.segments.values(), key=lambda one: one.start)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path, RecordingPlan(tmp_path, frozenset({StreamKind.SUB}), segment_s=4.0))
    yield made
    made.writer.stop()
    made.deliver(0)


def packets(codec: Codec = Codec.H264, count: int = 150, **more: Any) -> list[Entry]:
    return entries_of(encoded_feed(codec), start=T, count=count, **more)


def words_of_others(path: Path) -> str:
    """What ffprobe has to say against a file."""
    if shutil.which("ffprobe") is None:
        pytest.skip("needs ffprobe")
    command = ["ffprobe", "-v", "warning", "-count_packets", "-show_entries", "stream=nb_read_packets", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stderr


def coded_picture(data: bytes, codec: Codec) -> bytes:
    """The picture alone, without what says where it begins: a file has that otherwise than a stream."""
    if codec is Codec.MJPEG:
        return data
    return max(data.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1"), key=len).rstrip(b"\0")


@pytest.mark.parametrize("codec", list(Codec))
def test_segments_begin_at_key_pictures_and_tell_every_pictures_time(bench: Bench, codec: Codec) -> None:
    entries = packets(codec)
    bench.feed(entries)
    segments = bench.end()
    seconds = [one.end - one.start for one in segments]
    assert len(segments) == 3 and all(3.9 < one < 5.1 for one in seconds[:2])
    assert sum(one.frames for one in segments) == len(entries)
    assert all(one.closed and one.codec == codec.value and one.clock_offset == pytest.approx(-0.04) for one in segments)
    frames = [frame for one in segments for frame in read_clip(one.path).frames]
    copied = [packet.data for one in segments for packet, _ in load_clip(one.path)[1]]
    for data, (packet, _) in zip(copied, entries, strict=True):
        assert coded_picture(packet.data, codec) in data  # copied bit by bit, nothing is coded again
    for frame, (packet, _) in zip(frames, entries, strict=True):
        assert frame.captured_at == pytest.approx(packet.captured_at, abs=0.001)
        assert frame.received_at == pytest.approx(packet.received_at, abs=0.001)
        assert frame.key is packet.key
    for one in segments:
        assert words_of_others(one.path) == ""
        looked = scan(one.path)
        assert looked.state == "closed" and looked.whole == one.path.stat().st_size == one.size
        told: dict[str, Any] = {"start": pytest.approx(one.start), "end": pytest.approx(one.end, abs=1e-3)}
        told["clock_offset"] = pytest.approx(-0.04)
        assert looked.segment == replace(one, **told)
    footage = Footage([one.path for one in segments])
    picture = footage.picture(100)
    assert len(footage) == 150 and picture is not None


def test_a_file_cut_anywhere_plays_up_to_its_last_half_second(bench: Bench, tmp_path: Path) -> None:
    bench.feed(packets(count=60))
    whole = bench.end()[0]
    data = whole.path.read_bytes()
    lost = []
    for length in range(len(data) * 2 // 5, len(data), 1237):
        cut = tmp_path / "cut.mp4"
        cut.write_bytes(data[:length])
        frames = len(load_clip(cut)[1])  # read as it is
        looked = scan(cut)
        assert looked.state == "cut" and looked.segment is not None
        assert looked.segment.frames <= frames
        cut_back(cut, looked.whole)
        assert len(load_clip(cut)[1]) == looked.segment.frames
        lost.append(length - looked.whole)
        if len(lost) % 8 == 1:
            assert words_of_others(cut) == ""
    bytes_of_a_second = len(data) / (whole.end - whole.start)
    assert max(lost) < bytes_of_a_second


def test_what_is_no_segment_is_told_apart(tmp_path: Path, bench: Bench) -> None:
    bench.feed(packets(count=60))
    data = bench.end()[0].path.read_bytes()
    path = tmp_path / "x.mp4"
    for content, state in (
        (b"", "empty"),
        (b"hello, this is no footage at all", "empty"),
        (data[:600], "empty"),
        (data[: len(data) // 2] + b"\x00" * 5000, "cut"),
        (data[: len(data) // 2] + b"\xff\x01\x02" * 5000, "cut"),
    ):
        path.write_bytes(content)
        assert scan(path).state in (state, "damaged"), content[:20]
    moof = data.index(b"moof") - 4
    path.write_bytes(data[:moof] + b"\x00\x00\x10\x00zzzz" + data[moof + 8 :])
    assert scan(path).state == "damaged"


@pytest.mark.parametrize(("codec", "ending"), [(AudioCodec.PCMA, ".mov"), (AudioCodec.AAC, ".mp4")])
def test_sound_is_kept_beside_the_pictures(bench: Bench, codec: AudioCodec, ending: str) -> None:
    tone = encoded_tone(codec)
    pieces = [(number * tone.samples / 8000, data) for number, data in enumerate(tone.packets * 10)]
    for packet, info in packets():
        while pieces and T + pieces[0][0] <= packet.received_at:
            at, data = pieces.pop(0)
            bench.recorder.sound(AudioPacket(data, tone.info, at, T + at - 0.04, T + at, True))
        bench.recorder.take(packet, info)
    segments = bench.end()
    assert sum(one.frames for one in segments) == 150
    assert [one.path.suffix for one in segments[1:]] == [ending] * (len(segments) - 1)
    assert all(one.audio and scan(one.path).segment.audio for one in segments[1:])  # type: ignore[union-attr]
    with av.open(str(segments[1].path)) as container:
        stream = container.streams.audio[0]
        found = [((p.pts or 0) + (p.duration or 0), p.time_base or 0) for p in container.demux(stream) if p.size]
        ends = [float(at * base) for at, base in found]
        assert ends[-1] == pytest.approx(segments[1].end - segments[1].start, abs=0.3)
    for one in segments:  # from the first picture on, and without a hole: else players complain
        with av.open(str(one.path)) as container:
            stream = container.streams.audio[0]
            parts = [(p.pts or 0, p.duration or 0) for p in container.demux(stream) if p.size]
            assert float(parts[0][0] * (stream.time_base or 0)) < 0.15
        assert all(at + length == after for (at, length), (after, _) in pairwise(parts))
        assert words_of_others(one.path) == ""


def test_a_camera_that_changes_size_or_coding_begins_a_new_segment(bench: Bench) -> None:
    small = entries_of(encoded_feed(), start=T, count=25)  # ends in the middle of a group
    large = entries_of(encoded_feed(width=640, height=360), start=T + 2, count=20)
    other = entries_of(encoded_feed(Codec.HEVC), start=T + 4, count=20)
    later = [
        replace(packet, pts=packet.pts + 2 * n) for n, part in enumerate((small, large, other)) for packet, _ in part
    ]
    infos = [info for part in (small, large, other) for _, info in part]
    bench.feed(list(zip(later, infos, strict=True)))
    segments = bench.end()
    assert [one.frames for one in segments] == [25, 20, 20]
    assert [read_clip(one.path).width for one in segments] == [320, 640, 320]
    assert [one.codec for one in segments] == ["h264", "h264", "hevc"]


def test_a_clock_that_jumps_splits_and_bends_no_times(bench: Bench) -> None:
    entries = [
        (replace(packet, captured_at=packet.captured_at + (3600.0 if number >= 40 else 0.0)), info)
        for number, (packet, info) in enumerate(packets(count=90))
    ]
    bench.feed(entries)
    first, second, *_ = bench.end()
    assert first.start == pytest.approx(T - 0.04) and first.end == pytest.approx(T + 44 / 15 - 0.04, abs=0.01)
    assert second.start == pytest.approx(T + 3600 + 3 - 0.04, abs=0.01)


def test_a_stall_ends_the_segment_so_that_it_claims_nothing(bench: Bench) -> None:
    entries = packets(count=90)
    late = [
        (
            replace(
                p,
                captured_at=p.captured_at + 20,
                received_at=p.received_at + 20,
                received_mono=p.received_mono + 20,
                pts=p.pts + 20,
            ),
            info,
        )
        for p, info in entries[37:]
    ]
    bench.feed([*entries[:37], *late])
    first, second = bench.end()[:2]
    assert (first.frames, first.end) == (37, pytest.approx(T + 36 / 15 - 0.04, abs=0.001))
    assert second.start == pytest.approx(T + 23 - 0.04, abs=0.001)  # the next key picture


def test_reordered_pictures_keep_their_own_times(bench: Bench) -> None:
    encoder: Any = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = 320, 180, "yuv420p"
    from fractions import Fraction

    encoder.time_base, encoder.framerate = Fraction(1, 15), Fraction(15, 1)
    encoder.gop_size, encoder.max_b_frames, encoder.options = (
        15,
        2,
        {"preset": "veryfast", "x264-params": "log-level=0:scenecut=0"},
    )
    pictures = []
    for number in range(90):
        frame = av.VideoFrame(320, 180, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes([(number * 2) % 256]) * plane.buffer_size)
        frame.pts = number
        pictures += encoder.encode(frame)
    pictures += encoder.encode(None)
    info = packets(count=1)[0][1]
    sets = bytes(encoder.extradata or b"")
    info = replace(info, parameter_sets=sets)
    base = packets(count=1)[0][0]
    shown = sorted(float(p.pts) / 15 for p in pictures)
    entries = []
    for number, picture in enumerate(pictures):
        pts = float(picture.pts) / 15
        sent = T + number / 15
        entries.append(
            (
                replace(
                    base,
                    data=bytes(picture),
                    key=bool(picture.is_keyframe),
                    pts=pts,
                    captured_at=T + pts - 0.3,
                    received_at=sent,
                    received_mono=number / 15,
                ),
                info,
            )
        )
    assert [p.pts for p, _ in entries] != shown
    bench.feed(entries)
    segments = bench.end()
    assert sum(one.frames for one in segments) >= 86  # leading pictures of an open group cannot be shown
    for one in segments:
        assert words_of_others(one.path) == ""
        frames = read_clip(one.path).frames
        expected = [p.captured_at for p, _ in entries if one.start - 0.001 <= p.captured_at <= one.end + 0.001]
        assert sorted(f.captured_at for f in frames) == pytest.approx(sorted(expected), abs=0.002)


def test_garbage_is_survived(bench: Bench) -> None:
    entries = packets(count=60)
    broken = [
        (replace(packet, data=b"\x00" * 20), info) if number == 15 else (packet, info)
        for number, (packet, info) in enumerate(entries)
    ]
    bench.feed(broken)
    assert sum(one.frames for one in bench.end()) >= 40


def test_a_full_disk_ends_the_file_in_order_and_recording_goes_on_by_itself_without_a_gap(small_disk: Path) -> None:
    bench = Bench(small_disk, RecordingPlan(small_disk, frozenset({StreamKind.SUB}), segment_s=60.0))
    entries = packets(count=300)
    bench.feed(entries[:60])
    bench.settle()
    filler = fill_disk(small_disk)
    bench.feed(entries[60:120], settle=True)
    assert bench.states[-1].fault == "full" and bench.states[-1].phase == "failed"
    first = bench.in_order()[0]
    assert first.closed and scan(first.path).state == "cut" and scan(first.path).whole == first.path.stat().st_size
    filler.unlink()
    bench.clock.advance(3)
    bench.feed(entries[120:], settle=True)
    segments = bench.end()
    assert bench.states[-2].fault == ""
    assert len(segments) == 2 and segments[1].start <= segments[0].end + 0.1  # what was in memory was written later
    assert segments[1].end == pytest.approx(entries[-1][0].captured_at, abs=0.01)
    bench.writer.stop()


def test_a_folder_that_goes_is_noticed_and_never_made_again(tmp_path: Path) -> None:
    root = tmp_path / "disk"
    root.mkdir()
    bench = Bench(root, RecordingPlan(root, frozenset({StreamKind.SUB}), segment_s=60.0))
    entries = packets(count=300)
    bench.feed(entries[:60])
    bench.settle()
    shutil.rmtree(root)
    deadline = SystemClock().monotonic() + 5
    while not any(state.fault == "gone" for state in bench.states) and SystemClock().monotonic() < deadline:
        bench.deliver(0.1)  # found at the next sync: the file has no name any more
    assert bench.states[-1].fault == "gone"
    bench.clock.advance(3)
    bench.feed(entries[60:120], settle=True)
    assert bench.states[-1].fault == "gone" and not root.exists()
    root.mkdir()
    bench.clock.advance(3)
    bench.feed(entries[120:200], settle=True)
    assert bench.states[-1].phase == "recording"
    bench.end()
    bench.writer.stop()


def test_another_disk_in_the_folders_place_is_not_written_to(tmp_path: Path) -> None:
    plan = RecordingPlan(tmp_path, frozenset({StreamKind.SUB}), marker=".watchroom-archive")
    bench = Bench(tmp_path, plan)
    bench.feed(packets(count=60), settle=True)
    assert bench.states[-1].fault == "gone" and not list(tmp_path.iterdir())
    bench.end()
    bench.writer.stop()


def test_too_much_waiting_for_a_slow_disk_is_left_out_and_said(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk_writer, "MOST_WAITING", 10_000)
    bench.feed(packets(count=60))
    assert bench.recorder.state.fault == "slow"
    monkeypatch.undo()
    bench.settle()
    bench.clock.advance(3)
    bench.feed(packets(count=120)[60:], settle=True)
    assert bench.states[-1].phase == "recording"


class Ahead(SystemClock):
    """The machine's clock, some seconds ahead."""

    seconds = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.seconds


def test_a_disk_that_hangs_holds_nobody_up_and_recording_goes_on_after_it(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, append, clock = threading.Event(), disk_writer._append, Ahead()

    def hanging(file: disk_writer.SegmentFile, data: bytes) -> None:
        assert gate.wait(120)
        append(file, data)

    monkeypatch.setattr(disk_writer, "_append", hanging)
    monkeypatch.setattr(bench.recorder, "_clock", clock)
    entries = packets(count=200)
    bench.feed(entries[:60])  # returns, whatever the disk does: live pictures come over the same loop
    deadline, moment = clock.monotonic() + 60, threading.Event()
    while bench.writer.busy_since is None and clock.monotonic() < deadline:
        moment.wait(0.01)
    bench.recorder.tick()
    assert bench.recorder.state.fault == ""
    clock.seconds = 6.0
    bench.recorder.tick()
    assert bench.states[-1].fault == "slow" and bench.states[-1].phase == "failed"
    bench.feed(entries[60:100])
    gate.set()
    bench.settle()
    clock.seconds = 12.0
    bench.feed(entries[100:], settle=True)
    assert bench.states[-1].phase == "recording"
    segments = bench.end()
    assert segments[-1].end == pytest.approx(entries[-1][0].captured_at, abs=0.01)
